//! What devices get: each news once, in pages, nothing of others.

use crate::house::{House, bytes_of, unframe};
use model::id::DocumentId;
use model::wire::frame::{self, gzip};
use model::wire::packed::{self, PackedLimits};
use model::wire::sync::Pulled;
use serde_json::Value;

#[tokio::test]
async fn a_first_sync_brings_every_visit_whole_in_pages() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let person = desk.technician("Wang").await;
    let mut first = desk.device(person, 1).await;
    let mut visits = Vec::new();
    for _ in 0..6 {
        visits.push(desk.dispatch(person).await);
    }
    first.sync().await;
    for visit in &visits {
        first.begin(*visit);
        first.findings(*visit, "a line that others will read");
    }
    first.sync().await;

    let mut second = desk.device(person, 2).await;
    second.want_bytes = 5_000;
    let (mut pages, mut served) = (0, 0);
    loop {
        let answer = second.sync().await;
        pages += 1;
        assert!(!answer.header.items.is_empty() || !answer.header.more, "a page with more to come is never empty");
        served += answer.lists().iter().map(Vec::len).sum::<usize>();
        if !answer.header.more {
            break;
        }
    }
    assert!(pages > 2, "{pages}");
    for visit in &visits {
        assert_eq!(second.documents[visit].get_heads(), first.documents[visit].get_heads());
    }
    assert_eq!(served, house.count("change") as usize, "every change came once");
    assert!(second.sync().await.header.items.is_empty());
}

#[tokio::test]
async fn a_page_holds_at_least_one_item_however_little_is_asked_for() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visits = [desk.dispatch(wang.person()).await, desk.dispatch(wang.person()).await];
    wang.want_bytes = 0;
    let answer = wang.sync().await;
    assert_eq!(answer.items(visits[0]).len(), 1);
    assert!(answer.header.more);
    assert_eq!(wang.sync().await.items(visits[1]).len(), 1);
}

#[tokio::test]
async fn a_position_moves_on_past_what_concerns_others() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let li = desk.technician("Li").await;
    wang.sync().await;
    let before = wang.cursor.clone();
    desk.dispatch(li).await;
    let answer = wang.sync().await;
    assert!(answer.header.items.is_empty() && !answer.header.more);
    assert_ne!(wang.cursor, before);
}

#[tokio::test]
async fn own_changes_are_named_when_the_answer_got_lost_and_not_otherwise() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(visit);
    let lost = wang.send().await;
    assert!(lost.header.items.is_empty(), "what was just sent need not come back: {:?}", lost.header.items);
    let answer = wang.sync().await;
    let last = hex::encode(wang.documents[&visit].get_heads()[0].0);
    assert_eq!(answer.items(visit), [&Pulled::Own { last: vec![last] }]);
    assert!(wang.sync().await.header.items.is_empty());
}

#[tokio::test]
async fn a_cursor_of_another_history_is_refused_and_a_start_over_brings_everything() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(visit);
    let log = house.count("change");
    // What whoever restores the database from a copy does.
    house.database().execute("UPDATE epoch SET epoch = randomblob(16)", []).unwrap();
    for cursor in [wang.cursor.clone(), Some("tomorrow".to_owned())] {
        wang.cursor = cursor;
        let (header, sections) = wang.request();
        let body = gzip(&frame::encode(&header, &sections).unwrap());
        assert_eq!(wang.problem(body).await, (409, "epoch_changed".to_owned()));
    }
    assert_eq!(house.count("change"), log, "nothing of the request was taken");
    wang.cursor = None;
    let answer = wang.sync().await;
    assert_eq!(answer.verdict(visit).received, 2);
    assert!(matches!(answer.items(visit)[..], [Pulled::Enter { .. }]));
}

#[tokio::test]
async fn a_cursor_ahead_of_a_log_that_lost_its_end_is_refused() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    desk.dispatch(wang.person()).await;
    wang.sync().await;
    house.database().execute("UPDATE log_position SET last = 0", []).unwrap();
    let (header, sections) = wang.request();
    let body = gzip(&frame::encode(&header, &sections).unwrap());
    assert_eq!(wang.problem(body).await, (409, "pos_ahead".to_owned()));
}

#[tokio::test]
async fn a_visit_that_left_and_came_back_while_the_device_was_away_comes_whole() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let li = desk.technician("Li").await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    desk.assign(visit, li).await;
    desk.assign(visit, wang.person()).await;
    let answer = wang.sync().await;
    let [Pulled::Enter { section }] = answer.items(visit)[..] else { panic!("{:?}", answer.header.items) };
    assert_eq!(answer.raws(*section).len(), 4);
    assert!(wang.left.is_empty());
}

