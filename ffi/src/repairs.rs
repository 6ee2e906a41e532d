//! Goods that were taken along for repair: the technician's and the workshop's side (O-02). Nothing here waits for a network.

use model::documents::repair::records::{Channel, ChargeKind, DamageCause, HandlingPlan, Holder, Inspector, PartSwap};
use model::id::{DocumentId, EventId, SignOffId};
use model::seal::Signer;
use model::seal::strokes::Strokes;
use model::seal::voucher::{Language, SignOffKind};
use model::time::Timestamp;

use client_core::CheckCode;
use client_core::repairs::RepairRow;

use crate::failures::FieldError;
use crate::records::repair_sheet::{RepairSheet, ShownGoodsVoucher};

/// The repairs on this device. `Visits.take_away` opens one; from then on it is written by whoever has the goods. When an action
/// returns, it is on disk; when it fails, nothing was changed.
#[derive(uniffi::Object)]
pub struct Repairs {
    pub(crate) core: client_core::Repairs,
}

#[uniffi::export]
impl Repairs {
    /// Every repair on this device, the newest first. Loads no document.
    ///
    /// # Errors
    /// [`FieldError::Storage`], [`FieldError::TryAgain`].
    pub fn list(&self) -> Result<Vec<RepairRow>, FieldError> {
        Ok(self.core.list()?)
    }

    /// The repair as its page shows it, with what can be done now.
    ///
    /// # Errors
    /// [`FieldError::NotFound`], [`FieldError::NotEnrolled`], [`FieldError::Storage`].
    pub fn open(&self, repair: DocumentId) -> Result<RepairSheet, FieldError> {
        Ok(self.core.open(repair)?.into())
    }

    /// The paper of this `kind`, taking (which is the receipt) or return, as the repair reads now, if the customer can sign it.
    ///
    /// # Errors
    /// [`FieldError::Refused`] says what stands in the way; others as for [`Repairs::open`].
    pub fn show_voucher(&self, repair: DocumentId, kind: SignOffKind, language: Language) -> Result<ShownGoodsVoucher, FieldError> {
        Ok(self.core.show_voucher(repair, kind, language)?.try_into()?)
    }

    /// Seals the paper with this `digest` with the customer's signature; answers the sign-off's id.
    ///
    /// # Errors
    /// As [`Repairs::show_voucher`]: `content_changed` if the repair no longer says what was shown. [`FieldError::TryAgain`] if the
    /// key could not sign now.
    pub fn sign(
        &self,
        repair: DocumentId,
        kind: SignOffKind,
        digest: &str,
        language: Language,
        signer: Signer,
        strokes: &Strokes,
    ) -> Result<SignOffId, FieldError> {
        Ok(self.core.sign(repair, kind, digest, language, signer, strokes)?)
    }

    /// The sealed record, byte for byte: whoever has it can verify it without this device and without a server.
    ///
    /// # Errors
    /// As [`Repairs::open`].
    pub fn seal_file(&self, repair: DocumentId, sign_off: SignOffId) -> Result<Vec<u8>, FieldError> {
        Ok(self.core.seal_file(repair, sign_off)?)
    }

    /// The receipt, and once the goods are back the return, as one PDF for the customer: the same bytes as the desk's.
    ///
    /// # Errors
    /// As [`Repairs::show_voucher`]: `paper_no_records` as long as nothing is sealed.
    pub fn paper(&self, repair: DocumentId) -> Result<Vec<u8>, FieldError> {
        Ok(self.core.paper(repair)?)
    }

    /// The code that leads to the page where this sign-off is checked; none if its record names no address.
    ///
    /// # Errors
    /// As [`Repairs::open`]; [`FieldError::SealInvalid`] for a record that proves nothing.
    pub fn check_code(&self, repair: DocumentId, sign_off: SignOffId) -> Result<Option<CheckCode>, FieldError> {
        Ok(self.core.check_code(repair, sign_off)?)
    }

    /// Hands the goods to a workshop, a colleague, a shop or a carrier: not before the customer signed for their taking, and
    /// only from the one who is known to have them. Answers the event's id, as all actions here do.
    ///
    /// # Errors
    /// As [`Repairs::show_voucher`].
    pub fn hand_over(&self, repair: DocumentId, to: &Holder, note: &str) -> Result<EventId, FieldError> {
        Ok(self.core.hand_over(repair, to, note)?)
    }

    /// Gives the goods back to the customer: after inspection only. The customer signs for them next.
    ///
    /// # Errors
    /// As [`Repairs::show_voucher`].
    pub fn give_back(&self, repair: DocumentId, note: &str) -> Result<EventId, FieldError> {
        Ok(self.core.give_back(repair, note)?)
    }

