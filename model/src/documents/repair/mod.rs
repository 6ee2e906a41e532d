//! The take-away repair: goods that leave the customer against a receipt, and come back repaired (O-02; …R-106).
//!
//! In order: the technician's device opens it with what was [`Taken`] and gives the receipt number from its own range; the customer
//! signs the hand-over; the goods pass from hand to hand ([`custody`](super::custody)); the workshop fills the repair card; an
//! inspector passes it; somebody returns it, the customer signs again and gives back the receipt. [`status`] folds the events;
//! [`assessment`] adds what the signatures prove and what a person should look at; `authority` decides which changes of a device
//! are believed.
//!
//! Left out: whether another open repair holds the same item, and whether a receipt number was given twice: both are
//! questions over several documents, which the desk's register answers by [`Repair::item_key`] and the receipt number.

pub mod assessment;
pub(crate) mod authority;
pub mod papers;
pub mod records;
pub mod status;

use automerge::Automerge;

use super::DocumentError;
use super::chronicle::{self, Chronicle};
use super::records::Organisation;
use super::stamp::Stamp;
use super::writing::{WrittenChange, commit_change, put_sign_off};
use crate::id::{DocumentId, EventId, SignOffId};
use records::{RepairEventKind, Taken};

/// A take-away repair as its document reads now.
pub type Repair = Chronicle<Taken>;

/// Fills the empty `doc` with a new repair: the document's one change without a predecessor.
///
/// # Errors
/// [`DocumentError::Engine`]; the document must then be thrown away.
pub fn genesis(
    doc: &mut Automerge,
    id: DocumentId,
    organisation: &Organisation,
    taken: Taken,
    stamp: &Stamp,
) -> Result<WrittenChange, DocumentError> {
    chronicle::genesis(doc, id, organisation, taken, stamp)
}

/// Appends the event `kind`. Nothing is checked here; the caller asks [`can_record_on_repair`](crate::rules::can_record_on_repair)
/// first, in the same step.
///
/// # Errors
/// [`DocumentError`]; nothing was changed.
pub fn append_event(doc: &mut Automerge, id: EventId, kind: RepairEventKind, stamp: &Stamp) -> Result<WrittenChange, DocumentError> {
    chronicle::append_event(doc, id, kind, stamp)
}

/// Keeps the sealed record of a customer's signature, byte for byte.
///
/// # Errors
/// [`DocumentError`]; nothing was changed.
pub fn keep_sign_off(doc: &mut Automerge, id: SignOffId, seal: &[u8], stamp: &Stamp) -> Result<WrittenChange, DocumentError> {
    commit_change(doc, "sign", stamp, |tx| put_sign_off(tx, id, seal))
}
