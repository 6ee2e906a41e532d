//! Who pays, as far as warranty and contract decide it (R-029, R-088, R-089, R-229…R-234, P-16).
//!
//! The decision is a proposal with its basis: the technician may override it with a reason, which is a fact of the visit. A disputed
//! case is not decided here at all: the fee is open until the quality office has judged.
//!
//! Left out: amounts (the policy and the price list), service of type D (internal work needs no warranty), shop returns.

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::documents::visit::records::{ServiceType, Work};
use crate::reference::asset::{AssetFile, ServiceContract, WarrantyTerms};

/// Without a purchase date the warranty begins so many **months** after the product was made.
const MONTHS_FROM_FACTORY: u32 = 3;

/// Why a warranty does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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

/// What the technician found on site, beside the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WarrantyCase<'a> {
    /// What is known of the product; `None` if there is no file.
    pub file: Option<&'a AssetFile>,
    /// The component at fault, if it is one that the terms name.
    pub component: Option<&'a str>,
    /// What is to be done.
    pub work: Work,
    /// The day of the service, in the organisation's time zone.
    pub on: NaiveDate,
    /// The customer could show invoice, warranty card or another proof, or the desk has seen it.
    pub proof_seen: bool,
    /// What voids the warranty, if anything does.
    pub void: Option<VoidReason>,
    /// Customer and technician do not agree, or the cause is not clear.
    pub disputed: bool,
}

/// Which day the warranty counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// The day it was bought.
    Purchase,
    /// Three months after it was made.
    Factory,
}

/// How long the warranty runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// What the first day rests on.
    pub start: Start,
    /// The terms are what was promised at the sale, not the manual's.
    pub promised: bool,
}

/// What a decision rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "basis", rename_all = "snake_case")]
pub enum Basis {
    /// Inside the warranty.
    Warranty {
        /// How long it runs.
        period: Period,
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
        period: Period,
    },
    /// Nobody agrees yet; the quality office judges.
    Disputed,
    /// The file does not say enough to tell.
    Unknown {
        /// What is missing.
        missing: Gap,
    },
}

/// What a file lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gap {
    /// There is no file of this product.
    File,
    /// There is neither a proven purchase date nor a factory date.
    Dates,
    /// Nothing says how long the warranty runs (P-16).
    Terms,
}

/// Who pays, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarrantyDecision {
    /// The service type; `None` as long as the fee is open.
    pub service: Option<ServiceType>,
    /// What it rests on.
    #[serde(flatten)]
    pub basis: Basis,
    /// The rule that decided.
    pub rule: &'static str,
}

/// How something is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Charge {
    /// Not at all.
    Free,
    /// By the list.
    List,
    /// At the preferential price.
    Preferential,
    /// As the contract says.
    AsContract,
}

impl WarrantyDecision {
    /// The customer must have agreed to the fee before the work begins.
    #[must_use]
    pub fn needs_consent(&self) -> bool {
        self.service == Some(ServiceType::A)
    }

    /// How parts and labour are charged, in this order; `None` as long as the fee is open. `labour_is_free` is the trade's custom:
    /// out of warranty the GPS companies charge parts and not labour (R-089, P-05).
    #[must_use]
    pub fn charges(&self, labour_is_free: bool) -> Option<(Charge, Charge)> {
        let labour = if labour_is_free { Charge::Free } else { Charge::List };
        Some(match (self.service?, &self.basis) {
            (ServiceType::A, Basis::Void { reason: VoidReason::Misuse, in_period: true }) => (Charge::Preferential, labour),
            (ServiceType::A, _) => (Charge::List, labour),
            (ServiceType::B, _) => (Charge::AsContract, Charge::AsContract),
            (ServiceType::C | ServiceType::D, _) => (Charge::Free, Charge::Free),
        })
    }
}

/// Decides who pays.
///
/// A dispute leaves the fee open. Else a warranty that runs makes the service free (C); what it does not cover goes by the
/// contract if that covers the work (B), and is paid otherwise (A).
#[must_use]
pub fn decide(case: &WarrantyCase<'_>) -> WarrantyDecision {
    if case.disputed {
        return WarrantyDecision { service: None, basis: Basis::Disputed, rule: "R-234" };
    }
    let Some(file) = case.file else { return open(Gap::File) };
    let period = period(case, file);
    if let (Ok(period), None) = (&period, case.void)
        && (period.from..=period.to).contains(&case.on)
    {
        let rule = if period.start == Start::Factory { "R-231" } else { "R-230" };
        return WarrantyDecision { service: Some(ServiceType::C), basis: Basis::Warranty { period: period.clone() }, rule };
    }
    if let Some(contract) = file.contract.as_ref().filter(|contract| covers(contract, case)) {
        let basis = Basis::Contract { number: contract.number.clone() };
        return WarrantyDecision { service: Some(ServiceType::B), basis, rule: "R-229" };
    }
    if let Some(reason) = case.void {
        let in_period = period.is_ok_and(|period| (period.from..=period.to).contains(&case.on));
        let rule = if reason == VoidReason::Misuse && in_period { "R-088" } else { "R-233" };
        return WarrantyDecision { service: Some(ServiceType::A), basis: Basis::Void { reason, in_period }, rule };
    }
    match period {
        Ok(period) => WarrantyDecision { service: Some(ServiceType::A), basis: Basis::OutOfPeriod { period }, rule: "R-229" },
        Err(missing) => open(missing),
    }
}

