//! Work that lies beside its document: what cannot be judged, what was refused and what the desk left out, and what people decide of it.

use std::path::Path;

use axum::Router;
use http::StatusCode;
use model::documents::visit::records::EventKind;
use model::gate::named;
use model::id::{DeviceId, DocumentId};
use model::log::Finding;
use model::wire::sync::Placed;
use serde_json::{Value, json};
use server::Config;
use server::audit;
use server::backup::{back_up, restore};

use crate::house::{DAY_MS, Desk, Device, House};
use crate::received::starts_again;
use crate::relayed::{lines_of, two_on_a_visit};

/// How often a list is tried before its device is told.
const TRIES: usize = 6;

/// A house whose lists are judged when it is told to, with Wang and a visit of his.
async fn judged_by_hand() -> (House, Desk, Device, DocumentId) {
    let house = House::with(|config| Config { judges: 0, ..config }).await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await.sends_first();
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    (house, desk, wang, visit)
}

/// The document cannot be read any more: neither its snapshot nor its first change. Answers that change.
fn spoil(house: &House, visit: DocumentId) -> Vec<u8> {
    let (db, key) = (house.database(), visit.as_bytes());
    // A disk that fails asks no trigger.
    db.execute_batch("DROP TRIGGER IF EXISTS change_stays").unwrap();
    let raw = db.query_row("SELECT raw FROM change WHERE document = ?1 ORDER BY seq LIMIT 1", [key], |row| row.get(0)).unwrap();
    db.execute("UPDATE document SET snapshot = x'00' WHERE id = ?1", [key]).unwrap();
    mend(house, visit, &[0]);
    raw
}

fn mend(house: &House, visit: DocumentId, raw: &[u8]) {
    let sql = "UPDATE change SET raw = ?2 WHERE document = ?1 AND seq = (SELECT min(seq) FROM change WHERE document = ?1)";
    house.database().execute(sql, rusqlite::params![visit.as_bytes(), raw]).unwrap();
}

fn hashes(raws: &[Vec<u8>]) -> Vec<String> {
    raws.iter().map(|raw| hex::encode(named(raw).unwrap().hash.0)).collect()
}

fn findings(folder: &Path) -> Vec<Finding> {
    audit::verify(folder, None, None, &[]).unwrap().remove(0).findings
}

fn told(house: &House, fact: &str) -> Value {
    let sql =
        "SELECT json_extract(entry, '$.what') FROM log_entry WHERE json_extract(entry, '$.what.fact') = ?1 ORDER BY position DESC LIMIT 1";
    let text: String = house.database().query_row(sql, [fact], |row| row.get(0)).unwrap();
    serde_json::from_str(&text).unwrap()
}

async fn decide(desk: &Desk, what: &str, visit: DocumentId, device: &Device, decision: &str, reason: &str) -> (StatusCode, Value) {
    let seen = match what {
        "refused" => seen(desk, visit).await,
        _ => desk.visit(visit).await["late_work"][0]["seen"].clone(),
    };
    let body = json!({ "device": device.id(), "decision": decision, "seen": seen, "reason": reason });
    desk.post(&format!("/v1/desk/documents/{visit}/{what}"), body).await
}

/// Up to which number the desk sees refused work.
async fn seen(desk: &Desk, visit: DocumentId) -> Value {
    desk.get(&format!("/v1/desk/documents/{visit}/refused")).await.1["seen"].clone()
}

