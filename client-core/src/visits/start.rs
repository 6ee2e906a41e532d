//! Start: the work begins; paid work once the customer agreed to the fee.

use model::documents::visit::records::EventKind;
use model::documents::visit::write;
use model::id::{DocumentId, EventId};
use model::rules::{Refusal, can_start, fee_agreed_first};

use super::act::{Intent, Scene, Standpoint, Step};
use super::{ActionError, Visits};

impl Visits {
    /// Records the start of the work.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn start(&self, id: DocumentId) -> Result<(), ActionError> {
        self.core.act(id, step)
    }
}

pub(super) fn step<'a>(scene: &mut Scene<'_>) -> Result<Step<'a, ()>, ActionError> {
    decide(&scene.stand)?;
    let event = scene.new_id(EventId::from_parts)?;
    Ok(Step::new(write::append_event(scene.doc, event, EventKind::Started, scene.stamp)?, Intent::Start, ()))
}

pub(super) fn decide(stand: &Standpoint<'_>) -> Result<(), Refusal> {
    stand.still_ours()?;
    can_start(stand.visit(), stand.signature(), stand.person)?;
    fee_agreed_first(stand.visit(), stand.assessment.fee_agreed_fen())
}
