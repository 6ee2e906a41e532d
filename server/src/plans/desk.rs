//! What the desk does with plans.

use chrono::NaiveDate;
use model::id::{ContractId, OrganisationId, PlanId};
use model::policy::local_date;
use serde::Deserialize;
use utoipa::ToSchema;

use super::planner::{calendar, decided};
use super::view::{PlanView, view};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::checklists::named;
use crate::contracts::{Ending, check_assets, known, stated};
use crate::error::ApiError;
use crate::policies;
use crate::store::contracts::{DayDecision, KeptContract, KeptPlan, NewPlanRow, PlanDayState, PlanDetails};

/// Most **days** that a call-out is entered before its day.
const MOST_DAYS_AHEAD: u32 = 90;

/// A plan to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPlan {
    /// The plan, made once and kept when it is sent again.
    id: PlanId,
    /// What it says.
    details: PlanDetails,
    /// The first day of its calendar; months are counted from it. Days before today are not entered.
    #[schema(value_type = String, format = Date)]
    first_on: NaiveDate,
}

/// What is to be done about one day of a plan.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "what", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum DayChange {
    /// It is left out.
    Skip {
        /// Why.
        reason: String,
    },
    /// It is done on another day.
    Move {
        /// On which.
        #[schema(value_type = String, format = Date)]
        to: NaiveDate,
        /// Why.
        reason: String,
    },
}

/// Makes a plan of a contract, and enters what is near already. The same id again changes nothing.
pub(super) async fn make(app: &App, desk: &DeskAuth, contract: ContractId, new: NewPlan) -> Result<PlanView, ApiError> {
    let kept = known(app, desk.organisation, contract).await?;
    check(app, desk, &kept, &new.details).await?;
    let made_on = today(app, desk.organisation).await?;
    let NewPlan { id, details, first_on } = new;
    let row = NewPlanRow { id, contract, details: details.clone(), first_on, made_on };
    if !app.store.create_plan(desk.organisation, desk.person, app.now(), row).await? {
        let same = |plan: &KeptPlan| plan.contract == contract && plan.details == details && plan.first_on == first_on;
        if !plan(app, desk.organisation, id).await.is_ok_and(|plan| same(&plan)) {
            return Err(ApiError::Conflict("This id belongs to another plan. Make a new one.".into()));
        }
    }
    shown_after_round(app, desk, id).await
}

/// Ends a plan: nothing after the day is entered.
pub(super) async fn end(app: &App, desk: &DeskAuth, id: PlanId, ending: Ending) -> Result<PlanView, ApiError> {
    stated("reason", &ending.reason)?;
    {
        let _turn = app.numbering.lock(desk.organisation).await;
        plan(app, desk.organisation, id).await?;
        app.store.end_plan(desk.organisation, id, ending.on, ending.reason).await?;
    }
    shown_after_round(app, desk, id).await
}

/// Skips or moves one day of a plan that is not entered yet.
pub(super) async fn change_day(app: &App, desk: &DeskAuth, id: PlanId, due_on: NaiveDate, change: DayChange) -> Result<PlanView, ApiError> {
    let (moved_to, reason) = match change {
        DayChange::Skip { reason } => (None, reason),
        DayChange::Move { to, reason } => (Some(to), reason),
    };
    stated("reason", &reason)?;
    {
        let _turn = app.numbering.lock(desk.organisation).await;
        let plan = plan(app, desk.organisation, id).await?;
        let contract = known(app, desk.organisation, plan.contract).await?;
        let decided = decided(&plan);
        let calendar = calendar(&plan, &contract, &decided);
        if !calendar.has(due_on) {
            return Err(ApiError::NotFound);
        }
        if let Some(to) = moved_to {
            if to < today(app, desk.organisation).await? {
                return Err(ApiError::Invalid("to: this day is past".into()));
            }
            if !calendar.covers(to) {
                return Err(ApiError::Invalid("to: plan and contract do not cover this day".into()));
            }
        }
        let entered = plan.days.iter().any(|day| day.due_on == due_on && matches!(day.state, PlanDayState::Entered { .. }));
        let decision = DayDecision { plan: id, due_on, moved_to, reason };
        if entered || !app.store.decide_day(desk.person, app.now(), decision).await? {
            return Err(ApiError::Conflict("Its call-outs are entered already. Move or cancel their visits.".into()));
        }
    }
    shown_after_round(app, desk, id).await
}

async fn plan(app: &App, organisation: OrganisationId, id: PlanId) -> Result<KeptPlan, ApiError> {
    app.store.plans(organisation, None).await?.into_iter().find(|plan| plan.id == id).ok_or(ApiError::NotFound)
}

async fn today(app: &App, organisation: OrganisationId) -> Result<NaiveDate, ApiError> {
    Ok(local_date(app.now(), policies::time_zone(app, organisation).await?))
}

async fn shown_after_round(app: &App, desk: &DeskAuth, id: PlanId) -> Result<PlanView, ApiError> {
    crate::rounds::of(app, desk.organisation).await?;
    let plan = plan(app, desk.organisation, id).await?;
    let contract = known(app, desk.organisation, plan.contract).await?;
    Ok(view(plan, &contract, today(app, desk.organisation).await?))
}

async fn check(app: &App, desk: &DeskAuth, contract: &KeptContract, details: &PlanDetails) -> Result<(), ApiError> {
    stated("details.name", &details.name)?;
    details.recurrence.check().map_err(|flaw| ApiError::Invalid(format!("details.{flaw}").into()))?;
    check_assets("details.assets", &details.assets)?;
    if let Some(other) = details.assets.iter().find(|asset| !contract.details.assets.contains(asset)) {
        return Err(ApiError::Invalid(format!("details.assets: the contract does not cover {} {}", other.model, other.serial).into()));
    }
    if details.days_ahead > MOST_DAYS_AHEAD {
        return Err(ApiError::Invalid(format!("details.days_ahead: at most {MOST_DAYS_AHEAD}").into()));
    }
    if !details.templates.is_empty() {
        named(app, desk.organisation, &details.templates).await?;
    }
    if let Some(technician) = details.technician {
        let technicians = app.store.technicians(desk.organisation).await?;
        if !technicians.iter().any(|row| row.id == technician) {
            return Err(ApiError::Invalid("details.technician: there is no such technician".into()));
        }
    }
    Ok(())
}
