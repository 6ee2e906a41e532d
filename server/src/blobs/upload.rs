//! Devices upload photos with tus 1.0.0: ask for the offset, send what follows, ask again after any trouble.
//!
//! The accepted change that names a photo makes its upload, at the address of its hash; `POST` tells that address to clients that
//! find it by the protocol. A body may be as long as the photo: what has arrived of it is durable piece by piece.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::extract::State;
use axum::middleware::from_fn;
use axum::response::{AppendHeaders, IntoResponse, Response};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use model::documents::visit::authority::MAX_PHOTO_BYTES;
use model::wire::problem::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::tus::{self, Checksum, UPLOAD_EXPIRES, UPLOAD_LENGTH};
use crate::app::App;
use crate::auth::DeviceAuth;
use crate::error::{ApiError, UPLOAD_OFFSET};
use crate::http::path::HashPath;
use crate::store::blobs::{Allowance, AppendOutcome, BlobHash, BlobProgress, DAY_MS, FinishOutcome, Piece, Sender};

/// Bytes that are made durable at once, in **bytes**; also the largest body with a checksum.
const PIECE_BYTES: usize = 256 * 1024;
/// When a device is to come again that has too many bodies under way, in **seconds**: a dead one ends after 30.
const BODY_WAIT_S: u32 = 15;
/// How long an upload waits for what its device sent before it to be judged: the device goes on with its other photos then.
const JUDGING_PATIENCE: Duration = Duration::from_secs(1);
/// The content type of a piece.
const PIECE: &str = "application/offset+octet-stream";

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(capabilities, create)).routes(routes!(append, append_by_post)).layer(from_fn(tus::speak))
}

/// What the server speaks: tus 1.0.0, with `creation`, `checksum` and `expiration`.
#[utoipa::path(
    options, path = "/v1/blobs", tag = "devices",
    responses((status = 204, description = "It speaks tus", headers(
        ("Tus-Version" = String, description = "1.0.0"),
        ("Tus-Extension" = String, description = "creation,checksum,expiration"),
        ("Tus-Max-Size" = u64, description = "Largest photo in bytes"),
        ("Tus-Checksum-Algorithm" = String, description = "sha1,sha256"),
    )))
)]
async fn capabilities(State(app): State<App>) -> impl IntoResponse {
    (StatusCode::NO_CONTENT, AppendHeaders(tus::capabilities(allowance(&app).blob_bytes)))
}

