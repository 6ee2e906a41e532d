//! What is asked for: which report, of which days, of whom.

use chrono::{Datelike as _, Days, NaiveDate};
use model::id::{OrganisationId, PersonId};
use model::policy::local_date;
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const DAY_MS: i64 = 24 * 3_600_000;
/// The longest span, in **days**: three years and a little.
pub(crate) const MAX_DAYS: i64 = 1_100;

/// A report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ReportName {
    /// What each technician did, by kind of work and time (F-06, R-149).
    TechnicianDaily,
    /// The sum of the technicians' reports (F-07, R-150).
    SupervisorDaily,
    /// Arrivals and repairs against their targets.
    Timeliness,
    /// Answers of customers.
    Satisfaction,
    /// Complaints against services.
    Complaints,
    /// Progress of old parts (F-83, R-119…R-125).
    OldParts,
    /// Repairs that did not hold.
    RepeatRepairs,
    /// Parts that were used.
    PartsUse,
}

impl ReportName {
    /// Every report, in the order in which they are offered.
    pub(crate) const ALL: [Self; 8] = [
        Self::TechnicianDaily,
        Self::SupervisorDaily,
        Self::Timeliness,
        Self::Satisfaction,
        Self::Complaints,
        Self::RepeatRepairs,
        Self::OldParts,
        Self::PartsUse,
    ];

    /// Its name in addresses, files and texts.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::TechnicianDaily => "technician-daily",
            Self::SupervisorDaily => "supervisor-daily",
            Self::Timeliness => "timeliness",
            Self::Satisfaction => "satisfaction",
            Self::Complaints => "complaints",
            Self::OldParts => "old-parts",
            Self::RepeatRepairs => "repeat-repairs",
            Self::PartsUse => "parts-use",
        }
    }

    /// The report of this name.
    pub(crate) fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.word() == word)
    }
}

/// Calendar days of the organisation's time zone, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) first: NaiveDate,
    pub(crate) last: NaiveDate,
    /// **Minutes** east of UTC.
    pub(crate) zone_minutes: i64,
}

impl Span {
    /// The days from `first` to `last`, if they are in order and not more than [`MAX_DAYS`].
    pub(crate) fn new(first: NaiveDate, last: NaiveDate, zone_minutes: i64) -> Option<Self> {
        let in_order = (0..MAX_DAYS).contains(&last.signed_duration_since(first).num_days());
        // Years of four digits: days are kept and compared as text.
        let readable = (1970..=9998).contains(&first.year()) && (1970..=9998).contains(&last.year());
        (in_order && readable).then_some(Self { first, last, zone_minutes })
    }

    /// How many days.
    pub(crate) fn days(self) -> i64 {
        self.last.signed_duration_since(self.first).num_days() + 1
    }

    /// The instant it begins, and the first one after it.
    pub(crate) fn instants(self) -> (Timestamp, Timestamp) {
        let begins = self.first.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis() - self.zone_minutes * 60_000;
        (Timestamp::from_ms(begins), Timestamp::from_ms(begins + self.days() * DAY_MS))
    }

    /// The calendar day of `at`.
    pub(crate) fn day_of(self, at: Timestamp) -> NaiveDate {
        local_date(at, self.zone_minutes)
    }
}

/// How a span is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum By {
    /// Into days.
    Day,
    /// Into weeks from Monday (ISO 8601).
    Week,
    /// Into months.
    Month,
}

impl By {
    /// What suits a span of so many days.
    pub(crate) fn fitting(days: i64) -> Self {
        match days {
            ..=31 => Self::Day,
            32..=124 => Self::Week,
            _ => Self::Month,
        }
    }

    /// The piece that `day` lies in: `2026-11-22`, `2026-W47`, `2026-11`. Pieces are ordered as their names are.
    pub(crate) fn piece(self, day: NaiveDate) -> String {
        match self {
            Self::Day => day.format("%Y-%m-%d").to_string(),
            Self::Week => format!("{:04}-W{:02}", day.iso_week().year(), day.iso_week().week()),
            Self::Month => day.format("%Y-%m").to_string(),
        }
    }
}

/// The pieces of a span, and which one a day lies in: found out once for each day, not for each fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pieces {
    begins: Timestamp,
    first: NaiveDate,
    names: Vec<String>,
    of_day: Vec<usize>,
}

