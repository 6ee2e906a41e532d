//! Movements that documents come to. Device and server book alike, so that a movement that both know counts once: its id is that of
//! the line or event it comes from.
//!
//! Left out: parts that a workshop uses, which are not from a van.

use super::{Because, Movement, Place};
use crate::documents::repair::Repair;
use crate::documents::repair::records::RepairEventKind;
use crate::documents::visit::assessment::Assessment;
use crate::documents::visit::records::PartSwap;
use crate::id::{MovementId, PersonId};
use crate::rules::is_blank;
use crate::time::Timestamp;

/// What a visit took from the vans of its technicians: the parts that stock follows (R-075, R-239, O-05), each from the van of whoever
/// entered it.
#[must_use]
pub fn movements_of_visit(assessment: &Assessment) -> Vec<Movement> {
    let to = Place::Visit { visit: assessment.visit.id };
    let lines = assessment.parts_to_book().iter();
    lines
        .map(|line| used(MovementId::from_bytes(*line.id.as_bytes()), &line.record.swap, line.record.by, to.clone(), line.record.at))
        .filter(|movement| movement.check().is_ok())
        .collect()
}

/// What technicians took from their vans for goods in repair.
#[must_use]
pub fn movements_of_repair(repair: &Repair) -> Vec<Movement> {
    let to = repair.opened.kind.visit.map_or(Place::Customer, |visit| Place::Visit { visit });
    let used = repair.in_force().filter(|event| event.record.device.is_some()).filter_map(|event| match &event.record.kind {
        RepairEventKind::PartUsed { swap } => {
            let id = MovementId::from_bytes(*event.id.as_bytes());
            Some(used(id, swap, event.record.by, to.clone(), event.record.clock.best_guess()))
        }
        _ => None,
    });
    used.filter(|movement| movement.check().is_ok()).collect()
}

fn used(id: MovementId, swap: &PartSwap, by: PersonId, to: Place, at: Timestamp) -> Movement {
    let serial = Some(swap.new_serial.clone()).filter(|serial| !is_blank(serial) && swap.quantity == 1);
    Movement {
        id,
        part_number: swap.part_number.clone(),
        name: swap.name.clone(),
        quantity: swap.quantity,
        serial,
        from: Place::Van { person: by },
        to,
        why: Because::Used,
        at,
    }
}
