//! Not signed: the customer refused, or nobody was there. Both are outcomes, sealed like a signature, and close nothing (R-061, R-068,
//!

use model::id::{DocumentId, SignOffId};
use model::seal::voucher::{Language, SignOffKind};
use model::seal::{Mark, Signer, Unsigned};

use super::sign::Asked;
use super::{ActionError, Visits};

impl Visits {
    /// Seals that the customer was asked and did not sign, with the reason and the customer's own words (R-069, O-04). `asked` may be
    /// without a name. Answers the sign-off's id.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was kept.
    pub fn record_refusal(
        &self,
        id: DocumentId,
        language: Language,
        asked: Signer,
        reason: &str,
        words: &str,
    ) -> Result<SignOffId, ActionError> {
        self.seal_and_keep(id, unsigned(SignOffKind::Refused, language, asked, reason, words))
    }

    /// Seals that nobody was there to sign. Answers the sign-off's id.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was kept.
    pub fn record_absence(&self, id: DocumentId, language: Language, reason: &str) -> Result<SignOffId, ActionError> {
        let nobody = Signer { name: String::new(), role: String::new(), remarks: String::new() };
        self.seal_and_keep(id, unsigned(SignOffKind::Absent, language, nobody, reason, ""))
    }
}

fn unsigned<'a>(kind: SignOffKind, language: Language, signer: Signer, reason: &str, words: &str) -> Asked<'a> {
    let mark = Mark::Unsigned(Unsigned { reason: reason.to_owned(), words: words.to_owned() });
    Asked { kind, language, digest: None, signer, mark }
}
