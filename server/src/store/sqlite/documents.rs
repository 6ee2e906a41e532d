//! SQL of documents: what is read. Writing is [`commit`], following the log is [`pull`], the register is [`call_outs`].

pub(super) mod call_outs;
mod commit;
mod doubts;
mod moments;
mod pull;
mod quarantine;
mod reconcile;

use std::collections::{BTreeSet, HashMap};

use async_trait::async_trait;
use automerge::ChangeHash;
use model::id::{CallOutId, DeviceId, DocumentId, EpochId, OrganisationId, PersonId};
use model::time::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::Sqlite;
use super::history_mark::epoch;
use super::row;
use crate::store::documents::{
    Actor, Batch, CallOutEntry, Compared, Comparison, LateWork, LogMark, Outcome, PullQuery, PulledPage, QuarantineSize, SetAside,
    Standing, StoredDocument,
};
use crate::store::{DocumentStore, StoreError};

pub(super) use call_outs::register as register_call_out;
pub(super) use commit::{keep_photo_references, row_facts, update_call_out, write_row};
pub(super) use doubts::of as doubts;
pub(super) use moments::judged as judged_moments;

#[async_trait]
impl DocumentStore for Sqlite {
    async fn standing(&self, organisation: OrganisationId, person: PersonId, document: DocumentId) -> Result<Standing, StoreError> {
        self.read(move |db| standing(db, organisation, person, document)).await
    }

    async fn document(&self, organisation: OrganisationId, document: DocumentId) -> Result<Option<StoredDocument>, StoreError> {
        self.read(move |db| load(db, organisation, document)).await
    }

    async fn history(&self, organisation: OrganisationId, document: DocumentId) -> Result<Vec<Vec<u8>>, StoreError> {
        self.read(move |db| history(db, organisation, document)).await
    }

    async fn taken(&self, organisation: OrganisationId, document: DocumentId) -> Result<Vec<(Timestamp, Vec<u8>)>, StoreError> {
        self.read(move |db| taken(db, organisation, document)).await
    }

    async fn quarantined(&self, document: DocumentId, hashes: Vec<ChangeHash>) -> Result<Vec<ChangeHash>, StoreError> {
        self.read(move |db| quarantine::known(db, document, hashes)).await
    }

    async fn quarantine_size(&self, document: DocumentId, device: DeviceId) -> Result<QuarantineSize, StoreError> {
        self.read(move |db| quarantine::size(db, document, device)).await
    }

    async fn quarantine_of_device(&self, device: DeviceId) -> Result<QuarantineSize, StoreError> {
        self.read(move |db| quarantine::size_of_device(db, device)).await
    }

    async fn quarantine_of(
        &self,
        organisation: OrganisationId,
        person: PersonId,
        document: DocumentId,
        left_out_too: bool,
    ) -> Result<Vec<SetAside>, StoreError> {
        self.read(move |db| quarantine::of_person(db, organisation, person, document, left_out_too)).await
    }

    async fn births(&self, device: DeviceId, since: Timestamp) -> Result<u64, StoreError> {
        self.read(move |db| births(db, device, since)).await
    }

    async fn commit(&self, batch: Batch) -> Result<Outcome, StoreError> {
        self.write(move |tx| commit::commit(tx, &batch)).await
    }

    async fn log_end(&self, organisation: OrganisationId) -> Result<(EpochId, u64), StoreError> {
        self.read(move |db| Ok((epoch(db)?, head(db, organisation)?))).await
    }

    async fn log_mark(&self, organisation: OrganisationId, at: u64) -> Result<LogMark, StoreError> {
        self.read(move |db| log_mark(db, organisation, at)).await
    }

    async fn concerned(&self, organisation: OrganisationId, documents: Vec<(DocumentId, u64)>) -> Result<BTreeSet<PersonId>, StoreError> {
        self.read(move |db| concerned(db, organisation, &documents)).await
    }

    async fn pull(&self, query: PullQuery) -> Result<PulledPage, StoreError> {
        self.read(move |db| pull::pull(db, &query)).await
    }

