//! The device as the host holds it: open, observe, switch the network, and the handles to everything else.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::id::DocumentId;
use model::seal::key::{DeviceKey, SoftwareKey};
use tokio::sync::{Notify, broadcast, watch};
use zeroize::Zeroizing;

use crate::chance::{Chance, Drawn, SystemChance};
use crate::clock::{Clock, SystemClock};
use crate::days::Days;
use crate::http::token::Tokens;
use crate::http::transport::{HttpTransport, NetworkSwitch, Transport, TransportError, TransportFactory};
use crate::identity::Identity;
use crate::observe::{NOTICES_KEPT, Notice};
use crate::reference::LoadedIndex;
use crate::store::outbox::OutboxView;
use crate::store::refused::NotAccepted;
use crate::store::{OpenError, Store, StoreError, config, identity, outbox, projection, refused};
use crate::sync::machine::Machine;
use crate::sync::pace::Pace;
use crate::sync::protocol::Spoken;
use crate::sync::waits::Waits;
use crate::visits::Visits;

/// Where the device lives and what it calls itself.
#[derive(Debug, Clone)]
pub struct DeviceConfig {
    /// The SQLite file; made if there is none, never deleted or recreated.
    pub path: PathBuf,
    /// Name and version of the application, for the server's support.
    pub application: String,
}

/// What the host hands in: time, chance, the key and the network.
#[derive(Clone)]
pub struct Host {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub chance: Arc<dyn Chance>,
    /// A key in hardware; `None` keeps a software key in the database.
    pub key: Option<Arc<dyn DeviceKey>>,
    /// Makes the transport to a server.
    pub transport: Arc<TransportFactory>,
}

impl Host {
    /// The operating system's clock and chance, a software key, and HTTP over rustls.
    #[must_use]
    pub fn system() -> Self {
        Self {
            clock: Arc::new(SystemClock::new()),
            chance: Arc::new(SystemChance),
            key: None,
            transport: Arc::new(|server_url| Ok(Arc::new(HttpTransport::new(server_url)?) as Arc<dyn Transport>)),
        }
    }
}

/// A technician's device. Cheap to clone; every clone is the same device.
#[derive(Clone)]
pub struct Device {
    pub(crate) core: Arc<Core>,
}

/// What all handles of a device share.
pub(crate) struct Core {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) chance: Arc<dyn Chance>,
    /// Where the identifiers of the last action ended.
    pub(crate) drawn: Mutex<Option<Drawn>>,
    pub(crate) key: Arc<dyn DeviceKey>,
    pub(crate) application: String,
    pub(crate) network: watch::Sender<NetworkSwitch>,
    pub(crate) tokens: Tokens,
    pub(crate) machine: Mutex<Machine>,
    /// Single things that failed and wait for themselves.
    pub(crate) waits: Mutex<Waits>,
    /// The searched text of the parts catalogue, once something was searched.
    pub(crate) part_index: Mutex<Option<LoadedIndex>>,
    /// How much is asked for and sent at once, as the way to the server allowed it last.
    pub(crate) pace: Pace,
    /// The protocol of the next request.
    pub(crate) spoken: Spoken,
    /// A receipt came that no certificate here can vouch for: the server is asked for one.
    pub(crate) certificate_wanted: AtomicBool,
    /// When a sync moved work last, as [`Clock::monotonic_ms`] counts; `u64::MAX` before the first.
    pub(crate) moved_at: AtomicU64,
    /// Held while requests are made: exactly one is in flight.
    pub(crate) turn: tokio::sync::Mutex<()>,
    /// Wakes the driver: there is something to send, or the switch was moved.
    pub(crate) nudge: Notify,
    /// Wakes the driver to ask the machine again.
    pub(crate) look_again: Notify,
    /// Whether a line to the server is to be held open while the driver runs.
    pub(crate) line_wanted: watch::Sender<bool>,
    /// The line that is open leads to where the server is no more.
    pub(crate) line_ends: Notify,
    transport_factory: Arc<TransportFactory>,
    transport: Mutex<Option<(String, Arc<dyn Transport>)>>,
    notices: broadcast::Sender<Notice>,
}

impl Device {
    /// Opens the device's file. Documents are not loaded.
    ///
    /// # Errors
    /// [`OpenError`] says what to do; the file is then as it was.
    pub fn open(config: DeviceConfig, host: Host) -> Result<Self, OpenError> {
        let store = Store::open(&config.path)?;
        let enrolled = store.read(identity::find)?;
        let key = match host.key {
            Some(key) => key,
            // A device that was enrolled with a key of the host gets no other one.
            None => Arc::new(software_key(&store, host.chance.as_ref(), enrolled.is_none())?.ok_or(OpenError::OtherKey)?),
        };
        if enrolled.is_some_and(|enrolled| enrolled.public_key != key.public_key()) {
            return Err(OpenError::OtherKey);
        }
        store.write(|tx| projection::rebuild(tx, host.chance.as_ref()))?;
        let core = Core {
            store,
            clock: host.clock,
            chance: host.chance,
            drawn: Mutex::default(),
            key,
            application: config.application,
            network: watch::Sender::new(NetworkSwitch::Connected),
            tokens: Tokens::default(),
            machine: Mutex::new(Machine::default()),
            waits: Mutex::default(),
            part_index: Mutex::default(),
            pace: Pace::default(),
            spoken: Spoken::default(),
            certificate_wanted: AtomicBool::default(),
            moved_at: AtomicU64::new(u64::MAX),
            turn: tokio::sync::Mutex::new(()),
            nudge: Notify::new(),
            look_again: Notify::new(),
            line_wanted: watch::Sender::new(false),
            line_ends: Notify::new(),
            transport_factory: host.transport,
            transport: Mutex::new(None),
            notices: broadcast::Sender::new(NOTICES_KEPT),
        };
        core.follow_pace(core.store.read(config::kept)?.config.pace);
        Ok(Self { core: Arc::new(core) })
    }

