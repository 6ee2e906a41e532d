//! A desk user with a session cookie, and the proof that a request that changes something comes from the desk's own page.

use axum::extract::{FromRequestParts, MatchedPath};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::request::Parts;
use http::{HeaderMap, Method, header};
use model::id::{OrganisationId, PersonId};
use sha2::{Digest as _, Sha256};

use super::permission::{Permission, needed};
use crate::app::App;
use crate::error::ApiError;
use crate::people::role::Role;
use crate::store::identity::SecretHash;

/// The cookie of a desk session.
pub(crate) const SESSION_COOKIE: &str = "fieldbook_desk";

/// Who is signed in at the desk and may call this route. A request that can change something is also checked as [`SameOrigin`].
#[derive(Debug, Clone)]
pub(crate) struct DeskAuth {
    pub(crate) person: PersonId,
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) permissions: &'static [Permission],
    pub(crate) organisation: OrganisationId,
    pub(crate) organisation_name: String,
}

impl FromRequestParts<App> for DeskAuth {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        SameOrigin::from_request_parts(parts, app).await?;
        let token_hash = session_token(&parts.headers).ok_or_else(signed_out)?;
        let identity = app.store.session(token_hash, app.now()).await?.ok_or_else(signed_out)?;
        let desk = Self {
            person: identity.person,
            name: identity.name,
            permissions: identity.role.permissions(),
            role: identity.role,
            organisation: identity.organisation,
            organisation_name: identity.organisation_name,
        };
        let path = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
        match needed(&parts.method, path) {
            Some([]) => Ok(desk),
            Some(needed) if needed.iter().any(|one| desk.may(*one)) => Ok(desk),
            Some(_) | None => Err(not_theirs()),
        }
    }
}

impl DeskAuth {
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
