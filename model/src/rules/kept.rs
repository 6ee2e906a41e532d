//! Whether a target was kept.
//!
//! Judgement goes by the time on site, never by the time of upload; where the device's clock cannot bear it, nothing is claimed.

use serde::{Deserialize, Serialize};

use super::clock_proof::uncertainty_ms;
use crate::time::{ClockEvidence, Timestamp};

/// Whether a target was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Kept {
    /// It was, so many **milliseconds** before it was due.
    Met {
        /// Time left.
        early_ms: i64,
    },
    /// It was not.
    Missed {
        /// So many **milliseconds** too late.
        late_ms: i64,
    },
    /// It has not happened yet, as far as is known here.
    Pending,
    /// It happened, and the device's clock cannot tell whether in time: both are possible.
    Unproven {
        /// What the clock says, if it is right: so many **milliseconds** late, negative for early.
        late_ms: i64,
        /// By how many **milliseconds** the clock may be wrong; absent if nothing bounds it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        uncertainty_ms: Option<i64>,
    },
}

/// Whether what was due at `due_at` was kept: judged by when it happened on site, whenever that was uploaded.
#[must_use]
pub fn kept(due_at: Timestamp, happened: Option<&ClockEvidence>) -> Kept {
    let Some(evidence) = happened else { return Kept::Pending };
    let late_ms = evidence.best_guess().as_ms().saturating_sub(due_at.as_ms());
    let uncertainty_ms = uncertainty_ms(evidence);
    match uncertainty_ms {
        Some(uncertainty) if late_ms.saturating_add(uncertainty) <= 0 => Kept::Met { early_ms: late_ms.saturating_neg() },
        Some(uncertainty) if late_ms > uncertainty => Kept::Missed { late_ms },
        _ => Kept::Unproven { late_ms, uncertainty_ms },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due() -> Timestamp {
        Timestamp::from_ms(1_795_494_600_000)
    }

    /// What a device wrote down `ms` after the due time by the server's clock, which it had heard so long ago.
    fn at(ms: i64, heard_ago_ms: Option<u64>) -> ClockEvidence {
        ClockEvidence {
            wall_at: due().plus_ms(ms - 500),
            monotonic_ms: 1_000_000_000,
            boot: "b".into(),
            server_offset_ms: Some(500),
            server_heard_monotonic_ms: heard_ago_ms.map(|ago| 1_000_000_000 - ago),
            server_heard_at: None,
        }
    }

    /// the time on site counts; an arrival that nobody knows of yet is pending, however late it is.
    #[test]
    fn an_arrival_is_judged_by_the_time_on_site_and_not_by_its_upload() {
        assert_eq!(kept(due(), None), Kept::Pending);
        assert_eq!(kept(due(), Some(&at(-60_000, Some(0)))), Kept::Met { early_ms: 60_000 });
        assert_eq!(kept(due(), Some(&at(60_000, Some(0)))), Kept::Missed { late_ms: 60_000 });
    }

    /// where the clock cannot bear the verdict, both are possible and none is claimed.
    #[test]
    fn a_margin_smaller_than_the_doubt_about_the_clock_proves_nothing() {
        for late_ms in [-1_999, 0, 2_000] {
            let unproven = Kept::Unproven { late_ms, uncertainty_ms: Some(2_000) };
            assert_eq!(kept(due(), Some(&at(late_ms, Some(0)))), unproven);
        }
        assert_eq!(kept(due(), Some(&at(-2_000, Some(0)))), Kept::Met { early_ms: 2_000 });
        assert_eq!(kept(due(), Some(&at(2_001, Some(0)))), Kept::Missed { late_ms: 2_001 });
        let long_ago = kept(due(), Some(&at(-60_000, Some(400_000_000))));
        assert_eq!(long_ago, Kept::Unproven { late_ms: -60_000, uncertainty_ms: Some(82_000) });
        let never = kept(due(), Some(&at(-36_000_000, None)));
        assert_eq!(never, Kept::Unproven { late_ms: -36_000_000, uncertainty_ms: None });
    }
}
