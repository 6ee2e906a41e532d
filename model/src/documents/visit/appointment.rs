//! When the customer expects somebody, and what happened about it: agreed, moved only with consent, refused, delayed
//! and every attempt to reach the customer.

use serde::{Deserialize, Serialize};

use super::Visit;
use super::records::{AfterRefusal, Channel, Consent, EventKind, KeyedEvent};
use crate::documents::replacing::replaced;
use crate::id::{EventId, PersonId};
use crate::time::Timestamp;

/// The appointment in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Appointment {
    /// When the customer expects somebody.
    pub at: Timestamp,
    /// Who agreed; absent for the order's own.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub consent: Option<Consent>,
    /// The event that set it, which the next one replaces; absent for the order's own.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub event: Option<EventId>,
}

/// The customer did not agree to another time, and nothing followed yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefusedAppointment {
    /// The event.
    pub event: EventId,
    /// The time that was proposed.
    pub proposed_at: Timestamp,
    /// The customer's words.
    pub words: String,
    /// What happens instead.
    pub next: AfterRefusal,
}

/// Somebody will come later than agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Delay {
    /// The event.
    pub event: EventId,
    /// The expected arrival; absent if nobody can say.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub until: Option<Timestamp>,
    /// Whether the customer was told.
    pub told_customer: bool,
    /// Why.
    pub reason: String,
}

/// One attempt to reach the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContactAttempt {
    /// The event.
    pub event: EventId,
    /// When, as well as it can be told.
    pub at: Timestamp,
    /// Who tried.
    pub by: PersonId,
    /// How.
    pub channel: Channel,
    /// Whether the customer answered.
    pub reached: bool,
    /// What was said; may be empty.
    pub note: String,
}

impl Visit {
    /// The appointment in force: the last one agreed that no other one replaces, else the order's own.
    #[must_use]
    pub fn appointment(&self) -> Option<Appointment> {
        let own = || self.appointment_at.map(|at| Appointment { at, consent: None, event: None });
        self.agreed().pop().or_else(own)
    }

    /// Whether two appointments were agreed without knowing of each other, for different times.
    #[must_use]
    pub fn appointments_differ(&self) -> bool {
        let agreed = self.agreed();
        agreed.iter().any(|one| agreed.first().is_some_and(|first| first.at != one.at))
    }

    /// Refusals of another time after which nothing was agreed, nobody was sent anew and nobody came.
    #[must_use]
    pub fn refused_appointments(&self) -> Vec<RefusedAppointment> {
        let mut open = Vec::new();
        for event in self.facts() {
            match &event.record.kind {
                EventKind::AppointmentRefused { proposed_at, words, next } => {
                    open.push(RefusedAppointment { event: event.id, proposed_at: *proposed_at, words: words.clone(), next: *next })
                }
                EventKind::Assigned { .. } | EventKind::Cancelled { .. } => open.clear(),
                _ if agrees(event) || is_coming(&event.record.kind) => open.clear(),
                _ => {}
            }
        }
        open
    }

    /// The last delay that was foreseen, until somebody came or another time was agreed.
    #[must_use]
    pub fn delay(&self) -> Option<Delay> {
        let mut delay = None;
        for event in self.facts() {
            match &event.record.kind {
                EventKind::DelayForeseen { until, told_customer, reason } => {
                    delay = Some(Delay { event: event.id, until: *until, told_customer: *told_customer, reason: reason.clone() });
                }
                _ if agrees(event) || is_coming(&event.record.kind) => delay = None,
                _ => {}
            }
        }
        delay
    }

    /// Every attempt to reach the customer, in order.
    #[must_use]
    pub fn contact_attempts(&self) -> Vec<ContactAttempt> {
        let attempt = |event: &KeyedEvent| match &event.record.kind {
            EventKind::ContactAttempted { channel, reached, note } => Some(ContactAttempt {
                event: event.id,
                at: event.record.clock.best_guess(),
                by: event.record.by,
                channel: *channel,
                reached: *reached,
                note: note.clone(),
            }),
            _ => None,
        };
        self.facts().filter_map(attempt).collect()
    }

    /// Appointments that no other one replaces, in order. A stop that says when it goes on ends every earlier one.
    fn agreed(&self) -> Vec<Appointment> {
        let mut namings = Vec::new();
        let mut agreed = Vec::new();
        for event in &self.events {
            let new = match &event.record.kind {
                EventKind::AppointmentSet { agreed_for, consent, replaces } => {
                    namings.push((event.id, *replaces));
                    Appointment { at: *agreed_for, consent: Some(consent.clone()), event: Some(event.id) }
                }
                EventKind::Suspended { next_at: Some(next_at), consent, .. } => {
                    agreed.clear();
                    Appointment { at: *next_at, consent: consent.clone(), event: Some(event.id) }
                }
                _ => continue,
            };
            agreed.push(new);
        }
        let replaced = replaced(namings);
        agreed.retain(|appointment| appointment.event.is_none_or(|event| !replaced.contains(&event)));
        agreed
    }
}

fn agrees(event: &KeyedEvent) -> bool {
    matches!(event.record.kind, EventKind::AppointmentSet { .. } | EventKind::Suspended { next_at: Some(_), .. })
}

fn is_coming(kind: &EventKind) -> bool {
    matches!(kind, EventKind::Arrived | EventKind::Resumed { .. })
}
