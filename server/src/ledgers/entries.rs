//! What each kind of document enters into the ledgers.

use std::collections::BTreeSet;

use model::documents::complaint::assessment::Assessment as ComplaintAssessment;
use model::documents::kind::Assessed;
use model::documents::old_part::assessment::Assessment as OldPartAssessment;
use model::documents::repair::assessment::Assessment as RepairAssessment;
use model::documents::repair::records::RepairEventKind;
use model::documents::visit::assessment::{Assessment as VisitAssessment, Signature};
use model::documents::visit::records::{EventKind, PartSwap, SwapKind};
use model::documents::visit::requests::RequestState;
use model::reference::asset::asset_key;
use model::rules::{OldPartOfSwap, is_blank};
use model::seal::shape::Shape;
use model::seal::verify::VerifiedSeal;
use model::stock::{Movement, movements_of};
use model::time::Timestamp;

use super::entry::{
    Body, Entry, Fitting, GoodsTaken, MoneyTaken, OldPartOwed, Paper, PaperKind, PartAsked, PartUse, SerialUse, Signed, line_subject,
    movement_key,
};
use super::tasks;

impl Entry {
    /// Everything the document enters.
    pub(crate) fn of(assessed: &Assessed) -> Vec<Self> {
        let mut entries = match assessed {
            Assessed::Visit(assessment) => of_visit(assessment),
            Assessed::Repair(assessment) => of_repair(assessment),
            Assessed::OldPart(assessment) => of_old_part(assessment),
            Assessed::Complaint(assessment) => of_complaint(assessment),
            Assessed::Day(_) => Vec::new(),
        };
        // What cannot be a movement at all, such as a part without a name, is not booked.
        entries.extend(movements_of(assessed).into_iter().filter(|movement| movement.check().is_ok()).map(stock_entry));
        entries
    }
}

fn of_visit(assessment: &VisitAssessment) -> Vec<Entry> {
    let visit = &assessment.visit;
    let number = visit.order().number;
    let customer = visit.customer.name.clone();
    let equipment = format!("{} {} {}", visit.asset.product, visit.asset.model, visit.asset.serial).trim().to_owned();
    let mut entries: Vec<Entry> = visit
        .parts_in_force()
        .filter_map(|line| {
            let fitted = SerialUse {
                serial: line.record.swap.new_serial.clone(),
                part_number: line.record.swap.part_number.clone(),
                name: line.record.swap.name.clone(),
                number: number.clone(),
                customer: customer.clone(),
                equipment: equipment.clone(),
            };
            serial_entry(&line.record.swap, line.id.to_string(), line.record.at, fitted)
        })
        .collect();
    let identifiers = [visit.asset.plate.as_deref().unwrap_or_default(), &visit.asset.serial];
    entries.extend(
        visit.parts_in_force().flat_map(|line| fittings(&line.record.swap, &line.id.to_string(), line.record.at, &number, &identifiers)),
    );
    entries.extend(part_uses(assessment, &number));
    entries.extend(visit.part_requests().into_iter().map(|request| Entry {
        key: request.event.to_string(),
        subject: String::new(),
        person: Some(request.by),
        at: request.at,
        open: request.state != RequestState::Declined,
        body: Body::Requests(Box::new(PartAsked { number: number.clone(), customer: customer.clone(), request })),
    }));
    entries.extend(visit.collections().into_iter().map(|collection| Entry {
        key: collection.event.to_string(),
        subject: String::new(),
        person: Some(collection.by),
        at: collection.at,
        open: !collection.received,
        body: Body::Money(MoneyTaken {
            collected: collection.event,
            number: number.clone(),
            customer: customer.clone(),
            amount_fen: collection.amount_fen,
            method: collection.method,
            received: collection.received,
        }),
    }));
    entries.extend(assessment.sign_offs.iter().filter_map(|kept| signed_entry(kept.verified.as_ref().ok()?, &number)));
    entries.extend(tasks::of_visit(assessment));
    entries
}

