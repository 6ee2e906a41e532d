//! Exceptions that stand beside a missed target: holidays, no tickets, the customer's own wish.

use super::{Refusal, can_tell, check_words};
use crate::documents::visit::Visit;
use crate::id::PersonId;
use crate::policy::Exception;

/// Whether the visit's terms allow `exception`.
#[must_use]
pub fn may_except(visit: &Visit, exception: Exception) -> bool {
    visit.terms.as_ref().is_some_and(|terms| terms.targets.exceptions.get(&exception) == Some(&true))
}

/// Whether the visit's terms allow any exception.
#[must_use]
pub fn may_except_any(visit: &Visit) -> bool {
    visit.terms.as_ref().is_some_and(|terms| terms.targets.exceptions.values().any(|allowed| *allowed))
}

/// Whether `person` may note `exception` with `text`: whoever goes or went, also after the customer has signed, because it changes
/// nothing that was signed; only what the terms allow.
///
/// # Errors
/// [`Refusal::NotAssigned`], [`Refusal::ExceptionNotAllowed`], [`Refusal::EntryIncomplete`], [`Refusal::TextTooLong`].
pub fn can_note_exception(visit: &Visit, person: PersonId, exception: Exception, text: &str) -> Result<(), Refusal> {
    can_tell(visit, person)?;
    if !may_except(visit, exception) {
        return Err(Refusal::ExceptionNotAllowed);
    }
    check_words(&[("text", text)])
}
