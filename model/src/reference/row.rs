//! Taking over a row as the desk wrote it: it is read as what it should be, checked, and written in one spelling. A row that
//! cannot be taken over says which field and why; nothing is guessed or dropped.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Set;
use super::asset::AssetFile;
use super::checklist::ChecklistTemplate;
use super::part::Part;
use super::price::Price;
use crate::rules::{MAX_LINE_CHARS, MAX_TEXT_CHARS, is_blank};
use crate::wire::reference::MAX_PAGE_BYTES;

/// The longest key of a row, in **characters**.
pub const MAX_KEY_CHARS: usize = 80;
/// The longest row, in **bytes** of its JSON: well below what a device takes in one page, so that no row holds up the others of its set.
const MAX_ROW_BYTES: usize = 2 * MAX_PAGE_BYTES;
/// The largest amount of money in a row, in **fen**: ten million yuan. More is a typing error.
pub const MAX_AMOUNT_FEN: i64 = 1_000_000_000;

/// Why a row cannot be taken over: correct this field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {why}")]
pub struct RowFault {
    /// The field, as in `old_part.default`.
    pub field: String,
    /// What is wrong with it.
    pub why: String,
}

impl RowFault {
    pub(super) fn new(field: impl Into<String>, why: impl Into<String>) -> Self {
        Self { field: field.into(), why: why.into() }
    }
}

/// A row in the spelling it is kept in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedRow {
    /// Its key in the set.
    pub key: String,
    /// The row as JSON.
    pub body: String,
}

/// What a row of a set must be able to do.
pub(super) trait Row: Serialize + DeserializeOwned {
    /// Its key in the set.
    fn key(&self) -> String;

    /// Whether every field holds what it should.
    fn check(&self) -> Result<(), RowFault>;
}

/// Reads `row` as a row of `set`. `initials` answers the initials of a Chinese name in pinyin, for the search of parts.
///
/// # Errors
/// [`RowFault`], also for a set whose rows are not written by hand.
pub fn check_row(set: Set, row: &Value, initials: impl Fn(&str) -> String) -> Result<CheckedRow, RowFault> {
    match set {
        Set::Parts => checked(row, |part: &mut Part| part.initials = initials(part.chinese_name())),
        Set::Prices => checked(row, |_: &mut Price| {}),
        Set::Checklists => checked(row, |_: &mut ChecklistTemplate| {}),
        Set::Assets => checked(row, |_: &mut AssetFile| {}),
        Set::Policy | Set::People | Set::Movements | Set::Numbers => {
            Err(RowFault::new("set", format!("the rows of {set} are not written by hand")))
        }
    }
}

fn checked<T: Row>(row: &Value, complete: impl FnOnce(&mut T)) -> Result<CheckedRow, RowFault> {
    let mut read: T = serde_json::from_value(row.clone()).map_err(|error| RowFault::new("row", error.to_string()))?;
    complete(&mut read);
    read.check()?;
    let kept = serde_json::to_value(&read).map_err(|error| RowFault::new("row", error.to_string()))?;
    // A misspelt field must not get lost without a word.
    if let Some(field) = unknown_field(row, &kept) {
        return Err(RowFault::new(field, "there is no such field"));
    }
    let key = read.key();
    if is_blank(&key) || key.chars().count() > MAX_KEY_CHARS || key.chars().any(char::is_control) {
        return Err(RowFault::new("key", format!("needs 1 to {MAX_KEY_CHARS} characters and no control characters")));
    }
    let body = kept.to_string();
    if body.len() > MAX_ROW_BYTES {
        return Err(RowFault::new("row", format!("is {} bytes long; at most {MAX_ROW_BYTES} reach a device", body.len())));
    }
    Ok(CheckedRow { key, body })
}

/// The first field of `written` that is not among those `kept` (what it was read as, written again); absent and null mean the same.
#[must_use]
pub fn unknown_field(written: &Value, kept: &Value) -> Option<String> {
    match (written, kept) {
        (Value::Object(written), Value::Object(kept)) => written.iter().find_map(|(name, value)| match kept.get(name) {
            Some(kept) => unknown_field(value, kept).map(|inner| format!("{name}.{inner}")),
            None if value.is_null() => None,
            None => Some(name.clone()),
        }),
        (Value::Array(written), Value::Array(kept)) => written
            .iter()
            .zip(kept)
            .enumerate()
            .find_map(|(place, (written, kept))| unknown_field(written, kept).map(|inner| format!("{place}.{inner}"))),
        _ => None,
    }
}

