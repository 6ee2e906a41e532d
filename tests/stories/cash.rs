//! A small paid service: fee agreed, cash taken and handed in once (O-10).

use client_core::ActionError;
use client_core::visits::NewCharge;
use fieldbook_tests::{Technician, World, WorldClock, tell};
use model::documents::visit::records::{ChargeKind, Consent, ConsentWay, PayMethod};
use model::id::DocumentId;
use model::rules::Refusal;
use serde_json::{Value, json};

const POLICY: &str = include_str!("../../cli/src/demo/policy.toml");

fn refused<T: std::fmt::Debug>(done: Result<T, ActionError>) -> Refusal {
    match done {
        Err(ActionError::Refused(refusal)) => refusal,
        other => panic!("this should be refused, not {other:?}"),
    }
}

fn labour() -> NewCharge {
    NewCharge { what: ChargeKind::Labour, text: "复印机检修工时".into(), amount_fen: 8_000, part_line: None }
}

fn agreed() -> Consent {
    Consent { by_name: "李芳".into(), how: ConsentWay::InPerson }
}

async fn paid_service(world: &World, zhao: &Technician) -> DocumentId {
    let visit = world.desk.dispatches_work(zhao.person, json!({ "service_type": "A" })).await;
    zhao.syncs().await;
    visit
}

fn collections(view: &Value) -> Vec<&Value> {
    view["events"].as_array().unwrap().iter().filter(|event| event["kind"] == "money_collected").collect()
}

/// O-10.: the fee is agreed before the work and taken after it.: not beyond the charges. R-108: what is taken
/// is on the technician's account until accounting has it. E1: two uploads do not double it.
async fn eighty_yuan(world: &mut World) -> Vec<Technician> {
    world.follows(POLICY).await;
    let zhao = world.technician("赵敏").await;
    let visit = paid_service(world, &zhao).await;
    zhao.goes_offline();
    let visits = zhao.device().visits();
    world.clock.becomes(2, 9, 0);
    visits.arrive(visit).unwrap();
    assert_eq!(refused(visits.start(visit)), Refusal::FeeNotAgreed, "R-024");
    visits.charge(visit, &labour()).unwrap();
    visits.agree_fee(visit, 8_000, &agreed()).unwrap();
    world.clock.becomes(2, 9, 5);
    visits.start(visit).unwrap();
    assert_eq!(refused(visits.collect_money(visit, 8_000, PayMethod::Cash)), Refusal::CollectBeforeFinish, "R-110");
    zhao.finishes(visit);
    zhao.lets_the_customer_sign(visit);
    assert_eq!(refused(visits.collect_money(visit, 9_000, PayMethod::Cash)), Refusal::BeyondCharges, "R-116");
    visits.collect_money(visit, 8_000, PayMethod::Cash).unwrap();
    assert_eq!(refused(visits.collect_money(visit, 8_000, PayMethod::Cash)), Refusal::BeyondCharges, "the customer pays once");
    let money = visits.open(visit).unwrap().money;
    assert_eq!((money.collected_fen, money.collections[0].received), (8_000, false));
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;

    let view = world.desk.view(visit).await;
    assert_eq!(collections(&view).iter().map(|taken| &taken["amount_fen"]).collect::<Vec<_>>(), [8_000]);
    assert!(view["attention"].as_array().unwrap().contains(&json!("money_open")), "{}", view["attention"]);
    assert_eq!(view["signature"], "current", "the money does not touch what was signed");
    let money = world.desk.reads("/v1/desk/money").await;
    let sum = json!([{ "person": zhao.person, "name": "赵敏", "open_fen": 8_000 }]);
    assert_eq!((&money["sums"], money["collections"].as_array().unwrap().len()), (&sum, 1), "to be handed in (R-108)");
    let collected = money["collections"][0]["collected"].clone();

    // She hands it in at the counter; her report says so at once, and the account is settled when accounting confirms it.
    world.clock.becomes(2, 17, 0);
    let day = zhao.opens_the_day(2);
    let in_hand = zhao.device().days().money_in_hand().unwrap();
    assert_eq!(in_hand.iter().map(|money| (money.visit, money.amount_fen)).collect::<Vec<_>>(), [(visit, 8_000)]);
    zhao.device().days().hand_in_money(day, visit, in_hand[0].collection, "会计孙莉").unwrap();
    assert_eq!(zhao.device().days().money_in_hand().unwrap(), []);
    world.everybody_syncs(&[&zhao]).await;
    assert_eq!(world.desk.reads("/v1/desk/money").await["sums"], sum, "accounting has not confirmed it");
    world.desk.records(visit, 1, json!({ "action": "receive_money", "collected": collected })).await;
    world.desk.records(visit, 2, json!({ "action": "receive_money", "collected": collected })).await;
    world.everybody_syncs(&[&zhao]).await;
    let money = world.desk.reads("/v1/desk/money").await;
    assert_eq!((&money["sums"], &money["collections"]), (&json!([]), &json!([])), "the account is settled");
    let all = world.desk.reads("/v1/desk/money?received=true").await["collections"].clone();
    assert_eq!((all.as_array().unwrap().len(), &all[0]["received"]), (1, &json!(true)));
    let view = world.desk.view(visit).await;
    assert!(!view["attention"].as_array().unwrap().contains(&json!("money_open")), "{}", view["attention"]);
    assert!(zhao.device().visits().open(visit).unwrap().money.collections[0].received, "and she sees it");
    vec![zhao]
}

