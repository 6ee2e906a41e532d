//! A visit from assignment to signature, and what two people make of it, told on documents alone.

use crate::site::*;
use model::documents::visit::assessment::{Attention, Signature};
use model::documents::visit::records::{CheckResult, EventKind};
use model::documents::visit::status::WorkStatus;
use model::documents::visit::write;
use model::id::EventId;
use model::rules::{self, Missing, Refusal};
use model::seal::SealError;
use model::seal::verify::{check_against, verify};

/// repaired on the spot, one signature accepts it.
#[test]
fn a_repair_goes_from_assigned_to_signed() {
    let zhao = zhao();
    let mut phone = opened_for(&zhao).on(&zhao);
    assert_eq!(phone.assess().status, WorkStatus::Assigned);
    phone.event(&zhao, 50, EventKind::Arrived);
    assert_eq!(phone.assess().status, WorkStatus::OnSite);
    phone.event(&zhao, 55, EventKind::Started);
    assert_eq!(phone.assess().status, WorkStatus::Working);
    phone.check(&zhao, 56, "power", CheckResult::Good);
    phone.check(&zhao, 57, "test", CheckResult::NotApplicable);
    phone.texts(&zhao, 58, "搓纸轮磨损", "已更换");
    phone.event(&zhao, 60, EventKind::Finished);
    let finished = phone.assess();
    assert_eq!((finished.status, finished.signature), (WorkStatus::Finished, Signature::None));
    phone.sign(&zhao, 65);
    let signed = phone.assess();
    assert_eq!(signed.signature, Signature::Current);
    assert_eq!(signed.attention, []);
    let seal = signed.acceptance().unwrap();
    assert_eq!(seal.record.body.signer, customer());
    assert_eq!(seal.strokes(), Some(&pen()));
    assert_eq!(seal.voucher().unwrap().technician.name, zhao.name);
}

/// nothing is finished with a gap, nothing signed before the finish.
#[test]
fn each_step_waits_for_the_one_before() {
    let (zhao, chen) = (zhao(), chen());
    let mut phone = opened_for(&zhao).on(&zhao);
    let rules = |phone: &Replica, check: &dyn Fn(&model::documents::visit::Visit, Signature) -> Result<(), Refusal>| {
        let now = phone.assess();
        check(&now.visit, now.signature)
    };
    assert_eq!(rules(&phone, &|v, s| rules::can_arrive(v, s, chen.person)), Err(Refusal::NotAssigned));
    assert_eq!(rules(&phone, &|v, s| rules::can_start(v, s, zhao.person)), Err(Refusal::NotArrived));
    phone.event(&zhao, 50, EventKind::Arrived);
    assert_eq!(rules(&phone, &|v, s| rules::can_arrive(v, s, zhao.person)), Err(Refusal::AlreadyArrived));
    assert_eq!(rules(&phone, &|v, s| rules::can_work(v, s, zhao.person)), Err(Refusal::NotStarted));
    assert_eq!(rules(&phone, &|v, s| rules::can_sign(v, s)), Err(Refusal::NotFinished));
    phone.event(&zhao, 55, EventKind::Started);
    let Err(Refusal::Incomplete(missing)) = rules(&phone, &|v, s| rules::can_finish(v, s, zhao.person)) else {
        panic!("an empty visit must not be finished");
    };
    assert_eq!(
        missing,
        [Missing::Check { item: "power".into() }, Missing::Check { item: "test".into() }, Missing::Findings, Missing::Treatment]
    );
    phone.check(&zhao, 56, "power", CheckResult::Good);
    phone.check(&zhao, 57, "test", CheckResult::Defect);
    phone.texts(&zhao, 58, "a", "b");
    assert_eq!(rules(&phone, &|v, s| rules::can_finish(v, s, zhao.person)), Ok(()));
    phone.event(&zhao, 60, EventKind::Finished);
    assert_eq!(rules(&phone, &|v, s| rules::can_work(v, s, zhao.person)), Err(Refusal::AlreadyFinished));
    assert_eq!(rules(&phone, &|v, s| rules::can_sign(v, s)), Ok(()));
    phone.sign(&zhao, 65);
    assert_eq!(rules(&phone, &|v, s| rules::can_sign(v, s)), Err(Refusal::Signed));
    assert_eq!(rules(&phone, &|v, s| rules::can_reopen(v, s, zhao.person).map(|_| ())), Err(Refusal::Signed));
}

#[test]
fn a_finish_taken_back_lets_the_work_go_on_and_the_next_finish_counts() {
    let zhao = zhao();
    let mut phone = opened_for(&zhao).on(&zhao);
    phone.work_to_finish(&zhao);
    let now = phone.assess();
    let finish = rules::can_reopen(&now.visit, now.signature, zhao.person).unwrap();
    phone.event(&zhao, 131, EventKind::Reopened { finish });
    assert_eq!(phone.assess().status, WorkStatus::Working);
    phone.event(&zhao, 140, EventKind::Finished);
    assert_eq!(phone.assess().status, WorkStatus::Finished);
}

