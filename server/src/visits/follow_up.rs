//! A visit after a visit. Going on: a second visit of the same call-out, after a refusal, a stop or a trip for nothing; a signature on it
//! clears the call-out (R-007, R-061, R-069, O-04, O-15). Rework: what a return visit found, as a call-out of its own that names the first
//! and is flagged as a repeat repair (R-049, O-14). Return visit: a repair is looked at again, by the day that policy gives.

use model::documents::kind::{Assessed, assess};
use model::documents::visit::Visit;
use model::documents::visit::assessment::{Assessment, Signature};
use model::documents::visit::records::{CallOut, EventKind, ServiceType, Urgency, Work};
use model::documents::visit::status::WorkStatus;
use model::id::{CallOutId, DocumentId};
use model::policy::{Occasion, Unit, local_date};
use model::rules::{is_blank, return_visit_targets};
use serde::Deserialize;
use utoipa::ToSchema;

use super::dispatch::{DispatchRequest, Dispatched, Past, open_visit, stated, technician};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::callouts::day_of_number;
use crate::documents::open::{judging, open as open_document};
use crate::error::ApiError;
use crate::policies;
use crate::store::documents::CallOutEntry;

/// Another visit after one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FollowUp {
    /// What for.
    purpose: Purpose,
    /// Whom to send, when, and what to check.
    dispatch: DispatchRequest,
}

/// What another visit is for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "what", rename_all = "snake_case", deny_unknown_fields)]
enum Purpose {
    /// To go on with what was left undone or unsigned.
    GoOn,
    /// To look at a finished repair again.
    ReturnVisit {
        /// The new entry in the register, made once and kept when it is sent again.
        call_out: CallOutId,
        /// After what: that decides by when (R-207, P-12).
        after: Occasion,
        /// In whose share of return visits it counts; absent where it counts in nobody's.
        #[serde(default)]
        by: Option<Unit>,
    },
    /// To do again what does not hold.
    Rework {
        /// The new entry in the register, made once and kept when it is sent again.
        call_out: CallOutId,
        /// What is wrong; absent for what the return visit found.
        #[serde(default)]
        fault: Option<String>,
    },
}

/// Opens the visit.
pub(super) async fn open(app: &App, desk: &DeskAuth, followed: DocumentId, request: FollowUp) -> Result<Dispatched, ApiError> {
    let stored = app.store.document(desk.organisation, followed).await?.ok_or(ApiError::NotFound)?;
    let doc = open_document(app, desk.organisation, &stored).await?;
    let assessed = judging(&app.gates.desk, move || assess(&doc)).await?.map_err(ApiError::internal)?;
    let assessment = Assessed::into_visit(assessed).ok_or(ApiError::NotFound)?;
    technician(app, desk, request.dispatch.technician).await?;
    match request.purpose {
        Purpose::GoOn => go_on(app, desk, &assessment, request.dispatch).await,
        Purpose::ReturnVisit { call_out, after, by } => {
            look_again(app, desk, &assessment, Again { call_out, after, by }, request.dispatch).await
        }
        Purpose::Rework { call_out, fault } => rework(app, desk, &assessment.visit, call_out, fault, request.dispatch).await,
    }
}

async fn go_on(app: &App, desk: &DeskAuth, assessment: &Assessment, dispatch: DispatchRequest) -> Result<Dispatched, ApiError> {
    let visit = &assessment.visit;
    if matches!(assessment.signature, Signature::Current | Signature::Accepted) {
        return Err(ApiError::Conflict("The customer has signed; nothing is left to go on with.".into()));
    }
    let order = visit.order();
    if order.provisional {
        return Err(ApiError::Conflict("Link the order first (R-018).".into()));
    }
    let stopped =
        matches!(assessment.status, WorkStatus::Finished | WorkStatus::ToBeContinued | WorkStatus::WaitingForParts | WorkStatus::TakenAway);
    let in_vain = visit.events.iter().any(|event| matches!(event.record.kind, EventKind::VoidTrip { .. }));
    if !stopped && !in_vain && assessment.not_signed().is_none() {
        return Err(ApiError::Conflict("The visit is still going on; give it to somebody else or send somebody along.".into()));
    }
    let call_out = CallOut { id: order.call_out, number: order.number, ..visit.call_out.clone() };
    let entry = CallOutEntry { call_out, customer: visit.customer.clone(), asset: visit.asset.clone() };
    open_visit(app, desk, entry, dispatch, Past { follows: Some(visit.id), ..Past::default() }).await
}

