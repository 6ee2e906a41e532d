//! `POST /v1/sync`: push and pull in one round trip.
//!
//! Request and answer are [frames](super::frame) under gzip. The request carries one [packed](super::packed) change list per
//! document, section `i` for `documents[i]`; the answer one verdict per pushed document and what is new since the cursor.
//! The HTTP status is 200 whenever the request was understood, also when changes in it are refused: one bad document never
//! holds back the others. Repeating a request any number of times changes nothing.
//!
//! In protocol 1 the server judges before it answers. From protocol 2 on it answers once the work is durable ([`Placed::Received`]) and
//! judges afterwards; what does not simply enter its document is told with a later answer ([`LaterVerdict`]).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::id::{DocumentId, EpochId};
use crate::seal::receipt::ReceiptLine;
use crate::seal::work::AuthorProof;
use crate::time::Timestamp;
use crate::wire::reference::{ReferencePage, Versions};
use crate::wire::unsent::StillUnsent;

/// The media type of sync bodies.
pub const SYNC_MEDIA_TYPE: &str = "application/vnd.fieldbook.sync";
/// Largest body as sent, in **bytes**.
pub const MAX_BODY_BYTES: usize = 1024 * 1024;
/// Largest body unpacked, in **bytes**.
pub const MAX_INFLATED_BYTES: usize = 8 * 1024 * 1024;
/// Most documents in one request.
pub const MAX_DOCUMENTS: usize = 500;
/// Most proofs of authors in one request.
pub const MAX_AUTHORS: usize = 64;
/// Most changes in one request.
pub const MAX_CHANGES: usize = 5_000;
/// Most raw changes in one request, unfolded, in **bytes**: with the inflated body they stay under 16 MiB.
pub const MAX_RAW_BYTES: usize = 4 * 1024 * 1024;
/// What a device asks for in one answer, in **bytes**, unless it says otherwise.
pub const DEFAULT_WANT_BYTES: u32 = 256 * 1024;
/// The first protocol in which work is received before it is judged.
pub const RECEIVES_FIRST: u32 = 2;
/// Most later verdicts in one answer; the rest comes with the next.
pub const MAX_LATER_VERDICTS: usize = 500;

/// Header of a sync request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncRequest {
    /// Protocol version of the device.
    pub protocol: u32,
    /// Name and version of the application, for support.
    pub application: String,
    /// The server's last cursor; absent at the first sync. Opaque: issued by the server, handed back unchanged.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cursor: Option<String>,
    /// How much the answer may hold, in **bytes**; at least one item comes in any case.
    pub want_bytes: u32,
    /// What the device's clock says.
    pub client_time: Timestamp,
    /// Number of the newest [`LaterVerdict`] that the device has stored, 0 if none: the server forgets those up to it. Since protocol 2.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub judged: u64,
    /// Pushed documents, one section each.
    pub documents: Vec<PushedDocument>,
    /// How far the device has each set of reference data, 0 if not at all: what is new of these sets may come with the answer. Absent
    /// from devices that only fetch.
    #[serde(skip_serializing_if = "Versions::is_empty", default)]
    pub reference: Versions,
    /// Names the copy of its database that the device writes to, 32 hex digits: told once, after enrolment and whenever it changes, which
    /// means that the database was copied or set back.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub incarnation: Option<String>,
    /// Proofs of the authors of changes that this device carries for others: they may stand in any of the lists. Absent from devices that
    /// send their own work only.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub authors: Vec<AuthorProof>,
    /// What the device still has unsent if this request is answered well, for the people at the desk; absent if nothing is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unsent: Option<StillUnsent>,
}

/// One pushed document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushedDocument {
    /// Which document.
    pub id: DocumentId,
    /// How many changes its section holds, in causal order.
    pub changes: u32,
}

/// Header of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncResponse {
    /// Protocol version of the answer: that of the request.
    pub protocol: u32,
    /// The history the cursor belongs to.
    pub epoch: EpochId,
    /// Store together with the items, in one step.
    pub cursor: String,
    /// More is waiting: ask again at once.
    pub more: bool,
    /// The server's clock.
    pub server_time: Timestamp,
    /// **Seconds** the device should leave the server alone unless a person asks.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub backoff_s: Option<u32>,
    /// The highest place in the log (as `seq` of verdicts and items counts) that a checked backup of this history holds: what lies up to
    /// it outlives the server's disk. Absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub durable_pos: Option<u64>,
    /// The organisation's [receipt](crate::seal::receipt) for what the verdicts name as received, one line for each such verdict, in
    /// order; absent if nothing was received.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub receipt: Option<String>,
    /// Whether the server gives certificates ([`CERTIFICATE_PATH`](crate::wire::enrolment::CERTIFICATE_PATH)): a device that has none
    /// asks for its own.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub certifies: bool,
    /// The revision of the server's [configuration](crate::wire::config): a device that keeps another one asks for it. Absent from servers
    /// that have none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub config: Option<String>,
    /// One per pushed document, in the same order.
    pub verdicts: Vec<DocumentVerdict>,
    /// What became of work that was received earlier, by rising number. To be taken before `verdicts`. Since protocol 2.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub later: Vec<LaterVerdict>,
    /// Where a verdict of this answer, or a later one, says `discarded`: all changes of this device in that document that the desk leaves
    /// out, each as 64 hex digits. What is in them is not to be entered again. To be taken before `later`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub left_out: BTreeMap<DocumentId, Vec<String>>,
    /// What is new, in the server's order.
    pub items: Vec<PullItem>,
    /// The newest version of each set of reference data that this device may read; absent from servers that have none.
    #[serde(skip_serializing_if = "Versions::is_empty", default)]
    pub reference: Versions,
    /// What is new of the sets that the device named, as far as it is little, in the answer at once; the rest is fetched.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub reference_pages: Vec<ReferencePage>,
}

