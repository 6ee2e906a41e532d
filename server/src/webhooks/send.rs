//! One try: a signed request to an address, and what came of it.

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, StatusCode};
use model::time::Timestamp;
use reqwest::redirect::Policy;
use reqwest::{Client, Url};

use super::address::{self, Guard, NotPublic, Unresolved};

/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(5);
/// How long a try may take, from looking up the name to the last byte that is read.
const WHOLE: Duration = Duration::from_secs(15);
/// How long a connection is kept for the next event.
const IDLE: Duration = Duration::from_secs(30);
/// Most that is read of an answer, in **bytes**; the rest is not.
const MOST_READ: usize = 16 * 1024;
/// How much of an answer is kept to be shown, in characters.
const SHOWN: usize = 200;

/// Why an event did not arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// The host has no address on the internet.
    NotPublic,
    /// The name has no address.
    Unresolved,
    /// Nobody answers there, or the connection broke.
    Connection,
    /// The certificate does not count, or TLS failed otherwise.
    Tls,
    /// It took too long.
    Timeout,
    /// The answer points elsewhere; nobody follows.
    Redirect,
    /// The address is gone.
    Gone,
    /// Another answer than one of success.
    Status,
    /// The key with which the secret was made is not here any more: nothing was sent.
    SecretLost,
    /// The address cannot be read any more, or is not allowed any more: nothing was sent.
    Url,
    /// The event cannot be written: nothing was sent.
    Unreadable,
}

impl Why {
    /// The word that is kept and shown.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::NotPublic => "not_public",
            Self::Unresolved => "unresolved",
            Self::Connection => "connection",
            Self::Tls => "tls",
            Self::Timeout => "timeout",
            Self::Redirect => "redirect",
            Self::Gone => "gone",
            Self::Status => "status",
            Self::SecretLost => "secret_lost",
            Self::Url => "url",
            Self::Unreadable => "unreadable",
        }
    }
}

/// What came of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sent {
    /// The status of the answer, if there was one.
    pub(crate) status: Option<u16>,
    /// Why it did not arrive; `None` if it did.
    pub(crate) error: Option<Why>,
    /// How long the answer asks to wait, in **seconds**.
    pub(crate) asked_s: Option<u64>,
    /// How the answer began.
    pub(crate) answer: String,
}

impl Sent {
    /// Nothing was sent, or nothing was answered.
    pub(crate) fn failed(why: Why) -> Self {
        Self { status: None, error: Some(why), asked_s: None, answer: String::new() }
    }
}

/// The headers of a message, by Standard Webhooks.
pub(crate) struct Headers {
    pub(crate) id: String,
    pub(crate) at: Timestamp,
    pub(crate) signature: String,
}

/// Sends events. TLS 1.2 or 1.3 trusting the web's roots; no proxy, because a proxy would look up names behind the [`Guard`].
pub(crate) struct Sender {
    client: Client,
    private: bool,
}

/// The client cannot be made.
#[derive(Debug, thiserror::Error)]
#[error("what sends webhooks cannot be set up: {0}")]
pub(crate) struct SenderError(String);

impl Sender {
    /// With `private` also into the server's own network.
    pub(crate) fn new(private: bool) -> Result<Self, SenderError> {
        Self::with(Guard::system(private), private)
    }

    /// Names are looked up by `guard`.
    fn with(guard: Guard, private: bool) -> Result<Self, SenderError> {
        let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| SenderError(error.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .dns_resolver(Arc::new(guard))
            .redirect(Policy::none())
            .no_proxy()
            .referer(false)
            .connect_timeout(CONNECT)
            .timeout(WHOLE)
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(1)
            .user_agent(concat!("fieldbook-webhooks/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| SenderError(error.to_string()))?;
        Ok(Self { client, private })
    }

    /// Posts `body` to `url`. `now` is the time from which a date in the answer counts.
    pub(crate) async fn send(&self, url: &str, headers: Headers, body: Vec<u8>, now: Timestamp) -> Sent {
        let Ok(url) = Url::parse(url) else { return Sent::failed(Why::Url) };
        if url.scheme() != "https" && !self.private {
            return Sent::failed(Why::Url);
        }
        if address::check_host(&url, self.private).is_err() {
            return Sent::failed(Why::NotPublic);
        }
        let request = self
            .client
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", headers.id)
            .header("webhook-timestamp", headers.at.as_seconds())
            .header("webhook-signature", headers.signature)
            .body(body);
        match request.send().await {
            Ok(answer) => read(answer, now).await,
            Err(error) => Sent::failed(why(&error)),
        }
    }
}

async fn read(mut answer: reqwest::Response, now: Timestamp) -> Sent {
    let status = answer.status();
    let error = match status {
        status if status.is_success() => None,
        StatusCode::GONE => Some(Why::Gone),
        status if status.is_redirection() => Some(Why::Redirect),
        _ => Some(Why::Status),
    };
    let asks = matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE);
    let asked_s = if asks { asked(answer.headers(), now) } else { None };
    let mut body = Vec::new();
    // The status has said whether it arrived; a body that breaks off or never ends changes nothing.
    while body.len() < MOST_READ
        && let Ok(Some(piece)) = answer.chunk().await
    {
        body.extend_from_slice(piece.get(..MOST_READ - body.len()).unwrap_or(&piece));
    }
    let text = String::from_utf8_lossy(&body);
    let answer = text.chars().map(|one| if one.is_control() { ' ' } else { one }).take(SHOWN).collect::<String>().trim().to_owned();
    Sent { status: Some(status.as_u16()), error, asked_s, answer }
}

/// What `Retry-After` asks for, in **seconds**: a number of them, or a date.
fn asked(headers: &HeaderMap, now: Timestamp) -> Option<u64> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(seconds);
    }
    let until = chrono::DateTime::parse_from_rfc2822(text).ok()?;
    u64::try_from(until.timestamp() - now.as_seconds()).ok()
}

