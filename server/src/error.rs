//! Errors of requests, and the only place that knows HTTP status codes.
//!
//! A handler answers with an [`ApiError`]. Its response carries the error as an extension; the outermost layer
//! ([`crate::http::problems`]) writes it as `application/problem+json` with the server's time and logs what is internal, once.

use std::borrow::Cow;
use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use model::time::Timestamp;
use model::wire::problem::{Problem, codes};

use crate::host::ChanceError;
use crate::store::StoreError;

/// The header of tus 1.0 that names where an upload continues, in **bytes**.
pub(crate) const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");
/// The header of tus 1.0 that names the version that is spoken.
pub(crate) const TUS_RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
/// The header of tus 1.0 that names the versions a server knows.
pub(crate) const TUS_VERSION: HeaderName = HeaderName::from_static("tus-version");
/// The version of tus that is spoken here.
pub(crate) const TUS_SPOKEN: HeaderValue = HeaderValue::from_static("1.0.0");

/// Text for a person.
pub(crate) type Detail = Cow<'static, str>;

/// Why a request was not done. `Display` is the `detail` of the problem: it is shown to the caller.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum ApiError {
    #[error("{0}")]
    Malformed(Detail),
    #[error("The content type of the body is not one this route reads.")]
    UnsupportedMedia,
    #[error("This address does not take that method.")]
    Method,
    #[error("The body is larger than this route takes.")]
    TooLarge,
    #[error("This application is too old for the server. Update it; what it holds is kept.")]
    UpgradeApplication,
    #[error("The server is older than this application. The server has to be updated.")]
    UpgradeServer,
    #[error("{0}")]
    Unauthenticated(Detail),
    #[error("The access token is past its time. Ask for a new one.")]
    TokenExpired,
    #[error("The times in the assertion do not fit the server's clock. Correct the clock by server_time and try again.")]
    ClockSkew,
    #[error("This device was revoked. Keep what it holds and turn to the desk.")]
    DeviceRevoked,
    #[error("The enrolment code is unknown, used or past its time. Ask the desk for a new one.")]
    EnrolmentCode,
    #[error("{0}")]
    Forbidden(Detail),
    #[error("There is no such thing.")]
    NotFound,
    #[error("{0}")]
    Conflict(Detail),
    #[error("The cursor belongs to another history of this server. Sync again without it; keep everything.")]
    EpochChanged,
    #[error("The cursor is not in this server's history, though it is of it. Sync again without it; keep everything.")]
    PosAhead,
    #[error("The upload continues at byte {at}.")]
    Offset {
        /// Where it continues, in **bytes**.
        at: u64,
    },
    #[error("The bytes do not have the announced hash. Upload again from the start.")]
    HashMismatch,
    #[error("The piece does not have its checksum. Nothing of it was taken; send it again.")]
    ChecksumMismatch,
    #[error("Uploads speak tus 1.0.0: send Tus-Resumable: 1.0.0.")]
    TusVersion,
    #[error("This device has sent as many photos as it may today. What is here stays; send the rest tomorrow.")]
    PhotoDayFull {
        /// **Seconds** until tomorrow (UTC).
        retry_after_s: u32,
    },
    #[error("The organisation's room for photos on this server is full. Keep the photo and tell whoever runs the server.")]
    PhotoSpaceFull,
    #[error("There is no small picture of this photo. Fetch the whole.")]
    NoThumbnail,
    #[error("The range begins behind the end, at byte {size}.")]
    Range {
        /// How much there is, in **bytes**.
        size: u64,
    },
    #[error("{0}")]
    Invalid(Detail),
    #[error("Too many tries. Wait {retry_after_s} s.")]
    RateLimited {
        /// **Seconds** to wait.
        retry_after_s: u32,
    },
    #[error("The server is busy or stopping. Try again in {retry_after_s} s.")]
    Unavailable {
        /// **Seconds** to wait.
        retry_after_s: u32,
    },
    /// The cause is logged, never shown.
    #[error("Something broke in the server. It was logged; trying again later may help.")]
    Internal(Arc<dyn std::error::Error + Send + Sync>),
}

