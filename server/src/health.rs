//! Whether the process lives and whether it can work, for whatever watches over it.

use axum::extract::State;
use http::StatusCode;
use model::wire::problem::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::error::ApiError;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(live)).routes(routes!(ready))
}

/// The process lives.
#[utoipa::path(get, path = "/health", tag = "server", responses((status = 204, description = "It lives")))]
async fn live() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// The server can work: a write reaches the disk, and it is not stopping.
#[utoipa::path(
    get, path = "/ready", tag = "server",
    responses(
        (status = 204, description = "It can work"),
        (status = 503, description = "`unavailable`", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn ready(State(app): State<App>) -> Result<StatusCode, ApiError> {
    if app.stopping.is_cancelled() {
        return Err(ApiError::Unavailable { retry_after_s: 5 });
    }
    app.store.check_writable().await.map_err(|error| {
        tracing::error!(error = %error, "the store takes no writes");
        ApiError::Unavailable { retry_after_s: 5 }
    })?;
    Ok(StatusCode::NO_CONTENT)
}
