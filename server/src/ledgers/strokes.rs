//! Sign-offs whose strokes are those of another sign-off. Nobody signs twice alike, so one of them was not drawn for what stands above
//! it. Which one, the strokes do not say, and neither does the order in which they arrive: a device may send the first one last. So
//! both are shown, each with the other, and neither is refused.

use model::id::{DocumentId, SignOffId};
use model::seal::statement::SignOffKind;
use model::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A sign-off of a document and another one with the same strokes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct CopiedStrokes {
    /// The sign-off of this document.
    pub(crate) sign_off: SignOffId,
    /// What it stands for.
    pub(crate) kind: SignOffKind,
    /// The other sign-off.
    pub(crate) other_sign_off: SignOffId,
    /// What that one stands for.
    pub(crate) other_kind: SignOffKind,
    /// Its visit or repair; it may be this one.
    pub(crate) other_document: DocumentId,
    /// Number of the order, or of the receipt.
    pub(crate) other_number: String,
    /// When it was signed, by the clock there.
    pub(crate) other_signed_at: Timestamp,
}
