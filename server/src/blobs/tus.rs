//! The headers of tus 1.0.0, the open protocol for resumable uploads (<https://tus.io/protocols/resumable-upload>).

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::DateTime;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use model::time::Timestamp;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use crate::error::{ApiError, TUS_RESUMABLE, TUS_SPOKEN, TUS_VERSION};

/// What is spoken beyond the core.
const EXTENSIONS: HeaderValue = HeaderValue::from_static("creation,checksum,expiration");
/// How a piece may be checked.
const CHECKSUMS: HeaderValue = HeaderValue::from_static("sha1,sha256");

const TUS_EXTENSION: HeaderName = HeaderName::from_static("tus-extension");
const TUS_MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");
const TUS_CHECKSUM_ALGORITHM: HeaderName = HeaderName::from_static("tus-checksum-algorithm");
pub(super) const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");
pub(super) const UPLOAD_EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const UPLOAD_METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const UPLOAD_CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
const METHOD_OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");
/// Longest metadata that is read, in **bytes**.
const MAX_METADATA_BYTES: usize = 4 * 1024;

/// Refuses other versions of the protocol, and names the version in every answer of it. `GET`, and `HEAD` without the header, are plain
/// HTTP.
pub(super) async fn speak(request: Request, next: Next) -> Response {
    let version = request.headers().get(&TUS_RESUMABLE);
    let plain = match *request.method() {
        Method::GET | Method::OPTIONS => true,
        Method::HEAD => version.is_none(),
        _ => false,
    };
    let mut response = if plain || version == Some(&TUS_SPOKEN) { next.run(request).await } else { ApiError::TusVersion.into_response() };
    if !plain {
        response.headers_mut().insert(TUS_RESUMABLE, TUS_SPOKEN);
    }
    response
}

/// Whether the request speaks tus; else it is plain HTTP.
pub(super) fn is_spoken(headers: &HeaderMap) -> bool {
    headers.contains_key(&TUS_RESUMABLE)
}

/// What `OPTIONS` says beside the version.
pub(super) fn capabilities(max_size: u64) -> [(HeaderName, HeaderValue); 5] {
    [
        (TUS_RESUMABLE, TUS_SPOKEN),
        (TUS_VERSION, TUS_SPOKEN),
        (TUS_EXTENSION, EXTENSIONS),
        (TUS_MAX_SIZE, HeaderValue::from(max_size)),
        (TUS_CHECKSUM_ALGORITHM, CHECKSUMS),
    ]
}

/// The number in a header: digits and nothing else.
pub(super) fn number(headers: &HeaderMap, name: &HeaderName) -> Option<u64> {
    let text = headers.get(name)?.to_str().ok()?;
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// The method that the caller means, if it could not send it (`X-HTTP-Method-Override`).
pub(super) fn meant_method(headers: &HeaderMap) -> Option<&[u8]> {
    headers.get(METHOD_OVERRIDE).map(HeaderValue::as_bytes)
}

/// The value of `key` in `Upload-Metadata`: pairs of a key and a Base64 value, with commas between them.
pub(super) fn metadata(headers: &HeaderMap, key: &str) -> Option<Vec<u8>> {
    let text = headers.get(UPLOAD_METADATA)?.to_str().ok().filter(|text| text.len() <= MAX_METADATA_BYTES)?;
    let mut pairs = text.split(',').map(|pair| pair.trim().split_once(' ').unwrap_or((pair.trim(), "")));
    let (_, value) = pairs.find(|(found, _)| *found == key)?;
    STANDARD.decode(value.trim()).ok()
}

/// The time an upload is given up, as `Upload-Expires` has it (RFC 9110 §5.6.7); `None` for years that no date names.
pub(super) fn expires(at: Timestamp) -> Option<HeaderValue> {
    let date = DateTime::from_timestamp_millis(at.as_ms())?;
    HeaderValue::try_from(date.format("%a, %d %b %Y %H:%M:%S GMT").to_string()).ok()
}

/// A checksum that a piece has to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Checksum {
    Sha1(Vec<u8>),
    Sha256(Vec<u8>),
}

impl Checksum {
    /// The checksum in `Upload-Checksum`, if there is one.
    ///
    /// # Errors
    /// [`ApiError::Malformed`] if it cannot be read, or is of an algorithm that is not known here.
    pub(super) fn of(headers: &HeaderMap) -> Result<Option<Self>, ApiError> {
        let Some(value) = headers.get(UPLOAD_CHECKSUM) else { return Ok(None) };
        let parts = value.to_str().ok().and_then(|value| value.trim().split_once(' '));
        let sum = parts.and_then(|(algorithm, sum)| Some((algorithm, STANDARD.decode(sum.trim()).ok()?)));
        match sum {
            Some(("sha1", sum)) => Ok(Some(Self::Sha1(sum))),
            Some(("sha256", sum)) => Ok(Some(Self::Sha256(sum))),
            _ => Err(ApiError::Malformed("Send Upload-Checksum as sha1 or sha256, a space, and the digest in Base64.".into())),
        }
    }

    /// Whether `bytes` have it.
    pub(super) fn fits(&self, bytes: &[u8]) -> bool {
        match self {
            Self::Sha1(sum) => sum.as_slice() == <[u8; 20]>::from(Sha1::digest(bytes)),
            Self::Sha256(sum) => sum.as_slice() == <[u8; 32]>::from(Sha256::digest(bytes)),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

    use super::*;

    fn with(name: HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn metadata_is_read_by_its_key() {
        let headers = with(UPLOAD_METADATA, "filename d29ybGQ=, sha256 YWJj,is_confidential");
        assert_eq!(metadata(&headers, "sha256").unwrap(), b"abc");
        assert_eq!(metadata(&headers, "is_confidential").unwrap(), b"");
        assert_eq!(metadata(&headers, "other"), None);
        assert_eq!(metadata(&with(UPLOAD_METADATA, "sha256 not-base64!"), "sha256"), None);
    }

    #[test]
    fn a_checksum_fits_its_bytes_alone() {
        // The example of the protocol: sha1 of "hello world" is Kq5sNclPz7QV2+lfQIuc6R7oRu0=.
        let sum = Checksum::of(&with(UPLOAD_CHECKSUM, "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=")).unwrap().unwrap();
        assert!(sum.fits(b"hello world") && !sum.fits(b"hello worle"));
        assert!(Checksum::of(&with(UPLOAD_CHECKSUM, "md5 AAAA")).is_err());
        assert!(Checksum::of(&with(UPLOAD_CHECKSUM, "sha1")).is_err());
        assert_eq!(Checksum::of(&HeaderMap::new()).unwrap(), None);
    }

    #[test]
    fn an_end_is_told_as_a_date() {
        assert_eq!(expires(Timestamp::from_ms(784_111_777_000)).unwrap(), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(expires(Timestamp::from_ms(i64::MAX)).unwrap(), "Fri, 31 Dec 9999 23:59:59 GMT", "the last instant there is");
    }
}
