//! Reference data as the device keeps it: rows by set and key, and how far each set has come.
//!
//! A page and the version it reaches are one transaction, so a set is always exactly what the server said up to its version; a cut or a
//! restart between pages goes on from there. If the server names an older version than the device has (its data was restored from a
//! copy), the set is fetched from the start: what is here stays usable until that is through, then what was not named again goes.

use std::str::FromStr as _;

use model::reference::Set;
use model::reference::index::{PartIndex, searched_text};
use model::reference::part::Part;
use model::wire::reference::{ReferencePage, Versions};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::StoreError;

/// How far a set has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Progress {
    pub(crate) set: Set,
    pub(crate) version: u64,
    pub(crate) announced: u64,
    pub(crate) renewing: bool,
}

impl Progress {
    /// Whether the server has rows that are not here.
    pub(crate) fn is_behind(&self) -> bool {
        self.version < self.announced || self.renewing
    }
}

/// Notes the newest versions the server names. Sets that this application does not know are left alone.
pub(crate) fn announce(tx: &Transaction<'_>, versions: &Versions) -> Result<(), StoreError> {
    for (word, version) in versions {
        let Ok(set) = Set::from_str(word) else { continue };
        tx.prepare_cached("INSERT INTO reference_set (name, announced) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET announced = ?2")?
            .execute(params![set.word(), stored(*version)])?;
        let mut find = tx.prepare_cached("SELECT 1 FROM reference_set WHERE name = ?1 AND version > announced")?;
        if find.exists([set.word()])? {
            start_over(tx, set)?;
        }
    }
    Ok(())
}

/// The server's history was replaced: every set is fetched from the start.
pub(crate) fn start_over_all(tx: &Transaction<'_>) -> Result<(), StoreError> {
    for progress in all(tx)? {
        start_over(tx, progress.set)?;
    }
    Ok(())
}

/// How far every set is here, 0 if not at all: what a sync request says.
pub(crate) fn held(conn: &Connection) -> Result<Versions, StoreError> {
    let progress = all(conn)?;
    let version = |set: Set| progress.iter().find(|progress| progress.set == set).map_or(0, |progress| progress.version);
    Ok(Set::ALL.into_iter().map(|set| (set.word().to_owned(), version(set))).collect())
}

fn start_over(tx: &Transaction<'_>, set: Set) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE reference_set SET version = 0, renewing = 1 WHERE name = ?1")?.execute([set.word()])?;
    tx.prepare_cached("UPDATE reference_row SET old = 1 WHERE set_name = ?1")?.execute([set.word()])?;
    Ok(())
}

