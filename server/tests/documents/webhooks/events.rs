//! Which events there are: what changes is told once, what did not happen never.

use model::documents::visit::records::EventKind;
use model::id::{DocumentId, EventId};
use serde_json::{Value, json};

use super::{adds, house, receiver::Receiver, sends, told};
use crate::house::{DAY_MS, Desk, House};

async fn events(desk: &Desk, query: &str) -> Vec<Value> {
    let (status, page) = desk.get(&format!("/v1/desk/events{query}")).await;
    assert_eq!(status.as_u16(), 200, "{page}");
    page["events"].as_array().unwrap().clone()
}

/// Types and what changed.
fn told_of(events: &[Value]) -> Vec<String> {
    let changed = |event: &Value| {
        event["data"]["changed"].as_array().map(|all| all.iter().map(|one| format!(" {}", one.as_str().unwrap())).collect())
    };
    events.iter().map(|event| format!("{}{}", event["type"].as_str().unwrap(), changed(event).unwrap_or(String::new()))).collect()
}

/// What happened since the events that `seen` counts.
async fn news(desk: &Desk, seen: &mut usize) -> Vec<String> {
    let all = events(desk, "").await;
    let news = told_of(&all[*seen..]);
    *seen = all.len();
    news
}

#[tokio::test]
async fn a_visit_is_told_of_from_the_call_to_the_signature() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let mut seen = 0;
    let visit = desk.dispatch(wang.person()).await;
    assert_eq!(news(&desk, &mut seen).await, ["call_out.entered", "visit.created", "call_out.changed status"]);
    let appointment = json!({ "id": EventId::from_bytes([9; 16]), "action": "set_appointment", "agreed_for": crate::house::NOON_MS + DAY_MS, "consent": { "by_name": "陈女士", "how": "phone" } });
    let (status, body) = desk.post(&format!("/v1/desk/visits/{visit}/actions"), appointment).await;
    assert_eq!(status.as_u16(), 200, "{body}");
    assert_eq!(news(&desk, &mut seen).await, ["visit.changed appointment_at"]);
    wang.sync().await;
    wang.event(visit, EventKind::Arrived);
    wang.sync().await;
    wang.findings(visit, "roller worn");
    wang.sync().await;
    assert_eq!(news(&desk, &mut seen).await, ["visit.changed status"], "what an event does not show is not told");
    wang.begin(visit);
    wang.finish(visit);
    wang.refused(visit, "disputed", "不是这里的问题");
    wang.sync().await;
    assert_eq!(news(&desk, &mut seen).await, ["visit.changed sign_off_refused status", "visit.sign_off_refused"]);
    wang.sign(visit);
    wang.sync().await;
    let signed = events(&desk, "").await;
    let signed = &signed[seen..];
    assert_eq!(
        told_of(signed),
        ["visit.changed complete sign_off_refused signature", "visit.signed", "call_out.changed status", "call_out.cleared"]
    );
    let data = &signed[0]["data"];
    assert_eq!((&data["before"]["signature"], &data["signature"], &data["complete"]), (&json!("none"), &json!("current"), &json!(true)));
    assert_eq!((&data["technician"], &data["url"]), (&json!(wang.person()), &json!(format!("/v1/desk/visits/{visit}"))));
    assert_eq!((&signed[2]["data"]["before"], &signed[3]["data"]["call_out"]), (&json!({ "status": "dispatched" }), &data["call_out"]));
    let seqs: Vec<_> = events(&desk, "").await.iter().map(|event| event["seq"].as_u64().unwrap()).collect();
    assert_eq!(seqs, (1..=seqs.len() as u64).collect::<Vec<_>>());
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 0);
    wang.sync().await;
    assert_eq!(news(&desk, &mut { seqs.len() }).await, [""; 0]);
}

