//! What the device keeps, in one SQLite file: changes (the truth), snapshots and projections (caches), outbox, pictures, contact.
//!
//! One writer connection behind a mutex, which also guards the documents held open, so that memory and disk move together;
//! readers have connections of their own and always see one committed state. Saved means on disk: WAL with
//! `synchronous=FULL`, set explicitly and read back at every opening.
//!
//! Words: *change*, *bundle* (the changes of a document at rest, in one compressed piece), *outbox* (own changes that the server has not named as received), *parked* (a document whose next change was
//! refused, or whose news could not be taken), *projection* (what lists show).
//!
//! Left out: rules, network, repairing a damaged file.

pub(crate) mod blobs;
pub(crate) mod bundles;
pub(crate) mod changes;
pub(crate) mod commands;
pub(crate) mod config;
pub(crate) mod contact;
pub(crate) mod documents;
mod error;
pub(crate) mod export;
pub(crate) mod identity;
pub(crate) mod incarnation;
pub(crate) mod left_out;
mod migrate;
pub(crate) mod open_documents;
pub(crate) mod outbox;
pub(crate) mod peers;
pub(crate) mod projection;
pub(crate) mod receipts;
pub(crate) mod reconcile;
pub(crate) mod reference;
pub(crate) mod refused;
pub(crate) mod remote_photos;
pub(crate) mod salvage;
pub(crate) mod unsent;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

pub use error::{OpenError, StoreError};
use open_documents::OpenDocuments;

/// The first SQLite without the WAL-reset bug (3.7.0 to 3.51.2 can corrupt a file that two connections write to).
const OLDEST_SQLITE: i32 = 3_051_003;
/// Reading connections that are kept for the next reader.
const READERS_KEPT: usize = 3;
/// How long a connection waits for another process before it gives up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Statements that keep their plan: more than an action and a sync have.
const STATEMENTS_KEPT: usize = 128;
/// How large the pages of a new file are, in **bytes**. A commit writes one row or two into each of a few tables, and every page that it
/// touches goes to the log whole. A file that is there keeps its own.
const PAGE_BYTES: i64 = 2048;
/// At so many pages the log is folded into the file, which costs syncs of the disk that no commit should wait for often. In between the
/// log is folded when nothing else is to do ([`Store::fold`]).
const LOG_PAGES: i64 = 256;
/// Beyond this the log is cut when it begins anew, in **bytes**: a photo grows it far beyond [`LOG_PAGES`].
const LOG_BYTES: i64 = 1 << 20;
/// The file is written anew when so many of its pages are free, and at least half of all: what went into bundles leaves them.
const FREE_PAGES: i64 = 64;
/// A file in which more is in use is not written anew, in **bytes**: its free pages are used again.
const MAX_COPIED_BYTES: i64 = 16 << 20;
/// A shorter log is left as it is when nothing else is to do, in **bytes**.
const SHORT_LOG_BYTES: u64 = 64 << 10;

/// The device's database.
pub(crate) struct Store {
    path: PathBuf,
    /// Dropped before the writer: the last connection to close folds the log into the file, which a reader cannot.
    readers: Mutex<Vec<Connection>>,
    writer: Mutex<Writer>,
}

/// The one writing connection, and the documents it holds open.
pub(crate) struct Writer {
    conn: Connection,
    /// Documents as the last committed transaction left them.
    pub(crate) open: OpenDocuments,
    /// `PRAGMA data_version` when the open documents were last known to be those of the file.
    seen: i64,
}

impl Writer {
    /// A transaction that has the right to write from its first statement on, beside the open documents.
    pub(crate) fn begin(&mut self) -> Result<(Transaction<'_>, &mut OpenDocuments), StoreError> {
        self.start(TransactionBehavior::Immediate)
    }

    /// A transaction for looking only, beside the open documents.
    pub(crate) fn reading(&mut self) -> Result<(Transaction<'_>, &mut OpenDocuments), StoreError> {
        self.start(TransactionBehavior::Deferred)
    }

    /// Lets go of the open documents if another connection has written since: they are no longer what the file says. Asked inside
    /// the transaction, so that nobody writes between the question and the work.
    fn start(&mut self, behavior: TransactionBehavior) -> Result<(Transaction<'_>, &mut OpenDocuments), StoreError> {
        let tx = self.conn.transaction_with_behavior(behavior)?;
        let now: i64 = tx.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?;
        if now != self.seen {
            self.open.clear();
            self.seen = now;
        }
        Ok((tx, &mut self.open))
    }
}

