//! Address and model are corrected on site while the desk corrects phone and name (O-13).

use client_core::ActionError;
use client_core::visits::{NewCharge, WarrantyFindings};
use fieldbook_tests::{Technician, World, tell};
use http::Method;
use model::documents::visit::records::{ChargeKind, Consent, ConsentWay, DataField, ServiceType};
use model::rules::Refusal;
use serde_json::{Value, json};

/// O-13. R-036: what was confirmed on site counts, field by field. E3: of two names one is shown, the other stays and is offered for
/// decision.
async fn another_address(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    let lin = world.technician("林涛").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    world.desk.sends_along(visit, lin.person).await;
    world.desk.names_lead(visit, zhao.person).await;
    world.everybody_syncs(&[&zhao, &lin]).await;
    zhao.goes_offline();
    lin.goes_offline();
    let (by_zhao, by_lin) = (zhao.device().visits(), lin.device().visits());
    world.clock.becomes(2, 9, 0);
    let unconfirmed = by_zhao.correct_data(visit, DataField::Address, "中山路 18 号 3 楼", " ");
    assert!(matches!(unconfirmed, Err(ActionError::Refused(Refusal::EntryIncomplete("confirmed_by")))), "{unconfirmed:?}");
    by_zhao.correct_data(visit, DataField::Address, "中山路 18 号 3 楼", "李芳").unwrap();
    by_zhao.correct_data(visit, DataField::Model, "bizhub 368", "李芳").unwrap();
    by_zhao.correct_data(visit, DataField::Name, "东方律师事务所（苏州）", "李芳").unwrap();
    world.clock.becomes(2, 9, 10);
    by_lin.correct_data(visit, DataField::Phone, "0512-5550199", "总机").unwrap();
    by_lin.correct_data(visit, DataField::Name, "东方（苏州）律师事务所", "总机").unwrap();
    zhao.comes_back();
    lin.comes_back();
    world.everybody_syncs(&[&zhao, &lin]).await;

    let view = world.desk.view(visit).await;
    assert_eq!((&view["customer"]["address"], &view["customer"]["phone"]), (&json!("中山路 18 号 3 楼"), &json!("0512-5550199")));
    assert_eq!(view["asset"]["model"], "bizhub 368");
    assert_eq!((view["conflicts"].as_array().unwrap().len(), &view["attention"]), (1, &json!(["conflict"])), "only the name competes");
    let values = view["conflicts"][0]["values"].as_array().unwrap();
    let said: Vec<_> = values.iter().map(|value| value.to_string()).collect();
    assert!(
        said.iter().any(|value| value.contains("（苏州）律师")) && said.iter().any(|value| value.contains("事务所（苏州）")),
        "{said:?}"
    );
    let corrections: Vec<_> = view["events"].as_array().unwrap().iter().filter(|event| event["kind"] == "data_corrected").collect();
    assert_eq!(corrections.len(), 5, "what it said before and who confirmed it stays readable");

    // Zhao asks at the reception, and the name that is shown is right; both devices and the desk then say the same.
    world.clock.becomes(2, 9, 30);
    let shown = by_zhao.open(visit).unwrap().customer.name;
    by_zhao.correct_data(visit, DataField::Name, &shown, "李芳").unwrap();
    zhao.works_through(visit);
    world.everybody_syncs(&[&zhao, &lin]).await;
    let view = world.desk.view(visit).await;
    assert_eq!((&view["customer"]["name"], &view["conflicts"]), (&json!(shown), &json!([])));
    assert_eq!(view["signature"], "current");
    let sealed = model::seal::verify::verify(&world.desk.sealed_record(visit).await, None).unwrap();
    assert_eq!(sealed.voucher().unwrap().asset.model, "bizhub 368", "the visit goes by what was confirmed");
    vec![zhao, lin]
}

#[tokio::test]
async fn what_was_confirmed_on_site_counts_field_by_field() {
    tell(another_address).await;
}

/// The file of a copier at the desk.
fn file(serial: &str, model: &str, purchased_on: &str) -> Value {
    json!({ "serial": serial, "product": "复印机 Copier", "model": model, "customer": "东方律师事务所", "purchased_on": purchased_on,
        "warranty": { "unit_months": 12, "components": [] }, "services": [] })
}

