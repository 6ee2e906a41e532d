//! A device gets in: it shows the one-time code and its public key, and proves that it holds the key.

use axum::Json;
use axum::extract::State;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use model::id::DeviceId;
use model::wire::enrolment::{EnrolRequest, EnrolResponse, enrol_message};
use model::wire::problem::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::technicians::is_name;
use super::{certificates, enrolment_code};
use crate::app::App;
use crate::error::ApiError;
use crate::http::json::ApiJson;
use crate::http::rate::{Enrolment, Within};
use crate::store::identity::{EnrolOutcome, EnrolmentRow};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(enrol))
}

/// Enrol a device with a one-time code.
///
/// Repeating the request with the same key while the code is still valid gives the same answer: a lost answer costs nothing.
#[utoipa::path(
    post, path = "/v1/devices/enrol", tag = "devices", request_body = EnrolRequest,
    responses(
        (status = 201, description = "The device is in", body = EnrolResponse),
        (status = 403, description = "`enrolment_code`", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`conflict`: the key belongs to a device", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`invalid`: name, key or proof", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "`rate_limited`", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn enrol(
    State(app): State<App>,
    _: Within<Enrolment>,
    ApiJson(request): ApiJson<EnrolRequest>,
) -> Result<(StatusCode, Json<EnrolResponse>), ApiError> {
    if !is_name(&request.device_name) {
        return Err(ApiError::Invalid("A device name needs 1 to 80 characters and no control characters.".into()));
    }
    let public_key = request.public_key;
    let usable = public_key.check();
    usable.map_err(|_| ApiError::Invalid("The public key is no usable key: EdDSA (Ed25519) or ES256 (compressed P-256).".into()))?;
    let proof = URL_SAFE_NO_PAD.decode(&request.proof).unwrap_or_default();
    if public_key.verify(&enrol_message(&request.code), &proof).is_err() {
        return Err(ApiError::Invalid("The proof was not made by this key over this code.".into()));
    }
    let now = app.now();
    let row = EnrolmentRow {
        code_hash: enrolment_code::hash(&request.code),
        device: DeviceId::from_parts(now, app.random()?),
        name: request.device_name.trim().to_owned(),
        public_key,
        at: now,
    };
    match app.store.enrol(row).await? {
        EnrolOutcome::Enrolled { device, seq } => {
            app.board_moved(device.organisation, seq);
            // The code is used up: without a certificate the device is in all the same, and asks for it later.
            let certificate = certificates::issue(&app, &device, now);
            let certificate = certificate.inspect_err(|error| tracing::error!(%error, "no certificate could be signed")).ok();
            let answer = EnrolResponse {
                device: device.device,
                person: device.person,
                person_name: device.person_name,
                organisation: device.organisation,
                organisation_name: device.organisation_name,
                audience: app.tokens.issuer().to_owned(),
                certificate,
                server_time: now,
            };
            Ok((StatusCode::CREATED, Json(answer)))
        }
        EnrolOutcome::CodeRefused => Err(ApiError::EnrolmentCode),
        EnrolOutcome::KeyTaken => Err(ApiError::Conflict("This key already belongs to a device. Make a new key and try again.".into())),
    }
}
