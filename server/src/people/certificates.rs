//! What an organisation vouches for: which key is which device's, and which devices were put out.
//!
//! Certificates are made when asked for and not kept: whoever holds one can show it. What an organisation says of itself is for
//! everybody who checks its papers, and names no person.

use axum::Json;
use axum::extract::State;
use http::header::CONTENT_TYPE;
use model::id::OrganisationId;
use model::seal::certificate::Certificate;
use model::seal::key::DeviceKey as _;
use model::seal::organisation::OrganisationStatement;
use model::time::Timestamp;
use model::wire::enrolment::CertificateResponse;
use model::wire::problem::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::DeviceAuth;
use crate::error::ApiError;
use crate::http::path::IdPath;
use crate::http::rate::{Checking, Within};
use crate::store::identity::DeviceIdentity;

/// The media type of signed statements (RFC 7519 §10.3.1).
const JWT: &str = "application/jwt";

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(certificate)).routes(routes!(statement))
}

/// The certificate of `device`, made at `now`.
pub(super) fn issue(app: &App, device: &DeviceIdentity, now: Timestamp) -> Result<String, ApiError> {
    let key = app.organisation_keys.of(device.organisation).map_err(ApiError::internal)?;
    let certificate = Certificate {
        organisation: device.organisation,
        organisation_name: device.organisation_name.clone(),
        organisation_key: key.public_key(),
        device: device.device,
        device_name: device.name.clone(),
        person: device.person,
        key: device.public_key.clone(),
        at: now,
    };
    certificate.issue(key.as_ref()).map_err(ApiError::internal)
}

/// The organisation's certificate of the calling device.
///
/// For devices that were enrolled before there were certificates, or whose organisation has a new key.
#[utoipa::path(
    get, path = "/v1/devices/certificate", tag = "devices",
    responses(
        (status = 200, description = "The certificate, a compact JWS", body = CertificateResponse),
        (status = 401, description = "`unauthenticated` or `token_expired`", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "`device_revoked`", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn certificate(State(app): State<App>, auth: DeviceAuth) -> Result<Json<CertificateResponse>, ApiError> {
    let device = app.store.device(auth.device).await?.ok_or(ApiError::NotFound)?;
    Ok(Json(CertificateResponse { certificate: issue(&app, &device, app.now())? }))
}

/// What an organisation says of itself to whoever checks its papers: its public key, and which devices were put out.
///
/// For everybody, without signing in. A compact JWS, signed with the key that it names: compare that key with one you have from the
/// organisation, then check papers with it without a network (`fieldbook verify --organisation`).
#[utoipa::path(
    get, path = "/v1/organisations/{id}/statement", tag = "check",
    params(("id" = OrganisationId, Path, description = "The organisation, as it stands in the sealed record")),
    responses(
        (status = 200, description = "The statement, a compact JWS", body = String, content_type = "application/jwt"),
        (status = 404, description = "`not_found`", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "`rate_limited`", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn statement(
    State(app): State<App>,
    _: Within<Checking>,
    IdPath(id): IdPath<OrganisationId>,
) -> Result<([(http::HeaderName, &'static str); 1], String), ApiError> {
    let statement = statement_of(&app, id).await?.ok_or(ApiError::NotFound)?;
    let key = app.organisation_keys.of(id).map_err(ApiError::internal)?;
    Ok(([(CONTENT_TYPE, JWT)], statement.sign(key.as_ref()).map_err(ApiError::internal)?))
}

/// What the organisation says of itself now, if it is one of this server.
pub(crate) async fn statement_of(app: &App, id: OrganisationId) -> Result<Option<OrganisationStatement>, ApiError> {
    let Some(known) = app.store.organisation_devices(id).await? else { return Ok(None) };
    let key = app.organisation_keys.of(id).map_err(ApiError::internal)?.public_key();
    Ok(Some(OrganisationStatement { organisation: id, name: known.name, key, revoked: known.revoked, at: app.now() }))
}
