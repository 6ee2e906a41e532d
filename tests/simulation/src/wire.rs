//! The lines between the phones and the server: they lose, cut, damage, repeat, delay and reorder, as often as the seed says.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Body;
use client_core::http::transport::{BoxFuture, HttpRequest, HttpResponse, Method, Transport, TransportError};
use fieldbook_tests::SeededChance;
use futures_util::stream;
use http::{HeaderName, HeaderValue, Request};
use model::id::DocumentId;
use model::wire::frame::{self, FrameLimits, gunzip_bounded, gzip};
use model::wire::lists;
use model::wire::packed::{self, PackedLimits};
use model::wire::sync::{MAX_INFLATED_BYTES, SyncRequest, SyncResponse};
use server::Server;
use tower::ServiceExt as _;

use crate::bugs::{self, Bug, Bugs};
use crate::disk::Disk;
use crate::rates::Rates;
use crate::trace::Trace;

/// Bounds for taking frames apart; what is inside the bounds of the protocol always fits.
const LIMITS: FrameLimits = FrameLimits { frame_bytes: MAX_INFLATED_BYTES, header_bytes: MAX_INFLATED_BYTES, sections: 20_000 };
/// Most copies that are under way at once.
const MOST_LATE: usize = 6;

/// What does not get through of one phone's line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Partition {
    /// Everything gets through.
    #[default]
    None,
    /// Nothing does.
    Both,
    /// Requests arrive, answers do not.
    Answers,
}

/// What all lines share: the server's end.
pub struct Exchange {
    server: Mutex<Option<Server>>,
    server_disk: Disk,
    rates: Mutex<Rates>,
    pub(crate) chance: SeededChance,
    late: Mutex<Vec<HttpRequest>>,
    trace: Arc<Trace>,
    pub(crate) bugs: Bugs,
}

impl Exchange {
    /// The end of the server whose disk this is; not connected yet.
    #[must_use]
    pub fn new(server_disk: Disk, chance: SeededChance, trace: Arc<Trace>, bug: Option<Bug>) -> Arc<Self> {
        let bugs = Bugs::new(bug);
        Arc::new(Self { server: Mutex::default(), server_disk, rates: Mutex::default(), chance, late: Mutex::default(), trace, bugs })
    }

    /// The server is up, or gone.
    pub fn connect(&self, server: Option<Server>) {
        *lock(&self.server) = server;
    }

    /// How often what goes wrong.
    pub fn goes_wrong(&self, rates: Rates) {
        if rates.late == 0 {
            lock(&self.late).clear();
        }
        *lock(&self.rates) = rates;
    }

    /// The server answers `request`, of which only so many bytes arrive.
    pub(crate) async fn deliver(&self, request: HttpRequest, cut_at: Option<usize>) -> Result<HttpResponse, TransportError> {
        let server = lock(&self.server).clone().ok_or(TransportError::Offline)?;
        let mut message = Request::builder().method(method(request.method)).uri(&request.path).header("host", "fieldbook.test");
        for (name, value) in &request.headers {
            let value = HeaderValue::try_from(value.as_str()).map_err(|_| TransportError::Offline)?;
            message = message.header(HeaderName::from_static(name), value);
        }
        let body = match cut_at {
            None => Body::from(request.body),
            Some(at) => {
                let arrived = request.body.get(..at).unwrap_or_default().to_vec();
                Body::from_stream(stream::iter([Ok(arrived), Err(std::io::Error::other("the line was cut"))]))
            }
        };
        let message = message.body(body).map_err(|_| TransportError::Offline)?;
        let answer = server.router().oneshot(message).await.unwrap_or_else(|never| match never {});
        let (head, body) = answer.into_parts();
        let body = axum::body::to_bytes(body, 32 << 20).await.map_err(|_| TransportError::Offline)?;
        // What it received is judged after the answer, before the next request comes.
        server.settled().await;
        let headers = head.headers.iter().map(|(name, value)| (name.as_str().to_owned(), value.to_str().unwrap_or_default().to_owned()));
        let answer = HttpResponse { status: head.status.as_u16(), headers: headers.collect(), body: body.to_vec() };
        // A server that died while it worked says nothing, unless it was done.
        if self.server_disk.is_dead() && (answer.status >= 300 || self.chance.below(2) == 0) {
            return Err(TransportError::Offline);
        }
        Ok(answer)
    }

