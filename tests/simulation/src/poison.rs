//! Changes that are none: altered where it hurts, with a checksum that fits.

use automerge::Change;
use fieldbook_tests::SeededChance;
use sha2::{Digest as _, Sha256};

/// Magic and checksum: what the digest does not cover.
const HEAD: usize = 8;

/// The hash of a raw change.
#[must_use]
pub fn hash_of(raw: &[u8]) -> Option<[u8; 32]> {
    Change::try_from(raw).ok().map(|change| change.hash().0)
}

/// `raw` with some bytes of its second half altered and the checksum put right. Actor and number stay: the server knows the change that has
/// them.
#[must_use]
pub fn altered(raw: &[u8], chance: &SeededChance) -> Vec<u8> {
    let mut raw = raw.to_vec();
    let half = raw.len() / 2;
    for _ in 0..1 + chance.below(4) {
        let at = half + chance.below((raw.len() - half).max(1));
        if let Some(byte) = raw.get_mut(at) {
            *byte = byte.wrapping_add(1 + u8::try_from(chance.below(255)).unwrap_or_default());
        }
    }
    if let Some((head, body)) = raw.split_at_mut_checked(HEAD) {
        let digest = Sha256::digest(body);
        for (byte, sum) in head.iter_mut().skip(4).zip(digest) {
            *byte = sum;
        }
    }
    raw
}
