//! Words for what is found and said on site: lines of the site record, corrected values, class of the fault, stops, messages, wishes.

use serde::{Deserialize, Serialize};

/// A line of the site record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SiteLine {
    /// How the product is used.
    Usage,
    /// Circumstances before the fault.
    BeforeFault,
    /// Circumstances after the fault.
    AfterFault,
    /// Running time in hours.
    RunningHours,
    /// Mileage in kilometres.
    Mileage,
    /// Whether the place was opened before.
    OpenedBefore,
    /// What the warranty check came to.
    WarrantyCheck,
    /// The true cause.
    Cause,
}

/// A value of customer or product that can be corrected on site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DataField {
    /// The customer's name.
    Name,
    /// Where to go.
    Address,
    /// Whom to call.
    Phone,
    /// Whom to ask for.
    Contact,
    /// What the product is.
    Product,
    /// Its model.
    Model,
    /// Its serial or equipment number.
    Serial,
    /// Its licence plate.
    Plate,
}

/// How bad a fault is (P-17; rows 110–112). Higher ones compare greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FaultClass {
    /// General, simple or low.
    General,
    /// Severe, complex or medium.
    Severe,
    /// Major, urgent or high.
    Major,
}

/// What kind of stop (O-06, O-15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum StopReason {
    /// Not finished in time; it goes on another day.
    Unfinished,
    /// A part is missing.
    WaitingForParts,
    /// The goods were taken along for repair.
    TakenAway,
    /// Nobody was there, or the customer wished it.
    CustomerAsked,
}

/// What a message to the unit is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ReportKind {
    /// The result, before leaving.
    Result,
    /// A larger problem, before it is decided.
    LargerProblem,
    /// A major quality problem, for the general manager.
    MajorQuality,
}

/// What a dissatisfied customer wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Wish {
    /// Another unit.
    Exchange,
    /// The money back.
    Refund,
}
