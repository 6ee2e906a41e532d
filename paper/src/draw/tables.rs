//! Plain tables on paper: a title, some lines, and tables that go on on the next page under the same heads. For what is read and filed, not
//! for what is signed: nothing is attached, and nobody checks such a file.

use model::seal::voucher::Language;
use model::time::Timestamp;

use super::pdf;
use super::sheet::{Mark, Page, Style, Tone};
use super::text::{width_of, wrap};
use crate::font::{Face, printed};
use crate::words::{Words, fill};
use crate::{MAX_PAGES, PaperError};

/// A4, upright and lying.
const UPRIGHT: (f32, f32) = (595.0, 842.0);
const LYING: (f32, f32) = (842.0, 595.0);
/// From this many columns on the sheet lies.
const MANY_COLUMNS: usize = 9;
const MARGIN: f32 = 36.0;
const FOOT: f32 = 40.0;
const PADDING: f32 = 3.0;
/// The widest that a column asks for, in points.
const WIDEST: f32 = 170.0;

const BODY: Style = Style { size: 8.0, bold: false, tone: Tone::Ink };
const HEAD: Style = Style { size: 7.5, bold: false, tone: Tone::Label };
const LINE: Style = Style { size: 9.0, bold: false, tone: Tone::Label };
const HEADING: Style = Style { size: 11.0, bold: true, tone: Tone::Ink };
const TITLE: Style = Style { size: 16.0, bold: true, tone: Tone::Ink };

/// What is printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Tables {
    /// The language of the page numbers.
    pub language: Language,
    /// Above everything, and at the foot of every page.
    pub title: String,
    /// Below the title.
    pub lines: Vec<String>,
    /// The tables, in order.
    pub tables: Vec<PlainTable>,
    /// When the file was made.
    pub made_at: Timestamp,
}

/// Rows under their heads.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlainTable {
    /// Above it; may be empty.
    pub heading: String,
    /// The heads.
    pub columns: Vec<PlainColumn>,
    /// One text for each column.
    pub rows: Vec<Vec<String>>,
}

/// The head of a column.
#[derive(Debug, Clone, PartialEq)]
pub struct PlainColumn {
    /// What it says.
    pub head: String,
    /// Its texts stand at the right edge, as numbers do.
    pub right: bool,
}

/// Draws `tables` as PDF. The same tables give the same bytes.
///
/// # Errors
/// [`PaperError::TooManyPages`], [`PaperError::Write`].
pub fn draw_tables(tables: &Tables) -> Result<Vec<u8>, PaperError> {
    let (size, pages) = lay_out(tables)?;
    pdf::write_plain(Face::embedded()?, size, &pages, &tables.title, tables.language.tag(), tables.made_at)
}

fn lay_out(tables: &Tables) -> Result<((f32, f32), Vec<Page>), PaperError> {
    let is_wide = tables.tables.iter().any(|table| table.columns.len() >= MANY_COLUMNS);
    let size = if is_wide { LYING } else { UPRIGHT };
    let mut sheet = Plain { face: Face::embedded()?, size, pages: vec![Page::new()], y: MARGIN, full: false };
    sheet.paragraph(&tables.title, TITLE);
    sheet.y += 2.0;
    for line in &tables.lines {
        sheet.paragraph(line, LINE);
    }
    for table in &tables.tables {
        sheet.table(table);
    }
    if sheet.full {
        return Err(PaperError::TooManyPages);
    }
    let counted = Words::of(tables.language).find("page").ok_or_else(|| PaperError::Write("there is no word for page".to_owned()))?;
    Ok((size, sheet.with_feet(&tables.title, counted)))
}

/// The pages while they fill.
struct Plain {
    face: &'static Face,
    size: (f32, f32),
    pages: Vec<Page>,
    y: f32,
    /// More was to be printed than [`MAX_PAGES`] hold: nothing is added any more.
    full: bool,
}

/// A column on the page: its left edge, its width, and whether it stands at the right.
type Place = (f32, f32, bool);

impl Plain {
    fn width(&self) -> f32 {
        self.size.0 - 2.0 * MARGIN
    }

    fn room(&self) -> f32 {
        self.size.1 - MARGIN - FOOT - self.y
    }

    fn turn(&mut self) {
        self.y = MARGIN;
        if self.pages.len() >= MAX_PAGES {
            self.full = true;
        } else {
            self.pages.push(Page::new());
        }
    }

    fn put(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut().filter(|_| !self.full) {
            page.push(mark);
        }
    }

