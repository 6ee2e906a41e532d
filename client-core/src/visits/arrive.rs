//! Arrive: the technician is on site.

use model::documents::visit::records::EventKind;
use model::documents::visit::write;
use model::id::{DocumentId, EventId};
use model::rules::{Refusal, can_arrive};

use super::act::{Intent, Scene, Standpoint, Step};
use super::{ActionError, Visits};

impl Visits {
    /// Records the arrival.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn arrive(&self, id: DocumentId) -> Result<(), ActionError> {
        self.core.act(id, step)
    }
}

pub(super) fn step<'a>(scene: &mut Scene<'_>) -> Result<Step<'a, ()>, ActionError> {
    decide(&scene.stand)?;
    let event = scene.new_id(EventId::from_parts)?;
    Ok(Step::new(write::append_event(scene.doc, event, EventKind::Arrived, scene.stamp)?, Intent::Arrive, ()))
}

pub(super) fn decide(stand: &Standpoint<'_>) -> Result<(), Refusal> {
    stand.still_ours()?;
    can_arrive(stand.visit(), stand.signature(), stand.person)
}
