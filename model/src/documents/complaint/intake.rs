//! A complaint as the customer gives it, on site or at the desk, before it is a document; and the one that a visit proposes.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::records::{Complainant, ComplaintProduct, Customer, Demand, Received, Urgency};
use crate::documents::visit::assessment::Assessment as VisitAssessment;
use crate::id::DocumentId;
use crate::rules::is_blank;
use crate::seal::statement::SignOffKind;
use crate::time::Timestamp;

/// A complaint as the customer gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Intake {
    /// The visit on which it was received.
    #[serde(default)]
    pub visit: Option<DocumentId>,
    /// The earlier complaint whose outcome was refused.
    #[serde(default)]
    pub earlier: Option<DocumentId>,
    /// Whose product it is.
    pub customer: Customer,
    /// Who complains; may be another person.
    pub complainant: Complainant,
    /// What it is about.
    pub product: ComplaintProduct,
    /// Number of the order; may be empty.
    #[serde(default)]
    pub order_number: String,
    /// Material code; may be empty.
    #[serde(default)]
    pub part_number: String,
    /// The day of delivery.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub delivered_on: Option<NaiveDate>,
    /// How many were delivered.
    #[serde(default)]
    pub quantity: Option<u32>,
    /// How many of them are defective.
    #[serde(default)]
    pub defective_quantity: Option<u32>,
    /// What the customer wants.
    pub demand: Demand,
    /// Samples that the customer gave; may be empty.
    #[serde(default)]
    pub samples: String,
    /// The customer's own words.
    pub words: String,
    /// How soon it is to be looked at.
    pub urgency: Urgency,
    /// Serious: it is answered in writing.
    #[serde(default)]
    pub serious: bool,
    /// By when the customer was promised an answer.
    #[serde(default)]
    pub answer_promised_for: Option<Timestamp>,
}

impl Intake {
    /// What to begin with on a visit: customer, product and order filled in and, if the customer refused to sign, the words of the
    /// refusal as the original (O-04, R-165).
    #[must_use]
    pub fn proposed_by(assessment: &VisitAssessment) -> Self {
        let of = &assessment.visit;
        let refused = assessment.not_signed().filter(|seal| seal.kind() == SignOffKind::Refused);
        let asked = refused.map(|seal| seal.record.body.signer.clone());
        let words = refused.and_then(|seal| seal.mark.unsigned()).map(|unsigned| unsigned.words.clone());
        let name = asked.as_ref().map(|signer| signer.name.clone()).filter(|name| !is_blank(name));
        Self {
            visit: Some(of.id),
            earlier: None,
            complainant: Complainant {
                name: name.unwrap_or_else(|| of.customer.contact.clone()),
                relation: asked.map(|signer| signer.role).unwrap_or_default(),
                contact: of.customer.phone.clone(),
            },
            customer: of.customer.clone(),
            product: ComplaintProduct { product: of.asset.product.clone(), model: of.asset.model.clone(), serial: of.asset.serial.clone() },
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
        }
    }

    /// What the document is opened with: under `label` until it has a number (E7), owned by whoever received it.
    #[must_use]
    pub fn received(self, label: String, owner_name: String, utc_offset_minutes: i32) -> Received {
        Received {
            provisional: label,
            visit: self.visit,
            earlier: self.earlier,
            customer: self.customer,
            complainant: self.complainant,
            product: self.product,
            order_number: self.order_number,
            part_number: self.part_number,
            delivered_on: self.delivered_on,
            quantity: self.quantity,
            defective_quantity: self.defective_quantity,
            demand: self.demand,
            samples: self.samples,
            words: self.words,
            urgency: self.urgency,
            serious: self.serious,
            answer_promised_for: self.answer_promised_for,
            owner_name,
            utc_offset_minutes,
        }
    }
}
