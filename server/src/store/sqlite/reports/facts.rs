//! Facts of a span: walks along the indexes of the reports' tables.

use chrono::NaiveDate;
use model::id::PersonId;
use model::rules::sla::Promise;
use rusqlite::{Connection, Row, params};

use crate::reports::ask::Asked;
use crate::store::StoreError;
use crate::store::reports::{AnswerFact, ComplaintFact, DayFact, OldPartFact, PartFact, RepairFact, ServiceFact, TargetFact, WorkFact};
use crate::store::sqlite::row;

/// Whoever did the repair that came back; where nobody knows, whoever has it now.
pub(super) const DID_EARLIER: &str = "COALESCE((SELECT earlier.technician FROM report_visit earlier \
     WHERE earlier.organisation = repair.organisation AND earlier.number = repair.repeats AND earlier.document <> repair.document \
     AND earlier.technician IS NOT NULL AND earlier.finished_at IS NOT NULL \
     ORDER BY earlier.finished_at DESC, earlier.document DESC LIMIT 1), repair.technician)";

/// A call-out that was answered on several visits counts once: by the last answer.
pub(super) const LAST_ANSWER: &str = "NOT EXISTS (SELECT 1 FROM report_visit other WHERE other.organisation = report_visit.organisation \
     AND other.number = report_visit.number AND other.document <> report_visit.document AND report_visit.number <> '' \
     AND (other.answered_at > report_visit.answered_at \
     OR (other.answered_at = report_visit.answered_at AND other.document > report_visit.document)))";

/// Every row of `sql` as `read` makes it. Bound are the organisation, the span as instants, and the technician.
fn by_instant<T>(
    db: &Connection,
    asked: &Asked,
    sql: &str,
    read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let (begins, ends) = asked.span.instants();
    let technician = asked.technician.map(|technician| *technician.as_bytes());
    let mut find = db.prepare_cached(sql)?;
    let found = find.query_and_then(params![asked.organisation.as_bytes(), begins.as_ms(), ends.as_ms(), technician], read)?;
    found.collect()
}

/// As [`by_instant`], with the span as days.
fn by_day<T>(db: &Connection, asked: &Asked, sql: &str, read: impl FnMut(&Row<'_>) -> Result<T, StoreError>) -> Result<Vec<T>, StoreError> {
    let technician = asked.technician.map(|technician| *technician.as_bytes());
    let mut find = db.prepare_cached(sql)?;
    let (first, last) = (asked.span.first.to_string(), asked.span.last.to_string());
    let found = find.query_and_then(params![asked.organisation.as_bytes(), first, last, technician], read)?;
    found.collect()
}

pub(super) fn targets(db: &Connection, asked: &Asked, promise: Promise) -> Result<Vec<TargetFact>, StoreError> {
    let sql = match promise {
        Promise::Arrive => {
            "SELECT arrive_due AS due, arrive_kept AS kept, technician, class, excepted FROM report_visit \
             WHERE organisation = ?1 AND arrive_due >= ?2 AND arrive_due < ?3 AND (?4 IS NULL OR technician = ?4)"
        }
        Promise::Fix => {
            "SELECT fix_due AS due, fix_kept AS kept, technician, class, excepted FROM report_visit \
             WHERE organisation = ?1 AND fix_due >= ?2 AND fix_due < ?3 AND (?4 IS NULL OR technician = ?4)"
        }
        Promise::Answer | Promise::Plan => return Ok(Vec::new()),
    };
    by_instant(db, asked, sql, |found| {
        Ok(TargetFact {
            due_at: row::at(found, "due")?,
            kept: found.get("kept")?,
            technician: technician(found)?,
            class: found.get("class")?,
            excepted: found.get("excepted")?,
        })
    })
}

pub(super) fn answers(db: &Connection, asked: &Asked) -> Result<Vec<AnswerFact>, StoreError> {
    let sql = "SELECT answered_at, technician, scale, grade, attitude, skill, punctuality, promises FROM report_visit \
               WHERE organisation = ?1 AND answered_at >= ?2 AND answered_at < ?3 AND (?4 IS NULL OR technician = ?4)";
    by_instant(db, asked, &format!("{sql} AND {LAST_ANSWER}"), |found| {
        let grades = ["grade", "attitude", "skill", "punctuality", "promises"].map(|column| found.get(column));
        let [decides, attitude, skill, punctuality, promises] = grades;
        Ok(AnswerFact {
            at: row::at(found, "answered_at")?,
            technician: technician(found)?,
            scale: found.get("scale")?,
            grades: [decides?, attitude?, skill?, punctuality?, promises?],
        })
    })
}

pub(super) fn services(db: &Connection, asked: &Asked) -> Result<Vec<ServiceFact>, StoreError> {
    let sql = "SELECT finished_at, technician FROM report_visit \
               WHERE organisation = ?1 AND finished_at >= ?2 AND finished_at < ?3 AND (?4 IS NULL OR technician = ?4) AND work <> 'internal'";
    by_instant(db, asked, sql, |found| Ok(ServiceFact { at: row::at(found, "finished_at")?, technician: technician(found)? }))
}

pub(super) fn complaints(db: &Connection, asked: &Asked) -> Result<Vec<ComplaintFact>, StoreError> {
    let sql = "SELECT received_at, visit.technician AS technician, finding FROM report_complaint complaint \
               LEFT JOIN report_visit visit ON visit.organisation = complaint.organisation AND visit.document = complaint.visit \
               WHERE complaint.organisation = ?1 AND received_at >= ?2 AND received_at < ?3 \
               AND (?4 IS NULL OR visit.technician = ?4) AND stage <> 'resubmitted'";
    by_instant(db, asked, sql, |found| {
        Ok(ComplaintFact { at: row::at(found, "received_at")?, technician: technician(found)?, finding: found.get("finding")? })
    })
}

pub(super) fn repairs(db: &Connection, asked: &Asked) -> Result<Vec<RepairFact>, StoreError> {
    let done = "SELECT called_at, technician, model, 0 AS is_repeat FROM report_visit \
                WHERE organisation = ?1 AND called_at >= ?2 AND called_at < ?3 AND work = 'repair' AND (?4 IS NULL OR technician = ?4)";
    let repeated = format!(
        "SELECT called_at, {DID_EARLIER} AS technician, model, 1 AS is_repeat FROM report_visit repair \
         WHERE organisation = ?1 AND called_at >= ?2 AND called_at < ?3 AND work = 'repair' AND repeats IS NOT NULL \
         AND (?4 IS NULL OR {DID_EARLIER} = ?4)"
    );
    let read = |found: &Row<'_>| {
        Ok(RepairFact {
            at: row::at(found, "called_at")?,
            technician: technician(found)?,
            model: found.get("model")?,
            is_repeat: found.get("is_repeat")?,
        })
    };
    let mut facts = by_instant(db, asked, done, read)?;
    facts.extend(by_instant(db, asked, &repeated, read)?);
    Ok(facts)
}

