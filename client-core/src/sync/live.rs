//! The line: while the driver runs and the server can be reached, it is held open, and a poke makes the machine sync at once.
//!
//! Pokes carry nothing; what is new comes with the sync. A line that breaks is opened again, later each time (full jitter); without one
//! the routine asks as often as ever. Nothing is opened in airplane mode or while the last contact failed.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use model::wire::config::LIVE;
use model::wire::live::{EVENT_STREAM, KEEP_ALIVE_S, LAST_EVENT_ID, LIVE_PATH, POKE, Poke};

use super::SyncError;
use super::machine::{self, Input};
use crate::chance::fresh;
use crate::device::Core;
use crate::http::answer::{Failure, expect_success};
use crate::http::events::Events;
use crate::http::transport::{HttpRequest, HttpResponse, Method, OpenAnswer};
use crate::store::{config, contact, identity};

/// A line is dead when it was silent for so long.
const SILENCE: Duration = Duration::from_secs(2 * KEEP_ALIVE_S as u64 + 30);
/// How long the server may take to open the line.
const OPENING: Duration = Duration::from_secs(30);
/// A line that held so long was a good one, in **milliseconds**: the next is opened as if none had failed.
const GOOD_MS: u64 = machine::ROUTINE_MS;
/// How long a server that has no lines is not asked for one, in **milliseconds**.
const NO_LINES_MS: u64 = 60 * 60 * 1_000;
/// The longest refusal that is read, in **bytes**.
const MAX_REFUSAL_BYTES: usize = 64 * 1024;
/// The longest spread that is believed, in **seconds**.
const MAX_SPREAD_S: u32 = 600;

impl Core {
    /// Holds the line open whenever it can be. Never ends by itself.
    pub(super) async fn listen(self: &Arc<Self>) {
        let mut wanted = self.line_wanted.subscribe();
        let mut failures = 0;
        loop {
            if wanted.wait_for(|wanted| *wanted).await.is_err() {
                // The device is gone, and this with it.
                return std::future::pending().await;
            }
            let began = self.clock.monotonic_ms();
            let ended = self.follow().await;
            self.hear_line(Input::Listening(false));
            let held_ms = self.clock.monotonic_ms().saturating_sub(began);
            failures = if held_ms >= GOOD_MS { 0 } else { failures + 1 };
            let wait_ms = match &ended {
                Ok(()) => 0,
                Err(error) => {
                    tracing::info!(code = error.code(), "the line to the server ended");
                    least_wait_ms(error)
                }
            };
            let random = fresh(self.chance.as_ref()).map_or(u64::MAX, u64::from_le_bytes);
            tokio::time::sleep(Duration::from_millis(wait_ms.saturating_add(machine::backoff(failures, random)))).await;
        }
    }

    /// Opens a line and takes its pokes until it ends.
    async fn follow(self: &Arc<Self>) -> Result<(), SyncError> {
        let moved = self.line_ends.notified();
        let enrolled = self.store.read(identity::find)?.ok_or(SyncError::NotEnrolled)?;
        if !self.store.read(config::kept)?.config.has(LIVE) {
            return Err(Failure::Refused("this server has no lines".to_owned()).into());
        }
        let (token, cursor) = {
            // A token may have to be asked for: one request at a time.
            let _turn = self.turn.lock().await;
            (self.access_token(&enrolled).await?, self.store.read(contact::cursor)?)
        };
        let mut request = HttpRequest::new(Method::Get, LIVE_PATH, MAX_REFUSAL_BYTES)
            .header("accept", EVENT_STREAM)
            .header("authorization", format!("Bearer {}", token.as_str()));
        if let Some(cursor) = cursor {
            request = request.header(LAST_EVENT_ID, cursor.text);
        }
        let listening = async {
            let transport = self.transport(&enrolled.identity.server_url)?;
            let answer = within(OPENING, transport.open(request)).await?;
            let mut line = opened(answer).await?;
            self.hear_line(Input::Listening(true));
            let mut events = Events::default();
            while let Some(piece) = within(SILENCE, line.body.next()).await? {
                for event in events.take(&piece)? {
                    if event.name == POKE {
                        // Data that cannot be read says as much as none: sync.
                        let Poke { spread_s } = serde_json::from_str(&event.data).unwrap_or_default();
                        let spread_ms = u64::from(spread_s.unwrap_or(0).min(MAX_SPREAD_S)) * 1000;
                        self.hear_line(Input::Poked { spread_ms });
                    }
                }
            }
            Ok(())
        };
        let ended = tokio::select! {
            ended = self.connected(listening) => ended,
            () = moved => Ok(()),
        };
        if ended.as_ref().is_err_and(|failure: &Failure| failure.status() == Some(401)) {
            self.tokens.forget();
        }
        Ok(ended?)
    }

    /// Tells the machine about the line; the driver looks again when there is something to do.
    fn hear_line(&self, input: Input) {
        let now = self.clock.monotonic_ms();
        let random = fresh(self.chance.as_ref()).map_or(0, u64::from_le_bytes);
        let mut machine = self.machine.lock().unwrap_or_else(PoisonError::into_inner);
        machine.handle(now, random, input);
        drop(machine);
        self.look_again.notify_one();
    }
}

/// The line, if the answer opens one.
async fn opened(mut answer: OpenAnswer) -> Result<OpenAnswer, Failure> {
    if answer.status != 200 {
        let mut body = Vec::new();
        while let Some(piece) = within(OPENING, answer.body.next()).await? {
            body.extend_from_slice(&piece);
            if body.len() > MAX_REFUSAL_BYTES {
                return Err(Failure::AnswerTooLarge);
            }
        }
        expect_success(HttpResponse { status: answer.status, headers: answer.headers, body })?;
        return Err(Failure::Answer("it opens no line".to_owned()));
    }
    let stream = answer.headers.iter().any(|(name, value)| name == "content-type" && value.starts_with(EVENT_STREAM));
    if stream { Ok(answer) } else { Err(Failure::Answer("it is no stream of events".to_owned())) }
}

/// How long at least no line is asked for after `error`, in **milliseconds**.
fn least_wait_ms(error: &SyncError) -> u64 {
    let SyncError::Exchange(failure) = error else { return 0 };
    let no_lines = matches!(failure, Failure::Refused(_)) || matches!(failure.status(), Some(404 | 405 | 501));
    let asked = failure.retry_after_s().map_or(0, |seconds| u64::from(seconds) * 1000);
    if no_lines { NO_LINES_MS } else { asked }
}

async fn within<T, E>(patience: Duration, work: impl Future<Output = Result<T, E>>) -> Result<T, Failure>
where
    Failure: From<E>,
{
    match tokio::time::timeout(patience, work).await {
        Ok(done) => Ok(done?),
        Err(_) => Err(Failure::Timeout),
    }
}
