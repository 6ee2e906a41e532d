//! Documents, their change log, who has which, and the call-out register.
//!
//! The log is the truth: a document's snapshot is a cache of it. Everything that belongs to one request is one [`Batch`] and one
//! transaction: log rows, actor bindings, snapshot, scope steps, photo references, board row, call-out status.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use async_trait::async_trait;
use automerge::ChangeHash;
use model::documents::kind::DocumentKind;
use model::documents::visit::records::{Asset, CallOut, Customer};
use model::id::{CallOutId, DeviceId, DocumentId, EpochId, OrganisationId, PersonId};
use model::log::{Beside, Decision, LogHead};
use model::time::Timestamp;
use model::wire::reconcile::{Holding, Leaving};
use serde::{Deserialize, Serialize};

use super::StoreError;
use super::inbox::Settlement;
use super::seals::KeptRecord;
use crate::aftercare::line::WorkLine;
use crate::documents::projection::Projection;
use crate::ledgers::Entry;
use crate::reports::lines::ReportLines;

/// An Automerge actor as documents here have it.
pub(crate) type Actor = [u8; 16];

/// A document as stored.
#[derive(Debug, Clone)]
pub(crate) struct StoredDocument {
    /// Its identifier.
    pub(crate) id: DocumentId,
    /// Hashes of the newest version, ascending.
    pub(crate) heads: Vec<ChangeHash>,
    /// The document saved at those heads.
    pub(crate) snapshot: Vec<u8>,
    /// The device of every actor; `None` is the desk.
    pub(crate) actors: Vec<(Actor, Option<DeviceId>)>,
}

/// What a person has to do with a document.
#[derive(Debug, Clone)]
pub(crate) enum Standing {
    /// Nothing: it is unknown, of another organisation, or was never this person's. Callers must not tell these apart.
    None,
    /// It is this person's.
    Has(Box<StoredDocument>),
    /// It was this person's.
    Had {
        /// The document.
        document: Box<StoredDocument>,
        /// Until when late work still goes into the document.
        grace_until: Timestamp,
    },
}

/// One change to keep.
#[derive(Debug, Clone)]
pub(crate) struct NewChange {
    /// Names the change.
    pub(crate) hash: ChangeHash,
    /// Who wrote it, for Automerge.
    pub(crate) actor: Actor,
    /// The actor's running number.
    pub(crate) actor_seq: u64,
    /// The uncompressed chunk.
    pub(crate) raw: Vec<u8>,
}

/// What is kept of a document besides its changes, all of it read from them.
#[derive(Debug, Clone)]
pub(crate) struct Derived {
    /// Hashes of the newest version, ascending.
    pub(crate) heads: Vec<ChangeHash>,
    /// The document saved at those heads.
    pub(crate) snapshot: Vec<u8>,
    /// Its row, and the photos it names.
    pub(crate) projection: Projection,
    /// What it enters into the ledgers.
    pub(crate) entries: Vec<Entry>,
    /// What reports keep of it.
    pub(crate) reports: ReportLines,
    /// What aftercare keeps of it.
    pub(crate) aftercare: Option<WorkLine>,
    /// The sealed records in it.
    pub(crate) seals: Vec<KeptRecord>,
    /// Who must have it, because the thing or the matter is with them.
    pub(crate) holders: Vec<PersonId>,
}

/// Somebody gets or loses a document.
#[derive(Debug, Clone)]
pub(crate) enum ScopeStep {
    /// `person` has it from now on.
    Enter {
        /// Who.
        person: PersonId,
    },
    /// `person` no longer has it.
    Leave {
        /// Who.
        person: PersonId,
        /// Why, for a person.
        reason: String,
        /// Name of who has it now, if anybody.
        successor: Option<String>,
        /// Until when late work still goes into the document.
        grace_until: Timestamp,
    },
}

/// A document that is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Opening {
    /// What it is.
    pub(crate) kind: DocumentKind,
    /// The call-out it serves, if it serves one.
    pub(crate) call_out: Option<CallOutId>,
    /// The visit of this call-out that it goes on with; it must be the newest one.
    pub(crate) follows: Option<DocumentId>,
}

