//! A desk user with a session cookie, and the proof that a request that changes something comes from the desk's own page; or another system
//! with a key.

use std::borrow::Cow;

use axum::extract::{FromRequestParts, MatchedPath};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::request::Parts;
use http::{HeaderMap, Method, header};
use model::id::{OrganisationId, PersonId};
use model::policy::Unit;
use sha2::{Digest as _, Sha256};

use super::permission::{Permission, needed, only_people};
use crate::app::App;
use crate::error::ApiError;
use crate::people::api_keys;
use crate::people::role::Role;
use crate::store::identity::{DeskIdentity, SecretHash};

/// The cookie of a desk session.
pub(crate) const SESSION_COOKIE: &str = "fieldbook_desk";
/// That a key was used is written down no more often than this.
const USE_NOTED_EVERY_MS: i64 = 60_000;

/// Who calls at the desk and may call this route: somebody who is signed in, or another system with a key. A request with a cookie that can
/// change something is also checked as [`SameOrigin`]; one with a key has no cookie that another site could use.
#[derive(Debug, Clone)]
pub(crate) struct DeskAuth {
    pub(crate) person: PersonId,
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) permissions: Cow<'static, [Permission]>,
    /// The offices of the policy that the person is; a key is none.
    pub(crate) offices: Vec<Unit>,
    /// The password is one that somebody else gave: it opens only the way to a new one.
    pub(crate) password_given: bool,
    pub(crate) organisation: OrganisationId,
    pub(crate) organisation_name: String,
}

impl FromRequestParts<App> for DeskAuth {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        if key(&parts.headers).is_none() {
            SameOrigin::from_request_parts(parts, app).await?;
        }
        let desk = Self::of(&parts.headers, app).await?;
        let path = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
        let needed = needed(&parts.method, path).ok_or_else(not_theirs)?;
        if desk.role == Role::Service && only_people(&parts.method, path) {
            return Err(ApiError::Forbidden("Only a person may do this, not a key.".into()));
        }
        if desk.password_given && !needed.is_empty() {
            return Err(ApiError::Forbidden("This password was given to you. Choose one of your own first.".into()));
        }
        if needed.is_empty() || needed.iter().any(|one| desk.may(*one)) { Ok(desk) } else { Err(not_theirs()) }
    }
}

impl DeskAuth {
    /// Who calls with these headers, as it stands now; whether they may call a route is not asked.
    ///
    /// # Errors
    /// [`ApiError::Unauthenticated`] if nobody does, or no longer.
    pub(crate) async fn of(headers: &HeaderMap, app: &App) -> Result<Self, ApiError> {
        match key(headers) {
            Some(key) => Self::by_key(key?, app).await,
            None => Self::by_session(headers, app).await,
        }
    }

    async fn by_session(headers: &HeaderMap, app: &App) -> Result<Self, ApiError> {
        let token_hash = session_token(headers).ok_or_else(signed_out)?;
        let identity = app.store.session(token_hash, app.now()).await?.ok_or_else(signed_out)?;
        Ok(identity.into())
    }

    async fn by_key(key: &str, app: &App) -> Result<Self, ApiError> {
        let now = app.now();
        let unknown = || ApiError::Unauthenticated("This key is unknown, revoked or past its time.".into());
        let known = app.store.api_key(api_keys::hash(key), now).await?.ok_or_else(unknown)?;
        app.limits.count_key(known.person)?;
        if known.last_used_at.is_none_or(|last| now.as_ms() - last.as_ms() >= USE_NOTED_EVERY_MS) {
            app.store.note_key_used(known.person, now).await?;
        }
        Ok(Self {
            person: known.person,
            name: known.name,
            role: Role::Service,
            permissions: known.scopes.into(),
            offices: Vec::new(),
            password_given: false,
            organisation: known.organisation,
            organisation_name: known.organisation_name,
        })
    }

    /// Whether this person may do that.
    pub(crate) fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
    }

    /// # Errors
    /// [`ApiError::Forbidden`] if this person may not do that.
    pub(crate) fn require(&self, permission: Permission) -> Result<(), ApiError> {
        if self.may(permission) { Ok(()) } else { Err(not_theirs()) }
    }
}

impl From<DeskIdentity> for DeskAuth {
    fn from(identity: DeskIdentity) -> Self {
        let DeskIdentity { organisation, organisation_name, person, name, role, offices, password_given } = identity;
        let permissions = Cow::Borrowed(role.permissions());
        Self { person, name, role, permissions, offices, password_given, organisation, organisation_name }
    }
}

/// The key in the request, if it comes with one. A request with an `Authorization` header has no other credential.
fn key(headers: &HeaderMap) -> Option<Result<&str, ApiError>> {
    let mut all = headers.get_all(header::AUTHORIZATION).iter();
    let first = all.next()?;
    let key = first.to_str().ok().and_then(|value| value.strip_prefix("Bearer ")).filter(|key| key.starts_with(api_keys::PREFIX));
    let alone = all.next().is_none();
    Some(key.filter(|_| alone).ok_or_else(|| ApiError::Unauthenticated("The desk's routes take a key that begins with fbk_.".into())))
}

/// Whether the request comes with what could be a key of the desk's.
pub(super) fn has_key(headers: &HeaderMap) -> bool {
    matches!(key(headers), Some(Ok(_)))
}

fn not_theirs() -> ApiError {
    ApiError::Forbidden(
        "Your role does not include this. Ask somebody whose role does, or the person who keeps the desk's accounts.".into(),
    )
}

fn signed_out() -> ApiError {
    ApiError::Unauthenticated("Sign in at the desk.".into())
}

/// The hash of the session token in the cookie, if there is exactly one that can be one.
pub(crate) fn session_token(headers: &HeaderMap) -> Option<SecretHash> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut tokens = pairs.flat_map(|pairs| pairs.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut tokens = tokens.by_ref().filter(|(name, _)| *name == SESSION_COOKIE).map(|(_, token)| token);
    let (Some(token), None) = (tokens.next(), tokens.next()) else { return None };
    let token: [u8; 32] = URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()?;
    Some(Sha256::digest(token).into())
}

/// The request comes from a page of this server (or changes nothing): other sites cannot act with a desk user's cookie.
///
/// A browser says so by `Sec-Fetch-Site`; older ones by `Origin`. A request with neither is refused.
pub(crate) struct SameOrigin;

impl FromRequestParts<App> for SameOrigin {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        if parts.method == Method::GET || parts.method == Method::HEAD {
            return Ok(Self);
        }
        let header = |name| parts.headers.get(name).and_then(|value: &http::HeaderValue| value.to_str().ok());
        let same = match (header("sec-fetch-site"), header("origin")) {
            (Some(site), _) => site == "same-origin" || site == "none",
            (None, Some(origin)) => is_own(origin, header("host"), app.config.public_url.as_deref()),
            (None, None) => false,
        };
        if same {
            return Ok(Self);
        }
        Err(ApiError::Forbidden("This request does not come from a page of this server.".into()))
    }
}

/// Whether `origin` is this server: the public address if one is set, else plain HTTP at the address that was called.
fn is_own(origin: &str, host: Option<&str>, public_url: Option<&str>) -> bool {
    match public_url {
        Some(url) => origin == url.trim_end_matches('/'),
        None => host.is_some_and(|host| origin.strip_prefix("http://") == Some(host)),
    }
}
