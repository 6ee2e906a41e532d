//! What was verified a moment ago. A document is read again and again, on a phone for every page and at the server for every change, and
//! each time its sealed records are verified anew. What comes of that never changes: of a record by itself because its bytes are the same,
//! and of what its document said at the version that it covers because the hashes of that version are in those bytes. So it is found out
//! once while it is remembered.
//!
//! Remembered is only what verified. Memory is bounded by weight; what was not asked for longest goes first, half of it at once.
//!
//! Left out: the gate, which judges what is new, and whoever verifies for a stranger ([`super::verify`]) look at everything anew.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use automerge::Automerge;
use sha2::{Digest as _, Sha256};

use super::SealError;
use super::verify::{VerifiedSeal, check_visit, verify, voucher_in};
use crate::documents::tree::Tree;
use crate::documents::visit::Visit;

/// So much is kept in each of two halves, in **bytes**, roughly.
const HALF: usize = 32 << 20;
/// A parsed record takes about so many times its bytes.
const UNFOLDED: usize = 4;

type Digest = [u8; 32];

/// A record that verified, and the visit that it covers once somebody asked for it.
#[derive(Debug)]
pub(crate) struct Known {
    digest: Digest,
    seal: Arc<VerifiedSeal>,
    visit: OnceLock<Arc<Visit>>,
    /// What it takes, in **bytes**, roughly.
    weight: AtomicUsize,
}

#[derive(Default)]
struct Memory {
    /// Asked for lately, each with what it weighed then, and what that comes to.
    fresh: HashMap<Digest, (Arc<Known>, usize)>,
    weight: usize,
    /// Asked for before that.
    fading: HashMap<Digest, Arc<Known>>,
}

static MEMORY: OnceLock<Mutex<Memory>> = OnceLock::new();

/// As [`verify`], whoever sealed the record.
///
/// # Errors
/// [`SealError`] naming the first part that does not match.
pub(crate) fn verified(bytes: &[u8]) -> Result<Arc<Known>, SealError> {
    let digest = Sha256::digest(bytes).into();
    if let Some(known) = memory().find(&digest) {
        return Ok(known);
    }
    let known = Arc::new(Known::new(digest, verify(bytes, None)?, bytes.len()));
    memory().keep(&known);
    Ok(known)
}

impl Known {
    fn new(digest: Digest, seal: VerifiedSeal, bytes: usize) -> Self {
        Self { digest, seal: Arc::new(seal), visit: OnceLock::new(), weight: AtomicUsize::new(bytes.saturating_mul(UNFOLDED)) }
    }

    /// The record.
    pub(crate) fn seal(&self) -> &Arc<VerifiedSeal> {
        &self.seal
    }

    /// As [`check_against`](super::verify::check_against): the visit at the version that the record covers, if `doc` holds it.
    ///
    /// # Errors
    /// [`SealError`] naming what does not match.
    pub(crate) fn visit_in(self: &Arc<Self>, doc: &Automerge) -> Result<Arc<Visit>, SealError> {
        let voucher = voucher_in(&self.seal, doc)?;
        if let Some(visit) = self.visit.get() {
            return Ok(Arc::clone(visit));
        }
        let tree = Tree::of(doc, Some(&self.seal.heads));
        let visit = Arc::new(check_visit(&self.seal, voucher, &tree)?);
        if self.visit.set(Arc::clone(&visit)).is_ok() {
            self.weight.fetch_add(tree.weight(), Ordering::Relaxed);
            memory().keep(self);
        }
        Ok(visit)
    }
}

fn memory() -> MutexGuard<'static, Memory> {
    MEMORY.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner)
}

impl Memory {
    fn find(&mut self, digest: &Digest) -> Option<Arc<Known>> {
        if let Some((known, _)) = self.fresh.get(digest) {
            return Some(Arc::clone(known));
        }
        let known = self.fading.remove(digest)?;
        self.keep(&known);
        Some(known)
    }

    /// Remembers `known` with what it weighs now, unless that is more than half of the memory.
    fn keep(&mut self, known: &Arc<Known>) {
        let (_, before) = self.fresh.remove(&known.digest).unzip();
        self.weight = self.weight.saturating_sub(before.unwrap_or(0));
        let weight = known.weight.load(Ordering::Relaxed);
        if weight > HALF {
            return;
        }
        if self.weight.saturating_add(weight) > HALF {
            self.fading = self.fresh.drain().map(|(digest, (known, _))| (digest, known)).collect();
            self.weight = 0;
        }
        self.weight = self.weight.saturating_add(weight);
        self.fresh.insert(known.digest, (Arc::clone(known), weight));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::{AllowAll, Limits, admit};
    use crate::wire::packed::{PackedLimits, decode};

    const RECORD: &[u8] = include_bytes!("../../tests/golden/seal-0.2.json");

    fn known(n: u8, weight: usize) -> Arc<Known> {
        let known = Known::new([n; 32], verify(RECORD, None).unwrap(), 0);
        known.weight.store(weight, Ordering::Relaxed);
        Arc::new(known)
    }

    #[test]
    fn what_was_verified_is_remembered() {
        let first = verified(RECORD).unwrap();
        assert!(Arc::ptr_eq(&first, &verified(RECORD).unwrap()));
    }

    #[test]
    fn memory_is_bounded_and_forgets_first_what_was_not_asked_for_longest() {
        let mut memory = Memory::default();
        for n in 0..40 {
            memory.keep(&known(n, HALF / 4));
            // Asked for again and again.
            assert!(memory.find(&[0; 32]).is_some());
            assert!(memory.weight <= HALF && memory.fresh.len() <= 4 && memory.fading.len() <= 4);
        }
        assert!(memory.find(&[39; 32]).is_some() && memory.find(&[1; 32]).is_none());
    }

    #[test]
    fn what_became_too_heavy_is_not_remembered() {
        let mut memory = Memory::default();
        let grown = known(1, HALF);
        memory.keep(&grown);
        grown.weight.fetch_add(1, Ordering::Relaxed);
        memory.keep(&grown);
        assert!(memory.find(&[1; 32]).is_none() && memory.weight == 0);
    }

    #[test]
    fn what_is_remembered_of_one_document_says_nothing_of_another() {
        let limits = PackedLimits { changes: 100, bytes: 1 << 20 };
        let changes = decode(include_bytes!("../../tests/golden/visit-0.2.packed"), limits).unwrap();
        let doc = admit(&Automerge::new(), &changes, &Limits::default(), &AllowAll).doc;
        let known = verified(RECORD).unwrap();
        let visit = known.visit_in(&doc).unwrap();
        assert!(Arc::ptr_eq(&visit, &known.visit_in(&doc).unwrap()));
        assert_eq!(known.visit_in(&Automerge::new()), Err(SealError::UnknownHeads));
        let short = admit(&Automerge::new(), &changes[..changes.len() / 2], &Limits::default(), &AllowAll).doc;
        assert_eq!(known.visit_in(&short), Err(SealError::UnknownHeads));
    }

    #[test]
    fn one_changed_byte_is_another_record() {
        assert!(verified(RECORD).is_ok());
        for at in [10, RECORD.len() / 2, RECORD.len() - 10] {
            let mut changed = RECORD.to_vec();
            changed[at] ^= 1;
            assert!(verified(&changed).is_err());
        }
    }
}
