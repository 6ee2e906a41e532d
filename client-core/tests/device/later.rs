//! Work that the server received before it judged it: what it says later is taken once, as if it had been said at once.

use client_core::visits::Delivery;
use model::wire::problem::codes;
use model::wire::sync::{LaterRefusal, LaterVerdict, Placed, RefusedChange};

use crate::stage::*;

fn delivery(stage: &Stage, desk: &DeskVisit) -> Delivery {
    stage.device.visits().open(desk.id).unwrap().delivery
}

/// Ben has worked through his visit, and the server has received all seven changes of it.
async fn received() -> (Stage, DeskVisit) {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    work_through(&stage.device, desk.id);
    stage.script.next_sync(|heard| {
        assert_eq!((heard.request.protocol, heard.request.judged), (2, 0));
        received_page(heard)
    });
    stage.device.sync_now().await.unwrap();
    assert_eq!(delivery(&stage, &desk), Delivery::Complete);
    (stage, desk)
}

/// Everything is durable, nothing is judged.
fn received_page(heard: &Heard) -> Page {
    let mut page = Page { protocol: 2, ..heard.take_all() };
    page.verdicts.iter_mut().for_each(|verdict| verdict.placed = Placed::Received);
    page
}

/// The own change at `place`, from 0.
fn own(stage: &Stage, place: usize) -> String {
    let query = format!("SELECT lower(hex(hash)) FROM change WHERE own = 1 ORDER BY id LIMIT 1 OFFSET {place}");
    rusqlite::Connection::open(stage.path()).unwrap().query_row(&query, [], |row| row.get(0)).unwrap()
}

fn refusal(desk: &DeskVisit, number: u64, hash: String, code: &str, retry: bool) -> LaterVerdict {
    let refused = LaterRefusal { hash, code: code.into(), detail: "as judged".into(), retry };
    LaterVerdict { number, id: desk.id, placed: Placed::Document, refused: Some(refused) }
}

/// Command and code of what was not accepted.
fn not_accepted(stage: &Stage) -> Vec<(String, String)> {
    stage.device.not_accepted().unwrap().into_iter().map(|entry| (entry.command, entry.code)).collect()
}

fn pair(command: &str, code: &str) -> (String, String) {
    (command.to_owned(), code.to_owned())
}

#[tokio::test]
async fn a_later_refusal_is_dealt_with_as_an_immediate_one_also_after_a_restart() {
    let (mut stage, desk) = received().await;
    let later = refusal(&desk, 9, own(&stage, 2), "forbidden", false);
    stage.device = open(stage.path(), &stage.clock, &stage.dice, &stage.script).unwrap();
    let said = later.clone();
    stage.script.next_sync(move |heard| Page { later: vec![said], ..received_page(heard) });
    stage.script.next_sync(|heard| {
        assert_eq!((heard.request.judged, heard.changes[0].len()), (9, 3), "findings, treatment and part again");
        received_page(heard)
    });
    assert_eq!(stage.device.sync_now().await.unwrap().refused, 1);
    let entries = [pair("answer_check", "forbidden"), pair("finish", "incomplete")];
    assert_eq!(not_accepted(&stage), entries);

    // The answer to the request that says so got lost: said once more, it is taken once.
    stage.script.next_sync(move |heard| {
        assert_eq!(heard.request.documents.len(), 0);
        Page { later: vec![later], ..received_page(heard) }
    });
    assert_eq!(stage.device.sync_now().await.unwrap().refused, 0);
    assert_eq!(not_accepted(&stage), entries);
}

#[tokio::test]
async fn a_later_refusal_is_not_laid_upon_what_was_sent_meanwhile_and_refused_for_building_on_it() {
    let (stage, desk) = received().await;
    stage.device.visits().reopen(desk.id).unwrap();
    let guilty = own(&stage, 2);
    let later = refusal(&desk, 4, guilty.clone(), "forbidden", false);
    stage.script.next_sync(move |heard| {
        assert_eq!(heard.changes[0].len(), 1);
        let mut page = Page { protocol: 2, verdicts: heard.take(0), later: vec![later], ..Page::default() };
        page.verdicts[0].refused =
            Some(RefusedChange { index: 0, hash: None, code: "forbidden".into(), detail: "builds on it".into(), retry: false });
        page
    });
    stage.script.next_sync(|heard| {
        assert_eq!(heard.changes[0].len(), 3, "findings, treatment and part again, and not what was refused");
        received_page(heard)
    });
    stage.device.sync_now().await.unwrap();
    let entries = not_accepted(&stage);
    assert_eq!(entries[..2], [pair("answer_check", "forbidden"), pair("finish", "incomplete")]);
    assert!(entries.iter().all(|(command, code)| command != "reopen" || code != "forbidden"), "{entries:?}");
    assert_eq!(stage.count(&format!("SELECT count(*) FROM change WHERE lower(hex(hash)) = '{guilty}'")), 0);
}

#[tokio::test]
async fn a_later_refusal_for_missing_ancestors_offers_everything_again() {
    let (stage, desk) = received().await;
    let later = refusal(&desk, 3, own(&stage, 6), "missing_dependency", true);
    stage.script.next_sync(move |heard| Page { later: vec![later], ..received_page(heard) });
    stage.device.sync_now().await.unwrap();
    stage.script.next_sync(|heard| {
        assert_eq!((heard.request.judged, heard.changes[0].len()), (3, 7));
        received_page(heard)
    });
    stage.device.sync_now().await.unwrap();
    assert_eq!(delivery(&stage, &desk), Delivery::Complete);
}

