//! Prices, checklist templates, roster, asset files, the range of numbers, the policy.

use model::reference::Set;
use model::reference::asset::{AssetFile, asset_key};
use model::reference::checklist::ChecklistTemplate;
use model::reference::number::NumberRange;
use model::reference::person::RosterPerson;
use model::reference::price::Price;

use super::Reference;
use crate::store::{StoreError, reference};

impl Reference {
    /// The price list by code.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn prices(&self) -> Result<Vec<Price>, StoreError> {
        Ok(self.rows(Set::Prices)?.0)
    }

    /// The checklist templates by key.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn checklist_templates(&self) -> Result<Vec<ChecklistTemplate>, StoreError> {
        Ok(self.rows(Set::Checklists)?.0)
    }

    /// Who works here, by name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn people(&self) -> Result<Vec<RosterPerson>, StoreError> {
        let (mut people, _) = self.rows::<RosterPerson>(Set::People)?;
        people.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        Ok(people)
    }

    /// The file of the product with this serial, if this person has a visit for it and the desk keeps one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn asset(&self, serial: &str) -> Result<Option<AssetFile>, StoreError> {
        self.row(Set::Assets, &asset_key(serial))
    }

    /// The range from which this device numbers papers (E6); `None` before the first sync.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn number_range(&self) -> Result<Option<NumberRange>, StoreError> {
        Ok(self.rows(Set::Numbers)?.0.into_iter().next())
    }

    /// The organisation's policy as JSON; `None` if the server has none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn policy_json(&self) -> Result<Option<String>, StoreError> {
        let rows = self.core.store.read(|conn| reference::rows(conn, Set::Policy))?;
        Ok(rows.into_iter().next().map(|(_, body)| body))
    }
}
