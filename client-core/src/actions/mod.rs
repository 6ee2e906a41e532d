//! How every action of a technician goes, on documents of every kind: rules decide, each document gets its changes, and everything
//! one action writes is one transaction ([`hand`]).
//!
//! Left out: what the actions are. Each kind has a room of its own ([`visits`](crate::visits), [`days`](crate::days)), with its own
//! standpoint: what its rules need to decide.

mod hand;
mod rerun;

use model::documents::DocumentError;
use model::rules::Refusal;
use model::seal::SealError;
use paper::PaperError;

pub(crate) use hand::{Hand, Scene, Step};

use crate::chance::ChanceError;
use crate::store::StoreError;

/// An action was not carried out; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ActionError {
    /// The rules of the trade do not allow it now; the refusal says what would.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such document, photo or sign-off on this device; sync, or ask the desk.
    #[error("there is no such thing on this device")]
    NotFound,
    /// The device is nobody's yet; enrol it first.
    #[error("enrol this device first")]
    NotEnrolled,
    /// The seal could not be made; the signature was not kept, try again.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// What was entered at signing (who signs, remarks, the words of a refusal) holds characters that could not be printed: write them
    /// otherwise. Nothing was sealed.
    #[error("these characters cannot be printed: {}", numbers(.0))]
    Unprintable(Vec<char>),
    /// There is no paper of it: nothing is sealed yet, or what is does not fit one.
    #[error(transparent)]
    Paper(#[from] PaperError),
    /// The document cannot be read here; the error says what helps.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The change is one that no server would take: enter less at once.
    #[error(transparent)]
    Change(#[from] model::gate::Refusal),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Each character by its number: by themselves some would steer a terminal or turn a text around.
fn numbers(characters: &[char]) -> String {
    characters.iter().map(|c| format!("U+{:04X}", u32::from(*c))).collect::<Vec<_>>().join(", ")
}

impl ActionError {
    /// The stable word for this error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::NotFound => "not_found",
            Self::NotEnrolled => "not_enrolled",
            Self::Seal(error) => error.code(),
            Self::Unprintable(_) => "unprintable_characters",
            Self::Paper(error) => error.code(),
            Self::Document(_) => "document_unreadable",
            Self::Change(refusal) => refusal.code(),
            Self::Store(error) => error.code(),
        }
    }
}

impl From<rusqlite::Error> for ActionError {
    fn from(error: rusqlite::Error) -> Self {
        StoreError::from(error).into()
    }
}

impl From<ChanceError> for ActionError {
    fn from(error: ChanceError) -> Self {
        StoreError::from(error).into()
    }
}
