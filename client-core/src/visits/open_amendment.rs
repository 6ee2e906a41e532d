//! Open an amendment: a signed visit is opened for a correction (O-05). What was signed stays as it is; what follows is a later
//! revision, signed anew or accepted by a leader.

use model::documents::visit::records::EventKind;
use model::documents::visit::write;
use model::id::{DocumentId, EventId};
use model::rules::{Refusal, can_open_amendment};

use super::act::{Intent, Standpoint, Step};
use super::{ActionError, Visits};

impl Visits {
    /// Opens the signed visit for a correction; answers the amendment's id.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn open_amendment(&self, id: DocumentId, reason: &str) -> Result<EventId, ActionError> {
        self.core.act(id, |scene| {
            decide(&scene.stand, reason)?;
            let counting = scene.stand.assessment.acceptance().ok_or(Refusal::NotSigned)?;
            let kind = EventKind::AmendmentOpened { of: counting.record.body.sign_off, reason: reason.to_owned() };
            let event = scene.new_id(EventId::from_parts)?;
            let change = write::append_event(scene.doc, event, kind, scene.stamp)?;
            Ok(Step::new(change, Intent::OpenAmendment { reason }, event))
        })
    }
}

pub(super) fn decide(stand: &Standpoint<'_>, reason: &str) -> Result<(), Refusal> {
    stand.still_ours()?;
    can_open_amendment(stand.visit(), stand.signature(), stand.person, reason)
}
