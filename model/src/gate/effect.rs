//! What a change does, operation by operation.
//!
//! Read from the operations and not from a comparison of the document before and after: a write that loses against a concurrent
//! one changes nothing today, but it is there, and it would win the day the other is taken back.

use std::collections::HashMap;
use std::sync::Arc;

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::{Automerge, Change, ExpandedChange, ObjId, ObjType, Prop, ReadDoc, ScalarValue};

use super::history::{History, Past};
use super::{Limits, Refusal};

/// One operation of a change: where it works and what it does there.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// The containing object, from the root (an empty path). Ends at the text or list for what happens inside one.
    pub path: Arc<[PathKey]>,
    /// The place within the containing object.
    pub key: EffectKey,
    /// Whether the containing object was made by this same change.
    pub object_is_new: bool,
    /// Whether the operation replaces or ends something that was there.
    pub overwrites: bool,
    /// Whether it replaces or ends what this same change wrote.
    pub undoes_own: bool,
    /// What it does.
    pub action: EffectAction,
    /// The object that it makes, if it makes one: to be read by exactly this id, whatever else stands at the same key.
    pub made: Option<ObjId>,
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PathKey {
    /// Into a map, by its key.
    Key(Arc<str>),
    /// Into an element of a list. Which one does not matter to an authority, and shifts with every insertion.
    Element,
}

/// A place within an object.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum EffectKey {
    /// A key of a map.
    Key(Arc<str>),
    /// Some position in a text or list.
    Position,
}

/// What one operation does.
#[derive(Debug, Clone, PartialEq)]
pub enum EffectAction {
    /// Makes a map.
    MakeMap,
    /// Makes a list.
    MakeList,
    /// Makes a text.
    MakeText,
    /// Makes a table, which Automerge keeps for old documents.
    MakeTable,
    /// Writes or inserts a value.
    Put(ScalarValue),
    /// Deletes what is there.
    Delete,
    /// Adds to a counter.
    Increment(i64),
    /// Begins or ends a mark.
    Mark,
}

impl PathKey {
    /// The map key, or `None` for a list element.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Key(key) => Some(key),
            Self::Element => None,
        }
    }
}

impl EffectKey {
    /// The map key, or `None` for a position.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Key(key) => Some(key),
            Self::Position => None,
        }
    }
}

/// Reads the effects of a change that has not been applied yet, nor what `made` objects since `before`, and refuses it when an operation refers to something its
/// author could not have seen, or that is not what the operation takes it for.
pub(super) fn effects(
    before: &Automerge,
    history: &History,
    past: &Past,
    change: &Change,
    limits: &Limits,
    made: &mut Made,
) -> Result<Vec<Effect>, Refusal> {
    let expanded = change.decode();
    let mut survey = Survey { before, history, past, expanded: &expanded, depth: limits.depth, places: HashMap::new(), made };
    let start_op = expanded.start_op.get();
    let effects = (start_op..).zip(&expanded.operations).map(|(counter, op)| survey.effect(counter, op)).collect();
    let new = survey.places.into_iter().filter(|(_, place)| place.is_new);
    made.objects.extend(new.map(|(id, place)| (id, Place { is_new: false, ..place })));
    effects
}

/// The objects made by changes of a list that are not applied yet.
#[derive(Default)]
pub(super) struct Made {
    objects: HashMap<OpId, Place>,
}

/// A containing object: its path and kind.
#[derive(Clone)]
struct Place {
    path: Arc<[PathKey]>,
    kind: ObjType,
    is_new: bool,
}

struct Survey<'a> {
    before: &'a Automerge,
    history: &'a History,
    past: &'a Past,
    expanded: &'a ExpandedChange,
    depth: usize,
    /// Objects met so far: those made by this change, and those looked up in the document.
    places: HashMap<OpId, Place>,
    made: &'a Made,
}