/// also where the seal itself is genuine.
#[test]
fn a_seal_made_before_the_finish_never_counts_as_a_signature() {
    let zhao = zhao();
    let mut phone = opened_for(&zhao).on(&zhao);
    phone.event(&zhao, 50, EventKind::Arrived);
    phone.event(&zhao, 55, EventKind::Started);
    let (id, record) = phone.seal_now(&zhao, 56);
    let seal = verify(&record, Some(&model::seal::key::DeviceKey::public_key(&zhao.key))).unwrap();
    assert_eq!(check_against(&seal, &phone.doc), Err(SealError::BeforeFinish(Refusal::NotFinished)));
    phone.keep(&zhao, 56, id, &record);
    phone.check(&zhao, 57, "power", CheckResult::Good);
    phone.check(&zhao, 58, "test", CheckResult::Good);
    phone.texts(&zhao, 59, "a", "b");
    phone.event(&zhao, 60, EventKind::Finished);
    let now = phone.assess();
    assert_eq!(now.signature, Signature::None);
    assert_eq!(now.attention, [Attention::SealInvalid]);
}

/// the signature covers what was shown, not what came later.
#[test]
fn whatever_is_written_after_the_signature_is_shown_as_later() {
    let (zhao, chen) = (zhao(), chen());
    let desk_copy = opened_for(&zhao);
    let mut phone = desk_copy.on(&zhao);
    let mut other = desk_copy.on(&chen);
    phone.work_to_finish(&zhao);
    phone.sign(&zhao, 140);
    other.swap(&chen, 100, roller());
    phone.merge(&other);
    let now = phone.assess();
    assert_eq!(now.signature, Signature::ChangedSince);
    assert!(now.attention.contains(&Attention::ChangedAfterSignature));
    assert_eq!(now.acceptance().unwrap().voucher().unwrap().parts.len(), 1);
    assert_eq!(now.visit.parts.len(), 2);
}

#[test]
fn work_done_before_the_visit_changed_hands_stays_done() {
    let (zhao, chen) = (zhao(), chen());
    let mut desk_copy = opened_for(&zhao);
    let mut phone = desk_copy.on(&zhao);
    phone.work_to_finish(&zhao);
    phone.sign(&zhao, 140);
    let kind = EventKind::Assigned {
        technician: chen.person,
        technician_name: chen.name.into(),
        replaces: Some(EventId::from_bytes([60; 16])),
        reason: "no sign of life".into(),
    };
    write::append_event(&mut desk_copy.doc, EventId::from_bytes([61; 16]), kind, &desk(60)).unwrap();
    desk_copy.merge(&phone);
    let now = desk_copy.assess();
    assert_eq!((now.status, now.signature), (WorkStatus::Finished, Signature::Current));
    assert_eq!(now.visit.assignment().unwrap().technician, chen.person);
    assert_eq!(now.attention, [Attention::WorkedAfterReassignment]);
    assert_eq!(rules::can_record_void_trip(&now.visit, chen.person, "已由赵敏完成"), Ok(()));
    assert_eq!(now.visit.arrival().unwrap().by, zhao.person);
}

#[test]
fn a_cancellation_does_not_undo_an_arrival() {
    let zhao = zhao();
    let mut desk_copy = opened_for(&zhao);
    let mut phone = desk_copy.on(&zhao);
    let cancelled = EventKind::Cancelled { reason: "customer called".into() };
    write::append_event(&mut desk_copy.doc, EventId::from_bytes([62; 16]), cancelled, &desk(10)).unwrap();
    assert_eq!(desk_copy.assess().status, WorkStatus::Cancelled);
    phone.event(&zhao, 50, EventKind::Arrived);
    desk_copy.merge(&phone);
    let now = desk_copy.assess();
    assert_eq!(now.status, WorkStatus::OnSite);
    assert_eq!(now.attention, [Attention::CancelledAfterArrival]);
}

#[test]
fn two_answers_in_one_item_of_version_0_1_are_both_kept_and_shown() {
    let (zhao, chen) = (zhao(), chen());
    let desk_copy = opened_for(&zhao);
    let (mut one, mut two) = (desk_copy.on(&zhao), desk_copy.on(&chen));
    one.check_as_0_1(&zhao, 60, "power", CheckResult::Good);
    two.check_as_0_1(&chen, 61, "power", CheckResult::Defect);
    one.merge(&two);
    let now = one.assess();
    assert_eq!(now.attention, [Attention::Conflict]);
    let conflict = now.conflicts.first().unwrap();
    assert_eq!(conflict.path, "checklist/power/answer");
    let results: Vec<_> = conflict.values.iter().map(|value| value["result"].as_str().unwrap()).collect();
    assert!(results.contains(&"good") && results.contains(&"defect"));
    let shown = &now.visit.checklist.first().unwrap().record.answer.as_ref().unwrap().result;
    assert_eq!(serde_json::to_value(shown).unwrap(), conflict.values.first().unwrap()["result"]);
}
