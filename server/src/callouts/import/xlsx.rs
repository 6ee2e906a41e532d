//! The first sheet of a workbook, cell by cell.
//!
//! A workbook is an archive: small files can unfold to gigabytes, and one cell can claim to stand in the last row of the last column.
//! So the archive is unfolded once to nowhere, to see how much it is, before anything of it is kept; and no room is made for cells or
//! texts that are not there. A text is kept once and shown by any number of cells, so what the cells come to is counted too.

use std::io::{self, Cursor, Read as _};

use calamine::{DataRef, Reader as _, SheetVisible, Xlsx};
use zip::ZipArchive;

use super::table::{Cell, FileFault, Line, MAX_COLUMNS, MAX_LINES};

/// Most that a workbook may unfold to, in **bytes**.
pub const MAX_UNFOLDED_BYTES: u64 = 16 * 1024 * 1024;
/// Most that its styles may, in **bytes**: a few bytes there become hundreds in memory.
const MAX_STYLES_BYTES: u64 = 1024 * 1024;
/// Least that a text takes among the texts that cells share, in **bytes**: `<si/>`.
const SHARED_TEXT_BYTES: usize = 5;
/// Most files in the archive of a workbook.
const MAX_PARTS: usize = 1_000;
/// Largest number that a cell shows without an exponent.
const MAX_WHOLE: f64 = 1e15;

/// The lines of the first sheet that is shown.
pub(super) fn lines(bytes: &[u8]) -> Result<Vec<Line>, FileFault> {
    measure(bytes)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| FileFault::Unreadable)?;
    let sheet = workbook.sheets_metadata().iter().find(|sheet| sheet.visible == SheetVisible::Visible);
    let sheet = sheet.ok_or(FileFault::Empty)?.name.clone();
    let mut cells = workbook.worksheet_cells_reader(&sheet).map_err(|_| FileFault::Unreadable)?;
    let mut lines: Vec<Line> = Vec::new();
    let mut left = MAX_UNFOLDED_BYTES;
    while let Some(cell) = cells.next_cell().map_err(|_| FileFault::Unreadable)? {
        let content = content(cell.get_value());
        if content.is_empty() {
            continue;
        }
        left = left.checked_sub(content.bytes()).ok_or(FileFault::TooLarge)?;
        let (row, column) = cell.get_position();
        let (number, column) = (row.saturating_add(1), column as usize);
        if column >= MAX_COLUMNS {
            return Err(FileFault::TooManyColumns);
        }
        match lines.last() {
            Some(last) if last.number > number => return Err(FileFault::Unreadable),
            Some(last) if last.number == number => {}
            _ if lines.len() == MAX_LINES => return Err(FileFault::TooManyLines),
            _ => lines.push(Line { number, cells: Vec::new() }),
        }
        let Some(line) = lines.last_mut() else { return Err(FileFault::Unreadable) };
        if line.cells.len() <= column {
            line.cells.resize(column + 1, Cell::Text(String::new()));
        }
        if let Some(place) = line.cells.get_mut(column) {
            *place = content;
        }
    }
    Ok(lines)
}

/// How much the archive unfolds to, by unfolding it: what it says of itself may be wrong.
fn measure(bytes: &[u8]) -> Result<(), FileFault> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| FileFault::Unreadable)?;
    if archive.len() > MAX_PARTS {
        return Err(FileFault::TooLarge);
    }
    let mut left = MAX_UNFOLDED_BYTES;
    for part in 0..archive.len() {
        let file = archive.by_index(part).map_err(|_| FileFault::Unreadable)?;
        let name = file.name().map_err(|_| FileFault::Unreadable)?.to_lowercase();
        let mut file = file.take(left + 1);
        let unfolded = if name.ends_with("sharedstrings.xml") {
            let mut texts = Vec::new();
            file.read_to_end(&mut texts).map_err(|_| FileFault::Unreadable)?;
            check_count(&texts)?;
            texts.len() as u64
        } else {
            io::copy(&mut file, &mut io::sink()).map_err(|_| FileFault::Unreadable)?
        };
        if name.contains("styles") && unfolded > MAX_STYLES_BYTES {
            return Err(FileFault::TooLarge);
        }
        left = left.checked_sub(unfolded).ok_or(FileFault::TooLarge)?;
    }
    Ok(())
}

/// Refuses shared texts that say of themselves that they are more than fit into their bytes: the reader makes room for so many at once.
fn check_count(texts: &[u8]) -> Result<(), FileFault> {
    const NAME: &[u8] = b"uniqueCount";
    // XML has no such characters, and without them no encoding hides the name.
    if texts.iter().any(|byte| *byte < b' ' && !b"\t\r\n".contains(byte)) {
        return Err(FileFault::Unreadable);
    }
    let most = texts.len() / SHARED_TEXT_BYTES;
    for (at, _) in texts.windows(NAME.len()).enumerate().filter(|(_, name)| *name == NAME) {
        let rest = texts.get(at + NAME.len()..).unwrap_or_default();
        let digits = rest.iter().skip_while(|byte| b" \t\r\n=\"'+".contains(byte)).take_while(|byte| byte.is_ascii_digit());
        let count = digits.fold(0_usize, |count, digit| count.saturating_mul(10).saturating_add(usize::from(digit - b'0')));
        if count > most {
            return Err(FileFault::TooLarge);
        }
    }
    Ok(())
}

/// What a cell shows. A phone number is often kept as a number, and a time always.
fn content(value: &DataRef<'_>) -> Cell {
    Cell::Text(match value {
        DataRef::Empty => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) if number.fract() == 0.0 && number.abs() < MAX_WHOLE => format!("{number:.0}"),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(is) => is.to_string(),
        DataRef::DateTime(at) => match at.as_datetime() {
            Some(at) => at.format("%Y-%m-%d %H:%M:%S").to_string(),
            None => return Cell::Broken,
        },
        DataRef::Error(_) => return Cell::Broken,
    })
}
