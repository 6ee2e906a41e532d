//! What may be done with goods that were taken along (R-047, R-048, R-087, R-091…R-106).

use super::{Refusal, check_amount, check_line, check_receipt_number, check_swap, check_text, check_utc_offset, check_work, is_blank};
use crate::documents::custody::Holder;
use crate::documents::repair::assessment::Assessment;
use crate::documents::repair::records::{MayPromise, RepairEventKind, Taken};
use crate::documents::repair::status::Stage;
use crate::id::{EventId, PersonId};

/// Whether `taken` states what every receipt must: number, customer, goods and fault. Asked on the device and at the gate.
///
/// # Errors
/// [`Refusal::ReceiptNumber`], [`Refusal::NotFilledIn`] naming the field, [`Refusal::TextTooLong`].
pub fn check_taking(taken: &Taken) -> Result<(), Refusal> {
    check_receipt_number(&taken.receipt)?;
    filled("customer", &taken.customer.name)?;
    filled("product", &taken.item.product)?;
    filled("technician_name", &taken.technician_name)?;
    if is_blank(&taken.fault) {
        return Err(Refusal::NotFilledIn("fault"));
    }
    check_text(&taken.fault)?;
    check_utc_offset(taken.terms.utc_offset_minutes)
}

/// Whether the goods may be taken with this promise: a date where one must be named, a document where one must stand behind it (R-047,
/// R-048, P-22). Asked on the device.
///
/// # Errors
/// As [`check_taking`]; [`Refusal::PromiseMissing`], [`Refusal::PromiseNeedsDocument`].
pub fn can_take(taken: &Taken) -> Result<(), Refusal> {
    check_taking(taken)?;
    match (taken.terms.promise, taken.promised_for) {
        (MayPromise::Must, None) => Err(Refusal::PromiseMissing),
        (MayPromise::WithDocument, Some(_)) if is_blank(&taken.promise_document) => Err(Refusal::PromiseNeedsDocument),
        _ => Ok(()),
    }
}

/// Whether `kind` states what it must. Asked on the device and at the gate.
///
/// # Errors
/// [`Refusal`] naming what is missing.
pub fn check_repair_event(kind: &RepairEventKind) -> Result<(), Refusal> {
    match kind {
        RepairEventKind::HandedOver { to, given_by, note, .. } => {
            check_holder(to)?;
            filled("given_by", given_by)?;
            check_line(note)
        }
        RepairEventKind::Diagnosed { note, .. } | RepairEventKind::FittedAndTested { note, .. } => check_text(note),
        RepairEventKind::WorkNoted { minutes, text } => check_work(*minutes, text),
        RepairEventKind::PartUsed { swap } => check_swap(swap),
        RepairEventKind::Inspected { passed, by_name, note, .. } => {
            filled("by_name", by_name)?;
            if !passed && is_blank(note) { Err(Refusal::ReasonMissing) } else { check_text(note) }
        }
        RepairEventKind::NotRepairable { reason }
        | RepairEventKind::PromiseAtRisk { reason, .. }
        | RepairEventKind::PromiseMoved { reason, .. }
        | RepairEventKind::Struck { reason, .. } => check_reason(reason),
        RepairEventKind::FateDecided { by_name, .. } => filled("by_name", by_name),
        RepairEventKind::StockBooked { slip } => filled("slip", slip),
        RepairEventKind::DutyMet { note, .. } => check_text(note),
        RepairEventKind::CustomerNotified { good_reason, .. } => check_line(good_reason),
        RepairEventKind::ReceiptVoided { .. } => Ok(()),
        RepairEventKind::ReceiptMissing { statement, .. } => {
            if is_blank(statement) {
                Err(Refusal::NotFilledIn("statement"))
            } else {
                check_text(statement)
            }
        }
        RepairEventKind::Charged { description, amount_fen, .. } => {
            filled("description", description).and_then(|()| check_amount(*amount_fen))
        }
        RepairEventKind::InvoiceRequested { amount_fen, .. } => check_amount(*amount_fen),
    }
}

