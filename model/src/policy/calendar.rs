//! Office hours and working-hour arithmetic (P-02, R-137): pure, in the organisation's fixed offset from UTC.
//!
//! Words: an *opening* is one stretch of a day (`08:30-12:00`); an *extra day* is a date with openings of its own, such as a
//! Sunday that is worked instead of a bridge day; a *holiday* has none. Left out: summer time (the offset is fixed), and which
//! days are holidays: the organisation says so.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::findings::{Faults, Impossible};
use crate::time::Timestamp;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 86_400_000;
/// How far a due time is looked for: ten years and a little.
const MAX_DAYS: i64 = 3_700;

/// When the office is open, in the organisation's time zone. No source gives office hours for an organisation: they must be set.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Office {
    /// Openings on Mondays.
    pub monday: Vec<Opening>,
    /// Openings on Tuesdays.
    pub tuesday: Vec<Opening>,
    /// Openings on Wednesdays.
    pub wednesday: Vec<Opening>,
    /// Openings on Thursdays.
    pub thursday: Vec<Opening>,
    /// Openings on Fridays.
    pub friday: Vec<Opening>,
    /// Openings on Saturdays.
    pub saturday: Vec<Opening>,
    /// Openings on Sundays.
    pub sunday: Vec<Opening>,
    /// Days on which the office is closed, whatever weekday they are.
    pub holidays: Vec<NaiveDate>,
    /// Days with openings of their own, whatever weekday they are.
    pub extra_days: BTreeMap<NaiveDate, Vec<Opening>>,
}

impl Office {
    fn weekdays(&self) -> [(&'static str, &[Opening]); 7] {
        [
            ("monday", &self.monday),
            ("tuesday", &self.tuesday),
            ("wednesday", &self.wednesday),
            ("thursday", &self.thursday),
            ("friday", &self.friday),
            ("saturday", &self.saturday),
            ("sunday", &self.sunday),
        ]
    }

    /// Values that cannot be: closing before opening, openings that overlap, an office that never opens.
    pub(super) fn impossible(&self) -> Vec<Impossible> {
        let mut faults = Faults { table: "office", found: Vec::new() };
        let weekdays = self.weekdays();
        for (name, openings) in weekdays {
            check_day(name, openings, &mut faults);
        }
        for (date, openings) in &self.extra_days {
            check_day(&format!("extra_days.{date}"), openings, &mut faults);
            let both = self.holidays.contains(date);
            faults.when(both, format_args!("extra_days.{date}"), "this day is a holiday as well");
        }
        if weekdays.iter().all(|(_, openings)| openings.is_empty()) {
            faults.found.push(Impossible { key: "office".into(), reason: "the office is open on no day of the week".into() });
        }
        faults.found
    }
}

fn check_day(name: &str, openings: &[Opening], faults: &mut Faults) {
    let mut closed_at = TimeOfDay { minute: 0 };
    for (index, opening) in openings.iter().enumerate() {
        let key = format!("{name}.{index}");
        if opening.closes <= opening.opens {
            faults.when(true, key, format!("{opening} closes before it opens"));
        } else if index > 0 && opening.opens < closed_at {
            faults.when(true, key, format!("{opening} begins before the one before it has ended"));
        }
        closed_at = opening.closes;
    }
}

/// A time of day, `00:00` to `24:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay {
    minute: u16,
}

impl TimeOfDay {
    /// **Minutes** since midnight.
    #[must_use]
    pub fn minute(self) -> u16 {
        self.minute
    }
}

impl std::fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}", self.minute / 60, self.minute % 60)
    }
}

impl std::str::FromStr for TimeOfDay {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let two_digits =
            |part: &str| (part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse::<u16>().ok()).flatten();
        let parsed = text.split_once(':').and_then(|(hour, minute)| Some((two_digits(hour)?, two_digits(minute)?)));
        match parsed {
            Some((hour, minute)) if minute < 60 && hour * 60 + minute <= 24 * 60 => Ok(Self { minute: hour * 60 + minute }),
            _ => Err(format!("\"{text}\" is not a time of day such as 08:30")),
        }
    }
}

/// One stretch of a day in which the office is open, written `08:30-17:30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Opening {
    /// First minute of work.
    pub opens: TimeOfDay,
    /// End of work.
    pub closes: TimeOfDay,
}

impl std::fmt::Display for Opening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.opens, self.closes)
    }
}

impl std::str::FromStr for Opening {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (opens, closes) = text.split_once('-').ok_or_else(|| format!("\"{text}\" is not an opening such as 08:30-17:30"))?;
        Ok(Self { opens: opens.trim().parse()?, closes: closes.trim().parse()? })
    }
}

macro_rules! as_text {
    ($($name:ty),*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
    )*};
}
as_text!(TimeOfDay, Opening);

/// The calendar day of `at` in a time zone of so many **minutes** east of UTC.
#[must_use]
pub fn local_date(at: Timestamp, time_zone_minutes: i64) -> NaiveDate {
    date_of(local_ms(at, time_zone_minutes).div_euclid(DAY_MS))
}

