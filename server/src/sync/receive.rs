//! Receiving: what a request brings becomes durable, and the device hears so, before anything of it is judged.
//!
//! On this path stands only what has to: that each change is one (bounds and hash), that the person has or had the document or the list
//! opens it, that the actor is nobody else's, and one transaction for the whole request. What comes of it is told later.

use model::gate::{Limits, Refusal, Refused, preflight};
use model::id::DocumentId;
use model::seal::work::proven_at;
use model::wire::packed;
use model::wire::sync::{DocumentVerdict, LaterVerdict, RefusedChange};
use model::wire::unsent::StillUnsent;

use super::birth::{MOST_BIRTHS, WINDOW_MS};
use super::body::PushedChanges;
use super::judge::{self, Judged};
use super::relayed::Proven;
use super::service::{Sender, blocking};
use crate::app::App;
use crate::error::ApiError;
use crate::store::documents::Actor;
use crate::store::inbox::{Arrival, Arriving, ArrivingList, Authored, KeptList, Stop};

/// How long a device waits at least when the inbox is full, in **seconds**.
const FULL_RETRY_S: u32 = 5;
/// How much longer some of them wait, so that not all come back at once, in **seconds**.
const FULL_JITTER_S: u8 = 16;

/// What was received.
#[derive(Default)]
pub(super) struct Received {
    /// One verdict per document, in the order they were sent.
    pub(super) verdicts: Vec<DocumentVerdict>,
    /// What became of earlier work, as of the moment of receiving.
    pub(super) later: Vec<LaterVerdict>,
    /// The highest number that a list got in the inbox, if one did.
    pub(super) newest: Option<u64>,
}

/// Receives everything pushed, in one transaction, with the proofs of other devices' work in it, which hold. The device has stored later verdicts up to `judged` and taken everything up to the
/// place `served` in the log.
///
/// To be called in a task of its own: between what is written and what the judges hear of it nothing may break off.
pub(super) async fn receive(
    app: &App,
    sender: &Sender,
    documents: Vec<PushedChanges>,
    authors: Vec<Proven>,
    judged: u64,
    served: u64,
    unsent: Option<StillUnsent>,
) -> Result<Received, ApiError> {
    let mut documents = documents;
    for document in &mut documents {
        if app.inbox.is_given_up(sender.organisation, document.id, sender.device) {
            document.raws.clear();
            document.stopped = Some(judge::damaged());
        }
    }
    let bytes: usize = documents.iter().flat_map(|document| &document.raws).map(Vec::len).sum();
    let room = app.inbox.make_room(sender.device, documents.len(), bytes as u64).map_err(|_full| full(app))?;
    let (lists, unsound, proofs) = blocking(move || {
        let (lists, unsound) = take_apart(documents, &authors)?;
        let proofs = authors.into_iter().map(|proven| proven.proof).collect();
        Ok::<_, ApiError>((lists, unsound, proofs))
    })
    .await??;
    let heads: Vec<_> =
        lists.iter().map(|list| (list.document, list.changes.iter().map(|change| change.hash).collect::<Vec<_>>())).collect();
    let at = app.now();
    let kept = app
        .store
        .receive(Arrival {
            organisation: sender.organisation,
            person: sender.person,
            device: sender.device,
            at,
            judged,
            served,
            lists,
            proofs,
            unsent,
            most_births: MOST_BIRTHS,
            births_since: at.plus_ms(-WINDOW_MS),
        })
        .await?;
    let newest = kept.waiting.iter().map(|list| list.id).max();
    app.inbox.add(kept.waiting);
    drop(room);
    super::believe::start(app);
    app.board_moved(sender.organisation, kept.board);
    let verdicts = heads.into_iter().zip(kept.lists).zip(unsound);
    let verdicts = verdicts.map(|(((id, hashes), kept), unsound)| verdict(id, hashes, kept, unsound)).collect();
    Ok(Received { verdicts, later: kept.later, newest })
}

