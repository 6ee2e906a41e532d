//! Smaller turns of the stories: a stamp, a lost device, work before the order, one piece twice, an empty van, an unreadable card, a
//! full score, a complaint on site.

use client_core::ActionError;
use client_core::complaints::NewComplaint;
use client_core::visits::{ComesOut, Exchange, NewVisit, WarrantyFindings};
use fieldbook_tests::{Fault, Technician, World, WorldClock, desk_event, picture, roller, tell};
use http::{Method, StatusCode};
use model::documents::visit::assessment::Signature;
use model::documents::visit::records::{Asset, Customer, Grades, PartSwap, ServiceType, Work};
use model::id::EventId;
use model::rules::Refusal;
use model::rules::warranty::VoidReason;
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
    assert!(matches!(visits.answer_survey(visit, &score(full), "", ""), Err(ActionError::Refused(Refusal::SurveyBeforeFinish))));
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

/// phone and tablet of one technician use the same numbered piece on two visits, both without a signal. Neither is refused;
/// both devices and the desk show it until one line is struck.
async fn one_drum_on_two_devices(world: &mut World) -> Vec<Technician> {
    let phone = world.technician("赵敏").await;
    let tablet = world.second_device(&phone).await;
    let (one, two) = (world.desk.dispatches_copier(phone.person).await, world.desk.dispatches_copier(phone.person).await);
    world.everybody_syncs(&[&phone, &tablet]).await;
    phone.goes_offline();
    tablet.goes_offline();
    let drum = |serial: &str| PartSwap { part_number: "DR-313".into(), name: "感光鼓".into(), new_serial: serial.into(), ..roller() };
    phone.begins(one);
    phone.device().visits().swap_part(one, drum("SN-0077")).unwrap();
    tablet.begins(two);
    let line = tablet.device().visits().swap_part(two, drum("sn-0077 ")).unwrap();
    phone.comes_back();
    tablet.comes_back();
    world.everybody_syncs(&[&phone, &tablet]).await;
    let twice = |technician: &Technician| technician.device().van_stock().unwrap().used_twice.len();
    assert_eq!((twice(&phone), twice(&tablet)), (1, 1));
    for visit in [one, two] {
        let row = world.desk.row(visit).await.unwrap();
        assert_eq!(row["attention"], json!(["serial_used_twice"]));
        assert_eq!(row["parts"], 1, "nothing was merged away");
    }
    world.clock.pass_minutes(5);
    tablet.device().visits().strike_part(two, line, "抄错号码").unwrap();
    world.everybody_syncs(&[&phone, &tablet]).await;
    assert_eq!((twice(&phone), twice(&tablet)), (0, 0));
    assert_eq!(world.desk.reads("/v1/desk/conflicts").await["serials"], json!([]));
    vec![phone, tablet]
}

#[tokio::test]
async fn one_numbered_piece_on_two_devices_is_shown_and_not_merged() {
    tell(one_drum_on_two_devices).await;
}

/// two rollers were issued and three are used, because the work had to be done. The van is short by one, on the device at once and
/// at the desk after the sync; what the store issues later makes it even.
async fn more_than_the_van_holds(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    let issued = |id: &str, quantity: u32| {
        json!({ "movements": [{ "id": id, "part_number": "A03U-7209", "name": "搓纸轮", "quantity": quantity,
            "from": { "place": "store", "name": "总库" }, "to": { "place": "van", "person": zhao.person },
            "why": { "because": "issued", "requisition": "LL-0031" }, "at": 1_772_409_000_000_i64 }] })
    };
    world.desk.does("/v1/desk/stock/movements", issued("07070707-0707-0707-0707-070707070707", 2)).await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.goes_offline();
    zhao.begins(visit);
    let exchange = Exchange { swap: PartSwap { quantity: 3, ..roller() }, comes_out: ComesOut::Nothing };
    let left = zhao.device().visits().exchange_part(visit, &exchange).unwrap().stock_after.unwrap();
    assert_eq!((left.quantity, left.is_short()), (-1, true), "shown, not refused");
    zhao.finishes(visit);
    zhao.lets_the_customer_sign(visit);
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;
    let van = format!("/v1/desk/technicians/{}/van-stock", zhao.person);
    let line = world.desk.reads(&van).await["lines"][0].clone();
    assert_eq!((&line["quantity"], &line["short"]), (&json!(-1), &json!(true)), "a discrepancy for the storekeeper");
    assert_eq!(world.desk.row(visit).await.unwrap()["signature"], "current");
    world.desk.does("/v1/desk/stock/movements", issued("08080808-0808-0808-0808-080808080808", 1)).await;
    world.everybody_syncs(&[&zhao]).await;
    assert_eq!(zhao.device().van_stock().unwrap().lines.iter().filter(|line| line.is_short()).count(), 0);
    vec![zhao]
}

