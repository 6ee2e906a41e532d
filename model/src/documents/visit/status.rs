//! Status, folded from events. The fold looks only at which events exist, never at the order they arrived in, so every replica
//! that holds the same events shows the same status.
//!
//! The first row that applies counts:
//!
//! | Which events exist | Status |
//! |---|---|
//! | a finish that nobody took back | `Finished`; it ends every stop |
//! | a stop in force ([`stops`](super::stops)), and somebody of the crew has set out since | `Travelling` |
//! | a stop in force because a part is missing | `WaitingForParts` |
//! | a stop in force because the goods were taken along | `TakenAway` |
//! | another stop in force | `ToBeContinued` |
//! | a start | `Working` |
//! | an arrival, or somebody went on with a stop | `OnSite` |
//! | a cancellation | `Cancelled` |
//! | somebody of the crew has set out | `Travelling` |
//! | none of these | `Assigned` |

use serde::{Deserialize, Serialize};

use super::Visit;
use super::records::{EventKind, Keyed, KeyedEvent, StopReason, VisitEvent};
use crate::documents::replacing::replaced;
use crate::id::{EventId, PersonId};
use crate::time::Timestamp;

/// How far the work is. A signature is not part of it: see [`super::assessment`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum WorkStatus {
    /// Given to a technician; nobody is there yet.
    Assigned,
    /// Called off by the desk before anybody arrived.
    Cancelled,
    /// Somebody is on the way.
    Travelling,
    /// A technician is on site.
    OnSite,
    /// The work has begun.
    Working,
    /// The technician left and comes again (O-15).
    ToBeContinued,
    /// The technician left because a part is missing (O-06).
    WaitingForParts,
    /// The goods were taken along for repair.
    TakenAway,
    /// The work is done.
    Finished,
}

/// The assignment in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The event that made it.
    pub event: EventId,
    /// To whom.
    pub technician: PersonId,
    /// The technician's name.
    pub technician_name: String,
}

impl Visit {
    /// How far the work is: the furthest step any technician recorded and nobody took back. A cancellation counts only while
    /// nobody has arrived, because work that was done stays done (E3, E5). The whole table stands at the head of this module.
    #[must_use]
    pub fn work_status(&self) -> WorkStatus {
        if self.finishes().next().is_some() {
            WorkStatus::Finished
        } else if let Some(stop) = self.stop() {
            match stop.why {
                _ if self.somebody_travels() => WorkStatus::Travelling,
                StopReason::WaitingForParts => WorkStatus::WaitingForParts,
                StopReason::TakenAway => WorkStatus::TakenAway,
                StopReason::Unfinished | StopReason::CustomerAsked => WorkStatus::ToBeContinued,
            }
        } else if self.has(&EventKind::Started) {
            WorkStatus::Working
        } else if self.has_been_attended() {
            WorkStatus::OnSite
        } else if self.is_cancelled() {
            WorkStatus::Cancelled
        } else if self.somebody_travels() {
            WorkStatus::Travelling
        } else {
            WorkStatus::Assigned
        }
    }

    /// Whether anybody has ever been on site.
    #[must_use]
    pub fn has_been_attended(&self) -> bool {
        self.events.iter().any(|event| matches!(event.record.kind, EventKind::Arrived | EventKind::Resumed { .. }))
    }

    /// The assignment that no other one replaces; if two are left over from a double entry, the later.
    #[must_use]
    pub fn assignment(&self) -> Option<Assignment> {
        let replaced = replaced(self.events.iter().filter_map(|event| match &event.record.kind {
            EventKind::Assigned { replaces, .. } => Some((event.id, *replaces)),
            _ => None,
        }));
        self.events.iter().rev().filter(|event| !replaced.contains(&event.id)).find_map(|event| match &event.record.kind {
            EventKind::Assigned { technician, technician_name, .. } => {
                Some(Assignment { event: event.id, technician: *technician, technician_name: technician_name.clone() })
            }
            _ => None,
        })
    }

    /// Finishes that nobody took back, earliest first.
    pub fn finishes(&self) -> impl Iterator<Item = &KeyedEvent> {
        self.events.iter().filter(|event| event.record.kind == EventKind::Finished && !self.is_reopened(event.id))
    }

    /// The first arrival of anybody: what timeliness is judged by.
    #[must_use]
    pub fn arrival(&self) -> Option<&VisitEvent> {
        self.events.iter().map(|Keyed { record, .. }| record).find(|event| event.kind == EventKind::Arrived)
    }

    /// When the work was first begun, by the device's clock.
    #[must_use]
    pub fn started_at(&self) -> Option<Timestamp> {
        self.events.iter().find(|event| event.record.kind == EventKind::Started).map(|event| event.record.clock.wall_at)
    }

    /// Whether the desk called the visit off, whatever happened since.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.events.iter().any(|event| matches!(event.record.kind, EventKind::Cancelled { .. }))
    }

    /// Whether `person` recorded an event like `kind`.
    #[must_use]
    pub fn recorded_by(&self, person: PersonId, kind: &EventKind) -> bool {
        self.events.iter().any(|event| event.record.by == person && event.record.kind == *kind)
    }

    /// The name of a technician who is or was assigned or went along.
    #[must_use]
    pub fn technician_name(&self, person: PersonId) -> Option<&str> {
        self.events.iter().rev().find_map(|event| match &event.record.kind {
            EventKind::Assigned { technician, technician_name, .. } | EventKind::CrewJoined { technician, technician_name }
                if *technician == person =>
            {
                Some(technician_name.as_str())
            }
            _ => None,
        })
    }

    fn somebody_travels(&self) -> bool {
        self.crew().iter().any(|member| self.travels(member.technician))
    }

    fn has(&self, kind: &EventKind) -> bool {
        self.events.iter().any(|event| event.record.kind == *kind)
    }

    fn is_reopened(&self, id: EventId) -> bool {
        self.events.iter().any(|event| event.record.kind == EventKind::Reopened { finish: id })
    }
}
