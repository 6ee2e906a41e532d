//! Two technicians with a device each on one visit; one is in charge, one collects the signature (O-03).

use client_core::ActionError;
use fieldbook_tests::{Technician, World, picture, roller, tell};
use model::documents::visit::assessment::Signature;
use model::documents::visit::records::{CheckResult, PartSwap};
use model::id::DocumentId;
use model::rules::Refusal;
use serde_json::json;

fn separator() -> PartSwap {
    PartSwap { part_number: "A03U-7214".into(), name: "分离爪".into(), reason: "断裂".into(), ..roller() }
}

/// A visit of two, with Zhao in charge, on both devices.
async fn sent_together(world: &World, zhao: &Technician, lin: &Technician) -> DocumentId {
    let visit = world.desk.dispatches_copier(zhao.person).await;
    world.desk.sends_along(visit, lin.person).await;
    world.desk.names_lead(visit, zhao.person).await;
    world.everybody_syncs(&[zhao, lin]).await;
    visit
}

/// O-03. R-031: the lead stays who it is. E4: each line is there once. R-059: what Lin adds after the signature is not covered by it.
async fn without_a_signal(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    let lin = world.technician("林涛").await;
    let visit = sent_together(world, &zhao, &lin).await;
    zhao.goes_offline();
    lin.goes_offline();
    let (by_zhao, by_lin) = (zhao.device().visits(), lin.device().visits());
    world.clock.becomes(2, 9, 0);
    by_zhao.arrive(visit).unwrap();
    by_lin.arrive(visit).unwrap();
    world.clock.becomes(2, 9, 5);
    by_zhao.start(visit).unwrap();
    by_lin.start(visit).unwrap();
    by_zhao.write_findings(visit, "搓纸轮磨损，分离爪断裂。").unwrap();
    by_zhao.write_treatment(visit, "更换搓纸轮。").unwrap();
    world.clock.becomes(2, 9, 20);
    by_lin.swap_part(visit, roller()).unwrap();
    by_lin.swap_part(visit, separator()).unwrap();
    by_lin.write_treatment(visit, "更换分离爪。").unwrap();
    by_lin.attach_photo(visit, &picture(700), "image/jpeg", "断裂的分离爪").unwrap();
    // A signal on the stairs, and down again: both hold what both wrote.
    zhao.comes_back();
    lin.comes_back();
    world.everybody_syncs(&[&zhao, &lin]).await;
    zhao.goes_offline();
    lin.goes_offline();
    let sheet = by_zhao.open(visit).unwrap();
    assert_eq!(sheet.parts.len(), 2, "each line once");
    assert!(sheet.treatment.contains("更换搓纸轮。") && sheet.treatment.contains("更换分离爪。"), "{}", sheet.treatment);

    world.clock.becomes(2, 10, 30);
    for check in sheet.checklist {
        by_zhao.answer_check(visit, &check.id, CheckResult::Good, "").unwrap();
    }
    by_zhao.finish(visit).unwrap();
    zhao.lets_the_customer_sign(visit);
    world.clock.becomes(2, 10, 40);
    by_lin.swap_part(visit, PartSwap { name: "清洁滚轮".into(), ..roller() }).unwrap();
    zhao.comes_back();
    lin.comes_back();
    world.everybody_syncs(&[&zhao, &lin]).await;

    let view = world.desk.view(visit).await;
    assert_eq!((&view["signature"], view["parts"].as_array().unwrap().len()), (&json!("changed_since"), 3));
    assert!(view["attention"].as_array().unwrap().contains(&json!("changed_after_signature")), "{}", view["attention"]);
    let last = view["revisions"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["basis"], &last["changes"][0]["name"]),
        (&json!("unsigned"), &json!("清洁滚轮")),
        "the desk sees the unsigned addition"
    );
    assert_eq!(by_lin.open(visit).unwrap().course.lead, Some(zhao.person), "R-031: the lead is unchanged");
    assert_eq!(view["photos"][0]["complete"], true);

    // the hours of each are in their own report.
    let mut totals = Vec::new();
    for technician in [&zhao, &lin] {
        let day = technician.opens_the_day(2);
        totals.push(technician.device().days().report(day).unwrap().totals);
        technician.confirms(day);
    }
    assert_eq!(totals[0].c_minutes, 90, "nine to half past ten");
    assert!(totals[1].c_minutes >= 90, "{:?}", totals[1]);
    world.everybody_syncs(&[&zhao, &lin]).await;
    assert_eq!(world.desk.everything().await["registers"]["day"].as_array().unwrap().len(), 2);
    vec![zhao, lin]
}

#[tokio::test]
async fn two_devices_one_visit_one_signature() {
    tell(without_a_signal).await;
}

/// of two or more one is in charge before they start.
async fn nobody_in_charge(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    let lin = world.technician("林涛").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    world.desk.sends_along(visit, lin.person).await;
    world.everybody_syncs(&[&zhao, &lin]).await;
    zhao.device().visits().arrive(visit).unwrap();
    let started = zhao.device().visits().start(visit);
    assert!(matches!(started, Err(ActionError::Refused(Refusal::NoLead))), "{started:?}");
    world.everybody_syncs(&[&zhao, &lin]).await;
    assert_eq!(world.desk.row(visit).await.unwrap()["attention"], json!(["no_lead"]));
    world.clock.pass_minutes(5);
    world.desk.names_lead(visit, lin.person).await;
    world.everybody_syncs(&[&zhao, &lin]).await;
    zhao.device().visits().start(visit).unwrap();
    vec![zhao, lin]
}

#[tokio::test]
async fn a_visit_of_two_with_nobody_in_charge_is_not_begun() {
    tell(nobody_in_charge).await;
}

/// the office names another lead while both are without a signal: the last one named counts, the signature stays valid.
async fn another_lead(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    let lin = world.technician("林涛").await;
    let visit = sent_together(world, &zhao, &lin).await;
    zhao.goes_offline();
    lin.goes_offline();
    zhao.begins(visit);
    world.desk.names_lead(visit, lin.person).await;
    zhao.finishes(visit);
    zhao.lets_the_customer_sign(visit);
    zhao.comes_back();
    lin.comes_back();
    world.everybody_syncs(&[&zhao, &lin]).await;
    for technician in [&zhao, &lin] {
        let sheet = technician.device().visits().open(visit).unwrap();
        assert_eq!((sheet.course.lead, sheet.signature), (Some(lin.person), Signature::Current));
    }
    assert_eq!(world.desk.row(visit).await.unwrap()["signature"], "current");
    vec![zhao, lin]
}

#[tokio::test]
async fn a_lead_named_meanwhile_counts_and_the_signature_stays() {
    tell(another_lead).await;
}
