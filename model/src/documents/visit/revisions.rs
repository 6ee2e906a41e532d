//! The revisions of a visit and what changed between them (O-05, R-059): each is a version of the document that the customer signed or
//! a leader accepted; the last may be neither yet.

use serde::{Deserialize, Serialize};

use super::Visit;
use super::records::KeyedPartLine;
use crate::id::{EventId, PartLineId, SignOffId};
use crate::seal::voucher::Voucher;
use crate::time::Timestamp;

/// A revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Revision {
    /// Counted from 1, the first acceptance.
    pub number: u32,
    /// What makes it binding.
    #[serde(flatten)]
    pub basis: RevisionBasis,
    /// When it was signed or accepted, as well as it can be told; absent if it is neither.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub at: Option<Timestamp>,
    /// Why the revision before it was opened again, one reason per amendment; empty for the first and for unsigned additions.
    pub reasons: Vec<String>,
    /// What it says otherwise than the revision before it; empty for the first.
    pub changes: Vec<RevisionChange>,
}

/// What makes a revision binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "basis", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RevisionBasis {
    /// The customer signed it.
    Signed {
        /// The sign-off.
        sign_off: SignOffId,
    },
    /// A leader accepted it without the customer's signature.
    Accepted {
        /// The event that says so.
        event: EventId,
    },
    /// Nobody has: stock does not follow it (O-05).
    Unsigned,
}

/// A difference between two revisions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RevisionChange {
    /// A part line that was not there.
    PartAdded {
        /// Which line.
        line: PartLineId,
        /// Name of the part.
        name: String,
        /// How many.
        quantity: u32,
    },
    /// A part line that counts no more.
    PartStruck {
        /// Which line.
        line: PartLineId,
        /// Name of the part.
        name: String,
        /// How many.
        quantity: u32,
    },
    /// The findings say something else.
    Findings {
        /// What they said.
        from: String,
        /// What they say.
        to: String,
    },
    /// The treatment says something else.
    Treatment {
        /// What it said.
        from: String,
        /// What it says.
        to: String,
    },
    /// The charges are others.
    Charges {
        /// Their sum before, in **fen**.
        from_fen: i64,
        /// Their sum, in **fen**.
        to_fen: i64,
    },
    /// Something else on the paper is different.
    Section {
        /// Which part of the paper.
        section: Section,
    },
}

/// Other parts of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Section {
    /// Customer or product.
    Parties,
    /// The order: number, fault, who pays.
    Order,
    /// Who worked, and when.
    Times,
    /// The checklist.
    Checklist,
    /// The photos.
    Photos,
    /// Site record, completion date, return visit.
    Details,
}

/// A version of the visit that somebody made binding.
pub(super) struct Binding {
    pub(super) basis: RevisionBasis,
    pub(super) at: Timestamp,
    /// How much its author knew, in changes: what builds on something knows more.
    pub(super) knew: usize,
    pub(super) visit: Visit,
    pub(super) substance: Voucher,
}

/// What was made binding, in order: what builds on another comes after it, otherwise by time and id.
pub(super) fn in_order(mut binding: Vec<Binding>) -> Vec<Binding> {
    let key = |one: &Binding| {
        let id = match one.basis {
            RevisionBasis::Signed { sign_off } => sign_off.to_string(),
            RevisionBasis::Accepted { event } => event.to_string(),
            RevisionBasis::Unsigned => String::new(),
        };
        (one.knew, one.at, id)
    };
    binding.sort_by_key(key);
    binding
}

/// The revisions that `binding` (in order) and the visit as it reads `now` come to.
pub(super) fn revisions(binding: &[Binding], now: &Visit) -> Vec<Revision> {
    let mut revisions: Vec<Revision> = Vec::new();
    let mut last: Option<(&Visit, &Voucher)> = None;
    for one in binding {
        if last.is_some_and(|(_, substance)| *substance == one.substance) {
            continue;
        }
        let earlier = last.map(|(visit, _)| visit);
        revisions.push(revision(revisions.len(), one.basis, Some(one.at), earlier, &one.visit));
        last = Some((&one.visit, &one.substance));
    }
    if let Some((visit, _)) = last.filter(|_| !is_binding(binding, now)) {
        revisions.push(revision(revisions.len(), RevisionBasis::Unsigned, None, Some(visit), now));
    }
    revisions
}

