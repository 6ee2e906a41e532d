//! Bytes of photos that accepted documents name, uploaded in pieces and known by their SHA-256.

use async_trait::async_trait;
use model::id::{OrganisationId, PersonId};
use model::time::Timestamp;

use super::StoreError;

/// SHA-256 of a blob's bytes: its name.
pub(crate) type BlobHash = [u8; 32];

/// How far an upload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BlobProgress {
    /// **Bytes** that are durable here, from the start without a gap.
    pub(crate) received: u64,
    /// Announced size in **bytes**.
    pub(crate) size_bytes: u64,
    /// Whether the whole was hashed and fits. `received == size_bytes` without it: the hash has yet to be checked.
    pub(crate) complete: bool,
}

/// What became of a piece.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum AppendOutcome {
    /// It is durable; the upload is this far.
    Taken(BlobProgress),
    /// The upload continues at another offset.
    Elsewhere(BlobProgress),
    /// It would go past the announced size.
    TooLong,
    /// No document in the person's scope names such a blob.
    Unknown,
}

/// What became of a whole upload.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum FinishOutcome {
    /// The blob is complete; rows up to this sequence number of the organisation tell the board, if anything changed.
    Complete(Option<u64>),
    /// The bytes have another hash. They were dropped.
    Mismatch,
    /// The upload is not whole (any more).
    Unfinished,
}

/// A complete photo.
pub(crate) struct Picture {
    pub(crate) media_type: String,
    pub(crate) bytes: Vec<u8>,
}

/// Blob rows.
#[async_trait]
pub(crate) trait BlobStore: Send + Sync {
    /// How far the upload is; `None` if no document that is or was in the person's scope names the blob.
    async fn blob_progress(
        &self,
        organisation: OrganisationId,
        person: PersonId,
        blob: BlobHash,
    ) -> Result<Option<BlobProgress>, StoreError>;

    /// Adds a piece that begins at byte `at`.
    async fn append_blob(
        &self,
        organisation: OrganisationId,
        person: PersonId,
        blob: BlobHash,
        at: u64,
        bytes: Vec<u8>,
    ) -> Result<AppendOutcome, StoreError>;

    /// Hashes a whole upload, then marks it complete or drops it. Repeating it changes nothing.
    async fn finish_blob(&self, organisation: OrganisationId, blob: BlobHash, now: Timestamp) -> Result<FinishOutcome, StoreError>;

    /// The complete photo, for the desk of the organisation.
    async fn picture(&self, organisation: OrganisationId, blob: BlobHash) -> Result<Option<Picture>, StoreError>;
}
