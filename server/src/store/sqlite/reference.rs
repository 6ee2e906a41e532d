//! SQL of reference data: rows and their versions. What follows from other tables is [`derived`], stock is [`movements`].

mod derived;
mod movements;

use async_trait::async_trait;
use model::id::{OrganisationId, PersonId};
use model::reference::Set;
use model::stock::Movement;
use model::time::Timestamp;
use model::wire::reference::{MAX_PAGE_BYTES, MAX_PAGE_ROWS, Versions};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use super::{Sqlite, row};
use crate::store::StoreError;
use crate::store::reference::{
    MovementsOutcome, Reader, ReferenceEntry, ReferenceRows, ReferenceStanding, ReferenceStore, ReferenceWrite, ReferenceWritten,
};

pub(super) use movements::{book, keep as keep_movements, of_van as van_movements, take_back};

#[async_trait]
impl ReferenceStore for Sqlite {
    async fn reference_standing(&self, reader: Reader) -> Result<ReferenceStanding, StoreError> {
        self.read(move |db| standing(db, &reader)).await
    }

    async fn refresh_reference(&self, reader: Reader) -> Result<(), StoreError> {
        self.write(move |tx| derived::refresh(tx, &reader)).await
    }

    async fn reference_rows(&self, reader: Reader, set: Set, since: u64) -> Result<ReferenceRows, StoreError> {
        self.read(move |db| changed_since(db, Shelf::of_reader(&reader, set), since)).await
    }

    async fn put_reference(
        &self,
        organisation: OrganisationId,
        set: Set,
        writes: Vec<ReferenceWrite>,
    ) -> Result<ReferenceWritten, StoreError> {
        self.write(move |tx| put_all(tx, Shelf::of_desk(organisation, set), &writes)).await
    }

    async fn kept_reference(
        &self,
        organisation: OrganisationId,
        set: Set,
        after: String,
        limit: usize,
    ) -> Result<ReferenceRows, StoreError> {
        self.read(move |db| kept(db, Shelf::of_desk(organisation, set), &after, limit)).await
    }

    async fn keep_movements(
        &self,
        organisation: OrganisationId,
        by: PersonId,
        at: Timestamp,
        movements: Vec<Movement>,
    ) -> Result<MovementsOutcome, StoreError> {
        self.write(move |tx| movements::keep(tx, organisation, by, at, &movements)).await
    }
}

/// The rows of one set for one audience.
#[derive(Debug, Clone, Copy)]
struct Shelf {
    organisation: OrganisationId,
    set: Set,
    audience: [u8; 16],
}

impl Shelf {
    fn of_reader(reader: &Reader, set: Set) -> Self {
        Self { organisation: reader.organisation, set, audience: reader.audience(set) }
    }

    /// What the desk keeps of a set, whoever gets it.
    fn of_desk(organisation: OrganisationId, set: Set) -> Self {
        Self { organisation, set, audience: *organisation.as_bytes() }
    }
}

/// What a row comes to when it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    Put,
    Deleted,
    Unchanged,
}

/// What is to be in a row.
struct Content<'a> {
    /// The row as JSON; `None` deletes it.
    body: Option<&'a str>,
    /// Version of the row it is a copy of.
    source: Option<u64>,
}

fn standing(db: &Connection, reader: &Reader) -> Result<ReferenceStanding, StoreError> {
    let mut versions = Versions::new();
    for set in Set::ALL {
        let version = newest(db, Shelf::of_reader(reader, set))?;
        if version > 0 {
            versions.insert(set.word().to_owned(), version);
        }
    }
    Ok(ReferenceStanding { versions, outdated: derived::is_outdated(db, reader)? })
}

/// The newest version on a shelf; 0 if nothing ever was there.
fn newest(db: &Connection, shelf: Shelf) -> Result<u64, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT version FROM reference_row WHERE organisation = ?1 AND set_name = ?2 AND audience = ?3 ORDER BY version DESC LIMIT 1",
    )?;
    let key = params![shelf.organisation.as_bytes(), shelf.set.word(), shelf.audience];
    find.query_row(key, |found| Ok(row::count(found, "version"))).optional()?.unwrap_or(Ok(0))
}

fn changed_since(db: &Connection, shelf: Shelf, since: u64) -> Result<ReferenceRows, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT key, version, body FROM reference_row WHERE organisation = ?1 AND set_name = ?2 AND audience = ?3 AND version > ?4 \
         AND (?4 > 0 OR body IS NOT NULL) ORDER BY version",
    )?;
    let rows = find.query(params![shelf.organisation.as_bytes(), shelf.set.word(), shelf.audience, row::stored(since)])?;
    page(rows, newest(db, shelf)?, MAX_PAGE_ROWS)
}

