//! The line: server-sent events that say no more than "sync".

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_util::Stream;
use futures_util::stream::unfold;
use http::HeaderMap;
use model::wire::live::{KEEP_ALIVE_S, LAST_EVENT_ID, POKE, Poke};
use model::wire::problem::Problem;
use tokio::time::Instant;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::pokes::{Listener, News};
use crate::app::App;
use crate::auth::DeviceAuth;
use crate::error::ApiError;
use crate::http::rate::CallerAddress;
use crate::sync::has_news;

/// So long after the first of a burst the poke goes out: what is committed until then is told with it.
const GATHER: Duration = Duration::from_millis(25);
/// The shortest time between two pokes of a device.
const REST: Duration = Duration::from_millis(100);
/// Devices that are told of something all at once come within so many **seconds**.
const SPREAD_S: u32 = 60;
/// After so many **seconds** a device may ask again for a line, where no more can be held open.
const FULL_S: u32 = 300;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(live))
}

/// Pokes, as server-sent events named `poke`: there may be something new, sync. The first one comes at once, unless `Last-Event-ID` is the
/// device's cursor and nothing lies after it. The stream ends when the token does, when the device opens another one, or when it is put
/// out.
#[utoipa::path(
    get,
    path = "/v1/live",
    tag = "devices",
    responses(
        (status = 200, description = "A stream of events", body = String, content_type = "text/event-stream"),
        (status = 401, description = "`token_expired`, `unauthenticated`", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "`device_revoked`", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "`unavailable`: no more lines can be held open", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn live(
    State(app): State<App>,
    auth: DeviceAuth,
    address: CallerAddress,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    let listener = app.pokes.listen(auth.organisation, auth.person, auth.device, address);
    let listener = listener.ok_or(ApiError::Unavailable { retry_after_s: FULL_S })?;
    // After the line is there, so that nothing falls between.
    let news = match headers.get(LAST_EVENT_ID).and_then(|cursor| cursor.to_str().ok()) {
        Some(cursor) => has_news(&app, &auth, cursor).await?,
        None => true,
    };
    let left_ms = auth.token_until.as_ms().saturating_sub(app.now().as_ms());
    let line = Line {
        listener,
        told: News::default(),
        ends_at: Instant::now() + Duration::from_millis(u64::try_from(left_ms).unwrap_or(0)),
        rests_until: (!news).then(Instant::now),
        app,
    };
    let stream = unfold(line, |mut line| async move { line.next().await.map(|event| (Ok(event), line)) });
    let keep_alive = KeepAlive::new().interval(Duration::from_secs(u64::from(KEEP_ALIVE_S))).text("");
    Ok(Sse::new(stream).keep_alive(keep_alive))
}

/// One open line.
struct Line {
    app: App,
    listener: Listener,
    /// What the device was told of.
    told: News,
    /// When the token is past its time.
    ends_at: Instant,
    /// No poke before this; `None` for one at once.
    rests_until: Option<Instant>,
}

impl Line {
    /// The next poke; `None` ends the stream.
    async fn next(&mut self) -> Option<Event> {
        let poke = match self.rests_until {
            // What happened before the line was open nobody told.
            None => Poke::default(),
            Some(rests_until) => {
                let stopping = self.app.stopping.clone();
                tokio::select! {
                    news = news_after(&mut self.listener, self.told, rests_until) => news?,
                    () = stopping.cancelled() => return None,
                    () = tokio::time::sleep_until(self.ends_at) => return None,
                };
                let news = *self.listener.news.borrow_and_update();
                let at_once = news.at_once > self.told.at_once;
                self.told = news;
                Poke { spread_s: (!at_once).then_some(SPREAD_S) }
            }
        };
        self.rests_until = Some(Instant::now() + REST);
        match Event::default().event(POKE).json_data(poke) {
            Ok(event) => Some(event),
            Err(error) => {
                tracing::error!(error = %error, "a poke has no JSON form; the line ends");
                None
            }
        }
    }
}

/// Waits until there is something that the device was not `told`, not before `rests_until`, and gathers what comes with it. `None` if the
/// line was ended.
async fn news_after(listener: &mut Listener, told: News, rests_until: Instant) -> Option<()> {
    drop(listener.news.wait_for(|news| *news != told).await.ok()?);
    tokio::time::sleep_until(rests_until.max(Instant::now() + GATHER)).await;
    listener.news.has_changed().is_ok().then_some(())
}
