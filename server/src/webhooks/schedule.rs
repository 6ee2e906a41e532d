//! When a delivery is tried again, and when it is given up. Pure: time and chance come in.

use model::time::Timestamp;

/// Waits between tries, in **milliseconds**: ten tries in a little more than three days.
pub(crate) const WAITS_MS: [i64; 9] =
    [5_000, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 5 * HOUR_MS, 10 * HOUR_MS, 14 * HOUR_MS, 20 * HOUR_MS, 24 * HOUR_MS];
/// Longest wait that an answer may ask for.
const MOST_ASKED_MS: i64 = 24 * HOUR_MS;
/// An address at which nothing arrives for so long is switched off.
pub(crate) const FAILING_MS: i64 = 5 * 24 * HOUR_MS;
const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// What became of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It arrived.
    Delivered,
    /// It is to be tried again.
    Again {
        /// When.
        at: Timestamp,
    },
    /// That was the last try.
    GivenUp,
    /// The address is gone: nothing is sent there any more.
    Gone,
}

/// What follows a try that failed at `now`, after `tries` others. `asked_s` is what the answer asked to wait, in **seconds**; `chance`
/// stretches the wait by up to a tenth, so that what failed together does not come back together.
pub(crate) fn after_failure(now: Timestamp, tries: u32, asked_s: Option<u64>, chance: u8) -> Outcome {
    let Some(wait) = usize::try_from(tries).ok().and_then(|tries| WAITS_MS.get(tries)) else { return Outcome::GivenUp };
    let asked = asked_s.map_or(0, |seconds| i64::try_from(seconds.saturating_mul(1000)).unwrap_or(i64::MAX)).min(MOST_ASKED_MS);
    let jitter = wait / 10 * i64::from(chance) / 255;
    Outcome::Again { at: now.plus_ms((*wait).max(asked) + jitter) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_MS: i64 = 1_795_348_800_000;

    fn wait(tries: u32, asked_s: Option<u64>, chance: u8) -> i64 {
        match after_failure(Timestamp::from_ms(NOW_MS), tries, asked_s, chance) {
            Outcome::Again { at } => at.as_ms() - NOW_MS,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn ten_tries_span_three_days_and_then_it_is_given_up() {
        let all: i64 = (0..9).map(|tries| wait(tries, None, 0)).sum();
        assert!((3 * 24 * HOUR_MS..4 * 24 * HOUR_MS).contains(&all), "{all} ms");
        assert_eq!(after_failure(Timestamp::from_ms(NOW_MS), 9, Some(1), 0), Outcome::GivenUp);
        assert!(all < FAILING_MS, "one delivery alone switches nothing off");
    }

    #[test]
    fn chance_stretches_a_wait_by_a_tenth_at_most() {
        assert_eq!((wait(1, None, 0), wait(1, None, 255)), (300_000, 330_000));
    }

    #[test]
    fn an_answer_may_ask_for_a_longer_wait_within_a_day_and_for_no_shorter_one() {
        assert_eq!(wait(0, Some(120), 0), 120_000);
        assert_eq!(wait(3, Some(1), 0), 2 * HOUR_MS);
        assert_eq!(wait(0, Some(u64::MAX), 0), 24 * HOUR_MS);
    }
}
