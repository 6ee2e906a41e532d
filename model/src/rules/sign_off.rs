//! When the customer may sign.

use super::{Refusal, check_line, check_text, is_blank, missing_to_finish};
use crate::documents::visit::Visit;
use crate::documents::visit::assessment::Signature;
use crate::documents::visit::status::WorkStatus;
use crate::seal::Signer;

/// Whether the customer may sign `visit` as it reads: attended, finished and complete. The device
/// asks before it offers the glass; the server and every verifier ask again for the version a seal covers. A visit that changed
/// since it was signed may be signed again.
///
/// # Errors
/// [`Refusal::NotFinished`], [`Refusal::NotArrived`], [`Refusal::NotStarted`], [`Refusal::Incomplete`] or [`Refusal::Signed`].
pub fn can_sign(visit: &Visit, signature: Signature) -> Result<(), Refusal> {
    if signature == Signature::Current {
        return Err(Refusal::Signed);
    }
    if visit.work_status() != WorkStatus::Finished {
        return Err(Refusal::NotFinished);
    }
    if visit.arrival().is_none() {
        return Err(Refusal::NotArrived);
    }
    if visit.started_at().is_none() {
        return Err(Refusal::NotStarted);
    }
    let missing = missing_to_finish(visit);
    if missing.is_empty() { Ok(()) } else { Err(Refusal::Incomplete(missing)) }
}

/// Whether `signer` says enough about who signs.
///
/// # Errors
/// [`Refusal::SignerMissing`], [`Refusal::TextTooLong`].
pub fn check_signer(signer: &Signer) -> Result<(), Refusal> {
    if is_blank(&signer.name) {
        return Err(Refusal::SignerMissing);
    }
    check_line(&signer.name)?;
    check_line(&signer.role)?;
    check_text(&signer.remarks)
}
