//! Admission: what devices ask for passes here before its handler runs, so that a rush finds a server that still answers.
//!
//! A request first takes a seat in the waiting [`room`], which bounds what bodies hold in memory; then its body is read, so that a slow
//! line keeps nobody from working; then it waits for one of few places to work, dealt in turn to organisations, and within one to its
//! devices. Who would wait too long is told at once when to come again.
//!
//! Left out: what one request may hold ([`crate::sync`]), how often strangers may try ([`crate::http::rate`]), how many connections
//! there are ([`crate::serve`]).

mod room;

use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::{FromRequestParts as _, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use http::header;
use model::wire::sync::MAX_BODY_BYTES;
use utoipa_axum::router::OpenApiRouter;

pub(crate) use self::room::Room;
use self::room::{Seat, Shed};
use crate::app::App;
use crate::auth::DeviceAuth;
use crate::error::ApiError;

/// The same routes, for devices that were admitted. A body is at most [`MAX_BODY_BYTES`].
pub(crate) fn before(app: &App, routes: OpenApiRouter<App>) -> OpenApiRouter<App> {
    routes.layer(from_fn_with_state(app.clone(), admit))
}

async fn admit(State(app): State<App>, request: Request, next: Next) -> Response {
    match seated(&app, request).await {
        Err(error) => error.into_response(),
        Ok((request, seat)) => work(&app, request, seat, next).await,
    }
}

/// Finds out who asks, takes a seat and reads the body.
async fn seated(app: &App, request: Request) -> Result<(Request, Seat), ApiError> {
    let (mut parts, body) = request.into_parts();
    let auth = DeviceAuth::from_request_parts(&mut parts, app).await?;
    let announced = parts.headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let most = announced.or(body.size_hint().upper()).map_or(MAX_BODY_BYTES, |most| usize::try_from(most).unwrap_or(usize::MAX));
    if most > MAX_BODY_BYTES {
        return Err(ApiError::TooLarge);
    }
    let seat = Room::seat(&app.room, auth.organisation, auth.device, most).map_err(|shed| turned_away(app, &shed))?;
    let bytes = to_bytes(body, most).await.map_err(|_| ApiError::Malformed("The body did not arrive whole, or not in time.".into()))?;
    parts.extensions.insert(auth);
    Ok((Request::from_parts(parts, Body::from(bytes)), seat))
}

/// Runs the handler once there is a place. It runs to its end, and holds its place until then, also if the caller hangs up: otherwise
/// hanging up would be a way around the bounds.
async fn work(app: &App, request: Request, seat: Seat, next: Next) -> Response {
    let place = match seat.place().await {
        Ok(place) => place,
        Err(shed) => return turned_away(app, &shed).into_response(),
    };
    let working = tokio::spawn(async move {
        let answer = next.run(request).await;
        drop(place);
        answer
    });
    match working.await {
        Ok(answer) => answer,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(error) => ApiError::internal(error).into_response(),
        },
    }
}

/// When to come again: as far off as the backlog says, and up to half as long after it, so that those who came together do not come
/// together again.
fn turned_away(app: &App, shed: &Shed) -> ApiError {
    // Without randomness they come at the same second.
    let dice = app.random::<4>().map_or(0, u32::from_le_bytes);
    let wait = shed.wait_s.max(1);
    ApiError::Unavailable { retry_after_s: wait.saturating_add(dice % (wait / 2 + 2)) }
}
