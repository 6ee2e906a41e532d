//! The assessment of a day: what it says, what the report comes to, and whether it was confirmed. Device and server show this value;
//! neither derives it a second way.

use std::collections::BTreeMap;

use automerge::Automerge;

use super::Day;
use super::report::{Report, Totals};
use super::status::{Confirmation, ReportStanding, Work};
use crate::documents::DocumentError;
use crate::documents::day::records::ReportLine;
use crate::id::DocumentId;

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
    Ok(Assessment {
        works: day.works(),
        confirmations: day.confirmations(),
        standing: day.standing(),
        totals: report.totals(),
        confirmation,
        day,
    })
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