/// Nothing is guessed: what cannot be told is judged by the office.
fn open(missing: Gap) -> WarrantyDecision {
    WarrantyDecision { service: None, basis: Basis::Unknown { missing }, rule: "R-234" }
}

/// When the warranty runs: from the proven purchase, else from three months after the product was made, for as long
/// as was promised, else as the manual grants (R-232, P-16).
fn period(case: &WarrantyCase<'_>, file: &AssetFile) -> Result<Period, Gap> {
    let bought = file.purchased_on.filter(|_| case.proof_seen).map(|from| (from, Start::Purchase));
    let made =
        || file.made_on.and_then(|made| made.checked_add_months(Months::new(MONTHS_FROM_FACTORY))).map(|from| (from, Start::Factory));
    let (from, start) = bought.or_else(made).ok_or(Gap::Dates)?;
    let terms = file.promise.as_ref().or(file.warranty.as_ref()).ok_or(Gap::Terms)?;
    let to = from.checked_add_months(Months::new(months(terms, case.component))).and_then(|end| end.pred_opt()).ok_or(Gap::Terms)?;
    Ok(Period { from, to, start, promised: file.promise.is_some() })
}

fn months(terms: &WarrantyTerms, component: Option<&str>) -> u32 {
    let named = terms.components.iter().find(|term| component.is_some_and(|component| component == term.component));
    named.map_or(terms.unit_months, |term| term.months)
}

