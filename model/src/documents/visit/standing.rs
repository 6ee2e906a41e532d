//! What the sign-offs of a visit come to: whether it is signed, by which of them, in which revisions, and what was refused. Judged
//! from what each seal covers and which changes its author knew, never from the order in which anything arrived.

use std::collections::HashSet;
use std::sync::Arc;

use automerge::{Automerge, ChangeHash};

use super::Visit;
use super::assessment::{Attention, SignOff, Signature};
use super::fees::AgreedFee;
use super::records::{EventKind, KeyedPartLine};
use super::revisions::{Binding, Revision, RevisionBasis, in_order, parts_to_book, revisions};
use super::schema::{EVENTS, SIGN_OFFS};
use super::status::WorkStatus;
use crate::documents::causality::{Causality, writer_of};
use crate::id::SignOffId;
use crate::seal::statement::SignOffKind;
use crate::seal::verify::VerifiedSeal;
use crate::seal::voucher::Voucher;
use crate::time::Timestamp;

/// What the sign-offs come to. Indices point into the list of sign-offs.
#[derive(Debug, Clone)]
pub(super) struct Standing {
    pub(super) signature: Signature,
    /// The sign-off that counts.
    pub(super) counting: Option<usize>,
    /// Refusals and absences that no signature has cleared, by time.
    pub(super) not_signed: Vec<usize>,
    pub(super) revisions: Vec<Revision>,
    pub(super) parts: Vec<KeyedPartLine>,
    /// What the customer agreed to pay.
    pub(super) agreed: AgreedFee,
    twice: bool,
    refused: bool,
    absent: bool,
}

/// A sign-off that stands up: where it is in the list, what it covers, which change keeps it and what that one builds on.
struct Valid<'a> {
    index: usize,
    seal: &'a VerifiedSeal,
    covered: Arc<Visit>,
    change: Option<ChangeHash>,
    past: HashSet<ChangeHash>,
}

/// One that closes the visit, and what it makes binding.
struct Closing<'a> {
    valid: &'a Valid<'a>,
    substance: Voucher,
    current: bool,
}

impl Valid<'_> {
    fn follows(&self, other: &Self) -> bool {
        self.change != other.change && other.change.is_some_and(|others| self.past.contains(&others))
    }

    fn when(&self) -> (Timestamp, SignOffId) {
        (self.seal.record.body.signed.best_guess(), self.seal.record.body.sign_off)
    }
}

impl Standing {
    /// What `sign_offs` come to; `covered` holds, for each, the visit at the version it covers if it stands up.
    pub(super) fn of(doc: &Automerge, causality: &Causality, now: &Visit, sign_offs: &[SignOff], covered: Vec<Option<Arc<Visit>>>) -> Self {
        let valid = standing_up(doc, causality, sign_offs, covered);
        let kind = now.closing_kind();
        let says_now = Voucher::substance(now, kind);
        let closing: Vec<Closing<'_>> = valid
            .iter()
            .filter(|one| one.seal.kind() == kind)
            .map(|valid| {
                let substance = Voucher::substance(&valid.covered, kind);
                Closing { valid, current: substance == says_now, substance }
            })
            .collect();
        let accepted = accepted(doc, causality, now);
        let signed_now = closing.iter().any(|one| one.current);
        let signature = if closing.is_empty() {
            Signature::None
        } else if !now.open_amendments().is_empty() {
            Signature::Amending
        } else if signed_now {
            Signature::Current
        } else if accepted.iter().any(|one| one.substance == says_now) {
            Signature::Accepted
        } else {
            Signature::ChangedSince
        };
        let not_signed = not_signed(&valid, &closing, signature);
        let refused = not_signed.iter().any(|one| one.seal.kind() == SignOffKind::Refused);
        let absent = not_signed.iter().any(|one| one.seal.kind() == SignOffKind::Absent);
        let not_signed = not_signed.iter().map(|one| one.index).collect();
        let consents = valid.iter().filter(|one| one.seal.kind() == SignOffKind::FeeConsent);
        let agreed = AgreedFee {
            fen: consents.clone().filter_map(|one| consented(one.seal)).chain(now.fee_agreed_fen()).max(),
            signed_first: consents.clone().any(|one| one.covered.started_at().is_none()),
        };
        let (counting, twice) = (counting(&closing, signed_now), twice(&closing));
        let mut binding: Vec<Binding> = closing.into_iter().map(Binding::signed).collect();
        if !binding.is_empty() {
            binding.extend(accepted);
        }
        let binding = in_order(binding);
        Self {
            signature,
            counting,
            not_signed,
            revisions: revisions(&binding, now),
            parts: parts_to_book(&binding, now),
            agreed,
            twice,
            refused,
            absent,
        }
    }

