//! Shapes: what all changes of a kind share. A shape says of each column of a change (Automerge binary format) how it comes about.
//!
//! ```text
//! shape  = others:uint  columns:uint  column*
//! column = specification:uint  form:byte  …
//! form   = 0 length:uint bytes                    the column
//!          1 value:uint                           one run of this value over all operations
//!          2 | 3                                  all false | all true
//!          4                                      the column is a value, in the context "#" specification
//!          5 count:uint (length:uint bytes)*      keys: an id of 36 letters stands between two pieces
//!          6 runs:uint run*                       object counters: run = length:signed of values, count:uint, value*;
//!                                                 value = 0: elsewhere, by distance | k: operation k − 1 of this change
//!          7 count:uint kind*                     values, this column and the next: kind = type of the value, + 16: its bytes as they are
//!          8                                      values, this column and the next: each one letter of a text
//! ```
//!
//! A shape has bounds: those of what a gate takes, and a few bytes of memory for each of its own.

use super::sheets::{put_signed, signed};
use crate::gate::chunk::{Broken, Reader, put_unsigned};
use crate::wire::packed::{PackedError, within};

/// Columns, as Automerge numbers them.
pub(super) mod column {
    pub(in super::super) const OBJECT_COUNTER: u64 = 0x02;
    pub(in super::super) const KEY: u64 = 0x15;
    pub(in super::super) const ACTION: u64 = 0x42;
    pub(in super::super) const VALUE_KIND: u64 = 0x56;
    pub(in super::super) const VALUE: u64 = 0x57;
}

/// Types of values, as Automerge numbers them.
pub(super) mod kind {
    pub(in super::super) const NULL: u8 = 0;
    pub(in super::super) const TRUE: u8 = 2;
    pub(in super::super) const UNSIGNED: u8 = 3;
    pub(in super::super) const SIGNED: u8 = 4;
    pub(in super::super) const TEXT: u8 = 6;
    pub(in super::super) const BYTES: u8 = 7;
    pub(in super::super) const COUNTER: u8 = 8;
    pub(in super::super) const TIME: u8 = 9;
    /// Added to a type: the bytes as they are.
    pub(in super::super) const AS_IT_IS: u8 = 16;
}

/// Longest shape, and longest template, in **bytes**.
pub(super) const MAX_BYTES: usize = 64 * 1024;
/// Most columns of a shape.
const MAX_COLUMNS: usize = 64;
/// Most pieces of keys, runs of object counters, and values of a shape, each: the gate's bound of operations.
pub(super) const MAX_PARTS: usize = 6_000;
/// Longest name of a context, in **bytes**: the gate's bound of a key.
pub(super) const MAX_NAME_BYTES: usize = 256;
/// What a column, a piece, and a run of a shape weigh beside the shape's bytes.
const PART: usize = 32;
/// What a place in a run and a value weigh.
const PLACE: usize = 8;

/// What stands for an id while keys are read.
const ID_LETTERS: [u8; 36] = [b'*'; 36];
/// Most values that a run is unfolded into.
const MAX_VALUES: usize = 100_000;

/// A run of object counters.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// As in the column: more than 0 for one value so many times, less for so many values, 0 for nothing.
    pub(super) length: i64,
    /// 0, or one more than the operation's place.
    pub(super) values: Vec<u64>,
}

/// How a column comes about.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Form {
    Here(Vec<u8>),
    Whole(u64),
    False,
    True,
    Value,
    Keys(Vec<Vec<u8>>),
    Objects(Vec<Run>),
    Values(Vec<u8>),
    Letters,
}

/// A shape.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) others: u64,
    pub(super) columns: Vec<(u64, Form)>,
}

impl Shape {
    /// Its bytes.
    pub(super) fn put(&self, out: &mut Vec<u8>) {
        put_unsigned(self.others, out);
        put_unsigned(self.columns.len() as u64, out);
        for (specification, form) in &self.columns {
            put_unsigned(*specification, out);
            form.put(out);
        }
    }

