//! From a visit's assessment to its row: the one place where a row is made, live and at a rebuild.

use automerge::Automerge;
use model::documents::claims::Claims;
use model::documents::visit::Visit;
use model::documents::visit::assessment::{Assessment, Attention};
use model::documents::visit::records::EventKind;
use model::documents::visit::status::WorkStatus;
use model::id::SignOffId;
use model::rules::{Doubt, GoodsOfVisit, OrderOfVisit, is_order_complete};
use model::time::Timestamp;

use super::moments::{JudgedMoment, Moment, What, any_unproven, any_wall_wrong, time_of};
use super::view::{BoardVisit, VisitHead};

/// Grows with every change of what a row of the board, of a register, of reports or of aftercare holds or means; rows of another version are read anew before the server answers.
pub(crate) const VERSION: u32 = 13;

/// What the row needs besides the document. Only the store knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Facts {
    /// When the row changed, among the news of the organisation's board.
    pub(crate) seq: u64,
    /// When the server took the newest change.
    pub(crate) received_at: Timestamp,
    /// When the server first had the document.
    pub(crate) first_had_at: Timestamp,
    /// Photos that have arrived whole.
    pub(crate) photos_complete: u32,
    /// Somebody's work came after the visit had been given to somebody else, into the document or into quarantine (O-09).
    pub(crate) late_work: bool,
    /// A piece that was fitted here was fitted elsewhere too.
    pub(crate) serial_used_twice: bool,
    /// A signature has the strokes of another one.
    pub(crate) strokes_copied: bool,
    /// Goods that were taken along on the visit, as far as their repairs have arrived.
    pub(crate) goods: GoodsOfVisit,
}

/// What a document alone says of its row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Draft {
    row: BoardVisit,
    photos: Vec<PhotoReference>,
    claims: Option<Claims>,
    moments: Vec<Moment>,
    /// The sign-off that counts.
    acceptance: Option<SignOffId>,
}

/// A photo that a document names. Two photos of the same file are one reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PhotoReference {
    /// Hash of the file.
    pub(crate) sha256: [u8; 32],
    /// Announced size in **bytes**, above zero.
    pub(crate) size_bytes: u64,
    /// Kind of picture.
    pub(crate) media_type: String,
}

/// What a visit means for its call-out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum VisitState {
    /// To be done or to be signed.
    Open,
    /// Called off before anybody came.
    Cancelled,
    /// The customer has signed: the visit as it stands, or the return of what was taken along on it.
    Signed,
}

impl Draft {
    /// The row of the visit in `doc`, which was assessed, still without what only the store knows.
    pub(crate) fn of(assessment: &Assessment, doc: &Automerge) -> Self {
        let visit = &assessment.visit;
        let assignment = visit.assignment();
        let acceptance = assessment.acceptance();
        let photos = photo_references(visit);
        let head = VisitHead {
            id: visit.id,
            seq: 0,
            number: visit.order().number,
            fault: visit.call_out.fault.clone(),
            work: visit.call_out.work,
            urgency: visit.call_out.urgency,
            service_type: visit.call_out.service_type,
            customer_name: visit.customer.name.clone(),
            address: visit.customer.address.clone(),
            product: visit.asset.product.clone(),
            model: visit.asset.model.clone(),
            serial: visit.asset.serial.clone(),
            requested_at: Some(visit.call_out.received_at),
            appointment_at: visit.appointment().map(|appointment| appointment.at),
            technician: assignment.as_ref().map(|assignment| assignment.technician),
            technician_name: assignment.map(|assignment| assignment.technician_name).unwrap_or_default(),
            status: assessment.status,
            signature: assessment.signature,
            complete: false,
            arrived_at: visit.arrival().map(|event| event.clock.best_guess()),
            arrived_time: None,
            started_at: started_at(visit),
            finished_at: visit.finishes().last().map(|event| event.record.clock.best_guess()),
            targets: visit.targets(),
            signed_at: acceptance.map(|seal| seal.record.body.signed.best_guess()),
            signed_time: None,
            signer_name: acceptance.map(|seal| seal.record.body.signer.name.clone()),
            strokes: acceptance.and_then(|seal| seal.strokes().cloned()),
            photos_complete: 0,
            checks_done: count(visit.checklist.iter().filter(|item| item.record.answer.is_some()).count()),
            checks_total: count(visit.checklist.len()),
            attention: assessment.attention.clone(),
            received_at: Timestamp::from_ms(0),
        };
        let order = OrderOfVisit::of(assessment);
        let row = BoardVisit { head, parts: order.parts, photos: count(photos.len()), taken_away: order.taken_away, goods_out: false };
        Self {
            row,
            photos,
            claims: Claims::of_visit(assessment),
            moments: Moment::all(assessment, doc),
            acceptance: acceptance.map(|seal| seal.record.body.sign_off),
        }
    }

