//! Old parts in the order in which something is due, and shipments of them.

use async_trait::async_trait;
use model::id::{DocumentId, OrganisationId, PersonId, ShipmentId};
use model::time::Timestamp;

use super::StoreError;
use crate::registers::row::RegisterRow;

/// Which old parts.
#[derive(Debug, Clone, Default)]
pub(crate) struct OldPartQuery {
    /// Only those with something left to do.
    pub(crate) open: bool,
    /// Only this far.
    pub(crate) state: Option<String>,
    pub(crate) technician: Option<String>,
    pub(crate) disposition: Option<String>,
    /// Only those of this shipment.
    pub(crate) shipment: Option<String>,
    /// Only those in whose order, product, part or fault this stands.
    pub(crate) find: Option<String>,
    /// Only behind this one: the day it is due, and which.
    pub(crate) after: Option<(String, DocumentId)>,
    pub(crate) most: u32,
}

/// Old parts, what is due first before.
#[derive(Debug, Clone)]
pub(crate) struct OldParts {
    pub(crate) rows: Vec<RegisterRow>,
    /// There are more behind this.
    pub(crate) next: Option<(String, DocumentId)>,
}

/// A shipment as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeptShipment {
    pub(crate) id: ShipmentId,
    pub(crate) number: String,
    pub(crate) at: Timestamp,
    pub(crate) by: PersonId,
    /// What was chosen, as JSON.
    pub(crate) body: String,
}

/// What became of a shipment.
#[derive(Debug, Clone)]
pub(crate) enum ShipmentOutcome {
    /// It is kept now, or was already.
    Kept(KeptShipment),
    /// The id belongs to another one.
    Taken,
}

/// Old parts.
#[async_trait]
pub(crate) trait OldPartStore: Send + Sync {
    /// Old parts by the day on which something is due.
    async fn old_parts(&self, organisation: OrganisationId, query: OldPartQuery) -> Result<OldParts, StoreError>;

    /// Keeps a shipment under the next number of `series`; its own number is left empty.
    async fn keep_shipment(&self, organisation: OrganisationId, new: KeptShipment, series: String) -> Result<ShipmentOutcome, StoreError>;

    /// A shipment.
    async fn shipment(&self, organisation: OrganisationId, id: ShipmentId) -> Result<Option<KeptShipment>, StoreError>;

    /// Shipments before the one that was packed there, the newest first.
    async fn shipments(
        &self,
        organisation: OrganisationId,
        before: Option<(Timestamp, ShipmentId)>,
        most: u32,
    ) -> Result<Vec<KeptShipment>, StoreError>;
}
