//! A general fault turns out to be a major one while there is no signal (O-11).

use client_core::ActionError;
use client_core::visits::Delivery;
use fieldbook_tests::{Technician, World, WorldClock, tell};
use model::documents::visit::records::{FaultClass, ReportKind};
use model::rules::Refusal;
use serde_json::{Value, json};

/// Every class that was set, with its time.
fn classes(view: &Value) -> Vec<(&Value, &Value)> {
    let events = view["events"].as_array().unwrap().iter();
    events.filter(|event| event["kind"] == "class_set").map(|event| (&event["class"], &event["at"])).collect()
}

/// O-11. R-251: the class is raised, the first one stays readable; the desk set another one meanwhile: both stay, and the higher one is
/// shown until a person decides. R-160: the message waits on the device and goes out with the first link, with the time on site and
/// its delay. R-159: an analysis is due. R-144: a major fault is to be gone two hours after the request, whenever its class was known.
async fn all_services_down(world: &mut World) -> Vec<Technician> {
    world.follows("time_zone = 480\n\n[presets]\nresponse = \"telecom\"\nfault_classes = \"telecom\"\n").await;
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_boiler(zhao.person).await;
    zhao.syncs().await;
    let visits = zhao.device().visits();
    zhao.goes_offline();
    world.clock.becomes(2, 9, 0);
    visits.arrive(visit).unwrap();
    world.clock.becomes(2, 9, 5);
    visits.start(visit).unwrap();
    visits.set_class(visit, FaultClass::General, "值班员描述为单点故障", "").unwrap();

    world.clock.becomes(2, 9, 20);
    let unplanned = visits.set_class(visit, FaultClass::Major, "全厂供热中断", "");
    assert!(matches!(unplanned, Err(ActionError::Refused(Refusal::EntryIncomplete("plan")))), "R-160: {unplanned:?}");
    visits.set_class(visit, FaultClass::Major, "全厂供热中断", "先切换备用泵恢复供热，再查主泵").unwrap();
    visits.report(visit, ReportKind::MajorQuality, "主泵机封爆裂，全厂停热", "", "").unwrap();
    let sheet = visits.open(visit).unwrap();
    let history: Vec<_> = sheet.course.class_history.iter().map(|entry| entry.class).collect();
    assert_eq!((sheet.course.class, history), (Some(FaultClass::Major), vec![FaultClass::General, FaultClass::Major]));
    assert!(matches!(zhao.delivery(visit), Delivery::OnThisPhone { .. }), "nobody has been told yet, and the device says so");

    // The desk hears of it from somebody else and takes it for less.
    world.clock.becomes(2, 9, 30);
    world.desk.records(visit, 1, json!({ "action": "set_class", "class": "severe", "reason": "保安来电：两个车间停热" })).await;

    // Core service first, then the rest; a link exists three hours later.
    world.clock.becomes(2, 12, 30);
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;
    let view = world.desk.view(visit).await;
    let times = [(9, 5), (9, 20), (9, 30)].map(|(hour, minute)| json!(WorldClock::march(2, hour, minute)));
    let words = ["general", "major", "severe"].map(|word| json!(word));
    assert_eq!(classes(&view), words.iter().zip(&times).collect::<Vec<_>>(), "the time on site, not of the upload; both stay");
    let flags = view["attention"].as_array().unwrap();
    for flag in ["analysis_due", "problem_reported", "classes_differ"] {
        assert!(flags.contains(&json!(flag)), "{flag}: {flags:?}");
    }
    assert_eq!(visits.open(visit).unwrap().course.class, Some(FaultClass::Major), "the higher one is shown");
    let due: Vec<_> = view["targets"].as_array().unwrap().iter().map(|target| (&target["promise"], &target["due_at"])).collect();
    assert_eq!(due, [(&json!("fix"), &json!(WorldClock::march(2, 10, 0)))], "two hours from the request at eight");
    let analysis = world.desk.task(visit, "analysis_report").await;
    assert_eq!((&analysis["since"], &analysis["note"]), (&times[1], &json!("全厂供热中断")));

    // Zhao finishes; somebody who knows both decides.
    zhao.finishes(visit);
    zhao.lets_the_customer_sign(visit);
    world.everybody_syncs(&[&zhao]).await;
    let plan = "主泵停用，备用泵运行";
    world.desk.records(visit, 2, json!({ "action": "set_class", "class": "major", "reason": "与现场核实：全厂", "plan": plan })).await;
    world.everybody_syncs(&[&zhao]).await;
    let view = world.desk.view(visit).await;
    assert_eq!(view["signature"], "current");
    assert_eq!(view["targets"][0]["verdict"], "missed", "{}", view["targets"]);
    assert!(!view["attention"].as_array().unwrap().contains(&json!("classes_differ")), "{}", view["attention"]);
    let message = view["events"].as_array().unwrap().iter().find(|event| event["class"] == "major").unwrap().clone();
    let delay_ms = message["received_at"].as_i64().unwrap() - message["at"].as_i64().unwrap();
    assert_eq!(delay_ms / 60_000, 190, "how late the message was can be read, whatever came after it");
    assert_eq!(world.desk.duties_on(visit).await, ["analysis_report", "report_approval"]);
    world.desk.records(visit, 3, json!({ "action": "approve_report", "note": "分析报告已归档" })).await;
    assert_eq!(world.desk.duties_on(visit).await, Vec::<String>::new());
    vec![zhao]
}

#[tokio::test]
async fn a_class_raised_in_the_basement_keeps_its_time_and_its_history() {
    tell(all_services_down).await;
}

/// two devices set another class at once; the higher one is shown until a person decides, and both stay.
async fn two_classes_at_once(world: &mut World) -> Vec<Technician> {
    let phone = world.technician("赵敏").await;
    let tablet = world.second_device(&phone).await;
    let visit = world.desk.dispatches_boiler(phone.person).await;
    world.everybody_syncs(&[&phone, &tablet]).await;
    phone.begins(visit);
    world.everybody_syncs(&[&phone, &tablet]).await;
    phone.goes_offline();
    tablet.goes_offline();
    phone.device().visits().set_class(visit, FaultClass::Major, "全厂停热", "切换备用泵").unwrap();
    world.clock.pass_minutes(3);
    tablet.device().visits().set_class(visit, FaultClass::Severe, "一半车间停热", "").unwrap();
    phone.comes_back();
    tablet.comes_back();
    world.everybody_syncs(&[&phone, &tablet]).await;
    for device in [&phone, &tablet] {
        let course = device.device().visits().open(visit).unwrap().course;
        assert_eq!((course.class, course.class_history.len()), (Some(FaultClass::Major), 2));
    }
    assert!(world.desk.row(visit).await.unwrap()["attention"].as_array().unwrap().contains(&json!("classes_differ")));
    world.clock.pass_minutes(3);
    tablet.device().visits().set_class(visit, FaultClass::Severe, "与值班长核实：一半车间", "").unwrap();
    world.everybody_syncs(&[&phone, &tablet]).await;
    let course = phone.device().visits().open(visit).unwrap().course;
    assert_eq!((course.class, course.class_history.iter().filter(|entry| entry.open).count()), (Some(FaultClass::Severe), 2));
    assert!(!world.desk.row(visit).await.unwrap()["attention"].as_array().unwrap().contains(&json!("classes_differ")));
    vec![phone, tablet]
}

#[tokio::test]
async fn of_two_classes_set_at_once_the_higher_is_shown_until_somebody_decides() {
    tell(two_classes_at_once).await;
}
