//! Smaller turns of the stories: a stamp, a lost device, a full score, a complaint on site, work before the order.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a story that cannot go on stops")]
use client_core::ActionError;
use client_core::complaints::NewComplaint;
use client_core::visits::NewVisit;
use fieldbook_tests::{Fault, Technician, World, WorldClock, picture, roller, tell};
use http::{Method, StatusCode};
use model::documents::visit::assessment::Signature;
use model::documents::visit::records::{Asset, Customer, Grades, ServiceType, Work};
use model::id::EventId;
use model::rules::Refusal;
use model::seal::Mark;
use model::seal::record::Signer;
use model::seal::voucher::{Language, SignOffKind};
use serde_json::json;

fn customer() -> Signer {
    Signer { name: "李芳".into(), role: "行政".into(), remarks: String::new() }
}

/// a stamp counts as a signature; its picture is a photo of the visit.
async fn stamped(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.goes_offline();
    let visits = zhao.device().visits();
    zhao.begins(visit);
    zhao.finishes(visit);
    let no_picture = visits.show_voucher(visit, Language::Chinese).unwrap();
    let unknown = Mark::Stamp { stamp: "ab".repeat(32) };
    let refused = visits.sign_as(visit, SignOffKind::Acceptance, &no_picture.digest, Language::Chinese, customer(), unknown);
    assert!(matches!(refused, Err(ActionError::Refused(Refusal::StampMissing))), "{refused:?}");
    visits.attach_photo(visit, &picture(900), "image/jpeg", "公章").unwrap();
    let stamp = visits.open(visit).unwrap().photos[0].photo.record.sha256.clone();
    let shown = visits.show_voucher(visit, Language::Chinese).unwrap();
    let mark = Mark::Stamp { stamp: stamp.clone() };
    visits.sign_as(visit, SignOffKind::Acceptance, &shown.digest, Language::Chinese, customer(), mark).unwrap();
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;
    let view = world.desk.view(visit).await;
    assert_eq!((&view["signature"], &view["sign_offs"][0]["stamp"]), (&json!("current"), &json!(stamp)));
    assert_eq!(view["photos"][0]["complete"], true, "the picture of the stamp is at the server too");
    vec![zhao]
}

#[tokio::test]
async fn a_stamp_counts_as_a_signature() {
    tell(stamped).await;
}

/// the device with the signature is lost before its upload. What another device of the crew holds stays, the order stays open,
/// and the signature is nobody's to give but the customer's; when the device is found, it counts.
async fn lost_with_the_signature(world: &mut World) -> Vec<Technician> {
    let phone = world.technician("赵敏").await;
    let tablet = world.second_device(&phone).await;
    let visit = world.desk.dispatches_copier(phone.person).await;
    world.everybody_syncs(&[&phone, &tablet]).await;
    phone.begins(visit);
    phone.device().visits().swap_part(visit, roller()).unwrap();
    phone.finishes(visit);
    world.everybody_syncs(&[&phone, &tablet]).await;
    phone.goes_offline();
    phone.lets_the_customer_sign(visit);

    world.clock.pass_minutes(120);
    tablet.syncs().await;
    let sheet = tablet.device().visits().open(visit).unwrap();
    assert_eq!((sheet.signature, sheet.sign_offs.len(), sheet.parts.len()), (Signature::None, 0, 1));
    assert_eq!(world.desk.row(visit).await.unwrap()["signature"], "none", "without the signature the order is not complete");
    let visits = tablet.device().visits();
    let shown = visits.show_voucher(visit, Language::Chinese).unwrap();
    let blank = model::seal::strokes::Strokes { width: 640, height: 240, strokes: Vec::new() };
    let forged = visits.sign(visit, &shown.digest, Language::Chinese, customer(), &blank);
    assert!(matches!(forged, Err(ActionError::Refused(Refusal::NoStrokes))), "{forged:?}");

    phone.comes_back();
    world.everybody_syncs(&[&phone, &tablet]).await;
    assert_eq!(world.desk.row(visit).await.unwrap()["signature"], "current");
    assert_eq!(tablet.device().visits().open(visit).unwrap().signature, Signature::Current);
    vec![phone, tablet]
}