/// How far every set has come that the server ever named, in the order in which they are fetched.
pub(crate) fn all(conn: &Connection) -> Result<Vec<Progress>, StoreError> {
    let mut find = conn.prepare_cached("SELECT version, announced, renewing FROM reference_set WHERE name = ?1")?;
    let mut sets = Vec::new();
    for set in Set::ALL {
        let found = find.query_row([set.word()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
        if let Some((version, announced, renewing)) = found {
            sets.push(Progress { set, version: counted(version), announced: counted(announced), renewing });
        }
    }
    Ok(sets)
}

/// The next set to fetch, of those not `held_back`.
pub(crate) fn next_behind(conn: &Connection, held_back: &[Set]) -> Result<Option<Progress>, StoreError> {
    Ok(all(conn)?.into_iter().find(|progress| progress.is_behind() && !held_back.contains(&progress.set)))
}

/// What became of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// It is kept; so many rows.
    Kept(u32),
    /// It does not follow what is here (meanwhile the set was started over): nothing was kept.
    OutOfPlace,
}

/// Keeps a page that was asked for from `since` on, and the version it reaches. What the page says is newest is later than what the
/// last sync said.
pub(crate) fn keep_page(tx: &Transaction<'_>, since: u64, page: &ReferencePage) -> Result<Taken, StoreError> {
    let set = page.set;
    let Some(progress) = all(tx)?.into_iter().find(|progress| progress.set == set && progress.version == since) else {
        return Ok(Taken::OutOfPlace);
    };
    for row in &page.rows {
        match &row.body {
            Some(body) => {
                tx.prepare_cached(
                    "INSERT INTO reference_row (set_name, key, version, body) VALUES (?1, ?2, ?3, ?4) \
                     ON CONFLICT DO UPDATE SET version = excluded.version, body = excluded.body, old = 0",
                )?
                .execute(params![set.word(), row.key, stored(row.version), body.to_string()])?;
            }
            None => {
                tx.prepare_cached("DELETE FROM reference_row WHERE set_name = ?1 AND key = ?2")?.execute(params![set.word(), row.key])?;
            }
        }
        if set == Set::Parts {
            keep_searched(tx, &row.key, row.body.as_ref())?;
        }
    }
    // The last page reaches the newest version, also if its newest rows are deleted ones that a first fetch leaves out.
    let reached = page.next.unwrap_or_else(|| page.rows.last().map_or(page.version, |row| row.version.max(page.version)));
    let whole = page.next.is_none();
    if whole && progress.renewing {
        tx.prepare_cached("DELETE FROM reference_row WHERE set_name = ?1 AND old = 1")?.execute([set.word()])?;
        if set == Set::Parts {
            tx.execute("DELETE FROM part_search WHERE number NOT IN (SELECT key FROM reference_row WHERE set_name = 'parts')", [])?;
        }
    }
    tx.prepare_cached(
        "UPDATE reference_set SET version = ?2, announced = ?3, renewing = renewing AND NOT ?4, revision = revision + 1 \
         WHERE name = ?1",
    )?
    .execute(params![set.word(), stored(reached), stored(page.version), whole])?;
    Ok(Taken::Kept(u32::try_from(page.rows.len()).unwrap_or(u32::MAX)))
}

/// Keeps what is searched of a part. A part that this application cannot read is kept as a row and not found.
fn keep_searched(tx: &Transaction<'_>, number: &str, body: Option<&serde_json::Value>) -> Result<(), StoreError> {
    let part = body.and_then(|body| serde_json::from_value::<Part>(body.clone()).ok());
    match part {
        Some(part) => tx
            .prepare_cached("INSERT INTO part_search (number, text) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET text = excluded.text")?
            .execute(params![number, searched_text(&part)])?,
        None => tx.prepare_cached("DELETE FROM part_search WHERE number = ?1")?.execute([number])?,
    };
    Ok(())
}

/// The row of `set` with this key, as JSON.
pub(crate) fn row(conn: &Connection, set: Set, key: &str) -> Result<Option<String>, StoreError> {
    let mut find = conn.prepare_cached("SELECT body FROM reference_row WHERE set_name = ?1 AND key = ?2")?;
    Ok(find.query_row(params![set.word(), key], |row| row.get(0)).optional()?)
}

/// All rows of `set` by key, as JSON.
pub(crate) fn rows(conn: &Connection, set: Set) -> Result<Vec<(String, String)>, StoreError> {
    let mut find = conn.prepare_cached("SELECT key, body FROM reference_row WHERE set_name = ?1 ORDER BY key")?;
    let rows = find.query_map([set.word()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many pages of `set` were taken.
pub(crate) fn revision(conn: &Connection, set: Set) -> Result<u64, StoreError> {
    let mut find = conn.prepare_cached("SELECT revision FROM reference_set WHERE name = ?1")?;
    Ok(find.query_row([set.word()], |row| row.get(0)).optional()?.map_or(0, counted))
}

/// The searched text of the whole catalogue.
pub(crate) fn part_index(conn: &Connection) -> Result<PartIndex, StoreError> {
    let mut find = conn.prepare_cached("SELECT number, text FROM part_search ORDER BY number")?;
    let mut rows = find.query([])?;
    let mut index = PartIndex::default();
    while let Some(row) = rows.next()? {
        index.push(text(row, 0)?, text(row, 1)?);
    }
    Ok(index)
}

fn text<'a>(row: &'a rusqlite::Row<'_>, column: usize) -> Result<&'a str, StoreError> {
    row.get_ref(column)?.as_str().map_err(|_| StoreError::Value("a part of the catalogue".to_owned()))
}

fn stored(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn counted(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or(0)
}
