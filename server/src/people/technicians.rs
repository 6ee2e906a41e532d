//! Technicians of the organisation, and the codes that let their devices in.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use model::id::PersonId;
use model::time::Timestamp;
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::enrolment_code;
use crate::app::App;
use crate::auth::DeskAuth;
use crate::board::view::BoardDevice;
use crate::error::ApiError;
use crate::http::json::ApiJson;
use crate::http::path::IdPath;
use crate::store::identity::{EnrolmentCodeRow, Entry, TechnicianRow};

/// Most characters of a name.
const MAX_NAME_CHARS: usize = 80;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(issue_code))
}

/// A technician to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTechnician {
    /// Who it will be, made once and kept when it is sent again, so that nobody is added twice. Without it the server makes one.
    id: Option<PersonId>,
    /// The name, at most 80 characters.
    name: String,
}

/// A technician.
#[derive(Serialize, ToSchema)]
pub(crate) struct TechnicianView {
    /// The person.
    id: PersonId,
    /// The name.
    name: String,
    /// The phones in use, in the order in which they were enrolled.
    phones: Vec<BoardDevice>,
}

/// A one-time code. It is shown once; the server keeps only its hash.
#[derive(Serialize, ToSchema)]
pub(crate) struct EnrolmentCodeView {
    /// What the technician types or scans.
    code: String,
    /// When it ends.
    expires_at: Timestamp,
}

/// All technicians by name, with their phones: when each was last heard, and what it said it still has unsent.
#[utoipa::path(
    get, path = "/v1/desk/technicians", tag = "desk",
    responses(
        (status = 200, description = "By name", body = Vec<TechnicianView>),
        (status = 401, description = "`unauthenticated`", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list(State(app): State<App>, who: DeskAuth) -> Result<Json<Vec<TechnicianView>>, ApiError> {
    let technicians = app.store.technicians(who.organisation).await?;
    let mut phones: BTreeMap<PersonId, Vec<BoardDevice>> = BTreeMap::new();
    for phone in app.store.board_devices(who.organisation).await?.into_iter().filter(|phone| !phone.revoked) {
        phones.entry(phone.person).or_default().push(phone);
    }
    let view = |row: TechnicianRow| TechnicianView { id: row.id, name: row.name, phones: phones.remove(&row.id).unwrap_or_default() };
    Ok(Json(technicians.into_iter().map(view).collect()))
}

/// Add a technician.
#[utoipa::path(
    post, path = "/v1/desk/technicians", tag = "desk", request_body = NewTechnician,
    responses(
        (status = 200, description = "Added before, by the same request", body = TechnicianView),
        (status = 201, description = "Added", body = TechnicianView),
        (status = 401, description = "`unauthenticated`", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "`forbidden`", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`conflict`: the id belongs to somebody else", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`invalid`: the name", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn create(
    State(app): State<App>,
    who: DeskAuth,
    ApiJson(new): ApiJson<NewTechnician>,
) -> Result<(StatusCode, Json<TechnicianView>), ApiError> {
    if !is_name(&new.name) {
        return Err(ApiError::Invalid("A name needs 1 to 80 characters and no control characters.".into()));
    }
    let now = app.now();
    let id = new.id.map_or_else(|| Ok::<_, ApiError>(PersonId::from_parts(now, app.random()?)), Ok)?;
    let row = TechnicianRow { id, name: new.name.trim().to_owned() };
    let status = match app.store.create_technician(who.organisation, row.clone(), now).await? {
        Entry::New => StatusCode::CREATED,
        Entry::Known => StatusCode::OK,
        Entry::Taken => return Err(ApiError::Conflict("This id belongs to somebody else. Make a new one.".into())),
    };
    let phones = app.store.board_devices(who.organisation).await?.into_iter().filter(|phone| phone.person == id && !phone.revoked);
    Ok((status, Json(TechnicianView { id, name: row.name, phones: phones.collect() })))
}

/// Make a one-time code that lets one device of this technician in.
#[utoipa::path(
    post, path = "/v1/desk/technicians/{id}/enrolment-code", tag = "desk",
    params(("id" = PersonId, Path, description = "The technician")),
    responses(
        (status = 201, description = "The code, shown once", body = EnrolmentCodeView),
        (status = 401, description = "`unauthenticated`", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "`forbidden`", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn issue_code(
    State(app): State<App>,
    who: DeskAuth,
    IdPath(technician): IdPath<PersonId>,
) -> Result<(StatusCode, Json<EnrolmentCodeView>), ApiError> {
    let code = enrolment_code::make(&app)?;
    let now = app.now();
    let life_s = i64::try_from(app.config.enrolment_code_life_s).unwrap_or(i64::MAX);
    let expires_at = now.plus_ms(life_s.saturating_mul(1000));
    let row = EnrolmentCodeRow {
        code_hash: enrolment_code::hash(&code),
        organisation: who.organisation,
        person: technician,
        issued_by: who.person,
        issued_at: now,
        expires_at,
    };
    if !app.store.create_enrolment_code(row).await? {
        return Err(ApiError::NotFound);
    }
    Ok((StatusCode::CREATED, Json(EnrolmentCodeView { code, expires_at })))
}

/// Whether `name` can name a person, a device or an organisation.
pub(super) fn is_name(name: &str) -> bool {
    let name = name.trim();
    !name.is_empty() && name.chars().count() <= MAX_NAME_CHARS && !name.chars().any(char::is_control)
}
