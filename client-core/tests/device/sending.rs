//! Sending what was entered: *received* is shown only for what the server named, and nothing is ever lost to an error.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use client_core::SyncError;
use client_core::visits::Delivery;
use model::seal::voucher::Language;
use model::wire::problem::codes;
use model::wire::sync::{Placed, Pulled, RefusedChange};
use tokio_util::sync::CancellationToken;

use crate::stage::*;

fn delivery(stage: &Stage, desk: &DeskVisit) -> Delivery {
    stage.device.visits().open(desk.id).unwrap().delivery
}

#[tokio::test]
async fn one_request_is_enough_for_a_whole_visit() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    work_through(&stage.device, desk.id);
    stage.script.next_sync(|heard| heard.take_all());
    let report = stage.device.sync_now().await.unwrap();
    assert_eq!((report.requests, report.changes_sent), (1, 7));
    assert_eq!(delivery(&stage, &desk), Delivery::Complete);
    assert_eq!(stage.script.take_paths(), ["/v1/sync"]);
    assert_eq!(stage.device.outbox().unwrap().documents, []);
}

#[tokio::test]
async fn a_receipt_that_names_something_else_marks_nothing() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    work_through(&stage.device, desk.id);
    let lies: [fn(&Heard) -> Page; 4] = [
        |heard| {
            let mut page = heard.take_all();
            page.verdicts[0].digest = "00".repeat(32);
            page
        },
        |heard| {
            let mut page = heard.take_all();
            page.verdicts[0].received = 99;
            page
        },
        |heard| {
            let mut page = heard.take_all();
            page.verdicts[0].received -= 1;
            page
        },
        |_| Page::default(),
    ];
    for lie in lies {
        stage.script.next_sync(move |heard| Page { cursor: "lie", ..lie(heard) });
        let error = stage.device.sync_now().await.unwrap_err();
        assert!(matches!(error.code(), "receipt_mismatch" | "answer_malformed"), "{error}");
        assert_eq!(delivery(&stage, &desk), Delivery::OnThisPhone { changes: 7 });
    }
    assert_eq!(stage.count("SELECT cursor = 'c1' FROM contact"), 1);
    stage.script.next_sync(|heard| heard.take_all());
    stage.device.sync_now().await.unwrap();
    assert_eq!(delivery(&stage, &desk), Delivery::Complete);
}

fn refuse(heard: &Heard, code: &str, retry: bool) -> Page {
    let mut page = Page { verdicts: heard.take(2), ..Page::default() };
    page.verdicts[0].refused = Some(RefusedChange { index: 2, hash: None, code: code.into(), detail: "because".into(), retry });
    page
}

#[tokio::test]
async fn what_is_refused_for_good_leaves_the_phone_with_the_export() {
    use base64::Engine as _;
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    work_through(&stage.device, desk.id);
    stage.script.next_sync(|heard| refuse(heard, "kind_unknown", false));
    stage.device.sync_now().await.unwrap();
    let file = stage.device.visits().export_parked(desk.id).unwrap();
    let file: serde_json::Value = serde_json::from_slice(&file).unwrap();
    assert_eq!((&file["format"], &file["number"]), (&"fieldbook.parked.1".into(), &"C260922-001".into()));
    let changes = file["changes"].as_array().unwrap();
    let received: Vec<bool> = changes.iter().map(|change| change["received"].as_bool().unwrap()).collect();
    assert_eq!(received, [true, true, false, false, false, false, false]);
    for (change, entry) in changes.iter().zip(file["journal"].as_array().unwrap()) {
        let raw = base64::engine::general_purpose::STANDARD.decode(change["raw"].as_str().unwrap()).unwrap();
        let hash = model::gate::preflight(&raw, &model::gate::Limits::default()).unwrap().hash;
        assert_eq!((&change["hash"], &entry["change"]), (&hex::encode(hash.0).into(), &hex::encode(hash.0).into()));
    }
    assert_eq!(file["journal"][3]["intent"]["text"], "roller worn 搓纸轮磨损");
    let unknown = model::id::DocumentId::from_bytes([9; 16]);
    assert_eq!(stage.device.visits().export_parked(unknown).unwrap_err().code(), "not_found");
}

