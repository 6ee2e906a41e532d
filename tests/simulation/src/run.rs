//! One run: a safety phase, in which everything goes wrong that the seed wants, and a phase of healing, in which nothing does any more and
//! all must come to the same.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use client_core::{ActionError, Device, SyncError};
use fieldbook_tests::{Desk, SeededChance};
use http::Method;
use model::documents::export::Export;
use model::gate::Limits;
use model::id::{DeviceId, DocumentId};
use serde_json::{Value, json};
use server::{Server, StartError};
use tempfile::TempDir;

use crate::books::{self, Doc, Named, Peek, Read};
use crate::bugs::{Bug, changes_of};
use crate::clock::SimClock;
use crate::deeds::{self, Entry};
use crate::disk::{Cut, Disk, Failure};
use crate::findings::{Finding, Findings, Kind};
use crate::panics;
use crate::poison;
use crate::rates::{Disasters, Rates};
use crate::template::{Person, Template, folder, open_phone, open_server, phone_file};
use crate::trace::Trace;
use crate::vfs;
use crate::wire::{Exchange, Partition, Wire, lock, read_request, write_request};

/// Rounds of syncs within which everything must have arrived once nothing goes wrong any more.
pub const ROUNDS: usize = 20;
/// Most visits that the desk opens in one run.
const MOST_VISITS: usize = 9;
/// Three years, in **milliseconds**.
const THREE_YEARS_MS: i64 = 3 * 365 * 24 * 3_600_000;

/// What is run.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// What all chance comes from.
    pub seed: u64,
    /// Steps of the safety phase.
    pub steps: usize,
    /// A bug on purpose.
    pub bug: Option<Bug>,
    /// Prints every step.
    pub aloud: bool,
}

/// What came of it.
#[derive(Debug)]
pub struct Outcome {
    /// What was promised and is not so.
    pub findings: Vec<Finding>,
    /// The digest of everything that happened.
    pub trace: String,
}

/// Whether a phone still has to keep its promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// It has to.
    Sound,
    /// The desk put it out: what it has stays on it.
    Revoked,
    /// Its file was damaged on purpose: the others must not mind.
    Damaged,
}

struct Phone {
    number: usize,
    person: Person,
    device_id: DeviceId,
    file: PathBuf,
    disk: Disk,
    clock: SimClock,
    chance: Arc<SeededChance>,
    wire: Arc<Wire>,
    device: Option<Device>,
    peek: Option<Peek>,
    state: State,
    /// Own changes that an action of this phone said it has kept.
    kept: BTreeSet<Named>,
    /// Own changes that it showed as received.
    acked: BTreeSet<Named>,
    last_row: i64,
    backup: Option<PathBuf>,
}

/// The world of one run.
pub(crate) struct Run {
    plan: Plan,
    chance: SeededChance,
    trace: Arc<Trace>,
    clock: SimClock,
    folder: TempDir,
    server: Option<Server>,
    server_disk: Disk,
    server_chance: Arc<SeededChance>,
    token_life_s: u64,
    exchange: Arc<Exchange>,
    desk: Desk,
    people: Vec<Person>,
    phones: Vec<Phone>,
    rates: Rates,
    disasters: Disasters,
    visits: Vec<DocumentId>,
    /// Changes that were once to be seen in the server's database.
    visible: BTreeSet<Named>,
    read: Read,
    peek: Option<Peek>,
    backup: Option<PathBuf>,
    /// Changes that the older copy lacked.
    set_back: BTreeSet<Named>,
    entries: Vec<(Entry, Vec<Named>)>,
    findings: Findings,
}

/// Runs one seed.
///
/// # Errors
/// What the file system or a database says that has nothing to do with what is simulated.
pub async fn run(template: &Template, plan: Plan) -> Result<Outcome, Box<dyn std::error::Error>> {
    vfs::seed_chance(plan.seed);
    panics::are_noted();
    // Those of the run before, if it ended with one.
    let _before = panics::taken();
    let mut run = Run::begin(template, plan).await?;
    for step in 0..plan.steps {
        run.step(step).await?;
        if !run.findings.is_empty() && plan.bug.is_some() {
            break;
        }
    }
    if run.findings.is_empty() || plan.bug.is_none() {
        run.heal().await?;
    }
    for what in panics::taken() {
        run.finds(Kind::Wedged, what);
    }
    let outcome = Outcome { trace: run.trace.digest(), findings: run.findings.all() };
    run.stop().await;
    Ok(outcome)
}

