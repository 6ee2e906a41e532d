//! What stands in a file, as text: the same in every kind.

use chrono::DateTime;

use super::Book;
use crate::reports::sheet::{Cell, Column, Figure, FigureValue, Kind};

impl Book {
    /// The heads that are for reading.
    pub(super) fn readable(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|column| column.kind != Kind::Visit)
    }

    /// Name and span.
    pub(super) fn title(&self) -> String {
        format!("{} {} – {}", self.words.say("name", self.report.name.word()), self.report.from, self.report.to)
    }

    /// The head of a column, with its unit where the values need one.
    pub(super) fn head(&self, column: Column) -> String {
        let head = self.words.say("column", column.key);
        if column.kind == Kind::Minutes { format!("{head} ({})", self.words.say("unit", "minutes")) } else { head }
    }

    /// What a figure is called, with its unit.
    pub(super) fn figure(&self, figure: &Figure) -> String {
        let name = self.words.say("figure", figure.key);
        let minutes = matches!(figure.value, FigureValue::Minutes { .. });
        if minutes { format!("{name} ({})", self.words.say("unit", "minutes")) } else { name }
    }

    /// What is said beside the figures: when it was made, and the notes.
    pub(super) fn beside(&self) -> Vec<String> {
        let made = format!("{} {}", self.words.say("made", "at"), self.moment(self.report.made_at.as_ms()));
        let notes = self.report.notes.iter().map(|note| self.words.say("note", note));
        std::iter::once(made).chain(notes).collect()
    }

    /// What is asked for.
    pub(super) fn goal(&self, percent: u32, below: bool) -> String {
        format!("{} {percent}%", if below { "<" } else { "≥" })
    }

    /// The value of a cell.
    pub(super) fn text(&self, column: Column, cell: &Cell) -> String {
        match (column.kind, cell) {
            (_, Cell::Nothing) => String::new(),
            (Kind::Word, Cell::Text(code)) => self.words.word(column.key, code),
            (_, Cell::Text(text)) => text.clone(),
            (Kind::Share, Cell::Number(share)) => hundredths(*share) + "%",
            (Kind::Money, Cell::Number(fen)) => hundredths(*fen),
            (Kind::Moment, Cell::Number(ms)) => self.moment(*ms),
            (_, Cell::Number(number)) => number.to_string(),
            (_, Cell::Day(day)) => day.to_string(),
            (_, Cell::YesNo(yes)) => self.words.say("yes_no", if *yes { "yes" } else { "no" }),
            (_, Cell::Visit(visit)) => visit.to_string(),
        }
    }

    /// `2026-11-22 20:00`, in the organisation's time zone.
    fn moment(&self, ms: i64) -> String {
        let local = ms.saturating_add(self.zone_minutes.saturating_mul(60_000));
        DateTime::from_timestamp_millis(local).map(|at| at.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
    }
}

/// So many hundredths, exactly: `91.20`.
fn hundredths(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", number.unsigned_abs() / 100, number.unsigned_abs() % 100)
}
