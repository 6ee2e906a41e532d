//! What a technician may do to a day.

use super::repair::filled;
use super::{MAX_QUANTITY, Refusal, check_amount, check_line, is_blank};
use crate::documents::day::Day;
use crate::documents::day::records::DayEventKind;
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

/// Whether `person` may strike the work or the handing-in `event` for `reason`.
///
/// # Errors
/// [`Refusal::NotYourDay`], [`Refusal::NoSuchWork`], [`Refusal::ReasonMissing`], [`Refusal::TextTooLong`].
pub fn can_strike_work(day: &Day, person: PersonId, event: EventId, reason: &str) -> Result<(), Refusal> {
    can_write_day(day, person)?;
    let work = day.works().iter().any(|work| work.id == event && work.struck.is_none());
    let handed_in = day.parts_back().iter().any(|back| back.id == event) || day.money_in().iter().any(|money| money.id == event);
    if !work && !handed_in {
        return Err(Refusal::NoSuchWork);
    }
    if is_blank(reason) {
        return Err(Refusal::ReasonMissing);
    }
    check_line(reason)
}

/// Whether a handing-in says what was handed to whom. Asked on the device and at the gate.
///
/// # Errors
/// [`Refusal::NotFilledIn`], [`Refusal::AmountOutOfRange`], [`Refusal::TextTooLong`].
pub fn check_handing_in(kind: &DayEventKind) -> Result<(), Refusal> {
    match kind {
        DayEventKind::PartsHandedBack { part_number, name, quantity, serial, store } => {
            filled("name", name)?;
            filled("store", store)?;
            check_line(part_number)?;
            serial.as_deref().map_or(Ok(()), |serial| filled("serial", serial))?;
            let most = if serial.is_some() { 1 } else { MAX_QUANTITY };
            if (1..=most).contains(quantity) { Ok(()) } else { Err(Refusal::NotFilledIn("quantity")) }
        }
        DayEventKind::MoneyHandedIn { amount_fen, to_name, .. } => filled("to_name", to_name).and_then(|()| check_amount(*amount_fen)),
        DayEventKind::WorkNoted { .. }
        | DayEventKind::ReportConfirmed { .. }
        | DayEventKind::Struck { .. }
        | DayEventKind::Closed { .. } => Ok(()),
    }
}
