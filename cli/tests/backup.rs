//! `fieldbook backup` beside a running server, and `fieldbook restore` after it: the phones bring back what the copy lacks.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

mod process;

use std::path::Path;
use std::process::Output;

use client_core::visits::Delivery;
use client_core::{Device, DeviceConfig, Host};
use model::id::DocumentId;
use process::{Desk, Running, fieldbook, free_port};

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn run(args: &[&str]) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } = fieldbook(args);
    (status.code(), format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr)))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_goes_on_from_its_backup_and_the_phones_bring_back_what_it_lacks() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir().unwrap();
    let (data, copy) = (folder.path().join("server"), folder.path().join("copy.db"));
    let port = free_port();
    let (listen, base) = (format!("127.0.0.1:{port}"), format!("http://127.0.0.1:{port}"));
    let start =
        || Running::start(&["serve", "--data", text(&data), "--listen", &listen, "--organisation", "恒通", "--desk-user", "desk"], "board");
    let server = start();
    let desk = Desk::sign_in(&base, "desk").await;
    let (code, visit) = desk.technician_with_visit(1).await;
    let id: DocumentId = visit.parse().unwrap();
    let device =
        Device::open(DeviceConfig { path: folder.path().join("device.db"), application: "backup/0.1".into() }, Host::system()).unwrap();
    device.enrol(&base, &code, "phone").await.unwrap();
    device.sync_now().await.unwrap();

    let (ended, said) = run(&["backup", "--data", text(&data), "--to", text(&copy)]);
    assert!(ended == Some(0) && said.contains("copied and checked") && said.contains("恒通"), "{said}");
    assert_eq!(run(&["backup", "--data", text(&data), "--to", text(&copy)]).0, Some(2), "nothing is overwritten");
    assert_eq!(run(&["restore", "--data", text(&data), "--from", text(&copy)]).0, Some(2), "not under a running server");

    device.visits().arrive(id).unwrap();
    device.visits().start(id).unwrap();
    device.sync_now().await.unwrap();
    assert_eq!(device.visits().open(id).unwrap().delivery, Delivery::Complete);
    server.kill();

    let written_down = data.join("backed-up.json");
    std::fs::remove_file(&written_down).unwrap();
    std::fs::create_dir(&written_down).unwrap();
    let (ended, said) = run(&["backup", "--data", text(&data), "--to", text(&folder.path().join("untold.db"))]);
    assert!(ended == Some(0) && said.contains("copied and checked") && said.contains("devices are not told"), "{said}");
    std::fs::remove_dir(&written_down).unwrap();

    let torn = folder.path().join("torn.db");
    let mut bytes = std::fs::read(&copy).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0xff);
    std::fs::write(&torn, bytes).unwrap();
    let (ended, said) = run(&["restore", "--data", text(&data), "--from", text(&torn)]);
    assert!(ended == Some(1) && said.contains("damaged"), "{said}");

    let (ended, said) = run(&["restore", "--data", text(&data), "--from", text(&copy)]);
    assert!(ended == Some(0) && said.contains("set aside"), "{said}");
    assert!(data.join("fieldbook.db.before-restore-1").is_file(), "what was there is not thrown away");
    let server = start();
    let desk = Desk::sign_in(&base, "desk").await;
    assert_eq!(desk.get(&format!("/v1/desk/visits/{visit}")).await["status"], "assigned", "the copy is from before the work");
    while device.sync_now().await.unwrap().changes_sent > 0 {}
    assert_eq!(desk.get(&format!("/v1/desk/visits/{visit}")).await["status"], "working");
    assert_eq!(device.visits().open(id).unwrap().delivery, Delivery::Complete);
    let (ended, said) = run(&["audit", "verify", "--data", text(&data)]);
    assert_eq!(ended, Some(0), "{said}");
    drop(server);
}
