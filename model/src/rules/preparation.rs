//! Before the work: the kit, the customer on the phone, the appointment, the way.

use super::visit::{led, one_of_the_crew, unsigned};
use super::{Refusal, can_work, check_line, check_text, is_blank, missing_to_depart};
use crate::documents::visit::Visit;
use crate::documents::visit::assessment::Signature;
use crate::documents::visit::records::{CheckStage, Consent};
use crate::documents::visit::status::WorkStatus;
use crate::id::PersonId;

/// Whether `person` may record what is done for the visit as long as it is open, on site or not: calls, appointments, delays,
/// corrected data (R-033… ).
///
/// # Errors
/// [`Refusal`] naming what stands in the way.
pub fn can_prepare(visit: &Visit, signature: Signature, person: PersonId) -> Result<(), Refusal> {
    unsigned(signature)?;
    match visit.work_status() {
        WorkStatus::Finished => Err(Refusal::AlreadyFinished),
        WorkStatus::Cancelled => Err(Refusal::Cancelled),
        _ if visit.has_come(person) => Ok(()),
        _ => one_of_the_crew(visit, person),
    }
}

/// Whether `person` may set out: one of the crew, a lead is named, the kit is checked.
///
/// # Errors
/// [`Refusal`] naming what stands in the way; [`Refusal::Incomplete`] lists the open checks of the kit.
pub fn can_depart(visit: &Visit, signature: Signature, person: PersonId) -> Result<(), Refusal> {
    can_prepare(visit, signature, person)?;
    one_of_the_crew(visit, person)?;
    if visit.is_present(person) {
        return Err(Refusal::AlreadyArrived);
    }
    if visit.travels(person) {
        return Err(Refusal::AlreadyDeparted);
    }
    led(visit)?;
    let missing = missing_to_depart(visit);
    if missing.is_empty() { Ok(()) } else { Err(Refusal::Incomplete(missing)) }
}

/// Whether `person` may answer the check `item`: the kit at any time before the finish, every other one at work.
///
/// # Errors
/// [`Refusal::NoSuchCheck`], or what stands in the way.
pub fn can_answer(visit: &Visit, signature: Signature, person: PersonId, item: &str) -> Result<(), Refusal> {
    let stage = visit.checklist.iter().find(|check| check.id == item).map(|check| check.record.stage);
    match stage {
        Some(CheckStage::Preparation) => can_prepare(visit, signature, person),
        Some(CheckStage::Work | CheckStage::Closing) => can_work(visit, signature, person),
        None => can_work(visit, signature, person).and(Err(Refusal::NoSuchCheck)),
    }
}

/// Whether `consent` says who agreed.
///
/// # Errors
/// [`Refusal::ConsentMissing`], [`Refusal::TextTooLong`].
pub fn check_consent(consent: &Consent) -> Result<(), Refusal> {
    if is_blank(&consent.by_name) {
        return Err(Refusal::ConsentMissing);
    }
    check_line(&consent.by_name)
}

/// Whether the customer's refusal of another time has the customer's words.
///
/// # Errors
/// [`Refusal::EntryIncomplete`], [`Refusal::TextTooLong`].
pub fn check_refused_appointment(words: &str) -> Result<(), Refusal> {
    if is_blank(words) {
        return Err(Refusal::EntryIncomplete("words"));
    }
    check_text(words)
}

/// Whether a foreseen delay says why.
///
/// # Errors
/// [`Refusal::ReasonMissing`], [`Refusal::TextTooLong`].
pub fn check_delay(reason: &str) -> Result<(), Refusal> {
    if is_blank(reason) {
        return Err(Refusal::ReasonMissing);
    }
    check_line(reason)
}
