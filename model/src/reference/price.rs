//! The price list: what is charged for work and travel. Prices of parts are in the catalogue.

use serde::{Deserialize, Serialize};

use super::row::{Row, RowFault, check_amount, check_localised, check_needed};
use crate::documents::visit::records::Localised;

/// A line of the price list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Price {
    /// Short word for it; the key of the row.
    pub code: String,
    /// What it is for, by language.
    pub label: Localised,
    /// The amount, in **fen**.
    pub amount_fen: i64,
}

impl Row for Price {
    fn key(&self) -> String {
        self.code.clone()
    }

    fn check(&self) -> Result<(), RowFault> {
        check_needed("code", &self.code)?;
        check_localised("label", &self.label)?;
        check_amount("amount_fen", self.amount_fen)
    }
}
