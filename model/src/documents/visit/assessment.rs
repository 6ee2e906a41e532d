//! The assessment of a visit: what it says, how far it is, what its seals prove, and what a dispatcher should look at. Device
//! and server show this value; neither derives it a second way.

use automerge::Automerge;
use serde::{Deserialize, Serialize};

use super::Visit;
use super::conflicts::{Conflict, conflicts};
use super::records::{EventKind, SignOffRecord};
use super::status::WorkStatus;
use crate::documents::DocumentError;
use crate::id::SignOffId;
use crate::seal::verify::{VerifiedSeal, check_against, verify};
use crate::seal::voucher::Voucher;

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
    /// A kept sign-off does not verify.
    SealInvalid,
    /// Somebody came for nothing.
    VoidTrip,
    /// An entry cannot be understood.
    Unreadable,
}

/// A kept sign-off and what came of checking it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignOff {
    /// Its id.
    pub id: SignOffId,
    /// The sealed record as kept.
    pub seal: Vec<u8>,
    /// The verified seal, or the stable code of what does not match.
    pub verified: Result<VerifiedSeal, &'static str>,
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
    let visit = Visit::read(doc)?;
    let status = visit.work_status();
    let conflicts = conflicts(doc)?;
    let sign_offs: Vec<SignOff> = visit.sign_offs.iter().map(|record| check(record, doc)).collect();
    let signature = signature(&visit, &sign_offs);
    let attention = attention(&visit, signature, &sign_offs, &conflicts);
    Ok(Assessment { visit, status, signature, sign_offs, conflicts, attention })
}

impl Assessment {
    /// The valid acceptance that counts: the first that was given.
    #[must_use]
    pub fn acceptance(&self) -> Option<&VerifiedSeal> {
        self.sign_offs
            .iter()
            .filter_map(|sign_off| sign_off.verified.as_ref().ok())
            .min_by_key(|seal| (seal.record.body.signed.wall_at, seal.record.body.sign_off))
    }
}

fn check(record: &SignOffRecord, doc: &Automerge) -> SignOff {
    let verified = verify(&record.seal, None)
        .and_then(|seal| {
            if seal.record.body.sign_off != record.id {
                return Err(crate::seal::SealError::OtherVisit);
            }
            check_against(&seal, doc).map(|_| seal)
        })
        .map_err(|error| error.code());
    SignOff { id: record.id, seal: record.seal.clone(), verified }
}

fn signature(visit: &Visit, sign_offs: &[SignOff]) -> Signature {
    let mut valid = sign_offs.iter().filter_map(|sign_off| sign_off.verified.as_ref().ok()).peekable();
    if valid.peek().is_none() {
        Signature::None
    } else if valid.any(|seal| Voucher::of(visit, seal.voucher.kind, seal.voucher.language) == seal.voucher) {
        Signature::Current
    } else {
        Signature::ChangedSince
    }
}

fn attention(visit: &Visit, signature: Signature, sign_offs: &[SignOff], conflicts: &[Conflict]) -> Vec<Attention> {
    let assigned = visit.assignment().map(|assignment| assignment.technician);
    let site_work = |kind: &EventKind| matches!(kind, EventKind::Arrived | EventKind::Started | EventKind::Finished);
    let mut finishers: Vec<_> = visit.finishes().map(|event| event.record.by).collect();
    finishers.sort();
    finishers.dedup();
    let mut flags = Vec::new();
    let mut flag = |raised: bool, attention: Attention| {
        if raised {
            flags.push(attention);
        }
    };
    flag(!conflicts.is_empty(), Attention::Conflict);
    flag(
        visit.events.iter().any(|event| site_work(&event.record.kind) && Some(event.record.by) != assigned),
        Attention::WorkedAfterReassignment,
    );
    flag(finishers.len() > 1, Attention::FinishedTwice);
    flag(visit.is_cancelled() && visit.arrival().is_some(), Attention::CancelledAfterArrival);
    flag(signature == Signature::ChangedSince, Attention::ChangedAfterSignature);
    flag(sign_offs.iter().any(|sign_off| sign_off.verified.is_err()), Attention::SealInvalid);
    flag(visit.events.iter().any(|event| matches!(event.record.kind, EventKind::VoidTrip { .. })), Attention::VoidTrip);
    flag(!visit.unreadable.is_empty(), Attention::Unreadable);
    flags
}
