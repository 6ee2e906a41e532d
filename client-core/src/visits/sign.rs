//! Sign: the customer reads the voucher, signs on the glass or stamps, and the device seals exactly what was shown.
//!
//! What was shown is named by its digest. If the visit changed in between, the digest no longer matches and the customer reads
//! again. A seal that its own verifier does not accept is never kept.
//!
//! The host's key may ask the person before it signs. Nothing is held up meanwhile: the voucher is rendered first, sealed apart, and
//! kept only if the visit still says the same.

use automerge::Automerge;
use model::documents::visit::records::StampUse;
use model::documents::visit::write;
use model::id::{DocumentId, SignOffId};
use model::rules::{Refusal, can_ask, check_nobody, check_signer};
use model::seal::record::{SealRequest, seal};
use model::seal::strokes::Strokes;
use model::seal::verify::{check_against, check_mark, verify};
use model::seal::voucher::{Language, SignOffKind, Voucher};
use model::seal::{Mark, Paper, SealError, Signer};
use paper::{fits, unprintable};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::act::{Intent, Standpoint, Step};
use super::{ActionError, Visits};
use crate::chance::fresh;
use crate::customer_copy::can_be_printed;
use crate::store::identity;

/// What the customer reads before signing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShownVoucher {
    /// Every field that is shown, and nothing else is.
    pub voucher: Voucher,
    /// SHA-256 of the voucher's canonical bytes, 64 hex digits: hand it back when signing.
    pub digest: String,
    /// The characters in it that cannot be printed, each once: on paper their numbers stand instead.
    pub unprintable: Vec<char>,
}

/// One sign-off as it was asked for.
pub(super) struct Asked<'a> {
    pub(super) kind: SignOffKind,
    pub(super) language: Language,
    /// The digest of what was shown; `None` where nobody signs, so that nobody has to be shown anything.
    pub(super) digest: Option<&'a str>,
    pub(super) signer: Signer,
    pub(super) mark: Mark,
}

impl Visits {
    /// The voucher as the visit reads now, if the customer can sign it: an acceptance, or a return visit.
    ///
    /// # Errors
    /// As [`Visits::show_voucher_for`].
    pub fn show_voucher(&self, id: DocumentId, language: Language) -> Result<ShownVoucher, ActionError> {
        self.core.look(id, |_, _, stand| shown(stand, stand.visit().closing_kind(), language))
    }

    /// The voucher as the visit reads now, if a sign-off of `kind` can be asked for.
    ///
    /// # Errors
    /// [`ActionError`]; the refusal says what stands in the way.
    pub fn show_voucher_for(&self, id: DocumentId, kind: SignOffKind, language: Language) -> Result<ShownVoucher, ActionError> {
        self.core.look(id, |_, _, stand| shown(stand, kind, language))
    }

    /// Seals the voucher of [`Visits::show_voucher`] with this `digest` with the customer's signature; answers the sign-off's id.
    ///
    /// # Errors
    /// As [`Visits::sign_as`].
    pub fn sign(
        &self,
        id: DocumentId,
        digest: &str,
        language: Language,
        signer: Signer,
        strokes: &Strokes,
    ) -> Result<SignOffId, ActionError> {
        let kind = self.core.look(id, |_, _, stand| Ok(stand.visit().closing_kind()))?;
        self.sign_as(id, kind, digest, language, signer, Mark::Strokes { strokes: strokes.clone() })
    }

    /// Seals the voucher of `kind` with this `digest` with the customer's mark: signature, stamp (the hash of a photo of this visit,
    /// R-062), or both; answers the sign-off's id.
    ///
    /// # Errors
    /// [`ActionError`], among them [`Refusal::ContentChanged`]: show the voucher again; and
    /// [`ActionError::Unprintable`]: voucher, signer or words hold characters that no paper can show. Nothing was kept.
    pub fn sign_as(
        &self,
        id: DocumentId,
        kind: SignOffKind,
        digest: &str,
        language: Language,
        signer: Signer,
        mark: Mark,
    ) -> Result<SignOffId, ActionError> {
        self.seal_and_keep(id, Asked { kind, language, digest: Some(digest), signer, mark })
    }

    /// The sealed record, byte for byte: whoever has it can verify it without this device and without a server.
    ///
    /// # Errors
    /// [`ActionError::NotFound`], [`ActionError::Store`].
    pub fn seal_file(&self, id: DocumentId, sign_off: SignOffId) -> Result<Vec<u8>, ActionError> {
        self.core.look(id, |_, _, stand| {
            let kept = stand.assessment.sign_offs.iter().find(|kept| kept.id == sign_off);
            kept.map(|kept| kept.seal.clone()).ok_or(ActionError::NotFound)
        })
    }

