//! A device trades an assertion for an access token (RFC 7523 §2.1).

use axum::Json;
use axum::extract::State;
use model::wire::enrolment::{JWT_BEARER_GRANT, TokenRequest, TokenResponse};
use model::wire::problem::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::error::ApiError;
use crate::http::json::ApiForm;
use crate::http::rate::{Token, Within};
use crate::tokens::access::AccessBearer;
use crate::tokens::assertion;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(token))
}

/// Trade an assertion, signed by the device's key and used once, for an access token.
#[utoipa::path(
    post, path = "/v1/token", tag = "devices",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "A short access token", body = TokenResponse),
        (status = 400, description = "`clock_skew` or `malformed`", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "`unauthenticated`", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "`device_revoked`", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`invalid`: another grant type", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "`rate_limited`", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn token(State(app): State<App>, _: Within<Token>, ApiForm(request): ApiForm<TokenRequest>) -> Result<Json<TokenResponse>, ApiError> {
    if request.grant_type != JWT_BEARER_GRANT {
        return Err(ApiError::Invalid(format!("The grant type must be {JWT_BEARER_GRANT}.").into()));
    }
    let claimed = assertion::claimed_device(&request.assertion)?;
    let device = app.store.device(claimed).await?.ok_or_else(assertion::unusable)?;
    let now = app.now();
    let key = &device.public_key;
    let claims = assertion::check(&request.assertion, device.device, key, app.tokens.issuer(), now)?;
    if device.revoked_at.is_some() {
        return Err(ApiError::DeviceRevoked);
    }
    let forgotten_at = assertion::forgotten_at(&claims);
    if !app.store.use_assertion(device.device, claims.jti, forgotten_at, now).await? {
        return Err(assertion::unusable());
    }
    let bearer = AccessBearer { device: device.device, organisation: device.organisation, person: device.person };
    let access_token = app.tokens.make(bearer, now, app.random()?).map_err(ApiError::internal)?;
    Ok(Json(TokenResponse { access_token, token_type: "Bearer".to_owned(), expires_in: app.config.access_token_life_s, server_time: now }))
}
