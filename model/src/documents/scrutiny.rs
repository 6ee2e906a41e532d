//! What every kind of document asks of a device's change: records only ever added, complete and nothing beside, texts of a length
//! that people write, few branches. Each kind's authority puts these together.

use std::str::FromStr;

use automerge::{Automerge, ChangeHash, ObjId, ObjType, ROOT, ReadDoc, ScalarValue, Value as Am};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::reader::SIGN_OFFS;
use super::stamp::ChangeNote;
use super::tree::{MAX_DEPTH, Tree, scalar_to_json};
use crate::gate::{Denial, Effect, EffectAction, PathKey, Step, Version};
use crate::id::DeviceId;
use crate::rules::{MAX_TEXT_CHARS, check_text};

/// Several people may write at once, and all their texts stay: the merged text may be this many times as long as one may write.
const MERGED_TEXT_FACTOR: usize = 64;
/// One operation writes one character of a text, or one that is drawn from several.
const MAX_ELEMENT_CHARS: usize = 16;
/// Most unmerged branches that one device may leave: its app, a copy of it restored from a backup, and some more.
const MAX_BRANCHES: usize = 8;

/// A device keeps to few branches: every head is named by the next change of everybody else.
pub(crate) fn few_branches(step: &Step<'_>, device: DeviceId) -> Result<(), Denial> {
    let heads = step.after.heads();
    if heads.len() <= MAX_BRANCHES {
        return Ok(());
    }
    let own = heads.iter().filter(|head| is_of(step.after.holder(), head, device)).count();
    if own <= MAX_BRANCHES { Ok(()) } else { Err(denied("too_many_branches", "the device writes on too many old versions at once")) }
}

/// How many records of `collection` this device wrote. Others' records are not held against it. Only what is said of each change is
/// read: to make the changes themselves again would cost the whole document for every change judged.
pub(crate) fn own_records(step: &Step<'_>, collection: &str, device: DeviceId) -> usize {
    let Some(map) = collection_of(&step.after, collection) else {
        return 0;
    };
    let records = step.after.keys(&map).filter_map(|key| step.after.get(&map, key.as_str()).ok().flatten());
    records.filter_map(|(_, id)| step.after.holder().hash_for_opid(&id)).filter(|hash| is_of(step.after.holder(), hash, device)).count()
}

fn is_of(doc: &Automerge, change: &ChangeHash, device: DeviceId) -> bool {
    ChangeNote::in_document(doc, change).is_some_and(|note| note.device == Some(device))
}

/// A record of an append-only collection: a new map under a key that nobody has used.
pub(crate) fn new_record<'a>(step: &Step<'_>, effect: &'a Effect, collection: &str, key: &str) -> Result<&'a ObjId, Denial> {
    if effect.overwrites || is_taken(step, effect, collection, key) {
        let code = if collection == SIGN_OFFS { "sign_off_altered" } else { "record_altered" };
        return Err(denied(code, format!("`{collection}` is only ever added to; nothing in it is changed (R-058, E4)")));
    }
    made_map(effect).ok_or_else(|| forbidden(effect))
}

/// Whether something stood at `key` of `collection` before the change.
///
/// Where the document, with all later changes of a list, shows nothing there but what this change makes, nothing stood there before it:
/// taking a record away again is refused, and with it the list.
fn is_taken(step: &Step<'_>, effect: &Effect, collection: &str, key: &str) -> bool {
    let all = Version::now(step.after.holder());
    let shown = collection_of(&all, collection).and_then(|map| all.get_all(&map, key).ok());
    match (shown.as_deref(), &effect.made) {
        (Some([(_, only)]), Some(made)) if only == made => false,
        _ => {
            collection_of(&step.before, collection).is_some_and(|map| !matches!(step.before.get_all(&map, key), Ok(all) if all.is_empty()))
        }
    }
}

/// The map that the operation makes.
pub(crate) fn made_map(effect: &Effect) -> Option<&ObjId> {
    effect.made.as_ref().filter(|_| effect.action == EffectAction::MakeMap)
}

pub(crate) fn identified<I: FromStr>(key: &str) -> Result<I, Denial> {
    key.parse().map_err(|_| denied("malformed", "the key of an entry is not an identifier"))
}

pub(crate) fn collection_of(version: &Version<'_>, collection: &str) -> Option<ObjId> {
    match version.get(&ROOT, collection) {
        Ok(Some((Am::Object(ObjType::Map), map))) => Some(map),
        _ => None,
    }
}

/// The record in `object`: complete, nothing beside what such a record states, no text longer than a person writes.
pub(crate) fn read<T: DeserializeOwned + Serialize>(version: &Version<'_>, object: &ObjId) -> Result<T, Denial> {
    let malformed = || denied("malformed", "an entry lacks what it must state, or states more");
    if !matches!(version.holder().object_type(object), Ok(ObjType::Map)) {
        return Err(malformed());
    }
    complete(&Value::Object(Tree::at(version.holder(), object, version.past()).root))
}

