//! The register of days: the daily reports of technicians (F-06), from which the supervisor's is built. A report that comes
//! late corrects the sum of its own day: rows are ordered by the day, not by arrival.

use std::collections::BTreeMap;

use model::documents::day::assessment::Assessment;
use model::documents::day::records::ReportLine;
use model::documents::day::report::Totals;
use model::documents::day::status::{ReportStanding, Work};
use model::id::{DocumentId, PersonId};
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A technician's day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct DayRow {
    /// Which day, `YYYY-MM-DD`, in the organisation's time zone.
    date: String,
    /// Whose day.
    person: PersonId,
    /// That person's name, as the device knew it.
    person_name: String,
    /// Whether the report is confirmed, and still says what was confirmed.
    standing: ReportStanding,
    /// When it was last confirmed, by the device's clock, corrected by what it knew of the server's.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    confirmed_at: Option<Timestamp>,
    /// How often it was confirmed.
    confirmations: u32,
    /// Time used by kind of work, in **minutes**: internal work as it stands, time on site as last confirmed.
    totals: Totals,
    /// Internal work, struck work included.
    works: Vec<Work>,
    /// Time on site as last confirmed, by visit.
    visits: BTreeMap<DocumentId, ReportLine>,
    /// When the supervisor closed the day.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    closed_at: Option<Timestamp>,
    /// Something came that whoever closed the day did not know of: it corrects this day.
    #[serde(default)]
    corrected_since_closed: bool,
    /// Paths of entries that cannot be understood.
    unreadable: Vec<String>,
}

impl DayRow {
    pub(super) fn of(assessment: &Assessment) -> Self {
        let day = &assessment.day;
        Self {
            date: day.date.to_string(),
            person: day.person,
            person_name: day.person_name.clone(),
            standing: assessment.standing,
            confirmed_at: assessment.confirmation.as_ref().map(|counting| counting.at),
            confirmations: u32::try_from(assessment.confirmations.len()).unwrap_or(u32::MAX),
            totals: assessment.totals,
            works: assessment.works.clone(),
            visits: assessment.confirmed_visits(),
            closed_at: assessment.closed_at,
            corrected_since_closed: assessment.corrected_since_closed,
            unreadable: day.unreadable.clone(),
        }
    }
}

/// The stored word for how far a day is.
pub(super) fn state(assessment: &Assessment) -> &'static str {
    match assessment.standing {
        ReportStanding::Open => "open",
        ReportStanding::Confirmed => "confirmed",
        ReportStanding::ChangedSinceConfirmed => "changed_since_confirmed",
    }
}