#[tokio::test]
async fn a_small_fee_is_agreed_first_and_taken_once() {
    tell(eighty_yuan).await;
}

/// O-10. R-107, P-06: what is above the limit is not taken on the spot; an invoice is asked for on the same day, once.
async fn above_the_limit(world: &mut World) -> Vec<Technician> {
    world.follows(POLICY).await;
    let zhao = world.technician("赵敏").await;
    let visit = paid_service(world, &zhao).await;
    zhao.goes_offline();
    let visits = zhao.device().visits();
    world.clock.becomes(2, 9, 0);
    visits.arrive(visit).unwrap();
    visits.charge(visit, &NewCharge { amount_fen: 25_000, ..labour() }).unwrap();
    visits.agree_fee(visit, 25_000, &agreed()).unwrap();
    world.clock.becomes(2, 9, 5);
    visits.start(visit).unwrap();
    zhao.finishes(visit);
    zhao.lets_the_customer_sign(visit);
    assert_eq!(refused(visits.collect_money(visit, 25_000, PayMethod::Cash)), Refusal::AboveFeeLimit(20_000));
    visits.request_invoice(visit, 25_000).unwrap();
    assert_eq!(refused(visits.request_invoice(visit, 25_000)), Refusal::BeyondCharges, "one invoice");
    // The signal comes back a day later; the invoice was asked for on the day of the service.
    world.clock.becomes(3, 9, 0);
    zhao.comes_back();
    world.the_dispatcher_signs_in_again().await;
    world.everybody_syncs(&[&zhao]).await;
    let view = world.desk.view(visit).await;
    let invoices: Vec<_> = view["events"].as_array().unwrap().iter().filter(|event| event["kind"] == "invoice_requested").collect();
    assert_eq!(invoices.iter().map(|invoice| &invoice["amount_fen"]).collect::<Vec<_>>(), [25_000]);
    assert_eq!(invoices[0]["at"], json!(WorldClock::march(2, 10, 5)));
    assert!(!view["attention"].as_array().unwrap().contains(&json!("money_open")));
    assert_eq!(world.desk.reads("/v1/desk/money").await["collections"], json!([]));
    vec![zhao]
}

#[tokio::test]
async fn what_is_above_the_limit_is_invoiced_on_the_same_day() {
    tell(above_the_limit).await;
}

/// no fee without a leader's consent, unless it came with the order.
async fn no_fee_without_a_leader(world: &mut World) -> Vec<Technician> {
    world.follows(&format!("{POLICY}\n[charges]\nleader_consent = true\n")).await;
    let zhao = world.technician("赵敏").await;
    let visit = paid_service(world, &zhao).await;
    zhao.goes_offline();
    let visits = zhao.device().visits();
    visits.arrive(visit).unwrap();
    assert_eq!(refused(visits.charge(visit, &labour())), Refusal::LeaderConsentMissing);
    assert_eq!(refused(visits.agree_fee(visit, 8_000, &agreed())), Refusal::LeaderConsentMissing);
    vec![zhao]
}

#[tokio::test]
async fn where_a_leader_has_to_consent_no_fee_is_taken_without() {
    tell(no_fee_without_a_leader).await;
}
