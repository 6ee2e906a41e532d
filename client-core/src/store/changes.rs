//! Change rows: the truth of every document, beside its bundle ([`bundles`]), and, where they are own and not received, the outbox.

use std::collections::BTreeMap;

use automerge::ChangeHash;
use model::gate::{Limits, Preflight, preflight};
use model::id::DocumentId;
use model::rules::OwnWork;
use rusqlite::{Connection, Transaction, params};

use super::StoreError;
use super::bundles::{self, Bundled};

/// Who made a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Made here, and the server has not named it yet.
    OwnUnsent,
    /// Made here, and it came back from the server, which therefore has it.
    OwnReceived,
    /// Made by somebody else, and it came from the server.
    Server,
    /// Made by somebody else, and it came from another device: the server may not have it.
    Peer,
}

/// Keeps one change.
pub(crate) fn insert(tx: &Transaction<'_>, document: DocumentId, flight: &Preflight, raw: &[u8], origin: Origin) -> Result<(), StoreError> {
    let actor_seq = i64::try_from(flight.seq).map_err(|_| StoreError::Value("the actor's sequence".to_owned()))?;
    // After every other, also after those in bundles.
    tx.prepare_cached(
        "INSERT INTO change (id, document, hash, actor, actor_seq, own, received, raw)
         VALUES (1 + max(coalesce((SELECT max(id) FROM change), 0), coalesce((SELECT max(last) FROM bundle), 0)), ?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        document.as_bytes().as_slice(),
        flight.hash.0.as_slice(),
        flight.actor.as_slice(),
        actor_seq,
        matches!(origin, Origin::OwnUnsent | Origin::OwnReceived),
        matches!(origin, Origin::OwnReceived | Origin::Server),
        raw
    ])?;
    Ok(())
}

/// Whether every one of these changes is here.
pub(crate) fn holds_all(conn: &Connection, document: DocumentId, hashes: &[ChangeHash]) -> Result<bool, StoreError> {
    let mut query = conn.prepare_cached("SELECT 1 FROM change WHERE document = ?1 AND hash = ?2")?;
    let mut lacking = Vec::new();
    for hash in hashes {
        if !query.exists(params![document.as_bytes().as_slice(), hash.0.as_slice()])? {
            lacking.push(hash.0);
        }
    }
    if lacking.is_empty() {
        return Ok(true);
    }
    let heads = bundles::heads(conn, document)?;
    lacking.retain(|hash| !heads.contains(hash));
    if lacking.is_empty() || heads.is_empty() {
        return Ok(lacking.is_empty());
    }
    let Bundled::Yes(bundle) = bundles::of(conn, document)? else { return Ok(false) };
    Ok(lacking.iter().all(|hash| bundle.changes.iter().any(|change| change.hash == *hash)))
}

/// Hashes of the own changes that the server has named as durable; `None` if not all of them can be read.
pub(crate) fn own_received(conn: &Connection, document: DocumentId) -> Result<Option<Vec<[u8; 32]>>, StoreError> {
    let mut query = conn.prepare_cached("SELECT hash FROM change WHERE document = ?1 AND own = 1 AND received = 1")?;
    let mut hashes = query.query_map([document.as_bytes().as_slice()], |row| row.get(0))?.collect::<Result<Vec<_>, _>>()?;
    match bundles::of(conn, document)? {
        Bundled::No => {}
        Bundled::Yes(bundle) => hashes.extend(bundle.changes.iter().filter(|change| change.own).map(|change| change.hash)),
        Bundled::Damaged(_) => return Ok(None),
    }
    Ok(Some(hashes))
}

/// What this device has written to the document.
pub(crate) fn own_work(conn: &Connection, document: DocumentId) -> Result<OwnWork, StoreError> {
    let mut query = conn.prepare_cached("SELECT raw FROM change WHERE document = ?1 AND own = 1")?;
    let mut rows = query.query([document.as_bytes().as_slice()])?;
    let mut work = OwnWork::default();
    if let Bundled::Yes(bundle) = bundles::of(conn, document)? {
        for change in bundle.changes.iter().filter(|change| change.own) {
            if let Ok(flight) = preflight(&change.raw, &Limits::of_own_server()) {
                work.add(&flight, change.raw.len());
            }
        }
    }
    while let Some(row) = rows.next()? {
        let raw = row.get_ref(0)?.as_blob().map_err(|_| StoreError::Value("a change".to_owned()))?;
        // A row that is damaged stands in the way when the document is loaded, not here.
        if let Ok(flight) = preflight(raw, &Limits::of_own_server()) {
            work.add(&flight, raw.len());
        }
    }
    Ok(work)
}

