//! The demo's world: server, desk and two devices in one folder, set up at the first start and found again at the next.

use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::Timelike as _;
use client_core::{Device, DeviceConfig, Host};
use model::id::DocumentId;
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use server::{NewOrganisation, Server, StartError};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{day, organisation, pen, story};
use crate::desk::Desk;
use crate::outcome::{Failure, say};

/// Who signs in at the board.
pub(super) const DISPATCHER: &str = "dispatcher";
const ORGANISATION: &str = "恒通服务中心 Hengtong Service";
const DAY_MS: i64 = 86_400_000;
/// Appointments are counted from an hour ago, so that the day is neither over nor far away, but from no hour of the local day before or
/// behind these: all are on one day.
const FIRST_HOURS: RangeInclusive<u32> = 6..=15;

/// What the demo must remember from one start to the next: only the way into its own server.
#[derive(Serialize, Deserialize)]
struct Remembered {
    password: String,
}

/// What must still be open; if it is not, it comes in once more.
#[derive(Clone, Copy)]
pub(super) enum Wanted {
    /// Any visit of today.
    Anything,
    /// The copier that the story is told on.
    TheCopier,
}

/// Server, desk and devices.
pub(super) struct World {
    base: String,
    remembered: Remembered,
    desk: Desk,
    devices: Vec<Arc<Device>>,
    folder: PathBuf,
    stop: CancellationToken,
    server: JoinHandle<Result<(), Failure>>,
}

impl World {
    /// Starts the server on `listener` and makes sure that the organisation, the technicians with their devices and a day of
    /// call-outs are there.
    pub(super) async fn start(folder: &Path, listener: TcpListener, wanted: Wanted) -> Result<Self, Failure> {
        let making = |error: std::io::Error| Failure::Usage(format!("cannot use the folder {}: {error}", folder.display()));
        fs::create_dir_all(folder).map_err(making)?;
        let base = format!("http://{}", super::address(&listener)?);
        say(&format!("folder     {}", folder.display()));
        // Whoever tries webhooks out does so with a program on this machine.
        let config = server::Config {
            data_dir: folder.join("server"),
            public_url: Some(base.clone()),
            webhook_private_targets: true,
            ..server::Config::default()
        };
        let server = Server::open(config, server::Host::system()).await.map_err(|error| match error {
            StartError::InUse => Failure::Usage(format!(
                "a demo is running in {} already: end it with Ctrl-C there, or give this one a folder of its own with --data",
                folder.display()
            )),
            error => Failure::step("opening the server")(&error),
        })?;
        let remembered = remember(folder, &server).await?;
        let policy = server.set_policy(Some(ORGANISATION), &organisation::policy()?).await;
        let policy = policy.map_err(|error| Failure::step("putting the policy into force")(&error))?;
        say(&format!("policy     version {} in force", policy.version));
        let stop = CancellationToken::new();
        let (serving, ends) = (server, stop.clone());
        let server = tokio::spawn(async move { serving.serve(listener, ends).await.map_err(|error| Failure::step("serving")(&error)) });
        say(&format!("server     {base}, SQLite in {}", folder.join("server").display()));
        let desk = Desk::sign_in(&base, DISPATCHER, &remembered.password).await?;
        let mut world = Self { base, remembered, desk, devices: Vec::new(), folder: folder.to_owned(), stop, server };
        world.enrol_devices().await?;
        world.furnish().await?;
        world.load_day(wanted).await?;
        world.first_sync().await?;
        Ok(world)
    }

    pub(super) fn base(&self) -> &str {
        &self.base
    }

    pub(super) fn password(&self) -> &str {
        &self.remembered.password
    }

    pub(super) fn desk(&self) -> &Desk {
        &self.desk
    }

    /// The device of technician `index`.
    pub(super) fn device(&self, index: usize) -> Result<&Arc<Device>, Failure> {
        self.devices.get(index).ok_or_else(|| Failure::Step("the demo has no such device".into()))
    }

    /// The database file of technician `index`'s device.
    pub(super) fn device_file(&self, index: usize) -> PathBuf {
        self.folder.join(format!("handset-{}", index + 1)).join("device.db")
    }

    /// The file with what the organisation says of its key, for whoever verifies a paper.
    pub(super) fn statement_file(&self) -> PathBuf {
        self.folder.join("statement.jwt")
    }

