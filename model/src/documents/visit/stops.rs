//! Stops: the technician left and the work is not done (O-06, O-15). A stop is in force until somebody records being back on site,
//! which names the stop and ends every earlier one too; and a finish in force ends every stop, because the work is done.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::Visit;
use super::records::{Consent, EventKind, KeyedEvent, StopReason};
use crate::id::{EventId, PersonId};
use crate::time::Timestamp;

/// One stop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Stop {
    /// The event.
    pub event: EventId,
    /// What kind of stop.
    pub why: StopReason,
    /// In the technician's words.
    pub reason: String,
    /// When it goes on, if that was agreed then.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub next_at: Option<Timestamp>,
    /// Who agreed to that time.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub consent: Option<Consent>,
    /// Who left.
    pub by: PersonId,
    /// When, as well as it can be told.
    pub at: Timestamp,
    /// Whether it is still in force.
    pub in_force: bool,
}

impl Visit {
    /// Every stop, in order.
    #[must_use]
    pub fn stops(&self) -> Vec<Stop> {
        let finished = self.finishes().next().is_some();
        let mut stops: Vec<Stop> = Vec::new();
        for event in &self.events {
            match &event.record.kind {
                EventKind::Suspended { why, reason, next_at, consent } => stops.push(Stop {
                    event: event.id,
                    why: *why,
                    reason: reason.clone(),
                    next_at: *next_at,
                    consent: consent.clone(),
                    by: event.record.by,
                    at: event.record.clock.best_guess(),
                    in_force: !finished,
                }),
                EventKind::Resumed { .. } => stops.iter_mut().for_each(|stop| stop.in_force = false),
                _ => {}
            }
        }
        let named = self.resumed_stops();
        for stop in &mut stops {
            stop.in_force &= !named.contains(&stop.event);
        }
        stops
    }

    /// The stop in force; of several, the last.
    #[must_use]
    pub fn stop(&self) -> Option<Stop> {
        self.stops().into_iter().rev().find(|stop| stop.in_force)
    }

    /// Whether the work was finished although a stop was never ended: somebody left while somebody else finished.
    #[must_use]
    pub fn stopped_and_finished(&self) -> bool {
        let named = self.resumed_stops();
        let mut stopped = false;
        for event in &self.events {
            match &event.record.kind {
                EventKind::Suspended { .. } if !named.contains(&event.id) => stopped = true,
                EventKind::Resumed { .. } => stopped = false,
                _ => {}
            }
        }
        stopped && self.finishes().next().is_some()
    }

    /// Whether `person` has ever been on site.
    #[must_use]
    pub fn has_come(&self, person: PersonId) -> bool {
        self.comings(person).next().is_some()
    }

    /// Whether `person` is on site as far as is known: has come, and nobody stopped the work since.
    #[must_use]
    pub fn is_present(&self, person: PersonId) -> bool {
        let mut last_coming = None;
        let mut named = HashSet::new();
        for event in self.comings(person) {
            last_coming = Some((event.record.clock.best_guess(), event.id));
            if let EventKind::Resumed { suspension } = event.record.kind {
                named.insert(suspension);
            }
        }
        let Some(last_coming) = last_coming else { return false };
        let is_stop = |event: &&KeyedEvent| matches!(event.record.kind, EventKind::Suspended { .. });
        let since = |event: &KeyedEvent| (event.record.clock.best_guess(), event.id) > last_coming;
        !self.events.iter().filter(is_stop).any(|event| since(event) && !named.contains(&event.id))
    }

    /// Whether `person` has set out and not come yet.
    #[must_use]
    pub fn travels(&self, person: PersonId) -> bool {
        let own = self.events.iter().filter(|event| event.record.by == person);
        let last = own.rev().find(|event| {
            matches!(
                event.record.kind,
                EventKind::Departed
                    | EventKind::Arrived
                    | EventKind::Resumed { .. }
                    | EventKind::Suspended { .. }
                    | EventKind::VoidTrip { .. }
            )
        });
        last.is_some_and(|event| event.record.kind == EventKind::Departed)
    }

    fn comings(&self, person: PersonId) -> impl Iterator<Item = &KeyedEvent> {
        let comes = |kind: &EventKind| matches!(kind, EventKind::Arrived | EventKind::Resumed { .. });
        self.events.iter().filter(move |event| event.record.by == person && comes(&event.record.kind))
    }

    fn resumed_stops(&self) -> HashSet<EventId> {
        let named = self.events.iter().filter_map(|event| match event.record.kind {
            EventKind::Resumed { suspension } => Some(suspension),
            _ => None,
        });
        named.collect()
    }
}
