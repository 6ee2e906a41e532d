//! A part is not in the van; it is requested from the site and the visit waits for it (O-06).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a story that cannot go on stops")]
use client_core::ActionError;
use fieldbook_tests::{Technician, World, WorldClock, roller, tell};
use model::documents::visit::records::{Consent, ConsentWay, PartSwap, StopReason};
use model::documents::visit::requests::RequestState;
use model::rules::Refusal;
use serde_json::json;

fn power_supply() -> PartSwap {
    PartSwap { part_number: "A1UD-M4".into(), name: "电源板".into(), reason: "烧毁".into(), ..roller() }
}

/// O-06.: the request waits for a decision and the visit for the part; permission by word of mouth is on record.
/// the next appointment is the customer's too.
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

    // The part is there; the customer agrees on the phone; the second trip has no signal either.
    world.clock.becomes(4, 9, 0);
    let consent = Consent { by_name: "李芳".into(), how: ConsentWay::Phone };
    visits.set_appointment(visit, WorldClock::march(4, 14, 0), consent).unwrap();
    zhao.goes_offline();
    world.clock.becomes(4, 13, 50);
    visits.resume(visit).unwrap();
    world.clock.becomes(4, 14, 20);
    visits.swap_part(visit, power_supply()).unwrap();
    zhao.finishes(visit);
    zhao.lets_the_customer_sign(visit);
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;
    world.the_dispatcher_signs_in_again().await;
    let row = world.desk.row(visit).await.unwrap();
    assert_eq!((&row["signature"], &row["appointment_at"]), (&json!("current"), &json!(WorldClock::march(4, 14, 0).as_ms())));
    vec![zhao]
}

#[tokio::test]
async fn a_missing_part_is_requested_from_the_site_and_the_visit_waits_for_it() {
    tell(power_supply_missing).await;
}
