//! Databases of older servers: everything in them is there after the upgrade, and devices go on.

use crate::house::House;
use axum::Router;
use rusqlite::Connection;

/// The schema as version 0.1 left it.
const OLD_STEPS: [&str; 4] = [
    include_str!("../../src/store/sqlite/migrations/0001_identity.sql"),
    include_str!("../../src/store/sqlite/migrations/0002_documents.sql"),
    include_str!("../../src/store/sqlite/migrations/0003_blobs.sql"),
    include_str!("../../src/store/sqlite/migrations/0004_board_position.sql"),
];

/// Puts everything of the database in `folder` that one of version 0.1 can hold into such a one, and that one in its place.
fn set_back(folder: &std::path::Path) {
    let (path, old_path) = (folder.join("fieldbook.db"), folder.join("old.db"));
    let old = Connection::open(&old_path).unwrap();
    old.execute_batch(&OLD_STEPS.concat()).unwrap();
    old.execute_batch("PRAGMA user_version = 4; PRAGMA foreign_keys = 0").unwrap();
    old.execute("ATTACH ?1 AS new", [path.to_str().unwrap()]).unwrap();
    let names = |sql: &str| -> Vec<String> {
        old.prepare(sql).unwrap().query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    for table in names("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'") {
        let columns = names(&format!("SELECT name FROM pragma_table_info('{table}', 'main')")).join(", ");
        old.execute_batch(&format!("DELETE FROM main.{table}; INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}"))
            .unwrap();
    }
    old.execute_batch("DETACH new").unwrap();
    // Version 0.1 counted no reference data beside the log.
    let written: i64 = old.query_row("SELECT SUM(last) FROM log_position", [], |row| row.get(0)).unwrap();
    let mark = std::fs::read_to_string(folder.join("epoch")).unwrap();
    let epoch = mark.split(' ').next().unwrap();
    std::fs::write(folder.join("epoch"), format!("{epoch} {written:020}\n")).unwrap();
    drop(old);
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", path.display()));
    }
    std::fs::rename(old_path, path).unwrap();
}

#[tokio::test]
async fn a_database_of_version_0_1_keeps_its_visits_its_log_and_its_devices() {
    let house = House::open().await;
    let mut desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let (signed, open) = (desk.dispatch(wang.person()).await, desk.dispatch(wang.person()).await);
    wang.sync().await;
    wang.begin(signed);
    wang.finish(signed);
    wang.sign(signed);
    let photo = wang.photo(open, b"\xff\xd8\xff picture");
    wang.sync().await;
    let (board, log) = (desk.board().await["visits"].clone(), house.count("change"));
    let seal = desk.visit(signed).await["sign_offs"].clone();
    desk.connect(Router::new());
    wang.connect(Router::new());
    let (dir, clock) = house.end();
    set_back(dir.path());
    let house = House::on(dir, clock).await;
    desk.connect(house.router.clone());
    wang.connect(house.router.clone());
    assert_eq!((desk.board().await["visits"].clone(), house.count("change")), (board, log));
    assert_eq!(desk.visit(signed).await["sign_offs"], seal);
    assert_eq!(house.count("pragma_foreign_key_check"), 0);
    assert_eq!(house.count("document WHERE kind = 'visit' AND call_out IS NOT NULL AND opened_at > 0 AND opened_by IS NULL"), 2);
    // What was there is in the log, and is compared with it like what comes.
    let findings = || {
        let audited = server::audit::verify(house.folder(), None, None, &[]).unwrap();
        audited.into_iter().flat_map(|audited| audited.findings).map(|finding| finding.wrong.code()).collect::<Vec<_>>()
    };
    assert_eq!(house.count("log_entry WHERE entry LIKE '%\"fact\":\"found%'"), 3, "two visits and a device");
    assert_eq!(findings(), Vec::<&str>::new());
    let rows = |sql: &str| house.database().execute_batch(&format!("DROP TRIGGER IF EXISTS change_stays; {sql}")).unwrap();
    rows("UPDATE change SET received_at = received_at - 1 WHERE seq = 1");
    assert_eq!(findings(), ["rows_altered"]);
    rows("UPDATE change SET received_at = received_at + 1 WHERE seq = 1");
    // And on it goes: devices, desk, photos, rebuild.
    wang.begin(open);
    assert_eq!(wang.sync().await.verdict(open).received, 2);
    assert_eq!(wang.upload(&photo, b"\xff\xd8\xff picture").await, http::StatusCode::NO_CONTENT);
    assert_eq!((&desk.row(open).await["status"], &desk.row(open).await["photos_complete"]), (&"working".into(), &1.into()));
    desk.dispatch(wang.person()).await;
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 0);
    assert_eq!(findings(), Vec::<&str>::new());
}
