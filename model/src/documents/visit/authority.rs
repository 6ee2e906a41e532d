//! Which changes of a technician's device are believed. Every operation of a change is looked at, also those that lose against
//! a concurrent one, so that nothing slips in beside the winner.
//!
//! Refused is only what is unauthorised or unsafe: writing for another person or device, touching what only the desk writes,
//! altering an event, a part line, a photo or a sign-off, a signature that does not stand up, a swap that no
//! honest device can have made. What merely breaks a rule of the trade is taken and shown.

use std::collections::HashSet;
use std::str::FromStr;

use automerge::{Automerge, ObjId, ObjType, ROOT, ReadDoc, ScalarValue, Value as Am};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::causality::Causality;
use super::records::{ChecklistAnswer, Event, EventKind, PartLine, Photo, Struck};
use super::schema;
use crate::documents::stamp::ChangeNote;
use crate::documents::tree::to_json;
use crate::gate::{Authority, Denial, Effect, EffectAction, EffectKey, PathKey, Step};
use crate::id::{DeviceId, DocumentId, EventId, OrganisationId, PartLineId, PersonId, PhotoId, SignOffId};
use crate::rules::{MAX_TEXT_CHARS, check_line, check_swap, check_text};
use crate::seal::key::PublicKey;
use crate::seal::verify::{check_against, verify};

/// Several people may write at once, and all their texts stay: the merged text may be this many times as long as one may write.
const MERGED_TEXT_FACTOR: usize = 64;
/// One operation writes one character of a text, or one that is drawn from several.
const MAX_ELEMENT_CHARS: usize = 16;
/// Records are maps of plain values, at most this deep from the root: `events/<id>/clock`.
const MAX_DEPTH: usize = 3;
/// Most unmerged branches that one device may leave: its app, a copy of it restored from a backup, and some more.
const MAX_BRANCHES: usize = 8;
/// Most concurrent answers of one person to one check.
const MAX_OWN_ANSWERS: usize = 4;
/// Most sign-offs of one device on one visit.
const MAX_OWN_SIGN_OFFS: usize = 8;
/// Most photos of one device in one visit: a voucher names them all.
const MAX_OWN_PHOTOS: usize = 100;
/// The largest photo that a visit may name, in **bytes**.
pub const MAX_PHOTO_BYTES: u64 = 20 * 1024 * 1024;
/// The kinds of picture that a visit may name.
pub const PHOTO_MEDIA_TYPES: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];

/// What one technician's device may write to one visit.
#[derive(Debug, Clone)]
pub struct TechnicianAuthority {
    /// The visit.
    pub document: DocumentId,
    /// Whose visit it is.
    pub organisation: OrganisationId,
    /// Whose device it is.
    pub person: PersonId,
    /// The device.
    pub device: DeviceId,
    /// The key the device enrolled with: sign-offs are sealed by it.
    pub device_key: PublicKey,
}

impl Authority for TechnicianAuthority {
    fn authorise(&self, step: &Step<'_>) -> Result<(), Denial> {
        let note = ChangeNote::of(step.change);
        if !note.is_some_and(|note| note.person == self.person && note.device == Some(self.device)) {
            return Err(denied("not_yours", "the change does not name this device and its person as its author"));
        }
        self.few_branches(step)?;
        let mut written = HashSet::new();
        for effect in step.effects {
            if matches!(effect.key, EffectKey::Key(_)) && !written.insert((&effect.path, &effect.key)) {
                return Err(denied("malformed", "the change writes one place twice"));
            }
            self.allow(step, effect)?;
        }
        for text in [schema::FINDINGS, schema::TREATMENT] {
            bounded_text(step, text)?;
        }
        Ok(())
    }
}

impl TechnicianAuthority {
    fn allow(&self, step: &Step<'_>, effect: &Effect) -> Result<(), Denial> {
        let path: Option<Vec<&str>> = effect.path.iter().map(PathKey::as_str).collect();
        let path = path.ok_or_else(|| forbidden(effect))?;
        match (path.as_slice(), &effect.key) {
            ([schema::FINDINGS | schema::TREATMENT], EffectKey::Position) => match &effect.action {
                EffectAction::Put(ScalarValue::Str(text)) if !effect.overwrites && is_element(text) => Ok(()),
                EffectAction::Delete => Ok(()),
                _ => Err(forbidden(effect)),
            },
            ([collection @ (schema::EVENTS | schema::PARTS | schema::PHOTOS | schema::SIGN_OFFS)], EffectKey::Key(key)) => {
                let made = new_record(step, effect, collection, key)?;
                match *collection {
                    schema::EVENTS => self.event(step, key, made),
                    schema::PARTS => self.part_line(step, key, made),
                    schema::PHOTOS => self.photo(step, key, made),
                    _ => self.sign_off(step, key, made),
                }
            }
            ([schema::PARTS, _], EffectKey::Key(field)) if &**field == schema::STRUCK && !effect.object_is_new => {
                let struck: Struck = read(step.after, made_map(effect).filter(|_| !effect.overwrites).ok_or_else(|| forbidden(effect))?)?;
                self.mine(struck.by)
            }
            ([schema::CHECKLIST, item], EffectKey::Key(field)) if &**field == schema::ANSWER && !effect.object_is_new => {
                let answer: ChecklistAnswer = read(step.after, made_map(effect).ok_or_else(|| forbidden(effect))?)?;
                self.mine(answer.by)?;
                self.few_answers(step, item)
            }
            (path, EffectKey::Key(_)) if effect.object_is_new && path.len() <= MAX_DEPTH => match effect.action {
                EffectAction::MakeMap | EffectAction::Put(_) => Ok(()),
                _ => Err(forbidden(effect)),
            },
            _ => Err(forbidden(effect)),
        }
    }

