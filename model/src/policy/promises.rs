//! Promises to the customer: a date that will be missed (P-07), a date named on site (P-22), who passes a take-away repair (P-23).

use serde::{Deserialize, Serialize};

use super::findings::{Open, Row};
use super::unit::Unit;
use crate::documents::visit::records::MayPromise;

/// What a technician owes when a promised date will be missed (P-07, R-098).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MissedPromise {
    /// The duty.
    pub duty: Option<MissedPromiseDuty>,
}

/// The duty when a promised date will be missed (P-07).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissedPromiseDuty {
    /// The technician tells the supervisor, who helps.
    TellSupervisor,
    /// The technician tells the market department, which agrees a new date.
    TellMarketDepartment,
    /// The customer is told beforehand.
    TellCustomerBeforehand,
    /// There is no way out: the promise is a duty.
    KeepIt,
}

impl Row for MissedPromise {
    fn unset(&self, open: &mut Open) {
        open.when(self.duty.is_none(), "duty", "the duty when a promised date will be missed is not chosen (R-098)");
    }
}

/// Whether the technician may name a completion date on site (P-22, R-047, R-048).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CompletionPromise {
    /// Whether it may be named.
    pub may: Option<MayPromise>,
    /// A change of the date is told to the customer beforehand.
    pub changes_told_beforehand: bool,
}

impl Row for CompletionPromise {
    fn unset(&self, open: &mut Open) {
        open.when(self.may.is_none(), "may", "whether a completion date may be named on site is not chosen (R-048)");
    }
}

/// Who passes a take-away repair before it goes back (P-23, R-095).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TakeAwayCheck {
    /// Who inspects and passes.
    pub by: Option<Unit>,
    /// The passed product is booked into stock before it goes back.
    pub via_stock: bool,
    /// Only rework is inspected.
    pub rework_only: bool,
}

impl Row for TakeAwayCheck {
    fn unset(&self, open: &mut Open) {
        open.when(self.by.is_none(), "by", "goods go back only after somebody passed them (R-095)");
    }
}
