//! Not finished today, and the new appointment cannot be kept either (O-15).

use client_core::ActionError;
use fieldbook_tests::{Technician, World, WorldClock, tell};
use model::documents::visit::records::{AfterRefusal, Channel, Consent, ConsentWay, StopReason};
use model::documents::visit::status::WorkStatus;
use model::rules::Refusal;
use serde_json::{Value, json};

fn agreed() -> Option<Consent> {
    Some(Consent { by_name: "李芳".into(), how: ConsentWay::InPerson })
}

/// Minutes on site of each date in the register of days.
async fn minutes_by_date(world: &World) -> Vec<(Value, Value)> {
    let register = world.desk.everything().await["registers"]["day"].clone();
    let rows = register.as_array().unwrap().iter();
    rows.map(|row| (row["data"]["date"].clone(), row["data"]["totals"]["c_minutes"].clone())).collect()
}

/// O-15.: a second appointment of the same order, a delay seen before its time, one signature at the end.
/// the hours of both days stand in their own reports.
async fn not_finished_today(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_boiler(zhao.person).await;
    zhao.syncs().await;
    let visits = zhao.device().visits();

    // Monday afternoon in the boiler room, without a signal: not finished by five; the customer agrees to tomorrow half past eight.
    zhao.goes_offline();
    world.clock.becomes(2, 14, 0);
    visits.arrive(visit).unwrap();
    world.clock.becomes(2, 14, 10);
    visits.start(visit).unwrap();
    world.clock.becomes(2, 17, 0);
    let tomorrow = WorldClock::march(3, 8, 30);
    let unasked = visits.suspend(visit, StopReason::Unfinished, "燃烧器需冷却后再拆", Some(tomorrow), None);
    assert!(matches!(unasked, Err(ActionError::Refused(Refusal::ConsentMissing))), "R-035: {unasked:?}");
    visits.suspend(visit, StopReason::Unfinished, "燃烧器需冷却后再拆", Some(tomorrow), agreed()).unwrap();
    let promise = WorldClock::march(3, 23, 59);
    visits.promise_completion(visit, promise, "").unwrap();
    assert_eq!(visits.open(visit).unwrap().status, WorkStatus::ToBeContinued);
    let monday = zhao.opens_the_day(2);
    zhao.confirms(monday);

    // Tuesday morning on the way: half past eight cannot be kept. Two calls, one message, nobody answers.
    world.clock.becomes(3, 7, 50);
    visits.depart(visit).unwrap();
    for (minute, channel) in [(5, Channel::Phone), (9, Channel::Phone), (10, Channel::TextMessage)] {
        world.clock.becomes(3, 8, minute);
        visits.attempt_contact(visit, channel, false, "").unwrap();
    }
    visits.foresee_delay(visit, Some(WorldClock::march(3, 9, 15)), false, "高架封路").unwrap();

    // A signal at the ring road, before the appointed time: the desk sees it all and could still send somebody else.
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;
    world.the_dispatcher_signs_in_again().await;
    let view = world.desk.view(visit).await;
    assert_eq!((&view["status"], &view["appointment_at"]), (&json!("travelling"), &json!(tomorrow.as_ms())));
    assert_eq!(view["attention"], json!(["delay_foreseen"]), "R-038");
    let attempts: Vec<_> = view["events"].as_array().unwrap().iter().filter(|event| event["kind"] == "contact_attempted").collect();
    assert_eq!(attempts.len(), 3, "R-034: every attempt is listed");
    assert!(attempts.iter().all(|attempt| attempt["reached"] == false));

    // The second trip, again without a signal: stopped once more, so the supervisor's help is asked for, and done after all.
    zhao.goes_offline();
    world.clock.becomes(3, 9, 15);
    visits.resume(visit).unwrap();
    assert_eq!(visits.open(visit).unwrap().course.delay, None, "the delay is over when somebody is there");
    world.clock.becomes(3, 10, 0);
    visits.put_promise_at_risk(visit, "点火变压器也坏了", true).unwrap();
    visits.suspend(visit, StopReason::CustomerAsked, "锅炉房午间不让停气", Some(WorldClock::march(3, 13, 0)), agreed()).unwrap();
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;
    let duty = world.desk.task(visit, "promise_at_risk").await;
    assert_eq!(
        (&duty["since"], &duty["due_at"]),
        (&json!(WorldClock::march(3, 10, 0)), &json!(promise)),
        "R-098: since it was seen on site"
    );
    zhao.goes_offline();
    world.clock.becomes(3, 13, 0);
    visits.resume(visit).unwrap();
    world.clock.becomes(3, 13, 5);
    zhao.finishes(visit);
    zhao.lets_the_customer_sign(visit);
    let tuesday = zhao.opens_the_day(3);
    zhao.confirms(tuesday);
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;

    let row = world.desk.row(visit).await.unwrap();
    assert_eq!((&row["status"], &row["signature"]), (&json!("finished"), &json!("current")), "R-061");
    let flags = row["attention"].as_array().unwrap();
    assert!(flags.contains(&json!("stopped_again")), "{flags:?}");
    assert_eq!(world.desk.duties_on(visit).await, ["report_approval"], "nobody has to see to the promise any more");
    assert_eq!(world.desk.view(visit).await["sign_offs"].as_array().unwrap().len(), 1, "one signature at the end");
    let on_tuesday = 45 + 65;
    let minutes = minutes_by_date(world).await;
    assert_eq!(minutes, [(json!("2026-03-02"), json!(180)), (json!("2026-03-03"), json!(on_tuesday))], "each day its own hours");
    assert_eq!(visits.open(visit).unwrap().course.stops.len(), 2);
    vec![zhao]
}

#[tokio::test]
async fn a_second_appointment_of_the_same_order_and_one_signature() {
    tell(not_finished_today).await;
}

/// without the customer's consent the appointment stands, and somebody else comes.
async fn another_time_refused(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    let chen = world.technician("陈刚").await;
    let visit = world.desk.dispatches_boiler(zhao.person).await;
    world.everybody_syncs(&[&zhao, &chen]).await;
    zhao.goes_offline();
    world.clock.becomes(2, 8, 20);
    let visits = zhao.device().visits();
    let appointment = visits.open(visit).unwrap().appointment_at;
    let words = "今天必须修好，明天有检查";
    visits.refuse_appointment(visit, WorldClock::march(3, 9, 0), words, AfterRefusal::OtherTechnician).unwrap();
    assert_eq!(visits.open(visit).unwrap().appointment_at, appointment, "the appointment stands");
    zhao.comes_back();
    world.everybody_syncs(&[&zhao, &chen]).await;
    assert_eq!(world.desk.row(visit).await.unwrap()["attention"], json!(["appointment_refused"]));
    world.clock.becomes(2, 8, 30);
    world.desk.reassigns(visit, chen.person, "客户不同意改期").await;
    world.everybody_syncs(&[&zhao, &chen]).await;
    chen.works_through(visit);
    world.everybody_syncs(&[&zhao, &chen]).await;
    let row = world.desk.row(visit).await.unwrap();
    assert_eq!((&row["signature"], &row["technician_name"]), (&json!("current"), &json!("陈刚")));
    vec![zhao, chen]
}

#[tokio::test]
async fn a_customer_who_refuses_another_time_gets_somebody_else() {
    tell(another_time_refused).await;
}
