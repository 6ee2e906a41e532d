//! `kill -9` of the device's and of the server's process at any moment: nothing that was acknowledged is lost, nothing is torn.
//! FIELDBOOK_KILLS says at how many moments each process is killed (eight); FIELDBOOK_LONG=1 tries a hundred, and signs five hundred visits
//! instead of twenty-five.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

mod process;

use std::path::Path;
use std::time::Duration;

use client_core::visits::Delivery;
use client_core::{Device, DeviceConfig, Host};
use model::documents::visit::assessment::Signature;
use model::documents::visit::records::CheckResult;
use model::id::DocumentId;
use model::seal::verify::verify;
use process::{Desk, Running, fieldbook, free_port};

const CHECKS: usize = 40;
/// Answers of so many moments have room in one visit.
const MOMENTS_A_VISIT: u64 = 40;

fn moments() -> u64 {
    if let Ok(kills) = std::env::var("FIELDBOOK_KILLS") {
        return kills.parse().expect("FIELDBOOK_KILLS is a number");
    }
    if std::env::var_os("FIELDBOOK_LONG").is_some() { 100 } else { 8 }
}

fn open(file: &Path) -> Device {
    Device::open(DeviceConfig { path: file.into(), application: "kill/0.1".into() }, Host::system()).unwrap()
}

fn provider() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

fn start_server(data: &str, port: u16) -> Running {
    Running::start(
        &["serve", "--data", data, "--listen", &format!("127.0.0.1:{port}"), "--organisation", "恒通", "--desk-user", "desk"],
        "board",
    )
}

