//! SQL of the inbox: receiving, and what is read of it. What of a list is new is found out by [`look`]; [`mod@settle`] runs inside the commit
//! of a document.

mod look;
mod settle;

use std::collections::HashMap;

use async_trait::async_trait;
use automerge::ChangeHash;
use model::id::{DeviceId, DocumentId, OrganisationId, PersonId};
use model::seal::work::AuthorProof;
use model::time::Timestamp;
use model::wire::packed::{self, PackedLimits};
use model::wire::sync::{LaterRefusal, LaterVerdict, MAX_CHANGES, MAX_INFLATED_BYTES, MAX_LATER_VERDICTS, Placed};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use self::look::look;
pub(super) use self::settle::{Settled, any_refused, brought, settle, taken_after_all};
use super::{Sqlite, beside, board, devices, documents, row, unsent};
use crate::store::StoreError;
use crate::store::documents::Actor;
use crate::store::inbox::{
    Arrival, Arriving, ArrivingList, InboxMarks, InboxStanding, InboxStore, Kept, LeftOut, ListAsFound, Refusal, RefusedChangeRow,
    RefusedWork, TurnedAway, Waiting, WaitingList,
};

/// What a stored list may unfold into: what one request may bring.
const LIST_LIMITS: PackedLimits = PackedLimits { changes: MAX_CHANGES, bytes: MAX_INFLATED_BYTES };

#[async_trait]
impl InboxStore for Sqlite {
    async fn receive(&self, arrival: Arrival) -> Result<Kept, StoreError> {
        self.write(move |tx| receive(tx, &arrival)).await
    }

    async fn inbox_marks(&self, device: DeviceId, since: Timestamp) -> Result<InboxMarks, StoreError> {
        self.read(move |db| {
            let refused_bytes = refused_bytes(db, device, since)?;
            let unheard = db.prepare_cached("SELECT 1 FROM later_verdict WHERE device = ?1")?.exists([device.as_bytes()])?;
            Ok(InboxMarks { lists: newest(db, "inbox")?, verdicts: newest(db, "later_verdict")?, refused_bytes, unheard })
        })
        .await
    }

    async fn waiting(&self) -> Result<Vec<Waiting>, StoreError> {
        self.read(waiting).await
    }

    async fn waiting_list(&self, id: u64) -> Result<Option<WaitingList>, StoreError> {
        self.read(move |db| waiting_list(db, id)).await
    }

    async fn list_as_found(&self, id: u64) -> Result<Option<ListAsFound>, StoreError> {
        self.read(move |db| list_as_found(db, id)).await
    }

    async fn left_out(&self, organisation: OrganisationId, document: DocumentId, device: DeviceId) -> Result<LeftOut, StoreError> {
        self.read(move |db| beside::left_out(db, organisation, document, device)).await
    }

    async fn left_out_of_device(
        &self,
        organisation: OrganisationId,
        document: DocumentId,
        device: DeviceId,
        most: usize,
    ) -> Result<Vec<ChangeHash>, StoreError> {
        self.read(move |db| beside::left_out_of_device(db, organisation, document, device, most)).await
    }

    async fn refused_changes(&self, organisation: OrganisationId, document: DocumentId) -> Result<Vec<RefusedChangeRow>, StoreError> {
        self.read(move |db| beside::refused_changes(db, organisation, document)).await
    }

    async fn inbox_standing(&self, organisation: OrganisationId, most: u32) -> Result<InboxStanding, StoreError> {
        self.read(move |db| standing(db, organisation, most)).await
    }
}

/// The highest number that `table` ever gave out.
fn newest(db: &Connection, table: &str) -> Result<u64, StoreError> {
    let mut find = db.prepare_cached("SELECT seq FROM sqlite_sequence WHERE name = ?1")?;
    find.query_row([table], |row| Ok(row::count(row, "seq"))).optional()?.unwrap_or(Ok(0))
}

fn waiting(db: &Connection) -> Result<Vec<Waiting>, StoreError> {
    let mut find = db.prepare_cached("SELECT id, organisation, document, device, bytes FROM inbox ORDER BY id")?;
    let mut rows = find.query([])?;
    let mut waiting = Vec::new();
    while let Some(row) = rows.next()? {
        waiting.push(Waiting {
            id: row::count(row, "id")?,
            organisation: OrganisationId::from_bytes(row::id(row, "organisation")?),
            document: DocumentId::from_bytes(row::id(row, "document")?),
            device: DeviceId::from_bytes(row::id(row, "device")?),
            bytes: row::count(row, "bytes")?,
        });
    }
    Ok(waiting)
}