/// Used parts with what is known in the visit about their clearing.
fn part_uses(assessment: &VisitAssessment, number: &str) -> Vec<Entry> {
    let visit = &assessment.visit;
    let signed = matches!(assessment.signature, Signature::Current | Signature::Accepted);
    let approved = visit.events.iter().any(|event| matches!(event.record.kind, EventKind::ReportApproved { .. }));
    let leader_consented = approved || assessment.signature == Signature::Accepted;
    let lines = assessment.parts_to_book().iter();
    lines
        .map(|line| {
            let swap = &line.record.swap;
            Entry {
                key: line.id.to_string(),
                subject: line_subject(visit.id, line.id),
                person: Some(line.record.by),
                at: line.record.at,
                // Whether it is cleared also depends on the old part, which is another document.
                open: true,
                body: Body::Parts(PartUse {
                    line: line.id,
                    number: number.to_owned(),
                    part_number: swap.part_number.clone(),
                    name: swap.name.clone(),
                    quantity: swap.quantity,
                    report_signed: signed,
                    leader_consented,
                    takes_out: !is_blank(&swap.old_serial) || swap.kind != SwapKind::Part,
                }),
            }
        })
        .collect()
}

fn of_repair(assessment: &RepairAssessment) -> Vec<Entry> {
    let repair = &assessment.repair;
    let taken = &repair.opened.kind;
    let opened_at = repair.opened.clock.best_guess();
    let customer = taken.customer.name.clone();
    let paper = |what: PaperKind, number: String, open: bool| Entry {
        key: what.subject(&number),
        subject: what.subject(&number),
        person: None,
        at: opened_at,
        open,
        body: Body::Papers(Paper { what, number, customer: customer.clone() }),
    };
    let mut entries = vec![paper(PaperKind::Receipt, taken.receipt.clone(), true)];
    // A card is taken off when the goods go back; until then there is one for each item.
    entries.extend(repair.item_key().filter(|_| assessment.card.open).map(|item| paper(PaperKind::RepairCard, item, true)));
    entries.extend(repair.in_force().filter_map(|event| match &event.record.kind {
        RepairEventKind::PartUsed { swap } => {
            let fitted = SerialUse {
                serial: swap.new_serial.clone(),
                part_number: swap.part_number.clone(),
                name: swap.name.clone(),
                number: taken.receipt.clone(),
                customer: customer.clone(),
                equipment: format!("{} {}", assessment.register.product, taken.item.serial).trim().to_owned(),
            };
            serial_entry(swap, event.id.to_string(), event.record.clock.best_guess(), fitted)
        }
        _ => None,
    }));
    entries.extend(repair.in_force().flat_map(|event| match &event.record.kind {
        RepairEventKind::PartUsed { swap } => {
            fittings(swap, &event.id.to_string(), event.record.clock.best_guess(), &taken.receipt, &[&taken.item.serial])
        }
        _ => Vec::new(),
    }));
    entries.extend(taken.visit.map(|visit| Entry {
        key: "goods".to_owned(),
        subject: visit.to_string(),
        person: None,
        at: opened_at,
        open: !assessment.return_signed,
        body: Body::Goods(GoodsTaken { receipt: taken.receipt.clone() }),
    }));
    entries.extend(assessment.sign_offs.iter().filter_map(|kept| signed_entry(kept.verified.as_ref().ok()?, &taken.receipt)));
    entries.extend(tasks::of_repair(assessment));
    entries
}

