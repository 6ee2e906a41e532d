//! The device's clock, as the host hands it in, and what is written down of it with every action.
//!
//! The wall clock is a claim: it is written as it is, never corrected. Beside it stand time since the device started and the
//! last time the server was heard, so that the claim can be judged later. Left out: judging
//! ([`model::rules::judge_clock`]).

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

    /// Whether [`Clock::monotonic_ms`] also counts while the device sleeps. One that does not is no witness against the wall clock.
    fn counts_asleep(&self) -> bool;
}

/// The operating system's clocks.
///
/// On Linux and Android it counts from the start of the device, sleep included (`CLOCK_BOOTTIME`), and names that start by the first 16
/// hex digits of the SHA-256 of `fieldbook/boot/1` and the kernel's random boot id: the same for every process until the next start, and
/// nothing that leads back to the machine. Elsewhere, or where these cannot be read, it counts from the moment this value was made.
#[derive(Debug)]
pub struct SystemClock {
    source: Source,
    boot: String,
}

#[derive(Debug)]
enum Source {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    Device,
    Process(Instant),
}

impl SystemClock {
    /// The clocks of this system.
    #[must_use]
    pub fn new() -> Self {
        #[cfg(any(target_os = "linux", target_os = "android"))]
        if let Some(boot) = since_boot::name() {
            return Self { source: Source::Device, boot };
        }
        Self::of_this_process()
    }

    fn of_this_process() -> Self {
        let started_at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { source: Source::Process(Instant::now()), boot: format!("{}-{}", std::process::id(), started_at.as_nanos()) }
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
        match &self.source {
            #[cfg(any(target_os = "linux", target_os = "android"))]
            Source::Device => since_boot::ms(),
            Source::Process(started) => u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        }
    }

    fn boot(&self) -> String {
        self.boot.clone()
    }

    fn counts_asleep(&self) -> bool {
        !matches!(self.source, Source::Process(_))
    }
}

/// What Linux and Android know of the start of the device.
#[cfg(any(target_os = "linux", target_os = "android"))]
mod since_boot {
    use rustix::time::{ClockId, clock_gettime};
    use sha2::{Digest as _, Sha256};

    /// The kernel draws it anew at every start.
    const BOOT_ID: &str = "/proc/sys/kernel/random/boot_id";
    /// Goes before the boot id in the digest, so that it is of no use elsewhere.
    const CONTEXT: &str = "fieldbook/boot/1";
    /// Characters of the digest that name a start.
    const NAME_CHARS: usize = 16;

    /// The name of this start, if the system tells it.
    pub(super) fn name() -> Option<String> {
        let id = std::fs::read_to_string(BOOT_ID).ok()?;
        let id = id.trim();
        (!id.is_empty()).then(|| name_of(id))
    }

    pub(super) fn name_of(id: &str) -> String {
        let digest = hex::encode(Sha256::new().chain_update(CONTEXT).chain_update(id).finalize());
        digest.chars().take(NAME_CHARS).collect()
    }

    /// **Milliseconds** since the device was started, sleep included.
    pub(super) fn ms() -> u64 {
        let since = clock_gettime(ClockId::Boottime);
        let ms = i128::from(since.tv_sec) * 1000 + i128::from(since.tv_nsec) / 1_000_000;
        u64::try_from(ms).unwrap_or_default()
    }
}

/// When the server was last heard and what its clock said then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServerHeard {
    /// What its clock said; absent if that was not kept yet.
    pub(crate) at: Option<Timestamp>,
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
        Self {
            at: Some(server_time),
            offset_ms: server_time.as_ms().saturating_sub(clock.now().as_ms()),
            monotonic_ms: clock.monotonic_ms(),
            boot: clock.boot(),
        }
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
        server_heard_at: heard.filter(|_| clock.counts_asleep()).and_then(|heard| heard.at),
        boot,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(any(target_os = "linux", target_os = "android"))]
    #[test]
    fn two_clocks_of_one_device_name_the_same_start_and_the_counter_goes_on() {
        let (first, second) = (SystemClock::new(), SystemClock::new());
        assert_eq!(first.boot(), second.boot());
        assert!(first.counts_asleep());
        let before = first.monotonic_ms();
        let after = second.monotonic_ms();
        assert!(before <= after && after - before < 60_000, "one counter: {before} and {after}");
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    #[test]
    fn the_name_of_a_start_is_a_digest_of_the_boot_id() {
        let id = "2f1c9f0a-6d0e-4b73-9d52-0a3c5a1b7e44";
        let expected = "621db83d8ff3f95d";
        assert_eq!(since_boot::name_of(id), expected);
    }

    #[test]
    fn where_the_device_does_not_count_each_process_is_a_start_and_no_witness() {
        let (clock, other) = (SystemClock::of_this_process(), SystemClock::of_this_process());
        assert_ne!(clock.boot(), other.boot());
        let heard = ServerHeard::now(&clock, Timestamp::from_ms(5));
        let evidence = evidence(&clock, Some(&heard));
        assert_eq!((evidence.server_heard_monotonic_ms.is_some(), evidence.server_heard_at), (true, None));
    }
}
