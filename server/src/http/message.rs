//! Refuses requests whose end or target proxies and servers may read differently (request smuggling, RFC 9112 §11.2).
//!
//! hyper already refuses most of them, but drops `Content-Length` silently when `Transfer-Encoding` is there too. No client of
//! this server needs chunked bodies, so `Transfer-Encoding` is refused altogether: what is left has one reading.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::header;

use crate::error::ApiError;

/// Lets through only requests with one `Host`, and with a body of announced length or none.
pub(crate) async fn check(request: Request, next: Next) -> Response {
    let headers = request.headers();
    if headers.get_all(header::HOST).iter().count() != 1 {
        return ApiError::Malformed("Send exactly one Host header.".into()).into_response();
    }
    if headers.contains_key(header::TRANSFER_ENCODING) {
        return ApiError::Malformed("Send the body with a Content-Length.".into()).into_response();
    }
    if headers.get_all(header::CONTENT_LENGTH).iter().count() > 1 {
        return ApiError::Malformed("Send one Content-Length.".into()).into_response();
    }
    next.run(request).await
}
