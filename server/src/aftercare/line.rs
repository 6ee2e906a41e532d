//! What aftercare keeps of one document, flat: the one place where it is made, live and at a rebuild. Everything here is said by the
//! document alone; by when it is to be looked at is found out when somebody asks, by the policy.

use model::documents::kind::Assessed;
use model::documents::repair::assessment::Assessment as RepairAssessment;
use model::documents::visit::assessment::{Assessment as VisitAssessment, Signature};
use model::documents::visit::records::{Customer, EventKind, Grades};
use model::documents::visit::return_visit::ReturnVisitNote;
use model::documents::visit::status::WorkStatus;
use model::id::{CallOutId, PersonId};
use model::rules::deciding_grade;
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The word for goods that the customer has back.
pub(crate) const PICK_UP: &str = "pick_up";

/// A visit, or goods that went back.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WorkLine {
    /// Absent for goods.
    pub(crate) call_out: Option<CallOutId>,
    pub(crate) number: String,
    /// The visit's work as a word, or [`PICK_UP`].
    pub(crate) work: String,
    pub(crate) is_open: bool,
    /// Since when an open visit is left: stopped, or made in vain.
    pub(crate) left_at: Option<Timestamp>,
    pub(crate) done_at: Option<Timestamp>,
    pub(crate) technician: Option<PersonId>,
    pub(crate) customer: Customer,
    pub(crate) product: String,
    pub(crate) model: String,
    pub(crate) serial: String,
    pub(crate) fault: String,
    /// Code of the scale; empty without a survey.
    pub(crate) scale: String,
    pub(crate) answer: Option<Answer>,
    pub(crate) found: Option<Found>,
    pub(crate) signed: bool,
    pub(crate) approved: bool,
}

/// The answer to the survey that counts.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct Answer {
    /// When it was given.
    pub(crate) at: Timestamp,
    /// The grades.
    pub(crate) grades: Grades,
    /// The grade that decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) grade: Option<u32>,
    /// Why not the full score.
    pub(crate) reasons: String,
    /// Kept apart from the grades.
    pub(crate) suggestion: String,
    /// The desk asked by phone; else the customer was asked on site.
    pub(crate) by_phone: bool,
}

/// What a return visit found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Found {
    /// When.
    pub(crate) at: Timestamp,
    /// Whether the repair holds.
    pub(crate) repair_holds: bool,
    /// State of the repair as seen.
    pub(crate) state: String,
    /// Opinion on the repair worker.
    pub(crate) opinion: String,
    /// Suggestions; may be empty.
    pub(crate) suggestions: String,
    /// What the customer paid, in **fen**.
    pub(crate) paid_fen: i64,
    /// What was due, in **fen**.
    pub(crate) due_fen: i64,
}

impl WorkLine {
    /// What aftercare keeps of a document that was `assessed`; nothing of kinds that nobody asks about.
    pub(crate) fn of(assessed: &Assessed) -> Option<Self> {
        match assessed {
            Assessed::Visit(assessment) => Some(Self::of_visit(assessment)),
            Assessed::Repair(assessment) => Some(Self::of_goods(assessment)),
            Assessed::Day(_) | Assessed::OldPart(_) | Assessed::Complaint(_) => None,
        }
    }

    fn of_visit(assessment: &VisitAssessment) -> Self {
        let visit = &assessment.visit;
        let finished = assessment.status == WorkStatus::Finished;
        let order = visit.order();
        let scale = visit.survey_scale().and(visit.terms.as_ref()).map(|terms| terms.sign_off.survey_scale.clone());
        let answer = visit.survey_scale().zip(visit.survey()).and_then(|(scale, answer)| {
            let event = visit.event(answer.event)?;
            Some(Answer {
                at: event.record.clock.best_guess(),
                grades: answer.grades.clone(),
                grade: deciding_grade(scale, answer.grades),
                reasons: answer.reasons.to_owned(),
                suggestion: answer.suggestion.to_owned(),
                by_phone: event.record.device.is_none(),
            })
        });
        Self {
            call_out: Some(order.call_out),
            number: order.number,
            work: word(&visit.call_out.work),
            is_open: !finished && !visit.is_cancelled(),
            left_at: left_at(assessment),
            done_at: visit.finishes().last().filter(|_| finished).map(|event| event.record.clock.best_guess()),
            technician: visit.assignment().map(|assignment| assignment.technician),
            customer: visit.customer.clone(),
            product: visit.asset.product.clone(),
            model: visit.asset.model.clone(),
            serial: visit.asset.serial.clone(),
            fault: visit.call_out.fault.clone(),
            scale: scale.unwrap_or_default(),
            answer,
            found: visit.return_visit().map(Found::of),
            signed: matches!(assessment.signature, Signature::Current | Signature::Accepted),
            approved: visit.events.iter().any(|event| matches!(event.record.kind, EventKind::ReportApproved { .. })),
        }
    }

    fn of_goods(assessment: &RepairAssessment) -> Self {
        let repair = &assessment.repair;
        let taken = &repair.opened.kind;
        let returned = repair.returned();
        Self {
            call_out: None,
            number: taken.receipt.clone(),
            work: PICK_UP.to_owned(),
            is_open: returned.is_none(),
            left_at: None,
            done_at: returned.map(|event| event.record.clock.best_guess()),
            technician: Some(repair.opened.by),
            customer: taken.customer.clone(),
            product: taken.item.product.clone(),
            model: taken.item.model.clone(),
            serial: taken.item.serial.clone(),
            fault: taken.fault.clone(),
            scale: String::new(),
            answer: None,
            found: None,
            signed: assessment.return_signed,
            approved: false,
        }
    }
}

/// Since when nobody is there nor on the way, though somebody was; not while it is known when it goes on, or the goods are in the workshop.
fn left_at(assessment: &VisitAssessment) -> Option<Timestamp> {
    let visit = &assessment.visit;
    let left = match assessment.status {
        WorkStatus::ToBeContinued | WorkStatus::WaitingForParts => visit.stop().filter(|stop| stop.next_at.is_none())?.at,
        WorkStatus::Assigned => {
            let in_vain = visit.events.iter().rfind(|event| matches!(event.record.kind, EventKind::VoidTrip { .. }))?;
            in_vain.record.clock.best_guess()
        }
        WorkStatus::TakenAway
        | WorkStatus::Travelling
        | WorkStatus::OnSite
        | WorkStatus::Working
        | WorkStatus::Finished
        | WorkStatus::Cancelled => return None,
    };
    let plans = |kind: &EventKind| matches!(kind, EventKind::Assigned { .. } | EventKind::AppointmentSet { .. });
    let goes_on = visit.events.iter().any(|event| plans(&event.record.kind) && event.record.clock.best_guess() > left);
    (!goes_on).then_some(left)
}

impl Found {
    fn of(note: ReturnVisitNote<'_>) -> Self {
        Self {
            at: note.at,
            repair_holds: note.repair_holds,
            state: note.state.to_owned(),
            opinion: note.opinion.to_owned(),
            suggestions: note.suggestions.to_owned(),
            paid_fen: note.paid_fen,
            due_fen: note.due_fen,
        }
    }
}

/// The stable word of a value that is written as one.
pub(crate) fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
