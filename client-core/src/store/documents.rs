//! Documents: loading them from their changes, and what stands in their way.
//!
//! The raw changes are the truth. A snapshot only saves time: if it does not load, or does not come to the heads that are kept
//! beside the changes, it is not used and the changes are replayed.

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{ActorId, Automerge, Change, ChangeHash};
use model::documents::kind::DocumentKind;
use model::id::DocumentId;
use model::wire::sync::Placed;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use super::{StoreError, bundles, remote_photos};
use crate::chance::{Chance, fresh};

/// A new snapshot is made when this many changes have come since the last.
const SNAPSHOT_EVERY: i64 = 64;
/// The server took the work in, marked: the visit had been given to somebody else.
const AFTER_REASSIGNMENT: &str = "after_reassignment";
/// The server holds the work apart from the visit until the desk decides.
pub(crate) const QUARANTINE: &str = "quarantine";

/// The document as its changes say, with a fresh actor: an actor is used by one process for one loaded document, never again.
pub(crate) fn load(conn: &Connection, id: DocumentId, chance: &dyn Chance) -> Result<Option<Automerge>, StoreError> {
    let row = conn
        .prepare_cached("SELECT heads, snapshot, snapshot_to FROM document WHERE id = ?1")?
        .query_row([id.as_bytes().as_slice()], |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Option<Vec<u8>>>(1)?, row.get::<_, i64>(2)?))
        })
        .optional()?;
    let Some((heads, snapshot, snapshot_to)) = row else { return Ok(None) };
    let quick = match snapshot {
        Some(snapshot) => {
            let later = raws_after(conn, id, snapshot_to)?;
            contained(|| apply(Automerge::load(&snapshot).ok()?, &later)).filter(|doc| heads_of(doc) == heads)
        }
        None => None,
    };
    let doc = match quick {
        Some(doc) => Some(doc),
        None => {
            let all = raws_after(conn, id, 0)?;
            contained(|| apply(Automerge::new(), &all)).filter(|doc| heads_of(doc) == heads)
        }
    };
    let mut doc = doc.ok_or(StoreError::DocumentDamaged(id))?;
    doc.set_actor(ActorId::from(fresh::<16>(chance)?));
    Ok(Some(doc))
}

/// Whether the document is here and has not left.
pub(crate) fn is_ours(conn: &Connection, id: DocumentId) -> Result<bool, StoreError> {
    let mut query = conn.prepare_cached("SELECT 1 FROM document WHERE id = ?1 AND length(heads) > 0 AND left_reason IS NULL")?;
    Ok(query.exists([id.as_bytes().as_slice()])?)
}

/// Makes sure there is a row for the document.
pub(crate) fn enter(tx: &Transaction<'_>, id: DocumentId) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT INTO document (id) VALUES (?1) ON CONFLICT DO NOTHING")?.execute([id.as_bytes().as_slice()])?;
    Ok(())
}

/// Keeps what the document's changes come to, and now and then a snapshot.
pub(crate) fn keep(tx: &Transaction<'_>, id: DocumentId, doc: &Automerge) -> Result<(), StoreError> {
    let key = id.as_bytes().as_slice();
    tx.prepare_cached("UPDATE document SET heads = ?2 WHERE id = ?1")?.execute(params![key, heads_of(doc)])?;
    let (newest, waiting): (Option<i64>, i64) = tx
        .prepare_cached(
            "SELECT max(id), count(*) FROM change
             WHERE document = ?1 AND id > (SELECT snapshot_to FROM document WHERE id = ?1)",
        )?
        .query_row([key], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if let Some(newest) = newest.filter(|_| waiting >= SNAPSHOT_EVERY) {
        tx.prepare_cached("UPDATE document SET snapshot = ?2, snapshot_to = ?3 WHERE id = ?1")?.execute(params![
            key,
            doc.save_nocompress(),
            newest
        ])?;
    }
    Ok(())
}

/// Why a document is no longer this device's.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Left {
    /// Why, for a person.
    pub reason: String,
    /// Who has it now, if anybody.
    pub successor: Option<String>,
    /// Whether work of this device was received after the visit had been given to somebody else (O-09): the desk sees it marked.
    pub late_work: bool,
}

