//! The seal: what binds a customer's signature to exactly what the customer read.
//!
//! Words: the *paper* is the value the customer reads, as canonical bytes: the *voucher* of a visit or of goods; the *mark* is what
//! stands under it: the strokes on the glass, a stamp, both, or words where nobody signed; the *seal* holds paper, digest, the
//! document heads it covers, mark, signer, statement, time and device, and is signed by the *device key*. The
//! [`verifier`](verify) needs nothing but the sealed record, and to know whose device it was, the key.
//!
//! In order: [`voucher::Voucher::of`] renders the visit; the customer reads and signs; [`record::seal`] makes the sealed
//! record; the document keeps it byte for byte; [`verify::verify`] checks it alone, [`verify::check_against`] against the
//! document it is kept in.
//!
//! Whose key it was says the [`certificate`] that the organisation issued; that the server took it, its [`receipt`]; which devices were
//! put out, the [`organisation`]'s own statement, and what that means for a record, [`revocation`]. All three are signed statements ([`jws`]).
//! Which changes are a device's own, wherever they travel, says its [`work`] statement.
//!
//! What was verified is remembered for a while (`memory`), so that a document can be read often.
//!
//! Left out: how a record looks on paper (the room `paper`).

pub mod certificate;
pub mod check_at;
pub mod details;
pub mod goods;
pub mod jws;
pub mod key;
pub mod mark;
pub(crate) mod memory;
pub mod order;
pub mod organisation;
pub mod paper;
pub mod receipt;
pub mod record;
pub mod revocation;
pub mod shape;
pub mod statement;
pub mod strokes;
pub mod verify;
pub mod voucher;
pub mod work;

pub use mark::{Mark, Unsigned};
pub use paper::Paper;
pub use record::{SealBody, SealedRecord, Signer};

/// Canonical bytes of `value`: RFC 8785 (JSON Canonicalization Scheme).
pub(crate) fn canonical<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, SealError> {
    serde_json_canonicalizer::to_vec(value).map_err(|error| SealError::NotCanonical(error.to_string()))
}

/// Why a sealed record could not be made or does not verify. Each names exactly one part that does not match.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Larger than a sealed record may be.
    #[error("the record is larger than {0} bytes")]
    TooLarge(usize),
    /// Not a sealed record of ours at all.
    #[error("this is not a sealed record: {0}")]
    Unreadable(String),
    /// A value has no canonical bytes, or the record is not written canonically.
    #[error("the record is not in canonical form: {0}")]
    NotCanonical(String),
    /// Made by a newer Fieldbook; verify with a newer version.
    #[error("format {0} is not known here; verify with a newer version")]
    UnknownFormat(String),
    /// The signature method is not known here.
    #[error("signature method {0} is not known here")]
    UnknownAlgorithm(String),
    /// The digest does not belong to the voucher: its content was changed.
    #[error("the voucher was changed after signing")]
    VoucherChanged,
    /// Voucher and seal speak of different visits or organisations.
    #[error("the voucher belongs to another visit")]
    OtherVisit,
    /// The strokes are missing, damaged or no signature.
    #[error("the strokes are unusable: {0}")]
    Strokes(&'static str),
    /// What stands under the sign-off does not fit its kind: a mark under a refusal, none under a signature, a stamp that is missing
    /// or no photo of the visit.
    #[error("the mark under the sign-off: {0}")]
    Mark(&'static str),
    /// What the record names as the place to have it checked is no address.
    #[error("the address to check the seal at: {0}")]
    CheckAddress(&'static str),
    /// The sign-off is on the paper of another kind of document.
    #[error("the sign-off is on the paper of another kind of document")]
    OtherPaper,
    /// The fee was not open for consent at the version the seal covers.
    #[error("no consent to a fee could be given then: {0}")]
    FeeConsent(crate::rules::Refusal),
    /// Who signed is not said, or said at too great length.
    #[error("the signer: {0}")]
    Signer(crate::rules::Refusal),
    /// The certificate in the record is none, or one of another device, key or organisation than the record.
    #[error("the device's certificate: {0}")]
    Certificate(&'static str),
    /// The record holds no certificate; only the device's own key can show whose it is.
    #[error("the record holds no certificate of the device")]
    NoCertificate,
    /// The device was certified with another organisation key than the one expected.
    #[error("certified by another organisation key than expected")]
    OtherOrganisation,
    /// The record was sealed after the organisation had put the device out.
    #[error("sealed by a device that was put out on {}: {by}", revoked_at.to_rfc3339())]
    RevokedDevice {
        /// Since when it was out, by the server's clock.
        revoked_at: crate::time::Timestamp,
        /// Which time says so.
        by: &'static str,
    },
    /// The receipt that the record names as older than itself is none of this device and organisation.
    #[error("the server's receipt in the record: {0}")]
    Receipt(&'static str),
    /// The author's statement over changes is none, or of another device or organisation.
    #[error("the author's statement: {0}")]
    Work(&'static str),
    /// The device's signature does not belong to this record.
    #[error("the device signature does not match")]
    Signature,
    /// The record was sealed by another key than the one expected.
    #[error("sealed by another device key than expected")]
    OtherKey,
    /// The version of the document that the seal covers is not in the document.
    #[error("the document does not hold the version that was signed")]
    UnknownHeads,
    /// The visit was not finished and complete at the version the seal covers.
    #[error("signed before the work was finished: {0}")]
    BeforeFinish(crate::rules::Refusal),
    /// The voucher says something else than the document did at the version the seal covers.
    #[error("the voucher does not say what the visit said when it was signed")]
    NotWhatTheVisitSaid,
    /// The device's key could not sign; the strokes are kept, try again.
    #[error("the device key could not sign: {0}")]
    KeyRefused(String),
}

impl SealError {
    /// The stable word for this error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge(_) => "seal_too_large",
            Self::Unreadable(_) | Self::NotCanonical(_) => "seal_malformed",
            Self::UnknownFormat(_) | Self::UnknownAlgorithm(_) => "seal_unknown_format",
            Self::VoucherChanged => "seal_voucher_changed",
            Self::OtherVisit => "seal_other_visit",
            Self::Strokes(_) => "seal_strokes",
            Self::Mark(_) => "seal_mark",
            Self::CheckAddress(_) => "seal_check_address",
            Self::OtherPaper => "seal_other_paper",
            Self::FeeConsent(_) => "seal_fee_consent",
            Self::Signer(_) => "seal_signer",
            Self::Certificate(_) => "seal_certificate",
            Self::NoCertificate => "seal_no_certificate",
            Self::OtherOrganisation => "seal_other_organisation",
            Self::RevokedDevice { .. } => "seal_revoked_device",
            Self::Receipt(_) => "seal_receipt",
            Self::Work(_) => "work_statement",
            Self::Signature => "seal_signature",
            Self::OtherKey => "seal_other_key",
            Self::UnknownHeads => "seal_unknown_heads",
            Self::BeforeFinish(_) => "sign_before_finish",
            Self::NotWhatTheVisitSaid => "seal_content",
            Self::KeyRefused(_) => "seal_key",
        }
    }
}
