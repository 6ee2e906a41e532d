//! Pictures: their bytes, which visit names them, and how far the server has them.

use automerge::ChangeHash;
use model::id::DocumentId;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::{StoreError, remote_photos};

/// A picture as it is kept.
#[derive(Debug)]
pub(crate) struct NewBlob<'a> {
    /// SHA-256 of `bytes`, 64 hex digits.
    pub(crate) sha256: &'a str,
    /// As told by its first bytes.
    pub(crate) media_type: &'a str,
    /// The file.
    pub(crate) bytes: &'a [u8],
}

/// Where a picture is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum PhotoState {
    /// On this phone; the server has the first `sent` **bytes**.
    OnThisPhone {
        /// **Bytes** the server has, as it last said.
        sent: u64,
    },
    /// On this phone and whole at the server.
    Complete,
    /// On this phone; the server takes no more photos for now, for this reason. Sending goes on by itself.
    Held {
        /// The stable word for why.
        code: String,
        /// **Bytes** the server has, as it last said.
        sent: u64,
    },
    /// On this phone; the server does not take it, for this reason.
    Parked {
        /// The stable word for why.
        code: String,
    },
    /// Taken on another device; the whole picture is not here.
    Elsewhere,
    /// Taken on another device; a person wants it, and it is being fetched.
    OnItsWay {
        /// **Bytes** that are here.
        received: u64,
    },
}

/// The next piece to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NextUpload {
    /// Which picture.
    pub(crate) sha256: String,
    /// Its size in **bytes**.
    pub(crate) size: u64,
}

/// Keeps a picture that the change `change` of `document` names. The same picture twice is kept once.
pub(crate) fn keep(tx: &Transaction<'_>, document: DocumentId, change: ChangeHash, blob: &NewBlob<'_>) -> Result<(), StoreError> {
    let size = i64::try_from(blob.bytes.len()).map_err(|_| StoreError::Value("the size of a picture".to_owned()))?;
    tx.prepare_cached("INSERT INTO blob (sha256, media_type, size, bytes) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING")?
        .execute(params![blob.sha256, blob.media_type, size, blob.bytes])?;
    // One that was only fetched so far is this device's to send from now on; whether the server has it, the server says.
    tx.prepare_cached(
        "UPDATE blob SET sent = 0, complete = 0, mismatches = 0, parked = NULL
         WHERE sha256 = ?1 AND NOT EXISTS (SELECT 1 FROM photo WHERE sha256 = ?1)",
    )?
    .execute([blob.sha256])?;
    tx.prepare_cached("INSERT INTO photo (document, sha256, change) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?.execute(params![
        document.as_bytes().as_slice(),
        blob.sha256,
        change.0.as_slice()
    ])?;
    Ok(())
}

/// The bytes of a picture.
pub(crate) fn bytes(conn: &Connection, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let found = conn.prepare_cached("SELECT bytes FROM blob WHERE sha256 = ?1")?.query_row([sha256], |row| row.get(0)).optional()?;
    Ok(found)
}

/// At most `length` **bytes** of a picture from `offset` on.
pub(crate) fn piece(conn: &Connection, sha256: &str, offset: u64, length: usize) -> Result<Vec<u8>, StoreError> {
    let start = i64::try_from(offset).unwrap_or(i64::MAX - 1) + 1;
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    let piece = conn
        .prepare_cached("SELECT substr(bytes, ?2, ?3) FROM blob WHERE sha256 = ?1")?
        .query_row(params![sha256, start, length], |row| row.get(0))?;
    Ok(piece)
}

