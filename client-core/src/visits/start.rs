//! Start: the work begins.

use model::documents::visit::records::EventKind;
use model::documents::visit::write;
use model::id::{DocumentId, EventId};
use model::rules::{Refusal, can_start};

use super::act::{Intent, Standpoint, Step};
use super::{ActionError, Visits};

impl Visits {
    /// Records the start of the work.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn start(&self, id: DocumentId) -> Result<(), ActionError> {
        self.core.act(id, |scene| {
            decide(&scene.stand)?;
            let event = scene.new_id(EventId::from_parts)?;
            Ok(Step::new(write::append_event(scene.doc, event, EventKind::Started, scene.stamp)?, Intent::Start, ()))
        })
    }
}

pub(super) fn decide(stand: &Standpoint<'_>) -> Result<(), Refusal> {
    stand.still_ours()?;
    can_start(stand.visit(), stand.signature(), stand.person)
}
