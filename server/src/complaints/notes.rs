//! Papers to offices that are late: a reminder while the case is open, an inquiry when it is closed. A round raises each once;
//! somebody says what became of it, or that it was seen.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use model::id::DocumentId;
use model::rules::check_text;
use model::wire::problem::Problem;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::http::json::ApiJson;
use crate::http::path::IdPath;
use crate::store::complaints::{ComplaintNote, NoteAnswer, NoteKey};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(complaint_notes)).routes(routes!(answer_note))
}

/// What somebody says to a paper.
#[derive(Deserialize, ToSchema)]
struct SaidToNote {
    #[serde(flatten)]
    key: NoteKey,
    /// What became of it, or why it was late; empty if it was only seen.
    text: String,
}

/// Papers to late offices that nobody has answered, the oldest first; at most 500.
#[utoipa::path(
    get,
    path = "/v1/desk/complaints/notes",
    tag = "desk",
    responses((status = 200, description = "The oldest first", body = Vec<ComplaintNote>))
)]
async fn complaint_notes(State(app): State<App>, desk: DeskAuth) -> Result<Json<Vec<ComplaintNote>>, ApiError> {
    Ok(Json(app.store.complaint_notes(desk.organisation, None).await?))
}

/// Says what became of a paper to a late office. The first answer stays.
#[utoipa::path(
    post,
    path = "/v1/desk/complaints/{id}/notes",
    tag = "desk",
    params(("id" = DocumentId, Path, description = "The complaint")),
    request_body = SaidToNote,
    responses(
        (status = 204, description = "It is answered"),
        (status = 404, description = "No such paper", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The text is too long", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn answer_note(
    State(app): State<App>,
    desk: DeskAuth,
    IdPath(id): IdPath<DocumentId>,
    ApiJson(SaidToNote { key, text }): ApiJson<SaidToNote>,
) -> Result<StatusCode, ApiError> {
    check_text(&text).map_err(|refusal| ApiError::Invalid(format!("text: {refusal}").into()))?;
    let answer = NoteAnswer { key, by: desk.person, at: app.now(), text: text.trim().to_owned() };
    if app.store.answer_complaint_note(desk.organisation, id, answer).await? { Ok(StatusCode::NO_CONTENT) } else { Err(ApiError::NotFound) }
}
