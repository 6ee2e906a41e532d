//! Routes of the desk that record something on a visit.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use model::id::{DocumentId, EventId};
use model::wire::problem::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions::{self, NewAction};
use super::dispatch::Dispatched;
use super::follow_up::{self, FollowUp};
use super::issue::{self, IssuePart, Issued};
use super::order::{self, LinkOrder};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::board::view::BoardVisit;
use crate::error::ApiError;
use crate::http::json::ApiJson;
use crate::http::path::IdPath;

/// The routes that record.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(record_on_visit)).routes(routes!(link_order)).routes(routes!(issue_part)).routes(routes!(follow_up))
}

/// Records what the desk does on a visit. The same event again changes nothing.
#[utoipa::path(
    post,
    path = "/v1/desk/visits/{id}/actions",
    tag = "desk",
    params(("id" = DocumentId, Path, description = "The visit")),
    request_body = NewAction,
    responses(
        (status = 200, description = "The visit's row", body = BoardVisit),
        (status = 404, description = "No such visit", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The visit does not allow it, or the id belongs to another event", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value is missing or not acceptable", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn record_on_visit(
    State(app): State<App>,
    desk: DeskAuth,
    IdPath(visit): IdPath<DocumentId>,
    ApiJson(new): ApiJson<NewAction>,
) -> Result<Json<BoardVisit>, ApiError> {
    Ok(Json(actions::record(&app, &desk, visit, new).await?))
}

/// Links the order to a visit that was made before there was one. The same again changes nothing.
#[utoipa::path(
    post,
    path = "/v1/desk/visits/{id}/order",
    tag = "desk",
    params(("id" = DocumentId, Path, description = "The visit")),
    request_body = LinkOrder,
    responses(
        (status = 200, description = "The visit's row", body = BoardVisit),
        (status = 404, description = "No such visit", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The visit has an order, or somebody was sent for the call-out", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No such call-out", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn link_order(
    State(app): State<App>,
    desk: DeskAuth,
    IdPath(visit): IdPath<DocumentId>,
    ApiJson(request): ApiJson<LinkOrder>,
) -> Result<Json<BoardVisit>, ApiError> {
    Ok(Json(order::link(&app, &desk, visit, request).await?))
}

/// Issues a part that was asked for and approved to the van of whoever asked (R-074, O-06). The same again changes nothing.
#[utoipa::path(
    post,
    path = "/v1/desk/visits/{id}/part-requests/{request}/issue",
    tag = "desk",
    params(
        ("id" = DocumentId, Path, description = "The visit"),
        ("request" = EventId, Path, description = "The request"),
    ),
    request_body = IssuePart,
    responses(
        (status = 200, description = "The part is issued", body = Issued),
        (status = 404, description = "No such visit or request", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Not approved, or issued otherwise already", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value is not acceptable", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn issue_part(
    State(app): State<App>,
    desk: DeskAuth,
    IdPath((visit, request)): IdPath<(DocumentId, EventId)>,
    ApiJson(from): ApiJson<IssuePart>,
) -> Result<Json<Issued>, ApiError> {
    Ok(Json(issue::issue(&app, &desk, visit, request, from).await?))
}

/// Opens another visit after this one: to go on with what it left undone, or to do again what does not hold.
#[utoipa::path(
    post,
    path = "/v1/desk/visits/{id}/follow-ups",
    tag = "desk",
    params(("id" = DocumentId, Path, description = "The visit that is followed")),
    request_body = FollowUp,
    responses(
        (status = 201, description = "The visit is open", body = Dispatched),
        (status = 404, description = "No such visit", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Nothing is left to do there, or it was followed already", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value is not acceptable", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn follow_up(
    State(app): State<App>,
    desk: DeskAuth,
    IdPath(visit): IdPath<DocumentId>,
    ApiJson(request): ApiJson<FollowUp>,
) -> Result<(StatusCode, Json<Dispatched>), ApiError> {
    Ok((StatusCode::CREATED, Json(follow_up::open(&app, &desk, visit, request).await?)))
}
