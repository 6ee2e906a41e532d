//! Days as the organisation has them.

use chrono::{NaiveDate, NaiveTime};
use model::policy::local_date;
use model::time::Timestamp;

/// A minute, in **milliseconds**.
const MINUTE_MS: i64 = 60_000;

/// The first instant of `day` in a time zone of so many **minutes** east of UTC.
pub(super) fn begin_of(day: NaiveDate, time_zone: i64) -> Timestamp {
    let utc = day.and_time(NaiveTime::MIN).and_utc().timestamp_millis();
    Timestamp::from_ms(utc.saturating_sub(time_zone.saturating_mul(MINUTE_MS)))
}

/// The first instant of the day of `at`.
pub(super) fn today(at: Timestamp, time_zone: i64) -> Timestamp {
    begin_of(local_date(at, time_zone), time_zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_where_the_organisation_is() {
        // 2026-11-21 16:00 UTC is midnight in China.
        let midnight = Timestamp::from_ms(1_795_276_800_000);
        assert_eq!(today(midnight, 480), midnight);
        assert_eq!(today(midnight.plus_ms(-1), 480), midnight.plus_ms(-24 * 60 * MINUTE_MS));
        assert_eq!(begin_of(local_date(midnight, 480), 480), midnight);
    }
}
