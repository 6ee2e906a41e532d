//! An offer: what of one document is not at the server yet, in one direction, as a file or as codes on the glass. There is no conversation, so
//! whoever holds it can read it: it is signed, not encrypted. A device's key signs only (in a telephone's hardware it can do nothing else), so
//! there is nothing to which a file could be sealed for one device.
//!
//! Each part is `FBO1`, the first 8 bytes of the SHA-256 of the whole, its number from 0, how many there are, and its bytes. The whole is the
//! messages of a session: proofs, then the changes, then the end.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::id::DocumentId;
use model::wire::peer::{MAX_MESSAGE_BYTES, Message};
use paper::Code;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::PeerError;
use super::give::gift;
use crate::customer_copy::CheckCode;
use crate::device::Device;
use crate::store::{StoreError, documents, peers};

const MAGIC: &[u8; 4] = b"FBO1";
/// What stands before the bytes of a part.
const HEAD_BYTES: usize = 4 + 8 + 1 + 1;
/// Parts for codes on the glass, in **bytes**: 1,067 characters, which a telephone reads from another one's glass at arm's length.
const CODE_PART_BYTES: usize = 800;
/// Most parts of one offer.
#[cfg(test)]
const MAX_PARTS: usize = 255;

/// What an offer came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfferTaken {
    /// Which document.
    pub document: DocumentId,
    /// How many changes are new here; 0 if everything was here before.
    pub changes: u32,
}

impl Device {
    /// What of `document` the server has not named as received, signed, in parts of at most `max_bytes` **bytes**: one file, or one code each
    /// (a code holds 2,953 bytes at most).
    ///
    /// # Errors
    /// [`PeerError::NoDocument`], [`PeerError::NothingToOffer`], [`PeerError::PartSize`] if it does not fit 255 parts, [`PeerError::Key`],
    /// [`PeerError::NotEnrolled`], [`PeerError::NoCertificate`], [`PeerError::Store`].
    pub fn export_offer(&self, document: DocumentId, max_bytes: usize) -> Result<Vec<Vec<u8>>, PeerError> {
        let me = self.core.me()?;
        let found = self.core.store.read::<_, StoreError>(|conn| {
            if !documents::is_ours(conn, document)? {
                return Ok(None);
            }
            let known = peers::received(&peers::log(conn, document)?);
            Ok(Some(gift(conn, document, &known)?))
        })?;
        let gift = found.ok_or(PeerError::NoDocument(document))?.ok_or(PeerError::NothingToOffer)?;
        let gifts = [gift];
        let mut whole = Vec::new();
        for proof in self.core.sign_for(&me, &gifts)? {
            whole.extend(Message::Proof(proof).encode());
        }
        for gift in gifts {
            for proof in gift.proofs {
                let proof = self.core.store.read(|conn| peers::proof(conn, proof))?;
                whole.extend(Message::Proof(proof).encode());
            }
            whole.extend(Message::Changes { document, section: gift.section }.encode());
        }
        whole.extend(Message::Done.encode());
        cut(&whole, max_bytes)
    }

    /// The same as codes to be shown on the glass one after the other. Each says its part in base64url, so that any reader of codes hands
    /// it on as it is.
    ///
    /// # Errors
    /// See [`Device::export_offer`].
    pub fn offer_codes(&self, document: DocumentId) -> Result<Vec<CheckCode>, PeerError> {
        let parts = self.export_offer(document, CODE_PART_BYTES)?;
        let code = |part: Vec<u8>| {
            let link = URL_SAFE_NO_PAD.encode(part);
            let Code { across, squares } = Code::of(&link).map_err(|_| PeerError::PartSize(CODE_PART_BYTES))?;
            Ok(CheckCode { link, across, squares })
        };
        parts.into_iter().map(code).collect()
    }

    /// Takes an offer, whose parts may come in any order and more than once. It is taken as in a session: only what its authors signed for,
    /// with their rights, and only of documents that this device's person may have.
    ///
    /// # Errors
    /// [`PeerError::NoOffer`], [`PeerError::PartsMissing`] with the numbers from 0, [`PeerError::NotTaken`] with the word for why;
    /// what was good before that stays. [`PeerError::Stranger`], [`PeerError::OtherOrganisation`], [`PeerError::Revoked`],
    /// [`PeerError::Message`], [`PeerError::Store`].
    pub fn import_offer(&self, parts: &[Vec<u8>]) -> Result<OfferTaken, PeerError> {
        let me = self.core.me()?;
        let whole = join(parts)?;
        let mut left = whole.as_slice();
        let mut proven = Vec::new();
        let mut taken = None;
        loop {
            let (length, rest) = left.split_first_chunk::<4>().ok_or(PeerError::NoOffer("it ends too early"))?;
            let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
            let (message, rest) =
                rest.split_at_checked(length).filter(|_| length <= MAX_MESSAGE_BYTES).ok_or(PeerError::NoOffer("it ends too early"))?;
            left = rest;
            match Message::decode(message)? {
                Message::Proof(proof) if taken.is_none() => proven.push(self.core.read_proof(&me, proof)?),
                Message::Changes { document, section } if taken.is_none() => {
                    taken = Some((document, self.core.take_from_peer(&me, document, &section, &proven)?));
                }
                Message::Done if left.is_empty() => break,
                _ => return Err(PeerError::NoOffer("something stands in it that belongs in a conversation")),
            }
        }
        let (document, taken) = taken.ok_or(PeerError::NoOffer("it holds nothing"))?;
        match taken.refused {
            Some((code, detail)) => Err(PeerError::NotTaken { code, detail }),
            None => Ok(OfferTaken { document, changes: taken.changes }),
        }
    }
}

