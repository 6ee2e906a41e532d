//! A typing error is found after signing; the correction is a revision of its own (O-05).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a story that cannot go on stops")]
use client_core::ActionError;
use fieldbook_tests::{Technician, World, roller, tell};
use model::documents::visit::assessment::Signature;
use model::documents::visit::records::PartSwap;
use model::documents::visit::revisions::{RevisionBasis, RevisionChange};
use model::id::{DocumentId, SignOffId};
use model::rules::Refusal;
use model::seal::verify::verify;
use serde_json::{Value, json};

fn two_rollers() -> PartSwap {
    PartSwap { quantity: 2, ..roller() }
}

/// Signs two rollers instead of one, without a signal.
async fn signs_a_typing_error(world: &World, zhao: &Technician) -> (DocumentId, SignOffId) {
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.goes_offline();
    zhao.begins(visit);
    zhao.device().visits().swap_part(visit, two_rollers()).unwrap();
    zhao.finishes(visit);
    (visit, zhao.lets_the_customer_sign(visit))
}

/// Opens the amendment and puts the line right.
fn corrects_it(world: &World, zhao: &Technician, visit: DocumentId) {
    let visits = zhao.device().visits();
    let refused = |done: Result<(), ActionError>| match done {
        Err(ActionError::Refused(refusal)) => refusal,
        other => panic!("this should be refused, not {other:?}"),
    };
    let line = visits.open(visit).unwrap().parts[0].id;
    assert_eq!(refused(visits.strike_part(visit, line, "输入错误")), Refusal::Signed, "R-058: what was signed is locked");
    assert_eq!(refused(visits.write_findings(visit, "改写")), Refusal::Signed);
    assert_eq!(refused(visits.open_amendment(visit, " ").map(drop)), Refusal::ReasonMissing);
    world.clock.pass_minutes(10);
    visits.open_amendment(visit, "输入错误：数量应为 1").unwrap();
    assert_eq!(refused(visits.open_amendment(visit, "再开一次").map(drop)), Refusal::AmendmentOpen);
    visits.reopen(visit).unwrap();
    visits.strike_part(visit, line, "输入错误").unwrap();
    visits.swap_part(visit, roller()).unwrap();
    world.clock.pass_minutes(2);
    visits.finish(visit).unwrap();
}

/// Quantities of parts in the sealed record of a sign-off, as the server keeps it.
async fn quantities(world: &World, visit: DocumentId, sign_off: &Value) -> Vec<u32> {
    let kept = world.desk.sealed(visit, sign_off.as_str().unwrap()).await;
    verify(&kept, None).unwrap().voucher().unwrap().parts.iter().map(|part| part.quantity).collect()
}

/// O-05.: the first signature stays with revision 1; revision 2 is signed by its own.
async fn signed_on_the_spot(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    let (visit, first) = signs_a_typing_error(world, &zhao).await;
    let sealed = zhao.device().visits().seal_file(visit, first).unwrap();
    corrects_it(world, &zhao, visit);
    assert_eq!(zhao.device().visits().open(visit).unwrap().signature, Signature::Amending);
    let second = zhao.lets_the_customer_sign(visit);
    let sheet = zhao.device().visits().open(visit).unwrap();
    let bases: Vec<_> = sheet.revisions.iter().map(|revision| revision.basis).collect();
    assert_eq!(bases, [RevisionBasis::Signed { sign_off: first }, RevisionBasis::Signed { sign_off: second }]);
    assert_eq!(sheet.revisions[1].reasons, ["输入错误：数量应为 1"]);
    let parts = |quantity: u32| {
        sheet.revisions[1].changes.iter().any(|change| match change {
            RevisionChange::PartAdded { quantity: is, .. } | RevisionChange::PartStruck { quantity: is, .. } => *is == quantity,
            _ => false,
        })
    };
    assert!(parts(1) && parts(2), "{:?}", sheet.revisions[1]);
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;

    let view = world.desk.view(visit).await;
    assert_eq!((&view["signature"], &view["attention"]), (&json!("current"), &json!([])));
    assert_eq!(quantities(world, visit, &json!(first)).await, [2], "revision 1 says for ever what was signed");
    assert_eq!(quantities(world, visit, &json!(second)).await, [1]);
    assert_eq!(world.desk.sealed(visit, &first.to_string()).await, sealed, "not a byte of the first record has changed");
    vec![zhao]
}

#[tokio::test]
async fn a_correction_signed_on_the_spot_is_a_second_revision() {
    tell(signed_on_the_spot).await;
}

/// O-05.: with the customer gone the correction stays unsigned, flagged, and the first revision counts.
async fn customer_gone(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    let (visit, first) = signs_a_typing_error(world, &zhao).await;
    corrects_it(world, &zhao, visit);
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;
    let view = world.desk.view(visit).await;
    assert_eq!((&view["signature"], &view["attention"]), (&json!("amending"), &json!(["amendment_open"])));
    assert_eq!(view["revisions"].as_array().unwrap().len(), 2);
    assert_eq!((&view["revisions"][0]["basis"], &view["revisions"][1]["basis"]), (&json!("signed"), &json!("unsigned")));
    assert_eq!(quantities(world, visit, &json!(first)).await, [2]);
    vec![zhao]
}

#[tokio::test]
async fn a_correction_nobody_signed_is_flagged_and_takes_nothing_from_the_signature() {
    tell(customer_gone).await;
}
