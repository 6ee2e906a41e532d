//! The agenda: every visit on this device as one row each.

use client_core::visits::{self, Delivery, Left};
use model::documents::visit::assessment::Attention;
use model::documents::visit::records::{Urgency, Work};
use model::documents::visit::status::WorkStatus;
use model::documents::visit::timeliness::NextTarget;
use model::id::DocumentId;
use model::time::Timestamp;

use super::words::Signature;

/// A visit in the list.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
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
    /// When the customer expects somebody.
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

impl From<visits::AgendaRow> for AgendaRow {
    fn from(row: visits::AgendaRow) -> Self {
        Self {
            id: row.id,
            number: row.number,
            customer_name: row.customer_name,
            address: row.address,
            phone: row.phone,
            product: row.product,
            fault: row.fault,
            urgency: row.urgency,
            work: row.work,
            appointment_at: row.appointment_at,
            due: row.due,
            status: row.status,
            signature: row.signature.into(),
            complete: row.complete,
            delivery: row.delivery,
            left: row.left,
            attention: row.attention,
        }
    }
}
