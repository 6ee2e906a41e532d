//! The server's receipts: for each accepted batch the organisation signs what it holds, when it took it, and where its log stood then.
//!
//! A receipt is a [signed statement](super::jws). A device keeps it with the [lines](ReceiptLine) that it is for; the newest one goes
//! into the next seal as proof that the seal is younger. As it names size and head of the log, each receipt on each telephone is also a
//! checkpoint of the log outside of the server.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::key::{DeviceKey, PublicKey};
use super::{SealError, jws};
use crate::id::{DeviceId, DocumentId, OrganisationId};
use crate::time::Timestamp;

/// The type of the statement.
pub const TYP: &str = "fieldbook-receipt+jwt";

/// What a receipt says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// Who took the work.
    pub organisation: OrganisationId,
    /// From which device.
    pub device: DeviceId,
    /// When it was durable, by the server's clock.
    pub at: Timestamp,
    /// [`batch_digest`] of what was taken.
    pub batch: String,
    /// How many entries the organisation's log had then.
    pub size: u64,
    /// The head of the log then, 64 hex digits.
    pub head: String,
}

/// What was taken of one document: a line of what a receipt is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptLine {
    /// Which document.
    pub document: DocumentId,
    /// [`received_digest`](crate::wire::sync::received_digest) of the changes, 64 hex digits.
    pub digest: String,
}

impl Receipt {
    /// Signs the receipt with the organisation's key.
    ///
    /// # Errors
    /// See [`jws::sign`].
    pub fn sign(&self, key: &dyn DeviceKey) -> Result<String, SealError> {
        jws::sign(TYP, self, key)
    }

    /// Reads a receipt that the holder of `key` signed.
    ///
    /// # Errors
    /// See [`jws::verify`].
    pub fn read(statement: &str, key: &PublicKey) -> Result<Self, SealError> {
        jws::verify(statement, TYP, key)
    }
}

/// SHA-256 over the lines of a batch, each as `<document> <digest>` and a line feed, in their order; 64 hex digits.
#[must_use]
pub fn batch_digest(lines: &[ReceiptLine]) -> String {
    let mut digest = Sha256::new();
    for line in lines {
        digest.update(format!("{} {}\n", line.document, line.digest));
    }
    hex::encode(digest.finalize())
}
