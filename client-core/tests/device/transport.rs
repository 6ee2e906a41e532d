//! The real transport against a real socket, and the airplane switch in the middle of a request.

use std::sync::Arc;

use client_core::http::transport::{BoxFuture, HttpRequest, HttpResponse, HttpTransport, Method, Transport, TransportError};
use client_core::{Device, DeviceConfig, Host, NetworkSwitch};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// Answers one connection with these bytes; returns the address and, later, what was asked.
async fn serve_once(answer: &'static str) -> (String, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let served = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut asked = Vec::new();
        while !asked.ends_with(b"the body") {
            assert!(socket.read_buf(&mut asked).await.unwrap() > 0, "the request broke off");
        }
        socket.write_all(answer.as_bytes()).await.unwrap();
        String::from_utf8(asked).unwrap()
    });
    (url, served)
}

fn request(max_answer_bytes: usize) -> HttpRequest {
    HttpRequest::new(Method::Patch, "/v1/blobs/x", max_answer_bytes).header("upload-offset", "5").body(b"the body".to_vec())
}

#[tokio::test]
async fn the_real_transport_carries_request_and_answer() {
    let (url, served) = serve_once("HTTP/1.1 204 No Content\r\nUpload-Offset: 13\r\n\r\n").await;
    let answer = HttpTransport::new(&url).unwrap().send(request(0)).await.unwrap();
    assert_eq!((answer.status, answer.header("upload-offset")), (204, Some("13")));
    let asked = served.await.unwrap();
    assert!(asked.starts_with("PATCH /v1/blobs/x HTTP/1.1\r\n"), "{asked}");
    assert!(asked.contains("upload-offset: 5\r\n"), "{asked}");
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_a_long_answer_is_not_read() {
    let (url, _served) = serve_once("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n").await;
    assert_eq!(HttpTransport::new(&url).unwrap().send(request(10)).await.unwrap().status, 302);
    let (url, _served) = serve_once("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n01234567890").await;
    assert!(matches!(HttpTransport::new(&url).unwrap().send(request(10)).await, Err(TransportError::TooLarge)));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_offline() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    assert_eq!(HttpTransport::new(&url).unwrap().send(request(10)).await, Err(TransportError::Offline));
}

/// Takes a request and never answers.
struct Silence(Arc<Notify>);

impl Transport for Silence {
    fn send(&self, _request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        self.0.notify_one();
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn the_airplane_switch_drops_a_request_that_is_under_way() {
    let folder = tempfile::tempdir().unwrap();
    let asked = Arc::<Notify>::default();
    let silence = Arc::new(Silence(Arc::clone(&asked)));
    let host = Host { transport: Arc::new(move |_| Ok(Arc::clone(&silence) as Arc<dyn Transport>)), ..Host::system() };
    let device = Device::open(DeviceConfig { path: folder.path().join("device.db"), application: "test".into() }, host).unwrap();
    let enrolling = tokio::spawn({
        let device = device.clone();
        async move { device.enrol("https://desk.example", "CODE", "phone").await }
    });
    asked.notified().await;
    device.set_network(NetworkSwitch::Airplane);
    assert_eq!(enrolling.await.unwrap().unwrap_err().code(), "offline");
}
