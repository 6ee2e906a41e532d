//! What a technician's device may write to a visit; what all kinds of documents ask stands in
//! [`documents::authority`](crate::documents::authority).
//!
//! Refused is only what is unauthorised or unsafe: writing for another person or device, touching what only the desk writes,
//! altering an event, a part line, a photo or a sign-off, a signature that does not stand up, a swap that no
//! honest device can have made. What merely breaks a rule of the trade is taken and shown.

use automerge::{ObjId, ReadDoc, ScalarValue, Value as Am};

use super::records::{Author, ChecklistAnswer, PartLine, Photo, Struck, VisitEvent};
use super::schema;
use crate::documents::authority::TechnicianAuthority;
use crate::documents::causality::Causality;
use crate::documents::scrutiny::{
    bounded_text, collection_of, denied, forbidden, identified, is_element, made_map, new_record, own_records, read,
};
use crate::gate::{Denial, Effect, EffectAction, EffectKey, PathKey, Step};
use crate::id::{EventId, PartLineId, PhotoId, SignOffId};
use crate::rules::{check_line, check_stated, check_swap};
use crate::seal::verify::{check_against, verify};

/// Records are maps of plain values, at most this deep from the root: `events/<id>/clock`.
const MAX_DEPTH: usize = 3;
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

/// Judges the first change of a document that says it is a visit.
pub(crate) fn genesis(_: &TechnicianAuthority, _: &Step<'_>) -> Result<(), Denial> {
    Err(denied("visit_by_desk_only", "a visit is opened at the desk, for a call-out (R-006)"))
}

/// Judges any later change.
pub(crate) fn change(authority: &TechnicianAuthority, step: &Step<'_>) -> Result<(), Denial> {
    for effect in step.effects {
        authority.allow(step, effect)?;
    }
    for text in [schema::FINDINGS, schema::TREATMENT] {
        bounded_text(step, text)?;
    }
    Ok(())
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
        let event: VisitEvent = read(step.after, made)?;
        if event.kind.author() == Author::Desk {
            return Err(denied("forbidden", "only the desk writes this (R-006, R-054, R-074, R-108)"));
        }
        if event.device != Some(self.device) {
            return Err(denied("not_yours", "the event names another device"));
        }
        check_stated(&event.kind).map_err(|refusal| denied(refusal.code(), refusal.to_string()))?;
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
        if own_records(step, schema::PHOTOS, self.device) > MAX_OWN_PHOTOS {
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
        if body.sign_off.to_string() != key || body.visit != Some(self.document) || body.organisation != self.organisation {
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

    /// A person leaves few concurrent answers to one check: everybody who reads the visit reads them all.
    fn few_answers(&self, step: &Step<'_>, item: &str) -> Result<(), Denial> {
        let record = collection_of(step.after, schema::CHECKLIST).and_then(|map| step.after.get(&map, item).ok().flatten());
        let answers = record.and_then(|(_, id)| step.after.get_all(&id, schema::ANSWER).ok()).unwrap_or_default();
        let own =
            answers.iter().filter(|(_, id)| read::<ChecklistAnswer>(step.after, id).is_ok_and(|answer| answer.by == self.person)).count();
        if own <= MAX_OWN_ANSWERS { Ok(()) } else { Err(denied("too_many_branches", "too many concurrent answers to one check")) }
    }

    fn few_sign_offs(&self, step: &Step<'_>) -> Result<(), Denial> {
        if own_records(step, schema::SIGN_OFFS, self.device) <= MAX_OWN_SIGN_OFFS {
            return Ok(());
        }
        Err(denied("too_large", format!("a device keeps at most {MAX_OWN_SIGN_OFFS} sign-offs on a visit")))
    }
}
