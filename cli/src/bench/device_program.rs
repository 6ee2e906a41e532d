//! `fieldbook bench device`: many real devices, each with its own SQLite file, driven by JSON lines; and the dispatcher, who is no
//! device here but works at the desk.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use client_core::{Device, DeviceConfig, Host, NetworkSwitch, Notice, SyncReport};
use model::documents::visit::assessment::Signature;
use model::documents::visit::records::DataField;
use model::id::DocumentId;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::sync::broadcast::error::RecvError;
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;

use super::dispatcher::{Dispatcher, Refs};
use super::workload::{Edit, Workload, WorkloadDevice};
use super::{deeds, lines, neutral, usage};
use crate::outcome::{Failure, say};

/// How often a sync is tried that does not come through at once, and the pause in between.
const ROUNDS: usize = 50;
const PAUSE: Duration = Duration::from_millis(100);

/// Every device of this process.
#[derive(Default)]
struct Program {
    at: Mutex<Place>,
    devices: Mutex<BTreeMap<String, Arc<Held>>>,
    desk: Mutex<Option<(Dispatcher, Refs)>>,
}

/// Where the devices are kept and whom they talk to.
#[derive(Clone, Default)]
struct Place {
    dir: PathBuf,
    url: String,
}

/// One device.
struct Held {
    device: Device,
    /// The workload's names of its visits.
    visits: Mutex<HashMap<String, DocumentId>>,
    live: Mutex<Option<(CancellationToken, JoinHandle<()>)>>,
}

/// Edits of one document.
#[derive(Deserialize)]
struct DocumentEdits {
    doc: String,
    #[serde(default)]
    device: String,
    #[serde(default)]
    key: String,
    #[serde(default)]
    value: Value,
    #[serde(default)]
    ops: Vec<Edit>,
}

/// What replaying the commits of some devices came to.
#[derive(Default)]
struct Replayed {
    us: Vec<f64>,
    refs: Refs,
    actions: usize,
    replay_cpu_s: f64,
}

/// Answers until `close`.
pub(super) async fn run() -> Result<ExitCode, Failure> {
    lines::answer(Arc::new(Program::default()), |program, op, request| async move {
        match op.as_str() {
            "open" => program.open(&request),
            "phase1" => program.replay(&request).await,
            "sync" => program.sync(&request).await,
            "offline" => program.offline(&lines::texts(&request, "devices")?).await,
            "bootstrap" => program.bootstrap(&request).await,
            "edit" => program.edit(request).await,
            "waitfor" => program.wait_for(request).await,
            "read" => program.read(&request).await,
            "losers" => program.losers(&request),
            "close" => program.close().await,
            op => Err(Failure::Usage(format!("no op {op}"))),
        }
    })
    .await
}

/// Opens one device's folder and prints one day's visits.
pub(super) fn coldstart(store: &Path, day: &str) -> Result<ExitCode, Failure> {
    let held = Held::open(store)?;
    let mut rows = Vec::new();
    for row in held.device.visits().agenda().map_err(|error| Failure::step("reading the agenda")(&error))? {
        let at = row.appointment_at.and_then(|at| neutral::iso(at.as_ms()));
        if at.is_some_and(|at| at.starts_with(day)) {
            let status = json!(row.status);
            let word = neutral::status_word(status.as_str().unwrap_or_default(), row.signature != Signature::None);
            rows.push(json!({ "id": neutral::name_in(&row.fault), "name": row.customer_name, "status": word }));
        }
    }
    say(&json!({ "rows": rows, "hwm_mb": usage::peak_mb(std::process::id()) }).to_string());
    Ok(ExitCode::SUCCESS)
}

impl Program {
    fn open(&self, request: &Value) -> Result<Value, Failure> {
        let place = Place { dir: lines::text(request, "dir")?.into(), url: lines::text(request, "url")?.to_owned() };
        *lock(&self.at) = place;
        // Whoever sees everything is either the desk, which has no store, or one more device of a technician who is not known yet.
        if lines::flag(request, "all") != Some(true) {
            for name in lines::texts(request, "devices")? {
                self.held(&name)?;
            }
        }
        Ok(json!({}))
    }

    /// The device called `name`, opened if it is not.
    fn held(&self, name: &str) -> Result<Arc<Held>, Failure> {
        if let Some(held) = lock(&self.devices).get(name) {
            return Ok(Arc::clone(held));
        }
        let place = lock(&self.at).clone();
        let held = Held::open(&place.dir.join(name))?;
        if held.device.identity().map_err(|error| Failure::step("reading a device")(&error))?.is_some() {
            held.device.use_server(&place.url).map_err(|error| Failure::step("telling a device where the server is")(&error))?;
        }
        let held = Arc::new(held);
        lock(&self.devices).insert(name.to_owned(), Arc::clone(&held));
        Ok(held)
    }

