//! What two people wrote at once: every atomic value with more than one concurrent writer, with all its values. One is shown
//! by the document's view; none is lost (design promise 2, E3).

use automerge::{Automerge, ObjId, ReadDoc, Value as Am};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::documents::DocumentError;
use crate::documents::tree::{scalar_to_json, to_json};

/// Our records are no deeper than this.
const MAX_DEPTH: usize = 6;

/// A field with several concurrent values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Conflict {
    /// Where: keys from the root, joined by `/`, for example `checklist/power/answer`.
    pub path: String,
    /// Every concurrent value; the first is the one shown.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
    pub values: Vec<Value>,
}

/// Every conflict of `doc`, ordered by path. Whole records count as values: two concurrent answers to one check are one
/// conflict with two answers.
///
/// # Errors
/// [`DocumentError::Engine`] if the document cannot be read.
pub fn conflicts(doc: &Automerge) -> Result<Vec<Conflict>, DocumentError> {
    let mut found = Vec::new();
    collect(doc, &automerge::ROOT, "", 0, &mut found)?;
    Ok(found)
}

fn collect(doc: &Automerge, object: &ObjId, prefix: &str, depth: usize, found: &mut Vec<Conflict>) -> Result<(), DocumentError> {
    if depth >= MAX_DEPTH {
        return Ok(());
    }
    for key in doc.keys(object) {
        let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}/{key}") };
        let mut writers = doc.get_all(object, key.as_str())?;
        if writers.len() > 1 {
            // Automerge lists the winner last.
            writers.reverse();
            let values = writers.iter().map(|(value, id)| value_of(doc, value, id)).collect::<Result<_, _>>()?;
            found.push(Conflict { path, values });
        } else if let Some((Am::Object(automerge::ObjType::Map), id)) = writers.pop() {
            collect(doc, &id, &path, depth + 1, found)?;
        }
    }
    Ok(())
}

fn value_of(doc: &Automerge, value: &Am<'_>, id: &ObjId) -> Result<Value, DocumentError> {
    match value {
        Am::Scalar(scalar) => Ok(scalar_to_json(scalar)),
        Am::Object(_) => Ok(to_json(&ReadDoc::hydrate(doc, id, None)?)),
    }
}
