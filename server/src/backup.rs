//! Backup of a data directory's database while its server runs, and the way back.
//!
//! A backup is one file: SQLite's own copy of one committed state (`VACUUM INTO`), flushed to disk and checked page by page before it counts.
//! A restored database begins a new history (a new epoch), so that every device offers again what the copy lacks.
//!
//! What the newest checked copy holds is written down beside the database (`backed-up.json`), for the server that runs there: it tells devices
//! how far their work outlives its disk. Whoever deletes the copy, or keeps it on the same disk, makes that untrue.
//!
//! Left out: the organisations' keys, which have to be kept apart from the database, and photos' names: they are in the database.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use model::id::{EpochId, OrganisationId};
use rusqlite::{Connection, OpenFlags};
use serde::{Deserialize, Serialize};

use crate::data_dir::{DataDir, DataDirError, private_file};
use crate::store::sqlite::{BUSY_TIMEOUT, DATABASE, EPOCH_FILE};

/// Why there is no backup, or why nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is no database; name the server's folder, or the backup.
    #[error("{} is no database of a server", .0.display())]
    Missing(PathBuf),
    /// Nothing is overwritten; name another file.
    #[error("{} is there already", .0.display())]
    Exists(PathBuf),
    /// A server runs on the folder; stop it first.
    #[error("a server runs on this folder; stop it first")]
    InUse,
    /// The copy is damaged; use another one.
    #[error("the copy is damaged: {0}")]
    Damaged(String),
    /// A file cannot be read or written.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// SQLite refused.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
}

/// Name of the file that says what the newest checked copy holds.
const BACKED_UP_FILE: &str = "backed-up.json";

/// A copy that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedCopy {
    /// How large it is, in **bytes**.
    pub bytes: u64,
    /// Each organisation by name, with how many entries of its log are in it.
    pub organisations: Vec<(String, u64)>,
}

/// A copy that was made and checked.
#[derive(Debug)]
pub struct BackUp {
    /// What is in it.
    pub copy: CheckedCopy,
    /// Why the server beside the database does not know of it, if it could not be written down there: the copy is good, and devices are not
    /// told that their work is in it.
    pub not_told: Option<BackupError>,
}

/// A database that was put in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What is in it.
    pub copy: CheckedCopy,
    /// Where the database that was there lies now.
    pub set_aside: Option<PathBuf>,
}

/// Copies the database of `data_dir` to the new file `to` and checks the copy. The server may run meanwhile.
///
/// # Errors
/// [`BackupError`]; then there is no such file. That the server cannot be told of the copy is no error: [`BackUp::not_told`].
pub fn back_up(data_dir: &Path, to: &Path) -> Result<BackUp, BackupError> {
    let source = data_dir.join(DATABASE);
    if !source.is_file() {
        return Err(BackupError::Missing(source));
    }
    match OpenOptions::new().write(true).create_new(true).open(to) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(BackupError::Exists(to.to_owned())),
        Err(error) => return Err(error.into()),
    }
    let copied = copy_and_check(&source, to);
    if copied.is_err() {
        // A copy that was not checked is none.
        let _ = fs::remove_file(to);
    }
    let copy = copied?;
    let not_told = Record::of(to).and_then(|record| write_down(data_dir, &record)).err();
    if let Some(error) = &not_told {
        tracing::warn!(error = %error, "a backup was made, and devices are not told of it");
    }
    Ok(BackUp { copy, not_told })
}

/// How far the newest checked copy goes, as the file beside the database says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Record {
    /// The history that the copy is in.
    epoch: EpochId,
    /// The last place in the log of each organisation that the copy holds.
    positions: BTreeMap<OrganisationId, u64>,
}

impl Record {
    /// Reads it from the copy itself.
    fn of(copy: &Path) -> Result<Self, BackupError> {
        let db = open(copy)?;
        let epoch = db.query_row("SELECT epoch FROM epoch", [], |row| row.get(0)).map(EpochId::from_bytes)?;
        let mut find = db.prepare("SELECT organisation, last FROM log_position")?;
        let rows = find.query_map([], |row| Ok((OrganisationId::from_bytes(row.get(0)?), row.get::<_, i64>(1)?)))?;
        let positions = rows.map(|row| row.map(|(organisation, last)| (organisation, u64::try_from(last).unwrap_or(0))));
        Ok(Self { epoch, positions: positions.collect::<Result<_, _>>()? })
    }
}

/// Puts the record in place, whole or not at all.
fn write_down(data_dir: &Path, record: &Record) -> Result<(), BackupError> {
    let (place, new) = (data_dir.join(BACKED_UP_FILE), data_dir.join(format!("{BACKED_UP_FILE}.new")));
    let mut file = private_file(&new)?;
    file.set_len(0)?;
    file.write_all(&serde_json::to_vec(record).map_err(io::Error::from)?)?;
    file.sync_all()?;
    fs::rename(&new, &place)?;
    Ok(sync_folder_of(&place)?)
}

/// What the newest checked copy of a data directory holds, as its running server knows it.
#[derive(Debug)]
pub(crate) struct BackedUp {
    path: PathBuf,
    read: Mutex<Option<(SystemTime, u64, Option<Record>)>>,
}

