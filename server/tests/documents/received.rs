//! Work is durable before it is judged (protocol 2): received at once, judged once, told later, lost never.

use std::time::{Duration, Instant};

use automerge::Automerge;
use axum::Router;
use http::StatusCode;
use model::documents::visit::records::EventKind;
use model::id::DocumentId;
use model::wire::frame::{self, gzip};
use model::wire::problem::Problem;
use model::wire::sync::{LaterVerdict, Placed, Pulled, received_digest};
use serde_json::json;
use server::Config;

use crate::births;
use crate::house::{DAY_MS, Desk, Device, House, bytes_of, roller};

/// The house with its desk and Wang's phone, and a visit of his.
async fn at_wangs() -> (House, Desk, Device, DocumentId) {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await.sends_first();
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    (house, desk, wang, visit)
}

/// The server ends without judging what waits, is started again, and judges it.
pub(crate) async fn starts_again(house: House, desk: &mut Desk, devices: &mut [&mut Device]) -> House {
    desk.connect(Router::new());
    devices.iter_mut().for_each(|device| device.connect(Router::new()));
    let house = house.starts_again().await;
    desk.connect(house.router.clone());
    devices.iter_mut().for_each(|device| device.connect(house.router.clone()));
    house.server.settled().await;
    house
}

fn newest_hashes(doc: &Automerge, count: usize) -> Vec<[u8; 32]> {
    let changes = doc.get_changes(&[]);
    changes[changes.len() - count..].iter().map(|change| change.hash().0).collect()
}

fn refusal(later: &LaterVerdict) -> (&str, &str, bool) {
    let refused = later.refused.as_ref().unwrap();
    (&refused.hash, &refused.code, refused.retry)
}

#[tokio::test]
async fn what_was_received_and_not_judged_when_the_server_ended_is_judged_after_the_start() {
    let (house, mut desk, mut wang, visit) = at_wangs().await;
    house.server.stop_judging().await;
    wang.begin(visit);
    let sent = newest_hashes(&wang.documents[&visit], 2);
    let answer = wang.sync().await;
    let verdict = answer.verdict(visit);
    assert_eq!((verdict.received, verdict.placed, verdict.digest.clone()), (2, Placed::Received, received_digest(&sent)));
    assert!(answer.header.receipt.is_some(), "the organisation signs for it");
    assert_eq!((house.count("inbox"), desk.row(visit).await["status"].clone()), (1, json!("assigned")), "the desk reads what is judged");
    assert_eq!(desk.get("/v1/desk/inbox").await.1["waiting"], 1);

    let house = starts_again(house, &mut desk, &mut [&mut wang]).await;
    assert_eq!((house.count("inbox"), desk.row(visit).await["status"].clone()), (0, json!("working")));
    let answer = wang.sync().await;
    assert!(answer.header.later.is_empty(), "work that simply entered is not talked about");
    assert_eq!(desk.get("/v1/desk/inbox").await.1, json!({ "waiting": 0, "refused": [] }));
}

#[tokio::test]
async fn nothing_is_acknowledged_that_is_not_in_the_inbox() {
    let (house, desk, mut wang, visit) = at_wangs().await;
    house.database().execute_batch("CREATE TRIGGER full BEFORE INSERT ON inbox BEGIN SELECT RAISE(ABORT, 'no room'); END").unwrap();
    wang.begin(visit);
    let (header, sections) = wang.request();
    let body = gzip(&frame::encode(&header, &sections).unwrap());
    assert_eq!(wang.problem(body).await.0, 500);
    house.database().execute_batch("DROP TRIGGER full").unwrap();
    assert_eq!(wang.sync().await.verdict(visit).received, 2);
    house.server.settled().await;
    assert_eq!(desk.row(visit).await["status"], "working");
}

#[tokio::test]
async fn what_waits_or_is_judged_is_acknowledged_again_and_kept_once() {
    let (house, mut desk, mut wang, visit) = at_wangs().await;
    house.server.stop_judging().await;
    wang.begin(visit);
    let first = wang.send().await;
    assert_eq!(wang.send().await.verdict(visit), first.verdict(visit));
    wang.findings(visit, "dust");
    assert_eq!(wang.send().await.verdict(visit).received, 3);
    assert_eq!(house.count("inbox"), 2, "only what was new was kept the second time");
    let log = house.count("change");

    let house = starts_again(house, &mut desk, &mut [&mut wang]).await;
    assert_eq!(house.count("change"), log + 3);
    let again = wang.send().await;
    house.server.settled().await;
    assert_eq!((again.verdict(visit).received, again.verdict(visit).placed), (3, Placed::Document));
    assert_eq!((house.count("change"), house.count("inbox")), (log + 3, 0));
}

