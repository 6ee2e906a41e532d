//! Carrying an action out once more, on another state of its document: when the server refuses a change for good, what was entered
//! after it builds on something that is not there, and is entered again where it can be.
//!
//! Words: a *deed* is what one change wrote, freed from its place in the history: which keys, which values, which text; ids, author,
//! command and times are those of the change. A deed carried out again is a new change by the actor of the document at hand.
//!
//! Left out: whether it is still allowed. The caller asks [`crate::rules`] and the [gate](crate::gate) as for any other action. A
//! sealed record is never carried over ([`Deed::seals`]): it is over one version, which is then no more.

use std::collections::HashSet;

use automerge::transaction::{CommitOptions, Transactable, Transaction};
use automerge::{Automerge, AutomergeError, ChangeHash, ObjId, ObjType, PatchAction, Prop, ROOT, ReadDoc, ScalarValue, Value};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::reader::SIGN_OFFS;
use super::{DocumentError, WrittenChange};

/// Where a visit names its pictures, and the field that holds their hash: other entries refer to a picture by it.
const PHOTOS: &str = "photos";
const SHA256: &str = "sha256";

/// What one change wrote.
#[derive(Debug, Clone, PartialEq)]
pub struct Deed {
    message: Option<String>,
    time_s: i64,
    /// Containers before what they contain.
    writes: Vec<Write>,
}

#[derive(Debug, Clone, PartialEq)]
struct Write {
    /// Keys from the root; never empty.
    place: Vec<String>,
    was: Option<String>,
    what: What,
}

#[derive(Debug, Clone, PartialEq)]
enum What {
    Map,
    /// The whole text as its author left it.
    Text {
        made: bool,
        text: String,
    },
    Value(ScalarValue),
    Deleted,
}

/// One value that a deed wrote, for a person to compare.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueWritten {
    /// Keys from the root of the document, joined by slashes.
    pub place: String,
    /// What was there before; absent if nothing was.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub was: Option<String>,
    /// What was written; absent if it was removed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub became: Option<String>,
}

/// Why a deed cannot be read or carried out again. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    /// The change is not in the document, or does what no program of ours does; it is kept as it is.
    #[error("the change does something that cannot be done again")]
    Unreadable,
    /// What it works on is not in the document as it is now.
    #[error("what it works on is not there: {0}")]
    NotThere(String),
    /// What it makes is in the document already, as something else.
    #[error("something else is there: {0}")]
    Occupied(String),
    /// The document engine refused.
    #[error("the document engine refused: {0}")]
    Engine(String),
}

impl Obstacle {
    /// The stable word for this obstacle, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable => "cannot_be_repeated",
            Self::NotThere(_) => "builds_on_refused",
            Self::Occupied(_) => "occupied",
            Self::Engine(_) => "engine",
        }
    }
}

impl From<AutomergeError> for Obstacle {
    fn from(error: AutomergeError) -> Self {
        Self::Engine(error.to_string())
    }
}

impl From<DocumentError> for Obstacle {
    fn from(error: DocumentError) -> Self {
        Self::Engine(error.to_string())
    }
}

impl Deed {
    /// What the change `hash` of `doc` wrote.
    ///
    /// # Errors
    /// [`Obstacle::Unreadable`] if `doc` does not hold it, or if it works on lists or counters, which no document of ours has.
    pub fn of(doc: &Automerge, hash: ChangeHash) -> Result<Self, Obstacle> {
        let change = doc.get_change_by_hash(&hash).ok_or(Obstacle::Unreadable)?;
        let (before, after) = (change.deps().to_vec(), [hash]);
        let mut writes: Vec<Write> = Vec::new();
        for patch in doc.diff(&before, &after) {
            let keys = patch.path.iter().map(|(_, prop)| match prop {
                Prop::Map(key) => Ok(key.clone()),
                Prop::Seq(_) => Err(Obstacle::Unreadable),
            });
            let mut place = keys.collect::<Result<Vec<_>, _>>()?;
            match patch.action {
                PatchAction::PutMap { key, value: (value, made), .. } => {
                    let was = doc.get_at(&patch.obj, key.as_str(), &before).ok().flatten();
                    place.push(key);
                    let what = match value {
                        Value::Scalar(value) => What::Value(value.into_owned()),
                        Value::Object(ObjType::Map) => What::Map,
                        Value::Object(ObjType::Text) => What::Text { made: true, text: doc.text_at(&made, &after)? },
                        Value::Object(_) => return Err(Obstacle::Unreadable),
                    };
                    writes.push(Write { place, was: was.map(|(value, _)| shown(&value)), what });
                }
                PatchAction::DeleteMap { key } => {
                    let was = doc.get_at(&patch.obj, key.as_str(), &before).ok().flatten();
                    place.push(key);
                    writes.push(Write { place, was: was.map(|(value, _)| shown(&value)), what: What::Deleted });
                }
                PatchAction::SpliceText { .. } | PatchAction::DeleteSeq { .. } => {
                    // One text is taken whole, however many pieces of it changed.
                    if !matches!(doc.object_type(&patch.obj), Ok(ObjType::Text)) {
                        return Err(Obstacle::Unreadable);
                    }
                    if writes.iter().all(|write| write.place != place) {
                        let was = doc.text_at(&patch.obj, &before).ok();
                        writes.push(Write { place, was, what: What::Text { made: false, text: doc.text_at(&patch.obj, &after)? } });
                    }
                }
                PatchAction::Conflict { .. } => {}
                _ => return Err(Obstacle::Unreadable),
            }
        }
        writes.sort_by_key(|write| write.place.len());
        Ok(Self { message: change.message().map(ToOwned::to_owned), time_s: change.timestamp(), writes })
    }

