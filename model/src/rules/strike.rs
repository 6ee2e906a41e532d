//! Striking a note that was a mistake (E4).

use super::requests::is_decided;
use super::visit::unsigned;
use super::{Refusal, check_line, is_blank};
use crate::documents::visit::Visit;
use crate::documents::visit::assessment::Signature;
use crate::id::{EventId, PersonId};

/// Whether `person` may strike something now: there is a note of theirs, and the customer has not signed.
///
/// # Errors
/// [`Refusal::Signed`], [`Refusal::NoSuchEntry`].
pub fn can_strike(visit: &Visit, signature: Signature, person: PersonId) -> Result<(), Refusal> {
    unsigned(signature)?;
    let own = visit.facts().any(|event| event.record.by == person && event.record.kind.may_be_struck() && !is_decided(visit, event.id));
    if own { Ok(()) } else { Err(Refusal::NoSuchEntry) }
}

/// Whether the event may be struck by `person` with this reason: it counts, is their own, is a note, and nobody decided on it (E4).
///
/// # Errors
/// [`Refusal::NoSuchEntry`], [`Refusal::NotStrikable`], [`Refusal::ReasonMissing`], [`Refusal::TextTooLong`].
pub fn check_strike(visit: &Visit, person: PersonId, event: EventId, reason: &str) -> Result<(), Refusal> {
    let target = visit.facts().find(|known| known.id == event).ok_or(Refusal::NoSuchEntry)?;
    if target.record.by != person || !target.record.kind.may_be_struck() || is_decided(visit, event) {
        return Err(Refusal::NotStrikable);
    }
    if is_blank(reason) {
        return Err(Refusal::ReasonMissing);
    }
    check_line(reason)
}
