//! One sync request: take what is pushed, acknowledge, answer what is new.
//!
//! From protocol 2 on what is pushed is [received](super::receive) in one transaction and judged afterwards. In protocol 1 it is judged
//! before the answer, once nothing older waits: each document is locked, judged, written in a transaction of its own and let go before the
//! next one, so that a long push keeps nobody from the other documents. If the request breaks off half way, what was written stays; the
//! device sends it again and hears then that it is known.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use http::Response;
use model::documents::authority::TechnicianAuthority;
use model::gate::{Limits, preflight};
use model::id::{DeviceId, DocumentId, OrganisationId, PersonId};
use model::seal::key::PublicKey;
use model::wire::sync::{DocumentVerdict, LaterVerdict, Placed, RECEIVES_FIRST, SyncResponse};
use model::wire::unsent::StillUnsent;

use super::body::{self, Push, PushedChanges};
use super::cursor::Cursor;
use super::judge::{self, Judged};
use super::locks::Locked;
use super::receive::Received;
use super::relayed::{self, Proven};
use super::{birth, incarnation, pull, quarantine, receipt, receive};
use crate::app::App;
use crate::auth::DeviceAuth;
use crate::documents::open::{judging, open};
use crate::error::ApiError;
use crate::live;
use crate::log::checkpoints;
use crate::reference;
use crate::store::StoreError;
use crate::store::documents::{Batch, Committed, DocumentWrite, Outcome, PullQuery, PulledPage, Standing, StoredDocument};
use crate::store::inbox::{DISCARDED, InboxMarks, Refusal};

/// How long a request waits for the one before it of the same device.
const TURN_PATIENCE: Duration = Duration::from_secs(20);
/// How long what is judged before the answer waits for what was received before it. Short: the request holds a place of all devices.
const QUIET_PATIENCE: Duration = Duration::from_secs(2);
/// How often a document is judged again because it was written meanwhile.
const TRIES: u32 = 3;
/// A day, in **milliseconds**.
const DAY_MS: i64 = 24 * 3_600_000;
/// Most **bytes** of work of one device that are refused after they were received, in a day. Beyond, its work is judged before it is
/// received, as in protocol 1.
const MOST_REFUSED_BYTES: u64 = 16 * 1024 * 1024;
/// Most hashes that one answer names as left out by the desk: 67 bytes each in its header, 0.7 MiB of the 4 MiB that a device reads.
const MOST_LEFT_OUT: usize = 10_000;

/// Answers the request in `bytes`.
pub(super) async fn sync(app: &App, auth: &DeviceAuth, bytes: Bytes) -> Result<Response<Body>, ApiError> {
    // Before the body is unpacked: what waits here is small.
    let turn = tokio::time::timeout(TURN_PATIENCE, app.turns.lock(auth.device));
    let turn = turn.await.map_err(|_| ApiError::Unavailable { retry_after_s: 10 })?;
    let weighed = app.load.begin();
    let limits = app.sync_config.config.limits;
    let Push { mut header, documents } = blocking(move || body::decode(&bytes, limits)).await??;
    let marks = app.store.inbox_marks(auth.device, app.now().plus_ms(-DAY_MS)).await?;
    let cursor = cursor(app, auth.organisation, header.cursor.as_deref(), marks).await?;
    if header.cursor.is_some() && header.judged > marks.verdicts {
        return Err(set_back(auth.organisation));
    }
    incarnation::note(app, auth, header.incarnation.clone()).await;
    let order = Order {
        receives_first: header.protocol >= RECEIVES_FIRST,
        // Numbers of a history that the device has left say nothing.
        judged: if header.cursor.is_some() { header.judged } else { 0 },
        served: cursor.position,
        full_of_refused: marks.refused_bytes >= MOST_REFUSED_BYTES,
        unsent: header.unsent.and_then(|unsent| unsent.believed(header.client_time, app.now())),
    };
    let authors = relayed::proven(app, auth.organisation, std::mem::take(&mut header.authors)).await?;
    // In a task of its own: if the caller hangs up, a document stays locked until its write is through, and the board still hears.
    let work = tokio::spawn(push(app.clone(), Sender::of(auth), documents, authors, order, turn));
    let pushed = work.await.map_err(ApiError::internal)??;
    let page = app.store.pull(query(auth, &cursor, header.want_bytes.min(limits.want_bytes), pushed.changes)).await?;
    // Without randomness they come at the same second.
    let dice = || app.random::<4>().map_or(0, u32::from_le_bytes);
    let next = cursor.advanced(page.position, page.head).with_list(pushed.list);
    let mark = app.store.log_mark(auth.organisation, next.furthest()).await?;
    let left_out = left_out(app, auth, &pushed).await?;
    let news = reference::news(app, auth, &header.reference).await?;
    let response = SyncResponse {
        protocol: header.protocol,
        epoch: page.epoch,
        cursor: next.encode(mark),
        more: page.position < page.head,
        server_time: app.now(),
        backoff_s: weighed.backoff_s(app.room.fill().max(app.inbox.fill()), dice),
        durable_pos: app.backed_up.position(page.epoch, auth.organisation),
        receipt: receipt::receipt(app, auth, &pushed.verdicts).await,
        certifies: true,
        config: Some(app.sync_config.revision.clone()),
        verdicts: pushed.verdicts,
        later: pushed.later,
        left_out,
        items: Vec::new(),
        reference: news.versions,
        reference_pages: news.pages,
    };
    blocking(move || pull::answer(response, page.entries)).await?
}

