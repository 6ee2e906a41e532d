//! A part of the catalogue (1.2 rows 72, 74).

use serde::{Deserialize, Serialize};

use super::row::{Row, RowFault, check_amount, check_line, check_localised, check_needed};
use crate::documents::visit::records::{Localised, localised};

/// The most models one part is listed for.
const MAX_MODELS: usize = 500;

/// A part as the catalogue has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Part {
    /// Material code; the key of the row.
    pub number: String,
    /// Its name by language (`zh-CN`, `en`).
    pub name: Localised,
    /// What one of it is: 个, set, metre.
    pub unit: String,
    /// What one costs, in **fen**; absent if the price is asked for each time.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unit_price_fen: Option<i64>,
    /// Preferential price of one, in **fen**, for misuse inside the warranty.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub preferential_price_fen: Option<i64>,
    /// What sort of part it is: the deadline of a liability judgement goes by it (1.2 row 81).
    pub kind: PartKind,
    /// Each piece bears a number of its own, which a swap must name.
    pub serialised: bool,
    /// What becomes of the one that is taken out.
    pub old_part: OldPartRule,
    /// Who makes it, if it is bought in: the target of a return-to-vendor claim.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub supplier: Option<String>,
    /// Models it fits; empty if it fits any.
    pub models: Vec<String>,
    /// Initials of the Chinese name in pinyin, for the search. The server works them out.
    #[serde(default)]
    pub initials: String,
}

/// What sort of part it is (1.2 row 81).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PartKind {
    /// Any other part.
    Ordinary,
    /// A part the product does not work without.
    Key,
    /// A part from abroad.
    Imported,
}

/// What may become of a removed part (1.2 rows 76–79).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum OldPartWay {
    /// Back to the company (返司旧件).
    Return,
    /// Sold where it is (当地销售旧件).
    SellLocally,
    /// Destroyed where it is (当地销毁旧件).
    DestroyLocally,
    /// Given away (赠送旧件).
    GiveAway,
}

/// Which ways a removed part of this number may go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OldPartRule {
    /// What is allowed, at least one way.
    pub allowed: Vec<OldPartWay>,
    /// What is proposed; one of `allowed`.
    pub default: OldPartWay,
}

impl Part {
    /// Its Chinese name; empty if it has none.
    #[must_use]
    pub fn chinese_name(&self) -> &str {
        self.name.iter().find(|(language, _)| language.starts_with("zh")).map_or("", |(_, name)| name)
    }

    /// Its name in `language`, else in any there is.
    #[must_use]
    pub fn name_in(&self, language: &str) -> &str {
        localised(&self.name, language)
    }
}

impl Row for Part {
    fn key(&self) -> String {
        self.number.clone()
    }

    fn check(&self) -> Result<(), RowFault> {
        check_needed("number", &self.number)?;
        check_localised("name", &self.name)?;
        check_needed("unit", &self.unit)?;
        self.unit_price_fen.map_or(Ok(()), |price| check_amount("unit_price_fen", price))?;
        self.preferential_price_fen.map_or(Ok(()), |price| check_amount("preferential_price_fen", price))?;
        if !self.old_part.allowed.contains(&self.old_part.default) {
            return Err(RowFault::new("old_part.default", "must be one of the allowed ways"));
        }
        self.supplier.as_deref().map_or(Ok(()), |supplier| check_needed("supplier", supplier))?;
        if self.models.len() > MAX_MODELS {
            return Err(RowFault::new("models", format!("names more than {MAX_MODELS} models")));
        }
        self.models.iter().try_for_each(|model| check_needed("models", model))?;
        check_line("initials", &self.initials)
    }
}
