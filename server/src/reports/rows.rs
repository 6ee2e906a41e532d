//! The rows behind a report: their heads, and what a stored row becomes below them.

use chrono::NaiveDate;
use model::id::{DocumentId, PersonId};
use model::policy::Grade;
use model::time::Timestamp;

use super::ask::{Asked, ReportName};
use super::sheet::{Cell, Column, Kind, People};
use super::{old_parts, satisfaction, timeliness};
use crate::store::reports::Raw;

const fn column(key: &'static str, kind: Kind) -> Column {
    Column::new(key, kind)
}

const VISIT: Column = column("visit", Kind::Visit);
const TECHNICIAN: Column = column("technician", Kind::Person);
const NUMBER: Column = column("number", Kind::Text);
const CUSTOMER: Column = column("customer", Kind::Text);
const NAME: Column = column("part", Kind::Text);
const PART_NUMBER: Column = column("part_number", Kind::Text);
const QUANTITY: Column = column("quantity", Kind::Number);
const MODEL: Column = column("model", Kind::Text);
const REASON: Column = column("reason", Kind::Text);

const TECHNICIAN_DAILY: &[Column] = &[
    VISIT,
    column("day", Kind::Day),
    TECHNICIAN,
    column("service_type", Kind::Word),
    column("minutes", Kind::Minutes),
    NUMBER,
    CUSTOMER,
    column("text", Kind::Text),
];
const SUPERVISOR_DAILY: &[Column] = &[
    column("day", Kind::Day),
    TECHNICIAN,
    column("standing", Kind::Word),
    column("is_closed", Kind::YesNo),
    column("is_corrected", Kind::YesNo),
    column("a_minutes", Kind::Minutes),
    column("b_minutes", Kind::Minutes),
    column("c_minutes", Kind::Minutes),
    column("d_minutes", Kind::Minutes),
];
const TIMELINESS: &[Column] = &[
    VISIT,
    NUMBER,
    CUSTOMER,
    TECHNICIAN,
    column("class", Kind::Word),
    column("promise", Kind::Word),
    column("due_at", Kind::Moment),
    column("kept", Kind::Word),
    column("late_minutes", Kind::Minutes),
    column("is_excused", Kind::YesNo),
];
const SATISFACTION: &[Column] = &[
    VISIT,
    column("answered_at", Kind::Moment),
    NUMBER,
    CUSTOMER,
    TECHNICIAN,
    column("scale", Kind::Word),
    column("overall", Kind::Number),
    column("attitude", Kind::Number),
    column("skill", Kind::Number),
    column("punctuality", Kind::Number),
    column("promises", Kind::Number),
    column("is_satisfied", Kind::YesNo),
];
const COMPLAINTS: &[Column] = &[
    VISIT,
    column("received_at", Kind::Moment),
    column("label", Kind::Text),
    CUSTOMER,
    column("product_name", Kind::Text),
    column("words", Kind::Text),
    TECHNICIAN,
    column("stage", Kind::Word),
    column("finding", Kind::Word),
];
const OLD_PARTS: &[Column] = &[
    VISIT,
    column("completed_on", Kind::Day),
    column("order_number", Kind::Text),
    column("equipment_number", Kind::Text),
    PART_NUMBER,
    NAME,
    QUANTITY,
    column("unit_price", Kind::Money),
    TECHNICIAN,
    column("region", Kind::Text),
    REASON,
    column("disposition", Kind::Word),
    column("progress", Kind::Word),
    column("required_on", Kind::Day),
    column("promised_on", Kind::Day),
    column("is_excused", Kind::YesNo),
    column("handed_over_on", Kind::Day),
    column("shipped_on", Kind::Day),
    column("judge_by", Kind::Day),
    column("judged_on", Kind::Day),
    column("overdue_days", Kind::Number),
];
const REPEAT_REPAIRS: &[Column] = &[
    VISIT,
    column("called_at", Kind::Moment),
    NUMBER,
    column("earlier", Kind::Text),
    CUSTOMER,
    column("product_name", Kind::Text),
    MODEL,
    column("serial", Kind::Text),
    column("fault", Kind::Text),
    column("earlier_technician", Kind::Person),
    TECHNICIAN,
];
const PARTS_USE: &[Column] = &[VISIT, column("used_at", Kind::Moment), NUMBER, PART_NUMBER, NAME, QUANTITY, MODEL, TECHNICIAN, REASON];

/// Everything that turns a stored row into what is shown.
#[derive(Debug, Clone)]
pub(crate) struct RowReader {
    pub(super) name: ReportName,
    pub(super) asked: Asked,
    pub(super) people: People,
    pub(super) grades: Vec<Grade>,
}