#[tokio::test]
async fn work_that_the_server_holds_apart_is_shown_and_not_sent_again() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let id = desk.id;
    work_through(&stage.device, id);
    stage.script.next_sync(move |heard| {
        let mut page = heard.take_all();
        page.verdicts[0].placed = Placed::Quarantine;
        page.item(id, Pulled::Leave { reason: "no word".into(), successor: Some("Chen".into()) })
    });
    stage.device.sync_now().await.unwrap();
    let stage = stage.killed_and_reopened();
    assert!(matches!(delivery(&stage, &desk), Delivery::Parked { code, .. } if code == "quarantined"));
    let row = &stage.device.visits().agenda().unwrap()[0];
    assert!(matches!(&row.delivery, Delivery::Parked { code, .. } if code == "quarantined"));
    assert!(!row.left.as_ref().unwrap().late_work);
    assert_eq!(stage.device.outbox().unwrap().documents, [], "nothing waits here");
    stage.script.next_sync(|heard| {
        assert_eq!(heard.request.documents, []);
        heard.take_all()
    });
    stage.device.sync_now().await.unwrap();
    stage.device.try_again(id).unwrap();
    stage.script.next_sync(|heard| heard.take_all());
    stage.device.sync_now().await.unwrap();
    assert_eq!(delivery(&stage, &desk), Delivery::Complete, "the visit is this device's again");
}

#[tokio::test]
async fn work_received_after_the_visit_changed_hands_is_marked() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let id = desk.id;
    work_through(&stage.device, id);
    stage.script.next_sync(move |heard| {
        let mut page = heard.take_all();
        page.verdicts[0].placed = Placed::AfterReassignment;
        page.item(id, Pulled::Leave { reason: "no word".into(), successor: Some("Chen".into()) })
    });
    stage.device.sync_now().await.unwrap();
    let sheet = stage.device.visits().open(id).unwrap();
    assert_eq!(sheet.delivery, Delivery::Complete);
    assert!(sheet.left.unwrap().late_work);
    assert!(stage.device.visits().agenda().unwrap()[0].left.as_ref().unwrap().late_work);
}

#[tokio::test]
async fn a_server_that_has_moved_gets_a_token_of_its_own_and_is_asked_at_once() {
    let stage = Stage::enrolled().await;
    let paths =
        || -> Vec<String> { std::mem::take(&mut *stage.script.requests.lock().unwrap()).into_iter().map(|request| request.path).collect() };
    for server in ["https://desk.example", "https://new.example"] {
        stage.device.use_server(server).unwrap();
        stage.script.next_sync(|heard| heard.take_all());
        stage.device.sync_now().await.unwrap();
    }
    assert_eq!(paths()[1..], ["/v1/token", "/v1/sync", "/v1/token", "/v1/sync"]);

    stage.script.next_problem(401, codes::DEVICE_REVOKED);
    stage.device.sync_now().await.unwrap_err();
    stage.script.next_sync(|heard| heard.take_all());
    stage.device.use_server("https://third.example").unwrap();
    paths();
    let stop = CancellationToken::new();
    let (device, stopped) = (stage.device.clone(), stop.clone());
    let mut notices = stage.device.observe();
    let syncing = tokio::spawn(async move { device.run_sync(stopped).await });
    let asked = async {
        while stage.device.outbox().unwrap().last_error.is_some() {
            notices.recv().await.unwrap();
        }
    };
    assert!(tokio::time::timeout(Duration::from_secs(20), asked).await.is_ok(), "not within the hour but at once");
    stop.cancel();
    syncing.await.unwrap();
    assert_eq!(paths(), ["/v1/token", "/v1/sync"]);
}

#[tokio::test]
async fn work_that_can_pass_later_is_offered_again_next_time() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    work_through(&stage.device, desk.id);
    stage.script.next_sync(|heard| refuse(heard, "missing_dependency", true));
    stage.device.sync_now().await.unwrap();
    assert!(stage.script.is_done(), "not again within the same sync");
    stage.script.next_sync(|heard| {
        assert_eq!(heard.request.documents[0].changes, 7, "the server lacks what it had: everything is offered");
        heard.take_all()
    });
    stage.device.sync_now().await.unwrap();
    assert_eq!(delivery(&stage, &desk), Delivery::Complete);
}

#[tokio::test]
async fn a_server_with_another_history_gets_everything_again() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    work_through(&stage.device, desk.id);
    stage.script.next_sync(|heard| heard.take_all());
    stage.device.sync_now().await.unwrap();
    stage.script.next_problem(409, codes::EPOCH_CHANGED);
    stage.script.next_sync(|heard| {
        assert_eq!((heard.request.cursor.as_deref(), heard.request.documents[0].changes), (None, 7));
        Page { epoch: epoch(2), cursor: "new", ..heard.take_all() }
    });
    let report = stage.device.sync_now().await.unwrap();
    assert_eq!(report.changes_sent, 7);
    assert_eq!(delivery(&stage, &desk), Delivery::Complete);

    stage.script.next_sync(|heard| Page { epoch: epoch(3), cursor: "silent", ..heard.take_all() });
    assert!(stage.device.sync_now().await.is_err(), "a change of history that was not announced");
    assert_eq!(delivery(&stage, &desk), Delivery::OnThisPhone { changes: 7 });
}

