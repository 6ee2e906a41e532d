//! The inbox: work that was received and waits to be judged, what became of it for the device that brought it, and what was refused.
//!
//! * A *list* is what one request brought new for one document, in causal order.
//! * *Received* means durable here; the receipt says so. *Judged* comes later, and the list leaves in the transaction of its effect.
//! * A *later verdict* tells the device what became of a list that did not simply enter its document. It is kept until the device says
//!   that it has stored it.
//!
//! Nothing that was receipted is ever deleted but by entering a document or quarantine: what is refused is kept aside.

use std::collections::HashMap;

use async_trait::async_trait;
use automerge::ChangeHash;
use model::id::{DeviceId, DocumentId, OrganisationId, PersonId};
use model::seal::work::AuthorProof;
use model::time::Timestamp;
use model::wire::sync::{LaterVerdict, Placed};
use model::wire::unsent::StillUnsent;

use super::StoreError;
use super::documents::Actor;

/// A list that waits, as the queue of the judges knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Waiting {
    /// Its place in the order of arrival.
    pub(crate) id: u64,
    /// Whose work.
    pub(crate) organisation: OrganisationId,
    /// Which document.
    pub(crate) document: DocumentId,
    /// Who brought it.
    pub(crate) device: DeviceId,
    /// **Bytes** of its raw changes.
    pub(crate) bytes: u64,
}

/// A list that waits, whole.
#[derive(Debug, Clone)]
pub(crate) struct WaitingList {
    /// Its place in the order of arrival.
    pub(crate) id: u64,
    /// Whose work.
    pub(crate) organisation: OrganisationId,
    /// Which document.
    pub(crate) document: DocumentId,
    /// Who brought it.
    pub(crate) person: PersonId,
    /// On which device.
    pub(crate) device: DeviceId,
    /// When it was received.
    pub(crate) received_at: Timestamp,
    /// The raw changes in causal order.
    pub(crate) raws: Vec<Vec<u8>>,
    /// Proofs of the authors of what the device brought for others.
    pub(crate) proofs: Vec<AuthorProof>,
}

/// A change that arrives. Its hash was checked and its bounds are kept; nothing else of it is believed.
#[derive(Debug, Clone)]
pub(crate) struct Arriving {
    /// Names the change.
    pub(crate) hash: ChangeHash,
    /// Who wrote it, for Automerge.
    pub(crate) actor: Actor,
    /// The actor's running number, from 1.
    pub(crate) actor_seq: u64,
    /// What it builds on.
    pub(crate) deps: Vec<ChangeHash>,
    /// The uncompressed chunk.
    pub(crate) raw: Vec<u8>,
    /// The place in the list of the change that its author signed for, if another device's proof covers it: without that one it is not
    /// proven.
    pub(crate) proven_at: Option<usize>,
}

/// An author in whose name a list brings work, as a proof that holds says.
#[derive(Debug, Clone)]
pub(crate) struct Authored {
    /// The proof, by its place in [`Arrival::proofs`].
    pub(crate) proof: usize,
    /// Who acted.
    pub(crate) person: PersonId,
    /// On which device.
    pub(crate) device: DeviceId,
    /// The actors of the document that the proof names.
    pub(crate) actors: Vec<Actor>,
}

/// What a request brings for one document.
#[derive(Debug, Clone)]
pub(crate) struct ArrivingList {
    /// Which document.
    pub(crate) document: DocumentId,
    /// The changes in causal order.
    pub(crate) changes: Vec<Arriving>,
    /// Other devices whose work may be among them.
    pub(crate) authors: Vec<Authored>,
    /// All of them as a packed list.
    pub(crate) packed: Vec<u8>,
}

/// What one request of a device brings.
#[derive(Debug, Clone)]
pub(crate) struct Arrival {
    /// Whose work.
    pub(crate) organisation: OrganisationId,
    /// Who acted.
    pub(crate) person: PersonId,
    /// On which device.
    pub(crate) device: DeviceId,
    /// When it arrived.
    pub(crate) at: Timestamp,
    /// The device has stored later verdicts up to this number.
    pub(crate) judged: u64,
    /// The device has taken everything up to this place in the log.
    pub(crate) served: u64,
    /// The lists, one per document, in the request's order.
    pub(crate) lists: Vec<ArrivingList>,
    /// Proofs of authors, which hold.
    pub(crate) proofs: Vec<AuthorProof>,
    /// What the device says it still has unsent.
    pub(crate) unsent: Option<StillUnsent>,
    /// So many documents a device may bring after [`births_since`](Self::births_since).
    pub(crate) most_births: u64,
    /// See `most_births`.
    pub(crate) births_since: Timestamp,
}

