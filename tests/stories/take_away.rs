//! Goods that cannot be repaired on site go to the workshop and come back with somebody else, against a receipt and two signatures (O-02).

use client_core::ActionError;
use client_core::visits::{ActionName, TakeAway, TakenAway};
use fieldbook_tests::{Technician, World, WorldClock, desk_event, printer, roller, tell};
use http::{Method, StatusCode};
use model::documents::custody::Holder;
use model::documents::repair::assessment::RepairFlag;
use model::documents::repair::records::{Inspector, PromiseDuty};
use model::documents::repair::status::{ReceiptState, Stage};
use model::documents::visit::records::{CheckResult, Consent, ConsentWay};
use model::documents::visit::status::WorkStatus;
use model::id::DocumentId;
use model::rules::Refusal;
use model::seal::verify::verify;
use model::seal::voucher::{Language, SignOffKind};
use serde_json::{Value, json};

const POLICY: &str = include_str!("../../cli/src/demo/policy.toml");

fn refused<T: std::fmt::Debug>(done: Result<T, ActionError>) -> Refusal {
    match done {
        Err(ActionError::Refused(refusal)) => refusal,
        other => panic!("this should be refused, not {other:?}"),
    }
}

fn goods() -> TakeAway {
    TakeAway {
        item: printer(),
        fault: "定影组件不加热".into(),
        reason: "地下室无法拆检，需上台架".into(),
        promised_for: Some(WorldClock::march(6, 18, 0)),
        promise_document: String::new(),
        paid: true,
    }
}

fn workshop() -> Holder {
    Holder::Workshop { name: "一号车间".into() }
}

fn held_by(technician: &Technician) -> Holder {
    Holder::Technician { id: technician.person, name: technician.name.into() }
}

/// Somebody in the cellar with the customer's consent to pay.
async fn in_the_cellar(world: &World, zhao: &Technician) -> DocumentId {
    let asset = json!({ "product": printer().product, "model": printer().model, "serial": printer().serial });
    let visit = world.desk.dispatches_work(zhao.person, json!({ "service_type": "A", "fault": "打印机不加热", "asset": asset })).await;
    zhao.syncs().await;
    zhao.goes_offline();
    let agreed = Consent { by_name: "李芳".into(), how: ConsentWay::InPerson };
    zhao.device().visits().agree_fee(visit, 26_000, &agreed).unwrap();
    zhao.begins(visit);
    visit
}

/// The printer is in the van, the customer has signed for it, and the desk knows.
async fn taken_and_signed(world: &World, zhao: &Technician) -> (DocumentId, DocumentId) {
    let visit = in_the_cellar(world, zhao).await;
    let repair = zhao.device().visits().take_away(visit, &goods()).unwrap().repair;
    world.clock.pass_minutes(2);
    zhao.lets_the_customer_sign_for_goods(repair, SignOffKind::TakeAway);
    zhao.comes_back();
    world.everybody_syncs(&[zhao]).await;
    (visit, repair)
}

/// Who has the goods, as the desk's row says.
fn holders(row: &Value) -> Vec<&Value> {
    row["holders"].as_array().unwrap().iter().map(|link| &link["holder"]["who"]).collect()
}

fn flags(row: &Value) -> Vec<&str> {
    row["flags"].as_array().unwrap().iter().map(|flag| flag.as_str().unwrap()).collect()
}

