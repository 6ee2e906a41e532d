//! A part is not in the van; it is requested from the site and the visit waits for it (O-06).

use client_core::ActionError;
use fieldbook_tests::{Technician, World, WorldClock, roller, tell};
use http::{Method, StatusCode};
use model::documents::visit::records::{PartSwap, StopReason};
use model::documents::visit::requests::RequestState;
use model::rules::Refusal;
use serde_json::{Value, json};

fn power_supply() -> PartSwap {
    PartSwap { part_number: "A1UD-M4".into(), name: "电源板".into(), reason: "烧毁".into(), ..roller() }
}

/// How many of `part` are in the van, by the desk's books and by the device's.
async fn in_the_van(world: &World, zhao: &Technician, part: &str) -> (i64, i64) {
    let van = world.desk.reads(&format!("/v1/desk/technicians/{}/van-stock", zhao.person)).await;
    let at_the_desk = van["lines"].as_array().unwrap().iter().find(|line| line["part_number"] == part);
    let on_the_device = zhao.device().van_stock().unwrap();
    let on_the_device = on_the_device.lines.iter().find(|line| line.part_number == part);
    (at_the_desk.map_or(0, |line| line["quantity"].as_i64().unwrap()), on_the_device.map_or(0, |line| line.quantity))
}

/// O-06.: the request waits for a leader and the visit for the part; permission by word of mouth is on record; the
/// part is issued once. R-035: the next appointment is the customer's too.
async fn power_supply_missing(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.goes_offline();
    let visits = zhao.device().visits();
    zhao.begins(visit);
    world.clock.pass_minutes(20);
    let nothing = visits.request_part(visit, "A1UD-M4", "电源板", 0, true, "烧毁");
    assert!(matches!(nothing, Err(ActionError::Refused(Refusal::EntryIncomplete(_)))), "{nothing:?}");
    let request = visits.request_part(visit, "A1UD-M4", "电源板", 1, true, "烧毁，整机停用").unwrap();
    visits.note_permission(visit, "周主任", "可先用轻载型电源板顶替", WorldClock::march(2, 8, 5)).unwrap();
    world.clock.pass_minutes(1);
    visits.suspend(visit, StopReason::WaitingForParts, "断电挂牌，等电源板", None, None).unwrap();
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;
    let view = world.desk.view(visit).await;
    assert_eq!((&view["status"], &view["attention"]), (&json!("waiting_for_parts"), &json!(["request_pending"])));
    let events = view["events"].as_array().unwrap();
    let permission = events.iter().find(|event| event["kind"] == "permission_noted").unwrap();
    assert_eq!((&permission["by_name"], &permission["said_at"]), (&json!("周主任"), &json!(WorldClock::march(2, 8, 5).as_ms())));
    let course = visits.open(visit).unwrap().course;
    assert_eq!(course.part_requests.iter().map(|asked| (asked.event, asked.state)).collect::<Vec<_>>(), [(request, RequestState::Pending)]);
    let task = world.desk.task(visit, "part_request").await;
    assert_eq!((&task["event"], &task["note"]), (&json!(request), &json!("A1UD-M4 电源板 × 1: 烧毁，整机停用")));

    // The leader approves it, and the storekeeper issues it. The page had lost the answer and sends again, and somebody in the other
    // store had the paper as well: the part is issued once.
    let issue = format!("/v1/desk/visits/{visit}/part-requests/{request}/issue");
    let from = |store: &str| Some(json!({ "store": store }));
    assert_eq!(world.desk.ask(Method::POST, &issue, from("中心库")).await.status, StatusCode::CONFLICT, "R-074: nobody has approved it");
    let decided = |by: &str| json!({ "action": "decide_request", "request": request, "approved": true, "by_name": by });
    assert_eq!(world.desk.is_refused(visit, 1, decided(" ")).await, 422, "somebody approves it");
    world.desk.records(visit, 2, decided("周主任")).await;
    assert_eq!(world.desk.is_refused(visit, 3, decided("周主任")).await, 409, "once");
    let issued: Vec<Value> =
        vec![world.desk.does(&issue, from("中心库").unwrap()).await, world.desk.does(&issue, from("中心库").unwrap()).await];
    assert_eq!((&issued[0]["known"], &issued[1]["known"]), (&json!(false), &json!(true)));
    assert_eq!(world.desk.ask(Method::POST, &issue, from("分库")).await.status, StatusCode::CONFLICT, "issued already");
    assert_eq!(world.desk.duties_on(visit).await, Vec::<String>::new());
    world.everybody_syncs(&[&zhao]).await;
    assert_eq!(in_the_van(world, &zhao, "A1UD-M4").await, (1, 1));
    assert_eq!(visits.open(visit).unwrap().course.part_requests[0].state, RequestState::Approved);

    // The next morning the visit still waits on the board. The customer agrees on the phone; the second trip has no signal either.
    world.clock.becomes(3, 8, 0);
    world.the_dispatcher_signs_in_again().await;
    assert_eq!(world.desk.row(visit).await.unwrap()["status"], "waiting_for_parts");
    let agreed_for = WorldClock::march(4, 14, 0);
    let appointment =
        |by: &str| json!({ "action": "set_appointment", "agreed_for": agreed_for, "consent": { "by_name": by, "how": "phone" } });
    assert_eq!(world.desk.is_refused(visit, 4, appointment("")).await, 422, "R-035: somebody agrees");
    world.desk.records(visit, 5, appointment("李芳")).await;
    world.everybody_syncs(&[&zhao]).await;
    assert_eq!(visits.open(visit).unwrap().appointment_at, Some(agreed_for));
    zhao.goes_offline();
    world.clock.becomes(4, 13, 50);
    visits.resume(visit).unwrap();
    world.clock.becomes(4, 14, 20);
    visits.swap_part(visit, power_supply()).unwrap();
    zhao.finishes(visit);
    zhao.lets_the_customer_sign(visit);
    zhao.comes_back();
    world.the_dispatcher_signs_in_again().await;
    world.everybody_syncs(&[&zhao]).await;
    let row = world.desk.row(visit).await.unwrap();
    assert_eq!((&row["signature"], &row["appointment_at"]), (&json!("current"), &json!(agreed_for)));
    assert_eq!(in_the_van(world, &zhao, "A1UD-M4").await, (0, 0), "issued once, used once");
    assert_eq!(world.desk.clearings_on(visit).await, [("A1UD-M4".to_owned(), "waiting_for_leader".to_owned())]);
    vec![zhao]
}

#[tokio::test]
async fn a_missing_part_is_requested_from_the_site_and_the_visit_waits_for_it() {
    tell(power_supply_missing).await;
}
