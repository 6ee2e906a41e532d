//! The register of complaints: as they were received, what is due next, and whose word is awaited
//! . What is due follows from the policy that was in force when the complaint was received, at the latest when the server first had it.

use model::documents::complaint::Complaint;
use model::documents::complaint::assessment::{Assessment, ComplaintFlag};
use model::documents::complaint::records::{ComplaintEventKind, Owner, Urgency};
use model::documents::complaint::status::ComplaintStage;
use model::id::{DocumentId, EventId};
use model::policy::{Policy, Unit};
use model::rules::complaint_course::{ComplaintDuty, Course, complaint_course};
use model::rules::{Approvers, complaint_approvers};
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A complaint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct ComplaintRow {
    /// Its number, or the provisional label while there is none (E7).
    label: String,
    /// Whether that is a number.
    numbered: bool,
    /// The visit on which it was received.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    visit: Option<DocumentId>,
    /// The earlier complaint whose outcome was refused.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    earlier: Option<DocumentId>,
    /// The customer's name.
    customer: String,
    /// Who complained.
    complainant: String,
    /// Product and model.
    product: String,
    /// Its serial; may be empty.
    #[serde(default)]
    serial: String,
    /// The customer's own words.
    words: String,
    /// How soon it is to be looked at.
    urgency: Urgency,
    /// Answered in writing by the head.
    serious: bool,
    /// How far it is.
    stage: ComplaintStage,
    /// Whose matter it is: one, unless that is unclear.
    owners: Vec<Owner>,
    /// By when the customer was promised an answer.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    answer_promised_for: Option<Timestamp>,
    /// Whether the customer has one.
    answered: bool,
    /// What a person should look at.
    flags: Vec<ComplaintFlag>,
    /// From abroad.
    #[serde(default)]
    foreign: bool,
    /// The customer came in person.
    #[serde(default)]
    walk_in: bool,
    /// What is due next.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    due: Option<ComplaintDuty>,
    /// By when.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    due_at: Option<Timestamp>,
    /// Since when, for the share of the time that is gone.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    due_since: Option<Timestamp>,
    /// The office that has it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    office: Option<Unit>,
    /// A decision was proposed and waits for somebody who may take it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    proposal: Option<EventId>,
    /// Offices that may take it; empty where no office is named.
    #[serde(default)]
    waits_for: Vec<Unit>,
    /// Something was late, also if it is done by now.
    #[serde(default)]
    was_late: bool,
    /// It is judged by the policy that was in force then.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    judged_at: Option<Timestamp>,
    /// Everything that was or is owed, and when the case ended.
    #[serde(flatten, default)]
    course: Course,
}

impl ComplaintRow {
    pub(super) fn of(assessment: &Assessment) -> Self {
        let complaint = &assessment.complaint;
        let received = &complaint.opened.kind;
        Self {
            label: assessment.label.clone(),
            numbered: assessment.is_numbered,
            visit: received.visit,
            earlier: received.earlier,
            customer: received.customer.name.clone(),
            complainant: received.complainant.name.clone(),
            product: format!("{} {}", received.product.product, received.product.model).trim().to_owned(),
            serial: received.product.serial.trim().to_owned(),
            words: received.words.clone(),
            urgency: received.urgency,
            serious: received.serious,
            stage: assessment.stage,
            owners: assessment.owners.clone(),
            answer_promised_for: complaint.answer_promised_for(),
            answered: complaint.is_answered(),
            flags: assessment.flags.clone(),
            foreign: false,
            walk_in: false,
            due: None,
            due_at: None,
            due_since: None,
            office: None,
            proposal: None,
            waits_for: Vec::new(),
            was_late: false,
            judged_at: None,
            course: Course::default(),
        }
    }

    /// Puts in what is owed by `policy`, which was in force at `at`, and whose word is awaited.
    pub(super) fn judge(&mut self, complaint: &Complaint, policy: &Policy, at: Timestamp) {
        self.judged_at = Some(at);
        (self.foreign, self.walk_in) = complaint.case();
        let course = complaint_course(policy, complaint);
        let next = course.next();
        self.due = next.map(|owed| owed.duty);
        self.due_at = next.and_then(|owed| owed.due_at);
        self.due_since = next.map(|owed| owed.since);
        self.office = course.stage().and_then(|stage| stage.by);
        self.was_late = course.owed.iter().any(|owed| owed.done_at.is_some_and(|done| owed.is_late(done)));
        self.course = course;
        let proposal = complaint.proposal();
        self.proposal = proposal.map(|proposal| proposal.id);
        self.waits_for = match proposal.map(|proposal| &proposal.record.kind) {
            Some(ComplaintEventKind::ApprovalAsked { amount_fen, .. }) => match complaint_approvers(policy, Some(*amount_fen)) {
                Approvers::Units(units) => units,
                Approvers::Anyone | Approvers::Deciders => Vec::new(),
            },
            _ => Vec::new(),
        };
    }

    /// The number, or the label until there is one, if the customer's words are these.
    pub(crate) fn number_if_said(&self, words: &str) -> Option<&str> {
        (self.words == words).then_some(self.label.as_str())
    }

    /// The customer's name and the serial of the thing: what a repeated complaint is known by.
    pub(crate) fn known_by(&self) -> (&str, &str) {
        (&self.customer, &self.serial)
    }

    /// How far it is.
    pub(crate) fn stage(&self) -> ComplaintStage {
        self.stage
    }

    /// It is judged by the policy that was in force then.
    pub(crate) fn judged_at(&self) -> Option<Timestamp> {
        self.judged_at
    }
}

/// The stored word for how far a complaint is.
pub(super) fn state(assessment: &Assessment) -> &'static str {
    match assessment.stage {
        ComplaintStage::Received => "received",
        ComplaintStage::Valid => "valid",
        ComplaintStage::NotValid => "not_valid",
        ComplaintStage::Answered => "answered",
        ComplaintStage::Closed => "closed",
        ComplaintStage::Resubmitted => "resubmitted",
    }
}
