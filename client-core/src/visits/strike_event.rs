//! Strike an own note that was a mistake: it stays readable and counts no more (E4).

use model::documents::visit::records::EventKind;
use model::id::{DocumentId, EventId};
use model::rules::{Refusal, can_strike, check_strike};

use super::act::Standpoint;
use super::{ActionError, Visits};

impl Visits {
    /// Strikes the note `event` with a reason. Steps of the work, and what others wrote, are not struck.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn strike_event(&self, id: DocumentId, event: EventId, reason: &str) -> Result<(), ActionError> {
        let struck = EventKind::Struck { event, reason: reason.to_owned() };
        let decided = |stand: &Standpoint<'_>| {
            decide(stand)?;
            check_strike(stand.visit(), stand.person, event, reason)
        };
        self.record(id, &struck, decided).map(drop)
    }
}

pub(super) fn decide(stand: &Standpoint<'_>) -> Result<(), Refusal> {
    stand.still_ours()?;
    can_strike(stand.visit(), stand.signature(), stand.person)
}
