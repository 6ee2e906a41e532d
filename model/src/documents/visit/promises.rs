//! Completion dates that were named to the customer (R-047, P-22), and those that cannot be kept.

use serde::{Deserialize, Serialize};

use super::Visit;
use super::records::EventKind;
use crate::documents::replacing::replaced;
use crate::id::EventId;
use crate::time::Timestamp;

/// The completion date in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CompletionPromise {
    /// The event, which the next promise replaces.
    pub event: EventId,
    /// The date, as the end of that day.
    pub promised_for: Timestamp,
    /// The paper behind it; may be empty.
    pub document: String,
    /// Why it cannot be kept; absent while it can.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub at_risk: Option<String>,
    /// When somebody saw that it cannot be kept: the duty of P-07 opens then, not when it was received.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub at_risk_since: Option<Timestamp>,
}

impl Visit {
    /// The completion date in force: the last one that no other one replaces.
    #[must_use]
    pub fn promise(&self) -> Option<CompletionPromise> {
        let mut promise = self.open_promises().pop()?;
        let first_risk = self.facts().find_map(|event| match &event.record.kind {
            EventKind::PromiseAtRisk { promise: about, reason, .. } if *about == promise.event => {
                Some((reason.clone(), event.record.clock.best_guess()))
            }
            _ => None,
        });
        if let Some((reason, since)) = first_risk {
            promise.at_risk = Some(reason);
            promise.at_risk_since = Some(since);
        }
        Some(promise)
    }

    /// Whether two dates were promised without knowing of each other.
    #[must_use]
    pub fn promises_differ(&self) -> bool {
        let open = self.open_promises();
        open.iter().any(|one| open.first().is_some_and(|first| first.promised_for != one.promised_for))
    }

    fn open_promises(&self) -> Vec<CompletionPromise> {
        let mut namings = Vec::new();
        let mut promises = Vec::new();
        for event in &self.events {
            if let EventKind::CompletionPromised { promised_for, document, replaces } = &event.record.kind {
                namings.push((event.id, *replaces));
                promises.push(CompletionPromise {
                    event: event.id,
                    promised_for: *promised_for,
                    document: document.clone(),
                    at_risk: None,
                    at_risk_since: None,
                });
            }
        }
        let replaced = replaced(namings);
        promises.retain(|promise| !replaced.contains(&promise.event));
        promises
    }
}
