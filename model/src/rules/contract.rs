//! Service contracts: the terms one after the other, the notice a month before the end.

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// One term of a contract; both days belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ContractTerm {
    /// The first day.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub starts_on: NaiveDate,
    /// The last day.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub ends_on: NaiveDate,
}

/// Why a term cannot be added to a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TermFlaw {
    /// The last day lies before the first.
    #[error("ends_on: it lies before the first day")]
    Backwards,
    /// The term is longer than any contract.
    #[error("ends_on: a term lasts at most 30 years")]
    TooLong,
    /// A day of the term lies in the term before it.
    #[error("starts_on: the term before is not over on that day")]
    Overlaps,
}

/// Most **months** of one term: 30 years.
const MOST_MONTHS: u32 = 360;

/// A term is in order and begins after all terms there are.
///
/// # Errors
/// [`TermFlaw`].
pub fn check_term(before: &[ContractTerm], term: ContractTerm) -> Result<(), TermFlaw> {
    if term.ends_on < term.starts_on {
        return Err(TermFlaw::Backwards);
    }
    let longest = term.starts_on.checked_add_months(Months::new(MOST_MONTHS));
    if longest.is_none_or(|longest| term.ends_on > longest) {
        return Err(TermFlaw::TooLong);
    }
    if before.iter().any(|earlier| earlier.ends_on >= term.starts_on) { Err(TermFlaw::Overlaps) } else { Ok(()) }
}

/// The day on which the notice is due: one month before the last day, or the last day of that month where it has no such day.
#[must_use]
pub fn contract_notice_on(ends_on: NaiveDate) -> NaiveDate {
    ends_on.checked_sub_months(Months::new(1)).unwrap_or(ends_on)
}

/// Where a contract stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ContractState {
    /// No term has begun.
    Coming,
    /// A term covers the day.
    Running,
    /// A term covers the day, its end is a month away or less, and no later term follows.
    Ending,
    /// Between two terms.
    Between,
    /// The last term is over, or the contract was ended before.
    Over,
}

/// The last day on which a contract covers anything: the last day of its last term, or the day it was ended on before that.
#[must_use]
pub fn contract_ends_on(terms: &[ContractTerm], ended_on: Option<NaiveDate>) -> Option<NaiveDate> {
    let last = terms.iter().map(|term| term.ends_on).max()?;
    Some(ended_on.map_or(last, |ended| ended.min(last)))
}

/// Whether a contract covers a day.
#[must_use]
pub fn contract_covers(terms: &[ContractTerm], ended_on: Option<NaiveDate>, day: NaiveDate) -> bool {
    ended_on.is_none_or(|ended| day <= ended) && terms.iter().any(|term| (term.starts_on..=term.ends_on).contains(&day))
}

/// Where a contract with these terms stands on `today`.
#[must_use]
pub fn contract_state(terms: &[ContractTerm], ended_on: Option<NaiveDate>, today: NaiveDate) -> ContractState {
    let Some(end) = contract_ends_on(terms, ended_on) else { return ContractState::Over };
    if today > end {
        return ContractState::Over;
    }
    if contract_covers(terms, ended_on, today) {
        return if today >= contract_notice_on(end) { ContractState::Ending } else { ContractState::Running };
    }
    if terms.iter().all(|term| term.starts_on > today) { ContractState::Coming } else { ContractState::Between }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn term(starts_on: &str, ends_on: &str) -> ContractTerm {
        ContractTerm { starts_on: day(starts_on), ends_on: day(ends_on) }
    }

    #[test]
    fn notice_is_due_one_month_before_the_end_also_where_the_month_is_shorter() {
        assert_eq!(contract_notice_on(day("2026-12-31")), day("2026-11-30"));
        assert_eq!(contract_notice_on(day("2027-03-31")), day("2027-02-28"));
        assert_eq!(contract_notice_on(day("2028-03-30")), day("2028-02-29"));
        assert_eq!(contract_notice_on(day("2027-01-15")), day("2026-12-15"));
    }

    #[test]
    fn a_contract_is_coming_running_ending_between_terms_and_over() {
        let terms = [term("2026-01-01", "2026-06-30"), term("2026-08-01", "2026-12-31")];
        let state = |on| contract_state(&terms, None, day(on));
        assert_eq!(state("2025-12-31"), ContractState::Coming);
        assert_eq!(state("2026-01-01"), ContractState::Running);
        assert_eq!(state("2026-06-30"), ContractState::Running, "another term follows: nothing is to be told");
        assert_eq!(state("2026-07-15"), ContractState::Between);
        assert_eq!(state("2026-11-29"), ContractState::Running);
        assert_eq!(state("2026-11-30"), ContractState::Ending);
        assert_eq!(state("2026-12-31"), ContractState::Ending);
        assert_eq!(state("2027-01-01"), ContractState::Over);
        assert_eq!(contract_state(&terms, Some(day("2026-03-01")), day("2026-03-02")), ContractState::Over);
    }

    #[test]
    fn a_term_begins_after_the_one_before_it() {
        let before = [term("2026-01-01", "2026-12-31")];
        assert_eq!(check_term(&before, term("2027-01-01", "2027-12-31")), Ok(()));
        assert_eq!(check_term(&before, term("2026-12-31", "2027-12-31")), Err(TermFlaw::Overlaps));
        assert_eq!(check_term(&[], term("2027-01-02", "2027-01-01")), Err(TermFlaw::Backwards));
        assert_eq!(check_term(&[], term("2027-01-01", "2097-01-01")), Err(TermFlaw::TooLong));
    }

    proptest! {
        #[test]
        fn the_notice_is_never_after_the_end_and_at_most_31_days_before_it(days in 0_u64..40_000) {
            let end = day("2000-01-01") + chrono::Days::new(days);
            let before = end.signed_duration_since(contract_notice_on(end)).num_days();
            prop_assert!((28..=31).contains(&before));
        }
    }
}
