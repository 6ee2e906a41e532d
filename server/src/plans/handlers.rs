//! Routes of maintenance plans.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use http::StatusCode;
use model::id::{ContractId, PlanId};
use model::wire::problem::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::desk::{self, DayChange, NewPlan};
use super::view::PlanView;
use crate::app::App;
use crate::auth::DeskAuth;
use crate::contracts::Ending;
use crate::error::ApiError;
use crate::http::json::ApiJson;
use crate::http::path::IdPath;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(make_plan)).routes(routes!(end_plan)).routes(routes!(change_plan_day))
}

/// Makes a maintenance plan of a contract, and enters what is near already. The same id again changes nothing.
#[utoipa::path(
    post,
    path = "/v1/desk/contracts/{id}/plans",
    tag = "desk",
    params(("id" = ContractId, Path, description = "The contract")),
    request_body = NewPlan,
    responses(
        (status = 201, description = "The plan", body = PlanView),
        (status = 404, description = "No such contract", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The id belongs to another plan", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value is not acceptable", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn make_plan(
    State(app): State<App>,
    who: DeskAuth,
    IdPath(contract): IdPath<ContractId>,
    ApiJson(new): ApiJson<NewPlan>,
) -> Result<(StatusCode, Json<PlanView>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk::make(&app, &who, contract, new).await?)))
}

/// Ends a plan: nothing after the day is entered.
#[utoipa::path(
    post,
    path = "/v1/desk/plans/{id}/end",
    tag = "desk",
    params(("id" = PlanId, Path, description = "The plan")),
    request_body = Ending,
    responses(
        (status = 200, description = "The plan", body = PlanView),
        (status = 404, description = "No such plan", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No reason is given", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn end_plan(
    State(app): State<App>,
    who: DeskAuth,
    IdPath(id): IdPath<PlanId>,
    ApiJson(ending): ApiJson<Ending>,
) -> Result<Json<PlanView>, ApiError> {
    Ok(Json(desk::end(&app, &who, id, ending).await?))
}

/// Skips one day of a plan, or moves it, with a reason. What is entered already is moved or called off with its visit.
#[utoipa::path(
    post,
    path = "/v1/desk/plans/{id}/days/{due_on}",
    tag = "desk",
    params(
        ("id" = PlanId, Path, description = "The plan"),
        ("due_on" = String, Path, description = "The day of the calendar, YYYY-MM-DD"),
    ),
    request_body = DayChange,
    responses(
        (status = 200, description = "The plan", body = PlanView),
        (status = 404, description = "No such plan, or its calendar has no such day", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Its call-outs are entered", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The new day is not covered, or no reason is given", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn change_plan_day(
    State(app): State<App>,
    who: DeskAuth,
    IdPath((id, due_on)): IdPath<(PlanId, NaiveDate)>,
    ApiJson(change): ApiJson<DayChange>,
) -> Result<Json<PlanView>, ApiError> {
    Ok(Json(desk::change_day(&app, &who, id, due_on, change).await?))
}
