//! Work that was received and then refused, at the desk: looked at, taken in after all as far as it is good, or left out for good. It is
//! kept either way, and each decision is in the organisation's log.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::documents::stamp::ChangeNote;
use model::gate::{Limits, preflight};
use model::id::{DeviceId, DocumentId, PersonId};
use model::log::{Beside, Decision};
use model::time::Timestamp;
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::birth;
use super::decisions::{Decided, stated};
use super::judge::{self, Judged};
use super::quarantine::{TakenIn, tell};
use super::service::{Sender, batch, commit, judge_into};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::http::json::ApiJson;
use crate::http::path::IdPath;
use crate::store::documents::{Batch, DeskDecision, Standing};
use crate::store::identity::DeviceIdentity;
use crate::store::inbox::RefusedChangeRow;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(look, decide))
}

/// One refused change.
#[derive(Debug, Serialize, ToSchema)]
struct RefusedChangeView {
    /// Its hash, 64 hex digits.
    hash: String,
    /// Who brought it.
    person: PersonId,
    /// On which device.
    device: DeviceId,
    /// Who made it, as that device's proof says, if another device brought it.
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<PersonId>,
    /// On which device it was made then.
    #[serde(skip_serializing_if = "Option::is_none")]
    author_device: Option<DeviceId>,
    /// What was done, as the change says of itself, such as `swap_part`.
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<String>,
    /// When it was received.
    received_at: Timestamp,
    /// When it was judged last.
    refused_at: Timestamp,
    /// The stable word for why; what follows a refused change has its word.
    code: String,
    /// Why, for a person.
    detail: String,
    /// Whether the device offers it again by itself.
    retry: bool,
    /// The uncompressed change in Base64, byte for byte as it was received.
    raw: String,
    /// The number of this refusal: higher than those before it.
    number: u64,
    /// When the desk left it out, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    discarded_at: Option<Timestamp>,
    /// Who decided so.
    #[serde(skip_serializing_if = "Option::is_none")]
    discarded_by: Option<PersonId>,
    /// Why, in that person's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    discard_reason: Option<String>,
}

impl From<RefusedChangeRow> for RefusedChangeView {
    fn from(row: RefusedChangeRow) -> Self {
        let (author, author_device) = row.author.unzip();
        let (discarded_at, discarded_by, discard_reason) = match row.discarded {
            Some((at, by, reason)) => (Some(at), Some(by), Some(reason)),
            None => (None, None, None),
        };
        Self {
            hash: hex::encode(row.hash.0),
            person: row.person,
            device: row.device,
            author,
            author_device,
            command: ChangeNote::of_raw(&row.raw, &Limits::default()).map(|note| note.command),
            received_at: row.received_at,
            refused_at: row.refused_at,
            code: row.refusal.code,
            detail: row.refusal.detail,
            retry: row.refusal.retry,
            raw: STANDARD.encode(&row.raw),
            number: row.verdict,
            discarded_at,
            discarded_by,
            discard_reason,
        }
    }
}

/// What was refused of a document.
#[derive(Debug, Serialize, ToSchema)]
struct RefusedView {
    /// The changes, in the order in which they were refused.
    changes: Vec<RefusedChangeView>,
    /// The highest number of them, 0 if there is none: what a decision on them has to name.
    seen: u64,
}

/// What was received for a document and then refused, change by change, with what the desk left out.
#[utoipa::path(
    get,
    path = "/v1/desk/documents/{id}/refused",
    tag = "desk",
    params(("id" = DocumentId, Path, description = "The document; there may be none with this id")),
    responses(
        (status = 200, description = "The changes", body = RefusedView),
        (status = 401, description = "`unauthenticated`", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn look(State(app): State<App>, who: DeskAuth, IdPath(id): IdPath<DocumentId>) -> Result<Json<RefusedView>, ApiError> {
    let changes = app.store.refused_changes(who.organisation, id).await?;
    let seen = changes.iter().map(|change| change.verdict).max().unwrap_or(0);
    Ok(Json(RefusedView { seen, changes: changes.into_iter().map(RefusedChangeView::from).collect() }))
}

/// What is to become of refused work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Wanted {
    /// Into the document, as far as it is good now.
    TakeIn,
    /// It stays out.
    Dismiss,
}

/// A decision on what was refused of one device.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DecideRefused {
    /// The device that brought it.
    device: DeviceId,
    /// Up to which number the listing showed what was refused; what was refused since is not decided of.
    seen: u64,
    /// What is to become of it.
    decision: Wanted,
    /// Why; needed to dismiss.
    #[serde(default)]
    reason: String,
}

