//! Routes of the call-out register.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use model::wire::problem::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::register::{self, NewCallOut, Registered};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::http::json::ApiJson;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(register_call_out))
}

/// Enters a call-out into the register.
#[utoipa::path(
    post,
    path = "/v1/desk/call-outs",
    tag = "desk",
    request_body = NewCallOut,
    responses(
        (status = 201, description = "The entry", body = Registered),
        (status = 409, description = "`conflict`: the id belongs to another entry", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value is not acceptable", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn register_call_out(
    State(app): State<App>,
    desk: DeskAuth,
    ApiJson(new): ApiJson<NewCallOut>,
) -> Result<(StatusCode, Json<Registered>), ApiError> {
    Ok((StatusCode::CREATED, Json(register::register(&app, &desk, new).await?)))
}
