//! When the customer may sign.

use super::{MAX_TEXT_CHARS, Refusal, missing_to_finish};
use crate::documents::visit::Visit;
use crate::documents::visit::assessment::Signature;
use crate::documents::visit::status::WorkStatus;
use crate::seal::Signer;

/// Whether the customer may sign `visit` as it reads: finished and complete. The device asks
/// before it offers the glass; the server and every verifier ask again for the version a seal covers.
///
/// # Errors
/// [`Refusal::NotFinished`], [`Refusal::Incomplete`] or [`Refusal::Signed`].
pub fn can_sign(visit: &Visit, signature: Signature) -> Result<(), Refusal> {
    if signature != Signature::None {
        return Err(Refusal::Signed);
    }
    if visit.work_status() != WorkStatus::Finished {
        return Err(Refusal::NotFinished);
    }
    let missing = missing_to_finish(visit);
    if missing.is_empty() { Ok(()) } else { Err(Refusal::Incomplete(missing)) }
}

/// Whether `signer` says enough about who signs.
///
/// # Errors
/// [`Refusal::SignerMissing`], [`Refusal::TextTooLong`].
pub fn check_signer(signer: &Signer) -> Result<(), Refusal> {
    if signer.name.trim().is_empty() {
        return Err(Refusal::SignerMissing);
    }
    if [&signer.name, &signer.role, &signer.remarks].iter().any(|text| text.chars().count() > MAX_TEXT_CHARS) {
        return Err(Refusal::TextTooLong(MAX_TEXT_CHARS));
    }
    Ok(())
}