/// There is no such instant: the office does not open for so long in the ten years after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the office does not open for so long within ten years")]
pub struct NeverOpen;

/// Office hours, ready for arithmetic.
#[derive(Debug, Clone)]
pub struct Calendar {
    time_zone_minutes: i64,
    /// Openings in **milliseconds** since midnight, from Monday.
    week: [Vec<(i64, i64)>; 7],
    /// Days since 1970-01-01 that do not follow the week.
    special: BTreeMap<i64, Vec<(i64, i64)>>,
}

impl Calendar {
    /// The calendar of an office in a time zone of so many **minutes** east of UTC. Openings that [`super::Policy::check`] refuses
    /// count for nothing.
    #[must_use]
    pub fn new(office: &Office, time_zone_minutes: i64) -> Self {
        let week = office.weekdays().map(|(_, openings)| spans(openings));
        let extra = office.extra_days.iter().map(|(date, openings)| (day_of(*date), spans(openings)));
        let holidays = office.holidays.iter().map(|date| (day_of(*date), Vec::new()));
        Self { time_zone_minutes, week, special: extra.chain(holidays).collect() }
    }

    /// The calendar day of `at` here.
    #[must_use]
    pub fn date(&self, at: Timestamp) -> NaiveDate {
        local_date(at, self.time_zone_minutes)
    }

    /// The first instant by which the office has been open for `working_ms` **milliseconds** since `from`; `from` itself for none.
    ///
    /// # Errors
    /// [`NeverOpen`] if that takes longer than ten years.
    pub fn after(&self, from: Timestamp, working_ms: i64) -> Result<Timestamp, NeverOpen> {
        let mut left = working_ms;
        if left <= 0 {
            return Ok(from);
        }
        let start = local_ms(from, self.time_zone_minutes);
        let first_day = start.div_euclid(DAY_MS);
        for day in first_day..=first_day.saturating_add(MAX_DAYS) {
            let midnight = day.saturating_mul(DAY_MS);
            for (opens, closes) in self.openings(day) {
                let begin = midnight.saturating_add(*opens).max(start);
                let open_for = midnight.saturating_add(*closes).saturating_sub(begin);
                if open_for >= left {
                    return Ok(from.plus_ms(begin.saturating_add(left).saturating_sub(start)));
                }
                left -= open_for.max(0);
            }
        }
        Err(NeverOpen)
    }

    /// For how many **milliseconds** the office is open from `from` until `to`; 0 if `to` is not later. Looks at most ten years ahead.
    #[must_use]
    pub fn open_between(&self, from: Timestamp, to: Timestamp) -> i64 {
        let (start, end) = (local_ms(from, self.time_zone_minutes), local_ms(to, self.time_zone_minutes));
        let first_day = start.div_euclid(DAY_MS);
        let last_day = end.div_euclid(DAY_MS).min(first_day.saturating_add(MAX_DAYS));
        let mut open = 0_i64;
        for day in first_day..=last_day {
            let midnight = day.saturating_mul(DAY_MS);
            for (opens, closes) in self.openings(day) {
                let begin = midnight.saturating_add(*opens).max(start);
                let stop = midnight.saturating_add(*closes).min(end);
                open = open.saturating_add(stop.saturating_sub(begin).max(0));
            }
        }
        open
    }

    fn openings(&self, day: i64) -> &[(i64, i64)] {
        if let Some(special) = self.special.get(&day) {
            return special;
        }
        let weekday = date_of(day).weekday().num_days_from_monday();
        usize::try_from(weekday).ok().and_then(|weekday| self.week.get(weekday)).map_or(&[], Vec::as_slice)
    }
}

fn spans(openings: &[Opening]) -> Vec<(i64, i64)> {
    let mut closed_at = 0;
    let mut spans = Vec::new();
    for opening in openings {
        let (opens, closes) = (i64::from(opening.opens.minute) * MINUTE_MS, i64::from(opening.closes.minute) * MINUTE_MS);
        if opens >= closed_at && closes > opens {
            spans.push((opens, closes));
            closed_at = closes;
        }
    }
    spans
}

fn local_ms(at: Timestamp, time_zone_minutes: i64) -> i64 {
    at.as_ms().saturating_add(time_zone_minutes.saturating_mul(MINUTE_MS))
}

/// The day so many days after 1970-01-01.
fn date_of(day: i64) -> NaiveDate {
    chrono::TimeDelta::try_days(day).and_then(|days| NaiveDate::default().checked_add_signed(days)).unwrap_or_default()
}