/// The workshop's and the supervisor's part: the card, the inspection, and the goods to `courier`.
async fn repaired_and_passed(world: &mut World, repair: DocumentId, from_workshop: Value, courier: &Technician) {
    world.clock.becomes(4, 15, 0);
    world.the_dispatcher_signs_in_again().await;
    let desk = &world.desk;
    let work = json!({ "kind": "work_noted", "minutes": 95, "text": "更换定影组件，打印 50 张正常" });
    desk.records_on_repair(repair, 1, work).await;
    let part = json!({ "kind": "part_used", "swap": { "kind": "part", "part_number": "RM1-6740", "name": "定影组件", "quantity": 1,
        "reason": "加热丝烧断", "old_serial": "", "new_serial": "", "label_fault": "" } });
    desk.records_on_repair(repair, 2, part).await;
    let charge = json!({ "kind": "charged", "what": "part", "description": "定影组件", "amount_fen": 26_000 });
    desk.records_on_repair(repair, 3, charge).await;
    world.clock.becomes(5, 10, 0);
    world.the_dispatcher_signs_in_again().await;
    let desk = &world.desk;
    let pass = json!({ "kind": "inspected", "passed": true, "role": "supervisor", "by_name": "金主任", "note": "" });
    let row = desk.records_on_repair(repair, 4, pass).await;
    assert_eq!((&row["stage"], &row["notice_due_on"]), (&json!("inspected"), &json!("2026-03-05")));
    let to_courier = json!({ "kind": "handed_over", "to": { "who": "technician", "id": courier.person, "name": courier.name },
        "follows": from_workshop, "given_by": "一号车间 马师傅", "note": "" });
    desk.records_on_repair(repair, 5, to_courier).await;
}

/// What the desk is answered when it sends somebody to go on with the visit: it may, as long as the call-out is not cleared.
async fn sends_again(world: &World, visit: DocumentId, technician: &Technician) -> StatusCode {
    let check = json!({ "key": "power", "required": true, "label": { "zh-CN": "检查", "en": "Check" } });
    let dispatch = json!({ "technician": technician.person, "checklist": [check] });
    let body = json!({ "purpose": { "what": "go_on" }, "dispatch": dispatch });
    world.desk.ask(Method::POST, &format!("/v1/desk/visits/{visit}/follow-ups"), Some(body)).await.status
}

