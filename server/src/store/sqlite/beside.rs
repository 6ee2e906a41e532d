//! Work beside its document: what a person at the desk decided of it, and what was refused, looked at one change at a time.

use std::collections::HashMap;

use automerge::ChangeHash;
use model::id::{DeviceId, DocumentId, OrganisationId, PersonId};
use model::log::{Beside, Decided, Decision};
use model::time::Timestamp;
use rusqlite::{Connection, Row, Transaction, params};
use sha2::{Digest as _, Sha256};

use super::row;
use crate::store::StoreError;
use crate::store::documents::DeskDecision;
use crate::store::inbox::{DISCARDED, LeftOut, Refusal, RefusedChangeRow};

/// Notes in the rows that the work stays out, and tells its device. Answers the hashes of the changes that the decision is about.
pub(super) fn leave_out(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    decision: &DeskDecision,
    at: Timestamp,
) -> Result<Vec<[u8; 32]>, StoreError> {
    // What the person did not see stays.
    let sql = match decision.beside {
        Beside::Quarantine => {
            "UPDATE quarantine SET discarded_at = ?4, discarded_by = ?5, discard_reason = ?6 \
             WHERE organisation = ?1 AND document = ?2 AND device = ?3 AND discarded_at IS NULL AND id <= ?7 \
             RETURNING id, hash"
        }
        Beside::Refused => {
            // So does what its device offers again by itself.
            "UPDATE refused_change SET discarded_at = ?4, discarded_by = ?5, discard_reason = ?6 \
             WHERE organisation = ?1 AND document = ?2 AND device = ?3 AND discarded_at IS NULL AND verdict <= ?7 AND retry = 0 \
             RETURNING id, hash"
        }
    };
    let mut update = tx.prepare_cached(sql)?;
    let DeskDecision { document, device, by, seen, reason, .. } = decision;
    let (organisation, document, device, by) = (organisation.as_bytes(), document.as_bytes(), device.as_bytes(), by.as_bytes());
    let (at, seen) = (at.as_ms(), row::stored(*seen));
    let named = |row: &Row<'_>| Ok((row.get("id")?, row.get("hash")?));
    let rows = update.query_map(params![organisation, document, device, at, by, reason, seen], named)?;
    let mut left_out: Vec<(i64, [u8; 32])> = rows.collect::<Result<_, _>>()?;
    left_out.sort_unstable();
    if let Some((_, first)) = left_out.first() {
        let placed = match decision.beside {
            Beside::Quarantine => "quarantine",
            Beside::Refused => "nowhere",
        };
        tx.prepare_cached(
            "INSERT INTO later_verdict (device, document, placed, hash, code, detail, retry) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)",
        )?
        .execute(params![device, document, placed, first, DISCARDED, reason])?;
    }
    Ok(left_out.into_iter().map(|(_, hash)| hash).collect())
}

/// The decision as the log tells of it.
pub(super) fn told(decision: &DeskDecision, changes: &[[u8; 32]]) -> Decided {
    let DeskDecision { document, device, by, beside, decision, reason, .. } = decision;
    Decided {
        document: *document,
        person: *by,
        device: *device,
        beside: *beside,
        decision: *decision,
        reason: (*decision == Decision::LeftOut).then(|| hex::encode(Sha256::digest(reason))),
        changes: changes.iter().map(hex::encode).collect(),
    }
}

/// See [`InboxStore::left_out`](crate::store::InboxStore::left_out).
pub(super) fn left_out(
    db: &Connection,
    organisation: OrganisationId,
    document: DocumentId,
    device: DeviceId,
) -> Result<LeftOut, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT hash, coalesce(discard_reason, '') AS reason FROM quarantine \
         WHERE document = ?1 AND organisation = ?2 AND discarded_at IS NOT NULL \
         UNION ALL SELECT hash, coalesce(discard_reason, '') FROM refused_change \
         WHERE device = ?3 AND document = ?1 AND organisation = ?2 AND discarded_at IS NOT NULL",
    )?;
    let key = params![document.as_bytes(), organisation.as_bytes(), device.as_bytes()];
    let rows = find.query_map(key, |row| Ok((ChangeHash(row.get("hash")?), row.get::<_, String>("reason")?)))?;
    Ok(rows.collect::<Result<HashMap<_, _>, _>>()?)
}

/// See [`InboxStore::left_out_of_device`](crate::store::InboxStore::left_out_of_device).
pub(super) fn left_out_of_device(
    db: &Connection,
    organisation: OrganisationId,
    document: DocumentId,
    device: DeviceId,
    most: usize,
) -> Result<Vec<ChangeHash>, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT hash FROM quarantine \
         WHERE document = ?1 AND organisation = ?2 AND discarded_at IS NOT NULL AND (device = ?3 OR relayed_by = ?3) \
         UNION SELECT hash FROM refused_change \
         WHERE device = ?3 AND document = ?1 AND organisation = ?2 AND discarded_at IS NOT NULL ORDER BY hash LIMIT ?4",
    )?;
    let key = params![document.as_bytes(), organisation.as_bytes(), device.as_bytes(), row::stored(most as u64)];
    let rows = find.query_map(key, |row| row.get("hash").map(ChangeHash))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Every refused change of a document, in the order in which they were refused.
pub(super) fn refused_changes(
    db: &Connection,
    organisation: OrganisationId,
    document: DocumentId,
) -> Result<Vec<RefusedChangeRow>, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT hash, person, device, author_person, author_device, received_at, refused_at, code, detail, retry, raw, verdict, \
         discarded_at, discarded_by, discard_reason FROM refused_change WHERE organisation = ?1 AND document = ?2 ORDER BY id",
    )?;
    let mut rows = find.query(params![organisation.as_bytes(), document.as_bytes()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(RefusedChangeRow {
            hash: ChangeHash(row.get("hash")?),
            person: PersonId::from_bytes(row::id(row, "person")?),
            device: DeviceId::from_bytes(row::id(row, "device")?),
            author: author(row)?,
            received_at: row::at(row, "received_at")?,
            refused_at: row::at(row, "refused_at")?,
            refusal: Refusal { code: row.get("code")?, detail: row.get("detail")?, retry: row.get("retry")? },
            raw: row.get("raw")?,
            verdict: row::count(row, "verdict")?,
            discarded: match row::maybe_at(row, "discarded_at")? {
                Some(at) => Some((at, PersonId::from_bytes(row::id(row, "discarded_by")?), row.get("discard_reason")?)),
                None => None,
            },
        });
    }
    Ok(found)
}

/// Who made a refused change, if that was somebody else than who brought it.
pub(super) fn author(row: &Row<'_>) -> Result<Option<(PersonId, DeviceId)>, StoreError> {
    let (person, device): (Option<[u8; 16]>, Option<[u8; 16]>) = (row.get("author_person")?, row.get("author_device")?);
    Ok(person.zip(device).map(|(person, device)| (PersonId::from_bytes(person), DeviceId::from_bytes(device))))
}