    /// Seals what the visit says, and keeps it if the visit still says it afterwards.
    pub(super) fn seal_and_keep(&self, id: DocumentId, asked: Asked<'_>) -> Result<SignOffId, ActionError> {
        let Asked { kind, language, digest, signer, mark } = asked;
        let (paper, shown, heads, stamp, backing) = self.core.look(id, |conn, doc, stand| {
            decide(stand, kind)?;
            if kind.is_signed() { check_signer(&signer) } else { check_nobody(&signer) }?;
            check_words(stand, kind, &mark)?;
            check_mark(stand.visit(), kind, &mark)?;
            let identity = identity::find(conn)?.ok_or(ActionError::NotEnrolled)?.identity;
            let shown = still_shown(stand, kind, language, digest)?;
            let paper = Paper::from(shown.voucher);
            can_be_printed(&(&signer, mark.unsigned()))?;
            Ok((paper, shown.digest, doc.get_heads(), self.core.stamp(conn, &identity)?, self.core.backing(conn)?))
        })?;
        let sign_off = SignOffId::from_parts(stamp.clock.wall_at, fresh(self.core.chance.as_ref())?);
        let device = stamp.device().ok_or(ActionError::NotEnrolled)?;
        let request = SealRequest { sign_off, paper: &paper, heads: &heads, signer, mark, signed: stamp.clock, device, backing };
        let sealed = seal(request, self.core.key.as_ref())?;
        fits(&[&sealed])?;
        self.core.act(id, |scene| {
            decide(&scene.stand, kind)?;
            still_shown(&scene.stand, kind, language, Some(&shown))?;
            if scene.doc.get_heads() != heads {
                return Err(Refusal::ContentChanged.into());
            }
            self.check_own_seal(&sealed, scene.doc)?;
            let change = write::keep_sign_off(scene.doc, sign_off, &sealed, scene.stamp)?;
            Ok(Step::new(change, Intent::Sign { sign_off, kind }, sign_off).closing())
        })
    }

    fn check_own_seal(&self, sealed: &[u8], doc: &Automerge) -> Result<(), SealError> {
        let verified = verify(sealed, Some(&self.core.key.public_key()))?;
        check_against(&verified, doc).map(|_| ())
    }
}

pub(super) fn decide(stand: &Standpoint<'_>, kind: SignOffKind) -> Result<(), Refusal> {
    stand.still_ours()?;
    can_ask(stand.visit(), stand.signature(), kind)
}

fn shown(stand: &Standpoint<'_>, kind: SignOffKind, language: Language) -> Result<ShownVoucher, ActionError> {
    decide(stand, kind)?;
    render(stand, kind, language)
}

fn render(stand: &Standpoint<'_>, kind: SignOffKind, language: Language) -> Result<ShownVoucher, ActionError> {
    let voucher = Voucher::of(stand.visit(), kind, language);
    let digest = hex::encode(Sha256::digest(voucher.to_bytes()?));
    let unprintable = unprintable(&voucher)?;
    Ok(ShownVoucher { voucher, digest, unprintable })
}

/// The voucher as the visit reads now, if it is the one that was shown.
fn still_shown(stand: &Standpoint<'_>, kind: SignOffKind, language: Language, digest: Option<&str>) -> Result<ShownVoucher, ActionError> {
    let shown = render(stand, kind, language)?;
    if digest.is_some_and(|digest| shown.digest != digest) {
        return Err(Refusal::ContentChanged.into());
    }
    Ok(shown)
}

/// What is missing from the mark, in words for the person at the glass: an empty glass, a stamp that is asked for or whose
/// picture was not taken, reason and words of a refusal. Anything else wrong with it is the application's matter.
fn check_words(stand: &Standpoint<'_>, kind: SignOffKind, mark: &Mark) -> Result<(), Refusal> {
    if let Some(Err(SealError::Strokes("empty"))) = mark.strokes().map(Strokes::check) {
        return Err(Refusal::NoStrokes);
    }
    let visit = stand.visit();
    let required = visit.terms.as_ref().is_some_and(|terms| terms.sign_off.stamp == StampUse::Required);
    let known = mark.stamp().is_some_and(|stamp| visit.photos.iter().any(|photo| photo.record.sha256 == stamp));
    if (mark.stamp().is_some() || (required && kind == SignOffKind::Acceptance)) && !known {
        return Err(Refusal::StampMissing);
    }
    if required && kind == SignOffKind::Acceptance && mark.strokes().is_none() {
        return Err(Refusal::NoStrokes);
    }
    match mark.unsigned() {
        Some(unsigned) if model::rules::is_blank(&unsigned.reason) => Err(Refusal::ReasonMissing),
        Some(unsigned) if kind == SignOffKind::Refused && model::rules::is_blank(&unsigned.words) => Err(Refusal::WordsMissing),
        _ => Ok(()),
    }
}
