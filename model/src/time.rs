//! Instants and what is known about the clock that told them.
//!
//! A device's wall clock is a claim. [`ClockEvidence`] keeps, beside the claim, what later lets somebody judge it: time since
//! the device was started and the last time the server was heard. Left out: reading clocks, judging evidence
//! ([`judge_clock`](crate::rules::judge_clock)).

use serde::{Deserialize, Serialize};

/// The latest instant that is accepted anywhere: the last second of the year 9999.
const MAX_MS: i64 = 253_402_300_799_000;

/// An instant in **milliseconds** since 1970-01-01 UTC, from year 1970 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "i64", try_from = "i64")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = i64))]
pub struct Timestamp(i64);

/// The number is no instant between the years 1970 and 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an instant between the years 1970 and 9999")]
pub struct TimestampError;

impl From<Timestamp> for i64 {
    fn from(at: Timestamp) -> Self {
        at.0
    }
}

impl TryFrom<i64> for Timestamp {
    type Error = TimestampError;

    fn try_from(ms: i64) -> Result<Self, TimestampError> {
        if (0..=MAX_MS).contains(&ms) { Ok(Self(ms)) } else { Err(TimestampError) }
    }
}

impl Timestamp {
    /// The instant `ms` **milliseconds** after 1970-01-01 UTC, held inside the accepted range.
    #[must_use]
    pub fn from_ms(ms: i64) -> Self {
        Self(ms.clamp(0, MAX_MS))
    }

    /// **Milliseconds** since 1970-01-01 UTC.
    #[must_use]
    pub fn as_ms(self) -> i64 {
        self.0
    }

    /// Whole **seconds** since 1970-01-01 UTC.
    #[must_use]
    pub fn as_seconds(self) -> i64 {
        self.0 / 1000
    }

    /// The instant `ms` **milliseconds** later (earlier if negative), held inside the accepted range.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Self {
        Self::from_ms(self.0.saturating_add(ms))
    }

    /// RFC 3339 text in UTC with milliseconds, for people and logs.
    #[must_use]
    pub fn to_rfc3339(self) -> String {
        chrono::DateTime::from_timestamp_millis(self.0)
            .map_or_else(|| self.0.to_string(), |at| at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true))
    }
}

/// What a device knew about its clock when something happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClockEvidence {
    /// What the wall clock said.
    pub wall_at: Timestamp,
    /// **Milliseconds** since the device or process was started; does not jump when the wall clock is set.
    pub monotonic_ms: u64,
    /// Names the start that `monotonic_ms` counts from.
    pub boot: String,
    /// Server time minus wall time in **milliseconds**, measured when the server was last heard.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub server_offset_ms: Option<i64>,
    /// `monotonic_ms` at that measurement, if it was in the same start.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub server_heard_monotonic_ms: Option<u64>,
    /// What the server's clock said then. Absent in records of 0.1, and where `monotonic_ms` may stand still while the device sleeps.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub server_heard_at: Option<Timestamp>,
}

impl ClockEvidence {
    /// The instant as well as it can be told: what was [`counted`](Self::counted) since the server was heard, which setting the wall
    /// clock does not move; else the [corrected wall clock](Self::corrected_wall).
    #[must_use]
    pub fn best_guess(&self) -> Timestamp {
        self.counted().unwrap_or_else(|| self.corrected_wall())
    }

    /// What the server's clock said when it was heard, and what the device counted since. `None` if it was not heard in this start.
    #[must_use]
    pub fn counted(&self) -> Option<Timestamp> {
        let since = self.monotonic_ms.checked_sub(self.server_heard_monotonic_ms?)?;
        Some(self.server_heard_at?.plus_ms(i64::try_from(since).unwrap_or(i64::MAX)))
    }

    /// The wall clock, corrected by how far it was from the server's when that was last heard.
    #[must_use]
    pub fn corrected_wall(&self) -> Timestamp {
        self.wall_at.plus_ms(self.server_offset_ms.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_outside_the_accepted_range_is_no_instant() {
        for ms in [i64::MIN, -1, MAX_MS + 1, i64::MAX] {
            assert!(serde_json::from_value::<Timestamp>(ms.into()).is_err(), "{ms}");
        }
        assert_eq!(serde_json::from_value::<Timestamp>(MAX_MS.into()).ok(), Some(Timestamp(MAX_MS)));
    }

    #[test]
    fn an_instant_never_leaves_the_accepted_range() {
        assert_eq!(Timestamp::from_ms(i64::MIN).as_ms(), 0);
        assert_eq!(Timestamp::from_ms(i64::MAX).to_rfc3339(), "9999-12-31T23:59:59.000Z");
        assert_eq!(Timestamp::from_ms(5).plus_ms(i64::MIN).as_ms(), 0);
    }

    #[test]
    fn what_was_counted_since_the_server_was_heard_goes_before_the_wall_clock() {
        let heard = ClockEvidence {
            wall_at: Timestamp::from_ms(1_000_000),
            monotonic_ms: 70_000,
            boot: "b".into(),
            server_offset_ms: Some(500),
            server_heard_monotonic_ms: Some(10_000),
            server_heard_at: Some(Timestamp::from_ms(9_000_000)),
        };
        assert_eq!(heard.best_guess().as_ms(), 9_060_000);
        let without = [
            ClockEvidence { server_heard_at: None, ..heard.clone() },
            ClockEvidence { server_heard_monotonic_ms: None, ..heard.clone() },
            ClockEvidence { monotonic_ms: 9_999, ..heard.clone() },
        ];
        for evidence in without {
            assert_eq!((evidence.counted(), evidence.best_guess().as_ms()), (None, 1_000_500), "{evidence:?}");
        }
        let never = ClockEvidence { server_offset_ms: None, server_heard_at: None, ..heard.clone() };
        assert_eq!(never.best_guess().as_ms(), 1_000_000);
        let absurd = ClockEvidence { monotonic_ms: u64::MAX, ..heard };
        assert_eq!(absurd.best_guess(), Timestamp::from_ms(i64::MAX));
    }

    #[test]
    fn evidence_without_the_servers_time_is_written_as_before_it_could_be_given() {
        let before = r#"{"wall_at":5,"monotonic_ms":7,"boot":"b","server_offset_ms":-2,"server_heard_monotonic_ms":3}"#;
        let read: ClockEvidence = serde_json::from_str(before).unwrap();
        assert_eq!((read.server_heard_at, serde_json::to_string(&read).unwrap().as_str()), (None, before));
    }
}
