//! Complaints at the desk: take down, give the number, classify, pass on, remedy, decide, answer, close (R-021, R-163… …R-194).
//! Passing a complaint to a technician gives that technician the document.
//!
//! * [`list`]: all of them by what is due next; [`case`]: one of them, with everything the desk needs to work on it.
//! * [`recording`]: what is asked before an event is recorded: authority for a sum, and that the case is there.
//! * [`reopen`]: a refused outcome goes on as a new complaint; [`call_out`]: somebody goes to the customer.
//! * [`notes`]: papers to offices that are or were late, raised by the [rounds](crate::rounds).
//!
//! Left out: what is due when, and who may decide on which sum (`model::rules`).

mod call_out;
mod case;
mod intake;
mod list;
mod notes;
mod number;
mod recording;
mod reopen;

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

use self::call_out::Sending;
use self::case::CaseView;
use self::intake::{NewComplaint, RefusalAccepted};
use self::reopen::Refused;
use crate::app::App;
use crate::auth::DeskAuth;
use crate::documents::record::{Desk, NewEvent};
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
        .routes(routes!(reopen_complaint))
        .routes(routes!(send_to_complainant))
        .merge(list::routes())
        .merge(notes::routes())
}

fn as_complaint(assessed: Assessed) -> Option<Assessment> {
    if let Assessed::Complaint(assessment) = assessed { Some(*assessment) } else { None }
}

fn desk() -> Desk<Assessment, Received> {
    // Events are recorded by `recording`, which asks more than a rule of the model can say.
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
        (status = 409, description = "Nobody refused to sign, these words are a complaint already, or the id belongs to another document", body = Problem, content_type = "application/problem+json"),
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
        (status = 200, description = "The complaint", body = CaseView),
        (status = 404, description = "No such complaint", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn complaint(State(app): State<App>, who: DeskAuth, IdPath(id): IdPath<DocumentId>) -> Result<Json<CaseView>, ApiError> {
    Ok(Json(case::case(&app, &who, id, desk()).await?))
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
        (status = 403, description = "The sum is beyond the person's authority (R-175)", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such complaint", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It cannot be done as the case stands, or the id belongs to another event", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value is missing or not acceptable", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn record_on_complaint(
    State(app): State<App>,
    who: DeskAuth,
    IdPath(id): IdPath<DocumentId>,
    ApiJson(new): ApiJson<NewEvent<ComplaintEventKind>>,
) -> Result<Json<RegisterRow>, ApiError> {
    Ok(Json(recording::record(&app, &who, id, new).await?))
}

/// Opens a new complaint out of an outcome that the customer refuses, with the old one attached, which stays as it is. The same id
/// again changes nothing.
#[utoipa::path(
    post,
    path = "/v1/desk/complaints/{id}/reopen",
    tag = "desk",
    params(("id" = DocumentId, Path, description = "The complaint whose outcome is refused")),
    request_body = Refused,
    responses(
        (status = 200, description = "The new complaint's row, with its number", body = RegisterRow),
        (status = 404, description = "No such complaint", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "There is no outcome, or another complaint goes on already", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value is missing or not acceptable", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn reopen_complaint(
    State(app): State<App>,
    who: DeskAuth,
    IdPath(id): IdPath<DocumentId>,
    ApiJson(refused): ApiJson<Refused>,
) -> Result<Json<RegisterRow>, ApiError> {
    Ok(Json(reopen::reopen(&app, &who, id, refused).await?))
}

/// Enters a call-out to the customer who complains. The same ids again change nothing.
#[utoipa::path(
    post,
    path = "/v1/desk/complaints/{id}/call-outs",
    tag = "desk",
    params(("id" = DocumentId, Path, description = "The complaint")),
    request_body = Sending,
    responses(
        (status = 200, description = "The complaint's row", body = RegisterRow),
        (status = 404, description = "No such complaint", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Another complaint goes on, or the id belongs to another event", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value is missing or not acceptable", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn send_to_complainant(
    State(app): State<App>,
    who: DeskAuth,
    IdPath(id): IdPath<DocumentId>,
    ApiJson(sending): ApiJson<Sending>,
) -> Result<Json<RegisterRow>, ApiError> {
    Ok(Json(call_out::send(&app, &who, id, sending).await?))
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