/// O-02.: nothing leaves without receipt and signature. R-087: the card bears real time and parts. R-095: only what
/// passed goes back. R-063: two signatures, each bound to its own text. R-096: the receipt is void by the return alone. R-093: both
/// dates in the register. R-106: one hand after the other, no gap. R-099: the invoice is of the day of the return. E6: the number is
/// the device's.
async fn from_hand_to_hand(world: &mut World) -> Vec<Technician> {
    world.follows(POLICY).await;
    let (zhao, chen) = (world.technician("赵敏").await, world.technician("陈刚").await);

    // Monday, in the cellar.
    let visit = in_the_cellar(world, &zhao).await;
    let visits = zhao.device().visits();
    let TakenAway { repair, receipt } = visits.take_away(visit, &goods()).unwrap();
    assert_eq!(receipt, "T01-0001", "from this device's range, without a signal");
    assert_eq!(visits.open(visit).unwrap().status, WorkStatus::TakenAway);
    assert_eq!(zhao.device().repairs().open(repair).unwrap().taken.terms.policy, "version 1", "R-136: what applied when it was taken");
    let repairs = zhao.device().repairs();
    assert_eq!(refused(repairs.hand_over(repair, &workshop(), "")), Refusal::TakingNotSigned, "R-092");
    world.clock.pass_minutes(3);
    let taking = zhao.lets_the_customer_sign_for_goods(repair, SignOffKind::TakeAway);
    world.clock.pass_minutes(90);
    repairs.hand_over(repair, &workshop(), "马师傅").unwrap();
    zhao.comes_back();
    world.everybody_syncs(&[&zhao, &chen]).await;
    let view = world.desk.repair(repair).await;
    let row = &view["row"]["data"];
    assert_eq!((&row["receipt"], &row["taken_on"], &row["taking_signed"]), (&json!(receipt), &json!("2026-03-02"), &json!(true)));
    assert_eq!((holders(row), &row["returned_on"]), (vec![&json!("workshop")], &Value::Null));
    assert_eq!(row["due_at"], json!(WorldClock::march(6, 18, 0).as_ms()), "Friday");

    // In the workshop; the supervisor passes it. Then another technician takes it over.
    let to_workshop = view["events"].as_array().unwrap().iter().find(|event| event["kind"] == "handed_over").unwrap()["id"].clone();
    repaired_and_passed(world, repair, to_workshop, &chen).await;
    let early = world.desk.tries_on_repair(repair, 6, json!({ "kind": "receipt_voided", "returned": desk_event(5) })).await;
    assert_eq!(early.status, StatusCode::CONFLICT, "R-096: void by the return alone, also at the desk");
    world.clock.becomes(6, 8, 30);
    world.the_dispatcher_signs_in_again().await;
    world.desk.reassigns(visit, chen.person, "赵敏在外地").await;
    world.everybody_syncs(&[&chen, &zhao]).await;

    // Friday, in the cellar again, without a signal.
    chen.goes_offline();
    world.clock.becomes(6, 16, 40);
    let (visits, repairs) = (chen.device().visits(), chen.device().repairs());
    assert!(repairs.list().unwrap()[0].mine, "the goods are in this technician's van");
    visits.resume(visit).unwrap();
    assert_eq!(refused(repairs.void_receipt(repair)), Refusal::ReturnFirst, "R-096");
    repairs.give_back(repair, "试机正常").unwrap();
    for check in visits.open(visit).unwrap().checklist {
        visits.answer_check(visit, &check.id, CheckResult::Good, "").unwrap();
    }
    visits.write_findings(visit, "定影组件加热丝烧断").unwrap();
    visits.write_treatment(visit, "带回车间更换定影组件，送回试机正常").unwrap();
    assert_eq!(refused(visits.finish(visit)), Refusal::GoodsNotReturned, "R-063: the first signature does not complete the order");
    assert!(!visits.open(visit).unwrap().allowed.contains(&ActionName::Finish));
    world.clock.pass_minutes(5);
    let back = chen.lets_the_customer_sign_for_goods(repair, SignOffKind::GoodsReturn);
    repairs.void_receipt(repair).unwrap();
    repairs.request_invoice(repair, 26_000).unwrap();
    assert!(!visits.open(visit).unwrap().complete);
    visits.finish(visit).unwrap();
    let listed = visits.agenda().unwrap().into_iter().find(|row| row.id == visit).unwrap();
    assert!(visits.open(visit).unwrap().complete && listed.complete, "R-063: nobody asks for a third signature");

    // The upload comes on Sunday.
    world.clock.becomes(8, 9, 0);
    chen.comes_back();
    world.everybody_syncs(&[&chen, &zhao]).await;
    world.the_dispatcher_signs_in_again().await;
    let view = world.desk.repair(repair).await;
    let row = &view["row"]["data"];
    let chain: Vec<(&Value, &Value)> =
        row["chain"].as_array().unwrap().iter().map(|link| (&link["holder"]["who"], &link["holder"]["name"])).collect();
    let nobody = Value::Null;
    let (technician, workshop, customer) = (json!("technician"), json!("workshop"), json!("customer"));
    let names = [json!("赵敏"), json!("一号车间"), json!("陈刚")];
    let expected = [(&customer, &nobody), (&technician, &names[0]), (&workshop, &names[1]), (&technician, &names[2]), (&customer, &nobody)];
    assert_eq!(chain, expected, "R-106: no gap");
    assert_eq!(holders(row), [&customer]);
    assert_eq!((&row["taken_on"], &row["returned_on"]), (&json!("2026-03-02"), &json!("2026-03-06")), "R-093");
    assert_eq!((&row["receipt_state"], &row["stage"], &row["minutes"]), (&json!("void"), &json!("returned"), &json!(95)));
    assert_eq!((&row["return_signed"], &row["complete"], flags(row)), (&json!(true), &json!(true), vec![]));
    let invoice = view["events"].as_array().unwrap().iter().find(|event| event["kind"] == "invoice_requested").unwrap();
    assert_eq!((&invoice["on"], &invoice["amount_fen"]), (&json!("2026-03-06"), &json!(26_000)), "R-099: of the day of the return");

    // Both papers verify without device and server, and each says its own.
    let sheet = zhao.device().repairs().open(repair).unwrap();
    assert_eq!((sheet.receipt, sheet.stage, sheet.flags.as_slice()), (ReceiptState::Void, Stage::Returned, &[] as &[RepairFlag]));
    assert_eq!(sheet.card.parts.iter().map(|part| part.name.as_str()).collect::<Vec<_>>(), ["定影组件"]);
    let papers = [(taking, &zhao, SignOffKind::TakeAway), (back, &chen, SignOffKind::GoodsReturn)].map(|(sign_off, by, kind)| {
        let file = zhao.device().repairs().seal_file(repair, sign_off).unwrap();
        let seal = verify(&file, Some(&by.device().public_key())).unwrap();
        assert_eq!(seal.kind(), kind);
        match seal.paper {
            model::seal::paper::Paper::Goods(paper) => paper,
            other => panic!("no paper of goods: {other:?}"),
        }
    });
    assert_eq!((papers[0].receipt_number.as_str(), papers[0].work_done.as_str(), papers[0].parts.len()), (receipt.as_str(), "", 0));
    assert_eq!((papers[1].receipt_number.as_str(), papers[1].parts.len(), papers[1].charges_fen), (receipt.as_str(), 1, Some(26_000)));
    assert!(papers[1].work_done.contains("更换定影组件") && papers[1].inspection.as_ref().is_some_and(|seen| seen.by_name == "金主任"));
    assert_eq!([papers[0].technician.name.as_str(), papers[1].technician.name.as_str()], ["赵敏", "陈刚"]);
    let row = world.desk.row(visit).await.unwrap();
    assert_eq!((&row["status"], &row["signature"], &row["complete"]), (&json!("finished"), &json!("none"), &json!(true)), "R-007, R-063");
    assert_eq!(sends_again(world, visit, &chen).await, StatusCode::CONFLICT, "the call-out is cleared");
    assert_eq!(world.rebuilds_the_board().await, 0, "live rows are what a rebuild makes");
    vec![zhao, chen]
}

