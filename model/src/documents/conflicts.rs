//! What two people wrote at once: every atomic value with more than one concurrent writer, with all its values. One is shown
//! by the document's view; none is lost (design promise 2, E3).

use automerge::{Automerge, ChangeHash, ObjId, ObjType, ROOT, ReadDoc, Value as Am};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::documents::DocumentError;
use crate::documents::stamp::ChangeNote;
use crate::documents::tree::{Tree, scalar_to_json};
use crate::id::{DeviceId, PersonId};
use crate::time::Timestamp;

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
    conflicts_in(doc, &Tree::of(doc, None))
}

/// Every conflict of `doc`, whose whole tree as it reads now is `tree`. The tree says where there is one, so that only those places are
/// looked up.
pub(crate) fn conflicts_in(doc: &Automerge, tree: &Tree) -> Result<Vec<Conflict>, DocumentError> {
    let mut places: Vec<&Vec<String>> = tree.conflicts.iter().filter(|place| place.len() <= MAX_DEPTH).collect();
    places.sort();
    places.into_iter().map(|place| conflict(doc, place)).collect()
}

/// Who wrote a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writer {
    /// The change that wrote it.
    pub change: ChangeHash,
    /// Who.
    pub person: PersonId,
    /// On which device; `None` if the desk did.
    pub device: Option<DeviceId>,
    /// When, by the clock there, to the second.
    pub at: Timestamp,
}

impl Conflict {
    /// Who wrote each of the values in `doc`, in their order; `None` where the change does not say.
    ///
    /// # Errors
    /// [`DocumentError::Engine`] if the document cannot be read.
    pub fn writers(&self, doc: &Automerge) -> Result<Vec<Option<Writer>>, DocumentError> {
        let place: Vec<&str> = self.path.split('/').collect();
        Ok(written_at(doc, &place)?.iter().map(|(_, id)| writer(doc, id)).collect())
    }
}

fn writer(doc: &Automerge, id: &ObjId) -> Option<Writer> {
    let change = doc.hash_for_opid(id)?;
    let meta = doc.get_change_meta_by_hash(&change)?;
    let note = ChangeNote::read(meta.message.as_deref()?)?;
    let at = Timestamp::from_ms(meta.timestamp.saturating_mul(1000));
    Some(Writer { change, person: note.person, device: note.device, at })
}

/// Every value at `place`, the one that is shown first.
fn written_at<'a>(doc: &'a Automerge, place: &[impl AsRef<str>]) -> Result<Vec<(Am<'a>, ObjId)>, DocumentError> {
    let (mut object, mut writers) = (ROOT, Vec::new());
    for key in place {
        writers = doc.get_all(&object, key.as_ref())?;
        if let Some((_, id)) = writers.last() {
            object = id.clone();
        }
    }
    // Automerge lists the winner last.
    writers.reverse();
    Ok(writers)
}

fn conflict(doc: &Automerge, place: &[String]) -> Result<Conflict, DocumentError> {
    let writers = written_at(doc, place)?;
    let values = writers.iter().map(|(value, id)| value_of(doc, value, id)).collect::<Result<_, _>>()?;
    Ok(Conflict { path: place.join("/"), values })
}

fn value_of(doc: &Automerge, value: &Am<'_>, id: &ObjId) -> Result<Value, DocumentError> {
    match value {
        Am::Scalar(scalar) => Ok(scalar_to_json(&scalar.clone().into_owned().into())),
        Am::Object(ObjType::Text) => Ok(Value::String(doc.text(id)?)),
        Am::Object(_) => Ok(Value::Object(Tree::at(doc, id, None).root)),
    }
}
