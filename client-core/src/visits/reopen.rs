//! Reopen: a finish is taken back to go on working.

use model::documents::visit::records::EventKind;
use model::documents::visit::write;
use model::id::{DocumentId, EventId};
use model::rules::{Refusal, can_reopen};

use super::act::{Intent, Standpoint, Step};
use super::{ActionError, Visits};

impl Visits {
    /// Takes the last finish back.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn reopen(&self, id: DocumentId) -> Result<(), ActionError> {
        self.core.act(id, |scene| {
            let kind = EventKind::Reopened { finish: decide(&scene.stand)? };
            let event = scene.new_id(EventId::from_parts)?;
            Ok(Step::new(write::append_event(scene.doc, event, kind, scene.stamp)?, Intent::Reopen, ()))
        })
    }
}

pub(super) fn decide(stand: &Standpoint<'_>) -> Result<EventId, Refusal> {
    stand.still_ours()?;
    can_reopen(stand.visit(), stand.signature(), stand.person)
}