impl BackedUp {
    /// Of the data directory `data_dir`. Nothing is read yet.
    pub(crate) fn of(data_dir: &Path) -> Self {
        Self { path: data_dir.join(BACKED_UP_FILE), read: Mutex::default() }
    }

    /// The last place in the log of `organisation` that a checked copy holds; `None` if there is none of the history `epoch`.
    pub(crate) fn position(&self, epoch: EpochId, organisation: OrganisationId) -> Option<u64> {
        let stated = fs::metadata(&self.path).ok()?;
        let (modified, length) = (stated.modified().ok()?, stated.len());
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if read.as_ref().is_none_or(|(at, bytes, _)| (*at, *bytes) != (modified, length)) {
            let record = fs::read(&self.path).map_err(|error| error.to_string());
            let record = record.and_then(|bytes| serde_json::from_slice(&bytes).map_err(|error| error.to_string()));
            let record = record.inspect_err(|error| tracing::error!(error, "what the newest backup holds cannot be read"));
            *read = Some((modified, length, record.ok()));
        }
        let (_, _, record) = read.as_ref()?;
        record.as_ref().filter(|record| record.epoch == epoch)?.positions.get(&organisation).copied()
    }
}

fn copy_and_check(source: &Path, to: &Path) -> Result<CheckedCopy, BackupError> {
    // For its owner only, before anything is in it.
    drop(private_file(to)?);
    let db = open(source)?;
    db.execute("VACUUM INTO ?1", [to.to_string_lossy().as_ref()])?;
    drop(db);
    // `VACUUM INTO` flushes nothing.
    OpenOptions::new().write(true).open(to)?.sync_all()?;
    sync_folder_of(to)?;
    check(to)
}

/// Puts the copy `from` in the place of the database of `data_dir`, whose server must not run. What was there is set aside; the database
/// begins a new history with its next start.
///
/// # Errors
/// [`BackupError`]. If it breaks off in the middle, doing it again completes it; what was there is whole beside it.
pub fn restore(data_dir: &Path, from: &Path) -> Result<Restored, BackupError> {
    if !from.is_file() {
        return Err(BackupError::Missing(from.to_owned()));
    }
    let copy = check(from)?;
    let dir = DataDir::take(data_dir).map_err(|error| match error {
        DataDirError::InUse => BackupError::InUse,
        DataDirError::Io(error) => error.into(),
    })?;
    let (place, new) = (dir.join(DATABASE), dir.join("fieldbook.db.new"));
    let mut written = private_file(&new)?;
    written.set_len(0)?;
    io::copy(&mut File::open(from)?, &mut written)?;
    written.sync_all()?;
    let set_aside = set_aside(&dir)?;
    // The old log must be away on disk before the new file is there.
    sync_folder_of(&place)?;
    // Without the file that says how far the history had come, it is another one.
    remove(&dir.join(EPOCH_FILE))?;
    fs::rename(&new, &place)?;
    sync_folder_of(&place)?;
    Ok(Restored { copy, set_aside })
}

/// Gives the database another name, with what SQLite keeps beside it. The old name stays until the new file takes it; the log of SQLite must
/// not stay, since it would be taken for the new file's.
fn set_aside(dir: &DataDir) -> Result<Option<PathBuf>, BackupError> {
    let place = dir.join(DATABASE);
    if !place.is_file() {
        return Ok(None);
    }
    let free = (1_u32..).map(|n| dir.join(&format!("{DATABASE}.before-restore-{n}"))).find(|path| !path.exists());
    let Some(aside) = free else { return Ok(None) };
    // A copy, not a second name: should a server be started before this is done again, it must not write into what was set aside.
    fs::copy(&place, &aside)?;
    OpenOptions::new().write(true).open(&aside)?.sync_all()?;
    for ending in ["-wal", "-shm"] {
        let beside = dir.join(&format!("{DATABASE}{ending}"));
        if beside.exists() {
            let mut name = aside.clone().into_os_string();
            name.push(ending);
            fs::rename(&beside, name)?;
        }
    }
    Ok(Some(aside))
}

/// Checks every page of the copy and says what is in it.
fn check(path: &Path) -> Result<CheckedCopy, BackupError> {
    let db = open(path)?;
    let answer: Result<String, rusqlite::Error> = db.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0));
    match answer {
        Ok(text) if text == "ok" => {}
        Ok(text) => return Err(BackupError::Damaged(text)),
        Err(error) => return Err(BackupError::Damaged(error.to_string())),
    }
    let ours = db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'log_entry'")?.exists([])?;
    if !ours {
        return Err(BackupError::Missing(path.to_owned()));
    }
    let mut find =
        db.prepare("SELECT name, (SELECT count(*) FROM log_entry WHERE organisation = organisation.id) FROM organisation ORDER BY name")?;
    let rows = find.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
    let organisations = rows.map(|row| row.map(|(name, entries)| (name, u64::try_from(entries).unwrap_or(0)))).collect::<Result<_, _>>()?;
    Ok(CheckedCopy { bytes: fs::metadata(path)?.len(), organisations })
}

fn open(path: &Path) -> Result<Connection, rusqlite::Error> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    db.busy_timeout(BUSY_TIMEOUT)?;
    Ok(db)
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn sync_folder_of(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}