    async fn reconcile(&self, comparison: Comparison) -> Result<Compared, StoreError> {
        self.read(move |db| reconcile::reconcile(db, &comparison)).await
    }

    async fn received(&self, organisation: OrganisationId, document: DocumentId) -> Result<HashMap<ChangeHash, Timestamp>, StoreError> {
        self.read(move |db| received(db, organisation, document)).await
    }

    async fn register_call_out(
        &self,
        organisation: OrganisationId,
        by: PersonId,
        day: String,
        entry: CallOutEntry,
    ) -> Result<CallOutEntry, StoreError> {
        let at = entry.call_out.received_at;
        self.write(move |tx| call_outs::register(tx, organisation, by, &day, at, entry)).await
    }

    async fn call_out(&self, organisation: OrganisationId, call_out: CallOutId) -> Result<Option<CallOutEntry>, StoreError> {
        self.read(move |db| call_outs::load(db, organisation, call_out)).await
    }
}

/// The end of the organisation's log.
fn head(db: &Connection, organisation: OrganisationId) -> Result<u64, StoreError> {
    let mut find = db.prepare_cached("SELECT last FROM log_position WHERE organisation = ?1")?;
    let found = find.query_row([organisation.as_bytes()], |row| Ok(row::count(row, "last"))).optional()?;
    found.unwrap_or(Ok(0))
}

fn log_mark(db: &Connection, organisation: OrganisationId, at: u64) -> Result<LogMark, StoreError> {
    let mut find = db.prepare_cached("SELECT hash FROM change WHERE organisation = ?1 AND seq <= ?2 ORDER BY seq DESC LIMIT 1")?;
    let newest: Option<[u8; 32]> = find.query_row(params![organisation.as_bytes(), row::stored(at)], |row| row.get("hash")).optional()?;
    Ok(newest.map_or([0; 4], |[a, b, c, d, ..]| [a, b, c, d]))
}

fn concerned(db: &Connection, organisation: OrganisationId, documents: &[(DocumentId, u64)]) -> Result<BTreeSet<PersonId>, StoreError> {
    // Steps of a commit lie after its changes.
    let mut find = db.prepare_cached(
        "SELECT person FROM scope WHERE document = ?1 AND organisation = ?2 AND latest = 1 AND (kind = 'enter' OR seq > ?3)",
    )?;
    let mut people = BTreeSet::new();
    for (document, seq) in documents {
        let mut rows = find.query(params![document.as_bytes(), organisation.as_bytes(), row::stored(*seq)])?;
        while let Some(found) = rows.next()? {
            people.insert(PersonId::from_bytes(row::id(found, "person")?));
        }
    }
    Ok(people)
}

fn standing(db: &Connection, organisation: OrganisationId, person: PersonId, document: DocumentId) -> Result<Standing, StoreError> {
    let mut find =
        db.prepare_cached("SELECT grace_until FROM scope WHERE person = ?1 AND document = ?2 AND latest = 1 AND organisation = ?3")?;
    let step = find
        .query_row(params![person.as_bytes(), document.as_bytes(), organisation.as_bytes()], |row| row::maybe_at(row, "grace_until"))
        .optional()?;
    let Some(grace_until) = step else { return Ok(Standing::None) };
    let document = load(db, organisation, document)?.ok_or(StoreError::Damaged("scope.document"))?;
    let document = Box::new(document);
    Ok(match grace_until {
        None => Standing::Has(document),
        Some(grace_until) => Standing::Had { document, grace_until },
    })
}

