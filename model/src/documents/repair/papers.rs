//! The two papers that customers sign with goods: at the taking and at the return, each bound to its own text. The paper is
//! rendered from the repair at one version, and a seal counts only if the repair said there what the paper says.

use std::sync::Arc;

use automerge::Automerge;

use super::Repair;
use super::records::{Appearance, Function, RepairEvent, RepairEventKind};
use super::status::Stage;
use crate::documents::records::{Keyed, SignOffRecord};
use crate::documents::visit::holds;
use crate::id::{EventId, SignOffId};
use crate::rules::Refusal;
use crate::seal::SealError;
use crate::seal::details::VoucherCharge;
use crate::seal::goods::{GOODS_VERSION, GoodsInspection, GoodsItem, GoodsPart, GoodsVoucher};
use crate::seal::paper::Paper;
use crate::seal::statement::{SignOffKind, statement};
use crate::seal::verify::VerifiedSeal;
use crate::seal::voucher::{Language, VoucherTechnician};

/// A kept sign-off and what came of checking it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignOff {
    /// Its id.
    pub id: SignOffId,
    /// The sealed record as kept.
    pub seal: Vec<u8>,
    /// The verified seal, or the stable code of what does not match.
    pub verified: Result<Arc<VerifiedSeal>, &'static str>,
}

/// Checks every sign-off that `repair`, read from `doc`, keeps.
pub(super) fn check_all(doc: &Automerge, repair: &Repair) -> Vec<SignOff> {
    let check = |record: &SignOffRecord| {
        let verified = record.known().map_err(SealError::code).and_then(|known| {
            let seal = known.seal();
            if seal.record.body.sign_off != record.id {
                return Err(SealError::OtherVisit.code());
            }
            check_against_repair(seal, doc).map(|_| Arc::clone(seal)).map_err(|error| error.code())
        });
        SignOff { id: record.id, seal: record.seal.clone(), verified }
    };
    repair.sign_offs.iter().map(check).collect()
}

/// Whether `seal` belongs to the repair in `doc`: the document holds the version that was signed, this paper could be signed there, and
/// the repair said exactly what the paper says. Answers the repair at that version.
///
/// # Errors
/// [`SealError`] naming what does not match.
pub fn check_against_repair(seal: &VerifiedSeal, doc: &Automerge) -> Result<Repair, SealError> {
    let Paper::Goods(paper) = &seal.paper else {
        return Err(SealError::OtherPaper);
    };
    // The picture of a stamp is a photo of a visit; a repair has none.
    if seal.mark.strokes().is_none() || seal.mark.stamp().is_some() {
        return Err(SealError::Mark("goods are signed for with the pen"));
    }
    if !holds(doc, &seal.heads) {
        return Err(SealError::UnknownHeads);
    }
    let repair = Repair::read_at(doc, &seal.heads).map_err(|error| SealError::Unreadable(error.to_string()))?;
    if repair.id != paper.repair || repair.organisation.id != seal.record.body.organisation {
        return Err(SealError::OtherVisit);
    }
    can_sign_goods(&repair, seal.kind()).map_err(SealError::BeforeFinish)?;
    if goods_voucher(&repair, seal.kind(), paper.language) != *paper {
        return Err(SealError::NotWhatTheVisitSaid);
    }
    Ok(repair)
}

/// Whether `repair` as it reads says what the paper under `seal` says.
pub(super) fn says_now(repair: &Repair, seal: &VerifiedSeal) -> bool {
    matches!(&seal.paper, Paper::Goods(paper) if goods_voucher(repair, seal.kind(), paper.language) == *paper)
}

/// Whether the customer may sign a paper of this `kind` on `repair` as it reads: the taking before the goods are back, the return after
/// they are handed over.
///
/// # Errors
/// [`Refusal::AlreadyReturned`], [`Refusal::ReturnFirst`].
pub fn can_sign_goods(repair: &Repair, kind: SignOffKind) -> Result<(), Refusal> {
    match (kind, repair.stage()) {
        (SignOffKind::TakeAway, Stage::Returned) => Err(Refusal::AlreadyReturned),
        (SignOffKind::TakeAway, _) | (SignOffKind::GoodsReturn, Stage::Returned) => Ok(()),
        _ => Err(Refusal::ReturnFirst),
    }
}

