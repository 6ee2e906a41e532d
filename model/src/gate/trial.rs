//! Trial runs: Automerge at work on copies, with its panics caught.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{Automerge, Change, ChangeHash, ReadDoc as _};

use super::Refusal;

/// Runs Automerge's code so that a panic becomes a refusal. What the code was working on is dropped with the panic.
pub(super) fn contained<T>(work: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Refusal::Unsafe { reason: "the document engine panicked" }))
}

/// The change as Automerge reads it. Only for bytes that passed the preflight: the parser has no bounds of its own.
pub(super) fn parse(raw: &[u8]) -> Result<Change, Refusal> {
    Change::try_from(raw).map_err(|_| Refusal::Malformed { reason: "the operations cannot be read" })
}

/// A copy of the document with the change, if it is really in there and comes back byte for byte.
pub(super) fn apply(before: &Automerge, change: &Change) -> Result<Automerge, Refusal> {
    let after = apply_all(before, [change.clone()])?;
    match after.get_change_by_hash(&change.hash()) {
        Some(back) if back.raw_bytes() == change.raw_bytes() => Ok(after),
        _ => Err(Refusal::Unsafe { reason: "the document does not reproduce the change" }),
    }
}

/// A copy of the document with all the changes, if they are really in there and come back byte for byte.
pub(super) fn apply_together(before: &Automerge, changes: Vec<Change>) -> Result<Automerge, Refusal> {
    let raws: HashMap<ChangeHash, Vec<u8>> = changes.iter().map(|change| (change.hash(), change.raw_bytes().to_vec())).collect();
    let after = apply_all(before, changes)?;
    let back = after.get_changes(&before.get_heads());
    let same = |change: &Change| raws.get(&change.hash()).is_some_and(|raw| raw == change.raw_bytes());
    if back.len() == raws.len() && back.iter().all(same) {
        Ok(after)
    } else {
        Err(Refusal::Unsafe { reason: "the document does not reproduce the changes" })
    }
}

/// A copy of the document with all the changes.
pub(super) fn apply_all(before: &Automerge, changes: impl IntoIterator<Item = Change> + Clone) -> Result<Automerge, Refusal> {
    let mut after = before.clone();
    after.apply_changes(changes).map_err(|_| Refusal::Unsafe { reason: "the document engine does not take the change" })?;
    Ok(after)
}

/// Whether the document survives being saved, loaded and read.
pub(super) fn reloads(doc: &Automerge) -> Result<(), Refusal> {
    let reloaded = Automerge::load(&doc.save_nocompress()).map_err(|_| Refusal::Unsafe { reason: "the saved document does not load" })?;
    if reloaded.get_heads() != doc.get_heads() {
        return Err(Refusal::Unsafe { reason: "the saved document loads with other heads" });
    }
    // As documents are read: in one pass over everything that is shown.
    reloaded.iter().for_each(drop);
    doc.iter().for_each(drop);
    Ok(())
}
