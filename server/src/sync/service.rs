//! One sync request: judge, write in one transaction, acknowledge, answer what is new.

use axum::body::{Body, Bytes};
use http::Response;
use model::documents::visit::authority::TechnicianAuthority;
use model::id::{DeviceId, DocumentId, OrganisationId, PersonId};
use model::seal::key::PublicKey;
use model::wire::PROTOCOL;
use model::wire::sync::{DocumentVerdict, Placed, SyncRequest, SyncResponse};

use super::body::{self, Push, PushedChanges};
use super::cursor::Cursor;
use super::judge::{self, Judged};
use super::pull;
use crate::app::App;
use crate::auth::DeviceAuth;
use crate::board::projection::Draft;
use crate::error::ApiError;
use crate::store::documents::{Batch, Committed, DocumentWrite, Outcome, PullQuery, QuarantineWrite, Standing, StoredDocument};
use crate::visits::open::{derive, judging, open};

/// Answers the request in `bytes`.
pub(super) async fn sync(app: &App, auth: &DeviceAuth, bytes: Bytes) -> Result<Response<Body>, ApiError> {
    let Push { header, documents } = blocking(move || body::decode(&bytes)).await??;
    let (epoch, head) = app.store.log_end(auth.organisation).await?;
    // Before anything is written: a device of another history has to start over, and then pushes everything again.
    let cursor = match &header.cursor {
        None => Cursor::at(epoch, 0),
        Some(text) => Cursor::decode(text, epoch, head).ok_or(ApiError::EpochChanged)?,
    };
    let sender = Sender::of(auth);
    // In a task of its own: if the caller hangs up, documents stay locked until the write is through, and the board still hears.
    let work = tokio::spawn(push(app.clone(), sender, documents));
    let (verdicts, committed) = work.await.map_err(ApiError::internal)??;
    let page = app.store.pull(query(auth, &cursor, &header, &committed)).await?;
    let response = SyncResponse {
        protocol: PROTOCOL,
        epoch: page.epoch,
        cursor: cursor.advanced(page.position, page.head).encode(),
        more: page.position < page.head,
        server_time: app.now(),
        backoff_s: None,
        verdicts,
        items: Vec::new(),
    };
    blocking(move || pull::answer(response, page.entries)).await?
}

/// Who pushes.
#[derive(Debug, Clone)]
struct Sender {
    organisation: OrganisationId,
    person: PersonId,
    device: DeviceId,
    key: PublicKey,
}

impl Sender {
    fn of(auth: &DeviceAuth) -> Self {
        Self { organisation: auth.organisation, person: auth.person, device: auth.device, key: auth.public_key.clone() }
    }

    fn authority(&self, document: DocumentId) -> TechnicianAuthority {
        TechnicianAuthority {
            document,
            organisation: self.organisation,
            person: self.person,
            device: self.device,
            device_key: self.key.clone(),
        }
    }
}

/// A judged document on its way to its verdict.
struct Waiting {
    id: DocumentId,
    placed: Placed,
    judged: Judged,
}