#[tokio::test]
async fn of_two_hundred_documents_one_of_which_is_poisoned_all_others_arrive() {
    let (house, desk, mut wang, early) = at_wangs().await;
    let mut visits = Vec::new();
    for _ in 0..199 {
        visits.push(desk.dispatch(wang.person()).await);
    }
    while wang.sync().await.header.more {}
    wang.begin(early);
    wang.sign(early);
    visits.iter().for_each(|visit| wang.begin(*visit));
    let answer = wang.sync().await;
    assert!(answer.header.verdicts.iter().all(|verdict| verdict.placed == Placed::Received && verdict.refused.is_none()));
    house.server.settled().await;
    let board = desk.board().await;
    let working = board["visits"].as_array().unwrap().iter().filter(|row| row["status"] == "working").count();
    assert_eq!(working, 200, "of the poisoned one what came before the poison");
    let later = wang.sync().await.header.later;
    assert_eq!(later.len(), 1);
    assert_eq!((later[0].id, refusal(&later[0]).1), (early, "sign_before_finish"));
}

#[tokio::test]
async fn two_devices_that_write_one_document_are_judged_in_the_order_they_came() {
    let (house, mut desk, mut phone, visit) = at_wangs().await;
    let mut tablet = desk.device(phone.person(), 2).await.sends_first();
    tablet.sync().await;
    house.server.stop_judging().await;
    phone.begin(visit);
    phone.sync().await;
    tablet.swap(visit, roller());
    tablet.sync().await;
    phone.findings(visit, "dust");
    phone.sync().await;
    let house = starts_again(house, &mut desk, &mut [&mut phone, &mut tablet]).await;
    let database = house.database();
    let mut written = database.prepare("SELECT device FROM change WHERE device IS NOT NULL ORDER BY seq").unwrap();
    let written: Vec<[u8; 16]> = written.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    let (a, b) = (*phone.id().as_bytes(), *tablet.id().as_bytes());
    assert_eq!(written, [a, a, b, a]);
    phone.sync().await;
    tablet.sync().await;
    phone.sync().await;
    assert_eq!(phone.documents[&visit].get_heads(), tablet.documents[&visit].get_heads());
}

#[tokio::test]
async fn a_refusal_after_receiving_is_told_until_the_device_has_stored_it_and_never_again() {
    let (house, desk, mut wang, visit) = at_wangs().await;
    wang.begin(visit);
    wang.sign(visit);
    let sign_off = hex::encode(newest_hashes(&wang.documents[&visit], 1)[0]);
    assert_eq!(wang.sync().await.verdict(visit).received, 3);
    house.server.settled().await;
    assert_eq!(desk.row(visit).await["status"], "working", "what came before it is in");

    let lost = wang.send().await;
    assert_eq!(refusal(&lost.header.later[0]), (sign_off.as_str(), "sign_before_finish", false));
    assert_eq!(lost.header.later[0].placed, Placed::Document);
    let told = wang.sync().await;
    assert_eq!(told.header.later, lost.header.later, "the answer before was lost");
    assert!(wang.sync().await.header.later.is_empty());
    assert_eq!((house.count("later_verdict"), house.count("refused_change")), (0, 1));
    let refused = desk.get("/v1/desk/inbox").await.1["refused"].clone();
    assert_eq!(
        (&refused[0]["code"], &refused[0]["changes"], &refused[0]["document"]),
        (&json!("sign_before_finish"), &json!(1), &json!(visit))
    );
    assert_eq!(refused[0]["person_name"], "Wang");
}

