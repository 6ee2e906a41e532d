//! Stops, promises, requests (O-06, O-15).

use crate::site::*;
use model::documents::visit::assessment::{Attention, Signature};
use model::documents::visit::records::*;
use model::documents::visit::requests::RequestState;
use model::documents::visit::status::WorkStatus;
use model::id::EventId;
use model::rules::{self, Refusal};
use model::time::Timestamp;

const DAY: i64 = 24 * 60;

fn at(minute: i64) -> Timestamp {
    Timestamp::from_ms(MORNING + minute * 60_000)
}

fn consent() -> Consent {
    Consent { by_name: "王先生".into(), how: ConsentWay::InPerson }
}

fn stop(why: StopReason) -> EventKind {
    EventKind::Suspended { why, reason: "来不及 no time".into(), next_at: None, consent: None }
}

fn at_work(who: &Technician) -> Replica {
    let mut phone = opened_for(who).on(who);
    phone.event(who, 50, EventKind::Arrived);
    phone.event(who, 55, EventKind::Started);
    phone
}

/// O-15, R-035, R-149: to be continued with the agreed date and consent; the next day's hours are kept apart; one final signature.
#[test]
fn an_unfinished_repair_goes_on_another_day() {
    let zhao = zhao();
    let mut phone = at_work(&zhao);
    let next = at(DAY + 30);
    let suspended =
        EventKind::Suspended { why: StopReason::Unfinished, reason: "锅炉".into(), next_at: Some(next), consent: Some(consent()) };
    let stopped = phone.event(&zhao, 540, suspended);
    let now = phone.assess();
    assert_eq!(now.status, WorkStatus::ToBeContinued);
    assert_eq!(now.visit.appointment().unwrap().at, next);
    assert_eq!(rules::can_work(&now.visit, now.signature, zhao.person), Err(Refusal::Stopped));
    assert_eq!(rules::can_finish(&now.visit, now.signature, zhao.person), Err(Refusal::Stopped));
    assert_eq!(rules::can_arrive(&now.visit, now.signature, zhao.person), Err(Refusal::Stopped));
    assert_eq!(rules::can_suspend(&now.visit, now.signature, zhao.person), Err(Refusal::Stopped));
    assert_eq!(rules::can_sign(&now.visit, now.signature), Err(Refusal::NotFinished));
    // On the way he sees that he will be late, and nobody answers.
    assert_eq!(rules::can_depart(&now.visit, now.signature, zhao.person), Ok(()));
    phone.event(&zhao, DAY, EventKind::Departed);
    assert_eq!(phone.assess().status, WorkStatus::Travelling);
    for (minute, channel) in [(DAY + 1, Channel::Phone), (DAY + 9, Channel::Phone), (DAY + 10, Channel::TextMessage)] {
        phone.event(&zhao, minute, EventKind::ContactAttempted { channel, reached: false, note: String::new() });
    }
    phone.event(&zhao, DAY + 11, EventKind::DelayForeseen { until: None, told_customer: false, reason: "jam".into() });
    let now = phone.assess();
    assert_eq!(now.attention, [Attention::DelayForeseen]);
    assert_eq!(rules::can_resume(&now.visit, now.signature, zhao.person), Ok(stopped));
    phone.event(&zhao, DAY + 60, EventKind::Resumed { suspension: stopped });
    let now = phone.assess();
    assert_eq!((now.status, now.attention), (WorkStatus::Working, vec![]));
    assert_eq!(rules::can_resume(&now.visit, now.signature, zhao.person), Err(Refusal::NotStopped));
    phone.check(&zhao, DAY + 61, "power", CheckResult::Good);
    phone.check(&zhao, DAY + 61, "test", CheckResult::Good);
    phone.texts(&zhao, DAY + 62, "a", "b");
    phone.event(&zhao, DAY + 90, EventKind::Finished);
    phone.sign(&zhao, DAY + 95);
    let now = phone.assess();
    assert_eq!((now.status, now.signature), (WorkStatus::Finished, Signature::Current));
    let hours: Vec<_> = now.visit.attendance().into_iter().map(|stretch| (stretch.from, stretch.to)).collect();
    assert_eq!(hours, [(at(50), Some(at(540))), (at(DAY + 60), Some(at(DAY + 90)))]);
}

