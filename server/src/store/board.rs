//! Rows of the board.

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use automerge::ChangeHash;
use model::id::{DocumentId, OrganisationId, PersonId};
use model::time::Timestamp;

use super::StoreError;
use super::documents::{Derived, LateWork, StoredDocument};
use crate::board::view::{BoardDevice, BoardVisit};
use crate::ledgers::CopiedStrokes;

/// Rows read at one moment.
#[derive(Debug, Clone)]
pub(crate) struct BoardRows {
    /// The last number the organisation's board has given out: rows after it are what is missing here.
    pub(crate) seq: u64,
    /// Visits.
    pub(crate) visits: Vec<BoardVisit>,
    /// Devices.
    pub(crate) devices: Vec<BoardDevice>,
}

/// A visit with all that the store holds of it.
#[derive(Debug, Clone)]
pub(crate) struct StoredVisit {
    /// The document.
    pub(crate) document: StoredDocument,
    /// Its row; `None` also if it cannot be read.
    pub(crate) row: Option<BoardVisit>,
    /// Photos that have arrived whole.
    pub(crate) complete_photos: Vec<[u8; 32]>,
    /// When each change was taken.
    pub(crate) received: HashMap<ChangeHash, Timestamp>,
    /// Work that came after the visit had been given to somebody else.
    pub(crate) late_work: Vec<LateWork>,
    /// Signatures elsewhere with the same strokes.
    pub(crate) copied_strokes: Vec<CopiedStrokes>,
}

/// What the content of a visit is made of.
#[derive(Debug, Clone)]
pub(crate) struct StoredContent {
    /// The document.
    pub(crate) document: StoredDocument,
    /// Its row; `None` also if it cannot be read.
    pub(crate) row: Option<BoardVisit>,
    /// Photos that have arrived whole.
    pub(crate) complete_photos: Vec<[u8; 32]>,
    /// Work that came after the visit had been given to somebody else.
    pub(crate) late_work: Vec<LateWork>,
}

/// Visits read at one moment.
#[derive(Debug, Clone)]
pub(crate) struct StoredVisits {
    /// The visits, the oldest change first.
    pub(crate) visits: Vec<StoredContent>,
    /// The number that they reach: that of the last of them, or if there are no more the last one given out.
    pub(crate) seq: u64,
    /// Whether there are more.
    pub(crate) more: bool,
}

/// The board.
/// A repair that was done and signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EarlierRepair {
    /// Number of its call-out.
    pub(crate) number: String,
    /// What the customer said was wrong.
    pub(crate) fault: String,
}

#[async_trait]
pub(crate) trait BoardStore: Send + Sync {
    /// Repairs of the product with this serial that customers signed after `since`, the newest first.
    async fn earlier_repairs(
        &self,
        organisation: OrganisationId,
        serial: String,
        since: Timestamp,
    ) -> Result<Vec<EarlierRepair>, StoreError>;

    /// Open visits, all visits with a change since `since`, and every device. Rows that cannot be read are left out.
    async fn board(&self, organisation: OrganisationId, since: Timestamp) -> Result<BoardRows, StoreError>;

    /// Every device, in the order in which they were enrolled.
    async fn board_devices(&self, organisation: OrganisationId) -> Result<Vec<BoardDevice>, StoreError>;

    /// Rows that changed after `seq`, oldest change first, at most `most` of each kind.
    async fn board_after(&self, organisation: OrganisationId, seq: u64, most: u32) -> Result<BoardRows, StoreError>;

    /// Visits whose row changed after `seq`, oldest change first, at most `most`, with what their content is made of.
    async fn visits_after(&self, organisation: OrganisationId, seq: u64, most: u32) -> Result<StoredVisits, StoreError>;

    /// A visit with all that is known of it; also another document, which has no row here.
    async fn stored_visit(&self, organisation: OrganisationId, document: DocumentId) -> Result<Option<StoredVisit>, StoreError>;

    /// The last number the organisation's board has given out.
    async fn board_end(&self, organisation: OrganisationId) -> Result<u64, StoreError>;

    /// The version of the projection that wrote the rows.
    async fn board_shape(&self) -> Result<u32, StoreError>;

    /// Keeps the version of the projection that all rows have now.
    async fn keep_board_shape(&self, version: u32) -> Result<(), StoreError>;

    /// The row of one visit; `None` also if it cannot be read.
    async fn board_visit(&self, organisation: OrganisationId, document: DocumentId) -> Result<Option<BoardVisit>, StoreError>;

    /// Documents of every organisation after `after` in the order of their ids, at most `most`: for reading the board anew.
    async fn documents_after(&self, after: Option<DocumentId>, most: u32) -> Result<Vec<(OrganisationId, DocumentId)>, StoreError>;

    /// Writes the row of a document as it should be, and its photo references, if they differ from what is there. Answers the row's
    /// new sequence number if so.
    async fn rewrite_row(&self, organisation: OrganisationId, document: DocumentId, derived: Derived) -> Result<Option<u64>, StoreError>;

    /// Names of the organisation's people.
    async fn names(&self, organisation: OrganisationId) -> Result<BTreeMap<PersonId, String>, StoreError>;
}
