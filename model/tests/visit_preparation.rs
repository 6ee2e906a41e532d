//! Before the work: kit, calls, appointment, way, delay.

use crate::site::*;
use model::documents::visit::assessment::Attention;
use model::documents::visit::records::*;
use model::documents::visit::status::WorkStatus;
use model::id::EventId;
use model::rules::{self, Missing, Refusal};
use model::time::Timestamp;

fn at(minute: i64) -> Timestamp {
    Timestamp::from_ms(MORNING + minute * 60_000)
}

fn consent() -> Consent {
    Consent { by_name: "李女士".into(), how: ConsentWay::Phone }
}

fn set(minute: i64, replaces: Option<EventId>) -> EventKind {
    EventKind::AppointmentSet { agreed_for: at(minute), consent: consent(), replaces }
}

fn with_stages() -> Replica {
    let mut order = order();
    for (place, (key, stage, required)) in (10..).zip([
        ("kit", CheckStage::Preparation, true),
        ("spare", CheckStage::Preparation, false),
        ("clean", CheckStage::Closing, true),
        ("care", CheckStage::Closing, true),
        ("card", CheckStage::Closing, false),
    ]) {
        let label = [("en".to_owned(), key.to_owned())].into();
        order.checklist.push(Keyed { id: key.into(), record: ChecklistItem { order: place, required, label, stage, answer: None } });
    }
    opened(&order, &zhao())
}

/// the kit is checked before departure; what is not required holds nobody up.
#[test]
fn nobody_sets_out_before_the_kit_is_checked() {
    let zhao = zhao();
    let mut phone = with_stages().on(&zhao);
    let now = phone.assess();
    let open = || Err(Refusal::Incomplete(vec![Missing::Check { item: "kit".into() }]));
    assert_eq!(rules::can_depart(&now.visit, now.signature, zhao.person), open());
    assert_eq!(rules::can_answer(&now.visit, now.signature, zhao.person, "kit"), Ok(()));
    assert_eq!(rules::can_answer(&now.visit, now.signature, zhao.person, "power"), Err(Refusal::NotArrived));
    phone.check(&zhao, 10, "kit", CheckResult::Good);
    let now = phone.assess();
    assert_eq!(rules::can_depart(&now.visit, now.signature, zhao.person), Ok(()));
    phone.event(&zhao, 11, EventKind::Departed);
    let now = phone.assess();
    assert_eq!(now.status, WorkStatus::Travelling);
    assert_eq!(rules::can_depart(&now.visit, now.signature, zhao.person), Err(Refusal::AlreadyDeparted));
    phone.event(&zhao, 50, EventKind::Arrived);
    let now = phone.assess();
    assert_eq!(now.status, WorkStatus::OnSite);
    assert_eq!(rules::can_depart(&now.visit, now.signature, zhao.person), Err(Refusal::AlreadyArrived));
}

/// site clean, care explained, warranty card: checks of the closing, asked for before the finish.
#[test]
fn closing_checks_are_asked_for_before_the_finish() {
    let zhao = zhao();
    let mut phone = with_stages().on(&zhao);
    phone.event(&zhao, 50, EventKind::Arrived);
    phone.event(&zhao, 55, EventKind::Started);
    for item in ["power", "test", "kit"] {
        phone.check(&zhao, 60, item, CheckResult::Good);
    }
    phone.texts(&zhao, 61, "a", "b");
    let now = phone.assess();
    let open = vec![Missing::Check { item: "clean".into() }, Missing::Check { item: "care".into() }];
    assert_eq!(rules::can_finish(&now.visit, now.signature, zhao.person), Err(Refusal::Incomplete(open)));
}

/// The stage is written only where it is not the work: checks of 0.1 keep their bytes.
#[test]
fn a_check_of_the_work_says_nothing_of_its_stage() {
    let item = order().checklist.remove(0).record;
    assert!(serde_json::to_value(&item).unwrap().get("stage").is_none());
    let kit = ChecklistItem { stage: CheckStage::Preparation, ..item };
    assert_eq!(serde_json::to_value(&kit).unwrap()["stage"], "preparation");
}