#[tokio::test]
async fn a_printer_goes_to_the_workshop_and_comes_back_with_somebody_else() {
    tell(from_hand_to_hand).await;
}

/// the inspection that the technician knew of was of another machine; the right one is passed after the return was recorded
/// without a signal. The order is flagged, and nothing of it is rewritten.
async fn passed_after_the_return(world: &mut World) -> Vec<Technician> {
    world.follows(POLICY).await;
    let zhao = world.technician("赵敏").await;
    let (_, repair) = taken_and_signed(world, &zhao).await;
    let repairs = zhao.device().repairs();
    assert_eq!(refused(repairs.give_back(repair, "")), Refusal::NotInspected);
    repairs.note_work(repair, 30, "清洁定影组件").unwrap();
    zhao.syncs().await;
    world.clock.becomes(3, 9, 0);
    world.the_dispatcher_signs_in_again().await;
    let pass = |by: &str| json!({ "kind": "inspected", "passed": true, "role": "supervisor", "by_name": by, "note": "" });
    world.desk.records_on_repair(repair, 1, pass("金主任")).await;
    zhao.syncs().await;

    zhao.goes_offline();
    world.clock.becomes(3, 10, 0);
    repairs.give_back(repair, "").unwrap();
    zhao.lets_the_customer_sign_for_goods(repair, SignOffKind::GoodsReturn);
    repairs.void_receipt(repair).unwrap();
    repairs.request_invoice(repair, 26_000).unwrap();
    world.clock.becomes(3, 11, 0);
    let mistake = json!({ "kind": "struck", "event": desk_event(1), "reason": "验收单写错了机器" });
    world.desk.records_on_repair(repair, 2, mistake).await;
    let row = world.desk.records_on_repair(repair, 3, pass("金主任")).await;
    assert_eq!(row["stage"], "inspected", "the desk does not know that the printer is back");

    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;
    let view = world.desk.repair(repair).await;
    let row = &view["row"]["data"];
    assert_eq!((&row["stage"], &row["returned_on"], flags(row)), (&json!("returned"), &json!("2026-03-03"), vec!["inspected_apart"]));
    assert_eq!((&row["return_signed"], &row["receipt_state"]), (&json!(true), &json!("void")), "nothing is rewritten");
    assert_eq!(zhao.device().repairs().open(repair).unwrap().flags, [RepairFlag::InspectedApart]);
    let later = world.desk.tries_on_repair(repair, 4, pass("金主任")).await;
    assert_eq!(later.status, StatusCode::CONFLICT, "what is back is not inspected any more");
    vec![zhao]
}

#[tokio::test]
async fn a_pass_that_came_after_the_return_is_flagged() {
    tell(passed_after_the_return).await;
}