/// Judges and writes everything pushed; the verdicts come in the order of `documents`.
async fn push(app: App, sender: Sender, documents: Vec<PushedChanges>) -> Result<(Vec<DocumentVerdict>, Committed), ApiError> {
    let ids: Vec<DocumentId> = documents.iter().map(|document| document.id).collect();
    let _locked = app.locks.lock(ids.iter().copied()).await;
    let now = app.now();
    let standings = app.store.standings(sender.organisation, sender.person, ids).await?;
    let mut batch =
        Batch { organisation: sender.organisation, at: now, heard: Some(sender.device), documents: Vec::new(), quarantined: Vec::new() };
    let mut waiting = Vec::with_capacity(documents.len());
    for (pushed, standing) in documents.into_iter().zip(standings) {
        let id = pushed.id;
        let (judged, placed) = match standing {
            Standing::None => {
                waiting.push(Err(judge::not_found(id)));
                continue;
            }
            Standing::Has(document) => (judge_for(&app, &sender, &document, pushed.raws).await?, Placed::Document),
            Standing::Had { document, grace_until } if now <= grace_until => {
                (judge_for(&app, &sender, &document, pushed.raws).await?, Placed::AfterReassignment)
            }
            Standing::Had { document, .. } => set_aside(&app, &sender, &document, pushed.raws, &mut batch).await?,
        };
        waiting.push(Ok(collect(&sender, id, placed, judged, &mut batch)));
    }
    let committed = match app.store.commit(batch).await? {
        Outcome::Committed(committed) => committed,
        Outcome::CallOutTaken => return Err(ApiError::internal("a device's batch opened a visit")),
    };
    app.board_moved(sender.organisation, committed.seq);
    let verdicts = waiting
        .into_iter()
        .map(|waiting| match waiting {
            Err(verdict) => verdict,
            Ok(Waiting { id, placed, judged }) => {
                let seq = committed.documents.iter().find(|(document, _)| *document == id).map(|(_, seq)| *seq);
                judged.verdict(id, placed, seq)
            }
        })
        .collect();
    Ok((verdicts, committed))
}

/// Puts what was accepted into the batch.
fn collect(sender: &Sender, id: DocumentId, placed: Placed, mut judged: Judged, batch: &mut Batch) -> Waiting {
    if let Some((changes, derived)) = judged.accepted.take() {
        batch.documents.push(DocumentWrite {
            document: id,
            opens: None,
            person: sender.person,
            device: Some(sender.device),
            changes,
            late: placed == Placed::AfterReassignment,
            derived,
            scope: Vec::new(),
        });
    }
    Waiting { id, placed, judged }
}

async fn judge_for(app: &App, sender: &Sender, document: &StoredDocument, raws: Vec<Vec<u8>>) -> Result<Judged, ApiError> {
    let doc = open(app, sender.organisation, document).await?;
    let authority = sender.authority(document.id);
    let actors = document.actors.clone();
    judging(app, move || judge::judge(&doc, raws, &actors, &authority)).await
}

/// Puts changes of a device that lost the document too long ago into quarantine. What the document holds already stays received.
async fn set_aside(
    app: &App,
    sender: &Sender,
    document: &StoredDocument,
    raws: Vec<Vec<u8>>,
    batch: &mut Batch,
) -> Result<(Judged, Placed), ApiError> {
    let doc = open(app, sender.organisation, document).await?;
    let (mut judged, draft) = blocking(move || -> Result<(Judged, Draft), ApiError> {
        let draft = derive(&doc).map_err(ApiError::internal)?.draft;
        Ok((judge::set_aside(&doc, raws), draft))
    })
    .await??;
    let outside = std::mem::take(&mut judged.set_aside);
    let placed = if outside.is_empty() { Placed::AfterReassignment } else { Placed::Quarantine };
    let known = app.store.quarantined(document.id, outside.iter().map(|(hash, _)| *hash).collect()).await?;
    let changes: Vec<_> = outside.into_iter().filter(|(hash, _)| !known.contains(hash)).collect();
    if !changes.is_empty() {
        batch.quarantined.push(QuarantineWrite { document: document.id, person: sender.person, device: sender.device, changes, draft });
    }
    Ok((judged, placed))
}

fn query(auth: &DeviceAuth, cursor: &Cursor, header: &SyncRequest, committed: &Committed) -> PullQuery {
    PullQuery {
        organisation: auth.organisation,
        person: auth.person,
        device: auth.device,
        after: cursor.position,
        began: cursor.began,
        whole_to: cursor.whole_to,
        just_sent: committed.changes,
        want_bytes: u64::from(header.want_bytes).min(MAX_WANT_BYTES),
    }
}

/// Most **bytes** of changes in one answer, however much is asked for.
const MAX_WANT_BYTES: u64 = 1024 * 1024;

/// Runs `work` where blocking is allowed.
pub(super) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, ApiError> {
    tokio::task::spawn_blocking(work).await.map_err(ApiError::internal)
}
