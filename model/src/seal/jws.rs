//! Signed statements: JWS in compact form (RFC 7515). Certificates of devices, receipts of the server, checkpoints of the log and
//! statements of organisations are such texts: they fit a line, a file, another record.
//!
//! One statement has one spelling: the header is `{"alg":…,"typ":…}` and nothing else, the payload canonical JSON (RFC 8785). Whatever
//! is written otherwise is refused, also when it says the same. Left out: JSON serialisation of JWS, `crit`, keys in headers.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::key::{DeviceKey, PublicKey};
use super::{SealError, canonical};

/// The longest statement that is looked at, in **bytes**.
pub const MAX_STATEMENT_BYTES: usize = 1024 * 1024;

#[derive(Serialize)]
struct Header<'a> {
    alg: &'a str,
    typ: &'a str,
}

/// Signs `claims` as a statement of the type `typ`.
///
/// # Errors
/// [`SealError::KeyRefused`] if the key cannot sign now, [`SealError::NotCanonical`], [`SealError::TooLarge`].
pub fn sign<T: Serialize>(typ: &str, claims: &T, key: &dyn DeviceKey) -> Result<String, SealError> {
    let signed = format!("{}.{}", header(typ, &key.public_key())?, URL_SAFE_NO_PAD.encode(canonical(claims)?));
    let signature = key.sign(signed.as_bytes())?;
    let statement = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature));
    if statement.len() > MAX_STATEMENT_BYTES { Err(SealError::TooLarge(MAX_STATEMENT_BYTES)) } else { Ok(statement) }
}

/// What `statement` says, if it is one of the type `typ` signed by `key`.
///
/// # Errors
/// [`SealError::TooLarge`], [`SealError::Unreadable`], [`SealError::NotCanonical`], [`SealError::Signature`],
/// [`SealError::UnknownAlgorithm`].
pub fn verify<T: Serialize + DeserializeOwned>(statement: &str, typ: &str, key: &PublicKey) -> Result<T, SealError> {
    let claims = unverified(statement)?;
    let (signed, signature) = statement.rsplit_once('.').ok_or_else(unreadable)?;
    let expected = header(typ, key)?;
    if signed.split_once('.').is_none_or(|(header, _)| header != expected) {
        return Err(SealError::Unreadable(format!("it is no {typ}, or of another algorithm than the key")));
    }
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| SealError::Signature)?;
    key.verify(signed.as_bytes(), &signature)?;
    Ok(claims)
}

/// What `statement` says, whoever signed it: to find the key with which to [`verify`] it.
///
/// # Errors
/// [`SealError::TooLarge`], [`SealError::Unreadable`], [`SealError::NotCanonical`].
pub(super) fn unverified<T: Serialize + DeserializeOwned>(statement: &str) -> Result<T, SealError> {
    if statement.len() > MAX_STATEMENT_BYTES {
        return Err(SealError::TooLarge(MAX_STATEMENT_BYTES));
    }
    let mut parts = statement.split('.');
    let (Some(_), Some(payload), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(unreadable());
    };
    let payload = URL_SAFE_NO_PAD.decode(payload).map_err(|_| unreadable())?;
    let claims: T = serde_json::from_slice(&payload).map_err(|error| SealError::Unreadable(error.to_string()))?;
    if canonical(&claims)? != payload {
        return Err(SealError::NotCanonical("a signed statement".to_owned()));
    }
    Ok(claims)
}

fn header(typ: &str, key: &PublicKey) -> Result<String, SealError> {
    Ok(URL_SAFE_NO_PAD.encode(canonical(&Header { alg: &key.algorithm, typ })?))
}

fn unreadable() -> SealError {
    SealError::Unreadable("it is no signed statement in compact form".to_owned())
}
