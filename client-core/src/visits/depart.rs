//! Depart: the technician sets out, with the kit checked and a lead named.

use model::documents::visit::records::EventKind;
use model::id::DocumentId;
use model::rules::{Refusal, can_depart};

use super::act::Standpoint;
use super::{ActionError, Visits};

impl Visits {
    /// Records setting out.
    ///
    /// # Errors
    /// [`ActionError`]; [`Refusal::Incomplete`] lists the open checks of the kit. Nothing was changed.
    pub fn depart(&self, id: DocumentId) -> Result<(), ActionError> {
        self.record(id, &EventKind::Departed, decide).map(drop)
    }
}

pub(super) fn decide(stand: &Standpoint<'_>) -> Result<(), Refusal> {
    stand.still_ours()?;
    can_depart(stand.visit(), stand.signature(), stand.person)
}
