//! A file as lines of cells, whatever it was written with. Bounded before anything is believed: bytes, lines, columns, and what a
//! workbook unfolds to.

use std::panic::{AssertUnwindSafe, catch_unwind};

use csv::{ErrorKind, Position, ReaderBuilder, StringRecord};
use encoding_rs::{Encoding, GB18030};
use serde::Serialize;
use utoipa::ToSchema;

use super::columns::known_headers;
use super::xlsx;

/// Largest file, in **bytes**.
pub const MAX_FILE_BYTES: usize = 8 * 1024 * 1024;
/// Most lines with something in them, the header among them.
pub const MAX_LINES: usize = 5_001;
/// Most columns.
pub const MAX_COLUMNS: usize = 64;
/// Every workbook is a ZIP archive and begins with this.
const ARCHIVE: &[u8] = b"PK\x03\x04";
/// What may stand between the cells of a text.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// Why a file cannot be read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileFault {
    /// It is neither a text with commas nor a workbook, or it is damaged.
    Unreadable,
    /// It is text in neither UTF-8 nor GB18030.
    Encoding,
    /// There is nothing in it.
    Empty,
    /// It has more lines than are taken at once.
    TooManyLines,
    /// It has more columns than are taken.
    TooManyColumns,
    /// The workbook unfolds to more than is taken.
    TooLarge,
}

/// What a file was written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Text with commas, semicolons or tabs.
    Csv,
    /// A workbook; its first sheet is read.
    Xlsx,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    /// What stands in it; empty for nothing.
    Text(String),
    /// A formula that came to an error.
    Broken,
}

impl Cell {
    /// Whether nothing stands in it.
    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::Text(text) if text.trim().is_empty())
    }

    /// What keeping it takes, in **bytes**.
    pub(super) fn bytes(&self) -> u64 {
        match self {
            Self::Text(text) => text.len() as u64,
            Self::Broken => 0,
        }
    }
}

/// A line with something in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Its number in the file, from 1.
    pub(super) number: u32,
    /// Its cells.
    pub(super) cells: Vec<Cell>,
}

/// A file as lines.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) format: Format,
    pub(super) lines: Vec<Line>,
}

/// Reads a file.
pub(super) fn read(bytes: &[u8]) -> Result<Table, FileFault> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(FileFault::TooLarge);
    }
    let table = if bytes.starts_with(ARCHIVE) {
        // A stranger's workbook that the library trips over is a workbook that cannot be read.
        let lines = catch_unwind(AssertUnwindSafe(|| xlsx::lines(bytes))).map_err(|_| FileFault::Unreadable)??;
        Table { format: Format::Xlsx, lines }
    } else {
        let text = decoded(bytes)?.replace("\r\n", "\n").replace('\r', "\n");
        Table { format: Format::Csv, lines: lines_of_text(&text)? }
    };
    if table.lines.is_empty() { Err(FileFault::Empty) } else { Ok(table) }
}

/// The text: as its mark says, else UTF-8, else GB18030.
fn decoded(bytes: &[u8]) -> Result<String, FileFault> {
    let whole = |encoding: &'static Encoding, bytes| {
        encoding.decode_without_bom_handling_and_without_replacement(bytes).map(String::from).ok_or(FileFault::Encoding)
    };
    let text = if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        whole(encoding, bytes.get(mark..).unwrap_or_default())?
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        text.to_owned()
    } else {
        whole(GB18030, bytes)?
    };
    // No text that people write holds it; a picture or an old workbook does.
    if text.contains('\0') { Err(FileFault::Unreadable) } else { Ok(text) }
}

fn lines_of_text(text: &str) -> Result<Vec<Line>, FileFault> {
    let reader = |delimiter| ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let knows = |delimiter: &u8| {
        let first =
            reader(*delimiter).into_records().map_while(Result::ok).find(|record| record.iter().any(|cell| !cell.trim().is_empty()));
        first.map_or(0, |record| known_headers(record.iter()))
    };
    let best = DELIMITERS.iter().rev().max_by_key(|delimiter| knows(delimiter)).copied().unwrap_or(b',');
    let (mut reader, mut record, mut lines) = (reader(best), StringRecord::new(), Vec::new());
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Ok(lines),
            Err(error) => {
                return Err(if matches!(error.kind(), ErrorKind::Utf8 { .. }) { FileFault::Encoding } else { FileFault::Unreadable });
            }
        }
        if record.len() > MAX_COLUMNS && record.iter().skip(MAX_COLUMNS).any(|cell| !cell.trim().is_empty()) {
            return Err(FileFault::TooManyColumns);
        }
        let cells: Vec<Cell> = record.iter().take(MAX_COLUMNS).map(|cell| Cell::Text(cell.to_owned())).collect();
        if cells.iter().all(Cell::is_empty) {
            continue;
        }
        if lines.len() == MAX_LINES {
            return Err(FileFault::TooManyLines);
        }
        lines.push(Line { number: record.position().map_or(u32::MAX, |position| number_of(text, position)), cells });
    }
}

/// The number of the line on which the record at `position` begins: the reader tells where it went on, and passes over empty lines.
fn number_of(text: &str, position: &Position) -> u32 {
    let rest = usize::try_from(position.byte()).ok().and_then(|byte| text.as_bytes().get(byte..)).unwrap_or_default();
    let passed = rest.iter().take_while(|byte| **byte == b'\n').count() as u64;
    u32::try_from(position.line() + passed).unwrap_or(u32::MAX)
}
