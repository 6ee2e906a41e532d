//! Putting a device out: from its next contact on it gets nothing more. Its work up to then stays.

use axum::extract::State;
use http::StatusCode;
use model::id::DeviceId;
use model::wire::problem::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::http::path::IdPath;
use crate::store::identity::Revocation;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(revoke))
}

/// Revoke a device. Revoking it again changes nothing.
#[utoipa::path(
    post, path = "/v1/desk/devices/{id}/revoke", tag = "desk",
    params(("id" = DeviceId, Path, description = "The device")),
    responses(
        (status = 204, description = "Revoked"),
        (status = 401, description = "`unauthenticated`", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "`forbidden`", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn revoke(State(app): State<App>, who: DeskAuth, IdPath(device): IdPath<DeviceId>) -> Result<StatusCode, ApiError> {
    match app.store.revoke_device(who.organisation, device, app.now()).await? {
        Revocation::Now { seq } => {
            app.pokes.hang_up(who.organisation, device);
            app.board_moved(who.organisation, seq);
        }
        Revocation::Before => {}
        Revocation::Unknown => return Err(ApiError::NotFound),
    }
    Ok(StatusCode::NO_CONTENT)
}