    fn event(&self, step: &Step<'_>, key: &str, made: &ObjId) -> Result<(), Denial> {
        identified::<EventId>(key)?;
        let event: Event = read(step.after, made)?;
        if matches!(event.kind, EventKind::Assigned { .. } | EventKind::Cancelled { .. }) {
            return Err(denied("forbidden", "only the desk assigns and cancels (R-006)"));
        }
        if event.device != Some(self.device) {
            return Err(denied("not_yours", "the event names another device"));
        }
        self.mine(event.by)
    }

    fn part_line(&self, step: &Step<'_>, key: &str, made: &ObjId) -> Result<(), Denial> {
        identified::<PartLineId>(key)?;
        let line: PartLine = read(step.after, made)?;
        check_swap(&line.swap).map_err(|refusal| denied(refusal.code(), refusal.to_string()))?;
        if line.struck.is_some() {
            return Err(denied("malformed", "a new part line is not struck already"));
        }
        if line.device != self.device {
            return Err(denied("not_yours", "the part line names another device"));
        }
        self.mine(line.by)
    }

    fn photo(&self, step: &Step<'_>, key: &str, made: &ObjId) -> Result<(), Denial> {
        identified::<PhotoId>(key)?;
        let photo: Photo = read(step.after, made)?;
        let hex = photo.sha256.len() == 64 && photo.sha256.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let size = (1..=MAX_PHOTO_BYTES).contains(&photo.size_bytes);
        if !hex || !size || !PHOTO_MEDIA_TYPES.contains(&photo.media_type.as_str()) {
            return Err(denied("photo_unusable", "hash, size or kind of the photo is not acceptable"));
        }
        check_line(&photo.caption).map_err(|refusal| denied(refusal.code(), refusal.to_string()))?;
        if self.own_records(step, schema::PHOTOS) > MAX_OWN_PHOTOS {
            return Err(denied("too_large", format!("a device names at most {MAX_OWN_PHOTOS} photos in a visit")));
        }
        self.mine(photo.by)
    }

    fn sign_off(&self, step: &Step<'_>, key: &str, made: &ObjId) -> Result<(), Denial> {
        let unreadable = || denied("seal_malformed", "the sign-off is not a sealed record");
        identified::<SignOffId>(key)?;
        let keys: Vec<String> = step.after.keys(made).collect();
        let kept = match step.after.get(made, schema::SEAL) {
            Ok(Some((Am::Scalar(value), _))) if keys == [schema::SEAL] => match value.as_ref() {
                ScalarValue::Bytes(bytes) => bytes.clone(),
                _ => return Err(unreadable()),
            },
            _ => return Err(unreadable()),
        };
        let seal = verify(&kept, Some(&self.device_key)).map_err(|error| denied(error.code(), error.to_string()))?;
        let body = &seal.record.body;
        if body.sign_off.to_string() != key || body.visit != self.document || body.organisation != self.organisation {
            return Err(denied("seal_other_visit", "the seal belongs to another visit or sign-off"));
        }
        if body.device != self.device {
            return Err(denied("not_yours", "the seal names another device"));
        }
        let known = Causality::of(step.after).past_of(step.change.deps());
        if !seal.heads.iter().all(|head| known.contains(head)) {
            return Err(denied("seal_unknown_heads", "the seal covers a version that its author had not seen"));
        }
        check_against(&seal, step.after).map_err(|error| denied(error.code(), error.to_string()))?;
        self.few_sign_offs(step)
    }

    /// A device keeps to few branches: every head is named by the next change of everybody else.
    fn few_branches(&self, step: &Step<'_>) -> Result<(), Denial> {
        let heads = step.after.get_heads();
        if heads.len() <= MAX_BRANCHES {
            return Ok(());
        }
        let own = heads
            .iter()
            .filter_map(|head| step.after.get_change_by_hash(head))
            .filter(|change| ChangeNote::of(change).is_some_and(|note| note.device == Some(self.device)))
            .count();
        if own <= MAX_BRANCHES { Ok(()) } else { Err(denied("too_many_branches", "the device writes on too many old versions at once")) }
    }

