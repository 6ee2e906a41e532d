//! Answers under gzip, for callers that accept it (RFC 9110 §12.5.3): pages of a desk are text that repeats itself.
//!
//! Put around rooms, never around everything. Left out on purpose: streams of events, whose lines must leave at once; photos and parts
//! of them; and whatever answers a secret (sessions, enrolment codes, tokens), whose length under compression would tell of it beside
//! text that somebody else chose (BREACH). What is compressed here is shown to a signed-in desk only, whose cookie no other site can
//! have sent (`SameSite=Strict`).

use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use model::wire::frame::gzip;

use crate::app::App;
use crate::documents::open::judging;
use crate::error::ApiError;

/// Shorter answers are sent as they are, in **bytes**: they fit one packet.
const MIN_BYTES: u64 = 1_024;
/// Longer ones too: they would be held twice.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// Compresses JSON that a handler answered with 200, if the caller accepts it.
pub(crate) async fn answers(State(app): State<App>, request: Request, next: Next) -> Response {
    let accepted = accepts_gzip(request.headers());
    let mut response = next.run(request).await;
    if !is_json(response.headers()) {
        return response;
    }
    response.headers_mut().append(header::VARY, HeaderValue::from_static("accept-encoding"));
    let length = response.body().size_hint().exact().unwrap_or(0);
    let may = response.status() == StatusCode::OK && !KEPT_AS_THEY_ARE.iter().any(|name| response.headers().contains_key(name));
    if !accepted || !may || !(MIN_BYTES..=MAX_BYTES).contains(&length) {
        return response;
    }
    compressed(&app, response).await.unwrap_or_else(ApiError::into_response)
}

/// An answer with one of these is not compressed: it is already, is a part of something, is named by its bytes, or bears a secret.
const KEPT_AS_THEY_ARE: [header::HeaderName; 4] = [header::CONTENT_ENCODING, header::CONTENT_RANGE, header::ETAG, header::SET_COOKIE];

async fn compressed(app: &App, response: Response) -> Result<Response, ApiError> {
    let (mut parts, body) = response.into_parts();
    let plain = to_bytes(body, usize::MAX).await.map_err(ApiError::internal)?;
    let body = judging(&app.gates.desk, move || gzip(&plain)).await?;
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    Ok(Response::from_parts(parts, Body::from(body)))
}

fn is_json(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"))
}

/// Whether a list of codings (`gzip, br;q=0.5`) names gzip, or everything, with a weight above zero. What names gzip counts before `*`.
fn accepts_gzip(headers: &HeaderMap) -> bool {
    let lists = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|list| list.to_str().ok());
    let mut anything = false;
    for coding in lists.flat_map(|list| list.split(',')) {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let weight = weight.trim().split_once('=').filter(|(name, _)| name.eq_ignore_ascii_case("q"));
        let weight = weight.map_or(1.0, |(_, q)| q.trim().parse::<f32>().unwrap_or(0.0));
        match name.trim() {
            name if name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip") => return weight > 0.0,
            "*" => anything = weight > 0.0,
            _ => {}
        }
    }
    anything
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_accepted_by_name_or_with_everything_unless_its_weight_is_zero() {
        let accepts = |list: &'static str| accepts_gzip(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(list))]));
        assert!(accepts("gzip") && accepts("br, GZIP;q=0.5") && accepts("*") && accepts("identity;q=0, gzip; q=1.0"));
        assert!(
            !accepts("") && !accepts("br") && !accepts("gzip;q=0, *") && !accepts("gzip;Q=0") && !accepts("*;q=0") && !accepts("gzip;q=x")
        );
        assert!(!accepts_gzip(&HeaderMap::new()));
    }
}
