//! Opening the file: nothing is ever deleted or recreated, and who the device is survives.

use std::sync::Arc;

use client_core::{EnrolError, NetworkSwitch, OpenError};
use model::seal::key::SoftwareKey;
use model::wire::problem::codes;

use crate::stage::*;

#[tokio::test]
async fn a_device_enrols_once_and_stays_enrolled() {
    let stage = Stage::enrolled().await;
    assert!(matches!(stage.device.enrol("https://other.example", "CODE-2", "x").await, Err(EnrolError::AlreadyEnrolled)));
    let stage = stage.killed_and_reopened();
    let identity = stage.device.identity().unwrap().unwrap();
    assert_eq!((identity.device, identity.person, identity.server_url.as_str()), (bens_phone(), ben(), "https://desk.example"));
}

#[tokio::test]
async fn a_used_code_is_told_apart_and_leaves_nothing_behind() {
    let stage = Stage::new();
    stage.script.next_problem(403, codes::ENROLMENT_CODE);
    assert!(matches!(stage.device.enrol("https://desk.example", "OLD", "phone").await, Err(EnrolError::Code)));
    assert!(matches!(stage.device.enrol("desk.example", "NEW", "phone").await, Err(EnrolError::Address)));
    assert!(matches!(stage.device.enrol("https://desk.example", "NEW", " ").await, Err(EnrolError::DeviceName)));
    assert_eq!(stage.device.identity().unwrap(), None);
    assert_eq!(stage.device.sync_now().await.unwrap_err().code(), "not_enrolled");
}

#[tokio::test]
async fn another_key_than_the_enrolled_one_is_refused() {
    let stage = Stage::enrolled().await;
    let host = client_core::Host { key: Some(Arc::new(SoftwareKey::from_secret(&[9; 32]))), ..client_core::Host::system() };
    let config = client_core::DeviceConfig { path: stage.path(), application: "test".into() };
    assert!(matches!(client_core::Device::open(config, host), Err(OpenError::OtherKey)));
}

#[test]
fn a_damaged_file_is_told_and_left_as_it_is() {
    let stage = Stage::new();
    let path = stage.folder.path().join("damaged.db");
    let garbage = b"this is no database, whatever its name says. ".repeat(100);
    std::fs::write(&path, &garbage).unwrap();
    let opened = open(path.clone(), &stage.clock, &stage.dice, &stage.script);
    assert!(matches!(opened, Err(OpenError::Damaged { .. })));
    assert_eq!(std::fs::read(&path).unwrap(), garbage);
}

#[test]
fn the_file_of_a_newer_version_or_of_another_application_is_not_touched() {
    let stage = Stage::new();
    stage.sql("PRAGMA user_version = 99");
    let opened = open(stage.path(), &stage.clock, &stage.dice, &stage.script);
    assert!(matches!(opened, Err(OpenError::Newer { found: 99, .. })));

    let path = stage.folder.path().join("other.db");
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)").unwrap();
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(open(path.clone(), &stage.clock, &stage.dice, &stage.script), Err(OpenError::NotOurs)));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn projections_of_an_older_layout_are_rebuilt_from_the_changes() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    stage.device.visits().arrive(desk.id).unwrap();
    let before = stage.device.visits().agenda().unwrap();
    stage.sql("UPDATE projection SET version = 0, card = '{}'");
    let stage = stage.killed_and_reopened();
    assert_eq!(stage.device.visits().agenda().unwrap(), before);
}

#[tokio::test]
async fn a_broken_snapshot_is_not_used_and_broken_changes_are_told() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    visits.arrive(desk.id).unwrap();
    visits.start(desk.id).unwrap();
    for n in 0..70 {
        visits.write_findings(desk.id, &format!("try {n}")).unwrap();
    }
    assert_eq!(stage.count("SELECT count(*) FROM document WHERE snapshot IS NOT NULL"), 1);
    stage.sql("UPDATE document SET snapshot = x'856f4a8300112233'");
    let stage = stage.killed_and_reopened();
    assert_eq!(stage.device.visits().open(desk.id).unwrap().findings, "try 69");

    stage.sql("UPDATE change SET raw = x'00' WHERE id = 5");
    let stage = stage.killed_and_reopened();
    assert_eq!(stage.device.visits().open(desk.id).unwrap_err().code(), "document_damaged");
    assert_eq!(stage.device.visits().agenda().unwrap().len(), 1, "the list does not load documents");
}

#[tokio::test]
async fn no_request_is_even_begun_in_airplane_mode() {
    let stage = Stage::new();
    stage.device.set_network(NetworkSwitch::Airplane);
    assert_eq!(stage.device.enrol("https://desk.example", "CODE-1", "phone").await.unwrap_err().code(), "offline");
    assert!(stage.script.requests.lock().unwrap().is_empty());
}
