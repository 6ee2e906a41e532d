//! Before the signature: whether what will be sealed can be printed.

use std::collections::BTreeSet;

use model::seal::{Mark, Paper, Signer};
use serde::Serialize;
use serde_json::Value;

use crate::{PaperError, missing_characters};

/// The characters of the paper, and if they are known of signer and mark, that cannot be printed, each once, in the order of their numbers.
/// Every text counts wherever it stands: a seal over what this finds nothing in is not refused by [`draw`](crate::draw()) for its
/// characters.
///
/// # Errors
/// [`PaperError::Write`] if a value cannot be read as JSON; no input is known that makes it.
pub fn unprintable(paper: &Paper, signed: Option<(&Signer, &Mark)>) -> Result<Vec<char>, PaperError> {
    let mut found = BTreeSet::new();
    texts(&json(paper)?, &mut found);
    if let Some((signer, mark)) = signed {
        texts(&json(signer)?, &mut found);
        texts(&json(&mark.unsigned())?, &mut found);
    }
    Ok(found.into_iter().collect())
}

fn json<T: Serialize>(value: &T) -> Result<Value, PaperError> {
    serde_json::to_value(value).map_err(|error| PaperError::Write(error.to_string()))
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
