//! Judging what a device pushed for one document. Nothing is written here; the answer says what to write and what to tell.

use automerge::{Automerge, ChangeHash};
use model::documents::authority::TechnicianAuthority;
use model::gate::{Accepted, Limits, Preflight, Refused, admit, preflight};
use model::id::{DeviceId, DocumentId};
use model::wire::sync::{DocumentVerdict, Placed, RefusedChange, received_digest};

use crate::documents::open::derive;
use crate::store::documents::{Actor, Derived, NewChange};
use crate::store::inbox::{DAMAGED_AT_SERVER, Refusal};

/// Most new changes of one document that are judged in one request: judging costs time with every change and with the length of the
/// document, and others wait for the document meanwhile. The device sends the rest next time.
const MAX_JUDGED: usize = 500;

/// The stable word for work that is not kept apart because so much lies there already.
const QUARANTINE_FULL: &str = "quarantine_full";

/// What came of one pushed document.
#[derive(Debug)]
pub(super) struct Judged {
    /// Hashes of the changes from the front of the list that may be acknowledged once the rest is written.
    pub(super) received: Vec<ChangeHash>,
    /// The change that stopped the list.
    pub(super) refused: Option<RefusedChange>,
    /// New changes for the document, and what it comes to with them.
    pub(super) accepted: Option<(Vec<NewChange>, Derived)>,
    /// New changes to be kept outside the document.
    pub(super) set_aside: Vec<(ChangeHash, Vec<u8>)>,
}

impl Judged {
    /// Refuses everything.
    pub(super) fn refused(refused: RefusedChange) -> Self {
        Self { received: Vec::new(), refused: Some(refused), accepted: None, set_aside: Vec::new() }
    }

    /// Refuses the change `first` of those to be set aside, because no more of them are kept; what follows it waits.
    pub(super) fn stop_before(&mut self, first: &ChangeHash) {
        let Some(index) = self.received.iter().position(|hash| hash == first) else { return };
        self.received.truncate(index);
        self.refused = Some(RefusedChange {
            index: count(index),
            hash: Some(hex::encode(first.0)),
            code: QUARANTINE_FULL.to_owned(),
            detail: "no more work is kept aside for a visit that was given to somebody else; turn to the desk".to_owned(),
            retry: false,
        });
    }

    /// The verdict as the device hears it.
    pub(super) fn verdict(&self, id: DocumentId, placed: Placed, seq: Option<u64>) -> DocumentVerdict {
        DocumentVerdict {
            id,
            received: count(self.received.len()),
            digest: received_digest(self.received.iter().map(|hash| &hash.0)),
            seq,
            placed: if self.received.is_empty() { Placed::Nowhere } else { placed },
            refused: self.refused.clone(),
        }
    }
}

/// Refuses a list for a document that is not this device's: the same for one that does not exist and one of somebody else.
pub(super) fn not_found() -> RefusedChange {
    RefusedChange {
        index: 0,
        hash: None,
        code: "not_found".to_owned(),
        detail: "there is no such document for this device".to_owned(),
        retry: false,
    }
}

/// The verdict on a document of which there is nothing to judge.
pub(super) fn nothing_read(id: DocumentId) -> DocumentVerdict {
    DocumentVerdict { id, received: 0, digest: received_digest([]), seq: None, placed: Placed::Nowhere, refused: None }
}

/// Refuses a new document of a device that has brought `most` today.
pub(super) fn too_many_documents(most: u64) -> RefusedChange {
    RefusedChange {
        index: 0,
        hash: None,
        code: "too_many_documents".to_owned(),
        detail: format!("a device brings at most {most} new documents a day; the rest is taken tomorrow"),
        retry: true,
    }
}

/// Refuses a change again that was refused after an earlier request, or that builds on such a one.
pub(super) fn refused_before(index: usize, hash: ChangeHash, Refusal { code, detail, retry }: Refusal) -> RefusedChange {
    RefusedChange { index: count(index), hash: Some(hex::encode(hash.0)), code, detail, retry }
}

/// Refuses work for a document that cannot be loaded here, neither from its snapshot nor from its changes.
pub(super) fn damaged() -> RefusedChange {
    RefusedChange {
        index: 0,
        hash: None,
        code: DAMAGED_AT_SERVER.to_owned(),
        detail: "the server cannot read this document now; it was logged, and the work is offered again".to_owned(),
        retry: true,
    }
}

/// Refuses work of a device of which so much is kept apart that nothing more is taken.
pub(super) fn quarantine_full() -> RefusedChange {
    RefusedChange {
        index: 0,
        hash: None,
        code: QUARANTINE_FULL.to_owned(),
        detail: "no more work of this device is kept apart; turn to the desk".to_owned(),
        retry: false,
    }
}

