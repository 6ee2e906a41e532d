//! By when somebody had to be on site and the fault had to be gone, and whether it was kept: judged by the visit's own terms
//! and by the times on site, so that any replica judges alike.
//!
//! An exception that the terms allow and that was noted stands beside a target that was not kept, never takes the miss away.
//!
//! Left out: answers and plans that are owed, which the desk gives.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Visit;
use super::records::EventKind;
use super::status::WorkStatus;
use crate::policy::Exception;
use crate::rules::kept::{Kept, kept};
use crate::rules::may_except;
use crate::rules::sla::Promise;
use crate::time::{ClockEvidence, Timestamp};

/// One target of a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisitTarget {
    /// What is promised.
    pub promise: Promise,
    /// By when.
    pub due_at: Timestamp,
    /// Whether it was kept.
    #[serde(flatten)]
    pub kept: Kept,
    /// What was noted in excuse, each once; empty while the target is kept.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub exceptions: Vec<Exception>,
}

/// A target that is not reached yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NextTarget {
    /// What is due.
    pub what: Promise,
    /// By when.
    pub by: Timestamp,
}

impl Visit {
    /// What is due next: somebody on site, then the fault gone. `None` once the work is done, or where the terms set nothing. An
    /// appointment that the customer agreed to is another matter and stands beside it.
    #[must_use]
    pub fn next_target(&self) -> Option<NextTarget> {
        let arrived = self.arrival().is_some();
        let open = |target: &VisitTarget| target.promise != Promise::Arrive || !arrived;
        let over = matches!(self.work_status(), WorkStatus::Cancelled | WorkStatus::Finished);
        let next = self.targets().into_iter().filter(|_| !over).find(open)?;
        Some(NextTarget { what: next.promise, by: next.due_at })
    }

    /// Arrival and end of the work against the terms; empty for a visit without targets, and without a repair time as long as that
    /// counts from an arrival that nobody made.
    #[must_use]
    pub fn targets(&self) -> Vec<VisitTarget> {
        let Some(terms) = &self.terms else { return Vec::new() };
        let terms = terms.of_class(self.fault_class());
        let arrival = self.arrival().map(|event| &event.clock);
        let finished = self.work_status() == WorkStatus::Finished;
        let finish = self.finishes().last().filter(|_| finished).map(|event| &event.record.clock);
        let target = |promise, happened| {
            let due_at = terms.targets.due_at(promise, arrival.map(ClockEvidence::best_guess))?;
            let kept = kept(due_at, happened);
            let exceptions = if matches!(kept, Kept::Met { .. }) { Vec::new() } else { self.exceptions() };
            Some(VisitTarget { promise, due_at, kept, exceptions })
        };
        [target(Promise::Arrive, arrival), target(Promise::Fix, finish)].into_iter().flatten().collect()
    }

    /// Exceptions that were noted and that the terms allow, each once.
    #[must_use]
    pub fn exceptions(&self) -> Vec<Exception> {
        let noted = self.facts().filter_map(|event| match event.record.kind {
            EventKind::ExceptionNoted { exception, .. } => Some(exception),
            _ => None,
        });
        let noted: BTreeSet<Exception> = noted.filter(|exception| may_except(self, *exception)).collect();
        noted.into_iter().collect()
    }
}
