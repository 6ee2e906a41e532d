//! Photos small, for lists and for devices of others.

use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use model::wire::problem::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::download::{entity_tag, shown};
use super::keeper;
use crate::app::App;
use crate::auth::Viewer;
use crate::error::ApiError;
use crate::http::path::HashPath;
use crate::http::range;
use crate::store::blobs::Thumbnail;

/// How long a caller waits for a small picture that is still to be made.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(thumbnail))
}

/// A photo drawn small: a JPEG of at most 320 × 320 pixels, upright. Made once, after the photo arrived.
#[utoipa::path(
    get, path = "/v1/blobs/{sha256}/thumbnail", tag = "devices",
    params(("sha256" = String, Path, description = "SHA-256 of the photo's bytes, 64 lower-case hex digits")),
    responses(
        (status = 200, description = "The small picture", body = Vec<u8>, content_type = "image/jpeg"),
        (status = 304, description = "The caller has it"),
        (status = 401, description = "`unauthenticated` or `token_expired`", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "`device_revoked`", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`: unknown, not complete yet, or not this caller's; `no_thumbnail`: it cannot be drawn", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "`unavailable`: others are drawn first", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn thumbnail(State(app): State<App>, viewer: Viewer, HashPath(blob): HashPath, headers: HeaderMap) -> Result<Response, ApiError> {
    let seen = app.store.seen_blob(viewer.organisation, viewer.sight, blob).await?.ok_or(ApiError::NotFound)?;
    let made = match seen.thumbnail {
        Thumbnail::Owed => {
            let made = tokio::time::timeout(PATIENCE, keeper::provide(&app, viewer.organisation, blob)).await;
            made.unwrap_or(Err(ApiError::Unavailable { retry_after_s: 5 }))?
        }
        made => made,
    };
    if made == Thumbnail::None {
        return Err(ApiError::NoThumbnail);
    }
    let etag = entity_tag(&blob).replacen('"', "\"small-", 1);
    if range::is_held(&headers, &etag) {
        return shown(StatusCode::NOT_MODIFIED, &etag, Body::empty());
    }
    let picture = app.store.thumbnail(viewer.organisation, blob).await?.ok_or(ApiError::NotFound)?;
    let mut response = shown(StatusCode::OK, &etag, Body::from(picture))?;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    headers.remove(header::ACCEPT_RANGES);
    Ok(response)
}
