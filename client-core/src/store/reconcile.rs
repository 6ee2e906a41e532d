//! Comparing with the server: what this device names, and what an answer means for its rows.

use std::collections::BTreeMap;

use model::id::DocumentId;
use model::time::Timestamp;
use model::wire::reconcile::{Holding, ReconcileResponse, fingerprint};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::contact::{self, Cursor};
use super::{StoreError, changes, documents, outbox};

/// So long after the last comparison the next is due, in **milliseconds**: a week.
const AUDIT_MS: i64 = 7 * 24 * 3_600_000;

/// What is named to the server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Named {
    /// The fingerprint of each document.
    pub(crate) documents: BTreeMap<DocumentId, String>,
    /// The newest change row of all when they were read: what came later is not in them.
    newest: i64,
}

/// What the comparison came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Reconciled {
    /// Own changes that the server had named as received and does not hold.
    pub(crate) lost: u32,
    /// Documents to fetch whole.
    pub(crate) fetches: u32,
    /// Documents of which anything is other than before.
    pub(crate) touched: Vec<DocumentId>,
}

/// Whether both sides are to be compared before anything is sent.
pub(crate) fn is_owed(conn: &Connection) -> Result<bool, StoreError> {
    Ok(conn.prepare_cached("SELECT reconcile_owed FROM contact")?.query_row([], |row| row.get(0))?)
}

/// Notes that a comparison is owed, or no more.
pub(crate) fn owe(tx: &Transaction<'_>, owed: bool) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE contact SET reconcile_owed = ?1")?.execute([owed])?;
    Ok(())
}

/// Whether the last comparison is less than a week ago.
pub(crate) fn is_recent(conn: &Connection, now: Timestamp) -> Result<bool, StoreError> {
    Ok(last(conn)?.is_some_and(|last| (0..AUDIT_MS).contains(&now.as_ms().saturating_sub(last))))
}

/// Owes a comparison if the last one is a week ago. The week begins with the first contact, and anew if the clock was set back.
pub(crate) fn owe_if_due(tx: &Transaction<'_>, now: Timestamp) -> Result<(), StoreError> {
    match last(tx)? {
        Some(last) if last <= now.as_ms() => owe(tx, now.as_ms().saturating_sub(last) >= AUDIT_MS),
        _ => compared(tx, now),
    }
}

/// The next comparison is due in a week from `now`.
pub(crate) fn put_off(tx: &Transaction<'_>, now: Timestamp) -> Result<(), StoreError> {
    owe(tx, false)?;
    compared(tx, now)
}

fn last(conn: &Connection) -> Result<Option<i64>, StoreError> {
    Ok(conn.prepare_cached("SELECT audited_at FROM contact")?.query_row([], |row| row.get(0))?)
}

fn compared(tx: &Transaction<'_>, at: Timestamp) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE contact SET audited_at = ?1")?.execute([at.as_ms()])?;
    Ok(())
}

/// Every document of this device, as it is now.
pub(crate) fn named(conn: &Connection) -> Result<Named, StoreError> {
    let newest = conn
        .prepare_cached("SELECT max(coalesce((SELECT max(id) FROM change), 0), coalesce((SELECT max(last) FROM bundle), 0))")?
        .query_row([], |row| row.get(0))?;
    let mut named = Named { documents: BTreeMap::new(), newest };
    let mut find = conn.prepare_cached("SELECT id, heads FROM document WHERE length(heads) > 0")?;
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        let heads: Vec<u8> = row.get(1)?;
        let (hashes, _) = heads.as_chunks::<32>();
        named.documents.insert(DocumentId::from_bytes(row.get(0)?), fingerprint(hashes));
    }
    Ok(named)
}

/// Takes the answer: marks what the server holds and what it lacks, owes what is lacking here, and goes on from its cursor.
pub(crate) fn take(tx: &Transaction<'_>, named: &Named, answer: &ReconcileResponse, at: Timestamp) -> Result<Reconciled, StoreError> {
    if contact::cursor(tx)?.is_some_and(|cursor| cursor.epoch != answer.epoch) {
        contact::start_over(tx)?;
    }
    let mut reconciled = Reconciled::default();
    for document in named.documents.keys() {
        let lost = match answer.differ.get(document) {
            Some(holding) => take_difference(tx, *document, holding, answer, &mut reconciled)?,
            None => {
                changes::mark_received_to(tx, *document, named.newest)?;
                0
            }
        };
        let leaving = answer.leave.get(document);
        let unknown = answer.differ.get(document).is_some_and(|holding| holding.actors.is_empty());
        if let Some(leaving) = leaving {
            documents::mark_left(tx, *document, Some((&leaving.reason, leaving.successor.as_deref())))?;
        } else if !unknown {
            documents::mark_left(tx, *document, None)?;
            outbox::found(tx, *document)?;
        }
        if lost > 0 || leaving.is_some() {
            reconciled.touched.push(*document);
        }
        reconciled.lost += lost;
    }
    for document in &answer.enter {
        documents::enter(tx, *document)?;
        documents::owe_fetch(tx, *document, true)?;
        reconciled.fetches += 1;
    }
    contact::move_cursor(tx, &Cursor { text: answer.cursor.clone(), epoch: answer.epoch })?;
    owe(tx, false)?;
    compared(tx, at)?;
    Ok(reconciled)
}

/// Marks own changes of a document that differs; answers how many of those that were received the server lacks.
fn take_difference(
    tx: &Transaction<'_>,
    document: DocumentId,
    holding: &Holding,
    answer: &ReconcileResponse,
    reconciled: &mut Reconciled,
) -> Result<u32, StoreError> {
    let mut held = BTreeMap::new();
    for (actor, last) in &holding.actors {
        // An actor that cannot be read is none of this device's.
        if let Some(actor) = hex::decode(actor).ok().and_then(|actor| <[u8; 16]>::try_from(actor).ok()) {
            held.insert(actor, i64::try_from(*last).unwrap_or(i64::MAX));
        }
    }
    let lost = changes::mark_held(tx, document, &held)?;
    let mut newest = tx.prepare_cached("SELECT max(actor_seq) FROM change WHERE document = ?1 AND actor = ?2")?;
    let mut lacks = false;
    for (actor, last) in &held {
        let here: Option<i64> =
            newest.query_row(params![document.as_bytes().as_slice(), actor.as_slice()], |row| row.get(0)).optional()?.flatten();
        lacks |= here.unwrap_or(0) < *last;
    }
    if lacks && !answer.leave.contains_key(&document) {
        documents::owe_fetch(tx, document, true)?;
        reconciled.fetches += 1;
    }
    Ok(lost)
}