impl Run {
    async fn begin(template: &Template, plan: Plan) -> Result<Self, Box<dyn std::error::Error>> {
        let stream = |n: u64| SeededChance::new(plan.seed.wrapping_mul(1_000).wrapping_add(n));
        let chance = stream(1);
        let trace = Arc::new(Trace::new(plan.aloud));
        let folder = folder()?;
        template.copy(folder.path())?;
        let clock = SimClock::new();
        clock.passes(60_000);
        let server_disk = Disk::of(&folder.path().join("server"));
        match plan.bug {
            Some(Bug::ServerDropsSyncs) => server_disk.lies_about(|_| true),
            Some(Bug::ServerDropsFoldSyncs) => server_disk.lies_about(|path| !vfs::is_log(path)),
            _ => {}
        }
        let exchange = Exchange::new(server_disk.clone(), stream(2), Arc::clone(&trace), plan.bug);
        let rates = Rates::drawn(&chance);
        let disasters = Disasters::drawn(&chance, plan.steps);
        let mut run = Self {
            plan,
            trace,
            clock,
            server: None,
            server_disk,
            server_chance: Arc::new(stream(3)),
            token_life_s: 60 + 60 * chance.below(20) as u64,
            exchange,
            desk: template.desk.clone(),
            people: template.people.clone(),
            phones: Vec::new(),
            rates,
            disasters,
            visits: Vec::new(),
            visible: BTreeSet::new(),
            read: Read::default(),
            peek: None,
            backup: None,
            set_back: BTreeSet::new(),
            entries: Vec::new(),
            findings: Findings::default(),
            chance,
            folder,
        };
        run.trace.says(&format!("seed {}: {rates:?} {disasters:?}", plan.seed));
        run.starts_the_server().await?;
        run.sees_the_server()?;
        for enrolled in &template.phones {
            run.adds_a_phone(enrolled.person, enrolled.device, State::Sound)?;
        }
        run.exchange.goes_wrong(rates);
        let board = run.desk.ask(Method::GET, "/v1/desk/board", None).await;
        run.visits = rows(&board.json);
        Ok(run)
    }

    fn adds_a_phone(&mut self, person: Person, device_id: DeviceId, state: State) -> Result<(), Box<dyn std::error::Error>> {
        let number = self.phones.len();
        let file = phone_file(self.folder.path(), number);
        let disk = Disk::of(&self.folder.path().join(format!("phone-{number}")));
        if self.plan.bug == Some(Bug::PhoneDropsSyncs) {
            disk.lies_about(|_| true);
        }
        let chance = Arc::new(SeededChance::new(self.phone_seed(number)));
        let wire = Wire::new(&self.exchange, number);
        let clock = self.clock.of_its_own();
        let (kept, acked) = (BTreeSet::new(), BTreeSet::new());
        let phone = Phone {
            number,
            person,
            device_id,
            file,
            disk,
            clock,
            chance,
            wire,
            device: None,
            peek: None,
            state,
            kept,
            acked,
            last_row: 0,
            backup: None,
        };
        self.phones.push(phone);
        self.opens_phone(number)?;
        Ok(())
    }

    fn phone_seed(&self, number: usize) -> u64 {
        self.plan.seed.wrapping_mul(1_000).wrapping_add(100 + number as u64)
    }

    fn says(&self, line: &str) {
        self.trace.says(line);
    }

    fn finds(&mut self, kind: Kind, what: String) {
        self.trace.says(&format!("!! {kind:?}: {what}"));
        self.findings.add(kind, what);
    }

    async fn step(&mut self, step: usize) -> Result<(), Box<dyn std::error::Error>> {
        self.clock.passes(10_000 + self.chance.below(600_000) as i64);
        self.disasters(step).await?;
        self.things_go_wrong().await?;
        let who = self.chance.below(self.phones.len());
        match self.chance.below(20) {
            0..=9 => self.somebody_acts(step, who)?,
            10..=16 => self.somebody_syncs(step, who).await?,
            _ => self.the_desk_acts(step).await?,
        }
        self.the_dead_return().await
    }

    // ---- people

    fn somebody_acts(&mut self, step: usize, who: usize) -> Result<(), Box<dyn std::error::Error>> {
        let Some(phone) = self.phones.get(who) else { return Ok(()) };
        let Some(device) = &phone.device else { return Ok(()) };
        let (deed, outcome) = deeds::anything(device, &self.chance);
        let said = match &outcome {
            Ok(_) => "done".to_owned(),
            Err(error) => error.code().to_owned(),
        };
        self.says(&format!("{step} phone {who} {deed}: {said}"));
        let new = if outcome.is_ok() || !phone.disk.is_dead() { self.keeps(who)? } else { Vec::new() };
        match outcome {
            Ok(Some(entry)) => self.entries.push((entry, new)),
            Ok(None) | Err(ActionError::Refused(_) | ActionError::NotFound) => {}
            // What the disk says, and papers of visits that are in no state to have one.
            Err(ActionError::Store(_) | ActionError::Document(_) | ActionError::Paper(_)) => {}
            Err(other) => {
                if self.phones.get(who).is_some_and(|phone| phone.state == State::Sound) {
                    self.finds(Kind::Wedged, format!("phone {who} cannot {deed}: {other}"));
                }
            }
        }
        Ok(())
    }

