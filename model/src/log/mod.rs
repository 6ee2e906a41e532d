//! The log: a hash chain for each organisation over everything its server took in, so that nothing of it can be removed, added, moved or
//! changed afterwards without being found.
//!
//! Words: an *entry* says what happened, as canonical JSON (RFC 8785); each is bound to all before it by its *link*, a SHA-256; the *head*
//! of the log is its newest link with the number of entries, its *size*. A *checkpoint* is a head signed by the organisation's key: who
//! keeps one elsewhere can tell later whether the log up to there is still what it was, also from a log that was written anew with the
//! right keys. An *export* is a log as a file of lines.
//!
//! In order: [`LogHead::append`] makes the next entry; [`Checkpoint::sign`] signs a head; [`ChainCheck`] reads entries back in their order
//! and says what is wrong and where; [`export`] is the file.
//!
//! Left out: keeping entries, and comparing them with the rows they tell of (the server's room `audit`).

pub mod chain;
pub mod check;
pub mod checkpoint;
pub mod entry;
pub mod export;
pub mod finding;
pub mod rows;

pub use chain::{Appended, Link, LogHead};
pub use check::{ChainCheck, Row};
pub use checkpoint::{CHECKPOINT_TYPE, Checkpoint, Given, Signed};
pub use entry::{Account, AccountChange, Aside, Beside, Changes, Decided, Decision, Enrolled, Fact, Found, LogEntry, Quarantined, Refused};
pub use finding::{Finding, Place, Wrong};

use crate::seal::SealError;

/// Why something of a log could not be made or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// The text is no entry of a log.
    #[error("this is not an entry of a log: {0}")]
    Unreadable(String),
    /// A newer Fieldbook wrote an entry of a kind that is not known here. Verify with a newer version.
    #[error("an entry of the kind {0} is not known here; verify with a newer version")]
    UnknownFact(String),
    /// A newer Fieldbook wrote the export. Verify with a newer version.
    #[error("format {0} is not known here; verify with a newer version")]
    UnknownFormat(String),
    /// The text is not written in the one canonical way, or says more than this version knows.
    #[error("the text is not in canonical form")]
    NotCanonical,
    /// A checkpoint could not be signed, or its signature is not the organisation's.
    #[error(transparent)]
    Signature(#[from] SealError),
}
