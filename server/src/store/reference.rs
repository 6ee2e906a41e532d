//! Reference data: rows by set, key and version; ranges of numbers; stock movements of the desk.
//!
//! Some sets are written by hand (catalogue, prices, templates, asset files), the others follow from what the store holds anyway:
//! who works here, which products a person has a visit for, which range a device has. Those are *derived*: brought up to date when
//! a device asks, so that whoever changes a person or a visit need not know of them.

use async_trait::async_trait;
use model::id::{DeviceId, MovementId, OrganisationId, PersonId};
use model::reference::{Audience, Set};
use model::stock::Movement;
use model::time::Timestamp;
use model::wire::reference::Versions;

use super::StoreError;

/// The device that reads.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader {
    pub(crate) organisation: OrganisationId,
    pub(crate) person: PersonId,
    pub(crate) device: DeviceId,
}

impl Reader {
    /// Under which id the rows of `set` for this device are kept.
    pub(crate) fn audience(&self, set: Set) -> [u8; 16] {
        match set.audience() {
            Audience::Organisation => *self.organisation.as_bytes(),
            Audience::Person => *self.person.as_bytes(),
            Audience::Device => *self.device.as_bytes(),
        }
    }
}

/// What a device may read, as of now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReferenceStanding {
    /// The newest version of each set that has rows for it.
    pub(crate) versions: Versions,
    /// A derived set is not what it should be; see [`ReferenceStore::refresh_reference`].
    pub(crate) outdated: bool,
}

/// A row to keep, or to delete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReferenceWrite {
    pub(crate) key: String,
    /// The row as JSON; `None` deletes it.
    pub(crate) body: Option<String>,
}

/// What became of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ReferenceWritten {
    /// The newest version of the set.
    pub(crate) version: u64,
    /// Rows that are new or different.
    pub(crate) put: u64,
    /// Rows that are gone.
    pub(crate) deleted: u64,
    /// Rows that were so already; they keep their version.
    pub(crate) unchanged: u64,
}

/// A row as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReferenceEntry {
    pub(crate) key: String,
    pub(crate) version: u64,
    pub(crate) body: Option<String>,
}

/// Rows of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReferenceRows {
    /// The newest version of the set.
    pub(crate) version: u64,
    pub(crate) rows: Vec<ReferenceEntry>,
    /// There are more behind these.
    pub(crate) more: bool,
}

/// What became of movements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MovementsOutcome {
    /// They are durable; so many of them were known before.
    Kept { known: u64 },
    /// Nothing was written: these ids belong to movements that say something else, or what they undo is undone already.
    Taken(Vec<MovementId>),
}

/// Reference data.
#[async_trait]
pub(crate) trait ReferenceStore: Send + Sync {
    /// What `reader` may read, as of now.
    async fn reference_standing(&self, reader: Reader) -> Result<ReferenceStanding, StoreError>;

    /// Brings the derived sets of `reader` up to date.
    async fn refresh_reference(&self, reader: Reader) -> Result<(), StoreError>;

    /// Rows of `set` for `reader` that changed after the version `since`, by version. From the very beginning, rows that are gone are
    /// left out.
    async fn reference_rows(&self, reader: Reader, set: Set, since: u64) -> Result<ReferenceRows, StoreError>;

    /// Writes rows of a set that the desk keeps, in one transaction.
    async fn put_reference(
        &self,
        organisation: OrganisationId,
        set: Set,
        writes: Vec<ReferenceWrite>,
    ) -> Result<ReferenceWritten, StoreError>;

    /// Rows of a set that the desk keeps with keys after `after`, by key, at most `limit`.
    async fn kept_reference(
        &self,
        organisation: OrganisationId,
        set: Set,
        after: String,
        limit: usize,
    ) -> Result<ReferenceRows, StoreError>;

    /// Keeps movements for good, and gives them to the people whose van stock they touch. Known ones change nothing.
    async fn keep_movements(
        &self,
        organisation: OrganisationId,
        by: PersonId,
        at: Timestamp,
        movements: Vec<Movement>,
    ) -> Result<MovementsOutcome, StoreError>;
}
