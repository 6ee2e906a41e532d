//! The fee: agreed to before the work, taken after it up to the organisation's limit, else invoiced; and who pays
//! at all.

use model::documents::visit::records::{Consent, EventKind, PayMethod, ServiceType};
use model::documents::visit::write;
use model::id::{DocumentId, EventId};
use model::rules::{Refusal, can_agree_fee, can_collect, can_decide_service_type, can_request_invoice, check_stated};

use super::act::{Intent, Standpoint, Step};
use super::{ActionError, Visits};

impl Visits {
    /// Records that the customer agreed by word to a fee of up to `amount_fen`; a signed consent is
    /// [`SignOffKind::FeeConsent`](model::seal::voucher::SignOffKind::FeeConsent).
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn agree_fee(&self, id: DocumentId, amount_fen: i64, consent: &Consent) -> Result<(), ActionError> {
        self.core.act(id, |scene| {
            decide_fee(&scene.stand)?;
            let kind = EventKind::FeeAgreed { amount_fen, consent: consent.clone() };
            check_stated(&kind)?;
            let event = scene.new_id(EventId::from_parts)?;
            let change = write::append_event(scene.doc, event, kind, scene.stamp)?;
            Ok(Step::new(change, Intent::AgreeFee { amount_fen, consent }, ()))
        })
    }

    /// Records that `amount_fen` was taken from the customer: it is on the technician's account until accounting has it.
    /// Answers the collection's id.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn collect_money(&self, id: DocumentId, amount_fen: i64, method: PayMethod) -> Result<EventId, ActionError> {
        self.core.act(id, |scene| {
            decide_collection(&scene.stand, amount_fen)?;
            let event = scene.new_id(EventId::from_parts)?;
            let kind = EventKind::MoneyCollected { amount_fen, method };
            let change = write::append_event(scene.doc, event, kind, scene.stamp)?;
            Ok(Step::new(change, Intent::CollectMoney { amount_fen, method }, event))
        })
    }

    /// Asks for an invoice over `amount_fen`.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn request_invoice(&self, id: DocumentId, amount_fen: i64) -> Result<(), ActionError> {
        self.core.act(id, |scene| {
            decide_invoice(&scene.stand, amount_fen)?;
            let event = scene.new_id(EventId::from_parts)?;
            let change = write::append_event(scene.doc, event, EventKind::InvoiceRequested { amount_fen }, scene.stamp)?;
            Ok(Step::new(change, Intent::RequestInvoice { amount_fen }, ()))
        })
    }

    /// Decides who pays, with the code of what it rests on; a `disputed/…` basis leaves the fee open for another office (R-029, R-088,
    /// Replaces the decision in force.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn decide_service_type(&self, id: DocumentId, service_type: ServiceType, basis: &str, reason: &str) -> Result<(), ActionError> {
        self.core.act(id, |scene| {
            scene.stand.still_ours()?;
            let visit = scene.stand.visit();
            can_decide_service_type(visit, scene.stand.signature(), scene.stand.person, service_type, basis, reason)?;
            let replaces = visit.service_decision().map(|decision| decision.event);
            let kind = EventKind::ServiceTypeDecided { service_type, basis: basis.to_owned(), reason: reason.to_owned(), replaces };
            let event = scene.new_id(EventId::from_parts)?;
            let change = write::append_event(scene.doc, event, kind, scene.stamp)?;
            Ok(Step::new(change, Intent::DecideServiceType { service_type, basis, reason }, ()))
        })
    }
}

pub(super) fn decide_fee(stand: &Standpoint<'_>) -> Result<(), Refusal> {
    stand.still_ours()?;
    can_agree_fee(stand.visit(), stand.signature(), stand.person)
}

pub(super) fn decide_collection(stand: &Standpoint<'_>, amount_fen: i64) -> Result<(), Refusal> {
    stand.still_ours()?;
    can_collect(stand.visit(), stand.person, stand.assessment.fee_agreed_fen(), amount_fen)
}

pub(super) fn decide_invoice(stand: &Standpoint<'_>, amount_fen: i64) -> Result<(), Refusal> {
    stand.still_ours()?;
    can_request_invoice(stand.visit(), stand.person, amount_fen)
}
