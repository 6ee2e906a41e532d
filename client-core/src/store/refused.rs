//! Work that the server refused for good: what is to be dealt with, the saved copy, and what does not stand.

use automerge::{Change, ChangeHash};
use model::documents::rerun::ValueWritten;
use model::gate::{Limits, preflight};
use model::id::DocumentId;
use model::time::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};
use serde::Serialize;

use super::StoreError;

/// Something that was entered on this device and does not stand, because the server did not take it. Nothing of it is lost: the change
/// is kept and leaves the phone with the export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotAccepted {
    /// Names the entry on this device.
    pub id: i64,
    /// Which document.
    pub document: DocumentId,
    /// The action, such as `swap_part`.
    pub command: String,
    /// The stable word for why. `seal_not_kept`: a signature, see [`NotAccepted::sign_anew`]; `builds_on_refused`: what it refers to was not
    /// accepted; else the server's word, or the rule's.
    pub code: String,
    /// Why, for a person.
    pub detail: String,
    /// What it had written, with what was there before.
    pub values: Vec<ValueWritten>,
    /// It was a signature. It is over exactly what was read then and is not carried over: have it signed again.
    pub sign_anew: bool,
    /// When it was entered, to the second.
    pub entered_at: Timestamp,
}

/// A branch that is to be dealt with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pending {
    pub(crate) document: DocumentId,
    /// The change that the server refused.
    pub(crate) hash: ChangeHash,
    pub(crate) code: String,
    pub(crate) detail: String,
}

/// One change row of a document.
pub(crate) struct Row {
    pub(crate) own: bool,
    pub(crate) raw: Vec<u8>,
    pub(crate) change: Change,
}

/// Notes which change the server refused for good, beside why.
pub(crate) fn note(tx: &Transaction<'_>, id: DocumentId, hash: Option<&[u8; 32]>) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE document SET refused_hash = ?2 WHERE id = ?1")?
        .execute(params![id.as_bytes().as_slice(), hash.map(|hash| hash.as_slice())])?;
    Ok(())
}

