//! What is known of the server: the cursor, its clock, how the last contact went.

use model::id::EpochId;
use model::time::Timestamp;
use rusqlite::{Connection, Transaction, params};

use super::StoreError;
use super::{changes, incarnation, reference};
use crate::clock::ServerHeard;

/// The server's word on where this device stands in its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// Opaque; handed back unchanged.
    pub(crate) text: String,
    /// The history it belongs to.
    pub(crate) epoch: EpochId,
}

/// The cursor, unless this is the first sync.
pub(crate) fn cursor(conn: &Connection) -> Result<Option<Cursor>, StoreError> {
    let (text, epoch): (Option<String>, Option<String>) =
        conn.prepare_cached("SELECT cursor, epoch FROM contact")?.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    match (text, epoch) {
        (Some(text), Some(epoch)) => {
            let epoch = epoch.parse().map_err(|_| StoreError::Value("the epoch".to_owned()))?;
            Ok(Some(Cursor { text, epoch }))
        }
        _ => Ok(None),
    }
}

/// Keeps the cursor. Only in the transaction that keeps the page it ends.
pub(crate) fn move_cursor(tx: &Transaction<'_>, cursor: &Cursor) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE contact SET cursor = ?1, epoch = ?2")?.execute(params![cursor.text, cursor.epoch.to_string()])?;
    Ok(())
}

/// Number of the newest later verdict that was taken, 0 if none was.
pub(crate) fn judged(conn: &Connection) -> Result<u64, StoreError> {
    let judged: i64 = conn.prepare_cached("SELECT judged FROM contact")?.query_row([], |row| row.get(0))?;
    u64::try_from(judged).map_err(|_| StoreError::Value("the number of a verdict".to_owned()))
}

/// Notes that later verdicts up to `number` were taken.
pub(crate) fn note_judged(tx: &Transaction<'_>, number: u64) -> Result<(), StoreError> {
    let number = i64::try_from(number).map_err(|_| StoreError::Value("the number of a verdict".to_owned()))?;
    tx.prepare_cached("UPDATE contact SET judged = ?1")?.execute([number])?;
    Ok(())
}

/// The highest place in the server's log that a checked backup holds, if it has said so.
pub(crate) fn durable_pos(conn: &Connection) -> Result<Option<u64>, StoreError> {
    let position: Option<i64> = conn.prepare_cached("SELECT durable_pos FROM contact")?.query_row([], |row| row.get(0))?;
    Ok(position.and_then(|position| u64::try_from(position).ok()))
}

/// Keeps how far the server's newest checked backup goes. Only what changed is written.
pub(crate) fn note_durable_pos(tx: &Transaction<'_>, position: Option<u64>) -> Result<(), StoreError> {
    if durable_pos(tx)? == position {
        return Ok(());
    }
    let position = position.map(|position| i64::try_from(position).unwrap_or(i64::MAX));
    tx.prepare_cached("UPDATE contact SET durable_pos = ?1")?.execute([position])?;
    Ok(())
}

/// The server's history was replaced: keeps everything, believes nothing received, starts over. What the server lacks is found by
/// comparing; if it cannot compare, everything is offered again.
pub(crate) fn start_over(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute("UPDATE contact SET cursor = NULL, epoch = NULL, judged = 0, durable_pos = NULL, reconcile_owed = 1", [])?;
    tx.execute(
        "UPDATE document SET refused_code = NULL, refused_detail = NULL, refused_retry = 0, refused_hash = NULL, placed = NULL",
        [],
    )?;
    // Photos that were fetched from others are not this device's to send: they stay complete.
    tx.execute("UPDATE blob SET sent = 0, complete = 0, mismatches = 0, parked = NULL WHERE sha256 IN (SELECT sha256 FROM photo)", [])?;
    reference::start_over_all(tx)?;
    incarnation::mark_reported(tx, None)?;
    changes::mark_unsent(tx, None)
}

/// When the server was last heard, and what its clock said.
pub(crate) fn heard(conn: &Connection) -> Result<Option<ServerHeard>, StoreError> {
    let row: (Option<i64>, Option<i64>, Option<String>, Option<i64>) = conn
        .prepare_cached("SELECT server_offset_ms, heard_monotonic_ms, heard_boot, heard_at FROM contact")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let (Some(offset_ms), Some(monotonic_ms), Some(boot), at) = row else { return Ok(None) };
    let at = at.map(Timestamp::from_ms);
    Ok(Some(ServerHeard { at, offset_ms, monotonic_ms: u64::try_from(monotonic_ms).unwrap_or(0), boot }))
}

/// Keeps what the server's clock said.
pub(crate) fn hear(tx: &Transaction<'_>, heard: &ServerHeard) -> Result<(), StoreError> {
    let monotonic_ms = i64::try_from(heard.monotonic_ms).unwrap_or(i64::MAX);
    tx.prepare_cached("UPDATE contact SET server_offset_ms = ?1, heard_monotonic_ms = ?2, heard_boot = ?3, heard_at = ?4")?
        .execute(params![heard.offset_ms, monotonic_ms, heard.boot, heard.at.map(Timestamp::as_ms)])?;
    Ok(())
}

/// Notes a good contact at `at`.
pub(crate) fn succeeded(tx: &Transaction<'_>, at: Timestamp) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE contact SET last_contact_at = ?1, last_error = NULL")?.execute([at.as_ms()])?;
    Ok(())
}

/// Notes a failed contact.
pub(crate) fn failed(tx: &Transaction<'_>, code: &str) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE contact SET last_error = ?1")?.execute([code])?;
    Ok(())
}

/// When the last good contact was, and what went wrong since, if anything did.
pub(crate) fn last(conn: &Connection) -> Result<(Option<Timestamp>, Option<String>), StoreError> {
    let (at, error): (Option<i64>, Option<String>) =
        conn.prepare_cached("SELECT last_contact_at, last_error FROM contact")?.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((at.map(Timestamp::from_ms), error))
}
