//! What documents say of stock: parts that went into products, and those handed back. The movement bears the id of the line or event it comes from, so that
//! it counts once however often and by whatever way it comes.

use super::{Because, Movement, Place};
use crate::documents::day::handed_in::PartsBack;
use crate::documents::kind::Assessed;
use crate::documents::records::Keyed;
use crate::documents::repair::records::RepairEventKind;
use crate::documents::visit::records::PartSwap;
use crate::id::{DocumentId, EventId, MovementId, PersonId};
use crate::rules::is_blank;
use crate::time::Timestamp;

/// The movements that a document comes to: part lines that stock follows
/// ([`parts_to_book`](crate::documents::visit::assessment::Assessment::parts_to_book)), parts on repair cards, and unused
/// parts of a day.
#[must_use]
pub fn movements_of(assessed: &Assessed) -> Vec<Movement> {
    match assessed {
        Assessed::Visit(assessment) => assessment
            .parts_to_book()
            .iter()
            .map(|line| {
                let id = MovementId::from_bytes(*line.id.as_bytes());
                used(id, &line.record.swap, line.record.by, assessment.visit.id, line.record.at)
            })
            .collect(),
        Assessed::Repair(assessment) => {
            let repair = &assessment.repair;
            let product = repair.opened.kind.visit.unwrap_or(repair.id);
            let part = |kind: &RepairEventKind| if let RepairEventKind::PartUsed { swap } = kind { Some(swap.clone()) } else { None };
            repair
                .in_force()
                .filter_map(|event| {
                    let id = MovementId::from_bytes(*event.id.as_bytes());
                    Some(used(id, &part(&event.record.kind)?, event.record.by, product, event.record.clock.best_guess()))
                })
                .collect()
        }
        Assessed::Day(assessment) => {
            let day = &assessment.day;
            let back = |part: PartsBack| Movement {
                id: MovementId::from_bytes(*part.id.as_bytes()),
                part_number: part.part_number,
                name: part.name,
                quantity: part.quantity,
                serial: part.serial,
                from: Place::Van { person: day.person },
                to: Place::Store { name: part.store },
                why: Because::HandedBack,
                at: part.at,
            };
            day.parts_back().into_iter().map(back).collect()
        }
        Assessed::OldPart(_) | Assessed::Complaint(_) => Vec::new(),
    }
}

/// The ids of every movement that a document has a say in, also of those that it does not come to, or no more: struck lines, parts of a
/// revision that is not in force. Whoever holds the document believes it more than what somebody else once made of it.
#[must_use]
pub fn movements_decided_by(assessed: &Assessed) -> Vec<MovementId> {
    match assessed {
        Assessed::Visit(assessment) => assessment.visit.parts.iter().map(|line| MovementId::from_bytes(*line.id.as_bytes())).collect(),
        Assessed::Repair(assessment) => ids(&assessment.repair.events),
        Assessed::Day(assessment) => ids(&assessment.day.events),
        Assessed::OldPart(_) | Assessed::Complaint(_) => Vec::new(),
    }
}

fn ids<K>(events: &[Keyed<EventId, K>]) -> Vec<MovementId> {
    events.iter().map(|event| MovementId::from_bytes(*event.id.as_bytes())).collect()
}

fn used(id: MovementId, swap: &PartSwap, by: PersonId, product: DocumentId, at: Timestamp) -> Movement {
    let serial = Some(swap.new_serial.trim()).filter(|serial| !is_blank(serial) && swap.quantity == 1);
    Movement {
        id,
        part_number: swap.part_number.clone(),
        name: swap.name.clone(),
        quantity: swap.quantity,
        serial: serial.map(ToOwned::to_owned),
        from: Place::Van { person: by },
        to: Place::Visit { visit: product },
        why: Because::Used,
        at,
    }
}
