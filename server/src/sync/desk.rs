//! What the desk may see of the inbox: how much waits to be judged, and what was received and then refused.

use axum::Json;
use axum::extract::State;
use model::id::{DeviceId, DocumentId, PersonId};
use model::time::Timestamp;
use model::wire::problem::Problem;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::store::inbox::{Refusal, RefusedWork};

/// Most entries of refused work in one answer.
const MOST_REFUSED: u32 = 500;

/// The routes of the desk.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(inbox))
}

/// What was received and is not in a document.
#[derive(Debug, Serialize, ToSchema)]
struct InboxView {
    /// Lists of changes that are durable and not judged yet. The board says nothing of them.
    waiting: u64,
    /// When the longest waiting one was received.
    #[serde(skip_serializing_if = "Option::is_none")]
    oldest_at: Option<Timestamp>,
    /// Documents that the server cannot judge work for, since this process found out: its log says why. Their devices keep the work and
    /// offer it again now and then.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unjudged: Vec<UnjudgedView>,
    /// Work that was received and then refused, the newest first, at most 500, without what the desk dismissed. It is kept, and so it is on
    /// the device.
    refused: Vec<RefusedWorkView>,
}

/// A document that the server cannot judge work for.
#[derive(Debug, Serialize, ToSchema)]
struct UnjudgedView {
    /// Which document.
    document: DocumentId,
    /// When it was found out.
    since: Timestamp,
}

/// Refused work of one device on one document.
#[derive(Debug, Serialize, ToSchema)]
struct RefusedWorkView {
    /// The document it was for; there may be none with this id.
    document: DocumentId,
    /// Who acted.
    person: PersonId,
    /// The person's name.
    person_name: String,
    /// On which device.
    device: DeviceId,
    /// Who made the refused change, as a proof says, if another device brought it.
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<PersonId>,
    /// That person's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    author_name: Option<String>,
    /// On which device it was made then.
    #[serde(skip_serializing_if = "Option::is_none")]
    author_device: Option<DeviceId>,
    /// How many changes.
    changes: u64,
    /// When the last of them was received.
    received_at: Timestamp,
    /// When it was judged last.
    refused_at: Timestamp,
    /// The stable word for why.
    code: String,
    /// Why, for a person.
    detail: String,
    /// Whether the device offers it again by itself.
    retry: bool,
}

impl From<RefusedWork> for RefusedWorkView {
    fn from(work: RefusedWork) -> Self {
        let RefusedWork { document, person, person_name, device, author, changes, received_at, refused_at, refusal } = work;
        let Refusal { code, detail, retry } = refusal;
        let (author, author_name, author_device) = match author {
            Some((person, name, device)) => (Some(person), Some(name), Some(device)),
            None => (None, None, None),
        };
        Self {
            document,
            person,
            person_name,
            device,
            author,
            author_name,
            author_device,
            changes,
            received_at,
            refused_at,
            code,
            detail,
            retry,
        }
    }
}

/// What devices brought that is not in a document: not judged yet, or refused.
#[utoipa::path(
    get, path = "/v1/desk/inbox", tag = "desk",
    responses(
        (status = 200, description = "What waits and what was refused", body = InboxView),
        (status = 401, description = "`unauthenticated`", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn inbox(State(app): State<App>, desk: DeskAuth) -> Result<Json<InboxView>, ApiError> {
    let standing = app.store.inbox_standing(desk.organisation, MOST_REFUSED).await?;
    let refused = standing.refused.into_iter().map(RefusedWorkView::from).collect();
    let unjudged = app.inbox.unjudged(desk.organisation).into_iter().map(|(document, since)| UnjudgedView { document, since }).collect();
    Ok(Json(InboxView { waiting: standing.waiting, oldest_at: standing.oldest_at, unjudged, refused }))
}
