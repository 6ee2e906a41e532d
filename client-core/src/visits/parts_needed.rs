//! A part that is not in the van: asked for from the site, or another way that somebody allowed.

use model::documents::visit::records::EventKind;
use model::id::{DocumentId, EventId};
use model::rules::{Refusal, can_request, check_permission, check_request};
use model::time::Timestamp;

use super::act::Standpoint;
use super::{ActionError, Visits};

impl Visits {
    /// Asks for a part; it waits for a leader's decision. `part_number` may be empty.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn request_part(
        &self,
        id: DocumentId,
        part_number: &str,
        name: &str,
        quantity: u32,
        urgent: bool,
        reason: &str,
    ) -> Result<EventId, ActionError> {
        let (number, named, because) = (part_number.to_owned(), name.to_owned(), reason.to_owned());
        let kind = EventKind::PartRequested { part_number: number, name: named, quantity, urgent, reason: because };
        self.record(id, &kind, |stand| {
            decide(stand)?;
            check_request(part_number, name, quantity, reason)
        })
    }

    /// Records who allowed another way of solving by word of mouth, and when it was said.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn note_permission(&self, id: DocumentId, by_name: &str, what: &str, said_at: Timestamp) -> Result<EventId, ActionError> {
        self.record(id, &EventKind::PermissionNoted { by_name: by_name.to_owned(), what: what.to_owned(), said_at }, |stand| {
            decide(stand)?;
            check_permission(by_name, what)
        })
    }
}

pub(super) fn decide(stand: &Standpoint<'_>) -> Result<(), Refusal> {
    stand.still_ours()?;
    can_request(stand.visit(), stand.signature(), stand.person)
}