/// Whether `text` is a line that says something.
pub(super) fn check_needed(field: &str, text: &str) -> Result<(), RowFault> {
    if is_blank(text) {
        return Err(RowFault::new(field, "must not be empty"));
    }
    check_line(field, text)
}

/// Whether `text` fits one line.
pub(super) fn check_line(field: &str, text: &str) -> Result<(), RowFault> {
    if text.chars().count() > MAX_LINE_CHARS || text.chars().any(char::is_control) {
        return Err(RowFault::new(field, format!("needs at most {MAX_LINE_CHARS} characters on one line")));
    }
    Ok(())
}

/// Whether `text` fits a free text.
pub(super) fn check_text(field: &str, text: &str) -> Result<(), RowFault> {
    if text.chars().count() > MAX_TEXT_CHARS {
        return Err(RowFault::new(field, format!("needs at most {MAX_TEXT_CHARS} characters")));
    }
    Ok(())
}

/// Whether `text` says something in at least one language.
pub(super) fn check_localised(field: &str, text: &crate::documents::visit::records::Localised) -> Result<(), RowFault> {
    if text.is_empty() {
        return Err(RowFault::new(field, "needs a text in at least one language"));
    }
    text.iter().try_for_each(|(language, text)| check_needed(&format!("{field}.{language}"), text))
}

/// Whether `amount` is a price that somebody can mean.
pub(super) fn check_amount(field: &str, amount_fen: i64) -> Result<(), RowFault> {
    if (0..=MAX_AMOUNT_FEN).contains(&amount_fen) {
        return Ok(());
    }
    Err(RowFault::new(field, format!("must be between 0 and {MAX_AMOUNT_FEN} fen")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fault(set: Set, row: &Value) -> String {
        check_row(set, row, |_| String::new()).map_or_else(|fault| fault.field, |row| format!("taken as {}", row.key))
    }

    #[test]
    fn a_row_that_cannot_be_taken_over_names_its_field() {
        let part = json!({ "number": "A03U-7209", "name": { "zh-CN": "搓纸轮" }, "unit": "个", "kind": "ordinary", "serialised": false,
            "old_part": { "allowed": ["return"], "default": "return" }, "models": [] });
        let with = |field: &str, value: Value| {
            let mut row = part.clone();
            row[field] = value;
            row
        };
        let cases = [
            (part.clone(), "taken as A03U-7209"),
            (with("supplier", Value::Null), "taken as A03U-7209"),
            (with("number", json!("  ")), "number"),
            (with("name", json!({})), "name"),
            (with("name", json!({ "en": " " })), "name.en"),
            (with("unit_price_fen", json!(-1)), "unit_price_fen"),
            (with("prise", json!(100)), "prise"),
            (with("old_part", json!({ "allowed": ["return"], "default": "return", "dafault": 1 })), "old_part.dafault"),
            (with("old_part", json!({ "allowed": ["return"], "default": "give_away" })), "old_part.default"),
            (with("kind", json!("splendid")), "row"),
            (with("number", json!("x".repeat(81))), "key"),
        ];
        for (row, expected) in cases {
            assert_eq!(fault(Set::Parts, &row), expected, "{row}");
        }
        assert_eq!(fault(Set::People, &json!({})), "set");
    }

    #[test]
    fn a_row_that_is_too_long_for_a_device_is_not_taken() {
        let covers = |times: usize| {
            json!({ "serial": "A1", "product": "", "model": "", "customer": "", "services": [], "contract": { "number": "7",
                "from": "2026-01-01", "to": "2026-12-31", "covers": vec!["repair"; times], "scope": "" } })
        };
        assert_eq!(fault(Set::Assets, &covers(1)), "taken as A1");
        assert_eq!(fault(Set::Assets, &covers(200_000)), "row");
    }

    #[test]
    fn the_initials_of_a_part_are_not_the_desks_to_write() {
        let row = json!({ "number": "1", "name": { "zh-CN": "搓纸轮", "en": "Pickup roller" }, "unit": "个", "kind": "key",
            "serialised": true, "old_part": { "allowed": ["return"], "default": "return" }, "models": ["C4080"], "initials": "wrong" });
        let kept = check_row(Set::Parts, &row, |name| format!("of {name}")).map(|row| row.body).unwrap_or_default();
        let part: Part = serde_json::from_str(&kept).unwrap_or_else(|error| unreachable!("{error}"));
        assert_eq!(part.initials, "of 搓纸轮");
    }
}