    /// Reads a whole shape.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, PackedError> {
        within(bytes.len(), MAX_BYTES, "bytes of a shape")?;
        let mut reader = Reader::new(bytes);
        let others = reader.unsigned()?;
        let count = counted(&mut reader, MAX_COLUMNS, "columns of a shape")?;
        let mut columns = Vec::with_capacity(count);
        for _ in 0..count {
            columns.push((reader.unsigned()?, Form::read(&mut reader)?));
        }
        if !reader.is_empty() {
            return Err(PackedError::Malformed("something follows a shape"));
        }
        let shape = Self { others, columns };
        within(shape.values(), MAX_PARTS, "values of a shape")?;
        Ok(shape)
    }

    /// What a shape of so many bytes weighs in memory.
    pub(super) fn weight(&self, bytes: usize) -> usize {
        let of = |form: &Form| match form {
            Form::Keys(pieces) => PART * pieces.len(),
            Form::Objects(runs) => runs.iter().map(|run| PART + PLACE * run.values.len()).sum(),
            Form::Values(kinds) => PLACE * kinds.len(),
            _ => 0,
        };
        bytes + self.columns.iter().map(|(_, form)| PART + of(form)).sum::<usize>()
    }

    /// How many values a change of this shape has.
    pub(super) fn values(&self) -> usize {
        self.columns.iter().map(|(_, form)| if let Form::Values(kinds) = form { kinds.len() } else { 0 }).sum()
    }

    /// The names that the values stand under, each with for how many in a row: their key, `*` for an id, `-` for none.
    pub(super) fn names(&self) -> Result<Vec<(Vec<u8>, usize)>, PackedError> {
        let count = self.values();
        if count == 0 {
            return Ok(Vec::new());
        }
        let keys = self.columns.iter().find_map(|(_, form)| if let Form::Keys(pieces) = form { Some(pieces) } else { None });
        let keys = keys.map(|pieces| pieces.join(&ID_LETTERS[..]));
        let mut left = count;
        let mut names = Vec::new();
        for (key, length) in keys.as_ref().and_then(|keys| keys_of(keys, count)).unwrap_or_default() {
            let length = length.min(left);
            if length > 0 {
                let name = if key == ID_LETTERS { b"*" } else { key };
                within(name.len(), MAX_NAME_BYTES, "bytes of a name")?;
                names.push((name.to_vec(), length));
                left -= length;
            }
        }
        if left > 0 {
            names.push((b"-".to_vec(), left));
        }
        Ok(names)
    }
}