/// Columns that [`left_in`] reads, from `document d`.
pub(crate) const LEFT: &str = "d.left_reason, d.left_successor, d.placed";

/// Reads the columns [`LEFT`], the first at `first`.
pub(crate) fn left_in(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<Left>> {
    let reason: Option<String> = row.get(first)?;
    let successor = row.get(first + 1)?;
    let placed: Option<String> = row.get(first + 2)?;
    Ok(reason.map(|reason| Left { reason, successor, late_work: placed.as_deref() == Some(AFTER_REASSIGNMENT) }))
}

/// Whether the document has left this device.
pub(crate) fn left(conn: &Connection, id: DocumentId) -> Result<Option<Left>, StoreError> {
    let found = conn
        .prepare_cached(&format!("SELECT {LEFT} FROM document d WHERE d.id = ?1"))?
        .query_row([id.as_bytes().as_slice()], |row| left_in(row, 0))
        .optional()?;
    Ok(found.flatten())
}

/// Notes that the document has left this device, or (with `None`) that it has come back. Answers whether there is such a row.
pub(crate) fn mark_left(tx: &Transaction<'_>, id: DocumentId, left: Option<(&str, Option<&str>)>) -> Result<bool, StoreError> {
    let marked = tx.prepare_cached("UPDATE document SET left_reason = ?2, left_successor = ?3 WHERE id = ?1")?.execute(params![
        id.as_bytes().as_slice(),
        left.map(|(reason, _)| reason),
        left.and_then(|(_, successor)| successor)
    ])?;
    if left.is_some() {
        remote_photos::want_no_more(tx, id)?;
    }
    Ok(marked > 0)
}

/// Notes where the server put the received work.
pub(crate) fn mark_placed(tx: &Transaction<'_>, id: DocumentId, placed: Placed) -> Result<(), StoreError> {
    let word = match placed {
        Placed::Document => None,
        Placed::AfterReassignment => Some(AFTER_REASSIGNMENT),
        Placed::Quarantine => Some(QUARANTINE),
        // What is not judged yet is where it was; where it went is told later.
        Placed::Nowhere | Placed::Received | Placed::Unknown => return Ok(()),
    };
    tx.prepare_cached("UPDATE document SET placed = ?2 WHERE id = ?1")?.execute(params![id.as_bytes().as_slice(), word])?;
    Ok(())
}

/// The server has no such document for this device: nothing is owed, and what could not be joined is of no use any more. A row that
/// never came to anything is dropped.
pub(crate) fn not_given(tx: &Transaction<'_>, id: DocumentId) -> Result<(), StoreError> {
    let key = [id.as_bytes().as_slice()];
    owe_fetch(tx, id, false)?;
    tx.prepare_cached(
        "UPDATE document SET unreadable_code = NULL, unreadable_detail = NULL
         WHERE id = ?1 AND length(heads) > 0 AND unreadable_code NOT IN ('newer_schema', 'unreadable', 'document_damaged')",
    )?
    .execute(key)?;
    tx.prepare_cached(
        "DELETE FROM document WHERE id = ?1 AND length(heads) = 0
         AND NOT EXISTS (SELECT 1 FROM change WHERE document = ?1) AND NOT EXISTS (SELECT 1 FROM bundle WHERE document = ?1)
         AND NOT EXISTS (SELECT 1 FROM set_aside WHERE document = ?1)",
    )?
    .execute(key)?;
    Ok(())
}

/// Notes that the whole history has to be fetched from the server, or that it no longer has to.
pub(crate) fn owe_fetch(tx: &Transaction<'_>, id: DocumentId, owed: bool) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE document SET fetch_owed = ?2 WHERE id = ?1")?.execute(params![id.as_bytes().as_slice(), owed])?;
    Ok(())
}

/// Documents whose whole history is owed.
pub(crate) fn fetches_owed(conn: &Connection) -> Result<Vec<DocumentId>, StoreError> {
    let mut query = conn.prepare_cached("SELECT id FROM document WHERE fetch_owed = 1 ORDER BY id")?;
    let ids = query.query_map([], |row| row.get::<_, [u8; 16]>(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(ids.into_iter().map(DocumentId::from_bytes).collect())
}

/// Notes that what the server sent could not be taken, and why.
pub(crate) fn park_unreadable(tx: &Transaction<'_>, id: DocumentId, code: &str, detail: &str) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE document SET unreadable_code = ?2, unreadable_detail = ?3 WHERE id = ?1")?.execute(params![
        id.as_bytes().as_slice(),
        code,
        detail
    ])?;
    Ok(())
}

/// Notes that the program `reader` cannot show the document: it is not tried again by the same program.
pub(crate) fn park_not_shown(tx: &Transaction<'_>, id: DocumentId, code: &str, detail: &str, reader: &str) -> Result<(), StoreError> {
    park_unreadable(tx, id, code, detail)?;
    tx.prepare_cached("UPDATE document SET not_shown_by = ?2 WHERE id = ?1")?.execute(params![id.as_bytes().as_slice(), reader])?;
    Ok(())
}

/// Notes that the document can be shown, and what it is. What else could not be taken of its news stays noted.
pub(crate) fn mark_shown(tx: &Transaction<'_>, id: DocumentId, kind: DocumentKind) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE document SET kind = ?2, not_shown_by = NULL,
             unreadable_code = iif(unreadable_code IN ('newer_schema', 'unreadable'), NULL, unreadable_code),
             unreadable_detail = iif(unreadable_code IN ('newer_schema', 'unreadable'), NULL, unreadable_detail)
         WHERE id = ?1 AND (kind IS NOT ?2 OR not_shown_by IS NOT NULL OR unreadable_code IN ('newer_schema', 'unreadable'))",
    )?
    .execute(params![id.as_bytes().as_slice(), kind.word()])?;
    Ok(())
}

