//! Parts asked for from the site, and other ways that somebody allowed.

use super::visit::has_come;
use super::{MAX_QUANTITY, Refusal, can_prepare, check_line, check_text, is_blank};
use crate::documents::visit::Visit;
use crate::documents::visit::assessment::Signature;
use crate::documents::visit::records::EventKind;
use crate::documents::visit::requests::RequestState;
use crate::id::{EventId, PersonId};

/// Whether `person` may ask for a part or note a permission: has been on site, and the visit is open.
///
/// # Errors
/// [`Refusal`] naming what stands in the way.
pub fn can_request(visit: &Visit, signature: Signature, person: PersonId) -> Result<(), Refusal> {
    can_prepare(visit, signature, person)?;
    has_come(visit, person)
}

/// Whether a request says which part, how many and what for.
///
/// # Errors
/// [`Refusal::EntryIncomplete`] naming the field, [`Refusal::ReasonMissing`], [`Refusal::TextTooLong`].
pub fn check_request(part_number: &str, name: &str, quantity: u32, reason: &str) -> Result<(), Refusal> {
    for text in [part_number, name, reason] {
        check_line(text)?;
    }
    if is_blank(name) {
        return Err(Refusal::EntryIncomplete("name"));
    }
    if !(1..=MAX_QUANTITY).contains(&quantity) {
        return Err(Refusal::EntryIncomplete("quantity"));
    }
    if is_blank(reason) { Err(Refusal::ReasonMissing) } else { Ok(()) }
}

/// Whether a leader's decision names a request that waits, who decided and, if it is declined, why.
///
/// # Errors
/// [`Refusal::NoSuchEntry`], [`Refusal::AlreadyDecided`], [`Refusal::EntryIncomplete`], [`Refusal::ReasonMissing`],
/// [`Refusal::TextTooLong`].
pub fn check_decision(visit: &Visit, request: EventId, approved: bool, by_name: &str, reason: &str) -> Result<(), Refusal> {
    let request = visit.part_requests().into_iter().find(|known| known.event == request).ok_or(Refusal::NoSuchEntry)?;
    if request.state != RequestState::Pending {
        return Err(Refusal::AlreadyDecided);
    }
    if is_blank(by_name) {
        return Err(Refusal::EntryIncomplete("by_name"));
    }
    if !approved && is_blank(reason) {
        return Err(Refusal::ReasonMissing);
    }
    check_line(by_name)?;
    check_line(reason)
}

/// Whether a permission by word of mouth says who allowed what.
///
/// # Errors
/// [`Refusal::EntryIncomplete`], [`Refusal::TextTooLong`].
pub fn check_permission(by_name: &str, what: &str) -> Result<(), Refusal> {
    if is_blank(by_name) {
        return Err(Refusal::EntryIncomplete("by_name"));
    }
    if is_blank(what) {
        return Err(Refusal::EntryIncomplete("what"));
    }
    check_line(by_name)?;
    check_text(what)
}

/// Whether the event is a request that was decided: it is not struck any more.
pub(super) fn is_decided(visit: &Visit, event: EventId) -> bool {
    visit.events.iter().any(|known| matches!(known.record.kind, EventKind::RequestDecided { request, .. } if request == event))
}