#[tokio::test]
async fn work_for_a_document_that_can_never_be_judged_is_told_and_kept_and_enters_once_the_document_is_mended() {
    let (house, mut desk, mut wang, visit) = judged_by_hand().await;
    let first = spoil(&house, visit);
    wang.begin(visit);
    let sent = wang.unsent[&visit].clone();
    assert_eq!(wang.sync().await.verdict(visit).placed, Placed::Received);
    for tries in 1..=TRIES {
        assert_eq!(house.server.settled().await, tries == TRIES, "try {tries}");
    }
    let answer = wang.sync().await;
    let refused = answer.header.later[0].refused.clone().unwrap();
    assert_eq!((refused.code.as_str(), refused.retry, &refused.hash), ("damaged_at_server", true, &hashes(&sent)[0]));
    let inbox = desk.get("/v1/desk/inbox").await.1;
    assert_eq!((&inbox["unjudged"][0]["document"], &inbox["refused"][0]["code"]), (&json!(visit), &json!("damaged_at_server")));
    assert_eq!(told(&house, "refused")["changes"], json!(hashes(&sent)));

    // Offered again at once, it is not received again: nobody believes that it lies in its document.
    wang.unsent.insert(visit, sent.clone());
    let answer = wang.sync().await;
    assert_eq!((answer.verdict(visit).received, answer.refusal(visit)), (0, (0, "damaged_at_server")));
    assert!(answer.verdict(visit).refused.as_ref().unwrap().retry);

    mend(&house, visit, &first);
    let house = starts_again(house, &mut desk, &mut [&mut wang]).await;
    assert_eq!(wang.sync().await.verdict(visit).received, 2);
    assert!(house.server.settled().await);
    assert_eq!((desk.row(visit).await["status"].clone(), house.count("refused_change")), (json!("working"), 0));
    assert_eq!(findings(house.folder()), []);
}

#[tokio::test]
async fn a_list_that_cannot_be_read_any_more_is_asked_for_again() {
    let (house, mut desk, mut wang, visit) = judged_by_hand().await;
    wang.begin(visit);
    let sent = wang.unsent[&visit].clone();
    wang.sync().await;
    house.database().execute("UPDATE inbox SET packed = x'00'", []).unwrap();
    for _ in 0..TRIES {
        house.server.settled().await;
    }
    let refused = wang.sync().await.header.later[0].refused.clone().unwrap();
    assert_eq!((refused.code.as_str(), refused.hash), ("damaged_at_server", hashes(&sent)[0].clone()));
    assert_eq!(house.count("refused_change WHERE raw = x'00'"), 1, "kept as it was found");
    assert_eq!(findings(house.folder()), []);
    let house = starts_again(house, &mut desk, &mut [&mut wang]).await;
    wang.unsent.insert(visit, sent);
    assert_eq!(wang.sync().await.verdict(visit).received, 2);
    house.server.settled().await;
    assert_eq!(desk.row(visit).await["status"], "working");
}

#[tokio::test]
async fn refused_work_is_looked_at_and_taken_in_where_the_rules_allow_it_now() {
    let (house, desk, mut wang, visit) = judged_by_hand().await;
    let first = spoil(&house, visit);
    wang.begin(visit);
    let sent = wang.unsent[&visit].clone();
    wang.sync().await;
    for _ in 0..TRIES {
        house.server.settled().await;
    }
    let (_, view) = desk.get(&format!("/v1/desk/documents/{visit}/refused")).await;
    let changes = view["changes"].as_array().unwrap();
    assert_eq!((changes.len(), &changes[0]["hash"], &changes[0]["person"]), (2, &json!(hashes(&sent)[0]), &json!(wang.person())));
    assert!(changes[0]["command"].is_string(), "{view}");

    let (status, answer) = decide(&desk, "refused", visit, &wang, "dismiss", "x").await;
    assert_eq!((status, &answer["changes"]), (StatusCode::OK, &json!(0)), "it comes in by itself: {answer}");
    assert_eq!(house.count("refused_change WHERE discarded_at IS NULL"), 2);

    mend(&house, visit, &first);
    let (status, answer) = decide(&desk, "refused", visit, &wang, "take_in", "").await;
    assert_eq!((status, &answer["changes"]), (StatusCode::OK, &json!(2)), "{answer}");
    let decided = told(&house, "decided");
    assert_eq!(
        (&decided["decision"], &decided["beside"], &decided["changes"]),
        (&json!("taken_in"), &json!("refused"), &json!(hashes(&sent)))
    );
    assert_eq!((desk.row(visit).await["status"].clone(), house.count("refused_change")), (json!("working"), 0));
    assert_eq!(findings(house.folder()), []);
}

