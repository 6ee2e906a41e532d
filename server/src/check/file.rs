//! A file that somebody holds, checked as `fieldbook verify` does it, with what this server knows of the organisation and its devices.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Request, State};
use axum::{Json, RequestExt as _};
use http::StatusCode;
use model::gate::Limits;
use model::id::OrganisationId;
use model::wire::problem::Problem;
use paper::MAX_PDF_BYTES;
use paper::verdict::{Checked, Organisation, Trust, Verdict};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::documents::open::judging;
use crate::error::ApiError;
use crate::http::rate::{Checking, Within};
use crate::people::certificates::statement_of;

/// What an export may hold that a stranger has checked here: several times an honest visit. What is larger, `fieldbook verify` checks.
fn limits() -> Limits {
    Limits { document_changes: 1_000, document_ops: 25_000, document_bytes: 2 << 20, ..Limits::default() }
}

/// How long a file may take to arrive: it holds one of few places.
const UPLOAD_TIME: Duration = Duration::from_secs(60);

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(check_file)).layer(DefaultBodyLimit::max(MAX_PDF_BYTES))
}

/// Checks a file: a sealed record, a PDF of records, or an exported visit or repair. It is neither kept nor logged.
///
/// For everybody, without signing in. The answer is what `fieldbook verify --json` says with this server's statement of the organisation
/// that the file names. If that is none of this server, the verdict is about change alone.
#[utoipa::path(
    post, path = "/v1/check", tag = "check",
    request_body(content = Vec<u8>, description = "The file, at most 24 MiB", content_type = "application/octet-stream"),
    responses(
        (status = 200, description = "The verdict (docs/api.md)", body = serde_json::Value),
        (status = 413, description = "`too_large`", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "`rate_limited`", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Others are having files checked; come again", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn check_file(State(app): State<App>, _: Within<Checking>, request: Request) -> Result<Json<Verdict>, ApiError> {
    // Held until the file is checked, also if the caller hangs up: no more files are in memory than there are places.
    let place = Arc::clone(&app.strangers.uploads).try_acquire_owned().map_err(|_| ApiError::Unavailable { retry_after_s: 5 })?;
    let sent = tokio::time::timeout(UPLOAD_TIME, Bytes::from_request(request.with_limited_body(), &app)).await;
    let sent = sent.map_err(|_| ApiError::Malformed("The file did not arrive within a minute. Check it with fieldbook verify.".into()))?;
    let bytes = sent.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::TooLarge,
        _ => ApiError::Malformed("The body cannot be read.".into()),
    })?;
    let work = move || {
        let _place = place;
        Checked::of(&bytes, &limits())
    };
    let checked = judging(&app.strangers.files, work).await?;
    let trust = match checked.organisation() {
        Some(organisation) => trust_in(&app, organisation, &checked).await?,
        None => Trust::default(),
    };
    Ok(Json(checked.verdict(&trust)))
}

/// What this server knows of the organisation that a file names, and of the devices that sealed the records in it; nothing if the
/// organisation is none of this server.
async fn trust_in(app: &App, organisation: OrganisationId, checked: &Checked) -> Result<Trust, ApiError> {
    let Some(statement) = statement_of(app, organisation).await? else { return Ok(Trust::default()) };
    let mut devices = Vec::new();
    for id in checked.devices() {
        if let Some(device) = app.store.device(id).await?.filter(|device| device.organisation == organisation) {
            devices.push((id, device.public_key));
        }
    }
    Ok(Trust { device_key: None, organisation: Some(Organisation::Statement(Box::new(statement))), devices })
}
