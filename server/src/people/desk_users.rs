//! Desk users: who signs in at the desk, and as what.
//!
//! Who is added gets a password that somebody else hands over; it opens only the way to a password of their own. Nobody is deleted: what
//! they did names them.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use model::id::PersonId;
use model::policy::Unit;
use model::time::Timestamp;
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use zeroize::Zeroizing;

use super::enrolment_code::readable;
use super::role::Role;
use super::technicians::is_name;
use crate::app::App;
use crate::auth::DeskAuth;
use crate::auth::permission::Permission;
use crate::error::ApiError;
use crate::http::json::ApiJson;
use crate::http::path::IdPath;
use crate::store::desk_users::{DeskUserChange, DeskUserOutcome, NewDeskUser};

/// Symbols of a password that is handed over, five bits each.
const GIVEN_SYMBOLS: usize = 16;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(change)).routes(routes!(give_offices))
}

/// A desk user.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeskUserView {
    /// The person.
    id: PersonId,
    /// The name as it is shown.
    name: String,
    /// The name to sign in with.
    login: String,
    /// What the person is.
    role: Role,
    /// The offices of the policy that the person is.
    offices: Vec<Unit>,
    /// The person has not chosen a password of their own yet.
    password_given: bool,
    /// Since when they may not sign in any more.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    disabled_at: Option<Timestamp>,
}

/// Somebody to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewUser {
    /// The name as it is shown, at most 80 characters.
    name: String,
    /// The name to sign in with, at most 80 characters; unique on this server, case does not matter.
    login: String,
    /// What they are.
    role: Role,
}

/// What is to change.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "change", rename_all = "snake_case")]
pub(crate) enum UserChange {
    /// Another role; it counts from the next request on.
    Role {
        /// What they are from now on.
        role: Role,
    },
    /// They may not sign in any more. Sessions, and keys that they made, end at once.
    Disable,
    /// They may sign in again. Keys that ended stay ended.
    Enable,
    /// A new password to hand over; sessions end.
    GivePassword,
}

/// A password to hand over, shown once; absent if none was made.
#[derive(Serialize, ToSchema)]
pub(crate) struct Given {
    /// The person.
    id: PersonId,
    /// Opens only the way to a password of their own.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    password: Option<String>,
}

/// All desk users by name.
#[utoipa::path(
    get, path = "/v1/desk/users", tag = "desk",
    responses((status = 200, description = "By name", body = Vec<DeskUserView>))
)]
async fn list(State(app): State<App>, desk: DeskAuth) -> Result<Json<Vec<DeskUserView>>, ApiError> {
    let users = app.store.desk_users(desk.organisation).await?;
    let view = |user: crate::store::desk_users::DeskUser| DeskUserView {
        id: user.person,
        name: user.name,
        login: user.login,
        role: user.role,
        offices: user.offices,
        password_given: user.password_given,
        disabled_at: user.disabled_at,
    };
    Ok(Json(users.into_iter().map(view).collect()))
}

