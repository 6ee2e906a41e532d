//! What a page of many visits shows of each: its content, without what only somebody who looks at one visit needs.
//!
//! Left out, and in the [view](super::view) of the visit alone: the strokes on the glass, the sentence that was signed and its language,
//! ids and devices of events and when the server took each, answers as events (the checklist has them), revisions, and signatures with
//! the same strokes (a flag in `attention` says that there are some).

use model::documents::conflicts::Conflict;
use model::documents::visit::assessment::{Assessment, SignOff};
use model::documents::visit::records::{Asset, CallOut, Customer, EventKind, KeyedEvent};
use model::id::{PersonId, SignOffId};
use model::seal::voucher::SignOffKind;
use model::seal::{Signer, Unsigned};
use model::time::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

use super::view::{CheckView, LateWorkView, PartView, PhotoView};
use crate::board::view::{BoardVisit, VisitHead};
use crate::store::documents::LateWork;

/// A visit among many.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct VisitContent {
    /// What the board shows of it, besides the counts of parts and photos and the strokes.
    #[serde(flatten)]
    head: VisitHead,
    /// The customer.
    customer: Customer,
    /// The product.
    asset: Asset,
    /// What the desk wrote down.
    call_out: CallOut,
    /// What to check, in order, with the answers.
    checklist: Vec<CheckView>,
    /// What was found.
    findings: String,
    /// What was done.
    treatment: String,
    /// The parts table, struck lines included.
    parts: Vec<PartView>,
    /// Photos.
    photos: Vec<PhotoView>,
    /// What happened, by device time; answers are in the checklist.
    events: Vec<HappenedView>,
    /// Kept sign-offs.
    sign_offs: Vec<SignedView>,
    /// Fields with several concurrent values.
    conflicts: Vec<Conflict>,
    /// Paths of entries that cannot be understood.
    unreadable: Vec<String>,
    /// Work that came after the visit had been given to somebody else (O-09).
    late_work: Vec<LateWorkView>,
}

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
struct HappenedView {
    /// What happened: `kind` and what belongs to it.
    #[serde(flatten)]
    what: EventKind,
    /// Who made it happen.
    by: PersonId,
    /// When, by the clock there, corrected by what it knew of the server's.
    at: Timestamp,
}

/// A kept sign-off. What a seal says is shown only if the seal verifies.
#[derive(Debug, Serialize, ToSchema)]
struct SignedView {
    /// Its id.
    id: SignOffId,
    /// Whether every part of it matches, and the visit said what was signed.
    verified: bool,
    /// The stable word for what does not match.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    /// What the signature stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<SignOffKind>,
    /// Who signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    signer: Option<Signer>,
    /// When, by the device's clock, corrected by what it knew of the server's.
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_at: Option<Timestamp>,
    /// Why nobody signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    unsigned: Option<Unsigned>,
}

impl VisitContent {
    /// The content of an assessed visit; `complete` are the photos that have arrived whole.
    pub(super) fn of(
        row: BoardVisit,
        assessment: Assessment,
        complete: &[[u8; 32]],
        late_work: Vec<LateWork>,
        names: &BTreeMap<PersonId, String>,
    ) -> Self {
        let visit = assessment.visit;
        let is_answer = |event: &KeyedEvent| matches!(event.record.kind, EventKind::CheckAnswered { .. });
        Self {
            head: VisitHead { strokes: None, ..row.head },
            customer: visit.customer,
            asset: visit.asset,
            call_out: visit.call_out,
            checklist: CheckView::all(visit.checklist),
            findings: visit.findings,
            treatment: visit.treatment,
            parts: PartView::all(visit.parts),
            photos: PhotoView::all(visit.photos, complete),
            events: visit.events.into_iter().filter(|event| !is_answer(event)).map(HappenedView::of).collect(),
            sign_offs: assessment.sign_offs.into_iter().map(SignedView::of).collect(),
            conflicts: assessment.conflicts,
            unreadable: visit.unreadable,
            late_work: LateWorkView::all(late_work, names),
        }
    }
}

impl HappenedView {
    fn of(event: KeyedEvent) -> Self {
        let record = event.record;
        Self { what: record.kind, by: record.by, at: record.clock.best_guess() }
    }
}

impl SignedView {
    fn of(sign_off: SignOff) -> Self {
        let (seal, code) = match sign_off.verified {
            Ok(seal) => (Some(seal), None),
            Err(code) => (None, Some(code)),
        };
        Self {
            id: sign_off.id,
            verified: code.is_none(),
            code,
            kind: seal.as_ref().map(|seal| seal.record.body.kind),
            signer: seal.as_ref().map(|seal| seal.record.body.signer.clone()),
            signed_at: seal.as_ref().map(|seal| seal.record.body.signed.best_guess()),
            unsigned: seal.as_ref().and_then(|seal| seal.mark.unsigned().cloned()),
        }
    }
}