impl ApiError {
    /// An internal error with its cause.
    pub(crate) fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(Arc::from(cause.into()))
    }

    /// The error that an answer of the framework without a problem body stands for.
    pub(crate) fn from_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::Method,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::UnsupportedMedia,
            status if status.is_client_error() => Self::Malformed("The request cannot be read.".into()),
            status => Self::internal(format!("an answer with status {status} and no problem")),
        }
    }

    /// The HTTP status, the stable code and the sentence that belongs to it.
    fn meaning(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Malformed(_) => (StatusCode::BAD_REQUEST, codes::MALFORMED, "The request cannot be read"),
            Self::UnsupportedMedia => (StatusCode::UNSUPPORTED_MEDIA_TYPE, codes::MALFORMED, "The request cannot be read"),
            Self::Method => (StatusCode::METHOD_NOT_ALLOWED, codes::NOT_FOUND, "Not found"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, codes::TOO_LARGE, "The body is too large"),
            Self::UpgradeApplication => (StatusCode::UPGRADE_REQUIRED, codes::UPGRADE_APPLICATION, "The application is too old"),
            Self::UpgradeServer => (StatusCode::BAD_REQUEST, codes::UPGRADE_SERVER, "The server is too old"),
            Self::Unauthenticated(_) => (StatusCode::UNAUTHORIZED, codes::UNAUTHENTICATED, "Not signed in"),
            Self::TokenExpired => (StatusCode::UNAUTHORIZED, codes::TOKEN_EXPIRED, "The access token is past its time"),
            Self::ClockSkew => (StatusCode::BAD_REQUEST, codes::CLOCK_SKEW, "The clock of the device is wrong"),
            Self::DeviceRevoked => (StatusCode::FORBIDDEN, codes::DEVICE_REVOKED, "The device was revoked"),
            Self::EnrolmentCode => (StatusCode::FORBIDDEN, codes::ENROLMENT_CODE, "The enrolment code cannot be used"),
            Self::Forbidden(_) => (StatusCode::FORBIDDEN, codes::FORBIDDEN, "Not allowed"),
            Self::NotFound => (StatusCode::NOT_FOUND, codes::NOT_FOUND, "Not found"),
            Self::Conflict(_) => (StatusCode::CONFLICT, codes::CONFLICT, "The state of things has changed"),
            Self::EpochChanged => (StatusCode::CONFLICT, codes::EPOCH_CHANGED, "The server has another history"),
            Self::PosAhead => (StatusCode::CONFLICT, codes::POS_AHEAD, "The server was set back"),
            Self::Offset { .. } => (StatusCode::CONFLICT, codes::OFFSET, "The upload continues elsewhere"),
            Self::HashMismatch => (StatusCode::UNPROCESSABLE_ENTITY, codes::HASH_MISMATCH, "The bytes are not the announced ones"),
            Self::ChecksumMismatch => (checksum_mismatch(), codes::CHECKSUM_MISMATCH, "The piece was damaged on its way"),
            Self::TusVersion => (StatusCode::PRECONDITION_FAILED, codes::TUS_VERSION, "Another version of tus"),
            Self::PhotoDayFull { .. } => (StatusCode::TOO_MANY_REQUESTS, codes::PHOTO_DAY_FULL, "No more photos today"),
            Self::PhotoSpaceFull => (StatusCode::INSUFFICIENT_STORAGE, codes::PHOTO_SPACE_FULL, "No room for photos"),
            Self::NoThumbnail => (StatusCode::NOT_FOUND, codes::NO_THUMBNAIL, "Cannot be drawn"),
            Self::Range { .. } => (StatusCode::RANGE_NOT_SATISFIABLE, codes::RANGE, "There is no such part"),
            Self::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, codes::INVALID, "A value is not acceptable"),
            Self::RateLimited { .. } => (StatusCode::TOO_MANY_REQUESTS, codes::RATE_LIMITED, "Too many tries"),
            Self::Unavailable { .. } => (StatusCode::SERVICE_UNAVAILABLE, codes::UNAVAILABLE, "Not available now"),
            Self::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, codes::INTERNAL, "Something broke in the server"),
        }
    }

    /// The problem to send at `server_time`.
    pub(crate) fn problem(&self, server_time: Timestamp) -> Problem {
        let (status, code, title) = self.meaning();
        Problem {
            kind: format!("urn:fieldbook:problem:{code}"),
            title: title.to_owned(),
            status: status.as_u16(),
            code: code.to_owned(),
            detail: self.to_string(),
            server_time,
            retry_after_s: self.retry_after_s(),
        }
    }

    fn retry_after_s(&self) -> Option<u32> {
        match self {
            Self::RateLimited { retry_after_s } | Self::Unavailable { retry_after_s } | Self::PhotoDayFull { retry_after_s } => {
                Some(*retry_after_s)
            }
            _ => None,
        }
    }
}