/// What the desk leaves out of this device's work in each document of which a verdict says that it does: of all together at most
/// [`MOST_LEFT_OUT`]. What stands beyond that is told by the verdict on it when it is offered.
async fn left_out(app: &App, auth: &DeviceAuth, pushed: &Pushed) -> Result<BTreeMap<DocumentId, Vec<String>>, ApiError> {
    let now = pushed.verdicts.iter().filter(|verdict| verdict.refused.as_ref().is_some_and(|refused| refused.code == DISCARDED));
    let later = pushed.later.iter().filter(|verdict| verdict.refused.as_ref().is_some_and(|refused| refused.code == DISCARDED));
    let concerned: BTreeSet<DocumentId> = now.map(|verdict| verdict.id).chain(later.map(|verdict| verdict.id)).collect();
    let mut left_out = BTreeMap::new();
    let mut room = MOST_LEFT_OUT;
    for id in concerned {
        let hashes = app.store.left_out_of_device(auth.organisation, id, auth.device, room).await?;
        room -= hashes.len().min(room);
        left_out.insert(id, hashes.iter().map(|hash| hex::encode(hash.0)).collect());
    }
    Ok(left_out)
}

/// Whether a sync with this cursor would bring anything: something new, or that the cursor is of no use.
///
/// # Errors
/// If the store cannot be read.
pub(crate) async fn has_news(app: &App, auth: &DeviceAuth, text: &str) -> Result<bool, ApiError> {
    let marks = app.store.inbox_marks(auth.device, app.now().plus_ms(-DAY_MS)).await?;
    let cursor = match cursor(app, auth.organisation, Some(text), marks).await {
        Err(ApiError::EpochChanged | ApiError::PosAhead) => return Ok(true),
        other => other?,
    };
    let PulledPage { position, head, entries, .. } = app.store.pull(query(auth, &cursor, 1, None)).await?;
    Ok(marks.unheard || position < head || !entries.is_empty())
}

/// The cursor that the device hands back. Looked at before anything is written: a device of another history has to start over, and
/// then pushes everything again.
async fn cursor(app: &App, organisation: OrganisationId, text: Option<&str>, marks: InboxMarks) -> Result<Cursor, ApiError> {
    let (epoch, head) = app.store.log_end(organisation).await?;
    let Some(text) = text else { return Ok(Cursor::at(epoch, 0)) };
    let (cursor, mark) = Cursor::decode(text, epoch).ok_or(ApiError::EpochChanged)?;
    let reached = cursor.furthest() <= head && cursor.list <= marks.lists;
    if !reached || app.store.log_mark(organisation, cursor.furthest()).await? != mark {
        return Err(set_back(organisation));
    }
    Ok(cursor)
}

