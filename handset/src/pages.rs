//! The page: `static/` of this crate and the shared material of `web/`, built into the program.

use std::borrow::Cow;

use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::problem::LocalProblem;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Page;

#[derive(RustEmbed)]
#[folder = "../web/shared/"]
struct Shared;

#[derive(RustEmbed)]
#[folder = "../web/locales/"]
struct Locales;

/// The file at the path of `uri`, or that the browser's copy is still good. Browsers ask each time, so that a new version shows
/// at once.
pub(crate) async fn page(uri: Uri, headers: HeaderMap) -> Response {
    let path = match uri.path().trim_start_matches('/') {
        "" => "index.html",
        path => path,
    };
    let Some(file) = file(path) else { return LocalProblem::not_found().into_response() };
    let hash: String = file.metadata.sha256_hash().iter().map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{hash}\"");
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|value| value.as_bytes() == tag.as_bytes());
    let caching = [(header::CACHE_CONTROL, "no-cache".to_owned()), (header::ETAG, tag)];
    if known {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    let mut response = (caching, Cow::into_owned(file.data)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, media_type(path));
    response
}

fn file(path: &str) -> Option<EmbeddedFile> {
    match path.strip_prefix("assets/").and_then(|path| path.split_once('/')) {
        Some(("shared", rest)) => Shared::get(rest),
        Some(("locales", rest)) => Locales::get(rest),
        _ => Page::get(path),
    }
}

fn media_type(path: &str) -> HeaderValue {
    if path.ends_with(".ftl") {
        return HeaderValue::from_static("text/plain; charset=utf-8");
    }
    let guess = mime_guess::from_path(path).first_or_octet_stream();
    let charset = if guess.type_() == "text" { "; charset=utf-8" } else { "" };
    HeaderValue::from_str(&format!("{guess}{charset}")).unwrap_or(HeaderValue::from_static("application/octet-stream"))
}