/// Whether `person` may record `kind` on the repair now. The device asks; what arrives in spite of it is taken and flagged.
///
/// # Errors
/// [`Refusal`] naming the rule and what would make it allowed.
pub fn can_record_on_repair(assessment: &Assessment, person: PersonId, kind: &RepairEventKind) -> Result<(), Refusal> {
    check_repair_event(kind)?;
    let repair = &assessment.repair;
    let is_back = assessment.stage == Stage::Returned;
    let back = repair.returned().map(|event| event.id);
    match kind {
        RepairEventKind::HandedOver { to, follows, .. } => can_hand_over(assessment, to, *follows),
        RepairEventKind::WorkNoted { .. }
        | RepairEventKind::PartUsed { .. }
        | RepairEventKind::Diagnosed { .. }
        | RepairEventKind::Inspected { .. }
        | RepairEventKind::NotRepairable { .. }
        | RepairEventKind::PromiseAtRisk { .. }
        | RepairEventKind::PromiseMoved { .. }
        | RepairEventKind::CustomerNotified { .. }
            if is_back =>
        {
            Err(Refusal::AlreadyReturned)
        }
        RepairEventKind::ReceiptVoided { returned } | RepairEventKind::ReceiptMissing { returned, .. } if back != Some(*returned) => {
            Err(Refusal::ReturnFirst)
        }
        RepairEventKind::FittedAndTested { .. } | RepairEventKind::InvoiceRequested { .. } if !is_back => Err(Refusal::ReturnFirst),
        RepairEventKind::InvoiceRequested { .. } if !repair.opened.kind.paid => Err(Refusal::NotPaidWork),
        RepairEventKind::InvoiceRequested { on, .. } if repair.returned_on() != Some(*on) => Err(Refusal::NotFilledIn("on")),
        RepairEventKind::Struck { event, .. } => can_strike(assessment, person, *event),
        _ => Ok(()),
    }
}

/// from the one holder to the next. R-092: nothing goes on before the customer signed the taking.: nothing goes back
/// before it was inspected and, where the organisation does so, booked.
fn can_hand_over(assessment: &Assessment, to: &Holder, follows: Option<EventId>) -> Result<(), Refusal> {
    if assessment.stage == Stage::Returned {
        return Err(Refusal::AlreadyReturned);
    }
    if !assessment.custody.is_clear() || assessment.custody.holder().map(|end| end.hand_over) != Some(follows) {
        return Err(Refusal::HolderUnclear);
    }
    let repair = &assessment.repair;
    if *to != Holder::Customer {
        return if assessment.taking_signed { Ok(()) } else { Err(Refusal::TakingNotSigned) };
    }
    if !repair.is_passed() && !repair.is_to_return_as_is_among(|_| true) {
        return Err(Refusal::NotInspected);
    }
    let booked = repair.in_force().any(|event| matches!(event.record.kind, RepairEventKind::StockBooked { .. }));
    if repair.opened.kind.terms.via_stock && !booked { Err(Refusal::NotBooked) } else { Ok(()) }
}

fn can_strike(assessment: &Assessment, person: PersonId, event: EventId) -> Result<(), Refusal> {
    use crate::documents::chronicle::Happening as _;
    match assessment.repair.in_force().find(|known| known.id == event) {
        Some(known) if known.record.by == person && !known.record.kind.is_struck_by_desk_only() => Ok(()),
        _ => Err(Refusal::NotYoursToStrike),
    }
}

/// Whether a holder is named.
///
/// # Errors
/// [`Refusal::NotFilledIn`], [`Refusal::TextTooLong`].
pub fn check_holder(holder: &Holder) -> Result<(), Refusal> {
    match holder {
        Holder::Customer => Ok(()),
        Holder::Technician { name, .. } | Holder::Workshop { name } | Holder::Shop { name } | Holder::Storekeeper { name } => {
            filled("holder", name)
        }
        Holder::Carrier { name, tracking } => filled("holder", name).and_then(|()| check_line(tracking)),
    }
}

/// One line that says something.
pub(super) fn filled(field: &'static str, text: &str) -> Result<(), Refusal> {
    if is_blank(text) { Err(Refusal::NotFilledIn(field)) } else { check_line(text) }
}

/// A reason that says something.
pub(super) fn check_reason(reason: &str) -> Result<(), Refusal> {
    if is_blank(reason) { Err(Refusal::ReasonMissing) } else { check_line(reason) }
}
