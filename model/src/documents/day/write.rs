//! Writing to a day: one function per command, each making exactly one change. Nothing is checked here; the caller asks
//! [`crate::rules`] first, in the same step. The document's actor must be set by the caller and never reused elsewhere.

use automerge::{Automerge, AutomergeError, ROOT};
use chrono::NaiveDate;
use serde_json::Value;

use super::records::{DayEventKind, Genesis, Nothing};
use super::schema;
use crate::documents::DocumentError;
use crate::documents::records::Organisation;
use crate::documents::stamp::Stamp;
use crate::documents::tree::put_fields;
use crate::documents::writing::{WrittenChange, commit_change, event, put_event};
use crate::id::{DocumentId, EventId};

/// What a technician's device knows when it opens a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayOpening {
    /// The new document's id.
    pub id: DocumentId,
    /// Whose day it is: the organisation.
    pub organisation: Organisation,
    /// The technician's name. Who the technician is, the stamp says.
    pub person_name: String,
    /// Which day, in the organisation's time zone.
    pub date: NaiveDate,
    /// That time zone: **minutes** ahead of UTC.
    pub utc_offset_minutes: i32,
}

/// Fills the empty `doc` with a new day of the person who acts: the document's one change without a predecessor.
///
/// # Errors
/// [`DocumentError::Engine`]; the document must then be thrown away.
pub fn genesis(doc: &mut Automerge, opening: &DayOpening, stamp: &Stamp) -> Result<WrittenChange, DocumentError> {
    let root = Genesis {
        kind: schema::KIND.to_owned(),
        schema: schema::SCHEMA,
        id: opening.id,
        organisation: opening.organisation.clone(),
        person: stamp.person,
        person_name: opening.person_name.clone(),
        date: opening.date,
        utc_offset_minutes: opening.utc_offset_minutes,
        events: Nothing {},
    };
    commit_change(doc, "open_day", stamp, |tx| match serde_json::to_value(&root) {
        Ok(Value::Object(fields)) => put_fields(tx, &ROOT, &fields),
        _ => Err(AutomergeError::InvalidObjId(schema::KIND.to_owned())),
    })
}

/// Appends the event `kind`.
///
/// # Errors
/// [`DocumentError`]; nothing was changed.
pub fn append_event(doc: &mut Automerge, id: EventId, kind: DayEventKind, stamp: &Stamp) -> Result<WrittenChange, DocumentError> {
    let command = match kind {
        DayEventKind::WorkNoted { .. } => "note_work",
        DayEventKind::ReportConfirmed { .. } => "confirm_report",
        DayEventKind::PartsHandedBack { .. } => "hand_back_parts",
        DayEventKind::MoneyHandedIn { .. } => "hand_in_money",
        DayEventKind::Closed { .. } => "close_day",
        DayEventKind::Struck { .. } => "strike_work",
    };
    let event = event(kind, stamp);
    commit_change(doc, command, stamp, |tx| put_event(tx, id, &event))
}
