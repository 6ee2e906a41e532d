//! Enrolment and tokens: the desk hands out a one-time code, the device shows its public key, and from then on asks for short
//! access tokens with assertions signed by that key (RFC 7523). No long-lived secret is kept on the device but its key.

use serde::{Deserialize, Serialize};

use crate::id::{DeviceId, OrganisationId, PersonId};
use crate::seal::key::PublicKey;
use crate::time::Timestamp;

/// `grant_type` of a token request (RFC 7523 §2.1).
pub const JWT_BEARER_GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// Where a device asks for its certificate.
pub const CERTIFICATE_PATH: &str = "/v1/devices/certificate";
/// Longest life of an assertion in **seconds**.
pub const ASSERTION_LIFE_S: i64 = 120;

/// `POST /v1/devices/enrol`.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnrolRequest {
    /// The one-time code from the desk.
    pub code: String,
    /// The device's public key.
    pub public_key: PublicKey,
    /// What people call the device, at most 80 characters.
    pub device_name: String,
    /// base64url signature of the key over [`enrol_message`] of the code: proof that the device holds the key.
    pub proof: String,
}

impl std::fmt::Debug for EnrolRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EnrolRequest").field("device_name", &self.device_name).finish_non_exhaustive()
    }
}

/// What a device signs to prove at enrolment that it holds its key.
#[must_use]
pub fn enrol_message(code: &str) -> Vec<u8> {
    [b"fieldbook/enrol/1\0".as_slice(), code.as_bytes()].concat()
}

/// The answer: who the device is from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnrolResponse {
    /// The device's id.
    pub device: DeviceId,
    /// Whose device it is.
    pub person: PersonId,
    /// That person's name.
    pub person_name: String,
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub organisation_name: String,
    /// What assertions must name as their audience.
    pub audience: String,
    /// The organisation's [certificate](crate::seal::certificate) of the device; absent from servers that issue none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub certificate: Option<String>,
    /// The server's clock.
    pub server_time: Timestamp,
}

/// `GET /v1/devices/certificate`: for a device that was enrolled before there were any, or whose organisation has a new key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CertificateResponse {
    /// The organisation's [certificate](crate::seal::certificate) of the device that asks.
    pub certificate: String,
}

/// Claims of a device's assertion (RFC 7523 §3): `iss` and `sub` are the device id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssertionClaims {
    /// The device id.
    pub iss: String,
    /// The device id.
    pub sub: String,
    /// [`EnrolResponse::audience`].
    pub aud: String,
    /// Made at, in **seconds**.
    pub iat: i64,
    /// Ends at, in **seconds**; at most [`ASSERTION_LIFE_S`] after `iat`.
    pub exp: i64,
    /// Used once.
    pub jti: String,
}

/// `POST /v1/token`, as a form.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenRequest {
    /// [`JWT_BEARER_GRANT`].
    pub grant_type: String,
    /// The signed assertion.
    pub assertion: String,
}

/// The answer to a token request (RFC 6749 §5.1).
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenResponse {
    /// The access token.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: String,
    /// **Seconds** until it ends.
    pub expires_in: u64,
    /// The server's clock.
    pub server_time: Timestamp,
}
