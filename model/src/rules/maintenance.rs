//! The maintenance calendar: on which days a plan is due. Months are counted from the first day, so that a plan of the 31st is due
//! on the last day of a shorter month and on the 31st again afterwards.

use chrono::{Datelike as _, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// When a plan is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "every", rename_all = "snake_case", deny_unknown_fields)]
pub enum Recurrence {
    /// Every so many months from the plan's first day on.
    Months {
        /// How many **months** lie between two days.
        months: u32,
    },
    /// On the same days of every year, such as before summer and before winter.
    Calendar {
        /// The days.
        days: Vec<DayOfYear>,
    },
}

/// A day that comes back every year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DayOfYear {
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31; in a year without it, the last day of the month.
    pub day: u32,
}

/// Why a plan cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecurrenceFlaw {
    /// The interval is no interval.
    #[error("recurrence.months: between 1 and 120")]
    Months,
    /// There is no day, or there are too many.
    #[error("recurrence.days: between 1 and 24 different days")]
    Days,
    /// A day that no year has.
    #[error("recurrence.days: there is no such day in any year")]
    NoSuchDay,
}

/// Most days of a fixed calendar.
const MOST_DAYS: usize = 24;
/// Most days that one question answers: a daily calendar of ten years is not maintenance.
const MOST_DUE: usize = 1_000;

impl DayOfYear {
    /// The day in `year`: the last day of the month where the year has no such day (29 February).
    fn of(self, year: i32) -> Option<NaiveDate> {
        (28..=31).rev().find_map(|last| NaiveDate::from_ymd_opt(year, self.month, self.day.min(last)))
    }
}

impl Recurrence {
    /// Whether a plan can be kept by it.
    ///
    /// # Errors
    /// [`RecurrenceFlaw`].
    pub fn check(&self) -> Result<(), RecurrenceFlaw> {
        match self {
            Self::Months { months } if (1..=120).contains(months) => Ok(()),
            Self::Months { .. } => Err(RecurrenceFlaw::Months),
            Self::Calendar { days } => {
                let twice = days.iter().enumerate().any(|(place, day)| days.iter().skip(place + 1).any(|other| other == day));
                if days.is_empty() || days.len() > MOST_DAYS || twice {
                    return Err(RecurrenceFlaw::Days);
                }
                // 2000 was a leap year: it has every day that any year has.
                let known = |day: &DayOfYear| NaiveDate::from_ymd_opt(2000, day.month, day.day).is_some();
                if days.iter().all(known) { Ok(()) } else { Err(RecurrenceFlaw::NoSuchDay) }
            }
        }
    }

    /// The days from `from` to `until`, both counted, on which a plan that begins on `first` is due; ascending, each once, at most 1,000.
    #[must_use]
    pub fn due_between(&self, first: NaiveDate, from: NaiveDate, until: NaiveDate) -> Vec<NaiveDate> {
        let from = from.max(first);
        if from > until {
            return Vec::new();
        }
        match self {
            Self::Months { months } => {
                let step = (*months).max(1);
                // As many whole steps as surely lie before `from`.
                let passed = (from.year() - first.year()) * 12 + from.month0().cast_signed() - first.month0().cast_signed();
                let start = u32::try_from(passed - 1).unwrap_or(0) / step;
                let days = (start..).map_while(|count| first.checked_add_months(Months::new(count.checked_mul(step)?)));
                days.skip_while(|day| *day < from).take_while(|day| *day <= until).take(MOST_DUE).collect()
            }
            Self::Calendar { days } => {
                let mut due: Vec<NaiveDate> = (from.year()..=until.year())
                    .take(MOST_DUE)
                    .flat_map(|year| days.iter().filter_map(move |day| day.of(year)))
                    .filter(|day| (from..=until).contains(day))
                    .collect();
                due.sort_unstable();
                due.dedup();
                due.truncate(MOST_DUE);
                due
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Days;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn days(texts: &[&str]) -> Vec<NaiveDate> {
        texts.iter().map(|text| day(text)).collect()
    }

    #[test]
    fn a_plan_of_the_31st_is_due_on_month_ends_and_on_the_31st_again() {
        let monthly = Recurrence::Months { months: 1 };
        let due = monthly.due_between(day("2027-12-31"), day("2028-01-15"), day("2028-05-31"));
        assert_eq!(due, days(&["2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30", "2028-05-31"]));
    }

    #[test]
    fn a_leap_day_is_the_28th_in_other_years() {
        let yearly = Recurrence::Months { months: 12 };
        let due = yearly.due_between(day("2028-02-29"), day("2028-01-01"), day("2032-12-31"));
        assert_eq!(due, days(&["2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]));
        let calendar = Recurrence::Calendar { days: vec![DayOfYear { month: 2, day: 29 }] };
        assert_eq!(calendar.due_between(day("2027-01-01"), day("2027-01-01"), day("2028-12-31")), days(&["2027-02-28", "2028-02-29"]));
    }

    #[test]
    fn a_fixed_calendar_comes_back_every_year_in_order() {
        let seasons = Recurrence::Calendar { days: vec![DayOfYear { month: 11, day: 1 }, DayOfYear { month: 5, day: 15 }] };
        let due = seasons.due_between(day("2026-06-01"), day("2026-01-01"), day("2027-12-31"));
        assert_eq!(due, days(&["2026-11-01", "2027-05-15", "2027-11-01"]));
    }

    #[test]
    fn what_is_no_calendar_is_refused() {
        assert_eq!(Recurrence::Months { months: 0 }.check(), Err(RecurrenceFlaw::Months));
        assert_eq!(Recurrence::Calendar { days: vec![] }.check(), Err(RecurrenceFlaw::Days));
        assert_eq!(Recurrence::Calendar { days: vec![DayOfYear { month: 2, day: 30 }] }.check(), Err(RecurrenceFlaw::NoSuchDay));
        assert_eq!(Recurrence::Calendar { days: vec![DayOfYear { month: 2, day: 29 }] }.check(), Ok(()));
    }

    fn any_recurrence() -> impl Strategy<Value = Recurrence> {
        let days = proptest::collection::btree_set((1_u32..=12, 1_u32..=28), 1..6);
        prop_oneof![
            (1_u32..=120).prop_map(|months| Recurrence::Months { months }),
            days.prop_map(|days| Recurrence::Calendar { days: days.into_iter().map(|(month, day)| DayOfYear { month, day }).collect() }),
        ]
    }

    proptest! {
        /// However a span is cut into two questions, no day is left out and none comes twice: a planner that stops and goes on finds the
        /// same days.
        #[test]
        fn a_span_asked_in_two_parts_has_the_same_days(
            recurrence in any_recurrence(), first in 0_u64..2_000, from in 0_u64..2_000, middle in 0_u64..1_500, more in 1_u64..1_500,
        ) {
            let begin = day("2024-01-31");
            let (first, from) = (begin + Days::new(first), begin + Days::new(from));
            let (middle, until) = (from + Days::new(middle), from + Days::new(middle) + Days::new(more));
            let whole = recurrence.due_between(first, from, until);
            let mut parts = recurrence.due_between(first, from, middle);
            parts.extend(recurrence.due_between(first, middle + Days::new(1), until));
            prop_assert_eq!(&whole, &parts);
            prop_assert!(whole.is_sorted_by(|one, next| one < next));
            prop_assert!(whole.iter().all(|day| *day >= first && *day >= from && *day <= until));
        }
    }
}