/// The status that tus 1.0 has for a piece with another checksum.
fn checksum_mismatch() -> StatusCode {
    StatusCode::from_u16(460).unwrap_or(StatusCode::BAD_REQUEST)
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, ..) = self.meaning();
        let mut response = status.into_response();
        let headers = response.headers_mut();
        if let Some(wait) = self.retry_after_s() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(wait));
        }
        match &self {
            Self::Unauthenticated(_) => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            Self::TokenExpired => {
                let challenge = HeaderValue::from_static("Bearer error=\"invalid_token\"");
                headers.insert(header::WWW_AUTHENTICATE, challenge);
            }
            Self::Offset { at } => {
                headers.insert(UPLOAD_OFFSET, HeaderValue::from(*at));
            }
            Self::TusVersion => {
                headers.insert(TUS_VERSION, TUS_SPOKEN);
            }
            Self::Range { size } => {
                if let Ok(range) = HeaderValue::try_from(format!("bytes */{size}")) {
                    headers.insert(header::CONTENT_RANGE, range);
                }
            }
            _ => {}
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy | StoreError::Stopped => Self::Unavailable { retry_after_s: 2 },
            StoreError::Moved => Self::Unavailable { retry_after_s: 1 },
            StoreError::Taken => Self::Conflict("This id belongs to another document. Make a new one.".into()),
            // Logged where it happened.
            StoreError::Commit(_) => Self::Unavailable { retry_after_s: 5 },
            StoreError::Sqlite(error) if passes(&error) => {
                tracing::error!(error = %error, "the database cannot work now");
                Self::Unavailable { retry_after_s: 5 }
            }
            error => Self::internal(error),
        }
    }
}

/// Whether SQLite refused for a reason outside the request that may pass: no room, or somebody else holds the database.
fn passes(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked, DiskFull};
    error.sqlite_error_code().is_some_and(|code| matches!(code, DatabaseBusy | DatabaseLocked | DiskFull))
}

impl From<ChanceError> for ApiError {
    fn from(error: ChanceError) -> Self {
        Self::internal(error)
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi;

    use super::*;

    fn answered(error: StoreError) -> (StatusCode, Option<HeaderValue>) {
        let response = ApiError::from(error).into_response();
        (response.status(), response.headers().get(header::RETRY_AFTER).cloned())
    }

    #[test]
    fn what_may_pass_asks_the_caller_to_come_again() {
        let sqlite = |code| StoreError::Sqlite(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None));
        let passing = [
            StoreError::Commit("disk full".to_owned()),
            StoreError::Moved,
            sqlite(ffi::SQLITE_FULL),
            sqlite(ffi::SQLITE_BUSY),
            sqlite(ffi::SQLITE_LOCKED),
        ];
        for error in passing {
            let (status, wait) = answered(error);
            assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
            assert!(wait.is_some());
        }
        assert_eq!(answered(sqlite(ffi::SQLITE_CORRUPT)).0, StatusCode::INTERNAL_SERVER_ERROR);
    }
}
