//! What may be recorded about an old part (R-075, R-117…R-135): what no honest device writes, and what a device refuses.

use super::repair::{check_holder, check_reason, filled};
use super::{
    MAX_QUANTITY, Refusal, check_amount, check_disposition, check_grounds, check_hand_over_promise, check_line, check_sale, check_text,
    check_utc_offset,
};
use crate::documents::chronicle::Happening as _;
use crate::documents::old_part::assessment::Assessment;
use crate::documents::old_part::records::{OldPartEventKind, Removed};
use crate::id::{EventId, PersonId};

/// Whether `removed` states what every row of the progress report must. Asked on the device and at the gate.
///
/// # Errors
/// [`Refusal::NotFilledIn`] naming the field, [`Refusal::TextTooLong`].
pub fn check_removed(removed: &Removed) -> Result<(), Refusal> {
    filled("name", &removed.name)?;
    filled("reason", &removed.reason)?;
    filled("technician_name", &removed.technician_name)?;
    let lines = [&removed.order_number, &removed.equipment_number, &removed.plate, &removed.label_fault, &removed.part_number];
    for line in lines.into_iter().chain([&removed.serial, &removed.region]) {
        check_line(line)?;
    }
    if !(1..=MAX_QUANTITY).contains(&removed.quantity) {
        return Err(Refusal::NotFilledIn("quantity"));
    }
    removed.unit_price_fen.map_or(Ok(()), check_amount)?;
    check_grounds(&removed.grounds)?;
    check_utc_offset(removed.terms.utc_offset_minutes)
}

/// Whether a part may be given this disposition on site. Asked on the device; what arrives in spite of it is
/// taken and flagged.
///
/// # Errors
/// As [`check_removed`]; [`Refusal::DispositionNotAllowed`], [`Refusal::ApproverMissing`].
pub fn can_open_old_part(removed: &Removed) -> Result<(), Refusal> {
    check_removed(removed)?;
    check_disposition(removed.disposition, &removed.grounds)
}

/// Whether `kind` states what it must. Asked on the device, at the desk and at the gate.
///
/// # Errors
/// [`Refusal`] naming what is missing.
pub fn check_old_part_event(kind: &OldPartEventKind) -> Result<(), Refusal> {
    match kind {
        OldPartEventKind::Promised { reason, reported_to, .. } => check_line(reason).and_then(|()| check_line(reported_to)),
        OldPartEventKind::HandedOver { to, given_by, note, .. } => {
            check_holder(to)?;
            filled("given_by", given_by)?;
            check_line(note)
        }
        OldPartEventKind::HandOverAcknowledged { by_name, .. } | OldPartEventKind::ReceivedAtStore { by_name } => {
            filled("by_name", by_name)
        }
        OldPartEventKind::DispositionChanged { grounds, .. } => check_grounds(grounds),
        OldPartEventKind::Labelled { code } => check_line(code),
        OldPartEventKind::Packed { shipment, packing_list } => {
            filled("shipment", shipment)?;
            filled("packing_list", packing_list)
        }
        OldPartEventKind::FreightRequested { shipment, amount_fen } => {
            filled("shipment", shipment)?;
            check_amount(*amount_fen)
        }
        OldPartEventKind::Shipped { shipment, .. } => filled("shipment", shipment),
        OldPartEventKind::ReviewStarted { .. } => Ok(()),
        OldPartEventKind::Judged { liability, note, .. } => filled("liability", liability).and_then(|()| check_text(note)),
        OldPartEventKind::ClaimOpened { number } => filled("number", number),
        OldPartEventKind::Disposed { paper, sale, .. } => check_line(paper).and_then(|()| sale.as_ref().map_or(Ok(()), check_sale)),
        OldPartEventKind::Remitted { slip, amount_fen } => filled("slip", slip).and_then(|()| check_amount(*amount_fen)),
        OldPartEventKind::DiscrepancyNoted { note } => check_reason(note),
        OldPartEventKind::Withdrawn { reason } | OldPartEventKind::Struck { reason, .. } => check_reason(reason),
    }
}

/// Whether `person` may record `kind` on the part now. The device asks; what arrives in spite of it is taken and flagged.
///
/// # Errors
/// [`Refusal`] naming the rule and what would make it allowed.
pub fn can_record_on_old_part(assessment: &Assessment, person: PersonId, kind: &OldPartEventKind) -> Result<(), Refusal> {
    check_old_part_event(kind)?;
    if assessment.old_part.is_withdrawn() {
        return Err(Refusal::NoSuchPartLine);
    }
    match kind {
        OldPartEventKind::Promised { promised_on, reason, reported_to, .. } => {
            check_hand_over_promise(assessment.old_part.required_on(), *promised_on, reason, reported_to)
        }
        OldPartEventKind::HandedOver { follows, .. } => can_hand_over(assessment, *follows),
        OldPartEventKind::DispositionChanged { disposition, grounds, .. } => check_disposition(*disposition, grounds),
        // Once others have it, only the desk can say that there never was one.
        OldPartEventKind::Withdrawn { .. } if assessment.custody.holder().is_none_or(|end| end.hand_over.is_some()) => {
            Err(Refusal::NotYoursToStrike)
        }
        OldPartEventKind::Struck { event, .. } => match assessment.old_part.in_force().find(|known| known.id == *event) {
            Some(known) if known.record.by == person && !known.record.kind.is_struck_by_desk_only() => Ok(()),
            _ => Err(Refusal::NotYoursToStrike),
        },
        _ => Ok(()),
    }
}

/// from the one holder to the next.
fn can_hand_over(assessment: &Assessment, follows: Option<EventId>) -> Result<(), Refusal> {
    let end = assessment.custody.holder().map(|end| end.hand_over);
    if assessment.custody.is_clear() && end == Some(follows) { Ok(()) } else { Err(Refusal::HolderUnclear) }
}