#[tokio::test]
async fn a_list_that_is_sent_again_because_its_answer_got_lost_is_refused_once() {
    let (house, _desk, mut wang, visit) = at_wangs().await;
    wang.begin(visit);
    wang.sign(visit);
    wang.send().await;
    house.server.settled().await;
    let again = wang.sync().await;
    house.server.settled().await;
    assert_eq!(
        (again.verdict(visit).received, again.refusal(visit)),
        (2, (2, "sign_before_finish")),
        "it is told with this answer already"
    );
    assert_eq!(again.header.later.len(), 1);
    assert!(wang.sync().await.header.later.is_empty(), "and was judged once");
    assert_eq!(house.count("refused_change"), 1);
}

#[tokio::test]
async fn what_builds_on_refused_work_is_refused_with_it() {
    let (house, mut desk, mut wang, visit) = at_wangs().await;
    house.server.stop_judging().await;
    wang.begin(visit);
    wang.sign(visit);
    wang.sync().await;
    wang.swap(visit, roller());
    assert_eq!(wang.sync().await.verdict(visit).received, 1, "nobody has judged what it builds on");
    let house = starts_again(house, &mut desk, &mut [&mut wang]).await;
    assert_eq!((house.count("inbox"), house.count("later_verdict"), house.count("refused_change")), (0, 1, 2));
    wang.findings(visit, "dust");
    let answer = wang.sync().await;
    assert_eq!((answer.refusal(visit), answer.header.later.len()), ((0, "sign_before_finish"), 1));
    assert_eq!(house.count("inbox"), 0, "it is not received");
}

#[tokio::test]
async fn a_change_whose_ancestors_are_lacking_is_not_received_and_is_taken_with_them() {
    let (house, desk, mut wang, visit) = at_wangs().await;
    wang.begin(visit);
    let lacking = wang.unsent.get_mut(&visit).unwrap().remove(0);
    let answer = wang.sync().await;
    assert_eq!((answer.refusal(visit), answer.verdict(visit).received), ((0, "missing_dependency"), 0));
    assert!(answer.verdict(visit).refused.as_ref().unwrap().retry);
    let started = wang.unsent[&visit][0].clone();
    wang.unsent.insert(visit, vec![lacking, started]);
    assert_eq!(wang.sync().await.verdict(visit).received, 2);
    house.server.settled().await;
    assert_eq!(desk.row(visit).await["status"], "working");
}

#[tokio::test]
async fn refused_work_that_is_offered_again_is_judged_again_and_leaves_no_trace_once_it_is_taken() {
    let (house, desk, mut wang, visit) = at_wangs().await;
    wang.begin(visit);
    // As an older server may have judged it.
    let arrived = newest_hashes(&wang.documents[&visit], 2)[0];
    let sql = "INSERT INTO refused_change (organisation, document, person, device, hash, received_at, refused_at, verdict, code, detail, retry, raw) \
               SELECT organisation, ?1, person, id, ?2, 0, 0, 0, 'kind_unknown', '', 0, ?3 FROM device";
    house.database().execute(sql, rusqlite::params![visit.as_bytes(), arrived, wang.unsent[&visit][0]]).unwrap();
    assert_eq!(wang.sync().await.verdict(visit).received, 2);
    house.server.settled().await;
    assert_eq!((house.count("refused_change"), desk.row(visit).await["status"].clone()), (0, json!("working")));
}

#[tokio::test]
async fn a_device_put_out_between_receiving_and_judging_has_its_work_judged_as_its_own() {
    let (house, mut desk, mut wang, visit) = at_wangs().await;
    house.server.stop_judging().await;
    wang.begin(visit);
    wang.finish(visit);
    wang.sign(visit);
    wang.sync().await;
    let revoked = desk.send("POST", &format!("/v1/desk/devices/{}/revoke", wang.id()), None).await;
    assert_eq!(revoked.status(), StatusCode::NO_CONTENT);
    let _house = starts_again(house, &mut desk, &mut [&mut wang]).await;
    let row = desk.row(visit).await;
    assert_eq!((row["status"].clone(), row["signature"].clone()), (json!("finished"), json!("current")));
}