/// each attempt to reach the customer is listed; one noted by mistake is struck and stays readable (E4).
#[test]
fn every_attempt_to_reach_the_customer_is_listed() {
    let zhao = zhao();
    let mut phone = opened_for(&zhao).on(&zhao);
    let attempt = |channel, reached| EventKind::ContactAttempted { channel, reached, note: String::new() };
    phone.event(&zhao, 1, attempt(Channel::Phone, false));
    let wrong = phone.event(&zhao, 2, attempt(Channel::AtTheDoor, true));
    phone.event(&zhao, 9, attempt(Channel::TextMessage, false));
    phone.event(&zhao, 10, EventKind::Struck { event: wrong, reason: "other customer".into() });
    let visit = phone.assess().visit;
    let listed: Vec<_> = visit.contact_attempts().iter().map(|attempt| (attempt.channel, attempt.at)).collect();
    assert_eq!(listed, [(Channel::Phone, at(1)), (Channel::TextMessage, at(9))]);
    assert_eq!(visit.struck(), [wrong]);
    assert!(visit.event(wrong).is_some());
}

/// the order's appointment holds until another is agreed, and only with somebody's consent.
#[test]
fn an_appointment_moves_only_with_consent() {
    let zhao = zhao();
    let mut phone = opened_for(&zhao).on(&zhao);
    assert_eq!(phone.assess().visit.appointment().unwrap().at, at(30));
    let nobody = Consent { by_name: " ".into(), how: ConsentWay::Phone };
    assert_eq!(rules::check_consent(&nobody), Err(Refusal::ConsentMissing));
    assert_eq!(rules::check_consent(&consent()), Ok(()));
    let first = phone.event(&zhao, 1, set(120, None));
    let second = phone.event(&zhao, 2, set(90, Some(first)));
    let now = phone.assess();
    let appointment = now.visit.appointment().unwrap();
    assert_eq!((appointment.at, appointment.consent, appointment.event), (at(90), Some(consent()), Some(second)));
    assert_eq!(now.attention, []);
}

/// two appointments agreed at once are flagged; every replica shows the same one.
#[test]
fn two_appointments_agreed_at_once_are_flagged() {
    let (zhao, chen) = (zhao(), chen());
    let desk_copy = opened_for(&zhao);
    let (mut one, mut two) = (desk_copy.on(&zhao), desk_copy.on(&chen));
    one.event(&zhao, 5, set(100, None));
    two.desk_event(6, set(200, None));
    one.merge(&two);
    two.merge(&one);
    for replica in [&one, &two] {
        assert_eq!(replica.assess().visit.appointment().unwrap().at, at(200));
        assert_eq!(replica.assess().attention, [Attention::AppointmentsDiffer]);
    }
}

/// a refused appointment is flagged for the desk until something follows.
#[test]
fn a_refused_appointment_is_flagged_until_something_follows() {
    let zhao = zhao();
    let mut phone = opened_for(&zhao).on(&zhao);
    let refused = EventKind::AppointmentRefused { proposed_at: at(300), words: "太晚了".into(), next: AfterRefusal::OtherTechnician };
    phone.event(&zhao, 5, refused);
    assert_eq!(phone.assess().attention, [Attention::AppointmentRefused]);
    assert_eq!(rules::check_refused_appointment(""), Err(Refusal::EntryIncomplete("words")));
    phone.event(&zhao, 6, set(100, None));
    assert_eq!(phone.assess().attention, []);
}

/// a foreseen delay is flagged until somebody arrives.
#[test]
fn a_foreseen_delay_is_flagged_until_the_arrival() {
    let zhao = zhao();
    let mut phone = opened_for(&zhao).on(&zhao);
    let delay = EventKind::DelayForeseen { until: Some(at(80)), told_customer: true, reason: "former customer".into() };
    phone.event(&zhao, 5, delay);
    let now = phone.assess();
    assert_eq!(now.attention, [Attention::DelayForeseen]);
    assert_eq!(now.visit.delay().unwrap().until, Some(at(80)));
    assert_eq!(rules::check_delay(" "), Err(Refusal::ReasonMissing));
    phone.event(&zhao, 79, EventKind::Arrived);
    assert_eq!(phone.assess().attention, []);
}
