//! Words for money: what a charge is for and how it was paid.

use serde::{Deserialize, Serialize};

/// For what a charge is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ChargeKind {
    /// Work.
    Labour,
    /// A part.
    Part,
    /// The way.
    Travel,
    /// Something else that the price list names.
    Other,
}

/// How a customer paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PayMethod {
    /// In cash.
    Cash,
    /// By phone or card.
    Electronic,
}