/// New changes of one document by one author.
#[derive(Debug, Clone)]
pub(crate) struct DocumentWrite {
    /// Which document.
    pub(crate) document: DocumentId,
    /// Set when the document is new.
    pub(crate) opens: Option<Opening>,
    /// Who acted.
    pub(crate) person: PersonId,
    /// On which device; `None` at the desk.
    pub(crate) device: Option<DeviceId>,
    /// The device that brought them, if it was another one.
    pub(crate) relayed_by: Option<DeviceId>,
    /// The changes in causal order, at least one.
    pub(crate) changes: Vec<NewChange>,
    /// The visit had been given to somebody else by then (O-09).
    pub(crate) late: bool,
    /// Heads of the stored document that the changes were judged against, ascending; empty when it is new. If it has others by the
    /// time of the commit, nothing is written.
    pub(crate) base: Vec<ChangeHash>,
    /// What the document comes to with them.
    pub(crate) derived: Derived,
    /// Who gets and who loses it, after the changes.
    pub(crate) scope: Vec<ScopeStep>,
    /// The call-out that it serves from now on, if it was opened before there was one.
    pub(crate) serves: Option<CallOutId>,
}

/// Changes that are kept outside their document.
#[derive(Debug, Clone)]
pub(crate) struct QuarantineWrite {
    /// Which document.
    pub(crate) document: DocumentId,
    /// Who acted.
    pub(crate) person: PersonId,
    /// On which device.
    pub(crate) device: DeviceId,
    /// The device that brought them, if it was another one.
    pub(crate) relayed_by: Option<DeviceId>,
    /// Hash and uncompressed chunk of each.
    pub(crate) changes: Vec<(ChangeHash, Vec<u8>)>,
    /// The document's row, which shows that something waits.
    pub(crate) projection: Projection,
}

/// Everything one request writes.
#[derive(Debug, Clone)]
pub(crate) struct Batch {
    /// Whose log.
    pub(crate) organisation: OrganisationId,
    /// When the server took it.
    pub(crate) at: Timestamp,
    /// The device that was heard, if one was.
    pub(crate) heard: Option<DeviceId>,
    /// Changes that go into documents, at most one entry per document.
    pub(crate) documents: Vec<DocumentWrite>,
    /// Changes that go into quarantine.
    pub(crate) quarantined: Vec<QuarantineWrite>,
    /// The list of the inbox that this is the effect of, or a part of it.
    pub(crate) list: Option<u64>,
    /// What becomes of that list, if it is judged to its end with it.
    pub(crate) settles: Option<Settlement>,
    /// What a person at the desk decided of work beside its document; what was taken in is among `documents`.
    pub(crate) decided: Option<DeskDecision>,
}

/// What became of a [`Batch`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is durable.
    Committed(Committed),
    /// Nothing was written: the call-out has a visit that is open or signed, was withdrawn, or there is no such call-out.
    CallOutTaken,
}

/// Where a batch came to lie in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Committed {
    /// The last number it took on the board, if it wrote a row there.
    pub(crate) board: Option<u64>,
    /// First and last sequence number of all its changes, if it had any.
    pub(crate) changes: Option<(u64, u64)>,
    /// Sequence number of the last change of each document, in the batch's order.
    pub(crate) documents: Vec<(DocumentId, u64)>,
    /// The head of the organisation's log with what it wrote there, if it wrote anything there.
    pub(crate) log: Option<LogHead>,
    /// Lists that wait in the inbox no more.
    pub(crate) settled: Vec<u64>,
    /// How many changes the desk left out.
    pub(crate) left_out: u64,
}

/// Which part of the log a device asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PullQuery {
    /// Whose log.
    pub(crate) organisation: OrganisationId,
    /// Whose documents.
    pub(crate) person: PersonId,
    /// Which changes are its own: it made them, or brought them for others.
    pub(crate) device: DeviceId,
    /// Everything up to here has been served.
    pub(crate) after: u64,
    /// Documents that entered after this came with every change up to `whole_to`.
    pub(crate) began: u64,
    /// See `began`.
    pub(crate) whole_to: u64,
    /// Own changes from first to last that this device has just sent: they are not named.
    pub(crate) just_sent: Option<(u64, u64)>,
    /// Own changes that came by lists of the inbox up to this number: the device knows that it brought them, they are not named.
    pub(crate) brought_to: u64,
    /// How many **bytes** of changes to hand out; at least one entry comes in any case.
    pub(crate) want_bytes: u64,
}

