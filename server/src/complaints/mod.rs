//! Complaints at the desk: take down, give the number, classify, pass on, remedy, decide, answer, close (R-021, R-163… …R-194).
//! Passing a complaint to a technician gives that technician the document.
//!
//! Left out: stages and deadlines of the desk's own handling (P-08), approval by amount (P-09).

mod intake;
mod number;

use axum::Json;
use axum::extract::State;
use model::documents::complaint::assessment::Assessment;
use model::documents::complaint::records::{ComplaintEventKind, Received};
use model::documents::kind::Assessed;
use model::id::{DocumentId, PersonId};
use model::rules::Refusal;
use model::wire::problem::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::intake::{NewComplaint, RefusalAccepted};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::documents::record::{ChronicleView, Desk, NewEvent, record, view};
use crate::error::ApiError;
use crate::http::json::ApiJson;
use crate::http::path::IdPath;
use crate::registers::row::RegisterRow;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(take_down_complaint))
        .routes(routes!(accept_refusal))
        .routes(routes!(complaint))
        .routes(routes!(record_on_complaint))
        .routes(routes!(number_complaint))
}

fn as_complaint(assessed: Assessed) -> Option<Assessment> {
    if let Assessed::Complaint(assessment) = assessed { Some(*assessment) } else { None }
}

fn desk() -> Desk<Assessment, Received> {
    // What a complaint's event must state is all that is asked of it; contradictions between people are flagged.
    let may = |_: &Assessment, _: PersonId, _: &ComplaintEventKind| Ok::<(), Refusal>(());
    Desk { of: as_complaint, chronicle: |assessment| &assessment.complaint, may }
}

/// Takes a complaint down that came to the desk, and numbers it at once. The same id again changes nothing.
#[utoipa::path(
    post,
    path = "/v1/desk/complaints",
    tag = "desk",
    request_body = NewComplaint,
    responses(
        (status = 200, description = "The complaint's row, with its number", body = RegisterRow),
        (status = 409, description = "The id belongs to another document", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value is missing or not acceptable", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn take_down_complaint(
    State(app): State<App>,
    who: DeskAuth,
    ApiJson(new): ApiJson<NewComplaint>,
) -> Result<Json<RegisterRow>, ApiError> {
    Ok(Json(intake::take_down(&app, &who, new).await?))
}

/// Makes a complaint of a customer's refusal to sign, with the customer's words as the original (O-04, R-165), numbered at once. The
/// same id again changes nothing.
#[utoipa::path(
    post,
    path = "/v1/desk/visits/{id}/complaint",
    tag = "desk",
    params(("id" = DocumentId, Path, description = "The visit")),
    request_body = RefusalAccepted,
    responses(
        (status = 200, description = "The complaint's row, with its number", body = RegisterRow),
        (status = 404, description = "No such visit", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Nobody refused to sign, or the id belongs to another document", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value is missing or not acceptable", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn accept_refusal(
    State(app): State<App>,
    who: DeskAuth,
    IdPath(visit): IdPath<DocumentId>,
    ApiJson(accepted): ApiJson<RefusalAccepted>,
) -> Result<Json<RegisterRow>, ApiError> {
    Ok(Json(intake::accept(&app, &who, visit, accepted).await?))
}

/// One complaint with everything that happened to it.
#[utoipa::path(
    get,
    path = "/v1/desk/complaints/{id}",
    tag = "desk",
    params(("id" = DocumentId, Path, description = "The complaint")),
    responses(
        (status = 200, description = "The complaint", body = ChronicleView<Received, ComplaintEventKind>),
        (status = 404, description = "No such complaint", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn complaint(
    State(app): State<App>,
    who: DeskAuth,
    IdPath(id): IdPath<DocumentId>,
) -> Result<Json<ChronicleView<Received, ComplaintEventKind>>, ApiError> {
    Ok(Json(view(&app, &who, id, desk()).await?))
}

/// Records what happened to a complaint. The same event again changes nothing. Numbers are given by the server alone.
#[utoipa::path(
    post,
    path = "/v1/desk/complaints/{id}/events",
    tag = "desk",
    params(("id" = DocumentId, Path, description = "The complaint")),
    request_body = NewEvent<ComplaintEventKind>,
    responses(
        (status = 200, description = "The complaint's row", body = RegisterRow),
        (status = 404, description = "No such complaint", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The id belongs to another event", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value is missing or not acceptable", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn record_on_complaint(
    State(app): State<App>,
    who: DeskAuth,
    IdPath(id): IdPath<DocumentId>,
    ApiJson(new): ApiJson<NewEvent<ComplaintEventKind>>,
) -> Result<Json<RegisterRow>, ApiError> {
    if matches!(new.what(), ComplaintEventKind::Numbered { .. }) {
        return Err(ApiError::Invalid("kind: a number is given by the server; ask for one (R-163)".into()));
    }
    Ok(Json(record(&app, &who, id, desk(), new).await?))
}

/// Gives a complaint its number: year and month of today and the next serial of the month, without gaps. A complaint that has a
/// number keeps it.
#[utoipa::path(
    post,
    path = "/v1/desk/complaints/{id}/number",
    tag = "desk",
    params(("id" = DocumentId, Path, description = "The complaint")),
    responses(
        (status = 200, description = "The complaint's row, with its number", body = RegisterRow),
        (status = 404, description = "No such complaint", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn number_complaint(State(app): State<App>, who: DeskAuth, IdPath(id): IdPath<DocumentId>) -> Result<Json<RegisterRow>, ApiError> {
    Ok(Json(number::give(&app, &who, id).await?))
}
