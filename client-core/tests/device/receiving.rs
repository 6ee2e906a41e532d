//! Taking what the server says: in one transaction, each document for itself, nothing believed that does not pass.

use client_core::Notice;
use client_core::http::transport::{HttpResponse, TransportError};
use client_core::visits::Delivery;
use model::id::{DocumentId, OrganisationId};
use model::wire::frame::{FrameLimits, decode, encode, gunzip_bounded, gzip};
use model::wire::problem::codes;
use model::wire::sync::Pulled;
use serde_json::{Value, json};

use crate::stage::*;

#[tokio::test]
async fn a_visit_enters_and_its_later_changes_join_the_unsent_ones() {
    let mut desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    visits.arrive(desk.id).unwrap();
    visits.start(desk.id).unwrap();
    desk.write_findings("the other phone writes");
    let (id, last) = (desk.id, desk.last(1));
    let mut notices = stage.device.observe();
    stage.script.next_sync(move |heard| {
        assert_eq!(heard.request.cursor.as_deref(), Some("c1"));
        Page { cursor: "c2", ..heard.take_all() }.changes(id, last)
    });
    let report = stage.device.sync_now().await.unwrap();
    assert_eq!((report.requests, report.changes_sent, report.changes_received), (1, 2, 1));
    assert_eq!(notices.try_recv(), Ok(Notice::Document(desk.id)));
    let sheet = visits.open(desk.id).unwrap();
    assert_eq!(sheet.findings, "the other phone writes");
    assert_eq!((sheet.events.len(), sheet.delivery), (3, Delivery::Complete));
}

/// model, number, address, phone, contact person and fault are on the device before the technician leaves.
#[tokio::test]
async fn everything_needed_before_leaving_is_on_the_device() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let sheet = stage.killed_and_reopened().device.visits().open(desk.id).unwrap();
    let told = [
        sheet.asset.model,
        sheet.asset.serial,
        sheet.customer.address,
        sheet.customer.phone,
        sheet.customer.contact,
        sheet.call_out.fault,
        sheet.call_out.number,
    ];
    assert!(told.iter().all(|text| !text.is_empty()), "{told:?}");
}

#[tokio::test]
async fn pages_follow_each_other_while_there_is_more_and_the_cursor_goes_with_its_page() {
    let (first, second) = (DeskVisit::for_ben(1), DeskVisit::for_ben(2));
    let stage = Stage::enrolled().await;
    let (a, b) = ((first.id, first.section()), (second.id, second.section()));
    stage.script.next_sync(move |heard| {
        assert_eq!(heard.request.cursor, None);
        Page { more: true, ..heard.take_all() }.enter(a.0, a.1)
    });
    stage.script.next(|_| Ok(answer(200, b"broken off".to_vec())));
    assert_eq!(stage.device.sync_now().await.unwrap_err().code(), "answer_malformed");
    assert_eq!(stage.device.outbox().unwrap().last_error.as_deref(), Some("answer_malformed"));
    let stage = stage.killed_and_reopened();
    assert_eq!(stage.device.visits().agenda().unwrap().len(), 1);
    stage.script.next_sync(move |heard| {
        assert_eq!(heard.request.cursor.as_deref(), Some("c1"));
        Page { cursor: "c2", ..heard.take_all() }.enter(b.0, b.1)
    });
    assert_eq!(stage.device.sync_now().await.unwrap().documents_entered, 1);
    assert_eq!(stage.device.visits().agenda().unwrap().len(), 2);
    assert_eq!(stage.device.outbox().unwrap().last_error, None);
}

