//! How long an action takes on the device, from the tap to the commit: `cargo run --release -p client-core --example action_speed`.
//!
//! One enrolled device in a temporary folder answers one check again and again. Prints the fastest, the median and the 95th percentile of an action
//! on a fresh visit and on one with 500 events, what looking at the visit costs then, and how long the gate and the assessment take for
//! all those changes as one push. The figures are kept in `docs/figures.md`.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "figures are what it is for")]

#[allow(dead_code, unreachable_pub, reason = "the stage of the tests; not all of it is needed here")]
#[path = "../tests/device/stage.rs"]
mod stage;

use std::time::{Duration, Instant};

use model::documents::authority::TechnicianAuthority;
use model::documents::kind::assess;
use model::documents::visit::records::CheckResult;
use model::gate::{Limits, admit};
use model::id::DocumentId;
use stage::{DeskVisit, Stage, ben, bens_phone, organisation};

const ROUND: usize = 50;
const EVENTS: usize = 500;

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(measure());
}

async fn measure() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    stage.device.visits().arrive(desk.id).unwrap();
    stage.device.visits().start(desk.id).unwrap();
    report("an action on a fresh visit", answers(&stage, desk.id, ROUND));
    answers(&stage, desk.id, EVENTS - ROUND);
    report("an action on a visit with 500 events", answers(&stage, desk.id, ROUND));
    let looks = (0..ROUND).map(|_| timed(|| drop(stage.device.visits().open(desk.id).unwrap()))).collect();
    report("looking at that visit", looks);
    push(&stage, &desk).await;
}

/// So many answers to one check, and how long each took.
fn answers(stage: &Stage, visit: DocumentId, count: usize) -> Vec<Duration> {
    let results = [CheckResult::Good, CheckResult::Defect];
    let visits = stage.device.visits();
    (0..count).map(|round| timed(|| visits.answer_check(visit, "power", results[round % 2], "").unwrap())).collect()
}

/// All changes of the device judged as one push, as the server does it.
async fn push(stage: &Stage, desk: &DeskVisit) {
    let (send, sent) = std::sync::mpsc::channel();
    stage.script.next_sync(move |heard| {
        send.send(heard.changes[0].clone()).unwrap();
        heard.take_all()
    });
    stage.device.sync_now().await.unwrap();
    let raws = sent.recv().unwrap();
    let authority = TechnicianAuthority {
        document: desk.id,
        organisation: organisation(),
        person: ben(),
        device: bens_phone(),
        device_key: stage.device.public_key(),
    };
    let start = Instant::now();
    let admission = admit(&desk.doc, &raws, &Limits::default(), &authority);
    let judged = start.elapsed();
    assert!(admission.refused.is_none());
    assess(&admission.doc).unwrap();
    println!("a push of {} changes: gate {judged:.1?}, assessment {:.1?}", raws.len(), start.elapsed() - judged);
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let (fastest, median, slow) = (times[0], times[times.len() / 2], times[times.len() * 95 / 100]);
    println!("{what}: fastest {fastest:.2?}, median {median:.2?}, 95th percentile {slow:.2?}");
}
