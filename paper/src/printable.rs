//! Before the signature: whether what will be sealed can be printed.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use crate::{PaperError, missing_characters};

/// The characters in any text of `value` that cannot be printed, each once, in the order of their numbers. Ask it of the paper, of who
/// signs and of the words of a refusal before they are sealed: on paper the same characters stand as their numbers.
///
/// # Errors
/// [`PaperError::Write`] if the value cannot be read as JSON; no paper or signer is known that makes it.
pub fn unprintable<T: Serialize>(value: &T) -> Result<Vec<char>, PaperError> {
    let mut found = BTreeSet::new();
    let value = serde_json::to_value(value).map_err(|error| PaperError::Write(error.to_string()))?;
    texts(&value, &mut found);
    Ok(found.into_iter().collect())
}

/// What cannot be printed of every text in `value`.
fn texts(value: &Value, found: &mut BTreeSet<char>) {
    match value {
        Value::String(text) => found.extend(missing_characters(text)),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| texts(field, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
