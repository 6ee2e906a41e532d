//! What a technician's device may write to a repair: open one with goods that its own person took, append events that are not the
//! desk's, and keep the customer's signatures. What merely breaks a rule of the trade is taken and flagged.

use automerge::ObjId;

use super::papers::check_against_repair;
use super::records::Taken;
use crate::documents::authority::TechnicianAuthority;
use crate::documents::chronicle;
use crate::documents::scrutiny::denied;
use crate::gate::{Denial, Step};

/// Judges the first change of a document that says it is a repair.
pub(crate) fn genesis(authority: &TechnicianAuthority, step: &Step<'_>) -> Result<(), Denial> {
    chronicle::authorise_genesis::<Taken>(authority, step)
}

/// Judges any later change.
pub(crate) fn change(authority: &TechnicianAuthority, step: &Step<'_>) -> Result<(), Denial> {
    chronicle::authorise_change::<Taken>(authority, step, Some(sign_off))
}

fn sign_off(authority: &TechnicianAuthority, step: &Step<'_>, key: &str, made: &ObjId) -> Result<(), Denial> {
    let seal = authority.own_seal(step, key, made)?;
    check_against_repair(&seal, step.after.holder()).map_err(|error| denied(error.code(), error.to_string()))?;
    Ok(())
}
