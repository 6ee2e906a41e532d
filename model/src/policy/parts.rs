//! Parts: what clears an issued one (P-18), how old ones are sold (P-19).

use serde::{Deserialize, Serialize};

use super::approval::{ApprovalStep, check_steps, unset_steps};
use super::findings::{Faults, Open, Row};
use super::unit::Unit;

/// What clears an issued part from the technician's account (P-18, R-075, R-076).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PartClearing {
    /// All of these together clear it.
    pub needs: Vec<ClearingProof>,
    /// **Days** from completion until the old part is handed over; absent where the organisation sets no date.
    pub old_part_days: Option<i64>,
}

/// What proves that an issued part was used (P-18).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClearingProof {
    /// The report, signed by the customer.
    SignedReport,
    /// The old part.
    OldPart,
    /// The leader's consent.
    LeaderConsent,
    /// The cost is booked to service.
    CostToService,
    /// The return slip.
    ReturnSlip,
    /// The slip with the old and the new number.
    SlipWithNumbers,
    /// The row of the progress report is closed.
    ProgressRowClosed,
}

impl Row for PartClearing {
    fn unset(&self, open: &mut Open) {
        open.when(self.needs.is_empty(), "needs", "what clears an issued part is not chosen (R-075)");
    }

    fn check(&self, faults: &mut Faults) {
        faults.within(self.old_part_days, 0, 3660, "old_part_days");
    }
}

/// How old parts and scrap are sold or given up (P-19, R-126… ).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OldPartSale {
    /// Least price in **percent** of the market price.
    pub least_percent: Option<i64>,
    /// Least price in **percent** if the buyer bears labour, lifting, transport or cutting.
    pub least_percent_buyer_bears_cost: Option<i64>,
    /// A price below that needs a reason in the report.
    pub lower_with_reason: bool,
    /// In hard-to-reach regions the price may be lower by at least so many **percent** (R-130).
    pub region_less_from_percent: Option<i64>,
    /// In hard-to-reach regions the price may be lower by at most so many **percent** (R-130).
    pub region_less_to_percent: Option<i64>,
    /// The hard-to-reach regions.
    pub regions: Vec<String>,
    /// At least so many quotes.
    pub quotes: Option<i64>,
    /// Prices are compared, however many.
    pub prices_compared: bool,
    /// Who decides.
    pub approved_by: Option<Unit>,
    /// Who decides by original value, where the sum matters.
    pub steps: Vec<ApprovalStep>,
    /// So many people of different departments sign.
    pub witnesses: Option<i64>,
    /// By tender.
    pub tender: bool,
    /// The buyer must hold the licences.
    pub licences: bool,
    /// Applying, appraising, approving, executing and supervising are different roles.
    pub separate_roles: bool,
    /// What can be repaired is repaired first.
    pub repair_first: bool,
}

impl Row for OldPartSale {
    fn unset(&self, open: &mut Open) {
        unset_steps(&self.steps, open);
    }

    fn check(&self, faults: &mut Faults) {
        // A part can bring more than its scrap price, but no rule asks for more than twice as much.
        faults.within(self.least_percent, 0, 200, "least_percent");
        faults.percent(self.least_percent_buyer_bears_cost, "least_percent_buyer_bears_cost");
        faults.percent(self.region_less_from_percent, "region_less_from_percent");
        faults.percent(self.region_less_to_percent, "region_less_to_percent");
        let backwards = matches!((self.region_less_from_percent, self.region_less_to_percent), (Some(from), Some(to)) if from > to);
        faults.when(backwards, "region_less_to_percent", "it is less than the least");
        faults.within(self.quotes, 0, 100, "quotes");
        faults.within(self.witnesses, 0, 100, "witnesses");
        check_steps(&self.steps, faults);
    }
}
