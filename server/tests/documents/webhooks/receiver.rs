//! The other system: takes what is posted to it and answers as a test says.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use http::{HeaderMap, Uri};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A request that came.
#[derive(Clone)]
pub(super) struct Got {
    pub(super) path: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Got {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Which of the signatures count under `secret`, by the recipe of Standard Webhooks.
    pub(super) fn verified(&self, secret: &str) -> Vec<bool> {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let message = [self.header("webhook-id").as_bytes(), b".", self.header("webhook-timestamp").as_bytes(), b".", &self.body].concat();
        let expected = format!("v1,{}", STANDARD.encode(hmac_sha256(&key, &message)));
        self.header("webhook-signature").split(' ').map(|signature| signature == expected).collect()
    }
}

/// RFC 2104, written out.
fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    assert!(key.len() <= 64);
    let pad = |byte: u8| (0..64).map(|place| key.get(place).copied().unwrap_or(0) ^ byte).collect::<Vec<_>>();
    let inner: [u8; 32] = Sha256::digest([pad(0x36).as_slice(), message].concat()).into();
    Sha256::digest([pad(0x5c).as_slice(), &inner].concat()).into()
}

#[derive(Clone)]
struct Inside {
    got: Arc<Mutex<Vec<Got>>>,
    answers: Arc<Mutex<VecDeque<(u16, HeaderMap)>>>,
    /// Requests to `/slow` wait here.
    open: Arc<Semaphore>,
}

/// The other system.
pub(super) struct Receiver {
    address: SocketAddr,
    inside: Inside,
}

impl Receiver {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let inside = Inside { got: Arc::default(), answers: Arc::default(), open: Arc::new(Semaphore::new(0)) };
        let router = Router::new().fallback(take).with_state(inside.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, inside }
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The next request is answered so; those without one of their own with 204.
    pub(super) fn answers(&self, status: u16, headers: &[(&'static str, &str)]) {
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        self.inside.answers.lock().unwrap().push_back((status, headers));
    }

    /// What came since the last look.
    pub(super) fn took(&self) -> Vec<Got> {
        std::mem::take(&mut self.inside.got.lock().unwrap())
    }

    /// Waits until so many requests came in all, and takes them.
    pub(super) async fn waits_for(&self, count: usize) -> Vec<Got> {
        let waiting = async {
            while self.inside.got.lock().unwrap().len() < count {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(20), waiting).await.expect("the requests come");
        self.took()
    }

    /// Requests to `/slow` are answered now.
    pub(super) fn opens_the_slow_way(&self) {
        self.inside.open.add_permits(1_000);
    }
}

async fn take(State(inside): State<Inside>, uri: Uri, headers: HeaderMap, body: Bytes) -> (http::StatusCode, HeaderMap, &'static str) {
    let path = uri.path().to_owned();
    let slow = path == "/slow";
    inside.got.lock().unwrap().push(Got { path, headers, body });
    if slow {
        inside.open.acquire().await.unwrap().forget();
    }
    let (status, headers) = inside.answers.lock().unwrap().pop_front().unwrap_or((204, HeaderMap::new()));
    (http::StatusCode::from_u16(status).unwrap(), headers, if status == 204 { "" } else { "as the test\r\nsays" })
}
