//! By when what is owed in a complaint is due, what the desk may record, and what older programs make of newer events.

use automerge::ReadDoc as _;
use automerge::transaction::Transactable as _;
use chrono::NaiveDate;
use model::documents::complaint::assessment::{Assessment, ComplaintFlag, assess};
use model::documents::complaint::records::*;
use model::documents::complaint::status::ComplaintStage;
use model::policy::{ComplaintDeadlines, ComplaintStage as Stage, Days, Grade, Grades, Office, Policy, Unit, local_date};
use model::rules::complaint_course::{ComplaintDuty, Course, Owed, complaint_course};
use model::rules::{ComplaintObstacle, can_record_on_complaint};
use model::time::Timestamp;
use proptest::prelude::*;
use serde_json::json;

use crate::complaint::received;
use crate::ledger::{Copy, Hand};
use crate::site::{MORNING, zhao};

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// A complaint of Monday, 2 March 2026, 16:00 in China; nobody promised anything.
fn complaint() -> Copy {
    Copy::opened(&zhao(), Received { answer_promised_for: None, ..received() }).elsewhere(50)
}

fn stage(by: Unit, halves: i64) -> Stage {
    Stage { by, days: Days::halves(halves), foreign_days: None }
}

/// P-08 of the maker of circuit boards: 13 days, abroad 17; ½ + 1 + 1 + 1 + 5 (12) + ½.
fn pcb_maker() -> Policy {
    let sales = Stage { foreign_days: Some(Days::halves(24)), ..stage(Unit::Sales, 10) };
    let stages = vec![
        stage(Unit::GeneralManagerOffice, 1),
        stage(Unit::QualityDepartment, 2),
        stage(Unit::Manufacturing, 2),
        stage(Unit::ResearchAndDevelopment, 2),
        sales,
        stage(Unit::GeneralManagerOffice, 1),
    ];
    let row = ComplaintDeadlines { close_days: Some(13), close_foreign_days: Some(17), stages, ..ComplaintDeadlines::default() };
    Policy { complaint_deadlines: Some(row), ..Policy::default() }
}

/// P-08 of a chain of shops: 5, 3 and 5 working days; the office opens from Monday to Friday, and not on 9 March.
fn retail_chain() -> Policy {
    let hours = || vec!["09:00-18:00".parse().unwrap()];
    let office = Office {
        monday: hours(),
        tuesday: hours(),
        wednesday: hours(),
        thursday: hours(),
        friday: hours(),
        holidays: vec![NaiveDate::from_ymd_opt(2026, 3, 9).unwrap()],
        ..Office::default()
    };
    let row = ComplaintDeadlines {
        working_days: true,
        answer_days: Some(5),
        department_days: Some(3),
        return_visit_days: Some(5),
        ..ComplaintDeadlines::default()
    };
    let closing = |name: &str| Grade { name: name.into(), points: None, closes_complaint: true };
    let grades = Grades { grades: vec![closing("非常满意"), closing("满意")], ..Grades::default() };
    Policy { complaint_deadlines: Some(row), office: Some(office), grades: Some(grades), ..Policy::default() }
}

fn course(policy: &Policy, copy: &Copy) -> Course {
    complaint_course(policy, &assessed(copy).complaint)
}

fn assessed(copy: &Copy) -> Assessment {
    assess(&copy.doc).unwrap()
}

fn owed(course: &Course, duty: ComplaintDuty) -> Vec<&Owed> {
    course.owed.iter().filter(|owed| owed.duty == duty).collect()
}

/// The day in China with whose end it is due, or at whose noon.
fn due(owed: &Owed) -> String {
    let (day, after) = (local_date(owed.due_at.unwrap(), 480), owed.due_at.unwrap().plus_ms(1 + 8 * 3_600_000));
    match after.as_ms().rem_euclid(86_400_000) / 3_600_000 {
        0 => day.to_string(),
        12 => format!("{day} noon"),
        hour => format!("{day} {hour}"),
    }
}

fn hand_on(to: Unit, stage: u32) -> ComplaintEventKind {
    ComplaintEventKind::HandedOn { to, stage: Some(stage), note: String::new() }
}

fn decided() -> ComplaintEventKind {
    ComplaintEventKind::Decided {
        valid: true,
        outcome: Outcome::Allowance,
        amount_fen: None,
        cause: "bearing".into(),
        solution: "replaced".into(),
        signed_by: "Mr Jin".into(),
        replaces: None,
        approved_as: None,
        approves: None,
    }
}

