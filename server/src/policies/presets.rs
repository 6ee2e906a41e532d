//! The presets: what kinds of companies do, one file each, in the program and in `server/policies` to read.

use model::policy::{Policy, ROWS, RowName};

/// Every preset file, by name.
const FILES: &[(&str, &str)] = &[
    ("appliances", include_str!("../../policies/appliances.toml")),
    ("automation", include_str!("../../policies/automation.toml")),
    ("bus-maker", include_str!("../../policies/bus-maker.toml")),
    ("chemical-plant", include_str!("../../policies/chemical-plant.toml")),
    ("construction", include_str!("../../policies/construction.toml")),
    ("consumer-goods", include_str!("../../policies/consumer-goods.toml")),
    ("crane-maker", include_str!("../../policies/crane-maker.toml")),
    ("doors-windows", include_str!("../../policies/doors-windows.toml")),
    ("electrical-goods", include_str!("../../policies/electrical-goods.toml")),
    ("equipment-maker", include_str!("../../policies/equipment-maker.toml")),
    ("fault-table", include_str!("../../policies/fault-table.toml")),
    ("feedback-sheet", include_str!("../../policies/feedback-sheet.toml")),
    ("foundry", include_str!("../../policies/foundry.toml")),
    ("gps", include_str!("../../policies/gps.toml")),
    ("group-company", include_str!("../../policies/group-company.toml")),
    ("industrial-products", include_str!("../../policies/industrial-products.toml")),
    ("it-department", include_str!("../../policies/it-department.toml")),
    ("it-services", include_str!("../../policies/it-services.toml")),
    ("machinery", include_str!("../../policies/machinery.toml")),
    ("manufacturer", include_str!("../../policies/manufacturer.toml")),
    ("pcb-maker", include_str!("../../policies/pcb-maker.toml")),
    ("pharma", include_str!("../../policies/pharma.toml")),
    ("product-service", include_str!("../../policies/product-service.toml")),
    ("property", include_str!("../../policies/property.toml")),
    ("refrigeration", include_str!("../../policies/refrigeration.toml")),
    ("registration-form", include_str!("../../policies/registration-form.toml")),
    ("retail-chain", include_str!("../../policies/retail-chain.toml")),
    ("satisfaction-sheet", include_str!("../../policies/satisfaction-sheet.toml")),
    ("security-systems", include_str!("../../policies/security-systems.toml")),
    ("service-center", include_str!("../../policies/service-center.toml")),
    ("steelworks", include_str!("../../policies/steelworks.toml")),
    ("telecom", include_str!("../../policies/telecom.toml")),
    ("utility-desk", include_str!("../../policies/utility-desk.toml")),
    ("vehicle-maker", include_str!("../../policies/vehicle-maker.toml")),
    ("weak-current", include_str!("../../policies/weak-current.toml")),
];

/// What one kind of company does, for the rows its rules speak of.
#[derive(Debug, Clone)]
pub struct Preset {
    /// Its name, as an organisation's file writes it.
    pub name: &'static str,
    /// Its file, with the rules it comes from.
    pub text: &'static str,
    /// What it says.
    pub policy: Policy,
}

/// A preset of this program that cannot be read: the program is damaged; install it anew.
#[derive(Debug, thiserror::Error)]
#[error("the preset {name} of this program cannot be read: {reason}")]
pub struct PresetError {
    name: &'static str,
    reason: String,
}

impl Preset {
    /// Every preset, by name.
    ///
    /// # Errors
    /// [`PresetError`] if one of the program's own files is no policy.
    pub fn all() -> Result<Vec<Self>, PresetError> {
        FILES.iter().map(|(name, text)| Self::read(name, text)).collect()
    }

    /// The preset of this name; `None` if there is none.
    ///
    /// # Errors
    /// [`PresetError`] if the program's own file is no policy.
    pub fn find(name: &str) -> Result<Option<Self>, PresetError> {
        FILES.iter().find(|(known, _)| *known == name).map(|(name, text)| Self::read(name, text)).transpose()
    }

    /// Names of the presets that have this row.
    ///
    /// # Errors
    /// [`PresetError`] if one of the program's own files is no policy.
    pub fn with_row(table: &str) -> Result<Vec<&'static str>, PresetError> {
        let presets = Self::all()?;
        Ok(presets.iter().filter(|preset| preset.rows().any(|row| row.table == table)).map(|preset| preset.name).collect())
    }

    /// The rows it speaks of.
    pub fn rows(&self) -> impl Iterator<Item = RowName> {
        let policy = serde_json::to_value(&self.policy).unwrap_or_default();
        ROWS.iter().copied().filter(move |row| policy.get(row.table).is_some())
    }

    /// What the comment at the top of its file says it is.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.text.lines().next().map_or("", |line| line.trim_start_matches(['#', ' ']))
    }

    fn read(name: &'static str, text: &'static str) -> Result<Self, PresetError> {
        let policy = toml::from_str(text).map_err(|error| PresetError { name, reason: error.to_string() })?;
        Ok(Self { name, text, policy })
    }
}
