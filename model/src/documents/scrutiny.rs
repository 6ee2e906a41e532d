//! What every kind of document asks of a device's change: records only ever added, complete and nothing beside, texts of a length
//! that people write, few branches. Each kind's authority puts these together.

use std::str::FromStr;

use automerge::{Automerge, ChangeHash, ObjId, ObjType, ROOT, ReadDoc, ScalarValue, Value as Am};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::reader::SIGN_OFFS;
use super::stamp::ChangeNote;
use super::tree::Tree;
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
    let taken =
        collection_of(&step.before, collection).is_some_and(|map| !matches!(step.before.get_all(&map, key), Ok(all) if all.is_empty()));
    if effect.overwrites || taken {
        let code = if collection == SIGN_OFFS { "sign_off_altered" } else { "record_altered" };
        return Err(denied(code, format!("`{collection}` is only ever added to; nothing in it is changed (R-058, E4)")));
    }
    made_map(effect).ok_or_else(|| forbidden(effect))
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
    let tree = Value::Object(Tree::at(version.holder(), object, version.past()).root);
    let record = T::deserialize(&tree).map_err(|_| malformed())?;
    if serde_json::to_value(&record).ok().as_ref() != Some(&tree) {
        return Err(malformed());
    }
    if longest_is_short(&tree) {
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
    if added > MAX_TEXT_CHARS || (added > 0 && text_chars(&step.after, key) > merged_limit) {
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
