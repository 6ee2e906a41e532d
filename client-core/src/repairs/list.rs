//! The list of repairs, from projections only. No document is loaded.

use model::documents::custody::Holder;
use model::documents::repair::assessment::RepairFlag;
use model::documents::repair::status::Stage;
use model::id::DocumentId;
use model::time::Timestamp;
use serde::Serialize;

use super::Repairs;
use crate::store::StoreError;
use crate::store::documents::{LEFT, Left, left_in};
use crate::store::outbox::{Delivery, STANDING, standing};
use crate::store::projection::repair::RepairCard;

/// A repair in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RepairRow {
    /// The repair.
    pub id: DocumentId,
    /// The visit on which the goods were taken.
    pub visit: Option<DocumentId>,
    /// Number of the receipt.
    pub receipt: String,
    /// Whose goods they are.
    pub customer: String,
    /// Product and model.
    pub product: String,
    /// How far the repair is.
    pub stage: Stage,
    /// Everybody who is said to have the goods: one, unless that is unclear.
    pub holders: Vec<Holder>,
    /// The goods are in the hands of this device's person.
    pub mine: bool,
    /// By when it is due.
    pub due_at: Option<Timestamp>,
    /// What a person should look at.
    pub flags: Vec<RepairFlag>,
    /// Where the work is: on this phone, received, complete, parked.
    pub delivery: Delivery,
    /// Set if the repair is no longer this device's.
    pub left: Option<Left>,
}

impl Repairs {
    /// Every repair on this device, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn list(&self) -> Result<Vec<RepairRow>, StoreError> {
        self.core.store.read(|conn| {
            let me = crate::store::identity::find(conn)?.map(|enrolled| enrolled.identity.person);
            let mut query = conn.prepare_cached(&format!(
                "SELECT d.id, v.card, {LEFT}, {STANDING}
                 FROM projection v JOIN document d ON d.id = v.document
                 WHERE v.kind = 'repair'
                 ORDER BY v.sort_at DESC, d.id DESC"
            ))?;
            let rows = query.query_map([], |row| {
                Ok((DocumentId::from_bytes(row.get(0)?), row.get::<_, String>(1)?, left_in(row, 2)?, standing(row, 5)?))
            })?;
            rows.map(|row| {
                let (id, card, left, standing) = row?;
                let card: RepairCard = serde_json::from_str(&card)?;
                let is_me = |holder: &Holder| matches!(holder, Holder::Technician { id, .. } if Some(*id) == me);
                Ok(RepairRow {
                    id,
                    visit: card.visit,
                    mine: card.holders.iter().any(is_me),
                    receipt: card.receipt,
                    customer: card.customer,
                    product: card.product,
                    stage: card.stage,
                    holders: card.holders,
                    due_at: card.due_at,
                    flags: card.flags,
                    delivery: standing.delivery,
                    left,
                })
            })
            .collect()
        })
    }
}