    async fn carry(&self, phone: usize, wire: &Wire, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let rates = *lock(&self.rates);
        let (name, bytes) = (request.path.clone(), request.body.len());
        let is_sync = name.starts_with("/v1/sync");
        if is_sync {
            *lock(&wire.last_sync) = Some(request.clone());
        }
        let partition = *lock(&wire.partition);
        let fate = self.fate(rates, partition, is_sync);
        for late in self.coming_late(rates) {
            let _ = bugs::answer(self, phone, late).await;
        }
        let answer = match fate {
            Fate::Arrives => bugs::answer(self, phone, request).await,
            Fate::LosesRequest => Err(TransportError::Offline),
            Fate::LosesAnswer => {
                let _ = bugs::answer(self, phone, request).await;
                Err(TransportError::Timeout)
            }
            Fate::Twice => {
                let _ = bugs::answer(self, phone, request.clone()).await;
                bugs::answer(self, phone, request).await
            }
            Fate::ComesLate { arrives } => {
                if lock(&self.late).len() < MOST_LATE {
                    lock(&self.late).push(request.clone());
                }
                if arrives {
                    let _ = bugs::answer(self, phone, request).await;
                }
                Err(TransportError::Offline)
            }
            Fate::Cut => {
                let at = self.chance.below(request.body.len() + 1);
                if self.chance.below(2) == 0 {
                    let _ = self.deliver(request, Some(at)).await;
                } else {
                    let mut short = request;
                    short.body.truncate(at);
                    let _ = self.deliver(short, None).await;
                }
                Err(TransportError::Offline)
            }
            Fate::FlipsRequest => {
                let mut flipped = request;
                self.flips(&mut flipped.body);
                self.deliver(flipped, None).await
            }
            Fate::FlipsAnswer => bugs::answer(self, phone, request).await.map(|mut answer| {
                self.flips(&mut answer.body);
                answer
            }),
        };
        let ended =
            answer.as_ref().map_or_else(|error| format!("{error:?}"), |answer| format!("{} {} B", answer.status, answer.body.len()));
        self.trace.says(&format!("  phone {phone} {name} {bytes} B, {fate:?}: {ended}"));
        answer
    }

    fn fate(&self, rates: Rates, partition: Partition, is_sync: bool) -> Fate {
        match partition {
            Partition::Both => return Fate::LosesRequest,
            Partition::Answers => return Fate::LosesAnswer,
            Partition::None => {}
        }
        let fates = [
            (rates.lose_request, Fate::LosesRequest),
            (rates.lose_answer, Fate::LosesAnswer),
            (rates.twice, Fate::Twice),
            (rates.late, Fate::ComesLate { arrives: self.chance.below(2) == 0 }),
            (rates.cut, Fate::Cut),
            // What is no sync body carries no check of its own against a flipped bit: TLS does that.
            (if is_sync { rates.flip } else { 0 }, Fate::FlipsRequest),
            (if is_sync { rates.flip } else { 0 }, Fate::FlipsAnswer),
        ];
        let mut drawn = self.chance.below(1000);
        for (rate, fate) in fates {
            match drawn.checked_sub(rate) {
                None => return fate,
                Some(left) => drawn = left,
            }
        }
        Fate::Arrives
    }

    /// Copies of earlier requests that arrive now, in any order.
    fn coming_late(&self, rates: Rates) -> Vec<HttpRequest> {
        let mut late = lock(&self.late);
        if rates.late == 0 || late.is_empty() || self.chance.below(3) > 0 {
            return Vec::new();
        }
        self.chance.shuffle(&mut late);
        let arriving = 1 + self.chance.below(late.len());
        late.drain(..arriving).collect()
    }

