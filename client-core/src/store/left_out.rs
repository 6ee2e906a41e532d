//! What a person at the desk left out of its document: it is not entered again by itself.

use std::collections::HashSet;

use automerge::ChangeHash;
use model::id::DocumentId;
use rusqlite::{Connection, Transaction, params};

use super::StoreError;
use super::bundles::{self, Bundled};

/// The stable word for work that the desk left out.
pub(crate) const DISCARDED: &str = "discarded";

/// Notes that the desk leaves the change out.
pub(crate) fn note(tx: &Transaction<'_>, id: DocumentId, hash: &ChangeHash) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT INTO left_out (document, hash) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![id.as_bytes().as_slice(), hash.0.as_slice()])?;
    Ok(())
}

/// The changes of the document that the desk leaves out.
pub(crate) fn of(conn: &Connection, id: DocumentId) -> Result<HashSet<ChangeHash>, StoreError> {
    let mut query = conn.prepare_cached("SELECT hash FROM left_out WHERE document = ?1")?;
    let rows = query.query_map([id.as_bytes().as_slice()], |row| row.get(0).map(ChangeHash))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The document came whole from the server: what is in it was taken in after all.
pub(crate) fn forget_taken_in(tx: &Transaction<'_>, id: DocumentId) -> Result<(), StoreError> {
    tx.prepare_cached(
        "DELETE FROM left_out WHERE document = ?1 AND hash IN (SELECT hash FROM change WHERE document = ?1 AND received = 1)",
    )?
    .execute([id.as_bytes().as_slice()])?;
    let left = of(tx, id)?;
    if !left.is_empty()
        && let Bundled::Yes(bundle) = bundles::of(tx, id)?
    {
        let mut forget = tx.prepare_cached("DELETE FROM left_out WHERE document = ?1 AND hash = ?2")?;
        for change in bundle.changes.iter().filter(|change| left.contains(&ChangeHash(change.hash))) {
            forget.execute(params![id.as_bytes().as_slice(), change.hash.as_slice()])?;
        }
    }
    Ok(())
}
