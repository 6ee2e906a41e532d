//! The verifier: what anybody can run who holds a sealed record. It needs no device, no server and no network.

use model::id::{DeviceId, DocumentId, OrganisationId, SignOffId};
use model::seal::Signer;
use model::seal::key::PublicKey;
use model::seal::strokes::Strokes;
use model::seal::verify::{self, verify};
use model::seal::voucher::{SignOffKind, Voucher};
use model::time::ClockEvidence;

use crate::failures::FieldError;

/// What a sealed record says, once every part of it matches.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct VerifiedSeal {
    /// The sign-off.
    pub sign_off: SignOffId,
    /// Whose visit it is.
    pub organisation: OrganisationId,
    /// Which visit.
    pub visit: DocumentId,
    /// What the signature stands for.
    pub kind: SignOffKind,
    /// What the customer read.
    pub voucher: Voucher,
    /// The voucher's canonical bytes (RFC 8785) as they were signed.
    pub canonical: Vec<u8>,
    /// SHA-256 of those bytes, 64 hex digits.
    pub digest: String,
    /// Who signed.
    pub signer: Signer,
    /// The pen on the glass.
    pub strokes: Strokes,
    /// When, and how far the clock can be believed.
    pub signed: ClockEvidence,
    /// On which device.
    pub device: DeviceId,
    /// The key that sealed it. Without an expected key, the record proves only that its holder did.
    pub device_key: PublicKey,
}

/// Verifies a sealed record: voucher, digest, strokes and device signature belong together. With `expected`, also that this key
/// sealed it.
///
/// # Errors
/// [`FieldError::SealInvalid`] names exactly the first part that does not match; [`FieldError::Upgrade`] if the record is of a
/// format that is not known here.
#[uniffi::export(default(expected = None))]
pub fn verify_seal(record: &[u8], expected: Option<PublicKey>) -> Result<VerifiedSeal, FieldError> {
    Ok(verify(record, expected.as_ref())?.into())
}

impl From<verify::VerifiedSeal> for VerifiedSeal {
    fn from(seal: verify::VerifiedSeal) -> Self {
        let body = seal.record.body;
        Self {
            sign_off: body.sign_off,
            organisation: body.organisation,
            visit: body.visit,
            kind: body.kind,
            voucher: seal.voucher,
            canonical: body.voucher.into_bytes(),
            digest: body.voucher_sha256,
            signer: body.signer,
            strokes: seal.strokes,
            signed: body.signed,
            device: body.device,
            device_key: body.device_key,
        }
    }
}