/// Marks changes as durable at the server. Only a verdict whose digest was compared may lead here.
pub(crate) fn mark_received(tx: &Transaction<'_>, document: DocumentId, hashes: &[[u8; 32]]) -> Result<(), StoreError> {
    let mut update = tx.prepare_cached("UPDATE change SET received = 1 WHERE document = ?1 AND hash = ?2")?;
    for hash in hashes {
        update.execute(params![document.as_bytes().as_slice(), hash.as_slice()])?;
    }
    Ok(())
}

/// Marks changes of others that came from their devices as received: the server has just sent them itself.
pub(crate) fn mark_known_there(tx: &Transaction<'_>, document: DocumentId, hashes: &[[u8; 32]]) -> Result<(), StoreError> {
    let key = document.as_bytes().as_slice();
    let mut waits = tx.prepare_cached("SELECT 1 FROM change WHERE document = ?1 AND received = 0 AND own = 0")?;
    if !waits.exists([key])? {
        return Ok(());
    }
    let mut update = tx.prepare_cached("UPDATE change SET received = 1 WHERE document = ?1 AND hash = ?2 AND own = 0")?;
    for hash in hashes {
        update.execute(params![key, hash.as_slice()])?;
    }
    Ok(())
}

// Whether this device offers a `change` to the server: it made it, or it carries it with its author's proof.
macro_rules! offered {
    () => {
        "(own = 1 OR EXISTS (SELECT 1 FROM author_line l WHERE l.document = change.document AND l.actor = change.actor
         AND l.seq >= change.actor_seq))"
    };
}

/// Takes back that the change `hash` and everything after it in the document that this device offers was received: the server did not take
/// it after all. Answers `false`, and takes nothing back, if that change is not held as received: it was never named so, or is offered
/// again already.
pub(crate) fn take_back_received(tx: &Transaction<'_>, document: DocumentId, hash: &[u8; 32]) -> Result<bool, StoreError> {
    bundles::open(tx, document)?;
    let taken_back = tx
        .prepare_cached(concat!(
            "UPDATE change SET received = 0 WHERE document = ?1 AND ",
            offered!(),
            " AND id >= (SELECT id FROM change WHERE document = ?1 AND hash = ?2 AND received = 1 AND ",
            offered!(),
            ")"
        ))?
        .execute(params![document.as_bytes().as_slice(), hash.as_slice()])?;
    Ok(taken_back > 0)
}

/// Marks all own changes as unsent, and those that came from other devices with their authors' proofs: of one document, or of every
/// document when the server's history was replaced.
pub(crate) fn mark_unsent(tx: &Transaction<'_>, document: Option<DocumentId>) -> Result<(), StoreError> {
    match document {
        Some(document) => bundles::open(tx, document)?,
        None => bundles::open_all(tx)?,
    }
    let key = document.map(|id| id.as_bytes().to_vec());
    tx.prepare_cached(concat!("UPDATE change SET received = 0 WHERE (?1 IS NULL OR document = ?1) AND ", offered!()))?.execute([key])?;
    Ok(())
}

/// Marks changes up to the row `newest` as durable at the server, which has exactly what the document here had then.
pub(crate) fn mark_received_to(tx: &Transaction<'_>, document: DocumentId, newest: i64) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE change SET received = 1 WHERE document = ?1 AND received = 0 AND id <= ?2")?
        .execute(params![document.as_bytes().as_slice(), newest])?;
    Ok(())
}

/// Marks what this device offers by what the server holds, the highest number of each actor: those up to it are durable there, the others
/// are not. Answers how many it had named as received and lacks.
pub(crate) fn mark_held(tx: &Transaction<'_>, document: DocumentId, held: &BTreeMap<[u8; 16], i64>) -> Result<u32, StoreError> {
    bundles::open(tx, document)?;
    let mut actors = tx.prepare_cached(concat!("SELECT DISTINCT actor FROM change WHERE document = ?1 AND ", offered!()))?;
    let actors = actors.query_map([document.as_bytes().as_slice()], |row| row.get(0))?.collect::<Result<Vec<[u8; 16]>, _>>()?;
    let mut lost = 0;
    for actor in actors {
        let last = held.get(&actor).copied().unwrap_or(0);
        let key = params![document.as_bytes().as_slice(), actor.as_slice(), last];
        lost += tx
            .prepare_cached(concat!(
                "UPDATE change SET received = 0 WHERE document = ?1 AND actor = ?2 AND actor_seq > ?3 AND received = 1 AND ",
                offered!()
            ))?
            .execute(key)?;
        tx.prepare_cached(concat!(
            "UPDATE change SET received = 1 WHERE document = ?1 AND actor = ?2 AND actor_seq <= ?3 AND ",
            offered!()
        ))?
        .execute(key)?;
    }
    Ok(u32::try_from(lost).unwrap_or(u32::MAX))
}
