//! The dealer of the product, who is told of warranty service on it.

use serde::{Deserialize, Serialize};

use super::Visit;
use super::records::{EventKind, ServiceType};
use super::status::WorkStatus;
use crate::id::EventId;
use crate::time::Timestamp;

/// A dealer who is to be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DealerToInform {
    /// The event that named the dealer.
    pub event: EventId,
    /// Which dealer.
    pub name: String,
    /// Since when it is known, as well as it can be told.
    pub since: Timestamp,
}

impl Visit {
    /// The dealer who has yet to be told of the warranty service, whether it was done already or not. `None` where nobody
    /// named a dealer, where the customer pays, and for a visit that nobody came for.
    #[must_use]
    pub fn dealer_to_inform(&self) -> Option<DealerToInform> {
        let informed = self.facts().any(|event| matches!(event.record.kind, EventKind::DealerInformed { .. }));
        if informed || self.service_type() != ServiceType::C || self.work_status() == WorkStatus::Cancelled {
            return None;
        }
        let named = self.facts().filter_map(|event| match &event.record.kind {
            EventKind::DealerNamed { name } => {
                Some(DealerToInform { event: event.id, name: name.clone(), since: event.record.clock.best_guess() })
            }
            _ => None,
        });
        named.last()
    }
}
