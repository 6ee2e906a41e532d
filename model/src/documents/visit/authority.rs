//! What a technician's device may write to a visit; what all kinds of documents ask stands in
//! [`documents::authority`](crate::documents::authority).
//!
//! Refused is only what is unauthorised or unsafe: writing for another person or device, touching what only the desk writes,
//! altering an event, a part line, a photo or a sign-off, a signature that does not stand up, a swap that no
//! honest device can have made. What merely breaks a rule of the trade is taken and shown.

use automerge::{ObjId, ObjType, ROOT, ScalarValue, Value as Am};

use super::order::may_open_without_order;
use super::records::{
    Asset, Author, CallOut, ChecklistAnswer, ChecklistItem, Customer, DataField, EventKind, Organisation, PartLine, Photo, Struck, Terms,
    VisitEvent,
};
use super::{Visit, schema};
use crate::documents::authority::{TechnicianAuthority, plain};
use crate::documents::scrutiny::{
    bounded_text, collection_of, denied, forbidden, identified, is_element, new_record, own_records, read, read_made,
};
use crate::documents::tree::Tree;
use crate::gate::{Denial, Effect, EffectAction, EffectKey, PathKey, Step, Version};
use crate::id::{EventId, PartLineId, PersonId, PhotoId};
use crate::rules::{check_line, check_stated, check_swap};
use crate::seal::verify::check_against;

/// Records are maps of plain values, at most this deep from the root: `events/<id>/clock`.
const MAX_DEPTH: usize = 3;
/// What a visit is opened with is maps of plain values, at most this deep: `terms/fees/charges/<type>`.
const MAX_GENESIS_DEPTH: usize = 4;
/// Most concurrent answers of one person to one check.
const MAX_OWN_ANSWERS: usize = 4;
/// Most photos of one device in one visit: a voucher names them all.
const MAX_OWN_PHOTOS: usize = 100;
/// The largest photo that a visit may name, in **bytes**.
pub const MAX_PHOTO_BYTES: u64 = 20 * 1024 * 1024;
/// The kinds of picture that a visit may name.
pub const PHOTO_MEDIA_TYPES: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];

/// Judges the first change of a document that says it is a visit: a technician may open one before there is an order.
pub(crate) fn genesis(authority: &TechnicianAuthority, step: &Step<'_>) -> Result<(), Denial> {
    for effect in step.effects {
        let text = effect.action == EffectAction::MakeText && matches!(effect.key.as_str(), Some(schema::FINDINGS | schema::TREATMENT));
        if !(text && effect.path.is_empty() && !effect.overwrites) {
            plain(effect, effect.path.is_empty() || effect.object_is_new, MAX_GENESIS_DEPTH)?;
        }
    }
    let stated = |record: Option<ObjId>| record.ok_or_else(|| denied("malformed", "a visit lacks what every visit has"));
    let root = |key: &str| stated(object_of(&step.after, &ROOT, key));
    for key in step.after.keys(&ROOT) {
        match key.as_str() {
            schema::KIND_KEY | schema::SCHEMA_KEY | schema::ID | schema::APPOINTMENT_AT => {}
            // A plain value in their place would read alike, and nobody could ever write to it.
            schema::FINDINGS | schema::TREATMENT
                if matches!(step.after.get(&ROOT, key.as_str()), Ok(Some((Am::Object(ObjType::Text), _)))) => {}
            schema::EVENTS | schema::PARTS | schema::PHOTOS | schema::SIGN_OFFS => {}
            schema::ORGANISATION => drop(read::<Organisation>(&step.after, &root(&key)?)?),
            schema::CALL_OUT => drop(read::<CallOut>(&step.after, &root(&key)?)?),
            schema::CUSTOMER => drop(read::<Customer>(&step.after, &root(&key)?)?),
            schema::ASSET => drop(read::<Asset>(&step.after, &root(&key)?)?),
            schema::TERMS => drop(read::<Terms>(&step.after, &root(&key)?)?),
            schema::CHECKLIST => {
                let checklist = root(&key)?;
                for item in step.after.keys(&checklist) {
                    read::<ChecklistItem>(&step.after, &stated(object_of(&step.after, &checklist, &item))?)?;
                }
            }
            _ => return Err(denied("malformed", "a visit states something that no visit has")),
        }
    }
    let events = root(schema::EVENTS)?;
    for key in step.after.keys(&events) {
        authority.own_event::<EventKind>(step, &key, &stated(object_of(&step.after, &events, &key))?)?;
    }
    let opened =
        Visit::from_tree(&Tree::of(step.after.holder(), step.after.past())).map_err(|error| denied("malformed", error.to_string()))?;
    authority.names_itself(opened.id, &opened.organisation)?;
    may_open_without_order(&opened, authority.person, authority.device).map_err(|detail| denied("forbidden", detail))
}