    /// What phone `who` has kept since it was last asked.
    fn keeps(&mut self, who: usize) -> Result<Vec<Named>, books::Unread> {
        let Some(phone) = self.phones.get_mut(who) else { return Ok(Vec::new()) };
        let (new, last) = match peek(&mut phone.peek, &phone.file).and_then(|peek| peek.own_since(phone.last_row)) {
            Ok(found) => found,
            Err(_) if phone.state == State::Damaged => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        phone.last_row = last;
        phone.kept.extend(new.iter().copied());
        Ok(new)
    }

    async fn somebody_syncs(&mut self, step: usize, who: usize) -> Result<(), Box<dyn std::error::Error>> {
        let Some(phone) = self.phones.get(who) else { return Ok(()) };
        let Some(device) = phone.device.clone() else { return Ok(()) };
        let outcome = device.sync_now().await;
        let said = match &outcome {
            Ok(report) => format!("{} up, {} down", report.changes_sent, report.changes_received),
            Err(error) => error.code().to_owned(),
        };
        self.says(&format!("{step} phone {who} syncs: {said}"));
        self.settle().await;
        self.sees_the_server()?;
        self.compares_received(who)
    }

    /// Work that the server does after it answered is done when this ends, as far as it can be done.
    async fn settle(&self) {
        if let Some(server) = &self.server {
            server.settled().await;
        }
    }

    /// I1: what a phone shows as received, the server holds.
    fn compares_received(&mut self, who: usize) -> Result<(), Box<dyn std::error::Error>> {
        // A server that has just died is looked at when it is back.
        if self.server.is_none() || self.server_disk.is_dead() {
            return Ok(());
        }
        let Some(phone) = self.phones.get_mut(who) else { return Ok(()) };
        if phone.disk.is_dead() || phone.state == State::Damaged {
            return Ok(());
        }
        let received = peek(&mut phone.peek, &phone.file)?.received()?;
        let new: Vec<Named> = received.difference(&phone.acked).copied().collect();
        phone.acked.extend(new.iter().copied());
        for change in new.into_iter().filter(|change| !self.visible.contains(change)).collect::<Vec<_>>() {
            self.finds(Kind::Lost, format!("phone {who} shows {} as received, and the server never had it", name(&change)));
        }
        Ok(())
    }

    /// What is new in the server's database from now on must stay.
    fn sees_the_server(&mut self) -> Result<(), books::Unread> {
        if self.server.is_some() && !self.server_disk.is_dead() {
            let database = self.database();
            let new = peek(&mut self.peek, &database)?.server_since(&mut self.read)?;
            self.visible.extend(new);
        }
        Ok(())
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("server").join("fieldbook.db")
    }

    async fn the_desk_acts(&mut self, step: usize) -> Result<(), Box<dyn std::error::Error>> {
        let person = self.people.get(self.chance.below(self.people.len())).copied();
        let visit = (!self.visits.is_empty()).then(|| self.visits.get(self.chance.below(self.visits.len())).copied()).flatten();
        let (Some(person), Some(visit)) = (person, visit) else { return Ok(()) };
        let (what, status) = match self.chance.below(10) {
            0..=2 if self.visits.len() < MOST_VISITS => ("opens", self.desk_opens(person).await),
            0..=6 => {
                let body = json!({ "technician": person.id, "reason": "改派" });
                ("assigns", self.asks(Method::POST, &format!("/v1/desk/visits/{visit}/assign"), Some(body)).await)
            }
            7 => {
                let body = json!({ "step": "join", "technician": person.id });
                ("sends along", self.asks(Method::POST, &format!("/v1/desk/visits/{visit}/crew"), Some(body)).await)
            }
            8 if self.chance.below(4) == 0 => (
                "cancels",
                self.asks(Method::POST, &format!("/v1/desk/visits/{visit}/cancel"), Some(json!({ "reason": "客户取消" }))).await,
            ),
            _ => ("looks", self.asks(Method::GET, &format!("/v1/desk/visits/{visit}"), None).await),
        };
        self.says(&format!("{step} desk {what}: {status}"));
        self.settle().await;
        self.sees_the_server()?;
        Ok(())
    }

    async fn asks(&self, method: Method, path: &str, body: Option<Value>) -> u16 {
        self.desk.ask(method, path, body).await.status.as_u16()
    }

    async fn desk_opens(&mut self, person: Person) -> u16 {
        let call_out = json!({
            "fault": "复印机卡纸", "service_type": "C", "work": "repair", "urgency": "general",
            "asset": { "product": "复印机 Copier", "model": "bizhub 367", "serial": format!("A7890210{:05}", self.visits.len()) },
            "customer": { "name": "东方律师事务所", "address": "中山路 18 号 B2", "phone": "0512-5550142", "contact": "李芳" },
        });
        let registered = self.desk.ask(Method::POST, "/v1/desk/call-outs", Some(call_out)).await;
        let Some(id) = registered.json["id"].as_str() else { return registered.status.as_u16() };
        let check = |key: &str| json!({ "key": key, "required": true, "label": { "zh-CN": key, "en": key } });
        let body = json!({ "technician": person.id, "checklist": [check("power"), check("test")] });
        let opened = self.desk.ask(Method::POST, &format!("/v1/desk/call-outs/{id}/visits"), Some(body)).await;
        if let Ok(visit) = serde_json::from_value(opened.json["visit"].clone()) {
            self.visits.push(visit);
        }
        opened.status.as_u16()
    }

    // ---- faults

    fn happens(&self, rate: usize) -> bool {
        rate > 0 && self.chance.below(1000) < rate
    }

    async fn things_go_wrong(&mut self) -> Result<(), Box<dyn std::error::Error>> {
        let rates = self.rates;
        let who = self.chance.below(self.phones.len());
        if self.happens(rates.partition) {
            let partition = [Partition::None, Partition::Both, Partition::Answers][self.chance.below(3)];
            self.says(&format!("phone {who}: {partition:?} parted"));
            if let Some(phone) = self.phones.get(who) {
                phone.wire.is_parted(partition);
            }
        } else if self.happens(200) {
            self.phones.iter().for_each(|phone| phone.wire.is_parted(Partition::None));
        }
        if self.happens(rates.phone_dies)
            && let Some(phone) = self.phones.get(who)
        {
            match self.chance.below(4) {
                0 => phone.disk.dies(),
                _ => phone.disk.dies_in(self.chance.below(30) as u64),
            }
        }
        if self.happens(rates.server_dies) {
            match self.chance.below(4) {
                0 => self.server_disk.dies(),
                _ => self.server_disk.dies_in(self.chance.below(60) as u64),
            }
        }
        if self.happens(rates.disk_fails) {
            let disk = match self.chance.below(3) {
                0 => &self.server_disk,
                _ => self.phones.get(who).map_or(&self.server_disk, |phone| &phone.disk),
            };
            match self.chance.below(3) {
                0 => disk.is_busy_for(1 + self.chance.below(200) as u32),
                1 => disk.fails_in(self.chance.below(20) as u64, 1 + self.chance.below(5) as u64, Failure::Full),
                _ => disk.fails_in(self.chance.below(20) as u64, 1 + self.chance.below(3) as u64, Failure::Io),
            }
        }
        if self.happens(rates.restarts) {
            if self.chance.below(3) == 0 {
                self.says("the server is closed and opened");
                self.closes_the_server().await;
                self.starts_the_server().await?;
            } else {
                self.says(&format!("phone {who} is closed and opened"));
                self.closes_phone(who);
                self.opens_phone(who)?;
            }
        }
        if self.happens(rates.clock)
            && let Some(phone) = self.phones.get(who)
        {
            let wrong = match self.chance.below(4) {
                0 => 0,
                1 => self.chance.below(600_000) as i64 - 300_000,
                _ => self.chance.below(2 * THREE_YEARS_MS as usize) as i64 - THREE_YEARS_MS,
            };
            phone.clock.is_wrong_by(wrong);
        }
        if self.happens(rates.days) {
            self.clock.passes(24 * 3_600_000 * (1 + self.chance.below(5) as i64));
        }
        if self.happens(rates.poison) {
            self.poisons(who).await;
        }
        Ok(())
    }

    /// A phone sends changes that are none, under its own token: what it sent before, altered, with the checksum put right.
    async fn poisons(&mut self, who: usize) {
        let Some(request) = self.phones.get(who).and_then(|phone| lock(&phone.wire.last_sync).clone()) else { return };
        let Some((mut header, sections)) = read_request(&request) else { return };
        let Some((pushed, section)) = header.documents.first().cloned().zip(sections.first()) else { return };
        let raws = changes_of(section);
        let known = raws.iter().all(|raw| poison::hash_of(raw).is_some_and(|hash| self.visible.contains(&(*pushed.id.as_bytes(), hash))));
        let Some(raw) = raws.last().filter(|_| known) else { return };
        let Ok(section) = model::wire::packed::encode(&[poison::altered(raw, &self.chance)]) else { return };
        header.documents = vec![model::wire::sync::PushedDocument { changes: 1, ..pushed }];
        let answer = self.exchange.deliver(write_request(&request, &header, &[section]), None).await;
        let status = answer.map_or(0, |answer| answer.status);
        self.says(&format!("phone {who} sends what is no change: {status}"));
        if status >= 500 && self.rates.disk_fails == 0 && !self.server_disk.is_dead() {
            self.finds(Kind::Wedged, format!("a change that is none is answered with {status}"));
        }
    }

    async fn disasters(&mut self, step: usize) -> Result<(), Box<dyn std::error::Error>> {
        let now = |at: Option<usize>| at == Some(step);
        // Copies are made some time before they are needed.
        let soon = |at: Option<usize>, self_: &Self| at.is_some_and(|at| at == step + 1 + self_.plan.steps / 5);
        let disasters = self.disasters;
        let who = self.plan.seed as usize % 4;
        if soon(disasters.server_restored, self) || (self.backup.is_none() && disasters.server_restored == Some(step + 1)) {
            self.backs_up_the_server()?;
        }
        if soon(disasters.phone_restored, self) {
            self.backs_up_phone(who)?;
        }
        if now(disasters.server_restored) {
            self.restores_the_server().await?;
        }
        if now(disasters.phone_restored) {
            self.restores_phone(who)?;
        }
        if now(disasters.phone_cloned) {
            self.clones_phone(who)?;
        }
        if now(disasters.revoked)
            && let Some(device) = self.phones.get(3).map(|phone| phone.device_id)
        {
            // A copy of it is the same device.
            for phone in self.phones.iter_mut().filter(|phone| phone.device_id == device) {
                phone.state = State::Revoked;
            }
            let path = format!("/v1/desk/devices/{device}/revoke");
            let status = self.asks(Method::POST, &path, Some(json!({}))).await;
            self.says(&format!("{step} phone 3 is revoked: {status}"));
        }
        if now(disasters.file_damaged) {
            self.damages_phone(2)?;
        }
        Ok(())
    }

    fn backs_up_the_server(&mut self) -> Result<(), Box<dyn std::error::Error>> {
        let to = self.folder.path().join("server-backup.db");
        self.says("the server is backed up");
        rusqlite::Connection::open(self.database())?.execute("VACUUM INTO ?1", [to.to_string_lossy()])?;
        self.backup = Some(to);
        Ok(())
    }

    async fn restores_the_server(&mut self) -> Result<(), Box<dyn std::error::Error>> {
        let Some(backup) = self.backup.take() else { return Ok(()) };
        // What phones show as received by now is measured by the server that told them.
        for who in 0..self.phones.len() {
            self.compares_received(who)?;
        }
        self.says("the server is replaced by an older copy");
        self.closes_the_server().await;
        self.server_disk.power_returns(Cut::KeepsAll, &self.chance)?;
        for ending in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(with_ending(&self.database(), ending));
        }
        std::fs::rename(backup, self.database())?;
        self.read = Read::default();
        let before = std::mem::take(&mut self.visible);
        self.starts_the_server().await?;
        self.sees_the_server()?;
        self.set_back.extend(before.difference(&self.visible).copied());
        Ok(())
    }

