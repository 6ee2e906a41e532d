//! Routes of the desk for visits.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use http::{Response, StatusCode};
use model::documents::kind::{Assessed, assess};
use model::documents::visit::assessment::Assessment;
use model::id::{CallOutId, DocumentId, OrganisationId, SignOffId};
use model::wire::problem::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::crew::{self, CrewRequest};
use super::dispatch::{self, AssignRequest, CancelRequest, DispatchRequest, Dispatched};
use super::list;
use super::view::VisitView;
use crate::app::App;
use crate::auth::DeskAuth;
use crate::board::view::BoardVisit;
use crate::documents::open::{judging, open};
use crate::documents::paper::{Printed, paper};
use crate::error::ApiError;
use crate::http::attachment::attachment;
use crate::http::json::ApiJson;
use crate::http::path::IdPath;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(dispatch_visit))
        .routes(routes!(assign_visit))
        .routes(routes!(change_crew))
        .routes(routes!(cancel_visit))
        .routes(routes!(view_visit))
        .routes(routes!(sign_off))
        .routes(routes!(visit_paper))
}

/// Opens a visit for a call-out and sends a technician.
#[utoipa::path(
    post,
    path = "/v1/desk/call-outs/{id}/visits",
    tag = "desk",
    params(("id" = CallOutId, Path, description = "The call-out")),
    request_body = DispatchRequest,
    responses(
        (status = 201, description = "The visit is open", body = Dispatched),
        (status = 404, description = "No such call-out", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The call-out has an open or signed visit", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value is not acceptable", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn dispatch_visit(
    State(app): State<App>,
    desk: DeskAuth,
    IdPath(call_out): IdPath<CallOutId>,
    ApiJson(request): ApiJson<DispatchRequest>,
) -> Result<(StatusCode, Json<Dispatched>), ApiError> {
    Ok((StatusCode::CREATED, Json(dispatch::dispatch(&app, &desk, call_out, request).await?)))
}

/// Gives a visit to another technician (R-006, O-09).
#[utoipa::path(
    post,
    path = "/v1/desk/visits/{id}/assign",
    tag = "desk",
    params(("id" = DocumentId, Path, description = "The visit")),
    request_body = AssignRequest,
    responses(
        (status = 200, description = "The visit's row", body = BoardVisit),
        (status = 404, description = "No such visit", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Signed, cancelled, or theirs already", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value is not acceptable", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn assign_visit(
    State(app): State<App>,
    desk: DeskAuth,
    IdPath(visit): IdPath<DocumentId>,
    ApiJson(request): ApiJson<AssignRequest>,
) -> Result<Json<BoardVisit>, ApiError> {
    Ok(Json(dispatch::assign(&app, &desk, visit, request).await?))
}

/// Sends another technician along, takes one off the visit, or names who is in charge (R-031, O-03).
#[utoipa::path(
    post,
    path = "/v1/desk/visits/{id}/crew",
    tag = "desk",
    params(("id" = DocumentId, Path, description = "The visit")),
    request_body = CrewRequest,
    responses(
        (status = 200, description = "The visit's row", body = BoardVisit),
        (status = 404, description = "No such visit", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Signed, cancelled, or the crew is so already", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value is not acceptable", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn change_crew(
    State(app): State<App>,
    desk: DeskAuth,
    IdPath(visit): IdPath<DocumentId>,
    ApiJson(request): ApiJson<CrewRequest>,
) -> Result<Json<BoardVisit>, ApiError> {
    Ok(Json(crew::change(&app, &desk, visit, request).await?))
}

/// Calls off a visit that nobody has come for.
#[utoipa::path(
    post,
    path = "/v1/desk/visits/{id}/cancel",
    tag = "desk",
    params(("id" = DocumentId, Path, description = "The visit")),
    request_body = CancelRequest,
    responses(
        (status = 200, description = "The visit's row", body = BoardVisit),
        (status = 404, description = "No such visit", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Signed, cancelled, or somebody has come", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value is not acceptable", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn cancel_visit(
    State(app): State<App>,
    desk: DeskAuth,
    IdPath(visit): IdPath<DocumentId>,
    ApiJson(request): ApiJson<CancelRequest>,
) -> Result<Json<BoardVisit>, ApiError> {
    Ok(Json(dispatch::cancel(&app, &desk, visit, request).await?))
}

/// One visit with everything in it.
#[utoipa::path(
    get,
    path = "/v1/desk/visits/{id}",
    tag = "desk",
    params(("id" = DocumentId, Path, description = "The visit")),
    responses(
        (status = 200, description = "The visit", body = VisitView),
        (status = 404, description = "No such visit", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn view_visit(State(app): State<App>, desk: DeskAuth, IdPath(id): IdPath<DocumentId>) -> Result<Json<VisitView>, ApiError> {
    let stored = app.store.stored_visit(desk.organisation, id).await?.ok_or(ApiError::NotFound)?;
    let names = app.store.names(desk.organisation).await?;
    Ok(Json(list::view(&app, desk.organisation, stored, Arc::new(names)).await?))
}

/// The sealed record of a sign-off, byte for byte, for the verifier and for the customer.
#[utoipa::path(
    get,
    path = "/v1/desk/visits/{id}/sign-offs/{sign_off}",
    tag = "desk",
    params(
        ("id" = DocumentId, Path, description = "The visit"),
        ("sign_off" = SignOffId, Path, description = "The sign-off"),
    ),
    responses(
        (status = 200, description = "The sealed record", body = Vec<u8>, content_type = "application/json"),
        (status = 404, description = "No such sign-off", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn sign_off(
    State(app): State<App>,
    desk: DeskAuth,
    IdPath((id, sign_off)): IdPath<(DocumentId, SignOffId)>,
) -> Result<Response<Body>, ApiError> {
    let assessment = assessed(&app, desk.organisation, id).await?;
    let kept = assessment.sign_offs.into_iter().find(|kept| kept.id == sign_off).ok_or(ApiError::NotFound)?;
    attachment(kept.seal, "application/json", "seal", &assessment.visit.call_out.number, "json")
}

/// Everything that was sealed on a visit as one PDF, in the order of revision and time: byte for byte what the device gives the customer.
#[utoipa::path(
    get,
    path = "/v1/desk/visits/{id}/paper.pdf",
    tag = "desk",
    params(("id" = DocumentId, Path, description = "The visit")),
    responses(
        (status = 200, description = "The PDF (PDF/A-3b), the sealed records attached", body = Vec<u8>, content_type = "application/pdf"),
        (status = 404, description = "No such visit, or nothing is sealed on it", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The records do not fit a paper", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn visit_paper(State(app): State<App>, desk: DeskAuth, IdPath(id): IdPath<DocumentId>) -> Result<Response<Body>, ApiError> {
    let print = |assessed: Assessed| {
        let assessment = assessed.into_visit()?;
        Some(Printed::of(&assessment.records(), "voucher", &assessment.visit.call_out.number))
    };
    paper(&app, desk.organisation, id, print).await
}

async fn assessed(app: &App, organisation: OrganisationId, id: DocumentId) -> Result<Assessment, ApiError> {
    let stored = app.store.document(organisation, id).await?.ok_or(ApiError::NotFound)?;
    let doc = open(app, organisation, &stored).await?;
    judging(&app.gates.desk, move || assess(&doc).map_err(ApiError::internal)?.into_visit().ok_or(ApiError::NotFound)).await?
}
