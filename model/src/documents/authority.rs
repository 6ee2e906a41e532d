//! Which changes of a technician's device are believed, for documents of every kind. Every operation of a change is looked at, also
//! those that lose against a concurrent one, so that nothing slips in beside the winner.
//!
//! Here stands what all kinds have in common: the change names its author, few branches, no place written twice, and which room
//! judges what is written. A change on an empty document is its *genesis*: the room of the kind that it states says whether a device
//! may make one.

use std::collections::HashSet;

use automerge::{ObjId, ROOT, ScalarValue, Value};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::causality::Causality;
use super::kind::{DocumentKind, kind_at};
use super::reader::{SEAL, SIGN_OFFS};
use super::records::{Event, Organisation};
use super::scrutiny::{denied, few_branches, forbidden, identified, own_records, read};
use super::stamp::ChangeNote;
use super::{complaint, day, old_part, repair, visit};
use crate::gate::{Authority, Denial, Effect, EffectAction, EffectKey, Step};
use crate::id::{DeviceId, DocumentId, EventId, OrganisationId, PersonId, SignOffId};
use crate::seal::key::PublicKey;
use crate::seal::verify::{VerifiedSeal, verify};

/// What one technician's device may write to one document.
#[derive(Debug, Clone)]
pub struct TechnicianAuthority {
    /// The document.
    pub document: DocumentId,
    /// Whose document it is.
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
        few_branches(step, self.device)?;
        let mut written = HashSet::new();
        for effect in step.effects {
            if matches!(effect.key, EffectKey::Key(_)) && !written.insert((&effect.path, &effect.key)) {
                return Err(denied("malformed", "the change writes one place twice"));
            }
        }
        let is_genesis = step.before.heads().is_empty();
        let kind =
            kind_at(if is_genesis { &step.after } else { &step.before }).map_err(|error| denied("kind_unknown", error.to_string()))?;
        match (kind, is_genesis) {
            (DocumentKind::Visit, true) => visit::authority::genesis(self, step),
            (DocumentKind::Visit, false) => visit::authority::change(self, step),
            (DocumentKind::Day, true) => day::authority::genesis(self, step),
            (DocumentKind::Day, false) => day::authority::change(self, step),
            (DocumentKind::Repair, true) => repair::authority::genesis(self, step),
            (DocumentKind::Repair, false) => repair::authority::change(self, step),
            (DocumentKind::OldPart, true) => old_part::authority::genesis(self, step),
            (DocumentKind::OldPart, false) => old_part::authority::change(self, step),
            (DocumentKind::Complaint, true) => complaint::authority::genesis(self, step),
            (DocumentKind::Complaint, false) => complaint::authority::change(self, step),
        }
    }
}

impl TechnicianAuthority {
    /// Whether an entry that names `person` is this technician's own.
    pub(crate) fn mine(&self, person: PersonId) -> Result<(), Denial> {
        if person == self.person { Ok(()) } else { Err(denied("not_yours", "the entry names another person")) }
    }

    /// A new event under `key`: identified, readable, and written by this person on this device.
    pub(crate) fn own_event<K: DeserializeOwned + Serialize>(&self, step: &Step<'_>, key: &str, made: &ObjId) -> Result<Event<K>, Denial> {
        identified::<EventId>(key)?;
        let event: Event<K> = read(&step.after, made)?;
        if event.device != Some(self.device) {
            return Err(denied("not_yours", "the event names another device"));
        }
        self.mine(event.by)?;
        Ok(event)
    }

    /// A new sign-off under `key`: sealed on this device by its key, for this document, over a version that its author had seen.
    /// Whether it fits what the document said there is the room's to judge.
    pub(crate) fn own_seal(&self, step: &Step<'_>, key: &str, made: &ObjId) -> Result<VerifiedSeal, Denial> {
        identified::<SignOffId>(key)?;
        let keys: Vec<String> = step.after.keys(made).collect();
        let kept = match step.after.get(made, SEAL) {
            Ok(Some((Value::Scalar(value), _))) if keys == [SEAL] => match value.as_ref() {
                ScalarValue::Bytes(bytes) => Some(bytes.clone()),
                _ => None,
            },
            _ => None,
        };
        let kept = kept.ok_or_else(|| denied("seal_malformed", "the sign-off is not a sealed record"))?;
        // Anew, and not from memory: what the gate lets in is what memory rests on.
        let seal = verify(&kept, Some(&self.device_key)).map_err(|error| denied(error.code(), error.to_string()))?;
        let body = &seal.record.body;
        if body.sign_off.to_string() != key || body.document() != Some(self.document) || body.organisation != self.organisation {
            return Err(denied("seal_other_visit", "the seal belongs to another document or sign-off"));
        }
        if body.device != self.device {
            return Err(denied("not_yours", "the seal names another device"));
        }
        let seen = Causality::of(step.after.holder()).past_of(step.change.deps());
        if !seal.heads.iter().all(|head| seen.contains(head)) {
            return Err(denied("seal_unknown_heads", "the seal covers a version that its author had not seen"));
        }
        if own_records(step, SIGN_OFFS, self.device) > MAX_OWN_SIGN_OFFS {
            return Err(denied("too_large", format!("a device keeps at most {MAX_OWN_SIGN_OFFS} sign-offs in a document")));
        }
        Ok(seal)
    }

    /// The root of a new document, read as what its kind is opened with: plain values and maps, complete and nothing beside.
    pub(crate) fn new_document<G: DeserializeOwned + Serialize>(&self, step: &Step<'_>) -> Result<G, Denial> {
        for effect in step.effects {
            plain(effect, effect.path.is_empty() || effect.object_is_new, MAX_GENESIS_DEPTH)?;
        }
        read(&step.after, &ROOT)
    }

    /// Whether a new document says that it is the one that was sent, and of this device's organisation.
    pub(crate) fn names_itself(&self, id: DocumentId, organisation: &Organisation) -> Result<(), Denial> {
        if id != self.document {
            return Err(denied("other_document", "the document states another id than it was sent under"));
        }
        if organisation.id != self.organisation {
            return Err(denied("not_yours", "the document states another organisation"));
        }
        Ok(())
    }
}

/// Most sign-offs of one device in one document.
const MAX_OWN_SIGN_OFFS: usize = 8;
/// A new document holds maps of plain values, at most this deep: `<record>/<record>`.
const MAX_GENESIS_DEPTH: usize = 2;

/// Whether the operation puts a plain value or a map, replacing nothing, into an object that is `open` to this change and at most
/// `depth` below the root.
pub(crate) fn plain(effect: &Effect, open: bool, depth: usize) -> Result<(), Denial> {
    let plain = matches!(effect.action, EffectAction::MakeMap | EffectAction::Put(_)) && matches!(effect.key, EffectKey::Key(_));
    if open && plain && !effect.overwrites && effect.path.len() <= depth { Ok(()) } else { Err(forbidden(effect)) }
}
