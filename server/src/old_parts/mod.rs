//! Old parts at the desk: acknowledge the hand-over, ship, receive at the store, review, judge, claim, dispose of, note a discrepancy
//! (O-08; R-117…R-135).
//!
//! * [`list`]: all of them by the day on which something is due.
//! * [`shipments`]: several at once, packed and sent to head office.
//!
//! Left out: what technicians owe, which is a [ledger](crate::ledgers).

mod list;
mod shipments;

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use model::documents::chronicle::Happening as _;
use model::documents::kind::{Assessed, assess};
use model::documents::old_part::assessment::Assessment;
use model::documents::old_part::records::{OldPartEventKind, Removed};
use model::documents::old_part::steps::OpenStep;
use model::id::{DocumentId, EventId};
use model::policy::local_date;
use model::rules::can_record_on_old_part;
use model::wire::problem::Problem;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::DeskAuth;
use crate::documents::open::{judging, open};
use crate::documents::record::{ChronicleView, Desk, NewEvent, record, view};
use crate::error::ApiError;
use crate::http::json::ApiJson;
use crate::http::path::IdPath;
use crate::policies;
use crate::registers::old_part::{OldPartRow, Overdue};
use crate::registers::row::RegisterRow;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(old_part)).routes(routes!(record_on_old_part)).merge(list::routes()).merge(shipments::routes())
}

/// The old part that a document is.
fn old_part_of(assessed: Assessed) -> Option<Assessment> {
    if let Assessed::OldPart(assessment) = assessed { Some(*assessment) } else { None }
}

/// One old part, and what can be recorded about it.
#[derive(Serialize, ToSchema)]
struct OldPartView {
    #[serde(flatten)]
    part: ChronicleView<Removed, OldPartEventKind>,
    /// Days that it is late today.
    overdue: Overdue,
    /// What can be recorded now, in the order of its way.
    steps: Vec<OpenStep>,
    /// Events that the desk may strike as mistakes.
    may_strike: Vec<EventId>,
}

fn desk() -> Desk<Assessment, Removed> {
    Desk { of: old_part_of, chronicle: |assessment| &assessment.old_part, may: can_record_on_old_part }
}

/// One old part with everything that happened to it.
#[utoipa::path(
    get,
    path = "/v1/desk/old-parts/{id}",
    tag = "desk",
    params(("id" = DocumentId, Path, description = "The old part")),
    responses(
        (status = 200, description = "The old part", body = OldPartView),
        (status = 404, description = "No such old part", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn old_part(State(app): State<App>, who: DeskAuth, IdPath(id): IdPath<DocumentId>) -> Result<Json<OldPartView>, ApiError> {
    let part = view(&app, &who, id, desk()).await?;
    let stored = app.store.document(who.organisation, id).await?.ok_or(ApiError::NotFound)?;
    let doc = open(&app, who.organisation, &stored).await?;
    let assessed = judging(&app.gates.desk, move || assess(&doc)).await?.map_err(ApiError::internal)?;
    let assessment = old_part_of(assessed).ok_or(ApiError::NotFound)?;
    let known = &assessment.old_part;
    let may_strike = known.in_force().filter(|event| event.record.kind.strikes().is_none() && !event.record.kind.is_for_good());
    let overdue = OldPartRow::of(&assessment).overdue(today(&app, &who).await?);
    Ok(Json(OldPartView { overdue, steps: assessment.open_steps(), may_strike: may_strike.map(|event| event.id).collect(), part }))
}

/// The day it is in the organisation.
async fn today(app: &App, desk: &DeskAuth) -> Result<NaiveDate, ApiError> {
    Ok(local_date(app.now(), policies::time_zone(app, desk.organisation).await?))
}

/// Records what happened to an old part. The same event again changes nothing.
#[utoipa::path(
    post,
    path = "/v1/desk/old-parts/{id}/events",
    tag = "desk",
    params(("id" = DocumentId, Path, description = "The old part")),
    request_body = NewEvent<OldPartEventKind>,
    responses(
        (status = 200, description = "The old part's row", body = RegisterRow),
        (status = 404, description = "No such old part", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "A rule stands in the way, or the id belongs to another event", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value is missing or not acceptable", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn record_on_old_part(
    State(app): State<App>,
    who: DeskAuth,
    IdPath(id): IdPath<DocumentId>,
    ApiJson(new): ApiJson<NewEvent<OldPartEventKind>>,
) -> Result<Json<RegisterRow>, ApiError> {
    Ok(Json(record(&app, &who, id, desk(), new).await?))
}
