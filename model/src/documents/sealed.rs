//! What is sealed on a document of any kind, and what came after a sealed record. Board, verifier and public page ask here.

use automerge::{Automerge, ChangeHash};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::causality::writer_of;
use super::kind::Assessed;
use super::reader::SIGN_OFFS;
use super::repair::papers::{check_against_repair, goods_voucher};
use super::visit::revisions::{Revision, RevisionBasis};
use crate::id::SignOffId;
use crate::seal::order::Place;
use crate::seal::statement::SignOffKind;
use crate::seal::verify::{VerifiedSeal, check_against, verify};
use crate::seal::{Paper, SealError};
use crate::time::Timestamp;

/// A sign-off that a document keeps.
#[derive(Debug, Clone, Copy)]
pub struct KeptSeal<'a> {
    /// Its id.
    pub id: SignOffId,
    /// The sealed record, byte for byte.
    pub record: &'a [u8],
    /// The seal if it verifies and belongs to the document; else the stable code of what does not match.
    pub verified: Result<&'a VerifiedSeal, &'static str>,
}

/// Every sign-off that the document keeps; documents other than visits and repairs keep none.
#[must_use]
pub fn kept_seals(assessed: &Assessed) -> Vec<KeptSeal<'_>> {
    match assessed {
        Assessed::Visit(visit) => visit
            .sign_offs
            .iter()
            .map(|kept| KeptSeal { id: kept.id, record: &kept.seal, verified: kept.verified.as_deref().map_err(|code| *code) })
            .collect(),
        Assessed::Repair(repair) => repair
            .sign_offs
            .iter()
            .map(|kept| KeptSeal { id: kept.id, record: &kept.seal, verified: kept.verified.as_deref().map_err(|code| *code) })
            .collect(),
        Assessed::Day(_) | Assessed::OldPart(_) | Assessed::Complaint(_) => Vec::new(),
    }
}

/// The change that put the sign-off `id` into the document.
#[must_use]
pub fn change_of(doc: &Automerge, id: SignOffId) -> Option<ChangeHash> {
    writer_of(doc, SIGN_OFFS, &id.to_string())
}

/// The seal of a kept `record` by itself and against the document that keeps it under `id`; names what does not match.
///
/// # Errors
/// [`SealError`].
pub fn check_kept(doc: &Automerge, id: SignOffId, record: &[u8]) -> Result<VerifiedSeal, SealError> {
    let seal = verify(record, None)?;
    if seal.record.body.sign_off != id {
        return Err(SealError::OtherVisit);
    }
    match &seal.paper {
        Paper::Visit(_) => check_against(&seal, doc).map(drop)?,
        Paper::Goods(_) => check_against_repair(&seal, doc).map(drop)?,
    }
    Ok(seal)
}

/// What came after a sealed record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Later {
    /// Amendments of what the record accepts, in order (O-05, R-059).
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub amendments: Vec<Revision>,
    /// Fields of the paper of goods that would read otherwise today.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub fields: Vec<String>,
    /// Other records sealed later on the same document that are no amendments of this one, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub sign_offs: Vec<LaterSignOff>,
}

/// A record that was sealed later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaterSignOff {
    /// What it stands for.
    pub kind: SignOffKind,
    /// When, as well as it can be told.
    pub at: Timestamp,
}

impl Later {
    /// Whether nothing came after.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What the document came to after `seal`, which it keeps.
    #[must_use]
    pub fn than(seal: &VerifiedSeal, assessed: &Assessed) -> Self {
        let amendments = match assessed {
            Assessed::Visit(visit) if seal.kind() == SignOffKind::Acceptance => amendments(seal, visit.revisions()),
            _ => Vec::new(),
        };
        let fields = match (assessed, &seal.paper) {
            (Assessed::Repair(repair), Paper::Goods(paper)) => {
                other_fields(paper, &goods_voucher(&repair.repair, seal.kind(), paper.language))
            }
            _ => Vec::new(),
        };
        let told = |id: SignOffId| amendments.iter().any(|one| matches!(one.basis, RevisionBasis::Signed { sign_off } if sign_off == id));
        let place = Place::of(seal);
        let mut others: Vec<(Place, LaterSignOff)> = kept_seals(assessed)
            .into_iter()
            .filter_map(|kept| kept.verified.ok())
            .filter(|other| Place::of(other) > place && !told(other.record.body.sign_off))
            .map(|other| (Place::of(other), LaterSignOff { kind: other.kind(), at: other.record.body.signed.best_guess() }))
            .collect();
        others.sort_unstable_by_key(|(place, _)| *place);
        Self { amendments, fields, sign_offs: others.into_iter().map(|(_, other)| other).collect() }
    }
}

/// The revisions after the one that `seal` is.
fn amendments(seal: &VerifiedSeal, revisions: &[Revision]) -> Vec<Revision> {
    let own = |revision: &Revision| matches!(revision.basis, RevisionBasis::Signed { sign_off } if sign_off == seal.record.body.sign_off);
    let said = seal.voucher().and_then(|voucher| voucher.details.revision).unwrap_or(1);
    let number = revisions.iter().find(|revision| own(revision)).map_or(said, |revision| revision.number);
    revisions.iter().filter(|revision| revision.number > number).cloned().collect()
}

/// Names of the fields that two papers say differently.
fn other_fields<T: Serialize>(one: &T, other: &T) -> Vec<String> {
    let fields = |paper: &T| match serde_json::to_value(paper) {
        Ok(Value::Object(fields)) => fields,
        _ => serde_json::Map::new(),
    };
    let (one, other) = (fields(one), fields(other));
    let mut names: Vec<&String> = one.keys().chain(other.keys()).filter(|name| one.get(*name) != other.get(*name)).collect();
    names.sort();
    names.dedup();
    names.into_iter().cloned().collect()
}
