//! The data directory: made for its owner only, and worked in by one process at a time.
//!
//! Two servers on one database would judge the same document side by side and each keep its own idea of it. So whoever opens the
//! directory takes an exclusive lock on the file `lock` in it, and holds it as long as the database is open. The operating system
//! lets go of the lock when the process ends, however it ends.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// Name of the file that is locked.
const LOCK: &str = "lock";

/// Why the directory cannot be used. It was left as it is.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DataDirError {
    /// It cannot be made or written.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Another process works in it.
    #[error("another server has it open")]
    InUse,
}

/// A data directory that is ours until this is dropped.
#[derive(Debug)]
pub(crate) struct DataDir {
    path: PathBuf,
    _lock: File,
}

impl DataDir {
    /// Makes the directory at `path` if it is missing, and takes it.
    pub(crate) fn take(path: &Path) -> Result<Self, DataDirError> {
        make_private(path)?;
        let lock = private_file(&path.join(LOCK))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(DataDirError::InUse),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// The path of the file `name` in it.
    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}

/// Opens the file at `path` for reading and writing, makes it if it is missing, and sees to it that only its owner may read it, also
/// in a directory that others may enter.
pub(crate) fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if file.metadata()?.permissions().mode() & 0o077 != 0 {
            file.set_permissions(fs::Permissions::from_mode(0o600))?;
        }
    }
    Ok(file)
}

/// The directory exists afterwards; a new one is for its owner only.
fn make_private(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
