//! What every handler shares: the axum state. Cheap to clone.

use std::sync::Arc;

use model::time::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use crate::host::{Chance, ChanceError, Clock};
use crate::http::rate::RateLimits;
use crate::store::Store;
use crate::tokens::access::AccessTokens;

/// The state of a running server.
#[derive(Clone)]
pub(crate) struct App {
    /// What is kept.
    pub(crate) store: Arc<dyn Store>,
    /// The only clock.
    pub(crate) clock: Arc<dyn Clock>,
    /// The only source of randomness.
    pub(crate) chance: Arc<dyn Chance>,
    /// The settings.
    pub(crate) config: Arc<Config>,
    /// Makes and checks access tokens.
    pub(crate) tokens: Arc<AccessTokens>,
    /// Who may try how often.
    pub(crate) limits: Arc<RateLimits>,
    /// Fires when the server begins to stop; endless answers end then.
    pub(crate) stopping: CancellationToken,
}

impl App {
    /// The instant it is now.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// `N` random bytes.
    pub(crate) fn random<const N: usize>(&self) -> Result<[u8; N], ChanceError> {
        let mut bytes = [0; N];
        self.chance.fill(&mut bytes)?;
        Ok(bytes)
    }
}