fn of_old_part(assessment: &OldPartAssessment) -> Vec<Entry> {
    let part = &assessment.old_part;
    let removed = &part.opened.kind;
    let promise = part.promise();
    let handed_over_on = part.handed_over_on();
    let settles = assessment.for_clearing == OldPartOfSwap::Settled;
    vec![Entry {
        key: "old_part".to_owned(),
        subject: line_subject(removed.visit, removed.part_line),
        person: Some(part.opened.by),
        at: removed.completed_at,
        open: part.is_to_hand_over() && handed_over_on.is_none(),
        body: Body::OldParts(OldPartOwed {
            number: removed.order_number.clone(),
            part_number: removed.part_number.clone(),
            name: removed.name.clone(),
            quantity: removed.quantity,
            technician: removed.technician_name.clone(),
            completed_on: part.completed_on(),
            required_on: part.required_on(),
            promised_on: promise.map(|promise| promise.promised_on),
            is_excused: promise.is_some_and(|promise| promise.is_excused),
            handed_over_on,
            settles,
        }),
    }]
}

fn of_complaint(assessment: &ComplaintAssessment) -> Vec<Entry> {
    let complaint = &assessment.complaint;
    let at = complaint.opened.clock.best_guess();
    let customer = &complaint.opened.kind.customer.name;
    let mut entries: Vec<Entry> = complaint
        .numbers()
        .into_iter()
        .map(|number| Entry {
            key: PaperKind::Complaint.subject(number),
            subject: PaperKind::Complaint.subject(number),
            person: None,
            at,
            open: true,
            body: Body::Papers(Paper { what: PaperKind::Complaint, number: number.to_owned(), customer: customer.clone() }),
        })
        .collect();
    entries.dedup_by(|one, other| one.key == other.key);
    entries.extend(tasks::of_complaint(assessment));
    entries
}

/// A piece with a number of its own. Terminals and SIM cards are known by their number alone, other pieces by number and part.
fn serial_entry(swap: &PartSwap, key: String, at: Timestamp, fitted: SerialUse) -> Option<Entry> {
    let serial = swap.new_serial.trim().to_uppercase();
    if serial.is_empty() {
        return None;
    }
    let part = if is_blank(&swap.part_number) { &swap.name } else { &swap.part_number };
    let subject = match swap.kind {
        SwapKind::Terminal => format!("terminal/{serial}"),
        SwapKind::Sim => format!("sim/{serial}"),
        SwapKind::Part => format!("{}/{serial}", part.trim().to_uppercase()),
    };
    Some(Entry { key, subject, person: None, at, open: true, body: Body::Serials(fitted) })
}

/// What the pen drew under a sign-off, if it can be told from other drawings.
fn signed_entry(seal: &VerifiedSeal, number: &str) -> Option<Entry> {
    let shape = Shape::of(seal.strokes()?)?;
    let body = &seal.record.body;
    Some(Entry {
        key: body.sign_off.to_string(),
        subject: shape.key(),
        person: None,
        at: body.signed.best_guess(),
        open: false,
        body: Body::Strokes(Box::new(Signed { sign_off: body.sign_off, kind: body.kind, number: number.to_owned(), shape })),
    })
}

/// A swap of a numbered piece, under each number by which the product or vehicle is known.
fn fittings(swap: &PartSwap, of: &str, at: Timestamp, number: &str, identifiers: &[&str]) -> Vec<Entry> {
    if is_blank(&swap.old_serial) && is_blank(&swap.new_serial) {
        return Vec::new();
    }
    let subjects: BTreeSet<String> = identifiers.iter().map(|text| asset_key(text)).filter(|subject| !subject.is_empty()).collect();
    let entry = |subject: String| Entry {
        key: format!("{of}/{subject}"),
        subject,
        person: None,
        at,
        open: false,
        body: Body::Fitted(Fitting {
            what: swap.kind,
            number: number.to_owned(),
            name: swap.name.clone(),
            part_number: swap.part_number.clone(),
            old_serial: swap.old_serial.clone(),
            new_serial: swap.new_serial.clone(),
        }),
    };
    subjects.into_iter().map(entry).collect()
}

fn stock_entry(movement: Movement) -> Entry {
    let person = movement.people().first().copied();
    Entry {
        key: movement_key(movement.id),
        subject: movement_key(movement.id),
        person,
        at: movement.at,
        open: true,
        body: Body::Stock(movement),
    }
}
