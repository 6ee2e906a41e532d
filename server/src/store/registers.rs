//! Rows of registers.

use async_trait::async_trait;
use model::documents::kind::DocumentKind;
use model::id::{DocumentId, OrganisationId};
use model::time::Timestamp;

use super::StoreError;
use crate::registers::row::RegisterRow;

/// Rows read at one moment.
#[derive(Debug, Clone)]
pub(crate) struct RegisterRows {
    /// The rows, the newest first. One that cannot be read is left out.
    pub(crate) rows: Vec<RegisterRow>,
    /// Where older ones begin, if there may be any.
    pub(crate) next: Option<(Timestamp, DocumentId)>,
}

/// Registers.
#[async_trait]
pub(crate) trait RegisterStore: Send + Sync {
    /// The row of a document that is no visit.
    async fn register_row(&self, organisation: OrganisationId, document: DocumentId) -> Result<Option<RegisterRow>, StoreError>;

    /// At most `most` rows of a register that are older than `before`, the newest first.
    async fn register(
        &self,
        organisation: OrganisationId,
        kind: DocumentKind,
        before: Option<(Timestamp, DocumentId)>,
        most: u32,
    ) -> Result<RegisterRows, StoreError>;
}