    fn url(&self) -> String {
        lock(&self.at).url.clone()
    }

    async fn replay(&self, request: &Value) -> Result<Value, Failure> {
        let workload = Workload::read(Path::new(lines::text(request, "workload")?))?;
        let names = lines::texts(request, "devices")?;
        let dispatcher = Dispatcher::sign_in(&self.url()).await?;
        let mut replayed = Replayed::default();
        for of in workload.devices.into_iter().filter(|device| names.contains(&device.id)) {
            let held = self.held(&of.id)?;
            self.prepare(&held, &of, &dispatcher, &mut replayed).await?;
            let before = usage::cpu_s(std::process::id());
            let worked = tokio::task::spawn_blocking(move || held.replays(&of)).await;
            let (us, actions) = worked.map_err(|error| Failure::step("replaying")(&error))??;
            let after = usage::cpu_s(std::process::id());
            replayed.replay_cpu_s += after.zip(before).map_or(0.0, |(after, before)| after - before);
            replayed.us.extend(us);
            replayed.actions += actions;
        }
        let Replayed { us, refs, actions, replay_cpu_s } = replayed;
        Ok(json!({ "us": us, "refs": refs, "actions": actions, "replay_cpu_s": replay_cpu_s }))
    }

    /// The desk opens the device's visits, and the device fetches them; then it is offline.
    async fn prepare(&self, held: &Held, of: &WorkloadDevice, desk: &Dispatcher, replayed: &mut Replayed) -> Result<(), Failure> {
        let (person, code) = desk.technician(&of.id).await?;
        held.enrol(&self.url(), &code, &of.id).await?;
        for visit in &of.visits {
            let begun = Instant::now();
            let id = desk.opens(visit.beginning()?, person).await?;
            replayed.us.push(micros(begun));
            replayed.refs.insert(visit.id.clone(), id);
        }
        held.sync_whole().await?;
        held.device.set_network(NetworkSwitch::Airplane);
        held.learn_names()
    }

    async fn sync(&self, request: &Value) -> Result<Value, Failure> {
        let stays_live = lines::flag(request, "live") != Some(false);
        let begun = Instant::now();
        let mut under_way = JoinSet::new();
        for name in lines::texts(request, "devices")? {
            let held = self.held(&name)?;
            under_way.spawn(async move {
                held.device.set_network(NetworkSwitch::Connected);
                let report = held.sync_whole().await?;
                Ok::<_, Failure>((held, report))
            });
        }
        let mut sum = SyncReport::default();
        let mut done = Vec::new();
        while let Some(ended) = under_way.join_next().await {
            let (held, report) = ended.map_err(|error| Failure::step("syncing")(&error))??;
            add(&mut sum, &report);
            done.push(held);
        }
        let wall_ms = millis(begun);
        if stays_live {
            done.iter().for_each(|held| held.go_live());
        }
        Ok(json!({ "wall_ms": wall_ms, "report": sum }))
    }

    async fn offline(&self, names: &[String]) -> Result<Value, Failure> {
        for name in names {
            let held = lock(&self.devices).get(name).cloned();
            if let Some(held) = held {
                held.go_offline().await?;
            }
        }
        Ok(json!({}))
    }

    async fn bootstrap(&self, request: &Value) -> Result<Value, Failure> {
        let begun = Instant::now();
        let desk = Dispatcher::sign_in(&self.url()).await?;
        let refs: Refs = serde_json::from_value(request.get("refs").cloned().unwrap_or_default())
            .map_err(|error| Failure::Usage(format!("`refs` does not name the visits: {error}")))?;
        let docs = lines::texts(request, "docs")?;
        let wanted: Refs = refs.into_iter().filter(|(name, _)| docs.contains(name)).collect();
        if request.get("owners").is_some() {
            let seen = desk.sees_all(&wanted).await?;
            *lock(&self.desk) = Some((desk, wanted));
            return Ok(json!({ "wall_ms": millis(begun), "visits": seen.len() }));
        }
        let name = lines::text(request, "device")?;
        let held = self.held(name)?;
        let visit = wanted.values().next().ok_or_else(|| Failure::Usage("`docs` names no visit of `refs`".into()))?;
        let (_, code) = desk.technician(&desk.technician_of(visit).await?).await?;
        held.enrol(&self.url(), &code, name).await?;
        held.sync_whole().await?;
        held.learn_names()?;
        held.go_live();
        Ok(json!({ "wall_ms": millis(begun) }))
    }

