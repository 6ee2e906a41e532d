//! What every request passes on its way in and out. From the outside in:
//!
//! 1. [`request_log`]: a name for the request, one log line when it is answered.
//! 2. [`security`]: headers that tell browsers what the pages may do.
//! 3. [`problems`]: errors become `application/problem+json`.
//! 4. panics of handlers become errors.
//! 5. [`message`]: requests whose end or target is ambiguous are refused.
//!
//! Beside them what rooms put around their routes, [`compress`], what handlers use: [`attachment`], [`json`], [`newest`], [`path`], [`query`], [`range`], [`rate`]; and what the accept loop puts around bodies: [`slow_body`].

pub(crate) mod attachment;
pub(crate) mod compress;
pub(crate) mod json;
pub(crate) mod message;
pub(crate) mod newest;
pub(crate) mod path;
pub(crate) mod problems;
pub(crate) mod query;
pub(crate) mod range;
pub(crate) mod rate;
pub(crate) mod request_log;
pub(crate) mod security;
pub(crate) mod slow_body;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use tower_http::catch_panic::CatchPanicLayer;

use crate::app::App;
use crate::error::ApiError;

/// Largest body of a route that does not say otherwise, in **bytes**.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// Puts the layers around `router`.
pub(crate) fn wrap(router: Router<App>, app: &App) -> Router<App> {
    router
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(from_fn(message::check))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app.clone(), problems::fill))
        .layer(from_fn_with_state(app.clone(), security::harden))
        .layer(from_fn_with_state(request_log::RequestNames::new(app.now()), request_log::log))
}

/// The panic's text may hold data of customers; the panic hook of the process decides what becomes of it.
fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    ApiError::internal("a handler panicked").into_response()
}