#[tokio::test]
async fn late_work_is_judged_by_when_it_was_received_and_told_where_it_went() {
    let (house, mut desk, mut wang, visit) = at_wangs().await;
    let li = desk.technician("Li").await;
    desk.assign(visit, li).await;
    house.server.stop_judging().await;
    wang.begin(visit);
    assert_eq!(wang.sync().await.verdict(visit).placed, Placed::Received);
    house.clock.pass_ms(8 * DAY_MS);
    let house = starts_again(house, &mut desk, &mut [&mut wang]).await;
    wang.renew().await;
    desk.sign_in().await;
    assert_eq!(desk.row(visit).await["attention"], json!(["worked_after_reassignment"]), "it came within the grace");
    wang.event(visit, EventKind::VoidTrip { reason: "came again".to_owned() });
    let later = wang.sync().await.header.later;
    assert_eq!((later[0].placed, &later[0].refused), (Placed::AfterReassignment, &None));
    house.server.settled().await;
    let later = wang.sync().await.header.later;
    assert_eq!((later[0].placed, &later[0].refused), (Placed::Quarantine, &None));
    assert_eq!(house.count("quarantine"), 1);
}

#[tokio::test]
async fn nobody_takes_the_actor_of_work_that_waits() {
    let (house, desk, mut phone, visit) = at_wangs().await;
    let mut tablet = desk.device(phone.person(), 2).await.sends_first();
    tablet.sync().await;
    house.server.stop_judging().await;
    phone.begin(visit);
    phone.sync().await;
    let mut squatter = tablet.documents[&visit].clone();
    squatter.set_actor(phone.documents[&visit].get_actor().clone());
    tablet.documents.insert(visit, squatter);
    tablet.event(visit, EventKind::VoidTrip { reason: "squatting".to_owned() });
    let answer = tablet.sync().await;
    assert_eq!((answer.refusal(visit), answer.verdict(visit).received), ((0, "actor_conflict"), 0));
    assert_eq!(house.count("inbox"), 1);
}

#[tokio::test]
async fn a_full_inbox_asks_to_come_later_and_takes_what_others_bring() {
    let (house, mut desk, mut wang, visit) = at_wangs().await;
    let other = desk.dispatch(wang.person()).await;
    let mut li = desk.device(desk.technician("Li").await, 2).await.sends_first();
    let lis = desk.dispatch(li.person()).await;
    wang.sync().await;
    li.sync().await;
    desk.connect(Router::new());
    [&mut wang, &mut li].into_iter().for_each(|device| device.connect(Router::new()));
    let (dir, clock) = house.end();
    let house = House::set_up(dir, clock, |config| Config { inbox_lists_per_device: 1, ..config }).await;
    [&mut wang, &mut li].into_iter().for_each(|device| device.connect(house.router.clone()));
    house.server.stop_judging().await;
    wang.begin(visit);
    wang.sync().await;
    wang.begin(other);
    li.begin(lis);
    let (header, sections) = wang.request();
    let response = wang.post(gzip(&frame::encode(&header, &sections).unwrap())).await;
    let problem: Problem = serde_json::from_slice(&bytes_of(response).await).unwrap();
    assert_eq!((problem.status, problem.code.as_str()), (503, "unavailable"));
    assert!(problem.retry_after_s.is_some_and(|wait| (5..=20).contains(&wait)), "{problem:?}");
    assert_eq!(li.sync().await.verdict(lis).received, 2);
    assert_eq!(house.count("inbox"), 2);
}

#[tokio::test]
async fn a_server_set_back_to_before_it_received_starts_its_devices_over() {
    let (house, mut desk, mut wang, visit) = at_wangs().await;
    house.server.stop_judging().await;
    let copy = tempfile::tempdir().unwrap();
    let kept: &[&str] = &["fieldbook.db", "epoch"];
    house.database().execute("VACUUM INTO ?1", [copy.path().join("fieldbook.db").to_str().unwrap()]).unwrap();
    std::fs::copy(house.folder().join("epoch"), copy.path().join("epoch")).unwrap();
    wang.begin(visit);
    wang.sync().await;

    desk.connect(Router::new());
    wang.connect(Router::new());
    let (dir, clock) = house.end();
    for ending in ["-wal", "-shm"] {
        let _gone = std::fs::remove_file(dir.path().join(format!("fieldbook.db{ending}")));
    }
    // Also the file that says how far the database had come: everything is as it was.
    for name in kept {
        std::fs::copy(copy.path().join(name), dir.path().join(name)).unwrap();
    }
    let house = House::on(dir, clock).await;
    wang.connect(house.router.clone());
    desk.connect(house.router.clone());
    let (header, sections) = wang.request();
    let body = gzip(&frame::encode(&header, &sections).unwrap());
    assert_eq!(wang.problem(body).await, (409, "pos_ahead".to_owned()));
}