/// Notes that what the server sent is taken.
pub(crate) fn mark_readable(tx: &Transaction<'_>, id: DocumentId) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE document SET unreadable_code = NULL, unreadable_detail = NULL WHERE id = ?1")?
        .execute([id.as_bytes().as_slice()])?;
    Ok(())
}

fn raws_after(conn: &Connection, id: DocumentId, after: i64) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut raws = Vec::new();
    if bundles::last(conn, id)? > after {
        let bundle = bundles::sound(conn, id)?;
        raws.extend(bundle.changes.into_iter().filter(|change| change.id > after).map(|change| change.raw));
    }
    let mut query = conn.prepare_cached("SELECT raw FROM change WHERE document = ?1 AND id > ?2 ORDER BY id")?;
    for raw in query.query_map(params![id.as_bytes().as_slice(), after], |row| row.get(0))? {
        raws.push(raw?);
    }
    Ok(raws)
}

fn apply(mut doc: Automerge, raws: &[Vec<u8>]) -> Option<Automerge> {
    let changes = raws.iter().map(|raw| Change::try_from(raw.as_slice()).ok()).collect::<Option<Vec<_>>>()?;
    doc.apply_changes(changes).ok()?;
    Some(doc)
}

/// Runs Automerge on bytes of a file that may be damaged: its panics are a failure to load.
/// A frame of its own in every backtrace: that is how the simulator tells these panics from others.
#[inline(never)]
fn contained(work: impl FnOnce() -> Option<Automerge>) -> Option<Automerge> {
    catch_unwind(AssertUnwindSafe(work)).ok().flatten()
}

fn heads_of(doc: &Automerge) -> Vec<u8> {
    let mut heads: Vec<ChangeHash> = doc.get_heads();
    heads.sort();
    heads.iter().flat_map(|head| head.0).collect()
}
