//! Complaints as they are received on site, in the customer's own words (O-04). Nothing here waits for a network.

use client_core::complaints::{ComplaintRow, NewComplaint, ReceivedComplaint};
use model::id::{DocumentId, EventId, PersonId};
use model::time::Timestamp;

use crate::failures::FieldError;
use crate::records::complaint::ComplaintSheet;

/// The complaints on this device. Findings, sums and answers are the desk's. When an action returns, it is on disk; when it fails,
/// nothing was changed.
#[derive(uniffi::Object)]
pub struct Complaints {
    pub(crate) core: client_core::Complaints,
}

#[uniffi::export]
impl Complaints {
    /// Every complaint on this device, the newest first. Loads no document.
    ///
    /// # Errors
    /// [`FieldError::Storage`], [`FieldError::TryAgain`].
    pub fn list(&self) -> Result<Vec<ComplaintRow>, FieldError> {
        Ok(self.core.list()?)
    }

    /// The complaint as its page shows it.
    ///
    /// # Errors
    /// [`FieldError::NotFound`], [`FieldError::NotEnrolled`], [`FieldError::Storage`].
    pub fn open(&self, complaint: DocumentId) -> Result<ComplaintSheet, FieldError> {
        Ok(self.core.open(complaint)?.into())
    }

    /// A complaint to begin with on this visit: customer, product and order filled in and, if the customer refused to sign, the words
    /// of the refusal. Nothing is kept: hand it to `receive`.
    ///
    /// # Errors
    /// As [`Complaints::open`].
    pub fn propose(&self, visit: DocumentId) -> Result<NewComplaint, FieldError> {
        Ok(self.core.propose(visit)?)
    }

    /// Takes the complaint down; this device's person owns it until it is passed on.
    ///
    /// # Errors
    /// [`FieldError::Refused`] says what is missing, `answer_time_missing` among others; others as for [`Complaints::open`].
    pub fn receive(&self, complaint: &NewComplaint) -> Result<ReceivedComplaint, FieldError> {
        Ok(self.core.receive(complaint)?)
    }

    /// Adds what the customer said later, in the customer's own words. Answers the event's id, as all actions here do.
    ///
    /// # Errors
    /// As [`Complaints::receive`].
    pub fn add_words(&self, complaint: DocumentId, words: &str) -> Result<EventId, FieldError> {
        Ok(self.core.add_words(complaint, words)?)
    }

    /// Calls sales, quality or production to the customer.
    ///
    /// # Errors
    /// As [`Complaints::receive`].
    pub fn ask_joint_inspection(&self, complaint: DocumentId, with: &str, reason: &str) -> Result<EventId, FieldError> {
        Ok(self.core.ask_joint_inspection(complaint, with, reason)?)
    }

    /// Records that samples were taken along.
    ///
    /// # Errors
    /// As [`Complaints::receive`].
    pub fn take_samples(&self, complaint: DocumentId, what: &str, quantity: u32) -> Result<EventId, FieldError> {
        Ok(self.core.take_samples(complaint, what, quantity)?)
    }

    /// Promises the customer an answer by then.
    ///
    /// # Errors
    /// As [`Complaints::receive`].
    pub fn promise_answer(&self, complaint: DocumentId, promised_for: Timestamp) -> Result<EventId, FieldError> {
        Ok(self.core.promise_answer(complaint, promised_for)?)
    }

    /// Passes the matter on to somebody else, who owns it from then on; `Reference.people` has the names.
    ///
    /// # Errors
    /// As [`Complaints::receive`].
    pub fn pass_owner(&self, complaint: DocumentId, to: PersonId, to_name: &str, reason: &str) -> Result<EventId, FieldError> {
        Ok(self.core.pass_owner(complaint, to, to_name, reason)?)
    }
}
