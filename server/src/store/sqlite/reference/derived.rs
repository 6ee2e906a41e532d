//! Sets that follow from other tables: the roster from people, a person's asset files from the visits in their scope, a
//! device's range from the ranges given out (E6). Compared first, on a reader, because nearly always nothing changed; written only
//! where they differ.

use std::collections::BTreeMap;

use model::id::{EpochId, PersonId};
use model::reference::Set;
use model::reference::number::NumberRange;
use model::reference::person::RosterPerson;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::{Content, Shelf, put};
use crate::store::StoreError;
use crate::store::reference::Reader;
use crate::store::sqlite::history_mark::epoch;
use crate::store::sqlite::row;

/// How far the ranges of a new history are at least from those of the one before: more devices than are enrolled between two backups.
const RANGES_SKIPPED: u64 = 1_000;

/// Files of the organisation for products of visits that are in a person's scope, serve an order and are still to be done or signed:
/// afterwards nobody on site needs the customer's data; an amendment brings them back. A visit that a technician opened without
/// an order counts once the desk has linked it: else whoever names a serial would get the customer's data with it.
/// The joins go from the person's documents to the files, never the other way: hence `CROSS`.
const DUE_ASSETS: &str = "\
    SELECT DISTINCT f.key AS key, f.version AS source \
    FROM scope s \
    CROSS JOIN board_visit v INDEXED BY board_visit_open ON v.organisation = s.organisation AND v.document = s.document AND v.state = 'open' \
    CROSS JOIN document d ON d.id = s.document AND d.call_out IS NOT NULL \
    CROSS JOIN reference_row f ON f.organisation = s.organisation AND f.set_name = 'assets' AND f.audience = s.organisation AND f.key = v.asset_key \
    WHERE s.organisation = ?1 AND s.person = ?2 AND s.latest = 1 AND s.kind = 'enter' AND f.body IS NOT NULL";

/// The copies a person has.
const HELD_ASSETS: &str = "\
    SELECT key, source FROM reference_row WHERE organisation = ?1 AND set_name = 'assets' AND audience = ?2 AND body IS NOT NULL";

/// Whether a derived set of `reader` is not what it should be.
pub(super) fn is_outdated(db: &Connection, reader: &Reader) -> Result<bool, StoreError> {
    if range_of(db, reader)?.is_none() {
        return Ok(true);
    }
    let assets = assets(db, DUE_ASSETS, reader)? != assets(db, HELD_ASSETS, reader)?;
    Ok(assets || roster(db, reader)? != held_bodies(db, Shelf::of_reader(reader, Set::People))?)
}

/// Brings every derived set of `reader` up to date.
pub(super) fn refresh(tx: &Transaction<'_>, reader: &Reader) -> Result<(), StoreError> {
    give_range(tx, reader)?;
    let people = Shelf::of_reader(reader, Set::People);
    let roster = roster(tx, reader)?;
    for key in held_bodies(tx, people)?.keys().filter(|key| !roster.contains_key(*key)) {
        put(tx, people, key, &Content { body: None, source: None })?;
    }
    for (key, body) in &roster {
        put(tx, people, key, &Content { body: Some(body), source: None })?;
    }
    refresh_assets(tx, reader)
}

fn refresh_assets(tx: &Transaction<'_>, reader: &Reader) -> Result<(), StoreError> {
    let (due, held) = (assets(tx, DUE_ASSETS, reader)?, assets(tx, HELD_ASSETS, reader)?);
    let (own, files) = (Shelf::of_reader(reader, Set::Assets), Shelf::of_desk(reader.organisation, Set::Assets));
    for key in held.keys().filter(|key| !due.contains_key(*key)) {
        put(tx, own, key, &Content { body: None, source: None })?;
    }
    let mut find = tx.prepare_cached(
        "SELECT body FROM reference_row WHERE organisation = ?1 AND set_name = ?2 AND audience = ?3 AND key = ?4 AND body IS NOT NULL",
    )?;
    for (key, source) in due.iter().filter(|(key, source)| held.get(*key) != Some(*source)) {
        let body: String =
            find.query_row(params![files.organisation.as_bytes(), files.set.word(), files.audience, key], |row| row.get("body"))?;
        put(tx, own, key, &Content { body: Some(&body), source: Some(*source) })?;
    }
    Ok(())
}