#[tokio::test]
async fn a_later_verdict_on_a_change_that_is_offered_again_says_nothing() {
    let (stage, desk) = received().await;
    let stale = refusal(&desk, 4, own(&stage, 5), "sign_before_finish", false);
    stage.device.try_again(desk.id).unwrap();
    stage.script.next_sync(move |heard| Page { later: vec![stale], ..received_page(heard) });
    stage.device.sync_now().await.unwrap();
    assert_eq!(delivery(&stage, &desk), Delivery::Complete, "the new verdict counts");
    assert_eq!(stage.count("SELECT judged FROM contact"), 4);
}

#[tokio::test]
async fn work_kept_aside_is_told_later_too() {
    let (stage, desk) = received().await;
    let aside = LaterVerdict { number: 2, id: desk.id, placed: Placed::Quarantine, refused: None };
    stage.script.next_sync(move |heard| Page { later: vec![aside], ..received_page(heard) });
    stage.device.sync_now().await.unwrap();
    assert!(matches!(delivery(&stage, &desk), Delivery::Parked { code, .. } if code == "quarantined"));
}

/// Read your writes: the document comes whole from a server that has not judged the last work on it.
#[tokio::test]
async fn a_document_that_enters_again_hides_no_work_that_is_received_and_not_judged() {
    let (stage, desk) = received().await;
    let before = stage.device.visits().open(desk.id).unwrap();
    let whole = desk.section();
    let id = desk.id;
    stage.script.next_sync(move |heard| received_page(heard).enter(id, whole));
    stage.device.sync_now().await.unwrap();
    let after = stage.device.visits().open(desk.id).unwrap();
    assert_eq!((after.status, after.parts, after.delivery), (before.status, before.parts, Delivery::Complete));
}

#[tokio::test]
async fn a_place_that_a_newer_server_names_is_taken_as_received() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    work_through(&stage.device, desk.id);
    stage.script.next_sync(|heard| {
        let mut page = received_page(heard);
        page.verdicts[0].placed = Placed::Unknown;
        page
    });
    stage.device.sync_now().await.unwrap();
    assert_eq!(delivery(&stage, &desk), Delivery::Complete);
}

#[tokio::test]
async fn an_older_server_is_spoken_to_in_its_own_protocol_and_says_at_once_what_it_refuses() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    work_through(&stage.device, desk.id);
    stage.script.next_problem(400, codes::UPGRADE_SERVER);
    stage.script.next_sync(|heard| {
        assert_eq!((heard.request.protocol, heard.request.documents.len()), (1, 1));
        let mut page = Page { verdicts: heard.take(5), ..Page::default() };
        page.verdicts[0].refused =
            Some(RefusedChange { index: 5, hash: None, code: "sign_before_finish".into(), detail: "at once".into(), retry: false });
        page
    });
    stage.script.next_sync(|heard| {
        assert_eq!(heard.request.protocol, 1);
        heard.take_all()
    });
    stage.device.sync_now().await.unwrap();
    assert_eq!(not_accepted(&stage)[0], pair("swap_part", "sign_before_finish"));
}

/// One list that the server cannot read must not hold up the others for ever: protocol 1 packs each by itself.
#[tokio::test]
async fn a_request_that_the_server_cannot_read_is_said_again_at_once_in_the_protocol_before() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    work_through(&stage.device, desk.id);
    stage.script.next_problem(400, codes::MALFORMED);
    stage.script.next_sync(|heard| {
        assert_eq!((heard.request.protocol, heard.request.documents.len()), (1, 1));
        heard.take_all()
    });
    stage.device.sync_now().await.unwrap();
    stage.script.next_problem(400, codes::MALFORMED);
    assert!(stage.device.sync_now().await.is_err(), "there is no protocol before");
}

/// A person at the desk left out what was kept aside: what follows it is entered again, and nothing of it.
#[tokio::test]
async fn what_the_desk_left_out_is_not_entered_again_and_what_was_built_on_it_is() {
    let (stage, desk) = received().await;
    let out = [own(&stage, 2), own(&stage, 3)];
    let mut later = refusal(&desk, 9, out[0].clone(), "discarded", false);
    later.placed = Placed::Quarantine;
    let left_out = [(desk.id, out.to_vec())].into();
    stage.script.next_sync(move |heard| Page { later: vec![later], left_out, ..received_page(heard) });
    stage.script.next_sync(|heard| {
        assert_eq!(heard.changes[0].len(), 2, "treatment and part again; neither the check nor the findings");
        received_page(heard)
    });
    stage.device.sync_now().await.unwrap();
    let entries = not_accepted(&stage);
    assert_eq!(entries, [pair("answer_check", "discarded"), pair("write_findings", "discarded"), pair("finish", "incomplete")]);
    let sheet = stage.device.visits().open(desk.id).unwrap();
    assert_eq!((sheet.findings.as_str(), sheet.treatment.as_str()), ("", "roller replaced"));
    for entry in stage.device.not_accepted().unwrap() {
        stage.device.acknowledge(entry.id).unwrap();
    }
    assert_eq!(delivery(&stage, &desk), Delivery::Complete, "nothing of it lies apart any more");
}

#[tokio::test]
async fn how_far_the_servers_backup_goes_is_kept_shown_and_forgotten_with_its_history() {
    let (mut stage, _) = received().await;
    assert_eq!(stage.device.outbox().unwrap().durable_pos, None);
    stage.script.next_sync(|heard| Page { durable_pos: Some(41), ..received_page(heard) });
    stage.device.sync_now().await.unwrap();
    stage.device = open(stage.path(), &stage.clock, &stage.dice, &stage.script).unwrap();
    assert_eq!(stage.device.outbox().unwrap().durable_pos, Some(41));
    stage.script.next_sync(received_page);
    stage.device.sync_now().await.unwrap();
    assert_eq!(stage.device.outbox().unwrap().durable_pos, None, "the server says of none any more");
}
