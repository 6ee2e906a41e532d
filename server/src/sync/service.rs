//! One sync request: judge and write document by document, acknowledge, answer what is new.
//!
//! Each document is locked, judged, written in a transaction of its own and let go before the next one, so that a long push keeps
//! nobody from the other documents. If the request breaks off half way, what was written stays; the device sends it again and hears
//! then that it is known.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use http::Response;
use model::documents::authority::TechnicianAuthority;
use model::id::{DeviceId, DocumentId, OrganisationId, PersonId};
use model::seal::key::PublicKey;
use model::seal::work::Author;
use model::wire::PROTOCOL;
use model::wire::sync::{DocumentVerdict, Placed, SyncRequest, SyncResponse};

use super::body::{self, Push, PushedChanges};
use super::cursor::Cursor;
use super::judge::{self, Judged};
use super::locks::Locked;
use super::{birth, pull, quarantine, receipt, relayed};
use crate::app::App;
use crate::auth::DeviceAuth;
use crate::documents::open::{judging, open};
use crate::error::ApiError;
use crate::log::checkpoints;
use crate::reference;
use crate::store::StoreError;
use crate::store::documents::{Batch, Committed, DocumentWrite, Outcome, PullQuery, Standing, StoredDocument};

/// Most **bytes** of changes in one answer, however much is asked for.
const MAX_WANT_BYTES: u64 = 1024 * 1024;
/// How long a request waits for the one before it of the same device.
const TURN_PATIENCE: Duration = Duration::from_secs(20);
/// How often a document is judged again because it was written meanwhile.
const TRIES: u32 = 3;

/// Answers the request in `bytes`.
pub(super) async fn sync(app: &App, auth: &DeviceAuth, bytes: Bytes) -> Result<Response<Body>, ApiError> {
    // Before the body is unpacked: what waits here is small.
    let turn = tokio::time::timeout(TURN_PATIENCE, app.turns.lock(auth.device));
    let turn = turn.await.map_err(|_| ApiError::Unavailable { retry_after_s: 10 })?;
    let Push { mut header, documents } = blocking(move || body::decode(&bytes)).await??;
    let cursor = cursor(app, auth.organisation, header.cursor.as_deref()).await?;
    // In a task of its own: if the caller hangs up, a document stays locked until its write is through, and the board still hears.
    let sender = Sender::of(auth);
    let authors = relayed::authors(app, &sender, std::mem::take(&mut header.authors)).await?;
    let work = tokio::spawn(push(app.clone(), sender, documents, authors, turn));
    let pushed = work.await.map_err(ApiError::internal)??;
    let page = app.store.pull(query(auth, &cursor, &header, pushed.changes)).await?;
    let next = cursor.advanced(page.position, page.head);
    let mark = app.store.log_mark(auth.organisation, next.furthest()).await?;
    let news = reference::news(app, auth, &header.reference).await?;
    let response = SyncResponse {
        protocol: PROTOCOL,
        epoch: page.epoch,
        cursor: next.encode(mark),
        more: page.position < page.head,
        server_time: app.now(),
        backoff_s: None,
        receipt: receipt::receipt(app, auth, &pushed.verdicts).await,
        certifies: true,
        verdicts: pushed.verdicts,
        items: Vec::new(),
        reference: news.versions,
        reference_pages: news.pages,
    };
    blocking(move || pull::answer(response, page.entries)).await?
}

/// The cursor that the device hands back. Looked at before anything is written: a device of another history has to start over, and
/// then pushes everything again.
async fn cursor(app: &App, organisation: OrganisationId, text: Option<&str>) -> Result<Cursor, ApiError> {
    let (epoch, head) = app.store.log_end(organisation).await?;
    let Some(text) = text else { return Ok(Cursor::at(epoch, 0)) };
    let (cursor, mark) = Cursor::decode(text, epoch, head).ok_or(ApiError::EpochChanged)?;
    if app.store.log_mark(organisation, cursor.furthest()).await? != mark {
        return Err(ApiError::EpochChanged);
    }
    Ok(cursor)
}

/// Who pushes.
#[derive(Debug, Clone)]
pub(super) struct Sender {
    pub(super) organisation: OrganisationId,
    pub(super) person: PersonId,
    pub(super) device: DeviceId,
    pub(super) key: PublicKey,
    /// The device that brings the work, if it is another one than the author's.
    pub(super) relayed_by: Option<DeviceId>,
    /// The author's device was put out: its work is kept aside.
    pub(super) put_out: bool,
}

impl Sender {
    fn of(auth: &DeviceAuth) -> Self {
        Self {
            organisation: auth.organisation,
            person: auth.person,
            device: auth.device,
            key: auth.public_key.clone(),
            relayed_by: None,
            put_out: false,
        }
    }

    pub(super) fn authority(&self, document: DocumentId) -> TechnicianAuthority {
        TechnicianAuthority {
            document,
            organisation: self.organisation,
            person: self.person,
            device: self.device,
            device_key: self.key.clone(),
        }
    }
}

/// What came of a push.
#[derive(Default)]
pub(super) struct Pushed {
    /// One verdict per document, in the order they were sent.
    verdicts: Vec<DocumentVerdict>,
    /// First and last place in the log of what was written. Of this device nothing else lies between that it does
    /// not hold: it has one push at a time, and what comes back from quarantine is its own.
    changes: Option<(u64, u64)>,
    /// Whether the contact is written down.
    heard: bool,
}

impl Pushed {
    fn note(&mut self, committed: &Committed) {
        self.heard = true;
        if let Some((first, last)) = committed.changes {
            self.changes = Some((self.changes.map_or(first, |(earliest, _)| earliest), last));
        }
    }
}

