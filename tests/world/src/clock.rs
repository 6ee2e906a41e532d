//! A clock that stands until the story moves it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use model::time::Timestamp;

/// 2026-03-02 08:00 UTC, a Monday.
const MONDAY_MORNING_MS: i64 = 1_772_438_400_000;

/// One time for everybody, with a skew for each device that has a wrong clock.
#[derive(Debug, Clone)]
pub struct WorldClock {
    now_ms: Arc<AtomicI64>,
    skew_ms: i64,
}

impl WorldClock {
    /// Monday, eight o'clock.
    #[must_use]
    pub fn monday_morning() -> Self {
        Self { now_ms: Arc::new(AtomicI64::new(MONDAY_MORNING_MS)), skew_ms: 0 }
    }

    /// The same time, as somebody sees it whose clock is wrong by `skew_ms` **milliseconds**.
    #[must_use]
    pub fn wrong_by(&self, skew_ms: i64) -> Self {
        Self { now_ms: Arc::clone(&self.now_ms), skew_ms }
    }

    /// Lets `minutes` pass, for everybody.
    pub fn pass_minutes(&self, minutes: i64) {
        self.now_ms.fetch_add(minutes * 60_000, Ordering::SeqCst);
    }

    fn at(&self) -> i64 {
        self.now_ms.load(Ordering::SeqCst)
    }
}

impl server::Clock for WorldClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.at() + self.skew_ms)
    }
}

impl client_core::clock::Clock for WorldClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.at() + self.skew_ms)
    }

    fn monotonic_ms(&self) -> u64 {
        u64::try_from(self.at() - MONDAY_MORNING_MS).unwrap_or_default()
    }

    fn boot(&self) -> String {
        "monday".into()
    }
}
