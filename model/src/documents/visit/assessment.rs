//! The assessment of a visit: what it says, how far it is, what its seals prove, and what a dispatcher should look at. Device
//! and server show this value; neither derives it a second way.

use std::collections::HashSet;
use std::sync::Arc;

use automerge::{Automerge, ChangeHash};
use serde::{Deserialize, Serialize};

use super::Visit;
use super::aftercare::aftercare_attention;
use super::fees::money_attention;
use super::records::{EventKind, KeyedPartLine, SignOffRecord};
use super::revisions::Revision;
use super::schema::EVENTS;
use super::standing::Standing;
use super::status::WorkStatus;
use crate::documents::DocumentError;
use crate::documents::causality::{Causality, writer_of};
use crate::documents::conflicts::{Conflict, conflicts_in};
use crate::documents::tree::Tree;
use crate::id::{EventId, PersonId, SignOffId};
use crate::seal::SealError;
use crate::seal::order::in_order;
use crate::seal::verify::VerifiedSeal;

/// Whether the customer has signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Signature {
    /// No valid acceptance is kept.
    None,
    /// Signed, and the visit still says what was signed.
    Current,
    /// Signed, and something was written later: the signature does not cover it.
    ChangedSince,
    /// Signed, and opened for a correction (O-05): what is written now is a later revision without a signature.
    Amending,
    /// Signed, and a leader accepted a later revision without the customer's signature.
    Accepted,
}

/// Something a person should look at. Flags never take anything away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Attention {
    /// Two people wrote one field at once.
    Conflict,
    /// Somebody worked who is no longer assigned (O-09).
    WorkedAfterReassignment,
    /// More than one technician finished the work.
    FinishedTwice,
    /// The desk cancelled, but somebody had come.
    CancelledAfterArrival,
    /// Something was written after the customer signed.
    ChangedAfterSignature,
    /// The same content was signed more than once, or two signatures were given without knowing of each other.
    SignedTwice,
    /// A kept sign-off does not verify.
    SealInvalid,
    /// Somebody came for nothing.
    VoidTrip,
    /// An entry cannot be understood.
    Unreadable,
    /// Several people go and nobody is named lead.
    NoLead,
    /// Several people are named lead at once; the last one counts.
    SeveralLeads,
    /// The customer did not agree to another time.
    AppointmentRefused,
    /// Two appointments were agreed at once; the later entry is shown.
    AppointmentsDiffer,
    /// Somebody will come later than agreed.
    DelayForeseen,
    /// People answered one check differently; the latest answer counts.
    ChecksDiffer,
    /// Two people set the class of the fault at once; the higher one is shown until a person decides.
    ClassesDiffer,
    /// A major fault: the analysis report is due.
    AnalysisDue,
    /// The work stopped for at least the second time (O-15).
    StoppedAgain,
    /// Somebody stopped the work while somebody else finished it; the finish counts.
    StoppedAndFinished,
    /// Two completion dates were promised at once.
    PromisesDiffer,
    /// A promised date cannot be kept.
    PromiseAtRisk,
    /// A part that was asked for waits for a decision.
    RequestPending,
    /// A request for a part was decided both ways.
    DecisionsDiffer,
    /// A larger or major problem was reported.
    ProblemReported,
    /// The customer sees cause or liability differently.
    Disagreement,
    /// The customer wants an exchange or the money back.
    CustomerWish,
    /// The same fault was repaired before.
    RepeatRepair,
    /// The work was done without an order, and none is linked yet.
    OrderMissing,
    /// The customer did not sign; a supervisor follows up.
    SignatureRefused,
    /// Nobody was there to sign.
    CustomerAbsent,
    /// A signed visit is open for a correction that nobody has signed or accepted; stock does not follow it yet (O-05, R-054).
    AmendmentOpen,
    /// There are charges that the customer did not agree to before the work.
    FeeWithoutConsent,
    /// There are charges, and no leader consented to a fee.
    FeeWithoutLeader,
    /// Something is charged that this type of service does not charge (P-05, R-116).
    ChargeNotDue,
    /// More was taken than the recorded charges.
    CollectedBeyondCharges,
    /// More was taken on the spot than the organisation's limit.
    CollectedAboveLimit,
    /// Money is with a technician that accounting has not received.
    MoneyOpen,
    /// Several decisions about who pays stand side by side.
    ServiceTypesDiffer,
    /// Who pays is disputed and left to another office; the fee is open.
    FeeDisputed,
    /// The customer signed, and the survey that belongs to the visit is not filled in.
    SurveyMissing,
    /// An answer to the survey is not on its scale and does not count.
    SurveyUnfit,
    /// The return visit came later than it was due.
    ReturnVisitLate,
    /// The return visit found a defect: the repair worker has a written notice within 24 hours of it.
    ReworkDue,
    /// The return visit found other charges paid than due.
    ChargesDiffer,
    /// A piece that was fitted here was fitted elsewhere too; both stay, and somebody has to look. Only the server sees it.
    SerialUsedTwice,
    /// A signature has the same strokes as another one, of this visit or of another document; a person has to look. Only the server
    /// sees it.
    StrokesCopied,
    /// The technician or the organisation is called otherwise than in the roster. Only the server sees it.
    NameDiffers,
    /// The terms are not what any policy said that the device may have had. Only the server sees it.
    TermsDiffer,
    /// The time of the arrival or of a sign-off is unproven: the device's clock may have been set. Only the server sees it.
    ClockUnproven,
    /// The device's clock was known to be wrong by more than five minutes when somebody came or signed: a paper states a time that is off.
    /// Only the server sees it.
    ClockWrong,
}

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

