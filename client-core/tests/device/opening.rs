//! Opening the file: nothing is ever deleted or recreated, and who the device is survives.

use std::sync::Arc;

use client_core::visits::Delivery;
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

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let stage = Stage::enrolled().await;
    let mut seen = 0;
    for file in std::fs::read_dir(stage.folder.path()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.file_name());
        seen += 1;
    }
    assert_eq!(seen, 3, "the database, its log and the log's index");
}

#[tokio::test]
async fn a_device_with_a_key_of_the_host_gets_no_other_one() {
    let stage = Stage::enrolled_with(Some(Arc::new(SoftwareKey::from_secret(&[9; 32])))).await;
    let opened = open(stage.path(), &stage.clock, &stage.dice, &stage.script);
    assert!(matches!(opened, Err(OpenError::OtherKey)));
    assert_eq!(stage.count("SELECT count(*) FROM software_key"), 0);
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
    assert_eq!(before[0].phone, "110");
    stage.sql("UPDATE projection SET version = 0, card = '{}'; UPDATE document SET unreadable_code = 'malformed'");
    let stage = stage.killed_and_reopened();
    let after = stage.device.visits().agenda().unwrap();
    assert!(matches!(&after[0].delivery, Delivery::Parked { code, .. } if code == "malformed"), "another trouble stays");
    stage.sql("UPDATE document SET unreadable_code = NULL");
    assert_eq!(stage.device.visits().agenda().unwrap(), before);
}

#[tokio::test]
async fn a_document_of_a_newer_version_is_tried_again_only_by_another_program() {
    let mut desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    desk.of_newer_schema();
    let (id, last) = (desk.id, desk.last(1));
    stage.script.next_sync(move |heard| heard.take_all().changes(id, last));
    stage.device.sync_now().await.unwrap();
    let code = |stage: &Stage| match &stage.device.outbox().unwrap().documents[0].state {
        Delivery::Parked { code, .. } => code.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(code(&stage), "newer_schema");
    // Would it be loaded, it would be found damaged.
    stage.sql("CREATE TABLE kept AS SELECT id, raw FROM change; UPDATE change SET raw = x'00'");
    let stage = stage.killed_and_reopened();
    assert_eq!(code(&stage), "newer_schema");
    stage.sql("UPDATE change SET raw = (SELECT raw FROM kept WHERE kept.id = change.id); DROP TABLE kept");
    stage.sql("UPDATE document SET not_shown_by = 'an older program'; UPDATE projection SET version = 0");
    let stage = stage.killed_and_reopened();
    assert_eq!(code(&stage), "newer_schema");
    assert_eq!(stage.count("SELECT not_shown_by <> 'an older program' FROM document"), 1);
}

#[tokio::test]
async fn two_openings_of_one_file_see_each_others_work() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let other = open(stage.path(), &stage.clock, &stage.dice, &stage.script).unwrap();
    stage.device.visits().arrive(desk.id).unwrap();
    other.visits().start(desk.id).unwrap();
    assert_eq!(stage.device.visits().open(desk.id).unwrap().events.len(), 3, "looking sees it");
    other.visits().write_findings(desk.id, "from the other").unwrap();
    stage.device.visits().write_treatment(desk.id, "from this one").unwrap();
    let stage = stage.killed_and_reopened();
    let sheet = stage.device.visits().open(desk.id).unwrap();
    assert_eq!((sheet.findings.as_str(), sheet.treatment.as_str()), ("from the other", "from this one"));
    assert_eq!(sheet.delivery, Delivery::OnThisPhone { changes: 4 });
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