    fn paragraph(&mut self, text: &str, style: Style) {
        for line in wrap(self.face, &printed(text), style.size, self.width()) {
            if self.room() < style.line() {
                self.turn();
            }
            self.put(Mark::Text { at: (MARGIN, self.y), style, line });
            self.y += style.line();
        }
    }

    fn table(&mut self, table: &PlainTable) {
        if table.columns.is_empty() || self.full {
            return;
        }
        let places = self.places(table);
        self.y += 8.0;
        if self.room() < HEADING.line() + 4.0 * BODY.line() {
            self.turn();
        }
        if !table.heading.is_empty() {
            self.paragraph(&table.heading, HEADING);
            self.y += 2.0;
        }
        self.head(table, &places);
        for row in &table.rows {
            if self.full {
                return;
            }
            self.row(table, &places, row);
        }
    }

    /// Columns that need little get it; the others share what is left.
    fn places(&self, table: &PlainTable) -> Vec<Place> {
        let wanted = table.columns.iter().enumerate().map(|(index, column)| {
            let head = width_of(self.face, &printed(&column.head), HEAD.size);
            let cells = table.rows.iter().filter_map(|row| row.get(index));
            let widest = cells.map(|text| width_of(self.face, &printed(text), BODY.size)).fold(head, f32::max);
            widest.min(WIDEST) + 2.0 * PADDING + 1.0
        });
        let widths = shared(&wanted.collect::<Vec<f32>>(), self.width());
        let mut left = MARGIN;
        let mut places = Vec::new();
        for (column, width) in table.columns.iter().zip(widths) {
            places.push((left + PADDING, width - 2.0 * PADDING, column.right));
            left += width;
        }
        places
    }

    fn head(&mut self, table: &PlainTable, places: &[Place]) {
        let lines: Vec<Vec<String>> =
            table.columns.iter().zip(places).map(|(column, place)| wrap(self.face, &printed(&column.head), HEAD.size, place.1)).collect();
        let most = lines.iter().map(Vec::len).max().unwrap_or_default();
        let height = HEAD.line() * f32::from(u16::try_from(most).unwrap_or(u16::MAX)) + 4.0;
        self.put(Mark::Fill { at: (MARGIN, self.y), size: (self.width(), height), tone: Tone::Shade });
        self.y += 2.0;
        self.lines(&lines, places, HEAD);
        self.y += 2.0;
    }

    fn row(&mut self, table: &PlainTable, places: &[Place], row: &[String]) {
        let mut lines: Vec<Vec<String>> =
            row.iter().zip(places).map(|(text, place)| wrap(self.face, &printed(text), BODY.size, place.1)).collect();
        // A row that is higher than a page goes on on the next one.
        loop {
            if self.room() < 2.0 * BODY.line() + 6.0 {
                self.turn();
                self.head(table, places);
            }
            if self.full {
                return;
            }
            let most = lines.iter().map(Vec::len).max().unwrap_or_default();
            let mut fitting = 1;
            while fitting < most && BODY.line() * f32::from(u16::try_from(fitting + 1).unwrap_or(u16::MAX)) + 6.0 <= self.room() {
                fitting += 1;
            }
            let now: Vec<Vec<String>> = lines.iter_mut().map(|cell| cell.drain(..fitting.min(cell.len())).collect()).collect();
            self.y += 2.0;
            self.lines(&now, places, BODY);
            self.y += 2.0;
            if lines.iter().all(Vec::is_empty) {
                break;
            }
            self.turn();
            self.head(table, places);
        }
        self.put(Mark::Fill { at: (MARGIN, self.y), size: (self.width(), 0.4), tone: Tone::Rule });
        self.y += 0.4;
    }

    /// Prints cells beside each other and moves on by the highest.
    fn lines(&mut self, cells: &[Vec<String>], places: &[Place], style: Style) {
        let top = self.y;
        for (lines, (left, width, right)) in cells.iter().zip(places) {
            let mut y = top;
            for line in lines {
                let line = line.trim_end().to_owned();
                let left = if *right { left + width - width_of(self.face, &line, style.size) } else { *left };
                if !line.is_empty() {
                    self.put(Mark::Text { at: (left, y), style, line });
                }
                y += style.line();
            }
            self.y = self.y.max(y);
        }
    }