fn waiting_list(db: &Connection, id: u64) -> Result<Option<WaitingList>, StoreError> {
    let mut find = db.prepare_cached("SELECT organisation, document, person, device, received_at, packed FROM inbox WHERE id = ?1")?;
    let found = find
        .query_row([row::stored(id)], |row| {
            let list = WaitingList {
                id,
                organisation: OrganisationId::from_bytes(row::id(row, "organisation")?),
                document: DocumentId::from_bytes(row::id(row, "document")?),
                person: PersonId::from_bytes(row::id(row, "person")?),
                device: DeviceId::from_bytes(row::id(row, "device")?),
                received_at: row::at(row, "received_at")?,
                raws: Vec::new(),
                proofs: Vec::new(),
            };
            Ok((list, row.get::<_, Vec<u8>>("packed")?))
        })
        .optional()?;
    let Some((list, packed)) = found else { return Ok(None) };
    Ok(Some(WaitingList { raws: unpacked(&packed)?, proofs: proofs(db, id)?, ..list }))
}

/// The proofs that stand beside a list.
fn proofs(db: &Connection, list: u64) -> Result<Vec<AuthorProof>, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT p.certificate, p.work FROM inbox_author a JOIN inbox_proof p ON p.id = a.proof WHERE a.list = ?1 ORDER BY p.id",
    )?;
    let proofs =
        find.query_map([row::stored(list)], |row| Ok(AuthorProof { certificate: row.get("certificate")?, work: row.get("work")? }))?;
    Ok(proofs.collect::<Result<_, _>>()?)
}

fn unpacked(packed: &[u8]) -> Result<Vec<Vec<u8>>, StoreError> {
    packed::decode(packed, LIST_LIMITS).map_err(|_| StoreError::Damaged("inbox.packed"))
}

/// What a list for `document` holds that is not in the log, change by change. Of one that cannot be unpacked any more the first is kept
/// with the bytes as they are found, and the others without: their device has them.
fn contents(db: &Connection, document: DocumentId, hashes: &[u8], packed: Vec<u8>) -> Result<Vec<TurnedAway>, StoreError> {
    let hashes = documents::heads_of(hashes)?;
    let raws = unpacked(&packed).ok().filter(|raws| raws.len() == hashes.len());
    let mut as_found = if raws.is_some() { Vec::new() } else { packed };
    let mut raws = raws.unwrap_or_default().into_iter();
    let mut outside = Vec::with_capacity(hashes.len());
    for hash in hashes {
        let raw = raws.next();
        if !look::in_log(db, document, &hash)? {
            outside.push(TurnedAway { hash, raw: raw.unwrap_or_else(|| std::mem::take(&mut as_found)), author: None });
        }
    }
    Ok(outside)
}

fn list_as_found(db: &Connection, id: u64) -> Result<Option<ListAsFound>, StoreError> {
    let mut find =
        db.prepare_cached("SELECT organisation, document, person, device, received_at, hashes, packed FROM inbox WHERE id = ?1")?;
    let mut rows = find.query([row::stored(id)])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let document = DocumentId::from_bytes(row::id(row, "document")?);
    Ok(Some(ListAsFound {
        organisation: OrganisationId::from_bytes(row::id(row, "organisation")?),
        document,
        person: PersonId::from_bytes(row::id(row, "person")?),
        device: DeviceId::from_bytes(row::id(row, "device")?),
        received_at: row::at(row, "received_at")?,
        changes: contents(db, document, &row.get::<_, Vec<u8>>("hashes")?, row.get("packed")?)?,
    }))
}

