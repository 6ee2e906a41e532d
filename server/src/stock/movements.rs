//! Movements: many at once, as another system hands them in; those behind a figure; and the one that undoes another (R-074,
//! R-239…R-241). They are only ever added; sending the same ones again changes nothing.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use model::id::{DocumentId, MovementId, PersonId, StockNoteId};
use model::reference::row::unknown_field;
use model::rules::{check_line, is_blank};
use model::stock::{Flag, Movement, Place};
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::names::Names;
use crate::app::App;
use crate::auth::DeskAuth;
use crate::auth::permission::Permission;
use crate::error::ApiError;
use crate::http::json::ApiJson;
use crate::http::newest;
use crate::http::path::IdPath;
use crate::http::query::ApiQuery;
use crate::live;
use crate::reference::{Faults, MAX_ROWS, MAX_ROWS_BYTES};
use crate::store::reference::MovementsOutcome;
use crate::store::stock::{HistoryQuery, Moved};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(keep_movements, history)).layer(DefaultBodyLimit::max(MAX_ROWS_BYTES)).routes(routes!(counter))
}

/// Movements to keep.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewMovements {
    /// The movements, each with an id that the desk made once and keeps when it sends again.
    #[schema(value_type = Vec<Movement>)]
    movements: Vec<Value>,
}

/// What became of movements.
#[derive(Serialize, ToSchema)]
struct MovementsKept {
    /// So many are new.
    added: u64,
    /// So many were known.
    known: u64,
    /// What breaks a rule of the trade, by movement; it was taken all the same.
    flagged: Vec<FlaggedMovement>,
}

/// A movement that somebody should look at.
#[derive(Serialize, ToSchema)]
struct FlaggedMovement {
    /// Which.
    id: MovementId,
    /// Why.
    flags: Vec<Flag>,
}