#[tokio::test]
async fn call_outs_complaints_and_repairs_tell_their_own() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let mut seen = 0;
    let (call_out, _) = desk.call_out().await;
    assert_eq!(desk.post(&format!("/v1/desk/call-outs/{call_out}/withdraw"), json!({ "reason": "by mistake" })).await.0.as_u16(), 200);
    assert_eq!(desk.post(&format!("/v1/desk/call-outs/{call_out}/restore"), json!({})).await.0.as_u16(), 200);
    assert_eq!(news(&desk, &mut seen).await, ["call_out.entered", "call_out.changed status", "call_out.changed status"]);
    let taken = wang.opens(crate::ledgers::printer("T01-0001"));
    wang.sync().await;
    let complaint = DocumentId::from_bytes([4; 16]);
    let said = json!({
        "id": complaint, "words": "又坏了", "urgency": "urgent",
        "customer": { "name": "明珠印刷", "address": "人民路", "phone": "0571", "contact": "" },
        "complainant": { "name": "钱先生", "relation": "", "contact": "" },
        "product": { "product": "复印机", "model": "", "serial": "" },
        "demand": { "text": "", "still_processing": false }, "answer_promised_for": crate::house::NOON_MS + DAY_MS,
    });
    let (status, row) = desk.post("/v1/desk/complaints", said).await;
    assert_eq!(status.as_u16(), 200, "{row}");
    let all = events(&desk, "").await;
    let told = told_of(&all[seen..]);
    assert_eq!(told[..2], ["repair.taken", "complaint.received"]);
    let repair = &all[seen]["data"];
    assert_eq!((&repair["repair"], &repair["number"], &repair["status"]), (&json!(taken), &json!("T01-0001"), &json!("taken")));
    let last = &all.last().unwrap()["data"];
    assert_eq!((&last["complaint"], &last["number"], &last["status"]), (&json!(complaint), &json!("2611-01"), &json!("received")));
    assert_eq!(desk.get(last["url"].as_str().unwrap()).await.0.as_u16(), 200);
    assert_eq!(desk.get(repair["url"].as_str().unwrap()).await.0.as_u16(), 200);
}

#[tokio::test]
async fn what_is_rolled_back_was_never_told_and_what_cannot_be_told_does_not_happen() {
    let (house, desk, receiver, _, _) = told().await;
    let wang = desk.technician("Wang").await;
    let (call_out, _) = desk.call_out().await;
    let before = told_of(&events(&desk, "").await);
    let visits = format!("/v1/desk/call-outs/{call_out}/visits");
    house.database().execute_batch("CREATE TRIGGER broken BEFORE INSERT ON log_entry BEGIN SELECT RAISE(ABORT, 'broken'); END").unwrap();
    assert_eq!(desk.post(&visits, crate::house::order(wang)).await.0.as_u16(), 500);
    assert_eq!((told_of(&events(&desk, "").await), house.count("webhook_delivery"), house.count("board_visit")), (before, 1, 0));
    house.database().execute_batch("DROP TRIGGER broken").unwrap();
    house
        .database()
        .execute_batch("CREATE TRIGGER broken BEFORE INSERT ON webhook_delivery BEGIN SELECT RAISE(ABORT, 'broken'); END")
        .unwrap();
    assert_eq!((desk.post(&visits, crate::house::order(wang)).await.0.as_u16(), house.count("board_visit")), (500, 0));
    house.database().execute_batch("DROP TRIGGER broken").unwrap();
    assert_eq!(desk.post(&visits, crate::house::order(wang)).await.0.as_u16(), 201);
    sends(&house).await;
    let mut types: Vec<_> = receiver.took().iter().map(|got| got.json()["type"].as_str().unwrap().to_owned()).collect();
    types.sort();
    assert_eq!(types, ["call_out.changed", "call_out.entered", "visit.created"]);
}

