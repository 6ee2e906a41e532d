//! The repair card and what goes with it: findings, work, parts, inspection, promises, notices, charges (R-087, R-094… ).

use model::documents::repair::records::{Channel, ChargeKind, DamageCause, HandlingPlan, Inspector, PartSwap, RepairEventKind};
use model::id::{DocumentId, EventId};
use model::rules::Refusal;
use model::time::Timestamp;

use super::Repairs;
use crate::actions::ActionError;

impl Repairs {
    /// Records what was found and what is planned.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn diagnose(&self, id: DocumentId, cause: DamageCause, plan: HandlingPlan, note: &str) -> Result<EventId, ActionError> {
        self.record(id, |_, _| Ok(RepairEventKind::Diagnosed { cause, plan, note: note.to_owned() }))
    }

    /// Notes real repair time in **minutes** on the card.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn note_work(&self, id: DocumentId, minutes: u32, text: &str) -> Result<EventId, ActionError> {
        self.record(id, |_, _| Ok(RepairEventKind::WorkNoted { minutes, text: text.to_owned() }))
    }

    /// Notes a part on the card; it is out of the van stock from then on.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn use_part(&self, id: DocumentId, swap: PartSwap) -> Result<EventId, ActionError> {
        self.record(id, |_, _| Ok(RepairEventKind::PartUsed { swap }))
    }

    /// Records that somebody looked at the repair: only what passed goes back. An earlier inspection ends with this one.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn inspect(&self, id: DocumentId, passed: bool, role: Inspector, by_name: &str, note: &str) -> Result<EventId, ActionError> {
        self.record(id, |now, _| {
            let replaces = now.repair.verdicts().last().map(|verdict| verdict.event);
            Ok(RepairEventKind::Inspected { passed, role, by_name: by_name.to_owned(), note: note.to_owned(), replaces })
        })
    }

    /// Records that it cannot be repaired; a superior decides what follows.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn call_not_repairable(&self, id: DocumentId, reason: &str) -> Result<EventId, ActionError> {
        self.record(id, |_, _| Ok(RepairEventKind::NotRepairable { reason: reason.to_owned() }))
    }

    /// Records that the promised date cannot be kept: the duty of P-07 opens now.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn put_promise_at_risk(&self, id: DocumentId, reason: &str, told_customer: bool) -> Result<EventId, ActionError> {
        self.record(id, |_, _| Ok(RepairEventKind::PromiseAtRisk { reason: reason.to_owned(), told_customer }))
    }

    /// Records another date, as the end of that day; it replaces the one that holds.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn move_promise(&self, id: DocumentId, promised_for: Timestamp, reason: &str, told_customer: bool) -> Result<EventId, ActionError> {
        self.record(id, |now, _| {
            let replaces = now.promise.and_then(|promise| promise.event);
            Ok(RepairEventKind::PromiseMoved { promised_for, reason: reason.to_owned(), told_customer, replaces })
        })
    }

    /// Records that the customer was told to collect; `good_reason` is why not yet, and may be empty.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn notify_customer(&self, id: DocumentId, channel: Channel, reached: bool, good_reason: &str) -> Result<EventId, ActionError> {
        self.record(id, |_, _| Ok(RepairEventKind::CustomerNotified { channel, reached, good_reason: good_reason.to_owned() }))
    }

    /// Records a charge in **fen** (R-110, R-116).
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn charge(&self, id: DocumentId, what: ChargeKind, text: &str, amount_fen: i64) -> Result<EventId, ActionError> {
        self.record(id, |_, _| Ok(RepairEventKind::Charged { what, description: text.to_owned(), amount_fen }))
    }

    /// Asks for an invoice in **fen**, dated on the day of the return.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn request_invoice(&self, id: DocumentId, amount_fen: i64) -> Result<EventId, ActionError> {
        self.record(id, |now, _| {
            let on = now.repair.returned_on().ok_or(Refusal::ReturnFirst)?;
            Ok(RepairEventKind::InvoiceRequested { amount_fen, on })
        })
    }

    /// Strikes an own entry that was a mistake (E4); it stays readable.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn strike_event(&self, id: DocumentId, event: EventId, reason: &str) -> Result<(), ActionError> {
        self.record(id, |_, _| Ok(RepairEventKind::Struck { event, reason: reason.to_owned() })).map(drop)
    }
}
