//! One log line per request, at the boundary: method, route template, status, duration, name of the request.
//!
//! Never the path itself, a query, a header or a body: they hold ids of customers' things and secrets.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue};
use model::time::Timestamp;
use tokio::time::Instant;

/// The header that tells the caller the name of the request, to be quoted when asking for help.
const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The name of a request, in its extensions.
#[derive(Debug, Clone)]
pub(crate) struct RequestName(pub(crate) String);

/// Gives requests names: the server's start and a running number. A caller's own name is not taken over.
#[derive(Clone)]
pub(crate) struct RequestNames {
    started_ms: i64,
    last: Arc<AtomicU64>,
}

impl RequestNames {
    pub(crate) fn new(started_at: Timestamp) -> Self {
        Self { started_ms: started_at.as_ms(), last: Arc::default() }
    }

    fn next(&self) -> RequestName {
        RequestName(format!("{:x}-{:x}", self.started_ms, self.last.fetch_add(1, Ordering::Relaxed)))
    }
}

/// Names the request, and logs it when its answer begins.
pub(crate) async fn log(State(names): State<RequestNames>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let name = names.next();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    request.extensions_mut().insert(name.clone());
    let mut response = next.run(request).await;
    tracing::info!(
        request.id = name.0.as_str(),
        http.method = method.as_str(),
        http.route = route.as_ref().map_or("none", MatchedPath::as_str),
        http.status = response.status().as_u16(),
        duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        "request"
    );
    if let Ok(value) = HeaderValue::from_str(&name.0) {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }
    response
}