/// Where a picture is.
pub(crate) fn state(conn: &Connection, sha256: &str) -> Result<PhotoState, StoreError> {
    let row: Option<(i64, bool, Option<String>, Option<String>)> = conn
        .prepare_cached("SELECT sent, complete, parked, held FROM blob WHERE sha256 = ?1")?
        .query_row([sha256], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    let Some((sent, complete, parked, held)) = row else { return remote_photos::state(conn, sha256) };
    let sent = u64::try_from(sent).unwrap_or(0);
    Ok(match (complete, parked, held) {
        (true, _, _) => PhotoState::Complete,
        (false, Some(code), _) => PhotoState::Parked { code },
        (false, None, Some(code)) => PhotoState::Held { code, sent },
        (false, None, None) => PhotoState::OnThisPhone { sent },
    })
}

/// The picture to send next: one whose naming change the server has, the smallest first, none of `except`.
pub(crate) fn next_upload(conn: &Connection, except: &[String]) -> Result<Option<NextUpload>, StoreError> {
    let mut query = conn.prepare_cached(
        "SELECT b.sha256, b.size FROM blob b WHERE b.complete = 0 AND b.parked IS NULL AND EXISTS (
                 SELECT 1 FROM photo p WHERE p.sha256 = b.sha256 AND coalesce(
                     (SELECT c.received FROM change c WHERE c.document = p.document AND c.hash = p.change),
                     EXISTS (SELECT 1 FROM bundle f WHERE f.document = p.document)))
             ORDER BY b.size, b.sha256",
    )?;
    let rows =
        query.query_map([], |row| Ok(NextUpload { sha256: row.get(0)?, size: u64::try_from(row.get::<_, i64>(1)?).unwrap_or(0) }))?;
    let mut allowed = rows.filter(|row| !matches!(row, Ok(next) if except.contains(&next.sha256)));
    Ok(allowed.next().transpose()?)
}

/// Keeps how far the server has a picture, and whether it is whole there.
pub(crate) fn progressed(tx: &Transaction<'_>, sha256: &str, sent: u64, complete: bool) -> Result<(), StoreError> {
    let sent = i64::try_from(sent).unwrap_or(i64::MAX);
    tx.prepare_cached("UPDATE blob SET sent = ?2, complete = ?3 WHERE sha256 = ?1")?.execute(params![sha256, sent, complete])?;
    // What held up one held up all.
    tx.prepare_cached("UPDATE blob SET held = NULL WHERE held IS NOT NULL")?.execute([])?;
    Ok(())
}

/// Counts an upload whose hash did not match and starts it over; answers how many there were.
pub(crate) fn mismatched(tx: &Transaction<'_>, sha256: &str) -> Result<u32, StoreError> {
    let count = tx
        .prepare_cached("UPDATE blob SET sent = 0, mismatches = mismatches + 1 WHERE sha256 = ?1 RETURNING mismatches")?
        .query_row([sha256], |row| row.get(0))?;
    Ok(count)
}

/// The server takes no more pictures for now, with the reason.
pub(crate) fn hold_all(tx: &Transaction<'_>, code: &str) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE blob SET held = ?1 WHERE complete = 0 AND parked IS NULL")?.execute([code])?;
    Ok(())
}

/// Documents that name a picture which the server does not have whole.
pub(crate) fn named_by_unsent(conn: &Connection) -> Result<Vec<DocumentId>, StoreError> {
    let mut query =
        conn.prepare_cached("SELECT DISTINCT p.document FROM photo p JOIN blob b ON b.sha256 = p.sha256 WHERE b.complete = 0")?;
    let ids = query.query_map([], |row| row.get::<_, [u8; 16]>(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(ids.into_iter().map(DocumentId::from_bytes).collect())
}

/// Stops sending a picture, with the reason.
pub(crate) fn park(tx: &Transaction<'_>, sha256: &str, code: &str) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE blob SET parked = ?2 WHERE sha256 = ?1")?.execute([sha256, code])?;
    Ok(())
}

/// Sends the pictures of a document again that were parked.
pub(crate) fn unpark(tx: &Transaction<'_>, document: DocumentId) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE blob SET sent = 0, mismatches = 0, parked = NULL
         WHERE parked IS NOT NULL AND sha256 IN (SELECT sha256 FROM photo WHERE document = ?1)",
    )?
    .execute([document.as_bytes().as_slice()])?;
    Ok(())
}

/// Documents that name this picture.
pub(crate) fn named_by(conn: &Connection, sha256: &str) -> Result<Vec<DocumentId>, StoreError> {
    let mut query = conn.prepare_cached("SELECT document FROM photo WHERE sha256 = ?1")?;
    let ids = query.query_map([sha256], |row| row.get::<_, [u8; 16]>(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(ids.into_iter().map(DocumentId::from_bytes).collect())
}

/// How many pictures that a document names the server does not have whole yet.
pub(crate) fn pending(conn: &Connection) -> Result<u32, StoreError> {
    Ok(conn.query_row("SELECT count(*) FROM blob WHERE complete = 0 AND sha256 IN (SELECT sha256 FROM photo)", [], |row| row.get(0))?)
}