#[tokio::test]
async fn a_signature_on_a_lost_device_is_nobody_elses_to_give() {
    tell(lost_with_the_signature).await;
}

/// the device is gone for good, but its upload had reached the server before it died: the signature is there, on the other device
/// of the crew as well.
async fn dies_after_the_upload(world: &mut World) -> Vec<Technician> {
    let mut phone = world.technician("赵敏").await;
    let tablet = world.second_device(&phone).await;
    let visit = world.desk.dispatches_copier(phone.person).await;
    world.everybody_syncs(&[&phone, &tablet]).await;
    phone.goes_offline();
    phone.works_through(visit);
    phone.comes_back();
    phone.net.next([Fault::LoseAnswer]);
    let answer = phone.tries_to_sync().await;
    assert!(answer.is_err(), "the phone never hears of it: {answer:?}");
    phone.switches_the_device_off();
    tablet.syncs().await;
    let sheet = tablet.device().visits().open(visit).unwrap();
    assert_eq!((sheet.signature, sheet.sign_offs.len(), sheet.parts.len()), (Signature::Current, 1, 1));
    assert_eq!(world.desk.row(visit).await.unwrap()["signature"], "current");
    vec![tablet]
}

#[tokio::test]
async fn a_signature_that_reached_the_server_outlives_its_device() {
    tell(dies_after_the_upload).await;
}

/// the device is gone for good with the signature on it. The order stays open, what was done before stays, and the customer
/// signs again on a visit of its own; nobody signs in the customer's name.
async fn dies_with_the_signature(world: &mut World) -> Vec<Technician> {
    let mut phone = world.technician("赵敏").await;
    let chen = world.technician("陈刚").await;
    let visit = world.desk.dispatches_copier(phone.person).await;
    world.everybody_syncs(&[&phone, &chen]).await;
    phone.begins(visit);
    phone.device().visits().swap_part(visit, roller()).unwrap();
    phone.finishes(visit);
    world.everybody_syncs(&[&phone, &chen]).await;
    phone.goes_offline();
    phone.lets_the_customer_sign(visit);
    phone.switches_the_device_off();

    world.clock.becomes(3, 9, 0);
    world.the_dispatcher_signs_in_again().await;
    let row = world.desk.row(visit).await.unwrap();
    assert_eq!((&row["status"], &row["signature"], &row["parts"]), (&json!("finished"), &json!("none"), &json!(1)));
    let second = world.desk.follows_up(visit, json!({ "what": "go_on" }), chen.person).await;
    chen.syncs().await;
    chen.goes_offline();
    chen.begins(second);
    chen.finishes(second);
    chen.lets_the_customer_sign(second);
    chen.comes_back();
    world.everybody_syncs(&[&chen]).await;
    let (first, second) = (world.desk.row(visit).await.unwrap(), world.desk.row(second).await.unwrap());
    assert_eq!((&first["signature"], &second["signature"]), (&json!("none"), &json!("current")));
    assert_eq!(first["number"], second["number"], "one order");
    vec![chen]
}

#[tokio::test]
async fn a_signature_that_died_with_its_device_is_given_again_by_the_customer() {
    tell(dies_with_the_signature).await;
}

