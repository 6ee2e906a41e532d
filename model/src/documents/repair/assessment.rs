//! The assessment of a repair: what it says, how far it is, what its signatures prove, and what a person should look at. Device and
//! server show this value; neither derives it a second way.

use std::collections::HashSet;

use automerge::{Automerge, ChangeHash};
use serde::{Deserialize, Serialize};

use super::Repair;
use super::papers::{self, SignOff};
use super::records::RepairEventKind;
use super::status::{Duty, Promise, ReceiptState, RegisterRow, RepairCard, Stage, is_pass};
use crate::documents::DocumentError;
use crate::documents::causality::{Causality, writer_of};
use crate::documents::custody::{Custody, Holder};
use crate::documents::reader::EVENTS;
use crate::id::EventId;
use crate::seal::order::in_order;
use crate::seal::statement::SignOffKind;

/// Something about a repair that a person should look at. Flags never take anything away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RepairFlag {
    /// More than one holder is recorded, or a hand-over follows nothing.
    HolderUnclear,
    /// The goods left the customer again under a receipt that was for the first time.
    LeftAgain,
    /// The goods went on and the customer has not signed the taking.
    TakingUnsigned,
    /// The goods are back and the customer has not signed the return.
    ReturnUnsigned,
    /// Something on the paper was written after the customer signed the return: the signature does not cover it.
    ChangedAfterSignature,
    /// The goods went back and nobody had passed them.
    ReturnedUninspected,
    /// Whoever returned the goods did not know of the inspection that passed them.
    InspectedApart,
    /// Inspectors disagree.
    InspectionDisputed,
    /// Somebody else inspected than policy says (R-095, P-23).
    InspectedByOther,
    /// Whoever repaired it passed it too, or recorded that somebody did.
    InspectedByRepairer,
    /// The goods went back and were not booked into stock.
    ReturnedUnbooked,
    /// The goods are back and the receipt was neither given back nor stated as missing.
    ReceiptOutstanding,
    /// The receipt was voided and the goods are not back.
    ReceiptVoidedEarly,
    /// It cannot be repaired and no superior has decided.
    AwaitsDecision,
    /// A date must be promised and none was (R-047, P-22).
    PromiseMissing,
    /// Two people moved the promise without knowing of each other.
    PromiseDisputed,
    /// The promised date cannot be kept and nobody has taken it up (R-098, P-07).
    PromiseDutyOpen,
    /// Three notices in vain: tell the company, send by mail.
    NotCollected,
    /// The goods are back, the customer pays, and no invoice was requested.
    InvoiceOutstanding,
    /// The invoice was requested for another day than that of the return.
    InvoiceOtherDay,
    /// A component is back and was not fitted and tested.
    NotFittedAndTested,
    /// A kept sign-off does not verify.
    SealInvalid,
    /// An entry cannot be understood.
    Unreadable,
}

/// Everything known about a repair.
#[derive(Debug, Clone)]
pub struct Assessment {
    /// The repair as it reads now.
    pub repair: Repair,
    /// How far it is.
    pub stage: Stage,
    /// Who had the goods, and who has them.
    pub custody: Custody,
    /// What became of the receipt.
    pub receipt: ReceiptState,
    /// The date that holds.
    pub promise: Option<Promise>,
    /// Duties towards promises that cannot be kept.
    pub duties: Vec<Duty>,
    /// The repair card.
    pub card: RepairCard,
    /// The row of the in/out register.
    pub register: RegisterRow,
    /// Every kept sign-off.
    pub sign_offs: Vec<SignOff>,
    /// Whether the customer signed that the goods were taken: on the device, or on the paper at the counter.
    pub taking_signed: bool,
    /// Whether the customer signed that they are back. Only this one completes the order.
    pub return_signed: bool,
    /// What a person should look at, without repetition, in a fixed order.
    pub flags: Vec<RepairFlag>,
}

/// Assesses the repair in `doc`.
///
/// # Errors
/// [`DocumentError`] if the document is no repair or of a newer schema.
pub fn assess(doc: &Automerge) -> Result<Assessment, DocumentError> {
    let repair = Repair::read(doc)?;
    let sign_offs = papers::check_all(doc, &repair);
    let signed =
        |kind: SignOffKind| sign_offs.iter().filter_map(|sign_off| sign_off.verified.as_ref().ok()).any(|seal| seal.kind() == kind);
    // A signature under a return counts for the return that is in force, which the seal has seen.
    let back = repair.returned().map(|event| event.id);
    let returns =
        || sign_offs.iter().filter_map(|sign_off| sign_off.verified.as_ref().ok()).filter(|seal| seal.kind() == SignOffKind::GoodsReturn);
    let causality = Causality::of(doc);
    let change_of = |id: EventId| writer_of(doc, EVENTS, &id.to_string());
    let covers_return = |heads: &[ChangeHash]| back.and_then(change_of).is_some_and(|change| causality.past_of(heads).contains(&change));
    let return_signed = returns().any(|seal| covers_return(&seal.heads));
    let signed_as_it_reads = returns().any(|seal| covers_return(&seal.heads) && papers::says_now(&repair, seal));
    // At the counter the customer signs the printed receipt; there is no device that could keep it.
    let taking_signed = signed(SignOffKind::TakeAway) || repair.opened.device.is_none();
    let mut assessment = Assessment {
        stage: repair.stage(),
        custody: repair.custody(),
        receipt: repair.receipt(),
        promise: repair.promises().first().copied(),
        duties: repair.duties(),
        card: repair.card(),
        register: repair.register_row(),
        sign_offs,
        taking_signed,
        return_signed,
        flags: Vec::new(),
        repair,
    };
    let known_at_return = back.and_then(change_of).map(|change| causality.past_of(&[change]));
    let knew = |id: EventId, past: &HashSet<ChangeHash>| change_of(id).is_some_and(|change| past.contains(&change));
    let inspection = known_at_return.map(|past| assessment.inspection_at(|id| knew(id, &past)));
    assessment.flags = assessment.raise(inspection, return_signed && !signed_as_it_reads);
    Ok(assessment)
}