/// Judges changes that are meant for the document `doc`, whose actors belong to the devices in `actors`.
pub(super) fn judge(
    doc: &Automerge,
    mut raws: &[Vec<u8>],
    actors: &[(Actor, Option<DeviceId>)],
    authority: &TechnicianAuthority,
) -> Judged {
    let limits = Limits::default();
    let mut flights = sound_prefix(raws, &limits);
    let is_new = |flight: &Preflight| doc.get_change_meta_by_hash(&flight.hash).is_none();
    let too_many = flights.iter().enumerate().filter(|(_, flight)| is_new(flight)).nth(MAX_JUDGED).map(|(index, _)| index);
    if let Some(front) = too_many.and_then(|index| raws.get(..index)) {
        raws = front;
        flights.truncate(front.len());
    }
    let foreign = flights.iter().position(|flight| {
        let bound = actors.iter().find(|(actor, _)| *actor == flight.actor);
        bound.is_some_and(|(_, device)| *device != Some(authority.device)) && is_new(flight)
    });
    if let Some(front) = foreign.and_then(|foreign| raws.get(..foreign)) {
        raws = front;
    }
    let mut admission = admit(doc, raws, &limits, authority);
    let mut refused = admission.refused.as_ref().map(told);
    if refused.is_none() {
        refused = foreign.and_then(|index| flights.get(index).map(|flight| actor_conflict(index, flight.hash)));
    }
    let accepted = if admission.accepted.is_empty() {
        None
    } else {
        match derive(&admission.doc, admission.saved.take()) {
            Ok(derived) => Some((admission.accepted.iter().map(new_change).collect(), derived)),
            Err(error) => {
                refused = admission.accepted.first().map(|first| unreadable(first, &error.to_string()));
                None
            }
        }
    };
    let received = refused.as_ref().map_or(flights.len(), |refused| refused.index as usize);
    Judged { received: hashes(&flights, received), refused, accepted, set_aside: Vec::new() }
}

/// Looks at changes for a document that the device lost too long ago: only whether they are changes at all.
pub(super) fn set_aside(doc: &Automerge, raws: &[Vec<u8>]) -> Judged {
    let limits = Limits::default();
    let flights = sound_prefix(raws, &limits);
    let stopped = raws.get(flights.len()).and_then(|raw| preflight(raw, &limits).err());
    let refused = stopped.map(|refusal| told(&Refused { index: flights.len(), hash: None, refusal }));
    let received = hashes(&flights, flights.len());
    let set_aside = received
        .iter()
        .copied()
        .zip(raws)
        .filter(|(hash, _)| doc.get_change_meta_by_hash(hash).is_none())
        .map(|(hash, raw)| (hash, raw.clone()))
        .collect();
    Judged { received, refused, accepted: None, set_aside }
}

/// The changes from the front of the list that are changes at all.
fn sound_prefix(raws: &[Vec<u8>], limits: &Limits) -> Vec<Preflight> {
    raws.iter().map_while(|raw| preflight(raw, limits).ok()).collect()
}

fn hashes(flights: &[Preflight], count: usize) -> Vec<ChangeHash> {
    flights.iter().take(count).map(|flight| flight.hash).collect()
}

fn new_change(accepted: &Accepted) -> NewChange {
    NewChange {
        hash: accepted.preflight.hash,
        actor: accepted.preflight.actor,
        actor_seq: accepted.preflight.seq,
        raw: accepted.change.raw_bytes().to_vec(),
    }
}

/// A refusal of the gate as the device hears it.
pub(super) fn told(refused: &Refused) -> RefusedChange {
    RefusedChange {
        index: count(refused.index),
        hash: refused.hash.map(|hash| hex::encode(hash.0)),
        code: refused.refusal.code().to_owned(),
        detail: refused.refusal.to_string(),
        retry: refused.refusal.retry(),
    }
}

/// Refuses a change under an actor that is another device's.
pub(super) fn actor_conflict(index: usize, hash: ChangeHash) -> RefusedChange {
    RefusedChange {
        index: count(index),
        hash: Some(hex::encode(hash.0)),
        code: "actor_conflict".to_owned(),
        detail: "another device writes to this document under this actor; write the work again under a new one".to_owned(),
        retry: false,
    }
}

/// The gate let something through that the room cannot read: it does not enter.
fn unreadable(first: &Accepted, detail: &str) -> RefusedChange {
    RefusedChange {
        index: count(first.index),
        hash: Some(hex::encode(first.preflight.hash.0)),
        code: "unsafe".to_owned(),
        detail: detail.to_owned(),
        retry: false,
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
