//! How far what a device's clock said of an instant is proven.
//!
//! *Bounds*: between which two instants of the server's clock it happened. *Counted*: the server's time when it was heard, and what the
//! device counted since; setting the wall clock does not move it. *Allowance*: how far clocks may differ that nobody set.
//!
//! It defends against setting the clock of a device whose application is the real one. Whoever changes the application can state any
//! evidence; the bounds that the server knows itself hold also then. Left out: refusing anything. A clock is a reason to look, never one
//! to turn work away.

use serde::{Deserialize, Serialize};

use crate::time::{ClockEvidence, Timestamp};

/// How far two clocks may differ without one of them having been set, in **milliseconds**: five minutes.
pub const CLOCK_ALLOWANCE_MS: i64 = 5 * 60_000;

/// How far what a device's clock said is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ClockVerdict {
    /// The server was heard in the same start of the device; what was counted since lies within the bounds, and the wall clock agrees
    /// with it, as it stands or corrected by how far it was off then. Setting the wall clock cannot have moved the time.
    Proven,
    /// Nothing was counted since the server was heard (restarted since, or the counter does not run while the device sleeps). The wall
    /// clock, corrected by how far it was off when the server was last heard, lies within the bounds. It may have been set within them.
    Plausible,
    /// The wall clock disagrees with what was counted, or the time lies outside of the bounds, or nothing is known but the wall clock.
    Unproven,
}

/// What is known of an instant that a device's clock told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClockJudgement {
    /// How far it is proven.
    pub verdict: ClockVerdict,
    /// The best estimate, within the bounds: what was counted, if anything was; else the corrected wall clock.
    pub at: Timestamp,
    /// It was not before this, by the server's clock; absent if nothing says so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub earliest: Option<Timestamp>,
    /// It was not after this, by the server's clock: the server had it then.
    pub latest: Timestamp,
    /// By how many **milliseconds** the wall clock, as a paper states it, was ahead of `at`, negative for behind; at least so much where
    /// `at` is an end of the bounds. Absent if the device never heard the server.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub wall_off_ms: Option<i64>,
}

impl ClockJudgement {
    /// Whether the wall clock was off by more than the [allowance](CLOCK_ALLOWANCE_MS), known or not when it happened.
    #[must_use]
    pub fn wall_was_wrong(&self) -> bool {
        self.wall_off_ms.is_some_and(|off| off.unsigned_abs() > CLOCK_ALLOWANCE_MS.unsigned_abs())
    }
}

/// Judges what a device's clock said of something that the server took at `received_at`.
///
/// `earliest` is the newest instant of the server's clock that is known to lie before it, as the caller can tell: when the server wrote
/// something that the author had before them. What the device says of when it last heard the server bounds it too.
#[must_use]
pub fn judge_clock(evidence: &ClockEvidence, earliest: Option<Timestamp>, received_at: Timestamp) -> ClockJudgement {
    let latest = received_at;
    // A bound after the other end comes from a server whose clock went back: it bounds nothing.
    let earliest = [earliest, evidence.server_heard_at].into_iter().flatten().filter(|bound| *bound <= latest).max();
    let within = |at: Timestamp| {
        at <= latest.plus_ms(CLOCK_ALLOWANCE_MS) && earliest.is_none_or(|earliest| at.plus_ms(CLOCK_ALLOWANCE_MS) >= earliest)
    };
    let counts_backwards = evidence.server_heard_monotonic_ms.is_some_and(|heard| heard > evidence.monotonic_ms);
    let heard_later = evidence.server_heard_at.is_some_and(|heard| heard > latest.plus_ms(CLOCK_ALLOWANCE_MS));
    let corrected = evidence.corrected_wall();
    let verdict = match evidence.counted() {
        _ if counts_backwards || heard_later => ClockVerdict::Unproven,
        Some(counted) if within(counted) && (agree(counted, evidence.wall_at) || agree(counted, corrected)) => ClockVerdict::Proven,
        Some(_) => ClockVerdict::Unproven,
        None if evidence.server_offset_ms.is_none() && earliest.is_none() => ClockVerdict::Unproven,
        None if within(corrected) => ClockVerdict::Plausible,
        None => ClockVerdict::Unproven,
    };
    let at = evidence.best_guess().min(latest);
    let at = earliest.map_or(at, |earliest| at.max(earliest));
    let was_heard = evidence.server_offset_ms.is_some() || evidence.counted().is_some();
    let wall_off_ms = was_heard.then(|| evidence.wall_at.as_ms().saturating_sub(at.as_ms()));
    ClockJudgement { verdict, at, earliest, latest, wall_off_ms }
}

