//! All change lists of a frame in one section, lossless and small: what stands in many changes is written once, and like stands beside
//! like, so that gzip, which looks back 32 KiB only, finds it.
//!
//! Format 2. Integers are unsigned LEB128 in their shortest form, signed ones zigzag of them:
//!
//! ```text
//! section = 2:byte  check:8 bytes  contexts:uint  length:uint * sheets  sheets
//! sheets  = the fixed sheets but the last three, the codes of each context, the letters of each context, the last three
//! check   = first 8 bytes of SHA-256 over the hashes of all changes of all lists in order
//! ```
//!
//! A *sheet* holds all values of one kind (`sheets.rs`). A change is a *shape* (everything that changes of its kind share, `shape.rs`)
//! and values; a value is written by what it is: a number as its distance from the last one of that name, an id, a hash, a text that
//! was there before, JSON as a template and its values (`values.rs`), a pen's path (`pen.rs`). A *context* is the name that a value stands
//! under. Both sides remember the same things in the same order (`memory.rs`). The whole of it is in `docs/sync.md`.
//!
//! The receiver puts every change together again and reckons its hash, so that nothing depends on how well the sender chose. Work and
//! memory are bounded by the input's length and the limits. Left out: whether the changes are any good.

mod change;
mod memory;
mod parts;
mod pen;
mod reader;
mod shape;
mod sheets;
mod values;
mod writer;

pub(super) use sheets::seams;

use std::collections::BTreeMap;
use std::str::FromStr as _;

use automerge::ChangeHash;
use sha2::{Digest, Sha256};

use super::packed::{self, PackedError, PackedLimits};
use crate::id::DocumentId;

/// The first protocol whose frames have their lists so.
pub const SINCE: u32 = 2;
/// First byte of such a section.
pub(super) const FORMAT: u8 = 2;

/// The changes of one document, as they go into a frame.
#[derive(Debug, Clone, Copy)]
pub struct List<'a, R> {
    /// The document. The receiver knows it from the frame's header.
    pub document: DocumentId,
    /// Raw changes, best in causal order.
    pub raws: &'a [R],
}

/// One list of a frame as it came; `S` holds a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Section<S = Vec<u8>> {
    /// A packed list of its own ([`packed`]), not looked at yet.
    Packed(S),
    /// Raw changes, unfolded with those of the other documents.
    Raw(Vec<Vec<u8>>),
}

impl<S: AsRef<[u8]>> Section<S> {
    /// The raw changes, in the order they were packed.
    ///
    /// # Errors
    /// [`PackedError`] if the section is no packed list, or past `limits`.
    pub fn raws(&self, limits: PackedLimits) -> Result<Vec<Vec<u8>>, PackedError> {
        match self {
            Self::Packed(section) => packed::decode(section.as_ref(), limits),
            Self::Raw(raws) => {
                bounded(raws, limits)?;
                Ok(raws.clone())
            }
        }
    }

    /// As [`Section::raws`], for whoever does not need the section any more.
    ///
    /// # Errors
    /// As [`Section::raws`].
    pub fn into_raws(self, limits: PackedLimits) -> Result<Vec<Vec<u8>>, PackedError> {
        match self {
            Self::Packed(section) => packed::decode(section.as_ref(), limits),
            Self::Raw(raws) => {
                bounded(&raws, limits)?;
                Ok(raws)
            }
        }
    }
}

fn bounded(raws: &[Vec<u8>], limits: PackedLimits) -> Result<(), PackedError> {
    packed::within(raws.len(), limits.changes, "changes")?;
    packed::within(raws.iter().map(Vec::len).sum(), limits.bytes, "bytes")
}