#[tokio::test]
async fn what_was_refused_after_the_desk_looked_is_not_dismissed() {
    let (house, desk, mut wang, visit) = judged_by_hand().await;
    let before = seen(&desk, visit).await;
    assert_eq!(before, 0);
    wang.begin(visit);
    wang.sign(visit);
    wang.sync().await;
    house.server.settled().await;
    let path = format!("/v1/desk/documents/{visit}/refused");
    let mut body = json!({ "device": wang.id(), "decision": "dismiss", "reason": "signed too early" });
    assert!(desk.post(&path, body.clone()).await.0.is_client_error(), "it has to say what was seen");
    body["seen"] = before;
    let (status, answer) = desk.post(&path, body.clone()).await;
    assert_eq!((status, &answer["changes"]), (StatusCode::OK, &json!(0)));
    body["decision"] = json!("take_in");
    assert_eq!(desk.post(&path, body).await.1["refused"], Value::Null, "nor taken in");
    assert_eq!(house.count("refused_change WHERE discarded_at IS NULL"), 1);
    assert_eq!(decide(&desk, "refused", visit, &wang, "dismiss", "signed too early").await.1["changes"], 1);
}

#[tokio::test]
async fn work_that_could_not_be_judged_is_taken_of_a_device_that_heard_so_and_started_over() {
    let (house, mut desk, mut wang, visit) = judged_by_hand().await;
    let first = spoil(&house, visit);
    wang.begin(visit);
    let sent = wang.unsent[&visit].clone();
    wang.sync().await;
    for _ in 0..TRIES {
        house.server.settled().await;
    }
    assert_eq!(wang.sync().await.header.later.len(), 1);
    wang.sync().await;
    assert_eq!(house.count("later_verdict"), 0, "it was heard");
    mend(&house, visit, &first);
    let house = starts_again(house, &mut desk, &mut [&mut wang]).await;
    wang.cursor = None;
    wang.unsent.insert(visit, sent);
    assert_eq!(wang.sync().await.verdict(visit).received, 2);
    house.server.settled().await;
    assert_eq!((desk.row(visit).await["status"].clone(), house.count("refused_change")), (json!("working"), 0));
}

#[tokio::test]
async fn of_a_list_that_is_given_up_what_is_in_the_log_is_not_refused() {
    let house = House::with(|config| Config { judges: 0, ..config }).await;
    let (_desk, mut wang, mut zhang, visit) = two_on_a_visit(&house).await;
    let sent = wang.unsent[&visit].clone();
    let front = &sent[..sent.len() - 1];
    zhang.unsent.insert(visit, front.to_vec());
    zhang.protocol = 2;
    wang.protocol = 2;
    let proof = wang.proof(lines_of(front, visit));
    assert_eq!(zhang.send_with(vec![proof]).await.verdict(visit).received as usize, front.len());
    assert_eq!(wang.sync().await.verdict(visit).received as usize, sent.len());
    house.database().execute("UPDATE inbox SET packed = x'00' WHERE device = ?1", [wang.id().as_bytes()]).unwrap();
    for _ in 0..TRIES {
        house.server.settled().await;
    }
    assert_eq!(house.count("inbox"), 0);
    let last = hashes(&sent).pop().unwrap();
    let refused = wang.sync().await.header.later[0].refused.clone().unwrap();
    assert_eq!((refused.code.as_str(), &refused.hash), ("damaged_at_server", &last));
    assert_eq!(house.count("refused_change"), 1);
    assert_eq!(house.count("refused_change WHERE raw = x'00'"), 1, "kept as it was found");
    assert_eq!(told(&house, "refused")["changes"], json!([last]));
    assert_eq!(findings(house.folder()), []);
}

