//! What the desk puts and sees. A request is taken whole or not at all: every row that cannot be taken is named, so that a list can be
//! corrected in one go.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use model::reference::Set;
use model::reference::row::{CheckedRow, check_row};
use model::wire::problem::Problem;
use model::wire::reference::{MAX_PAGE_ROWS, ReferenceRow};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::pinyin::initials;
use super::read::on_wire;
use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::http::json::ApiJson;
use crate::http::path::IdPath;
use crate::http::query::ApiQuery;
use crate::store::reference::{ReferenceRows, ReferenceWrite};

/// Most rows of one request.
pub(crate) const MAX_ROWS: usize = 10_000;
/// Largest body of a request with rows, in **bytes**.
pub(crate) const MAX_ROWS_BYTES: usize = 32 * 1024 * 1024;
/// Rows of one page unless another number is asked for.
const PAGE_ROWS: usize = 200;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(put_rows)).layer(DefaultBodyLimit::max(MAX_ROWS_BYTES)).routes(routes!(rows))
}

/// Rows to put and to delete.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PutRows {
    /// Rows as `Part`, `Price`, `ChecklistTemplate` or `AssetFile` says, by the set. A row with a known key replaces that one.
    #[serde(default)]
    upsert: Vec<Value>,
    /// Keys of rows that are to go. Deleting one that is not there is fine.
    #[serde(default)]
    delete: Vec<String>,
}

/// What became of the rows.
#[derive(Serialize, ToSchema)]
struct RowsPut {
    /// The newest version of the set.
    version: u64,
    /// Rows that are new or different.
    put: u64,
    /// Rows that are gone.
    deleted: u64,
    /// Rows that were so already; devices do not get them again.
    unchanged: u64,
}

/// Which rows to look at.
#[derive(Deserialize)]
struct Which {
    /// Rows with keys after this one.
    #[serde(default)]
    after: String,
    /// At most so many, up to 2,000; 200 unless said otherwise.
    limit: Option<usize>,
}

/// Rows of a set.
#[derive(Serialize, ToSchema)]
struct RowsView {
    /// Which set.
    set: Set,
    /// The newest version of the set.
    version: u64,
    /// The rows by key.
    rows: Vec<ReferenceRow>,
    /// Ask on with this as `after`; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Put and delete rows of `parts`, `prices`, `checklists` or `assets`: all of the request or nothing of it.
#[utoipa::path(
    put, path = "/v1/desk/reference/{set}", tag = "desk", request_body = PutRows,
    params(("set" = Set, Path, description = "The set")),
    responses(
        (status = 200, description = "Taken", body = RowsPut),
        (status = 404, description = "No such set, or one that is not written by hand", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "More than 10,000 rows or 32 MiB", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`invalid`: every row that cannot be taken, one a line; nothing was taken", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn put_rows(
    State(app): State<App>,
    who: DeskAuth,
    IdPath(set): IdPath<Set>,
    ApiJson(rows): ApiJson<PutRows>,
) -> Result<Json<RowsPut>, ApiError> {
    if !matches!(set, Set::Parts | Set::Prices | Set::Checklists | Set::Assets) {
        return Err(ApiError::NotFound);
    }
    if rows.upsert.len() + rows.delete.len() > MAX_ROWS {
        return Err(ApiError::TooLarge);
    }
    let writes = tokio::task::spawn_blocking(move || checked(set, rows)).await.map_err(ApiError::internal)??;
    let written = app.store.put_reference(who.organisation, set, writes).await?;
    if written.put + written.deleted > 0 {
        app.pokes.poke_all(who.organisation);
    }
    Ok(Json(RowsPut { version: written.version, put: written.put, deleted: written.deleted, unchanged: written.unchanged }))
}

/// Rows of a set as the desk keeps them.
#[utoipa::path(
    get, path = "/v1/desk/reference/{set}", tag = "desk",
    params(
        ("set" = Set, Path, description = "The set"),
        ("after" = Option<String>, Query, description = "Rows with keys after this one"),
        ("limit" = Option<usize>, Query, description = "At most so many, up to 2,000; 200 unless said otherwise"),
    ),
    responses(
        (status = 200, description = "By key", body = RowsView),
        (status = 404, description = "No such set", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn rows(
    State(app): State<App>,
    who: DeskAuth,
    IdPath(set): IdPath<Set>,
    ApiQuery(which): ApiQuery<Which>,
) -> Result<Json<RowsView>, ApiError> {
    let limit = which.limit.unwrap_or(PAGE_ROWS).clamp(1, MAX_PAGE_ROWS);
    let ReferenceRows { version, rows, more } = app.store.kept_reference(who.organisation, set, which.after, limit).await?;
    let next = rows.last().map(|row| row.key.clone()).filter(|_| more);
    let rows = rows.into_iter().map(on_wire).collect::<Result<_, _>>()?;
    Ok(Json(RowsView { set, version, rows, next }))
}

/// Every row read and checked, or every one that cannot be taken.
fn checked(set: Set, rows: PutRows) -> Result<Vec<ReferenceWrite>, ApiError> {
    let mut faults = Faults::default();
    let mut keys = BTreeSet::new();
    let mut writes = Vec::with_capacity(rows.upsert.len() + rows.delete.len());
    for (place, row) in rows.upsert.iter().enumerate() {
        match check_row(set, row, initials) {
            Ok(CheckedRow { key, body }) if keys.insert(key.clone()) => writes.push(ReferenceWrite { key, body: Some(body) }),
            Ok(CheckedRow { key, .. }) => faults.add(place, format!("key: {key} is there twice")),
            Err(fault) => faults.add(place, fault),
        }
    }
    for key in rows.delete {
        if keys.contains(&key) {
            return Err(ApiError::Invalid(format!("{key} is to be put and to be deleted").into()));
        }
        writes.push(ReferenceWrite { key, body: None });
    }
    faults.none_or_refused()?;
    Ok(writes)
}

/// Rows that cannot be taken.
#[derive(Default)]
pub(crate) struct Faults(Vec<String>);

impl Faults {
    /// The row at `place`, from 0, cannot be taken.
    pub(crate) fn add(&mut self, place: usize, why: impl std::fmt::Display) {
        self.0.push(format!("row {}: {why}", place + 1));
    }

    /// Refuses the request if there is any, naming all.
    pub(crate) fn none_or_refused(self) -> Result<(), ApiError> {
        if self.0.is_empty() { Ok(()) } else { Err(ApiError::Invalid(self.0.join("\n").into())) }
    }
}
