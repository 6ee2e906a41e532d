//! Which row shows a document: the one place that says, for each kind, whether it is on the board or in a register. A new kind is one
//! arm here and its row in [`registers`](crate::registers).

use automerge::Automerge;
use model::documents::custody::{Holder, Link};
use model::documents::kind::{Assessed, DocumentKind};
use model::id::PersonId;

use crate::board::projection::{Draft, PhotoReference};
use crate::registers::row::RegisterDraft;

/// What a document alone says of its row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Projection {
    /// A visit, on the board.
    Board(Box<Draft>),
    /// Anything else, in the register of its kind.
    Register(Box<RegisterDraft>),
}

impl Projection {
    /// The row of `doc`, which was `assessed`, still without what only the store knows.
    pub(crate) fn of(assessed: &Assessed, doc: &Automerge) -> Self {
        match assessed {
            Assessed::Visit(assessment) => Self::Board(Box::new(Draft::of(assessment, doc))),
            Assessed::Day(assessment) => Self::Register(Box::new(RegisterDraft::of_day(assessment))),
            Assessed::Repair(assessment) => Self::Register(Box::new(RegisterDraft::of_repair(assessment))),
            Assessed::OldPart(assessment) => Self::Register(Box::new(RegisterDraft::of_old_part(assessment))),
            Assessed::Complaint(assessment) => Self::Register(Box::new(RegisterDraft::of_complaint(assessment))),
        }
    }

    /// What the document is.
    pub(crate) fn kind(&self) -> DocumentKind {
        match self {
            Self::Board(_) => DocumentKind::Visit,
            Self::Register(draft) => draft.kind(),
        }
    }

    /// The photos the document names; only visits name any.
    pub(crate) fn photos(&self) -> &[PhotoReference] {
        match self {
            Self::Board(draft) => draft.photos(),
            Self::Register(_) => &[],
        }
    }
}

/// Who must have the document on their devices: technicians who hold the goods or the part, owners of the matter. Who
/// has a visit is decided by the desk alone.
pub(crate) fn holders(assessed: &Assessed) -> Vec<PersonId> {
    let technicians = |ends: &[Link]| {
        let of = |link: &Link| if let Holder::Technician { id, .. } = link.holder { Some(id) } else { None };
        ends.iter().filter_map(of).collect()
    };
    match assessed {
        Assessed::Repair(assessment) => technicians(&assessment.custody.ends),
        Assessed::OldPart(assessment) => technicians(&assessment.custody.ends),
        Assessed::Complaint(assessment) => assessment.owners.iter().map(|owner| owner.id).collect(),
        Assessed::Visit(_) | Assessed::Day(_) => Vec::new(),
    }
}
