//! Signing in and out at the desk. The session is a random number in a cookie; the database keeps only its hash.

use axum::Json;
use axum::extract::State;
use axum::response::{AppendHeaders, IntoResponse};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, StatusCode, header};
use model::id::{OrganisationId, PersonId};
use model::policy::Unit;
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use zeroize::Zeroizing;

use super::password::LONGEST_BYTES;
use super::role::Role;
use crate::app::App;
use crate::auth::permission::Permission;
use crate::auth::{DeskAuth, SESSION_COOKIE, SameOrigin, session_token};
use crate::error::ApiError;
use crate::http::json::ApiJson;
use crate::http::rate::{SignIn, Within};
use crate::store::identity::SessionRow;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(sign_in, show, sign_out))
}

/// `POST /v1/desk/session`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignInRequest {
    /// The desk user's name; case does not matter.
    name: String,
    /// The password.
    password: String,
}

/// Who is signed in.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionView {
    /// The person.
    person: PersonId,
    /// The person's name.
    name: String,
    /// What the person is.
    role: Role,
    /// What the person may do: what routes ask for, and what pages offer.
    permissions: Vec<Permission>,
    /// The offices of the policy that the person is.
    offices: Vec<Unit>,
    /// The password is one that somebody else gave: a new one has to be chosen before anything else.
    password_given: bool,
    /// The organisation.
    organisation: OrganisationId,
    /// Its name.
    organisation_name: String,
}

impl From<DeskAuth> for SessionView {
    fn from(who: DeskAuth) -> Self {
        let DeskAuth { person, name, role, permissions, offices, password_given, organisation, organisation_name } = who;
        let permissions = permissions.into_owned();
        Self { person, name, role, permissions, offices, password_given, organisation, organisation_name }
    }
}

/// Sign in at the desk.
#[utoipa::path(
    post, path = "/v1/desk/session", tag = "desk", request_body = SignInRequest,
    responses(
        (status = 200, description = "Signed in; the session is in the cookie `fieldbook_desk`", body = SessionView),
        (status = 401, description = "`unauthenticated`: name or password", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "`forbidden`: not from a page of this server", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "`rate_limited`", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn sign_in(
    State(app): State<App>,
    _: SameOrigin,
    _: Within<SignIn>,
    headers: HeaderMap,
    ApiJson(request): ApiJson<SignInRequest>,
) -> Result<impl IntoResponse, ApiError> {
    let refused = || ApiError::Unauthenticated("The name or the password is wrong.".into());
    let password = Zeroizing::new(request.password);
    if password.len() > LONGEST_BYTES {
        return Err(refused());
    }
    let user = app.store.desk_user(request.name.trim().to_lowercase()).await?;
    let known = user.as_ref().map(|user| user.password_hash.clone());
    let fits = app.passwords.check(password, known).await.map_err(ApiError::internal)?;
    let user = user.filter(|_| fits).ok_or_else(refused)?;
    let token = Zeroizing::new(app.random::<32>()?);
    let now = app.now();
    let life_s = i64::try_from(app.config.session_life_s).unwrap_or(i64::MAX);
    let row = SessionRow {
        token_hash: Sha256::digest(token.as_slice()).into(),
        organisation: user.organisation,
        person: user.person,
        password_hash: user.password_hash,
        created_at: now,
        expires_at: now.plus_ms(life_s.saturating_mul(1000)),
    };
    let token_hash = row.token_hash;
    if !app.store.create_session(row).await? {
        return Err(refused());
    }
    if let Some(before) = session_token(&headers) {
        app.store.end_session(before).await?;
    }
    let identity = app.store.session(token_hash, now).await?.ok_or_else(refused)?;
    let view = SessionView::from(DeskAuth::from(identity));
    let cookie = cookie(&app, &URL_SAFE_NO_PAD.encode(token.as_slice()), app.config.session_life_s);
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Json(view)))
}

/// Who is signed in.
#[utoipa::path(
    get, path = "/v1/desk/session", tag = "desk",
    responses(
        (status = 200, description = "Signed in", body = SessionView),
        (status = 401, description = "`unauthenticated`", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn show(who: DeskAuth) -> Json<SessionView> {
    Json(who.into())
}

/// Sign out. Also without a session: the cookie is gone afterwards.
#[utoipa::path(
    delete, path = "/v1/desk/session", tag = "desk",
    responses(
        (status = 204, description = "Signed out"),
        (status = 403, description = "`forbidden`: not from a page of this server", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn sign_out(State(app): State<App>, _: SameOrigin, headers: HeaderMap) -> Result<impl IntoResponse, ApiError> {
    if let Some(token_hash) = session_token(&headers) {
        app.store.end_session(token_hash).await?;
    }
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(header::SET_COOKIE, cookie(&app, "", 0))])))
}

fn cookie(app: &App, value: &str, max_age_s: u64) -> String {
    let secure = if app.config.is_https() { "; Secure" } else { "" };
    format!("{SESSION_COOKIE}={value}; Path=/; Max-Age={max_age_s}; HttpOnly; SameSite=Strict{secure}")
}
