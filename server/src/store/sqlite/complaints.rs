//! SQL of complaints by what is due next, and of papers to offices that are late.

use async_trait::async_trait;
use model::id::{DocumentId, OrganisationId};
use model::time::Timestamp;
use rusqlite::{Connection, Row, Transaction, named_params, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Sqlite, registers, row};
use crate::registers::row::RegisterRow;
use crate::store::StoreError;
use crate::store::complaints::{
    Asking, ComplaintCounts, ComplaintFilter, ComplaintNote, ComplaintQuery, ComplaintStore, Complaints, NoteAnswer, NoteKey,
};

/// So many earlier complaints are shown.
const MOST_ALIKE: u32 = 20;
/// So many papers are listed at once.
const MOST_NOTES: u32 = 500;

#[async_trait]
impl ComplaintStore for Sqlite {
    async fn complaints_due(&self, organisation: OrganisationId, query: ComplaintQuery) -> Result<Complaints, StoreError> {
        self.read(move |db| page(db, organisation, &query)).await
    }

    async fn complaint_counts(&self, organisation: OrganisationId, asking: Asking) -> Result<ComplaintCounts, StoreError> {
        self.read(move |db| counts(db, organisation, &asking)).await
    }

    async fn complaints_like(
        &self,
        organisation: OrganisationId,
        document: DocumentId,
        customer: String,
        serial: String,
    ) -> Result<Vec<RegisterRow>, StoreError> {
        self.read(move |db| alike(db, organisation, document, &customer, &serial)).await
    }

    async fn raise_complaint_notes(&self, organisation: OrganisationId, now: Timestamp) -> Result<usize, StoreError> {
        // Asked first, so that a round in which nothing is late does not take the writer's time.
        let is_any = move |db: &Connection| {
            let asked = named_params! { ":organisation": organisation.as_bytes(), ":now": now.as_ms() };
            Ok::<_, StoreError>(db.prepare_cached(&format!("SELECT 1 FROM ({LATE}) LIMIT 1"))?.exists(asked)?)
        };
        if !self.read(is_any).await? {
            return Ok(0);
        }
        self.write(move |tx| raise(tx, organisation, now)).await
    }

    async fn complaint_notes(&self, organisation: OrganisationId, document: Option<DocumentId>) -> Result<Vec<ComplaintNote>, StoreError> {
        self.read(move |db| notes(db, organisation, document)).await
    }

    async fn answer_complaint_note(
        &self,
        organisation: OrganisationId,
        document: DocumentId,
        answer: NoteAnswer,
    ) -> Result<bool, StoreError> {
        self.write(move |tx| give_answer(tx, organisation, document, &answer)).await
    }
}

/// By when something is due, as the index has it; what is never due comes last.
const DUE: &str = "coalesce(row ->> '$.data.due_at', 9223372036854775807)";

/// The last one that ended comes first.
const ENDED: &str = "-coalesce(row ->> '$.data.ended_at', 0)";

/// Which rows have not ended.
const IS_OPEN: &str = "state NOT IN ('closed', 'resubmitted')";

/// Which rows wait for `:offices`, or for `:decides` where a proposal names no office.
const WAITS: &str = "((row ->> '$.data.proposal' IS NOT NULL AND CASE json_array_length(row, '$.data.waits_for') WHEN 0 THEN :decides \
    ELSE EXISTS (SELECT 1 FROM json_each(row, '$.data.waits_for') AS may JOIN json_each(:offices) AS own ON own.value = may.value) END) \
    OR row ->> '$.data.office' IN (SELECT value FROM json_each(:offices)))";