/// The document with this id, if the organisation has it.
pub(super) fn load(db: &Connection, organisation: OrganisationId, id: DocumentId) -> Result<Option<StoredDocument>, StoreError> {
    let mut find = db.prepare_cached("SELECT heads, snapshot FROM document WHERE id = ?1 AND organisation = ?2")?;
    let found = find
        .query_row(params![id.as_bytes(), organisation.as_bytes()], |row| {
            Ok((row.get::<_, Vec<u8>>("heads")?, row.get::<_, Vec<u8>>("snapshot")?))
        })
        .optional()?;
    let Some((heads, snapshot)) = found else { return Ok(None) };
    let mut find = db.prepare_cached("SELECT actor, device FROM actor WHERE document = ?1")?;
    let actors = find
        .query_map([id.as_bytes()], |row| {
            let device: Option<[u8; 16]> = row.get("device")?;
            Ok((row.get::<_, Actor>("actor")?, device.map(DeviceId::from_bytes)))
        })?
        .collect::<Result<_, _>>()?;
    Ok(Some(StoredDocument { id, heads: heads_of(&heads)?, snapshot, actors }))
}

/// Hashes stored one after the other.
pub(super) fn heads_of(bytes: &[u8]) -> Result<Vec<ChangeHash>, StoreError> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    if !rest.is_empty() {
        return Err(StoreError::Damaged("document.heads"));
    }
    Ok(hashes.iter().map(|hash| ChangeHash(*hash)).collect())
}

/// Every change of a document in log order.
fn history(db: &Connection, organisation: OrganisationId, document: DocumentId) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut find = db.prepare_cached("SELECT raw FROM change WHERE document = ?1 AND organisation = ?2 ORDER BY seq")?;
    let raws = find.query_map(params![document.as_bytes(), organisation.as_bytes()], |row| row.get("raw"))?;
    Ok(raws.collect::<Result<_, _>>()?)
}

fn taken(db: &Connection, organisation: OrganisationId, document: DocumentId) -> Result<Vec<(Timestamp, Vec<u8>)>, StoreError> {
    let mut find = db.prepare_cached("SELECT received_at, raw FROM change WHERE document = ?1 AND organisation = ?2 ORDER BY seq")?;
    let rows = find.query_map(params![document.as_bytes(), organisation.as_bytes()], |found| {
        Ok((row::at(found, "received_at")?, found.get("raw")?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn received(
    db: &Connection,
    organisation: OrganisationId,
    document: DocumentId,
) -> Result<HashMap<ChangeHash, Timestamp>, StoreError> {
    let mut find = db.prepare_cached("SELECT hash, received_at FROM change WHERE document = ?1 AND organisation = ?2")?;
    let mut rows = find.query(params![document.as_bytes(), organisation.as_bytes()])?;
    let mut received = HashMap::new();
    while let Some(found) = rows.next()? {
        received.insert(ChangeHash(found.get("hash")?), row::at(found, "received_at")?);
    }
    Ok(received)
}

/// How many documents were born on `device` after `since`.
pub(super) fn births(db: &Connection, device: DeviceId, since: Timestamp) -> Result<u64, StoreError> {
    let mut find = db.prepare_cached("SELECT COUNT(*) AS births FROM document WHERE opened_by = ?1 AND opened_at > ?2")?;
    find.query_row(params![device.as_bytes(), since.as_ms()], |row| Ok(row::count(row, "births")))?
}

pub(super) fn late_work(db: &Connection, organisation: OrganisationId, document: DocumentId) -> Result<Vec<LateWork>, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT person, device, COUNT(*) AS changes, MAX(received_at) AS received_at, 0 AS quarantined, 0 AS seen FROM change \
         WHERE document = ?1 AND organisation = ?2 AND late = 1 GROUP BY person, device \
         UNION ALL \
         SELECT person, device, COUNT(*), MAX(received_at), 1, MAX(id) FROM quarantine \
         WHERE document = ?1 AND organisation = ?2 AND discarded_at IS NULL GROUP BY person, device \
         ORDER BY received_at",
    )?;
    let mut rows = find.query(params![document.as_bytes(), organisation.as_bytes()])?;
    let mut late = Vec::new();
    while let Some(row) = rows.next()? {
        late.push(LateWork {
            person: PersonId::from_bytes(row::id(row, "person")?),
            device: DeviceId::from_bytes(row::id(row, "device")?),
            changes: row::count(row, "changes")?,
            received_at: row::at(row, "received_at")?,
            quarantined: row.get("quarantined")?,
            seen: row::count(row, "seen")?,
        });
    }
    Ok(late)
}
