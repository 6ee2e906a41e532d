//! A return visit finds the wall wet again (O-14).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a story that cannot go on stops")]
use client_core::ActionError;
use client_core::visits::ReturnVisitFindings;
use fieldbook_tests::{Technician, World, tell};
use model::rules::Refusal;
use model::seal::voucher::{Language, SignOffKind};
use serde_json::json;

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

/// O-14.: five items and the signature of the person visited. R-115: the difference in charges goes to the desk. R-210: a
/// defect found makes rework due.
async fn the_wall_is_wet(world: &mut World) -> Vec<Technician> {
    let zhou = world.technician("周建国").await;
    let visit = world.desk.dispatches_work(zhou.person, json!({ "work": "return_visit", "fault": "漏水维修回访" })).await;
    zhou.syncs().await;
    zhou.goes_offline();
    let visits = zhou.device().visits();
    zhou.begins(visit);
    let nameless = visits.note_return_visit(visit, &ReturnVisitFindings { opinion: " ".into(), ..wet_again() });
    assert!(matches!(nameless, Err(ActionError::Refused(Refusal::ReturnVisitIncomplete("opinion")))), "{nameless:?}");
    visits.note_return_visit(visit, &wet_again()).unwrap();
    zhou.finishes(visit);
    zhou.lets_the_customer_sign(visit);
    let sheet = visits.open(visit).unwrap();
    assert_eq!(sheet.sign_offs[0].seal.as_ref().unwrap().kind, SignOffKind::ReturnVisit);
    zhou.comes_back();
    world.everybody_syncs(&[&zhou]).await;
    let view = world.desk.view(visit).await;
    assert_eq!((&view["signature"], &view["attention"]), (&json!("current"), &json!(["rework_due", "charges_differ"])));
    let note = view["events"].as_array().unwrap().iter().find(|event| event["kind"] == "return_visit_noted").unwrap().clone();
    assert_eq!((&note["of"], &note["paid_fen"], &note["due_fen"]), (&json!("2602-017"), &json!(5_000), &json!(4_500)));
    vec![zhou]
}

#[tokio::test]
async fn a_return_visit_says_what_it_found_and_is_signed() {
    tell(the_wall_is_wet).await;
}

/// nobody at home: nothing to sign, and the visit says so.
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
    vec![zhou]
}

#[tokio::test]
async fn a_return_visit_with_nobody_at_home_is_not_signed() {
    tell(nobody_at_home).await;
}
