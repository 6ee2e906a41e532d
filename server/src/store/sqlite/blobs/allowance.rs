//! How much is uploaded: by a device in a day, by an organisation in all; and unfinished uploads that are given up.

use model::id::{DeviceId, OrganisationId};
use model::time::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use crate::store::StoreError;
use crate::store::blobs::{Allowance, AppendOutcome, Piece, Sender, day_of};
use crate::store::sqlite::row;

/// Unfinished uploads dropped in one transaction: each may hold many rows.
const SWEPT_AT_ONCE: u32 = 20;

/// What a piece adds.
pub(super) struct Added {
    /// **Bytes** of the piece.
    pub(super) bytes: u64,
    /// If it begins an upload: how large the whole is, in **bytes**.
    pub(super) begins: Option<u64>,
}

/// Why there is no room for a piece; `None` if there is.
pub(super) fn refusal(
    db: &Connection,
    sender: &Sender,
    piece: &Piece,
    added: &Added,
    allowance: &Allowance,
) -> Result<Option<AppendOutcome>, StoreError> {
    let (bytes, blobs) = sent(db, sender.organisation, sender.device, day_of(piece.received_at))?;
    if bytes.saturating_add(added.bytes) > allowance.device_day_bytes
        || (added.begins.is_some() && blobs >= u64::from(allowance.device_day_blobs))
    {
        return Ok(Some(AppendOutcome::DayFull));
    }
    // Room for the whole, before anything is sent in vain.
    let needed = added.begins.unwrap_or(added.bytes);
    if space(db, sender.organisation)?.saturating_add(needed) > allowance.organisation_bytes {
        return Ok(Some(AppendOutcome::SpaceFull));
    }
    Ok(None)
}

/// Counts a piece for its device's day.
pub(super) fn count(tx: &Transaction<'_>, sender: &Sender, piece: &Piece, added: &Added) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO blob_day (day, organisation, device, bytes, blobs) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (day, organisation, device) DO UPDATE SET bytes = bytes + excluded.bytes, blobs = blobs + excluded.blobs",
    )?
    .execute(params![
        day_of(piece.received_at),
        sender.organisation.as_bytes(),
        sender.device.as_bytes(),
        row::stored(added.bytes),
        added.begins.is_some(),
    ])?;
    Ok(())
}

/// Drops some uploads that nobody has added to since `touched_before`, and counts of days before `day`; answers how many uploads.
pub(super) fn sweep(tx: &Transaction<'_>, touched_before: Timestamp, day: i64) -> Result<usize, StoreError> {
    let dropped = tx.execute(
        "DELETE FROM blob WHERE (organisation, sha256) IN
             (SELECT organisation, sha256 FROM blob WHERE complete_at IS NULL AND touched_at < ?1 ORDER BY touched_at LIMIT ?2)",
        params![touched_before.as_ms(), SWEPT_AT_ONCE],
    )?;
    tx.execute("DELETE FROM blob_day WHERE day < ?1", [day])?;
    Ok(dropped)
}

/// **Bytes** sent and uploads begun by a device in a day.
fn sent(db: &Connection, organisation: OrganisationId, device: DeviceId, day: i64) -> Result<(u64, u64), StoreError> {
    let sql = "SELECT bytes, blobs FROM blob_day WHERE day = ?1 AND organisation = ?2 AND device = ?3";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params![day, organisation.as_bytes(), device.as_bytes()])?;
    let Some(found) = rows.next()? else { return Ok((0, 0)) };
    Ok((row::count(found, "bytes")?, row::count(found, "blobs")?))
}

/// **Bytes** that an organisation's photos take.
fn space(db: &Connection, organisation: OrganisationId) -> Result<u64, StoreError> {
    let mut statement = db.prepare_cached("SELECT bytes FROM blob_space WHERE organisation = ?1")?;
    let bytes: Option<i64> = statement.query_row([organisation.as_bytes()], |row| row.get(0)).optional()?;
    u64::try_from(bytes.unwrap_or(0)).map_err(|_| StoreError::Damaged("blob_space.bytes"))
}
