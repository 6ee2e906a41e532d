//! The visit is given to somebody else while the technician is offline (O-09).

use client_core::visits::Delivery;
use fieldbook_tests::{Technician, World, tell};

/// O-09. R-145: timeliness is judged by who was there first.
async fn done_before_the_news(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    let chen = world.technician("陈刚").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    chen.syncs().await;

    // 8:50 without signal: arrived, finished and signed.
    zhao.goes_offline();
    world.clock.pass_minutes(50);
    zhao.works_through(visit);
    // The desk sees no sign of life and gives the visit to Chen.
    world.desk.reassigns(visit, chen.person, "没有消息").await;
    chen.syncs().await;
    assert_eq!(chen.device().visits().agenda().unwrap().len(), 1);
    // Zhao comes back.
    zhao.comes_back();
    zhao.syncs().await;
    let left = zhao.device().visits().open(visit).unwrap().left.expect("the visit has left this device");
    assert_eq!(left.successor.as_deref(), Some("陈刚"));

    // Chen arrives, syncs and finds it done.
    chen.syncs().await;
    let found = chen.device().visits().open(visit).unwrap();
    assert_eq!(serde_json::to_value(found.signature).unwrap(), "current");
    chen.device().visits().record_void_trip(visit, "已由赵敏完成").unwrap();
    chen.syncs().await;

    let view = world.desk.view(visit).await;
    assert_eq!((&view["status"], &view["signature"]), (&"finished".into(), &"current".into()));
    let flags = view["attention"].as_array().unwrap();
    assert!(flags.contains(&"worked_after_reassignment".into()) && flags.contains(&"void_trip".into()), "{flags:?}");
    let names: Vec<_> = view["events"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["kind"] == "assigned")
        .map(|event| event["technician_name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["赵敏", "陈刚"]);
    let arrived = view["arrived_at"].as_i64().unwrap();
    let arrival = view["events"].as_array().unwrap().iter().find(|event| event["kind"] == "arrived").unwrap();
    assert_eq!(arrival["by"], zhao.person.to_string(), "timeliness is judged by who was there first (R-145)");
    assert_eq!(arrived, arrival["at"].as_i64().unwrap());
    assert_eq!(view["late_work"].as_array().unwrap().len(), 1);
    vec![zhao, chen]
}

#[tokio::test]
async fn work_done_before_the_news_is_valid_and_the_second_trip_is_void() {
    tell(done_before_the_news).await;
}

async fn done_by_both(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    let chen = world.technician("陈刚").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.goes_offline();
    zhao.works_through(visit);
    world.desk.reassigns(visit, chen.person, "没有消息").await;
    chen.syncs().await;
    chen.goes_offline();
    chen.works_through(visit);
    chen.comes_back();
    chen.syncs().await;
    zhao.comes_back();
    zhao.syncs().await;
    chen.syncs().await;

    let view = world.desk.view(visit).await;
    assert_eq!(view["sign_offs"].as_array().unwrap().len(), 2);
    assert!(view["sign_offs"].as_array().unwrap().iter().all(|sign_off| sign_off["verified"] == true));
    assert_eq!(view["parts"].as_array().unwrap().len(), 2);
    assert!(view["attention"].as_array().unwrap().contains(&"finished_twice".into()));
    vec![zhao, chen]
}

#[tokio::test]
async fn both_reports_stay_when_both_have_done_the_work() {
    tell(done_by_both).await;
}

async fn sent_long_after(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    let chen = world.technician("陈刚").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.goes_offline();
    zhao.works_through(visit);
    world.desk.reassigns(visit, chen.person, "设备丢失").await;
    world.clock.pass_minutes(8 * 24 * 60);
    zhao.comes_back();
    zhao.syncs_until_nothing_waits().await;
    zhao.syncs().await;
    world.the_dispatcher_signs_in_again().await;
    let view = world.desk.view(visit).await;
    assert_eq!((&view["status"], &view["signature"]), (&"assigned".into(), &"none".into()));
    let late = view["late_work"].as_array().unwrap();
    assert!(late.iter().any(|work| work["quarantined"] == true), "{late:?}");
    assert!(matches!(&zhao.delivery(visit), Delivery::Parked { code, .. } if code == "quarantined"));

    // The desk gives the visit back: the work enters it, and the phone says so.
    world.desk.reassigns(visit, zhao.person, "已找到").await;
    zhao.syncs().await;
    assert_eq!(zhao.delivery(visit), Delivery::Complete);
    assert_eq!(world.desk.row(visit).await.unwrap()["signature"], "current");
    vec![zhao, chen]
}

#[tokio::test]
async fn work_sent_long_after_the_visit_changed_hands_is_kept_apart_and_not_lost() {
    tell(sent_long_after).await;
}