/// What became of one pushed document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentVerdict {
    /// Which document.
    pub id: DocumentId,
    /// So many changes from the front of the list are durable at the server (new or known before).
    pub received: u32,
    /// [`received_digest`] of those changes: the server names what it holds.
    pub digest: String,
    /// The server's sequence number of the batch; absent if nothing was new.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub seq: Option<u64>,
    /// Where the received changes went.
    pub placed: Placed,
    /// The change that stopped the list, if one did; everything after it waits.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub refused: Option<RefusedChange>,
}

/// Where received changes went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Placed {
    /// Into the document.
    Document,
    /// Into the document, marked: the visit had meanwhile been given to somebody else (O-09).
    AfterReassignment,
    /// Into quarantine, where the desk sees them: the device lost the document too long ago.
    Quarantine,
    /// Nowhere: nothing was received.
    Nowhere,
    /// Durable at the server, and not judged yet. What comes of it is told with a later answer, unless it simply enters the document.
    /// Since protocol 2.
    Received,
    /// Somewhere a newer server knows of. What the verdict names as received is durable all the same.
    #[serde(other)]
    Unknown,
}

/// What became of work that was received before it was judged, told once it is known. Work that simply entered its document has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaterVerdict {
    /// Its number; those of one device rise.
    pub number: u64,
    /// Which document.
    pub id: DocumentId,
    /// Where the part that was taken went; `nowhere` if nothing was.
    pub placed: Placed,
    /// The change that was not taken, if one was not. Nothing of this device after it in this document was taken either.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub refused: Option<LaterRefusal>,
}

/// A change that was received and not taken. The server keeps it aside; the device offers it again if that helps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaterRefusal {
    /// Its hash, 64 hex digits.
    pub hash: String,
    /// The stable word for why: those of [`RefusedChange`].
    pub code: String,
    /// Why, for a person.
    pub detail: String,
    /// Whether sending again (with what is missing) can help.
    pub retry: bool,
}

/// A change that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedChange {
    /// Its place in the list.
    pub index: u32,
    /// Its hash, 64 hex digits, if it could be read that far.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hash: Option<String>,
    /// The stable word for why.
    pub code: String,
    /// Why, for a person.
    pub detail: String,
    /// Whether sending again (with what is missing) can help.
    pub retry: bool,
}

/// One new thing for the device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullItem {
    /// The server's sequence number.
    pub seq: u64,
    /// Which document.
    pub document: DocumentId,
    /// What happened to it.
    #[serde(flatten)]
    pub what: Pulled,
}

/// What happened to a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Pulled {
    /// It is now this device's: the whole history is in `section`.
    Enter {
        /// Index into the frame's sections.
        section: u32,
    },
    /// Others wrote to it: their changes are in `section`, in causal order.
    Changes {
        /// Index into the frame's sections.
        section: u32,
    },
    /// The device's own changes came by; it must hold the named ones. If it does not (it was restored from an older copy), it
    /// fetches the document whole.
    Own {
        /// The last change of each actor, 64 hex digits each.
        last: Vec<String>,
    },
    /// It is no longer this device's. Unsent work is still sent.
    Leave {
        /// Why, for a person.
        reason: String,
        /// Who has it now, if anybody.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        successor: Option<String>,
    },
    /// Something a newer server says; leave it alone.
    #[serde(other)]
    Unknown,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// What a receipt beside `verdicts` is for: one line for each document of which something was received, in their order.
#[must_use]
pub fn receipt_lines(verdicts: &[DocumentVerdict]) -> Vec<ReceiptLine> {
    let taken = verdicts.iter().filter(|verdict| verdict.received > 0);
    taken.map(|verdict| ReceiptLine { document: verdict.id, digest: verdict.digest.clone() }).collect()
}

/// SHA-256 over the 32-byte hashes of `changes` in order, 64 hex digits.
#[must_use]
pub fn received_digest<'a>(changes: impl IntoIterator<Item = &'a [u8; 32]>) -> String {
    let mut digest = Sha256::new();
    for hash in changes {
        digest.update(hash);
    }
    hex::encode(digest.finalize())
}
