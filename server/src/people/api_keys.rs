//! Keys with which other systems call the desk's routes.
//!
//! A key is shown once; the server keeps its SHA-256. It is a person of its own, so that documents and the log name it as the author of what it
//! does. Left out: rates of single keys; admission is the same for all.

use axum::Json;
use axum::extract::State;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use model::id::PersonId;
use model::time::Timestamp;
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::technicians::is_name;
use crate::app::App;
use crate::auth::DeskAuth;
use crate::auth::permission::Permission;
use crate::error::ApiError;
use crate::http::json::ApiJson;
use crate::http::path::IdPath;
use crate::store::desk_users::{ApiKeyRow, NewApiKey};
use crate::store::identity::SecretHash;

/// What every key begins with, so that people and scanners for leaked secrets know one.
pub(crate) const PREFIX: &str = "fbk_";

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, make)).routes(routes!(revoke))
}

/// What is kept of a key.
pub(crate) fn hash(key: &str) -> SecretHash {
    Sha256::digest(key).into()
}

/// A key without its secret.
#[derive(Serialize, ToSchema)]
pub(crate) struct ApiKeyView {
    /// The person that the key is.
    id: PersonId,
    /// What people call it.
    name: String,
    /// What it may do.
    scopes: Vec<Permission>,
    /// Who made it.
    made_by_name: String,
    /// When.
    made_at: Timestamp,
    /// From when on it opens nothing.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    expires_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    last_used_at: Option<Timestamp>,
    /// When it was revoked.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    revoked_at: Option<Timestamp>,
}

impl From<ApiKeyRow> for ApiKeyView {
    fn from(row: ApiKeyRow) -> Self {
        let ApiKeyRow { person, name, scopes, made_by_name, made_at, expires_at, last_used_at, revoked_at } = row;
        Self { id: person, name, scopes, made_by_name, made_at, expires_at, last_used_at, revoked_at }
    }
}

/// A key to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewKey {
    /// What people call it, at most 80 characters.
    name: String,
    /// What it may do; nothing that its maker may not.
    scopes: Vec<Permission>,
    /// From when on it opens nothing; absent for a key without an end.
    #[serde(default)]
    expires_at: Option<Timestamp>,
}

/// A key, shown once.
#[derive(Serialize, ToSchema)]
pub(crate) struct MadeKey {
    /// The person that the key is.
    id: PersonId,
    /// The key: `Authorization: Bearer <key>`.
    key: String,
}

/// All keys, the newest first.
#[utoipa::path(
    get, path = "/v1/desk/api-keys", tag = "desk",
    responses((status = 200, description = "The newest first", body = Vec<ApiKeyView>))
)]
async fn list(State(app): State<App>, desk: DeskAuth) -> Result<Json<Vec<ApiKeyView>>, ApiError> {
    let keys = app.store.api_keys(desk.organisation).await?;
    Ok(Json(keys.into_iter().map(ApiKeyView::from).collect()))
}

/// Make a key for another system.
#[utoipa::path(
    post, path = "/v1/desk/api-keys", tag = "desk", request_body = NewKey,
    responses(
        (status = 201, description = "The key, shown once", body = MadeKey),
        (status = 403, description = "`forbidden`: a scope that its maker does not have, or the maker is a key", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`invalid`: the name, the scopes or the end", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn make(State(app): State<App>, desk: DeskAuth, ApiJson(new): ApiJson<NewKey>) -> Result<(StatusCode, Json<MadeKey>), ApiError> {
    if !is_name(&new.name) {
        return Err(ApiError::Invalid("name: 1 to 80 characters and no control characters".into()));
    }
    if new.scopes.is_empty() {
        return Err(ApiError::Invalid("scopes: a key that may do nothing is of no use; name one at least".into()));
    }
    let now = app.now();
    if new.expires_at.is_some_and(|end| end <= now) {
        return Err(ApiError::Invalid("expires_at: this is past".into()));
    }
    for scope in &new.scopes {
        desk.require(*scope)?;
    }
    let key = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(app.random::<32>()?));
    let person = PersonId::from_parts(now, app.random()?);
    let row = NewApiKey {
        organisation: desk.organisation,
        person,
        name: new.name.trim().to_owned(),
        key_hash: hash(&key),
        scopes: new.scopes,
        made_by: desk.person,
        made_at: now,
        expires_at: new.expires_at,
    };
    if !app.store.create_api_key(row).await? {
        return Err(ApiError::Unauthenticated("You may not sign in any more.".into()));
    }
    Ok((StatusCode::CREATED, Json(MadeKey { id: person, key })))
}

/// Revoke a key. Revoking it again changes nothing.
#[utoipa::path(
    post, path = "/v1/desk/api-keys/{id}/revoke", tag = "desk",
    params(("id" = PersonId, Path, description = "The key")),
    responses(
        (status = 204, description = "It opens nothing any more"),
        (status = 404, description = "No such key", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn revoke(State(app): State<App>, desk: DeskAuth, IdPath(key): IdPath<PersonId>) -> Result<StatusCode, ApiError> {
    let revoked = app.store.revoke_api_key(desk.organisation, key, desk.person, app.now()).await?;
    if revoked { Ok(StatusCode::NO_CONTENT) } else { Err(ApiError::NotFound) }
}
