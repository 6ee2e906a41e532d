//! A visit after a visit. Going on: a second visit of the same call-out, after a refusal, a stop or a trip for nothing; a signature on it
//! clears the call-out (R-007, R-061, R-069, O-04, O-15). Rework: what a return visit found, as a call-out of its own that names the first
//! and is flagged as a repeat repair (R-049, O-14).

use model::documents::kind::{Assessed, assess};
use model::documents::visit::Visit;
use model::documents::visit::assessment::{Assessment, Signature};
use model::documents::visit::records::{CallOut, EventKind, Work};
use model::documents::visit::status::WorkStatus;
use model::id::{CallOutId, DocumentId};
use model::policy::local_date;
use model::rules::is_blank;
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
    open_visit(app, desk, entry, dispatch, Past { follows: Some(visit.id), repeats: None }).await
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
    if app.store.call_out(desk.organisation, call_out).await?.is_some() {
        return Err(ApiError::Conflict("This entry was made already. Look at the board.".into()));
    }
    let now = app.now();
    let day = day_of_number(local_date(now, policies::time_zone(app, desk.organisation).await?));
    let new = CallOut { id: call_out, number: String::new(), received_at: now, fault, work: Work::Repair, ..visit.call_out.clone() };
    let entry = CallOutEntry { call_out: new, customer: visit.customer.clone(), asset: visit.asset.clone() };
    let entry = app.store.register_call_out(desk.organisation, desk.person, day, entry).await?;
    open_visit(app, desk, entry, dispatch, Past { follows: None, repeats: Some(earlier) }).await
}
