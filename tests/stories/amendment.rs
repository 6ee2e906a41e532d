//! A typing error is found after signing; the correction is a revision of its own (O-05).

use client_core::ActionError;
use fieldbook_tests::{Technician, World, WorldClock, roller, tell};
use http::{Method, StatusCode};
use model::documents::visit::assessment::Signature;
use model::documents::visit::records::PartSwap;
use model::documents::visit::revisions::{RevisionBasis, RevisionChange};
use model::id::{DocumentId, EventId, SignOffId};
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
    assert_eq!(in_the_van(world, &zhao).await, [-1], "stock follows what was signed last");
    nobody_changes_what_was_signed(world, visit, first).await;
    assert_eq!(world.desk.sealed(visit, &first.to_string()).await, sealed);
    vec![zhao]
}

#[tokio::test]
async fn a_correction_signed_on_the_spot_is_a_second_revision() {
    tell(signed_on_the_spot).await;
}

/// How many of each part are in the van, by the desk's books; below zero, as nothing was ever issued.
async fn in_the_van(world: &World, zhao: &Technician) -> Vec<i64> {
    let van = world.desk.reads(&format!("/v1/desk/technicians/{}/van-stock", zhao.person)).await;
    van["lines"].as_array().unwrap().iter().map(|line| line["quantity"].as_i64().unwrap()).collect()
}

/// there is no way at the desk to change, replace or delete what was signed.
async fn nobody_changes_what_was_signed(world: &World, visit: DocumentId, signed: SignOffId) {
    let record = format!("/v1/desk/visits/{visit}/sign-offs/{signed}");
    for method in [Method::PUT, Method::PATCH, Method::POST, Method::DELETE] {
        let reply = world.desk.ask(method.clone(), &record, Some(json!({ "quantity": 1 }))).await;
        assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
    let consent = json!({ "by_name": "李芳", "how": "phone" });
    let attempts = [
        json!({ "action": "settle_data", "field": "name", "to": "别家公司", "confirmed_by": "李芳" }),
        json!({ "action": "decide_service_type", "service_type": "A", "basis": "desk", "reason": "补收" }),
        json!({ "action": "set_appointment", "agreed_for": WorldClock::march(5, 9, 0), "consent": consent }),
    ];
    for attempt in attempts {
        assert_eq!(world.desk.is_refused(visit, 90, attempt).await, 409);
    }
}

/// O-05.: with the customer gone the correction stays unsigned and flagged, and the first revision counts, also for stock;
/// it follows the correction when a leader accepts it.
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
    let sealed = world.desk.sealed(visit, &first.to_string()).await;
    assert_eq!(quantities(world, visit, &json!(first)).await, [2]);
    assert_eq!(in_the_van(world, &zhao).await, [-2], "nobody has accepted the correction yet");
    assert_eq!(world.desk.clearings_on(visit).await, [(roller().part_number, "waiting_for_signature".to_owned())]);
    let task = world.desk.task(visit, "amendment").await;
    assert_eq!(task["note"], "输入错误：数量应为 1");

    // The leader accepts it the next morning.
    world.clock.becomes(3, 8, 30);
    world.the_dispatcher_signs_in_again().await;
    let nothing = json!({ "action": "accept_amendment", "opened": EventId::from_bytes([7; 16]) });
    assert_eq!(world.desk.is_refused(visit, 1, nothing).await, 409, "there is no such correction");
    world.desk.records(visit, 2, json!({ "action": "accept_amendment", "opened": task["event"], "note": "核对领料单" })).await;
    world.everybody_syncs(&[&zhao]).await;
    let view = world.desk.view(visit).await;
    assert_eq!((&view["signature"], &view["attention"]), (&json!("accepted"), &json!([])));
    assert_eq!((&view["revisions"][0]["basis"], &view["revisions"][1]["basis"]), (&json!("signed"), &json!("accepted")));
    assert_eq!(in_the_van(world, &zhao).await, [-1], "stock follows");
    assert_eq!(world.desk.clearings_on(visit).await, [(roller().part_number, "cleared".to_owned())], "R-076");
    assert_eq!(world.desk.duties_on(visit).await, ["report_approval"]);
    nobody_changes_what_was_signed(world, visit, first).await;
    assert_eq!(world.desk.sealed(visit, &first.to_string()).await, sealed, "the customer's signature is under two, for ever");
    assert_eq!(zhao.device().visits().open(visit).unwrap().signature, Signature::Accepted);
    vec![zhao]
}

#[tokio::test]
async fn a_correction_nobody_signed_is_flagged_until_a_leader_accepts_it() {
    tell(customer_gone).await;
}