#[tokio::test]
async fn what_is_too_large_is_sent_in_smaller_parts_and_one_change_too_many_is_parked() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    work_through(&stage.device, desk.id);
    for _ in 0..13 {
        stage.script.next_problem(413, codes::TOO_LARGE);
    }
    stage.script.next_sync(|heard| heard.take_all());
    stage.device.sync_now().await.unwrap();
    let entries = stage.device.not_accepted().unwrap();
    assert_eq!((entries[0].command.as_str(), entries[0].code.as_str()), ("arrive", "too_large"));
    assert_eq!(entries[0].detail, "the server does not take a change of this size");
    assert_eq!(entries.len(), 7, "without an arrival nothing of the rest is allowed");
    assert!(stage.script.is_done());
}

#[tokio::test]
async fn a_revoked_device_keeps_its_work_and_shows_it() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    stage.device.visits().arrive(desk.id).unwrap();
    stage.script.next_problem(401, codes::DEVICE_REVOKED);
    assert_eq!(stage.device.sync_now().await.unwrap_err().code(), "device_revoked");
    stage.device.visits().start(desk.id).unwrap();
    let outbox = stage.device.outbox().unwrap();
    assert_eq!((outbox.documents[0].changes, outbox.last_error.as_deref()), (2, Some("device_revoked")));
}

#[tokio::test]
async fn a_device_that_was_put_out_hands_in_what_waits_and_shows_that_the_desk_decides() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    work_through(&stage.device, desk.id);
    stage.script.next_problem(403, codes::DEVICE_REVOKED);
    stage.script.next(|request| {
        assert_eq!(request.path, "/v1/devices/hand-in");
        let bearer = request.headers.iter().find(|(name, _)| *name == "authorization").map(|(_, value)| value.clone()).unwrap();
        assert_eq!(bearer.split('.').count(), 3, "an assertion of its key, not the token that opens nothing any more");
        let heard = Heard::of(request);
        assert_eq!((heard.request.documents[0].changes, heard.request.cursor.as_deref()), (7, None));
        let mut verdicts = heard.take(usize::MAX);
        verdicts[0].placed = Placed::Quarantine;
        Ok(handed_in(verdicts))
    });
    assert_eq!(stage.device.sync_now().await.unwrap_err().code(), "device_revoked");
    assert!(stage.script.is_done());
    assert!(matches!(delivery(&stage, &desk), Delivery::Parked { code, .. } if code == "quarantined"));
    assert_eq!(stage.device.outbox().unwrap().documents, [], "nothing of it waits here");
    assert_eq!(stage.device.visits().open(desk.id).unwrap().parts.len(), 1, "and all of it is still here");
}

#[tokio::test]
async fn what_could_not_be_handed_in_is_tried_again_and_a_false_receipt_marks_nothing() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    work_through(&stage.device, desk.id);
    stage.script.next_problem(403, codes::DEVICE_REVOKED);
    stage.script.next(|request| {
        let mut verdicts = Heard::of(request).take(usize::MAX);
        verdicts[0].digest = "00".repeat(32);
        Ok(handed_in(verdicts))
    });
    stage.device.sync_now().await.unwrap_err();
    assert_eq!(delivery(&stage, &desk), Delivery::OnThisPhone { changes: 7 });
    stage.script.next_problem(403, codes::DEVICE_REVOKED);
    stage.script.next(|request| {
        let mut verdicts = Heard::of(request).take(usize::MAX);
        verdicts[0].placed = Placed::Quarantine;
        Ok(handed_in(verdicts))
    });
    stage.device.sync_now().await.unwrap_err();
    assert!(stage.script.is_done());
    assert!(matches!(delivery(&stage, &desk), Delivery::Parked { code, .. } if code == "quarantined"));
}

#[tokio::test]
async fn a_wait_that_the_server_imposes_is_obeyed_also_for_a_person() {
    let stage = Stage::enrolled().await;
    stage.script.next(|_| {
        let mut busy = problem(503, codes::UNAVAILABLE);
        busy.headers.push(("retry-after".into(), "30".into()));
        Ok(busy)
    });
    assert_eq!(stage.device.sync_now().await.unwrap_err().code(), "unavailable");
    assert!(matches!(stage.device.sync_now().await, Err(SyncError::NotNow { retry_after_s: 30 })));
    stage.clock.advance(30_000);
    stage.script.next_sync(|heard| heard.take_all());
    stage.device.sync_now().await.unwrap();
}

