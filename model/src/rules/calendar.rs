//! Which day it is for the organisation.

use chrono::{DateTime, Days, NaiveDate};

use super::Refusal;
use crate::time::Timestamp;

/// The largest difference of a time zone to UTC there is, in **minutes**.
const MAX_UTC_OFFSET_MINUTES: u32 = 14 * 60;

/// The day on which `at` lies, `utc_offset_minutes` ahead of UTC.
#[must_use]
pub fn local_day(at: Timestamp, utc_offset_minutes: i32) -> NaiveDate {
    let local = at.as_ms().saturating_add(i64::from(utc_offset_minutes) * 60_000);
    DateTime::from_timestamp_millis(local).map_or(NaiveDate::MAX, |at| at.date_naive())
}

/// The day so many **days** after `day`.
#[must_use]
pub fn days_after(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX)
}

/// How many **days** `day` lies after `due`; 0 if it does not.
#[must_use]
pub fn days_late(due: NaiveDate, day: NaiveDate) -> u32 {
    u32::try_from(day.signed_duration_since(due).num_days()).unwrap_or(0)
}

/// Whether there is such a time zone, in **minutes** ahead of UTC.
///
/// # Errors
/// [`Refusal::NotFilledIn`].
pub fn check_utc_offset(minutes: i32) -> Result<(), Refusal> {
    if minutes.unsigned_abs() <= MAX_UTC_OFFSET_MINUTES { Ok(()) } else { Err(Refusal::NotFilledIn("utc_offset_minutes")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_zone_is_at_most_fourteen_hours_from_utc() {
        let is_one = |minutes| check_utc_offset(minutes).is_ok();
        assert!([-840, 0, 480, 840].into_iter().all(is_one));
        assert!(![-841, 841, i32::MIN, i32::MAX].into_iter().any(is_one));
    }

    #[test]
    fn the_day_is_the_organisations_and_not_utcs() {
        // 2026-01-02 20:00 UTC is 2026-01-03 04:00 in Shanghai.
        let at = Timestamp::from_ms(1_767_384_000_000);
        assert_eq!(local_day(at, 480), NaiveDate::from_ymd_opt(2026, 1, 3).unwrap_or_default());
        assert_eq!(local_day(at, 0), NaiveDate::from_ymd_opt(2026, 1, 2).unwrap_or_default());
        assert_eq!(days_after(local_day(at, 480), 7), NaiveDate::from_ymd_opt(2026, 1, 10).unwrap_or_default());
    }
}
