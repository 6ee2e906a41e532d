//! Photos that were taken elsewhere: which visits name them, the small picture of each, and the whole on its way here.

use model::documents::visit::records::{KeyedPhoto, Photo};
use model::id::DocumentId;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};
use sha2::{Digest as _, Sha256};

use super::StoreError;
use super::blobs::PhotoState;

/// A photo that a person wants whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WantedPhoto {
    /// Its SHA-256, 64 hex digits.
    pub(crate) sha256: String,
    /// Its size in **bytes**.
    pub(crate) size: u64,
    /// **Bytes** that are here, from the start without a gap.
    pub(crate) received: u64,
}

/// What became of a piece that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Came {
    /// There is more to come.
    Part,
    /// The picture is here, whole and with its hash.
    Whole,
    /// The whole does not have its hash; it starts over. So many times by now.
    Mismatch(u32),
}

/// Keeps which photos a visit names that are not on this device. `owed`: their small pictures are fetched without being asked for.
pub(crate) fn note(tx: &Transaction<'_>, document: DocumentId, photos: &[KeyedPhoto], owed: bool) -> Result<(), StoreError> {
    let mut keep = tx.prepare_cached(
        "INSERT INTO remote_photo (document, sha256, media_type, size, owed)
         SELECT ?1, ?2, ?3, ?4, ?5 AND NOT EXISTS (SELECT 1 FROM thumbnail WHERE sha256 = ?2)
         WHERE NOT EXISTS (SELECT 1 FROM blob WHERE sha256 = ?2)
         ON CONFLICT DO NOTHING",
    )?;
    for KeyedPhoto { record: Photo { sha256, media_type, size_bytes, .. }, .. } in photos {
        keep.execute(params![document.as_bytes().as_slice(), sha256, media_type, stored(*size_bytes), owed])?;
    }
    Ok(())
}

/// The next small picture to fetch, of the smallest photo, none of `except`; only for visits that are this device's.
pub(crate) fn next_thumbnail(conn: &Connection, except: &[String]) -> Result<Option<String>, StoreError> {
    let mut query = conn.prepare_cached(
        "SELECT r.sha256 FROM remote_photo r JOIN document d ON d.id = r.document
         WHERE r.owed = 1 AND d.left_reason IS NULL ORDER BY r.size, r.sha256",
    )?;
    let rows = query.query_map([], |row| row.get::<_, String>(0))?;
    let mut allowed = rows.filter(|row| !matches!(row, Ok(sha256) if except.contains(sha256)));
    Ok(allowed.next().transpose()?)
}

