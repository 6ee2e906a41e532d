//! Whatever people do, in whatever order their devices meet: every replica that holds the same changes shows the same status, crew,
//! appointment, class, requests and hours; nothing looks signed that is not finished; nothing that was recorded is out of reach.

use crate::site::*;
use model::documents::visit::assessment::Signature;
use model::documents::visit::records::*;
use model::documents::visit::status::WorkStatus;
use model::documents::visit::write::{self, Correction};
use model::id::EventId;
use model::time::Timestamp;
use proptest::prelude::*;

/// What somebody does, with a number to choose among what they see.
#[derive(Debug, Clone)]
enum Deed {
    Assign,
    Join,
    Leave,
    NameLead,
    Cancel,
    Appoint,
    RefuseAppointment,
    Delay,
    Contact,
    Depart,
    Arrive,
    Start,
    Site,
    Check(bool),
    Correct,
    Class(u8),
    Suspend(u8),
    Resume,
    Promise,
    Risk,
    Ask,
    Decide(bool),
    Link,
    Strike,
    Complete,
    Finish,
    Reopen,
    Sign,
    VoidTrip,
    /// Take in what another replica has.
    Meet,
}

fn deed() -> impl Strategy<Value = Deed> {
    use Deed::*;
    let plain = prop::sample::select(vec![
        Assign,
        Join,
        Leave,
        NameLead,
        Cancel,
        Appoint,
        RefuseAppointment,
        Delay,
        Contact,
        Depart,
        Arrive,
        Start,
        Site,
        Correct,
        Resume,
        Promise,
        Risk,
        Ask,
        Link,
        Strike,
        Reopen,
        VoidTrip,
    ]);
    prop_oneof![
        8 => plain,
        2 => any::<bool>().prop_map(Check),
        1 => (0..3_u8).prop_map(Class),
        2 => (0..4_u8).prop_map(Suspend),
        1 => any::<bool>().prop_map(Decide),
        2 => Just(Complete),
        2 => Just(Finish),
        2 => Just(Sign),
        4 => Just(Meet),
    ]
}

fn consent() -> Consent {
    Consent { by_name: "李女士".into(), how: ConsentWay::Phone }
}

fn pick(replica: &Replica, choice: usize, wanted: fn(&EventKind) -> bool) -> Option<EventId> {
    let visit = replica.assess().visit;
    let found: Vec<EventId> = visit.events.iter().filter(|event| wanted(&event.record.kind)).map(|event| event.id).collect();
    if found.is_empty() { None } else { Some(found[choice % found.len()]) }
}

