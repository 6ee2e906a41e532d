//! Somebody edits the phone's database file: what a customer signed is not shown, sent or printed as signed with another content.

use fieldbook_tests::{Technician, World};
use model::id::DocumentId;
use rusqlite::{Connection, params};

/// Writes `to` over the first `from` in every raw change and saved copy that holds it; answers how many places were edited.
fn edits(of: &Technician, from: &[u8], to: &[u8]) -> usize {
    assert_eq!(from.len(), to.len());
    let file = Connection::open(of.file()).unwrap();
    let mut edited = 0;
    for (table, column) in [("change", "raw"), ("document", "snapshot")] {
        let mut select = file.prepare(&format!("SELECT rowid, {column} FROM {table} WHERE {column} IS NOT NULL")).unwrap();
        let rows: Vec<(i64, Vec<u8>)> = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
        for (row, mut bytes) in rows {
            let Some(at) = bytes.windows(from.len()).position(|part| part == from) else { continue };
            bytes[at..at + to.len()].copy_from_slice(to);
            file.execute(&format!("UPDATE {table} SET {column} = ?2 WHERE rowid = ?1"), params![row, bytes]).unwrap();
            edited += 1;
        }
        // A saved copy is compressed: without it the document is read from its changes.
        file.execute("UPDATE document SET snapshot = NULL, snapshot_to = 0", []).unwrap();
    }
    edited
}

async fn desk_shows_no_signature(world: &World, visit: DocumentId) {
    assert_eq!(world.desk.row(visit).await.unwrap()["signature"], "none");
}

/// The sealed record itself: another sum in what the customer read.
#[tokio::test]
async fn a_record_that_was_edited_in_the_phones_file_is_not_shown_as_signed() {
    let mut world = World::on_monday_morning().await;
    let mut zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.goes_offline();
    zhao.works_through(visit);
    zhao.switches_the_device_off();
    assert!(edits(&zhao, "李芳".as_bytes(), "张三".as_bytes()) > 0);
    zhao.switches_the_device_on();
    let error = zhao.device().visits().open(visit).unwrap_err();
    assert_eq!(error.code(), "document_damaged");
    assert_eq!(zhao.device().visits().paper(visit).unwrap_err().code(), "document_damaged");
    zhao.comes_back();
    let _parked = zhao.tries_to_sync().await;
    desk_shows_no_signature(&world, visit).await;
}
