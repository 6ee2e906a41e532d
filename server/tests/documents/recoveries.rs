//! Ways back: what a device that was put out still has, what the desk decides of it, and a device whose database is a copy.

use http::StatusCode;
use model::id::DocumentId;
use model::wire::hand_in::HandInResponse;
use model::wire::sync::Placed;
use serde_json::json;

use crate::house::{Desk, Device, House, bytes_of, unframe};

async fn put_out(desk: &Desk, device: &Device) {
    let answer = desk.send("POST", &format!("/v1/desk/devices/{}/revoke", device.id()), None).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
}

async fn handed_in(device: &Device) -> HandInResponse {
    let answer = device.hand_in(&device.assertion()).await;
    assert_eq!(answer.status(), StatusCode::OK);
    unframe::<HandInResponse>(&bytes_of(answer).await).0
}

async fn decide(desk: &Desk, visit: DocumentId, device: &Device, decision: &str, reason: &str) -> (StatusCode, serde_json::Value) {
    let seen = desk.visit(visit).await["late_work"][0]["seen"].as_u64().unwrap_or(0);
    decide_on(desk, visit, device, decision, seen, reason).await
}

async fn decide_on(
    desk: &Desk,
    visit: DocumentId,
    device: &Device,
    decision: &str,
    seen: u64,
    reason: &str,
) -> (StatusCode, serde_json::Value) {
    let body = json!({ "device": device.id(), "decision": decision, "seen": seen, "reason": reason });
    desk.post(&format!("/v1/desk/documents/{visit}/quarantine"), body).await
}

async fn worked_before_it_was_put_out() -> (House, Desk, Device, DocumentId) {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(visit);
    wang.findings(visit, "dust");
    put_out(&desk, &wang).await;
    (house, desk, wang, visit)
}

#[tokio::test]
async fn a_device_that_was_put_out_hands_in_its_work_and_reads_nothing() {
    let (house, desk, wang, visit) = worked_before_it_was_put_out().await;
    assert_eq!(wang.problem(Vec::new()).await, (403, "device_revoked".to_owned()));
    let log = house.count("log_entry");
    let answer = handed_in(&wang).await;
    assert_eq!((answer.verdicts[0].received, answer.verdicts[0].placed), (3, Placed::Quarantine));
    assert_eq!((house.count("quarantine"), house.count("log_entry")), (3, log + 1));
    assert_eq!(desk.row(visit).await["status"], "assigned", "nothing of it is in the visit");
    let late = desk.visit(visit).await["late_work"].clone();
    assert_eq!((&late[0]["changes"], &late[0]["quarantined"]), (&3.into(), &true.into()));
    assert_eq!(handed_in(&wang).await.verdicts, answer.verdicts, "the same however often it is handed in");
    assert_eq!(house.count("quarantine"), 3);
}

