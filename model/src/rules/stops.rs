//! Stops and promises: the technician leaves and the work is not done.

use super::visit::{going_on, has_come, led, one_of_the_crew, present, unsigned};
use super::{Refusal, can_prepare, check_consent, check_line, check_text, is_blank};
use crate::documents::visit::Visit;
use crate::documents::visit::assessment::Signature;
use crate::documents::visit::records::{Consent, EventKind, MayPromise, StopReason};
use crate::documents::visit::status::WorkStatus;
use crate::id::{EventId, PersonId};
use crate::time::Timestamp;

/// Whether `person` may stop the work: on site, and it is not finished (O-06, O-15).
///
/// # Errors
/// [`Refusal`] naming what stands in the way.
pub fn can_suspend(visit: &Visit, signature: Signature, person: PersonId) -> Result<(), Refusal> {
    unsigned(signature)?;
    going_on(visit)?;
    if visit.work_status() == WorkStatus::Finished {
        return Err(Refusal::AlreadyFinished);
    }
    present(visit, person)
}

/// Whether a stop says what it must: a reason, and who agreed, if it says when it goes on. Goods are not taken along by a stop
/// alone: [`check_take_along`].
///
/// # Errors
/// [`Refusal::ReceiptFirst`], [`Refusal::ReasonMissing`], [`Refusal::ConsentMissing`], [`Refusal::TextTooLong`].
pub fn check_stop(why: StopReason, reason: &str, next_at: Option<Timestamp>, consent: Option<&Consent>) -> Result<(), Refusal> {
    if why == StopReason::TakenAway {
        return Err(Refusal::ReceiptFirst);
    }
    check_reason(reason)?;
    match consent {
        Some(consent) => check_consent(consent),
        None if next_at.is_some() => Err(Refusal::ConsentMissing),
        None => Ok(()),
    }
}

/// Whether goods can be taken along from `visit` for this reason: with a completion date where one must be promised (R-047, P-22). The
/// receipt is the repair's.
///
/// # Errors
/// [`Refusal::ReasonMissing`], [`Refusal::TextTooLong`], [`Refusal::PromiseMissing`].
pub fn check_take_along(visit: &Visit, reason: &str) -> Result<(), Refusal> {
    check_reason(reason)?;
    let must = visit.terms.as_ref().is_some_and(|terms| terms.promise == MayPromise::Must);
    if must && visit.promise().is_none() { Err(Refusal::PromiseMissing) } else { Ok(()) }
}

fn check_reason(reason: &str) -> Result<(), Refusal> {
    if is_blank(reason) { Err(Refusal::ReasonMissing) } else { check_text(reason) }
}

/// Whether `person` may record being on site again; answers the stop that ends (O-15). A colleague who comes after the first one
/// went on names the stop that sent them home.
///
/// # Errors
/// [`Refusal`] naming what stands in the way.
pub fn can_resume(visit: &Visit, signature: Signature, person: PersonId) -> Result<EventId, Refusal> {
    unsigned(signature)?;
    if visit.work_status() == WorkStatus::Finished {
        return Err(Refusal::AlreadyFinished);
    }
    let sent_home = visit.has_come(person) && !visit.is_present(person);
    let stop = match visit.stop() {
        Some(stop) => stop.event,
        None if sent_home => visit.stops().last().map(|stop| stop.event).ok_or(Refusal::NotStopped)?,
        None => return Err(Refusal::NotStopped),
    };
    one_of_the_crew(visit, person)?;
    led(visit)?;
    Ok(stop)
}

/// Whether `person` may name a completion date, or say that one cannot be kept.
///
/// # Errors
/// [`Refusal`] naming what stands in the way.
pub fn can_promise(visit: &Visit, signature: Signature, person: PersonId) -> Result<(), Refusal> {
    can_prepare(visit, signature, person)?;
    has_come(visit, person)
}

/// Whether a completion date may be promised with `document` behind it (R-048, P-22).
///
/// # Errors
/// [`Refusal::PromiseNeedsDocument`], [`Refusal::TextTooLong`].
pub fn check_promise(visit: &Visit, document: &str) -> Result<(), Refusal> {
    let needed = visit.terms.as_ref().is_some_and(|terms| terms.promise == MayPromise::WithDocument);
    if needed && is_blank(document) {
        return Err(Refusal::PromiseNeedsDocument);
    }
    check_line(document)
}

/// Whether the promise that cannot be kept exists, and a reason is given.
///
/// # Errors
/// [`Refusal::NoSuchEntry`], [`Refusal::ReasonMissing`], [`Refusal::TextTooLong`].
pub fn check_risk(visit: &Visit, promise: EventId, reason: &str) -> Result<(), Refusal> {
    let promised = visit.event(promise).is_some_and(|event| matches!(event.record.kind, EventKind::CompletionPromised { .. }));
    if !promised {
        return Err(Refusal::NoSuchEntry);
    }
    if is_blank(reason) {
        return Err(Refusal::ReasonMissing);
    }
    check_line(reason)
}
