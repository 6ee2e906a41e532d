//! Errors on the wire: `application/problem+json` (RFC 9457) with a stable `code`.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// The media type of [`Problem`].
pub const PROBLEM_JSON: &str = "application/problem+json";

/// One error, for a program (`code`) and for a person (`title`, `detail`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// `urn:fieldbook:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What happened, the same sentence for every error of this code.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The stable word of this error (see [`codes`]).
    pub code: String,
    /// What exactly, and what the caller can do.
    pub detail: String,
    /// The server's clock, so that a device can correct its own.
    pub server_time: Timestamp,
    /// **Seconds** to wait before the next try, if trying again can help.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub retry_after_s: Option<u32>,
}

/// Stable codes of whole-request errors.
pub mod codes {
    /// The body is not what the route expects.
    pub const MALFORMED: &str = "malformed";
    /// The body is larger than the route takes; send less at once.
    pub const TOO_LARGE: &str = "too_large";
    /// The protocol version is too old; update the application.
    pub const UPGRADE_APPLICATION: &str = "upgrade_application";
    /// The protocol version is newer than this server; the server has to be updated.
    pub const UPGRADE_SERVER: &str = "upgrade_server";
    /// No or unusable credentials; get a new token or sign in.
    pub const UNAUTHENTICATED: &str = "unauthenticated";
    /// The access token is past its time; get a new one.
    pub const TOKEN_EXPIRED: &str = "token_expired";
    /// The token request was made with a wrong clock; correct it by `server_time` and try again.
    pub const CLOCK_SKEW: &str = "clock_skew";
    /// The device was revoked; its reads end, its data stays.
    pub const DEVICE_REVOKED: &str = "device_revoked";
    /// The one-time code is unknown, used or past its time; ask the desk for a new one.
    pub const ENROLMENT_CODE: &str = "enrolment_code";
    /// Signed in, but not allowed to do this.
    pub const FORBIDDEN: &str = "forbidden";
    /// There is no such thing, or it belongs to somebody else.
    pub const NOT_FOUND: &str = "not_found";
    /// The request contradicts the state of things; look again.
    pub const CONFLICT: &str = "conflict";
    /// The cursor belongs to another history of the server; start over, keep everything.
    pub const EPOCH_CHANGED: &str = "epoch_changed";
    /// The cursor is of the server's present history but not in it: the server was set back without a new history. Start over, keep
    /// everything, as for [`EPOCH_CHANGED`].
    pub const POS_AHEAD: &str = "pos_ahead";
    /// A part of an upload does not continue where the last one ended; ask for the offset.
    pub const OFFSET: &str = "offset";
    /// The uploaded bytes do not have the hash they were announced with; upload again.
    pub const HASH_MISMATCH: &str = "hash_mismatch";
    /// A piece of an upload does not have its checksum; nothing of it was taken, send it again.
    pub const CHECKSUM_MISMATCH: &str = "checksum_mismatch";
    /// The upload speaks a version of tus that the server does not.
    pub const TUS_VERSION: &str = "tus_version";
    /// This device has sent as many photos as it may in a day; they go on tomorrow.
    pub const PHOTO_DAY_FULL: &str = "photo_day_full";
    /// The organisation's room for photos is full; whoever runs the server makes some.
    pub const PHOTO_SPACE_FULL: &str = "photo_space_full";
    /// There is no small picture of this photo: its bytes cannot be drawn. Fetch the whole.
    pub const NO_THUMBNAIL: &str = "no_thumbnail";
    /// The asked range begins behind the end.
    pub const RANGE: &str = "range";
    /// A field's value is not acceptable.
    pub const INVALID: &str = "invalid";
    /// Too many tries; wait.
    pub const RATE_LIMITED: &str = "rate_limited";
    /// The server is stopping or overloaded; try again later.
    pub const UNAVAILABLE: &str = "unavailable";
    /// Something broke in the server; it was logged.
    pub const INTERNAL: &str = "internal";
}
