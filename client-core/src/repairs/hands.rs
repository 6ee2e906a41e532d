//! From hand to hand, and back to the customer with the receipt (R-095… ).

use model::documents::repair::records::{Holder, RepairEventKind};
use model::id::{DocumentId, EventId};
use model::rules::Refusal;

use super::Repairs;
use crate::actions::ActionError;

impl Repairs {
    /// Hands the goods to a workshop, a colleague, a shop or a carrier: not before the customer signed for their taking, and
    /// only from the one who is known to have them.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn hand_over(&self, id: DocumentId, to: &Holder, note: &str) -> Result<EventId, ActionError> {
        self.record(id, |now, me| {
            let holder = now.custody.holder().ok_or(Refusal::HolderUnclear)?;
            let given_by = holder.giver(to, me.person, &me.person_name).to_owned();
            Ok(RepairEventKind::HandedOver { to: to.clone(), follows: holder.hand_over, given_by, note: note.to_owned() })
        })
    }

    /// Gives the goods back to the customer: after inspection only. The customer signs for them next.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn give_back(&self, id: DocumentId, note: &str) -> Result<EventId, ActionError> {
        self.hand_over(id, &Holder::Customer, note)
    }

    /// Records that the customer gave the receipt back: it is void.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn void_receipt(&self, id: DocumentId) -> Result<EventId, ActionError> {
        self.record(id, |now, _| {
            let returned = now.repair.returned().map(|event| event.id).ok_or(Refusal::ReturnFirst)?;
            Ok(RepairEventKind::ReceiptVoided { returned })
        })
    }

    /// Records that the customer cannot find the receipt, with the customer's statement.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn state_receipt_missing(&self, id: DocumentId, statement: &str) -> Result<EventId, ActionError> {
        self.record(id, |now, _| {
            let returned = now.repair.returned().map(|event| event.id).ok_or(Refusal::ReturnFirst)?;
            Ok(RepairEventKind::ReceiptMissing { returned, statement: statement.to_owned() })
        })
    }

    /// Records that a returned component was fitted and tested at the customer's.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn fit_and_test(&self, id: DocumentId, works: bool, note: &str) -> Result<EventId, ActionError> {
        self.record(id, |_, _| Ok(RepairEventKind::FittedAndTested { works, note: note.to_owned() }))
    }
}
