//! `GET /v1/live`: a line over which the server pokes a device, so that it syncs at once instead of asking again and again.
//!
//! The answer is server-sent events. A poke says that there may be something new and nothing else: no data, no document. The device
//! then syncs as ever, so that there is one way for data, and a poke that is lost costs only time. The first event comes when the line
//! opens, for what happened before nobody told; a device that names its cursor ([`LAST_EVENT_ID`]) is spared it where nothing did.

use serde::{Deserialize, Serialize};

/// Where the line is.
pub const LIVE_PATH: &str = "/v1/live";
/// The media type of the answer.
pub const EVENT_STREAM: &str = "text/event-stream";
/// The header in which a device that opens a line names its cursor.
pub const LAST_EVENT_ID: &str = "last-event-id";
/// The name of the event. Others are left alone.
pub const POKE: &str = "poke";
/// So often, in **seconds**, the server sends at least a comment. A line that is silent for more than twice as long is dead.
pub const KEEP_ALIVE_S: u32 = 45;

/// There may be something new: sync.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poke {
    /// Any time within so many **seconds**, by the device's own chance: many were told at once. Absent: now.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub spread_s: Option<u32>,
}
