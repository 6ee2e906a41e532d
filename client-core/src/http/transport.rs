//! The transport: one request out, one answer in. [`HttpTransport`] is the real one, over rustls with the web's roots.
//!
//! The airplane switch stands before every transport: what it stops never leaves the device.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;

use super::answer::Failure;
use crate::device::Core;

/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a whole exchange may take.
const EXCHANGE_TIMEOUT: Duration = Duration::from_secs(60);
/// How long an answer that goes on may go on.
const OPEN_TIMEOUT: Duration = Duration::from_secs(24 * 60 * 60);

/// A future on the heap, as a trait object's method returns it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
/// Makes the transport to the server at an address.
pub type TransportFactory = dyn Fn(&str) -> Result<Arc<dyn Transport>, TransportError> + Send + Sync;

/// Whether requests may leave the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NetworkSwitch {
    /// No request leaves the device.
    Airplane,
    /// Requests may be made.
    Connected,
}

/// The methods this protocol uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "RFC 9110 and RFC 5789 say what they are")]
pub enum Method {
    Get,
    Head,
    Patch,
    Post,
}

/// One request.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// Path below the server's address, with the slash.
    pub path: String,
    /// Header fields, names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// Longest body of the answer that is of use, in **bytes**; a transport stops reading there.
    pub max_answer_bytes: usize,
}

/// Headers can hold a token and bodies are customer data: neither is printed.
impl std::fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { method, path, body, .. } = self;
        f.debug_struct("HttpRequest").field("method", method).field("path", path).field("bytes", &body.len()).finish_non_exhaustive()
    }
}

impl HttpRequest {
    /// A request without body.
    #[must_use]
    pub fn new(method: Method, path: impl Into<String>, max_answer_bytes: usize) -> Self {
        Self { method, path: path.into(), headers: Vec::new(), body: Vec::new(), max_answer_bytes }
    }

    /// The same with a header field.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The same with a body.
    #[must_use]
    pub fn body(mut self, body: Vec<u8>) -> Self {
        self.body = body;
        self
    }
}

/// One answer.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status.
    pub status: u16,
    /// Header fields, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// Bodies are customer data or tokens: not printed.
impl std::fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HttpResponse").field("status", &self.status).field("bytes", &self.body.len()).finish_non_exhaustive()
    }
}

impl HttpResponse {
    /// The value of the header field `name` (lower case).
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

/// There is no answer. Whether the request arrived is not known, so it is made again unchanged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// There is no way to the server now; try later.
    #[error("no way to the server")]
    Offline,
    /// It took too long; try later, with less at once.
    #[error("the server took too long")]
    Timeout,
    /// The answer is longer than what the request said is of use; ask for less.
    #[error("the answer is too long")]
    TooLarge,
    /// The exchange cannot be made like this: a wrong address, a certificate that is not trusted.
    #[error("the exchange is not possible: {detail}")]
    Refused {
        /// Why, for a log.
        detail: String,
    },
}

/// Takes requests to one server.
pub trait Transport: Send + Sync {
    /// Makes one request. Dropping the future gives it up.
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>>;

    /// Makes one request whose answer goes on: answers once its head is here. Dropping the answer gives it up. A transport that can hold
    /// no answer open leaves this as it is: its device hears of news in its routine only.
    fn open(&self, request: HttpRequest) -> BoxFuture<'_, Result<OpenAnswer, TransportError>> {
        let detail = format!("this transport holds no answer open: {}", request.path);
        Box::pin(std::future::ready(Err(TransportError::Refused { detail })))
    }
}

/// An answer that goes on.
pub struct OpenAnswer {
    /// The status.
    pub status: u16,
    /// Header fields, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, as it comes.
    pub body: Box<dyn Pieces>,
}

/// A body piece by piece.
pub trait Pieces: Send {
    /// The next piece, however long it takes to come; `None` at the end. Dropping the future loses nothing.
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Vec<u8>>, TransportError>>;
}

/// HTTP/1.1 over TLS 1.2 or 1.3 (rustls with ring), trusting the web's roots. Does not follow redirects: a token is for one server.
pub struct HttpTransport {
    server_url: String,
    client: reqwest::Client,
}

