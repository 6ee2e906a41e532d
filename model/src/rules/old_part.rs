//! What may become of a part that was taken out, and by when it is handed over (R-117…; rows 75–82, 184).

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Refusal, check_line, days_after, days_late, is_blank};
use crate::reference::part::{OldPartWay, Part};

/// What becomes of a removed part: exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Disposition {
    /// Back to the company.
    Return,
    /// Sold where it is.
    LocalSale,
    /// Destroyed where it is.
    LocalDestruction,
    /// Given to the customer.
    GiveAway,
    /// It stays with the customer, for a reason that somebody approved.
    KeptByCustomer,
}

/// What a part would fetch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SaleValue {
    /// Nothing.
    None,
    /// Little.
    Little,
    /// Something worth while.
    Real,
}

/// The facts that a disposition rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Grounds {
    /// The supplier may have to pay for it.
    pub claim_value: bool,
    /// It can be used again.
    pub reusable: bool,
    /// Engineering wants to see it.
    pub wanted_by_engineering: bool,
    /// What it would fetch.
    pub sale_value: SaleValue,
    /// Sending it costs more than it is worth.
    pub freight_above_value: bool,
    /// Why it stays with the customer; empty otherwise.
    pub reason: String,
    /// Who approved that; empty otherwise.
    pub approver: String,
}

/// Whether `grounds` allow this disposition.
///
/// # Errors
/// [`Refusal::DispositionNotAllowed`], [`Refusal::ApproverMissing`].
pub fn check_disposition(disposition: Disposition, grounds: &Grounds) -> Result<(), Refusal> {
    let wanted = grounds.claim_value || grounds.reusable || grounds.wanted_by_engineering;
    let gift = !grounds.claim_value && grounds.sale_value != SaleValue::Real;
    let allowed = match disposition {
        Disposition::Return => wanted,
        Disposition::LocalSale => !(grounds.claim_value || grounds.reusable) || grounds.freight_above_value,
        Disposition::LocalDestruction => !grounds.claim_value && grounds.sale_value == SaleValue::None,
        Disposition::GiveAway => gift,
        Disposition::KeptByCustomer if gift => true,
        Disposition::KeptByCustomer => {
            return if is_approved(grounds) { Ok(()) } else { Err(Refusal::ApproverMissing) };
        }
    };
    if allowed { Ok(()) } else { Err(Refusal::DispositionNotAllowed) }
}

/// Whether the catalogue lets a part of this kind go this way. What stays with the customer is a gift, which must be one of its
/// ways, or rests on a reason that somebody approved. Asked on the device, where the catalogue is.
///
/// # Errors
/// [`Refusal::DispositionNotAllowed`], [`Refusal::ApproverMissing`].
pub fn check_way(part: &Part, disposition: Disposition, grounds: &Grounds) -> Result<(), Refusal> {
    let way = match disposition {
        Disposition::Return => OldPartWay::Return,
        Disposition::LocalSale => OldPartWay::SellLocally,
        Disposition::LocalDestruction => OldPartWay::DestroyLocally,
        Disposition::GiveAway | Disposition::KeptByCustomer => OldPartWay::GiveAway,
    };
    if part.old_part.allowed.contains(&way) {
        return Ok(());
    }
    match disposition {
        Disposition::KeptByCustomer if is_approved(grounds) => Ok(()),
        Disposition::KeptByCustomer => Err(Refusal::ApproverMissing),
        _ => Err(Refusal::DispositionNotAllowed),
    }
}

fn is_approved(grounds: &Grounds) -> bool {
    !is_blank(&grounds.reason) && !is_blank(&grounds.approver)
}

/// What the catalogue proposes for a part that a swap took out, and what it lets one assume about it. Whoever knows
/// better says so. A part that goes back although nobody makes it elsewhere goes back because the company wants to see it.
#[must_use]
pub fn proposed_disposition(part: &Part) -> (Disposition, Grounds) {
    let claim_value = part.supplier.is_some();
    let plain = Grounds {
        claim_value: false,
        reusable: false,
        wanted_by_engineering: false,
        sale_value: SaleValue::None,
        freight_above_value: false,
        reason: String::new(),
        approver: String::new(),
    };
    match part.old_part.default {
        OldPartWay::Return => (Disposition::Return, Grounds { claim_value, wanted_by_engineering: !claim_value, ..plain }),
        OldPartWay::SellLocally => (Disposition::LocalSale, Grounds { sale_value: SaleValue::Real, ..plain }),
        OldPartWay::DestroyLocally => (Disposition::LocalDestruction, plain),
        OldPartWay::GiveAway => (Disposition::GiveAway, plain),
    }
}

