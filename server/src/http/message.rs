//! Refuses requests whose end or target proxies and servers may read differently (request smuggling, RFC 9112 §11.2).
//!
//! What only the bytes show (bare line feeds, folded lines, two lengths) is refused before ([`crate::serve`]). No client of this server
//! needs chunked bodies, so `Transfer-Encoding` is refused altogether: what is left has one reading.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, header};

use crate::error::ApiError;

/// Lets through only requests with one `Host`, which is that of the target, and with a body of announced length or none.
pub(crate) async fn check(request: Request, next: Next) -> Response {
    let headers = request.headers();
    if headers.get_all(header::HOST).iter().count() != 1 {
        return refused("Send exactly one Host header.");
    }
    let authority = request.uri().authority().map(http::uri::Authority::as_str);
    if authority.is_some_and(|authority| headers.get(header::HOST).is_none_or(|host| host.as_bytes() != authority.as_bytes())) {
        return refused("Target and Host header name different hosts.");
    }
    if headers.contains_key(header::TRANSFER_ENCODING) {
        return refused("Send the body with a Content-Length.");
    }
    if headers.get_all(header::CONTENT_LENGTH).iter().count() > 1 {
        return refused("Send one Content-Length.");
    }
    next.run(request).await
}

/// Whoever sends such a request is not believed what follows it either: the connection ends.
fn refused(why: &'static str) -> Response {
    let mut response = ApiError::Malformed(why.into()).into_response();
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}