/// What was received of an [`Arrival`].
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    /// What became of each list, in their order.
    pub(crate) lists: Vec<KeptList>,
    /// What waits now of them.
    pub(crate) waiting: Vec<Waiting>,
    /// Later verdicts that the device has not stored, as of this moment, by rising number.
    pub(crate) later: Vec<LaterVerdict>,
    /// The number that the contact took on the board.
    pub(crate) board: u64,
}

/// What was received of one list.
#[derive(Debug, Clone)]
pub(crate) struct KeptList {
    /// So many changes from the front are durable: new or known before.
    pub(crate) received: usize,
    /// Where they are.
    pub(crate) placed: Placed,
    /// What stopped the list, if something did.
    pub(crate) stop: Option<Stop>,
    /// The place of the change that it was stopped at: the one after those that were received, or a later one if an author's signature would
    /// have stood behind it.
    pub(crate) stopped_at: usize,
}

/// Why a change was not received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The person never had this document, and the list opens none.
    NotFound,
    /// The device has brought too many new documents.
    TooManyBirths,
    /// It builds on changes that are not here.
    Missing(Vec<ChangeHash>),
    /// The actor is another device's, or the desk's.
    ActorConflict,
    /// The change, or one that it builds on, was refused after an earlier request, and the device has not heard of it or did not offer
    /// that one again.
    Refused(Refusal),
}

/// Why a change was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The stable word.
    pub(crate) code: String,
    /// For a person.
    pub(crate) detail: String,
    /// Whether offering it again can help.
    pub(crate) retry: bool,
}

/// The stable word for work that cannot be judged, because the server cannot read it or its document now.
pub(crate) const DAMAGED_AT_SERVER: &str = "damaged_at_server";

/// The stable word for work that the desk left out.
pub(crate) const DISCARDED: &str = "discarded";

impl Refusal {
    /// The desk left the work out, for this `reason`.
    pub(crate) fn discarded(reason: String) -> Self {
        Self { code: DISCARDED.to_owned(), detail: reason, retry: false }
    }
}

/// Changes of a document that the desk leaves out, each with the reason.
pub(crate) type LeftOut = HashMap<ChangeHash, String>;

/// What becomes of a list that was judged; written with its effect.
#[derive(Debug, Clone)]
pub(crate) struct Settlement {
    /// The list.
    pub(crate) id: u64,
    /// Which document.
    pub(crate) document: DocumentId,
    /// Who acted.
    pub(crate) person: PersonId,
    /// On which device.
    pub(crate) device: DeviceId,
    /// When it was received.
    pub(crate) received_at: Timestamp,
    /// When it was judged.
    pub(crate) judged_at: Timestamp,
    /// Where the part that was taken went.
    pub(crate) placed: Placed,
    /// The rest, if it was not taken. Whatever else of this device waits for this document is refused with it.
    pub(crate) refused: Option<RefusedRest>,
}

impl Settlement {
    /// Whether the device has to hear of it: not everything simply entered its document.
    pub(crate) fn is_told(&self) -> bool {
        self.refused.is_some() || matches!(self.placed, Placed::AfterReassignment | Placed::Quarantine)
    }
}

/// What was not taken of a list.
#[derive(Debug, Clone)]
pub(crate) struct RefusedRest {
    /// Why.
    pub(crate) refusal: Refusal,
    /// The changes, the refused one first.
    pub(crate) changes: Vec<TurnedAway>,
}

/// A change that was not taken.
#[derive(Debug, Clone)]
pub(crate) struct TurnedAway {
    /// Names the change.
    pub(crate) hash: ChangeHash,
    /// The uncompressed chunk.
    pub(crate) raw: Vec<u8>,
    /// Who made it, on which device, if another one brought it and the author's proof covers it.
    pub(crate) author: Option<(PersonId, DeviceId)>,
}

/// A list that waits, as it is found: also one whose changes cannot be unpacked any more.
#[derive(Debug, Clone)]
pub(crate) struct ListAsFound {
    /// Whose work.
    pub(crate) organisation: OrganisationId,
    /// Which document.
    pub(crate) document: DocumentId,
    /// Who brought it.
    pub(crate) person: PersonId,
    /// On which device.
    pub(crate) device: DeviceId,
    /// When it was received.
    pub(crate) received_at: Timestamp,
    /// Its changes.
    pub(crate) changes: Vec<TurnedAway>,
}

