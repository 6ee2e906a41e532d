//! `POST /v1/devices/hand-in`: what a device that was put out still has, handed over to be kept apart. It reads nothing.
//!
//! The request is a [sync](super::sync) body whose cursor is left out; the answer is a frame with this header and no sections. The device
//! proves itself with a fresh assertion instead of an access token, which it does not get any more.

use serde::{Deserialize, Serialize};

use super::sync::DocumentVerdict;
use crate::time::Timestamp;

/// The route.
pub const HAND_IN_PATH: &str = "/v1/devices/hand-in";

/// Header of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandInResponse {
    /// Protocol version of the server.
    pub protocol: u32,
    /// The server's clock.
    pub server_time: Timestamp,
    /// One per document handed in, in the same order. What was received is durable in quarantine; the desk decides.
    pub verdicts: Vec<DocumentVerdict>,
}