#[tokio::test]
async fn a_van_below_zero_is_shown_and_refuses_nothing() {
    tell(more_than_the_van_holds).await;
}

/// without a proof of purchase the warranty runs from three months after manufacture. R-233: an unreadable number voids it.
/// the customer disputes that, so the fee stays open, nothing is taken, and the quality office decides after the signature.
async fn the_card_cannot_be_read(world: &mut World) -> Vec<Technician> {
    world.follows(include_str!("../../cli/src/demo/policy.toml")).await;
    let file = json!([{ "serial": "A789021004412", "product": "复印机 Copier", "model": "bizhub 367", "customer": "东方律师事务所",
        "made_on": "2025-01-20", "warranty": { "unit_months": 12 } }]);
    world.desk.keeps("assets", file).await;
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.goes_offline();
    let visits = zhao.device().visits();
    let says = |findings: WarrantyFindings| {
        let decision = visits.warranty(visit, &findings).unwrap();
        (decision.service, decision.rule)
    };
    let plain = WarrantyFindings::default();
    assert_eq!(says(plain.clone()), (Some(ServiceType::C), "R-231"), "from 20 April 2025 to 19 April 2026");
    let unreadable = WarrantyFindings { void: Some(VoidReason::NumberUnreadable), ..plain };
    assert_eq!(says(unreadable.clone()), (Some(ServiceType::A), "R-233"));
    assert_eq!(says(WarrantyFindings { disputed: true, ..unreadable }), (None, "R-234"));
    zhao.begins(visit);
    visits.decide_service_type(visit, ServiceType::C, "disputed/number_unreadable", "").unwrap();
    zhao.finishes(visit);
    let asked = visits.request_invoice(visit, 8_000);
    assert!(matches!(asked, Err(ActionError::Refused(Refusal::FeeOpen))), "{asked:?}");
    zhao.lets_the_customer_sign(visit);
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;
    let disputed = async |world: &World| {
        let tasks = world.desk.tasks().await;
        tasks.into_iter().filter(|task| task["task"] == "fee_disputed").map(|task| task["document"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(disputed(world).await, [json!(visit)]);

    let verdict = json!({ "id": desk_event(1), "action": "decide_service_type", "service_type": "C",
        "basis": "warranty/factory_date", "reason": "质量办：按出厂日加三个月" });
    world.desk.does(&format!("/v1/desk/visits/{visit}/actions"), verdict).await;
    assert_eq!(disputed(world).await, [] as [serde_json::Value; 0]);
    let row = world.desk.row(visit).await.unwrap();
    assert_eq!((&row["signature"], &row["attention"]), (&json!("current"), &json!([])), "the paper says the same as before");
    vec![zhao]
}

#[tokio::test]
async fn a_fee_that_hangs_on_an_unreadable_card_is_decided_by_the_office() {
    tell(the_card_cannot_be_read).await;
}

/// the product is a dealer's, and in the cellar there was no signal to tell the dealer before the warranty service. The task to
/// tell stays open after the signature, with the time from which it was owed, until somebody tells.
async fn the_dealer_could_not_be_told(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.goes_offline();
    let visits = zhao.device().visits();
    world.clock.becomes(2, 9, 0);
    visits.arrive(visit).unwrap();
    visits.name_dealer(visit, "港口贸易").unwrap();
    world.clock.becomes(2, 9, 5);
    visits.start(visit).unwrap();
    zhao.finishes(visit);
    zhao.lets_the_customer_sign(visit);
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;
    assert_eq!(world.desk.row(visit).await.unwrap()["signature"], "current");
    let task = world.desk.task(visit, "dealer_not_informed").await;
    assert_eq!((&task["note"], &task["since"]), (&json!("港口贸易"), &json!(WorldClock::march(2, 9, 0).as_ms())));

    visits.inform_dealer(visit, "电话告知港口贸易的周经理").unwrap();
    world.everybody_syncs(&[&zhao]).await;
    assert!(!world.desk.duties_on(visit).await.contains(&"dealer_not_informed".to_owned()));
    assert_eq!(world.desk.row(visit).await.unwrap()["signature"], "current", "what the customer signed is untouched");
    vec![zhao]
}

#[tokio::test]
async fn a_dealer_who_could_not_be_told_without_a_signal_stays_a_task() {
    tell(the_dealer_could_not_be_told).await;
}
