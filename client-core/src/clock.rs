//! The device's clock, as the host hands it in, and what is written down of it with every action.
//!
//! The wall clock is a claim: it is written as it is, never corrected. Beside it stand time since the process started and the
//! last time the server was heard, so that the claim can be judged later. Left out: judging.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use model::time::{ClockEvidence, Timestamp};

/// Where a device gets its time from. Tests and simulations hand in their own.
pub trait Clock: Send + Sync {
    /// What the wall clock says.
    fn now(&self) -> Timestamp;

    /// **Milliseconds** since the start named by [`Clock::boot`]; never goes back, whatever happens to the wall clock.
    fn monotonic_ms(&self) -> u64;

    /// Names the start that [`Clock::monotonic_ms`] counts from: the same text means the same start.
    fn boot(&self) -> String;
}

/// The operating system's clocks, counted from the moment this value was made.
#[derive(Debug)]
pub struct SystemClock {
    started: Instant,
    boot: String,
}

impl SystemClock {
    /// A clock that starts counting now.
    #[must_use]
    pub fn new() -> Self {
        let started_at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { started: Instant::now(), boot: format!("{}-{}", std::process::id(), started_at.as_nanos()) }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_ms(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    fn monotonic_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn boot(&self) -> String {
        self.boot.clone()
    }
}

/// When the server was last heard and what its clock said then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServerHeard {
    /// Server time minus wall time in **milliseconds**.
    pub(crate) offset_ms: i64,
    /// The monotonic clock at that moment.
    pub(crate) monotonic_ms: u64,
    /// The start that `monotonic_ms` counts from.
    pub(crate) boot: String,
}

impl ServerHeard {
    /// The server says `server_time` and `clock` is read now.
    pub(crate) fn now(clock: &dyn Clock, server_time: Timestamp) -> Self {
        Self { offset_ms: server_time.as_ms().saturating_sub(clock.now().as_ms()), monotonic_ms: clock.monotonic_ms(), boot: clock.boot() }
    }
}

/// What `clock` knows now, beside what was last heard of the server's.
pub(crate) fn evidence(clock: &dyn Clock, heard: Option<&ServerHeard>) -> ClockEvidence {
    let boot = clock.boot();
    ClockEvidence {
        wall_at: clock.now(),
        monotonic_ms: clock.monotonic_ms(),
        server_offset_ms: heard.map(|heard| heard.offset_ms),
        server_heard_monotonic_ms: heard.filter(|heard| heard.boot == boot).map(|heard| heard.monotonic_ms),
        boot,
    }
}