/// the visit is known as done before the desk finds that the goods did not come back, and the call-out is open again. R-064:
/// what was fitted on the spot is signed for on the voucher.
async fn the_return_was_of_another_machine(world: &mut World) -> Vec<Technician> {
    world.follows(POLICY).await;
    let zhao = world.technician("赵敏").await;
    let (visit, repair) = taken_and_signed(world, &zhao).await;
    let (visits, repairs) = (zhao.device().visits(), zhao.device().repairs());
    repairs.inspect(repair, true, Inspector::Supervisor, "金主任", "").unwrap();
    let returned = repairs.give_back(repair, "").unwrap();
    zhao.lets_the_customer_sign_for_goods(repair, SignOffKind::GoodsReturn);
    visits.resume(visit).unwrap();
    let roller = visits.swap_part(visit, roller()).unwrap();
    zhao.finishes(visit);
    assert!(!visits.open(visit).unwrap().complete, "R-064: a part was fitted on the spot");
    visits.reopen(visit).unwrap();
    visits.strike_part(visit, roller, "写错了").unwrap();
    visits.finish(visit).unwrap();
    world.everybody_syncs(&[&zhao]).await;
    assert_eq!(world.desk.row(visit).await.unwrap()["complete"], true);

    let wrong = json!({ "kind": "struck", "event": returned, "reason": "送回的是另一台" });
    world.desk.records_on_repair(repair, 1, wrong).await;
    assert_eq!(world.desk.row(visit).await.unwrap()["complete"], false);
    assert_eq!(world.rebuilds_the_board().await, 0, "live rows are what a rebuild makes");
    world.everybody_syncs(&[&zhao]).await;
    assert!(!visits.open(visit).unwrap().complete);
    assert_eq!(sends_again(world, visit, &zhao).await, StatusCode::CREATED, "the call-out is open again");
    vec![zhao]
}

#[tokio::test]
async fn goods_that_did_not_come_back_open_the_call_out_again() {
    tell(the_return_was_of_another_machine).await;
}

/// an order of two visits. What was done on the second is signed for, and the goods of the first are still out: the order is
/// not cleared, so that the promise that cannot be kept stays the supervisor's, until the return is signed.
async fn a_second_visit_is_signed_while_the_printer_is_out(world: &mut World) -> Vec<Technician> {
    world.follows(POLICY).await;
    let zhao = world.technician("赵敏").await;
    let chen = world.technician("陈刚").await;
    let (visit, repair) = taken_and_signed(world, &zhao).await;
    let (visits, repairs) = (zhao.device().visits(), zhao.device().repairs());
    visits.put_promise_at_risk(visit, "缺定影组件", true).unwrap();
    world.everybody_syncs(&[&zhao]).await;
    let at_risk = "promise_at_risk".to_owned();
    assert!(world.desk.duties_on(visit).await.contains(&at_risk));

    let second = world.desk.follows_up(visit, json!({ "what": "go_on" }), chen.person).await;
    world.everybody_syncs(&[&chen]).await;
    let agreed = Consent { by_name: "李芳".into(), how: ConsentWay::InPerson };
    chen.device().visits().agree_fee(second, 26_000, &agreed).unwrap();
    chen.works_through(second);
    world.everybody_syncs(&[&chen]).await;
    assert_eq!(world.desk.row(second).await.unwrap()["complete"], true);
    assert_eq!(world.desk.row(visit).await.unwrap()["goods_out"], true);
    assert!(world.desk.duties_on(visit).await.contains(&at_risk), "the order waits for the printer");
    assert_eq!(world.rebuilds_the_board().await, 0, "live rows are what a rebuild makes");

    repairs.inspect(repair, true, Inspector::Supervisor, "金主任", "").unwrap();
    repairs.give_back(repair, "").unwrap();
    zhao.lets_the_customer_sign_for_goods(repair, SignOffKind::GoodsReturn);
    world.everybody_syncs(&[&zhao, &chen]).await;
    assert_eq!(world.desk.row(visit).await.unwrap()["goods_out"], false);
    assert!(!world.desk.duties_on(visit).await.contains(&at_risk), "the order is cleared");
    assert_eq!(world.rebuilds_the_board().await, 0);
    vec![zhao, chen]
}