fn covers(contract: &ServiceContract, case: &WarrantyCase<'_>) -> bool {
    (contract.from..=contract.to).contains(&case.on) && contract.covers.contains(&case.work)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::asset::ComponentTerm;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap_or_else(|_| unreachable!("{text}"))
    }

    /// P-16, refrigeration, commercial: one year for the unit, three for the compressor.
    fn freezer() -> AssetFile {
        AssetFile {
            serial: "F-1".into(),
            product: "Freezer 冷柜".into(),
            model: "SC-300".into(),
            plate: None,
            customer: "明珠超市".into(),
            purchased_on: Some(day("2025-06-10")),
            made_on: Some(day("2025-01-31")),
            warranty: Some(WarrantyTerms {
                unit_months: 12,
                components: vec![ComponentTerm { component: "compressor".into(), months: 36 }],
            }),
            promise: None,
            contract: None,
            services: Vec::new(),
        }
    }

    fn case<'a>(file: &'a AssetFile, on: &str) -> WarrantyCase<'a> {
        WarrantyCase { file: Some(file), component: None, work: Work::Repair, on: day(on), proof_seen: true, void: None, disputed: false }
    }

    fn says(case: &WarrantyCase<'_>) -> (Option<ServiceType>, &'static str) {
        let decision = decide(case);
        (decision.service, decision.rule)
    }

    /// R-230, P-16: with proof the purchase date counts, to the day.
    #[test]
    fn inside_the_warranty_the_service_is_free_to_the_last_day() {
        let file = freezer();
        for (on, service) in
            [("2025-06-09", ServiceType::A), ("2025-06-10", ServiceType::C), ("2026-06-09", ServiceType::C), ("2026-06-10", ServiceType::A)]
        {
            assert_eq!(decide(&case(&file, on)).service, Some(service), "{on}");
        }
        let compressor = WarrantyCase { component: Some("compressor"), ..case(&file, "2028-06-09") };
        assert_eq!(says(&compressor), (Some(ServiceType::C), "R-230"));
    }

    /// without a proven purchase date the warranty begins three months after the product was made.
    #[test]
    fn without_proof_the_warranty_counts_from_the_factory() {
        let file = freezer();
        let unproven = WarrantyCase { proof_seen: false, ..case(&file, "2026-04-29") };
        assert_eq!(says(&unproven), (Some(ServiceType::C), "R-231"));
        let Basis::Warranty { period } = decide(&unproven).basis else { unreachable!("it is free") };
        assert_eq!((period.from, period.to), (day("2025-04-30"), day("2026-04-29")));
        assert_eq!(says(&WarrantyCase { on: day("2026-04-30"), ..unproven }), (Some(ServiceType::A), "R-229"));
    }

    /// where manual and promise differ, the promise counts.
    #[test]
    fn what_was_promised_counts_before_the_manual() {
        let file = AssetFile { promise: Some(WarrantyTerms { unit_months: 24, components: Vec::new() }), ..freezer() };
        let decision = decide(&case(&file, "2027-06-09"));
        assert!(matches!(decision.basis, Basis::Warranty { period: Period { promised: true, .. } }), "{decision:?}");
    }

    /// each reason voids the warranty.
    #[test]
    fn a_void_warranty_makes_the_service_paid() {
        use VoidReason::{CardAltered, Environment, HousingWear, NumberUnreadable};
        let file = freezer();
        for reason in [NumberUnreadable, CardAltered, Environment, HousingWear] {
            let void = WarrantyCase { void: Some(reason), ..case(&file, "2025-07-01") };
            assert_eq!(says(&void), (Some(ServiceType::A), "R-233"), "{reason:?}");
            assert_eq!(decide(&void).charges(false), Some((Charge::List, Charge::List)));
        }
    }

    /// misuse inside the warranty is paid, with a preferential part price; after it the list price.
    #[test]
    fn misuse_inside_the_warranty_is_paid_at_preferential_part_prices() {
        let file = freezer();
        let misuse = WarrantyCase { void: Some(VoidReason::Misuse), ..case(&file, "2025-07-01") };
        assert_eq!(says(&misuse), (Some(ServiceType::A), "R-088"));
        assert_eq!(decide(&misuse).charges(false), Some((Charge::Preferential, Charge::List)));
        let later = WarrantyCase { on: day("2027-07-01"), ..misuse };
        assert_eq!(decide(&later).charges(false), Some((Charge::List, Charge::List)));
    }

    /// GPS repair out of warranty: parts are charged, labour is not.
    #[test]
    fn out_of_warranty_a_gps_company_charges_parts_and_no_labour() {
        let file = freezer();
        assert_eq!(decide(&case(&file, "2027-01-01")).charges(true), Some((Charge::List, Charge::Free)));
        assert_eq!(decide(&case(&file, "2025-07-01")).charges(true), Some((Charge::Free, Charge::Free)));
    }

    /// what the contract covers goes by the contract, the rest is paid.
    #[test]
    fn a_contract_in_scope_comes_before_payment() {
        let contract = ServiceContract {
            number: "K-12".into(),
            from: day("2026-07-01"),
            to: day("2027-06-30"),
            covers: vec![Work::Repair, Work::Inspection],
            scope: String::new(),
        };
        let file = AssetFile { contract: Some(contract), ..freezer() };
        assert_eq!(says(&case(&file, "2027-06-30")), (Some(ServiceType::B), "R-229"));
        assert_eq!(says(&case(&file, "2027-07-01")), (Some(ServiceType::A), "R-229"));
        assert_eq!(says(&WarrantyCase { work: Work::Installation, ..case(&file, "2027-06-30") }), (Some(ServiceType::A), "R-229"));
        assert_eq!(decide(&case(&file, "2027-06-30")).charges(false), Some((Charge::AsContract, Charge::AsContract)));
        assert_eq!(says(&case(&file, "2026-06-09")).0, Some(ServiceType::C), "the warranty comes first");
    }

    /// paid work waits for the customer's consent.
    #[test]
    fn only_paid_service_needs_consent() {
        let file = freezer();
        assert!(decide(&case(&file, "2027-01-01")).needs_consent());
        assert!(!decide(&case(&file, "2025-07-01")).needs_consent());
    }

    /// a dispute, and whatever the file cannot tell, leaves the fee open until the quality office has judged.
    #[test]
    fn what_is_disputed_or_cannot_be_told_leaves_the_fee_open() {
        let file = freezer();
        let disputed = WarrantyCase { disputed: true, ..case(&file, "2025-07-01") };
        assert_eq!((decide(&disputed).service, decide(&disputed).charges(false)), (None, None));
        let no_dates = AssetFile { purchased_on: None, made_on: None, ..freezer() };
        let no_terms = AssetFile { warranty: None, ..freezer() };
        let cases = [(Some(&no_dates), Gap::Dates), (Some(&no_terms), Gap::Terms), (None, Gap::File)];
        for (file, missing) in cases {
            let open = WarrantyCase { file, ..case(&no_dates, "2025-07-01") };
            assert_eq!(decide(&open).basis, Basis::Unknown { missing });
            assert_eq!(decide(&open).service, None);
        }
    }
}
