//! The log in SQLite. [`Log`] appends inside the transaction of what is told of.

use async_trait::async_trait;
use model::documents::kind::DocumentKind;
use model::id::{DeviceId, DocumentId, EpochId, OrganisationId, PersonId};
use model::log::rows::{ChangeRow, RowsDigest};
use model::log::{Aside, Enrolled, Fact, Found, Link, LogHead};
use model::seal::key::PublicKey;
use model::time::Timestamp;
use model::wire::sync::received_digest;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::history_mark::epoch;
use super::{Sqlite, row};
use crate::store::log::{KeptCheckpoint, LogPage, LoggedEntry};
use crate::store::{LogStore, StoreError};

/// After so many documents that are entered at the beginning of a log, one line in the log of the process.
const TELL_EVERY: u64 = 10_000;

/// The log of one organisation, open for appending within a transaction.
pub(super) struct Log<'a> {
    tx: &'a Transaction<'a>,
    organisation: OrganisationId,
    head: LogHead,
}

impl<'a> Log<'a> {
    /// Reads the log's head.
    pub(super) fn open(tx: &'a Transaction<'_>, organisation: OrganisationId) -> Result<Self, StoreError> {
        Ok(Self { tx, organisation, head: head(tx, organisation)? })
    }

    /// Appends that `what` happened at `at`.
    pub(super) fn append(&mut self, at: Timestamp, what: Fact) -> Result<(), StoreError> {
        let appended = self.head.append(at, what).map_err(|_| StoreError::Damaged("log_entry.entry"))?;
        self.tx.prepare_cached("INSERT INTO log_entry (organisation, position, at, entry, link) VALUES (?1, ?2, ?3, ?4, ?5)")?.execute(
            params![
                self.organisation.as_bytes(),
                row::stored(appended.head.size),
                at.as_ms(),
                appended.text,
                appended.head.link.as_bytes(),
            ],
        )?;
        self.head = appended.head;
        Ok(())
    }

    /// The head with what was appended.
    pub(super) fn head(&self) -> LogHead {
        self.head
    }
}

#[async_trait]
impl LogStore for Sqlite {
    async fn begin_log(&self, organisation: OrganisationId, at: Timestamp) -> Result<u64, StoreError> {
        self.write(move |tx| begin(tx, organisation, at)).await
    }

    async fn log_head(&self, organisation: OrganisationId) -> Result<LogHead, StoreError> {
        self.read(move |db| head(db, organisation)).await
    }

    async fn log_entries(&self, organisation: OrganisationId, after: u64, most: u32) -> Result<LogPage, StoreError> {
        self.read(move |db| Ok(LogPage { head: head(db, organisation)?, entries: entries(db, organisation, after, most)? })).await
    }

    async fn newest_checkpoint(&self, organisation: OrganisationId) -> Result<Option<KeptCheckpoint>, StoreError> {
        self.read(move |db| newest_checkpoint(db, organisation)).await
    }

    async fn keep_checkpoint(&self, organisation: OrganisationId, checkpoint: KeptCheckpoint) -> Result<(), StoreError> {
        self.write(move |tx| {
            let sql = "INSERT INTO checkpoint (organisation, size, at, token) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
            let KeptCheckpoint { size, at, token } = checkpoint;
            tx.prepare_cached(sql)?.execute(params![organisation.as_bytes(), row::stored(size), at.as_ms(), token])?;
            Ok(())
        })
        .await
    }
}

fn head(db: &Connection, organisation: OrganisationId) -> Result<LogHead, StoreError> {
    let mut find = db.prepare_cached("SELECT position, link FROM log_entry WHERE organisation = ?1 ORDER BY position DESC LIMIT 1")?;
    let found = find
        .query_row([organisation.as_bytes()], |found| Ok((row::count(found, "position"), found.get::<_, [u8; 32]>("link")?)))
        .optional()?;
    match found {
        Some((size, link)) => Ok(LogHead { size: size?, link: Link::from_bytes(link) }),
        None => Ok(LogHead::before_all(organisation)),
    }
}

