//! What ties this device and its work to the organisation for a stranger: the organisation's certificate of the device's key, and the
//! server's receipts. Both are checked before they are kept, and go into the seals made here. Left out: checking seals
//! ([`model::seal::verify`]).

use model::id::DocumentId;
use model::seal::certificate::Certificate;
use model::seal::receipt::{Receipt, ReceiptLine, batch_digest};
use model::seal::record::Backing;
use model::time::Timestamp;
use model::wire::sync::{SyncResponse, receipt_lines};
use rusqlite::{Connection, Transaction};
use serde::Serialize;

use crate::device::{Core, Device};
use crate::store::{StoreError, identity, receipts};

/// What the server signed for: it holds this work of this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeptReceipt {
    /// When it was durable there, by the server's clock.
    pub at: Timestamp,
    /// The signed statement (JWS, RFC 7515): anyone with the organisation's public key can check it.
    pub statement: String,
    /// What it is for, document by document: their digest stands in the statement.
    pub lines: Vec<ReceiptLine>,
}

impl Device {
    /// The server's receipts for work on `document`, oldest first. Work without one is on this phone only, or was received by a server
    /// that gives none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn receipts(&self, document: DocumentId) -> Result<Vec<KeptReceipt>, StoreError> {
        self.core.store.read(|conn| receipts::of(conn, document))
    }

    /// The organisation's certificate of this device, if it has one; its text goes into every seal made here.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn certificate(&self) -> Result<Option<Certificate>, StoreError> {
        let enrolled = self.core.store.read(identity::find)?;
        enrolled.and_then(|enrolled| enrolled.certificate).as_deref().map(kept_certificate).transpose()
    }
}

impl Core {
    /// What a seal made now names of the organisation.
    pub(crate) fn backing(&self, conn: &Connection) -> Result<Backing, StoreError> {
        let Some(enrolled) = identity::find(conn)? else { return Ok(Backing::default()) };
        let check_at = enrolled.identity.check_at();
        let Some(certificate) = enrolled.certificate else { return Ok(Backing { check_at, ..Backing::default() }) };
        // A receipt by an earlier key of the organisation does not stand beside this certificate.
        let key = kept_certificate(&certificate)?.organisation_key;
        let after = receipts::newest(conn)?.filter(|receipt| Receipt::read(receipt, &key).is_ok());
        Ok(Backing { check_at, certificate: Some(certificate), after })
    }
}

/// The certificate that was checked before it was kept.
fn kept_certificate(statement: &str) -> Result<Certificate, StoreError> {
    Certificate::read(statement).map_err(|error| StoreError::Value(error.to_string()))
}

/// Keeps the receipt in `response`, if there is one and it is for exactly what was taken. Answers whether a certificate is wanted: the
/// device has none, or one by another key of the organisation than the receipt.
pub(crate) fn take_receipt(tx: &Transaction<'_>, response: &SyncResponse) -> Result<bool, StoreError> {
    let Some(enrolled) = identity::find(tx)? else { return Ok(false) };
    let Some(certificate) = &enrolled.certificate else { return Ok(response.certifies) };
    let Some(statement) = &response.receipt else { return Ok(false) };
    let key = kept_certificate(certificate)?.organisation_key;
    let Ok(receipt) = Receipt::read(statement, &key) else {
        tracing::warn!("a receipt is not by the organisation key that certified this device; a new certificate is asked for");
        return Ok(true);
    };
    let lines = receipt_lines(&response.verdicts);
    let own = receipt.device == enrolled.identity.device && receipt.organisation == enrolled.identity.organisation;
    if own && receipt.batch == batch_digest(&lines) {
        receipts::keep(tx, &receipt, statement, &lines)?;
    } else {
        tracing::warn!("a receipt is for something else than was sent; it is not kept");
    }
    Ok(false)
}
