//! What a technician's device may write to a complaint: open one that its own person received, and append events that are not the
//! desk's. What merely breaks a rule of the trade is taken and flagged.

use super::records::Received;
use crate::documents::authority::TechnicianAuthority;
use crate::documents::chronicle;
use crate::gate::{Denial, Step};

/// Judges the first change of a document that says it is a complaint.
pub(crate) fn genesis(authority: &TechnicianAuthority, step: &Step<'_>) -> Result<(), Denial> {
    chronicle::authorise_genesis::<Received>(authority, step)
}

/// Judges any later change.
pub(crate) fn change(authority: &TechnicianAuthority, step: &Step<'_>) -> Result<(), Denial> {
    chronicle::authorise_change::<Received>(authority, step, None)
}