#[tokio::test]
async fn a_request_of_protocol_1_has_its_verdicts_in_the_answer_also_after_one_of_protocol_2() {
    let (house, desk, mut wang, visit) = at_wangs().await;
    wang.begin(visit);
    wang.sync().await;
    wang.protocol = 1;
    wang.sign(visit);
    let answer = wang.send().await;
    assert_eq!((answer.header.protocol, answer.header.later.len()), (1, 0));
    assert_eq!((answer.refusal(visit), answer.verdict(visit).placed), ((0, "sign_before_finish"), Placed::Nowhere));
    assert_eq!((house.count("inbox"), house.count("refused_change")), (0, 0), "what was not receipted need not be kept");
    assert_eq!(desk.row(visit).await["status"], "working");
}

#[tokio::test]
async fn a_push_of_protocol_1_is_sent_away_soon_if_what_was_received_before_it_waits() {
    let (house, _desk, mut wang, visit) = at_wangs().await;
    house.server.stop_judging().await;
    wang.begin(visit);
    wang.sync().await;
    wang.protocol = 1;
    wang.sign(visit);
    let (header, sections) = wang.request();
    let began = Instant::now();
    assert_eq!(wang.problem(gzip(&frame::encode(&header, &sections).unwrap())).await, (503, "unavailable".to_owned()));
    assert!(began.elapsed() < Duration::from_secs(10), "it holds a place of all devices meanwhile");
}

#[tokio::test]
async fn own_work_that_was_judged_later_is_named_only_to_a_device_that_does_not_know_that_it_brought_it() {
    let (house, _desk, mut wang, visit) = at_wangs().await;
    let before = wang.cursor.clone();
    wang.begin(visit);
    wang.sync().await;
    house.server.settled().await;
    let after = wang.cursor.clone();
    wang.cursor = before;
    let own = [&Pulled::Own { last: vec![hex::encode(newest_hashes(&wang.documents[&visit], 1)[0])] }];
    assert_eq!(wang.send().await.items(visit), own, "a device that was restored from an older copy, or whose answer got lost");
    wang.cursor = after;
    assert_eq!(wang.sync().await.items(visit), [] as [&Pulled; 0]);
    wang.sync().await;
    assert_eq!(house.count("brought"), 0, "what it has read past is forgotten");
}

#[tokio::test]
async fn a_list_longer_than_what_is_judged_at_once_is_judged_to_its_end() {
    let (house, _desk, mut wang, visit) = at_wangs().await;
    wang.begin(visit);
    for round in 0..510 {
        wang.findings(visit, &format!("round {round}"));
    }
    assert_eq!(wang.sync().await.verdict(visit).received, 512);
    house.server.settled().await;
    assert_eq!((house.count("change WHERE device IS NOT NULL"), house.count("inbox"), house.count("later_verdict")), (512, 0, 0));
}

#[tokio::test]
async fn a_photo_may_follow_at_once_although_what_names_it_is_not_judged() {
    let (house, desk, mut wang, visit) = at_wangs().await;
    wang.begin(visit);
    let bytes = b"\xff\xd8\xff\xe0 a picture";
    let photo = wang.photo(visit, bytes);
    wang.sync().await;
    assert_eq!(wang.upload(&photo, bytes).await, StatusCode::NO_CONTENT);
    house.server.settled().await;
    assert_eq!(desk.visit(visit).await["photos"][0]["complete"], json!(true));
}

#[tokio::test]
async fn a_document_that_is_born_on_a_device_may_be_written_to_before_anybody_judged_its_birth() {
    let (house, mut desk, mut wang, _) = at_wangs().await;
    house.server.stop_judging().await;
    let born = DocumentId::from_bytes([7; 16]);
    births::opens(&mut wang, born, 22);
    assert_eq!(wang.sync().await.verdict(born).placed, Placed::Received);
    births::notes(&mut wang, born, 1, 30);
    assert_eq!(wang.sync().await.verdict(born).placed, Placed::Received, "the document is about to be there");
    let house = starts_again(house, &mut desk, &mut [&mut wang]).await;
    let days = house.count("document WHERE kind = 'day'");
    assert_eq!((days, house.count("later_verdict")), (1, 0));
}
