//! Comparing what a device has with what is here, so that only what one side lacks goes over the wire.
//!
//! One reading of the database answers everything, with the cursor of that moment: what comes after it comes with the next sync.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use http::{HeaderMap, HeaderValue, Response, header};
use model::id::DocumentId;
use model::wire::frame::{FrameError, gunzip_bounded, gzip};
use model::wire::problem::Problem;
use model::wire::reconcile::{MAX_RECONCILED, ReconcileRequest, ReconcileResponse};
use model::wire::sync::{MAX_BODY_BYTES, MAX_INFLATED_BYTES};
use model::wire::{OLDEST_PROTOCOL, PROTOCOL};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::cursor::Cursor;
use super::service::blocking;
use crate::app::App;
use crate::auth::DeviceAuth;
use crate::error::ApiError;
use crate::store::documents::{Compared, Comparison};

/// How long it waits for what the device sent before to be judged.
const JUDGING_PATIENCE: Duration = Duration::from_secs(2);
/// Digits of a fingerprint.
const FINGERPRINT_DIGITS: usize = 32;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(reconcile)).layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
}

/// Which documents differ from what the device has, and what the server holds of them. JSON under gzip, both ways.
#[utoipa::path(
    post,
    path = "/v1/sync/reconcile",
    tag = "devices",
    request_body(content = Vec<u8>, content_type = "application/json", description = "JSON under gzip"),
    responses(
        (status = 200, description = "Compared; nothing was changed", body = Vec<u8>, content_type = "application/json"),
        (status = 400, description = "`malformed`: not such a request; `upgrade_server`: of a protocol that this server is too old for", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "More than 20,000 documents or 1 MiB", body = Problem, content_type = "application/problem+json"),
        (status = 426, description = "The application is too old", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn reconcile(
    State(app): State<App>,
    auth: DeviceAuth,
    headers: HeaderMap,
    bytes: Result<Bytes, BytesRejection>,
) -> Result<Response<Body>, ApiError> {
    if headers.get(header::CONTENT_ENCODING).is_none_or(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"gzip")) {
        return Err(ApiError::Malformed("The body has to be sent with Content-Encoding: gzip.".into()));
    }
    let bytes = bytes.map_err(|rejection| ApiError::from_status(rejection.status()))?;
    let (protocol, named) = blocking(move || read(&bytes)).await??;
    let comparison = Comparison { organisation: auth.organisation, person: auth.person, device: auth.device, named };
    // What was received is compared once it is judged; what takes longer is sent again, which changes nothing.
    let _judged = tokio::time::timeout(JUDGING_PATIENCE, app.inbox.quiet(auth.device, &[])).await;
    let marks = app.store.inbox_marks(auth.device, app.now()).await?;
    let Compared { epoch, head, differ, enter, leave } = app.store.reconcile(comparison).await?;
    if !differ.is_empty() {
        tracing::info!(device.id = %auth.device, documents = differ.len(), "a device and the server differ; what one lacks follows");
    }
    let mark = app.store.log_mark(auth.organisation, head).await?;
    let cursor = Cursor::at(epoch, head).with_list(Some(marks.lists)).encode(mark);
    let answer = ReconcileResponse { protocol, epoch, cursor, server_time: app.now(), differ, enter, leave };
    let body = blocking(move || serde_json::to_vec(&answer).map(|json| gzip(&json))).await?.map_err(ApiError::internal)?;
    let mut response = Response::new(Body::from(body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// The protocol and the fingerprints of the request.
fn read(bytes: &[u8]) -> Result<(u32, BTreeMap<DocumentId, String>), ApiError> {
    let unreadable = |error: serde_json::Error| ApiError::Malformed(format!("The body cannot be read: {error}").into());
    let json = gunzip_bounded(bytes, MAX_INFLATED_BYTES).map_err(|error| match error {
        FrameError::TooLarge { .. } => ApiError::TooLarge,
        FrameError::Malformed(_) => ApiError::Malformed(error.to_string().into()),
    })?;
    let value: Value = serde_json::from_slice(&json).map_err(unreadable)?;
    match value.get("protocol").and_then(Value::as_u64) {
        Some(version) if version < u64::from(OLDEST_PROTOCOL) => return Err(ApiError::UpgradeApplication),
        Some(version) if version > u64::from(PROTOCOL) => return Err(ApiError::UpgradeServer),
        Some(_) => {}
        None => return Err(ApiError::Malformed("The body names no protocol version.".into())),
    }
    let request: ReconcileRequest = serde_json::from_value(value).map_err(unreadable)?;
    if request.documents.len() > MAX_RECONCILED {
        return Err(ApiError::TooLarge);
    }
    if request.documents.values().any(|fingerprint| fingerprint.len() != FINGERPRINT_DIGITS) {
        return Err(ApiError::Malformed("A fingerprint has 32 hex digits.".into()));
    }
    Ok((request.protocol, request.documents))
}
