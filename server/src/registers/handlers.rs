//! Routes of the desk for registers.

use axum::Json;
use axum::extract::State;
use model::documents::kind::DocumentKind;
use model::wire::problem::Problem;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::row::RegisterRow;
use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::http::newest::{self, Which};
use crate::http::path::IdPath;
use crate::http::query::ApiQuery;

/// Rows of one page, unless fewer are asked for.
const MOST_ROWS: u32 = 200;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(register))
}

/// A page of a register.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RegisterPage {
    /// The rows, the newest first.
    rows: Vec<RegisterRow>,
    /// Hand it back as `before` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Documents of one kind that are no visits, the newest first.
#[utoipa::path(
    get,
    path = "/v1/desk/registers/{kind}",
    tag = "desk",
    params(
        ("kind" = DocumentKind, Path, description = "The kind of document; visits are on the board"),
        ("before" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, description = "Most rows, at most 200"),
    ),
    responses(
        (status = 200, description = "A page of rows", body = RegisterPage),
        (status = 400, description = "The place cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such register", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn register(
    State(app): State<App>,
    desk: DeskAuth,
    IdPath(kind): IdPath<DocumentKind>,
    ApiQuery(Which { before, limit }): ApiQuery<Which>,
) -> Result<Json<RegisterPage>, ApiError> {
    if kind == DocumentKind::Visit {
        return Err(ApiError::NotFound);
    }
    let before = newest::before(before.as_deref())?;
    let most = limit.unwrap_or(MOST_ROWS).clamp(1, MOST_ROWS);
    let page = app.store.register(desk.organisation, kind, before, most).await?;
    Ok(Json(RegisterPage { next: page.next.map(newest::text), rows: page.rows }))
}
