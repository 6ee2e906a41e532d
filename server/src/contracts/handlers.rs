//! Routes of contracts.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use model::id::ContractId;
use model::policy::local_date;
use model::rules::ContractTerm;
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::desk::{self, Ending, NewContract, Telling, known};
use super::view::{ContractView, view};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::http::json::ApiJson;
use crate::http::path::IdPath;
use crate::http::query::ApiQuery;
use crate::plans::{PlanView, plans_of};
use crate::policies;
use crate::store::contracts::ContractQuery;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(contracts, enter_contract))
        .routes(routes!(contract))
        .routes(routes!(renew_contract))
        .routes(routes!(end_contract))
        .routes(routes!(tell_of_end))
}

/// Which contracts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    customer: Option<String>,
    serial: Option<String>,
}

/// A contract with its plans.
#[derive(Debug, Serialize, ToSchema)]
struct ContractWithPlans {
    /// The contract.
    contract: ContractView,
    /// Its plans by their first day.
    plans: Vec<PlanView>,
}

/// Contracts by their end: all, those of a customer, or those that cover a serial number.
#[utoipa::path(
    get,
    path = "/v1/desk/contracts",
    tag = "desk",
    params(
        ("customer" = Option<String>, Query, description = "Part of the customer's name"),
        ("serial" = Option<String>, Query, description = "Serial number of an asset"),
    ),
    responses(
        (status = 200, description = "The one that ends first is first", body = Vec<ContractView>),
        (status = 400, description = "The query cannot be read", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn contracts(
    State(app): State<App>,
    desk: DeskAuth,
    ApiQuery(Which { customer, serial }): ApiQuery<Which>,
) -> Result<Json<Vec<ContractView>>, ApiError> {
    let given = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let query = ContractQuery { id: None, customer: given(customer), serial: given(serial) };
    let today = local_date(app.now(), policies::time_zone(&app, desk.organisation).await?);
    let kept = app.store.contracts(desk.organisation, query).await?;
    Ok(Json(kept.into_iter().map(|kept| view(kept, today)).collect()))
}

/// Enters a contract. The same id again changes nothing.
#[utoipa::path(
    post,
    path = "/v1/desk/contracts",
    tag = "desk",
    request_body = NewContract,
    responses(
        (status = 201, description = "The contract", body = ContractView),
        (status = 409, description = "The number or the id belongs to another contract", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value is not acceptable", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn enter_contract(
    State(app): State<App>,
    who: DeskAuth,
    ApiJson(new): ApiJson<NewContract>,
) -> Result<(StatusCode, Json<ContractView>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk::enter(&app, &who, new).await?)))
}

/// One contract with its plans and their next days.
#[utoipa::path(
    get,
    path = "/v1/desk/contracts/{id}",
    tag = "desk",
    params(("id" = ContractId, Path, description = "The contract")),
    responses(
        (status = 200, description = "The contract", body = ContractWithPlans),
        (status = 404, description = "No such contract", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn contract(State(app): State<App>, who: DeskAuth, IdPath(id): IdPath<ContractId>) -> Result<Json<ContractWithPlans>, ApiError> {
    let today = local_date(app.now(), policies::time_zone(&app, who.organisation).await?);
    let kept = known(&app, who.organisation, id).await?;
    let plans = plans_of(&app, who.organisation, &kept, today).await?;
    Ok(Json(ContractWithPlans { contract: view(kept, today), plans }))
}

/// Renews a contract by a further term. The same term again changes nothing.
#[utoipa::path(
    post,
    path = "/v1/desk/contracts/{id}/terms",
    tag = "desk",
    params(("id" = ContractId, Path, description = "The contract")),
    request_body = ContractTerm,
    responses(
        (status = 200, description = "The contract", body = ContractView),
        (status = 404, description = "No such contract", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The contract was ended", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The term does not follow the others", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn renew_contract(
    State(app): State<App>,
    who: DeskAuth,
    IdPath(id): IdPath<ContractId>,
    ApiJson(term): ApiJson<ContractTerm>,
) -> Result<Json<ContractView>, ApiError> {
    Ok(Json(desk::renew(&app, &who, id, term).await?))
}

/// Ends a contract before its term; its plans end with it.
#[utoipa::path(
    post,
    path = "/v1/desk/contracts/{id}/end",
    tag = "desk",
    params(("id" = ContractId, Path, description = "The contract")),
    request_body = Ending,
    responses(
        (status = 200, description = "The contract", body = ContractView),
        (status = 404, description = "No such contract", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The day is not one of the contract, or no reason is given", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn end_contract(
    State(app): State<App>,
    who: DeskAuth,
    IdPath(id): IdPath<ContractId>,
    ApiJson(ending): ApiJson<Ending>,
) -> Result<Json<ContractView>, ApiError> {
    Ok(Json(desk::end(&app, &who, id, ending).await?))
}

/// Records that the customer was told of the end, and who is sent to renew.
#[utoipa::path(
    post,
    path = "/v1/desk/contracts/{id}/notices",
    tag = "desk",
    params(("id" = ContractId, Path, description = "The contract")),
    request_body = Telling,
    responses(
        (status = 200, description = "The contract", body = ContractView),
        (status = 404, description = "No such contract", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "No notice of this end is due", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn tell_of_end(
    State(app): State<App>,
    who: DeskAuth,
    IdPath(id): IdPath<ContractId>,
    ApiJson(telling): ApiJson<Telling>,
) -> Result<Json<ContractView>, ApiError> {
    Ok(Json(desk::tell(&app, &who, id, telling).await?))
}
