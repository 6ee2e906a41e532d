//! The log of an organisation: entries bound in a chain, and signed checkpoints of it. What entries say is in [`model::log`].
//!
//! Entries are written with what they tell of, by the concern that writes it and in the same transaction; here they are begun and read.

use async_trait::async_trait;
use model::id::OrganisationId;
use model::log::{Link, LogHead};
use model::time::Timestamp;

use super::StoreError;

/// An entry as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LoggedEntry {
    /// The entry as canonical JSON.
    pub(crate) text: String,
    /// Its link.
    pub(crate) link: Link,
}

/// A part of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LogPage {
    /// The head of the whole log.
    pub(crate) head: LogHead,
    /// The entries in their order.
    pub(crate) entries: Vec<LoggedEntry>,
}

/// A checkpoint as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeptCheckpoint {
    /// How many entries the log had.
    pub(crate) size: u64,
    /// When.
    pub(crate) at: Timestamp,
    /// The signed checkpoint.
    pub(crate) token: String,
}

/// Logs and their checkpoints.
#[async_trait]
pub(crate) trait LogStore: Send + Sync {
    /// Begins the log of an organisation that has none, with everything that is there; writes a return to an older copy into one that
    /// has. In one transaction; a log that is begun and in the database's history is left as it is. Answers how many entries were
    /// written.
    async fn begin_log(&self, organisation: OrganisationId, at: Timestamp) -> Result<u64, StoreError>;

    /// The head of the log.
    async fn log_head(&self, organisation: OrganisationId) -> Result<LogHead, StoreError>;

    /// At most `most` entries after the place `after`.
    async fn log_entries(&self, organisation: OrganisationId, after: u64, most: u32) -> Result<LogPage, StoreError>;

    /// The newest checkpoint.
    async fn newest_checkpoint(&self, organisation: OrganisationId) -> Result<Option<KeptCheckpoint>, StoreError>;

    /// Keeps a checkpoint; one of the same size that is there stays.
    async fn keep_checkpoint(&self, organisation: OrganisationId, checkpoint: KeptCheckpoint) -> Result<(), StoreError>;
}
