//! Bytes of photos that accepted documents name, uploaded in pieces and known by their SHA-256; and the small picture of each.

use async_trait::async_trait;
use bytes::Bytes;
use model::id::{DeviceId, OrganisationId, PersonId};
use model::time::Timestamp;

use super::StoreError;

/// SHA-256 of a blob's bytes: its name.
pub(crate) type BlobHash = [u8; 32];

/// Who sends a blob.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sender {
    pub(crate) organisation: OrganisationId,
    pub(crate) person: PersonId,
    pub(crate) device: DeviceId,
}

/// A piece of a blob.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    /// Where it begins, in **bytes**.
    pub(crate) at: u64,
    /// How large the whole is, in **bytes**, if its sender says so.
    pub(crate) length: Option<u64>,
    pub(crate) bytes: Bytes,
    /// When it came.
    pub(crate) received_at: Timestamp,
}

/// How much may be uploaded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Allowance {
    /// Largest blob, in **bytes**.
    pub(crate) blob_bytes: u64,
    /// All blobs of an organisation, in **bytes**.
    pub(crate) organisation_bytes: u64,
    /// What a device sends in a day (UTC), in **bytes**.
    pub(crate) device_day_bytes: u64,
    /// How many uploads a device begins in a day (UTC).
    pub(crate) device_day_blobs: u32,
}

/// How far an upload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BlobProgress {
    /// **Bytes** that are durable here, from the start without a gap.
    pub(crate) received: u64,
    /// Announced size in **bytes**.
    pub(crate) size_bytes: u64,
    /// Whether the whole was hashed and fits. `received == size_bytes` without it: the hash has yet to be checked.
    pub(crate) complete: bool,
    /// When the last piece came, if any has.
    pub(crate) touched_at: Option<Timestamp>,
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
    /// No document in the person's scope announces the length that its sender says.
    OtherSize,
    /// The announced size is more than the server takes.
    TooLarge,
    /// No document in the person's scope names such a blob.
    Unknown,
    /// The device has sent what it may today.
    DayFull,
    /// The organisation's room for photos is full.
    SpaceFull,
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

/// Whose eyes see a photo.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sight {
    /// The desk sees every photo of its organisation.
    Desk,
    /// A technician sees the photos of the documents in their scope now.
    Person(PersonId),
}

/// A complete photo that may be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SeenBlob {
    /// As the document says.
    pub(crate) media_type: String,
    pub(crate) size_bytes: u64,
    pub(crate) thumbnail: Thumbnail,
}

/// How it is with the small picture of a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Thumbnail {
    /// Still to be made.
    Owed,
    /// There is one.
    Made,
    /// The bytes cannot be drawn.
    None,
}

/// Blob rows.
#[async_trait]
pub(crate) trait BlobStore: Send + Sync {
    /// How far the upload is that the caller means: the one of `length` **bytes** if a document announces that; else the one that is there.
    /// `None` if no document that is or was in the person's scope names the blob.
    async fn blob_progress(
        &self,
        organisation: OrganisationId,
        person: PersonId,
        blob: BlobHash,
        length: Option<u64>,
    ) -> Result<Option<BlobProgress>, StoreError>;

    /// Adds a piece, if the upload continues there and `allowance` leaves room for it.
    async fn append_blob(&self, sender: Sender, blob: BlobHash, piece: Piece, allowance: Allowance) -> Result<AppendOutcome, StoreError>;

    /// Hashes the whole upload of `size_bytes`, then marks it complete, and drops those of other sizes, or drops it. `device` sent the last of it. Repeating it changes
    /// nothing.
    async fn finish_blob(
        &self,
        organisation: OrganisationId,
        device: DeviceId,
        blob: BlobHash,
        size_bytes: u64,
        now: Timestamp,
    ) -> Result<FinishOutcome, StoreError>;

    /// Drops unfinished uploads that nobody has added to since `touched_before`, and counts of days before `day`. Answers how many
    /// uploads were dropped.
    async fn sweep_uploads(&self, touched_before: Timestamp, day: i64) -> Result<u64, StoreError>;

    /// The complete photo, if `sight` reaches it.
    async fn seen_blob(&self, organisation: OrganisationId, sight: Sight, blob: BlobHash) -> Result<Option<SeenBlob>, StoreError>;

    /// **Bytes** of a complete photo from `at` on, at most `most` and at least one; none behind its end.
    async fn blob_part(&self, organisation: OrganisationId, blob: BlobHash, at: u64, most: u64) -> Result<Vec<u8>, StoreError>;

    /// The small picture, a JPEG, if there is one.
    async fn thumbnail(&self, organisation: OrganisationId, blob: BlobHash) -> Result<Option<Vec<u8>>, StoreError>;

    /// A complete photo whose small picture is still to be made; the longest complete first.
    async fn owed_thumbnail(&self) -> Result<Option<(OrganisationId, BlobHash)>, StoreError>;

    /// Keeps the small picture of a complete photo; `None`: it cannot be drawn. The first word stands.
    async fn keep_thumbnail(&self, organisation: OrganisationId, blob: BlobHash, picture: Option<Vec<u8>>) -> Result<(), StoreError>;
}

/// The day of an instant: days since 1970, UTC.
pub(crate) fn day_of(at: Timestamp) -> i64 {
    at.as_ms().div_euclid(DAY_MS)
}

/// A day, in **milliseconds**.
pub(crate) const DAY_MS: i64 = 24 * 60 * 60 * 1000;
