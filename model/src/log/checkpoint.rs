//! Checkpoints: the head of a log, signed by the organisation's key. A compact JWS (RFC 7515), one line of text, made to be kept elsewhere.

use serde::{Deserialize, Serialize};

use super::chain::LinkError;
use super::{Link, LogError, LogHead};
use crate::id::OrganisationId;
use crate::seal::jws;
use crate::seal::key::{DeviceKey, PublicKey};
use crate::seal::receipt::Receipt;
use crate::time::Timestamp;

/// The type of a checkpoint's token (RFC 8725, 3.11).
pub const CHECKPOINT_TYPE: &str = "fieldbook-checkpoint+jwt";

/// What the head of a log was at an instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Whose log.
    pub organisation: OrganisationId,
    /// How many entries it had.
    pub size: u64,
    /// The link of the last of them.
    pub head: Link,
    /// When this was so, by the server's clock.
    pub at: Timestamp,
}

impl Checkpoint {
    /// A checkpoint of `head` at `at`.
    #[must_use]
    pub fn of(organisation: OrganisationId, head: LogHead, at: Timestamp) -> Self {
        Self { organisation, size: head.size, head: head.link, at }
    }

    /// Signs it with the organisation's key.
    ///
    /// # Errors
    /// [`LogError::Signature`] if the key cannot sign now.
    pub fn sign(&self, key: &dyn DeviceKey) -> Result<String, LogError> {
        Ok(jws::sign(CHECKPOINT_TYPE, self, key)?)
    }

    /// Reads what the holder of `key` signed: a checkpoint, or the receipt of a device, which says as much.
    ///
    /// # Errors
    /// [`LogError::Signature`] if it is neither, or signed by another key; [`LogError::Unreadable`] if a receipt names no link.
    pub fn verify(token: &str, key: &PublicKey) -> Result<Self, LogError> {
        match Receipt::read(token, key) {
            Ok(Receipt { organisation, size, head, at, .. }) => {
                let head = head.parse().map_err(|error: LinkError| LogError::Unreadable(error.to_string()))?;
                Ok(Self { organisation, size, head, at })
            }
            Err(_) => Ok(jws::verify(token, CHECKPOINT_TYPE, key)?),
        }
    }
}

/// A checkpoint and where it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The token.
    pub token: String,
    /// Where it was kept, for the reader of the report.
    pub source: String,
    /// It was kept elsewhere than the log: only such a one finds a log that was written anew.
    pub outside: bool,
}

/// A checkpoint whose signature holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// Where it was kept, for the reader of the report.
    pub source: String,
    /// It was kept elsewhere than the log.
    pub outside: bool,
}
