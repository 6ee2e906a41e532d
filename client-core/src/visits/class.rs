//! The class of the fault: set or raised on site (R-251, O-11).

use model::documents::visit::records::FaultClass;
use model::documents::visit::write::{self, NewClass};
use model::id::{DocumentId, EventId};
use model::rules::{Refusal, can_set_class, check_class};

use super::act::{Intent, Standpoint, Step};
use super::{ActionError, Visits};

impl Visits {
    /// Sets the class with its reason; a major fault also needs the plan. Earlier entries stay in the history; where several
    /// were made at once, this decides between them.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn set_class(&self, id: DocumentId, class: FaultClass, reason: &str, plan: &str) -> Result<(), ActionError> {
        self.core.act(id, |scene| {
            decide(&scene.stand)?;
            let entry = NewClass { class, reason: reason.to_owned(), plan: plan.to_owned() };
            check_class(scene.stand.visit(), &entry)?;
            let open: Vec<EventId> =
                scene.stand.visit().class_history().iter().filter(|earlier| earlier.open).map(|earlier| earlier.event).collect();
            let ids = (0..open.len().max(1)).map(|_| scene.new_id(EventId::from_parts)).collect::<Result<Vec<_>, _>>()?;
            let change = write::set_class(scene.doc, &ids, &open, &entry, scene.stamp)?;
            Ok(Step::new(change, Intent::SetClass { class, reason, plan }, ()))
        })
    }
}

pub(super) fn decide(stand: &Standpoint<'_>) -> Result<(), Refusal> {
    stand.still_ours()?;
    can_set_class(stand.visit(), stand.signature(), stand.person)
}