/// The paper of this `kind` as `repair` reads now. The same repair at the same version always gives the same bytes.
#[must_use]
pub fn goods_voucher(repair: &Repair, kind: SignOffKind, language: Language) -> GoodsVoucher {
    let taken = &repair.opened.kind;
    let returning = kind == SignOffKind::GoodsReturn;
    let back = repair.returned().filter(|_| returning);
    let only_back = |text: String| if returning { text } else { String::new() };
    let charges = if returning { charges(repair) } else { Vec::new() };
    GoodsVoucher {
        version: GOODS_VERSION,
        language,
        kind,
        statement: statement(kind, language).to_owned(),
        organisation: repair.organisation.clone(),
        repair: repair.id,
        visit: taken.visit,
        call_out_number: taken.call_out.clone(),
        customer: taken.customer.clone(),
        receipt_number: taken.receipt.clone(),
        item: GoodsItem {
            product: taken.item.product.clone(),
            model: taken.item.model.clone(),
            serial: taken.item.serial.clone(),
            accessories: taken.item.accessories.clone(),
            appearance: appearance(taken.item.appearance).to_owned(),
            function: function(taken.item.function).to_owned(),
            condition: taken.item.words.clone(),
        },
        fault: taken.fault.clone(),
        technician: back.map_or_else(|| taker(repair), giver),
        taken_at: repair.opened.clock.wall_at,
        promised_for: repair.promises().first().map(|promise| promise.promised_for),
        returned_at: back.map(|event| event.record.clock.wall_at),
        work_done: only_back(work_done(repair)),
        parts: if returning { parts(repair) } else { Vec::new() },
        charges_fen: (!charges.is_empty()).then(|| charges.iter().map(|charge| charge.amount_fen).fold(0, i64::saturating_add)),
        charges,
        inspection: if returning { inspection(repair) } else { None },
        utc_offset_minutes: Some(taken.terms.utc_offset_minutes),
    }
}

fn taker(repair: &Repair) -> VoucherTechnician {
    VoucherTechnician { id: repair.opened.by, name: repair.opened.kind.technician_name.clone() }
}

/// Who returns the goods.
fn giver(event: &Keyed<EventId, RepairEvent>) -> VoucherTechnician {
    let name = match &event.record.kind {
        RepairEventKind::HandedOver { given_by, .. } => given_by.clone(),
        _ => String::new(),
    };
    VoucherTechnician { id: event.record.by, name }
}

fn work_done(repair: &Repair) -> String {
    let lines: Vec<&str> = repair
        .in_force()
        .filter_map(|event| match &event.record.kind {
            RepairEventKind::WorkNoted { text, .. } => Some(text.as_str()),
            RepairEventKind::NotRepairable { reason } => Some(reason.as_str()),
            _ => None,
        })
        .collect();
    lines.join("\n")
}

fn parts(repair: &Repair) -> Vec<GoodsPart> {
    let part = |swap: super::records::PartSwap| GoodsPart {
        part_number: swap.part_number,
        name: swap.name,
        quantity: swap.quantity,
        old_serial: swap.old_serial,
        new_serial: swap.new_serial,
    };
    repair.card().parts.into_iter().map(part).collect()
}

fn charges(repair: &Repair) -> Vec<VoucherCharge> {
    let charge = |kind: &RepairEventKind| match kind {
        RepairEventKind::Charged { what, description, amount_fen } => {
            Some(VoucherCharge { what: *what, text: description.clone(), amount_fen: *amount_fen })
        }
        _ => None,
    };
    repair.in_force().filter_map(|event| charge(&event.record.kind)).collect()
}

/// The last inspection that counts.
fn inspection(repair: &Repair) -> Option<GoodsInspection> {
    repair.verdicts().into_iter().last().map(|verdict| GoodsInspection {
        passed: verdict.passed,
        by_name: verdict.by_name.to_owned(),
        note: verdict.note.to_owned(),
    })
}

fn appearance(appearance: Appearance) -> &'static str {
    match appearance {
        Appearance::Good => "good",
        Appearance::Scratched => "scratched",
        Appearance::Broken => "broken",
    }
}

fn function(function: Function) -> &'static str {
    match function {
        Function::Normal => "normal",
        Function::Abnormal => "abnormal",
    }
}
