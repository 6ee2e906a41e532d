//! The desk's pages in Chromium, over the year.

use std::path::Path;
use std::process::Command;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::season::Season;

/// Serves the year on this machine, and lets `tests/browser/paint.mjs` say how soon each page shows something.
pub(crate) async fn paint(season: &Season) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let stop = CancellationToken::new();
    let browser = async {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/browser/paint.mjs");
        let (name, password) = season.desk.account();
        let mut node = Command::new("node");
        node.arg(script).args([base.as_str(), name, password]);
        let status = tokio::task::spawn_blocking(move || node.status()).await.unwrap().expect("node is there");
        stop.cancel();
        assert!(status.success(), "{status}");
    };
    let (served, ()) = tokio::join!(season.house.server.serve(listener, stop.clone()), browser);
    served.unwrap();
}
