//! The register of complaints as they were received.

use model::documents::complaint::assessment::{Assessment, ComplaintFlag};
use model::documents::complaint::records::{Owner, Urgency};
use model::documents::complaint::status::ComplaintStage;
use model::id::DocumentId;
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
            words: received.words.clone(),
            urgency: received.urgency,
            serious: received.serious,
            stage: assessment.stage,
            owners: assessment.owners.clone(),
            answer_promised_for: complaint.answer_promised_for(),
            answered: complaint.is_answered(),
            flags: assessment.flags.clone(),
        }
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
