//! The reference technician app: `client-core` behind a touch page in the browser of the same machine.
//!
//! Every route calls one function of the device and answers what it says as JSON; every rule, every word kept and every decision
//! is the device's. What this crate adds is the door and the page:
//!
//! * `door`: who may talk to it. A port on a machine can be reached by every web page its user opens, so names that are
//!   not this machine, other origins and, if wanted, browsers without the access key are turned away.
//! * `routes`: what can be asked.
//! * `exchange`: two handsets on this machine exchange over loopback TCP.
//! * `problem`: how a refusal is told: RFC 9457 with the device's own code.
//! * `pages`: the page itself, from `static/` and the shared `web/`.
//!
//! Left out: opening the device's file and running its sync (the host's), TLS (the page is for this machine), push messages.

mod door;
mod exchange;
mod input;
mod pages;
mod problem;
mod routes;

use std::future::IntoFuture as _;
use std::io;
use std::sync::Arc;

use axum::{Router, middleware};
use client_core::Device;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use door::Door;

/// How the page is offered.
#[derive(Clone, Default)]
pub struct HandsetConfig {
    /// What a browser must show once, as `/?key=…`, before it may ask anything. `None`: whoever reaches the address works as
    /// this technician, which is right only as long as it is bound to this machine.
    pub key: Option<String>,
}

/// The key opens the device: it is not printed.
impl std::fmt::Debug for HandsetConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HandsetConfig").field("key", &self.key.is_some()).finish()
    }
}

/// The technician's page over one device.
#[derive(Clone)]
pub struct Handset {
    device: Device,
    door: Arc<Door>,
}

impl Handset {
    /// The page over `device`.
    #[must_use]
    pub fn new(device: Device, config: HandsetConfig) -> Self {
        Self { device, door: Arc::new(Door::new(config.key)) }
    }

    /// Everything the page needs, door included.
    pub fn router(&self) -> Router {
        self.router_until(CancellationToken::new())
    }

    /// Answers on `listener` until `stop` is cancelled; requests under way are finished first.
    ///
    /// # Errors
    /// [`io::Error`] if the listener fails.
    pub async fn serve(&self, listener: TcpListener, stop: CancellationToken) -> io::Result<()> {
        let router = self.router_until(stop.clone());
        axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).into_future().await
    }

    /// Streams of notices end when `stop` is cancelled: they would keep the server from stopping.
    fn router_until(&self, stop: CancellationToken) -> Router {
        routes::routes(self.device.clone(), stop)
            .fallback(pages::page)
            .layer(middleware::from_fn_with_state(Arc::clone(&self.door), door::guard))
    }
}
