//! A return visit finds the wall wet again (O-14).

use client_core::ActionError;
use client_core::visits::ReturnVisitFindings;
use fieldbook_tests::{Technician, World, WorldClock, tell};
use http::{Method, StatusCode};
use model::documents::visit::assessment::Attention;
use model::id::{CallOutId, DocumentId};
use model::rules::Refusal;
use model::seal::voucher::{Language, SignOffKind};
use serde_json::json;

const POLICY: &str = include_str!("../../cli/src/demo/policy.toml");

fn wet_again() -> ReturnVisitFindings {
    ReturnVisitFindings {
        of: "2602-017".into(),
        repair_holds: false,
        state: "外墙内侧再次渗水".into(),
        opinion: "维修工态度很好".into(),
        suggestions: String::new(),
        paid_fen: 5_000,
        due_fen: 4_500,
    }
}

/// A leak in a kitchen, repaired on Monday by `liu` and signed.
async fn leak_repaired(world: &World, liu: &Technician) -> DocumentId {
    let fields = json!({ "fault": "厨房漏水", "asset": { "product": "给水管", "model": "PPR-25", "serial": "3-502" } });
    let repair = world.desk.dispatches_work(liu.person, fields).await;
    liu.syncs().await;
    liu.goes_offline();
    liu.works_through(repair);
    liu.comes_back();
    world.everybody_syncs(&[liu]).await;
    repair
}

/// O-14. R-207: due in three days, made after four, flagged one day late.: five items and the signature of the person
/// visited. R-115: the difference in charges goes to the desk. R-210: the notice to the repair worker is due 24 hours after the visit,
/// and late if the upload is later. R-049: the rework names the first order and is a repeat repair.
async fn the_wall_is_wet(world: &mut World) -> Vec<Technician> {
    world.follows(&POLICY.replace("return_visits = \"appliances\"", "return_visits = \"property\"")).await;
    let liu = world.technician("刘强").await;
    let zhou = world.technician("周建国").await;
    let repair = leak_repaired(world, &liu).await;
    let number = world.desk.row(repair).await.unwrap()["number"].as_str().unwrap().to_owned();
    let look_again = json!({ "what": "return_visit", "call_out": CallOutId::from_bytes([7; 16]), "after": "leak_repair" });
    let visit = world.desk.follows_up(repair, look_again, zhou.person).await;
    world.everybody_syncs(&[&liu, &zhou]).await;
    let visits = zhou.device().visits();
    let due = visits.agenda().unwrap().into_iter().find(|row| row.id == visit).unwrap().due.unwrap();
    assert_eq!(due.by, WorldClock::march(6, 0, 0).plus_ms(-1), "by the end of Thursday");

    // Friday in the flat, without a signal.
    zhou.goes_offline();
    world.clock.becomes(6, 9, 0);
    zhou.begins(visit);
    assert!(visits.open(visit).unwrap().call_out.fault.starts_with(&number), "the order says which repair it is about");
    let of = ReturnVisitFindings { of: number.clone(), ..wet_again() };
    let nameless = visits.note_return_visit(visit, &ReturnVisitFindings { opinion: " ".into(), ..of.clone() });
    assert!(matches!(nameless, Err(ActionError::Refused(Refusal::ReturnVisitIncomplete("opinion")))), "{nameless:?}");
    visits.note_return_visit(visit, &of).unwrap();
    zhou.finishes(visit);
    zhou.lets_the_customer_sign(visit);
    let sheet = visits.open(visit).unwrap();
    assert_eq!(sheet.sign_offs[0].seal.as_ref().unwrap().kind, SignOffKind::ReturnVisit);

    // The signal is back on Saturday at noon.
    world.clock.becomes(7, 12, 0);
    world.the_dispatcher_signs_in_again().await;
    zhou.comes_back();
    world.everybody_syncs(&[&liu, &zhou]).await;
    let view = world.desk.view(visit).await;
    let flags = json!(["return_visit_late", "rework_due", "charges_differ"]);
    assert_eq!((&view["signature"], &view["attention"]), (&json!("current"), &flags));
    let target = &view["targets"][0];
    assert_eq!((&target["promise"], &target["due_at"]), (&json!("fix"), &json!(due.by)), "a day late: {target}");
    let note = view["events"].as_array().unwrap().iter().find(|event| event["kind"] == "return_visit_noted").unwrap().clone();
    assert_eq!((&note["of"], &note["paid_fen"], &note["due_fen"]), (&json!(number), &json!(5_000), &json!(4_500)));
    let notice = world.desk.task(visit, "rework_notice").await;
    let by = WorldClock::march(7, 9, 15);
    assert_eq!((&notice["due_at"], &notice["late"], &notice["note"]), (&json!(by), &json!(true), &json!("外墙内侧再次渗水")));

    // The repair worker has it in writing: the rework, which names the order that did not hold.
    let rework = json!({ "what": "rework", "call_out": CallOutId::from_bytes([8; 16]) });
    let again = world.desk.follows_up(visit, rework.clone(), liu.person).await;
    let body = json!({ "purpose": rework, "dispatch": { "technician": liu.person } });
    let twice = world.desk.ask(Method::POST, &format!("/v1/desk/visits/{visit}/follow-ups"), Some(body)).await;
    assert_eq!(twice.status, StatusCode::CONFLICT, "sent twice it is one");
    world.desk.records(visit, 1, json!({ "action": "approve_report", "note": "已书面通知刘强" })).await;
    assert_eq!(world.desk.duties_on(visit).await, Vec::<String>::new());
    world.everybody_syncs(&[&liu, &zhou]).await;
    let row = liu.device().visits().agenda().unwrap().into_iter().find(|row| row.id == again).unwrap();
    assert_eq!((row.fault.as_str(), row.attention), ("外墙内侧再次渗水", vec![Attention::RepeatRepair]));
    let view = world.desk.view(again).await;
    assert!(view["events"].as_array().unwrap().iter().any(|event| event["kind"] == "repeat_noted" && event["earlier"] == number.as_str()));
    assert_ne!(view["number"], number.as_str(), "an order of its own");
    vec![liu, zhou]
}