impl Store {
    /// Opens the file, or makes a new one if there is none. Never deletes or recreates a file.
    ///
    /// # Errors
    /// [`OpenError`]; the file is then as it was.
    pub(crate) fn open(path: &Path) -> Result<Self, OpenError> {
        if rusqlite::version_number() < OLDEST_SQLITE {
            return Err(OpenError::SqliteTooOld { found: rusqlite::version().to_owned() });
        }
        make_private(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut conn = Connection::open_with_flags(path, flags)?;
        migrate::check(&conn)?;
        conn.pragma_update(None, "page_size", PAGE_BYTES)?;
        make_durable(&conn)?;
        migrate::migrate(&mut conn)?;
        conn.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        let seen = conn.pragma_query_value(None, "data_version", |row| row.get(0))?;
        let writer = Writer { conn, open: OpenDocuments::default(), seen };
        Ok(Self { path: path.to_owned(), readers: Mutex::new(Vec::new()), writer: Mutex::new(writer) })
    }

    /// Reads one committed state. Never waits for the writer.
    pub(crate) fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&Connection) -> Result<T, E>) -> Result<T, E> {
        let kept = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let conn = match kept {
            Some(conn) => conn,
            None => self.new_reader()?,
        };
        let done = {
            let snapshot = conn.unchecked_transaction().map_err(StoreError::from)?;
            work(&snapshot)
        };
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < READERS_KEPT {
            readers.push(conn);
        }
        done
    }

    /// Runs `work` in one transaction: all of it is on disk when this returns, or nothing of it happened.
    pub(crate) fn write<T, E: From<StoreError>>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut writer = self.writer();
        let (tx, _) = writer.begin()?;
        let done = work(&tx)?;
        tx.commit().map_err(StoreError::from)?;
        Ok(done)
    }

    /// Folds the log into the file, so that the device's files are no larger than what they hold: after a sync, and when the application
    /// rests. Nothing durable depends on it; whoever reads at that moment is not waited for, and then the log stays for another time.
    ///
    /// # Errors
    /// [`StoreError`]; everything is as it was.
    pub(crate) fn fold(&self) -> Result<(), StoreError> {
        let mut log = self.path.clone().into_os_string();
        log.push("-wal");
        // A log that cannot be looked at is folded: that says what is wrong.
        if std::fs::metadata(log).is_ok_and(|log| log.len() <= SHORT_LOG_BYTES) {
            return Ok(());
        }
        let writer = self.writer();
        writer.conn.busy_timeout(Duration::ZERO)?;
        let folded = writer.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        writer.conn.busy_timeout(BUSY_TIMEOUT)?;
        Ok(folded?)
    }

    /// Puts at most `most` documents that are at rest into bundles. What is packed is packed before anything is locked.
    ///
    /// # Errors
    /// [`StoreError`]; everything is as it was.
    pub(crate) fn bundle(&self, most: usize) -> Result<usize, StoreError> {
        let ready = self.read(|conn| bundles::prepare(conn, most))?;
        if ready.is_empty() {
            return Ok(0);
        }
        self.write(|tx| ready.iter().try_fold(0, |kept, ready| Ok(kept + usize::from(bundles::keep(tx, ready)?))))
    }

    /// Writes the file anew if most of it is free pages: one transaction, as any other.
    ///
    /// # Errors
    /// [`StoreError`]; everything is as it was.
    pub(crate) fn shrink(&self) -> Result<(), StoreError> {
        let writer = self.writer();
        let number = |what| writer.conn.pragma_query_value(None, what, |row| row.get::<_, i64>(0));
        let (free, pages, page) = (number("freelist_count")?, number("page_count")?, number("page_size")?);
        let used = pages.saturating_sub(free);
        if free < FREE_PAGES || free < used || used.saturating_mul(page) > MAX_COPIED_BYTES {
            return Ok(());
        }
        writer.conn.busy_timeout(Duration::ZERO)?;
        let shrunk = writer.conn.execute_batch("VACUUM");
        writer.conn.busy_timeout(BUSY_TIMEOUT)?;
        Ok(shrunk?)
    }

    /// The writer. After a panic in a writer the open documents are dropped: memory never runs ahead of the disk.
    pub(crate) fn writer(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(|poisoned| {
            let mut writer = poisoned.into_inner();
            writer.open.clear();
            self.writer.clear_poison();
            writer
        })
    }

    fn new_reader(&self) -> Result<Connection, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(&self.path, flags)?;
        conn.busy_timeout(BUSY_TIMEOUT)?;
        Ok(conn)
    }
}

