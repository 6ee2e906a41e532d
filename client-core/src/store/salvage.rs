//! Making a damaged document whole again: what the server has of it, and every row of it that can still be read and joined.
//!
//! What cannot be joined is not thrown away: its rows are set aside, are shown as parked, and leave the phone with the export.

use std::collections::{HashMap, HashSet};

use automerge::{Change, ChangeHash};
use model::gate::{Limits, preflight};
use model::id::DocumentId;
use rusqlite::{Connection, Transaction, params};

use super::StoreError;
use super::bundles::{self, Bundled};

/// What was known of a change before its document was made whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kept {
    /// Made on this device.
    pub(crate) own: bool,
    /// The server had named it as durable.
    pub(crate) received: bool,
}

struct Row {
    hash: Vec<u8>,
    raw: Vec<u8>,
    kept: Kept,
}

/// The rows of a damaged document that can still be read and that build on `fetched` or on each other, in order.
pub(crate) fn joinable(tx: &Transaction<'_>, id: DocumentId, fetched: &[Vec<u8>]) -> Result<Vec<Vec<u8>>, StoreError> {
    bundles::open(tx, id)?;
    let mut known: HashSet<ChangeHash> = fetched.iter().filter_map(|raw| name_of(raw)).collect();
    let mut joined = Vec::new();
    for row in rows(tx, id)? {
        let Some(change) = sound(&row) else { continue };
        if !known.contains(&change.hash()) && change.deps().iter().all(|dep| known.contains(dep)) {
            known.insert(change.hash());
            joined.push(row.raw);
        }
    }
    Ok(joined)
}

/// Takes away every row of the document, so that those of the whole one can be kept instead; rows that are not among `whole` are
/// set aside. Answers what was known of the others.
pub(crate) fn make_room(
    tx: &Transaction<'_>,
    id: DocumentId,
    whole: &HashSet<ChangeHash>,
) -> Result<HashMap<ChangeHash, Kept>, StoreError> {
    let mut kept = HashMap::new();
    let mut aside = tx.prepare_cached("INSERT INTO set_aside (document, hash, raw, own) VALUES (?1, ?2, ?3, ?4)")?;
    bundles::open(tx, id)?;
    if let Bundled::Damaged(remains) = bundles::of(tx, id)? {
        if !remains.are_in(whole) {
            aside.execute(params![id.as_bytes().as_slice(), remains.heads, remains.packed, true])?;
        }
        tx.execute("DELETE FROM bundle WHERE document = ?1", [id.as_bytes().as_slice()])?;
    }
    for row in rows(tx, id)? {
        let hash = <[u8; 32]>::try_from(row.hash.as_slice()).ok().map(ChangeHash).filter(|hash| whole.contains(hash));
        match hash {
            Some(hash) => {
                kept.insert(hash, row.kept);
            }
            None => {
                aside.execute(params![id.as_bytes().as_slice(), row.hash, row.raw, row.kept.own])?;
            }
        }
    }
    let key = id.as_bytes().as_slice();
    tx.execute("DELETE FROM change WHERE document = ?1", [key])?;
    tx.execute("UPDATE document SET snapshot = NULL, snapshot_to = 0 WHERE id = ?1", [key])?;
    tx.execute(
        "UPDATE document SET refused_code = NULL, refused_detail = NULL, refused_retry = 0
         WHERE id = ?1 AND refused_code = ?2",
        params![key, StoreError::DocumentDamaged(id).code()],
    )?;
    Ok(kept)
}

/// A person was told of what was set aside and goes on.
pub(crate) fn mark_seen(tx: &Transaction<'_>, id: DocumentId) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE set_aside SET seen = 1 WHERE document = ?1")?.execute([id.as_bytes().as_slice()])?;
    Ok(())
}

fn rows(conn: &Connection, id: DocumentId) -> Result<Vec<Row>, StoreError> {
    let mut query = conn.prepare_cached("SELECT hash, raw, own, received FROM change WHERE document = ?1 ORDER BY id")?;
    let rows = query.query_map([id.as_bytes().as_slice()], |row| {
        Ok(Row { hash: row.get(0)?, raw: row.get(1)?, kept: Kept { own: row.get(2)?, received: row.get(3)? } })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn name_of(raw: &[u8]) -> Option<ChangeHash> {
    preflight(raw, &Limits::default()).ok().map(|flight| flight.hash)
}

/// The change in a row, if it is the one that the row names. The gate's first look comes first: it bounds what parsing costs.
fn sound(row: &Row) -> Option<Change> {
    name_of(&row.raw).filter(|hash| hash.0.as_slice() == row.hash)?;
    Change::try_from(row.raw.as_slice()).ok()
}
