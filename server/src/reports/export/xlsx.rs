//! A workbook: figures and tables on the first sheet, all rows on the second. Rows are written out as they come; texts are texts, whatever
//! they begin with.

use std::fs::File;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook as Excel, Worksheet};

use super::{Book, ExportError, Writer};
use crate::reports::sheet::{Cell, Column, FigureValue, Kind, Table};

/// The longest text a cell takes, in **UTF-16 code units**.
const MOST_TEXT: usize = 32_000;

/// A workbook while it is written.
pub(super) struct Workbook {
    excel: Excel,
    book: Book,
    looks: Looks,
    next: u32,
}

struct Looks {
    head: Format,
    title: Format,
    share: Format,
    money: Format,
    day: Format,
    moment: Format,
}

impl Workbook {
    /// The workbook with its first sheet, and the second up to its heads.
    pub(super) fn begin(book: Book) -> Result<Self, ExportError> {
        let looks = Looks {
            head: Format::new().set_bold().set_background_color(0xE8_E8_E8),
            title: Format::new().set_bold().set_font_size(14),
            share: Format::new().set_num_format("0.00%"),
            money: Format::new().set_num_format("#,##0.00"),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            moment: Format::new().set_num_format("yyyy-mm-dd hh:mm"),
        };
        let mut excel = Excel::new();
        let made = ExcelDateTime::from_timestamp(book.report.made_at.as_seconds())?;
        excel.set_properties(&DocProperties::new().set_title(book.title()).set_creation_datetime(&made));
        summary(excel.add_worksheet_with_constant_memory()?, &book, &looks)?;
        let sheet = excel.add_worksheet_with_constant_memory()?;
        sheet.set_name(book.words.say("sheet", "rows"))?;
        sheet.set_freeze_panes(1, 0)?;
        for (place, column) in (0_u16..).zip(book.readable()) {
            sheet.set_column_width(place, width(*column))?;
            sheet.write_string_with_format(0, place, book.head(*column), &looks.head)?;
        }
        Ok(Self { excel, book, looks, next: 1 })
    }
}

impl Writer for Workbook {
    fn row(&mut self, cells: Vec<Cell>) -> Result<(), ExportError> {
        let sheet = self.excel.worksheet_from_index(1)?;
        let cells = self.book.columns.iter().zip(&cells).filter(|(column, _)| column.kind != Kind::Visit);
        for (place, (column, cell)) in (0_u16..).zip(cells) {
            put(sheet, (self.next, place), &self.book, &self.looks, *column, cell)?;
        }
        self.next += 1;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<File, ExportError> {
        let file = tempfile::tempfile()?;
        self.excel.save_to_writer(file.try_clone()?)?;
        Ok(file)
    }
}

fn summary(sheet: &mut Worksheet, book: &Book, looks: &Looks) -> Result<(), ExportError> {
    sheet.set_name(book.words.say("sheet", "summary"))?;
    sheet.set_column_width(0, 28)?;
    for place in 1..16 {
        sheet.set_column_width(place, 14)?;
    }
    sheet.write_string_with_format(0, 0, book.title(), &looks.title)?;
    let mut row = 1;
    for said in book.beside() {
        sheet.write_string(row, 0, said)?;
        row += 1;
    }
    row += 1;
    for figure in &book.report.figures {
        sheet.write_string(row, 0, book.figure(figure))?;
        match &figure.value {
            FigureValue::Share { part, whole, share, goal, below, reached } => {
                if let Some(share) = share {
                    sheet.write_number_with_format(row, 1, number(*share) / 10_000.0, &looks.share)?;
                }
                sheet.write_number(row, 2, number(*part))?;
                sheet.write_number(row, 3, number(*whole))?;
                if let Some(goal) = goal {
                    sheet.write_string(row, 4, book.goal(*goal, *below))?;
                    let came = reached.map(|reached| if reached { "reached" } else { "not_reached" });
                    sheet.write_string(row, 5, came.map(|came| book.words.say("goal", came)).unwrap_or_default())?;
                }
            }
            FigureValue::Count { count: value } | FigureValue::Minutes { minutes: value } => {
                sheet.write_number(row, 1, number(*value))?;
            }
        }
        row += 1;
    }
    for table in &book.report.tables {
        row = print(sheet, row + 1, book, looks, table)?;
    }
    Ok(())
}

fn print(sheet: &mut Worksheet, mut row: u32, book: &Book, looks: &Looks, table: &Table) -> Result<u32, ExportError> {
    sheet.write_string_with_format(row, 0, book.words.say("table", table.key), &looks.title)?;
    row += 1;
    for (place, column) in (0_u16..).zip(&table.columns) {
        sheet.write_string_with_format(row, place, book.head(*column), &looks.head)?;
    }
    for cells in &table.rows {
        row += 1;
        for (place, (column, cell)) in (0_u16..).zip(table.columns.iter().zip(cells)) {
            put(sheet, (row, place), book, looks, *column, cell)?;
        }
    }
    Ok(row + 1)
}

fn put(sheet: &mut Worksheet, at: (u32, u16), book: &Book, looks: &Looks, column: Column, cell: &Cell) -> Result<(), ExportError> {
    let (row, place) = at;
    match (column.kind, cell) {
        (_, Cell::Nothing) => {}
        (Kind::Share, Cell::Number(share)) => {
            sheet.write_number_with_format(row, place, *share as f64 / 10_000.0, &looks.share)?;
        }
        (Kind::Money, Cell::Number(fen)) => {
            sheet.write_number_with_format(row, place, *fen as f64 / 100.0, &looks.money)?;
        }
        (Kind::Moment, Cell::Number(_)) => {
            let at = ExcelDateTime::parse_from_str(&book.text(column, cell))?;
            sheet.write_datetime_with_format(row, place, &at, &looks.moment)?;
        }
        (_, Cell::Day(day)) => {
            let day = ExcelDateTime::parse_from_str(&day.to_string())?;
            sheet.write_datetime_with_format(row, place, &day, &looks.day)?;
        }
        (_, Cell::Number(number)) => {
            sheet.write_number(row, place, *number as f64)?;
        }
        (_, Cell::Text(_) | Cell::YesNo(_) | Cell::Visit(_)) => {
            let text: String = book.text(column, cell).chars().take(MOST_TEXT / 2).collect();
            sheet.write_string(row, place, text)?;
        }
    }
    Ok(())
}

fn number(count: u64) -> f64 {
    count as f64
}

fn width(column: Column) -> f64 {
    match column.kind {
        Kind::Moment => 17.0,
        Kind::Number | Kind::Minutes | Kind::Share | Kind::Day | Kind::YesNo | Kind::Money => 12.0,
        _ => 20.0,
    }
}