/// A part of the log as one device sees it.
#[derive(Debug, Clone)]
pub(crate) struct PulledPage {
    /// The history it belongs to.
    pub(crate) epoch: EpochId,
    /// The log's end.
    pub(crate) head: u64,
    /// Everything up to here is served with this page.
    pub(crate) position: u64,
    /// What is new, in log order.
    pub(crate) entries: Vec<PulledEntry>,
}

/// One new thing.
#[derive(Debug, Clone)]
pub(crate) struct PulledEntry {
    /// Its place in the log: of the last change it holds.
    pub(crate) seq: u64,
    /// Which document.
    pub(crate) document: DocumentId,
    /// What it is.
    pub(crate) news: News,
}

/// What happened to a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum News {
    /// It entered; all its changes. One that is larger than a device takes at once comes as [`News::Own`] instead, so that only
    /// this document has to be fetched by itself.
    Entered(Vec<Vec<u8>>),
    /// Others wrote to it; their changes.
    Changed(Vec<Vec<u8>>),
    /// The device's own changes came by; the last of each actor.
    Own(Vec<ChangeHash>),
    /// It left.
    Left {
        /// Why.
        reason: String,
        /// Name of who has it now.
        successor: Option<String>,
    },
}

/// What the desk wrote down when the customer called, as a visit takes it over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CallOutEntry {
    /// The call-out.
    pub(crate) call_out: CallOut,
    /// The customer.
    pub(crate) customer: Customer,
    /// The product.
    pub(crate) asset: Asset,
}

/// A piece of work that came after the visit had been given to somebody else.
#[derive(Debug, Clone)]
pub(crate) struct LateWork {
    /// Who worked.
    pub(crate) person: PersonId,
    /// On which device.
    pub(crate) device: DeviceId,
    /// How many changes.
    pub(crate) changes: u64,
    /// When the last of them arrived.
    pub(crate) received_at: Timestamp,
    /// Whether it lies in quarantine.
    pub(crate) quarantined: bool,
    /// The number of the last of them there, else 0.
    pub(crate) seen: u64,
}

/// How much of a device lies in quarantine of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct QuarantineSize {
    /// Changes.
    pub(crate) changes: u64,
    /// **Bytes** of them together.
    pub(crate) bytes: u64,
}

/// What a person at the desk decides of work of a device that lies beside its document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DeskDecision {
    /// Which document.
    pub(crate) document: DocumentId,
    /// Whose work.
    pub(crate) device: DeviceId,
    /// Who decided.
    pub(crate) by: PersonId,
    /// Where the work lies.
    pub(crate) beside: Beside,
    /// Up to which later verdict the person saw what was refused, and so decided of it; says nothing of quarantine.
    pub(crate) seen: u64,
    /// What becomes of it.
    pub(crate) decision: Decision,
    /// Why; empty where none is needed.
    pub(crate) reason: String,
}

/// What lies in quarantine of a document of one device.
#[derive(Debug, Clone)]
pub(crate) struct SetAside {
    /// Which device.
    pub(crate) device: DeviceId,
    /// Whether another device brought any of them.
    pub(crate) relayed: bool,
    /// The changes in the order of arrival.
    pub(crate) raws: Vec<Vec<u8>>,
}

/// See [`DocumentStore::log_mark`].
pub(crate) type LogMark = [u8; 4];

/// What a device has, to be compared with what is here.
#[derive(Debug, Clone)]
pub(crate) struct Comparison {
    /// Whose log.
    pub(crate) organisation: OrganisationId,
    /// Whose documents.
    pub(crate) person: PersonId,
    /// The device.
    pub(crate) device: DeviceId,
    /// The fingerprint of each document that it has.
    pub(crate) named: BTreeMap<DocumentId, String>,
}

