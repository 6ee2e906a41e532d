//! How most actions go: one event, recorded as it was decided.

use model::documents::visit::records::EventKind;
use model::documents::visit::write;
use model::id::{DocumentId, EventId};
use model::rules::Refusal;

use super::act::{Intent, Scene, Standpoint, Step};
use super::{ActionError, Visits};

impl Visits {
    /// Records the event `kind` if `decide` allows it; answers its id.
    pub(super) fn record(
        &self,
        id: DocumentId,
        kind: &EventKind,
        decide: impl FnOnce(&Standpoint<'_>) -> Result<(), Refusal>,
    ) -> Result<EventId, ActionError> {
        self.core.act(id, |scene| step(scene, kind, decide))
    }
}

/// Records the event `kind` if `decide` allows it.
pub(super) fn step<'a>(
    scene: &mut Scene<'_>,
    kind: &'a EventKind,
    decide: impl FnOnce(&Standpoint<'_>) -> Result<(), Refusal>,
) -> Result<Step<'a, EventId>, ActionError> {
    decide(&scene.stand)?;
    let event = scene.new_id(EventId::from_parts)?;
    let change = write::append_event(scene.doc, event, kind.clone(), scene.stamp)?;
    let step = Step::new(change, Intent::Record { event, what: kind }, event);
    Ok(if matches!(kind, EventKind::Suspended { .. }) { step.closing() } else { step })
}
