//! The assessment of a complaint: how far it is, whose it is, and what a person should look at. Device and server show this value;
//! neither derives it a second way.

use automerge::{Automerge, ChangeHash};
use serde::{Deserialize, Serialize};

use super::Complaint;
use super::records::{ComplaintEvent, ComplaintEventKind, Owner};
use super::status::ComplaintStage;
use crate::documents::DocumentError;
use crate::documents::causality::{Causality, writer_of};
use crate::documents::reader::EVENTS;
use crate::documents::records::Keyed;
use crate::id::EventId;

/// Something about a complaint that a person should look at. Flags never take anything away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ComplaintFlag {
    /// It has more than one number.
    NumberedTwice,
    /// It was passed on to two people at once.
    OwnerUnclear,
    /// The customer has no promised answer time.
    AnswerTimeMissing,
    /// Two cause classes stand.
    ClassDisputed,
    /// Two decisions stand.
    DecisionDisputed,
    /// The customer got an answer before there was a decision.
    AnsweredBeforeDecision,
    /// A serious complaint was answered by word of mouth.
    AnswerNotWritten,
    /// It was closed without a decision.
    ClosedUndecided,
    /// A joint inspection was asked for.
    JointInspection,
    /// Something was written after another complaint took its place.
    ChangedAfterResubmission,
    /// An entry cannot be understood.
    Unreadable,
}

/// Everything known about a complaint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// The complaint as it reads now.
    pub complaint: Complaint,
    /// How far it is.
    pub stage: ComplaintStage,
    /// Its number, or the provisional label while there is none (E7).
    pub label: String,
    /// Whether that is a number.
    pub is_numbered: bool,
    /// Whose matter it is; more than one if that is unclear.
    pub owners: Vec<Owner>,
    /// What a person should look at, without repetition, in a fixed order.
    pub flags: Vec<ComplaintFlag>,
}

/// Assesses the complaint in `doc`.
///
/// # Errors
/// [`DocumentError`] if the document is no complaint or of a newer schema.
pub fn assess(doc: &Automerge) -> Result<Assessment, DocumentError> {
    let complaint = Complaint::read(doc)?;
    Ok(Assessment {
        stage: complaint.stage(),
        label: complaint.label().to_owned(),
        is_numbered: !complaint.numbers().is_empty(),
        owners: complaint.owners(),
        flags: flags(doc, &complaint),
        complaint,
    })
}

fn flags(doc: &Automerge, complaint: &Complaint) -> Vec<ComplaintFlag> {
    let causality = Causality::of(doc);
    let change_of = |id: EventId| writer_of(doc, EVENTS, &id.to_string());
    let knew = |later: EventId, earlier: EventId| {
        let past = change_of(later).map(|change: ChangeHash| causality.past_of(&[change]));
        past.zip(change_of(earlier)).is_some_and(|(past, change)| past.contains(&change))
    };
    let of = |wanted: fn(&ComplaintEventKind) -> bool| -> Vec<&Keyed<EventId, ComplaintEvent>> {
        complaint.in_force().filter(|event| wanted(&event.record.kind)).collect()
    };
    let answers = of(|kind| matches!(kind, ComplaintEventKind::Answered { .. }));
    let decisions = of(|kind| matches!(kind, ComplaintEventKind::Decided { .. }));
    let closings = of(|kind| matches!(kind, ComplaintEventKind::Closed { .. }));
    let reopenings = of(|kind| matches!(kind, ComplaintEventKind::ReopenedBy { .. }));
    let is_late = |event: &Keyed<EventId, ComplaintEvent>| {
        !matches!(event.record.kind, ComplaintEventKind::ReopenedBy { .. })
            && reopenings.iter().any(|reopening| !knew(reopening.id, event.id))
    };
    let raised = [
        (ComplaintFlag::NumberedTwice, complaint.numbers().len() > 1),
        (ComplaintFlag::OwnerUnclear, complaint.owners().len() > 1),
        (ComplaintFlag::AnswerTimeMissing, complaint.answer_promised_for().is_none() && answers.is_empty()),
        (ComplaintFlag::ClassDisputed, complaint.classes().len() > 1),
        (ComplaintFlag::DecisionDisputed, complaint.decisions().len() > 1),
        (
            ComplaintFlag::AnsweredBeforeDecision,
            answers.iter().any(|answer| !decisions.iter().any(|decision| knew(answer.id, decision.id))),
        ),
        (
            ComplaintFlag::AnswerNotWritten,
            complaint.opened.kind.serious
                && !answers.is_empty()
                && !answers.iter().any(|answer| matches!(answer.record.kind, ComplaintEventKind::Answered { in_writing: true, .. })),
        ),
        (ComplaintFlag::ClosedUndecided, !closings.is_empty() && decisions.is_empty()),
        (ComplaintFlag::JointInspection, !of(|kind| matches!(kind, ComplaintEventKind::JointInspectionAsked { .. })).is_empty()),
        (ComplaintFlag::ChangedAfterResubmission, complaint.events.iter().any(is_late)),
        (ComplaintFlag::Unreadable, !complaint.unreadable.is_empty()),
    ];
    raised.into_iter().filter(|(_, raised)| *raised).map(|(flag, _)| flag).collect()
}