/// 13 days at home, 17 abroad, from when the customer was heard.
#[test]
fn a_case_is_closed_within_its_days_at_home_and_abroad() {
    let mut desk = complaint();
    let close = |desk: &Copy| due(owed(&course(&pcb_maker(), desk), ComplaintDuty::Close)[0]);
    assert_eq!(close(&desk), "2026-03-15");
    let abroad = desk.event(Hand::Desk, 10, ComplaintEventKind::CaseSet { foreign: true, walk_in: false });
    assert_eq!(close(&desk), "2026-03-19");
    desk.event(Hand::Desk, 20, ComplaintEventKind::Struck { event: abroad, reason: "a mistake".into() });
    assert_eq!(close(&desk), "2026-03-15");
    assert_eq!(owed(&course(&Policy::default(), &desk), ComplaintDuty::Close), [] as [&Owed; 0]);
}

/// each office has its own time from when it gets the case; the one that is late is named, also after it handed it on.
#[test]
fn each_stage_has_its_time_and_the_late_one_is_named() {
    let mut desk = complaint();
    let policy = pcb_maker();
    let first = course(&policy, &desk);
    assert_eq!((first.stage().unwrap().by, due(first.stage().unwrap()).as_str()), (Some(Unit::GeneralManagerOffice), "2026-03-03 noon"));
    assert_eq!(first.next().unwrap().duty, ComplaintDuty::Stage);
    // Handed on on Wednesday at 16:00: half a day was over on Tuesday at noon.
    desk.event(Hand::Desk, 2 * DAY, hand_on(Unit::QualityDepartment, 1));
    let second = course(&policy, &desk);
    let now = Timestamp::from_ms(MORNING + 2 * DAY * 60_000);
    let late: Vec<_> = second.owed.iter().filter(|owed| owed.is_late(now)).map(|owed| (owed.by, owed.stage)).collect();
    assert_eq!(late, [(Some(Unit::GeneralManagerOffice), Some(0))]);
    assert_eq!((second.stage().unwrap().by, due(second.stage().unwrap()).as_str()), (Some(Unit::QualityDepartment), "2026-03-05"));
    desk.event(Hand::Desk, 2 * DAY + HOUR, hand_on(Unit::Sales, 4));
    desk.event(Hand::Desk, 2 * DAY + 2 * HOUR, ComplaintEventKind::CaseSet { foreign: true, walk_in: false });
    assert_eq!(due(course(&policy, &desk).stage().unwrap()), "2026-03-16", "sales has twelve days abroad");
    // What is decided is handled.
    desk.event(Hand::Desk, 3 * DAY, decided());
    assert_eq!(course(&policy, &desk).stage(), None);
}

/// answer in 5 working days, the department in 3, the customer asked within 5 of the solution; a holiday and a weekend between.
#[test]
fn a_shop_counts_working_days() {
    let mut desk = complaint();
    let policy = retail_chain();
    let duty = |desk: &Copy, duty| due(owed(&course(&policy, desk), duty)[0]);
    assert_eq!(duty(&desk, ComplaintDuty::Answer), "2026-03-10", "Tuesday to Friday, then Tuesday");
    desk.event(Hand::Desk, 3 * DAY, ComplaintEventKind::HandedOn { to: Unit::ResponsibleDepartment, stage: None, note: String::new() });
    assert_eq!(duty(&desk, ComplaintDuty::Stage), "2026-03-11");
    desk.event(Hand::Desk, 4 * DAY, decided());
    let on = NaiveDate::from_ymd_opt(2026, 3, 6).unwrap();
    desk.event(Hand::Desk, 4 * DAY + HOUR, ComplaintEventKind::Remedied { text: "exchanged".into(), on });
    assert_eq!(duty(&desk, ComplaintDuty::ReturnVisit), "2026-03-16");
    assert!(owed(&course(&Policy { office: None, ..retail_chain() }, &desk), ComplaintDuty::Answer).is_empty(), "without office hours");
}

