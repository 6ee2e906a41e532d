//! A device that calls with an access token.

use axum::extract::FromRequestParts;
use http::header;
use http::request::Parts;
use model::id::{DeviceId, OrganisationId, PersonId};
use model::seal::key::PublicKey;

use crate::app::App;
use crate::error::ApiError;

/// The device behind a valid access token, checked on every request: it exists, belongs where the token says, is not revoked.
#[derive(Debug, Clone)]
pub(crate) struct DeviceAuth {
    pub(crate) device: DeviceId,
    pub(crate) person: PersonId,
    pub(crate) organisation: OrganisationId,
    pub(crate) public_key: PublicKey,
}

impl FromRequestParts<App> for DeviceAuth {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        // Found out before the request was admitted.
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let claims = app.tokens.check(bearer(parts)?, app.now())?;
        let known = app.store.device(claims.device).await?;
        let Some(known) = known.filter(|known| known.organisation == claims.organisation && known.person == claims.person) else {
            return Err(ApiError::Unauthenticated("The access token names no device of this server.".into()));
        };
        if known.revoked_at.is_some() {
            return Err(ApiError::DeviceRevoked);
        }
        Ok(Self { device: known.device, person: known.person, organisation: known.organisation, public_key: known.public_key })
    }
}

/// The token of the only `Authorization` header (RFC 6750 §2.1). Never from the query.
fn bearer(parts: &Parts) -> Result<&str, ApiError> {
    let mut values = parts.headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(ApiError::Unauthenticated("Send one Authorization header with a Bearer token.".into()));
    };
    let token = value.to_str().ok().and_then(|value| value.split_once(' '));
    match token {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(token),
        _ => Err(ApiError::Unauthenticated("Send an Authorization header with a Bearer token.".into())),
    }
}
