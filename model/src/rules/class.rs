//! The class of the fault: who may set it, and what an entry says.

use super::{Refusal, can_prepare, check_line, check_text, is_blank};
use crate::documents::visit::Visit;
use crate::documents::visit::assessment::Signature;
use crate::documents::visit::records::FaultClass;
use crate::documents::visit::write::NewClass;
use crate::id::PersonId;

/// Whether `person` may set the class (O-11).
///
/// # Errors
/// [`Refusal`] naming what stands in the way.
pub fn can_set_class(visit: &Visit, signature: Signature, person: PersonId) -> Result<(), Refusal> {
    can_prepare(visit, signature, person)
}

/// Whether an entry of the class can be made on site: it says why; a major fault also says the plan, which those who are told need
/// and the class is raised, never lowered. Where several were set at once, one of them is decided for.
///
/// # Errors
/// [`Refusal::ReasonMissing`], [`Refusal::EntryIncomplete`], [`Refusal::ClassLowered`], [`Refusal::TextTooLong`].
pub fn check_class(visit: &Visit, entry: &NewClass) -> Result<(), Refusal> {
    if is_blank(&entry.reason) {
        return Err(Refusal::ReasonMissing);
    }
    if entry.class == FaultClass::Major && is_blank(&entry.plan) {
        return Err(Refusal::EntryIncomplete("plan"));
    }
    check_line(&entry.reason)?;
    check_text(&entry.plan)?;
    let lowest = visit.class_history().iter().filter(|earlier| earlier.open).map(|earlier| earlier.class).min();
    if lowest.is_some_and(|lowest| entry.class < lowest) { Err(Refusal::ClassLowered) } else { Ok(()) }
}
