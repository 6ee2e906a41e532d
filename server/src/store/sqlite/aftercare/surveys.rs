//! Whom to ask: the last visit of each call-out that was served.

use model::documents::visit::records::Work;
use model::id::{CallOutId, DocumentId, EventId, OrganisationId, PersonId};
use rusqlite::{Connection, Row, Transaction, params};

use super::LAST_OF_CALL_OUT;
use super::keep::work;
use crate::aftercare::line::{PICK_UP, WorkLine, word};
use crate::store::StoreError;
use crate::store::aftercare::{Between, CallCount, CallOutcome, KeptWork, Served, SurveyCall};
use crate::store::sqlite::row;

/// No return visit, and no goods.
const IS_ASKED: &str = "work.call_out IS NOT NULL AND work.work <> ?4 AND work.work <> ?5";
const ANSWERED_ELSEWHERE: &str = "EXISTS (SELECT 1 FROM aftercare_work other WHERE other.organisation = work.organisation \
     AND other.call_out = work.call_out AND other.answered_at IS NOT NULL AND other.document <> work.document)";
const GIVEN_UP: &str = "EXISTS (SELECT 1 FROM survey_call call WHERE call.organisation = work.organisation AND call.call_out = work.call_out \
     AND call.outcome = 'given_up' AND call.undone_at IS NULL)";

fn source(open: bool) -> String {
    let open = if open { format!(" AND work.answered_at IS NULL AND NOT {ANSWERED_ELSEWHERE} AND NOT {GIVEN_UP}") } else { String::new() };
    format!(
        "FROM aftercare_work work WHERE work.organisation = ?1 AND work.done_at >= ?2 AND work.done_at < ?3 AND {IS_ASKED} AND {LAST_OF_CALL_OUT}{open}"
    )
}

fn not_asked() -> [String; 2] {
    [word(&Work::ReturnVisit), PICK_UP.to_owned()]
}

pub(super) fn served(db: &Connection, between: Between, open: bool, most: u32) -> Result<Vec<Served>, StoreError> {
    let sql = format!(
        "SELECT work.*, {ANSWERED_ELSEWHERE} AS elsewhere, \
         (SELECT name FROM person WHERE person.id = work.technician AND person.organisation = work.organisation) AS technician_name \
         {} ORDER BY work.done_at, work.document LIMIT ?6",
        source(open)
    );
    let Between { organisation, begins, ends } = between;
    let [visit, goods] = not_asked();
    let mut find = db.prepare_cached(&sql)?;
    let mut found = find.query(params![organisation.as_bytes(), begins.as_ms(), ends.as_ms(), visit, goods, most])?;
    let mut all = Vec::new();
    while let Some(found) = found.next()? {
        all.push(one(db, organisation, found)?);
    }
    Ok(all)
}

pub(super) fn count_to_ask(db: &Connection, between: Between) -> Result<u64, StoreError> {
    let sql = format!("SELECT COUNT(*) AS open {}", source(true));
    let [visit, goods] = not_asked();
    let bound = params![between.organisation.as_bytes(), between.begins.as_ms(), between.ends.as_ms(), visit, goods];
    db.prepare_cached(&sql)?.query_row(bound, |found| Ok(row::count(found, "open")))?
}

pub(super) fn served_by(db: &Connection, organisation: OrganisationId, visit: DocumentId) -> Result<Option<Served>, StoreError> {
    let sql = format!(
        "SELECT work.*, {ANSWERED_ELSEWHERE} AS elsewhere, \
         (SELECT name FROM person WHERE person.id = work.technician AND person.organisation = work.organisation) AS technician_name \
         FROM aftercare_work work WHERE work.organisation = ?1 AND work.document = ?2 AND work.done_at IS NOT NULL AND ?3 IS NULL AND {IS_ASKED} AND {LAST_OF_CALL_OUT}"
    );
    let [return_visit, goods] = not_asked();
    let mut find = db.prepare_cached(&sql)?;
    let mut found = find.query(params![organisation.as_bytes(), visit.as_bytes(), None::<i64>, return_visit, goods])?;
    found.next()?.map(|found| one(db, organisation, found)).transpose()
}

fn one(db: &Connection, organisation: OrganisationId, found: &Row<'_>) -> Result<Served, StoreError> {
    let work = work(found)?;
    let calls = work.line.call_out.map(|call_out| calls_of(db, organisation, call_out)).transpose()?.unwrap_or_default();
    let technician_name = found.get::<_, Option<String>>("technician_name")?.unwrap_or_default();
    let answered_elsewhere = if found.get("elsewhere")? { last_answered(db, organisation, &work)? } else { None };
    Ok(Served { work, technician_name, answered_elsewhere, calls })
}