/// Whether reason and approver are lines.
///
/// # Errors
/// [`Refusal::TextTooLong`].
pub fn check_grounds(grounds: &Grounds) -> Result<(), Refusal> {
    check_line(&grounds.reason).and_then(|()| check_line(&grounds.approver))
}

/// The day by which a part is handed over: so many days after completion.
#[must_use]
pub fn required_on(completed_on: NaiveDate, days: u32) -> NaiveDate {
    days_after(completed_on, days)
}

/// The last day of the month of `completed_on`, where replaced parts are dealt with every month.
#[must_use]
pub fn month_end(completed_on: NaiveDate) -> NaiveDate {
    let (year, month) =
        if completed_on.month() == 12 { (completed_on.year() + 1, 1) } else { (completed_on.year(), completed_on.month() + 1) };
    NaiveDate::from_ymd_opt(year, month, 1).and_then(|first| first.pred_opt()).unwrap_or(completed_on)
}

/// A date by which somebody promised to hand a part over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandOverPromise {
    /// The date.
    pub promised_on: NaiveDate,
    /// Whether a reason was given and the service management representative told.
    pub is_excused: bool,
}

impl HandOverPromise {
    /// Whether it is later than required.
    #[must_use]
    pub fn is_late(&self, required_on: Option<NaiveDate>) -> bool {
        required_on.is_some_and(|required| self.promised_on > required)
    }
}

/// Whether a promise of this date may be made: one later than required needs a reason and a report.
///
/// # Errors
/// [`Refusal::PromiseNeedsReason`].
pub fn check_hand_over_promise(
    required_on: Option<NaiveDate>,
    promised_on: NaiveDate,
    reason: &str,
    reported_to: &str,
) -> Result<(), Refusal> {
    let promise = HandOverPromise { promised_on, is_excused: !is_blank(reason) && !is_blank(reported_to) };
    if promise.is_late(required_on) && !promise.is_excused { Err(Refusal::PromiseNeedsReason) } else { Ok(()) }
}

/// Overdue days on `today`: days after the required date until the hand-over. None while a promise holds that came with reason
/// and report; once it is broken, all days after the required date count.
#[must_use]
pub fn overdue_days(required_on: NaiveDate, promise: Option<HandOverPromise>, handed_over_on: Option<NaiveDate>, today: NaiveDate) -> u32 {
    let until = handed_over_on.unwrap_or(today);
    let excused = promise.is_some_and(|promise| promise.is_excused && until <= promise.promised_on);
    if excused { 0 } else { days_late(required_on, until) }
}

/// Kind of part that is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ReviewClass {
    /// Domestic, ordinary.
    Domestic,
    /// Domestic key part that goes to the supplier.
    Key,
    /// Imported, tested in the country.
    ImportedDomesticTest,
    /// Imported, tested abroad.
    ImportedAbroadTest,
}

