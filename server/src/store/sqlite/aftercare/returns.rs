//! What is looked at again: repairs and goods that went back, with the visits that were sent and the calls that were made.

use std::collections::HashMap;

use model::documents::visit::records::Work;
use model::id::{DocumentId, EventId, OrganisationId};
use model::policy::Unit;
use model::rules::ReturnCall;
use rusqlite::{Connection, Row, Transaction, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::LAST_OF_CALL_OUT;
use super::keep::{read, work, written};
use crate::aftercare::line::{PICK_UP, word};
use crate::store::StoreError;
use crate::store::aftercare::{Between, KeptReturnCall, KeptWork, NewReturnCall, Repaired, SentVisit};
use crate::store::sqlite::row;

const PERSON: &str = "COALESCE((SELECT name FROM person WHERE person.id = work.technician), '') AS technician_name";
const CALL: &str = "call.id, call.work AS of_work, call.at, call.unit, call.content, call.answered_at AS replied_at, call.answer, call.notice_by, \
     call.noticed_at, call.notice, COALESCE((SELECT name FROM person WHERE person.id = call.by), '') AS by_name";

fn select(span: &str) -> String {
    format!(
        "SELECT work.*, {PERSON}, kind.kind AS return_kind, \
         COALESCE((SELECT name FROM person WHERE person.id = call_out.registered_by), '') AS first_contact \
         FROM aftercare_work work \
         LEFT JOIN return_kind kind ON kind.organisation = work.organisation AND kind.work = work.document \
         LEFT JOIN call_out ON call_out.id = work.call_out AND call_out.organisation = work.organisation \
         WHERE work.organisation = ?1 AND {span} \
         AND (work.work = ?4 OR (work.work = ?5 AND {LAST_OF_CALL_OUT})) ORDER BY work.done_at, work.document"
    )
}

pub(super) fn repaired(db: &Connection, between: Between) -> Result<Vec<Repaired>, StoreError> {
    let Between { organisation, begins, ends } = between;
    let mut find = db.prepare_cached(&select("work.done_at >= ?2 AND work.done_at < ?3"))?;
    let bound = params![organisation.as_bytes(), begins.as_ms(), ends.as_ms(), PICK_UP, word(&Work::Repair)];
    let mut all = find.query_and_then(bound, one)?.collect::<Result<Vec<_>, StoreError>>()?;
    let places: HashMap<DocumentId, usize> = all.iter().enumerate().map(|(place, one)| (one.work.document, place)).collect();
    let span = "work.organisation = ?1 AND work.done_at >= ?2 AND work.done_at < ?3";
    let bound = params![organisation.as_bytes(), begins.as_ms(), ends.as_ms()];
    let mut find = db.prepare_cached(&format!("SELECT {CALL} FROM aftercare_work work {CALLS_OF} WHERE {span} ORDER BY call.at"))?;
    for found in find.query_and_then(bound, call)? {
        let found = found?;
        if let Some(repaired) = places.get(&found.work).and_then(|place| all.get_mut(*place)) {
            repaired.calls.push(found);
        }
    }
    let mut find = db.prepare_cached(&format!("{} WHERE {}", sent_sql(), span.replace("work.", "done.")))?;
    for found in find.query_and_then(bound, sent)? {
        let (of, visit) = found?;
        if let Some(repaired) = places.get(&of).and_then(|place| all.get_mut(*place)) {
            repaired.sent.push(visit);
        }
    }
    Ok(all)
}

pub(super) fn repaired_by(db: &Connection, organisation: OrganisationId, document: DocumentId) -> Result<Option<Repaired>, StoreError> {
    let mut find = db.prepare_cached(&select("work.document = ?2 AND work.done_at IS NOT NULL AND ?3 IS NULL"))?;
    let bound = params![organisation.as_bytes(), document.as_bytes(), None::<i64>, PICK_UP, word(&Work::Repair)];
    let Some(mut repaired) = find.query_and_then(bound, one)?.next().transpose()? else { return Ok(None) };
    let bound = params![organisation.as_bytes(), document.as_bytes()];
    let of = "work.organisation = ?1 AND work.document = ?2";
    let mut find = db.prepare_cached(&format!("SELECT {CALL} FROM aftercare_work work {CALLS_OF} WHERE {of} ORDER BY call.at"))?;
    repaired.calls = find.query_and_then(bound, call)?.collect::<Result<_, StoreError>>()?;
    let mut find = db.prepare_cached(&format!("{} WHERE {}", sent_sql(), of.replace("work.", "done.")))?;
    repaired.sent = find.query_and_then(bound, sent)?.map(|found| Ok(found?.1)).collect::<Result<_, StoreError>>()?;
    Ok(Some(repaired))
}

const CALLS_OF: &str =
    "CROSS JOIN return_call call ON call.organisation = work.organisation AND call.work = work.document AND call.undone_at IS NULL";

fn sent_sql() -> String {
    format!(
        "SELECT work.*, {PERSON}, sent.work AS of_work, sent.unit AS unit FROM aftercare_work done \
         CROSS JOIN return_sent sent ON sent.organisation = done.organisation AND sent.work = done.document \
         CROSS JOIN aftercare_work work ON work.organisation = sent.organisation AND work.call_out = sent.call_out"
    )
}

fn one(found: &Row<'_>) -> Result<Repaired, StoreError> {
    Ok(Repaired {
        work: work(found)?,
        technician_name: found.get("technician_name")?,
        first_contact: found.get("first_contact")?,
        kind: found.get::<_, Option<String>>("return_kind")?.map(|kind| of_word(&kind)).transpose()?,
        sent: Vec::new(),
        calls: Vec::new(),
    })
}

fn sent(found: &Row<'_>) -> Result<(DocumentId, SentVisit), StoreError> {
    let KeptWork { document, line } = work(found)?;
    let unit = unit(found)?;
    let sent = SentVisit { visit: document, unit, line, technician_name: found.get("technician_name")? };
    Ok((DocumentId::from_bytes(row::id(found, "of_work")?), sent))
}

fn call(found: &Row<'_>) -> Result<KeptReturnCall, StoreError> {
    Ok(KeptReturnCall {
        id: EventId::from_bytes(row::id(found, "id")?),
        work: DocumentId::from_bytes(row::id(found, "of_work")?),
        at: row::at(found, "at")?,
        by_name: found.get("by_name")?,
        unit: unit(found)?,
        content: read::<ReturnCall>(&found.get::<_, String>("content")?)?,
        answered_at: row::maybe_at(found, "replied_at")?,
        answer: found.get("answer")?,
        notice_by: row::maybe_at(found, "notice_by")?,
        noticed_at: row::maybe_at(found, "noticed_at")?,
        notice: found.get("notice")?,
    })
}

fn unit(found: &Row<'_>) -> Result<Option<Unit>, StoreError> {
    found.get::<_, Option<String>>("unit")?.map(|unit| of_word(&unit)).transpose()
}

/// A value out of its stable word.
fn of_word<T: DeserializeOwned>(word: &str) -> Result<T, StoreError> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).map_err(|_| StoreError::Damaged("aftercare"))
}

