//! Rows of the board.

use std::collections::BTreeMap;

use async_trait::async_trait;
use model::id::{DocumentId, OrganisationId, PersonId};
use model::time::Timestamp;

use super::StoreError;
use super::documents::Derived;
use crate::board::view::{BoardDevice, BoardVisit};

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

    /// Rows that changed after `seq`, oldest change first, at most `most` of each kind.
    async fn board_after(&self, organisation: OrganisationId, seq: u64, most: u32) -> Result<BoardRows, StoreError>;

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

    /// Photos of a document that have arrived whole.
    async fn complete_photos(&self, organisation: OrganisationId, document: DocumentId) -> Result<Vec<[u8; 32]>, StoreError>;
}
