//! What a complaint is opened with: intake as the customer gives it, on site or on the phone.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{ComplaintEventKind, Customer, Urgency};
use crate::documents::chronicle::Opening;
use crate::id::{DocumentId, PersonId};
use crate::rules::{Refusal, check_complaint};
use crate::time::Timestamp;

/// A complaint as it was received. It says nothing of fault or outcome: that is not the receiver's to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Received {
    /// What the complaint is called until it has a number (E7).
    pub provisional: String,
    /// The visit on which it was received.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub visit: Option<DocumentId>,
    /// The earlier complaint whose outcome was refused: it is attached and stays as it is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
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
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub delivered_on: Option<NaiveDate>,
    /// How many were delivered.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub quantity: Option<u32>,
    /// How many of them are defective.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub defective_quantity: Option<u32>,
    /// What the customer wants.
    pub demand: Demand,
    /// Samples that the customer gave; may be empty.
    pub samples: String,
    /// The original: the customer's own words.
    pub words: String,
    /// How soon it is to be looked at.
    pub urgency: Urgency,
    /// Serious: it is answered in writing by the head.
    pub serious: bool,
    /// By when the customer was promised an answer.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub answer_promised_for: Option<Timestamp>,
    /// Name of the one whom the customer contacted first: the owner until the customer is satisfied. Who it is, the opening says.
    pub owner_name: String,
    /// The organisation's time zone: **minutes** ahead of UTC.
    pub utc_offset_minutes: i32,
}

impl Opening for Received {
    const KIND: &'static str = "complaint";
    const SCHEMA: u32 = 1;
    const COMMAND: &'static str = "receive_complaint";
    const SIGNED: bool = false;
    type Happening = ComplaintEventKind;

    fn check(&self) -> Result<(), Refusal> {
        check_complaint(self)
    }
}

/// Who complains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Complainant {
    /// Name.
    pub name: String,
    /// What this person is to the customer; may be empty.
    pub relation: String,
    /// How to reach the person; may be empty.
    pub contact: String,
}

/// What a complaint is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ComplaintProduct {
    /// What it is; may be empty where the complaint is about service.
    pub product: String,
    /// Its model; may be empty.
    pub model: String,
    /// Its serial; may be empty.
    pub serial: String,
}

/// What the customer wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Demand {
    /// In the customer's words; may be empty.
    pub text: String,
    /// How many the customer would return; absent with `still_processing`, or where nothing is returned.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub return_quantity: Option<u32>,
    /// The customer is processing the goods, so that the quantity is not known yet.
    pub still_processing: bool,
}

/// Whose matter it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Owner {
    /// Who.
    pub id: PersonId,
    /// Name.
    pub name: String,
}
