//! A visit after a visit: going on with what was left, and rework of what does not hold.

use crate::house::{DAY_MS, House, call_out, order};
use model::documents::visit::records::EventKind;
use model::id::{CallOutId, DocumentId, EventId};
use serde_json::{Value, json};

fn status_of(house: &House) -> Vec<String> {
    let database = house.database();
    let mut find = database.prepare("SELECT status FROM call_out ORDER BY number").unwrap();
    find.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn visit_of(body: &Value) -> DocumentId {
    body["visit"].as_str().unwrap().parse().unwrap()
}

/// O-04: a refusal is the supervisor's the same day; a signature on a second visit clears the entry,
/// and the refusal stays in the history.
#[tokio::test]
async fn a_refusal_leaves_the_entry_open_until_a_second_visit_is_signed() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let first = desk.dispatch(wang.person()).await;
    wang.sync().await;
    let path = format!("/v1/desk/visits/{first}/follow-ups");
    let go_on = json!({ "purpose": { "what": "go_on" }, "dispatch": order(wang.person()) });
    assert_eq!(desk.post(&path, go_on.clone()).await.0, 409, "the first is still going on");
    wang.begin(first);
    wang.finish(first);
    wang.refused(first, "客户认为噪音仍在", "还是响");
    wang.sync().await;
    assert_eq!(status_of(&house), ["dispatched"]);
    let (_, tasks) = desk.get("/v1/desk/tasks").await;
    let task = &tasks["tasks"][0];
    // Noon UTC is evening in China; its day ends four hours later.
    let end_of_day = crate::house::NOON_MS + 4 * 3_600_000 - 1;
    assert_eq!(
        (&task["task"], &task["due_at"], &task["late"], &task["note"]),
        (&json!("signature_refused"), &json!(end_of_day), &json!(false), &json!("客户认为噪音仍在"))
    );
    house.clock.pass_ms(60_000);
    let (status, opened) = desk.post(&path, go_on.clone()).await;
    assert_eq!(status.as_u16(), 201, "{opened}");
    assert_eq!(desk.post(&path, go_on).await.0, 409, "the first was followed already");
    let second = visit_of(&opened);
    wang.sync().await;
    assert_eq!(desk.row(second).await["number"], desk.row(first).await["number"]);
    wang.begin(second);
    wang.finish(second);
    wang.sync().await;
    assert_eq!(status_of(&house), ["dispatched"], "finished is not signed (R-007)");
    wang.sign(second);
    wang.sync().await;
    assert_eq!(status_of(&house), ["cleared"]);
    assert_eq!(desk.visit(first).await["sign_offs"][0]["kind"], json!("refused"));
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 0);
}

/// O-14: rework is a new entry that names the first one and is flagged; the notice is due 24 hours from the visit.
#[tokio::test]
async fn rework_after_a_return_visit_names_the_first_order_and_is_a_repeat() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let mut entry = call_out();
    entry["work"] = json!("return_visit");
    let (_, registered) = desk.post("/v1/desk/call-outs", entry).await;
    let path = format!("/v1/desk/call-outs/{}/visits", registered["id"].as_str().unwrap());
    let (_, opened) = desk.post(&path, order(wang.person())).await;
    let looked = visit_of(&opened);
    wang.sync().await;
    wang.begin(looked);
    let found = wang.event(
        looked,
        EventKind::ReturnVisitNoted {
            of: "C261110-004".into(),
            repair_holds: false,
            state: "墙又湿了 wall wet again".into(),
            opinion: "师傅很好".into(),
            suggestions: String::new(),
            paid_fen: 5_000,
            due_fen: 4_500,
        },
    );
    house.clock.pass_ms(2 * DAY_MS);
    wang.renew().await;
    wang.sync().await;
    let mut desk = desk;
    desk.sign_in().await;
    let (_, tasks) = desk.get("/v1/desk/tasks").await;
    let task = tasks["tasks"].as_array().unwrap().iter().find(|task| task["task"] == "rework_notice").unwrap().clone();
    let term = task["due_at"].as_i64().unwrap() - task["since"].as_i64().unwrap();
    assert_eq!((term, &task["late"], &task["event"]), (DAY_MS, &json!(true), &json!(found)), "counted from the visit, not the upload");
    let rework = |call_out: u8| {
        json!({
            "purpose": { "what": "rework", "call_out": CallOutId::from_bytes([call_out; 16]) },
            "dispatch": order(wang.person()),
        })
    };
    let path = format!("/v1/desk/visits/{looked}/follow-ups");
    let (status, opened) = desk.post(&path, rework(1)).await;
    assert_eq!(status.as_u16(), 201, "{opened}");
    assert_eq!(desk.post(&path, rework(1)).await.0, 409, "sent twice it is one");
    let row = desk.row(visit_of(&opened)).await;
    assert_eq!((&row["fault"], &row["work"]), (&json!("墙又湿了 wall wet again"), &json!("repair")));
    assert!(row["attention"].as_array().unwrap().contains(&json!("repeat_repair")), "{row}");
    let events = desk.visit(visit_of(&opened)).await["events"].clone();
    assert!(events.as_array().unwrap().iter().any(|event| event["earlier"] == json!("C261110-004")), "{events}");
}

