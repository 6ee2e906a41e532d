//! Requisitions: parts that were asked for from the site, over all visits, with what is at hand (R-074, R-083, O-06; F-70). A leader
//! decides on the visit, the storekeeper issues there; both are routes of [`crate::visits`].

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use model::documents::visit::requests::{PartRequest, RequestState};
use model::id::DocumentId;
use model::stock::{Place, part_key};
use model::time::Timestamp;
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::balances::{BalanceLine, lines};
use super::names::Names;
use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::http::query::ApiQuery;
use crate::ledgers::{Body, Spot};
use crate::store::stock::{BalanceQuery, Requisition};

/// Most requisitions of one answer.
const MOST_REQUISITIONS: u32 = 200;
/// Most places at which a part is looked for.
const MOST_PLACES: usize = 100;

/// Where a requisition stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Standing {
    /// It waits for a leader.
    Pending,
    /// It is approved, and the store has not given the part out.
    Approved,
    /// The technician has the part.
    Issued,
    /// A leader refused.
    Declined,
}

/// A part that was asked for from the site.
#[derive(Serialize, ToSchema)]
struct RequisitionView {
    /// The visit.
    visit: DocumentId,
    /// Number of the order.
    number: String,
    /// The customer's name.
    customer: String,
    /// Where it stands.
    state: Standing,
    /// What is asked for, who decided and why.
    request: PartRequest,
    /// Who asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    by_name: Option<String>,
    /// When it was issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    issued_at: Option<Timestamp>,
    /// Number of the paper it was issued on.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// What stores have of the part; only while it is open.
    at_hand: Vec<BalanceLine>,
}

/// Requisitions.
#[derive(Serialize, ToSchema)]
struct Requisitions {
    /// Open ones the oldest first; all of them the newest first.
    requisitions: Vec<RequisitionView>,
    /// Hand it back as `after` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Which requisitions.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    #[serde(default)]
    all: bool,
    after: Option<String>,
    limit: Option<u32>,
}

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(requisitions))
}

/// Parts that were asked for from the site: those that wait for a decision or for the store, the oldest first, or all, the newest first.
#[utoipa::path(
    get, path = "/v1/desk/stock/requisitions", tag = "desk",
    params(
        ("all" = Option<bool>, Query, description = "Also those that are issued or declined"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, description = "Most requisitions, at most 200"),
    ),
    responses(
        (status = 200, description = "A page of requisitions", body = Requisitions),
        (status = 400, description = "The query cannot be read", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn requisitions(
    State(app): State<App>,
    desk: DeskAuth,
    ApiQuery(Which { all, after, limit }): ApiQuery<Which>,
) -> Result<Json<Requisitions>, ApiError> {
    let after = after.as_deref().map(Spot::read).transpose()?;
    let most = limit.unwrap_or(MOST_REQUISITIONS).clamp(1, MOST_REQUISITIONS);
    let found = app.store.requisitions(desk.organisation, all, after, most).await?;
    let names = Names::of(&app, desk.organisation).await?;
    let mut at_hand: BTreeMap<String, Vec<crate::store::stock::Sum>> = BTreeMap::new();
    let mut requisitions = Vec::new();
    for Requisition { entry, issue } in found.rows {
        let issued_at = issue.as_ref().map(|moved| moved.movement.at);
        let note = issue.and_then(|moved| moved.note).map(|(_, number)| number);
        let visit = entry.document;
        let Body::Requests(asked) = entry.entry.body else { continue };
        let state = match (asked.request.state, issued_at) {
            (_, Some(_)) => Standing::Issued,
            (RequestState::Pending, None) => Standing::Pending,
            (RequestState::Approved, None) => Standing::Approved,
            (RequestState::Declined, None) => Standing::Declined,
        };
        let part = part_key(&asked.request.part_number, &asked.request.name);
        if matches!(state, Standing::Pending | Standing::Approved) && !at_hand.contains_key(&part) {
            let query = BalanceQuery { part: Some(part.clone()), most: MOST_PLACES, ..BalanceQuery::default() };
            at_hand.insert(part.clone(), app.store.stock_sums(desk.organisation, query).await?.sums);
        }
        let in_stores = at_hand.get(&part).into_iter().flatten().filter(|_| matches!(state, Standing::Pending | Standing::Approved));
        let in_stores = in_stores.filter(|sum| Place::of_key(&sum.place).is_some_and(|place| place.is_store())).cloned();
        requisitions.push(RequisitionView {
            visit,
            number: asked.number,
            customer: asked.customer,
            state,
            by_name: names.person(asked.request.by),
            issued_at,
            note,
            at_hand: lines(in_stores.collect(), &names),
            request: asked.request,
        });
    }
    Ok(Json(Requisitions { requisitions, next: found.next.as_ref().map(Spot::text) }))
}
