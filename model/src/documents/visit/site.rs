//! The site record: one value per line, the latest counts. And where a value of customer or product is kept that can be
//! corrected on site (R-036, O-13).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::records::{DataField, EventKind, SiteLine};
use super::{Visit, schema};
use crate::id::{EventId, PersonId};
use crate::time::Timestamp;

/// One line of the site record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SiteEntry {
    /// Which line.
    pub line: SiteLine,
    /// What it says.
    pub value: String,
    /// Who wrote it.
    pub by: PersonId,
    /// When, as well as it can be told.
    pub at: Timestamp,
    /// The event.
    pub event: EventId,
}

impl Visit {
    /// The site record: the latest value of each line, in the order of the lines.
    #[must_use]
    pub fn site_record(&self) -> Vec<SiteEntry> {
        let entries = self.facts().filter_map(|event| match &event.record.kind {
            EventKind::SiteNoted { line, value } => Some(SiteEntry {
                line: *line,
                value: value.clone(),
                by: event.record.by,
                at: event.record.clock.best_guess(),
                event: event.id,
            }),
            _ => None,
        });
        entries.map(|entry| (entry.line, entry)).collect::<BTreeMap<_, _>>().into_values().collect()
    }

    /// What the visit says in `field` now; empty if it says nothing.
    #[must_use]
    pub fn value_of(&self, field: DataField) -> &str {
        match field {
            DataField::Name => &self.customer.name,
            DataField::Address => &self.customer.address,
            DataField::Phone => &self.customer.phone,
            DataField::Contact => &self.customer.contact,
            DataField::Product => &self.asset.product,
            DataField::Model => &self.asset.model,
            DataField::Serial => &self.asset.serial,
            DataField::Plate => self.asset.plate.as_deref().unwrap_or_default(),
        }
    }
}

impl DataField {
    /// The record and the key under which the document keeps the value.
    pub(crate) fn place(self) -> (&'static str, &'static str) {
        match self {
            Self::Name => (schema::CUSTOMER, "name"),
            Self::Address => (schema::CUSTOMER, "address"),
            Self::Phone => (schema::CUSTOMER, "phone"),
            Self::Contact => (schema::CUSTOMER, "contact"),
            Self::Product => (schema::ASSET, "product"),
            Self::Model => (schema::ASSET, "model"),
            Self::Serial => (schema::ASSET, "serial"),
            Self::Plate => (schema::ASSET, "plate"),
        }
    }

    /// Every field.
    pub const ALL: [Self; 8] =
        [Self::Name, Self::Address, Self::Phone, Self::Contact, Self::Product, Self::Model, Self::Serial, Self::Plate];

    /// The path of the value as conflicts name it.
    #[must_use]
    pub fn path(self) -> String {
        let (record, key) = self.place();
        format!("{record}/{key}")
    }
}