/// Everything known about a visit.
#[derive(Debug, Clone)]
pub struct Assessment {
    /// The visit as it reads now.
    pub visit: Visit,
    /// How far the work is.
    pub status: WorkStatus,
    /// Whether the customer has signed.
    pub signature: Signature,
    /// Every kept sign-off.
    pub sign_offs: Vec<SignOff>,
    /// What the sign-offs come to.
    standing: Standing,
    /// Fields with several concurrent values.
    pub conflicts: Vec<Conflict>,
    /// What a person should look at, without repetition, in a fixed order.
    pub attention: Vec<Attention>,
}

/// Assesses the visit in `doc`.
///
/// A visit counts as signed only if a kept seal verifies, the document holds the version it covers, and the visit was finished
/// and complete there: no merge can make it look signed otherwise (design promise 3).
///
/// # Errors
/// [`DocumentError`] if the document is no visit or of a newer schema.
pub fn assess(doc: &Automerge) -> Result<Assessment, DocumentError> {
    assess_tree(doc, &Tree::of(doc, None))
}

/// As [`assess`], where the whole `tree` of `doc` as it reads now is at hand.
pub(crate) fn assess_tree(doc: &Automerge, tree: &Tree) -> Result<Assessment, DocumentError> {
    let visit = Visit::from_tree(tree)?;
    let status = visit.work_status();
    let conflicts = conflicts_in(doc, tree)?;
    let (sign_offs, covered): (Vec<SignOff>, Vec<Option<Arc<Visit>>>) = visit.sign_offs.iter().map(|record| check(record, doc)).unzip();
    let causality = Causality::of(doc);
    let standing = Standing::of(doc, &causality, &visit, &sign_offs, covered);
    let mut attention = attention(doc, &causality, &visit, standing.signature, &sign_offs, &conflicts);
    attention.extend(standing.attention(&visit));
    attention.extend(money_attention(&visit, standing.agreed));
    attention.extend(aftercare_attention(&visit, standing.signature));
    attention.sort();
    Ok(Assessment { visit, status, signature: standing.signature, sign_offs, standing, conflicts, attention })
}

impl Assessment {
    /// The valid sign-off that counts: one that says what the visit says now if there is one, else of the last revision that was
    /// signed; and of those the one that was given without knowing of another. A later signature never takes the place of an earlier
    /// one over the same content.
    #[must_use]
    pub fn acceptance(&self) -> Option<&VerifiedSeal> {
        self.seal_at(self.standing.counting)
    }

    /// The refusal or absence that no signature has cleared, the latest of them.
    #[must_use]
    pub fn not_signed(&self) -> Option<&VerifiedSeal> {
        self.seal_at(self.standing.not_signed.last().copied())
    }

    /// Every revision in order, with what changed since the one before (O-05, R-059). Empty until the first signature.
    #[must_use]
    pub fn revisions(&self) -> &[Revision] {
        &self.standing.revisions
    }

    /// The part lines that stock follows: those of the last revision that was signed or accepted by a leader (O-05); of a visit that
    /// nobody has signed, those in force, because the parts are used.
    #[must_use]
    pub fn parts_to_book(&self) -> &[KeyedPartLine] {
        &self.standing.parts
    }

    /// The fee that the customer agreed to, by word or by signature, in **fen**; the highest counts.
    #[must_use]
    pub fn fee_agreed_fen(&self) -> Option<i64> {
        self.standing.agreed.fen
    }