/// A device has seen more of this history than there is. Nobody but whoever runs the server can do this: a copy of everything, the file
/// `epoch` included.
fn set_back(organisation: OrganisationId) -> ApiError {
    tracing::error!(
        organisation.id = %organisation,
        "a device has seen more of this history than there is: the data directory was replaced by an older copy; devices hand in what it lacks"
    );
    ApiError::PosAhead
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
    pub(super) fn of(auth: &DeviceAuth) -> Self {
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

/// How a push is to be taken.
#[derive(Debug, Clone, Copy)]
struct Order {
    /// Received first, judged afterwards.
    receives_first: bool,
    /// The device has stored later verdicts up to this number.
    judged: u64,
    /// The device has taken everything up to this place in the log.
    served: u64,
    /// So much refused work of the device is kept that what it brings is judged first.
    full_of_refused: bool,
    /// What the device says it still has unsent.
    unsent: Option<StillUnsent>,
}

/// What came of a push.
#[derive(Default)]
pub(super) struct Pushed {
    /// One verdict per document, in the order they were sent.
    verdicts: Vec<DocumentVerdict>,
    /// What became of earlier work.
    later: Vec<LaterVerdict>,
    /// The highest number that a list got in the inbox, if one did.
    list: Option<u64>,
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

/// Takes everything pushed. The proofs of `authors` hold.
async fn push(
    app: App,
    sender: Sender,
    documents: Vec<PushedChanges>,
    authors: Vec<Proven>,
    order: Order,
    turn: Locked,
) -> Result<Pushed, ApiError> {
    let _turn = turn;
    if !order.receives_first {
        let pushed = push_judged(&app, &sender, documents, &authors, Pushed::default()).await?;
        // Only for the board: a device gets its answer also when this cannot be written.
        match app.store.note_unsent(sender.organisation, sender.device, order.unsent, app.now()).await {
            Ok(seq) => app.board_moved(sender.organisation, seq),
            Err(error) => tracing::warn!(error = %error, "what a device has unsent was not written down"),
        }
        return Ok(pushed);
    }
    let (received, judged_first) = if order.full_of_refused { (Vec::new(), documents) } else { (documents, Vec::new()) };
    let nothing = received.is_empty();
    let received = match receive::receive(&app, &sender, received, authors.clone(), order.judged, order.served, order.unsent).await {
        // Only for the board and for what is forgotten: a device gets its answer also when this cannot be written.
        Err(ApiError::Internal(error)) if nothing => {
            tracing::warn!(error = %error, "a device's contact was not written down");
            Received::default()
        }
        other => other?,
    };
    let pushed = Pushed { verdicts: received.verdicts, later: received.later, list: received.newest, heard: true, ..Pushed::default() };
    push_judged(&app, &sender, judged_first, &authors, pushed).await
}

/// Judges and writes everything pushed, one document after another, once nothing older waits.
async fn push_judged(
    app: &App,
    sender: &Sender,
    documents: Vec<PushedChanges>,
    authors: &[Proven],
    mut pushed: Pushed,
) -> Result<Pushed, ApiError> {
    if !documents.is_empty() {
        let ids: Vec<DocumentId> = documents.iter().map(|document| document.id).collect();
        let quiet = tokio::time::timeout(QUIET_PATIENCE, app.inbox.quiet(sender.device, &ids));
        quiet.await.map_err(|_| ApiError::Unavailable { retry_after_s: 10 })?;
    }
    for PushedChanges { id, raws, stopped } in documents {
        let sent = u32::try_from(raws.len()).unwrap_or(u32::MAX);
        let authors = relayed::of_document(authors, id);
        let judged = match &stopped {
            Some(_) if raws.is_empty() => Ok(judge::nothing_read(id)),
            _ if authors.is_empty() => push_one(app, sender, id, Arc::new(raws), &mut pushed).await,
            _ => relayed::push_list(app, sender, &Arc::new(authors), id, raws, &mut pushed).await,
        };
        let mut verdict = match judged {
            // One document that cannot be worked on keeps nobody from the others; what was pushed of it is offered again.
            Err(error @ ApiError::Internal(_)) => {
                tracing::error!(document.id = %id, error = ?error, "a document cannot be worked on; its changes were not taken");
                Judged::refused(judge::damaged()).verdict(id, Placed::Nowhere, None)
            }
            other => other?,
        };
        if verdict.received == sent {
            verdict.refused = verdict.refused.or(stopped);
        }
        pushed.verdicts.push(verdict);
    }
    if !pushed.heard {
        // Only for the board: a device gets its answer also when this cannot be written.
        if let Err(error) = commit(app, batch(app, sender, true)).await {
            tracing::warn!(error = %error, "a device's contact was not written down");
        }
    }
    Ok(pushed)
}

/// Judges and writes what `sender` made of one document, up to what the desk left out.
pub(super) async fn push_one(
    app: &App,
    sender: &Sender,
    id: DocumentId,
    raws: Arc<Vec<Vec<u8>>>,
    pushed: &mut Pushed,
) -> Result<DocumentVerdict, ApiError> {
    let left_out = app.store.left_out(sender.organisation, id, sender.device).await?;
    if left_out.is_empty() {
        return push_all(app, sender, id, raws, pushed).await;
    }
    let limits = Limits::default();
    let reason = |raw: &Vec<u8>| {
        let hash = preflight(raw, &limits).ok()?.hash;
        Some((hash, left_out.get(&hash)?.clone()))
    };
    let Some((index, (hash, reason))) = raws.iter().enumerate().find_map(|(index, raw)| Some((index, reason(raw)?))) else {
        return push_all(app, sender, id, raws, pushed).await;
    };
    let refused = judge::refused_before(index, hash, Refusal::discarded(reason));
    if index == 0 {
        return Ok(Judged::refused(refused).verdict(id, Placed::Nowhere, None));
    }
    let front = raws.get(..index).unwrap_or_default().to_vec();
    let mut verdict = push_all(app, sender, id, Arc::new(front), pushed).await?;
    if verdict.received == refused.index {
        verdict.refused = verdict.refused.or(Some(refused));
    }
    Ok(verdict)
}

/// Judges and writes what `sender` made of one document.
async fn push_all(
    app: &App,
    sender: &Sender,
    id: DocumentId,
    raws: Arc<Vec<Vec<u8>>>,
    pushed: &mut Pushed,
) -> Result<DocumentVerdict, ApiError> {
    for _ in 0..TRIES {
        let _locked = app.locks.lock(id).await;
        let mut batch = batch(app, sender, !pushed.heard);
        let (judged, placed) = match judge_one(app, sender, id, Arc::clone(&raws), &mut batch).await? {
            None => (Judged::refused(judge::not_found()), Placed::Nowhere),
            Some(judged) => judged,
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
            Err(StoreError::Taken) => return Ok(Judged::refused(judge::not_found()).verdict(id, Placed::Nowhere, None)),
            Err(error) => return Err(error.into()),
        }
    }
    Err(StoreError::Moved.into())
}

/// Judges `raws` for the document, which must be locked, and puts what is to be written into the batch. Late is what was received, by
/// the batch's time, after the document left the person. `None` if the document is not this person's and the list opens none; else where
/// what was received of it goes once the batch is written.
pub(super) async fn judge_one(
    app: &App,
    sender: &Sender,
    id: DocumentId,
    raws: Arc<Vec<Vec<u8>>>,
    batch: &mut Batch,
) -> Result<Option<(Judged, Placed)>, ApiError> {
    let (judged, placed) = match app.store.standing(sender.organisation, sender.person, id).await? {
        Standing::None if sender.put_out => return Ok(None),
        Standing::None => match birth::judge_new(app, sender, id, raws, batch).await? {
            Some(judged) => (judged, Placed::Document),
            None => return Ok(None),
        },
        Standing::Has(document) | Standing::Had { document, .. } if sender.put_out => {
            quarantine::set_aside(app, sender, &document, raws, batch).await?
        }
        Standing::Has(document) => (judge_into(app, sender, *document, raws, false, batch).await?, Placed::Document),
        Standing::Had { document, grace_until } if batch.at <= grace_until => {
            // Received before the document left and judged after it: that is not late.
            let late = batch.at >= grace_until.plus_ms(-app.config.grace_ms());
            let placed = if late { Placed::AfterReassignment } else { Placed::Document };
            (judge_into(app, sender, *document, raws, late, batch).await?, placed)
        }
        Standing::Had { document, .. } => quarantine::set_aside(app, sender, &document, raws, batch).await?,
    };
    Ok(Some((judged, placed)))
}

/// An empty batch of the sender.
pub(super) fn batch(app: &App, sender: &Sender, heard: bool) -> Batch {
    Batch {
        organisation: sender.organisation,
        at: app.now(),
        heard: heard.then_some(sender.relayed_by.unwrap_or(sender.device)),
        documents: Vec::new(),
        quarantined: Vec::new(),
        list: None,
        settles: None,
        decided: None,
    }
}

/// Writes a batch that serves no call-out, and tells the board.
pub(super) async fn commit(app: &App, batch: Batch) -> Result<Committed, StoreError> {
    let organisation = batch.organisation;
    let told = batch.settles.as_ref().filter(|settled| settled.is_told()).map(|settled| settled.person);
    let by = batch.documents.iter().find_map(|write| write.relayed_by.or(write.device)).filter(|_| told.is_none());
    match app.store.commit(batch).await? {
        Outcome::Committed(committed) => {
            app.board_moved(organisation, committed.board);
            live::committed(app, organisation, by, &committed.documents);
            if let Some(person) = told {
                app.pokes.poke(organisation, &BTreeSet::from([person]), None);
            }
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

fn query(auth: &DeviceAuth, cursor: &Cursor, want_bytes: u32, just_sent: Option<(u64, u64)>) -> PullQuery {
    PullQuery {
        organisation: auth.organisation,
        person: auth.person,
        device: auth.device,
        after: cursor.position,
        began: cursor.began,
        whole_to: cursor.whole_to,
        just_sent,
        brought_to: cursor.list,
        want_bytes: u64::from(want_bytes),
    }
}

/// Runs `work` where blocking is allowed.
pub(super) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, ApiError> {
    tokio::task::spawn_blocking(work).await.map_err(ApiError::internal)
}
