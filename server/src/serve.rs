//! The accept loop: bounded in connections, in all and per caller, and in patience, and stopping without cutting anybody off.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::{Request, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;
use tower_http::timeout::TimeoutBody;

use crate::app::App;
use crate::config::Config;
use crate::http::rate::network;
use crate::http::slow_body::{InTime, time_for};

/// How long a caller may take to send the head of a request; also how long an idle connection is kept.
const HEAD_PATIENCE: Duration = Duration::from_secs(10);
/// How long a body may pause.
const BODY_PATIENCE: Duration = Duration::from_secs(30);
/// Largest head of a request in **bytes**.
const MAX_HEAD_BYTES: usize = 16 * 1024;
/// How long requests in flight may take after the stop.
const DRAIN: Duration = Duration::from_secs(10);
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
    let places = Arc::new(Semaphore::new(app.config.max_connections));
    let shares = Shares::of(&app.config);
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = accept(&listener, &places) => accepted,
            Some(_) = connections.join_next() => continue,
        };
        let Some((stream, peer, place)) = accepted else { break };
        let Some(share) = shares.take(peer.ip()) else {
            tracing::debug!("a caller has too many connections open; one more was closed");
            continue;
        };
        let connection = graceful.watch(connect(router.clone(), stream, peer));
        connections.spawn(async move {
            let _held = (place, share);
            if let Err(error) = connection.await {
                // Callers hang up and time out all the time; nobody has to act on it.
                tracing::debug!(error = %error, "connection ended");
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

/// The next connection, once there is a place for it. `None` never comes while the server runs.
async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return Some((stream, peer, place)),
            Err(error) => {
                tracing::warn!(error = %error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// How many connections each address has open.
struct Shares {
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
    /// `None`: all callers come through a proxy, and are not told apart here.
    most: Option<usize>,
}

/// A connection of an address, counted until this is dropped.
struct Share {
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
    address: IpAddr,
}

/// So many times more connections may come from this machine itself: tools, tests, a proxy that was not announced.
const LOOPBACK: usize = 4;

impl Shares {
    fn of(config: &Config) -> Self {
        Self { open: Arc::default(), most: (!config.trust_forwarded_for).then_some(config.connections_per_address) }
    }

    /// Counts one more connection from `peer`, unless it has its share already.
    fn take(&self, peer: IpAddr) -> Option<Share> {
        let address = network(peer);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(address).or_insert(0);
        let most = self.most.map(|most| if peer.to_canonical().is_loopback() { most.saturating_mul(LOOPBACK) } else { most });
        if most.is_some_and(|most| *count >= most) {
            return None;
        }
        *count += 1;
        Some(Share { open: Arc::clone(&self.open), address })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.address);
            }
        }
    }
}

fn connect(
    router: Router,
    stream: TcpStream,
    peer: SocketAddr,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error, Output = hyper::Result<()>> {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(error = %error, "no TCP_NODELAY");
    }
    let service = service_fn(move |request: Request<Incoming>| {
        let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        let mut request = request.map(|body| {
            let body = Body::new(TimeoutBody::new(BODY_PATIENCE, body));
            Body::new(InTime::new(body, time_for(length.unwrap_or(0))))
        });
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_PATIENCE)
        .max_header_size(MAX_HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service)
}
