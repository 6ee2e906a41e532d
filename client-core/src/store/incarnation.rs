//! The row that says which copy of the database this is.

use model::time::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::StoreError;
use crate::incarnation::Token;

/// The token in the database, if it has one.
pub(crate) fn find(conn: &Connection) -> Result<Option<Token>, StoreError> {
    Ok(conn.prepare_cached("SELECT token FROM incarnation")?.query_row([], |row| row.get(0)).optional()?)
}

/// Keeps a new token; `copied_at` if it replaces that of another copy.
pub(crate) fn begin(tx: &Transaction<'_>, token: &Token, copied_at: Option<Timestamp>) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO incarnation (one, token, copied_at) VALUES (1, ?1, ?2)
         ON CONFLICT (one) DO UPDATE SET token = excluded.token, reported = 0, copied_at = excluded.copied_at",
        params![token.as_slice(), copied_at.map(Timestamp::as_ms)],
    )?;
    Ok(())
}

/// The token that the server is yet to be told.
pub(crate) fn unreported(conn: &Connection) -> Result<Option<Token>, StoreError> {
    Ok(conn.prepare_cached("SELECT token FROM incarnation WHERE reported = 0")?.query_row([], |row| row.get(0)).optional()?)
}

/// The server was told `token`, or (with `None`) none of its kind: it has another history now.
pub(crate) fn mark_reported(tx: &Transaction<'_>, token: Option<&Token>) -> Result<(), StoreError> {
    match token {
        Some(token) => tx.prepare_cached("UPDATE incarnation SET reported = 1 WHERE token = ?1")?.execute([token.as_slice()])?,
        None => tx.prepare_cached("UPDATE incarnation SET reported = 0")?.execute([])?,
    };
    Ok(())
}

/// When it was found that the file is a copy, until somebody has read so.
pub(crate) fn copied_at(conn: &Connection) -> Result<Option<Timestamp>, StoreError> {
    let at: Option<Option<i64>> = conn.prepare_cached("SELECT copied_at FROM incarnation")?.query_row([], |row| row.get(0)).optional()?;
    Ok(at.flatten().map(Timestamp::from_ms))
}

/// Somebody has read it.
pub(crate) fn mark_read(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute("UPDATE incarnation SET copied_at = NULL", [])?;
    Ok(())
}
