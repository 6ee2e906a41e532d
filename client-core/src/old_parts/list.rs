//! The list of old parts, from projections only. No document is loaded.

use chrono::NaiveDate;
use model::documents::custody::Holder;
use model::documents::old_part::assessment::OldPartFlag;
use model::documents::old_part::status::{NextStep, Progress};
use model::id::{DocumentId, PartLineId};
use model::rules::{Disposition, HandOverPromise, local_day, overdue_days};
use model::time::Timestamp;
use serde::Serialize;

use super::OldParts;
use crate::store::StoreError;
use crate::store::documents::{LEFT, Left, left_in};
use crate::store::outbox::{Delivery, STANDING, standing};
use crate::store::projection::old_part::OldPartCard;

/// An old part in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OldPartRow {
    /// The old part.
    pub id: DocumentId,
    /// The visit in which it was taken out.
    pub visit: DocumentId,
    /// The line of its parts table.
    pub part_line: PartLineId,
    /// Number of the order.
    pub order_number: String,
    /// Serial of the equipment.
    pub equipment_number: String,
    /// Material code; may be empty.
    pub part_number: String,
    /// Name of the part.
    pub name: String,
    /// Its own number; may be empty.
    pub serial: String,
    /// How many.
    pub quantity: u32,
    /// What becomes of it.
    pub disposition: Disposition,
    /// How far it is.
    pub progress: Progress,
    /// What has to be done next.
    pub next_step: Option<NextStep>,
    /// The day by which it is handed over.
    pub required_on: Option<NaiveDate>,
    /// The day on which somebody promised to hand it over.
    pub promised_on: Option<NaiveDate>,
    /// The day on which the storekeeper got it.
    pub handed_over_on: Option<NaiveDate>,
    /// Overdue **days** today.
    pub overdue_days: u32,
    /// Number of the shipment that it is packed for.
    pub shipment: Option<String>,
    /// Number of the packing list that it stands on.
    pub packing_list: Option<String>,
    /// Everybody who is said to have it: one, unless that is unclear.
    pub holders: Vec<Holder>,
    /// What a person should look at.
    pub flags: Vec<OldPartFlag>,
    /// Where the work is: on this phone, received, complete, parked.
    pub delivery: Delivery,
    /// Set if the part is no longer this device's.
    pub left: Option<Left>,
}

impl OldParts {
    /// Every old part on this device, the oldest swap first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn list(&self) -> Result<Vec<OldPartRow>, StoreError> {
        let now = self.core.clock.now();
        self.core.store.read(|conn| {
            let mut query = conn.prepare_cached(&format!(
                "SELECT d.id, v.card, {LEFT}, {STANDING}
                 FROM projection v JOIN document d ON d.id = v.document
                 WHERE v.kind = 'old_part'
                 ORDER BY v.sort_at, d.id"
            ))?;
            let rows = query.query_map([], |row| {
                let place = (left_in(row, 2)?, standing(row, 5)?.delivery);
                Ok((DocumentId::from_bytes(row.get(0)?), row.get::<_, String>(1)?, place))
            })?;
            rows.map(|row| {
                let (id, card, place) = row?;
                Ok(OldPartRow::new(id, serde_json::from_str(&card)?, now, place))
            })
            .collect()
        })
    }
}

impl OldPartRow {
    fn new(id: DocumentId, card: OldPartCard, now: Timestamp, (left, delivery): (Option<Left>, Delivery)) -> Self {
        let today = local_day(now, card.utc_offset_minutes);
        let promise = card.promised_on.map(|promised_on| HandOverPromise { promised_on, is_excused: card.promise_excused });
        Self {
            id,
            visit: card.visit,
            part_line: card.part_line,
            order_number: card.order_number,
            equipment_number: card.equipment_number,
            part_number: card.part_number,
            name: card.name,
            serial: card.serial,
            quantity: card.quantity,
            disposition: card.disposition,
            progress: card.progress,
            next_step: card.next_step,
            overdue_days: card.required_on.map_or(0, |required| overdue_days(required, promise, card.handed_over_on, today)),
            required_on: card.required_on,
            promised_on: card.promised_on,
            handed_over_on: card.handed_over_on,
            shipment: card.shipment,
            packing_list: card.packing_list,
            holders: card.holders,
            flags: card.flags,
            delivery,
            left,
        }
    }
}