/// goods are taken along with a receipt.
#[test]
fn goods_are_not_taken_along_by_a_stop_alone() {
    assert_eq!(rules::check_stop(StopReason::TakenAway, "cellar", None, None), Err(Refusal::ReceiptFirst));
}

/// the next time needs the name of whoever agreed.
#[test]
fn a_stop_says_why_and_who_agreed_to_the_next_time() {
    let check = |reason: &str, next_at, consent: Option<&Consent>| rules::check_stop(StopReason::Unfinished, reason, next_at, consent);
    assert_eq!(check(" ", None, None), Err(Refusal::ReasonMissing));
    assert_eq!(check("x", Some(at(900)), None), Err(Refusal::ConsentMissing));
    let (nobody, somebody) = (Consent { by_name: String::new(), ..consent() }, consent());
    assert_eq!(check("x", Some(at(900)), Some(&nobody)), Err(Refusal::ConsentMissing));
    assert_eq!(check("x", Some(at(900)), Some(&somebody)), Ok(()));
    assert_eq!(check("x", None, None), Ok(()));
}

/// O-06, R-047: each kind of stop has its own status.
#[test]
fn each_kind_of_stop_has_its_own_status() {
    let zhao = zhao();
    for (why, status) in [
        (StopReason::Unfinished, WorkStatus::ToBeContinued),
        (StopReason::CustomerAsked, WorkStatus::ToBeContinued),
        (StopReason::WaitingForParts, WorkStatus::WaitingForParts),
        (StopReason::TakenAway, WorkStatus::TakenAway),
    ] {
        let mut phone = at_work(&zhao);
        phone.event(&zhao, 60, stop(why));
        assert_eq!(phone.assess().status, status, "{why:?}");
    }
}

/// P-22: a completion date must be promised, or needs a document, as the terms say.
#[test]
fn the_terms_say_whether_a_completion_date_may_be_promised() {
    let zhao = zhao();
    let with = |promise| {
        let mut order = order();
        order.terms = Some(Terms { promise, ..Terms::default() });
        opened(&order, &zhao).on(&zhao)
    };
    let mut must = with(MayPromise::Must);
    let check = |phone: &Replica| rules::check_take_along(&phone.assess().visit, "cellar");
    assert_eq!(check(&must), Err(Refusal::PromiseMissing));
    must.event(&zhao, 60, EventKind::CompletionPromised { promised_for: at(DAY), document: String::new(), replaces: None });
    assert_eq!(check(&must), Ok(()));
    let visit = with(MayPromise::WithDocument).assess().visit;
    assert_eq!(rules::check_promise(&visit, " "), Err(Refusal::PromiseNeedsDocument));
    assert_eq!(rules::check_promise(&visit, "配件到货单 88"), Ok(()));
    assert_eq!(rules::check_promise(&with(MayPromise::Yes).assess().visit, ""), Ok(()));
}

/// a promise that cannot be kept is flagged from when it was seen; the next promise ends it.
#[test]
fn a_promise_at_risk_is_flagged_until_another_date_is_promised() {
    let zhao = zhao();
    let mut phone = at_work(&zhao);
    let promised = |day: i64, replaces| EventKind::CompletionPromised { promised_for: at(day * DAY), document: String::new(), replaces };
    let first = phone.event(&zhao, 60, promised(1, None));
    let risk = EventKind::PromiseAtRisk { promise: first, reason: "part late".into(), told_customer: false };
    phone.event(&zhao, 300, risk);
    let now = phone.assess();
    assert_eq!(now.attention, [Attention::PromiseAtRisk]);
    assert_eq!(now.visit.promise().unwrap().at_risk_since, Some(at(300)));
    assert_eq!(rules::check_risk(&now.visit, EventId::from_bytes([1; 16]), "x"), Err(Refusal::NoSuchEntry));
    assert_eq!(rules::check_risk(&now.visit, first, ""), Err(Refusal::ReasonMissing));
    phone.event(&zhao, 310, promised(3, Some(first)));
    assert_eq!(phone.assess().attention, []);
    assert_eq!(phone.assess().visit.promise().unwrap().promised_for, at(3 * DAY));
}