/// Judges any later change.
pub(crate) fn change(authority: &TechnicianAuthority, step: &Step<'_>) -> Result<(), Denial> {
    for effect in step.effects {
        authority.allow(step, effect)?;
    }
    corrections_in_pairs(step)?;
    for text in [schema::FINDINGS, schema::TREATMENT] {
        bounded_text(step, text)?;
    }
    Ok(())
}

fn object_of(version: &Version<'_>, parent: &ObjId, key: &str) -> Option<ObjId> {
    match version.get(parent, key) {
        Ok(Some((Am::Object(_), id))) => Some(id),
        _ => None,
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
                    schema::EVENTS => self.event(step, key, effect),
                    schema::PARTS => self.part_line(step, key, effect),
                    schema::PHOTOS => self.photo(step, key, effect),
                    _ => self.sign_off(step, key, made),
                }
            }
            ([schema::PARTS, _], EffectKey::Key(field)) if &**field == schema::STRUCK && !effect.object_is_new => {
                if effect.overwrites {
                    return Err(forbidden(effect));
                }
                let struck: Struck = read_made(step, effect)?;
                self.mine(struck.by)
            }
            ([schema::CHECKLIST, item], EffectKey::Key(field)) if &**field == schema::ANSWER && !effect.object_is_new => {
                let answer: ChecklistAnswer = read_made(step, effect)?;
                self.mine(answer.by)?;
                self.few_answers(step, item)
            }
            // What value it is, and that its event stands beside it, is judged for the change as a whole.
            ([schema::CUSTOMER | schema::ASSET], EffectKey::Key(_)) if !effect.object_is_new => match &effect.action {
                EffectAction::Put(ScalarValue::Str(_)) | EffectAction::Delete => Ok(()),
                _ => Err(forbidden(effect)),
            },
            (path, EffectKey::Key(_)) if effect.object_is_new && path.len() <= MAX_DEPTH => match effect.action {
                EffectAction::MakeMap | EffectAction::Put(_) => Ok(()),
                _ => Err(forbidden(effect)),
            },
            _ => Err(forbidden(effect)),
        }
    }

    fn event(&self, step: &Step<'_>, key: &str, effect: &Effect) -> Result<(), Denial> {
        identified::<EventId>(key)?;
        let event: VisitEvent = read_made(step, effect)?;
        if event.kind.author() == Author::Desk {
            return Err(denied("forbidden", "only the desk writes this (R-006, R-054, R-074, R-108)"));
        }
        if event.device != Some(self.device) {
            return Err(denied("not_yours", "the event names another device"));
        }
        if let EventKind::Struck { event: target, .. } = event.kind {
            may_strike(step, target, self.person)?;
        }
        check_stated(&event.kind).map_err(|refusal| denied(refusal.code(), refusal.to_string()))?;
        self.mine(event.by)
    }

    fn part_line(&self, step: &Step<'_>, key: &str, effect: &Effect) -> Result<(), Denial> {
        identified::<PartLineId>(key)?;
        let line: PartLine = read_made(step, effect)?;
        check_swap(&line.swap).map_err(|refusal| denied(refusal.code(), refusal.to_string()))?;
        if line.struck.is_some() {
            return Err(denied("malformed", "a new part line is not struck already"));
        }
        if line.device != self.device {
            return Err(denied("not_yours", "the part line names another device"));
        }
        self.mine(line.by)
    }

    fn photo(&self, step: &Step<'_>, key: &str, effect: &Effect) -> Result<(), Denial> {
        identified::<PhotoId>(key)?;
        let photo: Photo = read_made(step, effect)?;
        let hex = photo.sha256.len() == 64 && photo.sha256.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let size = (1..=MAX_PHOTO_BYTES).contains(&photo.size_bytes);
        if !hex || !size || !PHOTO_MEDIA_TYPES.contains(&photo.media_type.as_str()) {
            return Err(denied("photo_unusable", "hash, size or kind of the photo is not acceptable"));
        }
        check_line(&photo.caption).map_err(|refusal| denied(refusal.code(), refusal.to_string()))?;
        if own_records(step, schema::PHOTOS, self.device) > MAX_OWN_PHOTOS {
            return Err(denied("too_large", format!("a device names at most {MAX_OWN_PHOTOS} photos in a visit")));
        }
        self.mine(photo.by)
    }

    fn sign_off(&self, step: &Step<'_>, key: &str, made: &ObjId) -> Result<(), Denial> {
        let seal = self.own_seal(step, key, made)?;
        check_against(&seal, step.after.holder()).map_err(|error| denied(error.code(), error.to_string()))?;
        Ok(())
    }

    /// A person leaves few concurrent answers to one check: everybody who reads the visit reads them all.
    fn few_answers(&self, step: &Step<'_>, item: &str) -> Result<(), Denial> {
        let record = collection_of(&step.after, schema::CHECKLIST).and_then(|map| step.after.get(&map, item).ok().flatten());
        let answers = record.and_then(|(_, id)| step.after.get_all(&id, schema::ANSWER).ok()).unwrap_or_default();
        if answers.len() <= MAX_OWN_ANSWERS {
            return Ok(());
        }
        let own =
            answers.iter().filter(|(_, id)| read::<ChecklistAnswer>(&step.after, id).is_ok_and(|answer| answer.by == self.person)).count();
        if own <= MAX_OWN_ANSWERS { Ok(()) } else { Err(denied("too_many_branches", "too many concurrent answers to one check")) }
    }
}

