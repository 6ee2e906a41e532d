//! What the buyer may ask for: exchange windows (P-15), warranty terms (P-16).

use serde::{Deserialize, Serialize};

use super::findings::{Faults, Open, Row};

/// What a buyer may ask for after so many days (P-15, R-235).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ExchangeWindows {
    /// Return without a reason up to and including so many **days**.
    pub return_days: Option<i64>,
    /// Refund for a defect up to and including so many **days**.
    pub refund_days: Option<i64>,
    /// Exchange before this **day**.
    pub exchange_before_day: Option<i64>,
    /// Whether that day itself still counts as exchange; the source leaves it open, the preset chooses in the customer's favour.
    pub exchange_on_that_day: Option<bool>,
    /// Free repair before so many **months**.
    pub free_repair_before_months: Option<i64>,
}

impl Row for ExchangeWindows {
    fn unset(&self, open: &mut Open) {
        open.when(self.return_days.is_none(), "return_days", "the window for a return is not set (R-235)");
        open.when(self.refund_days.is_none(), "refund_days", "the window for a refund is not set (R-235)");
        open.when(self.exchange_before_day.is_none(), "exchange_before_day", "the window for an exchange is not set (R-235)");
        open.when(
            self.exchange_on_that_day.is_none(),
            "exchange_on_that_day",
            "the source leaves the day between exchange and repair open (R-235)",
        );
        open.when(self.free_repair_before_months.is_none(), "free_repair_before_months", "the window for free repair is not set (R-235)");
    }

    fn check(&self, faults: &mut Faults) {
        let days =
            [("return_days", self.return_days), ("refund_days", self.refund_days), ("exchange_before_day", self.exchange_before_day)];
        for (key, value) in days {
            faults.within(value, 0, 3660, key);
        }
        faults.ascending(days);
        faults.within(self.free_repair_before_months, 0, 120, "free_repair_before_months");
    }
}

/// How long a product is under warranty (P-16, R-231, R-232).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Warranty {
    /// The contract decides; goods made to order always go by it.
    pub by_contract: bool,
    /// Terms by use and covered component.
    pub terms: Vec<WarrantyTerm>,
    /// Without a purchase date the term starts so many **months** after the factory date.
    pub factory_date_plus_months: Option<i64>,
}

/// One term of warranty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WarrantyTerm {
    /// How the product is used.
    pub usage: ProductUse,
    /// What is covered: `unit`, or a component by its name.
    pub covers: String,
    /// **Years** covered.
    pub years: i64,
    /// **Years** covered at most, where the source gives a range.
    #[serde(default)]
    pub years_to: Option<i64>,
}

/// How a product is used (P-16).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProductUse {
    /// In business.
    Commercial,
    /// At home.
    Home,
}

impl Row for Warranty {
    fn unset(&self, open: &mut Open) {
        open.when(!self.by_contract && self.terms.is_empty(), "terms", "neither terms nor the contract decide on warranty (R-232)");
    }

    fn check(&self, faults: &mut Faults) {
        for (index, term) in self.terms.iter().enumerate() {
            faults.within(Some(term.years), 1, 100, format_args!("terms.{index}.years"));
            faults.within(term.years_to, 1, 100, format_args!("terms.{index}.years_to"));
            let backwards = term.years_to.is_some_and(|most| most < term.years);
            faults.when(backwards, format_args!("terms.{index}.years_to"), "it is less than the least");
        }
        faults.within(self.factory_date_plus_months, 0, 120, "factory_date_plus_months");
    }
}