/// O-15: a repeated stop of the same order shows in the dispatcher's view.
#[test]
fn a_second_stop_is_flagged() {
    let zhao = zhao();
    let mut phone = at_work(&zhao);
    let first = phone.event(&zhao, 60, stop(StopReason::Unfinished));
    phone.event(&zhao, DAY, EventKind::Resumed { suspension: first });
    phone.event(&zhao, DAY + 60, stop(StopReason::WaitingForParts));
    let now = phone.assess();
    assert_eq!((now.status, now.attention), (WorkStatus::WaitingForParts, vec![Attention::StoppedAgain]));
}

/// E3: a colleague stops while another one finishes, neither knowing of the other: the work is done, the stop stays and is flagged,
/// and the signature over the finished work stands on every replica.
#[test]
fn a_finish_counts_against_a_stop_made_at_the_same_time() {
    let (zhao, chen) = (zhao(), chen());
    let mut desk_copy = opened_for(&zhao);
    desk_copy.desk_event(-20, EventKind::CrewJoined { technician: chen.person, technician_name: chen.name.into() });
    desk_copy.desk_event(-19, EventKind::LeadNamed { technician: zhao.person, replaces: None });
    let (mut one, mut two) = (desk_copy.on(&zhao), desk_copy.on(&chen));
    one.work_to_finish(&zhao);
    one.sign(&zhao, 140);
    two.event(&chen, 60, EventKind::Arrived);
    two.event(&chen, 150, stop(StopReason::Unfinished));
    one.merge(&two);
    two.merge(&one);
    for replica in [&one, &two] {
        let now = replica.assess();
        assert_eq!((now.status, now.signature), (WorkStatus::Finished, Signature::Current));
        assert_eq!((now.visit.stop(), now.attention), (None, vec![Attention::StoppedAndFinished]));
    }
}

/// O-15: a colleague who was sent home by the first one's stop records coming again, also after the first one went on.
#[test]
fn a_colleague_comes_again_after_the_first_one_went_on() {
    let (zhao, chen) = (zhao(), chen());
    let mut phone = at_work(&zhao);
    phone.desk_event(1, EventKind::CrewJoined { technician: chen.person, technician_name: chen.name.into() });
    phone.desk_event(2, EventKind::LeadNamed { technician: zhao.person, replaces: None });
    phone.event(&chen, 56, EventKind::Arrived);
    let stopped = phone.event(&zhao, 500, stop(StopReason::Unfinished));
    phone.event(&zhao, DAY, EventKind::Resumed { suspension: stopped });
    let now = phone.assess();
    assert_eq!(rules::can_work(&now.visit, now.signature, zhao.person), Ok(()));
    assert_eq!(rules::can_work(&now.visit, now.signature, chen.person), Err(Refusal::Stopped));
    assert_eq!(rules::can_resume(&now.visit, now.signature, chen.person), Ok(stopped));
    phone.event(&chen, DAY + 5, EventKind::Resumed { suspension: stopped });
    let now = phone.assess();
    assert_eq!(rules::can_work(&now.visit, now.signature, chen.person), Ok(()));
}

fn asks() -> EventKind {
    EventKind::PartRequested { part_number: "PS-12".into(), name: "电源".into(), quantity: 1, urgent: true, reason: "burnt".into() }
}