/// Cuts an offer into parts.
fn cut(whole: &[u8], max_bytes: usize) -> Result<Vec<Vec<u8>>, PeerError> {
    let room = max_bytes.checked_sub(HEAD_BYTES).filter(|room| *room > 0).ok_or(PeerError::PartSize(max_bytes))?;
    let pieces: Vec<&[u8]> = whole.chunks(room).collect();
    let count = u8::try_from(pieces.len()).map_err(|_| PeerError::PartSize(max_bytes))?;
    let id = name(whole);
    let part = |(index, piece): (u8, &&[u8])| [MAGIC.as_slice(), &id, &[index, count], piece].concat();
    Ok((0_u8..).zip(&pieces).map(part).collect())
}

/// Puts the parts of an offer together.
fn join(parts: &[Vec<u8>]) -> Result<Vec<u8>, PeerError> {
    let mut found: Vec<Option<&[u8]>> = Vec::new();
    let mut of: Option<([u8; 8], u8)> = None;
    for part in parts {
        let head = part.split_at_checked(HEAD_BYTES).filter(|(head, _)| head.starts_with(MAGIC));
        let Some(([_, _, _, _, id @ .., index, count], piece)) = head else {
            return Err(PeerError::NoOffer("a part is of something else"));
        };
        let id = <[u8; 8]>::try_from(id).map_err(|_| PeerError::NoOffer("a part is of something else"))?;
        match of {
            None => {
                of = Some((id, *count));
                found = vec![None; usize::from(*count)];
            }
            Some(first) if first != (id, *count) => return Err(PeerError::NoOffer("they are of two offers")),
            Some(_) => {}
        }
        let place = found.get_mut(usize::from(*index)).ok_or(PeerError::NoOffer("a part has no place"))?;
        *place = Some(piece);
    }
    let (id, _) = of.ok_or(PeerError::NoOffer("there is no part"))?;
    let missing: Vec<u8> = (0_u8..).zip(&found).filter(|(_, piece)| piece.is_none()).map(|(index, _)| index).collect();
    if !missing.is_empty() {
        return Err(PeerError::PartsMissing(missing));
    }
    let whole: Vec<u8> = found.into_iter().flatten().flatten().copied().collect();
    if name(&whole) == id { Ok(whole) } else { Err(PeerError::NoOffer("a part was changed on the way")) }
}

/// What the parts of one offer have in common.
fn name(whole: &[u8]) -> [u8; 8] {
    let [a, b, c, d, e, f, g, h, ..]: [u8; 32] = Sha256::digest(whole).into();
    [a, b, c, d, e, f, g, h]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn parts_of_any_size_in_any_order_make_the_whole(
            whole in proptest::collection::vec(any::<u8>(), 1..20_000),
            size in 180..3_000_usize,
            turn in any::<prop::sample::Index>(),
        ) {
            let mut parts = cut(&whole, size).unwrap();
            prop_assert!(parts.iter().all(|part| part.len() <= size));
            let turn = turn.index(parts.len());
            parts.rotate_left(turn);
            parts.push(parts[0].clone());
            prop_assert_eq!(join(&parts).unwrap(), whole);
        }

        #[test]
        fn whatever_stands_in_the_parts_is_refused_without_a_panic(parts in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..60), 0..4)) {
            prop_assert!(join(&parts).is_err());
        }
    }

    #[test]
    fn a_missing_part_is_named_and_a_changed_one_refused() {
        let mut parts = cut(&[5; 400], 180).unwrap();
        assert_eq!(parts.len(), 3);
        parts[2][20] ^= 1;
        assert!(matches!(join(&parts), Err(PeerError::NoOffer(_))));
        parts.remove(1);
        assert!(matches!(join(&parts), Err(PeerError::PartsMissing(missing)) if missing == [1]));
        assert!(matches!(cut(&[0; 10], HEAD_BYTES), Err(PeerError::PartSize(_))));
        assert!(matches!(cut(&[0; MAX_PARTS + 1], HEAD_BYTES + 1), Err(PeerError::PartSize(_))));
    }
}
