//! What a document says, held beside it, so that a change need not be followed by reading everything again.
//!
//! Words: a reading *follows* a change by taking over what the change did. Where that cannot be told from the change alone (several
//! concurrent values, something taken away, anything but maps, plain values and texts), it is made anew.
//!
//! Left out: documents of other kinds than the visit. They are small and read anew each time.

use std::collections::BTreeSet;

use automerge::{Automerge, ObjType, ROOT, ReadDoc as _, ScalarValue, Value as Am};
use serde_json::{Map, Value};

use super::DocumentError;
use super::kind::{Assessed, DocumentKind, assess, kind_of};
use super::reader::KIND_KEY;
use super::tree::{MAX_DEPTH, Tree, scalar_to_json};
use super::visit::assessment::assess_tree;
use crate::gate::{Effect, EffectAction, EffectKey};

/// What a document says, to be held beside it.
#[derive(Debug, PartialEq)]
pub struct Reading {
    /// `None` for kinds that are read anew each time.
    tree: Option<Tree>,
}

impl Reading {
    /// What `doc` says.
    #[must_use]
    pub fn of(doc: &Automerge) -> Self {
        let is_held = matches!(kind_of(doc), Ok(DocumentKind::Visit));
        Self { tree: is_held.then(|| Tree::of(doc, None)) }
    }

    /// Takes over a change that this program wrote to what `doc` showed, building on everything that it held: `effects` are those of the
    /// change, `doc` is the document with it. Afterwards this is what [`Reading::of`] would answer.
    pub fn follow(&mut self, doc: &Automerge, effects: &[Effect]) {
        if let Some(tree) = &mut self.tree
            && follow(tree, doc, effects).is_none()
        {
            *self = Self::of(doc);
        }
    }

    /// Assesses `doc`, of which this is the reading, as the kind that it states.
    ///
    /// # Errors
    /// As [`assess`].
    pub fn assess(&self, doc: &Automerge) -> Result<Assessed, DocumentError> {
        match &self.tree {
            Some(tree) => Ok(Assessed::Visit(Box::new(assess_tree(doc, tree)?))),
            None => assess(doc),
        }
    }
}

/// `None` if the tree has to be made anew.
fn follow(tree: &mut Tree, doc: &Automerge, effects: &[Effect]) -> Option<()> {
    let mut texts: BTreeSet<Vec<String>> = BTreeSet::new();
    for Effect { path, key, action, .. } in effects {
        let mut path: Vec<String> = path.iter().map(|key| key.as_str().map(str::to_owned)).collect::<Option<_>>()?;
        match key {
            EffectKey::Position => {
                let of_characters = matches!(action, EffectAction::Put(ScalarValue::Str(_)) | EffectAction::Delete);
                texts.insert(Some(path).filter(|_| of_characters)?);
            }
            EffectKey::Key(name) => {
                let depth = path.len();
                if depth == 0 && &**name == KIND_KEY {
                    return None;
                }
                let fields = map_at(&mut tree.root, &path)?;
                path.push(name.to_string());
                if matches!(fields.get(&**name), Some(Value::Object(_))) || tree.conflicts.iter().any(|place| path.starts_with(place)) {
                    return None;
                }
                let value = match action {
                    EffectAction::MakeMap if depth < MAX_DEPTH => Value::Object(Map::new()),
                    EffectAction::Put(value) => {
                        tree.bytes.remove(&path);
                        if let ScalarValue::Bytes(bytes) = value {
                            tree.bytes.insert(path, bytes.clone());
                        }
                        scalar_to_json(&value.clone().into())
                    }
                    _ => return None,
                };
                fields.insert(name.to_string(), value);
            }
        }
    }
    for path in texts {
        if tree.conflicts.iter().any(|place| path.starts_with(place)) {
            return None;
        }
        let text = text_at(doc, &path)?;
        let (name, above) = path.split_last()?;
        *map_at(&mut tree.root, above)?.get_mut(name).filter(|shown| shown.is_string())? = Value::String(text);
    }
    Some(())
}

/// The map that is shown at `path`.
fn map_at<'a>(root: &'a mut Map<String, Value>, path: &[String]) -> Option<&'a mut Map<String, Value>> {
    path.iter().try_fold(root, |map, key| map.get_mut(key)?.as_object_mut())
}

/// The text that `doc` shows at `path`.
fn text_at(doc: &Automerge, path: &[String]) -> Option<String> {
    let mut found = (ROOT, ObjType::Map);
    for key in path {
        found = match doc.get(&found.0, key.as_str()).ok()?? {
            (Am::Object(kind), object) => (object, kind),
            _ => return None,
        };
    }
    if found.1 == ObjType::Text { doc.text(&found.0).ok() } else { None }
}