/// a request waits for a leader's decision and is flagged until then.
#[test]
fn a_request_waits_for_a_decision() {
    let zhao = zhao();
    let mut phone = at_work(&zhao);
    let request = phone.event(&zhao, 60, asks());
    let now = phone.assess();
    assert_eq!(now.attention, [Attention::RequestPending]);
    assert!(rules::missing_to_finish(&now.visit).iter().all(|missing| !matches!(missing, rules::Missing::PartLine { .. })));
    let check = |approved, by, reason| rules::check_decision(&now.visit, request, approved, by, reason);
    assert_eq!(check(true, "", ""), Err(Refusal::EntryIncomplete("by_name")));
    assert_eq!(check(false, "周主任", ""), Err(Refusal::ReasonMissing));
    assert_eq!(check(true, "周主任", ""), Ok(()));
    let decided = |approved| EventKind::RequestDecided { request, approved, by_name: "周主任".into(), reason: "stock".into() };
    phone.desk_event(70, decided(true));
    let now = phone.assess();
    assert_eq!(now.attention, []);
    assert_eq!(now.visit.part_requests().first().unwrap().state, RequestState::Approved);
    assert_eq!(rules::check_decision(&now.visit, request, true, "x", ""), Err(Refusal::AlreadyDecided));
    phone.desk_event(71, decided(false));
    let now = phone.assess();
    assert_eq!(now.attention, [Attention::DecisionsDiffer]);
    assert_eq!(now.visit.part_requests().first().unwrap().state, RequestState::Declined);
}

/// a request that was struck on the device while a leader approved it stays to be seen: the part is issued. One that nobody
/// decided on is wanted no more.
#[test]
fn a_decided_request_does_not_vanish_when_it_was_struck_meanwhile() {
    let zhao = zhao();
    let mut phone = at_work(&zhao);
    let request = phone.event(&zhao, 60, asks());
    phone.event(&zhao, 61, EventKind::Struck { event: request, reason: "found one in the van".into() });
    assert_eq!(phone.assess().visit.part_requests(), []);
    phone.desk_event(70, EventKind::RequestDecided { request, approved: true, by_name: "周主任".into(), reason: String::new() });
    let states: Vec<_> = phone.assess().visit.part_requests().iter().map(|request| request.state).collect();
    assert_eq!(states, [RequestState::Approved]);
}

/// a request says which part, how many and what for.
#[test]
fn a_request_says_what_is_needed() {
    let check = |name, quantity, reason| rules::check_request("", name, quantity, reason);
    assert_eq!(check("", 1, "x"), Err(Refusal::EntryIncomplete("name")));
    assert_eq!(check("x", 0, "x"), Err(Refusal::EntryIncomplete("quantity")));
    assert_eq!(check("x", 1, " "), Err(Refusal::ReasonMissing));
    assert_eq!(check("x", 1, "x"), Ok(()));
    assert_eq!(rules::check_permission("", "x"), Err(Refusal::EntryIncomplete("by_name")));
    assert_eq!(rules::check_permission("x", ""), Err(Refusal::EntryIncomplete("what")));
}

/// E4, R-074: a note is struck by whoever wrote it, with a reason; steps of the work, other people's notes and decided requests are not.
#[test]
fn only_own_notes_are_struck() {
    let (zhao, chen) = (zhao(), chen());
    let mut phone = at_work(&zhao);
    let request = phone.event(&zhao, 60, asks());
    let check = |phone: &Replica, who: &Technician, event, reason| rules::check_strike(&phone.assess().visit, who.person, event, reason);
    let arrived = phone.assess().visit.events.iter().find(|event| event.record.kind == EventKind::Arrived).unwrap().id;
    assert_eq!(check(&phone, &zhao, arrived, "x"), Err(Refusal::NotStrikable));
    assert_eq!(check(&phone, &chen, request, "x"), Err(Refusal::NotStrikable));
    assert_eq!(check(&phone, &zhao, request, " "), Err(Refusal::ReasonMissing));
    assert_eq!(check(&phone, &zhao, request, "found one"), Ok(()));
    // Somebody else's strike counts for nothing; one's own does.
    phone.event(&chen, 61, EventKind::Struck { event: request, reason: "no".into() });
    assert_eq!(phone.assess().visit.part_requests().len(), 1);
    phone.event(&zhao, 62, EventKind::Struck { event: arrived, reason: "no".into() });
    assert_eq!(phone.assess().visit.struck(), []);
    phone.event(&zhao, 63, EventKind::Struck { event: request, reason: "found one".into() });
    assert_eq!(phone.assess().visit.part_requests(), []);
    assert_eq!(check(&phone, &zhao, request, "x"), Err(Refusal::NoSuchEntry));
}
