//! Take a complaint down: on a visit or without one, in the customer's own words (R-022, R-163… ). A refused signature
//! proposes one (O-04).

use chrono::NaiveDate;
use model::documents::complaint;
use model::documents::complaint::records::{Complainant, ComplaintProduct, Customer, Demand, Received, Urgency};
use model::documents::kind::Assessed;
use model::documents::records::Organisation;
use model::id::DocumentId;
use model::rules::{Refusal, can_receive_complaint, provisional_label};
use model::seal::statement::SignOffKind;
use model::time::Timestamp;
use rusqlite::Connection;
use serde::Serialize;

use super::{Complaints, Intent};
use crate::actions::ActionError;
use crate::reference::held;
use crate::store::{StoreError, commands};

/// A complaint as the customer gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewComplaint {
    /// The visit on which it was received.
    pub visit: Option<DocumentId>,
    /// The earlier complaint whose outcome was refused.
    pub earlier: Option<DocumentId>,
    /// Whose product it is.
    pub customer: Customer,
    /// Who complains; may be another person.
    pub complainant: Complainant,
    /// What it is about.
    pub product: ComplaintProduct,
    /// Number of the order; may be empty.
    pub order_number: String,
    /// Material code; may be empty.
    pub part_number: String,
    /// The day of delivery.
    pub delivered_on: Option<NaiveDate>,
    /// How many were delivered.
    pub quantity: Option<u32>,
    /// How many of them are defective.
    pub defective_quantity: Option<u32>,
    /// What the customer wants.
    pub demand: Demand,
    /// Samples that the customer gave; may be empty.
    pub samples: String,
    /// The customer's own words.
    pub words: String,
    /// How soon it is to be looked at.
    pub urgency: Urgency,
    /// Serious: it is answered in writing.
    pub serious: bool,
    /// By when the customer was promised an answer.
    pub answer_promised_for: Option<Timestamp>,
}

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
            let received = Received {
                provisional: provisional.clone(),
                visit: new.visit,
                earlier: new.earlier,
                customer: new.customer.clone(),
                complainant: new.complainant.clone(),
                product: new.product.clone(),
                order_number: new.order_number.clone(),
                part_number: new.part_number.clone(),
                delivered_on: new.delivered_on,
                quantity: new.quantity,
                defective_quantity: new.defective_quantity,
                demand: new.demand.clone(),
                samples: new.samples.clone(),
                words: new.words.clone(),
                urgency: new.urgency,
                serious: new.serious,
                answer_promised_for: new.answer_promised_for,
                owner_name: identity.person_name,
                utc_offset_minutes: held.policy.utc_offset_minutes(),
            };
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
            let of = &assessment.visit;
            let refused = assessment.not_signed().filter(|seal| seal.kind() == SignOffKind::Refused);
            let asked = refused.map(|seal| seal.record.body.signer.clone());
            let words = refused.and_then(|seal| seal.mark.unsigned()).map(|unsigned| unsigned.words.clone());
            let name = asked.as_ref().map(|signer| signer.name.clone()).filter(|name| !model::rules::is_blank(name));
            Ok(NewComplaint {
                visit: Some(visit),
                earlier: None,
                complainant: Complainant {
                    name: name.unwrap_or_else(|| of.customer.contact.clone()),
                    relation: asked.map(|signer| signer.role).unwrap_or_default(),
                    contact: of.customer.phone.clone(),
                },
                customer: of.customer.clone(),
                product: ComplaintProduct {
                    product: of.asset.product.clone(),
                    model: of.asset.model.clone(),
                    serial: of.asset.serial.clone(),
                },
                order_number: of.order().number,
                part_number: String::new(),
                delivered_on: None,
                quantity: None,
                defective_quantity: None,
                demand: Demand { text: String::new(), return_quantity: None, still_processing: false },
                samples: String::new(),
                words: words.unwrap_or_default(),
                urgency: of.call_out.urgency,
                serious: false,
                answer_promised_for: None,
            })
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
