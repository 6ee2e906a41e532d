//! The columns of a change, measured by their run lengths without expanding a single run.
//!
//! Format: Automerge binary format, operation columns. A column is named by `id << 4 | type`; the compression bit (8) and
//! columns this version does not know are refused, as the document would not keep them.

use super::chunk::{Broken, Reader};
use super::{Limits, Refusal};

const OBJECT_ACTOR: u64 = 0x01;
const OBJECT_COUNTER: u64 = 0x02;
const KEY_ACTOR: u64 = 0x11;
const KEY_COUNTER: u64 = 0x13;
const KEY_NAME: u64 = 0x15;
const INSERT: u64 = 0x34;
const ACTION: u64 = 0x42;
const VALUE_META: u64 = 0x56;
const VALUE: u64 = 0x57;
const PRED_COUNT: u64 = 0x70;
const PRED_ACTOR: u64 = 0x71;
const PRED_COUNTER: u64 = 0x73;
const EXPAND: u64 = 0x94;
const MARK_NAME: u64 = 0xa5;
const MOST_COLUMNS: u64 = 14;

/// Reads the column table and walks every column; the number of operations. The reader is left behind the last column.
pub(crate) fn measure(reader: &mut Reader<'_>, limits: &Limits) -> Result<u64, Refusal> {
    let count = reader.unsigned()?;
    if count > MOST_COLUMNS {
        return Err(Broken("there are unknown columns").into());
    }
    let mut table = Vec::new();
    for _ in 0..count {
        let name = reader.unsigned()?;
        if table.last().is_some_and(|(before, _)| *before >= name) {
            return Err(Broken("the columns are not in order").into());
        }
        table.push((name, reader.unsigned()?));
    }
    let mut ops = 0;
    for (name, length) in table {
        let column = reader.take(length)?;
        match name {
            ACTION => ops = run_lengths(column, limits.ops, skip_unsigned)?,
            OBJECT_ACTOR | OBJECT_COUNTER | KEY_ACTOR | VALUE_META => {
                run_lengths(column, limits.ops, skip_unsigned)?;
            }
            KEY_COUNTER => {
                run_lengths(column, limits.ops, skip_signed)?;
            }
            KEY_NAME | MARK_NAME => {
                run_lengths(column, limits.ops, |reader| skip_name(reader, limits.key_bytes))?;
            }
            INSERT | EXPAND => boolean_runs(column, limits.ops)?,
            PRED_COUNT => group(column, limits)?,
            PRED_ACTOR => {
                run_lengths(column, limits.preds, skip_unsigned)?;
            }
            PRED_COUNTER => {
                run_lengths(column, limits.preds, skip_signed)?;
            }
            VALUE => {}
            _ => return Err(Broken("there is an unknown or compressed column").into()),
        }
    }
    Ok(ops)
}

/// The rows of a run-length column. `skip` reads one value.
fn run_lengths(column: &[u8], most: u64, skip: impl Fn(&mut Reader<'_>) -> Result<u64, Refusal>) -> Result<u64, Refusal> {
    runs(column, most, skip, |_, _| Ok(()))
}

/// Walks the predecessor counts, whose values must not add up past the bound.
fn group(column: &[u8], limits: &Limits) -> Result<(), Refusal> {
    let mut sum = 0u64;
    runs(column, limits.ops, skip_unsigned, |run, value| {
        sum = run
            .checked_mul(value)
            .and_then(|more| more.checked_add(sum))
            .filter(|total| *total <= limits.preds)
            .ok_or(Refusal::TooLarge { what: "predecessors", limit: limits.preds })?;
        Ok(())
    })?;
    Ok(())
}

fn runs(
    column: &[u8],
    most: u64,
    skip: impl Fn(&mut Reader<'_>) -> Result<u64, Refusal>,
    mut each: impl FnMut(u64, u64) -> Result<(), Refusal>,
) -> Result<u64, Refusal> {
    let mut reader = Reader::new(column);
    let mut rows = 0u64;
    while !reader.is_empty() {
        let head = reader.signed()?;
        let run = if head == 0 { reader.unsigned()? } else { head.unsigned_abs() };
        rows = bounded(rows, run, most)?;
        match head {
            0 => {}
            1.. => each(run, skip(&mut reader)?)?,
            _ => {
                for _ in 0..run {
                    each(1, skip(&mut reader)?)?;
                }
            }
        }
    }
    Ok(rows)
}

fn boolean_runs(column: &[u8], most: u64) -> Result<(), Refusal> {
    let mut reader = Reader::new(column);
    let mut rows = 0u64;
    while !reader.is_empty() {
        rows = bounded(rows, reader.unsigned()?, most)?;
    }
    Ok(())
}

fn bounded(rows: u64, more: u64, most: u64) -> Result<u64, Refusal> {
    rows.checked_add(more).filter(|rows| *rows <= most).ok_or(Refusal::TooLarge { what: "operations", limit: most })
}

fn skip_unsigned(reader: &mut Reader<'_>) -> Result<u64, Refusal> {
    Ok(reader.unsigned()?)
}

fn skip_signed(reader: &mut Reader<'_>) -> Result<u64, Refusal> {
    reader.signed()?;
    Ok(0)
}

fn skip_name(reader: &mut Reader<'_>, most: u64) -> Result<u64, Refusal> {
    let length = reader.unsigned()?;
    if length > most {
        return Err(Refusal::TooLarge { what: "bytes in a key", limit: most });
    }
    reader.take(length)?;
    Ok(0)
}