/// Keys with the version of the file each is, or is a copy of.
fn assets(db: &Connection, sql: &str, reader: &Reader) -> Result<BTreeMap<String, u64>, StoreError> {
    let mut find = db.prepare_cached(sql)?;
    let mut rows = find.query(params![reader.organisation.as_bytes(), reader.person.as_bytes()])?;
    let mut assets = BTreeMap::new();
    while let Some(found) = rows.next()? {
        let source: Option<i64> = found.get("source")?;
        let source = source.and_then(|source| u64::try_from(source).ok()).ok_or(StoreError::Damaged("reference_row.source"))?;
        assets.insert(found.get("key")?, source);
    }
    Ok(assets)
}

/// The roster as it should be: everybody in the organisation.
fn roster(db: &Connection, reader: &Reader) -> Result<BTreeMap<String, String>, StoreError> {
    let mut find = db.prepare_cached("SELECT id, name, role FROM person WHERE organisation = ?1")?;
    let people = find.query_map([reader.organisation.as_bytes()], |found| {
        Ok(RosterPerson { id: PersonId::from_bytes(row::id(found, "id")?), name: found.get("name")?, role: found.get("role")? })
    })?;
    let mut roster = BTreeMap::new();
    for person in people {
        let person = person?;
        roster.insert(person.id.to_string(), json(&person, "person")?);
    }
    Ok(roster)
}

fn held_bodies(db: &Connection, shelf: Shelf) -> Result<BTreeMap<String, String>, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT key, body FROM reference_row WHERE organisation = ?1 AND set_name = ?2 AND audience = ?3 AND body IS NOT NULL",
    )?;
    let key = params![shelf.organisation.as_bytes(), shelf.set.word(), shelf.audience];
    let rows = find.query_map(key, |found| Ok((found.get("key")?, found.get("body")?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The range of the device, if it has one.
fn range_of(db: &Connection, reader: &Reader) -> Result<Option<u64>, StoreError> {
    let mut find = db.prepare_cached("SELECT nth FROM number_range WHERE device = ?1 AND organisation = ?2")?;
    let key = params![reader.device.as_bytes(), reader.organisation.as_bytes()];
    find.query_row(key, |found| Ok(row::count(found, "nth"))).optional()?.transpose()
}

/// Gives the device the next range of the organisation, if it has none (E6).
///
/// After a restore from a copy the database no longer knows which ranges were given out since the copy was made, but papers with their
/// numbers are with customers: the first one of a new history keeps a wide distance, how wide goes by the history's own random name.
/// So two histories that began with the same copy do not give out the same ranges.
fn give_range(tx: &Transaction<'_>, reader: &Reader) -> Result<(), StoreError> {
    if range_of(tx, reader)?.is_some() {
        return Ok(());
    }
    let now = epoch(tx)?;
    let mut find = tx.prepare_cached("SELECT nth, epoch FROM number_range WHERE organisation = ?1 ORDER BY nth DESC LIMIT 1")?;
    let last = find
        .query_row([reader.organisation.as_bytes()], |found| Ok((row::count(found, "nth"), EpochId::from_bytes(row::id(found, "epoch")?))))
        .optional()?;
    let nth = match last {
        None => 1,
        Some((last, given_in)) if given_in == now => last? + 1,
        Some((last, _)) => last? + RANGES_SKIPPED + distance(now),
    };
    let mut give = tx.prepare_cached("INSERT INTO number_range (organisation, nth, device, epoch) VALUES (?1, ?2, ?3, ?4)")?;
    give.execute(params![reader.organisation.as_bytes(), row::stored(nth), reader.device.as_bytes(), now.as_bytes()])?;
    let body = json(&NumberRange::nth(nth), "number_range")?;
    put(tx, Shelf::of_reader(reader, Set::Numbers), "papers", &Content { body: Some(&body), source: None })?;
    Ok(())
}

/// A number from 0 to 65,535 out of the random name of a history.
fn distance(history: EpochId) -> u64 {
    let [high, low, ..] = *history.as_bytes();
    u64::from(u16::from_be_bytes([high, low]))
}

fn json<T: serde::Serialize>(value: &T, what: &'static str) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Damaged(what))
}
