//! What the list of complaints shows of one.

use model::documents::complaint::assessment::{Assessment, ComplaintFlag};
use model::documents::complaint::status::ComplaintStage;
use model::id::DocumentId;
use model::time::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ComplaintCard {
    /// Its number, or the provisional label while there is none (E7).
    pub(crate) label: String,
    /// What the device that received it calls it (E7).
    pub(crate) provisional: String,
    pub(crate) visit: Option<DocumentId>,
    /// In the customer's own words.
    pub(crate) words: String,
    pub(crate) customer: String,
    pub(crate) stage: ComplaintStage,
    pub(crate) answer_promised_for: Option<Timestamp>,
    pub(crate) flags: Vec<ComplaintFlag>,
}

impl ComplaintCard {
    pub(crate) fn of(assessment: &Assessment) -> Self {
        Self {
            label: assessment.label.clone(),
            provisional: assessment.complaint.opened.kind.provisional.clone(),
            visit: assessment.complaint.opened.kind.visit,
            words: assessment.complaint.opened.kind.words.clone(),
            customer: assessment.complaint.opened.kind.customer.name.clone(),
            stage: assessment.stage,
            answer_promised_for: assessment.complaint.answer_promised_for(),
            flags: assessment.flags.clone(),
        }
    }
}
