//! Money on site: what each type of service charges (P-05), how it is collected (P-06).

use serde::{Deserialize, Serialize};

use super::findings::{Faults, Open, Row};
use crate::documents::visit::records::InvoiceWay;

/// What each type of service charges (P-05, R-029).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Charges {
    /// Paid service (A).
    pub a: Option<Charge>,
    /// Contract service (B).
    pub b: Option<Charge>,
    /// Free service (C).
    pub c: Option<Charge>,
    /// Internal or other service (D).
    pub d: Option<Charge>,
    /// Advice and wishes beyond the order also count as type D.
    pub advice_is_d: bool,
    /// Paid work starts only after the customer agreed to the fee. A rule of the trade: on unless switched off.
    pub consent_before_work: bool,
    /// No fee of any kind without a leader's consent.
    pub leader_consent: bool,
    /// What a quotation adds to cost, in **percent** (R-112); absent where prices come from a list.
    pub quotation_markup_percent: Option<i64>,
}

impl Default for Charges {
    fn default() -> Self {
        Self {
            a: None,
            b: None,
            c: None,
            d: None,
            advice_is_d: false,
            consent_before_work: true,
            leader_consent: false,
            quotation_markup_percent: None,
        }
    }
}

/// Who bears what in one type of service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Charge {
    /// Parts.
    pub parts: Bearer,
    /// Labour.
    pub labour: Bearer,
}

/// Who bears a cost (P-05).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bearer {
    /// The customer pays the price.
    Customer,
    /// The customer pays what it cost.
    CustomerAtCost,
    /// As the contract says.
    Contract,
    /// Nobody: it is free.
    Free,
    /// The organisation itself.
    Internal,
}

impl Bearer {
    /// Whether the customer may be charged: in full, at cost, or as the contract says.
    #[must_use]
    pub fn is_charged(self) -> bool {
        matches!(self, Self::Customer | Self::CustomerAtCost | Self::Contract)
    }
}

impl Row for Charges {
    fn unset(&self, open: &mut Open) {
        for (key, charge) in [("a", self.a), ("b", self.b), ("c", self.c), ("d", self.d)] {
            open.when(charge.is_none(), key, "the source does not say who bears parts and labour in this type of service (R-029)");
        }
    }

    fn check(&self, faults: &mut Faults) {
        faults.within(self.quotation_markup_percent, 0, 1000, "quotation_markup_percent");
    }
}

/// How money is collected and the invoice reaches the customer (P-06, R-107, R-111).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Collection {
    /// Up to and including this sum in **fen** the technician collects on the spot. No source gives it.
    pub small_fee_limit_fen: Option<i64>,
    /// How the invoice reaches the customer.
    pub invoice: Option<InvoiceWay>,
}

impl Row for Collection {
    fn unset(&self, open: &mut Open) {
        open.when(
            self.small_fee_limit_fen.is_none(),
            "small_fee_limit_fen",
            "no source gives the small-fee limit; until it is set nothing is collected on site (R-107)",
        );
        open.when(self.invoice.is_none(), "invoice", "the invoice must reach the customer somehow (R-111)");
    }

    fn check(&self, faults: &mut Faults) {
        faults.amount(self.small_fee_limit_fen, "small_fee_limit_fen");
    }
}
