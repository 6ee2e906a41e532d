//! What is due next by the visit's own terms (P-02, R-136): somebody on site, then the fault gone. An appointment that the customer
//! agreed to is another matter and stands beside it.

use serde::{Deserialize, Serialize};

use super::Visit;
use super::status::WorkStatus;
use crate::time::Timestamp;

/// A target that is not reached yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NextTarget {
    /// What is due.
    pub what: DueStep,
    /// By when.
    pub by: Timestamp,
}

/// What can be due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DueStep {
    /// A technician is on site.
    Arrive,
    /// The fault is gone.
    Fix,
}

impl Visit {
    /// The next target of the terms; `None` once the work is done, or where the terms set none.
    #[must_use]
    pub fn next_target(&self) -> Option<NextTarget> {
        let targets = &self.terms.as_ref()?.targets;
        let target = |what, by: Option<Timestamp>| by.map(|by| NextTarget { what, by });
        let fix = target(DueStep::Fix, targets.fix_by);
        match self.work_status() {
            WorkStatus::Assigned | WorkStatus::Travelling => target(DueStep::Arrive, targets.arrive_by).or(fix),
            WorkStatus::OnSite | WorkStatus::Working | WorkStatus::ToBeContinued | WorkStatus::WaitingForParts | WorkStatus::TakenAway => {
                fix
            }
            WorkStatus::Cancelled | WorkStatus::Finished => None,
        }
    }
}