/// Packs all lists of a frame into one section.
///
/// # Errors
/// [`PackedError::NotAChange`] for the first input that could not come back byte for byte; `index` counts over all lists.
pub fn encode<R: AsRef<[u8]>>(lists: &[List<'_, R>]) -> Result<Vec<u8>, PackedError> {
    let mut writer = writer::Writer::default();
    let mut index = 0;
    for list in lists {
        writer.begin(list.document, list.raws.len());
        for raw in list.raws {
            writer.change(raw.as_ref()).map_err(|broken| PackedError::NotAChange { index, reason: broken.0 })?;
            index += 1;
        }
    }
    Ok(writer.finish())
}

/// The sections of a frame with `lists`: one that holds all of them; none without a list. The section is read again before it is handed
/// out: should it not say what went in, each list is a section of its own ([`packed`]), which every reader takes, and nobody waits for a
/// better program.
///
/// # Errors
/// As [`encode`].
pub fn pack<R: AsRef<[u8]>>(lists: &[List<'_, R>]) -> Result<Vec<Vec<u8>>, PackedError> {
    if lists.is_empty() {
        return Ok(Vec::new());
    }
    let section = encode(lists)?;
    if says(&section, lists) { Ok(vec![section]) } else { lists.iter().map(|list| packed::encode(list.raws)).collect() }
}

/// Whether `section` comes to exactly `lists`.
fn says<R: AsRef<[u8]>>(section: &[u8], lists: &[List<'_, R>]) -> bool {
    let documents: Vec<DocumentId> = lists.iter().map(|list| list.document).collect();
    let raws = || lists.iter().flat_map(|list| list.raws).map(AsRef::as_ref);
    let limits = PackedLimits { changes: raws().count(), bytes: raws().map(<[u8]>::len).sum() };
    decode(section, &documents, limits).is_ok_and(|found| {
        found.iter().map(Vec::len).eq(lists.iter().map(|list| list.raws.len())) && found.iter().flatten().map(Vec::as_slice).eq(raws())
    })
}

/// Unpacks one section into the lists of `documents`, in their order.
///
/// # Errors
/// [`PackedError::Malformed`] or [`PackedError::TooLarge`], over all lists together; nothing is handed out then.
pub fn decode(section: &[u8], documents: &[DocumentId], limits: PackedLimits) -> Result<Vec<Vec<Vec<u8>>>, PackedError> {
    reader::Reader::new(section, limits)?.lists(documents)
}

/// The lists of a frame's sections, one for each of `documents`: either one section holds all of them, or each is a packed list.
///
/// # Errors
/// As [`decode`], and [`PackedError::Malformed`] when there is another number of sections than documents.
pub fn sections<S: AsRef<[u8]>>(sections: Vec<S>, documents: &[DocumentId], limits: PackedLimits) -> Result<Vec<Section<S>>, PackedError> {
    if let [section] = sections.as_slice()
        && section.as_ref().first() == Some(&FORMAT)
    {
        return Ok(decode(section.as_ref(), documents, limits)?.into_iter().map(Section::Raw).collect());
    }
    if sections.len() != documents.len() {
        return Err(PackedError::Malformed("another number of sections than documents"));
    }
    Ok(sections.into_iter().map(Section::Packed).collect())
}

/// The document of each section, as the items of an answer's header name them: also items that nobody here knows.
///
/// # Errors
/// [`PackedError::Malformed`] when the sections of the items are not 0, 1, 2 …, each once.
pub fn documents(header: &serde_json::Value) -> Result<Vec<DocumentId>, PackedError> {
    let items = header.get("items").and_then(serde_json::Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut named = BTreeMap::new();
    for item in items {
        let Some(section) = item.get("section") else { continue };
        let place = section.as_u64().ok_or(PackedError::Malformed("an item's section is no number"))?;
        let document = item.get("document").and_then(serde_json::Value::as_str).and_then(|id| DocumentId::from_str(id).ok());
        if named.insert(place, document.ok_or(PackedError::Malformed("an item names no document"))?).is_some() {
            return Err(PackedError::Malformed("two items share a section"));
        }
    }
    if named.keys().zip(0..).any(|(place, expected)| *place != expected) {
        return Err(PackedError::Malformed("a section that no item names"));
    }
    Ok(named.into_values().collect())
}

/// The first bytes of the hash over all hashes.
fn check(hashes: &[ChangeHash]) -> [u8; 8] {
    let mut digest = Sha256::new();
    for hash in hashes {
        digest.update(hash.0);
    }
    let digest: [u8; 32] = digest.finalize().into();
    let [a, b, c, d, e, f, g, h, ..] = digest;
    [a, b, c, d, e, f, g, h]
}
