//! Tables: a head that stands again on every page, and rows that go on on the next page where they do not fit.

use super::sheet::{LEFT, Mark, Sheet, Style, Tone, WIDTH};

const PADDING: f32 = 4.0;

/// A column: its head, and its share of the width.
pub(super) type Column<'a> = (&'a str, f32);

/// A cell: what it says, and whether it stands out.
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) strong: bool,
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self { text, strong: false }
    }
}

/// A row while it is printed: per cell its left edge, its look, and the lines that are left.
type Row = Vec<(f32, Style, std::vec::IntoIter<String>)>;

/// Prints `rows` under the heads of `columns`.
pub(super) fn table(sheet: &mut Sheet, columns: &[Column<'_>], rows: Vec<Vec<Cell>>) {
    let whole: f32 = columns.iter().map(|(_, share)| share).sum();
    let mut left = LEFT;
    let mut places = Vec::new();
    for (_, share) in columns {
        let width = WIDTH * share / whole;
        places.push((left + PADDING, width - 2.0 * PADDING));
        left += width;
    }
    sheet.need(3.0 * Style::BODY.line());
    head(sheet, columns, &places);
    for cells in rows {
        let mut row: Row = Vec::new();
        for (cell, (left, width)) in cells.into_iter().zip(&places) {
            let style = if cell.strong { Style::STRONG } else { Style::BODY };
            row.push((*left, style, sheet.lines(&cell.text, style.size, *width).into_iter()));
        }
        print_row(sheet, columns, &places, row);
    }
    sheet.gap(3.0);
}

fn head(sheet: &mut Sheet, columns: &[Column<'_>], places: &[(f32, f32)]) {
    let words: Vec<&str> = columns.iter().map(|(key, _)| if key.is_empty() { "" } else { sheet.word(key) }).collect();
    let lines: Vec<Vec<String>> = words.iter().zip(places).map(|(word, (_, width))| sheet.lines(word, Style::LABEL.size, *width)).collect();
    let most = lines.iter().map(Vec::len).max().unwrap_or_default();
    let height = f32::from(u16::try_from(most).unwrap_or(u16::MAX)) * Style::LABEL.line() + 4.0;
    sheet.put(Mark::Fill { at: (LEFT, sheet.y), size: (WIDTH, height), tone: Tone::Shade });
    for (lines, (left, _)) in lines.into_iter().zip(places) {
        let mut y = sheet.y + 2.0;
        for line in lines {
            sheet.line_at((*left, y), Style::LABEL, line);
            y += Style::LABEL.line();
        }
    }
    sheet.y += height;
}

fn print_row(sheet: &mut Sheet, columns: &[Column<'_>], places: &[(f32, f32)], mut row: Row) {
    let step = Style::BODY.line();
    loop {
        let left = row.iter().map(|(_, _, lines)| lines.len()).max().unwrap_or_default();
        if left == 0 {
            break;
        }
        let wanted = if left > 1 { 2.0 } else { 1.0 };
        if sheet.room() < wanted * step + 6.0 {
            sheet.turn();
            head(sheet, columns, places);
        }
        let (top, end) = (sheet.y + 2.0, sheet.y + sheet.room() - 4.0);
        let mut lowest = top;
        for (at, style, lines) in &mut row {
            let mut y = top;
            while y + step <= end {
                let Some(line) = lines.next() else { break };
                sheet.line_at((*at, y), *style, line);
                y += step;
            }
            lowest = lowest.max(y);
        }
        sheet.y = lowest + 2.0;
    }
    sheet.put(Mark::Fill { at: (LEFT, sheet.y), size: (WIDTH, 0.4), tone: Tone::Rule });
    sheet.y += 0.4;
}
