//! A real port: answering, refusing what the router never sees, stopping.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::house::House;

struct Running {
    house: House,
    address: SocketAddr,
    stop: CancellationToken,
    serving: JoinHandle<Result<(), server::ServeError>>,
}

async fn running() -> Running {
    serve(House::open().await).await
}

async fn serve(house: House) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    let serving = tokio::spawn({
        let (server, stop) = (house.server.clone(), stop.clone());
        async move { server.serve(listener, stop).await }
    });
    Running { house, address, stop, serving }
}

/// Sends `bytes` and reads until the server closes.
async fn exchange(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn ambiguous_requests_get_400_and_nothing_behind_them_is_answered() {
    let running = running().await;
    let behind = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
    let cases = [
        "POST /v1/token HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /v1/token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        "POST /v1/token HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "POST /v1/token HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nhello",
        "POST /v1/token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST /v1/token HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost : x\r\n\r\n",
    ];
    for case in cases {
        let answer = exchange(running.address, format!("{case}{behind}").as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 400") || answer.starts_with("HTTP/1.0 400"), "{case:?}: {answer}");
        assert_eq!(answer.matches("HTTP/1.").count(), 1, "{case:?}: {answer}");
    }
    let missing = exchange(running.address, b"GET /health HTTP/1.1\r\nConnection: close\r\n\r\n").await;
    assert!(missing.starts_with("HTTP/1.1 400"), "{missing}");
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let running = running().await;
    let head = format!("GET /health HTTP/1.1\r\nHost: x\r\nX-Long: {}\r\n\r\n", "x".repeat(20_000));
    let answer = exchange(running.address, head.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
}

#[tokio::test]
async fn a_stopped_server_closes_idle_connections_and_folds_its_log() {
    let running = running().await;
    let mut idle = TcpStream::connect(running.address).await.unwrap();
    idle.write_all(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let mut first = [0; 12];
    idle.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 204");

    running.stop.cancel();
    running.serving.await.unwrap().unwrap();
    let mut rest = Vec::new();
    idle.read_to_end(&mut rest).await.unwrap();
    assert!(TcpStream::connect(running.address).await.is_err());
    let log = std::fs::metadata(running.house.dir.path().join("fieldbook.db-wal")).unwrap();
    assert_eq!(log.len(), 0);
    running.house.get("/ready").await.refused(503, "unavailable");
}

#[tokio::test]
async fn one_address_holds_only_its_share_of_connections() {
    let running = serve(House::open_with(|config| config.connections_per_address = 2).await).await;
    let answers = |mut stream: TcpStream| async move {
        let _ = stream.write_all(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n").await;
        let mut first = [0; 12];
        (stream.read_exact(&mut first).await.is_ok(), stream)
    };
    let mut held = Vec::new();
    for _ in 0..8 {
        let (answered, stream) = answers(TcpStream::connect(running.address).await.unwrap()).await;
        assert!(answered, "four times the share for this machine itself");
        held.push(stream);
    }
    assert!(!answers(TcpStream::connect(running.address).await.unwrap()).await.0);
    // A place that is given back is there again as soon as the server has noticed.
    drop(held);
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while !answers(TcpStream::connect(running.address).await.unwrap()).await.0 {
        assert!(std::time::Instant::now() < deadline);
    }
}