#[tokio::test]
async fn a_document_that_does_not_pass_is_parked_and_the_others_are_taken() {
    let (good, bad) = (DeskVisit::for_ben(1), DeskVisit::for_ben(2));
    let crossed = DeskVisit::for_ben(3);
    let foreign = DeskVisit::of_organisation(4, OrganisationId::from_bytes([0xff; 16]));
    let stage = Stage::enrolled().await;
    let mut damaged = bad.section();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    let other_id = DocumentId::from_bytes([0x33; 16]);
    let (bad_id, good_id, foreign_id) = (bad.id, good.id, foreign.id);
    let (good_section, crossed_section, foreign_section) = (good.section(), crossed.section(), foreign.section());
    stage.script.next_sync(move |heard| {
        heard
            .take_all()
            .enter(bad_id, damaged)
            .enter(other_id, crossed_section)
            .enter(foreign_id, foreign_section)
            .enter(good_id, good_section)
    });
    let report = stage.device.sync_now().await.unwrap();
    assert_eq!(report.refused, 3);
    let agenda = stage.device.visits().agenda().unwrap();
    assert_eq!(agenda.iter().map(|row| row.id).collect::<Vec<_>>(), [good.id]);
    let stage = stage.killed_and_reopened();
    let outbox = stage.device.outbox().unwrap();
    let code = |id: DocumentId| match &outbox.documents.iter().find(|row| row.id == id).unwrap().state {
        Delivery::Parked { code, .. } => code.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(code(bad.id), "malformed");
    assert_eq!(code(other_id), "other_document");
    assert_eq!(code(foreign.id), "other_document");

    let whole_bad = bad.section();
    stage.device.try_again(bad.id).unwrap();
    stage.script.next_sync(|heard| heard.take_all());
    stage.script.next(move |request| {
        assert_eq!(request.path, format!("/v1/documents/{bad_id}"));
        Ok(whole(whole_bad))
    });
    stage.device.sync_now().await.unwrap();
    assert_eq!(stage.device.visits().agenda().unwrap().len(), 2);
}

#[tokio::test]
async fn changes_that_cannot_be_joined_make_the_device_fetch_the_document_whole() {
    let mut desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    desk.write_findings("one");
    desk.write_findings("one two");
    let (id, last, section) = (desk.id, desk.last(1), desk.section());
    stage.script.next_sync(move |heard| heard.take_all().changes(id, last));
    stage.script.next(move |_| Ok(whole(section)));
    stage.device.sync_now().await.unwrap();
    assert!(stage.script.is_done());
    let sheet = stage.device.visits().open(desk.id).unwrap();
    assert_eq!((sheet.findings.as_str(), sheet.delivery), ("one two", Delivery::Complete));
}

#[tokio::test]
async fn own_changes_that_this_device_does_not_know_are_fetched_even_after_a_crash() {
    let mut desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    desk.write_findings("written before the phone was restored");
    let (id, section) = (desk.id, desk.section());
    let newest = hex::encode(desk.doc.get_heads()[0].0);
    stage.script.next_sync(move |heard| heard.take_all().item(id, Pulled::Own { last: vec![newest] }));
    stage.script.next_problem(503, "unavailable");
    assert!(stage.device.sync_now().await.is_ok(), "one document that cannot be fetched now is no failure of the sync");
    let stage = stage.killed_and_reopened();
    stage.script.next_sync(|heard| heard.take_all());
    stage.script.next(move |_| Ok(whole(section)));
    stage.device.sync_now().await.unwrap();
    assert_eq!(stage.device.visits().open(desk.id).unwrap().findings, "written before the phone was restored");
}

#[tokio::test]
async fn own_changes_that_are_known_ask_for_nothing() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let (id, newest) = (desk.id, hex::encode(desk.doc.get_heads()[0].0));
    stage.script.next_sync(move |heard| heard.take_all().item(id, Pulled::Own { last: vec![newest] }).item(id, Pulled::Unknown));
    stage.device.sync_now().await.unwrap();
    assert_eq!(stage.script.take_paths(), ["/v1/sync"]);
}

/// The same answer with members, an item and a section that only a newer server knows.
fn as_of_a_newer_server(answer: HttpResponse) -> HttpResponse {
    let limits = FrameLimits { frame_bytes: 1 << 20, header_bytes: 1 << 20, sections: 10 };
    let (mut header, mut sections): (Value, _) = decode(&gunzip_bounded(&answer.body, 1 << 20).unwrap(), limits).unwrap();
    header["weather"] = json!({ "rain": true });
    header["verdicts"][0]["weighed"] = json!(7);
    header["items"][0]["colour"] = json!("green");
    header["reference"] = json!({ "charms": 9 });
    let document = header["items"][0]["document"].clone();
    let unknown = json!({ "seq": 1, "document": document, "what": "forget", "section": sections.len(), "until": [9] });
    header["items"].as_array_mut().unwrap().insert(0, unknown);
    sections.push(b"nobody knows".to_vec());
    HttpResponse { body: gzip(&encode(&header, &sections).unwrap()), ..answer }
}

