//! The door: which requests are answered at all.
//!
//! A page on a local port is exposed to every web page that its user opens. Three walls keep those out:
//!
//! * *DNS rebinding*: a foreign page lets its own name point here. Rebinding needs a name, so only `localhost` and addresses are
//!   taken in `Host`.
//! * *Cross-site requests*: the browser says where a request comes from (Fetch Metadata, `Origin`). Reads from elsewhere are
//!   refused, and a request that changes something must prove that it comes from this page.
//! * *The access key*, if there is one, for a page that other machines can reach.
//!
//! No CORS header is ever sent. Left out: protection from other programs of the same user, who can read the file itself.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::problem::LocalProblem;

const COOKIE: &str = "fieldbook_handset";
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Everything comes from this page; no inline script, no frame, no foreign form target.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
     connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Who is let in.
pub(crate) struct Door {
    key: Option<String>,
}

impl Door {
    /// A door that asks for `key`, if there is one.
    pub(crate) fn new(key: Option<String>) -> Self {
        Self { key }
    }

    fn admit(&self, request: &Request) -> Result<(), LocalProblem> {
        let headers = request.headers();
        let host = host(headers).ok_or_else(LocalProblem::foreign_host)?;
        if !request.uri().path().starts_with("/api/") {
            return Ok(());
        }
        let asks_only = matches!(*request.method(), Method::GET | Method::HEAD);
        match origin(headers, &host) {
            Origin::Own => {}
            Origin::Untold if asks_only => {}
            Origin::Untold | Origin::Foreign => return Err(LocalProblem::cross_site()),
        }
        match &self.key {
            Some(key) if !cookie(headers, &cookie_name(&host)).is_some_and(|shown| same(shown, key)) => Err(LocalProblem::locked()),
            _ => Ok(()),
        }
    }

    /// If `uri` shows the right key: the answer that keeps it as a cookie and takes it out of the address.
    fn unlock(&self, headers: &HeaderMap, uri: &Uri) -> Option<Response> {
        let key = self.key.as_deref()?;
        let shown = uri.query()?.split('&').find_map(|pair| pair.strip_prefix("key="))?;
        if uri.path() != "/" || !same(shown, key) {
            return None;
        }
        let cookie = format!("{}={key}; Path=/; HttpOnly; SameSite=Strict", cookie_name(&host(headers)?));
        let cookie = HeaderValue::from_str(&cookie).ok()?;
        let to_page = [(header::SET_COOKIE, cookie), (header::LOCATION, HeaderValue::from_static("/"))];
        Some((StatusCode::SEE_OTHER, to_page).into_response())
    }
}

/// Turns away what is not admitted and tells browsers what the page may do.
pub(crate) async fn guard(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response {
    let mut response = match door.admit(&request) {
        Err(problem) => {
            tracing::warn!(code = problem.code(), "request turned away");
            problem.into_response()
        }
        Ok(()) => match door.unlock(request.headers(), request.uri()) {
            Some(unlocked) => unlocked,
            None => next.run(request).await,
        },
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The one `Host` of the request, if it is this machine under a name or address that no foreign page can borrow.
fn host(headers: &HeaderMap) -> Option<Authority> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host: Authority = hosts.next()?.to_str().ok()?.parse().ok()?;
    let name = host.host();
    let bare = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let is_address = match bare {
        Some(inner) => inner.parse::<Ipv6Addr>().is_ok(),
        None => name.parse::<IpAddr>().is_ok(),
    };
    let own = hosts.next().is_none() && !host.as_str().contains('@') && (is_address || name.eq_ignore_ascii_case("localhost"));
    own.then_some(host)
}

/// What a request says of where it comes from.
enum Origin {
    /// From this page, or typed by the person.
    Own,
    /// From somewhere else.
    Foreign,
    /// It does not say: an old browser asking, or no browser.
    Untold,
}

fn origin(headers: &HeaderMap, host: &Authority) -> Origin {
    let site = headers.get(SEC_FETCH_SITE).map(HeaderValue::as_bytes);
    let origin = headers.get(header::ORIGIN).map(|origin| is_own_origin(origin, host));
    match (site, origin) {
        (Some(b"same-origin" | b"none"), None | Some(true)) | (None, Some(true)) => Origin::Own,
        (None, None) => Origin::Untold,
        _ => Origin::Foreign,
    }
}

fn is_own_origin(origin: &HeaderValue, host: &Authority) -> bool {
    let origin = origin.to_str().unwrap_or_default();
    let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host.as_str()))
}

/// Browsers keep cookies by host, not by port: two handsets on one machine need two names.
fn cookie_name(host: &Authority) -> String {
    host.port_u16().map_or_else(|| COOKIE.to_owned(), |port| format!("{COOKIE}_{port}"))
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    pairs.filter_map(|pair| pair.trim().split_once('=')).find(|(found, _)| *found == name).map(|(_, value)| value)
}

/// Whether both are the same, in a time that does not tell how much of them is.
fn same(shown: &str, key: &str) -> bool {
    let pairs = shown.bytes().zip(key.bytes());
    shown.len() == key.len() && pairs.fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}
