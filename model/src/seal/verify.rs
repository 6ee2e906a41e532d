//! The verifier: what a stranger runs. [`verify`] needs only the record; [`check_against`] also looks at the document.

use automerge::{Automerge, ChangeHash};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::certificate::Certificate;
use super::check_at::check_address;
use super::key::PublicKey;
use super::mark::Mark;
use super::paper::Paper;
use super::receipt::Receipt;
use super::record::{FORMAT, FORMAT_1, SealBody, SealedRecord, signed_message};
use super::statement::SignOffKind;
use super::strokes::Strokes;
use super::voucher::Voucher;
use super::{SealError, canonical};
use crate::documents::tree::Tree;
use crate::documents::visit::assessment::Signature;
use crate::documents::visit::records::StampUse;
use crate::documents::visit::{Visit, holds};
use crate::rules::{can_ask, check_nobody, check_signer};

/// The largest sealed record that is looked at, in **bytes**.
pub const MAX_RECORD_BYTES: usize = 192 * 1024;

/// A record whose parts all match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedSeal {
    /// The record.
    pub record: SealedRecord,
    /// What the customer read.
    pub paper: Paper,
    /// What stands under it.
    pub mark: Mark,
    /// The document version it covers.
    pub heads: Vec<ChangeHash>,
    /// The certificate of the device, if the record holds one. It belongs to this device and key; whether the organisation key in it is
    /// the right one says [`certified_by`](Self::certified_by).
    pub certificate: Option<Certificate>,
    /// The server's receipt that is older than the record, if it holds one, signed by the same organisation key.
    pub after: Option<Receipt>,
}

impl VerifiedSeal {
    /// The voucher, if it is a visit's paper.
    #[must_use]
    pub fn voucher(&self) -> Option<&Voucher> {
        match &self.paper {
            Paper::Visit(voucher) => Some(voucher),
            Paper::Goods(_) => None,
        }
    }

    /// What the sign-off stands for.
    #[must_use]
    pub fn kind(&self) -> SignOffKind {
        self.record.body.kind
    }

    /// The certificate, if the holder of one of `keys` issued it: then the device is the organisation's.
    ///
    /// # Errors
    /// [`SealError::NoCertificate`], [`SealError::OtherOrganisation`].
    pub fn certified_by(&self, keys: &[PublicKey]) -> Result<&Certificate, SealError> {
        let certificate = self.certificate.as_ref().ok_or(SealError::NoCertificate)?;
        if keys.contains(&certificate.organisation_key) { Ok(certificate) } else { Err(SealError::OtherOrganisation) }
    }

    /// The pen on the glass, if there is any.
    #[must_use]
    pub fn strokes(&self) -> Option<&Strokes> {
        self.mark.strokes()
    }
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
    if ![FORMAT, FORMAT_1].contains(&body.format.as_str()) {
        return Err(SealError::UnknownFormat(body.format.clone()));
    }
    if canonical(&record)? != bytes {
        return Err(SealError::NotCanonical("fields were added or written differently".to_owned()));
    }
    if hex::encode(Sha256::digest(body.voucher.as_bytes())) != body.voucher_sha256 {
        return Err(SealError::VoucherChanged);
    }
    let paper = Paper::parse(body.kind, &body.voucher)?;
    if paper.organisation() != body.organisation || !names_document(body, &paper) {
        return Err(SealError::OtherVisit);
    }
    fits_format(body, &paper)?;
    let mark = Mark::of(body)?;
    body.check_at.as_deref().map_or(Ok(()), check_address)?;
    let signer = if body.kind.is_signed() { check_signer(&body.signer) } else { check_nobody(&body.signer) };
    signer.map_err(SealError::Signer)?;
    let (certificate, after) = standing(body)?;
    if expected.is_some_and(|key| *key != body.device_key) {
        return Err(SealError::OtherKey);
    }
    let signature = URL_SAFE_NO_PAD.decode(&record.signature).map_err(|_| SealError::Signature)?;
    body.device_key.verify(&signed_message(body)?, &signature)?;
    let heads = body.heads.iter().map(|head| parse_head(head)).collect::<Result<Vec<_>, _>>()?;
    Ok(VerifiedSeal { paper, mark, heads, certificate, after, record })
}

/// Whether `seal` belongs to the visit in `doc`: the document holds the version that was signed, the rules allowed this kind of
/// sign-off there, its stamp is a photo of the visit, and the visit said exactly what the
/// voucher says. Answers the visit at that version.
///
/// # Errors
/// [`SealError`] naming what does not match.
pub fn check_against(seal: &VerifiedSeal, doc: &Automerge) -> Result<Visit, SealError> {
    let voucher = voucher_in(seal, doc)?;
    check_visit(seal, voucher, &Tree::of(doc, Some(&seal.heads)))
}