impl Form {
    fn put(&self, out: &mut Vec<u8>) {
        let bytes = |bytes: &[u8], out: &mut Vec<u8>| {
            put_unsigned(bytes.len() as u64, out);
            out.extend_from_slice(bytes);
        };
        match self {
            Self::Here(column) => {
                out.push(0);
                bytes(column, out);
            }
            Self::Whole(value) => {
                out.push(1);
                put_unsigned(*value, out);
            }
            Self::False => out.push(2),
            Self::True => out.push(3),
            Self::Value => out.push(4),
            Self::Keys(pieces) => {
                out.push(5);
                put_unsigned(pieces.len() as u64, out);
                for piece in pieces {
                    bytes(piece, out);
                }
            }
            Self::Objects(runs) => {
                out.push(6);
                put_unsigned(runs.len() as u64, out);
                for run in runs {
                    put_signed(run.length, out);
                    put_unsigned(run.values.len() as u64, out);
                    for value in &run.values {
                        put_unsigned(*value, out);
                    }
                }
            }
            Self::Values(kinds) => {
                out.push(7);
                bytes(kinds, out);
            }
            Self::Letters => out.push(8),
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, PackedError> {
        let bytes = |reader: &mut Reader<'_>| {
            let length = reader.unsigned()?;
            Ok::<_, Broken>(reader.take(length)?.to_vec())
        };
        let [form] = reader.array()?;
        Ok(match form {
            0 => Self::Here(bytes(reader)?),
            1 => Self::Whole(reader.unsigned()?),
            2 => Self::False,
            3 => Self::True,
            4 => Self::Value,
            5 => {
                let count = counted(reader, MAX_PARTS, "pieces of a shape")?;
                let mut pieces = Vec::new();
                for _ in 0..count {
                    pieces.push(bytes(reader)?);
                }
                Self::Keys(pieces)
            }
            6 => {
                let count = counted(reader, MAX_PARTS, "runs of a shape")?;
                let mut runs = Vec::new();
                for _ in 0..count {
                    let length = signed(reader)?;
                    let count = counted(reader, MAX_PARTS, "runs of a shape")?;
                    let mut values = Vec::new();
                    for _ in 0..count {
                        values.push(reader.unsigned()?);
                    }
                    runs.push(Run { length, values });
                }
                Self::Objects(runs)
            }
            7 => Self::Values(bytes(reader)?),
            8 => Self::Letters,
            _ => return Err(PackedError::Malformed("a form that is not known")),
        })
    }
}

/// A number of things, of which there may be `limit`.
fn counted(reader: &mut Reader<'_>, limit: usize, what: &'static str) -> Result<usize, PackedError> {
    let count = usize::try_from(reader.unsigned()?).unwrap_or(usize::MAX);
    within(count, limit, what)?;
    Ok(count)
}

/// The column of one run of `value` over `ops` operations.
pub(super) fn whole(value: u64, ops: i64, out: &mut Vec<u8>) {
    put_leb_signed(if ops == 1 { -1 } else { ops }, out);
    put_unsigned(value, out);
}

/// Appends a signed LEB128 integer in its shortest form, as columns have it.
pub(super) fn put_leb_signed(mut value: i64, out: &mut Vec<u8>) {
    loop {
        let [low, ..] = value.to_le_bytes();
        let low = low & 0x7f;
        value >>= 7;
        if (value == 0 && low & 0x40 == 0) || (value == -1 && low & 0x40 != 0) {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}

/// The values of a column of runs of unsigned integers; none if it has nulls or is not one.
pub(super) fn runs_of(column: &[u8]) -> Option<Vec<u64>> {
    let mut reader = Reader::new(column);
    let mut values = Vec::new();
    while !reader.is_empty() {
        match reader.signed().ok()? {
            0 => return None,
            length if length > 0 => {
                let length = usize::try_from(length).ok().filter(|length| *length <= MAX_VALUES.saturating_sub(values.len()))?;
                let value = reader.unsigned().ok()?;
                values.extend(std::iter::repeat_n(value, length));
            }
            length => {
                for _ in length..0 {
                    values.push(reader.unsigned().ok()?);
                }
            }
        }
    }
    Some(values)
}

/// The column of `values`, as Automerge writes it.
pub(super) fn put_runs(values: &[u64], out: &mut Vec<u8>) {
    let mut single: Vec<u64> = Vec::new();
    let flush = |single: &mut Vec<u64>, out: &mut Vec<u8>| {
        if !single.is_empty() {
            put_leb_signed(-i64::try_from(single.len()).unwrap_or_default(), out);
            for value in single.drain(..) {
                put_unsigned(value, out);
            }
        }
    };
    for run in values.chunk_by(|a, b| a == b) {
        match run {
            [value] => single.push(*value),
            [value, ..] => {
                flush(&mut single, out);
                put_leb_signed(i64::try_from(run.len()).unwrap_or(i64::MAX), out);
                put_unsigned(*value, out);
            }
            [] => {}
        }
    }
    flush(&mut single, out);
}

/// How many operations an action column says there are.
pub(super) fn operations(column: &[u8]) -> Option<i64> {
    let mut reader = Reader::new(column);
    let mut operations = 0_i64;
    while !reader.is_empty() {
        let length = reader.signed().ok()?;
        match length {
            0 => operations = operations.checked_add(i64::try_from(reader.unsigned().ok()?).ok()?)?,
            length if length > 0 => {
                reader.unsigned().ok()?;
                operations = operations.checked_add(length)?;
            }
            length => {
                for _ in length..0 {
                    reader.unsigned().ok()?;
                }
                operations = operations.checked_sub(length)?;
            }
        }
    }
    Some(operations)
}

/// The first `count` keys of a column of keys, or some more, each with for how many operations in a row; one without a key has `-`.
fn keys_of(column: &[u8], count: usize) -> Option<Vec<(&[u8], usize)>> {
    fn text<'a>(reader: &mut Reader<'a>) -> Option<&'a [u8]> {
        let length = reader.unsigned().ok()?;
        reader.take(length).ok()
    }
    let mut reader = Reader::new(column);
    let (mut keys, mut found): (Vec<(&[u8], usize)>, usize) = (Vec::new(), 0);
    while !reader.is_empty() && found < count {
        let run = match reader.signed().ok()? {
            0 => (&b"-"[..], usize::try_from(reader.unsigned().ok()?).unwrap_or(count)),
            length if length > 0 => (text(&mut reader)?, usize::try_from(length).unwrap_or(count)),
            length => {
                for _ in length..0 {
                    keys.push((text(&mut reader)?, 1));
                    found += 1;
                }
                continue;
            }
        };
        found = found.saturating_add(run.1);
        keys.push(run);
    }
    Some(keys)
}

/// Object counters as runs, those of the change's own operations by their place.
pub(super) fn objects(column: &[u8], start: u64, ops: u64) -> Option<(Vec<Run>, Vec<u64>)> {
    let mut reader = Reader::new(column);
    let (mut runs, mut elsewhere) = (Vec::new(), Vec::new());
    while !reader.is_empty() {
        let length = reader.signed().ok()?;
        let values = match length {
            0 => 1,
            length if length > 0 => 1,
            length => length.unsigned_abs(),
        };
        let mut run = Run { length, values: Vec::new() };
        for _ in 0..values {
            let value = reader.unsigned().ok()?;
            if length == 0 {
                // So many operations on the root: as it is, one more.
                run.values.push(value.checked_add(1)?);
            } else if let Some(place) = value.checked_sub(start).filter(|place| *place < ops) {
                run.values.push(place + 1);
            } else {
                run.values.push(0);
                elsewhere.push(value);
            }
        }
        runs.push(run);
    }
    Some((runs, elsewhere))
}