    fn backs_up_phone(&mut self, who: usize) -> Result<(), Box<dyn std::error::Error>> {
        self.closes_phone(who);
        let to = self.folder.path().join(format!("phone-{who}-backup.db"));
        if let Some(phone) = self.phones.get_mut(who) {
            copy_database(&phone.file, &to)?;
            phone.backup = Some(to);
        }
        self.says(&format!("phone {who} is backed up"));
        self.opens_phone(who)
    }

    fn restores_phone(&mut self, who: usize) -> Result<(), Box<dyn std::error::Error>> {
        let Some(backup) = self.phones.get_mut(who).and_then(|phone| phone.backup.take()) else { return Ok(()) };
        self.says(&format!("phone {who} is replaced by an older copy"));
        self.closes_phone(who);
        if let Some(phone) = self.phones.get_mut(who) {
            phone.disk.power_returns(Cut::KeepsAll, &self.chance)?;
            for ending in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(with_ending(&phone.file, ending));
            }
            copy_database(&backup, &phone.file)?;
            // What it had not sent is gone; what it had sent comes back from the server.
            match books::phone(&phone.file) {
                Ok(book) => phone.kept.retain(|change| book.own.contains(change)),
                // The copy was made of what was damaged already.
                Err(_) if phone.state == State::Damaged => phone.kept.clear(),
                Err(error) => return Err(error.into()),
            }
            phone.last_row = 0;
        }
        self.opens_phone(who)
    }

    fn clones_phone(&mut self, who: usize) -> Result<(), Box<dyn std::error::Error>> {
        self.closes_phone(who);
        let number = self.phones.len();
        let Some(phone) = self.phones.get(who) else { return Ok(()) };
        let file = phone_file(self.folder.path(), number);
        if let Some(parent) = file.parent() {
            std::fs::create_dir_all(parent)?;
        }
        copy_database(&phone.file, &file)?;
        let (person, device, state) = (phone.person, phone.device_id, phone.state);
        self.says(&format!("phone {who} is copied to phone {number}"));
        self.opens_phone(who)?;
        let acked = self.phones.get(who).map(|phone| phone.acked.clone()).unwrap_or_default();
        self.adds_a_phone(person, device, state)?;
        // What it shows as received it was told when it was the other one.
        if let Some(copy) = self.phones.get_mut(number) {
            copy.acked = acked;
        }
        Ok(())
    }

    fn damages_phone(&mut self, who: usize) -> Result<(), Box<dyn std::error::Error>> {
        self.closes_phone(who);
        self.says(&format!("the file of phone {who} is damaged"));
        if let Some(phone) = self.phones.get_mut(who) {
            phone.state = State::Damaged;
            let log = with_ending(&phone.file, "-wal");
            let file = if log.exists() && self.chance.below(2) == 0 { log } else { phone.file.clone() };
            let mut bytes = std::fs::read(&file)?;
            for _ in 0..1 + self.chance.below(64) {
                let at = if self.chance.below(16) == 0 { self.chance.below(100) } else { self.chance.below(bytes.len().max(1)) };
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << self.chance.below(8);
                }
            }
            std::fs::write(&file, bytes)?;
        }
        self.opens_phone(who)
    }

    // ---- nodes

    async fn the_dead_return(&mut self) -> Result<(), Box<dyn std::error::Error>> {
        for who in 0..self.phones.len() {
            if self.phones.get(who).is_some_and(|phone| phone.disk.is_dead()) {
                let cut = self.draws_a_cut();
                self.says(&format!("phone {who} died ({cut:?})"));
                self.closes_phone(who);
                if let Some(phone) = self.phones.get(who) {
                    phone.disk.power_returns(cut, &self.chance)?;
                    phone.clock.starts_anew();
                    if self.plan.bug == Some(Bug::PhoneLosesItsLog) {
                        let _ = std::fs::remove_file(with_ending(&phone.file, "-wal"));
                    }
                }
                self.opens_phone(who)?;
                self.compares_kept(who)?;
            }
        }
        if self.server_disk.is_dead() {
            let cut = self.draws_a_cut();
            self.says(&format!("the server died ({cut:?})"));
            self.closes_the_server().await;
            self.server_disk.power_returns(cut, &self.chance)?;
            if cut != Cut::KeepsAll {
                self.mark_may_be_old()?;
            }
            if self.plan.bug == Some(Bug::ServerLosesItsLog) {
                let _ = std::fs::remove_file(with_ending(&self.database(), "-wal"));
            }
            self.starts_the_server().await?;
            self.compares_visible()?;
        }
        Ok(())
    }

    fn draws_a_cut(&self) -> Cut {
        [Cut::KeepsAll, Cut::DropsAll, Cut::DropsSome, Cut::TearsOne][self.chance.below(4)]
    }

    /// The file beside the database is never synced on purpose: after a power cut it may be empty.
    fn mark_may_be_old(&self) -> std::io::Result<()> {
        let mark = self.folder.path().join("server").join("epoch");
        if self.chance.below(4) == 0 && mark.exists() {
            std::fs::write(mark, "")?;
        }
        Ok(())
    }

    /// I1: what was to be seen in the database before it died is there again.
    fn compares_visible(&mut self) -> Result<(), Box<dyn std::error::Error>> {
        let there: BTreeSet<Named> = Peek::into(&self.database())?.server_since(&mut Read::default())?.into_iter().collect();
        let gone: Vec<Named> = self.visible.difference(&there).copied().collect();
        for change in gone {
            self.visible.remove(&change);
            self.finds(Kind::Lost, format!("the server had {} before it died", name(&change)));
        }
        self.read = Read::default();
        self.sees_the_server()?;
        Ok(())
    }

    /// I2, I12: what an action said it has kept is still on the phone.
    fn compares_kept(&mut self, who: usize) -> Result<(), Box<dyn std::error::Error>> {
        let Some(phone) = self.phones.get(who).filter(|phone| phone.state != State::Damaged && phone.device.is_some()) else {
            return Ok(());
        };
        let book = books::phone(&phone.file)?;
        let gone: Vec<Named> = phone.kept.difference(&book.own).copied().collect();
        for change in gone {
            if let Some(phone) = self.phones.get_mut(who) {
                phone.kept.remove(&change);
            }
            self.finds(Kind::Lost, format!("phone {who} had kept {} before it died", name(&change)));
        }
        Ok(())
    }

    fn closes_phone(&mut self, who: usize) {
        if let Some(phone) = self.phones.get_mut(who) {
            phone.peek = None;
            phone.device = None;
        }
    }

    /// Opens a phone's file; a disk that is in the way for now gets out of it.
    fn opens_phone(&mut self, who: usize) -> Result<(), Box<dyn std::error::Error>> {
        let Some(phone) = self.phones.get_mut(who) else { return Ok(()) };
        if phone.disk.is_dead() {
            return Ok(());
        }
        if self.plan.bug == Some(Bug::MarksReceivedTooEarly) {
            books::mark_all_received(&phone.file)?;
        }
        let mut opened = open_phone(phone.file.clone(), &phone.clock, &phone.chance, &phone.wire);
        if opened.is_err() && !phone.disk.is_dead() {
            phone.disk.heals();
            opened = open_phone(phone.file.clone(), &phone.clock, &phone.chance, &phone.wire);
        }
        match opened {
            Ok(device) => phone.device = Some(device),
            Err(_) if phone.state == State::Damaged || phone.disk.is_dead() => {}
            Err(error) => self.finds(Kind::Lost, format!("phone {who} does not open: {error}")),
        }
        if self.phones.get(who).is_some_and(|phone| phone.device.is_some()) {
            self.keeps(who)?;
        }
        Ok(())
    }

    async fn closes_the_server(&mut self) {
        self.exchange.connect(None);
        self.desk = self.desk.at(Router::new());
        self.peek = None;
        if let Some(server) = self.server.take() {
            server.stop_judging().await;
        }
    }

    async fn starts_the_server(&mut self) -> Result<(), Box<dyn std::error::Error>> {
        let data_dir = self.folder.path().join("server");
        for attempt in 0..200 {
            if self.server_disk.is_dead() {
                return Ok(());
            }
            match open_server(data_dir.clone(), &self.clock, &self.server_chance, self.token_life_s).await {
                Ok(server) => {
                    self.exchange.connect(Some(server.clone()));
                    self.desk = self.desk.at(server.router());
                    self.server = Some(server);
                    return Ok(());
                }
                // What the last one left behind lets go of the directory soon.
                Err(StartError::InUse) => {
                    tokio::task::yield_now().await;
                    std::thread::yield_now();
                }
                Err(error) if attempt > 0 => {
                    self.finds(Kind::Lost, format!("the server does not open: {error}"));
                    return Ok(());
                }
                Err(_) => self.server_disk.heals(),
            }
        }
        Err("the server's directory stays in use".into())
    }

    // ---- the end

    /// Nothing goes wrong any more: within so many rounds everything must have arrived, and all must hold the same.
    async fn heal(&mut self) -> Result<(), Box<dyn std::error::Error>> {
        self.says("healing");
        self.rates = Rates::default();
        self.exchange.goes_wrong(Rates::default());
        self.server_disk.heals();
        for phone in &self.phones {
            phone.disk.heals();
            phone.wire.is_parted(Partition::None);
        }
        self.the_dead_return().await?;
        // Started anew, so that what it could not judge is tried again now and not after a rest.
        self.closes_the_server().await;
        self.starts_the_server().await?;
        for who in 0..self.phones.len() {
            if self.phones.get(who).is_some_and(|phone| phone.device.is_none()) {
                self.opens_phone(who)?;
            }
        }
        let mut last = Vec::new();
        for round in 0..ROUNDS {
            self.clock.passes(120_000);
            last = self.everybody_syncs(round).await?;
            if last.is_empty() {
                break;
            }
        }
        let orphaned = self.orphaned()?;
        last.retain(|(document, _)| document.is_none_or(|document| !orphaned.contains(&document)));
        for (_, what) in last {
            self.finds(Kind::Wedged, format!("after {ROUNDS} rounds {what}"));
        }
        self.compares_everything(&orphaned).await
    }

    /// Documents that an older copy of the server lacks something of which no phone can bring back: what the desk wrote since then, and what
    /// phones wrote that are out or damaged. What builds on it stays where it is, and is shown there.
    fn orphaned(&self) -> Result<BTreeSet<Doc>, Box<dyn std::error::Error>> {
        if self.set_back.is_empty() || self.server.is_none() {
            return Ok(BTreeSet::new());
        }
        let there: BTreeSet<Named> = Peek::into(&self.database())?.server_since(&mut Read::default())?.into_iter().collect();
        let mut gone: BTreeSet<Named> = self.set_back.difference(&there).copied().collect();
        for phone in self.phones.iter().filter(|phone| phone.state == State::Sound && phone.device.is_some()) {
            let book = books::phone(&phone.file)?;
            gone.retain(|change| !book.own.contains(change));
        }
        Ok(gone.into_iter().map(|(document, _)| document).collect())
    }

    /// All phones that can sync once; answers what still moves or waits.
    async fn everybody_syncs(&mut self, round: usize) -> Result<Vec<(Option<Doc>, String)>, Box<dyn std::error::Error>> {
        let mut left = Vec::new();
        for who in 0..self.phones.len() {
            let Some(phone) = self.phones.get(who).filter(|phone| phone.state == State::Sound) else { continue };
            let Some(device) = phone.device.clone() else {
                left.push((None, format!("phone {who} is not open")));
                continue;
            };
            let mut sent = 0;
            match device.sync_now().await {
                Ok(report) => {
                    sent = report.changes_sent;
                    self.says(&format!("round {round}: phone {who}: {} up, {} down", report.changes_sent, report.changes_received));
                    if report.changes_received + report.documents_entered + report.documents_left > 0 {
                        left.push((None, format!("phone {who} still exchanges")));
                    }
                }
                Err(SyncError::NotNow { .. }) => left.push((None, format!("phone {who} was told to wait"))),
                Err(error) => {
                    self.says(&format!("round {round}: phone {who}: {}", error.code()));
                    left.push((None, format!("phone {who} cannot sync: {error}")));
                }
            }
            match device.outbox() {
                Ok(outbox) => {
                    // With a document that waits, what comes before the change that is not taken is offered along each time.
                    if sent > 0 && outbox.documents.is_empty() {
                        left.push((None, format!("phone {who} still sends")));
                    }
                    for waits in outbox.documents {
                        let line = format!("phone {who}: {} waits, {:?}", waits.id, waits.state);
                        left.push((Some(*waits.id.as_bytes()), line));
                    }
                }
                Err(error) => left.push((None, format!("phone {who} cannot say what waits: {error}"))),
            }
            self.settle().await;
            self.sees_the_server()?;
            self.compares_received(who)?;
        }
        Ok(left)
    }

    async fn compares_everything(&mut self, orphaned: &BTreeSet<Doc>) -> Result<(), Box<dyn std::error::Error>> {
        if self.server.is_none() {
            return Ok(());
        }
        if self.plan.bug == Some(Bug::CutsTheLog) {
            books::cut_the_log(&self.database())?;
        }
        if self.plan.bug == Some(Bug::BoardLies) {
            books::falsify_the_board(&self.database())?;
        }
        let server = books::server(&self.database())?;
        let mut found: Vec<(Kind, String)> = Vec::new();
        found.extend(server.twice.iter().map(|what| (Kind::Doubled, what.clone())));
        found.extend(server.gaps.iter().map(|what| (Kind::Diverged, what.clone())));
        let there = |change: &Named| server.changes.contains(change) || server.quarantined.contains(change);
        for phone in &self.phones {
            let who = phone.number;
            if phone.state == State::Damaged || phone.device.is_none() {
                continue;
            }
            let book = books::phone(&phone.file)?;
            for change in phone.kept.iter().filter(|change| !book.own.contains(*change)) {
                found.push((Kind::Lost, format!("phone {who} had kept {}", name(change))));
            }
            let out = |change: &&Named| orphaned.contains(&change.0);
            for change in book.own.iter().filter(|change| !out(change)).filter(|change| book.received.contains(*change) && !there(change)) {
                found.push((Kind::Lost, format!("phone {who} shows {} as received, and the server has it no more", name(change))));
            }
            for photo in book.photos_received.iter().filter(|photo| !server.photos.contains(*photo)) {
                found.push((Kind::Lost, format!("phone {who} shows photo {photo} as received, and the server does not have it")));
            }
            if phone.state != State::Sound {
                continue;
            }
            for change in phone.kept.iter().filter(|change| !out(change) && !there(change)) {
                found.push((Kind::Lost, format!("{} of phone {who} never reached the server", name(change))));
            }
            for (document, on_phone) in book.documents.iter().filter(|(document, _)| !orphaned.contains(*document)) {
                let with = server.scope.get(&(*phone.person.id.as_bytes(), *document));
                let what = hex::encode(document);
                match with {
                    None => found.push((Kind::Diverged, format!("{what} is on phone {who} and never was {}'s", phone.person.name))),
                    Some(false) if !on_phone.left => {
                        found.push((Kind::Diverged, format!("{what} has left, and phone {who} does not know")))
                    }
                    Some(true) if on_phone.left => found.push((Kind::Diverged, format!("{what} is back, and phone {who} does not know"))),
                    Some(true) if server.heads.get(document) != Some(&on_phone.heads) => {
                        found.push((Kind::Diverged, format!("{what} is another one on phone {who}")));
                    }
                    Some(_) => {}
                }
                if let Some(trouble) = &on_phone.trouble {
                    found.push((Kind::Wedged, format!("{what} is parked on phone {who}: {trouble}")));
                }
                if on_phone.owed && !on_phone.left {
                    found.push((Kind::Wedged, format!("{what} is owed to phone {who}")));
                }
            }
            for (_, document) in
                server.scope.iter().filter(|((person, _), with)| person == phone.person.id.as_bytes() && **with).map(|(key, _)| key)
            {
                if !book.documents.contains_key(document) && !orphaned.contains(document) {
                    found.push((Kind::Diverged, format!("{} is not on phone {who}", hex::encode(document))));
                }
            }
        }
        for (kind, what) in found {
            self.finds(kind, what);
        }
        self.compares_what_is_shown(&server, orphaned).await?;
        self.compares_the_log()
    }

    /// What was recorded is shown, once; all devices and the desk show the same; seals hold.
    async fn compares_what_is_shown(
        &mut self,
        server: &books::ServerBook,
        orphaned: &BTreeSet<Doc>,
    ) -> Result<(), Box<dyn std::error::Error>> {
        let rebuilt = match &self.server {
            Some(server) => server.rebuild_board().await?.rewritten,
            None => 0,
        };
        if rebuilt > 0 {
            self.finds(Kind::Diverged, format!("{rebuilt} rows of the board say something else than their documents"));
        }
        let board = self.desk.ask(Method::GET, "/v1/desk/board", None).await;
        for visit in rows(&board.json) {
            let view = self.desk.ask(Method::GET, &format!("/v1/desk/visits/{visit}"), None).await.json;
            let entries: Vec<Entry> = self
                .entries
                .iter()
                .filter(|(entry, changes)| entry.visit == visit && changes.iter().all(|change| server.changes.contains(change)))
                .map(|(entry, _)| entry.clone())
                .collect();
            for entry in entries {
                let shown = view[entry.list].as_array().map_or(0, |list| list.iter().filter(|one| one["id"] == *entry.id).count());
                match shown {
                    1 => {}
                    0 => self.finds(Kind::Lost, format!("{} {} of {visit} is not shown", entry.list, entry.id)),
                    _ => self.finds(Kind::Doubled, format!("{} {} of {visit} is shown {shown} times", entry.list, entry.id)),
                }
            }
            self.checks_the_seals(visit).await?;
            if !orphaned.contains(visit.as_bytes()) {
                self.compares_sheets(visit, &view);
            }
        }
        Ok(())
    }

    /// Every seal of the visit holds against the document that its changes make, as a stranger with the export would find (I6).
    async fn checks_the_seals(&mut self, visit: DocumentId) -> Result<(), Box<dyn std::error::Error>> {
        let exported = self.desk.ask(Method::GET, &format!("/v1/desk/visits/{visit}/export"), None).await;
        let rebuilt = Export::parse(&exported.bytes)?.rebuild(&Limits::of_own_server())?;
        for seal in rebuilt.seals() {
            if let Err(error) = seal.seal {
                self.finds(Kind::Lost, format!("a seal of {visit} does not hold any more: {error}"));
            }
        }
        Ok(())
    }

    fn compares_sheets(&mut self, visit: DocumentId, view: &Value) {
        let mut said: Option<Value> = None;
        let mut found = Vec::new();
        for phone in self.phones.iter().filter(|phone| phone.state == State::Sound) {
            let Some(device) = &phone.device else { continue };
            let Ok(sheet) = device.visits().open(visit) else { continue };
            if sheet.left.is_some() {
                continue;
            }
            let sheet = fieldbook_tests::what_it_says(&sheet);
            for field in ["status", "signature"] {
                if sheet[field] != view[field] {
                    found.push(format!("{field} of {visit} is {} on phone {} and {} at the desk", sheet[field], phone.number, view[field]));
                }
            }
            if *said.get_or_insert_with(|| sheet.clone()) != sheet {
                found.push(format!("{visit} is shown differently on phone {}", phone.number));
            }
        }
        for what in found {
            self.finds(Kind::Diverged, what);
        }
    }

    /// I7: the chain of the log holds, and the rows are those it tells of.
    fn compares_the_log(&mut self) -> Result<(), Box<dyn std::error::Error>> {
        let audited = server::audit::verify(&self.folder.path().join("server"), None, None, &[])?;
        for finding in audited.iter().flat_map(|audited| &audited.findings).map(|finding| format!("{finding:?}")).collect::<Vec<_>>() {
            self.finds(Kind::Diverged, format!("the log: {finding}"));
        }
        Ok(())
    }

    async fn stop(mut self) {
        for who in 0..self.phones.len() {
            self.closes_phone(who);
        }
        self.closes_the_server().await;
        self.server_disk.retire();
        for phone in &self.phones {
            phone.disk.retire();
        }
    }
}

/// What looks into `file`, opened once.
fn peek<'a>(kept: &'a mut Option<Peek>, file: &Path) -> Result<&'a Peek, books::Unread> {
    Ok(match kept {
        Some(peek) => peek,
        none => none.insert(Peek::into(file)?),
    })
}

/// A database that nobody has open, with its log.
fn copy_database(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::copy(from, to)?;
    let log = with_ending(from, "-wal");
    if log.exists() {
        std::fs::copy(log, with_ending(to, "-wal"))?;
    }
    Ok(())
}

/// The file beside a database.
fn with_ending(file: &Path, ending: &str) -> PathBuf {
    PathBuf::from(format!("{}{ending}", file.display()))
}

/// The visits on a board.
fn rows(board: &Value) -> Vec<DocumentId> {
    let rows = board["visits"].as_array().map(Vec::as_slice).unwrap_or_default();
    rows.iter().filter_map(|row| serde_json::from_value(row["id"].clone()).ok()).collect()
}

fn name((document, hash): &Named) -> String {
    let short = |bytes: &[u8]| hex::encode(bytes.get(..4).unwrap_or_default());
    format!("change {} of {}", short(hash), hex::encode(document))
}