/// The voucher of `seal`, if it is a visit's and `doc` holds the version that was signed.
///
/// # Errors
/// [`SealError::OtherPaper`], [`SealError::UnknownHeads`].
pub(super) fn voucher_in<'a>(seal: &'a VerifiedSeal, doc: &Automerge) -> Result<&'a Voucher, SealError> {
    let voucher = seal.voucher().ok_or(SealError::OtherPaper)?;
    if holds(doc, &seal.heads) { Ok(voucher) } else { Err(SealError::UnknownHeads) }
}

/// As [`check_against`], where the `voucher` and the whole `tree` of the document at the version that was signed are at hand.
///
/// # Errors
/// [`SealError`] naming what does not match.
pub(super) fn check_visit(seal: &VerifiedSeal, voucher: &Voucher, tree: &Tree) -> Result<Visit, SealError> {
    let visit = Visit::from_tree(tree).map_err(|error| SealError::Unreadable(error.to_string()))?;
    if visit.id != voucher.visit || visit.organisation.id != seal.record.body.organisation {
        return Err(SealError::OtherVisit);
    }
    can_ask(&visit, Signature::None, seal.kind()).map_err(|refusal| match seal.kind() {
        SignOffKind::FeeConsent => SealError::FeeConsent(refusal),
        _ => SealError::BeforeFinish(refusal),
    })?;
    check_mark(&visit, seal.kind(), &seal.mark)?;
    if Voucher::at(voucher.version, &visit, voucher.kind, voucher.language) != *voucher {
        return Err(SealError::NotWhatTheVisitSaid);
    }
    Ok(visit)
}

/// Whether `mark` is what `visit` asks for under a sign-off of `kind`: the stamp's picture is one of its photos, and an
/// acceptance has signature and stamp where both are asked for.
///
/// # Errors
/// [`SealError::Mark`] saying what is missing, [`SealError::Strokes`].
pub fn check_mark(visit: &Visit, kind: SignOffKind, mark: &Mark) -> Result<(), SealError> {
    mark.check(kind)?;
    if mark.stamp().is_some_and(|stamp| !visit.photos.iter().any(|photo| photo.record.sha256 == stamp)) {
        return Err(SealError::Mark("the stamp is no photo of this visit"));
    }
    let both = visit.terms.as_ref().is_some_and(|terms| terms.sign_off.stamp == StampUse::Required);
    if both && kind == SignOffKind::Acceptance && !matches!(mark, Mark::StrokesAndStamp { .. }) {
        return Err(SealError::Mark("signature and stamp are both needed"));
    }
    Ok(())
}

/// The certificate and the receipt that `body` holds, if they are of its device, key and organisation.
pub(super) fn standing(body: &SealBody) -> Result<(Option<Certificate>, Option<Receipt>), SealError> {
    let Some(statement) = &body.certificate else {
        return if body.after.is_none() { Ok((None, None)) } else { Err(SealError::Receipt("there is no certificate beside it")) };
    };
    let certificate = Certificate::read(statement).map_err(|_| SealError::Certificate("it was changed, or is none"))?;
    let of_device = certificate.device == body.device && certificate.key == body.device_key;
    if !of_device || certificate.organisation != body.organisation {
        return Err(SealError::Certificate("it is of another device, key or organisation"));
    }
    let Some(statement) = &body.after else { return Ok((Some(certificate), None)) };
    let receipt = Receipt::read(statement, &certificate.organisation_key);
    let receipt = receipt.map_err(|_| SealError::Receipt("it was changed, or is not by the key that certified the device"))?;
    if receipt.device != body.device || receipt.organisation != body.organisation {
        return Err(SealError::Receipt("it is of another device or organisation"));
    }
    Ok((Some(certificate), Some(receipt)))
}

/// Whether the body names the document that its paper is of, and no other.
fn names_document(body: &SealBody, paper: &Paper) -> bool {
    let named = Some(paper.document());
    match paper {
        Paper::Visit(_) => body.visit == named && body.repair.is_none(),
        Paper::Goods(_) => body.repair == named && body.visit.is_none(),
    }
}

/// Format 1 holds vouchers of version 1 that were accepted with strokes, later formats hold the rest.
fn fits_format(body: &SealBody, paper: &Paper) -> Result<(), SealError> {
    let of_version_1 = matches!(paper, Paper::Visit(voucher) if voucher.version == 1);
    let nothing_later =
        body.stamp.is_none() && body.unsigned.is_none() && body.check_at.is_none() && body.certificate.is_none() && body.after.is_none();
    let plain = body.kind == SignOffKind::Acceptance && nothing_later;
    if of_version_1 != (body.format == FORMAT_1) || (of_version_1 && !plain) {
        return Err(SealError::Unreadable("the record is of another format than its voucher".to_owned()));
    }
    Ok(())
}

fn parse_head(text: &str) -> Result<ChangeHash, SealError> {
    let bytes = hex::decode(text).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    bytes.map(ChangeHash).ok_or_else(|| SealError::Unreadable("a head is not a hash".to_owned()))
}