fn standing(db: &Connection, organisation: OrganisationId, most: u32) -> Result<InboxStanding, StoreError> {
    let mut find = db.prepare_cached("SELECT COUNT(*) AS waiting, MIN(received_at) AS oldest_at FROM inbox WHERE organisation = ?1")?;
    let (waiting, oldest_at) =
        find.query_row([organisation.as_bytes()], |row| Ok((row::count(row, "waiting"), row::maybe_at(row, "oldest_at")?)))?;
    let mut find = db.prepare_cached(
        "WITH work AS (SELECT MIN(id) AS first, MAX(id) AS last, COUNT(*) AS changes, MAX(received_at) AS received_at, \
          MAX(refused_at) AS refused_at FROM refused_change WHERE organisation = ?1 AND discarded_at IS NULL \
          GROUP BY verdict, document, device ORDER BY MAX(refused_at) DESC, MAX(id) DESC LIMIT ?2) \
         SELECT r.document, r.person, p.name AS person_name, r.device, r.author_person, r.author_device, a.name AS author_name, \
          work.changes, work.received_at, work.refused_at, r.code, r.detail, r.retry \
         FROM work JOIN refused_change r ON r.id = work.first \
         JOIN person p ON p.organisation = r.organisation AND p.id = r.person \
         LEFT JOIN person a ON a.organisation = r.organisation AND a.id = r.author_person \
         ORDER BY work.refused_at DESC, work.last DESC",
    )?;
    let mut rows = find.query(params![organisation.as_bytes(), most])?;
    let mut refused = Vec::new();
    while let Some(row) = rows.next()? {
        refused.push(RefusedWork {
            document: DocumentId::from_bytes(row::id(row, "document")?),
            person: PersonId::from_bytes(row::id(row, "person")?),
            person_name: row.get("person_name")?,
            device: DeviceId::from_bytes(row::id(row, "device")?),
            author: match (beside::author(row)?, row.get::<_, Option<String>>("author_name")?) {
                (Some((person, device)), Some(name)) => Some((person, name, device)),
                _ => None,
            },
            changes: row::count(row, "changes")?,
            received_at: row::at(row, "received_at")?,
            refused_at: row::at(row, "refused_at")?,
            refusal: Refusal { code: row.get("code")?, detail: row.get("detail")?, retry: row.get("retry")? },
        });
    }
    Ok(InboxStanding { waiting: waiting?, oldest_at, refused })
}

fn receive(tx: &Transaction<'_>, arrival: &Arrival) -> Result<Kept, StoreError> {
    tx.prepare_cached("DELETE FROM later_verdict WHERE device = ?1 AND number <= ?2")?
        .execute(params![arrival.device.as_bytes(), row::stored(arrival.judged)])?;
    tx.prepare_cached("DELETE FROM brought WHERE device = ?1 AND last <= ?2")?
        .execute(params![arrival.device.as_bytes(), row::stored(arrival.served)])?;
    devices::heard(tx, arrival.organisation, arrival.device, arrival.at)?;
    unsent::keep(tx, arrival.organisation, arrival.device, arrival.unsent, arrival.at)?;
    let board = board::device_changed(tx, arrival.organisation, arrival.device)?;
    let mut kept = Kept { lists: Vec::with_capacity(arrival.lists.len()), waiting: Vec::new(), later: later(tx, arrival)?, board };
    let mut births = None;
    let mut proofs = HashMap::new();
    for list in &arrival.lists {
        let judgement = look(tx, arrival, list, &mut births)?;
        if let Some(new) = judgement.new {
            let waiting = keep(tx, arrival, list, &new)?;
            keep_proofs(tx, arrival, list, waiting.id, &mut proofs)?;
            kept.waiting.push(waiting);
        }
        kept.lists.push(judgement.kept);
    }
    Ok(kept)
}

fn refused_bytes(db: &Connection, device: DeviceId, since: Timestamp) -> Result<u64, StoreError> {
    let mut find =
        db.prepare_cached("SELECT COALESCE(SUM(length(raw)), 0) AS bytes FROM refused_change WHERE device = ?1 AND refused_at > ?2")?;
    find.query_row(params![device.as_bytes(), since.as_ms()], |row| Ok(row::count(row, "bytes")))?
}

/// Later verdicts that the device has not stored.
fn later(tx: &Transaction<'_>, arrival: &Arrival) -> Result<Vec<LaterVerdict>, StoreError> {
    let mut find = tx.prepare_cached(
        "SELECT number, document, placed, hash, code, detail, retry FROM later_verdict WHERE device = ?1 AND number > ?2 \
         ORDER BY number LIMIT ?3",
    )?;
    let most = row::stored(MAX_LATER_VERDICTS as u64);
    let mut rows = find.query(params![arrival.device.as_bytes(), row::stored(arrival.judged), most])?;
    let mut later = Vec::new();
    while let Some(row) = rows.next()? {
        let hash: Option<[u8; 32]> = row.get("hash")?;
        let refused = match hash {
            None => None,
            Some(hash) => {
                Some(LaterRefusal { hash: hex::encode(hash), code: row.get("code")?, detail: row.get("detail")?, retry: row.get("retry")? })
            }
        };
        later.push(LaterVerdict {
            number: row::count(row, "number")?,
            id: DocumentId::from_bytes(row::id(row, "document")?),
            placed: placed_of(&row.get::<_, String>("placed")?)?,
            refused,
        });
    }
    Ok(later)
}