/// a finished repair is looked at again by the end of the last day that policy gives; the entry is made once, and names the repair.
#[tokio::test]
async fn a_finished_repair_is_looked_at_again_by_the_day_that_policy_gives() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let rules = "[return_visits]\nrules = [{ after = \"leak_repair\", within_days = 3 }]\n";
    let file = server::policies::PolicyFile::read("return.toml", rules).unwrap();
    house.server.set_policy(Some("Hangzhou"), &file).await.unwrap();
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let repair = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(repair);
    wang.sync().await;
    let path = format!("/v1/desk/visits/{repair}/follow-ups");
    let look_again = json!({
        "purpose": { "what": "return_visit", "call_out": CallOutId::from_bytes([1; 16]), "after": "leak_repair" },
        "dispatch": order(wang.person()),
    });
    assert_eq!(desk.post(&path, look_again.clone()).await.0, 409, "the repair is not finished");
    wang.finish(repair);
    wang.sync().await;
    let (status, opened) = desk.post(&path, look_again.clone()).await;
    assert_eq!(status.as_u16(), 201, "{opened}");
    assert_eq!(desk.post(&path, look_again).await.0, 409, "sent twice it is one");
    let row = desk.row(visit_of(&opened)).await;
    // Noon UTC is evening in China; its day ends four hours later.
    let due = crate::house::NOON_MS + 4 * 3_600_000 - 1 + 3 * DAY_MS;
    assert_eq!((&row["work"], &row["targets"][0]["due_at"]), (&json!("return_visit"), &json!(due)), "{row}");
    let number = desk.row(repair).await["number"].as_str().unwrap().to_owned();
    assert!(row["fault"].as_str().unwrap().starts_with(&number) && row["number"] != number.as_str());
}

/// the same fault on the same product within the policy's window is flagged when somebody is sent; outside of it it is not.
#[tokio::test]
async fn a_second_repair_of_the_same_fault_is_flagged_within_the_window() {
    let house = House::open().await;
    let mut desk = house.organisation("Hangzhou").await;
    let file = server::policies::PolicyFile::read("repeat.toml", "repeat_repair_days = 30\n").unwrap();
    house.server.set_policy(Some("Hangzhou"), &file).await.unwrap();
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let first = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(first);
    wang.finish(first);
    wang.sign(first);
    wang.sync().await;
    for (days, repeated) in [(29, true), (2, false)] {
        house.clock.pass_ms(days * DAY_MS);
        desk.sign_in().await;
        let again = desk.dispatch(wang.person()).await;
        let attention = desk.row(again).await["attention"].clone();
        assert_eq!(attention.as_array().unwrap().contains(&json!("repeat_repair")), repeated, "after {days} more days");
    }
}

/// O-15: a stop is gone on with in a second visit; the first stays as it was, and nothing is ever refused to the one who comes late.
#[tokio::test]
async fn a_stopped_visit_may_be_followed_and_still_be_signed_itself() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let first = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.event(first, EventKind::VoidTrip { reason: "无人在家".into() });
    wang.sync().await;
    house.clock.pass_ms(1_000);
    let path = format!("/v1/desk/visits/{first}/follow-ups");
    let go_on = json!({ "purpose": { "what": "go_on" }, "dispatch": order(wang.person()) });
    assert_eq!(desk.post(&path, go_on).await.0.as_u16(), 201);
    wang.sync().await;
    wang.begin(first);
    wang.finish(first);
    wang.sign(first);
    wang.sync().await;
    assert_eq!(status_of(&house), ["cleared"]);
    let event = EventId::from_bytes([1; 16]);
    let late = json!({ "id": event, "action": "inform_dealer", "note": "经销商 Dealer Ltd, by phone" });
    assert_eq!(desk.post(&format!("/v1/desk/visits/{first}/actions"), late).await.0.as_u16(), 200);
}