/// The part lines that stock follows (O-05): those of the last revision that was signed or accepted; of a visit that nobody has signed,
/// those in force, because the parts are used.
pub(super) fn parts_to_book(binding: &[Binding], now: &Visit) -> Vec<KeyedPartLine> {
    let followed = binding.last().filter(|_| !is_binding(binding, now)).map_or(now, |one| &one.visit);
    followed.parts_in_force().cloned().collect()
}

/// Whether the visit as it reads `now` says what somebody made binding.
fn is_binding(binding: &[Binding], now: &Visit) -> bool {
    let substance = Voucher::substance(now, now.closing_kind());
    binding.iter().any(|one| one.substance == substance)
}

fn revision(before: usize, basis: RevisionBasis, at: Option<Timestamp>, earlier: Option<&Visit>, visit: &Visit) -> Revision {
    let known: Vec<EventId> = earlier.into_iter().flat_map(|earlier| earlier.amendments()).map(|amendment| amendment.event).collect();
    let opened = visit.amendments().into_iter().filter(|amendment| !known.contains(&amendment.event));
    Revision {
        number: u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1),
        basis,
        at,
        reasons: opened.map(|amendment| amendment.reason.to_owned()).collect(),
        changes: earlier.map(|earlier| changes(earlier, visit)).unwrap_or_default(),
    }
}

/// What `later` says otherwise than `earlier`, in the order of the paper.
fn changes(earlier: &Visit, later: &Visit) -> Vec<RevisionChange> {
    let mut found = Vec::new();
    let missing_in = |other: &Visit, line: &KeyedPartLine| !other.parts_in_force().any(|one| one.id == line.id);
    for line in earlier.parts_in_force().filter(|line| missing_in(later, line)) {
        let swap = &line.record.swap;
        found.push(RevisionChange::PartStruck { line: line.id, name: swap.name.clone(), quantity: swap.quantity });
    }
    for line in later.parts_in_force().filter(|line| missing_in(earlier, line)) {
        let swap = &line.record.swap;
        found.push(RevisionChange::PartAdded { line: line.id, name: swap.name.clone(), quantity: swap.quantity });
    }
    if earlier.findings != later.findings {
        found.push(RevisionChange::Findings { from: earlier.findings.clone(), to: later.findings.clone() });
    }
    if earlier.treatment != later.treatment {
        found.push(RevisionChange::Treatment { from: earlier.treatment.clone(), to: later.treatment.clone() });
    }
    let kind = later.closing_kind();
    let (mut before, mut after) = (Voucher::substance(earlier, kind), Voucher::substance(later, kind));
    if before.details.charges != after.details.charges {
        found.push(RevisionChange::Charges { from_fen: earlier.charges_fen(), to_fen: later.charges_fen() });
    }
    for voucher in [&mut before, &mut after] {
        voucher.details.charges.clear();
        voucher.details.charges_fen = None;
    }
    let order = before.call_out != after.call_out || before.details.service_type != after.details.service_type;
    for voucher in [&mut before, &mut after] {
        voucher.details.service_type = None;
    }
    let sections = [
        (Section::Parties, before.customer != after.customer || before.asset != after.asset),
        (Section::Order, order),
        (Section::Times, before.technician != after.technician || before.times != after.times),
        (Section::Checklist, before.checklist != after.checklist),
        (Section::Photos, before.photos != after.photos),
        (Section::Details, before.details != after.details),
    ];
    found.extend(sections.into_iter().filter(|(_, differs)| *differs).map(|(section, _)| RevisionChange::Section { section }));
    found
}
