//! Values: each written by what it is.
//!
//! ```text
//! value  = 0                                the last one of this context
//!          1 length:uint                    written out: in the context's letters, from 32 bytes on on the text sheet
//!          2                                an id of 36 letters: id
//!          3 template:uint                  0: the next of the template sheet (length:uint bytes), k: the k-th; then its values
//!          4 which:uint                     64 hex digits: 0: of 32 random bytes; 1: of SHA-256 of what the last text inside a text
//!                                           says; k: of the hash of the change k − 1 places back in the list
//!          5 length:uint                    base64url of so many bytes of the blob sheet; 0: of the next path of the pen sheet
//!          6 + distance:signed              a short text that was written out before, counted from the one after that named last here
//! number = distance:signed                  from the last one of this context
//! id     = 0                                16 random bytes
//!          1 … 4                            version 7: time in ms as the distance from the last new one, nine random bytes, and the lowest two bits
//!          5                                as far after the last new one as the step sheet says
//!          6 + k:uint                       the one k places before the last
//! ```
//!
//! A short text has 2 to 255 bytes. A template is JSON with `01` for each text that is no key and not empty, and `02` for each whole number;
//! the context of such a hole is the last word (ASCII letters, digits, `_`) before it. JSON inside a text is a value of its own, its
//! quotation marks being those with as many backslashes as the first.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::shape;
use crate::wire::packed::{PackedError, within};

/// From here on a text stands on the text sheet, in **bytes**.
pub(super) const LONG: usize = 32;
/// Shortest and longest text that is remembered, in **bytes**.
pub(super) const SHORT: std::ops::RangeInclusive<usize> = 2..=255;
/// Shortest base64url that is taken for such, in **letters**.
const BLOB_LETTERS: usize = 40;
/// JSON in JSON in JSON …: so deep.
pub(super) const DEPTH: usize = 4;

/// Kinds of values.
pub(super) mod code {
    pub(in super::super) const SAME: u64 = 0;
    pub(in super::super) const OUT: u64 = 1;
    pub(in super::super) const ID: u64 = 2;
    pub(in super::super) const TEMPLATE: u64 = 3;
    pub(in super::super) const DIGEST: u64 = 4;
    pub(in super::super) const BLOB: u64 = 5;
    pub(in super::super) const NAMED: u64 = 6;
}

/// Kinds of ids.
pub(super) mod id_code {
    pub(in super::super) const RANDOM: u64 = 0;
    pub(in super::super) const TIMED: u64 = 1;
    pub(in super::super) const STEP: u64 = 5;
    pub(in super::super) const KNOWN: u64 = 6;
}

/// Stands in a template for a text.
pub(super) const TEXT_HOLE: u8 = 1;
/// Stands in a template for a number.
pub(super) const NUMBER_HOLE: u8 = 2;

/// What comes after a piece of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hole {
    Text,
    Number,
}

/// Most holes of a template.
const MAX_HOLES: usize = 10_000;
/// What a hole weighs beside the template's bytes.
const HOLE: usize = 64;

/// A hole of a template.
#[derive(Debug)]
pub(super) struct Place {
    /// The piece before it.
    piece: Range<usize>,
    /// The last word before it.
    name: Range<usize>,
    pub(super) hole: Hole,
    /// The context of that name, once the hole was filled.
    pub(super) context: Cell<Option<usize>>,
}

/// A template taken apart: pieces, each followed by a hole with its name, and the end.
#[derive(Debug)]
pub(super) struct Template {
    bytes: Box<[u8]>,
    pub(super) holes: Box<[Place]>,
    end: Range<usize>,
}

impl Template {
    /// Takes a template apart.
    ///
    /// # Errors
    /// [`PackedError::TooLarge`] past the bounds of a template.
    pub(super) fn of(bytes: &[u8]) -> Result<Self, PackedError> {
        within(bytes.len(), shape::MAX_BYTES, "bytes of a template")?;
        let count = bytes.iter().filter(|byte| matches!(**byte, TEXT_HOLE | NUMBER_HOLE)).count();
        within(count, MAX_HOLES, "holes of a template")?;
        let mut holes = Vec::with_capacity(count);
        let (mut from, mut name, mut in_word) = (0, 0..0, false);
        for (at, byte) in bytes.iter().enumerate() {
            let hole = match *byte {
                TEXT_HOLE => Hole::Text,
                NUMBER_HOLE => Hole::Number,
                letter => {
                    let of_word = letter.is_ascii_alphanumeric() || letter == b'_';
                    if of_word {
                        name = if in_word { name.start } else { at }..at + 1;
                    }
                    in_word = of_word;
                    continue;
                }
            };
            in_word = false;
            within(name.len(), shape::MAX_NAME_BYTES, "bytes of a name")?;
            holes.push(Place { piece: from..at, name: name.clone(), hole, context: Cell::new(None) });
            from = at + 1;
        }
        Ok(Self { bytes: bytes.into(), holes: holes.into(), end: from..bytes.len() })
    }

    /// The bytes before a hole.
    pub(super) fn piece(&self, place: &Place) -> &[u8] {
        self.bytes.get(place.piece.clone()).unwrap_or_default()
    }

