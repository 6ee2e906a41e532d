//! One organisation with a desk, three technicians and four phones, set up once in a process and copied for every run: hashing a password
//! and enrolling devices is not what is simulated.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use client_core::{Device, DeviceConfig, Host, OpenError};
use fieldbook_tests::{Desk, SeededChance};
use model::id::{DeviceId, PersonId};
use server::policies::PolicyFile;
use server::{Config, NewOrganisation, Server};
use tempfile::TempDir;

use crate::clock::SimClock;
use crate::trace::Trace;
use crate::wire::{End, Exchange, Wire};

/// The people; the first has two phones.
const PEOPLE: [&str; 3] = ["赵敏", "陈刚", "吴强"];
/// Whose phone is whose.
const PHONES: [usize; 4] = [0, 0, 1, 2];
/// Longer than any run: nobody signs in again.
const SESSION_LIFE_S: u64 = 100 * 365 * 24 * 3600;

const POLICY: &str = r#"
time_zone = 480
[response]
count = "round_the_clock"
[[response.classes]]
name = "every call"
arrive = { hours = 2 }
fix = { hours = 4 }
"#;

/// Somebody who works here.
#[derive(Debug, Clone, Copy)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// As people say.
    pub name: &'static str,
}

/// A phone of the template.
#[derive(Debug, Clone, Copy)]
pub struct Enrolled {
    /// Whose.
    pub person: Person,
    /// Which device.
    pub device: DeviceId,
}

/// The organisation as every run begins with it.
pub struct Template {
    folder: TempDir,
    /// The dispatcher, signed in; [`Desk::at`] moves them to a server.
    pub desk: Desk,
    /// The technicians.
    pub people: Vec<Person>,
    /// Their phones.
    pub phones: Vec<Enrolled>,
}

/// A new folder that is gone with what is in it: in memory, where the machine has such a place.
///
/// # Errors
/// What the file system says.
pub fn folder() -> std::io::Result<TempDir> {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }
}

/// Opens the server in `data_dir`.
///
/// # Errors
/// What the server says.
pub async fn open_server(
    data_dir: PathBuf,
    clock: &SimClock,
    chance: &Arc<SeededChance>,
    token_life_s: u64,
) -> Result<Server, server::StartError> {
    let config = Config {
        data_dir,
        public_url: Some("http://fieldbook.test".into()),
        enrolments_per_minute: 100_000,
        tokens_per_minute: 1_000_000,
        checks_per_minute: 100_000,
        sign_ins_per_minute: 100_000,
        session_life_s: SESSION_LIFE_S,
        access_token_life_s: token_life_s,
        // Judged after each answer, in one order, so that a seed is one run.
        judges: 0,
        ..Config::default()
    };
    Server::open(config, server::Host { clock: Arc::new(clock.clone()), chance: Arc::<SeededChance>::clone(chance) }).await
}

/// Opens the phone's file at `path`.
///
/// # Errors
/// What the phone says.
pub fn open_phone(path: PathBuf, clock: &SimClock, chance: &Arc<SeededChance>, wire: &Arc<Wire>) -> Result<Device, OpenError> {
    let wire = Arc::clone(wire);
    let host = Host {
        clock: Arc::new(clock.clone()),
        chance: Arc::<SeededChance>::clone(chance),
        key: None,
        transport: Arc::new(move |_| Ok(Arc::new(End(Arc::clone(&wire))))),
    };
    Device::open(DeviceConfig { path, application: "simulation/1".into() }, host)
}

impl Template {
    /// Sets it up.
    ///
    /// # Panics
    /// If something of it is refused: then nothing can be simulated.
    pub async fn set_up() -> Self {
        crate::vfs::seed_chance(0);
        let folder = folder().unwrap();
        let clock = SimClock::new();
        let chance = Arc::new(SeededChance::new(0));
        let disk = crate::disk::Disk::of(&folder.path().join("server"));
        let server = open_server(folder.path().join("server"), &clock, &chance, 600).await.unwrap();
        let organisation =
            NewOrganisation { name: "恒通服务中心".into(), desk_user: "王丽".into(), password: "korrekt-pferd-batterie".into() };
        server.set_up(organisation).await.unwrap();
        server.set_policy(None, &PolicyFile::read("policy.toml", POLICY).unwrap()).await.unwrap();
        let desk = Desk::sign_in(server.router(), "王丽", "korrekt-pferd-batterie").await;
        let exchange = Exchange::new(disk.clone(), SeededChance::new(1), Arc::new(Trace::default()), None);
        exchange.connect(Some(server.clone()));
        let mut people = Vec::new();
        let mut codes = Vec::new();
        for name in PEOPLE {
            let (id, code) = desk.technician_with_code(name).await;
            people.push(Person { id, name });
            codes.push(Some(code));
        }
        let mut phones = Vec::new();
        for (number, person) in PHONES.into_iter().enumerate() {
            let path = phone_file(folder.path(), number);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            let code = match codes[person].take() {
                Some(code) => code,
                None => desk.enrolment_code(people[person].id).await,
            };
            let phone = open_phone(path, &clock, &Arc::new(SeededChance::new(10 + number as u64)), &Wire::new(&exchange, number)).unwrap();
            let identity = phone.enrol("http://fieldbook.test", &code, people[person].name).await.unwrap();
            phones.push(Enrolled { person: people[person], device: identity.device });
            if number == 0 {
                desk.dispatches_copier(people[0].id).await;
                let shared = desk.dispatches_bus_terminal(people[0].id).await;
                desk.sends_along(shared, people[1].id).await;
                desk.dispatches_boiler(people[2].id).await;
            }
            phone.sync_now().await.unwrap();
        }
        exchange.connect(None);
        let desk = desk.at(Router::new());
        server.stop_judging().await;
        drop(server);
        disk.retire();
        Self { folder, desk, people, phones }
    }

    /// Where it is kept. Nobody works in it.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Copies everything into `to`.
    ///
    /// # Errors
    /// What the file system says.
    pub fn copy(&self, to: &Path) -> std::io::Result<()> {
        copy_all(self.folder.path(), to)
    }
}

/// Where phone `number` keeps its file.
#[must_use]
pub fn phone_file(folder: &Path, number: usize) -> PathBuf {
    folder.join(format!("phone-{number}")).join("device.db")
}

fn copy_all(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_all(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
