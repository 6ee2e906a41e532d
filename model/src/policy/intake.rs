//! Before the visit: what the desk asks (P-01), who dispatches (P-03), who stands in (P-24).

use serde::{Deserialize, Serialize};

use super::findings::{Faults, Open, Row};
use super::unit::Unit;

/// What the desk must ask when a request comes in (P-01, R-001).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Intake {
    /// Fields without which a request is not complete.
    pub required: Vec<IntakeField>,
}

/// One field of a request (P-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntakeField {
    /// The customer's name.
    Name,
    /// The customer's address.
    Address,
    /// The customer's address, exact enough to find it.
    ExactAddress,
    /// The customer's phone.
    Phone,
    /// Whom to ask for.
    Contact,
    /// How to reach that person.
    ContactData,
    /// Model of the product.
    Model,
    /// Name of the product.
    ProductName,
    /// Its specification.
    Specification,
    /// When it was bought.
    PurchaseDate,
    /// Where it was bought.
    PurchasePlace,
    /// What the customer's problem is.
    Problem,
    /// What is seen of it.
    Symptom,
    /// The fault.
    Fault,
    /// The service the customer wants.
    ServiceWanted,
    /// The state the system is in.
    PresentState,
}

impl Row for Intake {
    fn unset(&self, open: &mut Open) {
        open.when(self.required.is_empty(), "required", "a request needs at least one field (R-001)");
    }

    fn check(&self, faults: &mut Faults) {
        for (index, field) in self.required.iter().enumerate() {
            let twice = self.required.iter().take(index).any(|earlier| earlier == field);
            faults.when(twice, format_args!("required.{index}"), "this field is named twice");
        }
    }
}

/// Who gives visits to technicians (P-03, R-006).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Dispatch {
    /// The role that dispatches.
    pub by: Option<Unit>,
    /// Turns are taken in a fixed order with equal chances.
    pub rotation: bool,
    /// Who must approve the installation or maintenance slip first.
    pub slip_approved_by: Option<Unit>,
    /// If the dispatcher cannot be reached, this role goes without an order.
    pub if_unreachable: Option<Unit>,
}

impl Row for Dispatch {
    fn unset(&self, open: &mut Open) {
        open.when(self.by.is_none(), "by", "somebody must be allowed to dispatch (R-006)");
    }
}

/// Who goes when nobody is free (P-24, R-016).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StandIn {
    /// Who may be sent.
    pub who: Vec<StandInWay>,
    /// Whose consent must be on record.
    pub consent_by: Option<Unit>,
}

/// Who may be sent instead (P-24).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StandInWay {
    /// A subcontractor.
    Subcontractor,
    /// Another department.
    OtherDepartment,
    /// Whoever took the call.
    WhoeverTookTheCall,
    /// The centre sends another technician.
    CentreSendsAnother,
}

impl Row for StandIn {
    fn unset(&self, open: &mut Open) {
        open.when(self.who.is_empty(), "who", "nobody is named who may be sent (R-016)");
    }
}
