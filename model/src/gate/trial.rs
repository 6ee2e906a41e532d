//! Trial runs: Automerge at work on copies, with its panics caught.

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{Automerge, Change, ChangeHash, LoadOptions, ReadDoc as _, VerificationMode};

use super::Refusal;

/// Runs Automerge's code so that a panic becomes a refusal. What the code was working on is dropped with the panic.
/// A frame of its own in every backtrace: that is how the simulator tells these panics from others.
#[inline(never)]
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

/// The document with all the changes, saved and loaded again, and what was saved. `heads`, ascending, is where the changes lead.
///
/// Loading makes every change anew from what was saved and compares the hashes of those that nothing follows with the stated heads.
/// A change is named by the hash of its bytes and names what it follows by theirs, so that with the heads every change of the document
/// has come back byte for byte. It is this document that is read, judged and kept, never the one that the changes were applied to.
pub(super) fn apply_and_reload(before: &Automerge, changes: Vec<Change>, heads: &[ChangeHash]) -> Result<(Automerge, Vec<u8>), Refusal> {
    let saved = apply_all(before, changes)?.save_nocompress();
    let after = load(&saved)?;
    let mut found = after.get_heads();
    found.sort_unstable();
    if found != heads {
        return Err(Refusal::Unsafe { reason: "the document does not stand where the changes lead" });
    }
    // As documents are read: in one pass over everything that is shown.
    after.iter().for_each(drop);
    Ok((after, saved))
}

fn load(saved: &[u8]) -> Result<Automerge, Refusal> {
    let checked = LoadOptions::new().verification_mode(VerificationMode::Check);
    Automerge::load_with_options(saved, checked).map_err(|_| Refusal::Unsafe { reason: "the saved document does not load" })
}

/// A copy of the document with all the changes.
pub(super) fn apply_all(before: &Automerge, changes: impl IntoIterator<Item = Change> + Clone) -> Result<Automerge, Refusal> {
    let mut after = before.clone();
    after.apply_changes(changes).map_err(|_| Refusal::Unsafe { reason: "the document engine does not take the change" })?;
    Ok(after)
}

/// Whether the document survives being saved, loaded and read.
pub(super) fn reloads(doc: &Automerge) -> Result<(), Refusal> {
    let reloaded = load(&doc.save_nocompress())?;
    if reloaded.get_heads() != doc.get_heads() {
        return Err(Refusal::Unsafe { reason: "the saved document loads with other heads" });
    }
    // As documents are read: in one pass over everything that is shown.
    reloaded.iter().for_each(drop);
    doc.iter().for_each(drop);
    Ok(())
}
