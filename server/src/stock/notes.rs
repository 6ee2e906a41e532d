//! Papers of the store: what is received, issued, handed back, transferred or written off. A paper has a number that the server gives
//! out day by day, and its movements are written with it (R-074, R-075, R-240…R-245).

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use model::id::StockNoteId;
use model::policy::local_date;
use model::stock::Place;
use model::stock::note::{Copy, Note, NoteKind};
use model::time::Timestamp;
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
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
use crate::store::stock::{KeptNote, NewNote, NoteOutcome, NoteQuery};
use crate::{live, policies};

/// Papers of one page, unless fewer are asked for.
const MOST_NOTES: u32 = 100;

/// A paper with its number.
#[derive(Serialize, ToSchema)]
pub(super) struct NoteView {
    /// Its number.
    number: String,
    /// When it was written.
    at: Timestamp,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    by_name: Option<String>,
    /// Where from, in words.
    from_name: String,
    /// Where to, in words.
    to_name: String,
    /// Who gets a copy, one each.
    copies: Vec<Copy>,
    /// What it says.
    #[serde(flatten)]
    note: Note,
}

impl NoteView {
    fn of(kept: KeptNote, names: &Names) -> Self {
        let KeptNote { number, at, by, note } = kept;
        Self {
            number,
            at,
            by_name: names.person(by),
            from_name: names.place(&note.from),
            to_name: names.place(&note.to),
            copies: note.copies().to_vec(),
            note,
        }
    }
}

/// A page of papers.
#[derive(Serialize, ToSchema)]
struct Notes {
    /// The newest first.
    notes: Vec<NoteView>,
    /// Hand it back as `before` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Which papers.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    kind: Option<NoteKind>,
    #[serde(default)]
    differing: bool,
    before: Option<String>,
    limit: Option<u32>,
}

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(write_note, notes)).routes(routes!(note))
}

/// Writes a paper of the store: all of its lines move, or nothing does. The same again is the same paper. Writing off asks for a leader.
#[utoipa::path(
    post, path = "/v1/desk/stock/notes", tag = "desk", request_body = Note,
    responses(
        (status = 201, description = "It is kept under its number", body = NoteView),
        (status = 200, description = "It was kept before", body = NoteView),
        (status = 403, description = "Parts are written off by a leader", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The id is another paper's, or a line's id another movement's", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value is missing or not acceptable", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn write_note(
    State(app): State<App>,
    desk: DeskAuth,
    ApiJson(note): ApiJson<Note>,
) -> Result<(StatusCode, Json<NoteView>), ApiError> {
    desk.require(if note.kind == NoteKind::WrittenOff { Permission::DecisionsWrite } else { Permission::StockWrite })?;
    let (kept, known) = keep(&app, &desk, note).await?;
    let view = NoteView::of(kept, &Names::of(&app, desk.organisation).await?);
    Ok((if known { StatusCode::OK } else { StatusCode::CREATED }, Json(view)))
}

/// Keeps a paper; answers it and whether it was known.
pub(crate) async fn keep(app: &App, desk: &DeskAuth, note: Note) -> Result<(KeptNote, bool), ApiError> {
    note.check().map_err(|fault| ApiError::Invalid(fault.to_string().into()))?;
    let technicians = app.store.technicians(desk.organisation).await?;
    for (field, place) in [("from", &note.from), ("to", &note.to)] {
        let Place::Van { person } = place else { continue };
        if !technicians.iter().any(|technician| technician.id == *person) {
            return Err(ApiError::Invalid(format!("{field}: there is no such technician").into()));
        }
    }
    let at = app.now();
    let series = series(app, desk, note.kind.letters(), at).await?;
    let new = NewNote { note, series, at, by: desk.person };
    match app.store.keep_note(desk.organisation, new).await? {
        NoteOutcome::Kept(kept) => {
            app.pokes.poke(desk.organisation, &live::moved(&kept.note.movements(&kept.number, kept.at)), None);
            Ok((kept, false))
        }
        NoteOutcome::Known(kept) => Ok((kept, true)),
        NoteOutcome::Taken => Err(ApiError::Conflict("This id belongs to another paper, or a line's id to another movement.".into())),
    }
}

/// What numbers of today's papers with these letters begin with.
pub(super) async fn series(app: &App, desk: &DeskAuth, letters: &str, at: Timestamp) -> Result<String, ApiError> {
    let today = local_date(at, policies::time_zone(app, desk.organisation).await?);
    Ok(format!("{letters}{}", today.format("%y%m%d")))
}

/// Papers of the store, the newest first; also the register of those whose invoice and count differ.
#[utoipa::path(
    get, path = "/v1/desk/stock/notes", tag = "desk",
    params(
        ("kind" = Option<NoteKind>, Query, description = "Only papers of this kind"),
        ("differing" = Option<bool>, Query, description = "Only receipts on which invoice and count differ"),
        ("before" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, description = "Most papers, at most 100"),
    ),
    responses(
        (status = 200, description = "A page of papers", body = Notes),
        (status = 400, description = "The place cannot be read", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn notes(
    State(app): State<App>,
    desk: DeskAuth,
    ApiQuery(Which { kind, differing, before, limit }): ApiQuery<Which>,
) -> Result<Json<Notes>, ApiError> {
    let before = newest::before(before.as_deref())?;
    let most = limit.unwrap_or(MOST_NOTES).clamp(1, MOST_NOTES);
    let mut found = app.store.stock_notes(desk.organisation, NoteQuery { kind, differing, before, most: most + 1 }).await?;
    let next = newest::cut(&mut found, most, |last| (last.at, last.note.id));
    let names = Names::of(&app, desk.organisation).await?;
    Ok(Json(Notes { notes: found.into_iter().map(|kept| NoteView::of(kept, &names)).collect(), next }))
}

/// One paper.
#[utoipa::path(
    get, path = "/v1/desk/stock/notes/{id}", tag = "desk",
    params(("id" = StockNoteId, Path, description = "The paper")),
    responses(
        (status = 200, description = "The paper", body = NoteView),
        (status = 404, description = "No such paper", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn note(State(app): State<App>, desk: DeskAuth, IdPath(id): IdPath<StockNoteId>) -> Result<Json<NoteView>, ApiError> {
    let kept = app.store.stock_note(desk.organisation, id).await?.ok_or(ApiError::NotFound)?;
    Ok(Json(NoteView::of(kept, &Names::of(&app, desk.organisation).await?)))
}
