//! The agenda: every visit on this device as one row each, from projections only. No document is loaded.

use model::documents::visit::assessment::{Attention, Signature};
use model::documents::visit::records::{Urgency, Work};
use model::documents::visit::status::WorkStatus;
use model::documents::visit::timeliness::NextTarget;
use model::id::DocumentId;
use model::rules::{GoodsOfVisit, OrderOfVisit, is_order_complete};
use model::time::Timestamp;
use serde::Serialize;

use super::Visits;
use crate::store::StoreError;
use crate::store::documents::{LEFT, Left, left_in};
use crate::store::outbox::{Delivery, STANDING, Standing, standing};
use crate::store::projection::Card;
use crate::store::projection::repair::goods_by_visit;

/// A visit in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AgendaRow {
    /// The visit.
    pub id: DocumentId,
    /// Number of the call-out.
    pub number: String,
    /// The customer.
    pub customer_name: String,
    /// Where to go.
    pub address: String,
    /// The customer's telephone; may be empty.
    pub phone: String,
    /// What to serve.
    pub product: String,
    /// What the customer said is wrong.
    pub fault: String,
    /// How soon.
    pub urgency: Urgency,
    /// What the visit is for.
    pub work: Work,
    /// When the customer expects somebody: the appointment in force.
    pub appointment_at: Option<Timestamp>,
    /// What is due next by the visit's terms (P-02).
    pub due: Option<NextTarget>,
    /// How far the work is.
    pub status: WorkStatus,
    /// Whether the customer has signed.
    pub signature: Signature,
    /// Nothing is left to do or to sign: the customer signed the visit, or the return of what was taken along on it.
    pub complete: bool,
    /// Where the work is: on this phone, received, complete, parked.
    pub delivery: Delivery,
    /// Set if the visit is no longer this device's.
    pub left: Option<Left>,
    /// What a person should look at.
    pub attention: Vec<Attention>,
}

impl Visits {
    /// Every visit on this device, by appointment (or by when the customer called, without one).
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn agenda(&self) -> Result<Vec<AgendaRow>, StoreError> {
        self.core.store.read(|conn| {
            let mut query = conn.prepare_cached(&format!(
                "SELECT d.id, v.card, {LEFT}, {STANDING}
                 FROM projection v JOIN document d ON d.id = v.document
                 WHERE v.kind = 'visit'
                 ORDER BY v.sort_at, d.id"
            ))?;
            let goods = goods_by_visit(conn)?;
            let rows = query.query_map([], |row| {
                Ok((DocumentId::from_bytes(row.get(0)?), row.get::<_, String>(1)?, left_in(row, 2)?, standing(row, 5)?))
            })?;
            rows.map(|row| {
                let (id, card, left, standing) = row?;
                Ok(AgendaRow::new(id, serde_json::from_str(&card)?, goods.get(&id).copied().unwrap_or_default(), left, standing))
            })
            .collect()
        })
    }
}

impl AgendaRow {
    fn new(id: DocumentId, card: Card, goods: GoodsOfVisit, left: Option<Left>, standing: Standing) -> Self {
        let order = OrderOfVisit { status: card.status, signature: card.signature, parts: card.parts, taken_away: card.taken_away };
        Self {
            id,
            number: card.number,
            customer_name: card.customer_name,
            address: card.address,
            phone: card.phone,
            product: card.product,
            fault: card.fault,
            urgency: card.urgency,
            work: card.work,
            appointment_at: card.appointment_at,
            due: card.due,
            status: card.status,
            signature: card.signature,
            complete: is_order_complete(order, goods),
            delivery: standing.delivery,
            left,
            attention: card.attention,
        }
    }
}
