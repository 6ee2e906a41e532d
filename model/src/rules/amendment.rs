//! When a signed visit may be opened for a correction (O-05), and when a leader may accept it.

use super::visit::has_come;
use super::{Refusal, check_line, is_blank};
use crate::documents::visit::Visit;
use crate::documents::visit::assessment::{Assessment, Signature};
use crate::documents::visit::status::WorkStatus;
use crate::id::{EventId, PersonId};

/// Whether `person` may open the signed `visit` for a correction: who was there, with a reason, and not twice at once.
///
/// # Errors
/// [`Refusal`] naming what stands in the way.
pub fn can_open_amendment(visit: &Visit, signature: Signature, person: PersonId, reason: &str) -> Result<(), Refusal> {
    match signature {
        Signature::None => return Err(Refusal::NotSigned),
        Signature::Amending => return Err(Refusal::AmendmentOpen),
        Signature::Current | Signature::ChangedSince | Signature::Accepted => {}
    }
    if is_blank(reason) {
        return Err(Refusal::ReasonMissing);
    }
    check_line(reason)?;
    has_come(visit, person)
}

/// Whether a leader may accept the amendment `opened` as the visit reads now: it is open, and the work is finished. Nothing that
/// was signed changes by it.
///
/// # Errors
/// [`Refusal::NoSuchAmendment`], [`Refusal::NotFinished`].
pub fn can_accept_amendment(assessment: &Assessment, opened: EventId) -> Result<(), Refusal> {
    let visit = &assessment.visit;
    if assessment.signature == Signature::None || !visit.open_amendments().iter().any(|amendment| amendment.event == opened) {
        return Err(Refusal::NoSuchAmendment);
    }
    if visit.work_status() == WorkStatus::Finished { Ok(()) } else { Err(Refusal::NotFinished) }
}
