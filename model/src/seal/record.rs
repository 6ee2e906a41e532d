//! The sealed record and how it is made.
//!
//! The device key signs `"fieldbook/seal/1\0"` followed by the SHA-256 of the canonical bytes (RFC 8785) of the body. The record
//! is stored, sent and verified as the canonical bytes of `{body, signature}`: one visit, one signature, one byte string.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::key::{DeviceKey, PublicKey};
use super::strokes::Strokes;
use super::voucher::{SignOffKind, Voucher};
use super::{SealError, canonical};
use crate::id::{DeviceId, DocumentId, OrganisationId, SignOffId};
use crate::time::ClockEvidence;

/// Names the layout of sealed records written here.
pub const FORMAT: &str = "fieldbook.seal.1";
const DOMAIN: &[u8] = b"fieldbook/seal/1\0";

/// Who signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Signer {
    /// Name, as the signer gave it.
    pub name: String,
    /// Role at the customer's; may be empty.
    pub role: String,
    /// The customer's remarks; may be empty.
    pub remarks: String,
}

/// What a seal binds together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealBody {
    /// [`FORMAT`].
    pub format: String,
    /// The sign-off's id.
    pub sign_off: SignOffId,
    /// Whose visit it is.
    pub organisation: OrganisationId,
    /// Which visit.
    pub visit: DocumentId,
    /// What the signature stands for.
    pub kind: SignOffKind,
    /// The voucher's canonical bytes as text.
    pub voucher: String,
    /// SHA-256 of those bytes, 64 hex digits.
    pub voucher_sha256: String,
    /// Hashes of the document version the voucher was rendered from, 64 hex digits each, ascending.
    pub heads: Vec<String>,
    /// Who signed.
    pub signer: Signer,
    /// The pen on the glass (see [`super::strokes`]).
    pub strokes: String,
    /// When, and how far the clock can be believed.
    pub signed: ClockEvidence,
    /// On which device.
    pub device: DeviceId,
    /// The key of that device.
    pub device_key: PublicKey,
}

/// A body with the device's signature over it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedRecord {
    /// What is sealed.
    pub body: SealBody,
    /// 64 bytes, base64url without padding.
    pub signature: String,
}

/// What the device adds to a voucher to seal it.
#[derive(Debug)]
pub struct SealRequest<'a> {
    /// The sign-off's id.
    pub sign_off: SignOffId,
    /// What the customer read.
    pub voucher: &'a Voucher,
    /// The document version it was rendered from.
    pub heads: &'a [automerge::ChangeHash],
    /// Who signed.
    pub signer: Signer,
    /// The pen on the glass.
    pub strokes: &'a Strokes,
    /// When.
    pub signed: ClockEvidence,
    /// On which device.
    pub device: DeviceId,
}

/// Seals `request` with `key`; answers the record's canonical bytes.
///
/// # Errors
/// [`SealError::Strokes`] if there is no signature, [`SealError::KeyRefused`] if the key cannot sign now.
pub fn seal(request: SealRequest<'_>, key: &dyn DeviceKey) -> Result<Vec<u8>, SealError> {
    let voucher = request.voucher.to_bytes()?;
    let mut heads: Vec<String> = request.heads.iter().map(|head| hex::encode(head.0)).collect();
    heads.sort();
    let body = SealBody {
        format: FORMAT.to_owned(),
        sign_off: request.sign_off,
        organisation: request.voucher.organisation.id,
        visit: request.voucher.visit,
        kind: request.voucher.kind,
        voucher_sha256: hex::encode(Sha256::digest(&voucher)),
        voucher: String::from_utf8(voucher).map_err(|error| SealError::NotCanonical(error.to_string()))?,
        heads,
        signer: request.signer,
        strokes: request.strokes.encode()?,
        signed: request.signed,
        device: request.device,
        device_key: key.public_key(),
    };
    let signature = URL_SAFE_NO_PAD.encode(key.sign(&signed_message(&body)?)?);
    canonical(&SealedRecord { body, signature })
}

/// The bytes that a device signs for `body`.
pub(crate) fn signed_message(body: &SealBody) -> Result<Vec<u8>, SealError> {
    let mut message = DOMAIN.to_vec();
    message.extend(Sha256::digest(canonical(body)?));
    Ok(message)
}
