//! The records a day is made of: what it is opened with, and what can happen to it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::documents::records::{Event, Organisation};
use crate::documents::visit::records::ServiceType;
use crate::id::{DocumentId, EventId, PersonId};

/// What a day is opened with: the root of its document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Genesis {
    pub(crate) kind: String,
    pub(crate) schema: u32,
    pub(crate) id: DocumentId,
    pub(crate) organisation: Organisation,
    pub(crate) person: PersonId,
    pub(crate) person_name: String,
    pub(crate) date: NaiveDate,
    pub(crate) utc_offset_minutes: i32,
    pub(crate) events: Nothing,
}

/// A collection with nothing in it yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// Something that happened on a day.
pub type DayEvent = Event<DayEventKind>;

/// What can happen on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DayEventKind {
    /// Work that belongs to no visit.
    WorkNoted {
        /// Kind of work: A, B, C or D.
        service_type: ServiceType,
        /// Time used, in **minutes**.
        minutes: u32,
        /// What was done.
        text: String,
    },
    /// The technician confirmed the daily report as it was shown (F-06).
    ReportConfirmed {
        /// Work of this day that the report listed.
        works: BTreeMap<EventId, ReportLine>,
        /// Visits that the report listed, with the time on site.
        visits: BTreeMap<DocumentId, ReportLine>,
        /// Parts and money handed in on this day that the report showed, by their events.
        #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
        handed_in: BTreeMap<EventId, HandedIn>,
        /// The confirmation that ends with this one.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        replaces: Option<EventId>,
    },
    /// Unused parts went from the van back to a store.
    PartsHandedBack {
        /// Material code; may be empty.
        part_number: String,
        /// Name of the part.
        name: String,
        /// How many, at least one; exactly one if it has a serial.
        quantity: u32,
        /// The piece's own number, if it bears one.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        serial: Option<String>,
        /// Which store.
        store: String,
    },
    /// Money that was taken on a visit was handed in.
    MoneyHandedIn {
        /// The visit.
        visit: DocumentId,
        /// The collection there.
        collection: EventId,
        /// How much, in **fen**.
        amount_fen: i64,
        /// Who took it.
        to_name: String,
    },
    /// The supervisor closed the day: what comes later corrects its sum. Only the desk writes this.
    Closed {
        /// A remark; may be empty.
        note: String,
    },
    /// An entry was wrong; it stays readable (E4).
    Struck {
        /// The entry.
        event: EventId,
        /// Why.
        reason: String,
    },
}

/// What was handed in on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum HandedIn {
    /// Unused parts.
    Parts,
    /// Money.
    Money,
}

/// A line of a daily report: kind of work and time used (F-06).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportLine {
    /// Kind of work: A, B, C or D.
    pub service_type: ServiceType,
    /// Time used, in **minutes**.
    pub minutes: u32,
}