    fn flips(&self, bytes: &mut [u8]) {
        if !bytes.is_empty() {
            let at = self.chance.below(bytes.len());
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << self.chance.below(8);
            }
        }
    }
}

/// What happens to one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Arrives,
    LosesRequest,
    LosesAnswer,
    Twice,
    ComesLate { arrives: bool },
    Cut,
    FlipsRequest,
    FlipsAnswer,
}

/// One phone's line.
pub struct Wire {
    exchange: Arc<Exchange>,
    phone: usize,
    partition: Mutex<Partition>,
    /// The newest sync request that left the phone, with its token.
    pub(crate) last_sync: Mutex<Option<HttpRequest>>,
}

impl Wire {
    /// The line of this phone.
    #[must_use]
    pub fn new(exchange: &Arc<Exchange>, phone: usize) -> Arc<Self> {
        Arc::new(Self { exchange: Arc::clone(exchange), phone, partition: Mutex::default(), last_sync: Mutex::default() })
    }

    /// From now on this much does not get through.
    pub(crate) fn is_parted(&self, partition: Partition) {
        *lock(&self.partition) = partition;
    }
}

/// The transport that a device is given.
pub(crate) struct End(pub(crate) Arc<Wire>);

impl Transport for End {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(self.0.exchange.carry(self.0.phone, &self.0, request))
    }
}

/// A sync request taken apart, if it is whole.
pub(crate) fn read_request(request: &HttpRequest) -> Option<(SyncRequest, Vec<Vec<u8>>)> {
    let (header, sections): (SyncRequest, _) = frame::decode(&gunzip_bounded(&request.body, MAX_INFLATED_BYTES).ok()?, LIMITS).ok()?;
    let documents: Vec<_> = header.documents.iter().map(|document| document.id).collect();
    Some((header, apart(sections, &documents)?))
}

/// Each list as a packed list of its own.
fn apart(sections: Vec<Vec<u8>>, documents: &[DocumentId]) -> Option<Vec<Vec<u8>>> {
    let limits = PackedLimits { changes: 100_000, bytes: 4 * MAX_INFLATED_BYTES };
    let lists = lists::sections(sections, documents, limits).ok()?;
    lists.into_iter().map(|list| packed::encode(&list.into_raws(limits).ok()?).ok()).collect()
}

/// The same request with another content.
pub(crate) fn write_request(request: &HttpRequest, header: &SyncRequest, sections: &[Vec<u8>]) -> HttpRequest {
    let body = frame::encode(header, sections).map(|frame| gzip(&frame)).unwrap_or_default();
    HttpRequest { body, ..request.clone() }
}

/// A sync answer taken apart, if it is one.
pub(crate) fn read_answer(answer: &HttpResponse) -> Option<(SyncResponse, Vec<Vec<u8>>)> {
    let whole = answer.status == 200;
    let body = gunzip_bounded(&answer.body, MAX_INFLATED_BYTES).ok().filter(|_| whole)?;
    let (header, sections): (serde_json::Value, _) = frame::decode(&body, LIMITS).ok()?;
    let sections = apart(sections, &lists::documents(&header).ok()?)?;
    Some((serde_json::from_value(header).ok()?, sections))
}

/// The same answer with another content.
pub(crate) fn write_answer(answer: &HttpResponse, header: &SyncResponse, sections: &[Vec<u8>]) -> HttpResponse {
    let body = frame::encode(header, sections).map(|frame| gzip(&frame)).unwrap_or_default();
    HttpResponse { body, ..answer.clone() }
}

fn method(method: Method) -> http::Method {
    match method {
        Method::Get => http::Method::GET,
        Method::Head => http::Method::HEAD,
        Method::Patch => http::Method::PATCH,
        Method::Post => http::Method::POST,
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
