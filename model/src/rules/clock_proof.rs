//! How far a device's word about a time can be believed.

use crate::time::ClockEvidence;

/// What a fresh comparison with the server leaves open, in **milliseconds**: the way of one answer.
const COMPARISON_MS: i64 = 2_000;
/// A clock may drift by one part in so many since it was compared: 200 ppm, twice what phone crystals are allowed.
const DRIFT_ONE_IN: u64 = 5_000;

/// By how many **milliseconds** the corrected time of `evidence` may be wrong either way. `None` if nothing bounds it: the server was
/// never heard, or not in the same start of the device, so that the wall clock may have been set in between.
#[must_use]
pub fn uncertainty_ms(evidence: &ClockEvidence) -> Option<i64> {
    evidence.server_offset_ms?;
    let since = evidence.monotonic_ms.checked_sub(evidence.server_heard_monotonic_ms?)?;
    let drift = i64::try_from(since / DRIFT_ONE_IN).ok()?;
    Some(COMPARISON_MS.saturating_add(drift))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    fn evidence(offset: Option<i64>, heard: Option<u64>) -> ClockEvidence {
        ClockEvidence {
            wall_at: Timestamp::from_ms(1_790_000_000_000),
            monotonic_ms: 100_000_000,
            boot: "b".into(),
            server_offset_ms: offset,
            server_heard_monotonic_ms: heard,
            server_heard_at: None,
        }
    }

    /// the device's time counts as far as it can be believed.
    #[test]
    fn only_a_comparison_with_the_server_in_the_same_start_bounds_the_clock() {
        assert_eq!(uncertainty_ms(&evidence(None, None)), None, "never heard");
        assert_eq!(uncertainty_ms(&evidence(Some(5), None)), None, "heard in an earlier start");
        assert_eq!(uncertainty_ms(&evidence(Some(5), Some(100_000_001))), None, "heard later than it happened");
        assert_eq!(uncertainty_ms(&evidence(Some(5), Some(100_000_000))), Some(2_000));
        assert_eq!(uncertainty_ms(&evidence(Some(5), Some(50_000_000))), Some(12_000), "the longer ago, the less it says");
    }
}
