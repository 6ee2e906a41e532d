//! Which changes of a technician's device are believed, for documents of every kind. Every operation of a change is looked at, also
//! those that lose against a concurrent one, so that nothing slips in beside the winner.
//!
//! Here stands what all kinds have in common: the change names its author, few branches, no place written twice, and which room
//! judges what is written. A change on an empty document is its *genesis*: the room of the kind that it states says whether a device
//! may make one.

use std::collections::HashSet;

use automerge::{ObjId, ROOT};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::kind::{DocumentKind, kind_of};
use super::records::{Event, Organisation};
use super::scrutiny::{denied, few_branches, forbidden, identified, read};
use super::stamp::ChangeNote;
use super::{day, visit};
use crate::gate::{Authority, Denial, Effect, EffectAction, EffectKey, Step};
use crate::id::{DeviceId, DocumentId, EventId, OrganisationId, PersonId};
use crate::seal::key::PublicKey;

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
        let is_genesis = step.before.get_heads().is_empty();
        let kind = kind_of(if is_genesis { step.after } else { step.before }).map_err(|error| denied("kind_unknown", error.to_string()))?;
        match (kind, is_genesis) {
            (DocumentKind::Visit, true) => visit::authority::genesis(self, step),
            (DocumentKind::Visit, false) => visit::authority::change(self, step),
            (DocumentKind::Day, true) => day::authority::genesis(self, step),
            (DocumentKind::Day, false) => day::authority::change(self, step),
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
        let event: Event<K> = read(step.after, made)?;
        if event.device != Some(self.device) {
            return Err(denied("not_yours", "the event names another device"));
        }
        self.mine(event.by)?;
        Ok(event)
    }

    /// The root of a new document, read as what its kind is opened with: plain values and maps, complete and nothing beside.
    pub(crate) fn new_document<G: DeserializeOwned + Serialize>(&self, step: &Step<'_>) -> Result<G, Denial> {
        for effect in step.effects {
            plain(effect, effect.path.is_empty() || effect.object_is_new, MAX_GENESIS_DEPTH)?;
        }
        read(step.after, &ROOT)
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

/// A new document holds maps of plain values, at most this deep: `<record>/<record>`.
const MAX_GENESIS_DEPTH: usize = 2;

/// Whether the operation puts a plain value or a map, replacing nothing, into an object that is `open` to this change and at most
/// `depth` below the root.
pub(crate) fn plain(effect: &Effect, open: bool, depth: usize) -> Result<(), Denial> {
    let plain = matches!(effect.action, EffectAction::MakeMap | EffectAction::Put(_)) && matches!(effect.key, EffectKey::Key(_));
    if open && plain && !effect.overwrites && effect.path.len() <= depth { Ok(()) } else { Err(forbidden(effect)) }
}
