//! Certificates of devices: the organisation says which key is whose. A verifier who has the organisation's public key then needs
//! nothing else to know on which device a record was sealed.
//!
//! A certificate is a [signed statement](super::jws), issued when a device is enrolled and put into every record that the device seals.
//! It does not end by itself: whether the device was put out later stands in the [organisation's statement](super::organisation).

use serde::{Deserialize, Serialize};

use super::key::{DeviceKey, PublicKey};
use super::{SealError, jws};
use crate::id::{DeviceId, OrganisationId, PersonId};
use crate::time::Timestamp;

/// The type of the statement.
pub const TYP: &str = "fieldbook-device+jwt";

/// What a certificate says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// Whose device it is.
    pub organisation: OrganisationId,
    /// The organisation's name when it was issued.
    pub organisation_name: String,
    /// The key of the organisation that signs this. It proves nothing by itself: compare it with one you have from the organisation.
    pub organisation_key: PublicKey,
    /// The device.
    pub device: DeviceId,
    /// What people call it.
    pub device_name: String,
    /// Who it was given to.
    pub person: PersonId,
    /// The device's key.
    pub key: PublicKey,
    /// When it was issued, by the server's clock.
    pub at: Timestamp,
}

impl Certificate {
    /// Signs the certificate with the organisation's key.
    ///
    /// # Errors
    /// [`SealError::Certificate`] if it names another organisation key; see [`jws::sign`].
    pub fn issue(&self, key: &dyn DeviceKey) -> Result<String, SealError> {
        if self.organisation_key != key.public_key() {
            return Err(SealError::Certificate("it names another organisation key than the one that signs it"));
        }
        jws::sign(TYP, self, key)
    }

    /// Reads a certificate and checks it with the organisation key that it names itself. Whether that is the organisation's key is the
    /// caller's question.
    ///
    /// # Errors
    /// See [`jws::verify`].
    pub fn read(statement: &str) -> Result<Self, SealError> {
        let claimed: Self = jws::unverified(statement)?;
        jws::verify(statement, TYP, &claimed.organisation_key)
    }
}
