//! By the end of which day something is due: days of the calendar, or days on which the office opens. The day on which it begins is not
//! counted, and the whole of the last day counts; half a day ends at noon.

use crate::policy::{Days, Policy};
use crate::time::Timestamp;

/// The farthest a due day is looked for, in **days**: ten years.
const MAX_DAYS: i64 = 3_660;

const DAY_MS: i64 = 24 * 3_600_000;

/// The last instant of the time that begins at `from` and takes so many `days`; with `working_days` only days count on which the office
/// opens. `None` if the office has no hours, or does not open for so long within ten years.
#[must_use]
pub fn due_after(policy: &Policy, from: Timestamp, days: Days, working_days: bool) -> Option<Timestamp> {
    let halves = days.as_halves().max(0);
    let (whole, half) = (halves / 2, halves % 2);
    // The half of a day is the morning of the next one.
    let last = nth_day(policy, from, whole.saturating_add(half), working_days)?;
    let end = end_of_day(last, policy.time_zone);
    Some(if half == 1 { end.plus_ms(-DAY_MS / 2) } else { end })
}

/// An instant on the day that is so many days after the one of `from`.
fn nth_day(policy: &Policy, from: Timestamp, days: i64, working_days: bool) -> Option<Timestamp> {
    if !working_days {
        return (days <= MAX_DAYS).then(|| from.plus_ms(days.saturating_mul(DAY_MS)));
    }
    let calendar = policy.calendar()?;
    let is_open = |day: Timestamp| {
        let end = end_of_day(day, policy.time_zone);
        calendar.open_between(end.plus_ms(1 - DAY_MS), end) > 0
    };
    let mut left = days;
    let mut day = from;
    for _ in 0..MAX_DAYS {
        if left <= 0 {
            return Some(day);
        }
        day = day.plus_ms(DAY_MS);
        left -= i64::from(is_open(day));
    }
    None
}

/// The last instant of the day on which `at` lies, in a time zone of so many **minutes** east of UTC.
#[must_use]
pub fn end_of_day(at: Timestamp, time_zone_minutes: i64) -> Timestamp {
    let offset_ms = time_zone_minutes.saturating_mul(60_000);
    let into_day = at.as_ms().saturating_add(offset_ms).rem_euclid(DAY_MS);
    at.plus_ms(DAY_MS - 1 - into_day)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::*;
    use crate::policy::{Office, local_date};

    const HOUR_MS: i64 = 3_600_000;
    /// 2026-03-06, a Friday, 16:00 in China.
    const FRIDAY: i64 = 1_772_784_000_000;

    fn office() -> Policy {
        let hours = || vec!["08:00-17:00".parse().unwrap()];
        let monday_to_friday =
            Office { monday: hours(), tuesday: hours(), wednesday: hours(), thursday: hours(), friday: hours(), ..Office::default() };
        let holidays = vec![NaiveDate::from_ymd_opt(2026, 3, 10).unwrap()];
        Policy { office: Some(Office { holidays, ..monday_to_friday }), ..Policy::default() }
    }

    /// What is due so many half days after Friday 16:00, as day of the month and hour.
    fn due(halves: i64, working_days: bool) -> String {
        let due = due_after(&office(), Timestamp::from_ms(FRIDAY), Days::halves(halves), working_days).unwrap();
        let local = due.plus_ms(1 + 8 * HOUR_MS);
        format!("{} {}", local_date(due, 480), local.as_ms().rem_euclid(DAY_MS) / HOUR_MS)
    }

    /// half a day is the morning of the next one; whole days end with the day.
    #[test]
    fn half_a_day_ends_at_noon_and_a_whole_one_at_midnight() {
        assert_eq!(due(0, false), "2026-03-06 0");
        assert_eq!(due(1, false), "2026-03-07 12");
        assert_eq!(due(2, false), "2026-03-07 0");
        assert_eq!(due(3, false), "2026-03-08 12");
    }

    /// Saturday, Sunday and holidays do not count; the half of a working day is the morning of the next working day.
    #[test]
    fn working_days_are_those_on_which_the_office_opens() {
        assert_eq!(due(1, true), "2026-03-09 12", "Monday");
        assert_eq!(due(2, true), "2026-03-09 0");
        assert_eq!(due(4, true), "2026-03-11 0", "Tuesday is a holiday");
        assert_eq!(due_after(&Policy::default(), Timestamp::from_ms(FRIDAY), Days::halves(2), true), None, "without office hours");
    }

    /// thirteen days after 24 February lie in March, and a month's end is no border.
    #[test]
    fn days_go_on_over_the_end_of_a_month_and_of_february() {
        let at = |year, month, day| {
            let noon = NaiveDate::from_ymd_opt(year, month, day).unwrap().and_hms_opt(4, 0, 0).unwrap();
            Timestamp::from_ms(noon.and_utc().timestamp_millis())
        };
        let last =
            |from, days: i64| local_date(due_after(&Policy::default(), from, Days::halves(2 * days), false).unwrap(), 480).to_string();
        assert_eq!(last(at(2026, 2, 24), 13), "2026-03-09");
        assert_eq!(last(at(2028, 2, 24), 13), "2028-03-08", "a leap year");
        assert_eq!(last(at(2026, 12, 31), 1), "2027-01-01");
    }

    #[test]
    fn a_day_ends_at_midnight_of_the_organisation() {
        // 2026-11-22 12:00 UTC is 20:00 in China; the day ends at 16:00 UTC.
        let noon = Timestamp::from_ms(1_795_348_800_000);
        assert_eq!(end_of_day(noon, 480).as_ms(), noon.as_ms() + 4 * HOUR_MS - 1);
        assert_eq!(end_of_day(noon, 0).as_ms(), noon.as_ms() + 12 * HOUR_MS - 1);
    }

    proptest! {
        /// more time is never due earlier, a later beginning neither, and calendar days are never later than working days.
        #[test]
        fn more_time_is_never_due_earlier(from in 0_i64..4_000_000_000, later in 0_i64..400_000_000, halves in 0_i64..60, more in 0_i64..10) {
            let policy = office();
            let start = Timestamp::from_ms(FRIDAY + from);
            for working_days in [false, true] {
                let due = due_after(&policy, start, Days::halves(halves), working_days).unwrap();
                prop_assert!(due >= start);
                prop_assert!(due_after(&policy, start, Days::halves(halves + more), working_days).unwrap() >= due);
                prop_assert!(due_after(&policy, start.plus_ms(later), Days::halves(halves), working_days).unwrap() >= due);
            }
            let calendar = due_after(&policy, start, Days::halves(halves), false).unwrap();
            prop_assert!(calendar <= due_after(&policy, start, Days::halves(halves), true).unwrap());
        }
    }
}
