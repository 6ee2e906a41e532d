//! SQL of registers.

use async_trait::async_trait;
use model::documents::kind::DocumentKind;
use model::id::{DocumentId, OrganisationId};
use model::policy::Policy;
use model::time::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::{Sqlite, board, documents, ledgers, policies, row};
use crate::registers::row::{RegisterDraft, RegisterRow};
use crate::store::StoreError;
use crate::store::registers::{RegisterRows, RegisterStore};

#[async_trait]
impl RegisterStore for Sqlite {
    async fn register_row(&self, organisation: OrganisationId, document: DocumentId) -> Result<Option<RegisterRow>, StoreError> {
        self.read(move |db| find(db, organisation, document)).await
    }

    async fn register(
        &self,
        organisation: OrganisationId,
        kind: DocumentKind,
        before: Option<(Timestamp, DocumentId)>,
        most: u32,
    ) -> Result<RegisterRows, StoreError> {
        self.read(move |db| page(db, organisation, kind, before, most)).await
    }
}

fn page(
    db: &Connection,
    organisation: OrganisationId,
    kind: DocumentKind,
    before: Option<(Timestamp, DocumentId)>,
    most: u32,
) -> Result<RegisterRows, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT document, sort_at, row FROM register_row \
         WHERE organisation = ?1 AND kind = ?2 AND (?3 IS NULL OR (sort_at, document) < (?3, ?4)) \
         ORDER BY sort_at DESC, document DESC LIMIT ?5",
    )?;
    let mut found = find.query(params![
        organisation.as_bytes(),
        kind.word(),
        before.map(|(at, _)| at.as_ms()),
        before.map(|(_, document)| *document.as_bytes()),
        most,
    ])?;
    let (mut rows, mut last, mut seen) = (Vec::new(), None, 0);
    while let Some(found) = found.next()? {
        let (at, document) = (row::at(found, "sort_at")?, DocumentId::from_bytes(row::id(found, "document")?));
        (last, seen) = (Some((at, document)), seen + 1);
        match read(found.get_ref("row")?.as_str().ok()) {
            Some(row) => rows.push(row),
            None => tracing::error!(document.id = %document, "a row of a register cannot be read; rebuild the board"),
        }
    }
    Ok(RegisterRows { rows, next: last.filter(|_| seen == most) })
}

/// The stored row of a document; `None` also if it cannot be read.
pub(super) fn find(db: &Connection, organisation: OrganisationId, document: DocumentId) -> Result<Option<RegisterRow>, StoreError> {
    let json: Option<String> = db
        .prepare_cached("SELECT row FROM register_row WHERE organisation = ?1 AND document = ?2")?
        .query_row(params![organisation.as_bytes(), document.as_bytes()], |row| row.get("row"))
        .optional()?;
    Ok(read(json.as_deref()))
}

/// Writes the row of a document as `draft` and the store say; answers its number on the board.
pub(super) fn write(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    document: DocumentId,
    draft: &RegisterDraft,
) -> Result<u64, StoreError> {
    let seq = board::advance(tx, organisation)?;
    let row = made(tx, organisation, document, draft, seq)?;
    put(tx, organisation, document, draft.kind(), &row)?;
    Ok(seq)
}

/// The row of a document as `draft` and the store say, under this number on the board.
pub(super) fn made(
    db: &Connection,
    organisation: OrganisationId,
    document: DocumentId,
    draft: &RegisterDraft,
    seq: u64,
) -> Result<RegisterRow, StoreError> {
    let doubts = documents::doubts(db, organisation, document, draft.claims())?;
    let facts = documents::row_facts(db, organisation, document, seq)?;
    let policy = match draft.judged_at(facts) {
        Some(at) => policies::at(db, organisation, at)?,
        None => Policy::default(),
    };
    Ok(draft.with(facts, &doubts, &policy))
}

/// Counts a photo that has arrived whole; answers the row's number on the board, if the document has a row.
pub(super) fn photo_arrived(tx: &Transaction<'_>, organisation: OrganisationId, document: DocumentId) -> Result<Option<u64>, StoreError> {
    let Some(mut row) = find(tx, organisation, document)? else { return Ok(None) };
    row.seq = board::advance(tx, organisation)?;
    row.photos_complete = documents::row_facts(tx, organisation, document, row.seq)?.photos_complete;
    put(tx, organisation, document, row.what.kind(), &row)?;
    Ok(Some(row.seq))
}

/// Reads anew in the row what depends on other documents: whether a signature has the strokes of another one. Answers the row's number
/// on the board, if it says something else now.
pub(super) fn others_changed(tx: &Transaction<'_>, organisation: OrganisationId, document: DocumentId) -> Result<Option<u64>, StoreError> {
    let Some(mut row) = find(tx, organisation, document)? else { return Ok(None) };
    let strokes_copied = ledgers::has_copied_strokes(tx, organisation, document)?;
    if row.strokes_copied == strokes_copied {
        return Ok(None);
    }
    row.strokes_copied = strokes_copied;
    row.seq = board::advance(tx, organisation)?;
    put(tx, organisation, document, row.what.kind(), &row)?;
    Ok(Some(row.seq))
}

fn put(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    document: DocumentId,
    kind: DocumentKind,
    row: &RegisterRow,
) -> Result<(), StoreError> {
    let json = serde_json::to_string(row).map_err(|_| StoreError::Damaged("register_row.row"))?;
    tx.prepare_cached(
        "INSERT INTO register_row (organisation, document, kind, seq, state, sort_at, received_at, row) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) \
         ON CONFLICT (organisation, document) DO UPDATE SET kind = excluded.kind, seq = excluded.seq, state = excluded.state, \
         sort_at = excluded.sort_at, received_at = excluded.received_at, row = excluded.row",
    )?
    .execute(params![
        organisation.as_bytes(),
        document.as_bytes(),
        kind.word(),
        row::stored(row.seq),
        row.state,
        row.sort_at.as_ms(),
        row.received_at.as_ms(),
        json,
    ])?;
    Ok(())
}

/// A row as it is kept; `None` if it cannot be read.
pub(super) fn read(json: Option<&str>) -> Option<RegisterRow> {
    json.and_then(|json| serde_json::from_str(json).ok())
}
