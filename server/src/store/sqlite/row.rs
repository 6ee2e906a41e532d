//! Values between Rust and SQLite columns: ids as 16 bytes, instants as milliseconds.

use model::time::Timestamp;
use rusqlite::Row;

use crate::store::StoreError;

/// The 16 bytes of an id column, for `Id::from_bytes`.
pub(crate) fn id(row: &Row<'_>, column: &str) -> rusqlite::Result<[u8; 16]> {
    row.get(column)
}

/// The instant in a column.
pub(crate) fn at(row: &Row<'_>, column: &str) -> rusqlite::Result<Timestamp> {
    row.get(column).map(Timestamp::from_ms)
}

/// The instant in a column, if there is one.
pub(crate) fn maybe_at(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Timestamp>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(Timestamp::from_ms))
}

/// A column that counts and is never negative.
pub(crate) fn count(row: &Row<'_>, column: &'static str) -> Result<u64, StoreError> {
    u64::try_from(row.get::<_, i64>(column)?).map_err(|_| StoreError::Damaged(column))
}

/// A count as SQLite keeps it.
pub(crate) fn stored(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