/// Where a photo is uploaded that an accepted change names.
///
/// Nothing is made by it: the change made the upload. A photo that the organisation holds already is complete.
#[utoipa::path(
    post, path = "/v1/blobs", tag = "devices",
    params(
        ("Tus-Resumable" = String, Header, description = "1.0.0"),
        ("Upload-Length" = u64, Header, description = "Size in bytes, as announced"),
        ("Upload-Metadata" = String, Header, description = "`sha256` with the 64 lower-case hex digits in Base64; other keys are left alone"),
    ),
    responses(
        (status = 201, description = "Upload there", headers(("Location" = String, description = "Address of the upload"))),
        (status = 400, description = "`malformed`: no Upload-Length or no sha256", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "`unauthenticated` or `token_expired`", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "`device_revoked`", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`: no document of this device's person names the photo", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "`tus_version`", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "`too_large`", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`invalid`: another size than announced", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn create(State(app): State<App>, who: DeviceAuth, headers: HeaderMap) -> Result<Response, ApiError> {
    let length = tus::number(&headers, &UPLOAD_LENGTH)
        .ok_or_else(|| ApiError::Malformed("Send Upload-Length: the size of the photo in bytes.".into()))?;
    if length > allowance(&app).blob_bytes {
        return Err(ApiError::TooLarge);
    }
    let sha256 = tus::metadata(&headers, "sha256").filter(|text| !text.iter().any(u8::is_ascii_uppercase));
    let mut blob: BlobHash = [0; 32];
    let named = sha256.is_some_and(|text| hex::decode_to_slice(text, &mut blob).is_ok());
    if !named {
        return Err(ApiError::Malformed("Send Upload-Metadata with sha256: the hash that the document names, in hex.".into()));
    }
    let progress = progress(&app, &who, blob, Some(length)).await?;
    if progress.size_bytes != length {
        return Err(other_size());
    }
    let location = HeaderValue::try_from(format!("/v1/blobs/{}", hex::encode(blob))).map_err(ApiError::internal)?;
    Ok((StatusCode::CREATED, expiry(&app, &progress), [(header::LOCATION, location)]).into_response())
}

/// Where the upload of a blob continues; answered to `HEAD` with `Tus-Resumable`.
///
/// `Upload-Offset` equals `Upload-Length` only when the whole was hashed and fits: then the blob is complete. A caller that says
/// `Upload-Length` hears of the upload of that size.
pub(super) async fn offset(app: &App, who: &DeviceAuth, blob: BlobHash, headers: &HeaderMap) -> Result<Response, ApiError> {
    let length = tus::number(headers, &UPLOAD_LENGTH);
    let progress = progress(app, who, blob, length).await?;
    if !progress.complete && length.is_some_and(|length| length != progress.size_bytes) {
        return Err(other_size());
    }
    let received = match finish_if_whole(app, who, blob, progress).await {
        Err(ApiError::HashMismatch) => 0,
        other => other?,
    };
    let headers = [
        (UPLOAD_OFFSET, HeaderValue::from(received)),
        (UPLOAD_LENGTH, progress.size_bytes.into()),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((StatusCode::OK, expiry(app, &progress), AppendHeaders(headers)).into_response())
}

/// Send what follows of a blob. With `Upload-Checksum` at most 256 KiB, which are taken whole or not at all.
#[utoipa::path(
    patch, path = "/v1/blobs/{sha256}", tag = "devices",
    params(
        ("sha256" = String, Path, description = "SHA-256 of the bytes, 64 lower-case hex digits"),
        ("Tus-Resumable" = String, Header, description = "1.0.0"),
        ("Upload-Offset" = u64, Header, description = "Where the body begins"),
        ("Upload-Length" = Option<u64>, Header, description = "Size of the whole in bytes; decides where documents announce several"),
        ("Upload-Checksum" = Option<String>, Header, description = "`sha1` or `sha256`, a space, and the digest of the body in Base64"),
    ),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses(
        (status = 204, description = "Durable", headers(
            ("Upload-Offset" = u64, description = "Bytes the server holds"),
            ("Upload-Expires" = String, description = "When an unfinished upload is given up, if nothing more comes"),
        )),
        (status = 400, description = "`malformed`: no offset, unknown checksum, or the body broke off", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "`unauthenticated` or `token_expired`", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "`device_revoked`", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`offset`: continues at the `Upload-Offset` of this answer", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "`tus_version`", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "`too_large`", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "`malformed`: another content type", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`hash_mismatch`: begin again; or `invalid`: longer than announced", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "`photo_day_full`: no more of this device today", body = Problem, content_type = "application/problem+json"),
        (status = 460, description = "`checksum_mismatch`: send the piece again", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "`photo_space_full`: no more of this organisation", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn append(
    State(app): State<App>,
    who: DeviceAuth,
    HashPath(blob): HashPath,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    take_body(&app, &who, blob, &headers, body).await
}

/// The same as `PATCH` for callers that cannot send it: with `X-HTTP-Method-Override: PATCH`.
#[utoipa::path(
    post, path = "/v1/blobs/{sha256}", tag = "devices",
    params(
        ("sha256" = String, Path, description = "SHA-256 of the bytes, 64 lower-case hex digits"),
        ("X-HTTP-Method-Override" = String, Header, description = "PATCH"),
    ),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses(
        (status = 204, description = "As with `PATCH`"),
        (status = 405, description = "`not_found`: another method is meant", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn append_by_post(
    State(app): State<App>,
    who: DeviceAuth,
    HashPath(blob): HashPath,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    match tus::meant_method(&headers) {
        Some(b"PATCH") => take_body(&app, &who, blob, &headers, body).await,
        _ => Err(ApiError::Method),
    }
}

async fn take_body(app: &App, who: &DeviceAuth, blob: BlobHash, headers: &HeaderMap, body: Body) -> Result<Response, ApiError> {
    if headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes) != Some(PIECE.as_bytes()) {
        return Err(ApiError::UnsupportedMedia);
    }
    let at = tus::number(headers, &UPLOAD_OFFSET);
    let at = at.ok_or_else(|| ApiError::Malformed("Send Upload-Offset: where the piece begins.".into()))?;
    let _place = app.photo_bodies.take(who.device).ok_or(ApiError::Unavailable { retry_after_s: BODY_WAIT_S })?;
    let length = tus::number(headers, &UPLOAD_LENGTH);
    progress(app, who, blob, length).await?;
    let progress = match Checksum::of(headers)? {
        Some(checksum) => {
            let bytes = whole(body).await?;
            if !checksum.fits(&bytes) {
                return Err(ApiError::ChecksumMismatch);
            }
            take_piece(app, who, blob, Place { at, length }, bytes).await?
        }
        None => take_pieces(app, who, blob, Place { at, length }, body.into_data_stream()).await?,
    };
    let received = finish_if_whole(app, who, blob, progress).await?;
    Ok((StatusCode::NO_CONTENT, expiry(app, &progress), [(UPLOAD_OFFSET, HeaderValue::from(received))]).into_response())
}

/// The whole of a body that has a checksum.
async fn whole(body: Body) -> Result<Bytes, ApiError> {
    let mut body = body.into_data_stream();
    let mut held = BytesMut::new();
    while let Some(bytes) = body.next().await {
        let bytes = bytes.map_err(|_| broken_off())?;
        if held.len() + bytes.len() > PIECE_BYTES {
            return Err(ApiError::TooLarge);
        }
        held.extend_from_slice(&bytes);
    }
    Ok(held.freeze())
}

/// Takes a body piece by piece as it comes. What came before it broke off is kept.
async fn take_pieces(
    app: &App,
    who: &DeviceAuth,
    blob: BlobHash,
    mut place: Place,
    mut body: BodyDataStream,
) -> Result<BlobProgress, ApiError> {
    let mut held = BytesMut::new();
    let mut taken: Option<BlobProgress> = None;
    loop {
        let next = body.next().await;
        let broken = matches!(next, Some(Err(_)));
        let last = next.is_none() || broken;
        if let Some(Ok(bytes)) = next {
            held.extend_from_slice(&bytes);
        }
        // An empty body is a piece too: it is told whether it is at the right place.
        while held.len() >= PIECE_BYTES || (last && (!held.is_empty() || taken.is_none())) {
            let piece = held.split_to(held.len().min(PIECE_BYTES)).freeze();
            let progress = take_piece(app, who, blob, place, piece).await?;
            place.at = progress.received;
            taken = Some(progress);
        }
        if broken {
            return Err(broken_off());
        }
        if let Some(progress) = taken.filter(|_| last) {
            return Ok(progress);
        }
    }
}

fn broken_off() -> ApiError {
    ApiError::Malformed("The body broke off. Ask for the offset and go on from there.".into())
}

/// Keeps one piece, durable when this answers.
async fn take_piece(app: &App, who: &DeviceAuth, blob: BlobHash, place: Place, bytes: Bytes) -> Result<BlobProgress, ApiError> {
    let sender = Sender { organisation: who.organisation, person: who.person, device: who.device };
    let now = app.now();
    let piece = Piece { at: place.at, length: place.length, bytes, received_at: now };
    match app.store.append_blob(sender, blob, piece, allowance(app)).await? {
        AppendOutcome::Taken(progress) => Ok(progress),
        AppendOutcome::Elsewhere(progress) => {
            let at = finish_if_whole(app, who, blob, progress).await?;
            Err(ApiError::Offset { at })
        }
        AppendOutcome::TooLong => Err(ApiError::Invalid("The piece goes past the announced size.".into())),
        AppendOutcome::OtherSize => Err(other_size()),
        AppendOutcome::TooLarge => Err(ApiError::TooLarge),
        AppendOutcome::Unknown => Err(ApiError::NotFound),
        AppendOutcome::DayFull => {
            let left_ms = DAY_MS - now.as_ms().rem_euclid(DAY_MS);
            Err(ApiError::PhotoDayFull { retry_after_s: u32::try_from(left_ms / 1000 + 1).unwrap_or(u32::MAX) })
        }
        AppendOutcome::SpaceFull => Err(ApiError::PhotoSpaceFull),
    }
}

/// Which upload of a blob a piece belongs to, and where.
#[derive(Debug, Clone, Copy)]
struct Place {
    at: u64,
    /// How large the whole is, in **bytes**, if the caller says so.
    length: Option<u64>,
}

fn other_size() -> ApiError {
    ApiError::Invalid("The document announces another size.".into())
}

/// How far a blob has come. The change that names it may be received and not judged yet: then that is waited for.
async fn progress(app: &App, who: &DeviceAuth, blob: BlobHash, length: Option<u64>) -> Result<BlobProgress, ApiError> {
    if let Some(progress) = app.store.blob_progress(who.organisation, who.person, blob, length).await? {
        return Ok(progress);
    }
    let judged = tokio::time::timeout(JUDGING_PATIENCE, app.inbox.quiet(who.device, &[]));
    judged.await.map_err(|_| ApiError::Unavailable { retry_after_s: 5 })?;
    app.store.blob_progress(who.organisation, who.person, blob, length).await?.ok_or(ApiError::NotFound)
}

/// Checks a whole upload, tells the board, and answers how many bytes are held then.
async fn finish_if_whole(app: &App, who: &DeviceAuth, blob: BlobHash, progress: BlobProgress) -> Result<u64, ApiError> {
    if progress.complete || progress.received != progress.size_bytes {
        return Ok(progress.received);
    }
    match app.store.finish_blob(who.organisation, who.device, blob, progress.size_bytes, app.now()).await? {
        FinishOutcome::Complete(seq) => {
            app.board_moved(who.organisation, seq);
            app.thumbnails.wake();
            Ok(progress.size_bytes)
        }
        FinishOutcome::Mismatch => Err(ApiError::HashMismatch),
        FinishOutcome::Unfinished => Ok(0),
    }
}

/// How much may be uploaded here.
fn allowance(app: &App) -> Allowance {
    Allowance {
        blob_bytes: MAX_PHOTO_BYTES,
        organisation_bytes: app.config.photo_bytes_per_organisation,
        device_day_bytes: app.config.photo_bytes_per_device_day,
        device_day_blobs: app.config.photos_per_device_day,
    }
}

/// When an unfinished upload is given up, if something of it is here.
fn expiry(app: &App, progress: &BlobProgress) -> AppendHeaders<Option<(HeaderName, HeaderValue)>> {
    let unfinished = !progress.complete && progress.received < progress.size_bytes;
    let touched_at = progress.touched_at.filter(|_| unfinished);
    let ends_at = touched_at.map(|at| at.plus_ms(app.config.upload_life_ms()));
    AppendHeaders(ends_at.and_then(tus::expires).map(|date| (UPLOAD_EXPIRES, date)))
}