/// The day by which liability is judged, counted from the day of the review.
#[must_use]
pub fn judge_by(review_on: NaiveDate, class: ReviewClass) -> NaiveDate {
    let days = match class {
        ReviewClass::Domestic => 7,
        ReviewClass::Key => 15,
        ReviewClass::ImportedDomesticTest => 20,
        ReviewClass::ImportedAbroadTest => 90,
    };
    days_after(review_on, days)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn january(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, day).unwrap_or_default()
    }

    fn worthless() -> Grounds {
        Grounds {
            claim_value: false,
            reusable: false,
            wanted_by_engineering: false,
            sale_value: SaleValue::None,
            freight_above_value: false,
            reason: String::new(),
            approver: String::new(),
        }
    }

    /// each disposition has its conditions.
    #[test]
    fn a_disposition_is_allowed_by_its_own_facts() {
        let claim = Grounds { claim_value: true, ..worthless() };
        let scrap = Grounds { sale_value: SaleValue::Real, ..worthless() };
        let heavy = Grounds { freight_above_value: true, reusable: true, ..worthless() };
        let cases = [
            (Disposition::Return, &claim, true),
            (Disposition::Return, &worthless(), false),
            (Disposition::Return, &Grounds { wanted_by_engineering: true, ..worthless() }, true),
            (Disposition::LocalSale, &scrap, true),
            (Disposition::LocalSale, &claim, false),
            (Disposition::LocalSale, &heavy, true),
            (Disposition::LocalDestruction, &worthless(), true),
            (Disposition::LocalDestruction, &scrap, false),
            (Disposition::LocalDestruction, &claim, false),
            (Disposition::GiveAway, &Grounds { sale_value: SaleValue::Little, ..worthless() }, true),
            (Disposition::GiveAway, &scrap, false),
            (Disposition::GiveAway, &claim, false),
        ];
        for (disposition, grounds, allowed) in cases {
            assert_eq!(check_disposition(disposition, grounds).is_ok(), allowed, "{disposition:?} {grounds:?}");
        }
    }

    /// what stays with the customer is a gift, or somebody gave a reason and approved.
    #[test]
    fn a_part_stays_with_the_customer_as_a_gift_or_with_reason_and_approver() {
        let claim = Grounds { claim_value: true, ..worthless() };
        assert_eq!(check_disposition(Disposition::KeptByCustomer, &worthless()), Ok(()));
        assert_eq!(check_disposition(Disposition::KeptByCustomer, &claim), Err(Refusal::ApproverMissing));
        let approved = Grounds { reason: "spare for the fleet".into(), approver: "Mr Wu".into(), ..claim };
        assert_eq!(check_disposition(Disposition::KeptByCustomer, &approved), Ok(()));
    }

    /// 3 January and seven days are 10 January. R-121: later needs reason and report.
    #[test]
    fn a_promise_later_than_required_needs_reason_and_report() {
        let required = required_on(january(3), 7);
        assert_eq!(required, january(10));
        assert_eq!(check_hand_over_promise(Some(required), january(10), "", ""), Ok(()));
        assert_eq!(check_hand_over_promise(Some(required), january(13), "far away", ""), Err(Refusal::PromiseNeedsReason));
        assert_eq!(check_hand_over_promise(Some(required), january(13), "", "Ms Lin"), Err(Refusal::PromiseNeedsReason));
        assert_eq!(check_hand_over_promise(Some(required), january(13), "far away", "Ms Lin"), Ok(()));
        assert_eq!(check_hand_over_promise(None, january(13), "", ""), Ok(()));
    }

    /// due on the 10th, still open on the 12th: 2; handed over in time: 0; excused while the promise holds: 0.
    #[test]
    fn overdue_days_count_from_the_required_date_unless_excused() {
        let due = january(10);
        let excused = Some(HandOverPromise { promised_on: january(13), is_excused: true });
        let bare = Some(HandOverPromise { promised_on: january(13), is_excused: false });
        let cases = [
            (None, None, january(12), 2),
            (None, None, january(10), 0),
            (None, Some(january(9)), january(20), 0),
            (None, Some(january(10)), january(20), 0),
            (None, Some(january(12)), january(20), 2),
            (excused, None, january(12), 0),
            (excused, None, january(13), 0),
            (excused, None, january(14), 4),
            (excused, Some(january(13)), january(20), 0),
            (bare, None, january(12), 2),
        ];
        for (promise, handed_over, today, days) in cases {
            assert_eq!(overdue_days(due, promise, handed_over, today), days, "{promise:?} {handed_over:?} {today}");
        }
    }

    /// 7, 15, 20, 90 days from the review day.
    #[test]
    fn liability_is_judged_within_the_days_of_its_class() {
        let by = |class| judge_by(january(1), class);
        assert_eq!(by(ReviewClass::Domestic), january(8));
        assert_eq!(by(ReviewClass::Key), january(16));
        assert_eq!(by(ReviewClass::ImportedDomesticTest), january(21));
        assert_eq!(Some(by(ReviewClass::ImportedAbroadTest)), NaiveDate::from_ymd_opt(2026, 4, 1));
    }

    /// every month.
    #[test]
    fn a_month_ends_on_its_last_day() {
        assert_eq!(month_end(january(3)), january(31));
        let december = NaiveDate::from_ymd_opt(2026, 12, 9).unwrap_or_default();
        assert_eq!(Some(month_end(december)), NaiveDate::from_ymd_opt(2026, 12, 31));
    }
}