/// Add a desk user.
#[utoipa::path(
    post, path = "/v1/desk/users", tag = "desk", request_body = NewUser,
    responses(
        (status = 201, description = "Added, with a password to hand over", body = Given),
        (status = 403, description = "`forbidden`: only a person adds people, not a key", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`conflict`: somebody on this server signs in by that name", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`invalid`: a name, or the role", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn add(State(app): State<App>, desk: DeskAuth, ApiJson(new): ApiJson<NewUser>) -> Result<(StatusCode, Json<Given>), ApiError> {
    if !is_name(&new.name) || !is_name(&new.login) {
        return Err(ApiError::Invalid("A name needs 1 to 80 characters and no control characters.".into()));
    }
    signs_in(new.role)?;
    let now = app.now();
    let (password, password_hash) = given(&app).await?;
    let row = NewDeskUser {
        organisation: desk.organisation,
        person: PersonId::from_parts(now, app.random()?),
        name: new.name.trim().to_owned(),
        login: new.login.trim().to_lowercase(),
        role: new.role,
        password_hash,
        by: desk.person,
        at: now,
    };
    let id = row.person;
    if !app.store.create_desk_user(row).await? {
        return Err(ApiError::Conflict("Somebody on this server signs in by that name already. Choose another.".into()));
    }
    Ok((StatusCode::CREATED, Json(Given { id, password: Some(password) })))
}

/// Change a desk user.
#[utoipa::path(
    post, path = "/v1/desk/users/{id}", tag = "desk", request_body = UserChange,
    params(("id" = PersonId, Path, description = "The desk user")),
    responses(
        (status = 200, description = "It is so now", body = Given),
        (status = 403, description = "`forbidden`: only a person changes people, not a key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such desk user", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`conflict`: nobody would be left who may do everything", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`invalid`: the role", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn change(
    State(app): State<App>,
    desk: DeskAuth,
    IdPath(person): IdPath<PersonId>,
    ApiJson(change): ApiJson<UserChange>,
) -> Result<Json<Given>, ApiError> {
    let mut password = None;
    let change = match change {
        UserChange::Role { role } => {
            signs_in(role)?;
            DeskUserChange::Role(role)
        }
        UserChange::Disable => DeskUserChange::Disable,
        UserChange::Enable => DeskUserChange::Enable,
        UserChange::GivePassword => {
            let (made, hash) = given(&app).await?;
            password = Some(made);
            DeskUserChange::GivePassword(hash)
        }
    };
    match app.store.change_desk_user(desk.organisation, person, change, desk.person, app.now()).await? {
        DeskUserOutcome::Changed => Ok(Json(Given { id: person, password })),
        DeskUserOutcome::Unknown => Err(ApiError::NotFound),
        DeskUserOutcome::LastAdmin => {
            Err(ApiError::Conflict("Nobody would be left who may do everything. Make somebody else an admin first.".into()))
        }
    }
}

/// Which offices a desk user is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Offices {
    /// All of them; an empty list takes them away.
    offices: Vec<Unit>,
}

/// Say which offices of the policy a desk user is; what they may approve follows from it. Nobody gives offices to themselves, but
/// who keeps the desk's accounts.
#[utoipa::path(
    put, path = "/v1/desk/users/{id}/offices", tag = "desk", request_body = Offices,
    params(("id" = PersonId, Path, description = "The desk user")),
    responses(
        (status = 204, description = "It is so now"),
        (status = 403, description = "`forbidden`: one's own offices, or a key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such desk user", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn give_offices(
    State(app): State<App>,
    desk: DeskAuth,
    IdPath(person): IdPath<PersonId>,
    ApiJson(Offices { offices }): ApiJson<Offices>,
) -> Result<StatusCode, ApiError> {
    if person == desk.person && !desk.may(Permission::OrganisationWrite) {
        return Err(ApiError::Forbidden("Nobody gives offices to themselves. Ask somebody else who may.".into()));
    }
    let change = DeskUserChange::Offices(offices);
    match app.store.change_desk_user(desk.organisation, person, change, desk.person, app.now()).await? {
        DeskUserOutcome::Changed => Ok(StatusCode::NO_CONTENT),
        DeskUserOutcome::Unknown | DeskUserOutcome::LastAdmin => Err(ApiError::NotFound),
    }
}

/// Roles of people who sign in at the desk.
fn signs_in(role: Role) -> Result<(), ApiError> {
    match role {
        Role::Technician | Role::Service => Err(ApiError::Invalid("role: somebody of this role does not sign in at the desk".into())),
        Role::Dispatcher | Role::Supervisor | Role::Storekeeper | Role::Quality | Role::Accountant | Role::Admin => Ok(()),
    }
}

/// A password to hand over, and its hash.
async fn given(app: &App) -> Result<(String, String), ApiError> {
    let password = readable::<GIVEN_SYMBOLS>(app)?;
    let hash = app.passwords.hash(Zeroizing::new(password.clone()), app.chance.as_ref()).await.map_err(ApiError::internal)?;
    Ok((password, hash))
}
