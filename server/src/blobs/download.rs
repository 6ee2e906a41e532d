//! Photos are looked at: whole or in part, by the desk and by devices that have the document.

use axum::body::Body;
use axum::extract::{FromRequestParts as _, Request, State};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use futures_util::stream;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use model::documents::visit::authority::PHOTO_MEDIA_TYPES;
use model::wire::problem::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{tus, upload};
use crate::app::App;
use crate::auth::{DeviceAuth, Viewer};
use crate::error::ApiError;
use crate::http::path::HashPath;
use crate::http::range::{self, Asked};
use crate::store::StoreError;
use crate::store::blobs::{BlobHash, SeenBlob};

/// How much of a photo is in memory for one caller, in **bytes**.
const PART_BYTES: u64 = 256 * 1024;
/// A photo never changes under its name. Kept only by the caller, who is signed in.
const FOR_EVER: HeaderValue = HeaderValue::from_static("private, max-age=31536000, immutable");

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(download, head)).layer(axum::middleware::from_fn(tus::speak))
}

/// A photo that has arrived whole: for the desk, and for devices of who has a document now that names it.
#[utoipa::path(
    get, path = "/v1/blobs/{sha256}", tag = "devices",
    params(
        ("sha256" = String, Path, description = "SHA-256 of the bytes, 64 lower-case hex digits; also the entity tag"),
        ("Range" = Option<String>, Header, description = "One range of bytes; with several the whole is given"),
    ),
    responses(
        (status = 200, description = "The photo", body = Vec<u8>, content_type = "image/jpeg"),
        (status = 206, description = "The part asked for", body = Vec<u8>, content_type = "image/jpeg"),
        (status = 304, description = "The caller has it"),
        (status = 401, description = "`unauthenticated` or `token_expired`", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "`device_revoked`", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`: unknown, not complete yet, or not this caller's", body = Problem, content_type = "application/problem+json"),
        (status = 416, description = "`range`: it begins behind the end", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn download(State(app): State<App>, viewer: Viewer, HashPath(blob): HashPath, headers: HeaderMap) -> Result<Response, ApiError> {
    let seen = app.store.seen_blob(viewer.organisation, viewer.sight, blob).await?.ok_or(ApiError::NotFound)?;
    let etag = entity_tag(&blob);
    if range::is_held(&headers, &etag) {
        return shown(StatusCode::NOT_MODIFIED, &etag, Body::empty());
    }
    let size = seen.size_bytes;
    let (status, part) = match range::asked(&headers, &etag, size) {
        Asked::Whole => (StatusCode::OK, 0..size),
        Asked::Part(part) => (StatusCode::PARTIAL_CONTENT, part),
        Asked::Nothing => return Err(ApiError::Range { size }),
    };
    let (start, end) = (part.start, part.end);
    let store = app.store.clone();
    let organisation = viewer.organisation;
    let parts = stream::try_unfold(start, move |at| {
        let store = store.clone();
        async move {
            if at >= end {
                return Ok(None);
            }
            let bytes = store.blob_part(organisation, blob, at, PART_BYTES.min(end - at)).await?;
            if bytes.is_empty() {
                return Err(StoreError::Damaged("blob_chunk.bytes"));
            }
            let next = at + bytes.len() as u64;
            Ok(Some((Bytes::from(bytes), next)))
        }
    });
    let mut response = shown(status, &etag, Body::from_stream(parts))?;
    let headers = response.headers_mut();
    let (media_type, disposition) = kind(&seen, &blob)?;
    headers.insert(header::CONTENT_TYPE, media_type);
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(end - start));
    if status == StatusCode::PARTIAL_CONTENT {
        headers.insert(header::CONTENT_RANGE, range::content_range(&part, size).map_err(ApiError::internal)?);
    }
    Ok(response)
}

/// With `Tus-Resumable`: where the upload of a photo continues. Without: what `GET` says of it.
///
/// `Upload-Offset` equals `Upload-Length` only when the whole was hashed and fits: then the photo is complete.
#[utoipa::path(
    head, path = "/v1/blobs/{sha256}", tag = "devices",
    params(
        ("sha256" = String, Path, description = "SHA-256 of the bytes, 64 lower-case hex digits"),
        ("Tus-Resumable" = Option<String>, Header, description = "1.0.0"),
    ),
    responses(
        (status = 200, description = "Known", headers(
            ("Upload-Offset" = u64, description = "Bytes the server holds"),
            ("Upload-Length" = u64, description = "Announced size in bytes"),
        )),
        (status = 401, description = "`unauthenticated` or `token_expired`"),
        (status = 403, description = "`device_revoked`"),
        (status = 404, description = "`not_found`: no document of this device's person names the photo"),
        (status = 412, description = "`tus_version`"),
    )
)]
async fn head(State(app): State<App>, HashPath(blob): HashPath, request: Request) -> Result<Response, ApiError> {
    let (mut parts, _) = request.into_parts();
    if tus::is_spoken(&parts.headers) {
        let who = DeviceAuth::from_request_parts(&mut parts, &app).await?;
        return upload::offset(&app, &who, blob).await;
    }
    let viewer = Viewer::from_request_parts(&mut parts, &app).await?;
    // RFC 9110 §14.2: ranges count for GET alone.
    parts.headers.remove(header::RANGE);
    download(State(app), viewer, HashPath(blob), parts.headers).await
}

/// The entity tag of a photo: its name.
pub(super) fn entity_tag(blob: &BlobHash) -> String {
    format!("\"{}\"", hex::encode(blob))
}

/// An answer about what never changes under its name.
pub(super) fn shown(status: StatusCode, etag: &str, body: Body) -> Result<Response, ApiError> {
    let headers = [
        (header::ETAG, HeaderValue::try_from(etag).map_err(ApiError::internal)?),
        (header::CACHE_CONTROL, FOR_EVER),
        (header::ACCEPT_RANGES, HeaderValue::from_static("bytes")),
    ];
    Ok((status, headers, body).into_response())
}

/// Content type and disposition. What is none of the pictures that documents may name is handed over as a file.
fn kind(seen: &SeenBlob, blob: &BlobHash) -> Result<(HeaderValue, HeaderValue), ApiError> {
    let shown = PHOTO_MEDIA_TYPES.iter().find(|known| **known == seen.media_type);
    let (media_type, way, ending) = match shown {
        Some(media_type) => (*media_type, "inline", media_type.trim_start_matches("image/")),
        None => ("application/octet-stream", "attachment", "bin"),
    };
    let short: String = hex::encode(blob).chars().take(12).collect();
    let disposition = HeaderValue::try_from(format!("{way}; filename=\"photo-{short}.{ending}\"")).map_err(ApiError::internal)?;
    Ok((HeaderValue::from_static(media_type), disposition))
}
