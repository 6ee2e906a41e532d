//! What a device that was put out still has: taken into quarantine and nowhere else. The device proves itself with a fresh assertion of
//! its key, since it gets no token, and reads nothing: the answer names what is durable and says no more.
//!
//! Bounded for each document as other work that is kept apart ([`quarantine`]), and over all documents of the device.
//!
//! Left out: documents that were born on the device and never came here (there is no place beside which they could be kept), and
//! photos.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use http::{HeaderMap, Response};
use model::id::DocumentId;
use model::wire::PROTOCOL;
use model::wire::hand_in::HandInResponse;
use model::wire::problem::Problem;
use model::wire::sync::{DocumentVerdict, MAX_BODY_BYTES, Placed};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::{self, Push, PushedChanges};
use super::locks::Locked;
use super::service::{Sender, batch, blocking, commit};
use super::{judge, quarantine};
use crate::app::App;
use crate::auth::PutOutAuth;
use crate::error::ApiError;
use crate::http::rate::{Token, Within};
use crate::store::StoreError;
use crate::store::documents::Standing;

/// How long a request waits for the one before it of the same device.
const TURN_PATIENCE: Duration = Duration::from_secs(20);
/// How long it waits for what the device sent before to be judged.
const JUDGING_PATIENCE: Duration = Duration::from_secs(2);
/// How often a document is looked at again because it was written meanwhile.
const TRIES: u32 = 3;
/// Most changes of one device that are kept apart, over all documents.
const MAX_CHANGES: u64 = 20_000;
/// Most **bytes** of them.
const MAX_BYTES: u64 = 32 * 1024 * 1024;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(hand_in)).layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
}

/// Hand in what a device that was put out still has, into quarantine. Body and answer are frames under gzip; nothing is read.
#[utoipa::path(
    post,
    path = "/v1/devices/hand-in",
    tag = "devices",
    request_body(content = Vec<u8>, content_type = "application/vnd.fieldbook.sync", description = "A frame under gzip"),
    responses(
        (status = 200, description = "Understood; each document has its verdict", body = Vec<u8>, content_type = "application/vnd.fieldbook.sync"),
        (status = 400, description = "Not a sync body; nothing was written", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "`unauthenticated`: the assertion cannot be used", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`conflict`: the device was not put out; it syncs", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Send less at once", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "`rate_limited`", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn hand_in(
    State(app): State<App>,
    _: Within<Token>,
    who: PutOutAuth,
    headers: HeaderMap,
    bytes: Result<Bytes, BytesRejection>,
) -> Result<Response<Body>, ApiError> {
    body::check_headers(&headers)?;
    let bytes = bytes.map_err(|rejection| ApiError::from_status(rejection.status()))?;
    let PutOutAuth(auth) = who;
    let turn = tokio::time::timeout(TURN_PATIENCE, app.turns.lock(auth.device));
    let turn = turn.await.map_err(|_| ApiError::Unavailable { retry_after_s: 10 })?;
    let limits = app.sync_config.config.limits;
    let Push { documents, .. } = blocking(move || body::decode(&bytes, limits)).await??;
    // In a task of its own, as every push: if the caller hangs up, a document stays locked until its write is through.
    let work = tokio::spawn(take(app.clone(), Sender::of(&auth), documents, turn));
    let verdicts = work.await.map_err(ApiError::internal)??;
    body::encode(&HandInResponse { protocol: PROTOCOL, server_time: app.now(), verdicts }, &[])
}

async fn take(app: App, sender: Sender, documents: Vec<PushedChanges>, turn: Locked) -> Result<Vec<DocumentVerdict>, ApiError> {
    let _turn = turn;
    // What it sent before it was put out may open the very document that this work is for.
    let ids: Vec<DocumentId> = documents.iter().map(|document| document.id).collect();
    let quiet = tokio::time::timeout(JUDGING_PATIENCE, app.inbox.quiet(sender.device, &ids));
    quiet.await.map_err(|_| ApiError::Unavailable { retry_after_s: 10 })?;
    let mut verdicts = Vec::with_capacity(documents.len());
    for PushedChanges { id, raws, stopped } in documents {
        let sent = u32::try_from(raws.len()).unwrap_or(u32::MAX);
        let mut verdict = match &stopped {
            Some(_) if raws.is_empty() => judge::nothing_read(id),
            _ => take_one(&app, &sender, id, Arc::new(raws)).await?,
        };
        if verdict.received == sent {
            verdict.refused = verdict.refused.or(stopped);
        }
        verdicts.push(verdict);
    }
    Ok(verdicts)
}

async fn take_one(app: &App, sender: &Sender, id: DocumentId, raws: Arc<Vec<Vec<u8>>>) -> Result<DocumentVerdict, ApiError> {
    for _ in 0..TRIES {
        let _locked = app.locks.lock(id).await;
        let document = match app.store.standing(sender.organisation, sender.person, id).await? {
            Standing::None => return Ok(judge::Judged::refused(judge::not_found()).verdict(id, Placed::Nowhere, None)),
            Standing::Has(document) | Standing::Had { document, .. } => document,
        };
        let all = app.store.quarantine_of_device(sender.device).await?;
        if all.changes >= MAX_CHANGES || all.bytes >= MAX_BYTES {
            return Ok(judge::Judged::refused(judge::quarantine_full()).verdict(id, Placed::Nowhere, None));
        }
        let mut batch = batch(app, sender, false);
        let (judged, placed) = quarantine::set_aside(app, sender, &document, Arc::clone(&raws), &mut batch).await?;
        if batch.quarantined.is_empty() {
            return Ok(judged.verdict(id, placed, None));
        }
        match commit(app, batch).await {
            Ok(_) => return Ok(judged.verdict(id, placed, None)),
            Err(StoreError::Moved) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(StoreError::Moved.into())
}
