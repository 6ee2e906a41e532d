//! The class of the fault (R-251, O-11). Every entry names the one it follows, so that two entries made at once are both left over:
//! then the higher one is shown until a person decides. The first class stays in the history, each entry with the time on site.

use serde::{Deserialize, Serialize};

use super::Visit;
use super::records::{EventKind, FaultClass};
use crate::documents::replacing::replaced;
use crate::id::{EventId, PersonId};
use crate::time::Timestamp;

/// One entry of the class history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClassEntry {
    /// The event.
    pub event: EventId,
    /// The class.
    pub class: FaultClass,
    /// Why.
    pub reason: String,
    /// What is to be done; may be empty.
    pub plan: String,
    /// Who set it.
    pub by: PersonId,
    /// When it was set, as well as it can be told: not when it was received.
    pub at: Timestamp,
    /// Whether no later entry settles it.
    pub open: bool,
}

impl Visit {
    /// The class in force: the highest among the entries that no other one settles.
    #[must_use]
    pub fn fault_class(&self) -> Option<FaultClass> {
        self.class_history().iter().filter(|entry| entry.open).map(|entry| entry.class).max()
    }

    /// Every entry, in order.
    #[must_use]
    pub fn class_history(&self) -> Vec<ClassEntry> {
        let settled = replaced(self.events.iter().filter_map(|event| match event.record.kind {
            EventKind::ClassSet { replaces, .. } => Some((event.id, replaces)),
            _ => None,
        }));
        let entries = self.events.iter().filter_map(|event| match &event.record.kind {
            EventKind::ClassSet { class, reason, plan, .. } => Some(ClassEntry {
                event: event.id,
                class: *class,
                reason: reason.clone(),
                plan: plan.clone(),
                by: event.record.by,
                at: event.record.clock.best_guess(),
                open: !settled.contains(&event.id),
            }),
            _ => None,
        });
        entries.collect()
    }

    /// Whether several entries made at once say different classes.
    #[must_use]
    pub fn classes_differ(&self) -> bool {
        let history = self.class_history();
        let mut open = history.iter().filter(|entry| entry.open).map(|entry| entry.class);
        open.next().is_some_and(|first| open.any(|other| other != first))
    }
}
