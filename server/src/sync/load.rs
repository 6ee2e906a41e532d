//! How loaded the server is, and how long it asks devices to stay away for that.
//!
//! The rule: so many requests are under way, each took so long of late, and so many run side by side. What the last of them waits for is
//! their product. Beyond a second, answers ask to be left alone for [`RELIEF`] times that; a device that has work of a person who asks
//! does not mind it.
//!
//! The waiting room before them turns devices away before so many are under way. So answers ask for as much, too, once that room, or the
//! queue of what waits to be judged, is more than half full. Each device is asked for a time of its own, so that they do not come together.
//!
//! Left out: turning requests away. That is the door's.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Instant;

/// Up to so long a wait, in **microseconds**, nothing is asked for.
const UNNOTICED_US: u64 = 1_000_000;
/// Devices stay away so many times longer than the wait they would find.
const RELIEF: u64 = 10;
/// The shortest time to stay away, in **seconds**.
const SHORTEST_S: u64 = 15;
/// The longest time to stay away, in **seconds**.
const LONGEST_S: u64 = 600;
/// Up to so full, in **hundredths**, room and queue are nothing to be noticed.
const HALF: u32 = 50;
/// A new measurement counts one so-many-th.
const SMOOTH: u64 = 16;

/// The syncs of one server process.
#[derive(Debug)]
pub(crate) struct Load {
    side_by_side: u64,
    under_way: AtomicUsize,
    /// What a sync takes, in **microseconds**, smoothed.
    takes_us: AtomicU64,
}

/// A sync that is under way.
#[derive(Debug)]
pub(super) struct Weighed {
    load: Arc<Load>,
    began: Instant,
}

impl Load {
    /// Of a machine with so many cores.
    pub(crate) fn of(cores: usize) -> Self {
        let side_by_side = u64::try_from(cores.max(1)).unwrap_or(1);
        Self { side_by_side, under_way: AtomicUsize::new(0), takes_us: AtomicU64::new(0) }
    }

    /// A sync begins; it is over when the answer is dropped.
    pub(super) fn begin(self: &Arc<Self>) -> Weighed {
        self.under_way.fetch_add(1, Ordering::Relaxed);
        Weighed { load: Arc::clone(self), began: Instant::now() }
    }

    fn backoff_s(&self) -> Option<u32> {
        let under_way = u64::try_from(self.under_way.load(Ordering::Relaxed)).unwrap_or(u64::MAX);
        asked_for(under_way, self.takes_us.load(Ordering::Relaxed), self.side_by_side)
    }
}

/// How long to stay away, in **seconds**, where `under_way` syncs are under way that took `takes_us` **microseconds** of work each of late.
fn asked_for(under_way: u64, takes_us: u64, side_by_side: u64) -> Option<u32> {
    let wait_us = under_way.saturating_mul(takes_us) / side_by_side.max(1);
    if wait_us <= UNNOTICED_US {
        return None;
    }
    let seconds = (wait_us.saturating_mul(RELIEF) / 1_000_000).clamp(SHORTEST_S, LONGEST_S);
    u32::try_from(seconds).ok()
}

/// How long to stay away, in **seconds**, where the fullest of room and queue is `fill` **hundredths** full: 15 s from half on, 65 s where
/// nobody is let in any more.
fn asked_where_full(fill: u32) -> Option<u32> {
    let over = fill.min(100).checked_sub(HALF).filter(|over| *over > 0)?;
    u32::try_from(SHORTEST_S).ok()?.checked_add(over)
}

/// Up to half as long again, as the `dice` fall.
fn spread(seconds: u32, dice: u32) -> u32 {
    seconds.saturating_add(dice % (seconds / 2 + 1))
}

impl Weighed {
    /// **Seconds** that a device should stay away, if the server has more to do than it can, or what waits before it is more than half full
    /// (`fill`, in **hundredths**). `dice` gives a random number, asked only then.
    pub(super) fn backoff_s(&self, fill: u32, dice: impl FnOnce() -> u32) -> Option<u32> {
        self.load.backoff_s().max(asked_where_full(fill)).map(|seconds| spread(seconds, dice()))
    }
}

impl Drop for Weighed {
    fn drop(&mut self) {
        let others = u64::try_from(self.load.under_way.fetch_sub(1, Ordering::Relaxed)).unwrap_or(u64::MAX);
        let elapsed_us = u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX);
        // With more under way than run side by side, most of the time was waiting for the others.
        let work_us = elapsed_us.saturating_mul(self.load.side_by_side) / others.max(self.load.side_by_side);
        let smooth = |before: u64| before - before / SMOOTH + work_us / SMOOTH;
        let _always = self.load.takes_us.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |before| Some(smooth(before)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_keeps_up_asks_for_nothing_and_one_that_does_not_for_more_the_longer_its_queue() {
        assert_eq!(asked_for(1, 900_000, 2), None, "one long sync is no load");
        assert_eq!(asked_for(40, 20_000, 2), None);
        assert_eq!(asked_for(400, 20_000, 2), Some(40));
        assert_eq!(asked_for(110, 20_000, 2), Some(15));
        assert_eq!(asked_for(u64::MAX, u64::MAX, 0), Some(600));
    }

    #[test]
    fn from_half_full_on_devices_are_asked_to_stay_away_each_for_a_time_of_its_own() {
        assert_eq!([0, 50, 51, 100, 4_000].map(asked_where_full), [None, None, Some(16), Some(65), Some(65)]);
        assert_eq!([0, 10, 11, 21].map(|dice| spread(20, dice)), [20, 30, 20, 30]);
        let load = Arc::new(Load::of(2));
        let weighed = load.begin();
        assert_eq!((weighed.backoff_s(50, || 3), weighed.backoff_s(55, || 3)), (None, Some(23)));
    }

    #[test]
    fn what_is_over_weighs_no_more() {
        let load = Arc::new(Load::of(2));
        load.takes_us.store(1_000_000, Ordering::Relaxed);
        let under_way: Vec<_> = (0..10).map(|_| load.begin()).collect();
        assert_eq!(under_way[0].backoff_s(0, || 0), Some(50));
        drop(under_way);
        assert_eq!(load.backoff_s(), None);
    }
}
