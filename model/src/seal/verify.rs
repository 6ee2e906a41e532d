//! The verifier: what a stranger runs. [`verify`] needs only the record; [`check_against`] also looks at the document.

use automerge::{Automerge, ChangeHash};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::key::PublicKey;
use super::record::{FORMAT, SealedRecord, signed_message};
use super::strokes::Strokes;
use super::voucher::{VERSION, Voucher, statement};
use super::{SealError, canonical};
use crate::documents::visit::assessment::Signature;
use crate::documents::visit::{Visit, holds};
use crate::rules::{can_sign, check_signer};

/// The largest sealed record that is looked at, in **bytes**.
pub const MAX_RECORD_BYTES: usize = 192 * 1024;

/// A record whose parts all match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedSeal {
    /// The record.
    pub record: SealedRecord,
    /// What the customer read.
    pub voucher: Voucher,
    /// The pen on the glass.
    pub strokes: Strokes,
    /// The document version it covers.
    pub heads: Vec<ChangeHash>,
}

/// Whether `bytes` are a sealed record whose voucher, digest, strokes and device signature all belong together. With
/// `expected`, also that this key sealed it; without, the record proves only that whoever held the key named in it did.
///
/// # Errors
/// [`SealError`] naming exactly the first part that does not match.
pub fn verify(bytes: &[u8], expected: Option<&PublicKey>) -> Result<VerifiedSeal, SealError> {
    if bytes.len() > MAX_RECORD_BYTES {
        return Err(SealError::TooLarge(MAX_RECORD_BYTES));
    }
    let unreadable = |error: serde_json::Error| SealError::Unreadable(error.to_string());
    let record: SealedRecord = serde_json::from_slice(bytes).map_err(unreadable)?;
    let body = &record.body;
    if body.format != FORMAT {
        return Err(SealError::UnknownFormat(body.format.clone()));
    }
    if canonical(&record)? != bytes {
        return Err(SealError::NotCanonical("fields were added or written differently".to_owned()));
    }
    if hex::encode(Sha256::digest(body.voucher.as_bytes())) != body.voucher_sha256 {
        return Err(SealError::VoucherChanged);
    }
    let voucher: Voucher = serde_json::from_str(&body.voucher).map_err(unreadable)?;
    if voucher.to_bytes()? != body.voucher.as_bytes() {
        return Err(SealError::NotCanonical("the voucher".to_owned()));
    }
    if voucher.version != VERSION {
        return Err(SealError::UnknownFormat(format!("voucher {}", voucher.version)));
    }
    check_signer(&body.signer).map_err(SealError::Signer)?;
    if voucher.visit != body.visit || voucher.organisation.id != body.organisation || voucher.kind != body.kind {
        return Err(SealError::OtherVisit);
    }
    if voucher.statement != statement(voucher.kind, voucher.language) {
        return Err(SealError::VoucherChanged);
    }
    let strokes = Strokes::decode(&body.strokes)?;
    if expected.is_some_and(|key| *key != body.device_key) {
        return Err(SealError::OtherKey);
    }
    let signature = URL_SAFE_NO_PAD.decode(&record.signature).map_err(|_| SealError::Signature)?;
    body.device_key.verify(&signed_message(body)?, &signature)?;
    let heads = body.heads.iter().map(|head| parse_head(head)).collect::<Result<Vec<_>, _>>()?;
    Ok(VerifiedSeal { voucher, strokes, heads, record })
}

/// Whether `seal` belongs to `doc`: the document holds the version that was signed, the visit was finished and complete there
/// and said exactly what the voucher says. Answers the visit at that version.
///
/// # Errors
/// [`SealError`] naming what does not match.
pub fn check_against(seal: &VerifiedSeal, doc: &Automerge) -> Result<Visit, SealError> {
    if !holds(doc, &seal.heads) {
        return Err(SealError::UnknownHeads);
    }
    let visit = Visit::read_at(doc, &seal.heads).map_err(|error| SealError::Unreadable(error.to_string()))?;
    if visit.id != seal.record.body.visit || visit.organisation.id != seal.record.body.organisation {
        return Err(SealError::OtherVisit);
    }
    can_sign(&visit, Signature::None).map_err(SealError::BeforeFinish)?;
    if Voucher::of(&visit, seal.voucher.kind, seal.voucher.language) != seal.voucher {
        return Err(SealError::NotWhatTheVisitSaid);
    }
    Ok(visit)
}

fn parse_head(text: &str) -> Result<ChangeHash, SealError> {
    let bytes = hex::decode(text).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    bytes.map(ChangeHash).ok_or_else(|| SealError::Unreadable("a head is not a hash".to_owned()))
}
