//! The store in one SQLite database: one writer thread with group commit, a few readers.
//!
//! * Writes go through [`Sqlite::write`]: a closure over a `&Transaction`. Many closures share one commit (see [`writer`]); each
//!   runs in its own savepoint, so a failing one takes nothing of its neighbours with it.
//! * Reads go through [`Sqlite::read`]: a closure over a `&Connection` that cannot write. A reader sees every write that was
//!   answered before it began.
//! * Every connection runs with `synchronous=FULL`: an answered write survives a power cut.
//!
//! The rooms beside this one hold the SQL, one per concern, as functions over `&Transaction` or `&Connection`.

mod aftercare;
mod beside;
pub(crate) mod blobs;
mod board;
mod call_outs;
mod complaints;
mod contracts;
mod desk_users;
pub(crate) mod devices;
mod documents;
mod history_mark;
pub(crate) mod identity;
mod inbox;
mod ledgers;
mod log;
mod migrate;
mod old_parts;
mod policies;
mod reader;
mod reference;
mod registers;
mod reports;
pub(crate) mod row;
mod seals;
mod stock;
mod unsent;
mod webhooks;
mod writer;

use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction};

use self::history_mark::{HistoryMark, MarkError};
use self::reader::Readers;
use self::writer::Writer;
use super::{Store, StoreError};
use crate::data_dir::{DataDir, private_file};
pub(crate) use migrate::MigrateError;

/// Name of the database in the data directory.
pub(crate) const DATABASE: &str = "fieldbook.db";
/// Name of the file that says how far the log has come.
pub(crate) const EPOCH_FILE: &str = "epoch";
/// Connections that read at the same time.
const READERS: usize = 4;
/// What the writer keeps of the database in memory, in **KiB**.
const WRITER_CACHE_KIB: i64 = 32 * 1024;
/// The write-ahead log is folded into the database once it has so many pages of 4 KiB.
const FOLDED_AFTER_PAGES: i64 = 4_000;
/// How long a connection waits for another process that holds the database (a backup, a check).
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Oldest SQLite without the WAL-reset corruption bug (fixed 2026-03-13).
const OLDEST_SQLITE: i32 = 3_051_003;

/// Why the database could not be opened. The file was not changed, except by migrations that had already committed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenStoreError {
    /// The linked SQLite has a bug that damages databases.
    #[error("SQLite {0} can damage databases; 3.51.3 or later is needed")]
    Library(&'static str),
    /// The database does not run in the mode that makes commits durable.
    #[error("the database refused {0}")]
    Mode(&'static str),
    /// The schema could not be brought up to date.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    /// SQLite refused.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// The file cannot be made or is not ours.
    #[error("database file: {0}")]
    File(std::io::Error),
    /// The database could not be compared with what is written beside it.
    #[error(transparent)]
    Mark(#[from] MarkError),
    /// The writer's thread could not be started.
    #[error("no thread for the writer: {0}")]
    Thread(std::io::Error),
}

/// The SQLite store.
pub(crate) struct Sqlite {
    writer: Writer,
    readers: Readers,
    /// Let go of last: until then no other process opens the database.
    _dir: DataDir,
}

impl Sqlite {
    /// Opens the database in `dir`, makes it if missing, and brings its schema up to date.
    pub(crate) fn open(dir: DataDir) -> Result<Self, OpenStoreError> {
        if rusqlite::version_number() < OLDEST_SQLITE {
            return Err(OpenStoreError::Library(rusqlite::version()));
        }
        let path = dir.join(DATABASE);
        // SQLite gives its other files the same permissions.
        private_file(&path).map_err(OpenStoreError::File)?;
        let mut connection = connect(&path)?;
        prepare_for_writing(&connection)?;
        migrate::to_newest(&mut connection)?;
        let mut mark = HistoryMark::compare(&dir.join(EPOCH_FILE), &connection)?;
        let readers = (0..READERS).map(|_| read_only(&path)).collect::<Result<Vec<_>, _>>()?;
        let writer = Writer::start(connection, move |committed| mark.follow(committed)).map_err(OpenStoreError::Thread)?;
        Ok(Self { writer, readers: Readers::new(readers), _dir: dir })
    }

    /// Runs `job` inside the next commit. When this answers `Ok`, what the job wrote is durable; when it answers `Err`, nothing of it
    /// remains. The job may run on a batch that is rolled back, so it must have no effect but its writes.
    ///
    /// # Errors
    /// What the job answers; [`StoreError::Busy`] if too many wait; [`StoreError::Commit`] if the shared commit failed.
    pub(crate) async fn write<T, E, F>(&self, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
    {
        self.writer.run(job).await
    }

    /// Runs `job` on a reader, on a thread that may block. All its statements see one state of the database.
    ///
    /// # Errors
    /// What the job answers; [`StoreError::Stopped`] while the process ends.
    pub(crate) async fn read<T, E, F>(&self, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    {
        self.readers.run(job).await
    }
}

#[async_trait]
impl Store for Sqlite {
    async fn check_writable(&self) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.execute("UPDATE server SET probes = probes + 1", [])?;
            Ok(())
        })
        .await
    }

    async fn checkpoint(&self) -> Result<(), StoreError> {
        self.writer.checkpoint().await
    }
}

fn connect(path: &Path) -> Result<Connection, OpenStoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))?;
    if mode != "wal" {
        return Err(OpenStoreError::Mode("journal_mode=wal"));
    }
    for (pragma, value) in [("synchronous", 2_i64), ("foreign_keys", 1), ("trusted_schema", 0)] {
        connection.pragma_update(None, pragma, value)?;
        let is: i64 = connection.pragma_query_value(None, pragma, |row| row.get(0))?;
        if is != value {
            return Err(OpenStoreError::Mode(pragma));
        }
    }
    connection.pragma_update_and_check(None, "journal_size_limit", 64 * 1024 * 1024, |_| Ok(()))?;
    connection.set_prepared_statement_cache_capacity(128);
    // A statement keeps its plan whatever is bound: otherwise some are planned anew for each row that is looked up.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(connection)
}

/// What only the writer needs: most pages that a burst of commits touches stay in memory, what a job's savepoint would put back is kept in
/// memory and not in a file beside the database, and the write-ahead log is folded less often, so that a page that is written again and
/// again goes into the database once.
fn prepare_for_writing(connection: &Connection) -> Result<(), OpenStoreError> {
    connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.pragma_update(None, "wal_autocheckpoint", FOLDED_AFTER_PAGES)?;
    Ok(())
}

fn read_only(path: &Path) -> Result<Connection, OpenStoreError> {
    let connection = connect(path)?;
    connection.pragma_update(None, "query_only", 1)?;
    Ok(connection)
}
