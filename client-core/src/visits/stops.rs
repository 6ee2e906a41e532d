//! Stop and go on: the technician leaves with the work not done, and is on site again (O-06, O-15).

use model::documents::visit::records::{Consent, EventKind, StopReason};
use model::documents::visit::write;
use model::id::{DocumentId, EventId};
use model::rules::{Refusal, can_resume, can_suspend, check_stop};
use model::time::Timestamp;

use super::act::{Intent, Standpoint, Step};
use super::{ActionError, Visits};

impl Visits {
    /// Records leaving with the work not done. `next_at` is when it goes on, with the consent of whoever agreed. Goods are taken
    /// along by [`take_away`](Self::take_away), never by a stop alone.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn suspend(
        &self,
        id: DocumentId,
        why: StopReason,
        reason: &str,
        next_at: Option<Timestamp>,
        consent: Option<Consent>,
    ) -> Result<EventId, ActionError> {
        let kind = EventKind::Suspended { why, reason: reason.to_owned(), next_at, consent: consent.clone() };
        self.record(id, &kind, |stand| {
            decide_suspend(stand)?;
            check_stop(why, reason, next_at, consent.as_ref())
        })
    }

    /// Records being on site again; it ends the stop.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn resume(&self, id: DocumentId) -> Result<EventId, ActionError> {
        self.core.act(id, |scene| {
            let suspension = decide_resume(&scene.stand)?;
            let event = scene.new_id(EventId::from_parts)?;
            let change = write::append_event(scene.doc, event, EventKind::Resumed { suspension }, scene.stamp)?;
            Ok(Step::new(change, Intent::Resume { event, suspension }, event))
        })
    }
}

pub(super) fn decide_suspend(stand: &Standpoint<'_>) -> Result<(), Refusal> {
    stand.still_ours()?;
    can_suspend(stand.visit(), stand.signature(), stand.person)
}

pub(super) fn decide_resume(stand: &Standpoint<'_>) -> Result<EventId, Refusal> {
    stand.still_ours()?;
    can_resume(stand.visit(), stand.signature(), stand.person)
}