/// Judges and writes everything pushed, one document after another.
async fn push(
    app: App,
    sender: Sender,
    documents: Vec<PushedChanges>,
    authors: Arc<Vec<Author>>,
    turn: Locked,
) -> Result<Pushed, ApiError> {
    let _turn = turn;
    let mut pushed = Pushed::default();
    for PushedChanges { id, raws } in documents {
        let verdict = if authors.is_empty() {
            push_one(&app, &sender, id, Arc::new(raws), &mut pushed).await?
        } else {
            relayed::push_list(&app, &sender, &authors, id, raws, &mut pushed).await?
        };
        pushed.verdicts.push(verdict);
    }
    if !pushed.heard {
        // Only for the board: a device gets its answer also when this cannot be written.
        if let Err(error) = commit(&app, batch(&app, &sender, true)).await {
            tracing::warn!(error = %error, "a device's contact was not written down");
        }
    }
    Ok(pushed)
}

/// Judges and writes what `sender` made of one document.
pub(super) async fn push_one(
    app: &App,
    sender: &Sender,
    id: DocumentId,
    raws: Arc<Vec<Vec<u8>>>,
    pushed: &mut Pushed,
) -> Result<DocumentVerdict, ApiError> {
    for _ in 0..TRIES {
        let _locked = app.locks.lock(id).await;
        let mut batch = batch(app, sender, !pushed.heard);
        let (judged, placed) = match app.store.standing(sender.organisation, sender.person, id).await? {
            Standing::None if sender.put_out => return Ok(judge::not_found(id)),
            Standing::None => match birth::judge_new(app, sender, id, Arc::clone(&raws), &mut batch).await? {
                Some(judged) => (judged, Placed::Document),
                None => return Ok(judge::not_found(id)),
            },
            Standing::Has(document) | Standing::Had { document, .. } if sender.put_out => {
                quarantine::set_aside(app, sender, &document, Arc::clone(&raws), &mut batch).await?
            }
            Standing::Has(document) => {
                let judged = judge_into(app, sender, *document, Arc::clone(&raws), false, &mut batch).await?;
                (judged, Placed::Document)
            }
            Standing::Had { document, grace_until } if batch.at <= grace_until => {
                let judged = judge_into(app, sender, *document, Arc::clone(&raws), true, &mut batch).await?;
                (judged, Placed::AfterReassignment)
            }
            Standing::Had { document, .. } => quarantine::set_aside(app, sender, &document, Arc::clone(&raws), &mut batch).await?,
        };
        if batch.documents.is_empty() && batch.quarantined.is_empty() {
            return Ok(judged.verdict(id, placed, None));
        }
        match commit(app, batch).await {
            Ok(committed) => {
                pushed.note(&committed);
                let seq = committed.documents.first().map(|(_, seq)| *seq);
                return Ok(judged.verdict(id, placed, seq));
            }
            Err(StoreError::Moved) => {}
            Err(StoreError::Taken) => return Ok(judge::not_found(id)),
            Err(error) => return Err(error.into()),
        }
    }
    Err(StoreError::Moved.into())
}

/// An empty batch of the sender.
pub(super) fn batch(app: &App, sender: &Sender, heard: bool) -> Batch {
    Batch {
        organisation: sender.organisation,
        at: app.now(),
        heard: heard.then_some(sender.relayed_by.unwrap_or(sender.device)),
        documents: Vec::new(),
        quarantined: Vec::new(),
    }
}

/// Writes a batch that serves no call-out, and tells the board.
pub(super) async fn commit(app: &App, batch: Batch) -> Result<Committed, StoreError> {
    let organisation = batch.organisation;
    match app.store.commit(batch).await? {
        Outcome::Committed(committed) => {
            app.board_moved(organisation, committed.board);
            checkpoints::after_commit(app, organisation, committed.log).await;
            Ok(committed)
        }
        Outcome::CallOutTaken => Err(StoreError::Damaged("a device's batch served a call-out")),
    }
}

/// Judges `raws` for the document and puts what was accepted into the batch.
pub(super) async fn judge_into(
    app: &App,
    sender: &Sender,
    document: StoredDocument,
    raws: Arc<Vec<Vec<u8>>>,
    late: bool,
    batch: &mut Batch,
) -> Result<Judged, ApiError> {
    let doc = open(app, sender.organisation, &document).await?;
    let authority = sender.authority(document.id);
    let StoredDocument { id, heads, actors, .. } = document;
    let mut judged = judging(&app.gates.devices, move || judge::judge(&doc, &raws, &actors, &authority)).await?;
    if let Some((changes, derived)) = judged.accepted.take() {
        batch.documents.push(DocumentWrite {
            document: id,
            opens: None,
            person: sender.person,
            device: Some(sender.device),
            relayed_by: sender.relayed_by,
            changes,
            late,
            base: heads,
            derived,
            scope: Vec::new(),
            serves: None,
        });
    }
    Ok(judged)
}

fn query(auth: &DeviceAuth, cursor: &Cursor, header: &SyncRequest, just_sent: Option<(u64, u64)>) -> PullQuery {
    PullQuery {
        organisation: auth.organisation,
        person: auth.person,
        device: auth.device,
        after: cursor.position,
        began: cursor.began,
        whole_to: cursor.whole_to,
        just_sent,
        want_bytes: u64::from(header.want_bytes).min(MAX_WANT_BYTES),
    }
}

/// Runs `work` where blocking is allowed.
pub(super) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, ApiError> {
    tokio::task::spawn_blocking(work).await.map_err(ApiError::internal)
}