/// A refused change as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct RefusedChangeRow {
    /// Names the change.
    pub(crate) hash: ChangeHash,
    /// Who brought it.
    pub(crate) person: PersonId,
    /// On which device.
    pub(crate) device: DeviceId,
    /// Who made it, on which device, if another one brought it.
    pub(crate) author: Option<(PersonId, DeviceId)>,
    /// When it arrived.
    pub(crate) received_at: Timestamp,
    /// When it was judged last.
    pub(crate) refused_at: Timestamp,
    /// Why.
    pub(crate) refusal: Refusal,
    /// The uncompressed chunk.
    pub(crate) raw: Vec<u8>,
    /// The number of the later verdict that says so: newer than all before it, also where the change was refused before.
    pub(crate) verdict: u64,
    /// When the desk left it out, who, and why.
    pub(crate) discarded: Option<(Timestamp, PersonId, String)>,
}

/// Refused work of one device on one document, for the desk.
#[derive(Debug, Clone)]
pub(crate) struct RefusedWork {
    /// Which document; there may be none.
    pub(crate) document: DocumentId,
    /// Who acted.
    pub(crate) person: PersonId,
    /// The person's name.
    pub(crate) person_name: String,
    /// On which device.
    pub(crate) device: DeviceId,
    /// Who made the refused change, with name and device, if another device brought it.
    pub(crate) author: Option<(PersonId, String, DeviceId)>,
    /// How many changes.
    pub(crate) changes: u64,
    /// When the last of them arrived.
    pub(crate) received_at: Timestamp,
    /// When it was judged.
    pub(crate) refused_at: Timestamp,
    /// Why.
    pub(crate) refusal: Refusal,
}

/// How far the inbox has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct InboxMarks {
    /// The highest number that a list ever got.
    pub(crate) lists: u64,
    /// The highest number that a later verdict ever got.
    pub(crate) verdicts: u64,
    /// **Bytes** of work of the device that asks that were refused in the last day.
    pub(crate) refused_bytes: u64,
    /// A later verdict waits that the device has not said to have stored.
    pub(crate) unheard: bool,
}

/// What the desk may know of its inbox.
#[derive(Debug, Clone)]
pub(crate) struct InboxStanding {
    /// Lists that wait.
    pub(crate) waiting: u64,
    /// When the longest waiting one arrived.
    pub(crate) oldest_at: Option<Timestamp>,
    /// Work that was refused and that the desk has not left out, the newest first.
    pub(crate) refused: Vec<RefusedWork>,
}

/// Received work. Lists leave the inbox by [`DocumentStore::commit`](super::DocumentStore::commit).
#[async_trait]
pub(crate) trait InboxStore: Send + Sync {
    /// Forgets later verdicts up to `arrival.judged`, writes down the contact, and keeps whatever of the lists is new, all in one
    /// transaction.
    async fn receive(&self, arrival: Arrival) -> Result<Kept, StoreError>;

    /// How far numbers were given out, how much work of `device` was refused after `since`, and whether it has something to hear.
    async fn inbox_marks(&self, device: DeviceId, since: Timestamp) -> Result<InboxMarks, StoreError>;

    /// Everything that waits, in the order of arrival.
    async fn waiting(&self) -> Result<Vec<Waiting>, StoreError>;

    /// A list that waits; `None` if it waits no more.
    async fn waiting_list(&self, id: u64) -> Result<Option<WaitingList>, StoreError>;

    /// A list that waits, as it is found, readable or not; `None` if it waits no more.
    async fn list_as_found(&self, id: u64) -> Result<Option<ListAsFound>, StoreError>;

    /// What the desk leaves out of `document`: of what lies in quarantine, whoever made it, and of what was refused of `device`.
    async fn left_out(&self, organisation: OrganisationId, document: DocumentId, device: DeviceId) -> Result<LeftOut, StoreError>;

    /// What the desk leaves out of `document` of what `device` made or brought, each once, at most `most`.
    async fn left_out_of_device(
        &self,
        organisation: OrganisationId,
        document: DocumentId,
        device: DeviceId,
        most: usize,
    ) -> Result<Vec<ChangeHash>, StoreError>;

    /// Every refused change for `document`, in the order in which they were refused, with those that the desk left out.
    async fn refused_changes(&self, organisation: OrganisationId, document: DocumentId) -> Result<Vec<RefusedChangeRow>, StoreError>;

    /// What waits and what was refused in an organisation, at most `most` entries of the latter.
    async fn inbox_standing(&self, organisation: OrganisationId, most: u32) -> Result<InboxStanding, StoreError>;
}
