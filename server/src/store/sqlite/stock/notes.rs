//! SQL of papers of the store. A paper and its movements are one write.

use model::id::{OrganisationId, PersonId, StockNoteId};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use super::next_number;
use crate::store::StoreError;
use crate::store::reference::MovementsOutcome;
use crate::store::sqlite::{reference, row};
use crate::store::stock::{KeptNote, NewNote, NoteOutcome, NoteQuery};

const NOTE: &str = "SELECT id, number, at, person, body FROM stock_note";

pub(super) fn keep(tx: &Transaction<'_>, organisation: OrganisationId, new: NewNote) -> Result<NoteOutcome, StoreError> {
    let NewNote { note, series, at, by } = new;
    if let Some(known) = one(tx, organisation, note.id)? {
        return Ok(if known.note == note { NoteOutcome::Known(known) } else { NoteOutcome::Taken });
    }
    let mut known =
        tx.prepare_cached("SELECT 1 FROM reference_row WHERE organisation = ?1 AND set_name = 'movements' AND audience = ?1 AND key = ?2")?;
    for line in &note.lines {
        if known.exists(params![organisation.as_bytes(), line.id.to_string()])? {
            return Ok(NoteOutcome::Taken);
        }
    }
    let number = next_number(tx, organisation, &series)?;
    if !matches!(reference::keep_movements(tx, organisation, by, at, &note.movements(&number, at))?, MovementsOutcome::Kept { .. }) {
        // With nothing of it: the number is given to the next paper.
        return Err(StoreError::Taken);
    }
    let body = serde_json::to_string(&note).map_err(|_| StoreError::Damaged("stock_note.body"))?;
    tx.prepare_cached(
        "INSERT INTO stock_note (organisation, id, number, kind, at, person, discrepancy, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        organisation.as_bytes(),
        note.id.as_bytes(),
        number,
        note.kind.word(),
        at.as_ms(),
        by.as_bytes(),
        note.has_discrepancy(),
        body,
    ])?;
    let mut stands = tx.prepare_cached("UPDATE stock_movement SET note = ?3 WHERE organisation = ?1 AND id = ?2")?;
    for line in &note.lines {
        stands.execute(params![organisation.as_bytes(), line.id.as_bytes(), note.id.as_bytes()])?;
    }
    Ok(NoteOutcome::Kept(KeptNote { number, at, by, note }))
}

pub(super) fn one(db: &Connection, organisation: OrganisationId, id: StockNoteId) -> Result<Option<KeptNote>, StoreError> {
    let mut find = db.prepare_cached(&format!("{NOTE} WHERE organisation = ?1 AND id = ?2"))?;
    let found = find.query_row(params![organisation.as_bytes(), id.as_bytes()], |found| Ok(kept(found)));
    found.optional()?.transpose()
}

pub(super) fn page(db: &Connection, organisation: OrganisationId, query: &NoteQuery) -> Result<Vec<KeptNote>, StoreError> {
    let narrowed = match (query.kind, query.differing) {
        (_, true) => "discrepancy = 1 AND (?2 IS NULL OR kind = ?2)",
        (Some(_), false) => "kind = ?2",
        (None, false) => "?2 IS NULL",
    };
    let mut find = db.prepare_cached(&format!(
        "{NOTE} WHERE organisation = ?1 AND {narrowed} AND (?3 IS NULL OR (at, id) < (?3, ?4)) ORDER BY at DESC, id DESC LIMIT ?5"
    ))?;
    let (before_at, before_id) = query.before.map(|(at, id)| (at.as_ms(), *id.as_bytes())).unzip();
    let kind = query.kind.map(model::stock::note::NoteKind::word);
    let mut found = find.query(params![organisation.as_bytes(), kind, before_at, before_id, query.most])?;
    let mut notes = Vec::new();
    while let Some(found) = found.next()? {
        notes.push(kept(found)?);
    }
    Ok(notes)
}

fn kept(found: &Row<'_>) -> Result<KeptNote, StoreError> {
    let body = found.get_ref("body")?.as_str().ok().and_then(|json| serde_json::from_str(json).ok());
    Ok(KeptNote {
        number: found.get("number")?,
        at: row::at(found, "at")?,
        by: PersonId::from_bytes(row::id(found, "person")?),
        note: body.ok_or(StoreError::Damaged("stock_note.body"))?,
    })
}
