//! The sealed record and how it is made.
//!
//! The device key signs `"fieldbook/seal/2\0"` followed by the SHA-256 of the canonical bytes (RFC 8785) of the body. The record
//! is stored, sent and verified as the canonical bytes of `{body, signature}`: one paper, one signature, one byte string.
//!
//! Format 1 (version 0.1) knew only acceptances signed with strokes; such records stay valid as they are.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::check_at::check_address;
use super::key::{DeviceKey, PublicKey};
use super::mark::{Mark, Parts, Unsigned};
use super::paper::Paper;
use super::statement::{PaperKind, SignOffKind};
use super::verify::standing;
use super::{SealError, canonical};
use crate::id::{DeviceId, DocumentId, OrganisationId, SignOffId};
use crate::time::ClockEvidence;

/// Names the layout of sealed records written here.
pub const FORMAT: &str = "fieldbook.seal.2";
/// Names the layout of sealed records written by version 0.1.
pub(super) const FORMAT_1: &str = "fieldbook.seal.1";
const DOMAIN: &[u8] = b"fieldbook/seal/2\0";
const DOMAIN_1: &[u8] = b"fieldbook/seal/1\0";

/// Who signed, or who was asked to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Signer {
    /// Name, as the signer gave it; may be empty only where nobody signed.
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
    /// Whose paper it is.
    pub organisation: OrganisationId,
    /// Which visit; absent on the paper of goods.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub visit: Option<DocumentId>,
    /// Which repair, on the paper of goods.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub repair: Option<DocumentId>,
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
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub strokes: Option<String>,
    /// The customer's stamp: SHA-256 of its picture, 64 hex digits.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stamp: Option<String>,
    /// Why nobody signed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unsigned: Option<Unsigned>,
    /// When, and how far the clock can be believed.
    pub signed: ClockEvidence,
    /// On which device.
    pub device: DeviceId,
    /// The key of that device.
    pub device_key: PublicKey,
    /// Where a stranger can have the seal checked (see [`super::check_at`]); absent if no address was known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub check_at: Option<String>,
    /// The organisation's [certificate](super::certificate) of the device; absent if the device had none yet.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub certificate: Option<String>,
    /// The newest [receipt](super::receipt) the device had: the record was sealed after it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub after: Option<String>,
}

/// A body with the device's signature over it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedRecord {
    /// What is sealed.
    pub body: SealBody,
    /// 64 bytes, base64url without padding.
    pub signature: String,
}

impl SealedRecord {
    /// The record's one spelling (RFC 8785), as it is stored and sent.
    ///
    /// # Errors
    /// [`SealError::NotCanonical`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, SealError> {
        canonical(self)
    }
}

impl SealBody {
    /// The document it belongs to.
    #[must_use]
    pub fn document(&self) -> Option<DocumentId> {
        self.visit.or(self.repair)
    }
}

/// What the device adds to a paper to seal it.
#[derive(Debug)]
pub struct SealRequest<'a> {
    /// The sign-off's id.
    pub sign_off: SignOffId,
    /// What the customer read.
    pub paper: &'a Paper,
    /// The document version it was rendered from.
    pub heads: &'a [automerge::ChangeHash],
    /// Who signed.
    pub signer: Signer,
    /// What stands under it.
    pub mark: Mark,
    /// When.
    pub signed: ClockEvidence,
    /// On which device.
    pub device: DeviceId,
    /// What ties the record to the organisation.
    pub backing: Backing,
}

/// What ties a record to the organisation, as far as the device has it.
#[derive(Debug, Clone, Default)]
pub struct Backing {
    /// Where a stranger can have the seal checked: an address of the organisation's server.
    pub check_at: Option<String>,
    /// The organisation's certificate of the device.
    pub certificate: Option<String>,
    /// The newest receipt of the server; only beside a certificate.
    pub after: Option<String>,
}

/// Seals `request` with `key`; answers the record's canonical bytes.
///
/// # Errors
/// [`SealError::Strokes`] or [`SealError::Mark`] if the mark does not fit the kind, [`SealError::CheckAddress`] if the address is
/// none, [`SealError::Certificate`] or [`SealError::Receipt`] if these are of another device, [`SealError::KeyRefused`] if the key cannot sign now.
pub fn seal(request: SealRequest<'_>, key: &dyn DeviceKey) -> Result<Vec<u8>, SealError> {
    let paper = request.paper;
    request.mark.check(paper.kind())?;
    request.backing.check_at.as_deref().map_or(Ok(()), check_address)?;
    let Parts { strokes, stamp, unsigned } = request.mark.into_parts()?;
    let (visit, repair) = match paper.kind().paper() {
        PaperKind::Visit => (Some(paper.document()), None),
        PaperKind::Goods => (None, Some(paper.document())),
    };
    let voucher = paper.to_bytes()?;
    let mut heads: Vec<String> = request.heads.iter().map(|head| hex::encode(head.0)).collect();
    heads.sort();
    let body = SealBody {
        format: FORMAT.to_owned(),
        sign_off: request.sign_off,
        organisation: paper.organisation(),
        visit,
        repair,
        kind: paper.kind(),
        voucher_sha256: hex::encode(Sha256::digest(&voucher)),
        voucher: String::from_utf8(voucher).map_err(|error| SealError::NotCanonical(error.to_string()))?,
        heads,
        signer: request.signer,
        strokes,
        stamp,
        unsigned,
        signed: request.signed,
        device: request.device,
        device_key: key.public_key(),
        check_at: request.backing.check_at,
        certificate: request.backing.certificate,
        after: request.backing.after,
    };
    standing(&body)?;
    let signature = URL_SAFE_NO_PAD.encode(key.sign(&signed_message(&body)?)?);
    SealedRecord { body, signature }.to_bytes()
}

/// The bytes that a device signs for `body`.
pub(crate) fn signed_message(body: &SealBody) -> Result<Vec<u8>, SealError> {
    let mut message = if body.format == FORMAT_1 { DOMAIN_1 } else { DOMAIN }.to_vec();
    message.extend(Sha256::digest(canonical(body)?));
    Ok(message)
}