/// The stored columns of a report, in their order.
fn stored(name: ReportName) -> &'static [Column] {
    match name {
        ReportName::TechnicianDaily => TECHNICIAN_DAILY,
        ReportName::SupervisorDaily => SUPERVISOR_DAILY,
        ReportName::Timeliness => TIMELINESS,
        ReportName::Satisfaction => SATISFACTION,
        ReportName::Complaints => COMPLAINTS,
        ReportName::OldParts => OLD_PARTS,
        ReportName::RepeatRepairs => REPEAT_REPAIRS,
        ReportName::PartsUse => PARTS_USE,
    }
}

impl RowReader {
    /// The heads: without people where names are not shown.
    pub(crate) fn columns(&self) -> Vec<Column> {
        stored(self.name).iter().copied().filter(|column| self.shows(*column)).collect()
    }

    fn shows(&self, column: Column) -> bool {
        self.people.shown || column.kind != Kind::Person
    }

    /// One value below each head.
    pub(crate) fn cells(&self, raw: Vec<Raw>) -> Vec<Cell> {
        let derived = self.derived(&raw);
        let cells = stored(self.name).iter().zip(raw.into_iter().chain(derived));
        cells.filter(|(column, _)| self.shows(**column)).map(|(column, raw)| self.cell(*column, raw)).collect()
    }

    /// What is not stored because it depends on the day: behind the last stored column.
    fn derived(&self, raw: &[Raw]) -> Option<Raw> {
        if self.name != ReportName::OldParts {
            return None;
        }
        let place = |key: &str| OLD_PARTS.iter().position(|column| column.key == key).and_then(|place| raw.get(place));
        let day = |key: &str| place(key).and_then(|raw| if let Raw::Text(text) = raw { text.parse::<NaiveDate>().ok() } else { None });
        let excused = place("is_excused") == Some(&Raw::Number(1));
        let today = self.asked.span.day_of(self.asked.now);
        let days = old_parts::overdue(day("required_on"), day("promised_on"), excused, day("handed_over_on"), today);
        Some(Raw::Number(i64::from(days)))
    }

    fn cell(&self, column: Column, raw: Raw) -> Cell {
        match (column.kind, raw) {
            (_, Raw::Nothing) => Cell::Nothing,
            (Kind::Person, Raw::Id(bytes)) => self.people.cell(Some(PersonId::from_bytes(bytes))),
            (_, Raw::Id(bytes)) => Cell::Visit(DocumentId::from_bytes(bytes)),
            (Kind::Day, Raw::Text(text)) => text.parse().map_or(Cell::Nothing, Cell::Day),
            (Kind::Word, Raw::Text(text)) if text.is_empty() => Cell::Text("none".to_owned()),
            (_, Raw::Text(text)) => Cell::Text(text),
            (Kind::YesNo, Raw::Number(number)) if column.key == "is_satisfied" => Cell::Number(number),
            (Kind::YesNo, Raw::Number(number)) => Cell::YesNo(number != 0),
            // Stored are milliseconds; a minute that has begun counts.
            (Kind::Minutes, Raw::Number(ms)) if column.key == "late_minutes" => Cell::Number((ms + 59_999).div_euclid(60_000)),
            (_, Raw::Number(number)) => Cell::Number(number),
        }
    }

    /// What can only be said of the row as a whole.
    pub(super) fn finish(&self, mut cells: Vec<Cell>, columns: &[Column]) -> Vec<Cell> {
        let place = |key: &str| columns.iter().position(|column| column.key == key);
        let number = |cells: &[Cell], key| match place(key).and_then(|place| cells.get(place)) {
            Some(Cell::Number(number)) => Some(*number),
            _ => None,
        };
        let text = |cells: &[Cell], key| match place(key).and_then(|place| cells.get(place)) {
            Some(Cell::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let put = |cells: &mut Vec<Cell>, key: &str, value: Cell| {
            if let Some(cell) = place(key).and_then(|place| cells.get_mut(place)) {
                *cell = value;
            }
        };
        match self.name {
            ReportName::Timeliness => {
                if let (Some(kept), Some(due)) = (text(&cells, "kept"), number(&cells, "due_at")) {
                    let outcome = timeliness::outcome(&kept, Timestamp::from_ms(due), self.asked.now).to_owned();
                    put(&mut cells, "kept", Cell::Text(outcome));
                }
            }
            ReportName::Satisfaction => {
                let grade = number(&cells, "is_satisfied").and_then(|grade| u32::try_from(grade).ok());
                let satisfied =
                    text(&cells, "scale").zip(grade).and_then(|(scale, grade)| satisfaction::satisfied(&scale, grade, &self.grades));
                put(&mut cells, "is_satisfied", satisfied.map_or(Cell::Nothing, Cell::YesNo));
            }
            _ => {}
        }
        cells
    }
}
