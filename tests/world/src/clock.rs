//! A clock that stands until the story moves it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use model::time::Timestamp;

/// 2026-03-02 08:00 in China, a Monday.
const MONDAY_MORNING_MS: i64 = 1_772_409_600_000;

/// One time for everybody, with a skew for each device that has a wrong clock.
#[derive(Debug, Clone)]
pub struct WorldClock {
    now_ms: Arc<AtomicI64>,
    skew_ms: i64,
}

impl WorldClock {
    /// Monday, eight o'clock in China.
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

    /// An instant by the clocks in China, in March 2026.
    #[must_use]
    pub fn march(date: i64, hour: i64, minute: i64) -> Timestamp {
        Timestamp::from_ms(MONDAY_MORNING_MS + (((date - 2) * 24 + hour - 8) * 60 + minute) * 60_000)
    }

    /// Lets time pass until it is so late in China, in March 2026.
    pub fn becomes(&self, date: i64, hour: i64, minute: i64) {
        let then = Self::march(date, hour, minute).as_ms();
        assert!(self.now_ms.swap(then, Ordering::SeqCst) <= then, "time does not go back");
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

    fn counts_asleep(&self) -> bool {
        true
    }
}