    /// A person leaves few concurrent answers to one check: everybody who reads the visit reads them all.
    fn few_answers(&self, step: &Step<'_>, item: &str) -> Result<(), Denial> {
        let record = collection_of(step.after, schema::CHECKLIST).and_then(|map| step.after.get(&map, item).ok().flatten());
        let answers = record.and_then(|(_, id)| step.after.get_all(&id, schema::ANSWER).ok()).unwrap_or_default();
        let own =
            answers.iter().filter(|(_, id)| read::<ChecklistAnswer>(step.after, id).is_ok_and(|answer| answer.by == self.person)).count();
        if own <= MAX_OWN_ANSWERS { Ok(()) } else { Err(denied("too_many_branches", "too many concurrent answers to one check")) }
    }

    fn few_sign_offs(&self, step: &Step<'_>) -> Result<(), Denial> {
        if self.own_records(step, schema::SIGN_OFFS) <= MAX_OWN_SIGN_OFFS {
            return Ok(());
        }
        Err(denied("too_large", format!("a device keeps at most {MAX_OWN_SIGN_OFFS} sign-offs on a visit")))
    }

    /// How many records of `collection` this device wrote. Others' records are not held against it.
    fn own_records(&self, step: &Step<'_>, collection: &str) -> usize {
        let Some(map) = collection_of(step.after, collection) else {
            return 0;
        };
        let records = step.after.keys(&map).filter_map(|key| step.after.get(&map, key.as_str()).ok().flatten());
        let writers = records.filter_map(|(_, id)| step.after.hash_for_opid(&id)).filter_map(|hash| step.after.get_change_by_hash(&hash));
        writers.filter(|change| ChangeNote::of(change).is_some_and(|note| note.device == Some(self.device))).count()
    }

    fn mine(&self, person: PersonId) -> Result<(), Denial> {
        if person == self.person { Ok(()) } else { Err(denied("not_yours", "the entry names another person")) }
    }
}

/// A record of an append-only collection: a new map under a key that nobody has used.
fn new_record<'a>(step: &Step<'_>, effect: &'a Effect, collection: &str, key: &str) -> Result<&'a ObjId, Denial> {
    let taken =
        collection_of(step.before, collection).is_some_and(|map| !matches!(step.before.get_all(&map, key), Ok(all) if all.is_empty()));
    if effect.overwrites || taken {
        let code = if collection == schema::SIGN_OFFS { "sign_off_altered" } else { "record_altered" };
        return Err(denied(code, format!("`{collection}` is only ever added to; nothing in it is changed (R-058, E4)")));
    }
    made_map(effect).ok_or_else(|| forbidden(effect))
}

/// The map that the operation makes.
fn made_map(effect: &Effect) -> Option<&ObjId> {
    effect.made.as_ref().filter(|_| effect.action == EffectAction::MakeMap)
}

fn identified<I: FromStr>(key: &str) -> Result<I, Denial> {
    key.parse().map_err(|_| denied("malformed", "the key of an entry is not an identifier"))
}

fn collection_of(doc: &Automerge, collection: &str) -> Option<ObjId> {
    match doc.get(ROOT, collection) {
        Ok(Some((Am::Object(ObjType::Map), map))) => Some(map),
        _ => None,
    }
}

/// The record in `object`: complete, nothing beside what such a record states, no text longer than a person writes.
fn read<T: DeserializeOwned + Serialize>(doc: &Automerge, object: &ObjId) -> Result<T, Denial> {
    let malformed = || denied("malformed", "an entry lacks what it must state, or states more");
    let tree = ReadDoc::hydrate(doc, object, None).map(|value| to_json(&value)).map_err(|_| malformed())?;
    let record: T = serde_json::from_value(tree.clone()).map_err(|_| malformed())?;
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
fn is_element(text: &str) -> bool {
    (1..=MAX_ELEMENT_CHARS).contains(&text.chars().count())
}

/// What the change adds to a text is no more than a person may write, and the text as a whole stays readable. Judged only for
/// changes that add: nobody is held up by what others wrote.
fn bounded_text(step: &Step<'_>, key: &str) -> Result<(), Denial> {
    let here = |effect: &&Effect| effect.path.first().and_then(PathKey::as_str) == Some(key);
    let added: usize = step
        .effects
        .iter()
        .filter(here)
        .map(|effect| if let EffectAction::Put(ScalarValue::Str(text)) = &effect.action { text.chars().count() } else { 0 })
        .sum();
    let merged_limit = MAX_TEXT_CHARS.saturating_mul(MERGED_TEXT_FACTOR);
    if added > MAX_TEXT_CHARS || (added > 0 && text_chars(step.after, key) > merged_limit) {
        return Err(denied("text_too_long", format!("`{key}` takes {MAX_TEXT_CHARS} characters at once, {merged_limit} in all")));
    }
    Ok(())
}

fn text_chars(doc: &Automerge, key: &str) -> usize {
    match doc.get(ROOT, key) {
        Ok(Some((Am::Object(ObjType::Text), text))) => doc.length(&text),
        _ => 0,
    }
}

fn forbidden(effect: &Effect) -> Denial {
    let path: Vec<&str> = effect.path.iter().map(|key| key.as_str().unwrap_or("?")).collect();
    denied("forbidden", format!("a technician does not write this at `{}`", path.join("/")))
}

fn denied(code: &'static str, detail: impl Into<String>) -> Denial {
    Denial { code, detail: detail.into() }
}