fn page(db: &Connection, organisation: OrganisationId, query: &ComplaintQuery) -> Result<Complaints, StoreError> {
    let ComplaintQuery { filter, asking, visit, find, after, most } = query;
    let (order, which) = match filter {
        ComplaintFilter::Open => (DUE, IS_OPEN.to_owned()),
        ComplaintFilter::Late => (DUE, format!("{IS_OPEN} AND {DUE} < :now")),
        ComplaintFilter::Waiting => (DUE, format!("{IS_OPEN} AND {WAITS}")),
        ComplaintFilter::Closed => (ENDED, format!("NOT {IS_OPEN}")),
        ComplaintFilter::All => (DUE, "1".to_owned()),
    };
    // Every parameter is named in each of them, so that they can be given alike.
    let mut select = db.prepare_cached(&format!(
        "SELECT document, {order} AS place, row FROM register_row WHERE organisation = :organisation AND kind = 'complaint' AND {which} \
         AND (:visit IS NULL OR row ->> '$.data.visit' = :visit) AND (:find IS NULL OR instr(upper((row ->> '$.data.label') || ' ' || (row ->> '$.data.customer') || ' ' \
         || (row ->> '$.data.complainant') || ' ' || (row ->> '$.data.product') || ' ' || (row ->> '$.data.serial') || ' ' \
         || (row ->> '$.data.words')), upper(:find))) \
         AND (:place IS NULL OR ({order}, document) > (:place, :document)) \
         AND (:now IS NOT NULL AND :offices IS NOT NULL AND :decides IS NOT NULL) ORDER BY {order}, document LIMIT :most"
    ))?;
    let offices = offices(asking)?;
    let (place, document) = after.map(|(place, document)| (place, *document.as_bytes())).unzip();
    let mut found = select.query(named_params! {
        ":organisation": organisation.as_bytes(), ":now": asking.now.as_ms(), ":offices": offices, ":decides": asking.decides,
        ":visit": visit.map(|visit| visit.to_string()), ":find": find, ":place": place, ":document": document, ":most": most,
    })?;
    let (mut rows, mut last, mut seen) = (Vec::new(), None, 0);
    while let Some(found) = found.next()? {
        let document = DocumentId::from_bytes(row::id(found, "document")?);
        (last, seen) = (Some((found.get("place")?, document)), seen + 1);
        rows.extend(readable(found, document)?);
    }
    Ok(Complaints { rows, next: last.filter(|_| seen == *most) })
}

fn readable(found: &Row<'_>, document: DocumentId) -> Result<Option<RegisterRow>, StoreError> {
    let read = registers::read(found.get_ref("row")?.as_str().ok());
    if read.is_none() {
        tracing::error!(document.id = %document, "a row of a register cannot be read; rebuild the board");
    }
    Ok(read)
}

fn offices(asking: &Asking) -> Result<String, StoreError> {
    serde_json::to_string(&asking.offices).map_err(|_| StoreError::Damaged("desk_office.office"))
}

fn counts(db: &Connection, organisation: OrganisationId, asking: &Asking) -> Result<ComplaintCounts, StoreError> {
    let mut find = db.prepare_cached(&format!(
        "SELECT COUNT(*) AS open, COALESCE(SUM({DUE} < :now), 0) AS late, COALESCE(SUM({WAITS}), 0) AS waiting, \
         (SELECT COUNT(*) FROM ({NOTES} WHERE note.organisation = :organisation AND {TO_ANSWER})) AS notes \
         FROM register_row WHERE organisation = :organisation AND kind = 'complaint' AND {IS_OPEN}"
    ))?;
    let asked = named_params! {
        ":organisation": organisation.as_bytes(), ":now": asking.now.as_ms(), ":offices": offices(asking)?, ":decides": asking.decides,
    };
    let count = |found: &Row<'_>| {
        Ok(ComplaintCounts {
            open: found.get("open")?,
            late: found.get("late")?,
            waiting: found.get("waiting")?,
            notes: found.get("notes")?,
        })
    };
    Ok(find.query_row(asked, count)?)
}

fn alike(
    db: &Connection,
    organisation: OrganisationId,
    document: DocumentId,
    customer: &str,
    serial: &str,
) -> Result<Vec<RegisterRow>, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT document, sort_at, row FROM register_row \
         WHERE organisation = ?1 AND kind = 'complaint' AND row ->> '$.data.customer' = ?3 AND document <> ?2 \
         UNION \
         SELECT document, sort_at, row FROM register_row \
         WHERE organisation = ?1 AND kind = 'complaint' AND row ->> '$.data.serial' <> '' AND upper(row ->> '$.data.serial') = upper(?4) \
         AND document <> ?2 ORDER BY sort_at DESC, document DESC LIMIT ?5",
    )?;
    let mut found = find.query(params![organisation.as_bytes(), document.as_bytes(), customer, serial, MOST_ALIKE])?;
    let mut rows = Vec::new();
    while let Some(found) = found.next()? {
        let document = DocumentId::from_bytes(row::id(found, "document")?);
        rows.extend(readable(found, document)?);
    }
    Ok(rows)
}

/// Duties that are or were late at `:now` and have no paper of their office yet. One whose time was moved has another reminder once the one
/// before is answered; an inquiry is made once.
const LATE: &str = "SELECT late.* FROM ( \
     SELECT organisation, document, 'reminder' AS kind, owed.value AS owed FROM register_row, json_each(row, '$.data.owed') AS owed \
      WHERE organisation = :organisation AND kind = 'complaint' \
      AND coalesce(row ->> '$.data.due_at', 9223372036854775807) < :now \
      AND owed.value ->> '$.done_at' IS NULL AND owed.value ->> '$.due_at' < :now \
     UNION ALL \
     SELECT organisation, document, 'inquiry', owed.value FROM register_row, json_each(row, '$.data.owed') AS owed \
      WHERE organisation = :organisation AND kind = 'complaint' AND state IN ('closed', 'resubmitted') AND row ->> '$.data.was_late' = 1 \
      AND owed.value ->> '$.due_at' < owed.value ->> '$.done_at') AS late \
     WHERE NOT EXISTS (SELECT 1 FROM complaint_note AS note WHERE note.organisation = late.organisation AND note.document = late.document \
      AND note.kind = late.kind AND note.duty = late.owed ->> '$.duty' AND note.turn = late.owed ->> '$.turn' \
      AND note.office = coalesce(late.owed ->> '$.by', '') \
      AND (note.due_at = late.owed ->> '$.due_at' OR note.answered_at IS NULL OR note.kind = 'inquiry'))";

