//! What every handler shares: the axum state. Cheap to clone.

use std::sync::Arc;

use model::id::OrganisationId;
use model::time::Timestamp;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::board::feed::Feed;
use crate::config::Config;
use crate::host::{Chance, ChanceError, Clock};
use crate::http::rate::RateLimits;
use crate::people::password::Passwords;
use crate::store::Store;
use crate::sync::locks::DocumentLocks;
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
    /// Hashes and checks passwords.
    pub(crate) passwords: Arc<Passwords>,
    /// Tells open boards how far the log has come.
    pub(crate) feed: Arc<Feed>,
    /// One judge at a time per document.
    pub(crate) locks: Arc<DocumentLocks>,
    /// How many change lists are judged at the same time: as many as there are cores.
    pub(crate) gate: Arc<Semaphore>,
    /// Fires when the server begins to stop; endless answers end then.
    pub(crate) stopping: CancellationToken,
}

impl App {
    /// The instant it is now.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Tells open boards of `organisation` about rows up to `seq`, if a commit wrote any.
    pub(crate) fn board_moved(&self, organisation: OrganisationId, seq: impl Into<Option<u64>>) {
        if let Some(seq) = seq.into() {
            self.feed.publish(organisation, seq);
        }
    }

    /// `N` random bytes.
    pub(crate) fn random<const N: usize>(&self) -> Result<[u8; N], ChanceError> {
        let mut bytes = [0; N];
        self.chance.fill(&mut bytes)?;
        Ok(bytes)
    }
}
