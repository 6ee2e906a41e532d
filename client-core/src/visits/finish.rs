//! Finish: the work is done, everything is filled in.

use model::documents::visit::records::EventKind;
use model::documents::visit::write;
use model::id::{DocumentId, EventId};
use model::rules::{Refusal, can_finish};

use super::act::{Intent, Standpoint, Step};
use super::{ActionError, Visits};

impl Visits {
    /// Records that the work is done.
    ///
    /// # Errors
    /// [`ActionError`]; [`Refusal::Incomplete`] lists what is missing. Nothing was changed.
    pub fn finish(&self, id: DocumentId) -> Result<(), ActionError> {
        self.core.act(id, |scene| {
            decide(&scene.stand)?;
            let event = scene.new_id(EventId::from_parts)?;
            Ok(Step::new(write::append_event(scene.doc, event, EventKind::Finished, scene.stamp)?, Intent::Finish, ()))
        })
    }
}

pub(super) fn decide(stand: &Standpoint<'_>) -> Result<(), Refusal> {
    stand.still_ours()?;
    can_finish(stand.visit(), stand.signature(), stand.person)
}