#[tokio::test]
async fn an_organisation_hears_nothing_of_another() {
    let (house, here, receiver, id, _) = told().await;
    let there = house.organisation("Ningbo").await;
    let other = Receiver::start().await;
    adds(&there, &other.url("/hook"), None).await;
    here.call_out().await;
    sends(&house).await;
    assert_eq!((receiver.took().len(), other.took().len(), events(&there, "").await.len()), (1, 0, 0));
    let event = events(&here, "").await[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(there.get(&format!("/v1/desk/events?after={event}")).await.0.as_u16(), 409);
    let delivery = super::deliveries(&here, &id).await[0]["id"].clone();
    assert_eq!(there.get(&format!("/v1/desk/webhooks/{id}/deliveries")).await.0.as_u16(), 404);
    for path in ["", "/rotate", "/remove", "/test", &format!("/deliveries/{delivery}/replay")] {
        assert_eq!(there.post(&format!("/v1/desk/webhooks/{id}{path}"), json!({})).await.0.as_u16(), 404, "{path}");
    }
    assert_eq!(there.post(&format!("/v1/desk/webhooks/{id}/recover"), json!({ "since": 0 })).await.0.as_u16(), 404);
    assert_eq!(super::shown(&there, &id).await, Value::Null);
}

#[tokio::test]
async fn who_missed_something_reads_on_behind_the_last_event_they_know_for_thirty_days() {
    let house = house().await;
    let mut desk = house.organisation("Hangzhou").await;
    for _ in 0..3 {
        desk.call_out().await;
    }
    let all = events(&desk, "").await;
    let after = |event: &Value| format!("?after={}&limit=1", event["id"].as_str().unwrap());
    assert_eq!(events(&desk, &after(&all[0])).await, all[1..2]);
    let (_, page) = desk.get(&format!("/v1/desk/events{}", after(&all[2]))).await;
    assert_eq!(page, json!({ "events": [], "more": false }));
    house.clock.pass_ms(30 * DAY_MS);
    assert_eq!(house.server.make_round().await.events_forgotten, 0);
    desk.sign_in().await;
    desk.call_out().await;
    house.clock.pass_ms(1);
    assert_eq!(house.server.make_round().await.events_forgotten, 3);
    assert_eq!(desk.get(&format!("/v1/desk/events{}", after(&all[2]))).await.0.as_u16(), 409, "nobody takes a gap for nothing");
    assert_eq!(events(&desk, "").await[0]["seq"], 4, "numbers go on");
    let last = events(&desk, "").await.remove(0);
    house.clock.pass_ms(40 * DAY_MS);
    assert_eq!(house.server.make_round().await.events_forgotten, 0);
    desk.sign_in().await;
    assert_eq!(events(&desk, &after(&last)).await, [Value::Null; 0], "who has heard nothing for long missed nothing");
}

/// What the migration takes for told of an older database is what is told of it now: the first change tells just that change.
#[tokio::test]
async fn an_older_database_begins_with_what_is_there() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(visit);
    wang.finish(visit);
    wang.refused(visit, "disputed", "不是这里的问题");
    wang.opens(crate::ledgers::printer("T01-0001"));
    wang.opens(crate::kinds::complaint());
    wang.sync().await;
    let second = desk.dispatch(wang.person()).await;
    desk.call_out().await;
    let told = || {
        let database = house.database();
        let mut find = database.prepare("SELECT hex(subject), shown FROM webhook_told ORDER BY subject").unwrap();
        let read =
            |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, serde_json::from_str::<Value>(&row.get::<_, String>(1)?).unwrap()));
        find.query_map([], read).unwrap().map(Result::unwrap).collect::<Vec<_>>()
    };
    let before = told();
    assert_eq!(before.len(), 7, "{before:?}");
    let migration = include_str!("../../../src/store/sqlite/migrations/0028_webhooks.sql");
    let (_, filling) = migration.split_once("-- What is there already").unwrap();
    house.database().execute_batch(&format!("DELETE FROM webhook_told; --{filling}")).unwrap();
    assert_eq!(told(), before);
    assert_eq!(second.to_string().len(), 36);
}
