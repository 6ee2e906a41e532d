//! Take a complaint down: on a visit or without one, in the customer's own words (R-022, R-163… ). A refused signature
//! proposes one (O-04).

use model::documents::complaint;
use model::documents::kind::Assessed;
use model::documents::records::Organisation;
use model::id::DocumentId;
use model::rules::{Refusal, can_receive_complaint, provisional_label};
use rusqlite::Connection;
use serde::Serialize;

use super::{Complaints, Intent};
use crate::actions::ActionError;
use crate::reference::held;
use crate::store::{StoreError, commands};

pub use model::documents::complaint::intake::Intake as NewComplaint;

/// A complaint that was taken down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReceivedComplaint {
    /// The complaint.
    pub complaint: DocumentId,
    /// What it is called until the server gives it a number (E7).
    pub provisional: String,
}

impl Complaints {
    /// Takes the complaint down; this device's person owns it until it is passed on.
    ///
    /// # Errors
    /// [`ActionError`], among them [`Refusal::AnswerTimeMissing`]. Nothing was kept.
    pub fn receive(&self, new: &NewComplaint) -> Result<ReceivedComplaint, ActionError> {
        self.core.carry_out(|hand| {
            let provisional = next_label(hand.tx)?.ok_or(Refusal::NoNumberRange)?;
            let held = held::policy(hand.tx)?;
            let identity = hand.identity.clone();
            let utc_offset_minutes = held.policy.utc_offset_minutes();
            let received = new.clone().received(provisional.clone(), identity.person_name, utc_offset_minutes);
            can_receive_complaint(&received)?;
            let organisation = Organisation { id: identity.organisation, name: identity.organisation_name };
            let intent = Intent::ReceiveComplaint { provisional: provisional.clone(), visit: new.visit };
            let complaint = hand.create(intent, |doc, id, stamp| complaint::genesis(doc, id, &organisation, received, stamp))?;
            Ok(ReceivedComplaint { complaint, provisional })
        })
    }

    /// A complaint to begin with on this visit: customer, product and order filled in and, if the customer refused to sign, the words
    /// of the refusal as the original (O-04, R-165). Nothing is kept.
    ///
    /// # Errors
    /// [`ActionError::NotFound`], [`ActionError::Document`], [`ActionError::Store`].
    pub fn propose(&self, visit: DocumentId) -> Result<NewComplaint, ActionError> {
        self.core.look_at(visit, |_, _, seen| {
            let Assessed::Visit(assessment) = seen.assessed else { return Err(ActionError::NotFound) };
            Ok(NewComplaint::proposed_by(assessment))
        })
    }
}

/// What the next complaint is called until it has a number (E7): after every label that this device ever gave. `None` without a range.
fn next_label(conn: &Connection) -> Result<Option<String>, StoreError> {
    let Some(range) = held::number_range(conn)? else { return Ok(None) };
    let prefix = format!("{}-K", range.prefix);
    let given = commands::given_complaint_labels(conn)?;
    let last = given.iter().filter_map(|label| label.strip_prefix(&prefix)?.parse::<u32>().ok()).max();
    Ok(Some(provisional_label(&range.prefix, last.unwrap_or(0).saturating_add(1))))
}
