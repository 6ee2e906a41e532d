//! The templates that every organisation begins with, one file each, in the program and in `server/checklists` to read.

use model::id::OrganisationId;
use model::reference::Set;
use model::reference::checklist::ChecklistTemplate;

use super::file::{ChecklistFileError, read_checklist};
use crate::app::App;
use crate::store::StoreError;
use crate::store::reference::ReferenceWrite;

/// Every ready file, by name.
const FILES: &[(&str, &str)] = &[
    ("closing.toml", include_str!("../../checklists/closing.toml")),
    ("inspection-security.toml", include_str!("../../checklists/inspection-security.toml")),
    ("installation.toml", include_str!("../../checklists/installation.toml")),
    ("installation-gps.toml", include_str!("../../checklists/installation-gps.toml")),
    ("kit.toml", include_str!("../../checklists/kit.toml")),
    ("repair.toml", include_str!("../../checklists/repair.toml")),
];

/// The ready templates did not reach the organisation. They are put there at the next start.
#[derive(Debug, thiserror::Error)]
pub enum ReadyChecklistError {
    /// One of the program's own files is no template: the program is damaged; install it anew.
    #[error("a ready checklist of this program cannot be read: {0}")]
    Damaged(#[from] ChecklistFileError),
    /// A template has no text form; install the program anew.
    #[error("a ready checklist of this program cannot be written: {0}")]
    Unwritable(#[from] serde_json::Error),
    /// The database could not be read or written; try again.
    #[error("the ready checklists were not kept: {0}")]
    Failed(String),
}

impl From<StoreError> for ReadyChecklistError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.to_string())
    }
}

/// The ready templates, by key.
///
/// # Errors
/// [`ChecklistFileError`] if one of the program's own files is no template.
pub fn ready_checklists() -> Result<Vec<ChecklistTemplate>, ChecklistFileError> {
    FILES.iter().map(|(name, source)| read_checklist(name, source)).collect()
}

/// Gives an organisation the ready templates, unless it ever had any: what it changed or deleted stays so.
pub(crate) async fn provide(app: &App, organisation: OrganisationId) -> Result<(), ReadyChecklistError> {
    if app.store.kept_reference(organisation, Set::Checklists, String::new(), 1).await?.version > 0 {
        return Ok(());
    }
    let mut writes = Vec::new();
    for template in ready_checklists()? {
        writes.push(ReferenceWrite { key: template.key.clone(), body: Some(serde_json::to_string(&template)?) });
    }
    app.store.put_reference(organisation, Set::Checklists, writes).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use model::documents::visit::records::{CheckStage, Work};
    use model::reference::row::check_row;

    use super::*;

    fn ready() -> BTreeMap<String, ChecklistTemplate> {
        let templates = ready_checklists().unwrap_or_else(|error| unreachable!("{error}"));
        templates.into_iter().map(|template| (template.key.clone(), template)).collect()
    }

    #[test]
    fn every_ready_template_is_one_that_an_organisation_could_put_there_itself_and_speaks_both_languages() {
        for (key, template) in ready() {
            let row = serde_json::to_value(&template).unwrap_or_default();
            assert_eq!(check_row(Set::Checklists, &row, |_| String::new()).map(|row| row.key), Ok(key.clone()));
            for (check, label) in template.items.iter().map(|item| (&item.key, &item.label)).chain([(&key, &template.name)]) {
                assert_eq!(label.keys().map(String::as_str).collect::<Vec<_>>(), ["en", "zh-CN"], "{check}");
                assert!(label.get("zh-CN").is_some_and(|text| !text.is_ascii()), "{check}");
                assert!(label.get("en").is_some_and(|text| text.is_ascii()), "{check}");
            }
        }
    }

    /// front-end devices, cabling and earthing, central equipment, functions and indicators, point by point.
    #[test]
    fn the_monthly_inspection_has_140_points_in_four_areas() {
        let ready = ready();
        let points = ready.get("inspection-security").map(|template| template.items.as_slice()).unwrap_or_default();
        let mut areas: BTreeMap<&str, usize> = BTreeMap::new();
        for point in points {
            assert!(point.required, "{}", point.key);
            *areas.entry(point.key.split('-').next().unwrap_or_default()).or_default() += 1;
        }
        assert_eq!(areas, BTreeMap::from([("front", 80), ("cabling", 20), ("central", 22), ("function", 18)]));
        assert_eq!(points.len(), 140);
    }

    /// the kit comes first, the closing last, and placement advice belongs to a GPS terminal.
    #[test]
    fn kit_closing_and_placement_advice_are_asked_for() {
        let ready = ready();
        let of = |work: Work, product: &str| -> Vec<_> {
            let fitting: Vec<_> = ready.values().filter(|template| template.fits(work, product)).cloned().collect();
            model::reference::checklist::checks_of(&fitting)
        };
        for (work, product, own) in [
            (Work::Repair, "复印机 Copier", "repair-cause"),
            (Work::Installation, "GPS 终端 GPS terminal", "gps-placement"),
            (Work::Inspection, "安防系统 Security system", "front-camera-17"),
        ] {
            let checks = of(work, product);
            let required = |key: &str, stage| checks.iter().any(|check| check.key == key && check.required && check.stage == stage);
            assert!(checks.first().is_some_and(|check| check.stage == CheckStage::Preparation), "{product}");
            for kit in ["kit-equipment", "kit-spares", "kit-records", "kit-receipts", "kit-prices", "kit-survey"] {
                assert!(required(kit, CheckStage::Preparation), "{product}: {kit}");
            }
            assert!(required(own, CheckStage::Work), "{product}: {own}");
            for closing in ["closing-clean", "closing-hazard", "closing-care", "closing-card"] {
                assert!(required(closing, CheckStage::Closing), "{product}: {closing}");
            }
        }
        assert!(!of(Work::Installation, "复印机 Copier").iter().any(|check| check.key.starts_with("gps-")));
    }

    #[test]
    fn a_key_means_one_check_and_stays() {
        let keys: BTreeMap<String, Vec<String>> =
            ready().into_iter().map(|(key, template)| (key, template.items.into_iter().map(|item| item.key).collect())).collect();
        let all: Vec<&String> = keys.values().flatten().collect();
        let distinct: std::collections::BTreeSet<&&String> = all.iter().collect();
        assert_eq!(all.len(), distinct.len(), "templates that meet in a visit share no key");
        insta::assert_json_snapshot!("ready_checklist_keys", keys);
    }
}
