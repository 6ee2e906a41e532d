//! Believing: received lists are judged and written, off the path of requests.
//!
//! A few judges take from the [queue](super::inbox) whose turn it is, judge a list as if it had just been pushed, and write its effect, its
//! leaving of the inbox and what its device has to hear in one transaction. Requests of devices go first. They run while there is something
//! to do and end then, so that they hold nothing open. A list that cannot be judged now (the disk is full) rests and is tried again; it
//! holds up nothing but its own document. One that cannot be judged after [`MOST_TRIES`] is kept aside as refused (`damaged_at_server`),
//! and its device is told to offer it again. For a while nothing more is received of this device for the document; of nobody, if the
//! document cannot be opened. The cause may be the list as it lies here, or the document, which somebody can mend. What a list brings of
//! another device's is judged as its author's, author by author ([`relayed`]).
//!
//! After a start what was left waits first. Repeating is harmless: changes that are in the log are known by their hash.

use std::sync::Arc;

use model::gate::{Limits, preflight};
use model::seal::work::Author;
use model::wire::sync::{Placed, RefusedChange};

use super::inbox::Next;
use super::relayed::{self, Front};
use super::service::{Sender, commit, judge_one};
use super::{judge, service};
use crate::app::App;
use crate::documents::open::open;
use crate::error::ApiError;
use crate::store::StoreError;
use crate::store::documents::Batch;
use crate::store::inbox::{Refusal, RefusedRest, Settlement, TurnedAway, Waiting, WaitingList};

/// How often a list is judged again at once because its document was written meanwhile.
const TRIES: u32 = 3;
/// How often a list is tried, resting in between, before its device is told that it cannot be judged: about six seconds.
const MOST_TRIES: u32 = 6;

/// Starts with what a former process left in the inbox.
///
/// # Errors
/// [`StoreError`] if the inbox cannot be read.
pub(crate) async fn resume(app: &App) -> Result<(), StoreError> {
    let waiting = app.store.waiting().await?;
    if !waiting.is_empty() {
        tracing::info!(lists = waiting.len(), "received work from before the start is judged now");
        app.inbox.add(waiting);
        start(app);
    }
    Ok(())
}

/// Starts as many judges as there is work for.
pub(super) fn start(app: &App) {
    for _ in 0..app.inbox.judges_wanted() {
        tokio::spawn(work(app.clone()));
    }
}

/// One judge: works until nothing can be done.
async fn work(app: App) {
    loop {
        let turn = app.inbox.give_way(app.room.quiet()).await;
        let moved = app.inbox.watch();
        match app.inbox.next() {
            Next::Judge(list) => judge_list(&app, list).await,
            Next::Rest(until) => {
                drop(turn);
                app.inbox.rest_until(until, moved).await;
            }
            Next::Done => return,
        }
    }
}

/// Judges what waits, one list after the other, for a server without judges of its own. What rests is tried once more.
pub(crate) async fn work_off(app: &App) {
    app.inbox.enter();
    loop {
        match app.inbox.next() {
            Next::Judge(list) => judge_list(app, list).await,
            Next::Rest(_) => return app.inbox.leave(),
            Next::Done => return,
        }
    }
}

async fn judge_list(app: &App, list: Waiting) {
    // In a task of its own: a panic ends that one and not the judge.
    let judged = tokio::spawn(believe(app.clone(), list)).await.map_err(ApiError::internal).flatten();
    match judged {
        Ok(settled) => app.inbox.settled(list.document, &settled),
        Err(error) => {
            {
                let cause: &dyn std::fmt::Display = if let ApiError::Internal(cause) = &error { cause } else { &error };
                tracing::error!(document.id = %list.document, list = list.id, error = %cause, "received work could not be judged now");
            }
            let passes = matches!(error, ApiError::Unavailable { .. });
            if passes || app.inbox.failed(&list) < MOST_TRIES {
                app.inbox.put_back(list.document);
                return;
            }
            match give_up(app, list).await {
                Ok(settled) => app.inbox.given_up(&list, opens(app, list).await, app.now(), &settled),
                Err(error) => {
                    tracing::error!(document.id = %list.document, list = list.id, error = ?error, "nor could its device be told");
                    app.inbox.put_back(list.document);
                }
            }
        }
    }
}

/// Whether the document of the list can be opened, or there is none yet: then the list is what cannot be judged.
async fn opens(app: &App, list: Waiting) -> bool {
    let app = app.clone();
    let opened = async move {
        if let Some(document) = app.store.document(list.organisation, list.document).await? {
            open(&app, list.organisation, &document).await?;
        }
        Ok::<_, ApiError>(())
    };
    // In a task of its own: a document may be so damaged that reading it panics.
    matches!(tokio::spawn(opened).await, Ok(Ok(())))
}