/// Branches that are to be dealt with.
pub(crate) fn pending(conn: &Connection) -> Result<Vec<Pending>, StoreError> {
    let mut query = conn.prepare_cached(
        "SELECT id, refused_hash, coalesce(refused_code, ''), coalesce(refused_detail, '') FROM document
         WHERE refused_hash IS NOT NULL AND refused_retry = 0 ORDER BY id",
    )?;
    let rows = query.query_map([], |row| {
        Ok(Pending { document: DocumentId::from_bytes(row.get(0)?), hash: ChangeHash(row.get(1)?), code: row.get(2)?, detail: row.get(3)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Every change of the document in the order kept, if all of them are sound.
pub(crate) fn rows(conn: &Connection, id: DocumentId) -> Result<Vec<Row>, StoreError> {
    let mut query = conn.prepare_cached("SELECT own, raw FROM change WHERE document = ?1 ORDER BY id")?;
    let rows = query.query_map([id.as_bytes().as_slice()], |row| Ok((row.get::<_, bool>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
    let damaged = || StoreError::DocumentDamaged(id);
    rows.map(|row| {
        let (own, raw) = row?;
        preflight(&raw, &Limits::of_own_server()).map_err(|_| damaged())?;
        let change = Change::try_from(raw.as_slice()).map_err(|_| damaged())?;
        Ok(Row { own, raw, change })
    })
    .collect()
}

/// Whether this change is what an action became when it was carried out again.
pub(crate) fn is_repeat(conn: &Connection, id: DocumentId, hash: ChangeHash) -> Result<bool, StoreError> {
    let mut query = conn.prepare_cached("SELECT 1 FROM refused_change WHERE document = ?1 AND became = ?2")?;
    Ok(query.exists(params![id.as_bytes().as_slice(), hash.0.as_slice()])?)
}

/// Takes the change out of the document's rows into the saved copy.
pub(crate) fn save(
    tx: &Transaction<'_>,
    pending: &Pending,
    row: &Row,
    became: Option<ChangeHash>,
    at: Timestamp,
) -> Result<(), StoreError> {
    let (key, hash) = (pending.document.as_bytes().as_slice(), row.change.hash());
    tx.prepare_cached(
        "INSERT INTO refused_change (document, hash, raw, became, code, detail, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT DO NOTHING",
    )?
    .execute(params![key, hash.0.as_slice(), row.raw, became.map(|hash| hash.0), pending.code, pending.detail, at.as_ms()])?;
    tx.prepare_cached("DELETE FROM change WHERE document = ?1 AND hash = ?2")?.execute(params![key, hash.0.as_slice()])?;
    // A picture goes with the change that names it; one that nothing names stays here and is not sent.
    match became {
        Some(new) => tx.prepare_cached("UPDATE photo SET change = ?3 WHERE document = ?1 AND change = ?2")?.execute(params![
            key,
            hash.0.as_slice(),
            new.0.as_slice()
        ])?,
        None => tx.prepare_cached("DELETE FROM photo WHERE document = ?1 AND change = ?2")?.execute(params![key, hash.0.as_slice()])?,
    };
    Ok(())
}

/// The snapshot is of changes that are no longer there.
pub(crate) fn forget_snapshot(tx: &Transaction<'_>, id: DocumentId) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE document SET snapshot = NULL, snapshot_to = 0 WHERE id = ?1")?.execute([id.as_bytes().as_slice()])?;
    Ok(())
}

/// Keeps what does not stand, once for each change.
pub(crate) fn keep_not_accepted(tx: &Transaction<'_>, hash: ChangeHash, entry: &NotAccepted) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO not_accepted (document, hash, command, code, detail, written, seal, entered)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING",
    )?
    .execute(params![
        entry.document.as_bytes().as_slice(),
        hash.0.as_slice(),
        entry.command,
        entry.code,
        entry.detail,
        serde_json::to_string(&entry.values)?,
        entry.sign_anew,
        entry.entered_at.as_ms()
    ])?;
    Ok(())
}

/// What does not stand and was not seen yet, in the order of entering.
pub(crate) fn not_accepted(conn: &Connection) -> Result<Vec<NotAccepted>, StoreError> {
    let mut query = conn.prepare_cached(
        "SELECT id, document, command, code, detail, seal, entered, written FROM not_accepted WHERE seen = 0 ORDER BY id",
    )?;
    let rows = query.query_map([], |row| {
        let entry = NotAccepted {
            id: row.get(0)?,
            document: DocumentId::from_bytes(row.get(1)?),
            command: row.get(2)?,
            code: row.get(3)?,
            detail: row.get(4)?,
            values: Vec::new(),
            sign_anew: row.get(5)?,
            entered_at: Timestamp::from_ms(row.get(6)?),
        };
        Ok((entry, row.get::<_, String>(7)?))
    })?;
    rows.map(|row| {
        let (entry, written) = row?;
        Ok(NotAccepted { values: serde_json::from_str(&written)?, ..entry })
    })
    .collect()
}

/// A person has read the entry; answers its document, if there is such an entry.
pub(crate) fn mark_seen(tx: &Transaction<'_>, entry: i64) -> Result<Option<DocumentId>, StoreError> {
    let document = tx
        .prepare_cached("UPDATE not_accepted SET seen = 1 WHERE id = ?1 RETURNING document")?
        .query_row([entry], |row| row.get::<_, [u8; 16]>(0))
        .optional()?;
    Ok(document.map(DocumentId::from_bytes))
}

/// A person has read every entry of a document.
pub(crate) fn mark_all_seen(tx: &Transaction<'_>, id: DocumentId) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE not_accepted SET seen = 1 WHERE document = ?1")?.execute([id.as_bytes().as_slice()])?;
    Ok(())
}
