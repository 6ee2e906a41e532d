//! Access tokens: short, signed by the server, checked without the database (the device behind one is then looked up).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePrivateKey as _;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Validation};
use model::id::{DeviceId, OrganisationId, PersonId};
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{LEEWAY_S, is_jti, strict_header, validation};
use crate::error::ApiError;

/// `typ` of an access token (RFC 9068 §2.1).
const TYP: &str = "at+jwt";
/// Who access tokens are for.
const AUDIENCE: &str = "urn:fieldbook:api";
/// What a token must name (RFC 9068 §2.2, and `nbf`).
const REQUIRED: &[&str] = &["iss", "aud", "sub", "exp", "nbf"];

/// What an access token says.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AccessClaims {
    iss: String,
    aud: String,
    /// The device.
    sub: DeviceId,
    org: OrganisationId,
    person: PersonId,
    iat: i64,
    nbf: i64,
    exp: i64,
    jti: String,
}

/// Who a valid access token was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AccessBearer {
    pub(crate) device: DeviceId,
    pub(crate) organisation: OrganisationId,
    pub(crate) person: PersonId,
}

/// A new access token could not be signed.
#[derive(Debug, thiserror::Error)]
#[error("the server's key cannot sign: {0}")]
pub(crate) struct SigningError(String);

/// Makes and checks access tokens with the server's key.
pub(crate) struct AccessTokens {
    signing: EncodingKey,
    verifying: DecodingKey,
    validation: Validation,
    kid: String,
    issuer: String,
    life_s: i64,
}

impl AccessTokens {
    /// Tokens of the server named `issuer`, each valid for `life_s` **seconds**.
    pub(crate) fn new(key: &SigningKey, issuer: String, life_s: u64) -> Result<Self, SigningError> {
        let failed = |error: &dyn std::fmt::Display| SigningError(error.to_string());
        let der = key.to_pkcs8_der().map_err(|error| failed(&error))?;
        let public = key.verifying_key();
        let verifying = DecodingKey::from_ed_components(&URL_SAFE_NO_PAD.encode(public.as_bytes()));
        let [k0, k1, k2, k3, k4, k5, k6, k7, ..] = <[u8; 32]>::from(Sha256::digest(public.as_bytes()));
        Ok(Self {
            signing: EncodingKey::from_ed_der(der.as_bytes()),
            verifying: verifying.map_err(|error| failed(&error))?,
            validation: validation(Algorithm::EdDSA, &issuer, AUDIENCE, REQUIRED),
            kid: hex::encode([k0, k1, k2, k3, k4, k5, k6, k7]),
            issuer,
            life_s: i64::try_from(life_s).unwrap_or(i64::MAX),
        })
    }

    /// What assertions must name as their audience: this server.
    pub(crate) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// A token for `bearer`, made at `now` and named by 16 random bytes.
    pub(crate) fn make(&self, bearer: AccessBearer, now: Timestamp, jti: [u8; 16]) -> Result<String, SigningError> {
        let mut header = jsonwebtoken::Header::new(Algorithm::EdDSA);
        header.typ = Some(TYP.to_owned());
        header.kid = Some(self.kid.clone());
        let claims = AccessClaims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: bearer.device,
            org: bearer.organisation,
            person: bearer.person,
            iat: now.as_seconds(),
            nbf: now.as_seconds(),
            exp: now.as_seconds().saturating_add(self.life_s),
            jti: hex::encode(jti),
        };
        jsonwebtoken::encode(&header, &claims, &self.signing).map_err(|error| SigningError(error.to_string()))
    }

    /// Who `token` was made for and until when, if it is one of this server's and valid at `now`.
    ///
    /// # Errors
    /// [`ApiError::TokenExpired`] if it was valid once; [`ApiError::Unauthenticated`] for everything else, without saying what.
    pub(crate) fn check(&self, token: &str, now: Timestamp) -> Result<(AccessBearer, Timestamp), ApiError> {
        let unusable = || ApiError::Unauthenticated("The access token cannot be used. Ask for a new one.".into());
        let header = strict_header(token).ok_or_else(unusable)?;
        if header.typ.as_deref() != Some(TYP) || header.kid.as_deref() != Some(self.kid.as_str()) {
            return Err(unusable());
        }
        let decoded = jsonwebtoken::decode::<AccessClaims>(token, &self.verifying, &self.validation);
        let claims = decoded.map_err(|_| unusable())?.claims;
        let now = now.as_seconds();
        let latest = now.saturating_add(LEEWAY_S);
        let ordered = claims.iat <= claims.nbf && claims.nbf < claims.exp;
        if !ordered || claims.nbf > latest || claims.iat > latest || !is_jti(&claims.jti) {
            return Err(unusable());
        }
        if claims.exp.saturating_add(LEEWAY_S) <= now {
            return Err(ApiError::TokenExpired);
        }
        let bearer = AccessBearer { device: claims.sub, organisation: claims.org, person: claims.person };
        Ok((bearer, Timestamp::from_ms(claims.exp.saturating_mul(1000))))
    }
}

#[cfg(test)]
mod tests;
