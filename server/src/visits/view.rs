//! What the desk sees of one visit: the head of its board row and everything behind it.

use std::collections::{BTreeMap, HashMap};

use automerge::ChangeHash;
use model::documents::conflicts::{Conflict, Writer};
use model::documents::visit::assessment::{Assessment, SignOff};
use model::documents::visit::records::{
    Asset, CallOut, ChecklistItem, Customer, DataField, EventKind, Keyed, KeyedEvent, KeyedPartLine, KeyedPhoto, PartLine, Photo,
};
use model::documents::visit::revisions::Revision;
use model::id::{DeviceId, EventId, PartLineId, PersonId, PhotoId, SignOffId};
use model::rules::ClockJudgement;
use model::seal::strokes::Strokes;
use model::seal::voucher::{Language, SignOffKind};
use model::seal::{Signer, Unsigned};
use model::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::board::moments::{JudgedMoment, What, time_of};
use crate::board::view::{BoardVisit, VisitHead};
use crate::ledgers::CopiedStrokes;
use crate::store::documents::LateWork;

/// One visit.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct VisitView {
    /// What the board shows of it, besides the counts of parts and photos.
    #[serde(flatten)]
    head: VisitHead,
    /// The customer.
    customer: Customer,
    /// The product.
    asset: Asset,
    /// What the desk wrote down.
    call_out: CallOut,
    /// What to check, in order.
    checklist: Vec<CheckView>,
    /// What was found.
    findings: String,
    /// What was done.
    treatment: String,
    /// The parts table, struck lines included.
    parts: Vec<PartView>,
    /// Photos.
    photos: Vec<PhotoView>,
    /// What happened, by device time.
    events: Vec<EventView>,
    /// Kept sign-offs.
    sign_offs: Vec<SignOffView>,
    /// Sign-offs with the strokes of another one, each with that one; at most 20.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    copied_strokes: Vec<CopiedStrokes>,
    /// Revisions since the first signature, with what changed (O-05, R-059).
    revisions: Vec<Revision>,
    /// Fields with several concurrent values.
    conflicts: Vec<ConflictView>,
    /// Paths of entries that cannot be understood.
    unreadable: Vec<String>,
    /// Work that came after the visit had been given to somebody else (O-09).
    late_work: Vec<LateWorkView>,
}

/// One thing to check.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CheckView {
    /// Its key.
    id: String,
    #[serde(flatten)]
    item: ChecklistItem,
}

/// A line of the parts table.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PartView {
    /// Its id.
    id: PartLineId,
    #[serde(flatten)]
    line: PartLine,
}

/// A photo.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PhotoView {
    /// Its id.
    id: PhotoId,
    #[serde(flatten)]
    photo: Photo,
    /// Whether the picture has arrived whole.
    complete: bool,
}

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
struct EventView {
    /// Its id.
    id: EventId,
    /// What happened: `kind` and what belongs to it.
    #[serde(flatten)]
    what: EventKind,
    /// Who made it happen.
    by: PersonId,
    /// That person's name. What happened may name others, such as who allowed it (`by_name`).
    #[serde(skip_serializing_if = "Option::is_none")]
    person_name: Option<String>,
    /// On which device; absent when the desk acted.
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<DeviceId>,
    /// When, by the clock there, corrected by what it knew of the server's.
    at: Timestamp,
    /// When the server took it: how late it was told is the difference.
    #[serde(skip_serializing_if = "Option::is_none")]
    received_at: Option<Timestamp>,
}

/// A kept sign-off. What a seal says is shown only if the seal verifies.
#[derive(Debug, Serialize, ToSchema)]
struct SignOffView {
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
    /// How far that time is proven.
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_time: Option<ClockJudgement>,
    /// The signature on the glass.
    #[serde(skip_serializing_if = "Option::is_none")]
    strokes: Option<Strokes>,
    /// The customer's stamp: the hash of a photo of the visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    stamp: Option<String>,
    /// Why nobody signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    unsigned: Option<Unsigned>,
    /// The sentence that was signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    statement: Option<String>,
    /// The language it was shown in.
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<Language>,
}

/// A field with several concurrent values, none of which is lost.
#[derive(Debug, Serialize, ToSchema)]
struct ConflictView {
    #[serde(flatten)]
    conflict: Conflict,
    /// Who wrote each value, in their order; null where the change does not say.
    written: Vec<Option<WrittenView>>,
    /// The field as the action `settle_data` names it; absent where nothing can be settled.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<DataField>,
}

/// Who wrote a value.
#[derive(Debug, Serialize, ToSchema)]
struct WrittenView {
    /// The person.
    by: PersonId,
    /// That person's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    person_name: Option<String>,
    /// On which device; absent when the desk did.
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<DeviceId>,
    /// When, by the clock there.
    at: Timestamp,
    /// When the server took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    received_at: Option<Timestamp>,
}

/// Work that came after the visit had been given to somebody else.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LateWorkView {
    /// On which device.
    device: DeviceId,
    /// Who worked.
    person: PersonId,
    /// That person's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    person_name: Option<String>,
    /// How many changes.
    changes: u64,
    /// When the server took the last of them.
    received_at: Timestamp,
    /// Whether it is kept outside the visit, because the time for late work had passed.
    quarantined: bool,
    /// What a decision to discard it has to name: it concerns no change that came later.
    #[serde(skip_serializing_if = "Option::is_none")]
    seen: Option<u64>,
}