    async fn edit(&self, mut request: Value) -> Result<Value, Failure> {
        let edits = edits_of(&mut request)?;
        let desk = lock(&self.desk).clone();
        if let Some((desk, refs)) = desk {
            let remark = |edit: DocumentEdits| match (edit.key.as_str(), edit.value, refs.get(&edit.doc)) {
                ("priority", Value::String(value), Some(visit)) => Ok((visit.clone(), value)),
                _ => Err(Failure::Usage(format!("the desk sets `priority` of visits it has seen, not {} of {}", edit.key, edit.doc))),
            };
            desk.approves(edits.into_iter().map(remark).collect::<Result<_, _>>()?).await?;
            return Ok(json!({}));
        }
        let held = self.held(lines::text(&request, "device")?)?;
        let working = Arc::clone(&held);
        let work = move || {
            let mut actions = 0;
            for edit in edits {
                actions += deeds::correct(&working.device, working.visit(&edit.doc)?, &edit.ops)?;
            }
            Ok::<_, Failure>(actions)
        };
        let actions = tokio::task::spawn_blocking(work).await.map_err(|error| Failure::step("editing")(&error))??;
        if lines::flag(&request, "push") != Some(false) {
            held.sync_whole().await?;
        }
        Ok(json!({ "actions": actions }))
    }

    /// Waits until every device shows, from its disk, the values of `edits` that are its own.
    async fn wait_for(&self, mut request: Value) -> Result<Value, Failure> {
        let begun = Instant::now();
        let mut by_device: BTreeMap<String, Vec<DocumentEdits>> = BTreeMap::new();
        for edit in edits_of(&mut request)? {
            by_device.entry(edit.device.clone()).or_default().push(edit);
        }
        let mut waiting = JoinSet::new();
        for (name, edits) in by_device {
            let held = self.held(&name)?;
            waiting.spawn(async move { held.shows(edits).await });
        }
        while let Some(ended) = waiting.join_next().await {
            ended.map_err(|error| Failure::step("waiting")(&error))??;
        }
        Ok(json!({ "wall_ms": millis(begun) }))
    }

    async fn read(&self, request: &Value) -> Result<Value, Failure> {
        let held = self.held(lines::text(request, "device")?)?;
        let mut docs = Map::new();
        for name in lines::texts(request, "docs")? {
            let document = held.document(held.visit(&name)?)?;
            docs.insert(name, document);
        }
        Ok(json!({ "docs": docs }))
    }

    /// The values that lost, of a field that two people wrote at once. The workload's status is the customer's contact when it is free.
    fn losers(&self, request: &Value) -> Result<Value, Failure> {
        let held = match request.get("device").and_then(Value::as_str) {
            Some(name) => self.held(name)?,
            None => lock(&self.devices).values().next().cloned().ok_or_else(|| Failure::Usage("no device is open".into()))?,
        };
        if lines::text(request, "key")? != "status" {
            return Err(Failure::Usage("only `status` is asked for".into()));
        }
        let path = DataField::Contact.path();
        let mut losers = Map::new();
        for name in lines::texts(request, "docs")? {
            let sheet = held.device.visits().open(held.visit(&name)?).map_err(|error| Failure::step("reading a visit")(&error))?;
            let values = sheet
                .conflicts
                .into_iter()
                .filter(|conflict| conflict.path == path)
                .flat_map(|conflict| conflict.values.into_iter().skip(1));
            losers.insert(name, values.collect());
        }
        Ok(json!({ "losers": losers, "how": "the visit's list of conflicts" }))
    }

    async fn close(&self) -> Result<Value, Failure> {
        let names: Vec<_> = lock(&self.devices).keys().cloned().collect();
        self.offline(&names).await
    }
}

impl Held {
    fn open(folder: &Path) -> Result<Self, Failure> {
        std::fs::create_dir_all(folder).map_err(|error| Failure::step("making a device's folder")(&error))?;
        let application = concat!("fieldbook-bench/", env!("CARGO_PKG_VERSION")).into();
        let config = DeviceConfig { path: folder.join("device.db"), application };
        let device = Device::open(config, Host::system()).map_err(|error| Failure::step("opening a device")(&error))?;
        let held = Self { device, visits: Mutex::default(), live: Mutex::default() };
        Ok(held)
    }

    async fn enrol(&self, url: &str, code: &str, name: &str) -> Result<(), Failure> {
        self.device.enrol(url, code, name).await.map(drop).map_err(|error| Failure::step("enrolling a device")(&error))
    }