/// a visit that went to somebody else is not there any more.
#[tokio::test]
async fn a_document_can_be_fetched_whole_while_it_is_in_scope() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit: DocumentId = desk.dispatch(wang.person()).await;
    wang.sync().await;
    let response = wang.get(&format!("/v1/documents/{visit}")).await;
    assert_eq!(response.status(), 200);
    let (header, sections): (Value, _) = unframe(&bytes_of(response).await);
    assert_eq!(header, serde_json::json!({}));
    let raws = packed::decode(&sections[0], PackedLimits { changes: 100, bytes: 1 << 20 }).unwrap();
    let held: Vec<Vec<u8>> = wang.documents[&visit].get_changes(&[]).iter().map(|change| change.raw_bytes().to_vec()).collect();
    assert_eq!(raws, held);
    desk.assign(visit, desk.technician("Li").await).await;
    assert_eq!(wang.get(&format!("/v1/documents/{visit}")).await.status(), 404);
}

#[tokio::test]
async fn a_damaged_snapshot_is_rebuilt_from_the_log() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    house.database().execute("UPDATE document SET snapshot = x'00'", []).unwrap();
    wang.begin(visit);
    assert_eq!(wang.sync().await.verdict(visit).received, 2);
    assert_eq!(desk.visit(visit).await["status"], "working");
}

#[tokio::test]
async fn a_bare_contact_leaves_the_log_and_the_cursor_where_they_are() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    desk.dispatch(wang.person()).await;
    wang.sync().await;
    let (before, seen) = (wang.cursor.clone(), desk.board().await["seq"].as_u64());
    for _ in 0..3 {
        wang.sync().await;
    }
    assert_eq!(wang.cursor, before);
    assert!(desk.board().await["seq"].as_u64() > seen, "the board hears of each");
}

#[tokio::test]
async fn a_log_that_was_set_back_and_grew_past_the_cursor_is_another_history() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    desk.dispatch(wang.person()).await;
    wang.sync().await;
    let kept = wang.cursor.clone();
    desk.dispatch(wang.person()).await;
    wang.sync().await;
    // The whole directory was set back, file and all: the second visit is gone, and others took its place in the log.
    let database = house.database();
    database.pragma_update(None, "foreign_keys", 0).unwrap();
    database.execute_batch("DROP TRIGGER change_stays; UPDATE change SET hash = randomblob(32) WHERE seq > 3").unwrap();
    let (header, sections) = wang.request();
    assert_eq!(wang.problem(gzip(&frame::encode(&header, &sections).unwrap())).await, (409, "pos_ahead".to_owned()));
    wang.cursor = kept;
    assert_eq!(wang.send().await.header.items.len(), 1, "what lies before is the same history");
}

#[tokio::test]
async fn a_database_set_back_to_a_copy_is_another_history_even_if_it_outgrows_the_old_one() {
    let house = House::open().await;
    let mut desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    let copy = house.folder().join("copy.db");
    house.database().execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
    let at_the_copy = wang.cursor.clone();
    wang.begin(visit);
    wang.sync().await;

    wang.connect(axum::Router::new());
    desk.connect(axum::Router::new());
    let (dir, clock) = house.end();
    for ending in ["-wal", "-shm"] {
        let _gone = std::fs::remove_file(dir.path().join(format!("fieldbook.db{ending}")));
    }
    std::fs::rename(copy, dir.path().join("fieldbook.db")).unwrap();
    let house = House::on(dir, clock).await;
    wang.connect(house.router.clone());
    desk.connect(house.router.clone());
    for _ in 0..3 {
        desk.dispatch(wang.person()).await;
    }
    for cursor in [wang.cursor.clone(), at_the_copy] {
        wang.cursor = cursor;
        let (header, sections) = wang.request();
        assert_eq!(wang.problem(gzip(&frame::encode(&header, &sections).unwrap())).await, (409, "epoch_changed".to_owned()));
    }
    wang.cursor = None;
    assert_eq!(wang.sync().await.header.items.len(), 4);

    // Started again without a copy, it is the same history.
    let cursor = wang.cursor.clone();
    wang.connect(axum::Router::new());
    desk.connect(axum::Router::new());
    let (dir, clock) = house.end();
    let house = House::on(dir, clock).await;
    wang.connect(house.router.clone());
    wang.sync().await;
    assert_eq!(wang.cursor, cursor);
}

#[tokio::test]
async fn a_document_larger_than_a_device_takes_is_named_and_the_others_come() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let wang = desk.device(desk.technician("Wang").await, 1).await;
    let (large, small) = (desk.dispatch(wang.person()).await, desk.dispatch(wang.person()).await);
    let size = model::wire::sync::MAX_INFLATED_BYTES as i64;
    house.database().execute("UPDATE document SET raw_bytes = ?2 WHERE id = ?1", rusqlite::params![large.as_bytes(), size]).unwrap();
    let answer = wang.send().await;
    assert!(matches!(answer.items(large)[..], [Pulled::Own { last }] if last.len() == 1), "{:?}", answer.header.items);
    assert!(matches!(answer.items(small)[..], [Pulled::Enter { .. }]));
    assert!(!answer.header.more);
}
