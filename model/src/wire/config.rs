//! `GET /v1/sync/config`: what a server takes and how often it wants to be asked, so that a device obeys before it sends.
//!
//! The configuration has a revision, which every sync answer names; a device asks only when it is another than the one it keeps. The
//! revision follows from the content: a device whose [built-in](SyncConfig::built_in) values are the server's never asks. JSON; members are
//! only ever added, and one that is absent has the value of [`SyncConfig::default`].

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::sync::{DEFAULT_WANT_BYTES, MAX_BODY_BYTES, MAX_CHANGES, MAX_DOCUMENTS, MAX_INFLATED_BYTES};
use super::{OLDEST_PROTOCOL, PROTOCOL};
use crate::gate::Limits;

/// Where the configuration is.
pub const CONFIG_PATH: &str = "/v1/sync/config";
/// The server pokes: [`LIVE_PATH`](super::live::LIVE_PATH).
pub const LIVE: &str = "live";
/// The server compares: [`RECONCILE_PATH`](super::reconcile::RECONCILE_PATH).
pub const RECONCILE: &str = "reconcile";
/// Largest picture in **bytes**.
pub const MAX_BLOB_BYTES: u64 = 20 * 1024 * 1024;
/// Largest piece of a picture in **bytes**.
pub const MAX_BLOB_PIECE_BYTES: u32 = 256 * 1024;

/// What a server tells of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct SyncConfig {
    /// Protocols it understands.
    pub protocols: Protocols,
    /// What it has beside `POST /v1/sync`: [`LIVE`], [`RECONCILE`]. Others are left alone.
    pub features: Vec<String>,
    /// What it takes.
    pub limits: SyncLimits,
    /// How often it wants to be asked.
    pub pace: SyncPace,
}

/// A range of protocols, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Protocols {
    /// The oldest.
    pub oldest: u32,
    /// The newest.
    pub newest: u32,
}

/// The bounds of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct SyncLimits {
    /// Largest body as sent, in **bytes**.
    pub body_bytes: u32,
    /// Largest body unpacked, in **bytes**.
    pub inflated_bytes: u32,
    /// Most documents in one request.
    pub documents: u32,
    /// Most changes in one request.
    pub changes: u32,
    /// Largest raw change in **bytes**.
    pub change_bytes: u32,
    /// Most that an answer holds of changes, in **bytes**, however much is asked for.
    pub want_bytes: u32,
    /// Largest picture in **bytes**.
    pub blob_bytes: u64,
    /// Largest piece of a picture in **bytes**.
    pub blob_piece_bytes: u32,
}

/// How often a device asks when it has nothing to send, in **seconds**.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct SyncPace {
    /// Without a line to the server.
    pub routine_s: u32,
    /// While the line is open, only in case a poke was lost.
    pub routine_listening_s: u32,
}

/// The answer: the configuration and the name of exactly this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SyncConfigAnswer {
    /// Its revision. Opaque: compared, never read.
    pub revision: String,
    /// The configuration.
    #[serde(flatten)]
    pub config: SyncConfig,
}

impl Default for SyncConfig {
    fn default() -> Self {
        Self {
            protocols: Protocols::default(),
            features: vec![LIVE.to_owned(), RECONCILE.to_owned()],
            limits: SyncLimits::default(),
            pace: SyncPace::default(),
        }
    }
}

/// The first protocol alone.
impl Default for Protocols {
    fn default() -> Self {
        Self { oldest: 1, newest: 1 }
    }
}

impl Default for SyncLimits {
    fn default() -> Self {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            body_bytes: count(MAX_BODY_BYTES),
            inflated_bytes: count(MAX_INFLATED_BYTES),
            documents: count(MAX_DOCUMENTS),
            changes: count(MAX_CHANGES),
            change_bytes: count(Limits::default().change_bytes),
            want_bytes: 4 * DEFAULT_WANT_BYTES,
            blob_bytes: MAX_BLOB_BYTES,
            blob_piece_bytes: MAX_BLOB_PIECE_BYTES,
        }
    }
}

impl Default for SyncPace {
    fn default() -> Self {
        Self { routine_s: 60, routine_listening_s: 15 * 60 }
    }
}

impl SyncLimits {
    /// These limits, none wider than what every server of this protocol takes and none zero.
    #[must_use]
    pub fn within_protocol(self) -> Self {
        let most = Self::default();
        Self {
            body_bytes: self.body_bytes.clamp(1, most.body_bytes),
            inflated_bytes: self.inflated_bytes.clamp(1, most.inflated_bytes),
            documents: self.documents.clamp(1, most.documents),
            changes: self.changes.clamp(1, most.changes),
            change_bytes: self.change_bytes.clamp(1, most.change_bytes),
            want_bytes: self.want_bytes.clamp(1, most.want_bytes),
            blob_bytes: self.blob_bytes.clamp(1, most.blob_bytes),
            blob_piece_bytes: self.blob_piece_bytes.clamp(1, most.blob_piece_bytes),
        }
    }
}

impl SyncConfig {
    /// What a server of this version tells unless it is set up otherwise, and what a device of this version takes for granted until it was
    /// told.
    #[must_use]
    pub fn built_in() -> Self {
        Self { protocols: Protocols { oldest: OLDEST_PROTOCOL, newest: PROTOCOL }, ..Self::default() }
    }

    /// Whether the server has `feature`.
    #[must_use]
    pub fn has(&self, feature: &str) -> bool {
        self.features.iter().any(|known| known == feature)
    }

    /// The answer that tells this configuration. Its revision is the first 8 hex digits of the SHA-256 of the configuration as JSON; who
    /// reads it need not know that.
    ///
    /// # Errors
    /// When it has no JSON form.
    pub fn told(self) -> Result<SyncConfigAnswer, serde_json::Error> {
        let [a, b, c, d, ..]: [u8; 32] = Sha256::digest(serde_json::to_vec(&self)?).into();
        Ok(SyncConfigAnswer { revision: hex::encode([a, b, c, d]), config: self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_absent_is_as_usual_and_what_is_unknown_is_left_alone() {
        let text = r#"{"revision":"7","limits":{"documents":9,"moons":3},"weather":"fine"}"#;
        let read: SyncConfigAnswer = serde_json::from_str(text).unwrap();
        let limits = SyncLimits { documents: 9, ..SyncLimits::default() };
        assert_eq!(read, SyncConfigAnswer { revision: "7".into(), config: SyncConfig { limits, ..SyncConfig::default() } });
    }

    #[test]
    fn the_revision_tells_one_configuration_from_another() {
        let usual = SyncConfig::default().told().unwrap();
        assert_eq!(usual, SyncConfig::default().told().unwrap());
        let mut other = SyncConfig::default();
        other.limits.documents -= 1;
        assert_ne!(other.told().unwrap().revision, usual.revision);
    }

    #[test]
    fn no_limit_is_wider_than_the_protocols_nor_nothing() {
        let zero = SyncLimits { documents: 0, change_bytes: u32::MAX, ..SyncLimits::default() }.within_protocol();
        assert_eq!((zero.documents, zero.change_bytes), (1, SyncLimits::default().change_bytes));
    }
}