#[tokio::test]
async fn an_assertion_hands_in_once_and_only_for_a_device_that_was_put_out() {
    let (_house, desk, wang, _) = worked_before_it_was_put_out().await;
    let assertion = wang.assertion();
    assert_eq!(wang.hand_in(&assertion).await.status(), StatusCode::OK);
    assert_eq!(wang.hand_in(&assertion).await.status(), StatusCode::UNAUTHORIZED, "it was used");
    let li = desk.device(desk.technician("Li").await, 2).await;
    assert_eq!(li.hand_in(&li.assertion()).await.status(), StatusCode::CONFLICT);
    let [signed, signature] =
        [li.assertion(), wang.assertion()].map(|text| text.rsplit_once('.').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap());
    let forged = format!("{}.{}", signed.0, signature.1);
    assert_eq!(li.hand_in(&forged).await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(wang.hand_in("").await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn of_a_visit_that_it_never_had_a_device_hands_in_nothing() {
    let (house, desk, mut wang, visit) = worked_before_it_was_put_out().await;
    let other = desk.dispatch(desk.technician("Li").await).await;
    let raws = wang.unsent[&visit].clone();
    wang.unsent.clear();
    wang.unsent.insert(other, raws);
    let refused = handed_in(&wang).await.verdicts[0].refused.clone().unwrap();
    assert_eq!((refused.code.as_str(), house.count("quarantine")), ("not_found", 0));
}

#[tokio::test]
async fn one_device_does_not_fill_the_quarantine() {
    let (house, _desk, wang, visit) = worked_before_it_was_put_out().await;
    let fill = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) \
                INSERT INTO quarantine (organisation, document, hash, person, device, received_at, raw) \
                SELECT ?1, ?2, randomblob(32), ?3, ?4, 0, x'00' FROM n";
    let (organisation, person, device) = (wang.identity.organisation, wang.person(), wang.id());
    let values = rusqlite::params![organisation.as_bytes(), visit.as_bytes(), person.as_bytes(), device.as_bytes()];
    house.database().execute(fill, values).unwrap();
    let refused = handed_in(&wang).await.verdicts[0].refused.clone().unwrap();
    assert_eq!((refused.code.as_str(), refused.retry), ("quarantine_full", false));
}

#[tokio::test]
async fn the_desk_takes_in_what_was_handed_in() {
    let (house, desk, wang, visit) = worked_before_it_was_put_out().await;
    handed_in(&wang).await;
    let (status, answer) = decide(&desk, visit, &wang, "take_in", "").await;
    assert_eq!((status, &answer["changes"]), (StatusCode::OK, &3.into()), "{answer}");
    assert_eq!((desk.row(visit).await["status"].clone(), house.count("quarantine")), ("working".into(), 0));
    assert_eq!(desk.visit(visit).await["findings"], "dust");
    assert_eq!(decide(&desk, visit, &wang, "take_in", "").await.1["changes"], 0, "the second time there is nothing");
}

#[tokio::test]
async fn what_the_desk_discards_is_kept_and_no_longer_waits() {
    let (house, desk, wang, visit) = worked_before_it_was_put_out().await;
    handed_in(&wang).await;
    assert_eq!(decide(&desk, visit, &wang, "discard", " ").await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, answer) = decide(&desk, visit, &wang, "discard", "not his visit").await;
    assert_eq!((status, &answer["changes"]), (StatusCode::OK, &3.into()));
    assert_eq!(house.count("quarantine WHERE discard_reason = 'not his visit'"), 3);
    assert_eq!(desk.visit(visit).await["late_work"], json!([]));
    assert!(!desk.row(visit).await["attention"].as_array().unwrap().contains(&"worked_after_reassignment".into()));
    let stranger = house.organisation("Suzhou").await;
    assert_eq!(decide_on(&stranger, visit, &wang, "take_in", 0, "").await.0, StatusCode::NOT_FOUND);
    assert_eq!(decide(&desk, visit, &wang, "take_in", "").await.1["changes"], 3, "a person can take it in later");
}

#[tokio::test]
async fn what_comes_while_the_desk_decides_is_not_discarded_with_the_rest() {
    let (_house, desk, mut wang, visit) = worked_before_it_was_put_out().await;
    handed_in(&wang).await;
    let seen = desk.visit(visit).await["late_work"][0]["seen"].as_u64().unwrap();
    wang.findings(visit, "a loose screw");
    handed_in(&wang).await;
    assert_eq!(decide_on(&desk, visit, &wang, "discard", seen, "not his visit").await.1["changes"], 3);
    let late = desk.visit(visit).await["late_work"].clone();
    assert_eq!(late[0]["changes"], 1, "{late}");
    let body = json!({ "device": wang.id(), "decision": "discard", "reason": "not his visit" });
    let (status, _) = desk.post(&format!("/v1/desk/documents/{visit}/quarantine"), body).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "what was looked at has to be named");
}

#[tokio::test]
async fn the_log_tells_once_that_a_device_writes_to_a_copy() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let told = || house.count("log_entry WHERE json_extract(entry, '$.what.fact') = 'copied'");
    wang.incarnation = Some("ab".repeat(16));
    wang.sync().await;
    assert_eq!(told(), 0, "the first it names");
    for _ in 0..2 {
        wang.incarnation = Some("cd".repeat(16));
        wang.sync().await;
        assert_eq!(told(), 1);
    }
    wang.incarnation = Some("no hex".to_owned());
    wang.sync().await;
    wang.incarnation = None;
    wang.sync().await;
    assert_eq!(told(), 1);
}

#[tokio::test]
async fn of_many_documents_one_that_cannot_be_read_keeps_back_only_itself() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let mut visits = Vec::new();
    for _ in 0..20 {
        visits.push(desk.dispatch(wang.person()).await);
    }
    wang.sync().await;
    for visit in &visits {
        wang.begin(*visit);
    }
    let (torn, unreadable) = (visits[3], visits[7]);
    let spoil = |sql: &str, visit: DocumentId| house.database().execute(sql, [visit.as_bytes()]).unwrap();
    // A disk that fails asks no trigger.
    house.database().execute_batch("DROP TRIGGER change_stays").unwrap();
    // A snapshot is made again from the changes; a change is the truth.
    spoil("UPDATE document SET snapshot = x'00' WHERE id = ?1", torn);
    spoil("UPDATE document SET snapshot = x'00' WHERE id = ?1", unreadable);
    let kept: Vec<u8> = house
        .database()
        .query_row("SELECT raw FROM change WHERE document = ?1 ORDER BY seq LIMIT 1", [unreadable.as_bytes()], |row| row.get(0))
        .unwrap();
    spoil("UPDATE change SET raw = x'00' WHERE document = ?1 AND seq = (SELECT min(seq) FROM change WHERE document = ?1)", unreadable);
    let answer = wang.send().await;
    for visit in &visits {
        let verdict = answer.verdict(*visit);
        let refused = verdict.refused.as_ref().map(|refused| (refused.code.as_str(), refused.retry));
        let expected = if *visit == unreadable { (0, Some(("damaged_at_server", true))) } else { (2, None) };
        assert_eq!((verdict.received, refused), expected);
    }
    assert_eq!(desk.row(torn).await["status"], "working");
    let mend = "UPDATE change SET raw = ?2 WHERE document = ?1 AND seq = (SELECT min(seq) FROM change WHERE document = ?1)";
    house.database().execute(mend, rusqlite::params![unreadable.as_bytes(), kept]).unwrap();
    assert_eq!(wang.send().await.verdict(unreadable).received, 2, "nothing of it was lost");
}
