//! The command journal: every action of a person as it was meant, beside the change it became. The export reads it.

use automerge::ChangeHash;
use model::id::{CommandId, DocumentId};
use model::time::Timestamp;
use rusqlite::{Transaction, params};
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
