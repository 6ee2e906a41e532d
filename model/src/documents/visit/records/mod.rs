//! The records a visit is made of: each is one map in the document and one plain struct here.

mod author;
mod contact;
mod event;
mod findings;
mod grades;
mod money;
mod terms;

use serde::{Deserialize, Serialize};

pub use super::super::records::{Author, Event, Keyed, Localised, Organisation, SignOffRecord, Struck, localised};
pub use contact::*;
pub use event::*;
pub use findings::*;
pub use grades::*;
pub use money::*;
pub use terms::*;

use crate::id::{CallOutId, DeviceId, EventId, PartLineId, PersonId, PhotoId};
use crate::time::Timestamp;

/// Who pays for the service (R-029; 1.2 rows 66–69).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ServiceType {
    /// The customer pays.
    A,
    /// As the contract says.
    B,
    /// Free, inside the guarantee.
    C,
    /// Internal or other.
    D,
}

/// What the visit is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Work {
    /// Something is broken.
    Repair,
    /// Something is new.
    Installation,
    /// A planned check.
    Inspection,
    /// Somebody looks at an earlier repair and asks (R-207…R-210).
    ReturnVisit,
    /// Work for the organisation itself.
    Internal,
}

/// How soon somebody has to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Urgency {
    /// In its turn.
    General,
    /// Before others.
    Urgent,
}

/// What the desk wrote down when the customer called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallOut {
    /// The entry in the call-out register.
    pub id: CallOutId,
    /// Its number, as people say it on the phone.
    pub number: String,
    /// When the customer called.
    pub received_at: Timestamp,
    /// What the customer said is wrong.
    pub fault: String,
    /// Who pays.
    pub service_type: ServiceType,
    /// What the visit is for.
    pub work: Work,
    /// How soon.
    pub urgency: Urgency,
}

/// The customer as the visit needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Customer {
    /// Company or person.
    pub name: String,
    /// Where to go.
    pub address: String,
    /// Whom to call.
    pub phone: String,
    /// Whom to ask for on site.
    pub contact: String,
}

/// The product to be served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Asset {
    /// What it is.
    pub product: String,
    /// Its model.
    pub model: String,
    /// Its serial or equipment number.
    pub serial: String,
    /// Licence plate, if it sits in a vehicle.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub plate: Option<String>,
}

/// One thing to check, and what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChecklistItem {
    /// Place in the list.
    pub order: u32,
    /// Must be answered before the visit can be finished.
    pub required: bool,
    /// What to check, by language.
    pub label: Localised,
    /// When it is to be checked.
    #[serde(skip_serializing_if = "CheckStage::is_work", default)]
    pub stage: CheckStage,
    /// The answer that counts, once there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub answer: Option<ChecklistAnswer>,
}

/// When a check is to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CheckStage {
    /// Before setting out: the kit.
    Preparation,
    /// At work.
    #[default]
    Work,
    /// Before finishing: the site is clean, care is explained, the warranty card is written.
    Closing,
}

impl CheckStage {
    /// Whether it is the stage of every check of a visit of 0.1.
    fn is_work(&self) -> bool {
        *self == Self::Work
    }
}

/// What a check came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CheckResult {
    /// In order.
    Good,
    /// Not in order; the note says what.
    Defect,
    /// Does not apply here.
    NotApplicable,
}

/// An answered check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChecklistAnswer {
    /// What it came to.
    pub result: CheckResult,
    /// In the technician's words; may be empty.
    pub note: String,
    /// Who answered.
    pub by: PersonId,
    /// When, by the device's clock.
    pub at: Timestamp,
}

/// What is exchanged, which decides which numbers a swap must carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SwapKind {
    /// Any other part; serials where it has them.
    Part,
    /// A GPS terminal: both numbers, plate and fault for its label.
    Terminal,
    /// A SIM card: both numbers.
    Sim,
}

/// A part swap as the technician enters it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartSwap {
    /// What is exchanged.
    pub kind: SwapKind,
    /// Material code; may be empty.
    pub part_number: String,
    /// Name of the part.
    pub name: String,
    /// How many, at least one.
    pub quantity: u32,
    /// Why.
    pub reason: String,
    /// Number of the part that was taken out; empty if it has none.
    pub old_serial: String,
    /// Number of the part that was put in; empty if it has none.
    pub new_serial: String,
    /// Fault for the label of a removed terminal; empty for other parts.
    pub label_fault: String,
}

/// A line of the parts table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartLine {
    /// What was exchanged.
    #[serde(flatten)]
    pub swap: PartSwap,
    /// Who did it.
    pub by: PersonId,
    /// On which device.
    pub device: DeviceId,
    /// When, by the device's clock.
    pub at: Timestamp,
    /// Set when the line was struck as wrong: lines are never removed (E4).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub struck: Option<Struck>,
}

/// A photo: the picture itself is a blob named by its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Photo {
    /// SHA-256 of the file, 64 hex digits.
    pub sha256: String,
    /// Size of the file in **bytes**.
    pub size_bytes: u64,
    /// `image/jpeg`, `image/png` or `image/webp`.
    pub media_type: String,
    /// In the technician's words; may be empty.
    pub caption: String,
    /// Who took it.
    pub by: PersonId,
    /// When, by the device's clock.
    pub at: Timestamp,
}

/// An event with its id.
pub type KeyedEvent = Keyed<EventId, VisitEvent>;
/// A part line with its id.
pub type KeyedPartLine = Keyed<PartLineId, PartLine>;
/// A photo with its id.
pub type KeyedPhoto = Keyed<PhotoId, Photo>;