fn day_of(date: NaiveDate) -> i64 {
    date.signed_duration_since(NaiveDate::default()).num_days()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Monday 2026-11-23, 00:00 at +08:00.
    const MONDAY: i64 = 1_795_363_200_000;
    const HOUR: i64 = 3_600_000;

    fn opening(text: &str) -> Opening {
        text.parse().unwrap()
    }

    fn office() -> Office {
        let day = vec![opening("08:30-12:00"), opening("13:00-17:30")];
        Office {
            monday: day.clone(),
            tuesday: day.clone(),
            wednesday: day.clone(),
            thursday: day.clone(),
            friday: day.clone(),
            holidays: vec![NaiveDate::from_ymd_opt(2026, 11, 25).unwrap()],
            extra_days: BTreeMap::from([(NaiveDate::from_ymd_opt(2026, 11, 29).unwrap(), day)]),
            ..Office::default()
        }
    }

    #[test]
    fn lunch_nights_weekends_and_holidays_do_not_count_and_extra_days_do() {
        let calendar = Calendar::new(&office(), 480);
        let at = |day: i64, hour: i64| Timestamp::from_ms(MONDAY + (day * 24 + hour) * HOUR);
        assert_eq!(calendar.date(at(0, 0)).to_string(), "2026-11-23");
        assert_eq!(calendar.after(at(0, 11), 2 * HOUR).unwrap(), at(0, 14), "lunch");
        assert_eq!(calendar.after(at(0, 20), HOUR / 2).unwrap(), at(1, 9), "night");
        assert_eq!(calendar.after(at(1, 17), HOUR).unwrap(), at(3, 9), "Wednesday is a holiday");
        assert_eq!(calendar.after(at(4, 17), HOUR).unwrap(), at(6, 9), "Saturday is closed, this Sunday is worked");
        assert_eq!(calendar.open_between(at(0, 0), at(7, 0)), 5 * 8 * HOUR);
        assert_eq!(calendar.open_between(at(1, 0), at(0, 0)), 0);
    }

    #[test]
    fn an_office_that_never_opens_long_enough_is_an_answer_not_a_hang() {
        let calendar = Calendar::new(&Office::default(), 480);
        assert_eq!(calendar.after(Timestamp::from_ms(MONDAY), 1), Err(NeverOpen));
        assert_eq!(Calendar::new(&office(), 480).after(Timestamp::from_ms(MONDAY), i64::MAX), Err(NeverOpen));
    }

    #[test]
    fn impossible_openings_are_named_and_count_for_nothing() {
        let mut office = office();
        office.monday = vec![opening("17:30-08:30"), opening("09:00-12:00"), opening("11:00-13:00")];
        let keys: Vec<_> = office.impossible().into_iter().map(|fault| fault.key).collect();
        assert_eq!(keys, ["office.monday.0", "office.monday.2"]);
        let calendar = Calendar::new(&office, 480);
        assert_eq!(calendar.open_between(Timestamp::from_ms(MONDAY), Timestamp::from_ms(MONDAY + DAY_MS)), 3 * HOUR);
        assert_eq!(Office::default().impossible().len(), 1);
        for text in ["8:30-17:30", "08:30", "08:60-09:00", "24:01-24:02", "+8:30-17:30", ""] {
            assert!(text.parse::<Opening>().is_err(), "{text}");
        }
        assert_eq!(opening("00:00-24:00").closes.minute(), 1440);
    }

    fn any_office() -> impl Strategy<Value = Office> {
        let opening = (0_u16..1440, 1_u16..=1440).prop_map(|(opens, length)| Opening {
            opens: TimeOfDay { minute: opens },
            closes: TimeOfDay { minute: (opens + length).min(1440) },
        });
        let day = proptest::collection::vec(opening, 0..3);
        (proptest::array::uniform7(day), proptest::collection::vec(0_u64..40, 0..5)).prop_map(|(week, holidays)| {
            let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = week;
            let first = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
            let holidays = holidays.into_iter().map(|days| first + chrono::Days::new(days)).collect();
            Office { monday, tuesday, wednesday, thursday, friday, saturday, sunday, holidays, extra_days: BTreeMap::new() }
        })
    }

    proptest! {
        /// working hours add up, never run backwards, and are what lies between call and due time.
        #[test]
        fn working_time_is_monotone_and_additive(
            office in any_office(), zone in -720_i64..=840, from in 0_i64..1_000_000_000, later in 0_i64..400_000_000,
            first in 0_i64..80_000_000, second in 0_i64..80_000_000,
        ) {
            let calendar = Calendar::new(&office, zone);
            let start = Timestamp::from_ms(MONDAY + from);
            if let Ok(due) = calendar.after(start, first + second) {
                let halfway = calendar.after(start, first).unwrap();
                prop_assert_eq!(calendar.after(halfway, second).unwrap(), due, "additive");
                prop_assert!(start <= halfway && halfway <= due, "monotone in the span");
                prop_assert_eq!(calendar.open_between(start, due), first + second, "what lies between");
                if first + second > 0 && let Ok(other) = calendar.after(start.plus_ms(later), first + second) {
                    prop_assert!(other >= due, "monotone in the start");
                }
            } else {
                prop_assert!(office.impossible().iter().any(|fault| fault.key == "office") || spans(&office.monday).is_empty());
            }
        }
    }
}