    /// The photos the document names.
    pub(crate) fn photos(&self) -> &[PhotoReference] {
        &self.photos
    }

    /// What the visit states of matters that only the server knows for certain, if it was opened on a device.
    pub(crate) fn claims(&self) -> Option<&Claims> {
        self.claims.as_ref()
    }

    /// What a device's clock told of the visit.
    pub(crate) fn moments(&self) -> &[Moment] {
        &self.moments
    }

    /// The finished row.
    pub(crate) fn with(&self, facts: Facts, doubts: &[Doubt], moments: &[JudgedMoment]) -> BoardVisit {
        let mut row = self.row.clone();
        row.head.arrived_time = time_of(moments, What::Arrival);
        row.head.signed_time = self.acceptance.and_then(|id| time_of(moments, What::SignOff(id)));
        set(&mut row.head.attention, Attention::ClockUnproven, any_unproven(moments));
        set(&mut row.head.attention, Attention::ClockWrong, any_wall_wrong(moments));
        row.head.seq = facts.seq;
        row.head.received_at = facts.received_at;
        row.head.photos_complete = facts.photos_complete;
        row.depend_on(facts);
        for flag in doubts.iter().filter_map(|doubt| Attention::of_doubt(*doubt)) {
            set(&mut row.head.attention, flag, true);
        }
        let attention = &mut row.head.attention;
        if facts.late_work && !attention.contains(&Attention::WorkedAfterReassignment) {
            attention.push(Attention::WorkedAfterReassignment);
            attention.sort();
        }
        row
    }
}

impl BoardVisit {
    /// Says what other documents say too, by `facts`.
    pub(crate) fn depend_on(&mut self, facts: Facts) {
        let Self { head, parts, taken_away, goods_out, .. } = self;
        set(&mut head.attention, Attention::SerialUsedTwice, facts.serial_used_twice);
        set(&mut head.attention, Attention::StrokesCopied, facts.strokes_copied);
        let order = OrderOfVisit { status: head.status, signature: head.signature, parts: *parts, taken_away: *taken_away };
        head.complete = is_order_complete(order, facts.goods);
        *goods_out = order.goods_are_out(facts.goods);
    }
}

impl VisitState {
    /// What `row` means for its call-out.
    pub(crate) fn of(row: &BoardVisit) -> Self {
        match row.head.status {
            _ if row.head.complete => Self::Signed,
            WorkStatus::Cancelled => Self::Cancelled,
            _ => Self::Open,
        }
    }

    /// The stored word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Cancelled => "cancelled",
            Self::Signed => "signed",
        }
    }
}

/// Raises a flag or takes it back; the list stays in order.
fn set(attention: &mut Vec<Attention>, flag: Attention, raised: bool) {
    attention.retain(|known| *known != flag);
    if raised {
        attention.push(flag);
        attention.sort();
    }
}

/// When the work was first begun.
fn started_at(visit: &Visit) -> Option<Timestamp> {
    visit.events.iter().find(|event| event.record.kind == EventKind::Started).map(|event| event.record.clock.best_guess())
}

fn photo_references(visit: &Visit) -> Vec<PhotoReference> {
    let mut references: Vec<PhotoReference> = visit
        .photos
        .iter()
        .filter_map(|photo| {
            let sha256 = hex::decode(&photo.record.sha256).ok()?.try_into().ok()?;
            let size_bytes = photo.record.size_bytes;
            (size_bytes > 0).then(|| PhotoReference { sha256, size_bytes, media_type: photo.record.media_type.clone() })
        })
        .collect();
    references.sort_by_key(|reference| reference.sha256);
    references.dedup_by_key(|reference| reference.sha256);
    references
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
