//! The list of days, from projections only. No document is loaded.

use chrono::NaiveDate;
use model::documents::day::report::Totals;
use model::documents::day::status::ReportStanding;
use model::id::DocumentId;
use serde::Serialize;

use super::Days;
use crate::store::StoreError;
use crate::store::outbox::{Delivery, STANDING, standing};
use crate::store::projection::day::DayCard;

/// A day in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayRow {
    /// The day.
    pub id: DocumentId,
    /// Which day.
    pub date: NaiveDate,
    /// Whether the report is confirmed, and still says what was confirmed.
    pub standing: ReportStanding,
    /// What the day comes to, in **minutes** by kind: internal work as it stands, time on site as last confirmed.
    pub totals: Totals,
    /// Where the day is: on this phone, received, complete, parked.
    pub delivery: Delivery,
}

impl Days {
    /// Every day on this device, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn list(&self) -> Result<Vec<DayRow>, StoreError> {
        self.core.store.read(|conn| {
            let mut query = conn.prepare_cached(&format!(
                "SELECT d.id, v.card, {STANDING}
                 FROM projection v JOIN document d ON d.id = v.document
                 WHERE v.kind = 'day'
                 ORDER BY v.sort_at DESC, d.id DESC"
            ))?;
            let rows = query.query_map([], |row| Ok((DocumentId::from_bytes(row.get(0)?), row.get::<_, String>(1)?, standing(row, 2)?)))?;
            rows.map(|row| {
                let (id, card, place) = row?;
                let DayCard { date, standing, totals, .. } = serde_json::from_str(&card)?;
                Ok(DayRow { id, date, standing, totals, delivery: place.delivery })
            })
            .collect()
        })
    }
}
