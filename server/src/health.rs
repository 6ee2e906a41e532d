//! Whether the process lives and whether it can work, for whatever watches over it.

use std::time::Duration;

use axum::extract::State;
use http::StatusCode;
use model::wire::problem::Problem;
use tokio::sync::Mutex;
use tokio::time::Instant;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::error::ApiError;

/// How long what a probe found is answered again. Anybody may ask, and a probe is a durable write.
const KEPT: Duration = Duration::from_secs(2);

/// Whether the store takes writes, as found a moment ago.
#[derive(Default)]
pub(crate) struct Readiness {
    /// When the last probe ended, and whether it went well. Locked while one runs: there is never a second.
    last: Mutex<Option<(Instant, bool)>>,
}

impl Readiness {
    async fn is_writable(&self, app: &App) -> bool {
        let mut last = self.last.lock().await;
        if let Some((at, writable)) = *last
            && at.elapsed() < KEPT
        {
            return writable;
        }
        let probe = app.store.check_writable().await;
        if let Err(error) = &probe {
            tracing::error!(error = %error, "the store takes no writes");
        }
        *last = Some((Instant::now(), probe.is_ok()));
        probe.is_ok()
    }
}

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(live)).routes(routes!(ready))
}

/// The process lives.
#[utoipa::path(get, path = "/health", tag = "server", responses((status = 204, description = "It lives")))]
async fn live() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// The server can work: a write reached the disk within the last two seconds, and it is not stopping.
#[utoipa::path(
    get, path = "/ready", tag = "server",
    responses(
        (status = 204, description = "It can work"),
        (status = 503, description = "`unavailable`", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn ready(State(app): State<App>) -> Result<StatusCode, ApiError> {
    if app.stopping.is_cancelled() || !app.readiness.is_writable(&app).await {
        return Err(ApiError::Unavailable { retry_after_s: 5 });
    }
    Ok(StatusCode::NO_CONTENT)
}