/// What the server knows of a visit beside its document.
pub(super) struct Beside<'a> {
    /// Names of people.
    pub(super) names: &'a BTreeMap<PersonId, String>,
    /// Photos that have arrived whole.
    pub(super) complete: &'a [[u8; 32]],
    /// When each event was taken.
    pub(super) received: &'a BTreeMap<EventId, Timestamp>,
    /// The times of arrival and sign-offs, judged.
    pub(super) moments: &'a [JudgedMoment],
    /// Work that came after the visit was given to somebody else.
    pub(super) late_work: Vec<LateWork>,
    /// Signatures elsewhere with the same strokes.
    pub(super) copied_strokes: Vec<CopiedStrokes>,
    /// Who wrote the values of each conflict.
    pub(super) writers: Vec<Vec<Option<Writer>>>,
    /// When the server took each change.
    pub(super) taken: &'a HashMap<ChangeHash, Timestamp>,
}

impl VisitView {
    /// The view of an assessed visit.
    pub(super) fn of(row: BoardVisit, assessment: Assessment, beside: Beside<'_>) -> Self {
        let Beside { names, complete, received, moments, late_work, copied_strokes, writers, taken } = beside;
        let revisions = assessment.revisions().to_vec();
        let visit = assessment.visit;
        Self {
            head: row.head,
            customer: visit.customer,
            asset: visit.asset,
            call_out: visit.call_out,
            checklist: CheckView::all(visit.checklist),
            findings: visit.findings,
            treatment: visit.treatment,
            parts: PartView::all(visit.parts),
            photos: PhotoView::all(visit.photos, complete),
            events: visit.events.into_iter().map(|event| EventView::of(event, names, received)).collect(),
            sign_offs: assessment.sign_offs.into_iter().map(|sign_off| SignOffView::of(sign_off, moments)).collect(),
            copied_strokes,
            revisions,
            conflicts: ConflictView::all(assessment.conflicts, writers, names, taken),
            unreadable: visit.unreadable,
            late_work: LateWorkView::all(late_work, names),
        }
    }
}

impl CheckView {
    /// Views of all items.
    pub(super) fn all(items: Vec<Keyed<String, ChecklistItem>>) -> Vec<Self> {
        items.into_iter().map(|item| Self { id: item.id, item: item.record }).collect()
    }
}

impl PartView {
    /// Views of all lines.
    pub(super) fn all(lines: Vec<KeyedPartLine>) -> Vec<Self> {
        lines.into_iter().map(|line| Self { id: line.id, line: line.record }).collect()
    }
}

impl PhotoView {
    /// Views of all photos, of which those in `complete` have arrived whole.
    pub(super) fn all(photos: Vec<KeyedPhoto>, complete: &[[u8; 32]]) -> Vec<Self> {
        let arrived = |photo: &Photo| complete.iter().any(|sha256| hex::encode(sha256) == photo.sha256);
        photos.into_iter().map(|photo| Self { id: photo.id, complete: arrived(&photo.record), photo: photo.record }).collect()
    }
}

impl ConflictView {
    fn all(
        conflicts: Vec<Conflict>,
        writers: Vec<Vec<Option<Writer>>>,
        names: &BTreeMap<PersonId, String>,
        taken: &HashMap<ChangeHash, Timestamp>,
    ) -> Vec<Self> {
        let written = |writer: Writer| WrittenView {
            by: writer.person,
            person_name: names.get(&writer.person).cloned(),
            device: writer.device,
            at: writer.at,
            received_at: taken.get(&writer.change).copied(),
        };
        let view = |(conflict, writers): (Conflict, Vec<Option<Writer>>)| Self {
            field: DataField::ALL.into_iter().find(|field| field.path() == conflict.path),
            written: writers.into_iter().map(|writer| writer.map(written)).collect(),
            conflict,
        };
        conflicts.into_iter().zip(writers).map(view).collect()
    }
}

impl LateWorkView {
    /// Views of all late work, with the names of those who did it.
    pub(super) fn all(late_work: Vec<LateWork>, names: &BTreeMap<PersonId, String>) -> Vec<Self> {
        let view = |work: LateWork| Self {
            device: work.device,
            person: work.person,
            person_name: names.get(&work.person).cloned(),
            changes: work.changes,
            received_at: work.received_at,
            quarantined: work.quarantined,
            seen: work.quarantined.then_some(work.seen),
        };
        late_work.into_iter().map(view).collect()
    }
}

impl EventView {
    fn of(event: KeyedEvent, names: &BTreeMap<PersonId, String>, received: &BTreeMap<EventId, Timestamp>) -> Self {
        let record = event.record;
        Self {
            id: event.id,
            what: record.kind,
            by: record.by,
            person_name: names.get(&record.by).cloned(),
            device: record.device,
            at: record.clock.best_guess(),
            received_at: received.get(&event.id).copied(),
        }
    }
}

impl SignOffView {
    fn of(sign_off: SignOff, moments: &[JudgedMoment]) -> Self {
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
            signed_time: time_of(moments, What::SignOff(sign_off.id)),
            statement: seal.as_ref().map(|seal| seal.paper.statement().to_owned()),
            language: seal.as_ref().map(|seal| seal.paper.language()),
            strokes: seal.as_ref().and_then(|seal| seal.strokes().cloned()),
            stamp: seal.as_ref().and_then(|seal| seal.mark.stamp().map(ToOwned::to_owned)),
            unsigned: seal.as_ref().and_then(|seal| seal.mark.unsigned().cloned()),
        }
    }
}
