//! The steps of a visit and what each asks for.

use super::{Refusal, check_line, is_blank, missing_to_finish};
use crate::documents::visit::Visit;
use crate::documents::visit::assessment::Signature;
use crate::documents::visit::records::EventKind;
use crate::documents::visit::status::WorkStatus;
use crate::id::{EventId, PersonId};

/// Whether `person` may record the arrival.
///
/// # Errors
/// [`Refusal`] naming what stands in the way.
pub fn can_arrive(visit: &Visit, signature: Signature, person: PersonId) -> Result<(), Refusal> {
    // A visit that changed since it was signed may be somebody else's by now; whoever comes opens an amendment (O-05).
    if signature != Signature::ChangedSince {
        unsigned(signature)?;
    }
    going_on(visit)?;
    if visit.recorded_by(person, &EventKind::Arrived) {
        return Err(Refusal::AlreadyArrived);
    }
    if visit.work_status() == WorkStatus::Cancelled {
        return Err(Refusal::Cancelled);
    }
    one_of_the_crew(visit, person)
}

/// Whether `person` may record the start of the work.
///
/// # Errors
/// [`Refusal`] naming what stands in the way.
pub fn can_start(visit: &Visit, signature: Signature, person: PersonId) -> Result<(), Refusal> {
    unsigned(signature)?;
    going_on(visit)?;
    present(visit, person)?;
    match visit.work_status() {
        WorkStatus::Finished => Err(Refusal::AlreadyFinished),
        WorkStatus::Working => Err(Refusal::AlreadyStarted),
        _ => {
            one_of_the_crew(visit, person)?;
            led(visit)
        }
    }
}

/// Whether `person` may write to the visit now: checks, texts, parts, photos. Whoever has begun may go on, even if the desk
/// has meanwhile given the visit to somebody else: the work is done where the technician stands (O-09).
///
/// # Errors
/// [`Refusal`] naming what stands in the way.
pub fn can_work(visit: &Visit, signature: Signature, person: PersonId) -> Result<(), Refusal> {
    unsigned(signature)?;
    match visit.work_status() {
        // An amendment corrects the paper of finished work; nothing needs to be taken back for it (O-05).
        WorkStatus::Finished if signature == Signature::Amending => has_come(visit, person),
        WorkStatus::Finished => Err(Refusal::AlreadyFinished),
        WorkStatus::Working => present(visit, person),
        WorkStatus::OnSite => Err(Refusal::NotStarted),
        _ => {
            going_on(visit)?;
            Err(Refusal::NotArrived)
        }
    }
}

/// Whether `person` may finish: everything is filled in.
///
/// # Errors
/// [`Refusal`] naming what stands in the way.
pub fn can_finish(visit: &Visit, signature: Signature, person: PersonId) -> Result<(), Refusal> {
    can_work(visit, signature, person)?;
    if visit.work_status() == WorkStatus::Finished {
        return Err(Refusal::AlreadyFinished);
    }
    let missing = missing_to_finish(visit);
    if missing.is_empty() { Ok(()) } else { Err(Refusal::Incomplete(missing)) }
}

/// Whether `person` may take the finish back; answers which one.
///
/// # Errors
/// [`Refusal`] naming what stands in the way.
pub fn can_reopen(visit: &Visit, signature: Signature, person: PersonId) -> Result<EventId, Refusal> {
    unsigned(signature)?;
    has_come(visit, person)?;
    visit.finishes().last().map(|event| event.id).ok_or(Refusal::NotFinished)
}

/// Whether `person` may record having come for nothing: not after having begun the work.
///
/// # Errors
/// [`Refusal`] naming what stands in the way.
pub fn can_record_void_trip(visit: &Visit, person: PersonId, reason: &str) -> Result<(), Refusal> {
    if is_blank(reason) {
        return Err(Refusal::ReasonMissing);
    }
    check_line(reason)?;
    if visit.recorded_by(person, &EventKind::Started) {
        return Err(Refusal::AlreadyStarted);
    }
    if visit.technician_name(person).is_none() {
        return Err(Refusal::NotAssigned);
    }
    Ok(())
}

/// A signed visit is written to only under an amendment (R-058, O-05).
pub(super) fn unsigned(signature: Signature) -> Result<(), Refusal> {
    match signature {
        Signature::None | Signature::Amending => Ok(()),
        Signature::Current | Signature::ChangedSince | Signature::Accepted => Err(Refusal::Signed),
    }
}

/// The work is not stopped (O-15).
pub(super) fn going_on(visit: &Visit) -> Result<(), Refusal> {
    if visit.stop().is_some() { Err(Refusal::Stopped) } else { Ok(()) }
}

/// `person` is one of those who go (R-031, O-03).
pub(super) fn one_of_the_crew(visit: &Visit, person: PersonId) -> Result<(), Refusal> {
    if visit.in_crew(person) { Ok(()) } else { Err(Refusal::NotAssigned) }
}

/// Of two or more, one is in charge.
pub(super) fn led(visit: &Visit) -> Result<(), Refusal> {
    if visit.lacks_lead() { Err(Refusal::NoLead) } else { Ok(()) }
}

/// `person` has been on site.
pub(super) fn has_come(visit: &Visit, person: PersonId) -> Result<(), Refusal> {
    if visit.has_come(person) { Ok(()) } else { Err(Refusal::NotArrived) }
}

/// `person` is on site: has come, and went on after every stop (O-15).
pub(super) fn present(visit: &Visit, person: PersonId) -> Result<(), Refusal> {
    has_come(visit, person)?;
    if visit.is_present(person) { Ok(()) } else { Err(Refusal::Stopped) }
}