    /// The sealed records that verify, byte for byte, in the order they stand on paper ([`crate::seal::order`]).
    #[must_use]
    pub fn records(&self) -> Vec<&[u8]> {
        in_order(self.sign_offs.iter().map(|kept| (kept.seal.as_slice(), &kept.verified)))
    }

    fn seal_at(&self, index: Option<usize>) -> Option<&VerifiedSeal> {
        index.and_then(|index| self.sign_offs.get(index)).and_then(|sign_off| sign_off.verified.as_deref().ok())
    }
}

fn check(record: &SignOffRecord, doc: &Automerge) -> (SignOff, Option<Arc<Visit>>) {
    let checked = record.known().map_err(SealError::code).and_then(|known| {
        let seal = known.seal();
        if seal.record.body.sign_off != record.id {
            return Err(SealError::OtherVisit.code());
        }
        known.visit_in(doc).map(|visit| (Arc::clone(seal), visit)).map_err(|error| error.code())
    });
    let (verified, covered) = match checked {
        Ok((seal, visit)) => (Ok(seal), Some(visit)),
        Err(code) => (Err(code), None),
    };
    (SignOff { id: record.id, seal: record.seal.clone(), verified }, covered)
}

fn attention(
    doc: &Automerge,
    causality: &Causality,
    visit: &Visit,
    signature: Signature,
    sign_offs: &[SignOff],
    conflicts: &[Conflict],
) -> Vec<Attention> {
    let mut finishers: Vec<_> = visit.finishes().map(|event| event.record.by).collect();
    finishers.sort();
    finishers.dedup();
    let mut flags = Vec::new();
    let mut flag = |raised: bool, attention: Attention| {
        if raised {
            flags.push(attention);
        }
    };
    // Two people who strike one line agree.
    flag(conflicts.iter().any(|conflict| !conflict.path.ends_with("/struck")), Attention::Conflict);
    flag(worked_after_reassignment(doc, causality, visit), Attention::WorkedAfterReassignment);
    flag(finishers.len() > 1, Attention::FinishedTwice);
    flag(visit.is_cancelled() && visit.arrival().is_some(), Attention::CancelledAfterArrival);
    flag(signature == Signature::ChangedSince, Attention::ChangedAfterSignature);
    flag(sign_offs.iter().any(|sign_off| sign_off.verified.is_err()), Attention::SealInvalid);
    flag(visit.events.iter().any(|event| matches!(event.record.kind, EventKind::VoidTrip { .. })), Attention::VoidTrip);
    flag(!visit.unreadable.is_empty(), Attention::Unreadable);
    flags.extend(super::attention::of_course(visit));
    flags
}

/// Whether somebody worked on site who had lost the visit, as far as the desk knew when it gave it away: work the desk already knew
/// of is no news (O-09).
fn worked_after_reassignment(doc: &Automerge, causality: &Causality, visit: &Visit) -> bool {
    let change_of = |id: &EventId| writer_of(doc, EVENTS, &id.to_string());
    let technician_of = |given: &EventId| {
        visit.events.iter().find(|event| event.id == *given).and_then(|event| match &event.record.kind {
            EventKind::Assigned { technician, .. } | EventKind::CrewJoined { technician, .. } => Some(*technician),
            _ => None,
        })
    };
    let crew: Vec<PersonId> = visit.crew().into_iter().map(|member| member.technician).collect();
    let work: HashSet<(PersonId, Option<ChangeHash>)> = visit
        .events
        .iter()
        .filter(|event| {
            matches!(event.record.kind, EventKind::Arrived | EventKind::Started | EventKind::Resumed { .. } | EventKind::Finished)
        })
        .filter(|event| !crew.contains(&event.record.by))
        .map(|event| (event.record.by, change_of(&event.id)))
        .collect();
    if work.is_empty() {
        return false;
    }
    // Who lost the visit, and what the desk knew then.
    let losses: Vec<(Option<PersonId>, HashSet<ChangeHash>)> = visit
        .events
        .iter()
        .filter_map(|event| match &event.record.kind {
            EventKind::Assigned { replaces: Some(lost), .. } | EventKind::CrewLeft { joined: lost, .. } => {
                Some((technician_of(lost), causality.past_of(change_of(&event.id).as_slice())))
            }
            _ => None,
        })
        .collect();
    work.iter().any(|(person, change)| {
        let known = |(loser, past): &(Option<PersonId>, HashSet<ChangeHash>)| {
            *loser == Some(*person) && change.is_some_and(|change| past.contains(&change))
        };
        !losses.iter().any(known)
    })
}
