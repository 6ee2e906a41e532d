//! Who may be asked to sign what, and when.

use super::visit::has_come;
use super::{Refusal, check_line, check_text, is_blank, missing_to_finish};
use crate::documents::visit::Visit;
use crate::documents::visit::assessment::Signature;
use crate::documents::visit::records::Work;
use crate::documents::visit::status::WorkStatus;
use crate::id::PersonId;
use crate::seal::Signer;
use crate::seal::statement::SignOffKind;

/// Whether the customer may sign `visit` as it reads, with the kind of sign-off that closes it: see [`can_ask`].
///
/// # Errors
/// As [`can_ask`].
pub fn can_sign(visit: &Visit, signature: Signature) -> Result<(), Refusal> {
    can_ask(visit, signature, visit.closing_kind())
}

/// Whether somebody may be asked for a sign-off of `kind` on `visit` as it reads. The device asks before it offers the glass; the
/// server and every verifier ask again for the version a seal covers. A visit that changed since it was signed may be signed again
///
///
/// * An acceptance, and the refusal of one, only after attended, finished and complete work; pressing is
///   never needed, a refusal is an outcome.
/// * A return visit when its five items are noted.
/// * An absence after finished work, or at once at a return visit.
/// * The consent to a fee before the work is finished, over charges that are announced.
///
/// # Errors
/// [`Refusal`] naming what stands in the way.
pub fn can_ask(visit: &Visit, signature: Signature, kind: SignOffKind) -> Result<(), Refusal> {
    let looks_back = visit.call_out.work == Work::ReturnVisit;
    match kind {
        SignOffKind::TakeAway | SignOffKind::GoodsReturn => Err(Refusal::OtherPaper),
        SignOffKind::Acceptance if looks_back => Err(Refusal::OtherPaper),
        SignOffKind::ReturnVisit if !looks_back => Err(Refusal::OtherPaper),
        SignOffKind::FeeConsent => fee_can_be_agreed(visit, signature),
        SignOffKind::Absent if looks_back => {
            open(signature)?;
            visit.arrival().map(|_| ()).ok_or(Refusal::NotArrived)
        }
        SignOffKind::Acceptance | SignOffKind::ReturnVisit | SignOffKind::Refused | SignOffKind::Absent => {
            open(signature)?;
            finished_and_complete(visit)
        }
    }
}

/// Whether `signer` says enough about who signs.
///
/// # Errors
/// [`Refusal::SignerMissing`], [`Refusal::TextTooLong`].
pub fn check_signer(signer: &Signer) -> Result<(), Refusal> {
    if is_blank(&signer.name) {
        return Err(Refusal::SignerMissing);
    }
    check_nobody(signer)
}

/// Whether what is said of somebody who did not sign fits; nobody has to give a name to refuse.
///
/// # Errors
/// [`Refusal::TextTooLong`].
pub fn check_nobody(signer: &Signer) -> Result<(), Refusal> {
    check_line(&signer.name)?;
    check_line(&signer.role)?;
    check_text(&signer.remarks)
}

/// Whether `person` may add a photo: while working, and afterwards as long as nobody has signed, for a stamp or for what
/// supports a refusal (O-04).
///
/// # Errors
/// [`Refusal`] naming what stands in the way.
pub fn can_add_photo(visit: &Visit, signature: Signature, person: PersonId) -> Result<(), Refusal> {
    match (signature, visit.work_status()) {
        (Signature::None, WorkStatus::Finished) => has_come(visit, person),
        _ => super::can_work(visit, signature, person),
    }
}

/// A visit that says what was signed or accepted is not signed again.
fn open(signature: Signature) -> Result<(), Refusal> {
    match signature {
        Signature::None | Signature::ChangedSince | Signature::Amending => Ok(()),
        Signature::Current | Signature::Accepted => Err(Refusal::Signed),
    }
}

fn finished_and_complete(visit: &Visit) -> Result<(), Refusal> {
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

fn fee_can_be_agreed(visit: &Visit, signature: Signature) -> Result<(), Refusal> {
    super::visit::unsigned(signature)?;
    match visit.work_status() {
        WorkStatus::Finished => return Err(Refusal::AlreadyFinished),
        _ if visit.arrival().is_none() => return Err(Refusal::NotArrived),
        _ => {}
    }
    if visit.charges_fen() == 0 { Err(Refusal::NothingCharged) } else { Ok(()) }
}
