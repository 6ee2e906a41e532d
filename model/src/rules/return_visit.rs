//! What a return visit must record (R-209, O-14).

use super::visit::{has_come, unsigned};
use super::{Refusal, check_text, is_blank};
use crate::documents::visit::Visit;
use crate::documents::visit::assessment::Signature;
use crate::documents::visit::records::{EventKind, Work};
use crate::documents::visit::status::WorkStatus;
use crate::id::PersonId;

/// Whether `person` may note what the return visit found.
///
/// # Errors
/// [`Refusal`] naming what stands in the way.
pub fn can_note_return_visit(visit: &Visit, signature: Signature, person: PersonId) -> Result<(), Refusal> {
    unsigned(signature)?;
    if visit.call_out.work != Work::ReturnVisit {
        return Err(Refusal::NotAReturnVisit);
    }
    if visit.work_status() == WorkStatus::Finished && signature != Signature::Amending {
        return Err(Refusal::AlreadyFinished);
    }
    has_come(visit, person)
}

/// Whether `note` has the items of R-209: which repair, its state as seen, the opinion on the repair worker; suggestions may be empty.
///
/// # Errors
/// [`Refusal::ReturnVisitIncomplete`] naming the field, [`Refusal::AmountOutOfRange`], [`Refusal::TextTooLong`].
pub fn check_return_visit(note: &EventKind) -> Result<(), Refusal> {
    super::check_stated(note)?;
    let EventKind::ReturnVisitNoted { of, state, opinion, suggestions, .. } = note else {
        return Err(Refusal::NotAReturnVisit);
    };
    for (field, text) in [("of", of), ("state", state), ("opinion", opinion)] {
        check_text(text)?;
        if is_blank(text) {
            return Err(Refusal::ReturnVisitIncomplete(field));
        }
    }
    check_text(suggestions)
}
