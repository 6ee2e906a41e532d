//! The technician's visits: what can be seen of them and done to them. Nothing here waits for a network.

use model::documents::visit::records::{CheckResult, PartSwap};
use model::id::{DocumentId, PartLineId, PhotoId, SignOffId};
use model::seal::Signer;
use model::seal::strokes::Strokes;
use model::seal::voucher::Language;

use crate::failures::FieldError;
use crate::records::agenda::AgendaRow;
use crate::records::sheet::VisitSheet;
use crate::records::voucher::ShownVoucher;

/// The visits on this device. When an action returns, it is on disk; when it fails, nothing was changed.
#[derive(uniffi::Object)]
pub struct Visits {
    pub(crate) core: client_core::Visits,
}

#[uniffi::export]
impl Visits {
    /// Every visit on this device, by appointment. Loads no document: call it as often as you like.
    ///
    /// # Errors
    /// [`FieldError::Storage`], [`FieldError::TryAgain`].
    pub fn agenda(&self) -> Result<Vec<AgendaRow>, FieldError> {
        Ok(self.core.agenda()?.into_iter().map(Into::into).collect())
    }

    /// The visit as its page shows it, with what is missing and what can be done now.
    ///
    /// # Errors
    /// [`FieldError::NotFound`], [`FieldError::NotEnrolled`], [`FieldError::Storage`].
    pub fn open(&self, visit: DocumentId) -> Result<VisitSheet, FieldError> {
        Ok(self.core.open(visit)?.into())
    }

    /// Records the arrival on site.
    ///
    /// # Errors
    /// [`FieldError::Refused`] says what stands in the way; others as for [`Visits::open`].
    pub fn arrive(&self, visit: DocumentId) -> Result<(), FieldError> {
        Ok(self.core.arrive(visit)?)
    }

    /// Records the start of the work.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn start(&self, visit: DocumentId) -> Result<(), FieldError> {
        Ok(self.core.start(visit)?)
    }

    /// Answers the check `item`, replacing an earlier answer (which stays in the history).
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn answer_check(&self, visit: DocumentId, item: &str, result: CheckResult, note: &str) -> Result<(), FieldError> {
        Ok(self.core.answer_check(visit, item, result, note)?)
    }

    /// Makes `text` the findings.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn write_findings(&self, visit: DocumentId, text: &str) -> Result<(), FieldError> {
        Ok(self.core.write_findings(visit, text)?)
    }

    /// Makes `text` the treatment.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn write_treatment(&self, visit: DocumentId, text: &str) -> Result<(), FieldError> {
        Ok(self.core.write_treatment(visit, text)?)
    }

    /// Adds a line to the parts table (R-073, R-078…R-081); answers its id.
    ///
    /// # Errors
    /// As [`Visits::arrive`]; the refusal names the field that is missing.
    pub fn swap_part(&self, visit: DocumentId, swap: PartSwap) -> Result<PartLineId, FieldError> {
        Ok(self.core.swap_part(visit, swap)?)
    }

    /// Strikes a line of the parts table; it stays readable with the reason (E4).
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn strike_part(&self, visit: DocumentId, line: PartLineId, reason: &str) -> Result<(), FieldError> {
        Ok(self.core.strike_part(visit, line, reason)?)
    }

    /// Keeps a picture (JPEG, PNG or WebP, at most 20 MiB) and names it in the visit; answers the photo's id.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn attach_photo(&self, visit: DocumentId, bytes: &[u8], media_type: &str, caption: &str) -> Result<PhotoId, FieldError> {
        Ok(self.core.attach_photo(visit, bytes, media_type, caption)?)
    }

    /// The bytes of the picture with this SHA-256 (64 hex digits), if it was taken on this device.
    ///
    /// # Errors
    /// [`FieldError::NotFound`], [`FieldError::Storage`].
    pub fn photo(&self, sha256: &str) -> Result<Vec<u8>, FieldError> {
        Ok(self.core.photo(sha256)?)
    }

    /// Records that the work is done.
    ///
    /// # Errors
    /// As [`Visits::arrive`]; the refusal lists what is missing.
    pub fn finish(&self, visit: DocumentId) -> Result<(), FieldError> {
        Ok(self.core.finish(visit)?)
    }

    /// Takes the finish back to go on working; not after the customer has signed.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn reopen(&self, visit: DocumentId) -> Result<(), FieldError> {
        Ok(self.core.reopen(visit)?)
    }

    /// Records having come for nothing (O-09).
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn record_void_trip(&self, visit: DocumentId, reason: &str) -> Result<(), FieldError> {
        Ok(self.core.record_void_trip(visit, reason)?)
    }

    /// The voucher that the customer reads before signing, if it can be signed now.
    ///
    /// # Errors
    /// As [`Visits::arrive`]: `sign_before_finish` before the work is done.
    pub fn show_voucher(&self, visit: DocumentId, language: Language) -> Result<ShownVoucher, FieldError> {
        Ok(self.core.show_voucher(visit, language)?.try_into()?)
    }

    /// Seals the voucher with this `digest` with the customer's signature; answers the sign-off's id.
    ///
    /// # Errors
    /// As [`Visits::arrive`]: `content_changed` if the visit no longer says what was shown. [`FieldError::TryAgain`] if
    /// the key could not sign now.
    pub fn sign(
        &self,
        visit: DocumentId,
        digest: &str,
        language: Language,
        signer: Signer,
        strokes: &Strokes,
    ) -> Result<SignOffId, FieldError> {
        Ok(self.core.sign(visit, digest, language, signer, strokes)?)
    }

    /// The sealed record, byte for byte: whoever has it can verify it without this device and without a server.
    ///
    /// # Errors
    /// As [`Visits::open`].
    pub fn seal_file(&self, visit: DocumentId, sign_off: SignOffId) -> Result<Vec<u8>, FieldError> {
        Ok(self.core.seal_file(visit, sign_off)?)
    }

    /// Everything that was entered on this device for a visit, as one JSON file: what no server takes is carried to the desk with
    /// it. Works for a visit that cannot be opened any more.
    ///
    /// # Errors
    /// [`FieldError::NotFound`], [`FieldError::Storage`].
    pub fn export_parked(&self, visit: DocumentId) -> Result<Vec<u8>, FieldError> {
        Ok(self.core.export_parked(visit)?)
    }
}