fn agree(one: Timestamp, other: Timestamp) -> bool {
    one.as_ms().abs_diff(other.as_ms()) <= CLOCK_ALLOWANCE_MS.unsigned_abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;

    /// Nine o'clock by the server.
    fn nine(ms: i64) -> Timestamp {
        Timestamp::from_ms(1_795_338_000_000 + ms)
    }

    /// A device that heard the server at nine and was right then; an hour later its wall clock is off by `off_ms`.
    fn ten(off_ms: i64) -> ClockEvidence {
        ClockEvidence {
            wall_at: nine(HOUR + off_ms),
            monotonic_ms: 5_000_000,
            boot: "b".into(),
            server_offset_ms: Some(0),
            server_heard_monotonic_ms: Some(1_400_000),
            server_heard_at: Some(nine(0)),
        }
    }

    /// The same device, restarted in between.
    fn restarted(off_ms: i64) -> ClockEvidence {
        ClockEvidence { monotonic_ms: 9_000, boot: "c".into(), server_heard_monotonic_ms: None, ..ten(off_ms) }
    }

    fn judged(evidence: &ClockEvidence) -> ClockJudgement {
        judge_clock(evidence, Some(nine(-2 * HOUR)), nine(5 * HOUR))
    }

    fn verdict(evidence: &ClockEvidence) -> ClockVerdict {
        judged(evidence).verdict
    }

    #[test]
    fn a_clock_that_nobody_set_since_the_server_was_heard_is_proven() {
        let expected = ClockJudgement {
            verdict: ClockVerdict::Proven,
            at: nine(HOUR),
            earliest: Some(nine(0)),
            latest: nine(5 * HOUR),
            wall_off_ms: Some(4 * MINUTE),
        };
        assert_eq!(judged(&ten(4 * MINUTE)), expected);
    }

    #[test]
    fn a_wall_clock_that_was_set_is_unproven_and_the_counter_tells_the_time() {
        for off in [-3 * DAY, -6 * MINUTE, 6 * MINUTE, DAY] {
            let judged = judged(&ten(off));
            assert_eq!((judged.verdict, judged.at, judged.wall_off_ms), (ClockVerdict::Unproven, nine(HOUR), Some(off)));
            assert!(judged.wall_was_wrong());
        }
    }

    #[test]
    fn a_wall_clock_that_is_wrong_by_what_the_server_was_told_moves_nothing() {
        let wrong = ClockEvidence { server_offset_ms: Some(3 * DAY), ..ten(-3 * DAY) };
        let judged = judged(&wrong);
        assert_eq!((judged.verdict, judged.at, judged.wall_off_ms), (ClockVerdict::Proven, nine(HOUR), Some(-3 * DAY)));
        assert!(judged.wall_was_wrong(), "the paper states another day");
        let put_right = ClockEvidence { server_offset_ms: Some(20 * MINUTE), ..ten(0) };
        assert_eq!(verdict(&put_right), ClockVerdict::Proven, "the telephone network has set the clock right since");
    }

    #[test]
    fn across_a_restart_a_time_within_the_bounds_is_plausible_and_one_outside_is_not() {
        assert_eq!(verdict(&restarted(0)), ClockVerdict::Plausible);
        assert_eq!(verdict(&restarted(-HOUR - 4 * MINUTE)), ClockVerdict::Plausible, "a little outside");
        assert_eq!(judged(&restarted(-HOUR - 4 * MINUTE)).at, nine(0));
        let back = judged(&restarted(-3 * DAY));
        assert_eq!((back.verdict, back.at, back.wall_off_ms), (ClockVerdict::Unproven, nine(0), Some(HOUR - 3 * DAY)));
        assert_eq!(verdict(&restarted(5 * HOUR)), ClockVerdict::Unproven, "later than the server had it");
    }

    #[test]
    fn records_of_an_earlier_version_are_plausible_at_best() {
        let old = ClockEvidence { server_heard_at: None, ..ten(0) };
        assert_eq!(verdict(&old), ClockVerdict::Plausible);
        assert_eq!(judged(&old).earliest, Some(nine(-2 * HOUR)));
        assert_eq!(verdict(&ClockEvidence { server_heard_at: None, ..ten(-3 * DAY) }), ClockVerdict::Unproven);
    }

    #[test]
    fn a_device_that_never_heard_the_server_is_believed_only_within_bounds() {
        let never = ClockEvidence { server_offset_ms: None, server_heard_monotonic_ms: None, server_heard_at: None, ..ten(0) };
        assert_eq!(judged(&never).wall_off_ms, None);
        assert_eq!(verdict(&never), ClockVerdict::Plausible);
        let unbounded = judge_clock(&never, None, nine(5 * HOUR));
        assert_eq!((unbounded.verdict, unbounded.earliest, unbounded.at), (ClockVerdict::Unproven, None, nine(HOUR)));
    }

    #[test]
    fn evidence_that_contradicts_itself_or_the_server_is_unproven_and_never_leaves_the_bounds() {
        let backwards = ClockEvidence { server_heard_monotonic_ms: Some(6_000_000), ..ten(0) };
        assert_eq!(verdict(&backwards), ClockVerdict::Unproven);
        let heard_tomorrow = ClockEvidence { server_heard_at: Some(nine(DAY)), ..restarted(0) };
        let judgement = judged(&heard_tomorrow);
        assert_eq!((judgement.verdict, judgement.earliest), (ClockVerdict::Unproven, Some(nine(-2 * HOUR))));
        let absurd = ClockEvidence { monotonic_ms: u64::MAX, server_offset_ms: Some(i64::MIN), ..ten(0) };
        let judgement = judged(&absurd);
        assert_eq!((judgement.verdict, judgement.at), (ClockVerdict::Unproven, nine(5 * HOUR)));
        let after_the_work = judge_clock(&ten(0), Some(nine(9 * HOUR)), nine(5 * HOUR));
        assert_eq!((after_the_work.verdict, after_the_work.earliest), (ClockVerdict::Proven, Some(nine(0))), "such a bound bounds nothing");
    }
}
