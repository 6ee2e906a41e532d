//! What devices are told of the limits they are held to.

use axum::Json;
use axum::extract::State;
use model::wire::config::SyncConfigAnswer;
use model::wire::problem::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::DeviceAuth;
use crate::error::ApiError;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(config))
}

/// Limits, features and pace. Every sync answer names the revision: ask again when it is another one.
#[utoipa::path(
    get,
    path = "/v1/sync/config",
    tag = "devices",
    responses(
        (status = 200, description = "As this server is set up", body = SyncConfigAnswer),
        (status = 401, description = "`token_expired`, `unauthenticated`", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn config(State(app): State<App>, _: DeviceAuth) -> Result<Json<SyncConfigAnswer>, ApiError> {
    Ok(Json(app.sync_config.as_ref().clone()))
}
