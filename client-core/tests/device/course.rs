//! The course of a visit on the device: preparation, stops, notes, corrections, a visit without an order.

use client_core::visits::{ActionError, ActionName, Delivery, NewVisit};
use model::documents::visit::assessment::Attention;
use model::documents::visit::records::*;
use model::documents::visit::status::WorkStatus;
use model::id::EventId;
use model::policy::Exception;
use model::rules::Refusal;
use model::time::Timestamp;

use crate::stage::*;

fn refusal<T: std::fmt::Debug>(outcome: Result<T, ActionError>) -> Refusal {
    match outcome {
        Err(ActionError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

fn consent() -> Consent {
    Consent { by_name: "Ms Li".into(), how: ConsentWay::Phone }
}

fn later(hours: i64) -> Timestamp {
    Timestamp::from_ms(NOON + hours * 3_600_000)
}

/// R-033…: calls, another time with consent, a delay; each is on disk when it returns, and the agenda shows the time agreed.
#[tokio::test]
async fn what_is_agreed_on_the_phone_is_on_the_phone() {
    let desk = DeskVisit::for_ben(1);
    let id = desk.id;
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    visits.attempt_contact(id, Channel::Phone, false, "").unwrap();
    visits.attempt_contact(id, Channel::TextMessage, false, "will call again").unwrap();
    let nobody = Consent { by_name: " ".into(), ..consent() };
    assert_eq!(refusal(visits.set_appointment(id, later(2), nobody)), Refusal::ConsentMissing);
    stage.clock.advance(60_000);
    visits.set_appointment(id, later(2), consent()).unwrap();
    stage.clock.advance(60_000);
    visits.set_appointment(id, later(3), consent()).unwrap();
    stage.clock.advance(60_000);
    visits.depart(id).unwrap();
    assert_eq!(refusal(visits.depart(id)), Refusal::AlreadyDeparted);
    stage.clock.advance(60_000);
    visits.foresee_delay(id, Some(later(4)), true, "jam").unwrap();
    let stage = stage.killed_and_reopened();
    let sheet = stage.device.visits().open(id).unwrap();
    assert_eq!((sheet.status, sheet.attention), (WorkStatus::Travelling, vec![Attention::DelayForeseen]));
    assert_eq!(sheet.course.contact_attempts.len(), 2);
    assert_eq!(sheet.appointment_at, Some(later(3)));
    assert_eq!(sheet.delivery, Delivery::OnThisPhone { changes: 6 });
    let agenda = stage.device.visits().agenda().unwrap();
    assert_eq!((agenda[0].status, agenda[0].appointment_at), (WorkStatus::Travelling, Some(later(3))));
}

/// O-06, O-15, R-083, R-098: a stop for a part, a promise at risk, and the next day; the sheet allows exactly what goes on.
#[tokio::test]
async fn the_work_stops_and_goes_on() {
    use ActionName::*;
    let desk = DeskVisit::for_ben(1);
    let id = desk.id;
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    let allows = |action| visits.open(id).unwrap().allowed.contains(&action);
    assert!(allows(Depart) && allows(AttemptContact) && !allows(Suspend) && !allows(RequestPart) && !allows(NoteSite));
    visits.arrive(id).unwrap();
    stage.clock.advance(60_000);
    visits.start(id).unwrap();
    assert!(allows(Suspend) && allows(RequestPart) && allows(NoteSite) && !allows(Resume) && !allows(Depart));
    let request = visits.request_part(id, "PS-12", "Power supply 电源", 1, true, "burnt").unwrap();
    visits.note_permission(id, "Head Zhou", "use the lighter type", later(-1)).unwrap();
    assert_eq!(refusal(visits.put_promise_at_risk(id, "late", false)), Refusal::NoSuchEntry);
    stage.clock.advance(60_000);
    visits.promise_completion(id, later(48), "").unwrap();
    stage.clock.advance(60_000);
    visits.put_promise_at_risk(id, "the part is late", true).unwrap();
    let stop = |next_at, consent| visits.suspend(id, StopReason::WaitingForParts, "no power supply", next_at, consent);
    assert_eq!(refusal(stop(Some(later(20)), None)), Refusal::ConsentMissing);
    stage.clock.advance(60_000);
    stop(Some(later(20)), Some(consent())).unwrap();
    let sheet = visits.open(id).unwrap();
    assert_eq!(sheet.status, WorkStatus::WaitingForParts);
    assert_eq!(sheet.attention, [Attention::PromiseAtRisk, Attention::RequestPending]);
    assert_eq!(sheet.course.part_requests.first().unwrap().event, request);
    assert_eq!(refusal(visits.write_findings(id, "x")), Refusal::Stopped);
    assert!(allows(Resume) && allows(Depart) && !allows(Finish) && !allows(WriteFindings));
    stage.clock.advance(60_000);
    visits.resume(id).unwrap();
    assert_eq!(visits.open(id).unwrap().status, WorkStatus::Working);
    visits.write_findings(id, "x").unwrap();
    assert_eq!(visits.open(id).unwrap().course.attendance.len(), 2);
}

/// …R-056, E4: what is noted on site; a mistake is struck and stays readable.
#[tokio::test]
async fn what_is_noted_on_site_is_shown_and_a_mistake_is_struck() {
    let desk = DeskVisit::for_ben(1);
    let id = desk.id;
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    assert_eq!(refusal(visits.note_site(id, SiteLine::Cause, "dust")), Refusal::NotArrived);
    visits.arrive(id).unwrap();
    assert_eq!(refusal(visits.note_site(id, SiteLine::Mileage, "far")), Refusal::NotANumber);
    visits.note_site(id, SiteLine::Mileage, "31200").unwrap();
    let wrong = visits.note_site(id, SiteLine::Cause, "dust").unwrap();
    stage.clock.advance(60_000);
    visits.correct_data(id, DataField::Address, "Pier 5", "Ms Li").unwrap();
    assert_eq!(refusal(visits.correct_data(id, DataField::Address, "Pier 5", "Ms Li")), Refusal::NothingToCorrect);
    stage.clock.advance(60_000);
    visits.set_class(id, FaultClass::General, "one printer", "").unwrap();
    assert_eq!(refusal(visits.set_class(id, FaultClass::Major, "all of them", "")), Refusal::EntryIncomplete("plan"));
    stage.clock.advance(60_000);
    visits.set_class(id, FaultClass::Major, "all of them", "core first").unwrap();
    assert_eq!(refusal(visits.set_class(id, FaultClass::Severe, "x", "")), Refusal::ClassLowered);
    assert_eq!(refusal(visits.report(id, ReportKind::LargerProblem, "x", "", "")), Refusal::EntryIncomplete("proposal"));
    visits.report(id, ReportKind::LargerProblem, "frame cracked", "exchange", "today").unwrap();
    visits.note_disagreement(id, "cause", "不是我们").unwrap();
    visits.note_wish(id, Wish::Exchange, "a new one").unwrap();
    visits.inform_dealer(id, "Harbour Trade, by phone").unwrap();
    visits.note_repeat(id, "C260801-004").unwrap();
    assert_eq!(refusal(visits.strike_event(id, EventId::from_bytes([9; 16]), "x")), Refusal::NoSuchEntry);
    stage.clock.advance(60_000);
    visits.strike_event(id, wrong, "wrong machine").unwrap();
    let sheet = visits.open(id).unwrap();
    assert_eq!(sheet.customer.address, "Pier 5");
    assert_eq!(sheet.course.site.iter().map(|entry| entry.line).collect::<Vec<_>>(), [SiteLine::Mileage]);
    assert_eq!((sheet.course.class, sheet.course.class_history.len()), (Some(FaultClass::Major), 2));
    assert_eq!(sheet.course.struck, [wrong]);
    let flags =
        [Attention::AnalysisDue, Attention::ProblemReported, Attention::Disagreement, Attention::CustomerWish, Attention::RepeatRepair];
    assert_eq!(sheet.attention, flags);
}

/// of two who go, somebody is named lead before the work starts; only the desk names.
#[tokio::test]
async fn without_a_lead_two_people_do_not_start() {
    let mut desk = DeskVisit::for_ben(1);
    desk.append(EventKind::CrewJoined { technician: model::id::PersonId::from_bytes([5; 16]), technician_name: "Ada".into() });
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    visits.arrive(desk.id).unwrap();
    assert_eq!(refusal(visits.start(desk.id)), Refusal::NoLead);
    let sheet = visits.open(desk.id).unwrap();
    assert_eq!((sheet.attention, sheet.course.crew.len()), (vec![Attention::NoLead], 2));
}

/// R-018, E7: once the desk has linked the order, lists call the visit by the order's number.
#[tokio::test]
async fn a_visit_is_called_by_the_number_of_the_order_that_was_linked_to_it() {
    let mut desk = DeskVisit::for_ben(1);
    desk.append(EventKind::OrderLinked { call_out: model::id::CallOutId::from_bytes([7; 16]), number: "261122-0007".into() });
    let stage = Stage::with(&desk).await;
    assert_eq!(stage.device.visits().agenda().unwrap()[0].number, "261122-0007");
}

/// an exception is noted where the visit's terms allow it, and shown beside the target.
#[tokio::test]
async fn an_exception_is_noted_only_where_the_terms_allow_it() {
    let desk = DeskVisit::for_ben(1);
    let id = desk.id;
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    assert_eq!(refusal(visits.note_exception(id, Exception::NoTickets, "no train")), Refusal::ExceptionNotAllowed);
    assert!(!visits.open(id).unwrap().allowed.contains(&ActionName::NoteException));
    let desk = DeskVisit::for_ben_with(1, |order| {
        let exceptions = [(Exception::NoTickets, true)].into();
        let arrive_by = Some(Timestamp::from_ms(0));
        let targets = Targets { exceptions, arrive_by, ..Targets::default() };
        order.terms = Some(Terms { targets, ..Terms::default() });
    });
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    visits.note_exception(desk.id, Exception::NoTickets, "no train before Tuesday").unwrap();
    visits.name_dealer(desk.id, "Harbour Trade").unwrap();
    let sheet = visits.open(desk.id).unwrap();
    assert!(sheet.allowed.contains(&ActionName::NoteException));
    assert_eq!(sheet.course.targets[0].exceptions, [Exception::NoTickets]);
}

/// R-018, E7: a visit is opened on the device before there is an order, worked through and signed without a server.
#[tokio::test]
async fn a_visit_is_opened_before_there_is_an_order() {
    let stage = Stage::with(&DeskVisit::for_ben(1)).await;
    let visits = stage.device.visits();
    let new = NewVisit {
        reason: "flooded cellar, no time to register".into(),
        fault: "pipe burst".into(),
        customer: Customer { name: "Harbour Ltd".into(), address: "Pier 4".into(), phone: String::new(), contact: String::new() },
        asset: Asset { product: "Pump".into(), model: String::new(), serial: String::new(), plate: None },
        service_type: ServiceType::A,
        work: Work::Repair,
    };
    assert_eq!(refusal(visits.open_without_order(&NewVisit { reason: " ".into(), ..new.clone() })), Refusal::ReasonMissing);
    assert_eq!(refusal(visits.open_without_order(&NewVisit { fault: String::new(), ..new.clone() })), Refusal::EntryIncomplete("fault"));
    let id = visits.open_without_order(&new).unwrap();
    let sheet = visits.open(id).unwrap();
    assert!(sheet.course.order.provisional && sheet.course.order.number.starts_with("P-"));
    assert_eq!((sheet.status, sheet.attention), (WorkStatus::Assigned, vec![Attention::OrderMissing]));
    visits.arrive(id).unwrap();
    visits.start(id).unwrap();
    visits.write_findings(id, "burst").unwrap();
    visits.write_treatment(id, "new piece").unwrap();
    visits.finish(id).unwrap();
    let stage = stage.killed_and_reopened();
    let visits = stage.device.visits();
    assert_eq!(visits.open(id).unwrap().status, WorkStatus::Finished);
    assert_eq!(visits.agenda().unwrap().len(), 2);
    assert_eq!(visits.open(id).unwrap().delivery, Delivery::OnThisPhone { changes: 6 });
}