pub(super) fn parts(db: &Connection, asked: &Asked) -> Result<Vec<PartFact>, StoreError> {
    let sql = "SELECT used_at, technician, part_number, name, model, quantity FROM report_part \
               WHERE organisation = ?1 AND used_at >= ?2 AND used_at < ?3 AND (?4 IS NULL OR technician = ?4)";
    by_instant(db, asked, sql, |found| {
        Ok(PartFact {
            at: row::at(found, "used_at")?,
            technician: technician(found)?,
            part_number: found.get("part_number")?,
            name: found.get("name")?,
            model: found.get("model")?,
            quantity: row::count(found, "quantity")?,
        })
    })
}

pub(super) fn old_parts(db: &Connection, asked: &Asked) -> Result<Vec<OldPartFact>, StoreError> {
    let sql = "SELECT technician, progress, completed_on, required_on, promised_on, excused, handed_over_on, judge_by, judged_on \
               FROM report_old_part WHERE organisation = ?1 AND completed_on >= ?2 AND completed_on <= ?3 \
               AND (?4 IS NULL OR technician = ?4)";
    by_day(db, asked, sql, |found| {
        Ok(OldPartFact {
            technician: technician(found)?,
            progress: found.get("progress")?,
            completed_on: day(found, "completed_on")?,
            required_on: maybe_day(found, "required_on")?,
            promised_on: maybe_day(found, "promised_on")?,
            excused: found.get("excused")?,
            handed_over_on: maybe_day(found, "handed_over_on")?,
            judge_by: maybe_day(found, "judge_by")?,
            judged_on: maybe_day(found, "judged_on")?,
        })
    })
}

pub(super) fn days(db: &Connection, asked: &Asked) -> Result<Vec<DayFact>, StoreError> {
    let sql = "SELECT day, technician, standing, closed, corrected FROM report_day \
               WHERE organisation = ?1 AND day >= ?2 AND day <= ?3 AND (?4 IS NULL OR technician = ?4)";
    by_day(db, asked, sql, |found| {
        Ok(DayFact {
            day: day(found, "day")?,
            technician: technician(found)?,
            standing: found.get("standing")?,
            closed: found.get("closed")?,
            corrected: found.get("corrected")?,
        })
    })
}

pub(super) fn works(db: &Connection, asked: &Asked) -> Result<Vec<WorkFact>, StoreError> {
    let sql = "SELECT day, technician, service_type, minutes FROM report_work \
               WHERE organisation = ?1 AND day >= ?2 AND day <= ?3 AND (?4 IS NULL OR technician = ?4)";
    by_day(db, asked, sql, |found| {
        Ok(WorkFact {
            day: day(found, "day")?,
            technician: technician(found)?,
            service_type: found.get("service_type")?,
            minutes: row::count(found, "minutes")?,
        })
    })
}

fn technician(found: &Row<'_>) -> Result<Option<PersonId>, StoreError> {
    Ok(found.get::<_, Option<[u8; 16]>>("technician")?.map(PersonId::from_bytes))
}

fn day(found: &Row<'_>, column: &'static str) -> Result<NaiveDate, StoreError> {
    maybe_day(found, column)?.ok_or(StoreError::Damaged(column))
}

fn maybe_day(found: &Row<'_>, column: &'static str) -> Result<Option<NaiveDate>, StoreError> {
    let text = found.get_ref(column)?.as_str_or_null().map_err(|_| StoreError::Damaged(column))?;
    text.map(|text| text.parse().map_err(|_| StoreError::Damaged(column))).transpose()
}