    /// Whether it keeps a sealed record: that is over one version and is never carried over.
    #[must_use]
    pub fn seals(&self) -> bool {
        self.writes.iter().any(|write| write.place.first().is_some_and(|key| key == SIGN_OFFS))
    }

    /// What others may refer to of what it made: ids of entries, hashes of pictures.
    pub fn made(&self) -> impl Iterator<Item = &str> {
        self.writes.iter().filter_map(|write| match (&write.what, write.place.as_slice()) {
            // An entry of a collection; deeper maps are parts of one.
            (What::Map, [_, key]) => Some(key.as_str()),
            (What::Value(ScalarValue::Str(hash)), [photos, _, field]) if photos == PHOTOS && field == SHA256 => Some(hash.as_str()),
            _ => None,
        })
    }

    /// Whether it works on, or names, one of `things`.
    #[must_use]
    pub fn refers_to(&self, things: &HashSet<String>) -> bool {
        self.writes.iter().any(|write| {
            let named = match &write.what {
                What::Value(ScalarValue::Str(text)) => things.iter().any(|thing| text.contains(thing.as_str())),
                _ => false,
            };
            named || write.place.iter().any(|key| things.contains(key))
        })
    }

    /// Every value it wrote, with what was there before.
    #[must_use]
    pub fn values(&self) -> Vec<ValueWritten> {
        let written = self.writes.iter().filter_map(|write| {
            let became = match &write.what {
                What::Map => return None,
                What::Text { text, .. } => Some(text.clone()),
                What::Value(value) => Some(scalar(value)),
                What::Deleted => None,
            };
            Some(ValueWritten { place: write.place.join("/"), was: write.was.clone(), became })
        });
        written.collect()
    }

    /// Carries the deed out on `doc`, as one change of its actor. `None` if everything is so already.
    ///
    /// # Errors
    /// [`Obstacle`]; nothing was changed.
    pub fn carry_out(&self, doc: &mut Automerge) -> Result<Option<WrittenChange>, Obstacle> {
        let mut options = CommitOptions::default().with_time(self.time_s);
        if let Some(message) = &self.message {
            options = options.with_message(message.clone());
        }
        let done = doc.transact_with::<_, _, Obstacle, _>(|()| options, |tx| self.writes.iter().try_for_each(|write| write.put(tx)));
        let hash = done.map_err(|failure| failure.error)?.hash;
        let change = hash.and_then(|hash| doc.get_change_by_hash(&hash));
        Ok(change.map(|change| WrittenChange { hash: change.hash(), raw: change.raw_bytes().to_vec() }))
    }
}

impl Write {
    fn put(&self, tx: &mut Transaction<'_>) -> Result<(), Obstacle> {
        let not_there = || Obstacle::NotThere(self.place.join("/"));
        let (key, path) = self.place.split_last().ok_or(Obstacle::Unreadable)?;
        let mut object: ObjId = ROOT;
        for step in path {
            object = match tx.get(&object, step.as_str())? {
                Some((Value::Object(ObjType::Map), id)) => id,
                _ => return Err(not_there()),
            };
        }
        let key = key.as_str();
        let now = tx.get(&object, key)?;
        match (&self.what, now) {
            (What::Map, None) => {
                tx.put_object(&object, key, ObjType::Map)?;
            }
            (What::Text { made: true, text }, None) => {
                let made = tx.put_object(&object, key, ObjType::Text)?;
                tx.update_text(&made, text)?;
            }
            (What::Text { made: false, text }, Some((Value::Object(ObjType::Text), id))) => tx.update_text(&id, text)?,
            (What::Value(value), Some((Value::Scalar(there), _))) if *there == *value => {}
            (What::Value(value), None | Some((Value::Scalar(_), _))) => tx.put(&object, key, value.clone())?,
            (What::Deleted, None) => {}
            (What::Deleted, Some(_)) => tx.delete(&object, key)?,
            (What::Text { made: false, .. }, _) => return Err(not_there()),
            (What::Map | What::Text { .. } | What::Value(_), Some(_)) => return Err(Obstacle::Occupied(self.place.join("/"))),
        }
        Ok(())
    }
}

fn shown(value: &Value<'_>) -> String {
    match value {
        Value::Scalar(value) => scalar(value),
        Value::Object(_) => String::new(),
    }
}

fn scalar(value: &ScalarValue) -> String {
    match value {
        ScalarValue::Str(text) => text.to_string(),
        ScalarValue::Int(number) | ScalarValue::Timestamp(number) => number.to_string(),
        ScalarValue::Uint(number) => number.to_string(),
        ScalarValue::Boolean(flag) => flag.to_string(),
        ScalarValue::Bytes(bytes) => URL_SAFE_NO_PAD.encode(bytes),
        // Nothing of ours writes these.
        ScalarValue::F64(_) | ScalarValue::Counter(_) | ScalarValue::Unknown { .. } | ScalarValue::Null => String::new(),
    }
}
