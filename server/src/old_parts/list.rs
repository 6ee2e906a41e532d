//! Old parts by the day on which something is due, what is overdue first (R-119…R-125; F-83).

use axum::Json;
use axum::extract::State;
use model::documents::old_part::status::Progress;
use model::rules::Disposition;
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::today;
use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::http::query::ApiQuery;
use crate::registers::old_part::Overdue;
use crate::registers::row::{RegisterData, RegisterRow};
use crate::store::old_parts::OldPartQuery;

/// Rows of one page, unless fewer are asked for.
const MOST_ROWS: u32 = 200;

/// An old part with the days it is late.
#[derive(Serialize, ToSchema)]
pub(super) struct Listed {
    #[serde(flatten)]
    row: RegisterRow,
    /// Days that it is late.
    overdue: Overdue,
    /// It can be packed for a shipment now.
    may_pack: bool,
}

impl Listed {
    /// The row of an old part; `None` for another one.
    pub(super) fn of(row: RegisterRow, today: chrono::NaiveDate) -> Option<Self> {
        let RegisterData::OldPart(part) = &row.what else { return None };
        Some(Self { overdue: part.overdue(today), may_pack: part.may_pack(), row })
    }
}

/// A page of old parts. Days are `YYYY-MM-DD`.
#[derive(Serialize, ToSchema)]
struct OldPartPage {
    /// The day on which overdue days are counted.
    on: String,
    /// What is due first before; what is never due last.
    rows: Vec<Listed>,
    /// Hand it back as `after` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Which old parts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    #[serde(default)]
    all: bool,
    stage: Option<Progress>,
    technician: Option<String>,
    disposition: Option<Disposition>,
    find: Option<String>,
    after: Option<String>,
    limit: Option<u32>,
}

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(old_parts))
}

/// Old parts with overdue days, by the day on which something is due.
#[utoipa::path(
    get,
    path = "/v1/desk/old-parts",
    tag = "desk",
    params(
        ("all" = Option<bool>, Query, description = "Also those with nothing left to do"),
        ("stage" = Option<Progress>, Query, description = "Only those that are so far"),
        ("technician" = Option<String>, Query, description = "Only those of the technician of this name"),
        ("disposition" = Option<Disposition>, Query, description = "Only those of which this is to become"),
        ("find" = Option<String>, Query, description = "Only those in whose order, product, part or fault this stands"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, description = "Most rows, at most 200"),
    ),
    responses(
        (status = 200, description = "A page of old parts", body = OldPartPage),
        (status = 400, description = "The query cannot be read", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn old_parts(State(app): State<App>, desk: DeskAuth, ApiQuery(which): ApiQuery<Which>) -> Result<Json<OldPartPage>, ApiError> {
    let spot = |text: String| text.split_once('.').and_then(|(due, document)| Some((due.to_owned(), document.parse().ok()?)));
    let unreadable = || ApiError::Malformed("after: hand back `next` of the page before".into());
    let query = OldPartQuery {
        open: !which.all,
        state: which.stage.map(word),
        technician: which.technician,
        disposition: which.disposition.map(word),
        shipment: None,
        find: which.find.map(|find| find.trim().to_owned()).filter(|find| !find.is_empty()),
        after: which.after.map(|text| spot(text).ok_or_else(unreadable)).transpose()?,
        most: which.limit.unwrap_or(MOST_ROWS).clamp(1, MOST_ROWS),
    };
    let on = today(&app, &desk).await?;
    let page = app.store.old_parts(desk.organisation, query).await?;
    Ok(Json(OldPartPage {
        on: on.to_string(),
        rows: page.rows.into_iter().filter_map(|row| Listed::of(row, on)).collect(),
        next: page.next.map(|(due, document)| format!("{due}.{document}")),
    }))
}

/// The word by which a value without fields is kept.
fn word(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