#[tokio::test]
async fn a_list_that_cannot_be_read_stops_nobody_elses_work_on_the_same_document() {
    let house = House::with(|config| Config { judges: 0, ..config }).await;
    let (desk, mut wang, mut zhang, visit) = two_on_a_visit(&house).await;
    wang.protocol = 2;
    zhang.protocol = 2;
    let sent = wang.unsent[&visit].clone();
    wang.sync().await;
    house.database().execute("UPDATE inbox SET packed = x'00'", []).unwrap();
    for _ in 0..TRIES {
        house.server.settled().await;
    }
    assert_eq!(house.count("refused_change"), i64::try_from(sent.len()).unwrap());
    wang.sync().await;
    wang.unsent.insert(visit, sent);
    assert_eq!(wang.sync().await.refusal(visit), (0, "damaged_at_server"), "not at once of the same device");
    zhang.findings(visit, "搓纸轮磨损。");
    let answer = zhang.sync().await;
    assert!(answer.verdict(visit).refused.is_none(), "{:?}", answer.verdict(visit));
    assert!(house.server.settled().await);
    assert_eq!(house.count("inbox"), 0);
    assert_eq!(desk.get("/v1/desk/inbox").await.1["unjudged"][0]["document"], json!(visit), "Wang's still cannot be judged");
}

#[tokio::test]
async fn a_device_is_told_what_the_desk_leaves_out_of_its_own_work_and_of_nobody_elses() {
    let (house, desk, mut wang, visit, sent) = set_aside().await;
    decide(&desk, "quarantine", visit, &wang, "discard", "Li did it").await;
    let other = DeviceId::from_bytes([7; 16]);
    // The last of them is another device's that nobody here brought.
    let sql = "UPDATE quarantine SET device = ?1 WHERE id = (SELECT max(id) FROM quarantine)";
    house.database().execute(sql, [other.as_bytes()]).unwrap();
    desk.assign(visit, wang.person()).await;
    assert_eq!(wang.sync().await.header.left_out[&visit], hashes(&sent[..1]));
    house.database().execute("UPDATE quarantine SET relayed_by = ?1 WHERE device = ?2", [wang.id().as_bytes(), other.as_bytes()]).unwrap();
    wang.unsent.insert(visit, sent.clone());
    assert_eq!(wang.sync().await.header.left_out[&visit].len(), 2, "what it brought is its work too");
}

#[tokio::test]
async fn of_more_left_out_than_an_answer_tells_the_rest_is_told_by_the_verdict_on_it() {
    let (house, desk, mut wang, visit, sent) = set_aside().await;
    decide(&desk, "quarantine", visit, &wang, "discard", "Li did it").await;
    // Hashes that come before those of the work.
    let fill = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) \
                INSERT INTO quarantine (organisation, document, hash, person, device, received_at, raw, discarded_at, discard_reason) \
                SELECT organisation, document, unhex(printf('%064x', i)), person, device, received_at, x'00', 1, '' \
                FROM n, (SELECT * FROM quarantine ORDER BY id LIMIT 1)";
    house.database().execute(fill, []).unwrap();
    desk.assign(visit, wang.person()).await;
    let told = wang.sync().await.header.left_out[&visit].clone();
    assert_eq!(told.len(), 10_000);
    assert!(!told.iter().any(|hash| hashes(&sent).contains(hash)));
    wang.unsent.insert(visit, sent.clone());
    assert_eq!(wang.sync().await.refusal(visit), (0, "discarded"));
}

