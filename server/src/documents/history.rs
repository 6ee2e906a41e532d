//! Every change of a document: who made it, where, by which command, and when both clocks say that it was.
//!
//! The change log is the history; nothing is kept for it. Left out: what each change wrote, value by value; the export has every byte.

use std::collections::BTreeMap;

use automerge::Change;
use axum::Json;
use axum::extract::State;
use model::documents::stamp::ChangeNote;
use model::id::{CommandId, DeviceId, DocumentId, PersonId};
use model::time::Timestamp;
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::http::path::IdPath;
use crate::http::query::ApiQuery;

/// Most changes of one page.
const MOST_CHANGES: usize = 200;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(visit_history))
}

/// Which part.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    #[serde(default)]
    after: usize,
    #[serde(default)]
    limit: Option<usize>,
}

/// A part of a visit's history.
#[derive(Debug, Serialize, ToSchema)]
struct HistoryView {
    /// How many changes there are.
    size: usize,
    /// Changes in the order in which the server took them.
    changes: Vec<ChangeView>,
    /// The `after` of the next page; absent behind the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<usize>,
}

/// One change.
#[derive(Debug, Serialize, ToSchema)]
struct ChangeView {
    /// Its place among the changes of the visit, from 1.
    place: usize,
    /// Its hash, 64 hex digits.
    change: String,
    /// Name of the command, such as `arrive`; absent if the change does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<String>,
    /// Identifies the action; changes of one action share it.
    #[serde(skip_serializing_if = "Option::is_none")]
    command_id: Option<CommandId>,
    /// Who acted.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<PersonId>,
    /// That person's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    person_name: Option<String>,
    /// On which device; absent when the desk acted.
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<DeviceId>,
    /// When, by the clock there, to the second.
    at: Timestamp,
    /// When the server took it.
    received_at: Timestamp,
}

/// Every change of a visit, with author and command.
#[utoipa::path(
    get, path = "/v1/desk/visits/{id}/history", tag = "desk",
    params(
        ("id" = DocumentId, Path, description = "The visit"),
        ("after" = Option<usize>, Query, description = "Changes after this place; 0 for all"),
        ("limit" = Option<usize>, Query, description = "At most so many, 1 to 200"),
    ),
    responses(
        (status = 200, description = "A part of the history, in the order in which the server took the changes", body = HistoryView),
        (status = 400, description = "The place is no number", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such visit", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn visit_history(
    State(app): State<App>,
    desk: DeskAuth,
    IdPath(id): IdPath<DocumentId>,
    ApiQuery(Which { after, limit }): ApiQuery<Which>,
) -> Result<Json<HistoryView>, ApiError> {
    app.store.stored_visit(desk.organisation, id).await?.ok_or(ApiError::NotFound)?;
    let names = app.store.names(desk.organisation).await?;
    let taken = app.store.taken(desk.organisation, id).await?;
    let size = taken.len();
    let most = limit.unwrap_or(MOST_CHANGES).clamp(1, MOST_CHANGES);
    let part = taken.into_iter().enumerate().skip(after).take(most);
    let changes = part.map(|(index, (at, raw))| view(index + 1, at, raw, &names)).collect::<Result<Vec<_>, _>>()?;
    let next = changes.last().map(|last| last.place).filter(|place| *place < size);
    Ok(Json(HistoryView { size, changes, next }))
}

fn view(place: usize, received_at: Timestamp, raw: Vec<u8>, names: &BTreeMap<PersonId, String>) -> Result<ChangeView, ApiError> {
    let change = Change::from_bytes(raw).map_err(ApiError::internal)?;
    let note = ChangeNote::of(&change);
    Ok(ChangeView {
        place,
        change: change.hash().to_string(),
        person_name: note.as_ref().and_then(|note| names.get(&note.person).cloned()),
        command_id: note.as_ref().map(|note| note.command_id),
        by: note.as_ref().map(|note| note.person),
        device: note.as_ref().and_then(|note| note.device),
        command: note.map(|note| note.command),
        at: Timestamp::from_ms(change.timestamp().saturating_mul(1000)),
        received_at,
    })
}