impl Survey<'_> {
    fn effect(&mut self, counter: u64, op: &Op) -> Result<Effect, Refusal> {
        let place = self.place(&op.obj)?;
        let key = match (&op.key, place.kind.is_sequence()) {
            (Key::Map(name), false) if !op.insert => EffectKey::Key(Arc::from(name.as_str())),
            (Key::Seq(element), true) => {
                if let ElementId::Id(id) = element {
                    self.seen(id, counter)?;
                } else if !op.insert {
                    return Err(unsafe_because("an operation works on the head of a list"));
                }
                EffectKey::Position
            }
            _ => return Err(unsafe_because("a key does not fit its object")),
        };
        let mut undoes_own = false;
        for pred in op.pred.iter() {
            self.seen(pred, counter)?;
            undoes_own |= self.is_own(pred, counter);
        }
        let overwrites = !op.pred.is_empty();
        if op.insert && overwrites {
            return Err(unsafe_because("an insertion overwrites"));
        }
        let action = match &op.action {
            OpType::Make(kind) => {
                self.make(counter, &place, &key, *kind)?;
                match kind {
                    ObjType::Map => EffectAction::MakeMap,
                    ObjType::List => EffectAction::MakeList,
                    ObjType::Text => EffectAction::MakeText,
                    ObjType::Table => EffectAction::MakeTable,
                }
            }
            OpType::Put(value) => EffectAction::Put(value.clone()),
            OpType::Delete | OpType::Increment(_) if !overwrites => {
                return Err(unsafe_because("an operation has nothing to work on"));
            }
            OpType::Delete => EffectAction::Delete,
            OpType::Increment(by) => EffectAction::Increment(*by),
            OpType::MarkBegin(_) | OpType::MarkEnd(_) => EffectAction::Mark,
        };
        let made = matches!(op.action, OpType::Make(_)).then(|| ObjId::Id(counter, self.expanded.actor_id.clone(), 0));
        Ok(Effect { path: place.path, key, object_is_new: place.is_new, overwrites, undoes_own, action, made })
    }

    fn place(&mut self, object: &ObjectId) -> Result<Place, Refusal> {
        let id = match object {
            ObjectId::Root => {
                return Ok(Place { path: Arc::from([]), kind: ObjType::Map, is_new: false });
            }
            ObjectId::Id(id) => id,
        };
        if let Some(place) = self.places.get(id) {
            return Ok(place.clone());
        }
        if !self.history.holds_op(self.past, id.actor(), id.counter()) {
            return Err(unsafe_because("an operation works on an object its author has not seen"));
        }
        if let Some(place) = self.made.objects.get(id) {
            return Ok(place.clone());
        }
        let object = ObjId::Id(id.counter(), id.actor().clone(), 0);
        let missing = |_| unsafe_because("an operation works on something that is no object");
        let kind = self.before.object_type(&object).map_err(missing)?;
        let mut path: Vec<PathKey> = self
            .before
            .parents(&object)
            .map_err(missing)?
            .map(|parent| match parent.prop {
                Prop::Map(key) => PathKey::Key(Arc::from(key)),
                Prop::Seq(_) => PathKey::Element,
            })
            .collect();
        path.reverse();
        let place = Place { path: Arc::from(path), kind, is_new: false };
        self.places.insert(id.clone(), place.clone());
        Ok(place)
    }

    fn make(&mut self, counter: u64, parent: &Place, key: &EffectKey, kind: ObjType) -> Result<(), Refusal> {
        if parent.path.len() >= self.depth {
            return Err(Refusal::TooLarge { what: "levels of nesting", limit: self.depth as u64 });
        }
        let last = match key {
            EffectKey::Key(name) => PathKey::Key(Arc::clone(name)),
            EffectKey::Position => PathKey::Element,
        };
        let place = Place { path: parent.path.iter().cloned().chain([last]).collect(), kind, is_new: true };
        self.places.insert(OpId::new(counter, &self.expanded.actor_id), place);
        Ok(())
    }

    /// Whether the operation is one of this change, before the one with this `counter`.
    fn is_own(&self, id: &OpId, counter: u64) -> bool {
        *id.actor() == self.expanded.actor_id && (self.expanded.start_op.get()..counter).contains(&id.counter())
    }

    /// The operation referred to is an earlier one of this change, or lies in the change's past.
    fn seen(&self, id: &OpId, counter: u64) -> Result<(), Refusal> {
        if self.is_own(id, counter) || self.history.holds_op(self.past, id.actor(), id.counter()) {
            Ok(())
        } else {
            Err(unsafe_because("an operation refers to one its author has not seen"))
        }
    }
}

fn unsafe_because(reason: &'static str) -> Refusal {
    Refusal::Unsafe { reason }
}
