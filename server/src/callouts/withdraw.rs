//! Entries made by mistake: withdrawn with a reason, and taken back. Nothing is deleted.

use axum::Json;
use axum::extract::State;
use model::id::CallOutId;
use model::rules::{check_text, is_blank};
use model::wire::problem::Problem;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::list::read_whole;
use super::view::CallOutWhole;
use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::http::json::ApiJson;
use crate::http::path::IdPath;
use crate::store::call_outs::{CallOutState, Turned};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(withdraw)).routes(routes!(restore))
}

/// Why an entry is withdrawn.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WithdrawRequest {
    /// Why.
    reason: String,
}

/// Withdraws an entry that was made by mistake. It stays in the register with the reason; nobody can be sent to it.
#[utoipa::path(
    post,
    path = "/v1/desk/call-outs/{id}/withdraw",
    tag = "desk",
    params(("id" = CallOutId, Path, description = "The entry")),
    request_body = WithdrawRequest,
    responses(
        (status = 200, description = "The entry", body = CallOutWhole),
        (status = 404, description = "No such entry", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`conflict`: somebody was sent, or it is withdrawn already", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No reason", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn withdraw(
    State(app): State<App>,
    desk: DeskAuth,
    IdPath(id): IdPath<CallOutId>,
    ApiJson(WithdrawRequest { reason }): ApiJson<WithdrawRequest>,
) -> Result<Json<CallOutWhole>, ApiError> {
    if is_blank(&reason) {
        return Err(ApiError::Invalid("reason: give a reason".into()));
    }
    check_text(&reason).map_err(|refusal| ApiError::Invalid(format!("reason: {refusal}").into()))?;
    let turned = app.store.withdraw_call_out(desk.organisation, id, desk.person, app.now(), reason).await?;
    done(turned)?;
    Ok(Json(read_whole(&app, &desk, id).await?))
}

/// Takes the withdrawal of an entry back: it waits again, with its number and its time of arrival.
#[utoipa::path(
    post,
    path = "/v1/desk/call-outs/{id}/restore",
    tag = "desk",
    params(("id" = CallOutId, Path, description = "The entry")),
    responses(
        (status = 200, description = "The entry", body = CallOutWhole),
        (status = 404, description = "No such entry", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`conflict`: it is not withdrawn", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn restore(State(app): State<App>, desk: DeskAuth, IdPath(id): IdPath<CallOutId>) -> Result<Json<CallOutWhole>, ApiError> {
    done(app.store.restore_call_out(desk.organisation, id, desk.person, app.now()).await?)?;
    Ok(Json(read_whole(&app, &desk, id).await?))
}

fn done(turned: Turned) -> Result<(), ApiError> {
    match turned {
        Turned::Done => Ok(()),
        Turned::Unknown => Err(ApiError::NotFound),
        Turned::Is(CallOutState::Registered) => Err(ApiError::Conflict("This call-out is not withdrawn.".into())),
        Turned::Is(CallOutState::Withdrawn) => Err(ApiError::Conflict("This call-out is withdrawn already.".into())),
        Turned::Is(CallOutState::Dispatched) => {
            Err(ApiError::Conflict("Somebody was sent for this call-out. Call the visit off first.".into()))
        }
        Turned::Is(CallOutState::Cleared) => Err(ApiError::Conflict("This call-out is cleared: the customer has signed.".into())),
    }
}
