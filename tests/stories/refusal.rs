//! The customer refuses to sign; the order stays open and a supervisor follows up (O-04).

use client_core::ActionError;
use client_core::complaints::NewComplaint;
use fieldbook_tests::{Technician, World, WorldClock, picture, roller, tell};
use http::{Method, StatusCode};
use model::documents::visit::records::ReportKind;
use model::documents::visit::status::WorkStatus;
use model::rules::Refusal;
use model::seal::record::Signer;
use model::seal::voucher::{Language, SignOffKind};
use serde_json::{Value, json};

const WORDS: &str = "响声还在，我不签字";

fn asked() -> Signer {
    Signer { name: "李芳".into(), role: "行政".into(), remarks: String::new() }
}

/// O-04.: a refusal is an outcome with reason and words; the order stays open, and it is the supervisor's the
/// same day; nobody presses. R-076: the parts stay, and are not cleared. R-165: the customer's words are the original of a complaint. A
/// signature on a second visit clears the entry, and the refusal stays in the history.
async fn the_noise_is_still_there(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    let zhou = world.technician("周建国").await;
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
    visits.attach_photo(visit, &picture(700), "image/jpeg", "响声位置").unwrap();
    world.clock.pass_minutes(2);
    visits.report(visit, ReportKind::Result, "客户拒签，次日由主管联系", "", "").unwrap();
    let sheet = visits.open(visit).unwrap();
    assert_eq!((sheet.status, sheet.sign_offs.len()), (WorkStatus::Finished, 1));
    let seal = sheet.sign_offs[0].seal.as_ref().unwrap();
    assert_eq!((seal.kind, seal.unsigned.as_ref().unwrap().words.as_str()), (SignOffKind::Refused, WORDS));
    // The complaint is there to be taken down, in the customer's own words.
    let complaints = zhao.device().complaints();
    let proposed = complaints.propose(visit).unwrap();
    assert_eq!((proposed.words.as_str(), proposed.complainant.name.as_str(), proposed.visit), (WORDS, "李芳", Some(visit)));
    let complaint =
        complaints.receive(&NewComplaint { answer_promised_for: Some(WorldClock::march(3, 17, 0)), ..proposed }).unwrap().complaint;
    zhao.comes_back();
    world.everybody_syncs(&[&zhao, &zhou]).await;

    let view = world.desk.view(visit).await;
    assert_eq!((&view["status"], &view["signature"]), (&json!("finished"), &json!("none")), "service finished, not signed");
    assert_eq!(view["attention"], json!(["signature_refused"]), "the supervisor sees it the same day");
    assert_eq!(view["sign_offs"][0]["unsigned"], json!({ "reason": "响声未消除", "words": WORDS }));
    assert_eq!(view["photos"][0]["complete"], true);
    assert_eq!(view["parts"].as_array().unwrap().len(), 1, "part lines stay");
    assert_eq!(world.desk.clearings_on(visit).await, [(roller().part_number, "waiting_for_signature".to_owned())], "R-076");
    let task = world.desk.task(visit, "signature_refused").await;
    let midnight = WorldClock::march(3, 0, 0).as_ms();
    assert_eq!((&task["due_at"], &task["late"]), (&json!(midnight - 1), &json!(false)), "it is due on the same day");
    let words = world.desk.reads(&format!("/v1/desk/complaints/{complaint}")).await["opened"]["words"].clone();
    assert_eq!(words, WORDS, "R-165");
    assert_eq!(world.desk.duties_on(complaint).await, ["complaint_answer", "complaint_number"]);

    // Two days later the supervisor comes and sees to it; the customer signs there.
    world.clock.becomes(4, 9, 0);
    world.the_dispatcher_signs_in_again().await;
    assert_eq!(world.desk.task(visit, "signature_refused").await["late"], true);
    let second = world.desk.follows_up(visit, json!({ "what": "go_on" }), zhou.person).await;
    world.everybody_syncs(&[&zhao, &zhou]).await;
    zhou.goes_offline();
    zhou.works_through(second);
    zhou.comes_back();
    world.everybody_syncs(&[&zhao, &zhou]).await;
    let (first_row, second_row) = (world.desk.row(visit).await.unwrap(), world.desk.row(second).await.unwrap());
    assert_eq!(second_row["number"], first_row["number"], "it is the same order");
    assert_eq!((&second_row["signature"], &second_row["attention"]), (&json!("current"), &json!([])));
    let again = json!({ "purpose": { "what": "go_on" }, "dispatch": { "technician": zhou.person } });
    let nothing_left = world.desk.ask(Method::POST, &format!("/v1/desk/visits/{second}/follow-ups"), Some(again)).await;
    assert_eq!(nothing_left.status, StatusCode::CONFLICT, "the entry is cleared (R-007)");
    assert_eq!(world.desk.duties_on(visit).await, Vec::<String>::new(), "nobody has to see to the signature any more");
    let kinds: Vec<Value> =
        world.desk.view(visit).await["sign_offs"].as_array().unwrap().iter().map(|sign_off| sign_off["kind"].clone()).collect();
    assert_eq!(kinds, ["refused"], "the refusal stays in the history (R-069)");
    vec![zhao, zhou]
}

#[tokio::test]
async fn a_refused_signature_is_an_outcome_and_a_later_one_clears_it() {
    tell(the_noise_is_still_there).await;
}

/// the customer may also sign the same visit later; the mark is cleared, and the refusal stays beside the signature.
async fn signed_after_all(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.goes_offline();
    zhao.begins(visit);
    zhao.finishes(visit);
    zhao.device().visits().record_refusal(visit, Language::Chinese, asked(), "响声未消除", WORDS).unwrap();
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;
    assert_eq!(world.desk.duties_on(visit).await, ["signature_refused"]);
    world.clock.becomes(4, 9, 0);
    world.the_dispatcher_signs_in_again().await;
    zhao.lets_the_customer_sign(visit);
    world.everybody_syncs(&[&zhao]).await;
    let view = world.desk.view(visit).await;
    assert_eq!((&view["signature"], &view["attention"]), (&json!("current"), &json!([])));
    assert_eq!(world.desk.duties_on(visit).await, ["report_approval"]);
    let kinds: Vec<_> = view["sign_offs"].as_array().unwrap().iter().map(|sign_off| sign_off["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"refused") && kinds.contains(&"acceptance"), "the refusal stays in the history: {kinds:?}");
    vec![zhao]
}

#[tokio::test]
async fn a_later_signature_on_the_same_visit_stands_beside_the_refusal() {
    tell(signed_after_all).await;
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
