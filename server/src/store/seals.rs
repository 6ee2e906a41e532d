//! Sealed records by their digest.

use async_trait::async_trait;
use model::documents::kind::Assessed;
use model::documents::sealed::kept_seals;
use model::id::{DocumentId, OrganisationId, SignOffId};
use sha2::{Digest as _, Sha256};

use super::StoreError;

/// A record that a document keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct KeptRecord {
    /// SHA-256 of the record.
    pub(crate) sha256: [u8; 32],
    /// The sign-off.
    pub(crate) sign_off: SignOffId,
}

impl KeptRecord {
    /// The records of a document that verify, by their digests, each once.
    pub(crate) fn of(assessed: &Assessed) -> Vec<Self> {
        let valid = kept_seals(assessed).into_iter().filter(|kept| kept.verified.is_ok());
        let mut records: Vec<Self> = valid.map(|kept| Self { sha256: Sha256::digest(kept.record).into(), sign_off: kept.id }).collect();
        records.sort_unstable();
        records.dedup_by_key(|record| record.sha256);
        records
    }
}

/// Where a record is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Whereabouts {
    /// Whose it is.
    pub(crate) organisation: OrganisationId,
    /// The document.
    pub(crate) document: DocumentId,
    /// The sign-off.
    pub(crate) sign_off: SignOffId,
}

/// Sealed records. Whoever knows a digest has the record: this is the one lookup that takes no organisation.
#[async_trait]
pub(crate) trait SealStore: Send + Sync {
    /// Where the record with this digest is kept.
    async fn sealed(&self, sha256: [u8; 32]) -> Result<Option<Whereabouts>, StoreError>;
}
