//! What every handler shares: the axum state. Cheap to clone.

use std::sync::Arc;

use model::id::{DeviceId, DocumentId, OrganisationId};
use model::time::Timestamp;
use model::wire::config::SyncConfigAnswer;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::admission::Room;
use crate::backup::BackedUp;
use crate::blobs::{Bodies, Thumbnails};
use crate::board::feed::Feed;
use crate::check::Strangers;
use crate::config::Config;
use crate::health::Readiness;
use crate::host::{Chance, ChanceError, Clock};
use crate::http::rate::RateLimits;
use crate::live::pokes::Pokes;
use crate::log::checkpoints::Checkpoints;
use crate::people::password::Passwords;
use crate::store::Store;
use crate::sync::inbox::Inbox;
use crate::sync::load::Load;
use crate::sync::locks::Locks;
use crate::tokens::access::AccessTokens;
use crate::tokens::organisation_keys::OrganisationKeys;
use crate::webhooks::Webhooks;

/// The state of a running server.
#[derive(Clone)]
pub(crate) struct App {
    /// What is kept.
    pub(crate) store: Arc<dyn Store>,
    /// The only clock.
    pub(crate) clock: Arc<dyn Clock>,
    /// The only source of randomness.
    pub(crate) chance: Arc<dyn Chance>,
    /// The settings.
    pub(crate) config: Arc<Config>,
    /// What devices are told and held to.
    pub(crate) sync_config: Arc<SyncConfigAnswer>,
    /// How much the syncs that are under way weigh.
    pub(crate) load: Arc<Load>,
    /// Makes and checks access tokens.
    pub(crate) tokens: Arc<AccessTokens>,
    /// The keys that certify devices and sign receipts.
    pub(crate) organisation_keys: Arc<OrganisationKeys>,
    /// Who may try how often.
    pub(crate) limits: Arc<RateLimits>,
    /// Hashes and checks passwords.
    pub(crate) passwords: Arc<Passwords>,
    /// Tells open boards how far their organisation's board has come.
    pub(crate) feed: Arc<Feed>,
    /// Tells devices with an open line that there may be something new.
    pub(crate) pokes: Arc<Pokes>,
    /// One judge at a time per document.
    pub(crate) locks: Arc<Locks<DocumentId>>,
    /// One push in judgement at a time per device.
    pub(crate) turns: Arc<Locks<DeviceId>>,
    /// What was received and waits to be judged.
    pub(crate) inbox: Arc<Inbox>,
    /// One number of a complaint at a time per organisation.
    pub(crate) numbering: Arc<Locks<OrganisationId>>,
    /// When each log was last signed.
    pub(crate) checkpoints: Arc<Checkpoints>,
    /// Where requests of devices wait for a place to work.
    pub(crate) room: Arc<Room>,
    /// How many photos are taken in at the same time.
    pub(crate) photo_bodies: Arc<Bodies>,
    /// How much work on documents runs at the same time.
    pub(crate) gates: Arc<Gates>,
    /// How much work of strangers who check papers runs at the same time.
    pub(crate) strangers: Arc<Strangers>,
    /// Who makes small pictures, and when.
    pub(crate) thumbnails: Arc<Thumbnails>,
    /// What the newest checked backup holds.
    pub(crate) backed_up: Arc<BackedUp>,
    /// Whether the store takes writes, as found a moment ago.
    pub(crate) readiness: Arc<Readiness>,
    /// What signs and sends events to other systems.
    pub(crate) webhooks: Arc<Webhooks>,
    /// Fires when the server begins to stop; endless answers end then.
    pub(crate) stopping: CancellationToken,
}

/// How much work on documents runs at the same time. Desk and devices do not wait for each other: where both have work, the system shares the
/// cores between them.
pub(crate) struct Gates {
    /// Actions and views at the desk: as many as there are cores.
    pub(crate) desk: Arc<Semaphore>,
    /// What devices push: as many as there are cores.
    pub(crate) devices: Arc<Semaphore>,
    /// Files of reports: one at a time, which reads long and writes much.
    pub(crate) exports: Arc<Semaphore>,
}

impl Gates {
    /// Gates for a machine with so many cores.
    pub(crate) fn of(cores: usize) -> Self {
        let places = |count| Arc::new(Semaphore::new(count));
        Self { desk: places(cores), devices: places(cores), exports: places(1) }
    }
}

impl App {
    /// The instant it is now.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Tells open boards of `organisation` about rows up to `seq` of its board, if a commit wrote any.
    pub(crate) fn board_moved(&self, organisation: OrganisationId, seq: impl Into<Option<u64>>) {
        if let Some(seq) = seq.into() {
            self.feed.publish(organisation, seq);
        }
    }

    /// `N` random bytes.
    pub(crate) fn random<const N: usize>(&self) -> Result<[u8; N], ChanceError> {
        let mut bytes = [0; N];
        self.chance.fill(&mut bytes)?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::open::judging;

    #[tokio::test]
    async fn the_desk_waits_for_no_place_that_devices_have() {
        let gates = Gates::of(4);
        let _pushes = gates.devices.acquire_many(4).await.unwrap();
        assert!(gates.devices.try_acquire().is_err());
        assert_eq!(judging(&gates.desk, || "assigned").await.unwrap(), "assigned");
    }
}
