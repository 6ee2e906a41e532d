//! A house that listens.

use std::net::SocketAddr;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::house::House;

/// Serves the house on a free port until the test ends.
pub(crate) async fn listen(house: &House) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = house.server.clone();
    tokio::spawn(async move { server.serve(listener, CancellationToken::new()).await });
    address
}
