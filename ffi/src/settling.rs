//! Settling a visit with the customer: every kind of sign-off, corrections afterwards, money, grades, return visits.

use client_core::visits::{NewCharge, ReturnVisitFindings};
use model::documents::visit::records::{Consent, Grades, PayMethod, ServiceType};
use model::id::{DocumentId, EventId, SignOffId};
use model::seal::voucher::{Language, SignOffKind};
use model::seal::{Mark, Signer};

use crate::failures::FieldError;
use crate::records::voucher::ShownVoucher;
use crate::visits::Visits;

#[uniffi::export]
impl Visits {
    /// The voucher for a sign-off of `kind` as the visit reads now, if it can be asked for.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn show_voucher_for(&self, visit: DocumentId, kind: SignOffKind, language: Language) -> Result<ShownVoucher, FieldError> {
        Ok(self.core.show_voucher_for(visit, kind, language)?.try_into()?)
    }

    /// Seals the voucher of `kind` with this `digest` with the customer's mark: signature, stamp or both; answers the
    /// sign-off's id.
    ///
    /// # Errors
    /// As [`Visits::sign`].
    pub fn sign_as(
        &self,
        visit: DocumentId,
        kind: SignOffKind,
        digest: &str,
        language: Language,
        signer: Signer,
        mark: Mark,
    ) -> Result<SignOffId, FieldError> {
        Ok(self.core.sign_as(visit, kind, digest, language, signer, mark)?)
    }

    /// Seals that the customer was asked and did not sign, with the reason and the customer's own words.
    ///
    /// # Errors
    /// As [`Visits::sign`].
    pub fn record_refusal(
        &self,
        visit: DocumentId,
        language: Language,
        asked: Signer,
        reason: &str,
        words: &str,
    ) -> Result<SignOffId, FieldError> {
        Ok(self.core.record_refusal(visit, language, asked, reason, words)?)
    }

    /// Seals that nobody was there to sign.
    ///
    /// # Errors
    /// As [`Visits::sign`].
    pub fn record_absence(&self, visit: DocumentId, language: Language, reason: &str) -> Result<SignOffId, FieldError> {
        Ok(self.core.record_absence(visit, language, reason)?)
    }

    /// Opens a signed visit for a correction (O-05); answers the amendment's id.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn open_amendment(&self, visit: DocumentId, reason: &str) -> Result<EventId, FieldError> {
        Ok(self.core.open_amendment(visit, reason)?)
    }

    /// Records a charge; answers its id.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn charge(&self, visit: DocumentId, charge: &NewCharge) -> Result<EventId, FieldError> {
        Ok(self.core.charge(visit, charge)?)
    }

    /// Strikes one's own charge with a reason; it stays readable.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn strike_charge(&self, visit: DocumentId, charge: EventId, reason: &str) -> Result<(), FieldError> {
        Ok(self.core.strike_charge(visit, charge, reason)?)
    }

    /// Records that the customer agreed by word to a fee of up to `amount_fen`.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn agree_fee(&self, visit: DocumentId, amount_fen: i64, consent: &Consent) -> Result<(), FieldError> {
        Ok(self.core.agree_fee(visit, amount_fen, consent)?)
    }

    /// Records that `amount_fen` was taken from the customer; answers the collection's id.
    ///
    /// # Errors
    /// As [`Visits::arrive`]: `above_fee_limit` means an invoice is made instead.
    pub fn collect_money(&self, visit: DocumentId, amount_fen: i64, method: PayMethod) -> Result<EventId, FieldError> {
        Ok(self.core.collect_money(visit, amount_fen, method)?)
    }

    /// Asks for an invoice over `amount_fen`.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn request_invoice(&self, visit: DocumentId, amount_fen: i64) -> Result<(), FieldError> {
        Ok(self.core.request_invoice(visit, amount_fen)?)
    }

    /// Decides who pays, with the code of what it rests on; a `disputed/…` basis leaves the fee open.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn decide_service_type(&self, visit: DocumentId, service_type: ServiceType, basis: &str, reason: &str) -> Result<(), FieldError> {
        Ok(self.core.decide_service_type(visit, service_type, basis, reason)?)
    }

    /// Writes down the customer's grades; `reasons` may be empty only with the full score.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn answer_survey(&self, visit: DocumentId, grades: &Grades, reasons: &str, suggestion: &str) -> Result<(), FieldError> {
        Ok(self.core.answer_survey(visit, grades, reasons, suggestion)?)
    }

    /// Notes what a return visit found.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn note_return_visit(&self, visit: DocumentId, findings: &ReturnVisitFindings) -> Result<(), FieldError> {
        Ok(self.core.note_return_visit(visit, findings)?)
    }
}
