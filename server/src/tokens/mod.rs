//! Signed tokens (RFC 7519): access tokens that this server makes, and assertions that devices make (RFC 7523).
//!
//! Access tokens are Ed25519, assertions of the algorithm of the device's key, only the header fields below, times only by the server's own clock. jsonwebtoken checks the signature and the
//! presence and values of claims; what its defaults let through (unknown `crit`, another `typ`, `nbf` ahead, the machine's clock)
//! is checked here before and after.

pub(crate) mod access;
pub(crate) mod assertion;
pub(crate) mod key_file;
pub(crate) mod organisation_keys;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, Validation};
use model::seal::key::{ED25519, P256};
use serde::Deserialize;

/// Longest token that is looked at, in **bytes**.
const MAX_TOKEN_BYTES: usize = 4096;
/// How far two clocks may differ, in **seconds**.
const LEEWAY_S: i64 = 5;
/// Longest name of a token.
const MAX_JTI_BYTES: usize = 128;

/// Every header field that is understood. Any other (`crit`, `jku`, `x5u`, `jwk`, `b64`, …) makes the token unusable, as does a
/// repeated one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    #[serde(default)]
    typ: Option<String>,
    #[serde(default)]
    kid: Option<String>,
}

/// The header of a token that is worth verifying: three parts, not too long, an algorithm that is known here, nothing unknown in the
/// header.
fn strict_header(token: &str) -> Option<Header> {
    if token.len() > MAX_TOKEN_BYTES || token.split('.').count() != 3 {
        return None;
    }
    let (header, _) = token.split_once('.')?;
    let header: Header = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
    matches!(header.alg.as_str(), ED25519 | P256).then_some(header)
}

/// Signature, issuer, audience, and every claim present. Times are left to the caller: the library would read the machine's clock.
fn validation(algorithm: Algorithm, issuer: &str, audience: &str, required: &[&str]) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.leeway = 0;
    validation.set_issuer(&[issuer]);
    validation.set_audience(&[audience]);
    validation.set_required_spec_claims(required);
    validation
}

/// Whether `jti` can name a token.
fn is_jti(jti: &str) -> bool {
    !jti.is_empty() && jti.len() <= MAX_JTI_BYTES && jti.bytes().all(|byte| byte.is_ascii_graphic())
}