/// Makes the file, if there is none, so that only its owner can read it: it can hold the device's key. SQLite gives its log and the
/// log's index the same mode. Whatever else stands in the way, SQLite names when it opens the file.
fn make_private(path: &Path) -> Result<(), OpenError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::StorageFull => Err(OpenError::Store(StoreError::Full)),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Sets what durability rests on, and reads it back: a library that changes its mind is found here and not after a power cut.
fn make_durable(conn: &Connection) -> Result<(), OpenError> {
    conn.busy_timeout(BUSY_TIMEOUT)?;
    let mode: String = conn.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode != "wal" {
        return Err(OpenError::Unsafe { setting: "journal_mode", found: mode });
    }
    // The syncs named "full" reach the platter on Apple's systems and do nothing elsewhere.
    let settings = [
        ("synchronous", 2_i64),
        ("foreign_keys", 1),
        ("fullfsync", 1),
        ("checkpoint_fullfsync", 1),
        ("wal_autocheckpoint", LOG_PAGES),
        ("journal_size_limit", LOG_BYTES),
        // In memory: what is sorted, and the copy of a file that is written anew. A phone may have no folder for it.
        ("temp_store", 2),
    ];
    for (setting, wanted) in settings {
        conn.pragma_update(None, setting, wanted)?;
        let found: i64 = conn.pragma_query_value(None, setting, |row| row.get(0))?;
        if found != wanted {
            return Err(OpenError::Unsafe { setting, found: found.to_string() });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_durability_rests_on_is_switched_on() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("device.db")).unwrap();
        let mut writer = store.writer();
        let (tx, _) = writer.begin().unwrap();
        let number = |setting: &str| tx.pragma_query_value(None, setting, |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!(number("synchronous"), 2);
        assert_eq!(number("foreign_keys"), 1);
        assert_eq!(number("fullfsync"), 1);
        assert_eq!(number("checkpoint_fullfsync"), 1);
        let mode: String = tx.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
        assert_eq!(mode, "wal");
    }

    fn log_bytes(path: &Path) -> u64 {
        std::fs::metadata(path.with_extension("db-wal")).map_or(0, |log| log.len())
    }

    fn grow(store: &Store) {
        let large = |tx: &Transaction<'_>| tx.execute("UPDATE contact SET last_error = hex(randomblob(100000))", []);
        store.write(|tx| large(tx).map_err(StoreError::from)).unwrap();
    }

    #[test]
    fn a_store_that_is_closed_leaves_no_log_also_if_it_was_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("device.db");
        let store = Store::open(&path).unwrap();
        grow(&store);
        store.read(|conn| conn.query_row("SELECT 1", [], |_| Ok(())).map_err(StoreError::from)).unwrap();
        assert!(log_bytes(&path) > 0);
        drop(store);
        assert_eq!(log_bytes(&path), 0);
    }

    #[test]
    fn folding_empties_the_log_and_waits_for_no_reader() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("device.db");
        let store = Store::open(&path).unwrap();
        grow(&store);
        store
            .read::<_, StoreError>(|conn| {
                conn.query_row("SELECT count(*) FROM contact", [], |_| Ok(()))?;
                store.fold()
            })
            .unwrap();
        assert!(log_bytes(&path) > 0, "somebody was reading");
        store.fold().unwrap();
        assert_eq!(log_bytes(&path), 0);
        let kept: u32 = store
            .read(|conn| conn.query_row("SELECT length(last_error) FROM contact", [], |row| row.get(0)).map_err(StoreError::from))
            .unwrap();
        assert_eq!(kept, 200_000);
    }

    #[test]
    fn a_reader_cannot_write() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("device.db")).unwrap();
        let written = store.read(|conn| conn.execute("DELETE FROM contact", []).map_err(StoreError::from));
        assert!(written.is_err());
    }

    #[test]
    fn a_panic_while_writing_drops_the_open_documents_and_the_next_writer_works() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("device.db")).unwrap();
        let id = model::id::DocumentId::from_bytes([1; 16]);
        store.writer().open.put(id, open_documents::OpenDocument::new(automerge::Automerge::new()));
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _writer = store.writer();
            panic!("in the middle of an action");
        }));
        assert!(caught.is_err());
        assert!(store.writer().open.take(id).is_none());
        store.write(|tx| tx.execute("UPDATE contact SET last_error = 'x'", []).map_err(StoreError::from)).unwrap();
    }
}
