//! Void trip: the technician came for nothing (O-09). Also for a visit that meanwhile went to somebody else: the way was made.

use model::documents::visit::records::EventKind;
use model::documents::visit::write;
use model::id::{DocumentId, EventId};
use model::rules::{Refusal, can_record_void_trip};

use super::act::{Intent, Standpoint, Step};
use super::{ActionError, Visits};

impl Visits {
    /// Records having come for nothing, and why.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn record_void_trip(&self, id: DocumentId, reason: &str) -> Result<(), ActionError> {
        self.core.act(id, |scene| {
            decide(&scene.stand, reason)?;
            let event = scene.new_id(EventId::from_parts)?;
            let kind = EventKind::VoidTrip { reason: reason.to_owned() };
            Ok(Step::new(write::append_event(scene.doc, event, kind, scene.stamp)?, Intent::RecordVoidTrip { reason }, ()))
        })
    }
}

pub(super) fn decide(stand: &Standpoint<'_>, reason: &str) -> Result<(), Refusal> {
    can_record_void_trip(stand.visit(), stand.person, reason)
}
