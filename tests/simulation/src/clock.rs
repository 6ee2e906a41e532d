//! One time for everybody, which only the run moves; a phone's own clock may be wrong by anything.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use model::time::Timestamp;

/// 2026-03-02 08:00 in China, a Monday.
const BEGINNING_MS: i64 = 1_772_409_600_000;

/// The clock of the server, or of one phone.
#[derive(Debug, Clone)]
pub struct SimClock {
    now_ms: Arc<AtomicI64>,
    skew_ms: Arc<AtomicI64>,
    started_ms: Arc<AtomicI64>,
}

impl SimClock {
    /// A clock that is right.
    #[must_use]
    pub fn new() -> Self {
        Self::with(Arc::new(AtomicI64::new(BEGINNING_MS)))
    }

    fn with(now_ms: Arc<AtomicI64>) -> Self {
        Self { now_ms, skew_ms: Arc::default(), started_ms: Arc::new(AtomicI64::new(BEGINNING_MS)) }
    }

    /// The same time on a clock of its own.
    #[must_use]
    pub fn of_its_own(&self) -> Self {
        Self::with(Arc::clone(&self.now_ms))
    }

    /// Lets time pass for everybody, in **milliseconds**.
    pub fn passes(&self, ms: i64) {
        self.now_ms.fetch_add(ms, Ordering::SeqCst);
    }

    /// Somebody sets this wall clock: it is wrong by so many **milliseconds** from now on.
    pub fn is_wrong_by(&self, ms: i64) {
        self.skew_ms.store(ms, Ordering::SeqCst);
    }

    /// The phone itself starts anew: it counts from now.
    pub fn starts_anew(&self) {
        self.started_ms.store(self.true_ms(), Ordering::SeqCst);
    }

    /// The right time, in **milliseconds** since 1970.
    #[must_use]
    pub fn true_ms(&self) -> i64 {
        self.now_ms.load(Ordering::SeqCst)
    }

    fn wall(&self) -> Timestamp {
        Timestamp::from_ms(self.true_ms() + self.skew_ms.load(Ordering::SeqCst))
    }

    fn counted_ms(&self) -> u64 {
        u64::try_from(self.true_ms() - self.started_ms.load(Ordering::SeqCst)).unwrap_or_default()
    }
}

impl Default for SimClock {
    fn default() -> Self {
        Self::new()
    }
}

impl server::Clock for SimClock {
    fn now(&self) -> Timestamp {
        self.wall()
    }

    fn monotonic(&self) -> Duration {
        Duration::from_millis(self.counted_ms())
    }
}

impl client_core::clock::Clock for SimClock {
    fn now(&self) -> Timestamp {
        self.wall()
    }

    fn monotonic_ms(&self) -> u64 {
        self.counted_ms()
    }

    fn boot(&self) -> String {
        self.started_ms.load(Ordering::SeqCst).to_string()
    }

    fn counts_asleep(&self) -> bool {
        true
    }
}