/// O-13, E3. R-036: address, model and serial come from the site, the phone from the desk; the name, which both changed, is decided at
/// the desk. R-005: the visit goes to the file of the right product. R-024: that one is out of warranty, and no work begins before the
/// customer agreed to the fee.
async fn the_desk_corrects_as_well(world: &mut World) -> Vec<Technician> {
    world.follows(include_str!("../../cli/src/demo/policy.toml")).await;
    let zhao = world.technician("赵敏").await;
    let files = [file("A789021004412", "bizhub 367", "2025-09-01"), file("A7PU021000098", "bizhub 368", "2024-01-15")];
    let put = world.desk.ask(Method::PUT, "/v1/desk/reference/assets", Some(json!({ "upsert": files, "delete": [] }))).await;
    assert!(put.status.is_success(), "{}", put.json);
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    let visits = zhao.device().visits();
    let proof = WarrantyFindings { proof_seen: true, ..WarrantyFindings::default() };
    assert_eq!(visits.warranty(visit, &proof).unwrap().service, Some(ServiceType::C), "the product of the order is under warranty");
    zhao.goes_offline();
    world.clock.becomes(2, 9, 0);
    visits.correct_data(visit, DataField::Address, "中山路 18 号 3 楼", "李芳").unwrap();
    visits.correct_data(visit, DataField::Model, "bizhub 368", "李芳").unwrap();
    visits.correct_data(visit, DataField::Serial, "A7PU021000098", "李芳").unwrap();
    visits.correct_data(visit, DataField::Name, "东方律师事务所（苏州）", "李芳").unwrap();
    world.clock.becomes(2, 9, 10);
    let at_the_desk = |field: &str, to: &str| json!({ "action": "settle_data", "field": field, "to": to, "confirmed_by": "总机" });
    world.desk.records(visit, 1, at_the_desk("phone", "0512-5550199")).await;
    world.desk.records(visit, 2, at_the_desk("name", "东方（苏州）律师事务所")).await;
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;

    let view = world.desk.view(visit).await;
    let said = ["/customer/address", "/customer/phone", "/asset/model", "/asset/serial"].map(|path| view.pointer(path).unwrap().clone());
    assert_eq!(said, ["中山路 18 号 3 楼", "0512-5550199", "bizhub 368", "A7PU021000098"], "field by field");
    assert_eq!((view["conflicts"].as_array().unwrap().len(), &view["attention"]), (1, &json!(["conflict"])), "only the name competes");
    let offered = view["conflicts"][0]["values"].to_string();
    assert!(offered.contains("（苏州）律师") && offered.contains("事务所（苏州）"), "both are offered: {offered}");
    world.desk.records(visit, 3, at_the_desk("name", "东方律师事务所（苏州）")).await;
    world.everybody_syncs(&[&zhao]).await;
    let view = world.desk.view(visit).await;
    assert_eq!((&view["customer"]["name"], &view["conflicts"]), (&json!("东方律师事务所（苏州）"), &json!([])));
    let corrections = view["events"].as_array().unwrap().iter().filter(|event| event["kind"] == "data_corrected").count();
    assert_eq!(corrections, 7, "what it said before, and who confirmed it, stays readable");

    // The right product's file is on the device, and only that one.
    let reference = zhao.device().reference();
    assert_eq!(reference.asset("A7PU021000098").unwrap().map(|file| file.model), Some("bizhub 368".to_owned()), "R-005");
    assert_eq!(reference.asset("A789021004412").unwrap(), None, "R-253: the other product is no business of this visit any more");
    let decision = visits.warranty(visit, &proof).unwrap();
    assert_eq!((decision.service, decision.rule), (Some(ServiceType::A), "R-229"), "recalculated: out of warranty");
    zhao.goes_offline();
    world.clock.becomes(2, 9, 40);
    visits.arrive(visit).unwrap();
    visits.decide_service_type(visit, ServiceType::A, "warranty/out_of_period", "型号更正后已过保").unwrap();
    assert!(matches!(visits.start(visit), Err(ActionError::Refused(Refusal::FeeNotAgreed))), "R-024");
    let charge = NewCharge { what: ChargeKind::Labour, text: "检修工时".into(), amount_fen: 8_000, part_line: None };
    visits.charge(visit, &charge).unwrap();
    visits.agree_fee(visit, 8_000, &Consent { by_name: "李芳".into(), how: ConsentWay::InPerson }).unwrap();
    world.clock.becomes(2, 9, 45);
    visits.start(visit).unwrap();
    zhao.finishes(visit);
    zhao.lets_the_customer_sign(visit);
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;
    let view = world.desk.view(visit).await;
    assert_eq!((&view["signature"], &view["serial"]), (&json!("current"), &json!("A7PU021000098")), "the service is the right product's");
    let sealed = model::seal::verify::verify(&world.desk.sealed_record(visit).await, None).unwrap();
    assert_eq!(sealed.voucher().unwrap().asset.serial, "A7PU021000098");
    vec![zhao]
}

#[tokio::test]
async fn the_desk_and_the_site_correct_one_order_at_the_same_time() {
    tell(the_desk_corrects_as_well).await;
}
