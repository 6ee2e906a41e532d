//! What can go wrong with the file, and what to do then.

use model::id::DocumentId;
use rusqlite::ErrorCode;

use crate::chance::ChanceError;

/// The database could not do what was asked. Nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk is full: free some space and try again.
    #[error("the disk is full; free some space and try again")]
    Full,
    /// Another process holds the database: try again.
    #[error("the database is held by another process; try again")]
    Busy,
    /// The file is damaged. Keep it, and copy it away before anything else is done.
    #[error("the database file is damaged ({0}); keep the file and copy it away")]
    Damaged(String),
    /// The rows of one document do not come to what they should. The others can be used; ask the desk for this one.
    #[error("document {0} is damaged on this device")]
    DocumentDamaged(DocumentId),
    /// There was no chance to be had for an identifier; try again.
    #[error(transparent)]
    Chance(#[from] ChanceError),
    /// A value in the database cannot be understood.
    #[error("a value in the database cannot be understood: {0}")]
    Value(String),
    /// The work was stopped before it was done; try again.
    #[error("the work was stopped before it was done")]
    Stopped,
    /// Anything else that SQLite says.
    #[error("the database refused: {0}")]
    Sqlite(rusqlite::Error),
}

impl StoreError {
    /// The stable word for this error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Full => "disk_full",
            Self::Busy => "store_busy",
            Self::Damaged(_) => "store_damaged",
            Self::DocumentDamaged(_) => "document_damaged",
            Self::Chance(_) => "no_chance",
            Self::Value(_) | Self::Stopped | Self::Sqlite(_) => "store",
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(error.to_string()),
            _ => Self::Sqlite(error),
        }
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Value(error.to_string())
    }
}

/// The device's file could not be opened. It was not changed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file is damaged: keep it, copy it away, and open another path.
    #[error("the file is damaged ({detail}); it was left as it is")]
    Damaged {
        /// What SQLite says.
        detail: String,
    },
    /// The file was written by a newer Fieldbook; update the application.
    #[error("the file is of version {found}, known here is {known}; update the application")]
    Newer {
        /// The version of the file.
        found: i64,
        /// The newest version known here.
        known: i64,
    },
    /// The file is a database of another application; open another path.
    #[error("the file belongs to another application")]
    NotOurs,
    /// The linked SQLite can damage files; build with a newer one.
    #[error("SQLite {found} is too old: 3.51.3 is needed")]
    SqliteTooOld {
        /// Its version.
        found: String,
    },
    /// The file system or the linked SQLite cannot promise that saved means on disk; put the file elsewhere.
    #[error("{setting} is {found}: saved would not mean on disk here")]
    Unsafe {
        /// The setting that could not be made.
        setting: &'static str,
        /// What it is instead.
        found: String,
    },
    /// The device was enrolled with another key than the host hands in now; hand in that key.
    #[error("this device was enrolled with another key")]
    OtherKey,
    /// The place for the incarnation, which the host named, cannot be used; name another.
    #[error("the place that says which copy of the file this is cannot be used: {0}")]
    Incarnation(std::io::Error),
    /// Anything else the database says.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for OpenError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Damaged(detail) => Self::Damaged { detail },
            other => Self::Store(other),
        }
    }
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        StoreError::from(error).into()
    }
}
