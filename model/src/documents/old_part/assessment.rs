//! The assessment of an old part: how far it is, what is owed next, and what a person should look at. Device and server show this value;
//! neither derives it a second way. Whatever depends on the day is asked with the day: [`OldPart::overdue_days`],
//! [`OldPart::progress_row`].

use automerge::Automerge;
use serde::{Deserialize, Serialize};

use super::OldPart;
use super::records::{Disposition, OldPartEventKind};
use super::status::{NextStep, Progress};
use crate::documents::DocumentError;
use crate::documents::custody::{Custody, Holder};
use crate::rules::{OldPartOfSwap, SaleFlaw, check_disposition, is_blank, sale_flaws};

/// Something about an old part that a person should look at. Flags never take anything away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum OldPartFlag {
    /// More than one holder is recorded, or a hand-over follows nothing.
    HolderUnclear,
    /// Its disposition rests on facts that do not allow it.
    DispositionNotAllowed,
    /// People decided differently about it without knowing of each other.
    DispositionDisputed,
    /// It stayed with the customer without a disposition that allows it: the stock is wrong by this part.
    StockDiscrepancy,
    /// The promised date is later than required, without reason or report.
    PromiseUnexcused,
    /// It was handed over and the storekeeper has not acknowledged it.
    Unacknowledged,
    /// It was shipped without a packing list.
    ShippedUnlisted,
    /// It was shipped without a label.
    ShippedUnlabelled,
    /// It was shipped without a freight request.
    ShippedWithoutFreight,
    /// It was dealt with in another way than its disposition says.
    DisposedOtherwise,
    /// It was dealt with and the paper is missing.
    DisposalPaperMissing,
    /// It was sold too low without a reason, or the region took off too much.
    SaleTooLow,
    /// It was sold below the market without three quotes.
    SaleQuotesMissing,
    /// It was sold below the market and nobody decided.
    SaleUnapproved,
    /// The storekeeper found something else than the papers say.
    Discrepancy,
    /// An entry cannot be understood.
    Unreadable,
}

/// Everything known about an old part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// The part as it reads now.
    pub old_part: OldPart,
    /// How far it is.
    pub progress: Progress,
    /// Who had it, and who has it.
    pub custody: Custody,
    /// What is to become of it.
    pub disposition: Disposition,
    /// What has to be done next.
    pub next_step: Option<NextStep>,
    /// What it means for clearing the part that was issued for it.
    pub for_clearing: OldPartOfSwap,
    /// What a person should look at, without repetition, in a fixed order.
    pub flags: Vec<OldPartFlag>,
}

/// Assesses the old part in `doc`.
///
/// # Errors
/// [`DocumentError`] if the document is no old part or of a newer schema.
pub fn assess(doc: &Automerge) -> Result<Assessment, DocumentError> {
    let old_part = OldPart::read(doc)?;
    let custody = old_part.custody();
    Ok(Assessment {
        progress: old_part.progress(),
        disposition: old_part.plan().disposition,
        next_step: old_part.next_step(),
        for_clearing: old_part.for_clearing(),
        flags: flags(&old_part, &custody),
        custody,
        old_part,
    })
}

fn flags(old_part: &OldPart, custody: &Custody) -> Vec<OldPartFlag> {
    let plan = old_part.plan();
    let allowed = check_disposition(plan.disposition, plan.grounds).is_ok();
    let with_customer = custody.holder().is_some_and(|end| end.holder == Holder::Customer);
    let may_stay = allowed && matches!(plan.disposition, Disposition::GiveAway | Disposition::KeptByCustomer);
    let required_on = old_part.required_on();
    let has = |wanted: &dyn Fn(&OldPartEventKind) -> bool| old_part.has(wanted);
    let unexcused = old_part.promise().is_some_and(|promise| promise.is_late(required_on) && !promise.is_excused);
    let shipped = has(&|kind| matches!(kind, OldPartEventKind::Shipped { .. }));
    let flaws: Vec<SaleFlaw> = old_part
        .in_force()
        .filter_map(|event| match &event.record.kind {
            OldPartEventKind::Disposed { sale: Some(sale), .. } => Some(sale_flaws(sale)),
            _ => None,
        })
        .flatten()
        .collect();
    let raised = [
        (OldPartFlag::HolderUnclear, !custody.is_clear()),
        (OldPartFlag::DispositionNotAllowed, !allowed),
        (OldPartFlag::DispositionDisputed, old_part.plans().len() > 1),
        (OldPartFlag::StockDiscrepancy, with_customer && !may_stay),
        (OldPartFlag::PromiseUnexcused, unexcused),
        (OldPartFlag::Unacknowledged, old_part.handed_over().is_some() && !old_part.is_acknowledged()),
        (OldPartFlag::ShippedUnlisted, shipped && !has(&|kind| matches!(kind, OldPartEventKind::Packed { .. }))),
        (OldPartFlag::ShippedUnlabelled, shipped && !has(&|kind| matches!(kind, OldPartEventKind::Labelled { .. }))),
        (OldPartFlag::ShippedWithoutFreight, shipped && !has(&|kind| matches!(kind, OldPartEventKind::FreightRequested { .. }))),
        (OldPartFlag::DisposedOtherwise, has(&|kind| matches!(kind, OldPartEventKind::Disposed { way, .. } if *way != plan.disposition))),
        (OldPartFlag::DisposalPaperMissing, has(&|kind| matches!(kind, OldPartEventKind::Disposed { paper, .. } if is_blank(paper)))),
        (OldPartFlag::SaleTooLow, flaws.iter().any(|flaw| matches!(flaw, SaleFlaw::ReasonMissing | SaleFlaw::DiscountTooHigh))),
        (OldPartFlag::SaleQuotesMissing, flaws.contains(&SaleFlaw::QuotesMissing)),
        (OldPartFlag::SaleUnapproved, flaws.contains(&SaleFlaw::ApproverMissing)),
        (OldPartFlag::Discrepancy, has(&|kind| matches!(kind, OldPartEventKind::DiscrepancyNoted { .. }))),
        (OldPartFlag::Unreadable, !old_part.unreadable.is_empty()),
    ];
    raised.into_iter().filter(|(_, raised)| *raised).map(|(flag, _)| flag).collect()
}
