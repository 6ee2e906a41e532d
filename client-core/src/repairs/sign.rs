//! The customer's two signatures: for the taking and for the return, each on its own paper. Only the second one
//! completes the order.
//!
//! As with visits, what was shown is named by its digest, and the host's key may ask the person before it signs: the paper is sealed
//! apart and kept only if the repair still says the same.

use automerge::Automerge;
use model::documents::repair::assessment::Assessment;
use model::documents::repair::keep_sign_off;
use model::documents::repair::papers::{can_sign_goods, check_against_repair, goods_voucher};
use model::id::{DocumentId, SignOffId};
use model::rules::{Refusal, check_signer};
use model::seal::goods::GoodsVoucher;
use model::seal::paper::Paper;
use model::seal::record::{SealRequest, seal};
use model::seal::strokes::Strokes;
use model::seal::verify::verify;
use model::seal::voucher::{Language, SignOffKind};
use model::seal::{Mark, SealError, Signer};
use paper::{fits, unprintable};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::{Intent, Repairs, repair_in, still_here};
use crate::actions::{ActionError, Step};
use crate::chance::fresh;
use crate::customer_copy::can_be_printed;
use crate::store::identity;

/// What the customer reads before signing for goods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShownGoodsVoucher {
    /// Every field that is shown, and nothing else is.
    pub voucher: GoodsVoucher,
    /// SHA-256 of the voucher's canonical bytes, 64 hex digits: hand it back when signing.
    pub digest: String,
    /// The characters in it that cannot be printed, each once: on paper their numbers stand instead.
    pub unprintable: Vec<char>,
}

impl Repairs {
    /// The paper of this `kind` ([`SignOffKind::TakeAway`] or [`SignOffKind::GoodsReturn`]) as the repair reads now, if the customer can
    /// sign it. The taking's paper is the receipt.
    ///
    /// # Errors
    /// [`ActionError`]; the refusal says what stands in the way.
    pub fn show_voucher(&self, id: DocumentId, kind: SignOffKind, language: Language) -> Result<ShownGoodsVoucher, ActionError> {
        self.core.look_at(id, |_, _, seen| shown(repair_in(seen.assessed)?, kind, language))
    }

    /// Seals the paper with this `digest` with the customer's signature; answers the sign-off's id.
    ///
    /// # Errors
    /// [`ActionError`], among them [`Refusal::ContentChanged`]: show the paper again; and
    /// [`ActionError::Unprintable`]: paper or signer hold characters that no paper can show. Nothing was kept.
    pub fn sign(
        &self,
        id: DocumentId,
        kind: SignOffKind,
        digest: &str,
        language: Language,
        signer: Signer,
        strokes: &Strokes,
    ) -> Result<SignOffId, ActionError> {
        if strokes.strokes.is_empty() {
            return Err(Refusal::NoStrokes.into());
        }
        let mark = Mark::Strokes { strokes: strokes.clone() };
        let (paper, heads, stamp, backing) = self.core.look_at(id, |conn, doc, seen| {
            still_here(seen.left)?;
            check_signer(&signer)?;
            let identity = identity::find(conn)?.ok_or(ActionError::NotEnrolled)?.identity;
            let paper = Paper::from(still_shown(repair_in(seen.assessed)?, kind, language, digest)?);
            can_be_printed(&signer)?;
            Ok((paper, doc.get_heads(), self.core.stamp(conn, &identity)?, self.core.backing(conn)?))
        })?;
        let sign_off = SignOffId::from_parts(stamp.clock.wall_at, fresh(self.core.chance.as_ref())?);
        let device = stamp.device().ok_or(ActionError::NotEnrolled)?;
        let request = SealRequest { sign_off, paper: &paper, heads: &heads, signer, mark, signed: stamp.clock, device, backing };
        let sealed = seal(request, self.core.key.as_ref())?;
        fits(&[&sealed])?;
        self.core.carry_out(|hand| {
            hand.write(id, |scene| {
                still_here(scene.left)?;
                still_shown(repair_in(scene.assessed)?, kind, language, digest)?;
                if scene.doc.get_heads() != heads {
                    return Err(Refusal::ContentChanged.into());
                }
                self.check_own_seal(&sealed, scene.doc)?;
                let change = keep_sign_off(scene.doc, sign_off, &sealed, scene.stamp)?;
                Ok(Step::new(change, Intent::Sign { sign_off, kind }, sign_off).closing())
            })
        })
    }

    /// The sealed record, byte for byte: whoever has it can verify it without this device and without a server.
    ///
    /// # Errors
    /// [`ActionError::NotFound`], [`ActionError::Store`].
    pub fn seal_file(&self, id: DocumentId, sign_off: SignOffId) -> Result<Vec<u8>, ActionError> {
        self.core.look_at(id, |_, _, seen| {
            let kept = repair_in(seen.assessed)?.sign_offs.iter().find(|kept| kept.id == sign_off);
            kept.map(|kept| kept.seal.clone()).ok_or(ActionError::NotFound)
        })
    }

    fn check_own_seal(&self, sealed: &[u8], doc: &Automerge) -> Result<(), SealError> {
        let verified = verify(sealed, Some(&self.core.key.public_key()))?;
        check_against_repair(&verified, doc).map(drop)
    }
}

fn shown(now: &Assessment, kind: SignOffKind, language: Language) -> Result<ShownGoodsVoucher, ActionError> {
    can_sign_goods(&now.repair, kind)?;
    let voucher = goods_voucher(&now.repair, kind, language);
    let paper = Paper::from(voucher.clone());
    let digest = hex::encode(Sha256::digest(paper.to_bytes()?));
    Ok(ShownGoodsVoucher { voucher, digest, unprintable: unprintable(&paper)? })
}

/// The paper as the repair reads now, if it is the one that was shown.
fn still_shown(now: &Assessment, kind: SignOffKind, language: Language, digest: &str) -> Result<GoodsVoucher, ActionError> {
    let shown = shown(now, kind, language)?;
    if shown.digest == digest { Ok(shown.voucher) } else { Err(Refusal::ContentChanged.into()) }
}