    /// Who this device is, once it is enrolled.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn identity(&self) -> Result<Option<Identity>, StoreError> {
        let enrolled = self.core.store.read(identity::find)?;
        Ok(enrolled.map(|enrolled| enrolled.identity))
    }

    /// The technician's visits.
    #[must_use]
    pub fn visits(&self) -> Visits {
        Visits { core: Arc::clone(&self.core) }
    }

    /// The technician's days: internal work and daily reports.
    #[must_use]
    pub fn days(&self) -> Days {
        Days { core: Arc::clone(&self.core) }
    }

    /// What waits on this device, and how the last contact went.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn outbox(&self) -> Result<OutboxView, StoreError> {
        self.core.store.read(outbox::view)
    }

    /// Offers a parked document to the server again: its changes, its photos, and what could not be read is fetched whole. The
    /// same bytes come to the same verdict unless something changed at the server; [`Visits::export_parked`] hands them out.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn try_again(&self, document: DocumentId) -> Result<(), StoreError> {
        self.core.store.write(|tx| outbox::try_again(tx, document))?;
        self.core.waits().end_all();
        self.core.tell(&[Notice::Document(document), Notice::Outbox, Notice::Agenda]);
        self.core.nudge.notify_one();
        Ok(())
    }

    /// What was entered here and does not stand because the server did not take it, until a person has read it
    /// ([`Device::acknowledge`]).
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn not_accepted(&self) -> Result<Vec<NotAccepted>, StoreError> {
        self.core.store.read(refused::not_accepted)
    }

    /// A person has read the entry `id` of [`Device::not_accepted`]. The saved copy stays.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn acknowledge(&self, id: i64) -> Result<(), StoreError> {
        if let Some(document) = self.core.store.write(|tx| refused::mark_seen(tx, id))? {
            self.core.tell(&[Notice::Document(document), Notice::Outbox, Notice::Agenda]);
        }
        Ok(())
    }

    /// Moves the network switch. In airplane mode no request leaves the device, and one that is under way is dropped. Not kept:
    /// a device starts connected.
    pub fn set_network(&self, switch: NetworkSwitch) {
        self.core.network.send_replace(switch);
        self.core.tell(&[Notice::Network]);
        self.core.nudge.notify_one();
    }

    /// Where the network switch stands.
    #[must_use]
    pub fn network(&self) -> NetworkSwitch {
        *self.core.network.borrow()
    }

    /// Notices of everything that changes from now on, each sent after it is on disk. Whoever is told that notices were missed
    /// reads everything again.
    #[must_use]
    pub fn observe(&self) -> broadcast::Receiver<Notice> {
        self.core.notices.subscribe()
    }
}

impl Core {
    /// What waits for itself.
    pub(crate) fn waits(&self) -> MutexGuard<'_, Waits> {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells observers; nobody listening is no error.
    pub(crate) fn tell(&self, notices: &[Notice]) {
        for notice in notices {
            let _nobody_listens = self.notices.send(*notice);
        }
    }

    /// The transport to `server_url`, made once.
    pub(crate) fn transport(&self, server_url: &str) -> Result<Arc<dyn Transport>, TransportError> {
        let mut kept = self.transport.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((url, transport)) = kept.as_ref()
            && url == server_url
        {
            return Ok(Arc::clone(transport));
        }
        let transport = (self.transport_factory)(server_url)?;
        *kept = Some((server_url.to_owned(), Arc::clone(&transport)));
        Ok(transport)
    }
}

/// The software key in the database; made at the first opening if it `may_be_made`.
fn software_key(store: &Store, chance: &dyn Chance, may_be_made: bool) -> Result<Option<SoftwareKey>, StoreError> {
    let secret = store.write::<_, StoreError>(|tx| {
        let found = identity::software_key(tx)?;
        if found.is_some() || !may_be_made {
            return Ok(found);
        }
        let mut secret = Zeroizing::new([0; 32]);
        chance.fill(secret.as_mut_slice())?;
        identity::keep_software_key(tx, &secret)?;
        Ok(Some(secret))
    })?;
    Ok(secret.map(|secret| SoftwareKey::from_secret(&secret)))
}
