//! What is open or impossible in a policy: lists for the person who sets it up, each entry with the key it is about.

use super::amount::Hours;

/// A value that the sources leave open and the organisation has not set. Rules that need it do not apply until it is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsetValue {
    /// The row it belongs to (`P-06`), or a rule (`R-049`).
    pub policy: &'static str,
    /// The key as an organisation's file writes it, such as `collection.small_fee_limit_fen`.
    pub key: String,
    /// Why it must be set, in a person's words.
    pub why: String,
}

/// A value that cannot be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impossible {
    /// The key as an organisation's file writes it, such as `response.classes.0.arrive.hours`.
    pub key: String,
    /// What is wrong, in a person's words.
    pub reason: String,
}

/// One row of a policy, as it is looked through for what is open and what is impossible.
pub(super) trait Row {
    /// Names every value that the row needs and nobody has set.
    fn unset(&self, _open: &mut Open) {}

    /// Names every value that cannot be.
    fn check(&self, _faults: &mut Faults) {}
}

/// Collects unset values of one row.
pub(super) struct Open {
    pub(super) policy: &'static str,
    pub(super) table: &'static str,
    pub(super) found: Vec<UnsetValue>,
}

impl Open {
    /// Notes `key` of the row as unset if it `is` so.
    pub(super) fn when(&mut self, is: bool, key: impl std::fmt::Display, why: &str) {
        if is {
            self.found.push(UnsetValue { policy: self.policy, key: format!("{}.{key}", self.table), why: why.into() });
        }
    }
}

/// Collects impossible values of one row.
pub(super) struct Faults {
    pub(super) table: &'static str,
    pub(super) found: Vec<Impossible>,
}

impl Faults {
    /// Notes `key` of the row as impossible if it `is` so.
    pub(super) fn when(&mut self, is: bool, key: impl std::fmt::Display, reason: impl Into<String>) {
        if is {
            self.found.push(Impossible { key: format!("{}.{key}", self.table), reason: reason.into() });
        }
    }

    /// A number that must lie within bounds, if it is there.
    pub(super) fn within(&mut self, value: Option<i64>, least: i64, most: i64, key: impl std::fmt::Display) {
        if let Some(value) = value {
            self.when(!(least..=most).contains(&value), key, format!("{value} is not between {least} and {most}"));
        }
    }

    /// A share in **percent**, if it is there.
    pub(super) fn percent(&mut self, value: Option<i64>, key: impl std::fmt::Display) {
        self.within(value, 0, 100, key);
    }

    /// A sum in **fen**, if it is there.
    pub(super) fn amount(&mut self, value: Option<i64>, key: impl std::fmt::Display) {
        self.within(value, 0, 100_000_000_000_000, key);
    }

    /// A span of at least a minute and at most ten years, if it is there.
    pub(super) fn hours(&mut self, value: Option<Hours>, key: impl std::fmt::Display) {
        if let Some(hours) = value {
            let possible = (1..=10 * 366 * 24 * 60).contains(&hours.minutes());
            self.when(!possible, key, format!("{hours} is not a time that somebody can be given: more than nothing, at most ten years"));
        }
    }

    /// Numbers that must grow from one to the next; those that are not set are passed over.
    pub(super) fn ascending<K: std::fmt::Display>(&mut self, values: impl IntoIterator<Item = (K, Option<i64>)>) {
        let mut before: Option<i64> = None;
        for (key, value) in values {
            let Some(value) = value else { continue };
            if let Some(before) = before {
                self.when(value <= before, key, format!("{value} does not come after {before}: limits must ascend"));
            }
            before = Some(value);
        }
    }
}
