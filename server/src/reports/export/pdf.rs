//! A report to print: figures, tables, and the newest rows, as many as a binder takes. Columns that say nothing are left out.

use std::fs::File;
use std::io::Write as _;

use model::seal::voucher::Language;
use paper::{PlainColumn, PlainTable, Tables, draw_tables};

use super::{Book, ExportError, Writer};
use crate::reports::sheet::{Cell, Column, Figure, FigureValue, Kind};

/// The most rows that are printed; the other kinds of files have all.
pub(super) const MOST_ROWS: u32 = 2_000;

/// A file while its rows come.
pub(super) struct Pages {
    book: Book,
    rows: Vec<Vec<Cell>>,
}

impl Pages {
    pub(super) fn begin(book: Book) -> Self {
        Self { book, rows: Vec::new() }
    }

    fn figures(&self) -> PlainTable {
        let words = self.book.words;
        let text = |head: &str, right| PlainColumn { head: words.say("head", head), right };
        let columns = vec![text("figure", false), text("value", true), text("counted", true), text("goal", true), text("reached", false)];
        let figure = |said: &Figure, value: String, counted: String, goal: String, reached: String| {
            vec![self.book.figure(said), value, counted, goal, reached]
        };
        let rows = self.book.report.figures.iter().map(|said| match &said.value {
            FigureValue::Share { part, whole, share, goal, below, reached } => {
                let share = share.map(|share| self.book.text(Column::new("", Kind::Share), &Cell::count(share))).unwrap_or_default();
                let goal = goal.map(|goal| self.book.goal(goal, *below)).unwrap_or_default();
                let reached = reached.map(|reached| words.say("goal", if reached { "reached" } else { "not_reached" }));
                figure(said, share, format!("{part} / {whole}"), goal, reached.unwrap_or_default())
            }
            FigureValue::Count { count: value } | FigureValue::Minutes { minutes: value } => {
                figure(said, value.to_string(), String::new(), String::new(), String::new())
            }
        });
        PlainTable { heading: String::new(), rows: rows.collect(), columns }
    }

    fn table(&self, heading: String, columns: &[Column], rows: &[Vec<Cell>]) -> PlainTable {
        let says = |place: usize| rows.iter().any(|row| row.get(place).is_some_and(|cell| *cell != Cell::Nothing));
        let kept: Vec<(usize, Column)> = columns
            .iter()
            .copied()
            .enumerate()
            .filter(|(place, column)| column.kind != Kind::Visit && (rows.is_empty() || says(*place)))
            .collect();
        let heads = kept.iter().map(|(_, column)| PlainColumn {
            head: self.book.head(*column),
            right: matches!(column.kind, Kind::Number | Kind::Minutes | Kind::Money | Kind::Share),
        });
        let text = |row: &Vec<Cell>| {
            kept.iter().map(|(place, column)| row.get(*place).map(|cell| self.book.text(*column, cell)).unwrap_or_default()).collect()
        };
        PlainTable { heading, columns: heads.collect(), rows: rows.iter().map(text).collect() }
    }
}

impl Writer for Pages {
    fn row(&mut self, cells: Vec<Cell>) -> Result<(), ExportError> {
        self.rows.push(cells);
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<File, ExportError> {
        let Book { report, columns, words, .. } = &self.book;
        let mut tables = vec![self.figures()];
        tables.extend(report.tables.iter().map(|table| self.table(words.say("table", table.key), &table.columns, &table.rows)));
        tables.push(self.table(words.say("sheet", "rows"), columns, &self.rows));
        let mut lines = self.book.beside();
        if report.rows_total > u64::from(MOST_ROWS) {
            lines.push(words.say("note", "newest_rows"));
        }
        let language = if words.tag() == "en" { Language::English } else { Language::Chinese };
        let pdf = draw_tables(&Tables { language, title: self.book.title(), lines, tables, made_at: report.made_at })?;
        let mut file = tempfile::tempfile()?;
        file.write_all(&pdf)?;
        Ok(file)
    }
}
