//! Who pays, as warranty and contract propose it (R-029, R-229…R-234).

use chrono::NaiveDate;
use client_core::visits::WarrantyFindings;
use model::documents::visit::records::ServiceType;
use model::rules::warranty::{self, Basis as WarrantyBasis, Gap as FileGap, Period as WarrantyPeriod, Start as WarrantyStart, VoidReason};

/// What the technician found on site, beside the file.
#[uniffi::remote(Record)]
pub struct WarrantyFindings {
    /// The component at fault, if the terms name it.
    pub component: Option<String>,
    /// The customer could show a proof of purchase.
    pub proof_seen: bool,
    /// What voids the warranty, if anything does.
    pub void: Option<VoidReason>,
    /// Customer and technician do not agree, or the cause is not clear.
    pub disputed: bool,
}

/// Who pays, and why.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct WarrantyDecision {
    /// The service type; `None` as long as the fee is open.
    pub service: Option<ServiceType>,
    /// What it rests on.
    pub basis: WarrantyBasis,
    /// The rule that decided, such as `R-231`.
    pub rule: String,
    /// The customer must have agreed to the fee before the work begins.
    pub needs_consent: bool,
}

/// What a decision rests on.
#[uniffi::remote(Enum)]
pub enum WarrantyBasis {
    /// Inside the warranty.
    Warranty {
        /// How long it runs.
        period: WarrantyPeriod,
    },
    /// Under a contract that covers this work on this day.
    Contract {
        /// Its number.
        number: String,
    },
    /// The warranty does not count.
    Void {
        /// Why.
        reason: VoidReason,
        /// It would still run: R-088 then asks for preferential part prices after misuse.
        in_period: bool,
    },
    /// The warranty has ended, or has not begun.
    OutOfPeriod {
        /// When it ran.
        period: WarrantyPeriod,
    },
    /// Nobody agrees yet; the quality office judges.
    Disputed,
    /// The file does not say enough to tell.
    Unknown {
        /// What is missing.
        missing: FileGap,
    },
}

/// Why a warranty does not count.
#[uniffi::remote(Enum)]
pub enum VoidReason {
    /// The product's number is missing, unreadable or altered.
    NumberUnreadable,
    /// The warranty card is altered or does not match.
    CardAltered,
    /// Misuse, poor care or unauthorised opening. Inside the period parts are sold at a preferential price.
    Misuse,
    /// Environment, force majeure, wrong power or wiring.
    Environment,
    /// The housing is worn, which is never covered.
    HousingWear,
}

/// How long the warranty runs.
#[uniffi::remote(Record)]
pub struct WarrantyPeriod {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// What the first day rests on.
    pub start: WarrantyStart,
    /// The terms are what was promised at the sale, not the manual's.
    pub promised: bool,
}

/// Which day the warranty counts from.
#[uniffi::remote(Enum)]
pub enum WarrantyStart {
    /// The day it was bought.
    Purchase,
    /// Three months after it was made.
    Factory,
}

/// What a file lacks.
#[uniffi::remote(Enum)]
pub enum FileGap {
    /// There is no file of this product.
    File,
    /// There is neither a proven purchase date nor a factory date.
    Dates,
    /// Nothing says how long the warranty runs (P-16).
    Terms,
}

impl From<warranty::WarrantyDecision> for WarrantyDecision {
    fn from(decision: warranty::WarrantyDecision) -> Self {
        let needs_consent = decision.needs_consent();
        Self { service: decision.service, needs_consent, basis: decision.basis, rule: decision.rule.to_owned() }
    }
}
