//! Power is cut at every single write, sync, truncation and removal of the core use cases, and whatever the disk then holds: what was
//! acknowledged is there, and the database is sound. `FIELDBOOK_LONG=1` takes every point, otherwise it is every third.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, reason = "a test that cannot go on stops")]

use std::collections::BTreeSet;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;

use client_core::Device;
use fieldbook_simulation::books::{self, Named};
use fieldbook_simulation::clock::SimClock;
use fieldbook_simulation::disk::{Cut, Disk};
use fieldbook_simulation::template::{Template, folder, open_phone, open_server, phone_file};
use fieldbook_simulation::trace::Trace;
use fieldbook_simulation::vfs;
use fieldbook_simulation::wire::{Exchange, Wire};
use fieldbook_tests::{SeededChance, roller, signature};
use model::documents::visit::records::CheckResult;
use model::id::DocumentId;
use model::seal::record::Signer;
use model::seal::voucher::Language;
use server::Server;
use tempfile::TempDir;

const CUTS: [Cut; 3] = [Cut::DropsAll, Cut::DropsSome, Cut::TearsOne];

/// A server and one phone on disks that can be cut.
struct Site {
    folder: TempDir,
    clock: SimClock,
    chance: SeededChance,
    server_disk: Disk,
    phone_disk: Disk,
    exchange: Arc<Exchange>,
    wire: Arc<Wire>,
    server: Option<Server>,
    device: Option<Device>,
}

/// Who loses power.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Node {
    Phone,
    Server,
}

impl Site {
    /// A copy of `from`, with a server if it takes one.
    async fn copy(from: &Path, with_server: bool, point: u64) -> Self {
        let folder = folder().unwrap();
        copy_all(from, folder.path());
        let clock = SimClock::new();
        clock.passes(3_600_000);
        let server_disk = Disk::of(&folder.path().join("server"));
        let phone_disk = Disk::of(&folder.path().join("phone-0"));
        let exchange = Exchange::new(server_disk.clone(), SeededChance::new(point), Arc::new(Trace::default()), None);
        let wire = Wire::new(&exchange, 0);
        let chance = SeededChance::new(point);
        let mut site = Self { folder, clock, chance, server_disk, phone_disk, exchange, wire, server: None, device: None };
        if with_server {
            site.starts_the_server().await;
        }
        site.opens_the_phone(7_000 + point);
        site
    }

    async fn starts_the_server(&mut self) {
        let chance = Arc::new(SeededChance::new(5));
        let server = open_server(self.folder.path().join("server"), &self.clock, &chance, 600).await.expect("the server opens");
        self.exchange.connect(Some(server.clone()));
        self.server = Some(server);
    }

    fn opens_the_phone(&mut self, seed: u64) {
        let chance = Arc::new(SeededChance::new(seed));
        self.device = Some(open_phone(self.phone_file(), &self.clock, &chance, &self.wire).expect("the phone opens"));
    }

    fn phone_file(&self) -> std::path::PathBuf {
        phone_file(self.folder.path(), 0)
    }

    fn database(&self) -> std::path::PathBuf {
        self.folder.path().join("server").join("fieldbook.db")
    }

    fn disk(&self, node: Node) -> &Disk {
        match node {
            Node::Phone => &self.phone_disk,
            Node::Server => &self.server_disk,
        }
    }

    fn device(&self) -> Device {
        self.device.clone().expect("the phone is on")
    }

    fn ends(&mut self) {
        self.device = None;
        self.exchange.connect(None);
        self.server = None;
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.ends();
        self.server_disk.retire();
        self.phone_disk.retire();
    }
}

