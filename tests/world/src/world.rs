//! The world of one story.

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use model::id::PersonId;
use model::wire::config::SyncLimits;
use server::policies::PolicyFile;
use server::{Config, Host, NewOrganisation, Server};
use tempfile::TempDir;

use crate::scatter::Scatter;
use crate::technician::nobody_has_signed_yet;
use crate::{Desk, Net, SeededChance, Technician, Telling, WorldClock};

const PASSWORD: &str = "korrekt-pferd-batterie";

/// A server with one organisation, its desk, and everybody's clock.
pub struct World {
    /// What time it is.
    pub clock: WorldClock,
    /// The dispatcher.
    pub desk: Desk,
    folder: TempDir,
    server: Option<Server>,
    nets: Vec<Arc<Net>>,
    telling: Telling,
    limits: SyncLimits,
    /// The server's.
    chance: Arc<SeededChance>,
    /// What decides where a telling leaves the order open.
    order: SeededChance,
}

impl World {
    /// Monday, eight o'clock: the server is up and the dispatcher has signed in.
    pub async fn on_monday_morning() -> Self {
        Self::told(Telling::AsWritten).await
    }

    /// The same Monday in a story that is told so.
    pub async fn told(telling: Telling) -> Self {
        Self::built(telling, SyncLimits::default()).await
    }

    /// The same Monday with a server that takes no more than this in one request.
    pub async fn with_limits(limits: SyncLimits) -> Self {
        Self::built(Telling::AsWritten, limits).await
    }

    async fn built(telling: Telling, limits: SyncLimits) -> Self {
        nobody_has_signed_yet();
        let clock = WorldClock::monday_morning();
        let folder = tempfile::tempdir().unwrap();
        let chance = Arc::new(SeededChance::new(0));
        let server = open(&folder, &clock, &chance, limits).await;
        let organisation = NewOrganisation { name: "恒通服务中心".into(), desk_user: "王丽".into(), password: PASSWORD.into() };
        server.set_up(organisation).await.unwrap();
        let desk = Desk::sign_in(server.router(), "王丽", PASSWORD).await;
        let order = SeededChance::new(match telling {
            Telling::AsWritten => 0,
            Telling::Scattered(seed) => seed,
        });
        Self { clock, desk, folder, server: Some(server), nets: Vec::new(), telling, limits, chance, order }
    }

    /// From now on the organisation follows this policy.
    pub async fn follows(&self, policy: &str) {
        let file = PolicyFile::read("policy.toml", policy).expect("the policy can be read");
        self.server.as_ref().expect("the server is up").set_policy(None, &file).await.expect("the policy is kept");
    }

    /// The server's router.
    pub fn router(&self) -> Router {
        self.server.as_ref().expect("the server is up").router()
    }

    /// The story's folder.
    #[must_use]
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// A technician with an enrolled device.
    pub async fn technician(&mut self, name: &'static str) -> Technician {
        self.technician_with_clock(name, self.clock.clone()).await
    }

    /// A technician whose device's clock is wrong.
    pub async fn technician_with_clock(&mut self, name: &'static str, clock: WorldClock) -> Technician {
        let (person, code) = self.desk.technician_with_code(name).await;
        self.enrolled(name, person, &code, clock).await
    }

    /// A technician of another organisation, whose dispatcher is `desk`.
    pub async fn technician_of(&mut self, desk: &Desk, name: &'static str) -> Technician {
        let (person, code) = desk.technician_with_code(name).await;
        self.enrolled(name, person, &code, self.clock.clone()).await
    }

    async fn enrolled(&mut self, name: &'static str, person: PersonId, code: &str, clock: WorldClock) -> Technician {
        let (net, path) = self.next_device();
        let technician = Technician::new(name, person, net, path, clock, self.next_chance());
        technician.device().enrol("http://fieldbook.test", code, name).await.expect("the device is enrolled");
        technician
    }

    /// One more device of the same person.
    pub async fn second_device(&mut self, of: &Technician) -> Technician {
        let code = self.desk.enrolment_code(of.person).await;
        self.enrolled(of.name, of.person, &code, self.clock.clone()).await
    }

    /// A device that lives on a copy of somebody's file, as a phone restored from its backup does.
    pub fn copy_of(&mut self, original: &mut Technician) -> Technician {
        original.switches_the_device_off();
        let (net, path) = self.next_device();
        for ending in ["", "-wal"] {
            let file = |path: &std::path::Path| PathBuf::from(format!("{}{ending}", path.display()));
            if file(original.file()).exists() {
                std::fs::copy(file(original.file()), file(&path)).unwrap();
            }
        }
        original.switches_the_device_on();
        Technician::new(original.name, original.person, net, path, self.clock.clone(), self.next_chance())
    }

