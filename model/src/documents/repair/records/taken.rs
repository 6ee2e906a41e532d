//! What a repair is opened with: the goods as the technician took them, and the terms that applied then.

use serde::{Deserialize, Serialize};

use super::{Customer, MayPromise, RepairEventKind};
use crate::documents::chronicle::Opening;
use crate::id::DocumentId;
use crate::rules::{Refusal, check_taking};
use crate::time::Timestamp;

/// Goods taken along for repair (R-047, R-091; F-03, F-14, F-29). Whoever opens the document holds them from then on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Taken {
    /// The visit on which they were taken; absent for goods that a dealer sent in.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub visit: Option<DocumentId>,
    /// Number of the call-out; may be empty if there is none.
    pub call_out: String,
    /// Whose goods they are: the receipt is made out to this name.
    pub customer: Customer,
    /// What was taken.
    pub item: Item,
    /// Number of the receipt, from the device's range (E6).
    pub receipt: String,
    /// What is wrong.
    pub fault: String,
    /// Name of the technician, as printed on the receipt.
    pub technician_name: String,
    /// Number of the consignment, if a carrier brought the goods (R-105; row 194); empty if they were taken or brought.
    pub courier_number: String,
    /// By when the repair was promised, as the end of that day.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub promised_for: Option<Timestamp>,
    /// The paper behind the promise; may be empty where none is needed.
    pub promise_document: String,
    /// Whether the customer pays for the repair.
    pub paid: bool,
    /// What policy said when the goods were taken.
    pub terms: RepairTerms,
}

impl Opening for Taken {
    const KIND: &'static str = "repair";
    const SCHEMA: u32 = 1;
    const COMMAND: &'static str = "take_away";
    const SIGNED: bool = true;
    type Happening = RepairEventKind;

    fn check(&self) -> Result<(), Refusal> {
        check_taking(self)
    }
}

/// The goods, as they were when they were taken (R-105; row 186).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Item {
    /// What it is.
    pub product: String,
    /// Its model.
    pub model: String,
    /// Its serial; may be empty.
    pub serial: String,
    /// What was taken along with it; may be empty.
    pub accessories: String,
    /// A component that has to be fitted and tested at the customer's again.
    pub component: bool,
    /// How it looked.
    pub appearance: Appearance,
    /// Whether it worked.
    pub function: Function,
    /// Its condition in words; may be empty.
    pub words: String,
}

/// How goods look (row 186).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Appearance {
    /// Without damage.
    Good,
    /// With scratches.
    Scratched,
    /// Broken.
    Broken,
}

/// Whether goods work (row 186).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Function {
    /// They work.
    Normal,
    /// They do not.
    Abnormal,
}

/// What policy said when the goods were taken.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RepairTerms {
    /// Which policy at which version, for people who ask why.
    pub policy: String,
    /// Whether a completion date may be named on site (P-22).
    pub promise: MayPromise,
    /// What is owed when the promised date cannot be kept (P-07).
    pub late: PromiseDuty,
    /// Who passes the repair (P-23).
    pub inspector: Inspector,
    /// The passed product is booked into stock before it goes back.
    pub via_stock: bool,
    /// **Days** in which a repair is done if no date was promised; absent where the organisation sets none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub repair_days: Option<u32>,
    /// The organisation's time zone: **minutes** ahead of UTC.
    pub utc_offset_minutes: i32,
}

/// What is owed when a promised date cannot be kept (R-098, P-07).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PromiseDuty {
    /// The supervisor is told and helps.
    #[default]
    TellSupervisor,
    /// The market department is told and agrees a new date.
    TellMarketing,
    /// The customer is told beforehand.
    TellCustomer,
    /// The promise is kept.
    Keep,
}

/// Who passes a repair (R-095, P-23).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Inspector {
    /// The service supervisor.
    #[default]
    Supervisor,
    /// The quality inspector.
    QualityInspector,
    /// The technical-quality department.
    TechnicalQuality,
}
