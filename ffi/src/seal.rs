//! The verifier: what anybody can run who holds a sealed record. It needs no device, no server and no network.

use model::id::{DeviceId, DocumentId, OrganisationId, SignOffId};
use model::seal::certificate::Certificate;
use model::seal::goods::GoodsVoucher;
use model::seal::key::PublicKey;
use model::seal::receipt::Receipt;
use model::seal::verify::{self, verify};
use model::seal::voucher::{SignOffKind, Voucher};
use model::seal::{Mark, Paper, Signer};
use model::time::ClockEvidence;

use crate::failures::FieldError;

/// What a sealed record says, once every part of it matches.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct VerifiedSeal {
    /// The sign-off.
    pub sign_off: SignOffId,
    /// Whose paper it is.
    pub organisation: OrganisationId,
    /// The visit, or the repair, that the paper is of.
    pub document: DocumentId,
    /// What the signature stands for.
    pub kind: SignOffKind,
    /// What the customer read, on the paper of a visit.
    pub voucher: Option<Voucher>,
    /// What the customer read, on the paper of goods.
    pub goods: Option<GoodsVoucher>,
    /// The voucher's canonical bytes (RFC 8785) as they were signed.
    pub canonical: Vec<u8>,
    /// SHA-256 of those bytes, 64 hex digits.
    pub digest: String,
    /// Who signed, or who was asked to.
    pub signer: Signer,
    /// What stands under it.
    pub mark: Mark,
    /// When, and how far the clock can be believed.
    pub signed: ClockEvidence,
    /// On which device.
    pub device: DeviceId,
    /// The key that sealed it. Without an expected key, the record proves only that its holder did.
    pub device_key: PublicKey,
    /// The organisation's certificate of that device, if the record holds one. It is the organisation's if its key is.
    pub certificate: Option<Certificate>,
    /// The server's receipt that is older than the record, if it holds one.
    pub after: Option<Receipt>,
}

/// Verifies a sealed record: voucher, digest, strokes and device signature belong together. With `expected`, also that this key
/// sealed it.
///
/// # Errors
/// [`FieldError::SealInvalid`] names exactly the first part that does not match; [`FieldError::Upgrade`] if the record is of a
/// format that is not known here.
#[uniffi::export(default(expected = None))]
pub fn verify_seal(record: Vec<u8>, expected: Option<PublicKey>) -> Result<VerifiedSeal, FieldError> {
    Ok(verify(&record, expected.as_ref())?.into())
}

impl From<verify::VerifiedSeal> for VerifiedSeal {
    fn from(seal: verify::VerifiedSeal) -> Self {
        let document = seal.paper.document();
        let (voucher, goods) = match seal.paper {
            Paper::Visit(voucher) => (Some(voucher), None),
            Paper::Goods(voucher) => (None, Some(voucher)),
        };
        let body = seal.record.body;
        Self {
            sign_off: body.sign_off,
            organisation: body.organisation,
            document,
            kind: body.kind,
            voucher,
            goods,
            canonical: body.voucher.into_bytes(),
            digest: body.voucher_sha256,
            signer: body.signer,
            mark: seal.mark,
            signed: body.signed,
            device: body.device,
            device_key: body.device_key,
            certificate: seal.certificate,
            after: seal.after,
        }
    }
}
