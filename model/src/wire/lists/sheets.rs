//! The sheets: bytes of one kind, side by side. They stand in a section as: what cannot get smaller, numbers, texts.

use crate::gate::chunk::{self, Broken, put_unsigned};
use crate::wire::packed::PackedError;

/// The fixed sheets, in the order in which they stand in a section. What cannot get smaller comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sheet {
    /// Rests of ids, hashes, actors: what nobody can guess.
    Random,
    /// Bytes that were written as base64url.
    Blob,
    /// Pens' paths.
    Pen,
    /// How many changes each list has.
    Count,
    /// Which shape a change has.
    Shape,
    /// Its number of operations.
    Ops,
    /// What it builds on.
    Deps,
    /// Who wrote it, and who else is named.
    Actors,
    /// Its number.
    Seq,
    /// Its first operation.
    Start,
    /// Its time.
    Time,
    /// Which id, or how a new one is written.
    Id,
    /// By how much an id follows the last new one.
    IdStep,
    /// By how much a new id is later than the last.
    IdTime,
    /// Changes that are kept as they are.
    Plain,
    /// Shapes, as they come up.
    Shapes,
    /// Templates, as they come up.
    Templates,
    /// Long texts, and what was typed.
    Text,
}

/// How many of them stand before the contexts.
const TEXTS: usize = Sheet::Shapes as usize;
/// How many fixed sheets there are.
pub(super) const FIXED: usize = 18;
/// Where a section says how many contexts there are: after format and check.
const START: usize = 9;
/// Most contexts of a section.
pub(super) const MAX_CONTEXTS: usize = 8_192;

/// The sheets being written.
#[derive(Debug)]
pub(super) struct Written {
    fixed: [Vec<u8>; FIXED],
    codes: Vec<Vec<u8>>,
    letters: Vec<Vec<u8>>,
}

impl Default for Written {
    fn default() -> Self {
        Self { fixed: std::array::from_fn(|_| Vec::new()), codes: Vec::new(), letters: Vec::new() }
    }
}

impl Written {
    /// One more context; they are numbered as they come.
    pub(super) fn context(&mut self) {
        self.codes.push(Vec::new());
        self.letters.push(Vec::new());
    }

    #[expect(clippy::indexing_slicing, reason = "there are as many as the enum has")]
    pub(super) fn on(&mut self, sheet: Sheet) -> &mut Vec<u8> {
        &mut self.fixed[sheet as usize]
    }

    #[expect(clippy::indexing_slicing, reason = "a context is told here as soon as it has a number")]
    pub(super) fn codes(&mut self, context: usize) -> &mut Vec<u8> {
        &mut self.codes[context]
    }

    #[expect(clippy::indexing_slicing, reason = "as with codes")]
    pub(super) fn letters(&mut self, context: usize) -> &mut Vec<u8> {
        &mut self.letters[context]
    }

    /// The end of the section: number of contexts, lengths, sheets.
    pub(super) fn put(&self, out: &mut Vec<u8>) {
        put_unsigned(self.codes.len() as u64, out);
        let (numbers, texts) = self.fixed.split_at(TEXTS);
        let all = || numbers.iter().chain(&self.codes).chain(&self.letters).chain(texts);
        for sheet in all() {
            put_unsigned(sheet.len() as u64, out);
        }
        for sheet in all() {
            out.extend_from_slice(sheet);
        }
    }
}

/// Where in a section one kind of bytes ends and another begins: what cannot get smaller, numbers, texts. A compressor that begins anew there
/// knows each kind better.
pub(in crate::wire) fn seams(section: &[u8]) -> Vec<usize> {
    let mut reader = chunk::Reader::new(section.get(START..).unwrap_or_default());
    let contexts = reader.unsigned().ok().and_then(|contexts| usize::try_from(contexts).ok());
    let count = contexts.map_or(0, |contexts| FIXED + 2 * contexts.min(MAX_CONTEXTS));
    let lengths: Vec<usize> = (0..count).map_while(|_| usize::try_from(reader.unsigned().ok()?).ok()).collect();
    let begin = section.len() - reader.rest().len();
    let after = |sheets: usize| begin + lengths.iter().take(sheets).sum::<usize>();
    let texts = TEXTS + contexts.unwrap_or_default();
    vec![begin, after(Sheet::Count as usize), after(texts)]
}

/// The sheets being read.
pub(super) struct Read<'a> {
    fixed: Vec<chunk::Reader<'a>>,
    codes: Vec<chunk::Reader<'a>>,
    letters: Vec<chunk::Reader<'a>>,
}

impl<'a> Read<'a> {
    /// Takes the end of a section apart.
    pub(super) fn new(bytes: &'a [u8]) -> Result<Self, PackedError> {
        let mut reader = chunk::Reader::new(bytes);
        let contexts = usize::try_from(reader.unsigned()?).ok().filter(|contexts| *contexts <= MAX_CONTEXTS);
        let contexts = contexts.ok_or(PackedError::TooLarge { what: "contexts", limit: MAX_CONTEXTS })?;
        let lengths = (0..FIXED + 2 * contexts).map(|_| reader.unsigned()).collect::<Result<Vec<u64>, Broken>>()?;
        let sheets = lengths.into_iter().map(|length| reader.take(length).map(chunk::Reader::new));
        let mut fixed = sheets.collect::<Result<Vec<_>, Broken>>()?;
        if !reader.is_empty() {
            return Err(PackedError::Malformed("something follows the last sheet"));
        }
        let mut codes = fixed.split_off(TEXTS);
        let mut letters = codes.split_off(contexts);
        fixed.extend(letters.split_off(contexts));
        Ok(Self { fixed, codes, letters })
    }

    pub(super) fn contexts(&self) -> usize {
        self.codes.len()
    }

    pub(super) fn on(&mut self, sheet: Sheet) -> Result<&mut chunk::Reader<'a>, Broken> {
        self.fixed.get_mut(sheet as usize).ok_or(Broken("a sheet that is not there"))
    }

    pub(super) fn codes(&mut self, context: usize) -> Result<&mut chunk::Reader<'a>, Broken> {
        self.codes.get_mut(context).ok_or(Broken("a context that is not there"))
    }

    pub(super) fn letters(&mut self, context: usize) -> Result<&mut chunk::Reader<'a>, Broken> {
        self.letters.get_mut(context).ok_or(Broken("a context that is not there"))
    }

    /// Whether every sheet was read to its end; the pen's sheet is looked after by [`super::pen`].
    pub(super) fn is_empty(&self) -> bool {
        self.fixed.iter().chain(&self.codes).chain(&self.letters).all(chunk::Reader::is_empty)
    }
}

/// Appends a signed integer.
pub(super) fn put_signed(value: i64, out: &mut Vec<u8>) {
    put_unsigned(zigzag(value), out);
}

/// Reads a signed integer.
pub(super) fn signed(reader: &mut chunk::Reader<'_>) -> Result<i64, Broken> {
    reader.unsigned().map(unzigzag)
}

/// 0, -1, 1, -2 … as 0, 1, 2, 3 …
pub(super) fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)).cast_unsigned()
}

/// Undoes [`zigzag`].
pub(super) fn unzigzag(code: u64) -> i64 {
    (code >> 1).cast_signed() ^ -((code & 1).cast_signed())
}
