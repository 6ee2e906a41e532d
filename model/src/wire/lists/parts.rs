//! A change taken apart: its numbers, its message, the other actors and the columns, and which shape they have.

use super::shape::{self, Form, Shape, column, kind};
use super::values;
use crate::gate::chunk::{self, ACTOR_BYTES, put_unsigned};

/// Most letters of a change that are written without their lengths.
const MAX_LETTERS: i64 = shape::MAX_PARTS as i64;

/// A change taken apart.
pub(super) struct Parts<'a> {
    pub(super) number: u64,
    pub(super) start: u64,
    pub(super) time: i64,
    pub(super) message: &'a [u8],
    pub(super) others: Vec<[u8; ACTOR_BYTES]>,
    pub(super) columns: Vec<(u64, &'a [u8])>,
}

impl<'a> Parts<'a> {
    /// What follows the actor; none if these parts would not come to the same bytes.
    pub(super) fn of(rest: &'a [u8]) -> Option<Self> {
        let mut reader = chunk::Reader::new(rest);
        let (number, start, time) = (reader.unsigned().ok()?, reader.unsigned().ok()?, reader.signed().ok()?);
        let length = reader.unsigned().ok()?;
        let message = reader.take(length).ok()?;
        let mut others = Vec::new();
        for _ in 0..reader.unsigned().ok()? {
            if reader.unsigned().ok()? != ACTOR_BYTES as u64 {
                return None;
            }
            others.push(reader.array().ok()?);
        }
        let mut lengths = Vec::new();
        for _ in 0..reader.unsigned().ok()? {
            lengths.push((reader.unsigned().ok()?, reader.unsigned().ok()?));
        }
        let mut columns = Vec::with_capacity(lengths.len());
        for (specification, length) in lengths {
            columns.push((specification, reader.take(length).ok()?));
        }
        let parts = Self { number, start, time, message, others, columns };
        let mut again = Vec::with_capacity(rest.len());
        parts.put(&mut again);
        (again == rest).then_some(parts)
    }

    pub(super) fn put(&self, out: &mut Vec<u8>) {
        put_unsigned(self.number, out);
        put_unsigned(self.start, out);
        shape::put_leb_signed(self.time, out);
        put_unsigned(self.message.len() as u64, out);
        out.extend_from_slice(self.message);
        put_unsigned(self.others.len() as u64, out);
        for other in &self.others {
            put_unsigned(ACTOR_BYTES as u64, out);
            out.extend_from_slice(other);
        }
        put_unsigned(self.columns.len() as u64, out);
        for (specification, column) in &self.columns {
            put_unsigned(*specification, out);
            put_unsigned(column.len() as u64, out);
        }
        for (_, column) in &self.columns {
            out.extend_from_slice(column);
        }
    }

    pub(super) fn column(&self, wanted: u64) -> Option<&'a [u8]> {
        self.columns.iter().find(|(specification, _)| *specification == wanted).map(|(_, column)| *column)
    }

    /// Its number of operations and its shape; none if it cannot have one.
    pub(super) fn shape(&self) -> Option<(i64, Shape)> {
        let ops = shape::operations(self.column(column::ACTION).unwrap_or_default())?;
        let mut columns = Vec::with_capacity(self.columns.len());
        let mut at = self.columns.iter().peekable();
        while let Some((specification, column)) = at.next() {
            let next = at.peek().filter(|(next, _)| *specification == column::VALUE_KIND && *next == column::VALUE).map(|(_, next)| *next);
            if let Some(form) = next.and_then(|next| values_form(column, next, ops, self.column(column::KEY).is_some())) {
                at.next();
                columns.push((*specification, form));
            } else {
                columns.push((*specification, self.form(*specification, column, ops)));
            }
        }
        Some((ops, Shape { others: self.others.len() as u64, columns }))
    }

    fn form(&self, specification: u64, column: &[u8], ops: i64) -> Form {
        let mut reader = chunk::Reader::new(column);
        if let (Ok(_), Ok(value), true) = (reader.signed(), reader.unsigned(), reader.is_empty()) {
            let mut whole = Vec::new();
            shape::whole(value, ops, &mut whole);
            if whole == column {
                return Form::Whole(value);
            }
        }
        let mut run = Vec::new();
        put_unsigned(ops.cast_unsigned(), &mut run);
        if column == run {
            return Form::False;
        }
        if column.strip_prefix(&[0]) == Some(&run) {
            return Form::True;
        }
        match specification {
            column::KEY => Form::Keys(pieces(column)),
            column::OBJECT_COUNTER => match shape::objects(column, self.start, ops.cast_unsigned()) {
                Some((runs, _)) => Form::Objects(runs),
                None => Form::Value,
            },
            0x01 | 0x34 | 0x42 | 0x70 => Form::Here(column.to_vec()),
            _ => Form::Value,
        }
    }
}

/// How the two columns of values come about, if they can be put together again.
fn values_form(kinds: &[u8], values: &[u8], ops: i64, keyed: bool) -> Option<Form> {
    let found = shape::runs_of(kinds)?;
    let mut again = Vec::with_capacity(kinds.len());
    shape::put_runs(&found, &mut again);
    if again != kinds {
        return None;
    }
    if !keyed && (2..=MAX_LETTERS).contains(&ops) && i64::try_from(found.len()) == Ok(ops) {
        let text = std::str::from_utf8(values).ok();
        let letters = text.map(|text| text.chars().map(|letter| meta(kind::TEXT, letter.len_utf8())));
        if letters.is_some_and(|letters| letters.eq(found.iter().copied())) {
            return Some(Form::Letters);
        }
    }
    let mut reader = chunk::Reader::new(values);
    let mut forms = Vec::with_capacity(found.len());
    for meta in found {
        let kind = u8::try_from(meta & 15).ok()?;
        let value = reader.take(meta >> 4).ok()?;
        let fits = match kind {
            kind::NULL..=kind::TRUE => value.is_empty(),
            kind::UNSIGNED | kind::SIGNED | kind::COUNTER | kind::TIME => number_of(kind, value).is_some(),
            kind::TEXT | kind::BYTES => true,
            _ => false,
        };
        forms.push(if fits { kind } else { kind + kind::AS_IT_IS });
    }
    reader.is_empty().then_some(Form::Values(forms))
}

pub(super) fn meta(kind: u8, length: usize) -> u64 {
    (length as u64) << 4 | u64::from(kind)
}

/// A number in its shortest form.
pub(super) fn number_of(kind: u8, value: &[u8]) -> Option<i64> {
    let mut reader = chunk::Reader::new(value);
    let number = if kind == kind::UNSIGNED { reader.unsigned().ok()?.cast_signed() } else { reader.signed().ok()? };
    let mut again = Vec::new();
    put_number(kind, number, &mut again);
    (again == value).then_some(number)
}

pub(super) fn put_number(kind: u8, number: i64, out: &mut Vec<u8>) {
    if kind == kind::UNSIGNED {
        put_unsigned(number.cast_unsigned(), out);
    } else {
        shape::put_leb_signed(number, out);
    }
}

/// A column between its ids.
pub(super) fn pieces(column: &[u8]) -> Vec<Vec<u8>> {
    let mut pieces = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(window) = column.get(at..at + 36) {
        if window.get(8) == Some(&b'-') && values::id_of(window).is_some() {
            pieces.push(column.get(from..at).unwrap_or_default().to_vec());
            at += 36;
            from = at;
        } else {
            at += 1;
        }
    }
    pieces.push(column.get(from..).unwrap_or_default().to_vec());
    pieces
}
