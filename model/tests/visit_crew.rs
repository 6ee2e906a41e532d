//! Several people on one visit: crew, lead, hours (O-03).

use crate::site::*;
use model::documents::visit::assessment::{Attention, Signature};
use model::documents::visit::records::*;
use model::documents::visit::status::WorkStatus;
use model::id::{EventId, PersonId};
use model::rules::{self, Refusal};
use model::time::Timestamp;

fn at(minute: i64) -> Timestamp {
    Timestamp::from_ms(MORNING + minute * 60_000)
}

fn joins(who: &Technician) -> EventKind {
    EventKind::CrewJoined { technician: who.person, technician_name: who.name.into() }
}

fn leads(who: &Technician, replaces: Option<EventId>) -> EventKind {
    EventKind::LeadNamed { technician: who.person, replaces }
}

fn people(replica: &Replica) -> Vec<PersonId> {
    replica.assess().visit.crew().iter().map(|member| member.technician).collect()
}

/// two or more have exactly one lead, named before departure; without one nobody sets out or starts.
#[test]
fn two_people_without_a_lead_neither_set_out_nor_start() {
    let (zhao, chen) = (zhao(), chen());
    let mut phone = opened_for(&zhao).on(&zhao);
    assert_eq!(phone.assess().visit.lead(), Some(zhao.person), "whoever goes alone is in charge");
    phone.desk_event(0, joins(&chen));
    phone.event(&zhao, 50, EventKind::Arrived);
    let now = phone.assess();
    assert_eq!(now.attention, [Attention::NoLead]);
    assert_eq!(rules::can_depart(&now.visit, now.signature, chen.person), Err(Refusal::NoLead));
    assert_eq!(rules::can_start(&now.visit, now.signature, zhao.person), Err(Refusal::NoLead));
    phone.desk_event(51, leads(&chen, None));
    let now = phone.assess();
    assert_eq!(now.attention, []);
    assert_eq!(rules::can_depart(&now.visit, now.signature, chen.person), Ok(()));
    assert_eq!(rules::can_start(&now.visit, now.signature, zhao.person), Ok(()));
    let marked: Vec<_> = now.visit.crew().iter().map(|member| (member.technician, member.lead)).collect();
    assert_eq!(marked, [(zhao.person, false), (chen.person, true)]);
}

/// O-03, R-031: the office changed the lead while both were offline: the last named counts, the signature stays valid.
#[test]
fn a_lead_named_meanwhile_counts_for_further_work_and_the_signature_stays() {
    let (zhao, chen) = (zhao(), chen());
    let mut desk_copy = opened_for(&zhao);
    desk_copy.desk_event(-20, joins(&chen));
    let first = desk_copy.desk_event(-19, leads(&zhao, None));
    let mut phone = desk_copy.on(&zhao);
    phone.work_to_finish(&zhao);
    phone.sign(&zhao, 140);
    desk_copy.desk_event(60, leads(&chen, Some(first)));
    desk_copy.merge(&phone);
    let now = desk_copy.assess();
    assert_eq!(now.visit.lead(), Some(chen.person));
    assert_eq!((now.status, now.signature), (WorkStatus::Finished, Signature::Current));
    assert_eq!(now.attention, []);
}

/// two namings that do not know of each other are flagged; the later one counts on every replica.
#[test]
fn two_leads_at_once_are_flagged_and_the_later_one_counts() {
    let (zhao, chen) = (zhao(), chen());
    let mut one = opened_for(&zhao);
    one.desk_event(-20, joins(&chen));
    let mut two = one.on(&chen);
    one.desk_event(5, leads(&chen, None));
    two.desk_event(4, leads(&zhao, None));
    one.merge(&two);
    two.merge(&one);
    for replica in [&one, &two] {
        assert_eq!(replica.assess().visit.lead(), Some(chen.person));
        assert_eq!(replica.assess().attention, [Attention::SeveralLeads]);
    }
}

/// O-03: who left is no longer one of the crew, and a lead who left is none.
#[test]
fn who_left_the_crew_neither_goes_nor_leads() {
    let (zhao, chen, ma) = (zhao(), chen(), ma());
    let mut desk_copy = opened_for(&zhao);
    let joined = desk_copy.desk_event(-20, joins(&chen));
    desk_copy.desk_event(-20, joins(&ma));
    desk_copy.desk_event(-19, leads(&chen, None));
    assert_eq!(people(&desk_copy), [zhao.person, chen.person, ma.person]);
    desk_copy.desk_event(-10, EventKind::CrewLeft { joined, reason: "ill".into() });
    assert_eq!(people(&desk_copy), [zhao.person, ma.person]);
    let now = desk_copy.assess();
    assert_eq!((now.visit.lead(), now.attention), (None, vec![Attention::NoLead]));
    assert_eq!(rules::can_arrive(&now.visit, now.signature, chen.person), Err(Refusal::NotAssigned));
}