fn last_answered(db: &Connection, organisation: OrganisationId, than: &KeptWork) -> Result<Option<WorkLine>, StoreError> {
    let sql = "SELECT * FROM aftercare_work WHERE organisation = ?1 AND call_out = ?2 AND document <> ?3 AND answered_at IS NOT NULL \
               ORDER BY answered_at DESC, document DESC LIMIT 1";
    let call_out = than.line.call_out.map(|call_out| *call_out.as_bytes());
    let mut find = db.prepare_cached(sql)?;
    let mut found = find.query(params![organisation.as_bytes(), call_out, than.document.as_bytes()])?;
    Ok(found.next()?.map(work).transpose()?.map(|work| work.line))
}

const CALL: &str = "call.id, call.call_out, call.visit, call.at, call.by, call.outcome, call.note, call.complaint, \
     COALESCE((SELECT name FROM person WHERE person.id = call.by), '') AS by_name";

fn calls_of(db: &Connection, organisation: OrganisationId, call_out: CallOutId) -> Result<Vec<SurveyCall>, StoreError> {
    let sql = format!(
        "SELECT {CALL} FROM survey_call call WHERE call.organisation = ?1 AND call.call_out = ?2 AND call.undone_at IS NULL ORDER BY call.at"
    );
    let mut find = db.prepare_cached(&sql)?;
    find.query_and_then(params![organisation.as_bytes(), call_out.as_bytes()], call)?.collect()
}

fn call(found: &Row<'_>) -> Result<SurveyCall, StoreError> {
    Ok(SurveyCall {
        id: EventId::from_bytes(row::id(found, "id")?),
        call_out: CallOutId::from_bytes(row::id(found, "call_out")?),
        visit: DocumentId::from_bytes(row::id(found, "visit")?),
        at: row::at(found, "at")?,
        by: PersonId::from_bytes(row::id(found, "by")?),
        by_name: found.get("by_name")?,
        outcome: CallOutcome::of(&found.get::<_, String>("outcome")?).ok_or(StoreError::Damaged("survey_call.outcome"))?,
        note: found.get("note")?,
        complaint: found.get::<_, Option<[u8; 16]>>("complaint")?.map(DocumentId::from_bytes),
    })
}

pub(super) fn counts(db: &Connection, between: Between) -> Result<CallCount, StoreError> {
    let sql = "SELECT COUNT(CASE WHEN outcome = 'answered' THEN 1 END) AS answered, \
               COUNT(CASE WHEN outcome = 'not_reached' THEN 1 END) AS not_reached, \
               COUNT(CASE WHEN outcome = 'given_up' THEN 1 END) AS given_up \
               FROM survey_call WHERE organisation = ?1 AND at >= ?2 AND at < ?3 AND undone_at IS NULL";
    let bound = params![between.organisation.as_bytes(), between.begins.as_ms(), between.ends.as_ms()];
    db.prepare_cached(sql)?.query_row(bound, |found| {
        let count = |column| row::count(found, column);
        Ok(count("answered")
            .and_then(|answered| Ok(CallCount { answered, not_reached: count("not_reached")?, given_up: count("given_up")? })))
    })?
}

/// With the number of the call-out and the customer's name.
pub(super) fn latest(db: &Connection, between: Between, most: u32) -> Result<Vec<(SurveyCall, String, String)>, StoreError> {
    let sql = format!(
        "SELECT {CALL}, COALESCE(work.number, '') AS number, COALESCE(work.customer, '') AS customer FROM survey_call call \
         LEFT JOIN aftercare_work work ON work.organisation = call.organisation AND work.document = call.visit \
         WHERE call.organisation = ?1 AND call.at >= ?2 AND call.at < ?3 AND call.undone_at IS NULL ORDER BY call.at DESC LIMIT ?4"
    );
    let mut find = db.prepare_cached(&sql)?;
    let bound = params![between.organisation.as_bytes(), between.begins.as_ms(), between.ends.as_ms(), most];
    find.query_and_then(bound, |found| Ok((call(found)?, found.get("number")?, found.get("customer")?)))?.collect()
}

pub(super) fn keep(tx: &Transaction<'_>, organisation: OrganisationId, new: &SurveyCall) -> Result<bool, StoreError> {
    let sql = "INSERT INTO survey_call (id, organisation, call_out, visit, at, by, outcome, note, complaint) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING";
    let complaint = new.complaint.map(|complaint| *complaint.as_bytes());
    let written = tx.execute(
        sql,
        params![
            new.id.as_bytes(),
            organisation.as_bytes(),
            new.call_out.as_bytes(),
            new.visit.as_bytes(),
            new.at.as_ms(),
            new.by.as_bytes(),
            new.outcome.word(),
            new.note,
            complaint
        ],
    )?;
    if written == 1 {
        return Ok(true);
    }
    let sql = "SELECT EXISTS (SELECT 1 FROM survey_call WHERE id = ?1 AND organisation = ?2 AND visit = ?3 AND outcome = ?4)";
    Ok(tx.query_row(sql, params![new.id.as_bytes(), organisation.as_bytes(), new.visit.as_bytes(), new.outcome.word()], |row| row.get(0))?)
}