    /// Shows the first technician's device as a page until `stop` fires.
    pub(super) async fn serve_handset(&self, listener: TcpListener, stop: CancellationToken) -> Result<(), Failure> {
        let syncing: Vec<_> = self
            .devices
            .iter()
            .map(|device| {
                let (device, stop) = (Arc::clone(device), stop.clone());
                tokio::spawn(async move { device.run_sync(stop).await })
            })
            .collect();
        let handset = handset::Handset::new(self.device(0)?.as_ref().clone(), handset::HandsetConfig::default());
        let served = handset.serve(listener, stop.clone()).await.map_err(|error| Failure::step("serving the handset")(&error));
        stop.cancel();
        for task in syncing {
            task.await.map_err(|error| Failure::step("ending the sync")(&error))?;
        }
        served
    }

    /// The second technician has been at work since the morning, so that the board shows life: one visit signed, one begun.
    pub(super) async fn let_the_second_technician_work(&self) -> Result<(), Failure> {
        let device = self.device(1)?;
        let visits: Vec<DocumentId> =
            device.visits().agenda().map_err(|error| Failure::step("reading the agenda")(&error))?.into_iter().map(|row| row.id).collect();
        let untouched = |id: &DocumentId| story::is_untouched(device, *id);
        let mut waiting = visits.into_iter().filter(untouched);
        if visits_begun(device)? {
            return Ok(());
        }
        if let Some(first) = waiting.next() {
            story::work_through(device, first, &pen::signature(pen::Hand::Second))?;
        }
        if let Some(second) = waiting.next() {
            story::begin(device, second)?;
        }
        device.sync_now().await.map_err(|error| Failure::step("syncing the second device")(&error))?;
        Ok(())
    }

    /// Ends the server and waits until it is down.
    pub(super) async fn stop(self) -> Result<(), Failure> {
        self.stop.cancel();
        self.server.await.map_err(|error| Failure::step("ending the server")(&error))?
    }

    async fn enrol_devices(&mut self) -> Result<(), Failure> {
        let known = self.desk.technicians().await?;
        for (index, name) in day::TECHNICIANS.into_iter().enumerate() {
            let file = self.device_file(index);
            if let Some(parent) = file.parent() {
                fs::create_dir_all(parent).map_err(|error| Failure::step("making a device's folder")(&error))?;
            }
            let config = DeviceConfig { path: file, application: concat!("fieldbook-demo/", env!("CARGO_PKG_VERSION")).into() };
            let device = Device::open(config, Host::system()).map_err(|error| Failure::step("opening a device")(&error))?;
            if device.identity().map_err(|error| Failure::step("reading a device")(&error))?.is_none() {
                let person = match known.iter().find(|person| person.name == name) {
                    Some(person) => person.id,
                    None => self.desk.add_technician(name).await?.id,
                };
                let code = self.desk.enrolment_code(person).await?;
                let label = format!("handset {}", index + 1);
                device.enrol(&self.base, &code, &label).await.map_err(|error| Failure::step("enrolling a device")(&error))?;
                say(&format!("enrolled   {label} of {name}"));
            } else {
                device.use_server(&self.base).map_err(|error| Failure::step("telling a device where the server is")(&error))?;
            }
            self.devices.push(Arc::new(device));
        }
        Ok(())
    }

    /// Gives the organisation what it works with; what is there already stays as it is.
    async fn furnish(&self) -> Result<(), Failure> {
        let people = self.desk.technicians().await?;
        let named = |name: &&str| people.iter().find(|person| person.name == **name).cloned();
        let technicians: Vec<_> = day::TECHNICIANS.iter().filter_map(named).collect();
        let furnished = organisation::furnish(&self.desk, &technicians).await?;
        let organisation::Furnished { parts, assets, issued } = furnished;
        say(&format!("stocked    {parts} parts in the catalogue, {assets} products on file, {issued} lines issued to the vans"));
        Ok(())
    }

