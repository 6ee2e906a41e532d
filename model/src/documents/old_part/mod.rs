//! The old part: what a swap took out, on its way from the technician's hand to its end (O-08; …R-135).
//!
//! In order: the device opens it with what was [`Removed`] and what is to become of it; the technician promises a date and hands it to
//! the field storekeeper, who acknowledges; it is packed, shipped, reviewed, judged and dealt with. [`status`] folds the events;
//! [`steps`] says what can be recorded next; [`report`] is its row of the progress report (F-83); [`assessment`] adds what a person should look at; `authority` decides which
//! changes of a device are believed.
//!
//! Left out: shipments as things of their own (parts name theirs), and stock-takes (F-87), which count what the register lists.

pub mod assessment;
pub(crate) mod authority;
pub mod records;
pub mod report;
pub mod status;
pub mod steps;

use automerge::Automerge;

use super::DocumentError;
use super::chronicle::{self, Chronicle};
use super::records::Organisation;
use super::stamp::Stamp;
use super::writing::WrittenChange;
use crate::id::{DocumentId, EventId};
use records::{OldPartEventKind, Removed};

/// An old part as its document reads now.
pub type OldPart = Chronicle<Removed>;

/// Fills the empty `doc` with a new old part: the document's one change without a predecessor.
///
/// # Errors
/// [`DocumentError::Engine`]; the document must then be thrown away.
pub fn genesis(
    doc: &mut Automerge,
    id: DocumentId,
    organisation: &Organisation,
    removed: Removed,
    stamp: &Stamp,
) -> Result<WrittenChange, DocumentError> {
    chronicle::genesis(doc, id, organisation, removed, stamp)
}

/// Appends the event `kind`. Nothing is checked here; the caller asks
/// [`can_record_on_old_part`](crate::rules::can_record_on_old_part) first, in the same step.
///
/// # Errors
/// [`DocumentError`]; nothing was changed.
pub fn append_event(doc: &mut Automerge, id: EventId, kind: OldPartEventKind, stamp: &Stamp) -> Result<WrittenChange, DocumentError> {
    chronicle::append_event(doc, id, kind, stamp)
}
