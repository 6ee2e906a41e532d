//! Files of older programs: everything in them is there after the upgrade, and work goes on.

use client_core::visits::Delivery;
use rusqlite::Connection;

use crate::stage::*;

/// The schema as version 0.1 left it.
const OLD_STEPS: [&str; 2] =
    [include_str!("../../src/store/migrations/0001_device.sql"), include_str!("../../src/store/migrations/0002_standing.sql")];

/// Puts everything of the stage's file that a file of version 0.1 can hold into one, and that one in its place.
fn set_back(stage: &Stage) {
    let old_path = stage.folder.path().join("old.db");
    let old = Connection::open(&old_path).unwrap();
    old.execute_batch(&OLD_STEPS.concat()).unwrap();
    old.execute_batch("PRAGMA user_version = 2; PRAGMA application_id = 1178756214; PRAGMA foreign_keys = 0; DELETE FROM contact").unwrap();
    old.execute("ATTACH ?1 AS new", [stage.path().to_str().unwrap()]).unwrap();
    let names = |sql: &str| -> Vec<String> {
        old.prepare(sql).unwrap().query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    for table in names("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'") {
        let columns = names(&format!("SELECT name FROM pragma_table_info('{table}', 'main')")).join(", ");
        old.execute_batch(&format!("INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}")).unwrap();
    }
    old.execute_batch("DETACH new").unwrap();
    drop(old);
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", stage.path().display()));
    }
    std::fs::rename(old_path, stage.path()).unwrap();
}

#[tokio::test]
async fn a_file_of_version_0_1_keeps_its_visits_its_outbox_and_its_journal() {
    let desk = DeskVisit::for_ben(1);
    let mut stage = Stage::with(&desk).await;
    work_through(&stage.device, desk.id);
    let before = stage.device.visits().agenda().unwrap();
    let elsewhere = Stage::new();
    drop(std::mem::replace(&mut stage.device, elsewhere.device));
    set_back(&stage);
    stage.device = open(stage.path(), &stage.clock, &stage.dice, &stage.script).unwrap();
    assert_eq!(stage.device.visits().agenda().unwrap(), before);
    let waiting = stage.device.outbox().unwrap().documents.remove(0);
    assert_eq!((waiting.number.as_str(), waiting.changes), ("C260922-001", 7));
    let file: serde_json::Value = serde_json::from_slice(&stage.device.visits().export_parked(desk.id).unwrap()).unwrap();
    let actions: Vec<_> = file["journal"].as_array().unwrap().iter().map(|entry| entry["intent"]["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["arrive", "start", "answer_check", "write_findings", "write_treatment", "swap_part", "finish"]);
    assert_eq!(stage.count("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    // And on it goes.
    stage.device.visits().reopen(desk.id).unwrap();
    let day = stage.device.days().open_day(chrono::NaiveDate::from_ymd_opt(2026, 9, 22).unwrap(), 480).unwrap();
    stage.script.next_sync(|heard| {
        assert_eq!(heard.request.documents.len(), 2);
        heard.take_all()
    });
    stage.device.sync_now().await.unwrap();
    assert_eq!(stage.device.days().report(day).unwrap().delivery, Delivery::Complete);
    assert_eq!(stage.device.visits().open(desk.id).unwrap().delivery, Delivery::Complete);
}
