//! Parts that were asked for from the site (R-083, O-06). A request waits until a leader decides; its event id is what a
//! requisition and an issue name, so that nothing is issued twice.

use serde::{Deserialize, Serialize};

use super::Visit;
use super::records::{EventKind, KeyedEvent};
use crate::id::{EventId, PersonId};
use crate::time::Timestamp;

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RequestState {
    /// It waits for a decision.
    Pending,
    /// The part is issued.
    Approved,
    /// The part is not issued.
    Declined,
}

/// A part that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartRequest {
    /// The event.
    pub event: EventId,
    /// Material code; may be empty.
    pub part_number: String,
    /// Name of the part.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// Whether the customer stands still without it.
    pub urgent: bool,
    /// What for.
    pub reason: String,
    /// Who asked.
    pub by: PersonId,
    /// When, as well as it can be told.
    pub at: Timestamp,
    /// Where it stands; of several decisions the last counts.
    pub state: RequestState,
    /// Who decided and why; absent while it is pending.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub decision: Option<RequestDecision>,
    /// Whether it was decided both ways.
    pub decisions_differ: bool,
}

/// A decision on a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RequestDecision {
    /// The event.
    pub event: EventId,
    /// Who decided.
    pub by_name: String,
    /// Why; may be empty if approved.
    pub reason: String,
    /// When, as well as it can be told.
    pub at: Timestamp,
}

impl Visit {
    /// Every part that was asked for and is still wanted, in order. A request that was struck while somebody else decided on it stays: a
    /// decision is acted upon, and what was issued for it has to be found again.
    #[must_use]
    pub fn part_requests(&self) -> Vec<PartRequest> {
        let struck = self.struck_events();
        let requests = self.events.iter().filter_map(|event| self.part_request(event));
        requests.filter(|request| request.decision.is_some() || !struck.contains(&request.event)).collect()
    }

    fn part_request(&self, event: &KeyedEvent) -> Option<PartRequest> {
        let EventKind::PartRequested { part_number, name, quantity, urgent, reason } = &event.record.kind else { return None };
        let decisions = self.events.iter().filter_map(|decided| match &decided.record.kind {
            EventKind::RequestDecided { request, approved, by_name, reason } if *request == event.id => {
                let (by_name, reason, at) = (by_name.clone(), reason.clone(), decided.record.clock.best_guess());
                Some((*approved, RequestDecision { event: decided.id, by_name, reason, at }))
            }
            _ => None,
        });
        let decisions: Vec<_> = decisions.collect();
        let decisions_differ = decisions.iter().any(|(approved, _)| decisions.first().is_some_and(|(first, _)| first != approved));
        let (state, decision) = match decisions.into_iter().last() {
            None => (RequestState::Pending, None),
            Some((true, decision)) => (RequestState::Approved, Some(decision)),
            Some((false, decision)) => (RequestState::Declined, Some(decision)),
        };
        Some(PartRequest {
            event: event.id,
            part_number: part_number.clone(),
            name: name.clone(),
            quantity: *quantity,
            urgent: *urgent,
            reason: reason.clone(),
            by: event.record.by,
            at: event.record.clock.best_guess(),
            state,
            decision,
            decisions_differ,
        })
    }
}
