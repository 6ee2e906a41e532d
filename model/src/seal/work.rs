//! An author's signature over changes: a device says which changes are its own, so that another device can carry them to the server.
//!
//! Words: the *author* is the device that wrote the changes; a *relay* carries them; a *line* names the last change of one actor of one
//! document. The changes of an actor form a chain (the gate takes nothing else), so that one line covers all of them, and one signature
//! over many lines covers everything a device has to hand over: a key that asks a person is asked once. The document is in the line
//! because it is not in a change's hash.
//!
//! A work statement is a [signed statement](super::jws) by the device's key; beside it stands the organisation's
//! [`certificate`](super::certificate) of that key. Left out: whether the changes are any good (the gate's), and whether the device was
//! put out since (the caller's).

use std::collections::{HashMap, HashSet};

use automerge::ChangeHash;
use serde::{Deserialize, Serialize};

use super::certificate::Certificate;
use super::key::{DeviceKey, PublicKey};
use super::{SealError, jws};
use crate::gate::Preflight;
use crate::id::{DeviceId, DocumentId, OrganisationId};
use crate::time::Timestamp;

/// The type of the statement.
pub const TYP: &str = "fieldbook-work+jwt";
/// Most lines of one statement.
pub const MAX_LINES: usize = 256;
/// The longest certificate and statement that are looked at, in **bytes** together.
pub const MAX_PROOF_BYTES: usize = 96 * 1024;

/// What a work statement says: these changes, and everything of the same actors before them, were made on this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkStatement {
    /// Whose documents they are.
    pub organisation: OrganisationId,
    /// The device that made the changes.
    pub device: DeviceId,
    /// When it signed, by its own clock: a claim to show.
    pub at: Timestamp,
    /// The last change of each actor, ascending by document and actor, at most [`MAX_LINES`].
    pub lines: Vec<WorkLine>,
}

/// The last change that one actor made to one document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkLine {
    /// Which document.
    pub document: DocumentId,
    /// The actor, 32 hex digits.
    pub actor: String,
    /// The change's number among those of the actor, from 1.
    pub seq: u64,
    /// Its hash, 64 hex digits.
    pub change: String,
}

impl WorkLine {
    /// The line of the change `hash`, the `seq`-th of `actor`.
    #[must_use]
    pub fn new(document: DocumentId, actor: &[u8; 16], seq: u64, hash: &[u8; 32]) -> Self {
        Self { document, actor: hex::encode(actor), seq, change: hex::encode(hash) }
    }

    /// The actor, if it is spelled as one.
    #[must_use]
    pub fn actor(&self) -> Option<[u8; 16]> {
        lower_hex(&self.actor)
    }

    /// The hash of the change, if it is spelled as one.
    #[must_use]
    pub fn hash(&self) -> Option<ChangeHash> {
        lower_hex(&self.change).map(ChangeHash)
    }
}

impl WorkStatement {
    /// Signs the statement with the device's key. The lines are put in order first.
    ///
    /// # Errors
    /// [`SealError::Work`] if a line is not spelled as such, named twice, or there are too many; see [`jws::sign`].
    pub fn sign(mut self, key: &dyn DeviceKey) -> Result<String, SealError> {
        self.lines.sort();
        self.check()?;
        jws::sign(TYP, &self, key)
    }

    fn check(&self) -> Result<(), SealError> {
        if self.lines.is_empty() || self.lines.len() > MAX_LINES {
            return Err(SealError::Work("it has no lines, or more than a statement may have"));
        }
        if self.lines.iter().any(|line| line.actor().is_none() || line.hash().is_none() || line.seq == 0) {
            return Err(SealError::Work("a line is not spelled as one"));
        }
        let place = |line: &WorkLine| (line.document, line.actor.clone());
        if self.lines.iter().zip(self.lines.iter().skip(1)).any(|(one, next)| place(one) >= place(next)) {
            return Err(SealError::Work("the lines are not in order, or one actor is named twice"));
        }
        Ok(())
    }
}

/// What proves an author: the certificate of the device and the statement it signed, as they are sent.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuthorProof {
    /// The organisation's certificate of the device, a compact JWS.
    pub certificate: String,
    /// The device's [`WorkStatement`], a compact JWS.
    pub work: String,
}

/// An author whose proof was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// Whose device, and its key.
    pub certificate: Certificate,
    /// What it says it made.
    pub work: WorkStatement,
}

