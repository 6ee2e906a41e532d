//! How people reach the customer, and what the customer agreed to (R-033…R-035).

use serde::{Deserialize, Serialize};

/// Who agreed, and how it was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Consent {
    /// Who agreed.
    pub by_name: String,
    /// How.
    pub how: ConsentWay,
}

/// How somebody agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ConsentWay {
    /// By phone.
    Phone,
    /// Face to face.
    InPerson,
    /// In writing.
    Written,
}

/// How somebody was to be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Channel {
    /// By phone.
    Phone,
    /// By text message.
    TextMessage,
    /// At the door.
    AtTheDoor,
}

/// What follows when another time is not agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum AfterRefusal {
    /// Another technician comes.
    OtherTechnician,
    /// It goes back to the company.
    BackToCompany,
}