    /// Reads which visit of the workload is which.
    fn learn_names(&self) -> Result<(), Failure> {
        let agenda = self.device.visits().agenda().map_err(|error| Failure::step("reading the agenda")(&error))?;
        let named = agenda.iter().filter_map(|row| Some((neutral::name_in(&row.fault)?.to_owned(), row.id)));
        *lock(&self.visits) = named.collect();
        Ok(())
    }

    fn visit(&self, name: &str) -> Result<DocumentId, Failure> {
        if lock(&self.visits).is_empty() {
            self.learn_names()?;
        }
        lock(&self.visits).get(name).copied().ok_or_else(|| Failure::Step(format!("the device does not have the visit {name}")))
    }

    /// Every commit after the first of every visit; answers **microseconds** of each, and how many actions they were.
    fn replays(&self, of: &WorkloadDevice) -> Result<(Vec<f64>, usize), Failure> {
        let (mut us, mut actions) = (Vec::new(), 0);
        for visit in &of.visits {
            let (id, mut texts) = (self.visit(&visit.id)?, deeds::Texts::default());
            for commit in visit.commits.iter().skip(1) {
                let begun = Instant::now();
                actions += deeds::carry_out(&self.device, id, &mut texts, commit)?;
                us.push(micros(begun));
            }
        }
        Ok((us, actions))
    }

    /// Syncs until nothing waits on the device.
    async fn sync_whole(&self) -> Result<SyncReport, Failure> {
        let mut sum = SyncReport::default();
        let mut last = None;
        for _ in 0..ROUNDS {
            match self.device.sync_now().await {
                Ok(report) => {
                    add(&mut sum, &report);
                    let waiting = self.device.outbox().map_err(|error| Failure::step("reading the outbox")(&error))?.documents;
                    match waiting.first() {
                        None => return Ok(sum),
                        Some(first) => last = Some(format!("{} documents wait, first {first:?}", waiting.len())),
                    }
                }
                Err(error) => last = Some(error.to_string()),
            }
            tokio::time::sleep(PAUSE).await;
        }
        Err(Failure::Step(format!("the sync does not come through: {}", last.unwrap_or_default())))
    }

    /// Syncs by itself from now on, as an application in the foreground does.
    fn go_live(self: &Arc<Self>) {
        let mut live = lock(&self.live);
        if live.is_some() {
            return;
        }
        let (stop, device) = (CancellationToken::new(), self.device.clone());
        let ends = stop.clone();
        *live = Some((stop, tokio::spawn(async move { device.run_sync(ends).await })));
    }

    async fn go_offline(&self) -> Result<(), Failure> {
        let live = lock(&self.live).take();
        self.device.set_network(NetworkSwitch::Airplane);
        if let Some((stop, task)) = live {
            stop.cancel();
            task.await.map_err(|error| Failure::step("ending the sync")(&error))?;
        }
        Ok(())
    }

    /// The workload's document of a visit as this device shows it.
    fn document(&self, visit: DocumentId) -> Result<Value, Failure> {
        let sheet = self.device.visits().open(visit).map_err(|error| Failure::step("reading a visit")(&error))?;
        Ok(json!(neutral::document(json!(sheet))))
    }

    async fn shows(&self, mut wanted: Vec<DocumentEdits>) -> Result<(), Failure> {
        let mut notices = self.device.observe();
        let mut news: Option<DocumentId> = None;
        loop {
            let mut open = Vec::new();
            for edit in wanted {
                let visit = self.visit(&edit.doc)?;
                let is_old = news.is_some_and(|news| news != visit);
                if is_old || self.document(visit)?.get(&edit.key) != Some(&edit.value) {
                    open.push(edit);
                }
            }
            if open.is_empty() {
                return Ok(());
            }
            wanted = open;
            news = loop {
                match notices.recv().await {
                    Ok(Notice::Document(visit)) => break Some(visit),
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) => break None,
                    Err(RecvError::Closed) => return Err(Failure::Step("the device was closed".into())),
                }
            };
        }
    }
}

fn edits_of(request: &mut Value) -> Result<Vec<DocumentEdits>, Failure> {
    let edits = request.get_mut("edits").map(Value::take).unwrap_or_default();
    serde_json::from_value(edits).map_err(|error| Failure::Usage(format!("`edits` cannot be understood: {error}")))
}

fn add(sum: &mut SyncReport, one: &SyncReport) {
    sum.requests += one.requests;
    sum.bytes_up += one.bytes_up;
    sum.bytes_down += one.bytes_down;
    sum.changes_sent += one.changes_sent;
    sum.changes_received += one.changes_received;
    sum.documents_entered += one.documents_entered;
    sum.documents_left += one.documents_left;
    sum.reference_rows += one.reference_rows;
    sum.refused += one.refused;
}

fn micros(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1e6
}

fn millis(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1e3
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