/// The record that `effect` makes, as [`read`] reads it after the change.
///
/// Nobody else can have written into a map that is new with the change, so that the operations of the change say all there is in it.
/// They are asked instead of the document, where seeking a small map among all others costs more than the rest of judging it.
pub(crate) fn read_made<T: DeserializeOwned + Serialize>(step: &Step<'_>, effect: &Effect) -> Result<T, Denial> {
    let made = made_map(effect).ok_or_else(|| forbidden(effect))?;
    match fields_made(step.effects, effect) {
        Some(fields) => {
            let in_document = || Tree::at(step.after.holder(), made, step.after.past()).root;
            debug_assert!(fields == in_document(), "a new record reads otherwise in the document than in its change");
            complete(&Value::Object(fields))
        }
        None => read(&step.after, made),
    }
}

/// What the operations put into the map that `made` makes; `None` if they do anything but put plain values and maps under keys of their
/// own, so that only the document can say.
fn fields_made(effects: &[Effect], made: &Effect) -> Option<Map<String, Value>> {
    if effects.iter().any(|effect| effect.undoes_own) {
        return None;
    }
    let key = made.key.as_str()?;
    let mut fields = Map::new();
    for effect in effects {
        let Some((step, within)) = effect.path.strip_prefix(&*made.path).and_then(<[PathKey]>::split_first) else { continue };
        if step.as_str() != Some(key) {
            continue;
        }
        if !effect.object_is_new || effect.overwrites || within.len() >= MAX_DEPTH {
            return None;
        }
        let value = match &effect.action {
            EffectAction::Put(value) => scalar_to_json(&value.clone().into()),
            EffectAction::MakeMap => Value::Object(Map::new()),
            _ => return None,
        };
        let into = within.iter().try_fold(&mut fields, |map, step| map.get_mut(step.as_str()?)?.as_object_mut())?;
        if into.insert(effect.key.as_str()?.to_owned(), value).is_some() {
            return None;
        }
    }
    Some(fields)
}

/// `tree` as a record: complete, nothing beside what such a record states, no text longer than a person writes.
fn complete<T: DeserializeOwned + Serialize>(tree: &Value) -> Result<T, Denial> {
    let malformed = || denied("malformed", "an entry lacks what it must state, or states more");
    let record = T::deserialize(tree).map_err(|_| malformed())?;
    if serde_json::to_value(&record).ok().as_ref() != Some(tree) {
        return Err(malformed());
    }
    if longest_is_short(tree) {
        Ok(record)
    } else {
        Err(denied("text_too_long", format!("a text has more than {MAX_TEXT_CHARS} characters")))
    }
}

fn longest_is_short(tree: &Value) -> bool {
    match tree {
        Value::String(text) => check_text(text).is_ok(),
        Value::Object(fields) => fields.values().all(longest_is_short),
        _ => true,
    }
}

/// One drawn character.
pub(crate) fn is_element(text: &str) -> bool {
    (1..=MAX_ELEMENT_CHARS).contains(&text.chars().count())
}

/// What the change adds to a text is no more than a person may write, and the text as a whole stays readable. Judged only for
/// changes that add: nobody is held up by what others wrote.
pub(crate) fn bounded_text(step: &Step<'_>, key: &str) -> Result<(), Denial> {
    let here = |effect: &&Effect| effect.path.first().and_then(PathKey::as_str) == Some(key);
    let added: usize = step
        .effects
        .iter()
        .filter(here)
        .map(|effect| if let EffectAction::Put(ScalarValue::Str(text)) = &effect.action { text.chars().count() } else { 0 })
        .sum();
    let merged_limit = MAX_TEXT_CHARS.saturating_mul(MERGED_TEXT_FACTOR);
    // A text has no more elements than the document has operations: as a rule it need not be counted.
    let most = usize::try_from(step.after.holder().stats().num_ops).unwrap_or(usize::MAX).saturating_mul(MAX_ELEMENT_CHARS);
    if added > MAX_TEXT_CHARS || (added > 0 && most > merged_limit && text_chars(&step.after, key) > merged_limit) {
        return Err(denied("text_too_long", format!("`{key}` takes {MAX_TEXT_CHARS} characters at once, {merged_limit} in all")));
    }
    Ok(())
}

fn text_chars(version: &Version<'_>, key: &str) -> usize {
    match version.get(&ROOT, key) {
        Ok(Some((Am::Object(ObjType::Text), text))) => version.length(&text),
        _ => 0,
    }
}

pub(crate) fn forbidden(effect: &Effect) -> Denial {
    let path: Vec<&str> = effect.path.iter().map(|key| key.as_str().unwrap_or("?")).collect();
    denied("forbidden", format!("a technician does not write this at `{}`", path.join("/")))
}

pub(crate) fn denied(code: &'static str, detail: impl Into<String>) -> Denial {
    Denial { code, detail: detail.into() }
}