fn why(error: &reqwest::Error) -> Why {
    let mut cause = error.source();
    while let Some(error) = cause {
        if error.is::<NotPublic>() {
            return Why::NotPublic;
        }
        if error.is::<Unresolved>() {
            return Why::Unresolved;
        }
        if error.is::<rustls::Error>() || hidden::<rustls::Error>(error) {
            return Why::Tls;
        }
        cause = error.source();
    }
    if error.is_timeout() { Why::Timeout } else { Why::Connection }
}

/// Whether an I/O error holds an error of this kind, as often as it is wrapped; its `source` does not tell.
fn hidden<E: std::error::Error + 'static>(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    while let Some(error) = inner {
        if error.is::<E>() {
            return true;
        }
        inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    }
    false
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;
    use std::sync::atomic::Ordering;

    use super::super::address::scripted;
    use super::*;

    fn now() -> Timestamp {
        Timestamp::from_ms(1_795_348_800_000)
    }

    fn headers() -> Headers {
        Headers { id: "evt_1".to_owned(), at: now(), signature: "v1,x".to_owned() }
    }

    #[test]
    fn a_wait_is_asked_for_in_seconds_or_by_a_date() {
        let asked = |text: &str| asked(&HeaderMap::from_iter([(RETRY_AFTER, text.parse().unwrap())]), now());
        assert_eq!(asked("120"), Some(120));
        assert_eq!(asked("Sun, 22 Nov 2026 12:02:00 GMT"), Some(120));
        assert_eq!((asked("Sun, 22 Nov 2026 11:00:00 GMT"), asked("soon"), asked("-1")), (None, None, None));
    }

    #[tokio::test]
    async fn a_name_that_turns_private_after_it_was_looked_at_is_not_connected_to() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        // 192.0.2.1 is closed as well, so the public answer is one of ours that nobody connects to in a test.
        let (guard, looks) = scripted(vec![vec!["2606:4700::1111".parse::<IpAddr>().unwrap()], vec!["127.0.0.1".parse().unwrap()]]);
        let guard_saw = reqwest::dns::Resolve::resolve(&guard, "rebinding.example".parse().unwrap()).await;
        assert!(guard_saw.is_ok(), "the first look is harmless");
        let sender = Sender::with(guard, false).unwrap();
        let sent = sender.send(&format!("https://rebinding.example:{port}/"), headers(), Vec::new(), now()).await;
        assert_eq!(sent.error, Some(Why::NotPublic));
        assert_eq!(looks.load(Ordering::SeqCst), 2);
        let accepted = tokio::time::timeout(Duration::from_millis(50), listener.accept()).await;
        assert!(accepted.is_err(), "nobody came");
    }

    #[tokio::test]
    async fn hosts_that_are_addresses_do_not_pass_by_the_guard() {
        let sender = Sender::new(false).unwrap();
        for url in ["https://127.0.0.1:1/", "https://[::ffff:127.0.0.1]:1/", "https://2130706433:1/", "https://localhost:1/"] {
            assert_eq!(sender.send(url, headers(), Vec::new(), now()).await.error, Some(Why::NotPublic), "{url}");
        }
        assert_eq!(sender.send("http://1.1.1.1:1/", headers(), Vec::new(), now()).await.error, Some(Why::Url));
    }

    #[tokio::test]
    async fn what_does_not_speak_tls_and_what_does_not_answer_is_told_apart() {
        let sender = Sender::new(true).unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let answering = tokio::spawn(async move {
            use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
            let (mut stream, _) = listener.accept().await.unwrap();
            assert!(stream.read(&mut [0; 4096]).await.unwrap() > 0);
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
            stream.shutdown().await.unwrap();
        });
        assert_eq!(sender.send(&format!("https://127.0.0.1:{port}/"), headers(), Vec::new(), now()).await.error, Some(Why::Tls));
        answering.await.unwrap();
        assert_eq!(sender.send(&format!("https://127.0.0.1:{port}/"), headers(), Vec::new(), now()).await.error, Some(Why::Connection));
    }
}
