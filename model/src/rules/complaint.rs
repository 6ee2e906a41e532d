//! Complaints: their numbers, and what must be written down when one is received (R-021, R-163… ).

use chrono::{Datelike as _, NaiveDate};

use super::repair::{check_reason, filled};
use super::{Refusal, check_amount, check_line, check_text, check_utc_offset, is_blank};
use crate::documents::complaint::records::{ComplaintEventKind, Received};

/// The complaint number after `last` in the month of `day`: year and month in two digits each, then the serial, which starts anew each
/// month. Above 99 it grows, it does not wrap. Given at the server only (E7); one number for all papers of a case.
#[must_use]
pub fn next_complaint_number(day: NaiveDate, last: u32) -> String {
    format!("{:02}{:02}-{:02}", day.year().rem_euclid(100), day.month(), last.saturating_add(1))
}

/// What a device calls a complaint until the server gave it a number (E7): the device's range, `K` and the device's own count.
#[must_use]
pub fn provisional_label(prefix: &str, serial: u32) -> String {
    format!("{prefix}-K{serial:02}")
}

/// Whether `received` states what every complaint must: customer, complainant, the customer's words. Asked on the device and at
/// the gate.
///
/// # Errors
/// [`Refusal::NotFilledIn`] naming the field, [`Refusal::TextTooLong`].
pub fn check_complaint(received: &Received) -> Result<(), Refusal> {
    filled("provisional", &received.provisional)?;
    filled("customer", &received.customer.name)?;
    filled("complainant", &received.complainant.name)?;
    filled("owner_name", &received.owner_name)?;
    if is_blank(&received.words) {
        return Err(Refusal::NotFilledIn("words"));
    }
    check_text(&received.words)?;
    if received.defective_quantity > received.quantity && received.quantity.is_some() {
        return Err(Refusal::NotFilledIn("defective_quantity"));
    }
    for line in [&received.order_number, &received.part_number, &received.samples] {
        check_line(line)?;
    }
    check_text(&received.demand.text)?;
    check_utc_offset(received.utc_offset_minutes)
}

/// Whether the complaint may be taken down: the customer has a promised answer time. Asked on the device; what
/// arrives without one is taken and flagged.
///
/// # Errors
/// As [`check_complaint`]; [`Refusal::AnswerTimeMissing`].
pub fn can_receive_complaint(received: &Received) -> Result<(), Refusal> {
    check_complaint(received)?;
    if received.answer_promised_for.is_some() { Ok(()) } else { Err(Refusal::AnswerTimeMissing) }
}

/// Whether `kind` states what it must. Asked on the device, at the desk and at the gate.
///
/// # Errors
/// [`Refusal`] naming what is missing.
pub fn check_complaint_event(kind: &ComplaintEventKind) -> Result<(), Refusal> {
    match kind {
        ComplaintEventKind::Numbered { number } => filled("number", number),
        ComplaintEventKind::OwnerPassed { to_name, reason, .. } => filled("to_name", to_name).and_then(|()| check_reason(reason)),
        ComplaintEventKind::WordsAdded { words } => said("words", words),
        ComplaintEventKind::JointInspectionAsked { with, reason } => filled("with", with).and_then(|()| check_reason(reason)),
        ComplaintEventKind::SamplesTaken { what, .. } => filled("what", what),
        ComplaintEventKind::AnswerPromised { .. } => Ok(()),
        ComplaintEventKind::Classified { reason, .. } | ComplaintEventKind::Struck { reason, .. } => check_reason(reason),
        ComplaintEventKind::Remedied { text, .. } | ComplaintEventKind::Corrected { text, .. } => said("text", text),
        ComplaintEventKind::Decided { cause, solution, signed_by, amount_fen, .. } => {
            said("cause", cause)?;
            said("solution", solution)?;
            filled("signed_by", signed_by)?;
            amount_fen.map_or(Ok(()), check_amount)
        }
        ComplaintEventKind::Answered { text, .. } => said("text", text),
        ComplaintEventKind::Closed { note } | ComplaintEventKind::HandedOn { note, .. } => check_text(note),
        ComplaintEventKind::Investigated { text, .. }
        | ComplaintEventKind::ReportGiven { text }
        | ComplaintEventKind::TalksHeld { text }
        | ComplaintEventKind::OpinionGiven { text }
        | ComplaintEventKind::NoLossFound { text } => said("text", text),
        ComplaintEventKind::ApprovalAsked { amount_fen, cause, solution, .. } => {
            said("cause", cause)?;
            said("solution", solution)?;
            check_amount(*amount_fen)
        }
        ComplaintEventKind::ApprovalDeclined { reason, .. } | ComplaintEventKind::Objected { reason, .. } => check_reason(reason),
        ComplaintEventKind::CustomerAsked { grade, text, .. } => check_line(grade).and_then(|()| check_text(text)),
        ComplaintEventKind::CallOutEntered { number, .. } => filled("number", number),
        ComplaintEventKind::CaseSet { .. } | ComplaintEventKind::ReopenedBy { .. } => Ok(()),
    }
}

fn said(field: &'static str, text: &str) -> Result<(), Refusal> {
    if is_blank(text) { Err(Refusal::NotFilledIn(field)) } else { check_text(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// year, month, serial; the serial grows beyond 99 and starts anew with the month, which the caller counts.
    #[test]
    fn a_complaint_number_is_year_month_and_serial() {
        let november = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap_or_default();
        assert_eq!(next_complaint_number(november, 0), "2611-01");
        assert_eq!(next_complaint_number(november, 98), "2611-99");
        assert_eq!(next_complaint_number(november, 99), "2611-100");
        let january = NaiveDate::from_ymd_opt(2027, 1, 2).unwrap_or_default();
        assert_eq!(next_complaint_number(january, 0), "2701-01");
    }

    /// E7: nobody takes a provisional label for a number.
    #[test]
    fn a_provisional_label_names_the_device() {
        assert_eq!(provisional_label("T07", 3), "T07-K03");
    }
}
