//! Changes that come from another device than the one that made them: whose each of them is, and what each author may do.
//!
//! A change names its author in its message; the author's [proof](crate::seal::work) says that this is true. Where both agree, the change is
//! judged as if the author had sent it: with the author's person, device and key. Everything else about the list is the gate's.

use std::collections::{HashMap, HashSet};

use automerge::{Automerge, ChangeHash};

use super::authority::TechnicianAuthority;
use super::scrutiny::denied;
use super::stamp::ChangeNote;
use crate::gate::{Authority, Denial, Limits, Preflight, Step, preflight};
use crate::id::{DeviceId, DocumentId};
use crate::seal::work::{Author, signed_by};

/// The stable word for a change that no author's proof covers.
pub const UNPROVEN: &str = "unproven";
/// The stable word for a change under the actor of another device.
pub const ACTOR_CONFLICT: &str = "actor_conflict";

/// Whose the changes of a list are, as far as that is proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attributed {
    /// The authors of the changes from the front of the list, `None` for those that need none: they are known and nobody here answers for them,
    /// or no changes at all, which the gate will say.
    pub authors: Vec<Option<DeviceId>>,
    /// The change that stopped the list, if one did.
    pub stopped: Option<Unattributed>,
}

/// A change whose author is not proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unattributed {
    /// Its place in the list.
    pub index: usize,
    /// Its hash.
    pub hash: ChangeHash,
    /// [`UNPROVEN`] or [`ACTOR_CONFLICT`].
    pub code: &'static str,
}

/// What is known of a document before a list of changes is looked at.
pub trait Background {
    /// Whether the document has the change.
    fn knows(&self, hash: &ChangeHash) -> bool;

    /// The device that an actor of the document is bound to; `Some(None)` is the desk.
    fn bound(&self, actor: &[u8; 16]) -> Option<Option<DeviceId>>;
}

/// What a document says of itself, where nothing else is kept about it: an actor is bound to the device that its changes name.
#[derive(Debug, Default)]
pub struct OfDocument {
    known: HashSet<ChangeHash>,
    bound: HashMap<[u8; 16], Option<DeviceId>>,
}

impl OfDocument {
    /// What `doc` says.
    #[must_use]
    pub fn of(doc: &Automerge) -> Self {
        let mut background = Self::default();
        for meta in doc.get_changes_meta(&[]) {
            background.known.insert(meta.hash);
            if let Ok(actor) = <[u8; 16]>::try_from(meta.actor.to_bytes()) {
                let device = meta.message.as_deref().and_then(ChangeNote::read).and_then(|note| note.device);
                background.bound.entry(actor).or_insert(device);
            }
        }
        background
    }
}

impl Background for OfDocument {
    fn knows(&self, hash: &ChangeHash) -> bool {
        self.known.contains(hash)
    }

    fn bound(&self, actor: &[u8; 16]) -> Option<Option<DeviceId>> {
        self.bound.get(actor).copied()
    }
}

/// Says of each change of `raws` whose it is: `carrier`'s, who answers for its own, or an author's whose line covers it. An actor is one
/// device's. Stops at the first change of which that cannot be said.
#[must_use]
pub fn attribute(
    document: DocumentId,
    raws: &[Vec<u8>],
    authors: &[Author],
    carrier: Option<DeviceId>,
    limits: &Limits,
    background: &dyn Background,
) -> Attributed {
    let flights: Vec<Preflight> = raws.iter().map_while(|raw| preflight(raw, limits).ok()).collect();
    let signed = signed_by(document, authors, &flights);
    let mut attributed = Attributed { authors: Vec::with_capacity(raws.len()), stopped: None };
    let mut bound: HashMap<[u8; 16], DeviceId> = HashMap::new();
    for (index, (flight, raw)) in flights.iter().zip(raws).enumerate() {
        if background.knows(&flight.hash) {
            // Named all the same where that is possible: a list that is sent again is judged as it was the first time.
            let device = background.bound(&flight.actor).flatten();
            let answers = |device: &DeviceId| Some(*device) == carrier || authors.iter().any(|author| author.device() == *device);
            attributed.authors.push(device.filter(answers));
            continue;
        }
        let author = ChangeNote::of_raw(raw, limits).and_then(|note| note.device);
        let proven =
            author.filter(|device| Some(*device) == carrier || signed.get(&flight.hash).is_some_and(|signers| signers.contains(device)));
        let Some(author) = proven else {
            attributed.stopped = Some(Unattributed { index, hash: flight.hash, code: UNPROVEN });
            return attributed;
        };
        let other = match bound.get(&flight.actor) {
            Some(device) => *device != author,
            None => background.bound(&flight.actor).is_some_and(|device| device != Some(author)),
        };
        if other {
            attributed.stopped = Some(Unattributed { index, hash: flight.hash, code: ACTOR_CONFLICT });
            return attributed;
        }
        bound.insert(flight.actor, author);
        attributed.authors.push(Some(author));
    }
    attributed.authors.resize(raws.len(), None);
    attributed
}

/// What several authors may write to one document: each change is judged as its author's.
#[derive(Debug, Clone, Default)]
pub struct AuthorsAuthority(HashMap<DeviceId, TechnicianAuthority>);

impl AuthorsAuthority {
    /// Of the authors of a list for `document`.
    #[must_use]
    pub fn of(document: DocumentId, authors: &[Author]) -> Self {
        let authority = |author: &Author| TechnicianAuthority {
            document,
            organisation: author.certificate.organisation,
            person: author.certificate.person,
            device: author.certificate.device,
            device_key: author.certificate.key.clone(),
        };
        Self(authors.iter().map(|author| (author.device(), authority(author))).collect())
    }
}

impl Authority for AuthorsAuthority {
    fn authorise(&self, step: &Step<'_>) -> Result<(), Denial> {
        let author = ChangeNote::of(step.change).and_then(|note| note.device);
        match author.and_then(|device| self.0.get(&device)) {
            Some(authority) => authority.authorise(step),
            None => Err(denied(UNPROVEN, "nobody has signed for this change")),
        }
    }
}
