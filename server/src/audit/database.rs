//! Reading a database that somebody may have meddled with: nothing is written, and no value is believed to be what it should be.

use std::path::Path;

use model::id::OrganisationId;
use model::log::{Changes, Fact, Found};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row, params};

use super::AuditError;
use crate::store::sqlite::{BUSY_TIMEOUT, DATABASE};

/// A database, open in one state.
pub(super) struct Database {
    pub(super) db: Connection,
}

/// An entry as it is kept.
pub(super) struct KeptEntry {
    pub(super) position: i64,
    pub(super) at_ms: i64,
    pub(super) text: String,
    pub(super) link: Vec<u8>,
}

impl Database {
    /// Opens the database in `data_dir` for reading.
    pub(super) fn open(data_dir: &Path) -> Result<Self, AuditError> {
        let path = data_dir.join(DATABASE);
        if !path.is_file() {
            return Err(AuditError::Missing(path));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(&path, flags)?;
        db.busy_timeout(BUSY_TIMEOUT)?;
        db.pragma_update(None, "trusted_schema", 0)?;
        db.execute_batch("BEGIN")?;
        let has_log = db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'log_entry'")?.exists([])?;
        if has_log { Ok(Self { db }) } else { Err(AuditError::Older) }
    }

    /// `column` of `table`, or what stands for it in a database from before there was one.
    pub(super) fn column(&self, table: &str, column: &str) -> Result<String, AuditError> {
        let mut find = self.db.prepare("SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2")?;
        Ok(if find.exists([table, column])? { column.to_owned() } else { format!("NULL AS {column}") })
    }

    /// Whether the database tells in its log of what was refused: a newer one than the first with an inbox.
    pub(super) fn has_refused(&self) -> Result<bool, AuditError> {
        let mut find = self.db.prepare("SELECT 1 FROM pragma_table_info('refused_change') WHERE name = 'discarded_at'")?;
        Ok(find.exists([])?)
    }

    /// The organisation called `name`, or all.
    pub(super) fn organisations(&self, name: Option<&str>) -> Result<Vec<(OrganisationId, String)>, AuditError> {
        let mut find = self.db.prepare("SELECT id, name FROM organisation WHERE ?1 IS NULL OR name = ?1 ORDER BY name")?;
        let mut rows = find.query([name])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push((OrganisationId::from_bytes(array(row, "id")?.unwrap_or_default()), text(row, "name")?));
        }
        match name {
            Some(name) if found.is_empty() => Err(AuditError::NoSuchOrganisation(name.to_owned())),
            _ => Ok(found),
        }
    }

    /// Hands out the entries in their order.
    pub(super) fn entries(
        &self,
        organisation: OrganisationId,
        mut each: impl FnMut(KeptEntry) -> Result<(), AuditError>,
    ) -> Result<(), AuditError> {
        let sql = "SELECT position, at, entry, link FROM log_entry WHERE organisation = ?1 ORDER BY position";
        let mut find = self.db.prepare(sql)?;
        let mut rows = find.query([organisation.as_bytes()])?;
        while let Some(row) = rows.next()? {
            let (position, at_ms) = (integer(row, "position")?.unwrap_or(0), integer(row, "at")?.unwrap_or(-1));
            each(KeptEntry { position, at_ms, text: text(row, "entry")?, link: blob(row, "link")? })?;
        }
        Ok(())
    }

    /// Size, instant and token of every checkpoint that is kept.
    pub(super) fn checkpoints(&self, organisation: OrganisationId) -> Result<Vec<(i64, i64, String)>, AuditError> {
        let mut find = self.db.prepare("SELECT size, at, token FROM checkpoint WHERE organisation = ?1 ORDER BY size")?;
        let mut rows = find.query([organisation.as_bytes()])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push((integer(row, "size")?.unwrap_or(-1), integer(row, "at")?.unwrap_or(-1), text(row, "token")?));
        }
        Ok(found)
    }

    /// Hashes of the changes that an entry is about and does not name itself, as they are kept.
    pub(super) fn hashes_of(&self, organisation: OrganisationId, fact: &Fact) -> Result<Vec<String>, AuditError> {
        let (sql, document, first, last) = match fact {
            Fact::Changes(Changes { document, first, changes, .. }) => (
                "SELECT hash FROM change WHERE organisation = ?1 AND seq BETWEEN ?3 AND ?4 AND document = ?2 ORDER BY seq",
                document,
                *first,
                first.saturating_add(*changes).saturating_sub(1),
            ),
            Fact::Found(Found { document, last, .. }) => (
                "SELECT hash FROM change WHERE document = ?2 AND seq BETWEEN ?3 AND ?4 AND organisation = ?1 ORDER BY seq",
                document,
                0,
                *last,
            ),
            _ => return Ok(Vec::new()),
        };
        let stored = crate::store::sqlite::row::stored;
        let mut find = self.db.prepare_cached(sql)?;
        let mut rows = find.query(params![organisation.as_bytes(), document.as_bytes(), stored(first), stored(last)])?;
        let mut hashes = Vec::new();
        while let Some(row) = rows.next()? {
            hashes.push(hex::encode(blob(row, "hash")?));
        }
        Ok(hashes)
    }
}

/// The bytes in a column; none if it holds something else.
pub(super) fn blob(row: &Row<'_>, column: &str) -> rusqlite::Result<Vec<u8>> {
    Ok(match row.get_ref(column)? {
        ValueRef::Blob(bytes) => bytes.to_vec(),
        _ => Vec::new(),
    })
}

/// The bytes in a column, if they are so many.
pub(super) fn array<const N: usize>(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<[u8; N]>> {
    Ok(blob(row, column)?.try_into().ok())
}

/// The number in a column, if it holds one.
pub(super) fn integer(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<i64>> {
    Ok(match row.get_ref(column)? {
        ValueRef::Integer(number) => Some(number),
        _ => None,
    })
}

/// Whether a column holds nothing at all.
pub(super) fn is_null(row: &Row<'_>, column: &str) -> rusqlite::Result<bool> {
    Ok(matches!(row.get_ref(column)?, ValueRef::Null))
}

/// The text in a column; what is no text reads as what no text of ours is.
pub(super) fn text(row: &Row<'_>, column: &str) -> rusqlite::Result<String> {
    Ok(match row.get_ref(column)? {
        ValueRef::Text(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        _ => String::new(),
    })
}
