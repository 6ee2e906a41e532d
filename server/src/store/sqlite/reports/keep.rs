//! Rows of reports, written with their document. A row that says the same already is not touched: most changes of a visit move no report.

use chrono::NaiveDate;
use model::id::{DocumentId, OrganisationId};
use rusqlite::types::Value;
use rusqlite::{Transaction, params, params_from_iter};

use crate::reports::lines::{AnswerLine, ComplaintLine, DayLine, OldPartLine, PartUse, ReportLines, TargetLine, VisitLine, WorkLine};
use crate::store::StoreError;

/// A table of reports: its columns behind organisation and document, those of its key first. Of each document it has rows in this order.
struct Table {
    find: &'static str,
    delete: &'static str,
    put: &'static str,
    columns: usize,
}

macro_rules! table {
    ($name:literal, $columns:literal, $count:literal, $places:literal) => {
        Table {
            find: concat!("SELECT ", $columns, " FROM ", $name, " WHERE organisation = ?1 AND document = ?2"),
            delete: concat!("DELETE FROM ", $name, " WHERE organisation = ?1 AND document = ?2"),
            put: concat!("INSERT INTO ", $name, " (organisation, document, ", $columns, ") VALUES (?, ?, ", $places, ")"),
            columns: $count,
        }
    };
}

const VISIT: Table = table!(
    "report_visit",
    "number, customer, product, model, serial, fault, work, service_type, class, technician, called_at, finished_at, arrive_due, \
     arrive_kept, arrive_late_ms, fix_due, fix_kept, fix_late_ms, excepted, answered_at, scale, grade, attitude, skill, punctuality, \
     promises, overall, repeats",
    28,
    "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
);
const PART: Table =
    table!("report_part", "line, used_at, technician, part_number, name, quantity, model, reason", 8, "?, ?, ?, ?, ?, ?, ?, ?");
const DAY: Table = table!("report_day", "day, technician, standing, closed, corrected", 5, "?, ?, ?, ?, ?");
const WORK: Table = table!("report_work", "line, day, technician, service_type, minutes, visit, text", 7, "?, ?, ?, ?, ?, ?, ?");
const OLD_PART: Table = table!(
    "report_old_part",
    "visit, order_number, equipment_number, part_number, name, quantity, unit_price_fen, technician, region, reason, disposition, \
     progress, completed_on, required_on, promised_on, excused, handed_over_on, shipped_on, judge_by, judged_on",
    20,
    "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
);
const COMPLAINT: Table =
    table!("report_complaint", "visit, label, customer, product, words, received_at, stage, finding", 8, "?, ?, ?, ?, ?, ?, ?, ?");

/// Makes `lines` those of the document; answers whether they were not so before.
pub(in crate::store::sqlite) fn keep(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    document: DocumentId,
    lines: &ReportLines,
) -> Result<bool, StoreError> {
    let keep = |table: &Table, rows: Vec<Vec<Value>>| keep_rows(tx, organisation, document, table, &rows);
    match lines {
        ReportLines::Visit(line, parts) => {
            let visit = keep(&VISIT, vec![visit(line)])?;
            Ok(keep(&PART, parts.iter().map(part).collect())? || visit)
        }
        ReportLines::Day(line, works) => {
            let day = keep(&DAY, vec![day(line)])?;
            Ok(keep(&WORK, works.iter().map(|work_line| work(line, work_line)).collect())? || day)
        }
        ReportLines::OldPart(line) => keep(&OLD_PART, vec![old_part(line)]),
        ReportLines::Complaint(line) => keep(&COMPLAINT, vec![complaint(line)]),
        ReportLines::Nothing => Ok(false),
    }
}

fn keep_rows(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    document: DocumentId,
    table: &Table,
    rows: &[Vec<Value>],
) -> Result<bool, StoreError> {
    let mut find = tx.prepare_cached(table.find)?;
    let known = find.query_map(params![organisation.as_bytes(), document.as_bytes()], |row| {
        (0..table.columns).map(|column| row.get(column)).collect::<Result<Vec<Value>, _>>()
    })?;
    let known = known.collect::<Result<Vec<_>, _>>()?;
    if known == rows {
        return Ok(false);
    }
    if !known.is_empty() {
        tx.prepare_cached(table.delete)?.execute(params![organisation.as_bytes(), document.as_bytes()])?;
    }
    let mut put = tx.prepare_cached(table.put)?;
    for row in rows {
        let place = [blob(organisation.as_bytes()), blob(document.as_bytes())];
        put.execute(params_from_iter(place.iter().chain(row)))?;
    }
    Ok(true)
}