/// what was promised and what the policy says were both given; the earlier one counts, until somebody answered.
#[test]
fn the_earlier_of_promise_and_policy_counts() {
    let row = ComplaintDeadlines { answer_days: Some(3), ..ComplaintDeadlines::default() };
    let policy = Policy { complaint_deadlines: Some(row), ..Policy::default() };
    let mut desk = complaint();
    assert_eq!(due(owed(&course(&policy, &desk), ComplaintDuty::Answer)[0]), "2026-03-05");
    let promised_for = Timestamp::from_ms(MORNING + 2 * HOUR * 60_000);
    desk.event(Hand::Desk, 1, ComplaintEventKind::AnswerPromised { promised_for });
    let promised = course(&policy, &desk);
    assert_eq!(promised.next().unwrap().due_at, Some(promised_for));
    desk.event(Hand::Desk, HOUR, decided());
    desk.event(Hand::Desk, 3 * HOUR, ComplaintEventKind::Answered { in_writing: true, text: "yes".into() });
    let answered = course(&policy, &desk);
    assert!(owed(&answered, ComplaintDuty::Answer)[0].is_late(Timestamp::from_ms(MORNING + 365 * DAY * 60_000)), "an hour");
    assert_eq!(answered.next(), None);
}

/// the report three days after the investigation, the opinion a day after the talks, a look on the same day.
#[test]
fn reports_opinions_and_who_comes_in_person_have_their_time() {
    let mut desk = complaint();
    let policy = Policy::default();
    desk.event(Hand::Desk, 0, ComplaintEventKind::CaseSet { foreign: false, walk_in: true });
    assert_eq!(due(course(&policy, &desk).next().unwrap()), "2026-03-02");
    let on = NaiveDate::from_ymd_opt(2026, 2, 27).unwrap();
    desk.event(Hand::Desk, 10, ComplaintEventKind::Investigated { on, text: "a worn bearing".into() });
    let looked = course(&policy, &desk);
    assert!(owed(&looked, ComplaintDuty::Look)[0].done_at.is_some());
    assert_eq!(due(owed(&looked, ComplaintDuty::Report)[0]), "2026-03-02", "over the end of February");
    desk.event(Hand::Desk, 20, ComplaintEventKind::TalksHeld { text: "they want their money".into() });
    desk.event(Hand::Desk, 30, ComplaintEventKind::ReportGiven { text: "see there".into() });
    let talked = course(&policy, &desk);
    assert!(owed(&talked, ComplaintDuty::Report)[0].done_at.is_some());
    let opinion = owed(&talked, ComplaintDuty::Opinion)[0];
    assert_eq!((opinion.by, due(opinion).as_str()), (Some(Unit::GeneralManagerOffice), "2026-03-03"));
    desk.event(Hand::Desk, 40, ComplaintEventKind::OpinionGiven { text: "pay".into() });
    assert_eq!(course(&policy, &desk).next(), None);
}

/// no answer and no close before a decision, no close before the answer; a shop closes only for a satisfied customer; what was reopened
/// stays as it is.
#[test]
fn the_desk_is_stopped_where_the_rules_stop_it() {
    let mut desk = complaint();
    let policy = retail_chain();
    let may = |desk: &Copy, kind: ComplaintEventKind| can_record_on_complaint(&policy, &assessed(desk), &kind);
    let closed = || ComplaintEventKind::Closed { note: String::new() };
    let answered = || ComplaintEventKind::Answered { in_writing: true, text: "yes".into() };
    assert_eq!(may(&desk, answered()), Err(ComplaintObstacle::Undecided));
    assert_eq!(may(&desk, closed()), Err(ComplaintObstacle::Undecided));
    desk.event(Hand::Desk, 10, decided());
    assert_eq!(may(&desk, answered()), Ok(()));
    assert_eq!(may(&desk, closed()), Err(ComplaintObstacle::Unanswered), "the customer does not know (R-182, R-190)");
    desk.event(Hand::Desk, 15, answered());
    desk.event(Hand::Desk, 16, ComplaintEventKind::NoLossFound { text: "none".into() });
    assert_eq!(may(&desk, closed()), Err(ComplaintObstacle::NotSatisfied), "what was decided is asked about, whatever was found since");
    let asked = |satisfied| ComplaintEventKind::CustomerAsked { grade: "满意".into(), satisfied, text: String::new() };
    desk.event(Hand::Desk, 20, asked(true));
    assert_eq!(may(&desk, closed()), Ok(()));
    desk.event(Hand::Desk, 30, asked(false));
    assert_eq!(may(&desk, closed()), Err(ComplaintObstacle::NotSatisfied), "the last answer counts");
    assert_eq!(may(&desk, hand_on(Unit::Sales, 0)), Err(ComplaintObstacle::NoSuchStage));
    desk.event(Hand::Desk, 40, ComplaintEventKind::ReopenedBy { complaint: model::id::DocumentId::from_bytes([9; 16]) });
    assert_eq!(may(&desk, answered()), Err(ComplaintObstacle::Resubmitted));
}