#[tokio::test]
async fn what_a_newer_server_adds_is_left_alone_and_the_rest_is_taken() {
    let (first, second) = (DeskVisit::for_ben(1), DeskVisit::for_ben(2));
    let stage = Stage::with(&first).await;
    stage.device.visits().arrive(first.id).unwrap();
    let (id, section) = (second.id, second.section());
    stage.script.next(move |request| {
        let page = Page { cursor: "c2", ..Heard::of(request).take_all() };
        Ok(as_of_a_newer_server(page.enter(id, section).response()))
    });
    let report = stage.device.sync_now().await.unwrap();
    assert_eq!((report.changes_sent, report.documents_entered, report.refused), (1, 1, 0));
    assert_eq!(stage.device.visits().open(second.id).unwrap().delivery, Delivery::Complete);
    assert_eq!(stage.count("SELECT cursor = 'c2' FROM contact"), 1);
}

#[tokio::test]
async fn an_answer_that_names_what_is_not_there_is_refused_as_a_whole() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    stage.device.visits().arrive(desk.id).unwrap();
    let id = desk.id;
    stage.script.next_sync(move |heard| Page { cursor: "c9", ..heard.take_all() }.item(id, Pulled::Changes { section: 5 }));
    assert_eq!(stage.device.sync_now().await.unwrap_err().code(), "answer_malformed");
    let section = desk.section();
    stage
        .script
        .next_sync(move |heard| Page { cursor: "c9", ..heard.take_all() }.enter(id, section).item(id, Pulled::Changes { section: 0 }));
    assert_eq!(stage.device.sync_now().await.unwrap_err().code(), "answer_malformed", "one section twice");
    assert_eq!(stage.device.visits().open(desk.id).unwrap().delivery, Delivery::OnThisPhone { changes: 1 });
    assert_eq!(stage.count("SELECT cursor = 'c1' FROM contact"), 1);
}

#[tokio::test]
async fn a_page_that_cannot_be_kept_leaves_no_part_of_itself() {
    let (first, second) = (DeskVisit::for_ben(1), DeskVisit::for_ben(2));
    let stage = Stage::with(&first).await;
    stage.device.visits().arrive(first.id).unwrap();
    stage.sql("CREATE TRIGGER fault BEFORE UPDATE OF cursor ON contact BEGIN SELECT RAISE(ABORT, 'fault'); END");
    let answer = |id, section: Vec<u8>| move |heard: &Heard| Page { cursor: "c2", ..heard.take_all() }.enter(id, section);
    stage.script.next_sync(answer(second.id, second.section()));
    assert_eq!(stage.device.sync_now().await.unwrap_err().code(), "store");
    assert_eq!(stage.device.visits().agenda().unwrap().len(), 1);
    assert_eq!(stage.device.visits().open(first.id).unwrap().delivery, Delivery::OnThisPhone { changes: 1 });
    stage.sql("DROP TRIGGER fault");
    stage.script.next_sync(answer(second.id, second.section()));
    stage.device.sync_now().await.unwrap();
    assert_eq!(stage.device.visits().agenda().unwrap().len(), 2);
    assert_eq!(stage.device.visits().open(first.id).unwrap().delivery, Delivery::Complete);
}

#[tokio::test]
async fn an_answer_that_unfolds_without_end_is_stopped() {
    let stage = Stage::enrolled().await;
    let bomb = gzip(&vec![0; 9 << 20]);
    for _ in 0..9 {
        let bomb = bomb.clone();
        stage.script.next(move |_| Ok(answer(200, bomb)));
    }
    assert_eq!(stage.device.sync_now().await.unwrap_err().code(), "answer_too_large");
    stage.script.next(|_| Ok(answer(200, vec![0; 9 << 20])));
    assert_eq!(stage.device.sync_now().await.unwrap_err().code(), "answer_too_large", "the smallest page is asked for once");
    assert!(stage.script.is_done());
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_asked_for_in_smaller_pages() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    stage.device.visits().arrive(desk.id).unwrap();
    stage.script.next(|_| Ok(answer(200, gzip(&vec![0; 9 << 20]))));
    stage.script.next(|_| Err(TransportError::TooLarge));
    stage.script.next_sync(|heard| {
        assert_eq!(heard.request.want_bytes, model::wire::sync::DEFAULT_WANT_BYTES / 4);
        Page { cursor: "c2", ..heard.take_all() }
    });
    assert_eq!(stage.device.sync_now().await.unwrap().changes_sent, 1);
    assert_eq!(stage.device.visits().open(desk.id).unwrap().delivery, Delivery::Complete);
}

