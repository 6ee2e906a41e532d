//! A small paid service: fee agreed, cash taken and handed in once (O-10).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a story that cannot go on stops")]
use client_core::ActionError;
use client_core::visits::NewCharge;
use fieldbook_tests::{Technician, World, tell};
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
/// shows until it is handed in. E1: two uploads do not double it.
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
    assert_eq!(refused(visits.collect_money(visit, 8_000, PayMethod::Cash)), Refusal::NotFinished, "R-110");
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
    vec![zhao]
}

#[tokio::test]
async fn a_small_fee_is_agreed_first_and_taken_once() {
    tell(eighty_yuan).await;
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
