//! What the server takes: asked for only when it changed, kept, and obeyed before anything is sent.

use client_core::visits::Delivery;
use model::wire::config::{CONFIG_PATH, SyncConfig, SyncConfigAnswer, SyncLimits};
use model::wire::frame::{encode, gzip};
use serde_json::json;

use crate::stage::*;

/// The next request asks for the configuration, and gets one with these limits.
fn tells(stage: &Stage, revision: &str, limits: SyncLimits) {
    let told = SyncConfigAnswer { revision: revision.into(), config: SyncConfig { limits, ..SyncConfig::default() } };
    stage.script.next(move |request| {
        assert_eq!(request.path, CONFIG_PATH);
        Ok(answer(200, serde_json::to_vec(&told).unwrap()))
    });
}

#[tokio::test]
async fn the_device_asks_when_the_configuration_is_another_and_splits_before_it_sends() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    stage.script.next_sync(|heard| Page { config: Some("r1"), ..heard.take_all() });
    tells(&stage, "r1", SyncLimits { changes: 3, want_bytes: 5_000, ..SyncLimits::default() });
    stage.device.sync_now().await.unwrap();

    let stage = stage.killed_and_reopened();
    work_through(&stage.device, desk.id);
    for expected in [3, 3, 1] {
        stage.script.next_sync(move |heard| {
            assert_eq!((heard.request.documents[0].changes, heard.request.want_bytes), (expected, 5_000));
            Page { config: Some("r1"), ..heard.take_all() }
        });
    }
    assert_eq!(stage.device.sync_now().await.unwrap().requests, 3, "what is known is not asked for again");
    assert!(stage.script.is_done());
}

#[tokio::test]
async fn whoever_has_the_usual_configuration_is_never_asked_for_it() {
    let stage = Stage::enrolled().await;
    let usual: &'static str = SyncConfig::built_in().told().unwrap().revision.leak();
    stage.script.next_sync(move |heard| Page { config: Some(usual), ..heard.take_all() });
    assert_eq!(stage.device.sync_now().await.unwrap().requests, 1);
}

#[tokio::test]
async fn a_change_that_never_fits_is_not_sent_and_offered_once_it_fits() {
    let (desk, other) = (DeskVisit::for_ben(1), DeskVisit::for_ben(2));
    let stage = Stage::with(&desk).await;
    stage.gets(&other).await;
    stage.script.next_sync(|heard| Page { config: Some("narrow"), ..heard.take_all() });
    tells(&stage, "narrow", SyncLimits { change_bytes: 1_500, ..SyncLimits::default() });
    stage.device.sync_now().await.unwrap();
    stage.device.visits().arrive(desk.id).unwrap();
    stage.device.visits().start(desk.id).unwrap();
    stage.device.visits().write_findings(desk.id, &"worn ".repeat(360)).unwrap();
    stage.device.visits().arrive(other.id).unwrap();

    let (first, second) = (desk.id, other.id);
    stage.script.next_sync(move |heard| {
        let sent: Vec<_> = heard.request.documents.iter().map(|document| (document.id, document.changes)).collect();
        assert_eq!(sent, [(first, 2), (second, 1)], "what comes before it, and the other visit");
        Page { config: Some("narrow"), ..heard.take_all() }
    });
    stage.script.next_sync(|heard| {
        assert_eq!(heard.request.documents, []);
        Page { config: Some("narrow"), ..heard.take_all() }
    });
    let report = stage.device.sync_now().await.unwrap();
    assert_eq!((report.changes_sent, report.refused), (3, 1));
    let parked = stage.device.visits().open(desk.id).unwrap().delivery;
    assert!(matches!(parked, Delivery::Parked { ref code, .. } if code == "too_large"), "{parked:?}");

    stage.script.next_sync(|heard| Page { config: Some("wide"), ..heard.take_all() });
    tells(&stage, "wide", SyncLimits::default());
    stage.script.next_sync(|heard| {
        assert_eq!(heard.request.documents[0].changes, 1);
        Page { config: Some("wide"), ..heard.take_all() }
    });
    stage.device.sync_now().await.unwrap();
    assert_eq!(stage.device.visits().open(desk.id).unwrap().delivery, Delivery::Complete);
}

#[tokio::test]
async fn a_configuration_that_does_not_come_holds_nothing_up_and_is_asked_for_again() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    for _ in 0..2 {
        stage.script.next_sync(|heard| Page { config: Some("r1"), ..heard.take_all() });
        stage.script.next_problem(500, "internal");
        stage.device.sync_now().await.unwrap();
    }
    assert!(stage.script.is_done());
}

#[tokio::test]
async fn an_answer_of_another_protocol_is_refused_whole_and_says_who_has_to_be_updated() {
    let desk = DeskVisit::for_ben(1);
    for (protocol, code) in [(json!(9), "upgrade_application"), (json!(0), "upgrade_server"), (json!(null), "answer_malformed")] {
        let stage = Stage::with(&desk).await;
        stage.device.visits().arrive(desk.id).unwrap();
        // An older server is spoken to once more in the protocol before.
        for _ in 0..if code == "upgrade_server" { 2 } else { 1 } {
            let protocol = protocol.clone();
            stage.script.next(move |_| {
                let header = json!({ "protocol": protocol, "shape": "another" });
                Ok(answer(200, gzip(&encode(&header, &[b"another list".to_vec()]).unwrap())))
            });
        }
        assert_eq!(stage.device.sync_now().await.unwrap_err().code(), code);
        assert_eq!(stage.device.visits().open(desk.id).unwrap().delivery, Delivery::OnThisPhone { changes: 1 });
    }
}
