//! Finish: the work is done, everything is filled in, and goods that were taken along are back and signed for.

use model::documents::visit::records::EventKind;
use model::documents::visit::write;
use model::id::{DocumentId, EventId};
use model::rules::{Refusal, can_finish};

use super::act::{Intent, Standpoint, Step, on_visit};
use super::{ActionError, Visits};
use crate::actions::Hand;
use crate::store::projection::repair::goods_of;

impl Visits {
    /// Records that the work is done.
    ///
    /// # Errors
    /// [`ActionError`]; [`Refusal::Incomplete`] lists what is missing; [`Refusal::GoodsNotReturned`]. Nothing was changed.
    pub fn finish(&self, id: DocumentId) -> Result<(), ActionError> {
        self.core.carry_out(|hand| on_hand(hand, id))
    }
}

/// Records that the work is done, as part of an action.
pub(super) fn on_hand(hand: &mut Hand<'_>, id: DocumentId) -> Result<(), ActionError> {
    if goods_of(hand.tx, id)?.are_out() {
        return Err(Refusal::GoodsNotReturned.into());
    }
    on_visit(hand, id, |scene| {
        decide(&scene.stand)?;
        let event = scene.new_id(EventId::from_parts)?;
        Ok(Step::new(write::append_event(scene.doc, event, EventKind::Finished, scene.stamp)?, Intent::Finish, ()).closing())
    })
}

pub(super) fn decide(stand: &Standpoint<'_>) -> Result<(), Refusal> {
    stand.still_ours()?;
    can_finish(stand.visit(), stand.signature(), stand.person)
}