/// A return visit to open.
struct Again {
    call_out: CallOutId,
    after: Occasion,
    by: Option<Unit>,
}

async fn look_again(
    app: &App,
    desk: &DeskAuth,
    assessment: &Assessment,
    again: Again,
    dispatch: DispatchRequest,
) -> Result<Dispatched, ApiError> {
    let Again { call_out: id, after, by } = again;
    let visit = &assessment.visit;
    let done = visit.finishes().last().filter(|_| assessment.status == WorkStatus::Finished && visit.call_out.work != Work::ReturnVisit);
    let done = done.ok_or_else(|| ApiError::Conflict("There is no finished repair to look at.".into()))?;
    let policy = policies::in_force_at(app, desk.organisation, app.now()).await?;
    let targets = policy.map(|held| return_visit_targets(&held.policy, after, done.record.clock.best_guess()));
    // Nothing on it is charged; the number tells whoever goes which repair it is about.
    let fault = format!("{} {}", visit.order().number, visit.call_out.fault);
    let new = NewEntry { id, fault, work: Work::ReturnVisit, service_type: ServiceType::C, urgency: Urgency::General };
    let entry = enter(app, desk, visit, new).await?;
    // Before the visit: one that is open is always known to be the return visit to this repair. Without a visit it says nothing.
    app.store.keep_return_sent(desk.organisation, id, visit.id, by, desk.person, app.now()).await?;
    app.store.keep_return_kind(desk.organisation, visit.id, after, desk.person, app.now()).await?;
    open_visit(app, desk, entry, dispatch, Past { targets, ..Past::default() }).await
}

/// What an entry in the register says otherwise than the one before it.
struct NewEntry {
    id: CallOutId,
    fault: String,
    work: Work,
    service_type: ServiceType,
    urgency: Urgency,
}

/// Enters another call-out of the customer of `visit`.
async fn enter(app: &App, desk: &DeskAuth, visit: &Visit, new: NewEntry) -> Result<CallOutEntry, ApiError> {
    let NewEntry { id, fault, work, service_type, urgency } = new;
    if app.store.call_out(desk.organisation, id).await?.is_some() {
        return Err(ApiError::Conflict("This entry was made already. Look at the board.".into()));
    }
    let now = app.now();
    let day = day_of_number(local_date(now, policies::time_zone(app, desk.organisation).await?));
    let call_out = CallOut { id, number: String::new(), received_at: now, fault, work, service_type, urgency };
    let entry = CallOutEntry { call_out, customer: visit.customer.clone(), asset: visit.asset.clone() };
    Ok(app.store.register_call_out(desk.organisation, desk.person, day, entry).await?)
}

async fn rework(
    app: &App,
    desk: &DeskAuth,
    visit: &Visit,
    call_out: CallOutId,
    fault: Option<String>,
    dispatch: DispatchRequest,
) -> Result<Dispatched, ApiError> {
    let found = visit.return_visit();
    let fault = fault.or_else(|| found.map(|found| found.state.to_owned())).unwrap_or_default();
    let fault = stated(fault).map_err(|_| ApiError::Invalid("purpose.fault: say what is wrong".into()))?;
    let earlier = found.map(|found| found.of.to_owned()).filter(|of| !is_blank(of)).unwrap_or_else(|| visit.order().number);
    let CallOut { service_type, urgency, .. } = visit.call_out;
    let entry = enter(app, desk, visit, NewEntry { id: call_out, fault, work: Work::Repair, service_type, urgency }).await?;
    open_visit(app, desk, entry, dispatch, Past { repeats: Some(earlier), ..Past::default() }).await
}
