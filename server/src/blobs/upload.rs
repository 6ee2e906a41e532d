//! Devices upload photos: ask for the offset, send the next piece, ask again after any trouble.

use std::time::Duration;

use axum::extract::{DefaultBodyLimit, State};
use axum::response::{AppendHeaders, IntoResponse};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use model::wire::problem::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::DeviceAuth;
use crate::error::{ApiError, UPLOAD_OFFSET};
use crate::http::path::HashPath;
use crate::store::blobs::{AppendOutcome, BlobHash, BlobProgress, FinishOutcome};

/// Largest blob in **bytes**.
const MAX_BLOB_BYTES: u64 = 20 * 1024 * 1024;
/// Largest piece in **bytes**.
const MAX_PIECE_BYTES: usize = 256 * 1024;
/// How long an upload waits for what its device sent before it to be judged.
const JUDGING_PATIENCE: Duration = Duration::from_secs(10);
const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");
const PIECE: &str = "application/offset+octet-stream";

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(offset, append)).layer(DefaultBodyLimit::max(MAX_PIECE_BYTES))
}

/// Where the upload of a blob continues.
///
/// `Upload-Offset` equals `Upload-Length` only when the whole was hashed and fits: then the blob is complete.
#[utoipa::path(
    head, path = "/v1/blobs/{sha256}", tag = "devices",
    params(("sha256" = String, Path, description = "SHA-256 of the bytes, 64 lower-case hex digits")),
    responses(
        (status = 200, description = "Known", headers(
            ("Upload-Offset" = u64, description = "Bytes the server holds"),
            ("Upload-Length" = u64, description = "Announced size in bytes"),
        )),
        (status = 401, description = "`unauthenticated` or `token_expired`"),
        (status = 403, description = "`device_revoked`"),
        (status = 404, description = "`not_found`: no document of this device's person names the blob"),
    )
)]
async fn offset(State(app): State<App>, who: DeviceAuth, HashPath(blob): HashPath) -> Result<impl IntoResponse, ApiError> {
    let progress = progress(&app, &who, blob).await?;
    let received = match finish_if_whole(&app, &who, blob, progress).await {
        Err(ApiError::HashMismatch) => 0,
        other => other?,
    };
    let headers = [(UPLOAD_OFFSET, HeaderValue::from(received)), (UPLOAD_LENGTH, progress.size_bytes.into())];
    Ok((StatusCode::OK, AppendHeaders(headers)))
}

/// Send the next piece of a blob, at most 256 KiB.
#[utoipa::path(
    patch, path = "/v1/blobs/{sha256}", tag = "devices",
    params(
        ("sha256" = String, Path, description = "SHA-256 of the bytes, 64 lower-case hex digits"),
        ("Upload-Offset" = u64, Header, description = "Where the piece begins"),
    ),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses(
        (status = 204, description = "Durable", headers(("Upload-Offset" = u64, description = "Bytes the server holds"))),
        (status = 401, description = "`unauthenticated` or `token_expired`", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "`device_revoked`", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`offset`: continues at the `Upload-Offset` of this answer", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "`too_large`", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "`malformed`: another content type", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`hash_mismatch`: begin again; or `invalid`: longer than announced", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn append(
    State(app): State<App>,
    who: DeviceAuth,
    HashPath(blob): HashPath,
    headers: HeaderMap,
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<impl IntoResponse, ApiError> {
    if headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes) != Some(PIECE.as_bytes()) {
        return Err(ApiError::UnsupportedMedia);
    }
    let at = headers.get(UPLOAD_OFFSET).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    let at = at.ok_or_else(|| ApiError::Malformed("Send Upload-Offset: where the piece begins.".into()))?;
    let body = body.map_err(|rejection| ApiError::from_status(rejection.status()))?;
    let progress = progress(&app, &who, blob).await?;
    if progress.size_bytes > MAX_BLOB_BYTES {
        return Err(ApiError::TooLarge);
    }
    let progress = match app.store.append_blob(who.organisation, who.person, blob, at, body.into()).await? {
        AppendOutcome::Taken(progress) => progress,
        AppendOutcome::Elsewhere(progress) => {
            let at = finish_if_whole(&app, &who, blob, progress).await?;
            return Err(ApiError::Offset { at });
        }
        AppendOutcome::TooLong => return Err(ApiError::Invalid("The piece goes past the announced size.".into())),
        AppendOutcome::Unknown => return Err(ApiError::NotFound),
    };
    let received = finish_if_whole(&app, &who, blob, progress).await?;
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(UPLOAD_OFFSET, HeaderValue::from(received))])))
}

/// How far a blob has come. The change that names it may be received and not judged yet: then that is waited for.
async fn progress(app: &App, who: &DeviceAuth, blob: BlobHash) -> Result<BlobProgress, ApiError> {
    if let Some(progress) = app.store.blob_progress(who.organisation, who.person, blob).await? {
        return Ok(progress);
    }
    let judged = tokio::time::timeout(JUDGING_PATIENCE, app.inbox.quiet(who.device, &[]));
    judged.await.map_err(|_| ApiError::Unavailable { retry_after_s: 5 })?;
    app.store.blob_progress(who.organisation, who.person, blob).await?.ok_or(ApiError::NotFound)
}

/// Checks a whole upload, tells the board, and answers how many bytes are held then.
async fn finish_if_whole(app: &App, who: &DeviceAuth, blob: BlobHash, progress: BlobProgress) -> Result<u64, ApiError> {
    if progress.complete || progress.received != progress.size_bytes {
        return Ok(progress.received);
    }
    match app.store.finish_blob(who.organisation, blob, app.now()).await? {
        FinishOutcome::Complete(seq) => {
            app.board_moved(who.organisation, seq);
            Ok(progress.size_bytes)
        }
        FinishOutcome::Mismatch => Err(ApiError::HashMismatch),
        FinishOutcome::Unfinished => Ok(0),
    }
}
