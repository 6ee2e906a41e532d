//! Comparing with the server: after its history was replaced only what it lacks goes up, and once a week both sides are audited.

use std::collections::BTreeMap;

use client_core::visits::Delivery;
use model::time::Timestamp;
use model::wire::problem::codes;
use model::wire::reconcile::{Holding, Leaving, RECONCILE_PATH, ReconcileResponse};

use crate::stage::*;

const WEEK_MS: u32 = 7 * 24 * 3_600_000;

/// Nothing differs, in this history.
fn same(history: u8) -> ReconcileResponse {
    ReconcileResponse {
        protocol: 1,
        epoch: epoch(history),
        cursor: "compared".into(),
        server_time: Timestamp::from_ms(NOON),
        differ: BTreeMap::new(),
        enter: vec![],
        leave: BTreeMap::new(),
    }
}

/// A phone whose seven changes to `desk` were received.
async fn worked(desk: &DeskVisit) -> Stage {
    let stage = Stage::with(desk).await;
    work_through(&stage.device, desk.id);
    stage.script.next_sync(|heard| heard.take_all());
    stage.device.sync_now().await.unwrap();
    stage
}

/// The highest number of each actor of the phone that wrote to the visit.
fn own_actors(stage: &Stage) -> BTreeMap<String, u64> {
    let db = rusqlite::Connection::open(stage.path()).unwrap();
    let mut find = db.prepare("SELECT lower(hex(actor)), max(actor_seq) FROM change WHERE own = 1 GROUP BY actor").unwrap();
    let actors = find.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)? as u64))).unwrap();
    actors.collect::<Result<_, _>>().unwrap()
}

fn delivery(stage: &Stage, desk: &DeskVisit) -> Delivery {
    stage.device.visits().open(desk.id).unwrap().delivery
}

#[tokio::test]
async fn of_a_server_that_was_set_back_only_what_it_lacks_is_sent_again() {
    for code in [codes::EPOCH_CHANGED, codes::POS_AHEAD] {
        let desk = DeskVisit::for_ben(1);
        let stage = worked(&desk).await;
        let mut actors = own_actors(&stage);
        let last = actors.values_mut().next().unwrap();
        *last -= 2;
        let id = desk.id;
        stage.script.next_problem(409, code);
        stage.script.next_comparison(move |asked| {
            assert_eq!(asked.documents.keys().copied().collect::<Vec<_>>(), [id]);
            ReconcileResponse { differ: BTreeMap::from([(id, Holding { actors })]), ..same(2) }
        });
        stage.script.next_sync(|heard| {
            assert_eq!((heard.request.cursor.as_deref(), heard.request.documents[0].changes), (Some("compared"), 2));
            Page { epoch: epoch(2), cursor: "c2", ..heard.take_all() }
        });
        let report = stage.device.sync_now().await.unwrap();
        assert_eq!(report.changes_sent, 2);
        assert_eq!(delivery(&stage, &desk), Delivery::Complete);
        assert!(stage.script.is_done());
    }
}

#[tokio::test]
async fn where_both_sides_have_the_same_nothing_is_sent_and_what_is_new_since_still_is() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    stage.device.visits().arrive(desk.id).unwrap();
    stage.script.next_sync(|heard| heard.take_all());
    stage.device.sync_now().await.unwrap();
    stage.script.next_problem(409, codes::EPOCH_CHANGED);
    let device = stage.device.clone();
    let id = desk.id;
    stage.script.next_comparison(move |_| {
        // Entered while the question is on its way: no answer can speak of it.
        device.visits().start(id).unwrap();
        same(2)
    });
    stage.script.next_sync(|heard| {
        assert_eq!(heard.request.documents[0].changes, 1);
        Page { epoch: epoch(2), cursor: "c2", ..heard.take_all() }
    });
    assert_eq!(stage.device.sync_now().await.unwrap().changes_sent, 1);
    assert_eq!(delivery(&stage, &desk), Delivery::Complete);
}

