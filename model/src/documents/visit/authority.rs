//! Which changes of a technician's device are believed. Every operation of a change is looked at, also those that lose against
//! a concurrent one, so that nothing slips in beside the winner.
//!
//! Refused is only what is unauthorised or unsafe: writing for another person or device, touching what only the desk writes,
//! altering an event, a part line, a photo or a sign-off, a signature that does not stand up, a swap that no
//! honest device can have made. What merely breaks a rule of the trade is taken and shown.

use automerge::{Automerge, ObjType, ROOT, ReadDoc, ScalarValue, Value as Am};
use serde::de::DeserializeOwned;

use super::records::{ChecklistAnswer, Event, EventKind, PartLine, Photo, Struck};
use super::{Visit, schema};
use crate::documents::stamp::ChangeNote;
use crate::documents::tree::to_json;
use crate::gate::{Authority, Denial, Effect, EffectAction, EffectKey, PathKey, Step};
use crate::id::{DeviceId, DocumentId, OrganisationId, PersonId, SignOffId};
use crate::rules::{MAX_TEXT_CHARS, check_swap};
use crate::seal::key::PublicKey;
use crate::seal::verify::{check_against, verify};

/// Two people may write at once, and both texts stay: the merged text may be this many times as long as one may write.
const MERGED_TEXT_FACTOR: usize = 8;
/// Records are maps of plain values, at most this deep from the root: `events/<id>/clock`.
const MAX_DEPTH: usize = 3;
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
        for effect in step.effects {
            self.allow(step, effect)?;
        }
        let merged_limit = MAX_TEXT_CHARS.saturating_mul(MERGED_TEXT_FACTOR);
        for text in [schema::FINDINGS, schema::TREATMENT] {
            if text_chars(step.after, text) > merged_limit {
                return Err(denied("text_too_long", format!("`{text}` would be longer than {merged_limit} characters")));
            }
        }
        Ok(())
    }
}

impl TechnicianAuthority {
    fn allow(&self, step: &Step<'_>, effect: &Effect) -> Result<(), Denial> {
        let path: Option<Vec<&str>> = effect.path.iter().map(PathKey::as_str).collect();
        let path = path.ok_or_else(|| forbidden(effect))?;
        match (path.as_slice(), &effect.key) {
            ([schema::FINDINGS | schema::TREATMENT], EffectKey::Position) => match effect.action {
                EffectAction::Put(ScalarValue::Str(_)) | EffectAction::Delete => Ok(()),
                _ => Err(forbidden(effect)),
            },
            ([collection @ (schema::EVENTS | schema::PARTS | schema::PHOTOS | schema::SIGN_OFFS)], EffectKey::Key(key)) => {
                new_record(step, effect, collection, key)?;
                match *collection {
                    schema::EVENTS => self.event(step, key),
                    schema::PARTS => self.part_line(step, key),
                    schema::PHOTOS => self.photo(step, key),
                    _ => self.sign_off(step, key),
                }
            }
            ([schema::PARTS, key], EffectKey::Key(field)) if &**field == schema::STRUCK && !effect.object_is_new => {
                if effect.action != EffectAction::MakeMap || effect.overwrites {
                    return Err(forbidden(effect));
                }
                self.one_is_mine(&values(step.after, schema::PARTS, key, schema::STRUCK), |struck: Struck| struck.by)
            }
            ([schema::CHECKLIST, item], EffectKey::Key(field)) if &**field == schema::ANSWER && !effect.object_is_new => {
                if effect.action != EffectAction::MakeMap {
                    return Err(forbidden(effect));
                }
                self.one_is_mine(&values(step.after, schema::CHECKLIST, item, schema::ANSWER), |answer: ChecklistAnswer| answer.by)
            }
            (path, EffectKey::Key(_)) if effect.object_is_new && path.len() <= MAX_DEPTH => match effect.action {
                EffectAction::MakeMap | EffectAction::Put(_) => Ok(()),
                _ => Err(forbidden(effect)),
            },
            _ => Err(forbidden(effect)),
        }
    }

    fn event(&self, step: &Step<'_>, key: &str) -> Result<(), Denial> {
        let event: Event = read_record(step.after, schema::EVENTS, key)?;
        if matches!(event.kind, EventKind::Assigned { .. } | EventKind::Cancelled { .. }) {
            return Err(denied("forbidden", "only the desk assigns and cancels (R-006)"));
        }
        if event.device != Some(self.device) {
            return Err(denied("not_yours", "the event names another device"));
        }
        self.mine(Some(event.by))
    }