    fn with_feet(mut self, title: &str, counted: &str) -> Vec<Page> {
        let (face, size, pages) = (self.face, self.size, self.pages.len());
        for (number, page) in (1_usize..).zip(&mut self.pages) {
            let style = Style::FINE_LABEL;
            let counted = fill(counted, &[("n", &number.to_string()), ("m", &pages.to_string())]);
            let right = size.0 - MARGIN - width_of(face, &counted, style.size);
            let y = size.1 - FOOT;
            let title = wrap(face, &printed(title), style.size, right - 2.0 * MARGIN).into_iter().next().unwrap_or_default();
            page.push(Mark::Text { at: (MARGIN, y), style, line: title });
            page.push(Mark::Text { at: (right, y), style, line: counted });
        }
        self.pages
    }
}

/// `wanted` widths within `width`: those below an equal share as they are, the rest in equal shares of what is left; what nobody wants goes to
/// all alike.
fn shared(wanted: &[f32], width: f32) -> Vec<f32> {
    let sum: f32 = wanted.iter().sum();
    let number = |count: usize| f32::from(u16::try_from(count).unwrap_or(u16::MAX));
    if sum <= width {
        let more = (width - sum) / number(wanted.len().max(1));
        return wanted.iter().map(|wanted| wanted + more).collect();
    }
    let mut share = width / number(wanted.len().max(1));
    loop {
        let kept: f32 = wanted.iter().filter(|wanted| **wanted <= share).sum();
        let others = wanted.iter().filter(|wanted| **wanted > share).count();
        let next = (width - kept) / number(others.max(1));
        if others == 0 || next <= share + 0.01 {
            return wanted.iter().map(|wanted| wanted.min(share)).collect();
        }
        share = next;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

    use super::*;

    fn many(rows: usize, columns: usize) -> Tables {
        let columns: Vec<PlainColumn> = (0..columns).map(|n| PlainColumn { head: format!("列{n}"), right: n > 0 }).collect();
        let row = |n: usize| columns.iter().map(|column| format!("{} {n}", column.head)).collect();
        let table = PlainTable { heading: "明细".into(), rows: (0..rows).map(row).collect(), columns: columns.clone() };
        let lines = vec!["=1+1 不是公式".to_owned()];
        Tables { language: Language::Chinese, title: "及时率".into(), lines, tables: vec![table], made_at: Timestamp::from_ms(0) }
    }

    fn texts(page: &Page) -> Vec<&str> {
        page.iter().filter_map(|mark| if let Mark::Text { line, .. } = mark { Some(line.as_str()) } else { None }).collect()
    }

    #[test]
    fn every_row_is_printed_once_under_heads_that_stand_on_every_page() {
        for columns in [3, 12] {
            let (size, pages) = lay_out(&many(200, columns)).unwrap();
            assert!(pages.len() > 3, "{}", pages.len());
            for (number, page) in (1..).zip(&pages) {
                assert!(texts(page).contains(&"列0") && texts(page).contains(&"列2"));
                assert_eq!(texts(page).last().unwrap(), &format!("第 {number} 页，共 {} 页", pages.len()).as_str());
                for mark in page {
                    let Mark::Text { at, style, line } = mark else { continue };
                    let right = at.0 + width_of(Face::embedded().unwrap(), line, style.size);
                    assert!(at.0 >= MARGIN - 0.1 && right <= size.0 - MARGIN + 0.1 && at.1 + style.line() <= size.1, "{mark:?}");
                }
            }
            for n in 0..200 {
                let text = format!("列0 {n}");
                assert_eq!(pages.iter().flat_map(texts).filter(|line| *line == text).count(), 1, "{text}");
            }
        }
    }

    #[test]
    fn what_is_too_long_for_a_page_goes_on_and_what_is_too_long_for_a_file_is_told() {
        let mut tables = many(1, 3);
        tables.tables[0].rows[0][1] = "长".repeat(9_000);
        let (_, pages) = lay_out(&tables).unwrap();
        let printed: usize = pages.iter().flat_map(texts).map(|line| line.matches('长').count()).sum();
        assert_eq!(printed, 9_000);
        assert!(matches!(draw_tables(&many(60_000, 2)), Err(PaperError::TooManyPages)));
        assert!(draw_tables(&many(3, 3)).unwrap().starts_with(b"%PDF"));
    }

    #[test]
    fn widths_are_shared_and_use_all_there_is() {
        assert_eq!(shared(&[10.0, 20.0], 50.0), [20.0, 30.0]);
        assert_eq!(shared(&[10.0, 200.0, 200.0], 110.0), [10.0, 50.0, 50.0]);
    }
}
