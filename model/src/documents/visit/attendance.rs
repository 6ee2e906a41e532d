//! Who was on site from when to when: what each person's daily report is made of. One person's hours are the stretches
//! between coming (arrived, gone on with a stop, a finish taken back) and leaving (stopped, finished, came for nothing). Whoever
//! records no leaving of their own left with the next colleague who did.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::Visit;
use super::records::{EventKind, KeyedEvent};
use crate::id::{EventId, PersonId};
use crate::time::Timestamp;

/// One stretch of one person on site. Times are as well as they can be told
/// ([`best_guess`](crate::time::ClockEvidence::best_guess)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Attendance {
    /// Who.
    pub person: PersonId,
    /// From when.
    pub from: Timestamp,
    /// Until when; absent while the person is on site.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to: Option<Timestamp>,
    /// The event that begins it.
    pub begun_by: EventId,
    /// The event that ends it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ended_by: Option<EventId>,
    /// Whether the end is somebody else's entry.
    pub ended_by_colleague: bool,
}

impl Visit {
    /// Every stretch of everybody, by beginning, then person.
    #[must_use]
    pub fn attendance(&self) -> Vec<Attendance> {
        let mut people: Vec<PersonId> =
            self.events.iter().filter(|event| begins(&event.record.kind)).map(|event| event.record.by).collect();
        people.sort();
        people.dedup();
        let homegoing = self.homegoing();
        let mut stretches: Vec<Attendance> = people.into_iter().flat_map(|person| self.stretches(person, &homegoing)).collect();
        stretches.sort_by_key(|stretch| (stretch.from, stretch.person, stretch.begun_by));
        stretches
    }

    /// The stretches of `person`, in order; they do not overlap.
    #[must_use]
    pub fn attendance_of(&self, person: PersonId) -> Vec<Attendance> {
        self.stretches(person, &self.homegoing())
    }

    fn stretches(&self, person: PersonId, homegoing: &HashSet<EventId>) -> Vec<Attendance> {
        let mut stretches = Vec::new();
        let mut open: Option<Attendance> = None;
        // The first leaving of a colleague while the stretch is open.
        let mut colleague: Option<&KeyedEvent> = None;
        for event in &self.events {
            let own = event.record.by == person;
            if own && begins(&event.record.kind) {
                if let (Some(stretch), Some(left)) = (&open, colleague) {
                    stretches.push(ended(stretch, left, person));
                    open = None;
                }
                open.get_or_insert_with(|| begun(event));
                colleague = None;
            } else if ends(&event.record.kind) {
                match (open.take(), own) {
                    (Some(stretch), true) => stretches.push(ended(&stretch, event, person)),
                    (still, _) => {
                        if colleague.is_none() && still.is_some() && homegoing.contains(&event.id) {
                            colleague = Some(event);
                        }
                        open = still;
                    }
                }
            }
        }
        stretches.extend(open.map(|stretch| colleague.map_or_else(|| stretch.clone(), |left| ended(&stretch, left, person))));
        stretches
    }

    /// Events with which also those leave who record no leaving: stops, and finishes that nobody took back.
    fn homegoing(&self) -> HashSet<EventId> {
        let stops = self.events.iter().filter(|event| matches!(event.record.kind, EventKind::Suspended { .. }));
        stops.chain(self.finishes()).map(|event| event.id).collect()
    }
}

fn begins(kind: &EventKind) -> bool {
    matches!(kind, EventKind::Arrived | EventKind::Resumed { .. } | EventKind::Reopened { .. })
}

fn ends(kind: &EventKind) -> bool {
    matches!(kind, EventKind::Suspended { .. } | EventKind::Finished | EventKind::VoidTrip { .. })
}

fn begun(event: &KeyedEvent) -> Attendance {
    Attendance {
        person: event.record.by,
        from: event.record.clock.best_guess(),
        to: None,
        begun_by: event.id,
        ended_by: None,
        ended_by_colleague: false,
    }
}

fn ended(stretch: &Attendance, by: &KeyedEvent, person: PersonId) -> Attendance {
    Attendance {
        to: Some(by.record.clock.best_guess()),
        ended_by: Some(by.id),
        ended_by_colleague: by.record.by != person,
        ..stretch.clone()
    }
}
