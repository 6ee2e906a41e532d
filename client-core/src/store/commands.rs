//! The command journal: every action of a person as it was meant, beside the change it became. The export reads it, and an action that
//! is carried out again keeps its entry.

use automerge::ChangeHash;
use model::id::{CommandId, DocumentId};
use model::time::Timestamp;
use rusqlite::{Connection, Transaction, params};
use serde::Serialize;

use super::StoreError;

/// Keeps `intent` in the journal.
pub(crate) fn record<I: Serialize>(
    tx: &Transaction<'_>,
    command: CommandId,
    document: DocumentId,
    change: ChangeHash,
    intent: &I,
    at: Timestamp,
) -> Result<(), StoreError> {
    let intent = serde_json::to_string(intent)?;
    tx.prepare_cached("INSERT INTO command (id, document, change, intent, at) VALUES (?1, ?2, ?3, ?4, ?5)")?.execute(params![
        command.as_bytes().as_slice(),
        document.as_bytes().as_slice(),
        change.0.as_slice(),
        intent,
        at.as_ms()
    ])?;
    Ok(())
}

/// One entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    command: CommandId,
    document: DocumentId,
    /// The change it became.
    pub(crate) change: ChangeHash,
    intent: String,
    at: Timestamp,
}

/// The journal of one document, in order.
pub(crate) fn of(conn: &Connection, document: DocumentId) -> Result<Vec<Entry>, StoreError> {
    let mut query = conn.prepare_cached("SELECT id, change, intent, at FROM command WHERE document = ?1 ORDER BY place")?;
    let rows = query.query_map([document.as_bytes().as_slice()], |row| {
        Ok(Entry {
            command: CommandId::from_bytes(row.get(0)?),
            document,
            change: ChangeHash(row.get(1)?),
            intent: row.get(2)?,
            at: Timestamp::from_ms(row.get(3)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The same action became another change.
pub(crate) fn repeat(tx: &Transaction<'_>, entry: &Entry, change: ChangeHash) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO command (id, document, change, intent, at) SELECT ?1, ?2, ?3, ?4, ?5
         WHERE NOT EXISTS (SELECT 1 FROM command WHERE document = ?2 AND id = ?1 AND change = ?3)",
    )?
    .execute(params![
        entry.command.as_bytes().as_slice(),
        entry.document.as_bytes().as_slice(),
        change.0.as_slice(),
        entry.intent,
        entry.at.as_ms()
    ])?;
    Ok(())
}

/// Every receipt number that a repair on this device bears, or that this device gave, whatever became of the document since.
pub(crate) fn given_receipts(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let mut query = conn.prepare_cached(
        "SELECT label FROM projection WHERE kind = 'repair'
         UNION SELECT json_extract(intent, '$.receipt') FROM command WHERE json_extract(intent, '$.action') = 'open_repair'",
    )?;
    Ok(query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// Every label that this device gave to a complaint (E7).
pub(crate) fn given_complaint_labels(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let mut query = conn.prepare_cached(
        "SELECT json_extract(card, '$.provisional') FROM projection WHERE kind = 'complaint'
         UNION SELECT json_extract(intent, '$.provisional') FROM command WHERE json_extract(intent, '$.action') = 'receive_complaint'",
    )?;
    Ok(query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}