/// Sends actions to the handset's page until it is gone; answers how many checks were acknowledged.
async fn tick_until_gone(base: &str, visit: &str, first: usize) -> usize {
    let http = reqwest::Client::new();
    for done in first..CHECKS {
        let path = format!("{base}/api/visits/{visit}/actions");
        let body = serde_json::json!({ "action": "answer_check", "item": format!("check-{done}"), "result": "good", "note": "" });
        let answer = http.post(path).header("origin", base).json(&body).send().await;
        match answer {
            Ok(answer) => assert!(answer.status().is_success(), "{}", answer.text().await.unwrap_or_default()),
            Err(_) => return done,
        }
    }
    CHECKS
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_device_keeps_everything_it_acknowledged() {
    provider();
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    let server = start_server(folder.path().join("server").to_str().unwrap(), port);
    let base = format!("http://127.0.0.1:{port}");
    let desk = Desk::sign_in(&base, "desk").await;
    let (code, visit) = desk.technician_with_visit(CHECKS).await;
    let file = folder.path().join("device.db");
    let id: DocumentId = visit.parse().unwrap();
    {
        let device = open(&file);
        device.enrol(&base, &code, "phone").await.unwrap();
        device.sync_now().await.unwrap();
        device.visits().arrive(id).unwrap();
        device.visits().start(id).unwrap();
    }
    server.kill();

    let mut acknowledged = 0;
    for moment in 0..moments() {
        let page = free_port();
        let handset = Running::start(&["handset", "--data", file.to_str().unwrap(), "--listen", &format!("127.0.0.1:{page}")], "handset");
        let address = format!("http://127.0.0.1:{page}");
        let target = visit.clone();
        let first = acknowledged % CHECKS;
        let ticking = tokio::spawn(async move { tick_until_gone(&address, &target, first).await });
        // The moment of the kill is the point of the test; nothing is waited for.
        tokio::time::sleep(Duration::from_millis(30 + 37 * moment % 400)).await;
        handset.kill();
        acknowledged = ticking.await.unwrap();
        let sheet = open(&file).visits().open(id).unwrap();
        let kept = sheet.checklist.iter().filter(|check| check.record.answer.is_some()).count();
        assert!(kept >= acknowledged, "{acknowledged} were acknowledged, {kept} are there");
    }
    let device = open(&file);
    let server = start_server(folder.path().join("server").to_str().unwrap(), port);
    for check in device.visits().open(id).unwrap().checklist {
        device.visits().answer_check(id, &check.id, CheckResult::Good, "").unwrap();
    }
    device.sync_now().await.unwrap();
    assert_eq!(device.visits().open(id).unwrap().delivery, Delivery::Complete);
    let row = desk_row(&base, &visit).await;
    assert_eq!(row["checks_done"], CHECKS);
    drop(server);
}

async fn desk_row(base: &str, visit: &str) -> serde_json::Value {
    let desk = Desk::sign_in(base, "desk").await;
    desk.sees_everything().await;
    desk.get(&format!("/v1/desk/visits/{visit}")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_keeps_everything_it_acknowledged() {
    provider();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("server");
    let port = free_port();
    let base = format!("http://127.0.0.1:{port}");
    let mut server = start_server(data.to_str().unwrap(), port);
    let desk = Desk::sign_in(&base, "desk").await;
    // A visit has room for so many answers only.
    let several = usize::try_from(moments() / MOMENTS_A_VISIT + 1).unwrap();
    let (code, several) = desk.technician_with_visits(several, CHECKS).await;
    let mut visits = several.iter();
    let device = open(&folder.path().join("device.db"));
    device.enrol(&base, &code, "phone").await.unwrap();
    device.sync_now().await.unwrap();

    let (mut visit, mut id, mut done) = (String::new(), DocumentId::from_bytes([0; 16]), 0);
    for moment in 0..moments() {
        if moment % MOMENTS_A_VISIT == 0 {
            visit.clone_from(visits.next().unwrap());
            (id, done) = (visit.parse().unwrap(), 0);
            device.visits().arrive(id).unwrap();
            device.visits().start(id).unwrap();
        }
        let (syncing, from) = (device.clone(), done);
        let work = tokio::spawn(async move {
            let mut received = 0;
            for n in from.. {
                let visits = syncing.visits();
                visits.answer_check(id, &format!("check-{}", n % CHECKS), CheckResult::Good, &format!("round {n}")).unwrap();
                if syncing.sync_now().await.is_err() {
                    return (n + 1, received);
                }
                received = n + 1;
            }
            unreachable!("the loop has no end")
        });
        tokio::time::sleep(Duration::from_millis(60 + 53 * moment % 500)).await;
        server.kill();
        let received;
        (done, received) = work.await.unwrap();
        server = start_server(data.to_str().unwrap(), port);
        let view = desk_row(&base, &visit).await;
        // What was committed together is there together: no entry of the log without its changes, no change without its entry.
        let audited = fieldbook(&["audit", "verify", "--data", data.to_str().unwrap()]);
        assert!(audited.status.success(), "{}", String::from_utf8_lossy(&audited.stdout));
        let rounds: Vec<&str> = view["checklist"].as_array().unwrap().iter().filter_map(|check| check["answer"]["note"].as_str()).collect();
        for n in received.saturating_sub(CHECKS)..received {
            let newer = done.saturating_sub(CHECKS) > n;
            assert!(newer || rounds.contains(&format!("round {n}").as_str()), "round {n} was received and is not there: {rounds:?}");
        }
    }
    device.sync_now().await.unwrap();
    assert_eq!(device.visits().open(id).unwrap().delivery, Delivery::Complete);
    drop(server);
}

/// Signs one visit after the other on the handset's page until it is gone; answers the visits whose signature was acknowledged.
async fn sign_until_gone(base: String, visits: Vec<(usize, String)>) -> Vec<usize> {
    let http = reqwest::Client::new();
    let mut signed = Vec::new();
    for (number, visit) in visits {
        let Ok(shown) = http.get(format!("{base}/api/visits/{visit}/voucher?language=zh-CN")).send().await else { return signed };
        let shown: serde_json::Value = shown.json().await.unwrap_or_default();
        // Signed just before the kill, and never acknowledged.
        let Some(digest) = shown["digest"].as_str() else { continue };
        let points: Vec<serde_json::Value> =
            (0..30).map(|n| serde_json::json!({ "x": 40 + n * 9, "y": 80 + (n * number) % 50, "t_ms": n * 16 })).collect();
        let body = serde_json::json!({
            "action": "sign", "digest": digest, "language": "zh-CN", "signer": { "name": signer(number), "role": "", "remarks": "" },
            "kind": "acceptance", "mark": { "mark": "strokes", "strokes": { "width": 600, "height": 200, "strokes": [points] } },
        });
        let path = format!("{base}/api/visits/{visit}/actions");
        match http.post(path).header("origin", &base).json(&body).send().await {
            Ok(answer) => {
                assert!(answer.status().is_success(), "{}", answer.text().await.unwrap_or_default());
                signed.push(number);
            }
            Err(_) => return signed,
        }
    }
    signed
}

fn signer(number: usize) -> String {
    format!("Li {number}")
}

/// Whoever signed visit `number`, if somebody did; the record is the visit's own and whole.
fn signature(device: &Device, visit: &str, number: usize) -> Option<()> {
    let id: DocumentId = visit.parse().unwrap();
    let sheet = device.visits().open(id).unwrap();
    assert!(sheet.sign_offs.len() <= 1, "visit {number} was signed twice");
    let sign_off = sheet.sign_offs.first()?.id;
    let seal = verify(&device.visits().seal_file(id, sign_off).unwrap(), Some(&device.public_key())).unwrap();
    assert_eq!((seal.paper.document(), seal.record.body.signer.name), (id, signer(number)));
    assert_eq!(sheet.signature, Signature::Current);
    Some(())
}

/// no signature that was acknowledged is missing, none is another visit's.
#[tokio::test(flavor = "multi_thread")]
async fn visits_signed_back_to_back_with_kills_between_are_all_signed_by_their_own_customer() {
    provider();
    let count = if std::env::var_os("FIELDBOOK_LONG").is_some() { 500 } else { 25 };
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    let server = start_server(folder.path().join("server").to_str().unwrap(), port);
    let base = format!("http://127.0.0.1:{port}");
    let desk = Desk::sign_in(&base, "desk").await;
    let (code, visits) = desk.technician_with_visits(count, 1).await;
    let file = folder.path().join("device.db");
    {
        let device = open(&file);
        device.enrol(&base, &code, "phone").await.unwrap();
        while device.sync_now().await.unwrap().changes_received > 0 {}
        for visit in &visits {
            let (id, at) = (visit.parse().unwrap(), device.visits());
            at.arrive(id).unwrap();
            at.start(id).unwrap();
            at.answer_check(id, "check-0", CheckResult::Good, "").unwrap();
            at.write_findings(id, &format!("finding of {visit}")).unwrap();
            at.write_treatment(id, "replaced").unwrap();
            at.finish(id).unwrap();
        }
    }
    let mut open_visits: Vec<(usize, String)> = (0..).zip(visits.clone()).collect();
    let mut kills = 0_u64;
    while !open_visits.is_empty() {
        let page = free_port();
        let handset = Running::start(&["handset", "--data", file.to_str().unwrap(), "--listen", &format!("127.0.0.1:{page}")], "handset");
        let signing = tokio::spawn(sign_until_gone(format!("http://127.0.0.1:{page}"), open_visits.clone()));
        // The moment of the kill is the point of the test; nothing is waited for.
        tokio::time::sleep(Duration::from_millis(120 + 71 * kills % 900)).await;
        handset.kill();
        kills += 1;
        let acknowledged = signing.await.unwrap();
        let device = open(&file);
        for number in acknowledged {
            assert!(signature(&device, &visits[number], number).is_some(), "visit {number} was acknowledged and is not signed");
        }
        open_visits.retain(|(number, visit)| signature(&device, visit, *number).is_none());
    }
    let device = open(&file);
    for (number, visit) in visits.iter().enumerate() {
        signature(&device, visit, number).unwrap();
    }
    device.sync_now().await.unwrap();
    let desk = Desk::sign_in(&base, "desk").await;
    desk.sees_everything().await;
    for visit in &visits {
        assert_eq!(desk.get(&format!("/v1/desk/visits/{visit}")).await["signature"], "current");
    }
    eprintln!("{count} visits signed, {kills} kills between them");
    drop(server);
}
