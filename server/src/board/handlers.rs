//! Routes of the board: the whole at one moment, and what changes after it.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_util::Stream;
use futures_util::stream::unfold;
use http::HeaderMap;
use model::id::OrganisationId;
use model::wire::problem::Problem;
use serde::Deserialize;
use tokio::sync::watch;
use tokio::time::Instant;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::view::BoardSnapshot;
use crate::app::App;
use crate::auth::DeskAuth;
use crate::auth::permission::Permission;
use crate::error::ApiError;
use crate::http::query::ApiQuery;

/// Visits that are signed or cancelled stay on the board this long after their last change, in **milliseconds**.
const LINGER_MS: i64 = 14 * 24 * 3_600_000;
/// Most rows of a kind that are sent one by one; a page that missed more reads the board whole.
const MOST_ROWS: u32 = 500;
/// So often a comment keeps the line open.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// So often it is asked whether whoever listens may still.
const ASK_AGAIN: Duration = Duration::from_secs(15);
/// After this long a page has to read the board whole again, and with that to prove that its session still lives.
const LONGEST_STREAM: Duration = Duration::from_secs(15 * 60);

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(board)).routes(routes!(events))
}

/// The whole board.
#[utoipa::path(
    get,
    path = "/v1/desk/board",
    tag = "desk",
    responses((status = 200, description = "Every open visit, recent others, every device", body = BoardSnapshot))
)]
async fn board(State(app): State<App>, desk: DeskAuth) -> Result<Json<BoardSnapshot>, ApiError> {
    let now = app.now();
    let rows = app.store.board(desk.organisation, now.plus_ms(-LINGER_MS)).await?;
    Ok(Json(BoardSnapshot { seq: rows.seq, server_time: now, visits: rows.visits, devices: rows.devices }))
}

/// Where a page has got to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct After {
    after: Option<u64>,
}

/// What changes on the board, as server-sent events: `visit` with a row, `device` with a row, `reload` when the page has to read
/// the board whole. The id of an event is its place among the news of the organisation's board; `Last-Event-ID` or `after` resumes there.
#[utoipa::path(
    get,
    path = "/v1/desk/board/events",
    tag = "desk",
    params(("after" = Option<u64>, Query, description = "Place among the news; without it, from now on")),
    responses(
        (status = 200, description = "A stream of events", body = String, content_type = "text/event-stream"),
        (status = 400, description = "The place is no number", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn events(
    State(app): State<App>,
    desk: DeskAuth,
    headers: HeaderMap,
    ApiQuery(After { after }): ApiQuery<After>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    let resumed = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    // Listening begins before the place is read, so that nothing falls between.
    let listener = app.feed.listen(desk.organisation);
    let place = match resumed.or(after) {
        Some(place) => place,
        None => app.store.board_end(desk.organisation).await?,
    };
    let line = Line {
        organisation: desk.organisation,
        place,
        listener,
        ends_at: Instant::now() + LONGEST_STREAM,
        unsent: VecDeque::new(),
        read_first: true,
        over: false,
        app,
        headers,
        ask_at: Instant::now() + ASK_AGAIN,
    };
    let stream = unfold(line, |mut line| async move { line.next().await.map(|event| (Ok(event), line)) });
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE).text("")))
}

/// One open page.
struct Line {
    app: App,
    organisation: OrganisationId,
    place: u64,
    listener: watch::Receiver<u64>,
    ends_at: Instant,
    unsent: VecDeque<Event>,
    read_first: bool,
    over: bool,
    /// What the request came with, and when it is asked again whether that still counts.
    headers: HeaderMap,
    ask_at: Instant,
}

impl Line {
    /// The next event; `None` ends the stream.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.unsent.pop_front() {
                return Some(event);
            }
            if self.over {
                return None;
            }
            if !std::mem::take(&mut self.read_first) {
                tokio::select! {
                    heard = self.listener.changed() => heard.ok()?,
                    () = self.app.stopping.cancelled() => return None,
                    () = tokio::time::sleep_until(self.ask_at) => {
                        if !self.may_still().await {
                            return None;
                        }
                        self.ask_at = Instant::now() + ASK_AGAIN;
                        continue;
                    }
                    () = tokio::time::sleep_until(self.ends_at) => {
                        self.over = true;
                        return Some(reload(self.place));
                    }
                }
            }
            if let Err(error) = self.read().await {
                tracing::error!(error = %error, "the board's events end early");
                return None;
            }
        }
    }

    /// Whether whoever listens may still see the board: somebody who was put out sees no more of it.
    async fn may_still(&self) -> bool {
        let who = DeskAuth::of(&self.headers, &self.app).await;
        who.is_ok_and(|who| who.organisation == self.organisation && who.may(Permission::WorkRead) && !who.password_given)
    }

    /// Reads the rows after the last one sent.
    async fn read(&mut self) -> Result<(), ApiError> {
        let rows = self.app.store.board_after(self.organisation, self.place, MOST_ROWS).await?;
        let most = MOST_ROWS as usize;
        if self.place > rows.seq || rows.visits.len() >= most || rows.devices.len() >= most {
            self.unsent.push_back(reload(rows.seq));
        } else {
            let visits = rows.visits.iter().map(|visit| (visit.head.seq, "visit", serde_json::to_string(visit)));
            let devices = rows.devices.iter().map(|device| (device.seq, "device", serde_json::to_string(device)));
            let mut news: Vec<_> = visits.chain(devices).collect();
            news.sort_by_key(|(seq, ..)| *seq);
            for (seq, kind, data) in news {
                let data = data.map_err(ApiError::internal)?;
                self.unsent.push_back(Event::default().event(kind).id(seq.to_string()).data(data));
            }
        }
        self.place = rows.seq;
        Ok(())
    }
}

fn reload(seq: u64) -> Event {
    Event::default().event("reload").id(seq.to_string()).data("{}")
}
