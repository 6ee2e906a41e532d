//! Clock and chance: the two things a server needs from its host. Tests hand in their own, so that time passes when they say.

use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use model::time::Timestamp;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The instant it is now.
    fn now(&self) -> Timestamp;

    /// Time since some beginning within this process. Never goes back, also when the machine's clock is set: what must not stall then
    /// is measured by it.
    fn monotonic(&self) -> Duration {
        static BEGINNING: LazyLock<Instant> = LazyLock::new(Instant::now);
        BEGINNING.elapsed()
    }
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        Timestamp::from_ms(i64::try_from(since).unwrap_or(i64::MAX))
    }
}

/// The host has no randomness to give. Nothing was made; try again later.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no randomness available: {0}")]
pub struct ChanceError(pub String);

/// Gives random bytes fit for keys and one-time codes.
pub trait Chance: Send + Sync {
    /// Fills `bytes`.
    ///
    /// # Errors
    /// [`ChanceError`] if the source fails; the content of `bytes` must not be used then.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), ChanceError>;
}

/// The operating system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemChance;

impl Chance for SystemChance {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), ChanceError> {
        getrandom::fill(bytes).map_err(|error| ChanceError(error.to_string()))
    }
}

/// What the server needs from its host.
#[derive(Clone)]
pub struct Host {
    /// Tells the time; the server reads no other clock.
    pub clock: Arc<dyn Clock>,
    /// Gives random bytes.
    pub chance: Arc<dyn Chance>,
}

impl Host {
    /// The machine's clock and randomness.
    #[must_use]
    pub fn system() -> Self {
        Self { clock: Arc::new(SystemClock), chance: Arc::new(SystemChance) }
    }
}
