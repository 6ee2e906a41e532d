//! Who calls: customers and products of earlier call-outs and of asset files, by phone, serial or name.

use std::collections::BTreeSet;

use model::id::OrganisationId;
use model::reference::Set;
use model::reference::asset::asset_key;
use rusqlite::{Connection, Row, ToSql, params};

use super::{entry_of, state_of};
use crate::store::StoreError;
use crate::store::call_outs::{FoundCallOut, Known, Same, digits_of, phone_key, serial_key};

/// Customers and products that are offered.
const MOST_KNOWN: u32 = 8;
/// Entries that are read to find so many different ones.
const MOST_READ: u32 = 60;
/// Names are looked for among so many of the newest entries.
const NAMES_AMONG: u32 = 20_000;
/// With fewer digits a phone number fits too many.
const LEAST_DIGITS: usize = 5;
/// With fewer characters a serial fits too many.
const LEAST_SERIAL: usize = 3;
/// Sorts behind everything that begins alike.
const BEHIND: char = '\u{10ffff}';
/// Open entries that are named beside a form.
const MOST_OPEN: u32 = 10;

/// What fits `text`.
pub(super) fn find(db: &Connection, organisation: OrganisationId, text: &str) -> Result<Known, StoreError> {
    let text = text.trim();
    let (digits, key) = (digits_of(text), asset_key(text));
    let mut found = Vec::new();
    if digits.chars().count() >= LEAST_DIGITS {
        found.extend(beginning(db, organisation, Same::Phone, &digits)?);
    }
    if key.chars().count() >= LEAST_SERIAL {
        found.extend(beginning(db, organisation, Same::Serial, &key)?);
    }
    if text.chars().count() >= 2 {
        found.extend(named(db, organisation, text)?);
    }
    let mut seen = BTreeSet::new();
    let fresh = |each: &FoundCallOut| {
        seen.insert((each.entry.customer.name.clone(), phone_key(&each.entry.customer), serial_key(&each.entry.asset)))
    };
    found.sort_by_key(|each| std::cmp::Reverse(each.entry.call_out.received_at));
    found.retain(fresh);
    found.truncate(MOST_KNOWN as usize);
    let files = files(db, organisation, text, &key, &found)?;
    let mut open = Vec::new();
    for (same, key) in [(Same::Phone, &digits), (Same::Serial, &key)] {
        for each in open_with(db, organisation, same, key, MOST_OPEN)? {
            let known = open.iter().any(|(_, known): &(_, FoundCallOut)| known.entry.call_out.id == each.entry.call_out.id);
            if !known {
                open.push((same, each));
            }
        }
    }
    Ok(Known { call_outs: found, files, open })
}

/// For each key the oldest entry that is not cleared.
pub(super) fn open_like(
    db: &Connection,
    organisation: OrganisationId,
    keys: Vec<(Same, String)>,
) -> Result<Vec<(Same, String, FoundCallOut)>, StoreError> {
    let mut like = Vec::new();
    for (same, key) in keys {
        if let Some(found) = open_with(db, organisation, same, &key, 1)?.pop() {
            like.push((same, key, found));
        }
    }
    Ok(like)
}

fn column(same: Same) -> &'static str {
    match same {
        Same::Phone => "phone_key",
        Same::Serial => "serial_key",
    }
}

/// Entries with exactly this phone or serial that are not cleared, the oldest first; none without one.
fn open_with(db: &Connection, organisation: OrganisationId, same: Same, key: &str, most: u32) -> Result<Vec<FoundCallOut>, StoreError> {
    if key.is_empty() {
        return Ok(Vec::new());
    }
    let column = column(same);
    let sql = format!(
        "SELECT entry, state FROM call_out WHERE organisation = ?1 AND {column} = ?2 AND state IN ('registered', 'dispatched') \
         ORDER BY received_at LIMIT ?3"
    );
    read(db, &sql, params![organisation.as_bytes(), key, most])
}

/// The newest entries whose phone or serial begins so.
fn beginning(db: &Connection, organisation: OrganisationId, same: Same, begins: &str) -> Result<Vec<FoundCallOut>, StoreError> {
    let column = column(same);
    let sql = format!(
        "SELECT entry, state FROM call_out WHERE organisation = ?1 AND {column} >= ?2 AND {column} < ?3 AND state <> 'withdrawn' \
         ORDER BY received_at DESC LIMIT ?4"
    );
    read(db, &sql, params![organisation.as_bytes(), begins, format!("{begins}{BEHIND}"), MOST_READ])
}

/// The newest entries with this in the customer's name.
fn named(db: &Connection, organisation: OrganisationId, text: &str) -> Result<Vec<FoundCallOut>, StoreError> {
    let sql = "SELECT entry, state FROM (SELECT entry, state FROM call_out WHERE organisation = ?1 ORDER BY received_at DESC, id DESC LIMIT ?4) \
         WHERE instr(lower(json_extract(entry, '$.customer.name')), ?2) > 0 AND state <> 'withdrawn' LIMIT ?3";
    read(db, sql, params![organisation.as_bytes(), text.to_ascii_lowercase(), MOST_READ, NAMES_AMONG])
}

fn read(db: &Connection, sql: &str, params: &[&dyn ToSql]) -> Result<Vec<FoundCallOut>, StoreError> {
    let mut find = db.prepare_cached(sql)?;
    let mut rows = find.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(FoundCallOut { entry: entry_of(row)?, state: state_of(row)? });
    }
    Ok(found)
}

/// Asset files of the products found, and others whose serial begins so or whose customer is called so.
fn files(db: &Connection, organisation: OrganisationId, text: &str, key: &str, found: &[FoundCallOut]) -> Result<Vec<String>, StoreError> {
    let set = Set::Assets.word();
    let body = |row: &Row<'_>| row.get::<_, String>("body");
    let mut files = Vec::new();
    let mut exact = db.prepare_cached(
        "SELECT body FROM reference_row WHERE organisation = ?1 AND set_name = ?2 AND audience = ?1 AND key = ?3 AND body IS NOT NULL",
    )?;
    let serials: BTreeSet<String> = found.iter().map(|each| serial_key(&each.entry.asset)).filter(|key| !key.is_empty()).collect();
    for serial in &serials {
        for file in exact.query_map(params![organisation.as_bytes(), set, serial], body)? {
            files.push(file?);
        }
    }
    if key.chars().count() >= LEAST_SERIAL {
        let mut begin = db.prepare_cached(
            "SELECT body FROM reference_row WHERE organisation = ?1 AND set_name = ?2 AND audience = ?1 AND key >= ?3 AND key < ?4 \
             AND body IS NOT NULL ORDER BY key LIMIT ?5",
        )?;
        let rows = begin.query_map(params![organisation.as_bytes(), set, key, format!("{key}{BEHIND}"), MOST_KNOWN], body)?;
        files.extend(rows.collect::<Result<Vec<_>, _>>()?);
    }
    if text.chars().count() >= 2 {
        let mut named = db.prepare_cached(
            "SELECT body FROM reference_row WHERE organisation = ?1 AND set_name = ?2 AND audience = ?1 \
             AND instr(lower(json_extract(body, '$.customer')), ?3) > 0 ORDER BY key LIMIT ?4",
        )?;
        let rows = named.query_map(params![organisation.as_bytes(), set, text.to_ascii_lowercase(), MOST_KNOWN], body)?;
        files.extend(rows.collect::<Result<Vec<_>, _>>()?);
    }
    let mut seen = BTreeSet::new();
    files.retain(|file| seen.insert(file.clone()));
    Ok(files)
}
