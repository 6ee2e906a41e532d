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
        served += answer.sections.iter().enumerate().map(|(section, _)| answer.raws(section as u32).len()).sum::<usize>();
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
    wang.sync().await;
    house.database().execute("UPDATE log_position SET last = 0", []).unwrap();
    let (header, sections) = wang.request();
    let body = gzip(&frame::encode(&header, &sections).unwrap());
    assert_eq!(wang.problem(body).await, (409, "epoch_changed".to_owned()));
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
