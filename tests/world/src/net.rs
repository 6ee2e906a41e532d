//! The wire between one device and the server: it can lose, cut, repeat and hold back.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, BodyDataStream};
use bytes::Bytes;
use client_core::http::transport::{BoxFuture, HttpRequest, HttpResponse, Method, OpenAnswer, Pieces, Transport, TransportError};
use futures_util::{StreamExt as _, stream};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response};
use server::Server;
use tokio::sync::watch;
use tower::ServiceExt as _;

use crate::PATIENCE;
use crate::scatter::Scatter;

/// What happens to one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It never reaches the server.
    LoseRequest,
    /// So many bytes of its body reach the server, then the line is cut.
    CutRequestAt(usize),
    /// The server does it, but the answer is lost.
    LoseAnswer,
    /// It reaches the server twice; the second answer comes back.
    Twice,
    /// The answer is lost, and a copy of the request reaches the server once more after the next request.
    ComesAgainLate,
}

/// One device's wire.
pub struct Net {
    router: Mutex<Router>,
    server: Mutex<Option<Server>>,
    faults: Mutex<VecDeque<Fault>>,
    late: Mutex<Vec<HttpRequest>>,
    requests: Mutex<Vec<String>>,
    /// How many answers that go on the device holds.
    held: watch::Sender<usize>,
    scatter: Option<Mutex<Scatter>>,
}

impl Net {
    pub(crate) fn to(server: &Server, scatter: Option<Scatter>) -> Arc<Self> {
        let scatter = scatter.map(Mutex::new);
        Arc::new(Self {
            router: Mutex::new(server.router()),
            server: Mutex::new(Some(server.clone())),
            faults: Mutex::default(),
            late: Mutex::default(),
            requests: Mutex::default(),
            held: watch::Sender::new(0),
            scatter,
        })
    }

    /// Leads to `server` from now on, or nowhere.
    pub(crate) fn connect(&self, server: Option<&Server>) {
        *lock(&self.router) = server.map_or_else(Router::new, Server::router);
        *lock(&self.server) = server.cloned();
    }

    /// Waits until the server has judged whatever it received.
    pub(crate) async fn settles(&self) {
        let server = lock(&self.server).clone();
        if let Some(server) = server {
            server.settled().await;
        }
    }

    pub(crate) fn transport(self: &Arc<Self>) -> Arc<dyn Transport> {
        Arc::new(Wire(Arc::clone(self)))
    }

    /// What happens to the next sync requests, one after the other.
    pub fn next(&self, faults: impl IntoIterator<Item = Fault>) {
        lock(&self.faults).extend(faults);
    }

    /// Paths of every request that left the device since the last call.
    pub fn requests(&self) -> Vec<String> {
        std::mem::take(&mut *lock(&self.requests))
    }

    /// Waits until the device holds so many answers that go on.
    pub async fn has_lines(&self, lines: usize) {
        let mut held = self.held.subscribe();
        let waiting = held.wait_for(|held| *held == lines);
        drop(tokio::time::timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("never {lines} lines")));
    }

    async fn deliver(&self, request: HttpRequest, cut_at: Option<usize>) -> Result<HttpResponse, TransportError> {
        let (head, body) = self.answer(request, cut_at).await.into_parts();
        let body = axum::body::to_bytes(body, 32 << 20).await.map_err(|_| TransportError::Offline)?;
        Ok(HttpResponse { status: head.status.as_u16(), headers: headers_of(&head.headers), body: body.to_vec() })
    }

    async fn answer(&self, request: HttpRequest, cut_at: Option<usize>) -> Response<Body> {
        let router = lock(&self.router).clone();
        let mut message = Request::builder().method(method(request.method)).uri(&request.path).header("host", "fieldbook.test");
        for (name, value) in &request.headers {
            message = message.header(HeaderName::from_static(name), HeaderValue::try_from(value.as_str()).unwrap());
        }
        let body = match cut_at {
            None => Body::from(request.body),
            Some(at) => {
                let arrived = Bytes::from(request.body).slice(..at);
                Body::from_stream(stream::iter([Ok(arrived), Err(std::io::Error::other("the line was cut"))]))
            }
        };
        router.oneshot(message.body(body).unwrap()).await.unwrap()
    }

    /// A request whose answer goes on: there until the device lets go or the server ends it.
    async fn hold(&self, request: HttpRequest) -> Result<OpenAnswer, TransportError> {
        lock(&self.requests).push(request.path.clone());
        let (head, body) = self.answer(request, None).await.into_parts();
        self.held.send_modify(|held| *held += 1);
        let body = Box::new(Held { stream: body.into_data_stream(), held: self.held.clone() });
        Ok(OpenAnswer { status: head.status.as_u16(), headers: headers_of(&head.headers), body })
    }

    async fn carry(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        lock(&self.requests).push(request.path.clone());
        let fault = if request.path == "/v1/sync" { lock(&self.faults).pop_front() } else { None };
        if let Some(scatter) = self.scatter.as_ref().filter(|_| request.path == "/v1/sync") {
            let before = lock(scatter).before(&request);
            for single in before {
                let _ = self.deliver(single, None).await;
            }
        }
        let late = if fault.is_none() { std::mem::take(&mut *lock(&self.late)) } else { Vec::new() };
        let answer = match fault {
            None => self.deliver(request, None).await,
            Some(Fault::LoseRequest) => Err(TransportError::Offline),
            Some(Fault::CutRequestAt(at)) => {
                let at = at.min(request.body.len());
                let _ = self.deliver(request, Some(at)).await;
                Err(TransportError::Offline)
            }
            Some(Fault::LoseAnswer) => {
                let _ = self.deliver(request, None).await;
                Err(TransportError::Offline)
            }
            Some(Fault::Twice) => {
                let _ = self.deliver(request.clone(), None).await;
                self.deliver(request, None).await
            }
            Some(Fault::ComesAgainLate) => {
                lock(&self.late).push(request.clone());
                let _ = self.deliver(request, None).await;
                Err(TransportError::Offline)
            }
        };
        for request in late {
            let _ = self.deliver(request, None).await;
        }
        answer
    }
}

struct Wire(Arc<Net>);

impl Transport for Wire {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(self.0.carry(request))
    }

    fn open(&self, request: HttpRequest) -> BoxFuture<'_, Result<OpenAnswer, TransportError>> {
        Box::pin(self.0.hold(request))
    }
}

struct Held {
    stream: BodyDataStream,
    held: watch::Sender<usize>,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.held.send_modify(|held| *held -= 1);
    }
}

impl Pieces for Held {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Vec<u8>>, TransportError>> {
        Box::pin(async move {
            let piece = self.stream.next().await.transpose().map_err(|_| TransportError::Offline)?;
            Ok(piece.map(|piece| piece.to_vec()))
        })
    }
}

fn headers_of(headers: &HeaderMap) -> Vec<(String, String)> {
    headers.iter().map(|(name, value)| (name.as_str().to_owned(), value.to_str().unwrap_or_default().to_owned())).collect()
}

fn method(method: Method) -> http::Method {
    match method {
        Method::Get => http::Method::GET,
        Method::Head => http::Method::HEAD,
        Method::Patch => http::Method::PATCH,
        Method::Post => http::Method::POST,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