#[tokio::test]
async fn more_without_a_moved_cursor_ends_the_sync() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    stage.script.next_sync(|heard| Page { more: true, ..heard.take_all() });
    assert_eq!(stage.device.sync_now().await.unwrap().requests, 1);
    assert_eq!(stage.script.take_paths(), ["/v1/sync"]);
}

#[tokio::test]
async fn a_document_that_the_server_does_not_give_is_no_longer_parked() {
    let (known, never) = (DeskVisit::for_ben(1), DeskVisit::for_ben(2));
    let stage = Stage::with(&known).await;
    let (id, other, unjoined) = (known.id, never.id, {
        let mut desk = DeskVisit::for_ben(1);
        desk.write_findings("one");
        desk.write_findings("two");
        desk.last(1)
    });
    stage.script.next_sync(move |heard| heard.take_all().changes(id, unjoined).enter(other, b"nothing to read".to_vec()));
    stage.script.next_problem(404, codes::NOT_FOUND);
    stage.device.sync_now().await.unwrap();
    stage.device.try_again(other).unwrap();
    stage.script.next_sync(|heard| heard.take_all());
    stage.script.next_problem(404, codes::NOT_FOUND);
    stage.device.sync_now().await.unwrap();
    assert!(stage.script.is_done());
    assert_eq!(stage.device.outbox().unwrap().documents, []);
    assert_eq!(stage.device.visits().open(id).unwrap().delivery, Delivery::Complete);
    assert_eq!(stage.count("SELECT count(*) FROM document"), 1);
}

#[tokio::test]
async fn a_document_that_is_too_large_to_fetch_is_parked_after_one_request() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let id = desk.id;
    for large in [Ok(problem(413, codes::TOO_LARGE)), Ok(whole(vec![0; 9 << 20])), Err(TransportError::TooLarge)] {
        stage.script.next_sync(move |heard| heard.take_all().item(id, Pulled::Own { last: vec!["ab".repeat(32)] }));
        stage.script.next(move |_| large);
        assert_eq!(stage.device.sync_now().await.unwrap().refused, 1);
        assert_eq!(stage.script.take_paths().len(), 2);
        assert!(matches!(stage.device.visits().open(id).unwrap().delivery, Delivery::Parked { code, .. } if code == "too_large"));
        stage.device.try_again(id).unwrap();
        stage.script.next_sync(|heard| heard.take_all());
        stage.script.next_problem(404, codes::NOT_FOUND);
        stage.device.sync_now().await.unwrap();
        stage.script.take_paths();
    }
}

#[tokio::test]
async fn the_same_page_twice_changes_nothing() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let (id, section) = (desk.id, desk.section());
    stage.script.next_sync(move |heard| heard.take_all().enter(id, section.clone()).changes(id, section));
    let report = stage.device.sync_now().await.unwrap();
    assert_eq!(report.changes_received, 0);
    assert_eq!(stage.count("SELECT count(*) FROM change"), 2);
    let sheet = stage.device.visits().open(desk.id).unwrap();
    assert_eq!(sheet.delivery, Delivery::Complete);
}

#[tokio::test]
async fn a_document_that_had_left_is_back_when_the_server_gives_it_whole() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let (id, section) = (desk.id, desk.section());
    stage
        .script
        .next_sync(move |heard| heard.take_all().item(id, Pulled::Leave { reason: "given to Ada".into(), successor: Some("Ada".into()) }));
    stage.device.sync_now().await.unwrap();
    assert!(stage.device.visits().open(id).unwrap().left.is_some());
    stage.script.next_sync(move |heard| heard.take_all().item(id, Pulled::Own { last: vec!["ab".repeat(32)] }));
    stage.script.next(move |_| Ok(whole(section)));
    stage.device.sync_now().await.unwrap();
    assert!(stage.device.visits().open(id).unwrap().left.is_none(), "only who has a document is given it whole");
}