    /// What a person should look at.
    pub(super) fn attention(&self, now: &Visit) -> Vec<Attention> {
        let amending = self.signature != Signature::None && !now.open_amendments().is_empty();
        let raised = [
            (self.twice, Attention::SignedTwice),
            (self.refused, Attention::SignatureRefused),
            (self.absent, Attention::CustomerAbsent),
            (amending, Attention::AmendmentOpen),
        ];
        raised.into_iter().filter(|(raised, _)| *raised).map(|(_, attention)| attention).collect()
    }
}

impl Binding {
    fn signed(one: Closing<'_>) -> Self {
        let (at, sign_off) = one.valid.when();
        Self {
            basis: RevisionBasis::Signed { sign_off },
            at,
            knew: one.valid.past.len(),
            visit: Visit::clone(&one.valid.covered),
            substance: one.substance,
        }
    }
}

fn standing_up<'a>(doc: &Automerge, causality: &Causality, sign_offs: &'a [SignOff], covered: Vec<Option<Arc<Visit>>>) -> Vec<Valid<'a>> {
    let checked = sign_offs.iter().zip(covered).enumerate();
    checked
        .filter_map(|(index, (sign_off, covered))| {
            let seal = sign_off.verified.as_ref().ok()?;
            let change = writer_of(doc, SIGN_OFFS, &sign_off.id.to_string());
            Some(Valid { index, seal, covered: covered?, past: causality.past_of(change.as_slice()), change })
        })
        .collect()
}

/// What leaders accepted: the visit as each of them had it before them, if the work was finished there.
fn accepted(doc: &Automerge, causality: &Causality, now: &Visit) -> Vec<Binding> {
    let kind = now.closing_kind();
    let acceptances = now.events.iter().filter_map(|event| match event.record.kind {
        EventKind::AmendmentAccepted { opened, .. } => Some((event, opened)),
        _ => None,
    });
    acceptances
        .filter_map(|(event, opened)| {
            let change = writer_of(doc, EVENTS, &event.id.to_string())?;
            let before = doc.get_change_meta_by_hash(&change)?.deps.to_vec();
            let visit = Visit::read_at(doc, &before).ok()?;
            let known = visit.amendments().iter().any(|amendment| amendment.event == opened);
            (known && visit.work_status() == WorkStatus::Finished).then(|| Binding {
                basis: RevisionBasis::Accepted { event: event.id },
                at: event.record.clock.best_guess(),
                knew: causality.past_of(&[change]).len(),
                substance: Voucher::substance(&visit, kind),
                visit,
            })
        })
        .collect()
}

/// Index of the sign-off that counts: see [`super::assessment::Assessment::acceptance`].
fn counting(closing: &[Closing<'_>], signed_now: bool) -> Option<usize> {
    let overtaken = |one: &Closing<'_>| closing.iter().any(|other| other.valid.follows(one.valid) && other.substance != one.substance);
    let pool: Vec<&Closing<'_>> = closing.iter().filter(|one| if signed_now { one.current } else { !overtaken(one) }).collect();
    let first = pool.iter().filter(|one| !pool.iter().any(|other| one.valid.follows(other.valid)));
    first.min_by_key(|one| one.valid.when()).map(|one| one.valid.index)
}

/// Whether the same content was signed more than once, or two signatures were given without knowing of each other.
fn twice(closing: &[Closing<'_>]) -> bool {
    closing.iter().enumerate().any(|(at, one)| {
        closing.iter().skip(at + 1).any(|other| {
            let ordered = one.valid.follows(other.valid) || other.valid.follows(one.valid);
            !ordered || one.substance == other.substance
        })
    })
}

/// Refusals and absences that still stand, by time: nobody signed knowing of them, and what the visit says now is not signed.
fn not_signed<'a>(valid: &'a [Valid<'a>], closing: &[Closing<'_>], signature: Signature) -> Vec<&'a Valid<'a>> {
    if matches!(signature, Signature::Current | Signature::Accepted) {
        return Vec::new();
    }
    let mut standing: Vec<&Valid<'_>> = valid
        .iter()
        .filter(|one| !one.seal.kind().is_signed())
        .filter(|one| !closing.iter().any(|signed| signed.valid.follows(one)))
        .collect();
    standing.sort_by_key(|one| one.when());
    standing
}

/// The charges that a consent covers, in **fen**.
fn consented(seal: &VerifiedSeal) -> Option<i64> {
    seal.voucher().and_then(|voucher| voucher.details.charges_fen)
}
