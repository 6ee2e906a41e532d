//! Notices as server-sent events, one event name for each kind. After a gap comes `reload`: read everything again.

use std::convert::Infallible;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use client_core::Notice;
use futures_util::{Stream, StreamExt as _};
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::wrappers::errors::BroadcastStreamRecvError;

use super::App;

pub(super) async fn events(State(app): State<App>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let notices = BroadcastStream::new(app.device.observe()).map(|notice| Ok(event(notice)));
    Sse::new(notices.take_until(app.stop.cancelled_owned())).keep_alive(KeepAlive::default())
}

fn event(notice: Result<Notice, BroadcastStreamRecvError>) -> Event {
    let named = |name: &str| Event::default().event(name);
    // Browsers drop events without data.
    match notice {
        Ok(Notice::Document(id)) => named("document").data(id.to_string()),
        Ok(Notice::Outbox) => named("outbox").data("{}"),
        Ok(Notice::Agenda) => named("agenda").data("{}"),
        Ok(Notice::Network) => named("network").data("{}"),
        Ok(Notice::Identity) => named("identity").data("{}"),
        Ok(Notice::Reference(set)) => named("reference").data(set.word()),
        Err(BroadcastStreamRecvError::Lagged(_)) => named("reload").data("{}"),
    }
}
