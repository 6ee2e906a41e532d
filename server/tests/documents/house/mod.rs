//! A server in this process, a desk that speaks to its router, and devices that write visits as the real ones do.

mod desk;
mod device;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::{Body, Bytes};
use http::Response;
use model::time::Timestamp;
use serde_json::Value;
use server::{Clock, Config, Host, Server};
use tempfile::TempDir;

pub(crate) use desk::{Desk, call_out, order};
pub(crate) use device::{Answer, Device, roller, unframe};

/// Noon on 2026-11-22 UTC.
pub(crate) const NOON_MS: i64 = 1_795_348_800_000;
pub(crate) const DAY_MS: i64 = 24 * 3_600_000;

/// A clock that goes on only when told.
#[derive(Clone)]
pub(crate) struct TestClock(Arc<AtomicI64>);

impl TestClock {
    pub(crate) fn pass_ms(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.0.load(Ordering::SeqCst))
    }
}

pub(crate) struct House {
    pub(crate) server: Server,
    pub(crate) clock: TestClock,
    pub(crate) router: Router,
    dir: TempDir,
}

impl House {
    pub(crate) async fn open() -> Self {
        Self::on(TempDir::new().unwrap(), TestClock(Arc::new(AtomicI64::new(NOON_MS)))).await
    }

    /// A server that is set up as `changed` says.
    pub(crate) async fn with(changed: impl FnOnce(Config) -> Config) -> Self {
        Self::set_up(TempDir::new().unwrap(), TestClock(Arc::new(AtomicI64::new(NOON_MS))), changed).await
    }

    /// The server of this directory; nobody else may have it open.
    pub(crate) async fn on(dir: TempDir, clock: TestClock) -> Self {
        Self::set_up(dir, clock, |config| config).await
    }

    /// The same with settings of its own.
    pub(crate) async fn set_up(dir: TempDir, clock: TestClock, changed: impl FnOnce(Config) -> Config) -> Self {
        let config = changed(Config { data_dir: dir.path().to_path_buf(), ..Config::default() });
        let host = Host { clock: Arc::new(clock.clone()), ..Host::system() };
        let server = Server::open(config, host).await.unwrap();
        let router = server.router();
        Self { server, clock, router, dir }
    }

    pub(crate) fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.path()).unwrap()
    }

    /// The server ends without judging what waits, and is started again on its directory. Everybody who speaks to it is to be told.
    pub(crate) async fn starts_again(self) -> Self {
        self.server.stop_judging().await;
        let (dir, clock) = self.end();
        Self::on(dir, clock).await
    }

    /// Ends the server once nobody else holds its router; its directory is left.
    pub(crate) fn end(self) -> (TempDir, TestClock) {
        (self.dir, self.clock)
    }

    pub(crate) fn folder(&self) -> &std::path::Path {
        self.dir.path()
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("fieldbook.db")
    }

    pub(crate) fn count(&self, what: &str) -> i64 {
        self.database().query_row(&format!("SELECT COUNT(*) FROM {what}"), [], |row| row.get(0)).unwrap()
    }
}

pub(crate) async fn bytes_of(response: Response<Body>) -> Bytes {
    axum::body::to_bytes(response.into_body(), 16 * 1024 * 1024).await.unwrap()
}

pub(crate) async fn json_of(response: Response<Body>) -> Value {
    let bytes = bytes_of(response).await;
    if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap() }
}