/// Only one's own notes are struck (E4). An event that is not there yet cannot be judged; striking it counts for nothing unless it is
/// one's own.
fn may_strike(step: &Step<'_>, target: EventId, person: PersonId) -> Result<(), Denial> {
    let events = collection_of(&step.after, schema::EVENTS);
    let Some((_, id)) = events.and_then(|events| step.after.get(&events, target.to_string()).ok().flatten()) else { return Ok(()) };
    let target: VisitEvent = read(&step.after, &id)?;
    if !target.kind.may_be_struck() {
        return Err(denied("forbidden", "such an entry is not struck; it is ended by a later one"));
    }
    if target.by == person { Ok(()) } else { Err(denied("not_yours", "the entry to be struck is somebody else's")) }
}

/// A value of customer or product is written only together with the event that says who confirmed it, and such an event only
/// together with its value (R-036, O-13).
fn corrections_in_pairs(step: &Step<'_>) -> Result<(), Denial> {
    let mut values: Vec<(String, String)> = Vec::new();
    let mut stated: Vec<(String, String)> = Vec::new();
    for effect in step.effects {
        let path: Vec<&str> = effect.path.iter().filter_map(PathKey::as_str).collect();
        match (path.as_slice(), &effect.key, &effect.action) {
            ([record @ (schema::CUSTOMER | schema::ASSET)], EffectKey::Key(key), EffectAction::Put(ScalarValue::Str(value)))
                if !effect.object_is_new =>
            {
                check_line(value).map_err(|refusal| denied(refusal.code(), refusal.to_string()))?;
                values.push((format!("{record}/{key}"), value.to_string()));
            }
            // Of several values the one that is shown was decided for: writing it again only takes the others away.
            ([record @ (schema::CUSTOMER | schema::ASSET)], EffectKey::Key(key), EffectAction::Delete) => {
                let left = value_left(&step.after, record, key).ok_or_else(|| forbidden(effect))?;
                values.push((format!("{record}/{key}"), left));
            }
            ([schema::EVENTS], EffectKey::Key(_), EffectAction::MakeMap) => {
                let event: VisitEvent = read_made(step, effect)?;
                if let EventKind::DataCorrected { field, to, .. } = event.kind {
                    stated.push((DataField::path(field), to));
                }
            }
            _ => {}
        }
    }
    values.sort();
    stated.sort();
    if values == stated { Ok(()) } else { Err(denied("forbidden", "a value is corrected together with who confirmed it (R-036)")) }
}

/// What the field `key` of customer or product says in `doc`; `None` if nothing is left there.
fn value_left(version: &Version<'_>, record: &str, key: &str) -> Option<String> {
    let (_, object) = version.get(&ROOT, record).ok()??;
    let (value, _) = version.get(&object, key).ok()??;
    value.into_string().ok()
}
