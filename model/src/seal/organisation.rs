//! What an organisation says of itself to those who check its records: its keys, and which of its devices were put out.
//!
//! A [signed statement](super::jws) by the organisation's newest key. Whoever has it and knows the key checks records without a network.

use serde::{Deserialize, Serialize};

use super::key::{DeviceKey, PublicKey};
use super::{SealError, jws};
use crate::id::{DeviceId, OrganisationId};
use crate::time::Timestamp;

/// The type of the statement.
pub const TYP: &str = "fieldbook-organisation+jwt";

/// What the statement says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrganisationStatement {
    /// Which organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its key, which signs this.
    pub key: PublicKey,
    /// Devices that were put out, by id.
    pub revoked: Vec<RevokedDevice>,
    /// When this was said, by the server's clock.
    pub at: Timestamp,
}

/// A device that was put out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RevokedDevice {
    /// Which one.
    pub device: DeviceId,
    /// Since when, by the server's clock.
    pub at: Timestamp,
}

impl OrganisationStatement {
    /// Signs the statement.
    ///
    /// # Errors
    /// [`SealError::Certificate`] if it names another key; see [`jws::sign`].
    pub fn sign(&self, key: &dyn DeviceKey) -> Result<String, SealError> {
        if self.key != key.public_key() {
            return Err(SealError::Certificate("it names another organisation key than the one that signs it"));
        }
        jws::sign(TYP, self, key)
    }

    /// Reads a statement and checks it with the key that it names itself. Whether that is the organisation's key is the caller's question.
    ///
    /// # Errors
    /// See [`jws::verify`].
    pub fn read(statement: &str) -> Result<Self, SealError> {
        let claimed: Self = jws::unverified(statement)?;
        jws::verify(statement, TYP, &claimed.key)
    }

    /// Since when `device` is put out, if it is.
    #[must_use]
    pub fn revoked_at(&self, device: DeviceId) -> Option<Timestamp> {
        self.revoked.iter().find(|revoked| revoked.device == device).map(|revoked| revoked.at)
    }
}
