//! What is noted on site: the site record, corrected data, what the unit and the customer say.

use super::visit::{going_on, one_of_the_crew, present, unsigned};
use super::{Refusal, check_line, check_text, is_blank};
use crate::documents::visit::Visit;
use crate::documents::visit::assessment::Signature;
use crate::documents::visit::records::{Asset, Customer, ReportKind, SiteLine};
use crate::documents::visit::status::WorkStatus;
use crate::documents::visit::write::Correction;
use crate::id::PersonId;

/// Longest number that a site record holds, in **digits**.
const MAX_DIGITS: usize = 12;

/// Whether `person` may write to the site record: on site, from the arrival to the finish.
///
/// # Errors
/// [`Refusal`] naming what stands in the way.
pub fn can_note_site(visit: &Visit, signature: Signature, person: PersonId) -> Result<(), Refusal> {
    unsigned(signature)?;
    going_on(visit)?;
    if visit.work_status() == WorkStatus::Finished {
        return Err(Refusal::AlreadyFinished);
    }
    present(visit, person)
}

/// Whether `value` fits the line: something, and a number for running time in hours and mileage in kilometres.
///
/// # Errors
/// [`Refusal::EntryIncomplete`], [`Refusal::NotANumber`], [`Refusal::TextTooLong`].
pub fn check_site_note(line: SiteLine, value: &str) -> Result<(), Refusal> {
    if is_blank(value) {
        return Err(Refusal::EntryIncomplete("value"));
    }
    check_text(value)?;
    let numeric = matches!(line, SiteLine::RunningHours | SiteLine::Mileage);
    if numeric && !is_number(value.trim()) { Err(Refusal::NotANumber) } else { Ok(()) }
}

/// Whether a correction says something new and who confirmed it. Where people wrote several values at once
/// (`contested`), the one that is shown may be written again: that decides it.
///
/// # Errors
/// [`Refusal::EntryIncomplete`], [`Refusal::NothingToCorrect`], [`Refusal::TextTooLong`].
pub fn check_correction(visit: &Visit, correction: &Correction, contested: bool) -> Result<(), Refusal> {
    if is_blank(&correction.to) {
        return Err(Refusal::EntryIncomplete("to"));
    }
    if is_blank(&correction.confirmed_by) {
        return Err(Refusal::EntryIncomplete("confirmed_by"));
    }
    check_line(&correction.to)?;
    check_line(&correction.confirmed_by)?;
    if !contested && visit.value_of(correction.field) == correction.to { Err(Refusal::NothingToCorrect) } else { Ok(()) }
}

/// Whether `person` may tell the unit something or record what the customer says: whoever goes or went, also after the customer
/// has signed, because none of it changes what was signed (R-043… ).
///
/// # Errors
/// [`Refusal::NotAssigned`].
pub fn can_tell(visit: &Visit, person: PersonId) -> Result<(), Refusal> {
    if visit.has_come(person) { Ok(()) } else { one_of_the_crew(visit, person) }
}

/// Whether a message to the unit says what its kind needs: a larger problem goes to the leader with the technician's proposal and the
/// customer's demand.
///
/// # Errors
/// [`Refusal::EntryIncomplete`], [`Refusal::TextTooLong`].
pub fn check_report(what: ReportKind, text: &str, proposal: &str, demand: &str) -> Result<(), Refusal> {
    check_words(&[("text", text)])?;
    check_text(proposal)?;
    check_text(demand)?;
    if what == ReportKind::LargerProblem { check_words(&[("proposal", proposal), ("demand", demand)]) } else { Ok(()) }
}

/// Whether a visit without an order says what it needs: why there is none, whose product is broken where, and the fault.
///
/// # Errors
/// [`Refusal::ReasonMissing`], [`Refusal::EntryIncomplete`], [`Refusal::TextTooLong`].
pub fn check_opening(reason: &str, fault: &str, customer: &Customer, asset: &Asset) -> Result<(), Refusal> {
    if is_blank(reason) {
        return Err(Refusal::ReasonMissing);
    }
    check_words(&[("name", &customer.name), ("address", &customer.address), ("product", &asset.product), ("fault", fault)])?;
    let plate = asset.plate.as_deref().unwrap_or_default();
    for line in
        [reason, &customer.name, &customer.address, &customer.phone, &customer.contact, &asset.product, &asset.model, &asset.serial, plate]
    {
        check_line(line)?;
    }
    Ok(())
}

/// Whether each of `texts` says something; a text is given with the name of its field.
///
/// # Errors
/// [`Refusal::EntryIncomplete`] naming the first that does not, [`Refusal::TextTooLong`].
pub fn check_words(texts: &[(&'static str, &str)]) -> Result<(), Refusal> {
    for (field, text) in texts {
        if is_blank(text) {
            return Err(Refusal::EntryIncomplete(field));
        }
        check_text(text)?;
    }
    Ok(())
}

/// Digits, with one decimal point at most.
fn is_number(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && digits(fraction) && whole.len() + fraction.len() <= MAX_DIGITS
}

#[cfg(test)]
mod tests {
    use super::*;

    /// running time and mileage are numbers.
    #[test]
    fn running_hours_and_mileage_are_numbers() {
        for number in ["0", "12", "12.5", " 31200 "] {
            assert_eq!(check_site_note(SiteLine::Mileage, number), Ok(()), "{number:?}");
        }
        for other in ["12,5", "-3", "1e9", ".5", "5.", "many", "1234567890123", "1.2.3"] {
            assert_eq!(check_site_note(SiteLine::RunningHours, other), Err(Refusal::NotANumber), "{other:?}");
            assert_eq!(check_site_note(SiteLine::Usage, other), Ok(()), "{other:?}");
        }
        assert_eq!(check_site_note(SiteLine::Usage, " "), Err(Refusal::EntryIncomplete("value")));
    }
}