#[tokio::test]
async fn an_order_of_two_visits_waits_for_the_goods_of_the_first() {
    tell(a_second_visit_is_signed_while_the_printer_is_out).await;
}

/// O-02, R-098: Friday cannot be kept. The duty of P-07 is there from the moment the technician sees it, without a signal, until the
/// supervisor has taken it up.
async fn friday_cannot_be_kept(world: &mut World) -> Vec<Technician> {
    world.follows(POLICY).await;
    let zhao = world.technician("赵敏").await;
    let (_, repair) = taken_and_signed(world, &zhao).await;
    zhao.goes_offline();
    world.clock.becomes(4, 17, 20);
    let repairs = zhao.device().repairs();
    let at_risk = repairs.put_promise_at_risk(repair, "定影组件缺货", false).unwrap();
    let sheet = repairs.open(repair).unwrap();
    let seen = WorldClock::march(4, 17, 20);
    assert_eq!(
        sheet.duties.iter().map(|duty| (duty.owed, duty.since, duty.met)).collect::<Vec<_>>(),
        [(PromiseDuty::TellSupervisor, seen, false)]
    );
    assert_eq!(sheet.flags, [RepairFlag::PromiseDutyOpen]);

    world.clock.becomes(5, 9, 0);
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;
    world.the_dispatcher_signs_in_again().await;
    let tasks = world.desk.tasks().await;
    let [task] = tasks.as_slice() else { panic!("one task: {tasks:?}") };
    assert_eq!((&task["task"], &task["document"], &task["since"]), (&json!("promise_at_risk"), &json!(repair), &json!(seen.as_ms())));
    let help = json!({ "kind": "duty_met", "of": at_risk, "note": "金主任从上海仓调货" });
    let row = world.desk.records_on_repair(repair, 1, help).await;
    assert_eq!((flags(&row), world.desk.tasks().await), (vec![], vec![]));
    let tuesday = WorldClock::march(10, 18, 0);
    repairs.move_promise(repair, tuesday, "等调货", true).unwrap();
    world.everybody_syncs(&[&zhao]).await;
    let row = world.desk.repair(repair).await["row"]["data"].clone();
    assert_eq!((&row["due_at"], flags(&row)), (&json!(tuesday.as_ms()), vec!["promise_duty_open"]), "each moved date is a duty of its own");
    assert_eq!(zhao.device().repairs().open(repair).unwrap().due_at, Some(tuesday));
    vec![zhao]
}

#[tokio::test]
async fn a_friday_that_cannot_be_kept_is_somebodys_duty_at_once() {
    tell(friday_cannot_be_kept).await;
}

/// R-098, P-07: where the customer is told beforehand, the duty is met by telling, and open as long as nobody did.
async fn the_customer_is_told_beforehand(world: &mut World) -> Vec<Technician> {
    world.follows(&POLICY.replace("missed_promise = \"service-center\"", "missed_promise = \"retail-chain\"")).await;
    let zhao = world.technician("赵敏").await;
    let (_, repair) = taken_and_signed(world, &zhao).await;
    zhao.goes_offline();
    let repairs = zhao.device().repairs();
    let duties = || repairs.open(repair).unwrap().duties.iter().map(|duty| (duty.owed, duty.met)).collect::<Vec<_>>();
    repairs.put_promise_at_risk(repair, "定影组件缺货", false).unwrap();
    assert_eq!(duties(), [(PromiseDuty::TellCustomer, false)]);
    world.clock.pass_minutes(5);
    repairs.move_promise(repair, WorldClock::march(9, 18, 0), "等调货", true).unwrap();
    assert_eq!(duties(), [(PromiseDuty::TellCustomer, false), (PromiseDuty::TellCustomer, true)]);
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;
    vec![zhao]
}

#[tokio::test]
async fn where_the_customer_is_told_beforehand_telling_meets_the_duty() {
    tell(the_customer_is_told_beforehand).await;
}

