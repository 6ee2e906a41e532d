//! Work of one device that another one brings: two devices met without a signal, and one of them came back first.
//!
//! The list of a document then holds changes of several authors. Each author's come with a [proof](model::seal::work): the organisation's
//! certificate of the device and the device's signature. The list is cut into runs of one author each, and a run is judged as if its author
//! had sent it: with that person's standing, device and key. The log names the author's device and the one that brought it. Should the author
//! send the same work later, it is known.
//!
//! Work of a device that was put out is kept aside: its key may be in somebody else's hands.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use automerge::{Automerge, ChangeHash};
use model::documents::relayed::{Attributed, Background, UNPROVEN, Unattributed, attribute};
use model::gate::Limits;
use model::id::{DeviceId, DocumentId, OrganisationId, PersonId};
use model::seal::key::{DeviceKey as _, PublicKey};
use model::seal::work::{Author, AuthorProof};
use model::time::Timestamp;
use model::wire::sync::{DocumentVerdict, Placed, RefusedChange, received_digest};

use super::judge;
use super::service::{Pushed, Sender, blocking, push_one};
use crate::app::App;
use crate::documents::open::open;
use crate::error::ApiError;
use crate::store::documents::Actor;

/// The proof of an author, as it came and as it was read.
#[derive(Debug, Clone)]
pub(super) struct Proven {
    pub(super) author: Author,
    pub(super) proof: AuthorProof,
}

impl Proven {
    /// Whether it speaks of `document`.
    pub(super) fn concerns(&self, document: DocumentId) -> bool {
        self.author.work.lines.iter().any(|line| line.document == document)
    }
}

/// The proofs that hold. One that does not hold proves nothing: what it was to cover is refused, and nothing else.
pub(super) async fn proven(app: &App, organisation: OrganisationId, proofs: Vec<AuthorProof>) -> Result<Vec<Proven>, ApiError> {
    if proofs.is_empty() {
        return Ok(Vec::new());
    }
    let key: PublicKey = app.organisation_keys.of(organisation).map_err(ApiError::internal)?.public_key();
    let read = move |proof: AuthorProof| {
        let author = proof.read(organisation, &key);
        let author = author.inspect_err(|error| tracing::info!(code = error.code(), "the proof of an author does not hold")).ok()?;
        Some(Proven { author, proof })
    };
    blocking(move || proofs.into_iter().filter_map(read).collect()).await
}

/// The authors whose proofs speak of `document`.
pub(super) fn of_document(proven: &[Proven], document: DocumentId) -> Vec<Author> {
    proven.iter().filter(|proven| proven.concerns(document)).map(|proven| proven.author.clone()).collect()
}

/// What stands at the front of a list.
pub(super) enum Front {
    /// So many changes, at least one, of this author.
    Of(Box<Sender>, usize),
    /// A change of which nobody can be named as the author.
    Stops(RefusedChange),
}

/// Whose the changes from the front of the list are, which was received `at` that time.
pub(super) async fn front(
    app: &App,
    carrier: &Sender,
    authors: &Arc<Vec<Author>>,
    id: DocumentId,
    raws: &[Vec<u8>],
    at: Timestamp,
) -> Result<Front, ApiError> {
    if authors.is_empty() {
        return Ok(Front::Of(Box::new(carrier.clone()), raws.len()));
    }
    let attributed = attributed(app, carrier, authors, id, raws).await?;
    let Some((author, run)) = runs(&attributed).into_iter().next() else {
        let stopped = attributed.stopped.map_or_else(|| unproven(raws, 0), Some);
        return Ok(Front::Stops(stopped.map_or_else(judge::not_found, told)));
    };
    match sender(app, carrier, authors, author, at).await? {
        Some(sender) => Ok(Front::Of(Box::new(sender), run.len())),
        None => Ok(Front::Stops(unproven(raws, 0).map_or_else(judge::not_found, told))),
    }
}

/// Who made each change of a list that the carrier did not make, as far as a proof covers it.
pub(super) async fn made_by(
    app: &App,
    carrier: &Sender,
    authors: &Arc<Vec<Author>>,
    id: DocumentId,
    raws: &[Vec<u8>],
) -> Result<Vec<Option<(PersonId, DeviceId)>>, ApiError> {
    if authors.is_empty() {
        return Ok(Vec::new());
    }
    let attributed = attributed(app, carrier, authors, id, raws).await?;
    let made = |device: &Option<DeviceId>| {
        let author = authors.iter().find(|author| Some(author.device()) == *device && author.device() != carrier.device)?;
        Some((author.certificate.person, author.device()))
    };
    Ok(attributed.authors.iter().map(made).collect())
}

/// The change at `index` has no author here.
fn unproven(raws: &[Vec<u8>], index: usize) -> Option<Unattributed> {
    let named = model::gate::named(raws.get(index)?).ok()?;
    Some(Unattributed { index, hash: named.hash, code: UNPROVEN })
}

/// Takes a list in which several authors' changes may stand, run by run.
pub(super) async fn push_list(
    app: &App,
    carrier: &Sender,
    authors: &Arc<Vec<Author>>,
    id: DocumentId,
    raws: Vec<Vec<u8>>,
    pushed: &mut Pushed,
) -> Result<DocumentVerdict, ApiError> {
    let attributed = attributed(app, carrier, authors, id, &raws).await?;
    let mut stopped = attributed.stopped;
    let mut whole = Whole::default();
    for (author, run) in runs(&attributed) {
        let Some(sender) = sender(app, carrier, authors, author, app.now()).await? else {
            stopped = unproven(&raws, run.start);
            break;
        };
        let list = raws.get(run.clone()).unwrap_or_default().to_vec();
        let hashes: Vec<ChangeHash> = list.iter().filter_map(|raw| model::gate::named(raw).ok()).map(|named| named.hash).collect();
        let verdict = push_one(app, &sender, id, Arc::new(list), pushed).await?;
        if !whole.add(verdict, run, &hashes) {
            return Ok(whole.verdict(id));
        }
    }
    if let Some(stopped) = stopped {
        whole.refused = Some(told(stopped));
    }
    Ok(whole.verdict(id))
}