/// with the full score nobody asks for reasons; less asks for them. The grades reach the desk, and the signature is not
/// touched.
async fn ten_of_ten(world: &mut World) -> Vec<Technician> {
    world.follows("time_zone = 480\n\n[presets]\ngrades = \"feedback-sheet\"\n").await;
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.goes_offline();
    let visits = zhao.device().visits();
    let full = visits.open(visit).unwrap().survey.unwrap().full;
    let score = |overall: u32| Grades { overall: Some(overall), ..Grades::default() };
    zhao.begins(visit);
    assert!(matches!(visits.answer_survey(visit, &score(full), "", ""), Err(ActionError::Refused(Refusal::NotFinished))));
    zhao.finishes(visit);
    zhao.lets_the_customer_sign(visit);
    let bare = visits.answer_survey(visit, &score(full - 1), " ", "");
    assert!(matches!(bare, Err(ActionError::Refused(Refusal::SurveyReasonsMissing))), "{bare:?}");
    let beyond = visits.answer_survey(visit, &score(full + 1), "", "");
    assert!(matches!(beyond, Err(ActionError::Refused(Refusal::GradeOutOfScale(0, 10)))), "{beyond:?}");
    visits.answer_survey(visit, &score(full), "", "周末也希望能报修").unwrap();
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;
    let view = world.desk.view(visit).await;
    assert_eq!((&view["signature"], &view["attention"]), (&json!("current"), &json!([])));
    let answer = view["events"].as_array().unwrap().iter().find(|event| event["kind"] == "survey_answered").unwrap().clone();
    assert_eq!((&answer["grades"]["overall"], &answer["reasons"]), (&json!(10), &json!("")));
    assert_eq!(answer["suggestion"], "周末也希望能报修", "R-200: a suggestion stands apart from the grades");
    vec![zhao]
}

#[tokio::test]
async fn the_full_score_asks_for_no_reasons() {
    tell(ten_of_ten).await;
}

/// E7: a complaint taken down in the basement has a provisional label until the server gives it the number of the
/// month; the words stay the customer's.
async fn complaint_on_site(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    let chen = world.technician("陈刚").await;
    let (hers, his) = (world.desk.dispatches_copier(zhao.person).await, world.desk.dispatches_bus_terminal(chen.person).await);
    // Ranges of numbers are given in the order in which devices ask first.
    zhao.syncs().await;
    chen.syncs().await;
    let mut taken = Vec::new();
    for (who, visit, words) in [(&zhao, hers, "一个月坏了三次"), (&chen, his, "上次装的终端根本不定位")] {
        who.goes_offline();
        who.begins(visit);
        let complaints = who.device().complaints();
        let new = NewComplaint { words: words.into(), ..complaints.propose(visit).unwrap() };
        let unpromised = complaints.receive(&new);
        assert!(matches!(unpromised, Err(ActionError::Refused(Refusal::AnswerTimeMissing))), "R-192: {unpromised:?}");
        let promised = NewComplaint { answer_promised_for: Some(WorldClock::march(4, 17, 0)), ..new };
        let received = complaints.receive(&promised).unwrap();
        let row = complaints.list().unwrap().remove(0);
        assert!(row.provisional && row.label == received.provisional, "{row:?}");
        taken.push((received.complaint, received.provisional));
        who.comes_back();
    }
    assert_ne!(taken[0].1, taken[1].1, "no other device gives the same label");
    world.everybody_syncs(&[&zhao, &chen]).await;
    for (complaint, label) in &taken {
        let task = world.desk.task(*complaint, "complaint_number").await;
        assert_eq!(task["number"], label.as_str(), "the desk knows it by the same label");
        assert_eq!(world.desk.task(*complaint, "complaint_answer").await["due_at"], json!(WorldClock::march(4, 17, 0)));
    }
    // Numbered in this order, twice each: year, month and a serial without gaps.
    for (complaint, number) in [(taken[1].0, "2603-01"), (taken[0].0, "2603-02"), (taken[1].0, "2603-01")] {
        let row = world.desk.does(&format!("/v1/desk/complaints/{complaint}/number"), json!({})).await;
        assert_eq!((&row["data"]["label"], &row["data"]["numbered"]), (&json!(number), &json!(true)));
    }
    world.everybody_syncs(&[&zhao, &chen]).await;
    let sheet = zhao.device().complaints().open(taken[0].0).unwrap();
    assert_eq!((sheet.label.as_str(), sheet.numbered, sheet.received.words.as_str()), ("2603-02", true, "一个月坏了三次"));
    assert_eq!(sheet.received.provisional, taken[0].1, "what was written on paper can be found again");
    assert_eq!(world.desk.duties_on(taken[0].0).await, ["complaint_answer"]);
    vec![zhao, chen]
}

