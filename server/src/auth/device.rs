//! A device that calls with an access token.

use axum::extract::FromRequestParts;
use http::header;
use http::request::Parts;
use model::id::{DeviceId, OrganisationId, PersonId};
use model::seal::key::PublicKey;
use model::time::Timestamp;

use crate::app::App;
use crate::error::ApiError;
use crate::tokens::assertion;

/// The device behind a valid access token, checked on every request: it exists, belongs where the token says, is not revoked.
#[derive(Debug, Clone)]
pub(crate) struct DeviceAuth {
    pub(crate) device: DeviceId,
    pub(crate) person: PersonId,
    pub(crate) organisation: OrganisationId,
    pub(crate) public_key: PublicKey,
    /// When the token is past its time.
    pub(crate) token_until: Timestamp,
}

impl FromRequestParts<App> for DeviceAuth {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        // Found out before the request was admitted.
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let (claims, token_until) = app.tokens.check(bearer(parts)?, app.now())?;
        let known = app.store.device(claims.device).await?;
        let Some(known) = known.filter(|known| known.organisation == claims.organisation && known.person == claims.person) else {
            return Err(ApiError::Unauthenticated("The access token names no device of this server.".into()));
        };
        if known.revoked_at.is_some() {
            return Err(ApiError::DeviceRevoked);
        }
        Ok(Self { device: known.device, person: known.person, organisation: known.organisation, public_key: known.public_key, token_until })
    }
}

/// A device that was put out, proven by a fresh assertion of its key in place of a token, used once. It can hand in what it has
/// ([`HAND_IN_PATH`](model::wire::hand_in::HAND_IN_PATH)) and nothing else.
#[derive(Debug, Clone)]
pub(crate) struct PutOutAuth(pub(crate) DeviceAuth);

impl FromRequestParts<App> for PutOutAuth {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let text = bearer(parts)?;
        let known = app.store.device(assertion::claimed_device(text)?).await?.ok_or_else(assertion::unusable)?;
        let now = app.now();
        let claims = assertion::check(text, known.device, &known.public_key, app.tokens.issuer(), now)?;
        if known.revoked_at.is_none() {
            return Err(ApiError::Conflict("This device was not put out: it syncs.".into()));
        }
        let forgotten_at = assertion::forgotten_at(&claims);
        if !app.store.use_assertion(known.device, claims.jti, forgotten_at, now).await? {
            return Err(assertion::unusable());
        }
        Ok(Self(DeviceAuth {
            device: known.device,
            person: known.person,
            organisation: known.organisation,
            public_key: known.public_key,
            token_until: now,
        }))
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
