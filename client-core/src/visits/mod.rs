//! The technician's visits: what can be seen of them and done to them. Nothing here ever waits for a network.
//!
//! Every action is one file and goes the same way (`act.rs`): the rules of the trade decide, the document gets one change, and
//! change, projection, outbox mark and command journal are kept in one transaction. When the call returns, it is on disk.

mod act;
mod agenda;
mod answer_check;
mod arrive;
mod attach_photo;
mod export;
mod finish;
mod reopen;
mod sheet;
mod sign;
mod start;
mod strike_part;
mod swap_part;
mod void_trip;
mod write_text;

use std::sync::Arc;

use model::documents::DocumentError;
use model::rules::Refusal;
use model::seal::SealError;

pub use agenda::AgendaRow;
pub use attach_photo::MAX_PHOTO_BYTES;
pub use sheet::{ActionName, SheetPhoto, SheetSeal, SheetSignOff, VisitSheet};
pub use sign::ShownVoucher;

pub use crate::store::blobs::PhotoState;
pub use crate::store::documents::Left;
pub use crate::store::outbox::{Delivery, OutboxDocument, OutboxView};

use crate::chance::ChanceError;
use crate::device::Core;
use crate::store::StoreError;

/// The visits on this device. Cheap to clone.
#[derive(Clone)]
pub struct Visits {
    pub(crate) core: Arc<Core>,
}

/// An action was not carried out; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ActionError {
    /// The rules of the trade do not allow it now; the refusal says what would.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such visit, photo or sign-off on this device; sync, or ask the desk.
    #[error("there is no such thing on this device")]
    NotFound,
    /// The device is nobody's yet; enrol it first.
    #[error("enrol this device first")]
    NotEnrolled,
    /// The seal could not be made; the signature was not kept, try again.
    #[error(transparent)]
    Seal(#[from] SealError),
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

impl ActionError {
    /// The stable word for this error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::NotFound => "not_found",
            Self::NotEnrolled => "not_enrolled",
            Self::Seal(error) => error.code(),
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