/// Keeps what is new of a list.
fn keep(tx: &Transaction<'_>, arrival: &Arrival, list: &ArrivingList, new: &[usize]) -> Result<Waiting, StoreError> {
    let changes: Vec<&Arriving> = new.iter().filter_map(|place| list.changes.get(*place)).collect();
    let repacked;
    let packed = if changes.len() == list.changes.len() {
        &list.packed
    } else {
        let raws: Vec<&[u8]> = changes.iter().map(|change| change.raw.as_slice()).collect();
        repacked = packed::encode(&raws).map_err(|_| StoreError::Damaged("a list that was unpacked"))?;
        &repacked
    };
    // An actor that a proof names is the author's, who may send the same work: it stands in nobody's way here.
    let is_authors = |actor: &Actor| list.authors.iter().any(|author| author.actors.contains(actor));
    let mut actors: Vec<Actor> = changes.iter().map(|change| change.actor).filter(|actor| !is_authors(actor)).collect();
    actors.sort_unstable();
    actors.dedup();
    let bytes: usize = changes.iter().map(|change| change.raw.len()).sum();
    let hashes: Vec<u8> = changes.iter().flat_map(|change| change.hash.0).collect();
    let mut insert = tx.prepare_cached(
        "INSERT INTO inbox (organisation, document, person, device, received_at, born, bytes, hashes, actors, packed) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) RETURNING id",
    )?;
    let id = insert.query_row(
        params![
            arrival.organisation.as_bytes(),
            list.document.as_bytes(),
            arrival.person.as_bytes(),
            arrival.device.as_bytes(),
            arrival.at.as_ms(),
            changes.first().is_some_and(|first| first.deps.is_empty()),
            row::stored(bytes as u64),
            hashes,
            actors.concat(),
            packed,
        ],
        |row| Ok(row::count(row, "id")),
    )??;
    Ok(Waiting { id, organisation: arrival.organisation, document: list.document, device: arrival.device, bytes: bytes as u64 })
}

/// Keeps the proofs of those who wrote what the list brings for others. `kept` says which of the request's are kept, and where.
fn keep_proofs(
    tx: &Transaction<'_>,
    arrival: &Arrival,
    list: &ArrivingList,
    id: u64,
    kept: &mut HashMap<usize, i64>,
) -> Result<(), StoreError> {
    for author in &list.authors {
        let Some(AuthorProof { certificate, work }) = arrival.proofs.get(author.proof) else { continue };
        let proof = match kept.get(&author.proof) {
            Some(proof) => *proof,
            None => {
                let mut insert = tx.prepare_cached("INSERT INTO inbox_proof (certificate, work) VALUES (?1, ?2) RETURNING id")?;
                let proof = insert.query_row(params![certificate, work], |row| row.get("id"))?;
                kept.insert(author.proof, proof);
                proof
            }
        };
        tx.prepare_cached("INSERT INTO inbox_author (list, proof) VALUES (?1, ?2)")?.execute(params![row::stored(id), proof])?;
    }
    Ok(())
}

fn word_of(placed: Placed) -> Result<&'static str, StoreError> {
    match placed {
        Placed::Document => Ok("document"),
        Placed::AfterReassignment => Ok("after_reassignment"),
        Placed::Quarantine => Ok("quarantine"),
        Placed::Nowhere => Ok("nowhere"),
        Placed::Received | Placed::Unknown => Err(StoreError::Damaged("a place that is none to be told later")),
    }
}

fn placed_of(word: &str) -> Result<Placed, StoreError> {
    match word {
        "document" => Ok(Placed::Document),
        "after_reassignment" => Ok(Placed::AfterReassignment),
        "quarantine" => Ok(Placed::Quarantine),
        "nowhere" => Ok(Placed::Nowhere),
        _ => Err(StoreError::Damaged("later_verdict.placed")),
    }
}
