//! Assertions: what a device signs with its own key to get an access token (RFC 7523).

use jsonwebtoken::{Algorithm, DecodingKey};
use model::id::DeviceId;
use model::seal::key::PublicKey;
use model::time::Timestamp;
use model::wire::enrolment::{ASSERTION_LIFE_S, AssertionClaims};

use super::{LEEWAY_S, is_jti, strict_header, validation};
use crate::error::ApiError;

/// What an assertion must name (RFC 7523 §3).
const REQUIRED: &[&str] = &["iss", "aud", "sub", "exp"];

/// The device that `assertion` says it is from. Nothing is proven yet: look up its key, then [`check`].
pub(crate) fn claimed_device(assertion: &str) -> Result<DeviceId, ApiError> {
    let header = strict_header(assertion).ok_or_else(unusable)?;
    let claims: AssertionClaims = jsonwebtoken::dangerous::insecure_decode_claims(assertion).map_err(|_| unusable())?;
    let typ_fits = header.typ.is_none_or(|typ| typ == "JWT");
    let kid_fits = header.kid.is_none_or(|kid| kid == claims.iss);
    if !typ_fits || !kid_fits || claims.iss != claims.sub {
        return Err(unusable());
    }
    claims.iss.parse().map_err(|_| unusable())
}

/// The claims of an assertion that the holder of `key` made for `audience` and that is valid at `now`.
///
/// # Errors
/// [`ApiError::ClockSkew`] if only its times are wrong; [`ApiError::Unauthenticated`] for everything else.
pub(crate) fn check(
    assertion: &str,
    device: DeviceId,
    key: &PublicKey,
    audience: &str,
    now: Timestamp,
) -> Result<AssertionClaims, ApiError> {
    strict_header(assertion).ok_or_else(unusable)?;
    let device = device.to_string();
    let coordinates = key.coordinates().map_err(|_| unusable())?;
    let (algorithm, decoding) = match &coordinates {
        None => (Algorithm::EdDSA, DecodingKey::from_ed_components(&key.key)),
        Some((x, y)) => (Algorithm::ES256, DecodingKey::from_ec_components(x, y)),
    };
    let key = decoding.map_err(|_| unusable())?;
    let mut validation = validation(algorithm, &device, audience, REQUIRED);
    validation.sub = Some(device);
    let decoded = jsonwebtoken::decode::<AssertionClaims>(assertion, &key, &validation);
    let claims = decoded.map_err(|_| unusable())?.claims;
    let life_s = claims.exp.saturating_sub(claims.iat);
    if !(1..=ASSERTION_LIFE_S).contains(&life_s) || !is_jti(&claims.jti) {
        return Err(unusable());
    }
    let now = now.as_seconds();
    if claims.iat > now.saturating_add(LEEWAY_S) || claims.exp.saturating_add(LEEWAY_S) <= now {
        return Err(ApiError::ClockSkew);
    }
    Ok(claims)
}

/// After this instant the assertion is refused for its age, so its name need not be remembered longer.
pub(crate) fn forgotten_at(claims: &AssertionClaims) -> Timestamp {
    Timestamp::from_ms(claims.exp.saturating_add(LEEWAY_S).saturating_add(1).saturating_mul(1000))
}

/// The same answer whatever was wrong, and for devices that do not exist.
pub(crate) fn unusable() -> ApiError {
    ApiError::Unauthenticated("The assertion cannot be used. Make a new one; if that fails too, enrol again.".into())
}