/// The stable word of a value, if there is one.
pub(super) fn maybe_word(value: Option<&impl Serialize>) -> Option<String> {
    value.map(word)
}

pub(super) fn open_calls(db: &Connection, organisation: OrganisationId) -> Result<Vec<(KeptReturnCall, KeptWork)>, StoreError> {
    let sql = format!(
        "SELECT work.*, {CALL} FROM (SELECT id, answer_by AS due FROM return_call WHERE organisation = ?1 AND answer_by IS NOT NULL \
         AND answered_at IS NULL AND undone_at IS NULL \
         UNION SELECT id, notice_by FROM return_call WHERE organisation = ?1 AND notice_by IS NOT NULL AND noticed_at IS NULL \
         AND undone_at IS NULL) open \
         CROSS JOIN return_call call ON call.id = open.id \
         CROSS JOIN aftercare_work work ON work.organisation = call.organisation AND work.document = call.work \
         GROUP BY call.id ORDER BY MIN(open.due), call.id"
    );
    let mut find = db.prepare_cached(&sql)?;
    find.query_and_then(params![organisation.as_bytes()], |found| Ok((call(found)?, work(found)?)))?.collect()
}

pub(super) fn defects(db: &Connection, organisation: OrganisationId) -> Result<Vec<KeptWork>, StoreError> {
    let sql = "SELECT * FROM aftercare_work WHERE organisation = ?1 AND found_at IS NOT NULL AND approved = 0 \
               AND json_extract(found, '$.repair_holds') = 0 ORDER BY found_at";
    let mut find = db.prepare_cached(sql)?;
    find.query_and_then(params![organisation.as_bytes()], work)?.collect()
}

pub(super) fn keep_call(tx: &Transaction<'_>, organisation: OrganisationId, new: &NewReturnCall) -> Result<bool, StoreError> {
    let sql = "INSERT INTO return_call (id, organisation, work, at, by, unit, reached, content, answer_by, notice_by) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO NOTHING";
    let NewReturnCall { id, work, at, by, unit, content, notice_by } = new;
    let json = written(content)?;
    let answer_by = content.answer_by.map(|at| at.as_ms());
    let bound = params![
        id.as_bytes(),
        organisation.as_bytes(),
        work.as_bytes(),
        at.as_ms(),
        by.as_bytes(),
        maybe_word(unit.as_ref()),
        content.reached,
        json,
        answer_by,
        notice_by.map(|at| at.as_ms())
    ];
    if tx.execute(sql, bound)? == 1 {
        return Ok(true);
    }
    let sql = "SELECT EXISTS (SELECT 1 FROM return_call WHERE id = ?1 AND organisation = ?2 AND work = ?3 AND content = ?4)";
    Ok(tx.query_row(sql, params![id.as_bytes(), organisation.as_bytes(), work.as_bytes(), json], |row| row.get(0))?)
}
