//! A desk user's own password.

use axum::extract::State;
use http::{HeaderMap, StatusCode};
use model::wire::problem::Problem;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use zeroize::Zeroizing;

use super::password::{LONGEST_BYTES, SHORTEST};
use crate::app::App;
use crate::auth::{DeskAuth, session_token};
use crate::error::ApiError;
use crate::http::json::ApiJson;
use crate::http::rate::{SignIn, Within};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(change))
}

/// `POST /v1/desk/session/password`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OwnPassword {
    /// The password so far, or the one that was handed over.
    before: String,
    /// The new one: at least 8 characters, at most 256 bytes, another than before.
    password: String,
}

/// Choose another password. Other sessions of the person end.
#[utoipa::path(
    post, path = "/v1/desk/session/password", tag = "desk", request_body = OwnPassword,
    responses(
        (status = 204, description = "It is so now"),
        (status = 403, description = "`forbidden`: the password so far is another", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`invalid`: the new password", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "`rate_limited`", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn change(
    State(app): State<App>,
    _: Within<SignIn>,
    desk: DeskAuth,
    headers: HeaderMap,
    ApiJson(OwnPassword { before, password }): ApiJson<OwnPassword>,
) -> Result<StatusCode, ApiError> {
    let (before, password) = (Zeroizing::new(before), Zeroizing::new(password));
    let refused = || ApiError::Forbidden("The password so far is another.".into());
    let kept = session_token(&headers).ok_or_else(refused)?;
    if password.chars().count() < SHORTEST || password.len() > LONGEST_BYTES || password == before {
        return Err(ApiError::Invalid("password: at least 8 characters, at most 256 bytes, and another than before".into()));
    }
    if before.len() > LONGEST_BYTES {
        return Err(refused());
    }
    let known = app.store.password_hash(desk.organisation, desk.person).await?;
    if !app.passwords.check(before, known.clone()).await.map_err(ApiError::internal)? {
        return Err(refused());
    }
    let hash = app.passwords.hash(password, app.chance.as_ref()).await.map_err(ApiError::internal)?;
    let before = known.ok_or_else(refused)?;
    if app.store.change_own_password(desk.organisation, desk.person, before, hash, kept).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(refused())
    }
}
