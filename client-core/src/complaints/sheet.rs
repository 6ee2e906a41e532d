//! One complaint as its page shows it.

use model::documents::complaint::assessment::ComplaintFlag;
use model::documents::complaint::records::{ComplaintEvent, Owner, Received};
use model::documents::complaint::status::ComplaintStage;
use model::documents::records::Keyed;
use model::id::{DocumentId, EventId};
use model::time::Timestamp;
use serde::Serialize;

use super::{Complaints, complaint_in};
use crate::actions::ActionError;
use crate::store::documents::{self, Left};
use crate::store::outbox::{self, Delivery};

/// Something that can be added to a complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is named after the action of `Complaints` that it allows")]
pub enum ComplaintActionName {
    AddWords,
    AskJointInspection,
    TakeSamples,
    PromiseAnswer,
    PassOwner,
}

impl ComplaintActionName {
    const ALL: [Self; 5] = [Self::AddWords, Self::AskJointInspection, Self::TakeSamples, Self::PromiseAnswer, Self::PassOwner];
}

/// A complaint as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ComplaintSheet {
    /// The complaint.
    pub id: DocumentId,
    /// Its number, or the provisional label while there is none (E7).
    pub label: String,
    /// Whether that is a number.
    pub numbered: bool,
    /// What was taken down.
    pub received: Received,
    /// When, as well as it can be told.
    pub received_at: Timestamp,
    /// How far it is.
    pub stage: ComplaintStage,
    /// Whose matter it is; more than one if that is unclear.
    pub owners: Vec<Owner>,
    /// By when the customer was promised an answer.
    pub answer_promised_for: Option<Timestamp>,
    /// What happened, in order, struck entries included.
    pub events: Vec<Keyed<EventId, ComplaintEvent>>,
    /// What can be done now: everything, as long as it is this device's.
    pub allowed: Vec<ComplaintActionName>,
    /// What a person should look at.
    pub flags: Vec<ComplaintFlag>,
    /// Where the work is: on this phone, received, complete, parked.
    pub delivery: Delivery,
    /// Set if the complaint is no longer this device's.
    pub left: Option<Left>,
    /// Paths of entries that cannot be understood here.
    pub unreadable: Vec<String>,
}

impl Complaints {
    /// The complaint as its page shows it.
    ///
    /// # Errors
    /// [`ActionError`].
    pub fn open(&self, id: DocumentId) -> Result<ComplaintSheet, ActionError> {
        self.core.look_at(id, |conn, _, seen| {
            let now = complaint_in(seen.assessed)?;
            let complaint = &now.complaint;
            Ok(ComplaintSheet {
                id,
                label: now.label.clone(),
                numbered: now.is_numbered,
                received: complaint.opened.kind.clone(),
                received_at: complaint.opened.clock.best_guess(),
                stage: now.stage,
                owners: now.owners.clone(),
                answer_promised_for: complaint.answer_promised_for(),
                events: complaint.events.clone(),
                allowed: if seen.left { Vec::new() } else { ComplaintActionName::ALL.to_vec() },
                flags: now.flags.clone(),
                delivery: outbox::delivery(conn, id)?.ok_or(ActionError::NotFound)?,
                left: documents::left(conn, id)?,
                unreadable: complaint.unreadable.clone(),
            })
        })
    }
}
