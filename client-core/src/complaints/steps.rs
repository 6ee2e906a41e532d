//! What whoever owns a complaint adds to it on site.

use model::documents::complaint::records::ComplaintEventKind;
use model::id::{DocumentId, EventId, PersonId};
use model::time::Timestamp;

use super::Complaints;
use crate::actions::ActionError;

impl Complaints {
    /// Adds what the customer said later, in the customer's own words.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn add_words(&self, id: DocumentId, words: &str) -> Result<EventId, ActionError> {
        self.record(id, |_| Ok(ComplaintEventKind::WordsAdded { words: words.to_owned() }))
    }

    /// Calls sales, quality or production to the customer.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn ask_joint_inspection(&self, id: DocumentId, with: &str, reason: &str) -> Result<EventId, ActionError> {
        self.record(id, |_| Ok(ComplaintEventKind::JointInspectionAsked { with: with.to_owned(), reason: reason.to_owned() }))
    }

    /// Records that samples were taken along.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn take_samples(&self, id: DocumentId, what: &str, quantity: u32) -> Result<EventId, ActionError> {
        self.record(id, |_| Ok(ComplaintEventKind::SamplesTaken { what: what.to_owned(), quantity }))
    }

    /// Promises the customer an answer by then.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn promise_answer(&self, id: DocumentId, promised_for: Timestamp) -> Result<EventId, ActionError> {
        self.record(id, |_| Ok(ComplaintEventKind::AnswerPromised { promised_for }))
    }

    /// Passes the matter on to somebody else, who owns it from then on.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn pass_owner(&self, id: DocumentId, to: PersonId, to_name: &str, reason: &str) -> Result<EventId, ActionError> {
        self.record(id, |now| {
            let passed = |kind: &ComplaintEventKind| matches!(kind, ComplaintEventKind::OwnerPassed { .. });
            let replaces = now.complaint.in_force().filter(|event| passed(&event.record.kind)).last().map(|event| event.id);
            Ok(ComplaintEventKind::OwnerPassed { to, to_name: to_name.to_owned(), reason: reason.to_owned(), replaces })
        })
    }
}
