//! Open a visit before there is an order: in an emergency the problem is solved first, and the desk enters and links the order
//! afterwards. The number is a provisional label until then (E7).

use model::documents::records::Organisation;
use model::documents::visit::records::{Asset, CallOut, Customer, ServiceType, Urgency, Work};
use model::documents::visit::write::{VisitOrder, open_without_order};
use model::id::{CallOutId, DocumentId, EventId};
use model::rules::check_opening;
use model::rules::sla::ServiceFacts;
use model::rules::terms::TermsFacts;

use super::act::Intent;
use super::{ActionError, Visits};
use crate::reference::held;

/// What a technician knows of an emergency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVisit {
    /// Why there is no order yet.
    pub reason: String,
    /// What is wrong.
    pub fault: String,
    /// Where to go, as far as it is known.
    pub customer: Customer,
    /// What to serve, as far as it is known.
    pub asset: Asset,
    /// Who pays.
    pub service_type: ServiceType,
    /// What the visit is for.
    pub work: Work,
}

impl Visits {
    /// Opens a visit without an order, given to this technician, on the terms of the policy that is on this device; answers its
    /// id.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was kept.
    pub fn open_without_order(&self, new: &NewVisit) -> Result<DocumentId, ActionError> {
        self.core.carry_out(|hand| {
            check_opening(&new.reason, &new.fault, &new.customer, &new.asset)?;
            let call_out = hand.new_id(CallOutId::from_parts)?;
            let first = hand.new_id(EventId::from_parts)?;
            let number = provisional_number(call_out);
            let identity = hand.identity.clone();
            let held = held::policy(hand.tx)?;
            let received_at = hand.stamp.clock.best_guess();
            let facts = TermsFacts { policy: held.name, service: ServiceFacts::received(received_at), leader_consent_by: None };
            let terms = held.known.then(|| held.policy.terms(&facts));
            let order = |id| VisitOrder {
                id,
                organisation: Organisation { id: identity.organisation, name: identity.organisation_name.clone() },
                call_out: CallOut {
                    id: call_out,
                    number: number.clone(),
                    received_at,
                    fault: new.fault.clone(),
                    service_type: new.service_type,
                    work: new.work,
                    urgency: Urgency::Urgent,
                },
                customer: new.customer.clone(),
                asset: new.asset.clone(),
                appointment_at: None,
                terms: terms.clone(),
                checklist: Vec::new(),
            };
            hand.create(Intent::OpenWithoutOrder { number: &number, reason: &new.reason }, |doc, id, stamp| {
                open_without_order(doc, &order(id), first, &identity.person_name, &new.reason, stamp)
            })
        })
    }
}

/// A label that tells visits without an order apart until the desk gives a number (E7): `P-` and six digits of the entry's own id.
fn provisional_number(call_out: CallOutId) -> String {
    let id = call_out.to_string();
    let tail = id.get(id.len().saturating_sub(6)..).unwrap_or_default();
    format!("P-{}", tail.to_uppercase())
}
