//! Between Automerge's values and serde: a subtree is read as JSON and written from JSON, so that every record of a document
//! is one plain struct. Bytes become base64 (RFC 4648 §5, without padding). Left out: floats, counters and lists, which no
//! document of ours holds.

use automerge::transaction::Transactable;
use automerge::{AutomergeError, ObjId, ObjType, ScalarValue, hydrate};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

/// Deeper subtrees than this are cut off: our records are at most four levels deep.
const MAX_DEPTH: usize = 8;

/// A value of a document as JSON.
pub(crate) fn to_json(value: &hydrate::Value) -> Value {
    at_depth(value, 0)
}

fn at_depth(value: &hydrate::Value, depth: usize) -> Value {
    match value {
        hydrate::Value::Scalar(scalar) => scalar_to_json(scalar),
        hydrate::Value::Text(text) => Value::String(text.to_string()),
        hydrate::Value::Map(map) if depth < MAX_DEPTH => {
            Value::Object(map.iter().map(|(key, entry)| (key.clone(), at_depth(&entry.value, depth + 1))).collect())
        }
        hydrate::Value::Map(_) | hydrate::Value::List(_) => Value::Null,
    }
}

/// One scalar as JSON.
pub(crate) fn scalar_to_json(scalar: &ScalarValue) -> Value {
    match scalar {
        ScalarValue::Str(text) => Value::String(text.to_string()),
        ScalarValue::Int(number) | ScalarValue::Timestamp(number) => Value::from(*number),
        ScalarValue::Uint(number) => Value::from(*number),
        ScalarValue::Boolean(flag) => Value::Bool(*flag),
        ScalarValue::Bytes(bytes) => Value::String(URL_SAFE_NO_PAD.encode(bytes)),
        ScalarValue::F64(_) | ScalarValue::Counter(_) | ScalarValue::Unknown { .. } | ScalarValue::Null => Value::Null,
    }
}

/// Puts every entry of `fields` under `object`; nested objects become maps. Nulls are left out, lists are refused: they could not be
/// read again.
pub(crate) fn put_fields<T: Transactable>(tx: &mut T, object: &ObjId, fields: &Map<String, Value>) -> Result<(), AutomergeError> {
    for (key, value) in fields {
        match value {
            Value::Object(inner) => {
                let nested = tx.put_object(object, key.as_str(), ObjType::Map)?;
                put_fields(tx, &nested, inner)?;
            }
            Value::String(text) => tx.put(object, key.as_str(), text.as_str())?,
            Value::Bool(flag) => tx.put(object, key.as_str(), *flag)?,
            Value::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(number), _) => tx.put(object, key.as_str(), number)?,
                (None, Some(number)) => tx.put(object, key.as_str(), ScalarValue::Uint(number))?,
                (None, None) => return Err(AutomergeError::InvalidObjId(key.clone())),
            },
            Value::Array(_) => return Err(AutomergeError::InvalidObjId(key.clone())),
            Value::Null => {}
        }
    }
    Ok(())
}