/// Whose the changes are.
async fn attributed(
    app: &App,
    carrier: &Sender,
    authors: &Arc<Vec<Author>>,
    id: DocumentId,
    raws: &[Vec<u8>],
) -> Result<Attributed, ApiError> {
    let background = match app.store.document(carrier.organisation, id).await? {
        Some(stored) => Stored { doc: open(app, carrier.organisation, &stored).await?, actors: stored.actors.into_iter().collect() },
        None => Stored { doc: Automerge::new(), actors: HashMap::new() },
    };
    let (authors, raws, device) = (Arc::clone(authors), raws.to_vec(), carrier.device);
    blocking(move || attribute(id, &raws, &authors, Some(device), &Limits::default(), &background)).await
}

struct Stored {
    doc: Automerge,
    actors: HashMap<Actor, Option<DeviceId>>,
}

impl Background for Stored {
    fn knows(&self, hash: &ChangeHash) -> bool {
        self.doc.get_change_meta_by_hash(hash).is_some()
    }

    fn bound(&self, actor: &Actor) -> Option<Option<DeviceId>> {
        self.actors.get(actor).copied()
    }
}

/// The list in runs of one author; changes that need none go with what stands before them. `None` is the carrier.
fn runs(attributed: &Attributed) -> Vec<(Option<DeviceId>, Range<usize>)> {
    let mut runs: Vec<(Option<DeviceId>, Range<usize>)> = Vec::new();
    for (index, author) in attributed.authors.iter().enumerate() {
        match runs.last_mut() {
            Some((of, run)) if author.is_none() || of == author => run.end = index + 1,
            Some((of, run)) if of.is_none() => {
                // What was known so far needs nobody.
                *of = *author;
                run.end = index + 1;
            }
            _ => runs.push((*author, index..index + 1)),
        }
    }
    runs
}

/// Who answers for a run that was received `at` that time: the carrier for its own, else the author as this server knows it. `None` if the
/// device is not (any more) what its certificate says.
async fn sender(
    app: &App,
    carrier: &Sender,
    authors: &[Author],
    author: Option<DeviceId>,
    at: Timestamp,
) -> Result<Option<Sender>, ApiError> {
    let Some(device) = author.filter(|device| *device != carrier.device) else { return Ok(Some(carrier.clone())) };
    let certified = authors.iter().find(|author| author.device() == device).map(|author| &author.certificate);
    let known = app.store.device(device).await?.filter(|known| {
        known.organisation == carrier.organisation
            && certified.is_some_and(|certificate| certificate.key == known.public_key && certificate.person == known.person)
    });
    Ok(known.map(|known| Sender {
        organisation: known.organisation,
        person: known.person,
        device,
        key: known.public_key,
        relayed_by: Some(carrier.device),
        put_out: known.revoked_at.is_some_and(|revoked_at| revoked_at <= at),
    }))
}

/// The verdict on a list, put together from those on its runs.
#[derive(Default)]
struct Whole {
    received: Vec<[u8; 32]>,
    seq: Option<u64>,
    placed: Option<Placed>,
    refused: Option<RefusedChange>,
}

impl Whole {
    /// Adds the verdict on `run`, whose changes have these `hashes`. Answers whether the next run may follow.
    fn add(&mut self, verdict: DocumentVerdict, run: Range<usize>, hashes: &[ChangeHash]) -> bool {
        let received = usize::try_from(verdict.received).unwrap_or(usize::MAX).min(hashes.len());
        self.received.extend(hashes.iter().take(received).map(|hash| hash.0));
        self.seq = verdict.seq.or(self.seq);
        if received > 0 && self.placed != Some(Placed::Quarantine) {
            self.placed = Some(verdict.placed);
        }
        let first = u32::try_from(run.start).unwrap_or(u32::MAX);
        self.refused = verdict.refused.map(|refused| RefusedChange { index: refused.index.saturating_add(first), ..refused });
        self.refused.is_none() && received == run.len()
    }

    fn verdict(self, id: DocumentId) -> DocumentVerdict {
        DocumentVerdict {
            id,
            received: u32::try_from(self.received.len()).unwrap_or(u32::MAX),
            digest: received_digest(&self.received),
            seq: self.seq,
            placed: self.placed.filter(|_| !self.received.is_empty()).unwrap_or(Placed::Nowhere),
            refused: self.refused,
        }
    }
}

fn told(stopped: Unattributed) -> RefusedChange {
    let detail = if stopped.code == UNPROVEN {
        "it is another device's work, and nothing proves that this device made it; its own device can send it"
    } else {
        "another device writes to this document under this actor"
    };
    RefusedChange {
        index: u32::try_from(stopped.index).unwrap_or(u32::MAX),
        hash: Some(hex::encode(stopped.hash.0)),
        code: stopped.code.to_owned(),
        detail: detail.to_owned(),
        retry: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_cut_where_the_author_changes() {
        let [one, two] = [1, 2].map(|byte| Some(DeviceId::from_bytes([byte; 16])));
        let cut = |authors: &[Option<DeviceId>]| runs(&Attributed { authors: authors.to_vec(), stopped: None });
        assert_eq!(cut(&[]), []);
        assert_eq!(cut(&[None, None]), [(None, 0..2)]);
        assert_eq!(cut(&[None, one, None, one, two, None, one]), [(one, 0..4), (two, 4..6), (one, 6..7)]);
    }
}