/// a proposal waits until somebody approves it, turns it down or decides otherwise; a later one takes its place.
#[test]
fn a_proposal_waits_until_it_is_settled() {
    let mut desk = complaint();
    let ask = |amount_fen| ComplaintEventKind::ApprovalAsked {
        valid: true,
        outcome: Outcome::Allowance,
        amount_fen,
        cause: "bearing".into(),
        solution: "money".into(),
    };
    let first = desk.event(Hand::Desk, 10, ask(1));
    let second = desk.event(Hand::Desk, 20, ask(2));
    assert_eq!(assessed(&desk).complaint.proposal().unwrap().id, second);
    desk.event(Hand::Desk, 25, ComplaintEventKind::ApprovalDeclined { of: first, reason: "too late".into() });
    assert_eq!(assessed(&desk).complaint.proposal().unwrap().id, second, "another one was turned down");
    let no = desk.event(Hand::Desk, 30, ComplaintEventKind::ApprovalDeclined { of: second, reason: "too much".into() });
    assert_eq!(assessed(&desk).complaint.proposal(), None);
    desk.event(Hand::Desk, 40, ComplaintEventKind::Struck { event: no, reason: "a mistake".into() });
    assert!(assessed(&desk).complaint.proposal().is_some());
    desk.event(Hand::Desk, 50, decided());
    assert_eq!(assessed(&desk).complaint.proposal(), None);
}

/// A decision as it was written before sums were approved by offices reads as it did, and is written as it was.
#[test]
fn decisions_of_before_are_read_and_written_as_they_were() {
    let before = json!({ "kind": "decided", "valid": true, "outcome": "allowance", "cause": "bearing", "solution": "replaced", "signed_by": "Mr Jin" });
    assert_eq!(serde_json::from_value::<ComplaintEventKind>(before.clone()).unwrap(), decided());
    assert_eq!(serde_json::to_value(decided()).unwrap(), before);
}

/// A program that does not know what somebody else wrote shows the complaint all the same: number and stage come from what it knows.
#[test]
fn an_event_of_a_newer_program_hides_nothing() {
    let mut desk = complaint();
    desk.event(Hand::Desk, 10, decided());
    let (_, events) = desk.doc.get(automerge::ROOT, "events").unwrap().unwrap();
    let mut tx = desk.doc.transaction();
    let newer = tx.put_object(&events, "01890000-0000-7000-8000-0000000000aa", automerge::ObjType::Map).unwrap();
    tx.put(&newer, "kind", "asked_of_the_moon").unwrap();
    tx.commit();
    let seen = assessed(&desk);
    assert_eq!(seen.stage, ComplaintStage::Valid);
    assert_eq!(seen.flags, [ComplaintFlag::AnswerTimeMissing, ComplaintFlag::Unreadable]);
}

proptest! {
    /// whatever is handed on when, one office has the case until it is decided, duties never end before they begin, and what
    /// ended has nothing left to do.
    #[test]
    fn one_office_has_it_and_what_ended_is_over(
        steps in proptest::collection::vec((1_i64..3 * DAY, 0_u32..6), 0..8), ends in any::<bool>(), foreign in any::<bool>(),
    ) {
        let policy = pcb_maker();
        let mut desk = complaint();
        desk.event(Hand::Desk, 0, ComplaintEventKind::CaseSet { foreign, walk_in: true });
        let mut minute = 0;
        for (later, place) in &steps {
            minute += later;
            let stages = &policy.complaint_deadlines.as_ref().unwrap().stages;
            desk.event(Hand::Desk, minute, hand_on(stages[*place as usize].by, *place));
        }
        if ends {
            desk.event(Hand::Desk, minute + 1, ComplaintEventKind::Closed { note: String::new() });
        }
        let course = course(&policy, &desk);
        let open = course.owed.iter().filter(|owed| owed.duty == ComplaintDuty::Stage && owed.done_at.is_none()).count();
        prop_assert_eq!(open, usize::from(!ends));
        prop_assert_eq!(course.next().is_none(), ends);
        prop_assert!(course.owed.iter().all(|owed| owed.done_at.is_none_or(|done| done >= owed.since)));
        prop_assert!(course.owed.iter().all(|owed| owed.due_at.is_none_or(|due| due >= owed.since)));
        let mut keys: Vec<_> = course.owed.iter().map(|owed| (owed.duty, owed.turn)).collect();
        keys.sort_unstable();
        keys.dedup();
        prop_assert_eq!(keys.len(), course.owed.len(), "each duty has a name of its own");
    }
}
