//! Whether a visit's targets were kept, by its own terms.

use crate::site::{MORNING, Replica, clock, opened, order, zhao};
use model::documents::stamp::{Origin, Stamp};
use model::documents::visit::Visit;
use model::documents::visit::records::{EventKind, Targets, Terms};
use model::documents::visit::write::append_event;
use model::id::{CommandId, EventId};
use model::policy::Exception;
use model::rules::kept::Kept;
use model::rules::sla::Promise;
use model::rules::{Refusal, can_note_exception};
use model::time::{ClockEvidence, Timestamp};

const MINUTE_MS: i64 = 60_000;

/// A visit with somebody due after 60 minutes, and the fault gone 120 minutes after the arrival.
fn visit() -> Replica {
    let targets = Targets {
        basis: "P-02/town/1h/round_the_clock".into(),
        arrive_by: Some(Timestamp::from_ms(MORNING + 60 * MINUTE_MS)),
        fix_after_arrival_ms: Some(120 * MINUTE_MS),
        exceptions: [(Exception::NoTickets, true), (Exception::CustomerWish, false)].into(),
        ..Targets::default()
    };
    let order = model::documents::visit::write::VisitOrder { terms: Some(Terms { targets, ..Terms::default() }), ..order() };
    opened(&order, &zhao()).on(&zhao())
}

/// `kind` happens at `minute` on a device that heard the server at nine in the morning, or never.
fn happens(visit: &mut Replica, minute: i64, kind: EventKind, heard: bool) {
    let evidence =
        ClockEvidence { server_offset_ms: heard.then_some(0), server_heard_monotonic_ms: heard.then_some(60 * 60_000), ..clock(minute) };
    let at = Timestamp::from_ms(MORNING + minute * MINUTE_MS);
    let command = CommandId::from_parts(at, visit.next_id());
    let stamp = Stamp { person: zhao().person, origin: Origin::Device(zhao().device), command, clock: evidence };
    let event = EventId::from_parts(at, visit.next_id());
    append_event(&mut visit.doc, event, kind, &stamp).unwrap();
}

fn targets(visit: &Replica) -> Vec<(Promise, i64, Kept)> {
    let targets = Visit::read(&visit.doc).unwrap().targets();
    targets.into_iter().map(|target| (target.promise, (target.due_at.as_ms() - MORNING) / MINUTE_MS, target.kept)).collect()
}

#[test]
fn what_has_not_happened_is_pending_and_a_repair_time_from_the_arrival_waits_for_it() {
    assert_eq!(targets(&visit()), [(Promise::Arrive, 60, Kept::Pending)]);
    let without = opened(&order(), &zhao());
    assert_eq!(targets(&without), [], "without terms nothing is due");
}

/// judged by the time on site, whenever it was uploaded; R-136: by the terms in the visit.
#[test]
fn arrival_and_end_are_judged_by_the_time_on_site() {
    let mut visit = visit();
    happens(&mut visit, 50, EventKind::Arrived, true);
    happens(&mut visit, 51, EventKind::Started, true);
    let [arrive, fix] = targets(&visit)[..] else { panic!("two targets") };
    assert!(matches!(arrive, (Promise::Arrive, 60, Kept::Met { .. })), "{arrive:?}");
    assert_eq!(fix, (Promise::Fix, 170, Kept::Pending));
    happens(&mut visit, 200, EventKind::Finished, true);
    assert!(matches!(targets(&visit)[1], (Promise::Fix, 170, Kept::Missed { .. })), "{:?}", targets(&visit));
}

/// nothing is claimed that the device's clock cannot bear.
#[test]
fn an_arrival_by_a_clock_that_nobody_ever_compared_is_unproven() {
    let mut visit = visit();
    happens(&mut visit, 50, EventKind::Arrived, false);
    assert!(matches!(targets(&visit)[0], (Promise::Arrive, 60, Kept::Unproven { .. })), "{:?}", targets(&visit));
}

/// an exception that the terms allow stands beside the missed target, which stays missed; one that they do not allow counts for
/// nothing, and neither does one beside a target that was kept.
#[test]
fn an_allowed_exception_stands_beside_the_miss() {
    let mut visit = visit();
    let read = |visit: &Replica| Visit::read(&visit.doc).unwrap();
    let text = "no train before Tuesday";
    let may = |visit: &Replica, exception, text| can_note_exception(&read(visit), zhao().person, exception, text);
    assert_eq!(may(&visit, Exception::NoTickets, text), Ok(()));
    assert_eq!(may(&visit, Exception::NoTickets, " "), Err(Refusal::EntryIncomplete("text")));
    for forbidden in [Exception::CustomerWish, Exception::Holiday] {
        assert_eq!(may(&visit, forbidden, text), Err(Refusal::ExceptionNotAllowed));
    }
    for exception in [Exception::NoTickets, Exception::Holiday, Exception::NoTickets] {
        happens(&mut visit, 70, EventKind::ExceptionNoted { exception, text: text.into() }, true);
    }
    happens(&mut visit, 90, EventKind::Arrived, true);
    happens(&mut visit, 91, EventKind::Started, true);
    happens(&mut visit, 100, EventKind::Finished, true);
    let targets = read(&visit).targets();
    let [arrive, fix] = &targets[..] else { panic!("two targets: {targets:?}") };
    assert!(matches!(arrive.kept, Kept::Missed { .. }), "{arrive:?}");
    assert_eq!(arrive.exceptions, [Exception::NoTickets]);
    assert!(matches!(fix.kept, Kept::Met { .. }) && fix.exceptions.is_empty(), "{fix:?}");
}