#[tokio::test]
async fn what_the_device_lacks_or_does_not_have_is_fetched_and_what_left_is_shown_so() {
    let (desk, left, mut new) = (DeskVisit::for_ben(1), DeskVisit::for_ben(2), DeskVisit::for_ben(3));
    let stage = worked(&desk).await;
    stage.gets(&left).await;
    new.write_findings("by the desk");
    let (ours, gone, unknown) = (desk.id, left.id, new.id);
    let mut actors = own_actors(&stage);
    actors.insert("ab".repeat(16), 1);
    stage.script.next_problem(409, codes::EPOCH_CHANGED);
    stage.script.next_comparison(move |_| ReconcileResponse {
        differ: BTreeMap::from([(ours, Holding { actors })]),
        enter: vec![unknown],
        leave: BTreeMap::from([(gone, Leaving { reason: "nearer".into(), successor: None })]),
        ..same(2)
    });
    stage.script.next_sync(|heard| {
        assert_eq!(heard.request.documents, [], "nothing of the device is lacking there");
        Page { epoch: epoch(2), cursor: "c2", ..heard.take_all() }
    });
    let sections = [(ours, desk.section()), (unknown, new.section())];
    for _ in 0..2 {
        let sections = sections.clone();
        stage.script.next(move |request| {
            let (_, section) = sections.iter().find(|(id, _)| request.path == format!("/v1/documents/{id}")).unwrap();
            Ok(whole(section.clone()))
        });
    }
    stage.device.sync_now().await.unwrap();
    assert!(stage.script.is_done());
    assert_eq!(stage.device.visits().open(unknown).unwrap().findings, "by the desk");
    assert_eq!(stage.device.visits().open(gone).unwrap().left.unwrap().reason, "nearer");
}

#[tokio::test]
async fn a_document_that_the_server_lost_altogether_is_offered_whole() {
    let desk = DeskVisit::for_ben(1);
    let stage = worked(&desk).await;
    let id = desk.id;
    stage.script.next_problem(409, codes::EPOCH_CHANGED);
    stage.script.next_comparison(move |_| ReconcileResponse { differ: BTreeMap::from([(id, Holding::default())]), ..same(2) });
    stage.script.next_sync(|heard| {
        assert_eq!(heard.request.documents[0].changes, 7);
        Page { epoch: epoch(2), cursor: "c2", ..heard.take_all() }
    });
    assert_eq!(stage.device.sync_now().await.unwrap().changes_sent, 7);
}

#[tokio::test]
async fn once_a_week_both_sides_are_compared_and_what_was_lost_is_sent_again() {
    let desk = DeskVisit::for_ben(1);
    let stage = worked(&desk).await;
    stage.script.take_paths();
    let syncs = |stage: &Stage, cursor: &'static str| stage.script.next_sync(move |heard| Page { cursor, ..heard.take_all() });
    stage.clock.advance(WEEK_MS - 1);
    syncs(&stage, "c2");
    stage.device.sync_now().await.unwrap();
    assert_eq!(stage.script.take_paths(), ["/v1/sync"]);
    stage.clock.advance(1);
    syncs(&stage, "c3");
    stage.device.sync_now().await.unwrap();

    // From then on a comparison is owed: also over a restart, and until it came through.
    let stage = stage.killed_and_reopened();
    let id = desk.id;
    let mut actors = own_actors(&stage);
    *actors.values_mut().next().unwrap() -= 1;
    stage.script.next_comparison(move |_| ReconcileResponse { differ: BTreeMap::from([(id, Holding { actors })]), ..same(1) });
    syncs(&stage, "c4");
    assert_eq!(stage.device.sync_now().await.unwrap().changes_sent, 1);
    assert_eq!(stage.script.take_paths(), ["/v1/sync", RECONCILE_PATH, "/v1/sync"]);
    syncs(&stage, "c5");
    stage.device.sync_now().await.unwrap();
    assert_eq!(stage.script.take_paths(), ["/v1/sync"], "the next week has begun");
}

#[tokio::test]
async fn a_comparison_that_is_cut_is_made_again_before_anything_is_sent() {
    let desk = DeskVisit::for_ben(1);
    let stage = worked(&desk).await;
    stage.script.next_problem(409, codes::EPOCH_CHANGED);
    stage.script.next_comparison(|_| ReconcileResponse { protocol: 9, ..same(2) });
    assert_eq!(stage.device.sync_now().await.unwrap_err().code(), "upgrade_application");
    assert_eq!(delivery(&stage, &desk), Delivery::OnThisPhone { changes: 7 }, "nothing is believed received");
    let stage = stage.killed_and_reopened();
    stage.script.next_comparison(|_| same(2));
    stage.script.next_sync(|heard| {
        assert_eq!(heard.request.documents, []);
        Page { epoch: epoch(2), cursor: "c2", ..heard.take_all() }
    });
    stage.device.sync_now().await.unwrap();
    assert_eq!(delivery(&stage, &desk), Delivery::Complete);
}