/// the technician's phone says that the workshop has the printer, the tablet that a colleague has it. Both are shown, nothing
/// goes on, and the desk strikes what was wrong.
async fn two_say_they_have_it(world: &mut World) -> Vec<Technician> {
    world.follows(POLICY).await;
    let (phone, chen) = (world.technician("赵敏").await, world.technician("陈刚").await);
    let tablet = world.second_device(&phone).await;
    let (_, repair) = taken_and_signed(world, &phone).await;
    world.everybody_syncs(&[&tablet, &chen]).await;
    phone.goes_offline();
    tablet.goes_offline();
    let wrong = phone.device().repairs().hand_over(repair, &workshop(), "").unwrap();
    world.clock.pass_minutes(4);
    let right = tablet.device().repairs().hand_over(repair, &held_by(&chen), "").unwrap();
    phone.comes_back();
    tablet.comes_back();
    world.everybody_syncs(&[&phone, &tablet, &chen]).await;
    let row = world.desk.repair(repair).await["row"]["data"].clone();
    assert_eq!((holders(&row), flags(&row)), (vec![&json!("technician"), &json!("workshop")], vec!["holder_unclear"]));
    for device in [&phone, &tablet, &chen] {
        let repairs = device.device().repairs();
        assert_eq!(repairs.open(repair).unwrap().holders.len(), 2, "{} sees both", device.name);
        assert_eq!(refused(repairs.hand_over(repair, &workshop(), "")), Refusal::HolderUnclear);
    }
    let strike = json!({ "kind": "struck", "event": wrong, "reason": "未交车间" });
    let row = world.desk.records_on_repair(repair, 1, strike).await;
    assert_eq!((holders(&row), flags(&row)), (vec![&json!("technician")], vec![]));
    world.everybody_syncs(&[&phone, &tablet, &chen]).await;
    let sheet = chen.device().repairs().open(repair).unwrap();
    assert_eq!(sheet.holders.iter().map(|link| link.hand_over).collect::<Vec<_>>(), [Some(right)]);
    assert_eq!(sheet.chain.len(), 3);
    vec![phone, tablet, chen]
}

#[tokio::test]
async fn two_hands_that_both_have_the_goods_are_shown_until_the_desk_decides() {
    tell(two_say_they_have_it).await;
}

/// the customer cannot find the receipt and says so in writing. R-087: a part from the van on the card is out of the van.
async fn the_receipt_is_lost(world: &mut World) -> Vec<Technician> {
    world.follows(POLICY).await;
    let zhao = world.technician("赵敏").await;
    let (_, repair) = taken_and_signed(world, &zhao).await;
    zhao.goes_offline();
    let repairs = zhao.device().repairs();
    repairs.use_part(repair, roller()).unwrap();
    repairs.note_work(repair, 40, "更换搓纸轮").unwrap();
    repairs.inspect(repair, true, Inspector::Supervisor, "金主任", "").unwrap();
    repairs.give_back(repair, "").unwrap();
    zhao.lets_the_customer_sign_for_goods(repair, SignOffKind::GoodsReturn);
    assert_eq!(repairs.open(repair).unwrap().receipt, ReceiptState::Valid, "void only when it is dealt with");
    repairs.state_receipt_missing(repair, "收据遗失，凭身份证领取。李芳").unwrap();
    repairs.request_invoice(repair, 26_000).unwrap();
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;
    let row = world.desk.repair(repair).await["row"]["data"].clone();
    assert_eq!(
        (&row["receipt_state"], &row["complete"], flags(&row)),
        (&json!("missing"), &json!(true), vec!["inspected_by_repairer"]),
        "R-095"
    );
    let van = world.desk.reads(&format!("/v1/desk/technicians/{}/van-stock", zhao.person)).await;
    assert_eq!((&van["lines"][0]["part_number"], &van["lines"][0]["quantity"]), (&json!("A03U-7209"), &json!(-1)));
    let shown = repairs.show_voucher(repair, SignOffKind::TakeAway, Language::Chinese);
    assert_eq!(refused(shown), Refusal::AlreadyReturned);
    vec![zhao]
}

#[tokio::test]
async fn a_lost_receipt_is_closed_by_a_statement() {
    tell(the_receipt_is_lost).await;
}
