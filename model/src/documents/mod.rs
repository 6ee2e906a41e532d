//! Documents: what a technician can create or change without signal, one Automerge document each, one room per kind.
//!
//! Words: a *document* is the merged state; a *change* is one signed-for step of it; *heads* name an exact version.
//! Facts are appended and status is derived; collections are maps by id, never lists; free text that two people may write is
//! Automerge text; every other value is atomic and all its concurrent values stay readable.
//!
//! Left out: storage and transport of changes.

pub mod authority;
pub(crate) mod causality;
pub mod chronicle;
pub mod claims;
pub mod complaint;
pub mod conflicts;
pub mod custody;
pub mod day;
pub mod export;
pub mod kind;
pub mod old_part;
pub mod origin;
pub(crate) mod reader;
pub mod reading;
pub mod records;
pub mod relayed;
pub mod repair;
pub(crate) mod replacing;
pub mod rerun;
pub(crate) mod scrutiny;
pub mod sealed;
pub mod stamp;
pub(crate) mod tree;
pub mod visit;
pub(crate) mod writing;

pub use writing::WrittenChange;

/// Why bytes or a document could not be used as the document they claim to be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// The document is of another kind or lacks what every document of its kind has; fetch it again from the server.
    #[error("this document is not a {expected}: {detail}")]
    NotThisKind {
        /// The kind that was asked for.
        expected: &'static str,
        /// What is missing or different.
        detail: String,
    },
    /// The document was written by a newer Fieldbook; update the application.
    #[error("schema {found} is newer than {known}; update the application")]
    Newer {
        /// The version in the document.
        found: u32,
        /// The newest version known here.
        known: u32,
    },
    /// The document is of a kind that this program does not know; update the application.
    #[error("a document of the kind `{found}` is not known here; update the application")]
    UnknownKind {
        /// The kind it states.
        found: String,
    },
    /// Automerge refused a step; nothing was changed.
    #[error("the document engine refused: {0}")]
    Engine(String),
}

impl DocumentError {
    /// Whether a newer program wrote the document, so that it is kept for the application that can read it.
    #[must_use]
    pub fn is_of_newer_program(&self) -> bool {
        matches!(self, Self::Newer { .. } | Self::UnknownKind { .. })
    }
}

impl From<automerge::AutomergeError> for DocumentError {
    fn from(error: automerge::AutomergeError) -> Self {
        Self::Engine(error.to_string())
    }
}
