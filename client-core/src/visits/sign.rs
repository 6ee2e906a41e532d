//! Sign: the customer reads the voucher, signs on the glass, and the device seals exactly what was shown.
//!
//! What was shown is named by its digest. If the visit changed in between, the digest no longer matches and the customer reads
//! again. A seal that its own verifier does not accept is never kept.
//!
//! The host's key may ask the person before it signs. Nothing is held up meanwhile: the voucher is rendered first, sealed apart, and
//! kept only if the visit still says the same.

use automerge::Automerge;
use model::documents::visit::write;
use model::id::{DocumentId, SignOffId};
use model::rules::{Refusal, can_sign, check_signer};
use model::seal::record::{SealRequest, seal};
use model::seal::strokes::Strokes;
use model::seal::verify::{check_against, verify};
use model::seal::voucher::{Language, SignOffKind, Voucher};
use model::seal::{SealError, Signer};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::act::{Intent, Standpoint, Step};
use super::{ActionError, Visits};
use crate::chance::fresh;
use crate::store::identity;

/// What the customer reads before signing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShownVoucher {
    /// Every field that is shown, and nothing else is.
    pub voucher: Voucher,
    /// SHA-256 of the voucher's canonical bytes, 64 hex digits: hand it back when signing.
    pub digest: String,
}

impl Visits {
    /// The voucher as the visit reads now, if the customer can sign it.
    ///
    /// # Errors
    /// [`ActionError`]; the refusal says what stands in the way.
    pub fn show_voucher(&self, id: DocumentId, language: Language) -> Result<ShownVoucher, ActionError> {
        self.core.look(id, |_, _, stand| {
            decide(stand)?;
            Ok(render(stand, language)?)
        })
    }

    /// Seals the voucher with this `digest` with the customer's signature; answers the sign-off's id.
    ///
    /// # Errors
    /// [`ActionError`], among them [`Refusal::ContentChanged`]: show the voucher again. Nothing was kept.
    pub fn sign(
        &self,
        id: DocumentId,
        digest: &str,
        language: Language,
        signer: Signer,
        strokes: &Strokes,
    ) -> Result<SignOffId, ActionError> {
        let (shown, heads, stamp) = self.core.look(id, |conn, doc, stand| {
            decide(stand)?;
            check_signer(&signer)?;
            check_strokes(strokes)?;
            let identity = identity::find(conn)?.ok_or(ActionError::NotEnrolled)?.identity;
            Ok((still_shown(stand, language, digest)?, doc.get_heads(), self.core.stamp(conn, &identity)?))
        })?;
        let sign_off = SignOffId::from_parts(stamp.clock.wall_at, fresh(self.core.chance.as_ref())?);
        let device = stamp.device().ok_or(ActionError::NotEnrolled)?;
        let request = SealRequest { sign_off, voucher: &shown.voucher, heads: &heads, signer, strokes, signed: stamp.clock, device };
        let sealed = seal(request, self.core.key.as_ref())?;
        self.core.act(id, |scene| {
            decide(&scene.stand)?;
            still_shown(&scene.stand, language, digest)?;
            if scene.doc.get_heads() != heads {
                return Err(Refusal::ContentChanged.into());
            }
            self.check_own_seal(&sealed, scene.doc)?;
            let change = write::keep_sign_off(scene.doc, sign_off, &sealed, scene.stamp)?;
            Ok(Step::new(change, Intent::Sign { sign_off }, sign_off))
        })
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

    fn check_own_seal(&self, sealed: &[u8], doc: &Automerge) -> Result<(), SealError> {
        let verified = verify(sealed, Some(&self.core.key.public_key()))?;
        check_against(&verified, doc).map(|_| ())
    }
}

pub(super) fn decide(stand: &Standpoint<'_>) -> Result<(), Refusal> {
    stand.still_ours()?;
    can_sign(stand.visit(), stand.signature())
}

fn render(stand: &Standpoint<'_>, language: Language) -> Result<ShownVoucher, SealError> {
    let voucher = Voucher::of(stand.visit(), SignOffKind::Acceptance, language);
    let digest = hex::encode(Sha256::digest(voucher.to_bytes()?));
    Ok(ShownVoucher { voucher, digest })
}

/// The voucher as the visit reads now, if it is the one that was shown.
fn still_shown(stand: &Standpoint<'_>, language: Language, digest: &str) -> Result<ShownVoucher, ActionError> {
    let shown = render(stand, language)?;
    if shown.digest != digest {
        return Err(Refusal::ContentChanged.into());
    }
    Ok(shown)
}

/// An empty glass is the customer's matter, anything else wrong with the strokes the application's.
fn check_strokes(strokes: &Strokes) -> Result<(), ActionError> {
    strokes.check().map_err(|error| match error {
        SealError::Strokes("empty") => Refusal::NoStrokes.into(),
        other => other.into(),
    })
}
