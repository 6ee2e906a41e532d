//! Money that technicians collected and accounting has not received (R-107, R-108, O-10): the sum of each technician and every
//! collection behind it. A collection that arrives twice is one, because it is known by its event.

use axum::Json;
use axum::extract::State;
use model::id::{DocumentId, PersonId};
use model::time::Timestamp;
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::cursor::{MOST_ENTRIES, Spot};
use super::entry::{Body, Ledger, MoneyTaken};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::http::query::ApiQuery;
use crate::store::ledgers::LedgerQuery;

/// What a technician has to hand in.
#[derive(Debug, Serialize, ToSchema)]
struct OpenSum {
    /// Who.
    person: PersonId,
    /// That person's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// How much, in **fen**.
    open_fen: i64,
}

/// One collection.
#[derive(Debug, Serialize, ToSchema)]
struct CollectionView {
    /// The visit.
    visit: DocumentId,
    /// Who collected.
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<PersonId>,
    /// When, by the clock there, corrected by what it knew of the server's.
    at: Timestamp,
    #[serde(flatten)]
    money: MoneyTaken,
}

/// Open sums and a page of collections.
#[derive(Debug, Serialize, ToSchema)]
struct MoneyPage {
    /// Open sum of each technician who has one.
    sums: Vec<OpenSum>,
    /// Collections, the oldest first.
    collections: Vec<CollectionView>,
    /// Hand it back as `after` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Which collections.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    person: Option<PersonId>,
    #[serde(default)]
    received: bool,
    after: Option<String>,
    limit: Option<u32>,
}

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(money))
}

/// Money that is with technicians.
#[utoipa::path(
    get,
    path = "/v1/desk/money",
    tag = "desk",
    params(
        ("person" = Option<PersonId>, Query, description = "Only what this technician collected"),
        ("received" = Option<bool>, Query, description = "Also what accounting has received"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, description = "Most rows, at most 200"),
    ),
    responses(
        (status = 200, description = "Open sums and collections", body = MoneyPage),
        (status = 400, description = "The place cannot be read", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn money(
    State(app): State<App>,
    desk: DeskAuth,
    ApiQuery(Which { person, received, after, limit }): ApiQuery<Which>,
) -> Result<Json<MoneyPage>, ApiError> {
    let after = after.as_deref().map(Spot::read).transpose()?;
    let most = limit.unwrap_or(MOST_ENTRIES).clamp(1, MOST_ENTRIES);
    let query = LedgerQuery { ledger: Ledger::Money, person, settled: received, after, most };
    let page = app.store.ledger(desk.organisation, query).await?;
    let mut names = app.store.names(desk.organisation).await?;
    let sums = app.store.open_money(desk.organisation).await?;
    let sums = sums.into_iter().map(|(person, open_fen)| OpenSum { person, name: names.remove(&person), open_fen }).collect();
    let collections = page.entries.into_iter().filter_map(|kept| match kept.entry.body {
        Body::Money(money) => Some(CollectionView { visit: kept.document, person: kept.entry.person, at: kept.entry.at, money }),
        _ => None,
    });
    Ok(Json(MoneyPage { sums, collections: collections.collect(), next: page.next.map(|next| next.text()) }))
}