impl HttpTransport {
    /// A transport to the server at this address, for example `https://desk.example`.
    ///
    /// # Errors
    /// [`TransportError::Refused`] if TLS cannot be set up.
    pub fn new(server_url: &str) -> Result<Self, TransportError> {
        let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| refused(&error))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .build()
            .map_err(|error| refused(&error))?;
        Ok(Self { server_url: server_url.to_owned(), client })
    }

    /// Sends `request`; answers once the head of the answer is here. The whole may take `patience`.
    async fn ask(&self, request: HttpRequest, patience: Duration) -> Result<reqwest::Response, TransportError> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Head => reqwest::Method::HEAD,
            Method::Patch => reqwest::Method::PATCH,
            Method::Post => reqwest::Method::POST,
        };
        let mut headers = HeaderMap::new();
        for (name, value) in request.headers {
            let mut value = HeaderValue::try_from(value).map_err(|error| refused(&error))?;
            value.set_sensitive(name == "authorization");
            headers.insert(HeaderName::from_static(name), value);
        }
        let url = format!("{}{}", self.server_url, request.path);
        let sent = self.client.request(method, url).headers(headers).body(request.body).timeout(patience).send().await;
        sent.map_err(|error| failed(&error))
    }

    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let most = request.max_answer_bytes;
        let mut answer = self.ask(request, EXCHANGE_TIMEOUT).await?;
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(|error| failed(&error))? {
            if body.len() + piece.len() > most {
                return Err(TransportError::TooLarge);
            }
            body.extend_from_slice(&piece);
        }
        Ok(HttpResponse { status: answer.status().as_u16(), headers: headers_of(&answer), body })
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(self.exchange(request))
    }

    fn open(&self, request: HttpRequest) -> BoxFuture<'_, Result<OpenAnswer, TransportError>> {
        Box::pin(async move {
            let answer = self.ask(request, OPEN_TIMEOUT).await?;
            Ok(OpenAnswer { status: answer.status().as_u16(), headers: headers_of(&answer), body: Box::new(HttpPieces(answer)) })
        })
    }
}

/// The body of an answer over HTTP.
struct HttpPieces(reqwest::Response);

impl Pieces for HttpPieces {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Vec<u8>>, TransportError>> {
        Box::pin(async move {
            let piece = self.0.chunk().await.map_err(|error| failed(&error))?;
            Ok(piece.map(|piece| piece.to_vec()))
        })
    }
}

fn headers_of(answer: &reqwest::Response) -> Vec<(String, String)> {
    let text = |(name, value): (&HeaderName, &HeaderValue)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()));
    answer.headers().iter().filter_map(text).collect()
}

fn failed(error: &reqwest::Error) -> TransportError {
    if error.is_timeout() {
        TransportError::Timeout
    } else if error.is_builder() {
        refused(error)
    } else {
        TransportError::Offline
    }
}

fn refused(error: &dyn std::error::Error) -> TransportError {
    TransportError::Refused { detail: error.to_string() }
}

impl Core {
    /// Makes one request, unless the airplane switch is on. Moving the switch while it is under way drops it.
    pub(crate) async fn send(&self, server_url: &str, request: HttpRequest) -> Result<HttpResponse, Failure> {
        let limit = request.max_answer_bytes;
        let answer = self
            .connected(async {
                let transport = self.transport(server_url)?;
                Ok(transport.send(request).await?)
            })
            .await?;
        if answer.body.len() > limit {
            return Err(Failure::AnswerTooLarge);
        }
        Ok(answer)
    }

    /// Does `work` unless the airplane switch is on. Moving the switch meanwhile drops it.
    pub(crate) async fn connected<T>(&self, work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        let mut switch = self.network.subscribe();
        if *switch.borrow_and_update() == NetworkSwitch::Airplane {
            return Err(Failure::Offline);
        }
        let airplane = async move {
            // An error means that the switch is gone, and the device with it: then nobody moves it any more.
            let moved = switch.wait_for(|switch| *switch == NetworkSwitch::Airplane).await.map(drop);
            if moved.is_err() {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            biased;
            () = airplane => Err(Failure::Offline),
            done = work => done,
        }
    }
}
