//! What a technician may do to a day.

use super::{Refusal, check_line, is_blank};
use crate::documents::day::Day;
use crate::id::{EventId, PersonId};

/// The longest piece of work of one day, in **minutes**.
pub const MAX_WORK_MINUTES: u32 = 24 * 60;
/// Most lines of one daily report.
pub const MAX_REPORT_LINES: usize = 200;

/// Whether work of so many **minutes** can be noted with `text` (R-149: kind and time of each job; R-152: internal work as well).
///
/// # Errors
/// [`Refusal::MinutesOutOfRange`], [`Refusal::WorkTextMissing`], [`Refusal::TextTooLong`].
pub fn check_work(minutes: u32, text: &str) -> Result<(), Refusal> {
    if !(1..=MAX_WORK_MINUTES).contains(&minutes) {
        return Err(Refusal::MinutesOutOfRange);
    }
    if is_blank(text) {
        return Err(Refusal::WorkTextMissing);
    }
    check_line(text)
}

/// Whether `person` may write to the day at all: only its own technician. A day is never closed for corrections.
///
/// # Errors
/// [`Refusal::NotYourDay`].
pub fn can_write_day(day: &Day, person: PersonId) -> Result<(), Refusal> {
    if day.person == person { Ok(()) } else { Err(Refusal::NotYourDay) }
}

/// Whether `person` may strike the work `event` for `reason`.
///
/// # Errors
/// [`Refusal::NotYourDay`], [`Refusal::NoSuchWork`], [`Refusal::ReasonMissing`], [`Refusal::TextTooLong`].
pub fn can_strike_work(day: &Day, person: PersonId, event: EventId, reason: &str) -> Result<(), Refusal> {
    can_write_day(day, person)?;
    if !day.works().iter().any(|work| work.id == event && work.struck.is_none()) {
        return Err(Refusal::NoSuchWork);
    }
    if is_blank(reason) {
        return Err(Refusal::ReasonMissing);
    }
    check_line(reason)
}