/// What differs, as one reading found it.
#[derive(Debug, Clone)]
pub(crate) struct Compared {
    /// The present history.
    pub(crate) epoch: EpochId,
    /// The log's end.
    pub(crate) head: u64,
    /// Documents that differ, and how much of each is here.
    pub(crate) differ: BTreeMap<DocumentId, Holding>,
    /// The person's documents that the device did not name.
    pub(crate) enter: Vec<DocumentId>,
    /// Named ones that are the person's no more.
    pub(crate) leave: BTreeMap<DocumentId, Leaving>,
}

/// Documents and call-outs.
#[async_trait]
pub(crate) trait DocumentStore: Send + Sync {
    /// What `person` has to do with `document`.
    async fn standing(&self, organisation: OrganisationId, person: PersonId, document: DocumentId) -> Result<Standing, StoreError>;

    /// A document of the organisation, for the desk.
    async fn document(&self, organisation: OrganisationId, document: DocumentId) -> Result<Option<StoredDocument>, StoreError>;

    /// Every change of a document in log order; empty if the organisation has no such document.
    async fn history(&self, organisation: OrganisationId, document: DocumentId) -> Result<Vec<Vec<u8>>, StoreError>;

    /// Every change of a document in log order, with when it was received; empty if the organisation has no such document.
    async fn taken(&self, organisation: OrganisationId, document: DocumentId) -> Result<Vec<(Timestamp, Vec<u8>)>, StoreError>;

    /// Hashes that are already in quarantine, of those given.
    async fn quarantined(&self, document: DocumentId, hashes: Vec<ChangeHash>) -> Result<Vec<ChangeHash>, StoreError>;

    /// How much of `device` lies in quarantine of `document`.
    async fn quarantine_size(&self, document: DocumentId, device: DeviceId) -> Result<QuarantineSize, StoreError>;

    /// How much of `device` lies in quarantine of all documents.
    async fn quarantine_of_device(&self, device: DeviceId) -> Result<QuarantineSize, StoreError>;

    /// What lies in quarantine of `document` of `person`, by device, each in the order of arrival; what the desk left out only if
    /// `left_out_too`.
    async fn quarantine_of(
        &self,
        organisation: OrganisationId,
        person: PersonId,
        document: DocumentId,
        left_out_too: bool,
    ) -> Result<Vec<SetAside>, StoreError>;

    /// How many documents were born on `device` after `since`.
    async fn births(&self, device: DeviceId, since: Timestamp) -> Result<u64, StoreError>;

    /// Writes `batch` in one transaction; [`StoreError::Moved`] if a document is no longer what was judged, [`StoreError::Taken`] if
    /// a new one has the id of another, of whatever organisation.
    async fn commit(&self, batch: Batch) -> Result<Outcome, StoreError>;

    /// The end of the organisation's log and the epoch it belongs to.
    async fn log_end(&self, organisation: OrganisationId) -> Result<(EpochId, u64), StoreError>;

    /// What tells the log up to `at` from another of the same length: the first bytes of the hash of its newest change; zeros if it
    /// has none.
    async fn log_mark(&self, organisation: OrganisationId, at: u64) -> Result<LogMark, StoreError>;

    /// Who has one of the documents, or lost it in the commit whose last change of that document lies at that place in the log.
    async fn concerned(&self, organisation: OrganisationId, documents: Vec<(DocumentId, u64)>) -> Result<BTreeSet<PersonId>, StoreError>;

    /// What is new for a device.
    async fn pull(&self, query: PullQuery) -> Result<PulledPage, StoreError>;

    /// What of a device's documents differs from what is here.
    async fn reconcile(&self, comparison: Comparison) -> Result<Compared, StoreError>;

    /// When the server took each change of a document.
    async fn received(&self, organisation: OrganisationId, document: DocumentId) -> Result<HashMap<ChangeHash, Timestamp>, StoreError>;

    /// Enters a call-out into the register under the next number of `day` (yyMMdd, the organisation's) and answers it with that number.
    async fn register_call_out(
        &self,
        organisation: OrganisationId,
        by: PersonId,
        day: String,
        entry: CallOutEntry,
    ) -> Result<CallOutEntry, StoreError>;

    /// A call-out of the register.
    async fn call_out(&self, organisation: OrganisationId, call_out: CallOutId) -> Result<Option<CallOutEntry>, StoreError>;
}
