//! Complaints by what is due next, and how many there are for whoever asks.

use axum::Json;
use axum::extract::State;
use model::id::DocumentId;
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::DeskAuth;
use crate::auth::permission::Permission;
use crate::error::ApiError;
use crate::http::query::ApiQuery;
use crate::registers::row::RegisterRow;
use crate::store::complaints::{Asking, ComplaintCounts, ComplaintFilter, ComplaintQuery};

/// Rows of one page, unless fewer are asked for.
const MOST_ROWS: u32 = 200;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(complaints))
}

/// A page of complaints.
#[derive(Serialize, ToSchema)]
struct ComplaintPage {
    /// What is due first before; what has ended by when.
    rows: Vec<RegisterRow>,
    /// Hand it back as `after` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    /// How many there are altogether.
    counts: ComplaintCounts,
}

/// Which complaints.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    #[serde(default)]
    filter: ComplaintFilter,
    visit: Option<DocumentId>,
    find: Option<String>,
    after: Option<String>,
    limit: Option<u32>,
}

/// Complaints by what is due next.
#[utoipa::path(
    get,
    path = "/v1/desk/complaints",
    tag = "desk",
    params(
        ("filter" = inline(Option<ComplaintFilter>), Query, description = "Open ones unless said otherwise"),
        ("visit" = Option<DocumentId>, Query, description = "Only those that were received on this visit"),
        ("find" = Option<String>, Query, description = "Only those in whose number, customer, thing or words this stands"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, description = "Most rows, at most 200"),
    ),
    responses(
        (status = 200, description = "A page of complaints", body = ComplaintPage),
        (status = 400, description = "The query cannot be read", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn complaints(State(app): State<App>, desk: DeskAuth, ApiQuery(which): ApiQuery<Which>) -> Result<Json<ComplaintPage>, ApiError> {
    let place = |text: String| -> Option<(i64, DocumentId)> {
        let (place, document) = text.split_once('.')?;
        Some((place.parse().ok()?, document.parse().ok()?))
    };
    let unreadable = || ApiError::Malformed("after: hand back `next` of the page before".into());
    let asking = Asking { offices: desk.offices.clone(), decides: desk.may(Permission::DecisionsWrite), now: app.now() };
    let query = ComplaintQuery {
        filter: which.filter,
        asking: asking.clone(),
        visit: which.visit,
        find: which.find.map(|find| find.trim().to_owned()).filter(|find| !find.is_empty()),
        after: which.after.map(|text| place(text).ok_or_else(unreadable)).transpose()?,
        most: which.limit.unwrap_or(MOST_ROWS).clamp(1, MOST_ROWS),
    };
    let page = app.store.complaints_due(desk.organisation, query).await?;
    Ok(Json(ComplaintPage {
        rows: page.rows,
        next: page.next.map(|(place, document)| format!("{place}.{document}")),
        counts: app.store.complaint_counts(desk.organisation, asking).await?,
    }))
}