/// Keeps a small picture; `None`: the server has none. It is owed no more.
pub(crate) fn keep_thumbnail(tx: &Transaction<'_>, sha256: &str, bytes: Option<&[u8]>) -> Result<(), StoreError> {
    if let Some(bytes) = bytes {
        tx.prepare_cached("INSERT INTO thumbnail (sha256, bytes) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
            .execute(params![sha256, bytes])?;
    }
    tx.prepare_cached("UPDATE remote_photo SET owed = 0 WHERE sha256 = ?1")?.execute([sha256])?;
    Ok(())
}

/// The small picture of a photo, if it is here.
pub(crate) fn thumbnail(conn: &Connection, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let mut query = conn.prepare_cached("SELECT bytes FROM thumbnail WHERE sha256 = ?1")?;
    Ok(query.query_row([sha256], |row| row.get(0)).optional()?)
}

/// Whether the small picture of a photo is here.
pub(crate) fn has_thumbnail(conn: &Connection, sha256: &str) -> Result<bool, StoreError> {
    Ok(conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM thumbnail WHERE sha256 = ?1)")?.query_row([sha256], |row| row.get(0))?)
}

/// A person wants to see the whole photo.
pub(crate) fn want(tx: &Transaction<'_>, photo: &Photo) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT INTO wanted_photo (sha256, media_type, size) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
        .execute(params![photo.sha256, photo.media_type, stored(photo.size_bytes)])?;
    Ok(())
}

/// Where a photo is that is not on this device.
pub(crate) fn state(conn: &Connection, sha256: &str) -> Result<PhotoState, StoreError> {
    let mut query = conn.prepare_cached("SELECT received FROM wanted_photo WHERE sha256 = ?1")?;
    let received: Option<i64> = query.query_row([sha256], |row| row.get(0)).optional()?;
    Ok(received.map_or(PhotoState::Elsewhere, |received| PhotoState::OnItsWay { received: u64::try_from(received).unwrap_or(0) }))
}

/// The next photo to fetch whole, the smallest first, none of `except`.
pub(crate) fn next_wanted(conn: &Connection, except: &[String]) -> Result<Option<WantedPhoto>, StoreError> {
    let mut query = conn.prepare_cached("SELECT sha256, size, received FROM wanted_photo ORDER BY size, sha256")?;
    let number = |value: i64| u64::try_from(value).unwrap_or(0);
    let rows =
        query.query_map([], |row| Ok(WantedPhoto { sha256: row.get(0)?, size: number(row.get(1)?), received: number(row.get(2)?) }))?;
    let mut allowed = rows.filter(|row| !matches!(row, Ok(next) if except.contains(&next.sha256)));
    Ok(allowed.next().transpose()?)
}

/// Takes the piece that follows what is here of a wanted photo. With the last one the whole is checked; only then it counts.
pub(crate) fn take(tx: &Transaction<'_>, wanted: &WantedPhoto, piece: &[u8]) -> Result<Came, StoreError> {
    let sha256 = wanted.sha256.as_str();
    tx.prepare_cached("INSERT OR REPLACE INTO photo_piece (sha256, at, bytes) VALUES (?1, ?2, ?3)")?.execute(params![
        sha256,
        stored(wanted.received),
        piece
    ])?;
    let received = wanted.received.saturating_add(piece.len() as u64);
    if received < wanted.size {
        tx.prepare_cached("UPDATE wanted_photo SET received = ?2 WHERE sha256 = ?1")?.execute(params![sha256, stored(received)])?;
        return Ok(Came::Part);
    }
    let mut query = tx.prepare_cached("SELECT bytes FROM photo_piece WHERE sha256 = ?1 ORDER BY at")?;
    let pieces = query.query_map([sha256], |row| row.get::<_, Vec<u8>>(0))?.collect::<Result<Vec<_>, _>>()?;
    let whole = pieces.concat();
    if hex::encode(Sha256::digest(&whole)) == sha256 {
        tx.prepare_cached(
            "INSERT INTO blob (sha256, media_type, size, bytes, sent, complete)
             SELECT sha256, media_type, ?2, ?3, ?2, 1 FROM wanted_photo WHERE sha256 = ?1 ON CONFLICT DO NOTHING",
        )?
        .execute(params![sha256, stored(received), whole])?;
        forget(tx, sha256)?;
        return Ok(Came::Whole);
    }
    tx.prepare_cached("DELETE FROM photo_piece WHERE sha256 = ?1")?.execute([sha256])?;
    let mismatches = tx
        .prepare_cached("UPDATE wanted_photo SET received = 0, mismatches = mismatches + 1 WHERE sha256 = ?1 RETURNING mismatches")?
        .query_row([sha256], |row| row.get(0))?;
    Ok(Came::Mismatch(mismatches))
}

/// Gives up fetching a photo whole.
pub(crate) fn forget(tx: &Transaction<'_>, sha256: &str) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM photo_piece WHERE sha256 = ?1")?.execute([sha256])?;
    tx.prepare_cached("DELETE FROM wanted_photo WHERE sha256 = ?1")?.execute([sha256])?;
    Ok(())
}

/// Visits that name this photo of another device.
pub(crate) fn named_by(conn: &Connection, sha256: &str) -> Result<Vec<DocumentId>, StoreError> {
    let mut query = conn.prepare_cached("SELECT document FROM remote_photo WHERE sha256 = ?1")?;
    let ids = query.query_map([sha256], |row| row.get::<_, [u8; 16]>(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(ids.into_iter().map(DocumentId::from_bytes).collect())
}

fn stored(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
