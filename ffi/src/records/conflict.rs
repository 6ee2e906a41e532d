//! What two people wrote at once, with every value.

use model::documents::conflicts;
use serde_json::Value;

/// A field with several concurrent values. None is lost; the first is the one shown.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Conflict {
    /// Where: keys from the root, joined by `/`, for example `checklist/power/answer`.
    pub path: String,
    /// Every concurrent value.
    pub values: Vec<ConflictValue>,
}

/// One of the concurrent values.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ConflictValue {
    /// What it says, field by field; a plain value is one field with an empty name.
    pub fields: Vec<ConflictField>,
}

/// One field of a concurrent value.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ConflictField {
    /// Keys inside the value, joined by `/`; empty if the value is plain.
    pub name: String,
    /// What it says, as text; instants in **milliseconds** since 1970-01-01 UTC.
    pub text: String,
}

impl From<conflicts::Conflict> for Conflict {
    fn from(conflict: conflicts::Conflict) -> Self {
        Self { path: conflict.path, values: conflict.values.iter().map(ConflictValue::of).collect() }
    }
}

impl ConflictValue {
    fn of(value: &Value) -> Self {
        let mut fields = Vec::new();
        collect(String::new(), value, &mut fields);
        Self { fields }
    }
}

fn collect(name: String, value: &Value, fields: &mut Vec<ConflictField>) {
    let inside = |key: &str| if name.is_empty() { key.to_owned() } else { format!("{name}/{key}") };
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| collect(inside(key), value, fields)),
        Value::Array(list) => list.iter().enumerate().for_each(|(index, value)| collect(inside(&index.to_string()), value, fields)),
        Value::String(text) => fields.push(ConflictField { name, text: text.clone() }),
        Value::Null => fields.push(ConflictField { name, text: String::new() }),
        Value::Bool(_) | Value::Number(_) => fields.push(ConflictField { name, text: value.to_string() }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn texts(value: &Value) -> Vec<(String, String)> {
        ConflictValue::of(value).fields.into_iter().map(|field| (field.name, field.text)).collect()
    }

    #[test]
    fn a_plain_value_is_one_field_without_a_name() {
        assert_eq!(texts(&json!("worn")), [(String::new(), "worn".to_owned())]);
        assert_eq!(texts(&json!(3)), [(String::new(), "3".to_owned())]);
    }

    #[test]
    fn a_record_is_told_field_by_field() {
        let answer = json!({ "note": "loose", "clock": { "wall_at": 5 }, "result": "defect" });
        let expected = [("clock/wall_at", "5"), ("note", "loose"), ("result", "defect")];
        assert_eq!(texts(&answer), expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
    }
}
