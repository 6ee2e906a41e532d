//! A plan as the desk sees it: what it says, what became of its days, what comes next.

use chrono::{Months, NaiveDate};
use model::id::{ContractId, OrganisationId, PlanId};
use serde::Serialize;
use utoipa::ToSchema;

use super::planner::{calendar, decided};
use crate::app::App;
use crate::error::ApiError;
use crate::store::contracts::{KeptContract, KeptPlan, PlanDay, PlanDayState, PlanDetails, PlannedCallOut};

/// How far the next days are shown, in **months**.
const SHOWN_MONTHS: u32 = 24;
/// Most next days that are shown.
const MOST_NEXT: usize = 6;

/// A maintenance plan.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlanView {
    /// Its id.
    id: PlanId,
    /// Of which contract.
    contract: ContractId,
    /// What it says.
    details: PlanDetails,
    /// The first day of its calendar.
    #[schema(value_type = String, format = Date)]
    first_on: NaiveDate,
    /// The last day, if it was ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    ended_on: Option<NaiveDate>,
    /// Why it was ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_reason: Option<String>,
    /// Days that were entered, skipped or moved, the newest first.
    days: Vec<PlanDayView>,
    /// The next days that are not entered yet, at most six of the next two years.
    next: Vec<NextDay>,
}

/// What became of a day of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum DayState {
    /// Its call-outs are in the register.
    Entered,
    /// Left out.
    Skipped,
    /// To be done on another day.
    Moved,
}

/// A day of a plan that is settled.
#[derive(Debug, Serialize, ToSchema)]
struct PlanDayView {
    /// The day of the calendar.
    #[schema(value_type = String, format = Date)]
    due_on: NaiveDate,
    /// What became of it.
    state: DayState,
    /// To which day it was moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    moved_to: Option<NaiveDate>,
    /// Why it was skipped or moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Who skipped or moved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_by_name: Option<String>,
    /// Its call-outs, one for each asset.
    call_outs: Vec<PlannedCallOut>,
}

/// A day that comes.
#[derive(Debug, Serialize, ToSchema)]
struct NextDay {
    /// The day of the calendar.
    #[schema(value_type = String, format = Date)]
    due_on: NaiveDate,
    /// The day on which it is done.
    #[schema(value_type = String, format = Date)]
    on: NaiveDate,
}

/// The plans of a contract.
pub(crate) async fn plans_of(
    app: &App,
    organisation: OrganisationId,
    contract: &KeptContract,
    today: NaiveDate,
) -> Result<Vec<PlanView>, ApiError> {
    let plans = app.store.plans(organisation, Some(contract.id)).await?;
    Ok(plans.into_iter().map(|plan| view(plan, contract, today)).collect())
}

/// A plan as it stands on `today`.
pub(super) fn view(plan: KeptPlan, contract: &KeptContract, today: NaiveDate) -> PlanView {
    let decided = decided(&plan);
    let until = today.checked_add_months(Months::new(SHOWN_MONTHS)).unwrap_or(today);
    let open = calendar(&plan, contract, &decided).open_until(until);
    let next = open.into_iter().take(MOST_NEXT).map(|day| NextDay { due_on: day.due_on, on: day.on }).collect();
    let KeptPlan { id, contract, details, first_on, ended_on, ended_reason, days, .. } = plan;
    PlanView { id, contract, details, first_on, ended_on, ended_reason, days: days.into_iter().rev().map(day_view).collect(), next }
}

fn day_view(day: PlanDay) -> PlanDayView {
    let (state, moved_to) = match day.state {
        PlanDayState::Entered { moved_to } => (DayState::Entered, moved_to),
        PlanDayState::Skipped => (DayState::Skipped, None),
        PlanDayState::Moved { to } => (DayState::Moved, Some(to)),
    };
    let PlanDay { due_on, reason, decided_by_name, call_outs, .. } = day;
    PlanDayView { due_on, state, moved_to, reason, decided_by_name, call_outs }
}
