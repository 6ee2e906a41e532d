//! Offices and roles that rows name: who dispatches, files, approves, passes.

use std::fmt;
use std::str::FromStr;

use serde::de::value::{Error, StrDeserializer};
use serde::{Deserialize, Serialize};

/// An office or a role of an organisation, as the rules name them (glossary 1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Unit {
    /// Accounting, finance.
    Accounting,
    /// The after-sales department.
    AfterSales,
    /// The archive.
    Archive,
    /// The manager of a branch.
    BranchManager,
    /// The chairman.
    Chairman,
    /// The customer service centre.
    CustomerServiceCentre,
    /// The customer-service supervisor.
    CustomerServiceSupervisor,
    /// A department.
    Department,
    /// The deputy general manager.
    DeputyGeneralManager,
    /// The service desk.
    Desk,
    /// The director of a service desk or of a property.
    Director,
    /// The manager of a division.
    DivisionManager,
    /// The engineer or technician.
    Engineer,
    /// The factory director.
    FactoryDirector,
    /// The general manager.
    GeneralManager,
    /// The general manager's office.
    GeneralManagerOffice,
    /// The leader of the unit.
    Leader,
    /// The manager.
    Manager,
    /// Manufacturing.
    Manufacturing,
    /// The market department.
    MarketDepartment,
    /// Production.
    Production,
    /// The project that owns the goods.
    Project,
    /// The property officer.
    PropertyOfficer,
    /// The quality department.
    QualityDepartment,
    /// The quality inspector.
    QualityInspector,
    /// The procedure for quality records names the office.
    QualityRecordProcedure,
    /// The head of the repair workers.
    RepairHead,
    /// Research and development.
    ResearchAndDevelopment,
    /// The department responsible for the matter.
    ResponsibleDepartment,
    /// Sales.
    Sales,
    /// The sales manager.
    SalesManager,
    /// The service supervisor.
    ServiceSupervisor,
    /// A supervisor.
    Supervisor,
    /// The head of the technical department.
    TechnicalDepartmentHead,
    /// The technical-quality department.
    TechnicalQualityDepartment,
}

/// The stable word, as it stands in files.
impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// The word names no office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no office is called so")]
pub struct UnknownUnit;

impl FromStr for Unit {
    type Err = UnknownUnit;

    fn from_str(word: &str) -> Result<Self, UnknownUnit> {
        Self::deserialize(StrDeserializer::<Error>::new(word)).map_err(|_| UnknownUnit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_is_read_by_the_word_it_is_written_as() {
        for unit in [Unit::Accounting, Unit::GeneralManagerOffice, Unit::TechnicalQualityDepartment] {
            assert_eq!(unit.to_string().parse(), Ok(unit));
        }
        assert_eq!(Unit::MarketDepartment.to_string(), "market_department");
        assert_eq!("boss".parse::<Unit>(), Err(UnknownUnit));
    }
}
