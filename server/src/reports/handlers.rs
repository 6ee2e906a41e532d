//! Routes of reports: one report as JSON, and the files of it.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use chrono::NaiveDate;
use http::HeaderMap;
use model::id::PersonId;
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ask::{Asked, By, MAX_DAYS, ReportName, Span};
use super::export::{self, Format};
use super::rows::RowReader;
use super::sheet::{Cell, Column, People, Report};
use super::words::Words;
use super::{make, policy};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::auth::permission::Permission;
use crate::error::ApiError;
use crate::http::path::IdPath;
use crate::http::query::ApiQuery;

/// Rows of one page, unless fewer are asked for.
const MOST_ROWS: u32 = 200;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(report))
}

/// A report with a page of the rows behind it.
#[derive(Debug, Serialize, ToSchema)]
struct ReportPage {
    #[serde(flatten)]
    report: Report,
    /// Rows behind it.
    rows: RowPage,
}

/// Rows behind a report.
#[derive(Debug, Serialize, ToSchema)]
struct RowPage {
    /// The heads.
    columns: Vec<Column>,
    /// The newest first, one value for each column.
    #[schema(value_type = Vec<Vec<serde_json::Value>>)]
    rows: Vec<Vec<Cell>>,
    /// How many newer ones were passed over.
    offset: u32,
}

/// Of which days, of whom, and which rows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    from: NaiveDate,
    to: NaiveDate,
    by: Option<By>,
    technician: Option<PersonId>,
    offset: Option<u32>,
    limit: Option<u32>,
    language: Option<String>,
}

/// A report of a span of days. The name alone answers JSON; with `.xlsx`, `.csv` or `.pdf` behind it a file with all rows, in the language
/// of `language`, else of `Accept-Language`.
#[utoipa::path(
    get,
    path = "/v1/desk/reports/{name}",
    tag = "desk",
    params(
        ("name" = String, Path, description = "`technician-daily`, `supervisor-daily`, `timeliness`, `satisfaction`, `complaints`, `old-parts`, `repeat-repairs` or `parts-use`; for a file with `.xlsx`, `.csv` or `.pdf`"),
        ("from" = String, Query, description = "First day, `YYYY-MM-DD`, in the organisation's time zone"),
        ("to" = String, Query, description = "Last day"),
        ("by" = Option<By>, Query, description = "How the span is cut; as suits it, unless said"),
        ("technician" = Option<String>, Query, description = "One technician alone"),
        ("offset" = Option<u32>, Query, description = "Rows to pass over"),
        ("limit" = Option<u32>, Query, description = "Most rows, at most 200"),
        ("language" = Option<String>, Query, description = "Language of a file, `zh-CN` or `en`"),
    ),
    responses(
        (status = 200, description = "The report, or the file", body = ReportPage),
        (status = 400, description = "The span or the technician cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such report, or no such kind of file", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn report(
    State(app): State<App>,
    desk: DeskAuth,
    IdPath(file): IdPath<String>,
    ApiQuery(which): ApiQuery<Which>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let (name, format) = match file.rsplit_once('.') {
        Some((name, ending)) => (name, Some(Format::of(ending).ok_or(ApiError::NotFound)?)),
        None => (file.as_str(), None),
    };
    let name = ReportName::of(name).ok_or(ApiError::NotFound)?;
    let policy = policy(&app, desk.organisation).await?;
    let span = Span::new(which.from, which.to, policy.time_zone);
    let span = span.ok_or_else(|| ApiError::Malformed(format!("from, to: at most {MAX_DAYS} days, the first before the last").into()))?;
    let by = which.by.unwrap_or_else(|| By::fitting(span.days()));
    let asked = Asked { organisation: desk.organisation, span, by, technician: which.technician, now: app.now() };
    let people = People { names: app.store.names(desk.organisation).await?, shown: shows_names(&desk) };
    let asked = if people.shown { asked } else { Asked { technician: None, ..asked } };
    let grades = policy.grades.map(|row| row.grades).unwrap_or_default();
    let report = make(&app, name, asked, &grades, &people).await?;
    let reader = RowReader { name, asked, people, grades };
    match format {
        Some(format) => export::file(&app, format, report, reader, Words::wanted(which.language.as_deref(), &headers)).await,
        None => {
            let offset = which.offset.unwrap_or(0);
            let rows = page(&app, reader, offset, which.limit.unwrap_or(MOST_ROWS).min(MOST_ROWS)).await?;
            Ok(Json(ReportPage { report, rows }).into_response())
        }
    }
}

/// Whether figures of single people are shown: to whoever sees who has which visit anyway.
fn shows_names(desk: &DeskAuth) -> bool {
    desk.may(Permission::WorkRead)
}

async fn page(app: &App, reader: RowReader, offset: u32, most: u32) -> Result<RowPage, ApiError> {
    let columns = reader.columns();
    let (asked, name, heads) = (reader.asked, reader.name, columns.clone());
    let (put, mut got) = tokio::sync::mpsc::unbounded_channel();
    let each = Box::new(move |raw| put.send(reader.finish(reader.cells(raw), &heads)).is_ok());
    app.store.report_rows(asked, name, offset, most, each).await?;
    let mut rows = Vec::new();
    while let Some(row) = got.recv().await {
        rows.push(row);
    }
    Ok(RowPage { columns, rows, offset })
}
