//! Other systems are told what happens (webhooks).
//!
//! The story in order: a change is written, and with it, in one transaction, the *event* that tells of it and a *delivery* for each
//! address that asked for its type (`store/sqlite/webhooks/tell.rs`). The [`worker`] sends deliveries that are due, each signed with the
//! [`secret`] of its address as Standard Webhooks say, to [`address`]es on the internet only; what does not arrive is tried again by the
//! [`schedule`]. Whoever missed something reads it again (`GET /v1/desk/events`), or the desk sends it again.
//!
//! Promised is: at least once. Left out: an order of arrival, proxies, certificates of one's own.

pub(crate) mod address;
mod deliveries;
pub(crate) mod endpoint;
pub(crate) mod event;
mod events;
mod handlers;
pub(crate) mod schedule;
pub(crate) mod secret;
pub(crate) mod send;
pub(crate) mod worker;

use ed25519_dalek::SigningKey;
use utoipa_axum::router::OpenApiRouter;

use self::secret::Keys;
use self::send::{Sender, SenderError};
use crate::app::App;
use crate::config::Config;
use crate::store::StoreError;

pub(crate) use events::described;

/// How long events are kept, in **milliseconds**: 30 days.
const KEPT_MS: i64 = 30 * 24 * 3_600_000;
/// Most events that one write forgets.
const FORGOTTEN_AT_ONCE: u32 = 1_000;

/// What signs and sends.
pub(crate) struct Webhooks {
    /// Makes secrets and signatures.
    pub(crate) keys: Keys,
    /// Sends.
    pub(crate) sender: Sender,
}

impl Webhooks {
    /// With the server's key, as the settings say.
    pub(crate) fn new(server: &SigningKey, config: &Config) -> Result<Self, SenderError> {
        Ok(Self { keys: Keys::of(server), sender: Sender::new(config.webhook_private_targets)? })
    }
}

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(handlers::routes()).merge(deliveries::routes()).merge(events::routes())
}

/// Forgets events whose time is over; answers how many.
pub(crate) async fn forget(app: &App) -> Result<usize, StoreError> {
    let until = app.now().plus_ms(-KEPT_MS);
    let mut all = 0;
    loop {
        let gone = app.store.forget_webhook_events(until, FORGOTTEN_AT_ONCE).await?;
        all += gone;
        if gone < FORGOTTEN_AT_ONCE as usize {
            return Ok(all);
        }
    }
}