fn copy_all(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_all(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Does it; answers whether it was said to be done.
type Act = fn(Device, DocumentId) -> Pin<Box<dyn Future<Output = bool>>>;

/// Something that a person or the driver does, and who loses power meanwhile.
struct UseCase {
    name: &'static str,
    node: Node,
    with_server: bool,
    prepare: fn(&Device, DocumentId),
    act: Act,
}

fn nothing(_: &Device, _: DocumentId) {}

fn finishes(device: &Device, visit: DocumentId) {
    let visits = device.visits();
    visits.arrive(visit).unwrap();
    visits.start(visit).unwrap();
    for check in visits.open(visit).unwrap().checklist {
        visits.answer_check(visit, &check.id, CheckResult::Good, "").unwrap();
    }
    visits.write_findings(visit, "搓纸轮磨损").unwrap();
    visits.write_treatment(visit, "更换").unwrap();
    visits.swap_part(visit, roller()).unwrap();
    visits.finish(visit).unwrap();
}

fn use_cases() -> Vec<UseCase> {
    let acts: Act = |device, visit| Box::pin(async move { device.visits().arrive(visit).is_ok() });
    let signs: Act = |device, visit| {
        Box::pin(async move {
            let visits = device.visits();
            let signer = Signer { name: "李芳".into(), role: "行政".into(), remarks: String::new() };
            let Ok(shown) = visits.show_voucher(visit, Language::Chinese) else { return false };
            visits.sign(visit, &shown.digest, Language::Chinese, signer, &signature()).is_ok()
        })
    };
    let syncs: Act = |device, _| Box::pin(async move { device.sync_now().await.is_ok() });
    vec![
        UseCase { name: "one action", node: Node::Phone, with_server: false, prepare: nothing, act: acts },
        UseCase { name: "sign", node: Node::Phone, with_server: false, prepare: finishes, act: signs },
        UseCase { name: "take verdicts and news", node: Node::Phone, with_server: true, prepare: finishes, act: syncs },
        UseCase { name: "push", node: Node::Server, with_server: true, prepare: finishes, act: syncs },
    ]
}

/// Plays one use case and cuts the power at call `point`; answers how many calls there were if it was not cut.
async fn play(prepared: &Path, visit: DocumentId, case: &UseCase, point: Option<(u64, Cut)>) -> u64 {
    let seed = point.map_or(0, |(point, _)| point + 1);
    let mut site = Site::copy(prepared, case.with_server, seed).await;
    let (phone, server) = (site.phone_file(), site.database());
    let before = books::phone(&phone).unwrap();
    let durable = books::server(&server).unwrap();
    let disk = site.disk(case.node).clone();
    let first = disk.calls();
    if let Some((point, _)) = point {
        disk.dies_in(point);
    }
    let said_done = (case.act)(site.device(), visit).await;
    let calls = disk.calls() - first;
    let Some((point, cut)) = point else {
        assert!(said_done, "{} succeeds when nothing goes wrong", case.name);
        return calls;
    };
    let what = format!("{} cut at call {point}, {cut:?}", case.name);
    // What was acknowledged: own work that an action said it kept, and what the phone shows as received.
    let kept: BTreeSet<Named> = if said_done || !disk.is_dead() { books::phone(&phone).unwrap().own } else { before.own };
    let received = if case.node == Node::Server { books::phone(&phone).unwrap().received } else { before.received };
    disk.dies();
    site.ends();
    disk.power_returns(cut, &site.chance).unwrap();
    if case.with_server {
        site.starts_the_server().await;
    }
    site.opens_the_phone(9_000 + seed);
    let after = books::phone(&phone).unwrap();
    assert!(books::is_sound(&phone).unwrap(), "{what}: the phone's file is damaged");
    assert!(kept.is_subset(&after.own), "{what}: the phone lost what it had kept");
    let book = books::server(&server).unwrap();
    assert!(received.is_subset(&book.changes), "{what}: the server lost what it had acknowledged");
    assert!(durable.changes.is_subset(&book.changes), "{what}: the server lost what it had");
    if case.with_server {
        assert!(books::is_sound(&server).unwrap(), "{what}: the database is damaged");
        site.clock.passes(120_000);
        site.device().sync_now().await.unwrap_or_else(|error| panic!("{what}: {error}"));
        let (phone, server) = (books::phone(&phone).unwrap(), books::server(&server).unwrap());
        assert_eq!(phone.own, phone.received, "{what}: everything arrives after all");
        assert!(phone.own.is_subset(&server.changes) && server.twice.is_empty() && server.gaps.is_empty(), "{what}: once, in order");
    }
    calls
}

#[test]
fn no_power_cut_at_any_write_loses_what_was_acknowledged() {
    vfs::install();
    vfs::seed_chance(1);
    let step = if std::env::var_os("FIELDBOOK_LONG").is_some() { 1 } else { 3 };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let template = Template::set_up().await;
        let visit = {
            let site = Site::copy(template.path(), false, 0).await;
            let visits = site.device().visits();
            let agenda = visits.agenda().unwrap();
            // The copier's: nobody else is sent there, so that nobody has to be named as in charge.
            let alone = |id: &DocumentId| visits.open(*id).unwrap().asset.product.contains("Copier");
            agenda.into_iter().map(|row| row.id).find(alone).expect("there is a visit")
        };
        for case in use_cases() {
            // Prepared once, closed well, and copied for each point.
            let prepared = folder().unwrap();
            template.copy(prepared.path()).unwrap();
            {
                let site = Site::copy(prepared.path(), false, 1).await;
                (case.prepare)(&site.device(), visit);
                let path = site.folder.path().to_owned();
                let mut site = site;
                site.ends();
                copy_all(&path, prepared.path());
            }
            let calls = play(prepared.path(), visit, &case, None).await;
            assert!(calls > 0, "{} writes something", case.name);
            let mut cuts = 0;
            for point in (0..calls).step_by(step) {
                for cut in CUTS {
                    play(prepared.path(), visit, &case, Some((point, cut))).await;
                    cuts += 1;
                }
            }
            eprintln!("{}: {calls} calls, {cuts} power cuts, nothing lost", case.name);
        }
    });
}