/// What each list is called, as far as it consists of changes, and what stands after that.
fn take_apart(documents: Vec<PushedChanges>, proven: &[Proven]) -> Result<(Vec<ArrivingList>, Vec<Option<RefusedChange>>), ApiError> {
    let limits = Limits::default();
    let mut lists = Vec::with_capacity(documents.len());
    let mut unsound = Vec::with_capacity(documents.len());
    for PushedChanges { id, raws, mut stopped } in documents {
        let mut changes = Vec::with_capacity(raws.len());
        let mut flights = Vec::with_capacity(raws.len());
        for (index, raw) in raws.into_iter().enumerate() {
            match preflight(&raw, &limits) {
                Ok(flight) => {
                    changes.push(Arriving {
                        hash: flight.hash,
                        actor: flight.actor,
                        actor_seq: flight.seq,
                        deps: flight.deps.clone(),
                        raw,
                        proven_at: None,
                    });
                    flights.push(flight);
                }
                Err(refusal) => {
                    stopped = Some(judge::told(&Refused { index, hash: None, refusal }));
                    break;
                }
            }
        }
        let authors: Vec<Authored> = proven.iter().enumerate().filter_map(|(proof, proven)| authored(id, proof, proven)).collect();
        if !authors.is_empty() {
            let concerned = authors.iter().filter_map(|authored| Some(&proven.get(authored.proof)?.author));
            let proven_at = proven_at(id, concerned, &flights);
            for change in &mut changes {
                change.proven_at = proven_at.get(&change.hash).copied();
            }
            if stopped.is_some() {
                // Signed for behind what stopped the list, if at all: without that nothing proves it.
                let is_authors = |change: &Arriving| authors.iter().any(|author| author.actors.contains(&change.actor));
                let unproven = changes.iter().position(|change| change.proven_at.is_none() && is_authors(change));
                changes.truncate(unproven.unwrap_or(changes.len()));
            }
        }
        let raws: Vec<&[u8]> = changes.iter().map(|change| change.raw.as_slice()).collect();
        let packed = packed::encode(&raws).map_err(ApiError::internal)?;
        lists.push(ArrivingList { document: id, changes, authors, packed });
        unsound.push(stopped);
    }
    Ok((lists, unsound))
}

/// Who the author of a proof is for `document`, if it speaks of it.
fn authored(document: DocumentId, proof: usize, proven: &Proven) -> Option<Authored> {
    let certificate = &proven.author.certificate;
    let lines = proven.author.work.lines.iter().filter(|line| line.document == document);
    let actors: Vec<Actor> = lines.filter_map(|line| line.actor()).collect();
    (!actors.is_empty()).then_some(Authored { proof, person: certificate.person, device: certificate.device, actors })
}

/// The verdict on a list of which so much was received.
fn verdict(id: DocumentId, mut hashes: Vec<automerge::ChangeHash>, kept: KeptList, unsound: Option<RefusedChange>) -> DocumentVerdict {
    let (index, stopped_at) = (kept.stopped_at, hashes.get(kept.stopped_at).copied());
    hashes.truncate(kept.received);
    let refused = match kept.stop {
        Some(Stop::NotFound) => Some(judge::not_found()),
        Some(Stop::TooManyBirths) => Some(judge::too_many_documents(MOST_BIRTHS)),
        Some(Stop::Missing(missing)) => {
            let refusal = Refusal::MissingDependency { missing };
            Some(judge::told(&Refused { index, hash: stopped_at, refusal }))
        }
        Some(Stop::ActorConflict) => stopped_at.map(|hash| judge::actor_conflict(index, hash)),
        Some(Stop::Refused(refusal)) => stopped_at.map(|hash| judge::refused_before(index, hash, refusal)),
        None => unsound,
    };
    let judged = Judged { received: hashes, refused, accepted: None, set_aside: Vec::new() };
    judged.verdict(id, kept.placed, None)
}

/// The inbox takes no more for now.
fn full(app: &App) -> ApiError {
    // Without chance everybody waits equally long, which is no reason to fail.
    let jitter = app.random::<1>().map_or(0, |[byte]| u32::from(byte % FULL_JITTER_S));
    ApiError::Unavailable { retry_after_s: FULL_RETRY_S + jitter }
}
