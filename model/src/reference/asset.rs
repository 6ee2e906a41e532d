//! The file of one product of a customer: what it is, when it was bought, what was promised, which contract covers it, and what
//! was done to it before. It holds personal data, so only who has a visit for the product gets it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::row::{Row, RowFault, check_line, check_needed, check_text};
use crate::documents::visit::records::Work;

/// The most earlier services a file keeps at hand; older ones are at the desk.
pub const MAX_SERVICES: usize = 50;
/// The longest warranty, in **months**; more is a typing error.
const MAX_MONTHS: u32 = 600;

/// What is known of a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AssetFile {
    /// Its serial or equipment number; the row's key is [`asset_key`] of it.
    pub serial: String,
    /// What it is.
    pub product: String,
    /// Its model.
    pub model: String,
    /// Licence plate, if it sits in a vehicle.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub plate: Option<String>,
    /// Whose it is.
    pub customer: String,
    /// When it was bought, if an invoice, warranty card or other proof says so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub purchased_on: Option<NaiveDate>,
    /// When it left the factory, by date or code.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub made_on: Option<NaiveDate>,
    /// What the manual grants (P-16).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub warranty: Option<WarrantyTerms>,
    /// What was promised when it was sold; counts before the manual.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub promise: Option<WarrantyTerms>,
    /// The service contract it is under, if any.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub contract: Option<ServiceContract>,
    /// The last services, newest first.
    #[serde(default)]
    pub services: Vec<PastService>,
}

/// How long what is warranted (P-16).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WarrantyTerms {
    /// The whole unit, in **months** from the start.
    pub unit_months: u32,
    /// Single components for another time, such as a compressor.
    #[serde(default)]
    pub components: Vec<ComponentTerm>,
}

/// How long one component is warranted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ComponentTerm {
    /// Which.
    pub component: String,
    /// How long, in **months** from the start.
    pub months: u32,
}

/// A service contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServiceContract {
    /// Its number.
    pub number: String,
    /// First day.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub from: NaiveDate,
    /// Last day.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub to: NaiveDate,
    /// Which work it covers.
    pub covers: Vec<Work>,
    /// What else the scope says, in words.
    #[serde(default)]
    pub scope: String,
}

/// A service done before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PastService {
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub on: NaiveDate,
    /// What was wrong.
    pub fault: String,
    /// What was done.
    pub treatment: String,
    /// Who did it.
    pub technician: String,
}

/// The key of the file of the product with this serial: without spaces around it, Latin letters in upper case, because serials are
/// copied by hand from type plates.
#[must_use]
pub fn asset_key(serial: &str) -> String {
    serial.trim_matches(' ').to_ascii_uppercase()
}

impl Row for AssetFile {
    fn key(&self) -> String {
        asset_key(&self.serial)
    }

    fn check(&self) -> Result<(), RowFault> {
        check_needed("serial", &self.serial)?;
        check_line("product", &self.product)?;
        check_line("model", &self.model)?;
        self.plate.as_deref().map_or(Ok(()), |plate| check_needed("plate", plate))?;
        check_line("customer", &self.customer)?;
        for (field, terms) in [("warranty", &self.warranty), ("promise", &self.promise)] {
            terms.as_ref().map_or(Ok(()), |terms| check_terms(field, terms))?;
        }
        if let (Some(made), Some(bought)) = (self.made_on, self.purchased_on)
            && bought < made
        {
            return Err(RowFault::new("purchased_on", "is before the product was made"));
        }
        if let Some(contract) = &self.contract {
            check_needed("contract.number", &contract.number)?;
            check_text("contract.scope", &contract.scope)?;
            if contract.to < contract.from {
                return Err(RowFault::new("contract.to", "is before its first day"));
            }
        }
        if self.services.len() > MAX_SERVICES {
            return Err(RowFault::new("services", format!("holds more than the last {MAX_SERVICES}")));
        }
        for (place, service) in self.services.iter().enumerate() {
            check_text(&format!("services.{place}.fault"), &service.fault)?;
            check_text(&format!("services.{place}.treatment"), &service.treatment)?;
            check_line(&format!("services.{place}.technician"), &service.technician)?;
        }
        Ok(())
    }
}

fn check_terms(field: &str, terms: &WarrantyTerms) -> Result<(), RowFault> {
    let months = |field: String, months: u32| {
        if months > MAX_MONTHS { Err(RowFault::new(field, format!("is longer than {MAX_MONTHS} months"))) } else { Ok(()) }
    };
    months(format!("{field}.unit_months"), terms.unit_months)?;
    for (place, term) in terms.components.iter().enumerate() {
        check_needed(&format!("{field}.components.{place}.component"), &term.component)?;
        months(format!("{field}.components.{place}.months"), term.months)?;
    }
    Ok(())
}