#[tokio::test]
async fn a_wrong_clock_is_corrected_for_the_token_and_left_alone_otherwise() {
    let stage = Stage::enrolled().await;
    stage.script.token_lines.lock().unwrap().push_back(Box::new(|_| Ok(problem(400, codes::CLOCK_SKEW))));
    stage.script.next_sync(|heard| {
        assert_eq!(heard.request.client_time.as_ms(), NOON);
        heard.take_all()
    });
    stage.device.sync_now().await.unwrap();
    let requests = stage.script.requests.lock().unwrap();
    let iats: Vec<i64> = requests.iter().filter(|request| request.path == "/v1/token").map(|request| iat_of(&request.body)).collect();
    assert_eq!(iats, [NOON / 1000, NOON / 1000 + 7]);
}

/// Issue time of the assertion in a token request's form.
fn iat_of(form: &[u8]) -> i64 {
    use base64::Engine as _;
    let form = std::str::from_utf8(form).unwrap();
    let assertion = form.strip_prefix("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=").unwrap();
    let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(assertion.split('.').nth(1).unwrap()).unwrap();
    let claims: model::wire::enrolment::AssertionClaims = serde_json::from_slice(&claims).unwrap();
    assert_eq!((claims.iss, claims.aud.as_str()), (bens_phone().to_string(), "https://desk.example"));
    claims.iat
}

#[tokio::test]
async fn a_token_that_is_not_taken_any_more_is_replaced_once() {
    let stage = Stage::enrolled().await;
    stage.script.next_problem(401, codes::TOKEN_EXPIRED);
    stage.script.next_sync(|heard| heard.take_all());
    stage.device.sync_now().await.unwrap();
    stage.script.next_problem(401, codes::UNAUTHENTICATED);
    stage.script.next_problem(401, codes::UNAUTHENTICATED);
    assert_eq!(stage.device.sync_now().await.unwrap_err().code(), "unauthenticated");
}

#[tokio::test]
async fn the_loop_sends_what_is_entered_without_being_asked() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    stage.script.next_sync(|heard| heard.take_all());
    let stop = CancellationToken::new();
    let (device, stopped) = (stage.device.clone(), stop.clone());
    stage.clock.advance(120_000);
    let mut notices = stage.device.observe();
    let syncing = tokio::spawn(async move { device.run_sync(stopped).await });
    while !stage.script.is_done() || stage.device.outbox().unwrap().last_contact_at.is_none_or(|at| at.as_ms() < NOON + 120_000) {
        notices.recv().await.unwrap();
    }
    stage.script.next_sync(|heard| heard.take_all());
    stage.device.visits().arrive(desk.id).unwrap();
    while delivery(&stage, &desk) != Delivery::Complete {
        notices.recv().await.unwrap();
    }
    stop.cancel();
    syncing.await.unwrap();
    assert!(stage.script.is_done());
}

/// What does not fit into a request is told with it, and what stands in the request is not: the last one has nothing left to tell.
#[tokio::test]
async fn a_request_says_what_stays_unsent_beside_it() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    work_through(&stage.device, desk.id);
    let visits = stage.device.visits();
    let shown = visits.show_voucher(desk.id, Language::English).unwrap();
    visits.sign(desk.id, &shown.digest, Language::English, ms_li(), &strokes()).unwrap();
    // The server takes so little at once that a part is left over.
    for _ in 0..10 {
        stage.script.next_problem(413, codes::TOO_LARGE);
    }
    let told = Arc::new(Mutex::new(Vec::new()));
    for _ in 0..8 {
        let told = Arc::clone(&told);
        stage.script.next_sync(move |heard| {
            let sent: u64 = heard.changes.iter().map(|changes| changes.len() as u64).sum();
            told.lock().unwrap().push((sent, heard.request.unsent));
            assert!(heard.request.unsent.is_none_or(|unsent| unsent.oldest_at.is_some_and(|at| at <= heard.request.client_time)));
            heard.take_all()
        });
    }
    stage.device.sync_now().await.unwrap();
    let told = told.lock().unwrap().clone();
    let (last, before) = told.split_last().unwrap();
    assert_eq!(last.1, None, "what stands in the request is not left over");
    assert!(!before.is_empty(), "a part was left over");
    let mut left = 8;
    for (sent, unsent) in before {
        left -= sent;
        let unsent = unsent.unwrap();
        assert_eq!((unsent.changes, unsent.signatures, unsent.photos), (left, 1, 0), "the signature comes last");
    }
}