    /// The name that what is in a hole stands under.
    pub(super) fn name(&self, place: &Place) -> &[u8] {
        self.bytes.get(place.name.clone()).unwrap_or_default()
    }

    /// The bytes after the last hole.
    pub(super) fn end(&self) -> &[u8] {
        self.bytes.get(self.end.clone()).unwrap_or_default()
    }

    /// What it weighs in memory.
    pub(super) fn weight(&self) -> usize {
        self.bytes.len() + HOLE * self.holes.len()
    }
}

/// JSON text taken apart: the template, and what is in its holes.
pub(super) struct Split<'a> {
    pub(super) template: Vec<u8>,
    pub(super) values: Vec<Filled<'a>>,
}

/// What is in a hole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filled<'a> {
    Text(&'a [u8]),
    Number(i64),
}

/// Takes JSON, or JSON inside a text, apart; none if there is nothing in it to take out.
pub(super) fn split(text: &[u8]) -> Option<Split<'_>> {
    if text.iter().any(|byte| matches!(*byte, TEXT_HOLE | NUMBER_HOLE)) {
        return None;
    }
    let mut marks = Marks { text, from: 0 };
    let (_, escapes) = marks.next()?;
    let mut marks = Marks { text, from: 0 }.filter(|(_, found)| *found == escapes).map(|(at, _)| at);
    let mut split = Split { template: Vec::with_capacity(text.len()), values: Vec::new() };
    let mut from = 0;
    while let Some((begins, ends)) = marks.next().zip(marks.next()) {
        split.gap(text.get(from..=begins)?);
        let inside = text.get(begins + 1..ends - escapes)?;
        let is_key = text.get(ends + 1) == Some(&b':');
        if is_key || inside.is_empty() {
            split.template.extend_from_slice(inside);
        } else {
            split.template.push(TEXT_HOLE);
            split.values.push(Filled::Text(inside));
        }
        from = ends - escapes;
    }
    split.gap(text.get(from..)?);
    (!split.values.is_empty()).then_some(split)
}

impl<'a> Split<'a> {
    /// What stands between two texts: whole numbers are taken out.
    fn gap(&mut self, gap: &'a [u8]) {
        let mut from = 0;
        while let Some(begins) = gap.iter().skip(from).position(|byte| byte.is_ascii_digit() || *byte == b'-').map(|at| from + at) {
            let rest = gap.get(begins..).unwrap_or_default();
            let length = rest.iter().position(|byte| !matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')).unwrap_or(rest.len());
            let (digits, _) = rest.split_at(length);
            let number = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse::<i64>().ok().filter(|n| n.to_string() == digits));
            let ends = begins + length.max(1);
            if let Some(number) = number {
                self.template.extend_from_slice(gap.get(from..begins).unwrap_or_default());
                self.template.push(NUMBER_HOLE);
                self.values.push(Filled::Number(number));
            } else {
                self.template.extend_from_slice(gap.get(from..ends).unwrap_or_default());
            }
            from = ends;
        }
        self.template.extend_from_slice(gap.get(from..).unwrap_or_default());
    }
}

/// Quotation marks with the number of backslashes before each.
struct Marks<'a> {
    text: &'a [u8],
    from: usize,
}

impl Iterator for Marks<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.text.get(self.from..)?;
        let at = rest.iter().position(|byte| *byte == b'"')?;
        let escapes = rest.iter().take(at).rev().take_while(|byte| **byte == b'\\').count();
        let place = self.from + at;
        self.from = place + 1;
        Some((place, escapes))
    }
}

/// The 16 bytes of an id in its 36 letters.
pub(super) fn id_of(letters: &[u8]) -> Option<[u8; 16]> {
    let letters: &[u8; 36] = letters.try_into().ok()?;
    let id = *uuid::Uuid::try_parse_ascii(letters).ok()?.as_bytes();
    (id_letters(id) == *letters).then_some(id)
}

/// The 36 letters of an id.
pub(super) fn id_letters(id: [u8; 16]) -> [u8; 36] {
    let mut letters = [0; 36];
    uuid::Uuid::from_bytes(id).hyphenated().encode_lower(&mut letters);
    letters
}

/// The 32 bytes of 64 hex digits.
pub(super) fn digest_of(letters: &[u8]) -> Option<[u8; 32]> {
    let lower = letters.len() == 64 && letters.iter().all(|letter| matches!(letter, b'0'..=b'9' | b'a'..=b'f'));
    let mut digest = [0; 32];
    (lower && hex::decode_to_slice(letters, &mut digest).is_ok()).then_some(digest)
}

/// The bytes of base64url, if it is the one way to write them.
pub(super) fn blob_of(letters: &[u8]) -> Option<Vec<u8>> {
    if letters.len() < BLOB_LETTERS {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(letters).ok()?;
    (URL_SAFE_NO_PAD.encode(&bytes).as_bytes() == letters).then_some(bytes)
}

/// Base64url of bytes.
pub(super) fn blob_letters(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Places of what was written, for the side that writes.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub(super) ids: BTreeMap<[u8; 16], usize>,
    pub(super) texts: BTreeMap<Vec<u8>, usize>,
    pub(super) templates: BTreeMap<Vec<u8>, usize>,
    pub(super) shapes: BTreeMap<Vec<u8>, usize>,
}
