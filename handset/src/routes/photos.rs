//! Photos: kept as they come, read back by their hash.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use model::id::DocumentId;
use serde::Deserialize;

use super::{App, Made};
use crate::input::{Asked, At};
use crate::problem::LocalProblem;

/// A picture under its hash never changes.
const FOR_EVER: &str = "private, max-age=31536000, immutable";

#[derive(Deserialize)]
pub(super) struct Caption {
    #[serde(default)]
    caption: String,
}

/// The body is the file; its media type is the request's.
pub(super) async fn attach(
    State(app): State<App>,
    At(id): At<DocumentId>,
    Asked(Caption { caption }): Asked<Caption>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<Made>), LocalProblem> {
    let bytes = body.map_err(|error| LocalProblem::malformed(error.status(), error.body_text()))?;
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let photo = app.on_visits(move |visits| visits.attach_photo(id, &bytes, &media_type, &caption)).await?;
    Ok((StatusCode::CREATED, Json(Made::one(photo))))
}

pub(super) async fn photo(State(app): State<App>, At(sha256): At<String>) -> Result<impl IntoResponse, LocalProblem> {
    let bytes = app.on_visits(move |visits| visits.photo(&sha256)).await?;
    Ok(([(header::CONTENT_TYPE, media_type(&bytes)), (header::CACHE_CONTROL, FOR_EVER)], bytes))
}

/// The small picture of a photo that was taken on another device.
pub(super) async fn thumbnail(State(app): State<App>, At(sha256): At<String>) -> Result<impl IntoResponse, LocalProblem> {
    let bytes = app.on_visits(move |visits| visits.thumbnail(&sha256)).await?;
    Ok(([(header::CONTENT_TYPE, "image/jpeg"), (header::CACHE_CONTROL, FOR_EVER)], bytes))
}

/// A person wants to see the whole photo.
pub(super) async fn want(State(app): State<App>, At((id, sha256)): At<(DocumentId, String)>) -> Result<StatusCode, LocalProblem> {
    app.on_visits(move |visits| visits.want_photo(id, &sha256)).await?;
    Ok(StatusCode::ACCEPTED)
}

/// The device keeps only JPEG, PNG and WebP; the first bytes say which.
fn media_type(bytes: &[u8]) -> &'static str {
    match bytes {
        [0xff, 0xd8, ..] => "image/jpeg",
        [0x89, b'P', ..] => "image/png",
        [b'R', b'I', b'F', b'F', ..] => "image/webp",
        _ => "application/octet-stream",
    }
}
