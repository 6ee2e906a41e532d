//! A clock that stands until the story moves it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use model::time::Timestamp;

/// 2026-03-02 08:00 in China, a Monday.
const MONDAY_MORNING_MS: i64 = 1_772_409_600_000;

/// One time for everybody, with a skew and a start for each device that has a clock of its own.
#[derive(Debug, Clone)]
pub struct WorldClock {
    now_ms: Arc<AtomicI64>,
    skew_ms: Arc<AtomicI64>,
    started_ms: Arc<AtomicI64>,
}

impl WorldClock {
    /// Monday, eight o'clock in China.
    #[must_use]
    pub fn monday_morning() -> Self {
        Self::showing(Arc::new(AtomicI64::new(MONDAY_MORNING_MS)), 0)
    }

    /// The same time, as somebody sees it whose clock is wrong by `skew_ms` **milliseconds**.
    #[must_use]
    pub fn wrong_by(&self, skew_ms: i64) -> Self {
        Self::showing(Arc::clone(&self.now_ms), skew_ms)
    }

    fn showing(now_ms: Arc<AtomicI64>, skew_ms: i64) -> Self {
        Self { now_ms, skew_ms: Arc::new(AtomicI64::new(skew_ms)), started_ms: Arc::new(AtomicI64::new(MONDAY_MORNING_MS)) }
    }

    /// Somebody sets this wall clock ahead by `ms` **milliseconds**, back if negative. The counter goes on as it was.
    pub fn is_set_by(&self, ms: i64) {
        self.skew_ms.fetch_add(ms, Ordering::SeqCst);
    }

    /// The device of this clock starts anew: it counts from now.
    pub fn starts_anew(&self) {
        self.started_ms.store(self.at(), Ordering::SeqCst);
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
        Timestamp::from_ms(self.at() + self.skew_ms.load(Ordering::SeqCst))
    }
}

impl client_core::clock::Clock for WorldClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.at() + self.skew_ms.load(Ordering::SeqCst))
    }

    fn monotonic_ms(&self) -> u64 {
        u64::try_from(self.at() - self.started_ms.load(Ordering::SeqCst)).unwrap_or_default()
    }

    fn boot(&self) -> String {
        self.started_ms.load(Ordering::SeqCst).to_string()
    }

    fn counts_asleep(&self) -> bool {
        true
    }
}
