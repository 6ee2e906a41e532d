//! The assessment of a day: what it says, what the report comes to, and whether it was confirmed. Device and server show this value;
//! neither derives it a second way.

use std::collections::{BTreeMap, HashSet};

use automerge::{Automerge, ChangeHash};

use super::Day;
use super::report::{Report, Totals};
use super::status::{Confirmation, ReportStanding, Work};
use crate::documents::DocumentError;
use crate::documents::causality::{Causality, writer_of};
use crate::documents::day::records::{DayEventKind, ReportLine};
use crate::documents::reader::EVENTS;
use crate::id::{DocumentId, EventId};
use crate::time::Timestamp;

/// Everything known about a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// The day as it reads now.
    pub day: Day,
    /// Work that belongs to no visit, struck work included.
    pub works: Vec<Work>,
    /// Every confirmation of the report.
    pub confirmations: Vec<Confirmation>,
    /// The confirmation that counts.
    pub confirmation: Option<Confirmation>,
    /// Whether the report is confirmed, and still says what was confirmed.
    pub standing: ReportStanding,
    /// What the day comes to: work as it stands now, and time on site as it was last confirmed.
    pub totals: Totals,
    /// When the supervisor first closed the day, as well as it can be told.
    pub closed_at: Option<Timestamp>,
    /// Whether something was written of which whoever closed the day did not know: it corrects the sum of this day.
    pub corrected_since_closed: bool,
}

/// Assesses the day in `doc`.
///
/// # Errors
/// [`DocumentError`] if the document is no day or of a newer schema.
pub fn assess(doc: &Automerge) -> Result<Assessment, DocumentError> {
    let day = Day::read(doc)?;
    let confirmation = day.confirmation();
    let visits = confirmation.as_ref().map(|counting| counting.report.visits.clone()).unwrap_or_default();
    let report = Report { works: Report::works_of(&day), visits };
    let closings = || day.events.iter().filter(|event| matches!(event.record.kind, DayEventKind::Closed { .. }));
    let closed_at = closings().map(|event| event.record.clock.best_guess()).min();
    let corrected_since_closed = corrected_since_closed(doc, &day);
    Ok(Assessment {
        works: day.works(),
        confirmations: day.confirmations(),
        standing: day.standing(),
        totals: report.totals(),
        confirmation,
        closed_at,
        corrected_since_closed,
        day,
    })
}

/// Whether there is an event that the last word of the desk, the closing that knew most, did not know of.
fn corrected_since_closed(doc: &Automerge, day: &Day) -> bool {
    let is_closing = |kind: &DayEventKind| matches!(kind, DayEventKind::Closed { .. });
    let (closings, rest): (Vec<_>, Vec<_>) = day.events.iter().partition(|event| is_closing(&event.record.kind));
    if closings.is_empty() {
        return false;
    }
    let causality = Causality::of(doc);
    let change_of = |id: EventId| writer_of(doc, EVENTS, &id.to_string());
    let known: HashSet<ChangeHash> = closings.iter().flat_map(|event| causality.past_of(change_of(event.id).as_slice())).collect();
    rest.iter().any(|event| !change_of(event.id).is_some_and(|change| known.contains(&change)))
}

impl Assessment {
    /// Whether work was noted or struck that the confirmation does not cover.
    #[must_use]
    pub fn changed_since_confirmed(&self) -> bool {
        self.standing == ReportStanding::ChangedSinceConfirmed
    }

    /// Time on site as it was last confirmed, by visit.
    #[must_use]
    pub fn confirmed_visits(&self) -> BTreeMap<DocumentId, ReportLine> {
        self.confirmation.as_ref().map(|counting| counting.report.visits.clone()).unwrap_or_default()
    }
}
