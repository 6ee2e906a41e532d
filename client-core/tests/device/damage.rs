//! A document whose rows are damaged: it is made whole from what the server has and what can still be read, and no word is thrown
//! away.

use client_core::visits::Delivery;
use model::documents::visit::status::WorkStatus;

use crate::stage::*;

/// A phone with six received changes and one that waits, and the server's copy.
async fn with_work() -> (Stage, DeskVisit) {
    let mut desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    for text in ["one", "one two"] {
        desk.write_findings(text);
    }
    let (id, last) = (desk.id, desk.last(2));
    stage.script.next_sync(move |heard| heard.take_all().changes(id, last));
    stage.device.sync_now().await.unwrap();
    stage.device.visits().arrive(id).unwrap();
    stage.device.visits().start(id).unwrap();
    (stage, desk)
}

async fn fetches(stage: &Stage, desk: &DeskVisit) {
    let (id, section) = (desk.id, desk.section());
    stage.script.next_sync(|heard| {
        let mut page = Page { verdicts: heard.take(0), ..Page::default() };
        page.verdicts.iter_mut().for_each(|verdict| verdict.placed = model::wire::sync::Placed::Nowhere);
        page
    });
    stage.script.next(move |request| {
        assert_eq!(request.path, format!("/v1/documents/{id}"));
        Ok(whole(section))
    });
    stage.device.sync_now().await.unwrap();
    assert!(stage.script.is_done());
}

#[tokio::test]
async fn a_damaged_document_is_made_whole_and_what_waits_still_waits() {
    let (stage, desk) = with_work().await;
    stage.sql("UPDATE change SET raw = x'00' WHERE id = 3");
    let stage = stage.killed_and_reopened();
    assert_eq!(stage.device.visits().open(desk.id).unwrap_err().code(), "document_damaged");
    fetches(&stage, &desk).await;
    let sheet = stage.device.visits().open(desk.id).unwrap();
    assert_eq!((sheet.findings.as_str(), sheet.status), ("one two", WorkStatus::Working));
    assert_eq!(sheet.delivery, Delivery::OnThisPhone { changes: 2 });
    let stage = stage.killed_and_reopened();
    stage.script.next_sync(|heard| {
        assert_eq!(heard.request.documents[0].changes, 2);
        heard.take_all()
    });
    stage.device.sync_now().await.unwrap();
    assert_eq!(stage.device.visits().open(desk.id).unwrap().delivery, Delivery::Complete);
}

#[tokio::test]
async fn what_cannot_be_joined_any_more_is_set_aside_shown_and_exported() {
    let (stage, desk) = with_work().await;
    // The arrival, which the server does not have and on which the start builds.
    stage.sql("UPDATE change SET raw = x'00' WHERE id = 5");
    let stage = stage.killed_and_reopened();
    assert_eq!(stage.device.visits().arrive(desk.id).unwrap_err().code(), "document_damaged");
    let (id, section) = (desk.id, desk.section());
    stage.script.next_sync(|heard| {
        assert_eq!(heard.request.documents, [], "a damaged change is not sent");
        heard.take_all()
    });
    stage.script.next(move |_| Ok(whole(section)));
    stage.device.sync_now().await.unwrap();
    let sheet = stage.device.visits().open(id).unwrap();
    assert_eq!((sheet.findings.as_str(), sheet.status), ("one two", WorkStatus::Assigned));
    assert!(matches!(sheet.delivery, Delivery::Parked { code, .. } if code == "work_set_aside"));
    let file: serde_json::Value = serde_json::from_slice(&stage.device.visits().export_parked(id).unwrap()).unwrap();
    assert_eq!(file["set_aside"].as_array().unwrap().len(), 2);
    assert_eq!(file["journal"][0]["intent"]["action"], "arrive");
    // The person was told, enters it again and goes on.
    stage.device.try_again(id).unwrap();
    stage.device.visits().arrive(id).unwrap();
    stage.script.next_sync(|heard| heard.take_all());
    stage.device.sync_now().await.unwrap();
    assert_eq!(stage.device.visits().open(id).unwrap().delivery, Delivery::Complete);
    assert_eq!(stage.count("SELECT count(*) FROM set_aside"), 2, "never deleted");
}

#[tokio::test]
async fn news_of_a_damaged_document_asks_for_the_whole() {
    let (stage, mut desk) = with_work().await;
    stage.sql("UPDATE change SET raw = x'00' WHERE id = 3");
    let stage = stage.killed_and_reopened();
    desk.write_findings("one two three");
    let (id, last, section) = (desk.id, desk.last(1), desk.section());
    stage.script.next_sync(move |heard| Page { cursor: "c2", ..heard.take_all() }.changes(id, last));
    stage.script.next(move |_| Ok(whole(section)));
    stage.device.sync_now().await.unwrap();
    assert!(stage.script.is_done());
    assert_eq!(stage.device.visits().open(id).unwrap().findings, "one two three");
}
