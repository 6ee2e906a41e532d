//! What only the desk changes: catalogue, prices, checklists, roster, files of products. Read without a network; what is here is what
//! the last sync brought.

use client_core::reference::SetState;
use model::reference::asset::AssetFile;
use model::reference::number::NumberRange;
use model::reference::person::RosterPerson;

use crate::failures::FieldError;
use crate::records::reference::{ChecklistTemplate, Part, Price};

/// Reference data on this device. `Device.van_stock` has the van's.
#[derive(uniffi::Object)]
pub struct Reference {
    pub(crate) core: client_core::reference::Reference,
}

#[uniffi::export]
impl Reference {
    /// How far every set has come that the server ever named.
    ///
    /// # Errors
    /// [`FieldError::Storage`], [`FieldError::TryAgain`].
    pub fn sets(&self) -> Result<Vec<SetState>, FieldError> {
        Ok(self.core.sets()?)
    }

    /// Parts that fit `query`, the best first, at most `limit` and never more than 200: by material code (with or without its dashes),
    /// by name in any language, by the initials of the Chinese name in pinyin, and with one slip of the finger.
    ///
    /// # Errors
    /// As [`Reference::sets`].
    pub fn search_parts(&self, query: &str, limit: u32) -> Result<Vec<Part>, FieldError> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(self.core.search_parts(query, limit)?.into_iter().map(Into::into).collect())
    }

    /// The part with exactly this material code.
    ///
    /// # Errors
    /// As [`Reference::sets`].
    pub fn part(&self, number: &str) -> Result<Option<Part>, FieldError> {
        Ok(self.core.part(number)?.map(Into::into))
    }

    /// The price list by code.
    ///
    /// # Errors
    /// As [`Reference::sets`].
    pub fn prices(&self) -> Result<Vec<Price>, FieldError> {
        Ok(self.core.prices()?.into_iter().map(Into::into).collect())
    }

    /// The checklist templates by key.
    ///
    /// # Errors
    /// As [`Reference::sets`].
    pub fn checklist_templates(&self) -> Result<Vec<ChecklistTemplate>, FieldError> {
        Ok(self.core.checklist_templates()?.into_iter().map(Into::into).collect())
    }

    /// Who works here, by name.
    ///
    /// # Errors
    /// As [`Reference::sets`].
    pub fn people(&self) -> Result<Vec<RosterPerson>, FieldError> {
        Ok(self.core.people()?)
    }

    /// The file of the product with this serial, if this person has a visit for it and the desk keeps one.
    ///
    /// # Errors
    /// As [`Reference::sets`].
    pub fn asset(&self, serial: &str) -> Result<Option<AssetFile>, FieldError> {
        Ok(self.core.asset(serial)?)
    }

    /// The range from which this device numbers papers (E6); absent before the first sync.
    ///
    /// # Errors
    /// As [`Reference::sets`].
    pub fn number_range(&self) -> Result<Option<NumberRange>, FieldError> {
        Ok(self.core.number_range()?)
    }
}
