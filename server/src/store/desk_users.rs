//! Desk users, and keys of other systems.

use async_trait::async_trait;
use model::id::{OrganisationId, PersonId};
use model::policy::Unit;
use model::time::Timestamp;

use super::StoreError;
use super::identity::SecretHash;
use crate::auth::permission::Permission;
use crate::people::role::Role;

/// A desk user as others see them.
pub(crate) struct DeskUser {
    pub(crate) person: PersonId,
    pub(crate) name: String,
    /// In lower case.
    pub(crate) login: String,
    pub(crate) role: Role,
    /// The offices of the policy that the person is.
    pub(crate) offices: Vec<Unit>,
    /// The password is one that somebody else gave.
    pub(crate) password_given: bool,
    pub(crate) disabled_at: Option<Timestamp>,
}

/// A desk user to add; the password is one that somebody else gives.
pub(crate) struct NewDeskUser {
    pub(crate) organisation: OrganisationId,
    pub(crate) person: PersonId,
    pub(crate) name: String,
    /// In lower case.
    pub(crate) login: String,
    pub(crate) role: Role,
    pub(crate) password_hash: String,
    /// Who adds them.
    pub(crate) by: PersonId,
    pub(crate) at: Timestamp,
}

/// What is to change about a desk user.
pub(crate) enum DeskUserChange {
    /// Another role.
    Role(Role),
    /// These offices, and no others.
    Offices(Vec<Unit>),
    /// May not sign in any more: sessions, and keys that they made, end.
    Disable,
    /// May sign in again.
    Enable,
    /// A password that somebody else gives; sessions end.
    GivePassword(String),
}

/// What became of a [`DeskUserChange`].
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum DeskUserOutcome {
    /// It is so now.
    Changed,
    /// The organisation has no such desk user.
    Unknown,
    /// Nobody would be left who may do everything.
    LastAdmin,
}

/// A key to keep.
pub(crate) struct NewApiKey {
    pub(crate) organisation: OrganisationId,
    pub(crate) person: PersonId,
    pub(crate) name: String,
    pub(crate) key_hash: SecretHash,
    pub(crate) scopes: Vec<Permission>,
    pub(crate) made_by: PersonId,
    pub(crate) made_at: Timestamp,
    pub(crate) expires_at: Option<Timestamp>,
}

/// A key as it is kept.
#[derive(Debug)]
pub(crate) struct ApiKeyRow {
    pub(crate) person: PersonId,
    pub(crate) name: String,
    pub(crate) scopes: Vec<Permission>,
    pub(crate) made_by_name: String,
    pub(crate) made_at: Timestamp,
    pub(crate) expires_at: Option<Timestamp>,
    pub(crate) last_used_at: Option<Timestamp>,
    pub(crate) revoked_at: Option<Timestamp>,
}

/// Whose key it is, and what it may do.
pub(crate) struct KeyIdentity {
    pub(crate) organisation: OrganisationId,
    pub(crate) organisation_name: String,
    pub(crate) person: PersonId,
    pub(crate) name: String,
    /// Of its scopes those that its maker may still.
    pub(crate) scopes: Vec<Permission>,
    pub(crate) last_used_at: Option<Timestamp>,
}

/// Desk users and keys.
#[async_trait]
pub(crate) trait DeskUserStore: Send + Sync {
    /// All desk users of the organisation by name.
    async fn desk_users(&self, organisation: OrganisationId) -> Result<Vec<DeskUser>, StoreError>;

    /// Adds a desk user; `false` if somebody on this server signs in by that name already.
    async fn create_desk_user(&self, new: NewDeskUser) -> Result<bool, StoreError>;

    /// Changes a desk user, by `by` at `at`.
    async fn change_desk_user(
        &self,
        organisation: OrganisationId,
        person: PersonId,
        change: DeskUserChange,
        by: PersonId,
        at: Timestamp,
    ) -> Result<DeskUserOutcome, StoreError>;

    /// The hash that guards the sign-in of a desk user.
    async fn password_hash(&self, organisation: OrganisationId, person: PersonId) -> Result<Option<String>, StoreError>;

    /// A desk user's own new password: sessions but the one of `kept` end. `false` if `before` is not the hash any more.
    async fn change_own_password(
        &self,
        organisation: OrganisationId,
        person: PersonId,
        before: String,
        password_hash: String,
        kept: SecretHash,
    ) -> Result<bool, StoreError>;

    /// Every key of the organisation, the newest first.
    async fn api_keys(&self, organisation: OrganisationId) -> Result<Vec<ApiKeyRow>, StoreError>;

    /// Keeps a key with its person; `false` if its maker may not sign in any more.
    async fn create_api_key(&self, new: NewApiKey) -> Result<bool, StoreError>;

    /// Revokes a key from `at` on, by `by`; revoking it again changes nothing. `false` if there is none.
    async fn revoke_api_key(&self, organisation: OrganisationId, person: PersonId, by: PersonId, at: Timestamp)
    -> Result<bool, StoreError>;

    /// Who calls with the key of this hash, if it opens anything at `now`.
    async fn api_key(&self, key_hash: SecretHash, now: Timestamp) -> Result<Option<KeyIdentity>, StoreError>;

    /// Notes that a key was used.
    async fn note_key_used(&self, person: PersonId, at: Timestamp) -> Result<(), StoreError>;
}