/// Carries out one deed and answers how many events it recorded.
fn carry_out(deed: &Deed, minute: i64, choice: usize, who: &Technician, all: &[Technician], own: &mut Replica, other: &Replica) -> usize {
    let at = |minutes: i64| Timestamp::from_ms(MORNING + (minute + minutes) * 60_000);
    let somebody = &all[choice % all.len()];
    let desk = |own: &mut Replica, kind| {
        own.desk_event(minute, kind);
        1
    };
    let note = |own: &mut Replica, kind| {
        own.event(who, minute, kind);
        1
    };
    let (technician, technician_name) = (somebody.person, somebody.name.to_owned());
    match deed {
        Deed::Assign => {
            let replaces = pick(own, choice, |kind| matches!(kind, EventKind::Assigned { .. }));
            desk(own, EventKind::Assigned { technician, technician_name, replaces, reason: "x".into() })
        }
        Deed::Join => desk(own, EventKind::CrewJoined { technician, technician_name }),
        Deed::Leave => match pick(own, choice, |kind| matches!(kind, EventKind::CrewJoined { .. })) {
            Some(joined) => desk(own, EventKind::CrewLeft { joined, reason: "x".into() }),
            None => 0,
        },
        Deed::NameLead => {
            let replaces = pick(own, choice, |kind| matches!(kind, EventKind::LeadNamed { .. })).filter(|_| choice.is_multiple_of(2));
            desk(own, EventKind::LeadNamed { technician, replaces })
        }
        Deed::Cancel => desk(own, EventKind::Cancelled { reason: "x".into() }),
        Deed::Appoint => {
            let replaces = own.assess().visit.appointment().and_then(|appointment| appointment.event);
            let agreed_for = at(60 + i64::try_from(choice % 500).unwrap());
            note(own, EventKind::AppointmentSet { agreed_for, consent: consent(), replaces })
        }
        Deed::RefuseAppointment => {
            note(own, EventKind::AppointmentRefused { proposed_at: at(90), words: "x".into(), next: AfterRefusal::BackToCompany })
        }
        Deed::Delay => note(own, EventKind::DelayForeseen { until: None, told_customer: true, reason: "x".into() }),
        Deed::Contact => note(own, EventKind::ContactAttempted { channel: Channel::Phone, reached: false, note: String::new() }),
        Deed::Depart => note(own, EventKind::Departed),
        Deed::Arrive => note(own, EventKind::Arrived),
        Deed::Start => note(own, EventKind::Started),
        Deed::Site => note(own, EventKind::SiteNoted { line: SiteLine::Cause, value: choice.to_string() }),
        Deed::Check(good) => {
            let result = if *good { CheckResult::Good } else { CheckResult::Defect };
            note(own, EventKind::CheckAnswered { item: "power".into(), result, note: String::new() })
        }
        Deed::Correct => {
            let id = EventId::from_parts(at(0), own.next_id());
            let correction =
                Correction { field: DataField::Address, from: String::new(), to: choice.to_string(), confirmed_by: "x".into() };
            let stamp = own.stamp(who, minute);
            write::correct_data(&mut own.doc, id, &correction, &stamp).unwrap();
            1
        }
        Deed::Class(class) => {
            let class = [FaultClass::General, FaultClass::Severe, FaultClass::Major][usize::from(*class)];
            let replaces = own.assess().visit.class_history().iter().rev().find(|entry| entry.open).map(|entry| entry.event);
            note(own, EventKind::ClassSet { class, reason: "x".into(), plan: "y".into(), replaces })
        }
        Deed::Suspend(why) => {
            let why =
                [StopReason::Unfinished, StopReason::WaitingForParts, StopReason::TakenAway, StopReason::CustomerAsked][usize::from(*why)];
            let next_at = (choice.is_multiple_of(2)).then(|| at(600));
            note(own, EventKind::Suspended { why, reason: "x".into(), next_at, consent: next_at.map(|_| consent()) })
        }
        Deed::Resume => match pick(own, choice, |kind| matches!(kind, EventKind::Suspended { .. })) {
            Some(suspension) => note(own, EventKind::Resumed { suspension }),
            None => 0,
        },
        Deed::Promise => {
            let replaces = own.assess().visit.promise().map(|promise| promise.event);
            note(own, EventKind::CompletionPromised { promised_for: at(1_000), document: String::new(), replaces })
        }
        Deed::Risk => match pick(own, choice, |kind| matches!(kind, EventKind::CompletionPromised { .. })) {
            Some(promise) => note(own, EventKind::PromiseAtRisk { promise, reason: "x".into(), told_customer: false }),
            None => 0,
        },
        Deed::Ask => {
            let (part_number, name, reason) = (String::new(), "电源".into(), "x".into());
            note(own, EventKind::PartRequested { part_number, name, quantity: 1, urgent: true, reason })
        }
        Deed::Decide(approved) => match pick(own, choice, |kind| matches!(kind, EventKind::PartRequested { .. })) {
            Some(request) => desk(own, EventKind::RequestDecided { request, approved: *approved, by_name: "x".into(), reason: "y".into() }),
            None => 0,
        },
        Deed::Link => desk(own, EventKind::OrderLinked { call_out: order().call_out.id, number: choice.to_string() }),
        Deed::Strike => match pick(own, choice, |_| true) {
            Some(event) => note(own, EventKind::Struck { event, reason: "x".into() }),
            None => 0,
        },
        Deed::Complete => {
            own.check(who, minute, "power", CheckResult::Good);
            own.check(who, minute, "test", CheckResult::Good);
            own.texts(who, minute, "a", "b");
            2
        }
        Deed::Finish => note(own, EventKind::Finished),
        Deed::Reopen => match own.assess().visit.finishes().last().map(|event| event.id) {
            Some(finish) => note(own, EventKind::Reopened { finish }),
            None => 0,
        },
        Deed::Sign => {
            own.sign(who, minute);
            0
        }
        Deed::VoidTrip => note(own, EventKind::VoidTrip { reason: "x".into() }),
        Deed::Meet => {
            own.merge(other);
            0
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn every_replica_tells_the_same_course_of_the_visit(
        replicas in 2..=4_usize,
        deeds in proptest::collection::vec((0..4_usize, 0..4_usize, any::<usize>(), deed()), 1..40),
        order in Just(vec![0_usize, 1, 2, 3]).prop_shuffle(),
    ) {
        let people = [zhao(), chen(), ma()];
        let base = opened_for(&people[0]);
        let mut on: Vec<Replica> = (0..replicas)
            .map(|number| {
                let mut replica = base.on(&people[number % people.len()]);
                replica.salted(u8::try_from(number).unwrap() + 10);
                replica
            })
            .collect();
        let mut recorded = base.assess().visit.events.len();
        for (minute, (who, other, choice, deed)) in (1..).zip(&deeds) {
            let (who, other) = (who % replicas, other % replicas);
            let other = on[other].on(&people[0]);
            recorded += carry_out(deed, minute, *choice, &people[who % people.len()], &people, &mut on[who], &other);
            let now = on[who].assess();
            prop_assert!(now.signature != Signature::Current || now.status == WorkStatus::Finished, "signed, but {:?}", now.status);
        }
        let (mut left, mut right) = (base.on(&people[0]), base.on(&people[1]));
        for number in order.iter().filter(|number| **number < replicas) {
            left.merge(&on[*number]);
        }
        for replica in on.iter().chain(&on) {
            right.merge(replica);
        }
        let (left, right) = (left.assess(), right.assess());
        prop_assert_eq!(left.status, right.status);
        prop_assert_eq!(left.visit.course(), right.visit.course());
        prop_assert_eq!(&left.attention, &right.attention);
        prop_assert_eq!(left.signature, right.signature);
        // Promise 3: never signed but unfinished, never finished while stopped.
        prop_assert!(left.signature != Signature::Current || left.status == WorkStatus::Finished);
        prop_assert!(left.status != WorkStatus::Finished || left.visit.stop().is_none());
        // E3: nothing that was recorded is out of reach.
        prop_assert_eq!(&left.visit.unreadable, &Vec::<String>::new());
        prop_assert_eq!(left.visit.events.len(), recorded);
        // never two in charge; R-149: nobody is in two places at once.
        prop_assert!(left.visit.crew().iter().filter(|member| member.lead).count() <= 1);
        for person in &people {
            let hours = left.visit.attendance_of(person.person);
            prop_assert!(hours.windows(2).all(|pair| pair[0].to.is_some_and(|to| to <= pair[1].from)), "{:?}", hours);
        }
    }
}