#[tokio::test]
async fn a_complaint_has_a_provisional_label_until_the_server_numbers_it() {
    tell(complaint_on_site).await;
}

/// E7: the work comes first, under a provisional number; the desk sees that the order is missing, enters it and links it.
/// What was signed stays as it was, and the order is cleared by it.
async fn before_the_order(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    zhao.syncs().await;
    zhao.goes_offline();
    let new = NewVisit {
        reason: "燃气泄漏，调度电话不通".into(),
        fault: "燃气管接头泄漏".into(),
        customer: Customer {
            name: "东方律师事务所".into(),
            address: "中山路 18 号 B2".into(),
            phone: "0512-5550142".into(),
            contact: "李芳".into(),
        },
        asset: Asset { product: "燃气锅炉".into(), model: "WNS2-1.0".into(), serial: "B20190817".into(), plate: None },
        service_type: ServiceType::C,
        work: Work::Repair,
    };
    let unexplained = zhao.device().visits().open_without_order(&NewVisit { reason: " ".into(), ..new.clone() });
    assert!(matches!(unexplained, Err(ActionError::Refused(Refusal::ReasonMissing))), "{unexplained:?}");
    let visit = zhao.device().visits().open_without_order(&new).unwrap();
    zhao.begins(visit);
    zhao.finishes(visit);
    zhao.lets_the_customer_sign(visit);
    let number = zhao.device().visits().agenda().unwrap()[0].number.clone();
    assert!(number.starts_with("P-"), "{number}");
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;
    let row = world.desk.row(visit).await.unwrap();
    assert_eq!((&row["number"], &row["signature"]), (&json!(number), &json!("current")));
    assert_eq!(row["attention"], json!(["order_missing"]));
    assert_eq!(world.desk.duties_on(visit).await, ["order_missing", "report_approval"]);
    let sealed = world.desk.sealed_record(visit).await;

    world.clock.becomes(2, 11, 0);
    let entered = json!({
        "fault": "燃气管接头泄漏", "service_type": "C", "work": "repair", "urgency": "urgent",
        "customer": new.customer, "asset": new.asset,
    });
    let (call_out, order) = world.desk.registers(entered).await;
    let link = |event: u8| json!({ "id": EventId::from_bytes([event; 16]), "call_out": call_out });
    let path = format!("/v1/desk/visits/{visit}/order");
    for _ in 0..2 {
        assert_eq!(world.desk.does(&path, link(1)).await["number"], order.as_str());
    }
    assert_eq!(world.desk.ask(Method::POST, &path, Some(link(2))).await.status, StatusCode::CONFLICT, "it has its order");
    world.everybody_syncs(&[&zhao]).await;
    let row = world.desk.row(visit).await.unwrap();
    assert_eq!((&row["signature"], &row["attention"]), (&json!("current"), &json!([])));
    assert_eq!(world.desk.duties_on(visit).await, ["report_approval"]);
    assert_eq!(zhao.device().visits().agenda().unwrap()[0].number, order, "the technician sees the number");
    assert_eq!(world.desk.sealed_record(visit).await, sealed, "what was signed is untouched");
    let dispatch = format!("/v1/desk/call-outs/{call_out}/visits");
    let sent = world.desk.ask(Method::POST, &dispatch, Some(json!({ "technician": zhao.person }))).await;
    assert_eq!(sent.status, StatusCode::CONFLICT, "cleared: nobody is sent for it (R-007)");
    vec![zhao]
}

#[tokio::test]
async fn an_emergency_is_repaired_before_there_is_an_order() {
    tell(before_the_order).await;
}
