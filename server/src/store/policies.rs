//! Policies of organisations, every version of them.

use async_trait::async_trait;
use model::id::OrganisationId;
use model::time::Timestamp;

use super::StoreError;

/// A policy to be kept.
pub(crate) struct NewPolicy {
    pub(crate) organisation: OrganisationId,
    /// The effective policy as JSON.
    pub(crate) policy: String,
    /// The file it was read from.
    pub(crate) source: String,
    pub(crate) at: Timestamp,
}

/// A policy as it is kept.
pub(crate) struct PolicyRow {
    pub(crate) version: u64,
    /// The effective policy as JSON.
    pub(crate) policy: String,
}

/// Policies.
#[async_trait]
pub(crate) trait PolicyStore: Send + Sync {
    /// Every organisation with its name, by name.
    async fn organisations(&self) -> Result<Vec<(OrganisationId, String)>, StoreError>;

    /// Keeps a policy as the newest version and answers its number; if it is what the newest version says already, that number.
    async fn keep_policy(&self, new: NewPolicy) -> Result<u64, StoreError>;

    /// The version that was in force at `at`; `None` if there was none yet.
    async fn policy_at(&self, organisation: OrganisationId, at: Timestamp) -> Result<Option<PolicyRow>, StoreError>;

    /// The newest version; `None` if there is none.
    async fn policy(&self, organisation: OrganisationId) -> Result<Option<PolicyRow>, StoreError>;
}