/// What whoever returned the goods knew of an inspection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum InspectionAtReturn {
    Passed,
    PassedElsewhere,
    None,
}

impl Assessment {
    /// Whether nothing is left to do on the repair: back, signed for, and the receipt dealt with. The order is
    /// complete by the signature alone: [`crate::rules::is_order_complete`].
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.stage == Stage::Returned && self.return_signed && self.receipt != ReceiptState::Valid
    }

    /// The sealed records that verify, byte for byte, in the order they stand on paper ([`crate::seal::order`]).
    #[must_use]
    pub fn records(&self) -> Vec<&[u8]> {
        in_order(self.sign_offs.iter().map(|kept| (kept.seal.as_slice(), &kept.verified)))
    }

    fn inspection_at(&self, knew: impl Fn(EventId) -> bool) -> InspectionAtReturn {
        let repair = &self.repair;
        if is_pass(&repair.verdicts_among(&knew)) || repair.is_to_return_as_is_among(&knew) {
            InspectionAtReturn::Passed
        } else if repair.is_passed() || repair.is_to_return_as_is_among(|_| true) {
            InspectionAtReturn::PassedElsewhere
        } else {
            InspectionAtReturn::None
        }
    }

    fn raise(&self, inspection: Option<InspectionAtReturn>, changed_after_signature: bool) -> Vec<RepairFlag> {
        let repair = &self.repair;
        let taken = &repair.opened.kind;
        let has = |wanted: &dyn Fn(&RepairEventKind) -> bool| repair.in_force().any(|event| wanted(&event.record.kind));
        let is_back = self.stage == Stage::Returned;
        let verdicts = repair.verdicts();
        let moved_on = self.custody.chain.iter().any(|link| link.hand_over.is_some() && link.holder != Holder::Customer);
        let left_again = self.custody.chain.iter().skip(1).rev().skip(1).any(|link| link.holder == Holder::Customer);
        let voided_early = |kind: &RepairEventKind| match kind {
            RepairEventKind::ReceiptVoided { returned } | RepairEventKind::ReceiptMissing { returned, .. } => {
                repair.returned().map(|event| event.id) != Some(*returned)
            }
            _ => false,
        };
        let undecided = |kind: &RepairEventKind, id: EventId| {
            matches!(kind, RepairEventKind::NotRepairable { .. })
                && !has(&|other| matches!(other, RepairEventKind::FateDecided { of, .. } if *of == id))
        };
        let invoiced = has(&|kind| matches!(kind, RepairEventKind::InvoiceRequested { .. }));
        let other_day = has(&|kind| matches!(kind, RepairEventKind::InvoiceRequested { on, .. } if repair.returned_on() != Some(*on)));
        let by_other = has(&|kind| matches!(kind, RepairEventKind::Inspected { role, .. } if *role != taken.terms.inspector));
        let must_promise = taken.terms.promise == super::records::MayPromise::Must;
        let raised = [
            (RepairFlag::HolderUnclear, !self.custody.is_clear()),
            (RepairFlag::LeftAgain, left_again),
            (RepairFlag::TakingUnsigned, moved_on && !self.taking_signed),
            (RepairFlag::ReturnUnsigned, is_back && !self.return_signed),
            (RepairFlag::ChangedAfterSignature, changed_after_signature),
            (RepairFlag::ReturnedUninspected, inspection == Some(InspectionAtReturn::None)),
            (RepairFlag::InspectedApart, inspection == Some(InspectionAtReturn::PassedElsewhere)),
            (RepairFlag::InspectionDisputed, verdicts.iter().any(|verdict| verdict.passed) && !is_pass(&verdicts)),
            (RepairFlag::InspectedByOther, by_other),
            (RepairFlag::InspectedByRepairer, repair.is_passed_by_its_repairer()),
            (
                RepairFlag::ReturnedUnbooked,
                is_back && taken.terms.via_stock && !has(&|kind| matches!(kind, RepairEventKind::StockBooked { .. })),
            ),
            (RepairFlag::ReceiptOutstanding, is_back && self.receipt == ReceiptState::Valid),
            (RepairFlag::ReceiptVoidedEarly, has(&voided_early)),
            (RepairFlag::AwaitsDecision, repair.in_force().any(|event| undecided(&event.record.kind, event.id))),
            (RepairFlag::PromiseMissing, must_promise && repair.promises().is_empty()),
            (RepairFlag::PromiseDisputed, repair.promises().len() > 1),
            (RepairFlag::PromiseDutyOpen, self.duties.iter().any(|duty| !duty.met) && !is_back),
            (RepairFlag::NotCollected, repair.is_not_collected()),
            (RepairFlag::InvoiceOutstanding, is_back && taken.paid && !invoiced),
            (RepairFlag::InvoiceOtherDay, invoiced && other_day),
            (
                RepairFlag::NotFittedAndTested,
                is_back && taken.item.component && !has(&|kind| matches!(kind, RepairEventKind::FittedAndTested { .. })),
            ),
            (RepairFlag::SealInvalid, self.sign_offs.iter().any(|sign_off| sign_off.verified.is_err())),
            (RepairFlag::Unreadable, !repair.unreadable.is_empty()),
        ];
        raised.into_iter().filter(|(_, raised)| *raised).map(|(flag, _)| flag).collect()
    }
}