    /// Registers and dispatches the day, unless visits of today are there already; what alone is missing comes in alone.
    async fn load_day(&self, wanted: Wanted) -> Result<(), Failure> {
        let begins = day_begins()?;
        let (_, rows) = self.desk.board().await?;
        let of_today = |at: i64| (begins.as_ms() - DAY_MS / 2..begins.as_ms() + DAY_MS).contains(&at);
        let open: Vec<_> = rows.iter().filter(|row| row.status == "assigned" && row.appointment_at.is_some_and(of_today)).collect();
        let is_copier = |product: &str| product.contains("Copier");
        let enough = match wanted {
            Wanted::Anything => !open.is_empty(),
            Wanted::TheCopier => open.iter().any(|row| is_copier(&row.product)),
        };
        if enough {
            say(&format!("day        {} visits of today are still open", open.len()));
            return Ok(());
        }
        let people = self.desk.technicians().await?;
        let mut jobs = day::jobs();
        if !open.is_empty() {
            jobs.retain(|job| job.call_out.pointer("/asset/product").and_then(Value::as_str).is_some_and(is_copier));
        }
        for job in &jobs {
            let name = day::TECHNICIANS.get(job.technician).copied().unwrap_or_default();
            let technician = people.iter().find(|person| person.name == name).map(|person| person.id);
            let technician = technician.ok_or_else(|| Failure::Step(format!("{name} is not among the technicians")))?;
            let visit = json!({
                "technician": technician,
                "appointment_at": begins.plus_ms(job.appointment_min * 60_000),
                "service": job.service,
            });
            self.desk.dispatch(&job.call_out, &visit).await?;
        }
        say(&format!("day        {} call-outs registered and dispatched", jobs.len()));
        Ok(())
    }

    async fn first_sync(&self) -> Result<(), Failure> {
        for (device, name) in self.devices.iter().zip(day::TECHNICIANS) {
            device.sync_now().await.map_err(|error| Failure::step("the first sync")(&error))?;
            let agenda = device.visits().agenda().map_err(|error| Failure::step("reading the agenda")(&error))?;
            say(&format!("synced     {name}: {} visits on the device", agenda.len()));
        }
        Ok(())
    }
}

/// The way into the demo's server: made at the first start, read back later.
async fn remember(folder: &Path, server: &Server) -> Result<Remembered, Failure> {
    let file = folder.join("demo.json");
    if server.is_set_up().await.map_err(|error| Failure::step("looking into the server's database")(&error))? {
        let text = fs::read(&file).map_err(|error| {
            Failure::Usage(format!(
                "{} belongs to no demo ({}: {error}); choose another folder with --data",
                folder.display(),
                file.display()
            ))
        })?;
        return serde_json::from_slice(&text).map_err(|error| Failure::Usage(format!("{} is damaged: {error}", file.display())));
    }
    // A first start that was cut short left a file behind, perhaps half of one; nothing was set up with it yet.
    if file.exists() {
        fs::remove_file(&file).map_err(|error| Failure::step("removing the file of an unfinished start")(&error))?;
    }
    let mut random = [0; 9];
    getrandom::fill(&mut random).map_err(|error| Failure::Step(format!("the system gives no random numbers: {error}")))?;
    let remembered = Remembered { password: crate::serve::readable_secret(&random) };
    let text = serde_json::to_vec(&remembered).map_err(|error| Failure::step("keeping the password")(&error))?;
    crate::serve::write_secret(&file, &text).map_err(|error| Failure::step("keeping the password")(&error))?;
    let organisation = NewOrganisation { name: ORGANISATION.into(), desk_user: DISPATCHER.into(), password: remembered.password.clone() };
    server.set_up(organisation).await.map_err(|error| Failure::step("setting up the organisation")(&error))?;
    Ok(remembered)
}

fn visits_begun(device: &Device) -> Result<bool, Failure> {
    let agenda = device.visits().agenda().map_err(|error| Failure::step("reading the agenda")(&error))?;
    Ok(agenda.iter().any(|row| !story::is_untouched(device, row.id)))
}

fn day_begins() -> Result<Timestamp, Failure> {
    let now = chrono::Local::now();
    let hour = now.hour().saturating_sub(1).clamp(*FIRST_HOURS.start(), *FIRST_HOURS.end());
    let begins = now.date_naive().and_hms_opt(hour, 0, 0).and_then(|at| at.and_local_timezone(chrono::Local).earliest());
    begins.map(|at| Timestamp::from_ms(at.timestamp_millis())).ok_or_else(|| Failure::Step(format!("today has no {hour} o'clock here")))
}