impl Pieces {
    /// The pieces of `span`, cut as `by` says.
    pub(crate) fn new(by: By, span: Span) -> Self {
        let days = (0..span.days()).filter_map(|days| span.first.checked_add_days(Days::new(u64::try_from(days).ok()?)));
        let (mut names, mut of_day) = (Vec::<String>::new(), Vec::new());
        for name in days.map(|day| by.piece(day)) {
            if names.last() != Some(&name) {
                names.push(name);
            }
            of_day.push(names.len() - 1);
        }
        Self { begins: span.instants().0, first: span.first, names, of_day }
    }

    /// The places of all pieces, in order.
    pub(crate) fn all(&self) -> std::ops::Range<usize> {
        0..self.names.len()
    }

    /// The piece that `at` lies in; the first or the last for what lies outside the span, which the store does not answer.
    pub(crate) fn at(&self, at: Timestamp) -> usize {
        self.place((at.as_ms() - self.begins.as_ms()).div_euclid(DAY_MS))
    }

    /// The piece that `day` lies in.
    pub(crate) fn on(&self, day: NaiveDate) -> usize {
        self.place(day.signed_duration_since(self.first).num_days())
    }

    /// What the piece is called.
    pub(crate) fn name(&self, piece: usize) -> String {
        self.names.get(piece).cloned().unwrap_or_default()
    }

    fn place(&self, day: i64) -> usize {
        let day = usize::try_from(day).unwrap_or(0).min(self.of_day.len().saturating_sub(1));
        self.of_day.get(day).copied().unwrap_or(0)
    }
}

/// What is asked of the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) organisation: OrganisationId,
    pub(crate) span: Span,
    pub(crate) by: By,
    /// One technician alone.
    pub(crate) technician: Option<PersonId>,
    /// The instant it is now.
    pub(crate) now: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_begins_and_ends_at_midnight_of_the_organisation() {
        let span = Span::new(day("2026-11-22"), day("2026-11-22"), 480).unwrap();
        let (begins, ends) = span.instants();
        assert_eq!((begins.to_rfc3339().as_str(), ends.as_ms() - begins.as_ms()), ("2026-11-21T16:00:00.000Z", DAY_MS));
        assert_eq!(span.day_of(begins), day("2026-11-22"));
        assert_eq!(span.day_of(begins.plus_ms(-1)), day("2026-11-21"));
        assert_eq!(span.day_of(ends), day("2026-11-23"));
        let west = Span::new(day("2026-11-22"), day("2026-11-22"), -210).unwrap();
        assert_eq!(west.instants().0.to_rfc3339(), "2026-11-22T03:30:00.000Z");
    }

    #[test]
    fn spans_are_in_order_and_not_endless() {
        assert!(Span::new(day("2026-11-23"), day("2026-11-22"), 0).is_none());
        assert!(Span::new(day("2026-01-01"), day("2029-06-01"), 0).is_none());
        assert!(Span::new(day("1969-12-31"), day("1970-01-01"), 0).is_none());
        assert_eq!(Span::new(day("2026-01-01"), day("2026-12-31"), 0).unwrap().days(), 365);
    }

    #[test]
    fn pieces_cover_the_span_once_and_in_order() {
        let span = Span::new(day("2026-12-28"), day("2027-01-04"), 480).unwrap();
        let pieces = |by| Pieces::new(by, span);
        assert_eq!(pieces(By::Week).names, ["2026-W53", "2027-W01"]);
        assert_eq!(pieces(By::Month).names, ["2026-12", "2027-01"]);
        assert_eq!(pieces(By::Day).names.len(), 8);
        let (begins, ends) = span.instants();
        let months = pieces(By::Month);
        let new_year = begins.plus_ms(4 * DAY_MS);
        let at = [begins, new_year.plus_ms(-1), new_year, ends.plus_ms(-1)].map(|at| months.name(months.at(at)));
        assert_eq!(at, ["2026-12", "2026-12", "2027-01", "2027-01"]);
        assert_eq!([day("2026-12-31"), day("2027-01-01")].map(|day| months.on(day)), [0, 1]);
        assert_eq!([By::fitting(31), By::fitting(92), By::fitting(365)], [By::Day, By::Week, By::Month]);
    }
}
