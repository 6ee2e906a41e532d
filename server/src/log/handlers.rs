//! Routes of the desk for the log.

use axum::Json;
use axum::extract::State;
use model::time::Timestamp;
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::checkpoints;
use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::http::query::ApiQuery;
use crate::store::log::{KeptCheckpoint, LoggedEntry};

/// Entries of one page, unless fewer are asked for.
const MOST_ENTRIES: u32 = 1_000;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(log)).routes(routes!(checkpoint))
}

/// A part of the organisation's log.
#[derive(Debug, Serialize, ToSchema)]
struct LogView {
    /// How many entries the whole log has.
    size: u64,
    /// The link of the last of them, 64 hex digits.
    head: String,
    /// The entries in their order.
    entries: Vec<EntryView>,
}

/// One entry.
#[derive(Debug, Serialize, ToSchema)]
struct EntryView {
    /// The entry as canonical JSON (RFC 8785), as text: exactly the bytes that the link is taken over.
    entry: String,
    /// Its link, 64 hex digits.
    link: String,
}

impl From<LoggedEntry> for EntryView {
    fn from(LoggedEntry { text, link }: LoggedEntry) -> Self {
        Self { entry: text, link: link.to_string() }
    }
}

/// A signed head of the log, to be kept elsewhere.
#[derive(Debug, Serialize, ToSchema)]
struct CheckpointView {
    /// How many entries the log has.
    size: u64,
    /// When this was so.
    at: Timestamp,
    /// The checkpoint: a compact JWS (RFC 7515) of the type `fieldbook-checkpoint+jwt`, signed by the organisation's key.
    checkpoint: String,
}

/// Which part.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    #[serde(default)]
    after: u64,
    limit: Option<u32>,
}

/// The organisation's log, the oldest entry first.
#[utoipa::path(
    get, path = "/v1/desk/log", tag = "desk",
    params(
        ("after" = Option<u64>, Query, description = "Place of the last entry that is known; 0 for the beginning"),
        ("limit" = Option<u32>, Query, description = "Most entries, at most 1,000"),
    ),
    responses(
        (status = 200, description = "A part of the log", body = LogView),
        (status = 400, description = "`malformed`", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "`unauthenticated`", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn log(State(app): State<App>, desk: DeskAuth, ApiQuery(Which { after, limit }): ApiQuery<Which>) -> Result<Json<LogView>, ApiError> {
    let most = limit.unwrap_or(MOST_ENTRIES).clamp(1, MOST_ENTRIES);
    let page = app.store.log_entries(desk.organisation, after, most).await?;
    let entries = page.entries.into_iter().map(EntryView::from).collect();
    Ok(Json(LogView { size: page.head.size, head: page.head.link.to_string(), entries }))
}

/// A checkpoint of the organisation's log as it is now.
#[utoipa::path(
    get, path = "/v1/desk/checkpoint", tag = "desk",
    responses(
        (status = 200, description = "The checkpoint", body = CheckpointView),
        (status = 401, description = "`unauthenticated`", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn checkpoint(State(app): State<App>, desk: DeskAuth) -> Result<Json<CheckpointView>, ApiError> {
    let KeptCheckpoint { size, at, token } = checkpoints::make(&app, desk.organisation).await?;
    Ok(Json(CheckpointView { size, at, checkpoint: token }))
}
