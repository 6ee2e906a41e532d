//! Entering what plans have due: one call-out for each asset, once for each day of the calendar.

use std::collections::{BTreeMap, HashMap};

use chrono::{Days, NaiveDate};
use model::documents::visit::records::{CallOut, ServiceType, Urgency, Work};
use model::id::{CallOutId, ContractId, OrganisationId};
use model::rules::{Decided, PlanCalendar};

use crate::app::App;
use crate::callouts::day_of_number;
use crate::error::ApiError;
use crate::rounds::Came;
use crate::store::contracts::{ContractQuery, DayEntry, KeptContract, KeptPlan, PlanDayState};
use crate::store::documents::CallOutEntry;

/// Enters every day of every plan that is near enough on `today`, also those that a stop has missed. A plan that fails holds up no other.
/// The caller holds the organisation's turn.
pub(crate) async fn enter_due(app: &App, organisation: OrganisationId, today: NaiveDate) -> Result<Came, ApiError> {
    let plans = app.store.plans(organisation, None).await?;
    if plans.is_empty() {
        return Ok(Came::default());
    }
    let contracts = app.store.contracts(organisation, ContractQuery::default()).await?;
    let contracts: HashMap<ContractId, KeptContract> = contracts.into_iter().map(|kept| (kept.id, kept)).collect();
    let mut entered = Came::default();
    for plan in plans {
        let Some(contract) = contracts.get(&plan.contract) else { continue };
        match enter(app, organisation, &plan, contract, today).await {
            Ok(days) => entered.done += days,
            Err(error) => {
                entered.failed += 1;
                tracing::warn!(%organisation, plan = %plan.id, error = ?error, "a plan's days could not be entered; the next round tries again");
            }
        }
    }
    Ok(entered)
}

/// Enters the days of one plan; answers how many.
async fn enter(
    app: &App,
    organisation: OrganisationId,
    plan: &KeptPlan,
    contract: &KeptContract,
    today: NaiveDate,
) -> Result<usize, ApiError> {
    let until = today.checked_add_days(Days::new(plan.details.days_ahead.into())).unwrap_or(today);
    let decided = decided(plan);
    let mut entered = 0;
    for planned in calendar(plan, contract, &decided).open_until(until) {
        let entries = entries(app, plan, contract, planned.on)?;
        let entry = DayEntry { plan: plan.id, due_on: planned.due_on, day: day_of_number(today), entries };
        if app.store.enter_day(organisation, plan.made_by, app.now(), entry).await? {
            entered += 1;
        }
    }
    Ok(entered)
}

fn entries(app: &App, plan: &KeptPlan, contract: &KeptContract, on: NaiveDate) -> Result<Vec<CallOutEntry>, ApiError> {
    let now = app.now();
    let entry = |asset: &model::documents::visit::records::Asset| -> Result<CallOutEntry, ApiError> {
        let call_out = CallOut {
            id: CallOutId::from_parts(now, app.random()?),
            number: String::new(),
            received_at: now,
            fault: format!("{} · {on} · {}", plan.details.name, contract.number),
            service_type: ServiceType::B,
            work: Work::Inspection,
            urgency: Urgency::General,
        };
        Ok(CallOutEntry { call_out, customer: contract.details.customer.clone(), asset: asset.clone() })
    };
    plan.details.assets.iter().map(entry).collect()
}

/// What is settled about the days of a plan.
pub(super) fn decided(plan: &KeptPlan) -> BTreeMap<NaiveDate, Decided> {
    let of = |state: &PlanDayState| match state {
        PlanDayState::Entered { .. } => Decided::Entered,
        PlanDayState::Skipped => Decided::Skipped,
        PlanDayState::Moved { to } => Decided::Moved { to: *to },
    };
    plan.days.iter().map(|day| (day.due_on, of(&day.state))).collect()
}

/// The plan's calendar under its contract.
pub(super) fn calendar<'a>(plan: &'a KeptPlan, contract: &'a KeptContract, decided: &'a BTreeMap<NaiveDate, Decided>) -> PlanCalendar<'a> {
    PlanCalendar {
        recurrence: &plan.details.recurrence,
        first_on: plan.first_on,
        made_on: plan.made_on,
        ended_on: plan.ended_on,
        decided,
        terms: &contract.terms,
        contract_ended_on: contract.ended_on,
    }
}
