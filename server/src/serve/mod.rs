//! The accept loop: bounded in connections, in all and per caller, and in patience, and stopping without cutting anybody off.
//!
//! `axum::serve` has no deadlines and no bounds. Here each connection has a place ([`places`]), is read through a guard that knows where
//! requests end and how long a caller may take ([`guarded`], [`framing`]), and its bodies have to arrive in time.

mod framing;
mod guarded;
mod places;

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use bytes::Bytes;
use http::{Request, header};
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;
use tower_http::timeout::TimeoutBody;

use self::guarded::{Answering, Guarded, Patience, Traffic};
use self::places::Places;
use crate::app::App;
use crate::http::slow_body::{InTime, time_for};

/// A connection that says nothing is kept longer than proxies keep theirs, so that none sends into one that is being closed. The system
/// tells of room for more of an answer only when half of what it holds has left: at 2 kB/s that takes minutes.
const PATIENCE: Patience = Patience { head: Duration::from_secs(10), idle: Duration::from_secs(75), answer: Duration::from_secs(300) };
/// How long a body may pause.
const BODY_PATIENCE: Duration = Duration::from_secs(30);
/// Largest head of a request in **bytes**.
const MAX_HEAD_BYTES: usize = 16 * 1024;
/// How long requests in flight may take after the stop.
const DRAIN: Duration = Duration::from_secs(30);
/// Pause after a failed accept: the usual cause, no file handles left, does not go away at once.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// The server stopped, but not cleanly. Everything answered is durable all the same.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The database's log was not folded; the next start reads it.
    #[error("the database's log could not be folded: {0}")]
    Checkpoint(String),
}

/// Serves `listener` until `stop` fires.
pub(crate) async fn serve(app: &App, router: Router, listener: TcpListener, stop: CancellationToken) -> Result<(), ServeError> {
    let places = Places::of(&app.config);
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    loop {
        let (stream, peer) = tokio::select! {
            () = stop.cancelled() => break,
            accepted = accept(&listener) => accepted,
            Some(_) = connections.join_next() => continue,
        };
        let place = match places.take(peer.ip()) {
            Ok(place) => place,
            Err(why) => {
                tracing::debug!(why = ?why, "one connection more was closed");
                continue;
            }
        };
        let connection = graceful.watch(connect(router.clone(), stream, peer, Arc::clone(&place.traffic)));
        connections.spawn(async move {
            tokio::select! {
                ended = connection => if let Err(error) = ended {
                    // Callers hang up and time out all the time; nobody has to act on it.
                    tracing::debug!(error = %error, "connection ended");
                },
                () = place.gives_way.cancelled() => tracing::debug!("a connection that waited gave way to another caller"),
            }
        });
    }
    drop(listener);
    app.stopping.cancel();
    if tokio::time::timeout(DRAIN, graceful.shutdown()).await.is_err() {
        tracing::warn!(connections = connections.len(), "requests were cut off after the time to finish");
    }
    connections.shutdown().await;
    app.inbox.stop().await;
    app.store.checkpoint().await.map_err(|error| ServeError::Checkpoint(error.to_string()))
}

/// The next connection.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) => {
                tracing::warn!(error = %error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

fn connect(
    router: Router,
    stream: TcpStream,
    peer: SocketAddr,
    traffic: Arc<Traffic>,
) -> impl GracefulConnection<Error = hyper::Error, Output = hyper::Result<()>> {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(error = %error, "no TCP_NODELAY");
    }
    let guarded = Guarded::new(stream, Arc::clone(&traffic), PATIENCE);
    let service = service_fn(move |request: Request<Incoming>| {
        let answering = Answering::begun(&traffic);
        let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        let mut request = request.map(|body| {
            let body = Body::new(TimeoutBody::new(BODY_PATIENCE, body));
            Body::new(InTime::new(body, time_for(length.unwrap_or(0))))
        });
        request.extensions_mut().insert(ConnectInfo(peer));
        let answer = router.clone().oneshot(request);
        async move { answer.await.map(|answer| answer.map(|body| AnswerBody { body, _answering: answering })) }
    });
    // The guard keeps the deadline of the head.
    http1::Builder::new().header_read_timeout(None).max_header_size(MAX_HEAD_BYTES).serve_connection(TokioIo::new(guarded), service)
}

/// The body of an answer, which is being answered until it is out.
struct AnswerBody {
    body: Body,
    _answering: Answering,
}

impl HttpBody for AnswerBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