#[tokio::test]
async fn a_return_visit_says_what_it_found_and_the_repair_is_done_again() {
    tell(the_wall_is_wet).await;
}

/// on the third day and with the defect told at once, nothing is late.
async fn in_time(world: &mut World) -> Vec<Technician> {
    world.follows(&POLICY.replace("return_visits = \"appliances\"", "return_visits = \"property\"")).await;
    let liu = world.technician("刘强").await;
    let zhou = world.technician("周建国").await;
    let repair = leak_repaired(world, &liu).await;
    let look_again = json!({ "what": "return_visit", "call_out": CallOutId::from_bytes([7; 16]), "after": "leak_repair" });
    let visit = world.desk.follows_up(repair, look_again.clone(), zhou.person).await;
    world.everybody_syncs(&[&liu, &zhou]).await;
    zhou.goes_offline();
    world.clock.becomes(5, 18, 0);
    zhou.begins(visit);
    zhou.device().visits().note_return_visit(visit, &ReturnVisitFindings { paid_fen: 4_500, ..wet_again() }).unwrap();
    zhou.finishes(visit);
    zhou.lets_the_customer_sign(visit);
    zhou.comes_back();
    world.the_dispatcher_signs_in_again().await;
    world.everybody_syncs(&[&liu, &zhou]).await;
    assert_eq!(world.desk.row(visit).await.unwrap()["attention"], json!(["rework_due"]));
    assert_eq!(world.desk.task(visit, "rework_notice").await["late"], false);
    let body = json!({ "purpose": look_again, "dispatch": { "technician": zhou.person } });
    let unfinished = world.desk.ask(Method::POST, &format!("/v1/desk/visits/{visit}/follow-ups"), Some(body)).await;
    assert_eq!(unfinished.status, StatusCode::CONFLICT, "a return visit is no repair to look at");
    vec![liu, zhou]
}

#[tokio::test]
async fn a_return_visit_on_the_third_day_is_in_time() {
    tell(in_time).await;
}

/// nobody at home: nothing to sign, nothing found, and the visit says so: it is no return visit that was made.
async fn nobody_at_home(world: &mut World) -> Vec<Technician> {
    let zhou = world.technician("周建国").await;
    let visit = world.desk.dispatches_work(zhou.person, json!({ "work": "return_visit", "fault": "漏水维修回访" })).await;
    zhou.syncs().await;
    zhou.goes_offline();
    let visits = zhou.device().visits();
    zhou.begins(visit);
    assert!(visits.show_voucher(visit, Language::Chinese).is_err());
    visits.record_absence(visit, Language::Chinese, "住户不在家").unwrap();
    zhou.comes_back();
    world.everybody_syncs(&[&zhou]).await;
    let row = world.desk.row(visit).await.unwrap();
    assert_eq!((&row["signature"], &row["attention"]), (&json!("none"), &json!(["customer_absent"])));
    assert_eq!((&row["status"], row.get("finished_at")), (&json!("working"), None), "it does not count as made");
    let events = world.desk.view(visit).await["events"].clone();
    assert!(!events.as_array().unwrap().iter().any(|event| event["kind"] == "return_visit_noted"));
    vec![zhou]
}

#[tokio::test]
async fn a_return_visit_with_nobody_at_home_is_not_signed() {
    tell(nobody_at_home).await;
}
