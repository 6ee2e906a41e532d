//! The complaint as it is received on site (R-021, R-022, R-163… …R-194; E7).
//!
//! In order: whoever the customer speaks to first opens it with the customer's own words and owns the matter; the device calls it by a
//! provisional label; the server gives the number; the desk classifies, remedies, decides, answers and closes. A refused outcome opens
//! a new complaint that names this one, and this one stays as it is. [`status`] folds the events; [`assessment`] adds what a person
//! should look at; `authority` decides which changes of a device are believed.
//!
//! The desk's own handling is here as what happened: handed on, investigated, talked about, proposed, asked. By when each of it was due
//! (P-08) and who may approve which sum (P-09) follows from that and the policy (`crate::rules::complaint_course`).
//!
//! Left out: reminders, which are tables of the desk.

pub mod assessment;
pub(crate) mod authority;
pub mod intake;
pub mod records;
pub mod status;

use automerge::Automerge;

use super::DocumentError;
use super::chronicle::{self, Chronicle};
use super::records::Organisation;
use super::stamp::Stamp;
use super::writing::WrittenChange;
use crate::id::{DocumentId, EventId};
use records::{ComplaintEventKind, Received};

/// A complaint as its document reads now.
pub type Complaint = Chronicle<Received>;

/// Fills the empty `doc` with a new complaint: the document's one change without a predecessor.
///
/// # Errors
/// [`DocumentError::Engine`]; the document must then be thrown away.
pub fn genesis(
    doc: &mut Automerge,
    id: DocumentId,
    organisation: &Organisation,
    received: Received,
    stamp: &Stamp,
) -> Result<WrittenChange, DocumentError> {
    chronicle::genesis(doc, id, organisation, received, stamp)
}

/// Appends the event `kind`. Nothing is checked here; the caller asks [`check_complaint_event`](crate::rules::check_complaint_event)
/// first, in the same step.
///
/// # Errors
/// [`DocumentError`]; nothing was changed.
pub fn append_event(doc: &mut Automerge, id: EventId, kind: ComplaintEventKind, stamp: &Stamp) -> Result<WrittenChange, DocumentError> {
    chronicle::append_event(doc, id, kind, stamp)
}