/// Keep stock movements: all of the request or nothing of it. Those that take parts out of the books ask for a leader.
#[utoipa::path(
    post, path = "/v1/desk/stock/movements", tag = "desk", request_body = NewMovements,
    responses(
        (status = 200, description = "Kept", body = MovementsKept),
        (status = 403, description = "Parts are written off by a leader", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`conflict`: an id belongs to another movement", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "More than 10,000 movements or 32 MiB", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`invalid`: every movement that cannot be taken, one a line; nothing was taken", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn keep_movements(
    State(app): State<App>,
    who: DeskAuth,
    ApiJson(new): ApiJson<NewMovements>,
) -> Result<Json<MovementsKept>, ApiError> {
    if new.movements.len() > MAX_ROWS {
        return Err(ApiError::TooLarge);
    }
    let movements = tokio::task::spawn_blocking(move || checked(&new.movements)).await.map_err(ApiError::internal)??;
    if movements.iter().any(Movement::writes_off) {
        who.require(Permission::DecisionsWrite)?;
    }
    check_undoing(&app, &who, &movements).await?;
    let flagged = movements.iter().map(|movement| FlaggedMovement { id: movement.id, flags: movement.flags() });
    let flagged = flagged.filter(|flagged| !flagged.flags.is_empty()).collect();
    let total = movements.len() as u64;
    let people = live::moved(&movements);
    match app.store.keep_movements(who.organisation, who.person, app.now(), movements).await? {
        MovementsOutcome::Kept { known } => {
            app.pokes.poke(who.organisation, &people, None);
            Ok(Json(MovementsKept { added: total - known, known, flagged }))
        }
        MovementsOutcome::Taken(ids) => {
            let ids: Vec<String> = ids.iter().map(MovementId::to_string).collect();
            let detail = format!("These ids belong to other movements; a correction is a movement of its own: {}", ids.join(", "));
            Err(ApiError::Conflict(detail.into()))
        }
    }
}

/// A movement that says it undoes another one takes that one out of every sum of what was issued: so it must undo it, and one of the desk's.
async fn check_undoing(app: &App, who: &DeskAuth, movements: &[Movement]) -> Result<(), ApiError> {
    for movement in movements {
        let Some(wrong) = movement.undoes() else { continue };
        let known = app.store.stock_movement(who.organisation, wrong).await?.filter(|moved| moved.by.is_some());
        if known.as_ref().is_some_and(|moved| moved.movement.writes_off()) {
            who.require(Permission::DecisionsWrite)?;
        }
        let known = known.map(|moved| moved.movement).or_else(|| movements.iter().find(|other| other.id == wrong).cloned());
        if !known.is_some_and(|wrong| wrong.undoes().is_none() && movement.is_counter_of(&wrong)) {
            let detail = format!("{}: why.of: names no movement of the desk that this one is the other way round", movement.id);
            return Err(ApiError::Invalid(detail.into()));
        }
    }
    Ok(())
}

/// Movements of one page, unless fewer are asked for.
const MOST_MOVEMENTS: u32 = 200;

/// Which movements.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    place: String,
    part: Option<String>,
    before: Option<String>,
    limit: Option<u32>,
}

/// A movement with what is known about it.
#[derive(Serialize, ToSchema)]
pub(super) struct MovedView {
    #[serde(flatten)]
    movement: Movement,
    /// Where from, in words: the store's name, the technician's.
    from_name: String,
    /// Where to, in words.
    to_name: String,
    /// Who wrote it at the desk; absent if a document says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<PersonId>,
    /// That person's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    by_name: Option<String>,
    /// The document that says it. What a document says is corrected there.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<DocumentId>,
    /// The paper it stands on.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<StockNoteId>,
    /// Number of that paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    note_number: Option<String>,
    /// The movement that undoes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    undone_by: Option<MovementId>,
    /// Somebody at the desk may undo it now.
    may_undo: bool,
    /// What breaks a rule of the trade in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    flags: Vec<Flag>,
}

impl MovedView {
    pub(super) fn of(moved: Moved, names: &Names) -> Self {
        let Moved { movement, by, document, note, undone_by } = moved;
        let (note, note_number) = note.unzip();
        Self {
            from_name: names.place(&movement.from),
            to_name: names.place(&movement.to),
            by_name: by.and_then(|by| names.person(by)),
            may_undo: by.is_some() && undone_by.is_none() && movement.undoes().is_none(),
            flags: movement.flags(),
            movement,
            by,
            document,
            note,
            note_number,
            undone_by,
        }
    }
}

/// A page of movements.
#[derive(Serialize, ToSchema)]
struct History {
    /// The newest first.
    movements: Vec<MovedView>,
    /// Hand it back as `before` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// The movements behind a figure: those that touch a place, of one part or of all, the newest first.
#[utoipa::path(
    get, path = "/v1/desk/stock/movements", tag = "desk",
    params(
        ("place" = String, Query, description = "The place, as balances name it"),
        ("part" = Option<String>, Query, description = "Only this part, as balances name it"),
        ("before" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, description = "Most rows, at most 200"),
    ),
    responses(
        (status = 200, description = "A page of movements", body = History),
        (status = 400, description = "The place cannot be read", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn history(
    State(app): State<App>,
    who: DeskAuth,
    ApiQuery(Which { place, part, before, limit }): ApiQuery<Which>,
) -> Result<Json<History>, ApiError> {
    let place = Place::of_key(&place).ok_or_else(|| ApiError::Malformed("place: there is no such place".into()))?;
    let before = newest::before(before.as_deref())?;
    let most = limit.unwrap_or(MOST_MOVEMENTS).clamp(1, MOST_MOVEMENTS);
    let query = HistoryQuery { place: place.key(), part, before, most: most + 1 };
    let mut history = app.store.stock_history(who.organisation, query).await?;
    let next = newest::cut(&mut history, most, |last| (last.movement.at, last.movement.id));
    let names = Names::of(&app, who.organisation).await?;
    Ok(Json(History { movements: history.into_iter().map(|moved| MovedView::of(moved, &names)).collect(), next }))
}

/// How a movement is undone.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCounter {
    /// The movement that undoes it, made once and kept when it is sent again.
    id: MovementId,
    /// Why it was wrong.
    reason: String,
}

/// Undoes a wrong movement of the desk by one the other way, which names it. Nothing is deleted; what a document says is corrected there.
#[utoipa::path(
    post, path = "/v1/desk/stock/movements/{id}/counter", tag = "desk",
    params(("id" = MovementId, Path, description = "The wrong movement")),
    request_body = NewCounter,
    responses(
        (status = 200, description = "The movement that undoes it", body = MovedView),
        (status = 403, description = "Parts that go out of the books, or come back, are a leader's", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such movement", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is undone already, undoes another one, a document says it, or the id belongs to another movement", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No reason", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn counter(
    State(app): State<App>,
    who: DeskAuth,
    IdPath(id): IdPath<MovementId>,
    ApiJson(new): ApiJson<NewCounter>,
) -> Result<Json<MovedView>, ApiError> {
    if is_blank(&new.reason) || check_line(&new.reason).is_err() {
        return Err(ApiError::Invalid("reason: must say in one line why it was wrong".into()));
    }
    let wrong = app.store.stock_movement(who.organisation, id).await?.ok_or(ApiError::NotFound)?;
    if wrong.by.is_none() {
        return Err(ApiError::Conflict("A document says so. Correct it there: strike the line or the event.".into()));
    }
    if wrong.movement.undoes().is_some() {
        return Err(ApiError::Conflict("This one undoes another. Write what moved on a new paper.".into()));
    }
    let undoing = wrong.movement.counter(new.id, &new.reason);
    let leads = undoing.writes_off() || wrong.movement.writes_off();
    who.require(if leads { Permission::DecisionsWrite } else { Permission::StockWrite })?;
    let people = live::moved([&undoing]);
    match app.store.keep_movements(who.organisation, who.person, app.now(), vec![undoing]).await? {
        MovementsOutcome::Kept { .. } => app.pokes.poke(who.organisation, &people, None),
        MovementsOutcome::Taken(_) => {
            return Err(ApiError::Conflict("It is undone already, or this id belongs to another movement.".into()));
        }
    }
    let kept = app.store.stock_movement(who.organisation, new.id).await?.ok_or(ApiError::NotFound)?;
    Ok(Json(MovedView::of(kept, &Names::of(&app, who.organisation).await?)))
}

/// Every movement read and checked, or every one that cannot be taken.
fn checked(rows: &[Value]) -> Result<Vec<Movement>, ApiError> {
    let mut faults = Faults::default();
    let mut movements = BTreeMap::new();
    for (place, row) in rows.iter().enumerate() {
        match read(row) {
            Ok(movement) => {
                if movements.insert(movement.id, movement).is_some() {
                    faults.add(place, "id: is there twice");
                }
            }
            Err(why) => faults.add(place, why),
        }
    }
    faults.none_or_refused()?;
    Ok(movements.into_values().collect())
}

fn read(row: &Value) -> Result<Movement, String> {
    let movement: Movement = serde_json::from_value(row.clone()).map_err(|error| error.to_string())?;
    movement.check().map_err(|fault| fault.to_string())?;
    let kept = serde_json::to_value(&movement).map_err(|error| error.to_string())?;
    unknown_field(row, &kept).map_or(Ok(movement), |field| Err(format!("{field}: there is no such field")))
}