    fn next_device(&mut self) -> (Arc<Net>, PathBuf) {
        let number = u64::try_from(self.nets.len()).expect("few devices") + 1;
        let scatter = match self.telling {
            Telling::AsWritten => None,
            Telling::Scattered(seed) => Some(Scatter::new(seed * 1000 + number)),
        };
        let net = Net::to(self.server.as_ref().expect("the server is up"), scatter);
        self.nets.push(Arc::clone(&net));
        (net, self.folder.path().join(format!("device-{number}.db")))
    }

    /// The chance of the device that was made last: the same in every telling.
    fn next_chance(&self) -> Arc<SeededChance> {
        Arc::new(SeededChance::new(u64::try_from(self.nets.len()).expect("few devices")))
    }

    /// Everybody has a signal: all sync, in an order that the story leaves open, until nothing waits and everybody has heard of
    /// everything.
    pub async fn everybody_syncs(&self, everybody: &[&Technician]) {
        let mut order = everybody.to_vec();
        if self.telling != Telling::AsWritten {
            self.order.shuffle(&mut order);
        }
        for technician in &order {
            technician.syncs_until_nothing_waits().await;
        }
        for technician in &order {
            technician.syncs().await;
        }
    }

    /// The dispatcher's session has ended overnight; a new one begins.
    pub async fn the_dispatcher_signs_in_again(&mut self) {
        self.desk = Desk::sign_in(self.router(), "王丽", PASSWORD).await;
    }

    /// The dispatcher of a second organisation on the same server.
    pub async fn another_organisation(&self) -> Desk {
        let organisation = NewOrganisation { name: "蓝天物业".into(), desk_user: "刘洋".into(), password: PASSWORD.into() };
        self.server.as_ref().expect("the server is up").set_up(organisation).await.unwrap();
        Desk::sign_in(self.router(), "刘洋", PASSWORD).await
    }

    /// Every row of board and registers is read anew from its document; answers how many were not what they say live.
    pub async fn rebuilds_the_board(&self) -> u64 {
        self.server.as_ref().expect("the server is up").rebuild_board().await.expect("the board can be rebuilt").rewritten
    }

    /// A copy of the server's database as it is now, as a backup makes it.
    #[must_use]
    pub fn backs_up_the_server(&self) -> PathBuf {
        let copy = self.folder.path().join("backup.db");
        let database = rusqlite::Connection::open(self.database()).unwrap();
        database.execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
        copy
    }

    /// The server's database is lost and replaced by an older copy.
    pub async fn restores_the_server(mut self, backup: PathBuf) -> Self {
        self.ends_the_server().await;
        for ending in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{ending}", self.database().display()));
        }
        std::fs::copy(backup, self.database()).unwrap();
        self.start_again().await
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("server").join("fieldbook.db")
    }

    /// The server process ends without a word and is started again on the same folder; it judges first what it had received.
    pub async fn restarts_the_server(mut self) -> Self {
        self.ends_the_server().await;
        let world = self.start_again().await;
        world.server.as_ref().expect("the server is up").settled().await;
        world
    }

    /// From now on the server receives and judges nothing, until it is started again.
    pub async fn the_server_falls_behind(&self) {
        self.server.as_ref().expect("the server is up").stop_judging().await;
    }

    async fn ends_the_server(&mut self) {
        if let Some(server) = self.server.take() {
            server.stop_judging().await;
        }
        self.disconnect();
    }

    /// Lets go of everything that holds the server's files open.
    fn disconnect(&mut self) {
        for net in &self.nets {
            net.connect(None);
        }
        self.desk = self.desk.at(Router::new());
    }

    async fn start_again(mut self) -> Self {
        self.server = Some(open(&self.folder, &self.clock, &self.chance, self.limits).await);
        for net in &self.nets {
            net.connect(self.server.as_ref());
        }
        self.desk = self.desk.at(self.router());
        self
    }
}

async fn open(folder: &TempDir, clock: &WorldClock, chance: &Arc<SeededChance>, limits: SyncLimits) -> Server {
    let config = Config {
        data_dir: folder.path().join("server"),
        public_url: Some("http://fieldbook.test".into()),
        enrolments_per_minute: 10_000,
        tokens_per_minute: 100_000,
        checks_per_minute: 100_000,
        sign_ins_per_minute: 10_000,
        sync_limits: limits,
        ..Config::default()
    };
    let host = Host { clock: Arc::new(clock.clone()), chance: Arc::<SeededChance>::clone(chance) };
    Server::open(config, host).await.expect("the server opens its folder")
}