/// O-03, O-09: whoever went along works like the one it is assigned to; nobody is told of work after a reassignment.
#[test]
fn everybody_of_the_crew_works_and_is_not_taken_for_a_stranger() {
    let (zhao, chen) = (zhao(), chen());
    let mut desk_copy = opened_for(&zhao);
    desk_copy.desk_event(-20, joins(&chen));
    desk_copy.desk_event(-19, leads(&zhao, None));
    let (mut first, mut second) = (desk_copy.on(&zhao), desk_copy.on(&chen));
    first.event(&zhao, 50, EventKind::Arrived);
    first.event(&zhao, 55, EventKind::Started);
    second.event(&chen, 52, EventKind::Arrived);
    second.merge(&first);
    let now = second.assess();
    assert_eq!(rules::can_work(&now.visit, now.signature, chen.person), Ok(()));
    second.swap(&chen, 70, roller());
    first.merge(&second);
    let now = first.assess();
    assert_eq!(now.attention, []);
    assert_eq!(now.visit.technician_name(chen.person), Some(chen.name));
}

/// O-09: work of somebody who was taken off the crew, which the desk did not know of, is flagged.
#[test]
fn work_after_leaving_the_crew_is_flagged_unless_the_desk_knew_of_it() {
    let (zhao, chen) = (zhao(), chen());
    let mut desk_copy = opened_for(&zhao);
    let joined = desk_copy.desk_event(-20, joins(&chen));
    desk_copy.desk_event(-19, leads(&zhao, None));
    let mut phone = desk_copy.on(&chen);
    phone.event(&chen, 50, EventKind::Arrived);
    let mut knowing = desk_copy.on(&zhao);
    knowing.merge(&phone);
    knowing.desk_event(60, EventKind::CrewLeft { joined, reason: "needed elsewhere".into() });
    assert_eq!(knowing.assess().attention, []);
    desk_copy.desk_event(60, EventKind::CrewLeft { joined, reason: "needed elsewhere".into() });
    desk_copy.merge(&phone);
    assert_eq!(desk_copy.assess().attention, [Attention::WorkedAfterReassignment]);
}

/// each person's hours are their own; who records no leaving left with the colleague who did.
#[test]
fn hours_are_each_persons_own() {
    let (zhao, chen, ma) = (zhao(), chen(), ma());
    let mut desk_copy = opened_for(&zhao);
    for who in [&chen, &ma] {
        desk_copy.desk_event(-20, joins(who));
    }
    desk_copy.desk_event(-19, leads(&zhao, None));
    let mut phone = desk_copy.on(&zhao);
    phone.event(&zhao, 50, EventKind::Arrived);
    phone.event(&zhao, 55, EventKind::Started);
    phone.event(&chen, 60, EventKind::Arrived);
    phone.event(&ma, 130, EventKind::Arrived);
    let stop = EventKind::Suspended { why: StopReason::Unfinished, reason: "17:00".into(), next_at: None, consent: None };
    let stop = phone.event(&zhao, 120, stop);
    phone.event(&zhao, 1_500, EventKind::Resumed { suspension: stop });
    phone.event(&chen, 1_510, EventKind::Resumed { suspension: stop });
    phone.event(&zhao, 1_600, EventKind::Finished);
    let hours: Vec<_> = phone
        .assess()
        .visit
        .attendance()
        .into_iter()
        .map(|stretch| (stretch.person, stretch.from, stretch.to, stretch.ended_by_colleague))
        .collect();
    assert_eq!(
        hours,
        [
            (zhao.person, at(50), Some(at(120)), false),
            (chen.person, at(60), Some(at(120)), true),
            (ma.person, at(130), Some(at(1_600)), true),
            (zhao.person, at(1_500), Some(at(1_600)), false),
            (chen.person, at(1_510), Some(at(1_600)), true),
        ]
    );
}

/// a finish by mistake costs nobody their hours.
#[test]
fn a_finish_taken_back_does_not_end_the_hours_of_colleagues() {
    let (zhao, chen) = (zhao(), chen());
    let mut desk_copy = opened_for(&zhao);
    desk_copy.desk_event(-20, joins(&chen));
    let mut phone = desk_copy.on(&zhao);
    phone.event(&zhao, 50, EventKind::Arrived);
    phone.event(&chen, 50, EventKind::Arrived);
    let finish = phone.event(&zhao, 60, EventKind::Finished);
    phone.event(&zhao, 61, EventKind::Reopened { finish });
    let visit = phone.assess().visit;
    assert_eq!(visit.attendance_of(chen.person).last().unwrap().to, None);
    let own: Vec<_> = visit.attendance_of(zhao.person).into_iter().map(|stretch| (stretch.from, stretch.to)).collect();
    assert_eq!(own, [(at(50), Some(at(60))), (at(61), None)]);
}