    fn part_line(&self, step: &Step<'_>, key: &str) -> Result<(), Denial> {
        let line: PartLine = read_record(step.after, schema::PARTS, key)?;
        check_swap(&line.swap).map_err(|refusal| denied(refusal.code(), refusal.to_string()))?;
        if line.device != self.device {
            return Err(denied("not_yours", "the part line names another device"));
        }
        self.mine(Some(line.by))
    }

    fn photo(&self, step: &Step<'_>, key: &str) -> Result<(), Denial> {
        let photo: Photo = read_record(step.after, schema::PHOTOS, key)?;
        let hex = photo.sha256.len() == 64 && photo.sha256.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let size = (1..=MAX_PHOTO_BYTES).contains(&photo.size_bytes);
        if !hex || !size || !PHOTO_MEDIA_TYPES.contains(&photo.media_type.as_str()) {
            return Err(denied("photo_unusable", "hash, size or kind of the photo is not acceptable"));
        }
        self.mine(Some(photo.by))
    }

    fn sign_off(&self, step: &Step<'_>, key: &str) -> Result<(), Denial> {
        let unreadable = || denied("seal_malformed", "the sign-off is not a sealed record");
        let id: SignOffId = key.parse().map_err(|_| unreadable())?;
        let visit = Visit::read(step.after).map_err(|error| denied("malformed", error.to_string()))?;
        let kept = visit.sign_offs.iter().find(|record| record.id == id).ok_or_else(unreadable)?;
        let seal = verify(&kept.seal, Some(&self.device_key)).map_err(|error| denied(error.code(), error.to_string()))?;
        let body = &seal.record.body;
        if body.sign_off != id || body.visit != self.document || body.organisation != self.organisation {
            return Err(denied("seal_other_visit", "the seal belongs to another visit or sign-off"));
        }
        if body.device != self.device {
            return Err(denied("not_yours", "the seal names another device"));
        }
        check_against(&seal, step.after).map(|_| ()).map_err(|error| denied(error.code(), error.to_string()))
    }

    /// Of the concurrent values of a field, every one can be read and one names this person.
    fn one_is_mine<T: DeserializeOwned>(&self, values: &[serde_json::Value], by: impl Fn(T) -> PersonId) -> Result<(), Denial> {
        let authors: Option<Vec<PersonId>> = values.iter().map(|value| T::deserialize(value).ok().map(&by)).collect();
        let authors = authors.ok_or_else(|| denied("malformed", "an entry lacks what it must state"))?;
        self.mine(authors.into_iter().find(|author| *author == self.person))
    }

    fn mine(&self, person: Option<PersonId>) -> Result<(), Denial> {
        if person == Some(self.person) { Ok(()) } else { Err(denied("not_yours", "the entry names another person")) }
    }
}

/// A record of an append-only collection: a new map under a key that nobody has used.
fn new_record(step: &Step<'_>, effect: &Effect, collection: &str, key: &str) -> Result<(), Denial> {
    let taken =
        collection_of(step.before, collection).is_some_and(|map| !matches!(step.before.get_all(&map, key), Ok(all) if all.is_empty()));
    if effect.overwrites || taken {
        let code = if collection == schema::SIGN_OFFS { "sign_off_altered" } else { "record_altered" };
        return Err(denied(code, format!("`{collection}` is only ever added to; nothing in it is changed (R-058, E4)")));
    }
    if effect.action == EffectAction::MakeMap { Ok(()) } else { Err(forbidden(effect)) }
}

fn collection_of(doc: &Automerge, collection: &str) -> Option<automerge::ObjId> {
    match doc.get(ROOT, collection) {
        Ok(Some((Am::Object(ObjType::Map), map))) => Some(map),
        _ => None,
    }
}

fn read_record<T: DeserializeOwned>(doc: &Automerge, collection: &str, key: &str) -> Result<T, Denial> {
    let record = collection_of(doc, collection).and_then(|map| match doc.get(&map, key) {
        Ok(Some((Am::Object(ObjType::Map), id))) => ReadDoc::hydrate(doc, &id, None).ok(),
        _ => None,
    });
    record
        .and_then(|value| serde_json::from_value(to_json(&value)).ok())
        .ok_or_else(|| denied("malformed", format!("an entry of `{collection}` lacks what it must state")))
}

/// Every concurrent value of a field of a record.
fn values(doc: &Automerge, collection: &str, record: &str, field: &str) -> Vec<serde_json::Value> {
    let record = collection_of(doc, collection).and_then(|map| doc.get(&map, record).ok().flatten());
    let writers = record.and_then(|(_, id)| doc.get_all(&id, field).ok()).unwrap_or_default();
    writers.iter().filter_map(|(_, id)| ReadDoc::hydrate(doc, id, None).ok()).map(|value| to_json(&value)).collect()
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
