//! The daily report as the technician reads it (F-06): internal work of the day, time on site of every visit on this device, and the
//! sums by kind.

use automerge::Automerge;
use chrono::NaiveDate;
use model::documents::day::Day;
use model::documents::day::handed_in::{MoneyIn, PartsBack};
use model::documents::day::report::{Report, Totals};
use model::documents::day::status::{ReportStanding, Work};
use model::documents::visit::Visit;
use model::id::DocumentId;
use model::time::Timestamp;
use rusqlite::Connection;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::{Days, day_in};
use crate::actions::ActionError;
use crate::chance::Chance;
use crate::store::outbox::{self, Delivery};
use crate::store::{StoreError, documents, projection};

/// A day as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DaySheet {
    /// The day.
    pub id: DocumentId,
    /// Which day.
    pub date: NaiveDate,
    /// The technician's name.
    pub person_name: String,
    /// Internal work, struck work included.
    pub works: Vec<Work>,
    /// Unused parts that were handed back on this day.
    pub parts_back: Vec<PartsBack>,
    /// Money that was handed in on this day.
    pub money_in: Vec<MoneyIn>,
    /// The report as it would be confirmed now.
    pub report: Report,
    /// Its sums by kind, in **minutes**.
    pub totals: Totals,
    /// Names exactly this report with what was handed in: hand it back when confirming.
    pub digest: String,
    /// Whether the report is confirmed, and still says what was confirmed.
    pub standing: ReportStanding,
    /// When it was last confirmed.
    pub confirmed_at: Option<Timestamp>,
    /// Visits that were confirmed with other times than they have now, or that came to it or went: confirm again.
    pub visits_changed: bool,
    /// Visits that cannot be read on this device; their time is missing in the report.
    pub unreadable_visits: Vec<DocumentId>,
    /// Where the day is: on this phone, received, complete, parked.
    pub delivery: Delivery,
}

impl Days {
    /// The day and its report as they stand now.
    ///
    /// # Errors
    /// [`ActionError::NotFound`], [`ActionError::Document`], [`ActionError::Store`].
    pub fn report(&self, id: DocumentId) -> Result<DaySheet, ActionError> {
        self.core.look_at(id, |conn, _, seen| {
            let assessment = day_in(seen.assessed)?;
            let (report, unreadable_visits) = report_of(conn, &assessment.day, self.core.chance.as_ref())?;
            let confirmed = assessment.confirmation.as_ref();
            Ok(DaySheet {
                id,
                date: assessment.day.date,
                person_name: assessment.day.person_name.clone(),
                works: assessment.works.clone(),
                parts_back: assessment.day.parts_back(),
                money_in: assessment.day.money_in(),
                totals: report.totals(),
                digest: digest(&report, &assessment.day)?,
                standing: assessment.standing,
                confirmed_at: confirmed.map(|confirmed| confirmed.at),
                visits_changed: confirmed.is_some_and(|confirmed| confirmed.report.visits != report.visits),
                report,
                unreadable_visits,
                delivery: outbox::delivery(conn, id)?.ok_or(ActionError::NotFound)?,
            })
        })
    }
}

/// Names exactly what the sheet shows: the report, and what was handed in on the day.
pub(super) fn digest(report: &Report, day: &Day) -> Result<String, StoreError> {
    let mut digest = Sha256::new();
    digest.update(report.digest()?);
    digest.update(serde_json::to_vec(&(day.parts_back(), day.money_in()))?);
    Ok(hex::encode(digest.finalize()))
}

/// The report of `day` with the time on site of the visits here, and those of them that could not be read.
pub(super) fn report_of(conn: &Connection, day: &Day, chance: &dyn Chance) -> Result<(Report, Vec<DocumentId>), StoreError> {
    let (mut visits, mut unreadable) = (Vec::new(), Vec::new());
    for id in projection::visits_on_site(conn, day.span())? {
        let doc = match documents::load(conn, id, chance) {
            Ok(doc) => doc.unwrap_or_else(Automerge::new),
            Err(StoreError::DocumentDamaged(_)) => {
                unreadable.push(id);
                continue;
            }
            Err(other) => return Err(other),
        };
        match Visit::read(&doc) {
            Ok(visit) => visits.push(visit),
            Err(_) => unreadable.push(id),
        }
    }
    Ok((Report::of(day, &visits), unreadable))
}
