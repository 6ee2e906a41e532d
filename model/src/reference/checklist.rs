//! Checklist templates: what a visit of one kind of work has to check, before, during and after.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::row::{Row, RowFault, check_localised, check_needed};
use crate::documents::visit::records::{Localised, Work};

/// The most items of one template.
const MAX_ITEMS: usize = 200;

/// What to check in visits of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChecklistTemplate {
    /// Short word for it; the key of the row.
    pub key: String,
    /// Which work it is for.
    pub work: Work,
    /// The items, in any order.
    pub items: Vec<TemplateItem>,
}

/// One thing to check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TemplateItem {
    /// Short word for it, once in the template.
    pub key: String,
    /// Place in the list.
    pub order: u32,
    /// Must be answered before the visit can be finished.
    pub required: bool,
    /// When it is checked.
    pub stage: Stage,
    /// What to check, by language.
    pub label: Localised,
}

/// When a thing is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Stage {
    /// Before leaving for the customer.
    Preparation,
    /// On site.
    Work,
    /// Before leaving the customer.
    Closing,
}

impl Row for ChecklistTemplate {
    fn key(&self) -> String {
        self.key.clone()
    }

    fn check(&self) -> Result<(), RowFault> {
        check_needed("key", &self.key)?;
        if self.items.len() > MAX_ITEMS {
            return Err(RowFault::new("items", format!("holds more than {MAX_ITEMS} items")));
        }
        let mut keys = BTreeSet::new();
        for (place, item) in self.items.iter().enumerate() {
            check_needed(&format!("items.{place}.key"), &item.key)?;
            check_localised(&format!("items.{place}.label"), &item.label)?;
            if !keys.insert(item.key.as_str()) {
                return Err(RowFault::new(format!("items.{place}.key"), "is there twice"));
            }
        }
        Ok(())
    }
}