    /// Records that the customer gave the receipt back: it is void.
    ///
    /// # Errors
    /// As [`Repairs::show_voucher`].
    pub fn void_receipt(&self, repair: DocumentId) -> Result<EventId, FieldError> {
        Ok(self.core.void_receipt(repair)?)
    }

    /// Records that the customer cannot find the receipt, with the customer's statement.
    ///
    /// # Errors
    /// As [`Repairs::show_voucher`].
    pub fn state_receipt_missing(&self, repair: DocumentId, statement: &str) -> Result<EventId, FieldError> {
        Ok(self.core.state_receipt_missing(repair, statement)?)
    }

    /// Records that a returned component was fitted and tested at the customer's.
    ///
    /// # Errors
    /// As [`Repairs::show_voucher`].
    pub fn fit_and_test(&self, repair: DocumentId, works: bool, note: &str) -> Result<EventId, FieldError> {
        Ok(self.core.fit_and_test(repair, works, note)?)
    }

    /// Records what was found and what is planned.
    ///
    /// # Errors
    /// As [`Repairs::show_voucher`].
    pub fn diagnose(&self, repair: DocumentId, cause: DamageCause, plan: HandlingPlan, note: &str) -> Result<EventId, FieldError> {
        Ok(self.core.diagnose(repair, cause, plan, note)?)
    }

    /// Notes real repair time in **minutes** on the card.
    ///
    /// # Errors
    /// As [`Repairs::show_voucher`].
    pub fn note_work(&self, repair: DocumentId, minutes: u32, text: &str) -> Result<EventId, FieldError> {
        Ok(self.core.note_work(repair, minutes, text)?)
    }

    /// Notes a part on the card; it is out of the van stock from then on.
    ///
    /// # Errors
    /// As [`Repairs::show_voucher`]; the refusal names the field that is missing.
    pub fn use_part(&self, repair: DocumentId, swap: PartSwap) -> Result<EventId, FieldError> {
        Ok(self.core.use_part(repair, swap)?)
    }

    /// Records that somebody looked at the repair: only what passed goes back. An earlier inspection ends with this one.
    ///
    /// # Errors
    /// As [`Repairs::show_voucher`].
    pub fn inspect(&self, repair: DocumentId, passed: bool, role: Inspector, by_name: &str, note: &str) -> Result<EventId, FieldError> {
        Ok(self.core.inspect(repair, passed, role, by_name, note)?)
    }

    /// Records that it cannot be repaired; a superior decides what follows.
    ///
    /// # Errors
    /// As [`Repairs::show_voucher`].
    pub fn call_not_repairable(&self, repair: DocumentId, reason: &str) -> Result<EventId, FieldError> {
        Ok(self.core.call_not_repairable(repair, reason)?)
    }

    /// Records that the promised date cannot be kept.
    ///
    /// # Errors
    /// As [`Repairs::show_voucher`].
    pub fn put_promise_at_risk(&self, repair: DocumentId, reason: &str, told_customer: bool) -> Result<EventId, FieldError> {
        Ok(self.core.put_promise_at_risk(repair, reason, told_customer)?)
    }

    /// Records another date, as the end of that day; it replaces the one that holds.
    ///
    /// # Errors
    /// As [`Repairs::show_voucher`].
    pub fn move_promise(
        &self,
        repair: DocumentId,
        promised_for: Timestamp,
        reason: &str,
        told_customer: bool,
    ) -> Result<EventId, FieldError> {
        Ok(self.core.move_promise(repair, promised_for, reason, told_customer)?)
    }

    /// Records that the customer was told to collect; `good_reason` is why not yet, and may be empty.
    ///
    /// # Errors
    /// As [`Repairs::show_voucher`].
    pub fn notify_customer(&self, repair: DocumentId, channel: Channel, reached: bool, good_reason: &str) -> Result<EventId, FieldError> {
        Ok(self.core.notify_customer(repair, channel, reached, good_reason)?)
    }

    /// Records a charge in **fen** (R-110, R-116).
    ///
    /// # Errors
    /// As [`Repairs::show_voucher`].
    pub fn charge(&self, repair: DocumentId, what: ChargeKind, text: &str, amount_fen: i64) -> Result<EventId, FieldError> {
        Ok(self.core.charge(repair, what, text, amount_fen)?)
    }

    /// Asks for an invoice in **fen**, dated on the day of the return.
    ///
    /// # Errors
    /// As [`Repairs::show_voucher`].
    pub fn request_invoice(&self, repair: DocumentId, amount_fen: i64) -> Result<EventId, FieldError> {
        Ok(self.core.request_invoice(repair, amount_fen)?)
    }

    /// Strikes an own entry that was a mistake; it stays readable (E4).
    ///
    /// # Errors
    /// As [`Repairs::show_voucher`].
    pub fn strike_event(&self, repair: DocumentId, event: EventId, reason: &str) -> Result<(), FieldError> {
        Ok(self.core.strike_event(repair, event, reason)?)
    }
}