impl AuthorProof {
    /// Checks the proof: the organisation's `key` certified the device, the device signed the statement, and both speak of `organisation`.
    ///
    /// # Errors
    /// [`SealError::OtherOrganisation`] if it was certified by another key, [`SealError::Work`] if certificate and statement do not belong
    /// together, [`SealError::TooLarge`]; see [`jws::verify`].
    pub fn read(&self, organisation: OrganisationId, key: &PublicKey) -> Result<Author, SealError> {
        if self.certificate.len() + self.work.len() > MAX_PROOF_BYTES {
            return Err(SealError::TooLarge(MAX_PROOF_BYTES));
        }
        let certificate = Certificate::read(&self.certificate)?;
        if certificate.organisation != organisation || certificate.organisation_key != *key {
            return Err(SealError::OtherOrganisation);
        }
        let work: WorkStatement = jws::verify(&self.work, TYP, &certificate.key)?;
        if work.organisation != organisation || work.device != certificate.device {
            return Err(SealError::Work("it was signed for another device or organisation"));
        }
        work.check()?;
        Ok(Author { certificate, work })
    }
}

impl Author {
    /// The device.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        self.certificate.device
    }
}

/// Which changes of the list `flights` of `document` the authors signed: of each change the devices whose line covers it. A line covers the
/// change that it names and every change of the same actor that this one builds on, over changes of the list alone: what stands before the
/// list is known already.
#[must_use]
pub fn signed_by(document: DocumentId, authors: &[Author], flights: &[Preflight]) -> HashMap<ChangeHash, HashSet<DeviceId>> {
    let listed: HashMap<ChangeHash, &Preflight> = flights.iter().map(|flight| (flight.hash, flight)).collect();
    let mut covered: HashMap<ChangeHash, HashSet<DeviceId>> = HashMap::new();
    for author in authors {
        for head in heads(document, author).filter_map(|head| head.find(&listed)) {
            for hash in covered_by(head, &listed) {
                covered.entry(hash).or_default().insert(author.device());
            }
        }
    }
    covered
}

/// Where in the list `flights` of `document` the change stands that an author signed for, of each change that is covered ([`signed_by`]): the
/// first one, if several cover it. A list that ends before that place proves nothing of the change.
#[must_use]
pub fn proven_at<'a>(
    document: DocumentId,
    authors: impl IntoIterator<Item = &'a Author>,
    flights: &[Preflight],
) -> HashMap<ChangeHash, usize> {
    let listed: HashMap<ChangeHash, &Preflight> = flights.iter().map(|flight| (flight.hash, flight)).collect();
    let signed: HashSet<ChangeHash> = authors
        .into_iter()
        .flat_map(|author| heads(document, author))
        .filter_map(|head| head.find(&listed))
        .map(|flight| flight.hash)
        .collect();
    let mut proven = HashMap::new();
    for (place, head) in flights.iter().enumerate().filter(|(_, flight)| signed.contains(&flight.hash)) {
        for hash in covered_by(head, &listed) {
            proven.entry(hash).or_insert(place);
        }
    }
    proven
}

/// The change that a line names.
struct Head {
    actor: [u8; 16],
    seq: u64,
    hash: ChangeHash,
}

impl Head {
    /// The change in the list, if it is there as the line says.
    fn find<'a>(&self, listed: &HashMap<ChangeHash, &'a Preflight>) -> Option<&'a Preflight> {
        listed.get(&self.hash).copied().filter(|flight| flight.actor == self.actor && flight.seq == self.seq)
    }
}

fn heads(document: DocumentId, author: &Author) -> impl Iterator<Item = Head> {
    let lines = author.work.lines.iter().filter(move |line| line.document == document);
    lines.filter_map(|line| Some(Head { actor: line.actor()?, seq: line.seq, hash: line.hash()? }))
}

/// The changes of the same actor that `head` is or builds on, over changes of the list alone.
fn covered_by(head: &Preflight, listed: &HashMap<ChangeHash, &Preflight>) -> Vec<ChangeHash> {
    let (mut open, mut seen, mut covered) = (vec![head], HashSet::from([head.hash]), Vec::new());
    while let Some(flight) = open.pop() {
        if flight.actor == head.actor {
            covered.push(flight.hash);
        }
        open.extend(flight.deps.iter().filter(|dep| seen.insert(**dep)).filter_map(|dep| listed.get(dep).copied()));
    }
    covered
}

/// The bytes that `text` spells in lower-case hex digits.
fn lower_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let spelled = !text.bytes().any(|byte| byte.is_ascii_uppercase());
    spelled.then(|| hex::decode(text).ok()).flatten().and_then(|bytes| bytes.try_into().ok())
}