fn kept(db: &Connection, shelf: Shelf, after: &str, limit: usize) -> Result<ReferenceRows, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT key, version, body FROM reference_row WHERE organisation = ?1 AND set_name = ?2 AND audience = ?3 AND key > ?4 \
         AND body IS NOT NULL ORDER BY key",
    )?;
    let rows = find.query(params![shelf.organisation.as_bytes(), shelf.set.word(), shelf.audience, after])?;
    page(rows, newest(db, shelf)?, limit)
}

/// As many rows as fit into a page.
fn page(mut found: rusqlite::Rows<'_>, version: u64, limit: usize) -> Result<ReferenceRows, StoreError> {
    let mut page = ReferenceRows { version, rows: Vec::new(), more: false };
    let mut bytes = 0;
    while let Some(found) = found.next()? {
        let entry = entry(found)?;
        bytes += entry.key.len() + entry.body.as_deref().map_or(0, str::len);
        if !page.rows.is_empty() && (page.rows.len() >= limit || bytes > MAX_PAGE_BYTES) {
            page.more = true;
            break;
        }
        page.rows.push(entry);
    }
    Ok(page)
}

fn entry(found: &Row<'_>) -> Result<ReferenceEntry, StoreError> {
    Ok(ReferenceEntry { key: found.get("key")?, version: row::count(found, "version")?, body: found.get("body")? })
}

/// Makes the policy of `version` (JSON) the one row of its set, as devices read it: `{"version", "policy"}`.
pub(super) fn put_policy(tx: &Transaction<'_>, organisation: OrganisationId, version: u64, policy: &str) -> Result<(), StoreError> {
    let body = format!(r#"{{"version":{version},"policy":{policy}}}"#);
    put(tx, Shelf::of_desk(organisation, Set::Policy), "effective", &Content { body: Some(&body), source: None })?;
    Ok(())
}

fn put_all(tx: &Transaction<'_>, shelf: Shelf, writes: &[ReferenceWrite]) -> Result<ReferenceWritten, StoreError> {
    let mut written = ReferenceWritten { version: 0, put: 0, deleted: 0, unchanged: 0 };
    for write in writes {
        match put(tx, shelf, &write.key, &Content { body: write.body.as_deref(), source: None })? {
            Written::Put => written.put += 1,
            Written::Deleted => written.deleted += 1,
            Written::Unchanged => written.unchanged += 1,
        }
    }
    written.version = newest(tx, shelf)?;
    Ok(written)
}

/// Writes one row under the next version, unless it is so already.
fn put(tx: &Transaction<'_>, shelf: Shelf, key: &str, content: &Content<'_>) -> Result<Written, StoreError> {
    let mut find = tx.prepare_cached(
        "SELECT body, source FROM reference_row WHERE organisation = ?1 AND set_name = ?2 AND audience = ?3 AND key = ?4",
    )?;
    let source = content.source.map(row::stored);
    let place = params![shelf.organisation.as_bytes(), shelf.set.word(), shelf.audience, key];
    let found = find.query_row(place, |found| Ok((found.get::<_, Option<String>>("body")?, found.get::<_, Option<i64>>("source")?)));
    let (body, known_source) = found.optional()?.unwrap_or_default();
    if body.as_deref() == content.body && (known_source == source || content.body.is_none()) {
        return Ok(Written::Unchanged);
    }
    let mut keep = tx.prepare_cached(
        "INSERT INTO reference_row (organisation, set_name, audience, key, version, source, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
         ON CONFLICT (organisation, set_name, audience, key) DO UPDATE SET version = excluded.version, source = excluded.source, \
         body = excluded.body",
    )?;
    let version = next_version(tx, shelf.organisation)?;
    keep.execute(params![
        shelf.organisation.as_bytes(),
        shelf.set.word(),
        shelf.audience,
        key,
        row::stored(version),
        source,
        content.body,
    ])?;
    Ok(if content.body.is_some() { Written::Put } else { Written::Deleted })
}

/// Gives out the next version in the organisation.
fn next_version(tx: &Transaction<'_>, organisation: OrganisationId) -> Result<u64, StoreError> {
    let mut step = tx.prepare_cached(
        "INSERT INTO reference_position (organisation, last) VALUES (?1, 1) \
         ON CONFLICT (organisation) DO UPDATE SET last = last + 1 RETURNING last",
    )?;
    step.query_row([organisation.as_bytes()], |found| Ok(row::count(found, "last")))?
}