fn entries(db: &Connection, organisation: OrganisationId, after: u64, most: u32) -> Result<Vec<LoggedEntry>, StoreError> {
    let mut find =
        db.prepare_cached("SELECT entry, link FROM log_entry WHERE organisation = ?1 AND position > ?2 ORDER BY position LIMIT ?3")?;
    let rows = find.query_map(params![organisation.as_bytes(), row::stored(after), most], |found| {
        Ok(LoggedEntry { text: found.get("entry")?, link: Link::from_bytes(found.get("link")?) })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn newest_checkpoint(db: &Connection, organisation: OrganisationId) -> Result<Option<KeptCheckpoint>, StoreError> {
    let mut find = db.prepare_cached("SELECT size, at, token FROM checkpoint WHERE organisation = ?1 ORDER BY size DESC LIMIT 1")?;
    let found = find
        .query_row([organisation.as_bytes()], |found| Ok((row::count(found, "size"), row::at(found, "at")?, found.get("token")?)))
        .optional()?;
    found.map(|(size, at, token)| Ok(KeptCheckpoint { size: size?, at, token })).transpose()
}

/// See [`LogStore::begin_log`]; also the way to give a new organisation its log.
pub(super) fn begin(tx: &Transaction<'_>, organisation: OrganisationId, at: Timestamp) -> Result<u64, StoreError> {
    let mut log = Log::open(tx, organisation)?;
    let before = log.head().size;
    let now = epoch(tx)?;
    if before == 0 {
        log.append(at, Fact::Begun { epoch: now })?;
        enter_devices(tx, &mut log, at)?;
        enter_documents(tx, &mut log, at)?;
    } else if last_epoch(tx, organisation)? != Some(now) {
        log.append(at, Fact::Restored { epoch: now })?;
    }
    Ok(log.head().size - before)
}

/// The history that the log is in.
fn last_epoch(db: &Connection, organisation: OrganisationId) -> Result<Option<EpochId>, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT json_extract(entry, '$.what.epoch') AS epoch FROM log_entry INDEXED BY log_entry_by_epoch \
         WHERE organisation = ?1 AND json_extract(entry, '$.what.fact') IN ('begun', 'restored') ORDER BY position DESC LIMIT 1",
    )?;
    let text: Option<String> = find.query_row([organisation.as_bytes()], |found| found.get("epoch")).optional()?;
    text.map(|text| text.parse().map_err(|_| StoreError::Damaged("log_entry.entry"))).transpose()
}

/// Enters the devices that were there before the log.
fn enter_devices(tx: &Transaction<'_>, log: &mut Log<'_>, at: Timestamp) -> Result<(), StoreError> {
    let mut find = tx.prepare(
        "SELECT id, person, algorithm, public_key, enrolled_at, revoked_at FROM device WHERE organisation = ?1 ORDER BY enrolled_at, id",
    )?;
    let mut rows = find.query([log.organisation.as_bytes()])?;
    while let Some(found) = rows.next()? {
        let device = Enrolled {
            device: DeviceId::from_bytes(row::id(found, "id")?),
            person: PersonId::from_bytes(row::id(found, "person")?),
            key: PublicKey { algorithm: found.get("algorithm")?, key: found.get("public_key")? },
        };
        let (enrolled_at, revoked_at) = (row::at(found, "enrolled_at")?, row::maybe_at(found, "revoked_at")?);
        log.append(at, Fact::FoundDevice { device, enrolled_at, revoked_at })?;
    }
    Ok(())
}

/// Enters the documents that were there before the log.
fn enter_documents(tx: &Transaction<'_>, log: &mut Log<'_>, at: Timestamp) -> Result<(), StoreError> {
    let mut documents = tx.prepare("SELECT id, kind, last_seq FROM document WHERE organisation = ?1 ORDER BY id")?;
    let mut rows = documents.query([log.organisation.as_bytes()])?;
    let mut entered = 0_u64;
    while let Some(found) = rows.next()? {
        let document = DocumentId::from_bytes(row::id(found, "id")?);
        let kind: String = found.get("kind")?;
        let kind = DocumentKind::from_word(&kind).ok_or(StoreError::Damaged("document.kind"))?;
        let (hashes, digest) = changes_of(tx, document)?;
        let aside = aside_of(tx, document)?;
        let last = row::count(found, "last_seq")?;
        let (changes, rows) = (hashes.len() as u64, digest.hex());
        let what = Found { document, kind, last, changes, digest: received_digest(&hashes), rows, aside };
        log.append(at, Fact::Found(what))?;
        entered += 1;
        if entered.is_multiple_of(TELL_EVERY) {
            tracing::info!(documents = entered, "entering what is there into the log");
        }
    }
    Ok(())
}

fn changes_of(db: &Connection, document: DocumentId) -> Result<(Vec<[u8; 32]>, RowsDigest), StoreError> {
    let mut find = db.prepare_cached("SELECT seq, hash, person, device, received_at, late FROM change WHERE document = ?1 ORDER BY seq")?;
    let mut rows = find.query([document.as_bytes()])?;
    let (mut hashes, mut digest) = (Vec::new(), RowsDigest::default());
    while let Some(found) = rows.next()? {
        let hash = found.get("hash")?;
        hashes.push(hash);
        digest.add(&ChangeRow {
            seq: row::count(found, "seq")?,
            hash,
            person: PersonId::from_bytes(row::id(found, "person")?),
            device: found.get::<_, Option<[u8; 16]>>("device")?.map(DeviceId::from_bytes),
            received_ms: found.get("received_at")?,
            late: found.get("late")?,
        });
    }
    Ok((hashes, digest))
}

fn aside_of(db: &Connection, document: DocumentId) -> Result<Vec<Aside>, StoreError> {
    let mut find = db.prepare_cached("SELECT hash, person, device, received_at FROM quarantine WHERE document = ?1 ORDER BY id")?;
    let rows = find.query_map([document.as_bytes()], |found| {
        Ok(Aside {
            change: hex::encode(found.get::<_, [u8; 32]>("hash")?),
            person: PersonId::from_bytes(row::id(found, "person")?),
            device: DeviceId::from_bytes(row::id(found, "device")?),
            at: row::at(found, "received_at")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
