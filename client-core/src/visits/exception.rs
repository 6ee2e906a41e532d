//! Exceptions that stand beside a missed target: holidays, no tickets, the customer's own wish.

use model::documents::visit::records::EventKind;
use model::id::{DocumentId, EventId};
use model::policy::Exception;
use model::rules::can_note_exception;

use super::{ActionError, Visits};

impl Visits {
    /// Notes what kept the technician from a target; only what the visit's terms allow. The target stays missed, with the exception
    /// beside it.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn note_exception(&self, id: DocumentId, exception: Exception, text: &str) -> Result<EventId, ActionError> {
        self.record(id, &EventKind::ExceptionNoted { exception, text: text.to_owned() }, |stand| {
            stand.still_ours()?;
            can_note_exception(stand.visit(), stand.person, exception, text)
        })
    }
}
