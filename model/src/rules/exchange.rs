//! Who may see a document when no server is there to ask: two devices exchange only what both may have anyway.

use crate::documents::custody::{Custody, Holder};
use crate::documents::kind::Assessed;
use crate::id::PersonId;

/// Whether somebody who has the document may give it to `other`, by what the document itself says: on a visit whoever goes (O-03); with
/// goods and old parts whoever has the thing, also where people contradict each other; a complaint's owners; a day is its
/// own person's alone. A technician's other device may see whatever this one does: that is for the caller to know.
#[must_use]
pub fn may_exchange(assessed: &Assessed, other: PersonId) -> bool {
    match assessed {
        Assessed::Visit(assessment) => assessment.visit.in_crew(other),
        Assessed::Day(assessment) => assessment.day.person == other,
        Assessed::Repair(assessment) => holds(&assessment.custody, other),
        Assessed::OldPart(assessment) => holds(&assessment.custody, other),
        Assessed::Complaint(assessment) => assessment.owners.iter().any(|owner| owner.id == other),
    }
}

fn holds(custody: &Custody, person: PersonId) -> bool {
    custody.ends.iter().any(|link| matches!(&link.holder, Holder::Technician { id, .. } if *id == person))
}
