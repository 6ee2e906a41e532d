//! What devices said they still have unsent, in SQLite.

use model::id::{DeviceId, OrganisationId};
use model::time::Timestamp;
use model::wire::unsent::StillUnsent;
use rusqlite::{Row, Transaction, params};

use super::row;
use crate::board::view::DeviceUnsent;
use crate::store::StoreError;

/// Keeps what the device said at `at`, in place of what it said before. Answers whether that is something else than before, leaving aside
/// when it was said.
pub(super) fn keep(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    device: DeviceId,
    said: Option<StillUnsent>,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let Some(said) = said else {
        let mut forget = tx.prepare_cached("DELETE FROM device_unsent WHERE organisation = ?1 AND device = ?2")?;
        return Ok(forget.execute(params![organisation.as_bytes(), device.as_bytes()])? > 0);
    };
    tx.prepare_cached(
        "INSERT INTO device_unsent (organisation, device, said_at, changes, signatures, photos, photo_bytes, oldest_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (organisation, device) DO UPDATE SET said_at = excluded.said_at, \
         changes = excluded.changes, signatures = excluded.signatures, photos = excluded.photos, \
         photo_bytes = excluded.photo_bytes, oldest_at = excluded.oldest_at",
    )?
    .execute(params![
        organisation.as_bytes(),
        device.as_bytes(),
        at.as_ms(),
        row::stored(said.changes),
        row::stored(said.signatures),
        row::stored(said.photos),
        row::stored(said.photo_bytes),
        said.oldest_at.map(Timestamp::as_ms)
    ])?;
    Ok(true)
}

/// A photo of this size has arrived whole from the device: it is not unsent any more. Answers whether anything changed.
pub(super) fn photo_arrived(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    device: DeviceId,
    size_bytes: u64,
) -> Result<bool, StoreError> {
    let counted = tx
        .prepare_cached(
            "UPDATE device_unsent SET photos = photos - 1, \
             photo_bytes = CASE photos WHEN 1 THEN 0 ELSE max(photo_bytes - ?3, 0) END \
             WHERE organisation = ?1 AND device = ?2 AND photos > 0",
        )?
        .execute(params![organisation.as_bytes(), device.as_bytes(), row::stored(size_bytes)])?;
    if counted == 0 {
        return Ok(false);
    }
    let mut forget =
        tx.prepare_cached("DELETE FROM device_unsent WHERE organisation = ?1 AND device = ?2 AND changes = 0 AND photos = 0")?;
    forget.execute(params![organisation.as_bytes(), device.as_bytes()])?;
    Ok(true)
}

/// What a row of `device_unsent`, joined from the left, says.
pub(super) fn said(row: &Row<'_>) -> Result<Option<DeviceUnsent>, StoreError> {
    let Some(said_at) = row::maybe_at(row, "said_at")? else { return Ok(None) };
    Ok(Some(DeviceUnsent {
        said_at,
        changes: row::count(row, "changes")?,
        signatures: row::count(row, "signatures")?,
        photos: row::count(row, "photos")?,
        photo_bytes: row::count(row, "photo_bytes")?,
        oldest_at: row::maybe_at(row, "oldest_at")?,
    }))
}
