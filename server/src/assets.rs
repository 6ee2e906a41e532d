//! The desk's pages, the page for whoever holds a paper, the page that explains the interface, and what they load, built into the program: `static/` of this crate and the
//! shared material of `web/`.

use std::borrow::Cow;

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::app::App;
use crate::error::ApiError;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Desk;

#[derive(RustEmbed)]
#[folder = "../web/shared/"]
struct Shared;

#[derive(RustEmbed)]
#[folder = "../web/locales/"]
struct Locales;

/// Where the desk's pages are: one file, which loads the page's module by its address (`desk/pages.js`).
const PAGES: &[&str] = &[
    "/board",
    "/plan",
    "/visits/{id}",
    "/register",
    "/stock",
    "/old-parts",
    "/complaints",
    "/contracts",
    "/aftercare",
    "/reports",
    "/settings",
];

/// `/`, the desk's pages, `/check`, `/api` and `/assets/**`. The code on papers of version 0.1 leads to `/`: the browser keeps what stands behind
/// `#` on its way to the desk, and the desk leads on to `/check`.
pub(crate) fn routes() -> Router<App> {
    let desk = |headers: HeaderMap| async move { answer("desk/index.html", &headers) };
    let pages = PAGES.iter().fold(Router::new(), |router, page| router.route(page, get(desk)));
    pages
        .route("/", get(|| async { Redirect::to("/board") }))
        .route("/check", get(|headers: HeaderMap| async move { answer("check/index.html", &headers) }))
        .route("/api", get(|headers: HeaderMap| async move { answer("api/index.html", &headers) }))
        .route("/assets/{*path}", get(|Path(path): Path<String>, headers: HeaderMap| async move { answer(&path, &headers) }))
}

/// The file at `path` below `/assets/`.
fn file(path: &str) -> Option<EmbeddedFile> {
    match path.split_once('/') {
        Some(("shared", rest)) => Shared::get(rest),
        Some(("locales", rest)) => Locales::get(rest),
        _ => Desk::get(path),
    }
}

/// The file, or that the browser's copy is still good. Browsers ask each time, so that a new version shows at once.
fn answer(path: &str, headers: &HeaderMap) -> Response {
    let Some(file) = file(path) else { return ApiError::NotFound.into_response() };
    let tag = format!("\"{}\"", hex::encode(file.metadata.sha256_hash()));
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|value| value.as_bytes() == tag.as_bytes());
    let caching = [(header::CACHE_CONTROL, "no-cache".to_owned()), (header::ETAG, tag)];
    if known {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    let mut response = (caching, Cow::into_owned(file.data)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, media_type(path));
    response
}

fn media_type(path: &str) -> HeaderValue {
    if path.ends_with(".ftl") {
        return HeaderValue::from_static("text/plain; charset=utf-8");
    }
    let guess = mime_guess::from_path(path).first_or_octet_stream();
    let charset = if guess.type_() == "text" { "; charset=utf-8" } else { "" };
    HeaderValue::from_str(&format!("{guess}{charset}")).unwrap_or(HeaderValue::from_static("application/octet-stream"))
}