/// Take refused work into its document after all, judged as if it came now, or dismiss it: then it is no longer listed, and its device does
/// not offer it again. Dismissed work can be taken in later. The same again changes nothing. Either way only what the desk saw is decided
/// of, and nothing is dismissed that its device offers again by itself (`retry`).
#[utoipa::path(
    post,
    path = "/v1/desk/documents/{id}/refused",
    tag = "desk",
    params(("id" = DocumentId, Path, description = "The document; there may be none with this id")),
    request_body = DecideRefused,
    responses(
        (status = 200, description = "What came of it", body = Decided),
        (status = 404, description = "No such device", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`invalid`: dismissing needs a reason", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn decide(
    State(app): State<App>,
    who: DeskAuth,
    IdPath(id): IdPath<DocumentId>,
    ApiJson(asked): ApiJson<DecideRefused>,
) -> Result<Json<Decided>, ApiError> {
    let device = app.store.device(asked.device).await?.filter(|device| device.organisation == who.organisation);
    let device = device.ok_or(ApiError::NotFound)?;
    match asked.decision {
        Wanted::TakeIn => {
            let work = take_in(app.clone(), who.person, device, id, asked.seen);
            Ok(Json(tokio::spawn(work).await.map_err(ApiError::internal)??.into()))
        }
        Wanted::Dismiss => {
            let reason = stated(asked.reason)?;
            let work = dismiss(app.clone(), who.person, device, id, asked.seen, reason);
            let changes = tokio::spawn(work).await.map_err(ApiError::internal)??;
            Ok(Json(Decided { changes, refused: None, detail: None }))
        }
    }
}

/// Notes that the work stays out; answers how many changes that are.
async fn dismiss(app: App, by: PersonId, device: DeviceIdentity, document: DocumentId, seen: u64, reason: String) -> Result<u64, ApiError> {
    let _locked = app.locks.lock(document).await;
    let decision = DeskDecision { document, device: device.device, by, beside: Beside::Refused, seen, decision: Decision::LeftOut, reason };
    let batch = Batch { decided: Some(decision), ..batch(&app, &owner(&device), false) };
    let left_out = commit(&app, batch).await?.left_out;
    tell(&app, &device, left_out);
    Ok(left_out)
}

/// Takes what was refused of `device` up to the number `seen` into the document, as far as it is good now. What another device made is judged as its author's.
async fn take_in(app: App, by: PersonId, device: DeviceIdentity, document: DocumentId, seen: u64) -> Result<TakenIn, ApiError> {
    let _locked = app.locks.lock(document).await;
    let organisation = device.organisation;
    let mut rows = app.store.refused_changes(organisation, document).await?;
    rows.retain(|row| row.device == device.device && row.verdict <= seen);
    let limits = Limits::default();
    // Each after what it builds on: the first operation of a change is numbered past all that.
    rows.sort_by_cached_key(|row| preflight(&row.raw, &limits).ok().map(|flight| (flight.start_op, flight.actor, flight.seq)));
    let mut taken = TakenIn::default();
    while let Some(first) = rows.first() {
        let author = first.author;
        let run = rows.iter().take_while(|row| row.author == author).count();
        let raws: Vec<Vec<u8>> = rows.iter().take(run).map(|row| row.raw.clone()).collect();
        let sender = match author {
            None => owner(&device),
            Some((_, made_on)) => {
                let author = app.store.device(made_on).await?.filter(|author| author.organisation == organisation);
                let author = author.ok_or(ApiError::NotFound)?;
                Sender { relayed_by: Some(device.device), ..owner(&author) }
            }
        };
        let decision = DeskDecision {
            document,
            device: device.device,
            by,
            beside: Beside::Refused,
            seen,
            decision: Decision::TakenIn,
            reason: String::new(),
        };
        let mut batch = Batch { decided: Some(decision), ..batch(&app, &sender, false) };
        let judged = judge_again(&app, &sender, document, Arc::new(raws), &mut batch).await?;
        if !batch.documents.is_empty() {
            commit(&app, batch).await?;
        }
        let received = judged.received.len().min(run);
        taken.changes += received as u64;
        taken.refused = judged.refused;
        if taken.refused.is_some() || received == 0 {
            break;
        }
        rows.drain(..received);
    }
    Ok(taken)
}

/// Judges the work as if it came now, of a person who has or had the document, or as one that opens it.
async fn judge_again(
    app: &App,
    sender: &Sender,
    document: DocumentId,
    raws: Arc<Vec<Vec<u8>>>,
    batch: &mut Batch,
) -> Result<Judged, ApiError> {
    match app.store.standing(sender.organisation, sender.person, document).await? {
        Standing::Has(stored) => judge_into(app, sender, *stored, raws, false, batch).await,
        Standing::Had { document: stored, .. } => judge_into(app, sender, *stored, raws, true, batch).await,
        Standing::None if app.store.document(sender.organisation, document).await?.is_some() => Ok(Judged::refused(judge::not_found())),
        Standing::None => {
            let judged = birth::judge_new(app, sender, document, raws, batch).await?;
            Ok(judged.unwrap_or_else(|| Judged::refused(judge::not_found())))
        }
    }
}

/// The device as the one whose work it is.
fn owner(device: &DeviceIdentity) -> Sender {
    Sender {
        organisation: device.organisation,
        person: device.person,
        device: device.device,
        key: device.public_key.clone(),
        relayed_by: None,
        put_out: false,
    }
}
