//! Judging a change that this program has just written itself.

use automerge::Automerge;

use super::admit::understand;
use super::authority::{Authority, Step};
use super::effect::{Effect, Made};
use super::trial::contained;
use super::{History, Limits, Preflight, Refusal, Version, preflight};

/// A change of this program that was taken.
#[derive(Debug, Clone)]
pub struct OwnChange {
    /// What it says of itself.
    pub preflight: Preflight,
    /// What it did, one entry per operation, in the change's order.
    pub effects: Vec<Effect>,
}

/// Judges `raw`, which this program's own engine has just written: `before` is the document without it, `after` with it, `history` that
/// of `before`, into which an accepted change is taken. Bounds, structure, effects and authority are those of [`admit`](super::admit),
/// so that what others would refuse is refused while the person is there. Nothing is tried on a copy and nothing is loaded again:
/// that protects from foreign bytes, and would make each action cost as much as the whole document.
///
/// # Errors
/// [`Refusal`]; `history` is as it was.
pub fn admit_own(
    before: &Automerge,
    after: &Automerge,
    history: &mut History,
    raw: &[u8],
    limits: &Limits,
    authority: &dyn Authority,
) -> Result<OwnChange, Refusal> {
    let flight = preflight(raw, limits)?;
    history.has_room(&flight, raw.len(), limits)?;
    let effects = contained(|| {
        let (change, effects) = understand(before, &before.get_heads(), history, raw, &flight, limits, &mut Made::default())?;
        if after.get_heads() != [flight.hash] {
            return Err(Refusal::Unsafe { reason: "the document is not the one that the change made" });
        }
        authority.authorise(&Step { before: Version::now(before), after: Version::now(after), change: &change, effects: &effects })?;
        Ok(effects)
    })?;
    history.append(&flight, raw.len());
    Ok(OwnChange { preflight: flight, effects })
}