fn raise(tx: &Transaction<'_>, organisation: OrganisationId, now: Timestamp) -> Result<usize, StoreError> {
    let sql = format!(
        "INSERT INTO complaint_note (organisation, document, kind, duty, turn, office, due_at, raised_at) \
         SELECT organisation, document, kind, owed ->> '$.duty', owed ->> '$.turn', coalesce(owed ->> '$.by', ''), owed ->> '$.due_at', :now FROM ({LATE})"
    );
    Ok(tx.prepare_cached(&sql)?.execute(named_params! { ":organisation": organisation.as_bytes(), ":now": now.as_ms() })?)
}

const NOTES: &str = "SELECT note.document, complaint.row ->> '$.data.label' AS label, complaint.row ->> '$.data.customer' AS customer, \
     note.kind, note.duty, note.turn, nullif(note.office, '') AS office, note.due_at, note.raised_at, note.answered_at, person.name AS answered_by_name, note.answer \
     FROM complaint_note AS note \
     JOIN register_row AS complaint ON complaint.organisation = note.organisation AND complaint.document = note.document \
     LEFT JOIN person ON person.id = note.answered_by";

/// Nobody has answered; and nobody is reminded of what has ended.
const TO_ANSWER: &str = "note.answered_at IS NULL AND (note.kind = 'inquiry' OR complaint.state NOT IN ('closed', 'resubmitted'))";

fn notes(db: &Connection, organisation: OrganisationId, document: Option<DocumentId>) -> Result<Vec<ComplaintNote>, StoreError> {
    let mut find = db.prepare_cached(&format!(
        "{NOTES} WHERE note.organisation = ?1 AND CASE WHEN ?2 IS NULL THEN {TO_ANSWER} ELSE note.document = ?2 END \
         ORDER BY note.raised_at, note.document, note.due_at LIMIT ?3"
    ))?;
    let mut found = find.query(params![organisation.as_bytes(), document.map(|document| *document.as_bytes()), MOST_NOTES])?;
    let mut notes = Vec::new();
    while let Some(found) = found.next()? {
        notes.push(ComplaintNote {
            complaint: DocumentId::from_bytes(row::id(found, "document")?),
            label: found.get("label")?,
            customer: found.get("customer")?,
            key: NoteKey {
                kind: of_word(&found.get::<_, String>("kind")?)?,
                duty: of_word(&found.get::<_, String>("duty")?)?,
                turn: found.get("turn")?,
                office: found.get::<_, Option<String>>("office")?.map(|office| of_word(&office)).transpose()?,
                due_at: row::at(found, "due_at")?,
            },
            raised_at: row::at(found, "raised_at")?,
            answered_at: row::maybe_at(found, "answered_at")?,
            answered_by_name: found.get("answered_by_name")?,
            answer: found.get("answer")?,
        });
    }
    Ok(notes)
}

fn give_answer(tx: &Transaction<'_>, organisation: OrganisationId, document: DocumentId, answer: &NoteAnswer) -> Result<bool, StoreError> {
    let NoteAnswer { key, by, at, text } = answer;
    let sql = "UPDATE complaint_note SET answered_by = coalesce(answered_by, ?6), answer = coalesce(answer, ?8), \
               answered_at = coalesce(answered_at, ?7) \
               WHERE organisation = ?1 AND document = ?2 AND kind = ?3 AND duty = ?4 AND turn = ?5 AND office = ?9 AND due_at = ?10";
    let answered = tx.prepare_cached(sql)?.execute(params![
        organisation.as_bytes(),
        document.as_bytes(),
        word(&key.kind)?,
        word(&key.duty)?,
        key.turn,
        by.as_bytes(),
        at.as_ms(),
        text,
        key.office.as_ref().map(word).transpose()?.unwrap_or_default(),
        key.due_at.as_ms(),
    ])?;
    Ok(answered == 1)
}

/// The stored word of a value without fields.
fn word(value: &impl Serialize) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        _ => Err(StoreError::Damaged("complaint_note.duty")),
    }
}

fn of_word<T: DeserializeOwned>(word: &str) -> Result<T, StoreError> {
    serde_json::from_value(word.into()).map_err(|_| StoreError::Damaged("complaint_note.duty"))
}
