//! The customer refuses to sign; the order stays open and a supervisor follows up (O-04).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a story that cannot go on stops")]
use client_core::ActionError;
use fieldbook_tests::{Technician, World, roller, tell};
use model::documents::visit::records::ReportKind;
use model::documents::visit::status::WorkStatus;
use model::rules::Refusal;
use model::seal::record::Signer;
use model::seal::voucher::{Language, SignOffKind};
use serde_json::json;

const WORDS: &str = "响声还在，我不签字";

fn asked() -> Signer {
    Signer { name: "李芳".into(), role: "行政".into(), remarks: String::new() }
}

/// O-04.: a refusal is an outcome with reason and words; the order stays open; nobody presses. A later signature
/// clears the mark, and the refusal stays in the history.
async fn the_noise_is_still_there(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.goes_offline();
    let visits = zhao.device().visits();
    zhao.begins(visit);
    visits.swap_part(visit, roller()).unwrap();
    let early = visits.record_refusal(visit, Language::Chinese, asked(), "响声未消除", WORDS);
    assert!(matches!(early, Err(ActionError::Refused(Refusal::NotFinished))), "{early:?}");
    zhao.finishes(visit);
    let mute = visits.record_refusal(visit, Language::Chinese, asked(), "响声未消除", "");
    assert!(matches!(mute, Err(ActionError::Refused(Refusal::WordsMissing))), "{mute:?}");
    visits.record_refusal(visit, Language::Chinese, asked(), "响声未消除", WORDS).unwrap();
    world.clock.pass_minutes(2);
    visits.report(visit, ReportKind::Result, "客户拒签，次日由主管联系", "", "").unwrap();
    let sheet = visits.open(visit).unwrap();
    assert_eq!((sheet.status, sheet.sign_offs.len()), (WorkStatus::Finished, 1));
    let seal = sheet.sign_offs[0].seal.as_ref().unwrap();
    assert_eq!((seal.kind, seal.unsigned.as_ref().unwrap().words.as_str()), (SignOffKind::Refused, WORDS));
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;

    let view = world.desk.view(visit).await;
    assert_eq!((&view["status"], &view["signature"]), (&json!("finished"), &json!("none")), "service finished, not signed");
    assert_eq!(view["attention"], json!(["signature_refused"]), "the supervisor sees it the same day");
    assert_eq!(view["sign_offs"][0]["unsigned"], json!({ "reason": "响声未消除", "words": WORDS }));
    assert_eq!(view["parts"].as_array().unwrap().len(), 1, "part lines stay");

    // Two days later the supervisor was there, and the customer signs.
    world.clock.becomes(4, 9, 0);
    world.the_dispatcher_signs_in_again().await;
    zhao.lets_the_customer_sign(visit);
    world.everybody_syncs(&[&zhao]).await;
    let view = world.desk.view(visit).await;
    assert_eq!((&view["signature"], &view["attention"]), (&json!("current"), &json!([])));
    let kinds: Vec<_> = view["sign_offs"].as_array().unwrap().iter().map(|sign_off| sign_off["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"refused") && kinds.contains(&"acceptance"), "the refusal stays in the history: {kinds:?}");
    vec![zhao]
}

#[tokio::test]
async fn a_refused_signature_is_an_outcome_and_a_later_one_clears_it() {
    tell(the_noise_is_still_there).await;
}

/// nobody there is not a refusal; both keep the order open.
async fn nobody_at_home(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.goes_offline();
    zhao.begins(visit);
    zhao.finishes(visit);
    zhao.device().visits().record_absence(visit, Language::Chinese, "客户已下班，门卫不签字").unwrap();
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;
    let row = world.desk.row(visit).await.unwrap();
    assert_eq!((&row["signature"], &row["attention"]), (&json!("none"), &json!(["customer_absent"])));
    vec![zhao]
}

#[tokio::test]
async fn an_absent_customer_leaves_the_order_open() {
    tell(nobody_at_home).await;
}