#[tokio::test]
async fn dismissed_work_is_listed_and_offered_no_more_and_everything_of_it_is_in_the_log() {
    let (house, desk, mut wang, visit) = judged_by_hand().await;
    wang.begin(visit);
    wang.sign(visit);
    let sign_off = wang.unsent[&visit][2].clone();
    wang.sync().await;
    house.server.settled().await;
    wang.sync().await;
    assert_eq!(decide(&desk, "refused", visit, &wang, "dismiss", " ").await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let (_, answer) = decide(&desk, "refused", visit, &wang, "take_in", "").await;
    assert_eq!((&answer["changes"], &answer["refused"]), (&json!(0), &json!("sign_before_finish")), "the rules are asked again");
    house.clock.pass_ms(1_000);
    let (status, answer) = decide(&desk, "refused", visit, &wang, "dismiss", "signed too early").await;
    assert_eq!((status, &answer["changes"]), (StatusCode::OK, &json!(1)));
    assert_eq!(desk.get("/v1/desk/inbox").await.1["refused"], json!([]));
    let view = desk.get(&format!("/v1/desk/documents/{visit}/refused")).await.1;
    assert_eq!(view["changes"][0]["discard_reason"], "signed too early", "it is kept");
    let decided = told(&house, "decided");
    assert_eq!((&decided["decision"], &decided["changes"]), (&json!("left_out"), &json!(hashes(std::slice::from_ref(&sign_off)))));
    assert!(decided["person"].is_string());

    let answer = wang.sync().await;
    assert_eq!(answer.header.later[0].refused.as_ref().unwrap().code, "discarded");
    assert_eq!(answer.header.left_out[&visit], hashes(std::slice::from_ref(&sign_off)));
    wang.unsent.insert(visit, vec![sign_off]);
    let answer = wang.sync().await;
    assert_eq!((answer.refusal(visit), answer.verdict(visit).received), ((0, "discarded"), 0));
    assert_eq!(house.count("inbox"), 0);

    assert_eq!(findings(house.folder()), []);
    for (spoil, code) in [
        ("UPDATE refused_change SET discard_reason = 'he asked for it'", "row_altered"),
        ("UPDATE refused_change SET discarded_by = x'00000000000000000000000000000000'", "row_altered"),
        ("UPDATE refused_change SET person = x'00000000000000000000000000000000'", "row_altered"),
        ("DELETE FROM refused_change", "change_missing"),
    ] {
        let db = house.database();
        db.execute_batch(&format!("SAVEPOINT s; {spoil}; RELEASE s")).unwrap();
        let found: Vec<_> = findings(house.folder()).iter().map(|finding| finding.wrong.code()).collect();
        assert!(found.contains(&code), "{spoil}: {found:?}");
    }
}

/// Wang's work that came eight days after his visit went to Li lies in quarantine, two changes of it.
async fn set_aside() -> (House, Desk, Device, DocumentId, Vec<Vec<u8>>) {
    let (house, mut desk, mut wang, visit) = judged_by_hand().await;
    let li = desk.technician("Li").await;
    desk.assign(visit, li).await;
    house.clock.pass_ms(8 * DAY_MS);
    wang.renew().await;
    desk.sign_in().await;
    wang.begin(visit);
    let sent = wang.unsent[&visit].clone();
    wang.sync().await;
    house.server.settled().await;
    assert_eq!(wang.sync().await.header.later[0].placed, Placed::Quarantine);
    (house, desk, wang, visit, sent)
}

#[tokio::test]
async fn what_the_desk_discarded_stays_out_when_the_visit_comes_back_and_a_person_can_take_it_in() {
    for protocol in [1, 2] {
        let (house, desk, mut wang, visit, sent) = set_aside().await;
        wang.protocol = protocol;
        let (_, answer) = decide(&desk, "quarantine", visit, &wang, "discard", "Li did it").await;
        assert_eq!(answer["changes"], 2);
        desk.assign(visit, wang.person()).await;
        assert_eq!(house.count("quarantine WHERE discarded_at IS NOT NULL"), 2, "the visit came back without it");

        let answer = wang.sync().await;
        if protocol == 2 {
            let refused = answer.header.later[0].refused.clone().unwrap();
            assert_eq!((refused.code.as_str(), refused.detail.as_str(), &refused.hash), ("discarded", "Li did it", &hashes(&sent)[0]));
            let mut left_out = hashes(&sent);
            left_out.sort();
            assert_eq!(answer.header.left_out[&visit], left_out);
        }
        // What builds on it lacks it, and everything is offered; what was discarded is named then.
        wang.event(visit, EventKind::VoidTrip { reason: "again".to_owned() });
        let newest = wang.unsent[&visit].clone();
        let answer = wang.sync().await;
        assert_eq!((answer.refusal(visit), answer.verdict(visit).received), ((0, "missing_dependency"), 0));
        wang.unsent.insert(visit, [sent.clone(), newest].concat());
        let answer = wang.sync().await;
        assert_eq!((answer.refusal(visit), answer.header.left_out[&visit].len()), ((0, "discarded"), 2));

        let (_, answer) = decide(&desk, "quarantine", visit, &wang, "take_in", "").await;
        assert_eq!((&answer["changes"], house.count("quarantine")), (&json!(2), 0));
        assert_eq!(desk.row(visit).await["status"], "working");
        assert_eq!(findings(house.folder()), []);
    }
}

#[tokio::test]
async fn a_discard_that_somebody_makes_or_undoes_in_the_database_is_found() {
    let (house, desk, wang, visit, _) = set_aside().await;
    let altered = |sql: &str| {
        house.database().execute(sql, []).unwrap();
        findings(house.folder()).iter().filter(|finding| finding.wrong.code() == "row_altered").count()
    };
    assert!(altered("UPDATE quarantine SET discarded_at = 1, discarded_by = person, discard_reason = 'x'") > 0);
    assert_eq!(altered("UPDATE quarantine SET discarded_at = NULL, discarded_by = NULL, discard_reason = NULL"), 0);
    decide(&desk, "quarantine", visit, &wang, "discard", "Li did it").await;
    assert_eq!(findings(house.folder()), []);
    assert!(altered("UPDATE quarantine SET discarded_at = NULL, discarded_by = NULL, discard_reason = NULL") > 0);
}

#[tokio::test]
async fn an_answer_says_how_far_a_checked_backup_goes_and_nothing_after_a_restore() {
    let (house, desk, mut wang, visit) = judged_by_hand().await;
    assert_eq!(wang.sync().await.header.durable_pos, None);
    let copies = tempfile::tempdir().unwrap();
    let copy = copies.path().join("copy.db");
    back_up(house.folder(), &copy).unwrap();
    let last: i64 = house.database().query_row("SELECT last FROM log_position", [], |row| row.get(0)).unwrap();
    let last = u64::try_from(last).unwrap();
    assert_eq!(wang.sync().await.header.durable_pos, Some(last));
    wang.begin(visit);
    wang.sync().await;
    house.server.settled().await;
    assert_eq!(wang.sync().await.header.durable_pos, Some(last), "what came since is in no backup");
    back_up(house.folder(), &copies.path().join("next.db")).unwrap();
    assert_eq!(wang.sync().await.header.durable_pos, Some(last + 2));

    drop(desk);
    wang.connect(Router::new());
    house.server.stop_judging().await;
    let (dir, clock) = house.end();
    restore(dir.path(), &copy).unwrap();
    let house = House::on(dir, clock).await;
    wang.connect(house.router.clone());
    wang.cursor = None;
    assert_eq!(wang.sync().await.header.durable_pos, None, "another history");
}

#[tokio::test]
async fn a_backup_that_the_server_cannot_be_told_of_is_a_backup() {
    let (house, _desk, mut wang, _) = judged_by_hand().await;
    // Nothing can be written in its place.
    std::fs::create_dir(house.folder().join("backed-up.json")).unwrap();
    let copies = tempfile::tempdir().unwrap();
    let made = back_up(house.folder(), &copies.path().join("copy.db")).unwrap();
    assert!(made.not_told.is_some());
    assert!(made.copy.bytes > 0 && copies.path().join("copy.db").is_file());
    assert_eq!(wang.sync().await.header.durable_pos, None);
}

#[tokio::test]
async fn good_answers_ask_to_be_left_alone_while_much_waits_to_be_judged() {
    let house = House::with(|config| Config { inbox_lists: 3, ..config }).await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await.sends_first();
    let visits = [desk.dispatch(wang.person()).await, desk.dispatch(wang.person()).await];
    wang.sync().await;
    house.server.stop_judging().await;
    wang.begin(visits[0]);
    assert_eq!(wang.sync().await.header.backoff_s, None, "a third");
    wang.begin(visits[1]);
    let asked = wang.sync().await.header.backoff_s;
    assert!(asked.is_some_and(|seconds| (31..=46).contains(&seconds)), "{asked:?}: two thirds");
}
