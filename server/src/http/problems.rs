//! Writes errors as `application/problem+json` (RFC 9457), and logs what broke inside, once.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderName, HeaderValue, header};
use model::wire::problem::PROBLEM_JSON;

use crate::app::App;
use crate::error::{ApiError, TUS_RESUMABLE};
use crate::http::request_log::RequestName;

/// What an error answer says beside its problem.
const KEPT: [HeaderName; 3] = [header::ALLOW, header::CONNECTION, TUS_RESUMABLE];

/// Gives every error answer its problem body; answers of the framework (unknown path, body too large) too.
pub(crate) async fn fill(State(app): State<App>, request: Request, next: Next) -> Response {
    let name = request.extensions().get::<RequestName>().cloned();
    let mut response = next.run(request).await;
    let status = response.status();
    let error = response.extensions_mut().remove::<ApiError>();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let error = error.unwrap_or_else(|| ApiError::from_status(status));
    if let ApiError::Internal(cause) = &error {
        tracing::error!(request.id = name.as_ref().map(|name| name.0.as_str()), error = %cause, "request failed");
    }
    let problem = error.problem(app.now());
    let headers = error.into_response().into_parts().0.headers;
    let mut written = (status, axum::Json(problem)).into_response();
    written.headers_mut().extend(headers);
    for name in KEPT {
        if let Some(value) = response.headers_mut().remove(&name) {
            written.headers_mut().insert(name, value);
        }
    }
    written.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    written
}
