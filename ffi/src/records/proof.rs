//! What ties device and work to the organisation: certificate and receipts.

use client_core::proof::KeptReceipt;
use model::id::{DeviceId, DocumentId, OrganisationId, PersonId};
use model::seal::certificate::Certificate;
use model::seal::key::PublicKey;
use model::seal::receipt::{Receipt, ReceiptLine};
use model::time::Timestamp;

/// What the organisation says of a device: which key is whose.
#[uniffi::remote(Record)]
pub struct Certificate {
    /// Whose device it is.
    pub organisation: OrganisationId,
    /// The organisation's name when it was issued.
    pub organisation_name: String,
    /// The key of the organisation that signs this. Compare it with one you have from the organisation.
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

/// The server's signed word that it held a batch of work.
#[uniffi::remote(Record)]
pub struct Receipt {
    /// Who took the work.
    pub organisation: OrganisationId,
    /// From which device.
    pub device: DeviceId,
    /// When it was durable, by the server's clock.
    pub at: Timestamp,
    /// Digest of what was taken, 64 hex digits.
    pub batch: String,
    /// How many entries the organisation's log had then.
    pub size: u64,
    /// The head of the log then, 64 hex digits.
    pub head: String,
}

/// What was taken of one document.
#[uniffi::remote(Record)]
pub struct ReceiptLine {
    /// Which document.
    pub document: DocumentId,
    /// Digest of the changes, 64 hex digits.
    pub digest: String,
}

/// A receipt as this device keeps it.
#[uniffi::remote(Record)]
pub struct KeptReceipt {
    /// When it was durable there, by the server's clock.
    pub at: Timestamp,
    /// The signed statement (JWS, RFC 7515).
    pub statement: String,
    /// What it is for, document by document.
    pub lines: Vec<ReceiptLine>,
}