fn visit(line: &VisitLine) -> Vec<Value> {
    let technician = line.technician.map_or(Value::Null, |technician| blob(technician.as_bytes()));
    let mut row = [&line.number, &line.customer, &line.product, &line.model, &line.serial, &line.fault, &line.work, &line.service_type]
        .map(|words| text(words))
        .to_vec();
    row.extend([text(&line.class), technician, line.called_at.as_ms().into(), maybe(line.finished_at.map(|at| at.as_ms()))]);
    for target in [&line.arrive, &line.fix] {
        let of = |value: fn(&TargetLine) -> Value| target.as_ref().map_or(Value::Null, value);
        row.extend([of(|target| target.due_at.as_ms().into()), of(|target| text(target.kept)), of(|target| maybe(target.late_ms))]);
    }
    row.push(i64::from(line.excepted).into());
    let of = |value: fn(&AnswerLine) -> Value| line.answer.as_ref().map_or(Value::Null, value);
    row.extend([
        of(|answer| answer.at.as_ms().into()),
        of(|answer| text(&answer.scale)),
        of(|answer| maybe(answer.grade)),
        of(|answer| maybe(answer.grades.attitude)),
        of(|answer| maybe(answer.grades.skill)),
        of(|answer| maybe(answer.grades.punctuality)),
        of(|answer| maybe(answer.grades.promises)),
        of(|answer| maybe(answer.grades.overall)),
        line.repeats.as_deref().map_or(Value::Null, text),
    ]);
    row
}

fn part(line: &PartUse) -> Vec<Value> {
    vec![
        blob(&line.line),
        line.used_at.as_ms().into(),
        blob(line.technician.as_bytes()),
        text(&line.part_number),
        text(&line.name),
        line.quantity.into(),
        text(&line.model),
        text(&line.reason),
    ]
}

fn day(line: &DayLine) -> Vec<Value> {
    vec![
        date(line.day),
        blob(line.technician.as_bytes()),
        text(&line.standing),
        i64::from(line.closed).into(),
        i64::from(line.corrected).into(),
    ]
}

fn work(day: &DayLine, line: &WorkLine) -> Vec<Value> {
    vec![
        blob(&line.line),
        date(day.day),
        blob(day.technician.as_bytes()),
        text(&line.service_type),
        line.minutes.into(),
        line.visit.map_or(Value::Null, |visit| blob(visit.as_bytes())),
        text(&line.text),
    ]
}

fn old_part(line: &OldPartLine) -> Vec<Value> {
    let day = |day: Option<NaiveDate>| day.map_or(Value::Null, date);
    vec![
        blob(line.visit.as_bytes()),
        text(&line.order_number),
        text(&line.equipment_number),
        text(&line.part_number),
        text(&line.name),
        line.quantity.into(),
        maybe(line.unit_price_fen),
        blob(line.technician.as_bytes()),
        text(&line.region),
        text(&line.reason),
        text(&line.disposition),
        text(&line.progress),
        date(line.completed_on),
        day(line.required_on),
        day(line.promised_on),
        i64::from(line.excused).into(),
        day(line.handed_over_on),
        day(line.shipped_on),
        day(line.judge_by),
        day(line.judged_on),
    ]
}

fn complaint(line: &ComplaintLine) -> Vec<Value> {
    vec![
        line.visit.map_or(Value::Null, |visit| blob(visit.as_bytes())),
        text(&line.label),
        text(&line.customer),
        text(&line.product),
        text(&line.words),
        line.received_at.as_ms().into(),
        text(&line.stage),
        text(line.finding),
    ]
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn blob(bytes: &[u8; 16]) -> Value {
    Value::Blob(bytes.to_vec())
}

fn maybe(number: Option<impl Into<i64>>) -> Value {
    number.map_or(Value::Null, |number| Value::Integer(number.into()))
}

/// `YYYY-MM-DD`, which is ordered as days are.
fn date(day: NaiveDate) -> Value {
    Value::Text(day.format("%Y-%m-%d").to_string())
}