/// Keeps aside what of a list that cannot be judged is not in the log, and tells its device; answers which lists wait no more.
async fn give_up(app: &App, waiting: Waiting) -> Result<Vec<u64>, ApiError> {
    // Nothing of it may enter the document between asking what did and saying that it did not.
    let _locked = app.locks.lock(waiting.document).await;
    let list = app.store.list_as_found(waiting.id).await?.ok_or(StoreError::Damaged("inbox.id"))?;
    let RefusedChange { code, detail, retry, .. } = judge::damaged();
    let refused = RefusedRest { refusal: Refusal { code, detail, retry }, changes: list.changes };
    let refused = Some(refused).filter(|rest| !rest.changes.is_empty());
    let settlement = Settlement {
        id: waiting.id,
        document: list.document,
        person: list.person,
        device: list.device,
        received_at: list.received_at,
        judged_at: app.now(),
        placed: if refused.is_some() { Placed::Nowhere } else { Placed::Document },
        refused,
    };
    let batch = Batch {
        organisation: list.organisation,
        at: app.now(),
        heard: None,
        documents: Vec::new(),
        quarantined: Vec::new(),
        list: None,
        settles: Some(settlement),
        decided: None,
    };
    let committed = commit(app, batch).await?;
    tracing::error!(document.id = %list.document, lists = committed.settled.len(), "received work is kept aside unjudged; its device was told");
    Ok(committed.settled)
}

/// Judges a list to its end; answers which lists wait no more.
async fn believe(app: App, waiting: Waiting) -> Result<Vec<u64>, ApiError> {
    let Some(mut list) = app.store.waiting_list(waiting.id).await? else { return Ok(vec![waiting.id]) };
    let device = app.store.device(list.device).await?.ok_or(StoreError::Damaged("inbox.device"))?;
    // It was received; whatever happened to the device since, this is its work.
    let carrier = Sender {
        organisation: list.organisation,
        person: list.person,
        device: list.device,
        key: device.public_key,
        relayed_by: None,
        put_out: false,
    };
    let proven = relayed::proven(&app, list.organisation, std::mem::take(&mut list.proofs)).await?;
    let authors = Arc::new(relayed::of_document(&proven, list.document));
    let mut placed = Placed::Nowhere;
    let mut moved = 0;
    loop {
        let _locked = app.locks.lock(list.document).await;
        let mut batch = service::batch(&app, &carrier, false);
        batch.at = list.received_at;
        batch.list = Some(list.id);
        let (received, went, refused) = match relayed::front(&app, &carrier, &authors, list.document, &list.raws, list.received_at).await? {
            Front::Stops(refused) => (0, Placed::Nowhere, Some(refused)),
            Front::Of(sender, run) => {
                let after = list.raws.split_off(run.min(list.raws.len()));
                let raws = Arc::new(std::mem::take(&mut list.raws));
                let judgement = judge_one(&app, &sender, list.document, Arc::clone(&raws), &mut batch).await?;
                list.raws = Arc::unwrap_or_clone(raws);
                list.raws.extend(after);
                match judgement {
                    None => (0, Placed::Nowhere, Some(judge::not_found())),
                    Some((judged, went)) => (judged.received.len(), went, judged.refused),
                }
            }
        };
        // What lies apart is told, whatever else of the list went into the document.
        let now_placed = if received == 0 || placed == Placed::Quarantine { placed } else { went };
        let rest = list.raws.split_off(received.min(list.raws.len()));
        if refused.is_none() && !rest.is_empty() && received == 0 {
            return Err(StoreError::Damaged("a list that was judged and nothing said of it").into());
        }
        let ends = refused.is_some() || rest.is_empty();
        if ends {
            batch.settles = Some(settlement(&app, &carrier, &authors, &list, now_placed, refused, &rest).await?);
        }
        match commit(&app, batch).await {
            Ok(committed) if ends => return Ok(committed.settled),
            Ok(_) => {
                list.raws = rest;
                placed = now_placed;
            }
            Err(StoreError::Moved) if moved < TRIES => {
                moved += 1;
                list.raws.extend(rest);
            }
            Err(StoreError::Taken) => {
                list.raws.extend(rest);
                let raws = std::mem::take(&mut list.raws);
                let refused = settlement(&app, &carrier, &authors, &list, placed, Some(judge::not_found()), &raws).await?;
                let nothing = Batch { settles: Some(refused), ..service::batch(&app, &carrier, false) };
                return Ok(commit(&app, nothing).await?.settled);
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// What becomes of `list` when `rest` of it is `refused`.
async fn settlement(
    app: &App,
    carrier: &Sender,
    authors: &Arc<Vec<Author>>,
    list: &WaitingList,
    placed: Placed,
    refused: Option<RefusedChange>,
    rest: &[Vec<u8>],
) -> Result<Settlement, ApiError> {
    let refused = match refused {
        None => None,
        Some(RefusedChange { code, detail, retry, .. }) => {
            let mut changes = named(rest)?;
            let made_by = relayed::made_by(app, carrier, authors, list.document, rest).await?;
            for (change, author) in changes.iter_mut().zip(made_by) {
                change.author = author;
            }
            Some(RefusedRest { refusal: Refusal { code, detail, retry }, changes })
        }
    };
    Ok(Settlement {
        id: list.id,
        document: list.document,
        person: list.person,
        device: list.device,
        received_at: list.received_at,
        judged_at: app.now(),
        placed,
        refused,
    })
}

/// Each change with its hash. They were looked at when they were received.
fn named(raws: &[Vec<u8>]) -> Result<Vec<TurnedAway>, ApiError> {
    let limits = Limits::default();
    let name = |raw: &Vec<u8>| {
        let hash = preflight(raw, &limits).map_err(ApiError::internal)?.hash;
        Ok(TurnedAway { hash, raw: raw.clone(), author: None })
    };
    raws.iter().map(name).collect()
}
