//! What a technician's device may write to an old part: open one that its own person took out, and append events that are not the
//! desk's. What merely breaks a rule of the trade is taken and flagged.

use super::records::Removed;
use crate::documents::authority::TechnicianAuthority;
use crate::documents::chronicle;
use crate::gate::{Denial, Step};

/// Judges the first change of a document that says it is an old part.
pub(crate) fn genesis(authority: &TechnicianAuthority, step: &Step<'_>) -> Result<(), Denial> {
    chronicle::authorise_genesis::<Removed>(authority, step)
}

/// Judges any later change.
pub(crate) fn change(authority: &TechnicianAuthority, step: &Step<'_>) -> Result<(), Denial> {
    chronicle::authorise_change::<Removed>(authority, step, None)
}
