//! A complaint as it is received on site: its label and number, its owner, what only the desk may say, and what is flagged.

use crate::ledger::{Copy, Hand, check_abuses, push, refusal_code};
use crate::site::{MORNING, Technician, chen, order, zhao};
use chrono::NaiveDate;
use model::documents::complaint::assessment::{Assessment, ComplaintFlag, assess};
use model::documents::complaint::records::*;
use model::documents::complaint::status::ComplaintStage;
use model::id::{DocumentId, EventId, PersonId};
use model::rules::{Refusal, can_receive_complaint, next_complaint_number, provisional_label};
use model::time::Timestamp;
use proptest::prelude::*;

pub(crate) fn received() -> Received {
    Received {
        provisional: provisional_label("T07", 3),
        visit: Some(DocumentId::from_bytes([3; 16])),
        earlier: None,
        customer: order().customer,
        complainant: Complainant { name: "钱先生 Mr Qian".into(), relation: "使用人 user".into(), contact: "138 0000".into() },
        product: ComplaintProduct { product: "复印机 Copier".into(), model: "bizhub 367".into(), serial: "A789".into() },
        order_number: "A-17".into(),
        part_number: "A03U-7209".into(),
        delivered_on: NaiveDate::from_ymd_opt(2026, 2, 1),
        quantity: Some(20),
        defective_quantity: Some(3),
        demand: Demand { text: "退货 take them back".into(), return_quantity: None, still_processing: true },
        samples: String::new(),
        words: "噪音还在，我不签 the noise is still there".into(),
        urgency: Urgency::Urgent,
        serious: true,
        answer_promised_for: Some(Timestamp::from_ms(MORNING + 86_400_000)),
        owner_name: "赵敏 Zhao Min".into(),
        utc_offset_minutes: 480,
    }
}

fn assessed(copy: &Copy) -> Assessment {
    assess(&copy.doc).unwrap()
}

fn decided(valid: bool, replaces: Option<EventId>) -> ComplaintEventKind {
    ComplaintEventKind::Decided {
        valid,
        outcome: Outcome::Allowance,
        amount_fen: Some(5_000),
        cause: "轴承 bearing".into(),
        solution: "更换 replaced".into(),
        signed_by: "Mr Jin".into(),
        replaces,
        approved_as: None,
        approves: None,
    }
}

fn answered(in_writing: bool) -> ComplaintEventKind {
    ComplaintEventKind::Answered { in_writing, text: "replaced, with an allowance".into() }
}

fn passed(to: u8, replaces: Option<EventId>) -> ComplaintEventKind {
    let reason = "休假 on leave".into();
    ComplaintEventKind::OwnerPassed { to: PersonId::from_bytes([to; 16]), to_name: format!("owner {to}"), reason, replaces }
}

/// E7: a provisional label until the server gives the number; one number for every paper.
#[test]
fn a_complaint_has_a_provisional_label_until_the_server_numbers_it() {
    let zhao = zhao();
    let mut phone = Copy::opened(&zhao, received());
    assert_eq!((assessed(&phone).label.as_str(), assessed(&phone).is_numbered), ("T07-K03", false));
    let number = ComplaintEventKind::Numbered { number: next_complaint_number(NaiveDate::from_ymd_opt(2026, 3, 2).unwrap(), 0) };
    let mut liar = phone.elsewhere(40);
    liar.event(Hand::Of(&zhao), 5, number.clone());
    assert_eq!(refusal_code(&push(&phone.doc, &liar.raws, &zhao)), Some("forbidden"));
    phone.event(Hand::Desk, 10, number.clone());
    assert_eq!((assessed(&phone).label.as_str(), assessed(&phone).is_numbered), ("2603-01", true));
    phone.event(Hand::Desk, 11, number);
    assert_eq!(assessed(&phone).flags, [ComplaintFlag::NumberedTwice]);
}

/// register, notice and original bear the number: striking it changes nothing, and no device may.
#[test]
fn a_number_stays_whatever_is_struck() {
    let zhao = zhao();
    let mut phone = Copy::opened(&zhao, received());
    let given = phone.event(Hand::Desk, 10, ComplaintEventKind::Numbered { number: "2603-01".into() });
    let strike = ComplaintEventKind::Struck { event: given, reason: "mistake".into() };
    let mut liar = phone.elsewhere(40);
    liar.event(Hand::Of(&zhao), 11, strike.clone());
    assert_eq!(refusal_code(&push(&phone.doc, &liar.raws, &zhao)), Some("forbidden"));
    phone.event(Hand::Desk, 12, strike);
    assert_eq!((assessed(&phone).label.as_str(), assessed(&phone).is_numbered), ("2603-01", true));
}

/// what intake must state, what may be unknown, and the promised answer.
#[test]
fn intake_states_whose_words_they_are_and_by_when_there_is_an_answer() {
    assert_eq!(can_receive_complaint(&received()), Ok(()));
    let unknown = Received { quantity: None, defective_quantity: None, delivered_on: None, order_number: String::new(), ..received() };
    assert_eq!(can_receive_complaint(&unknown), Ok(()));
    assert_eq!(can_receive_complaint(&Received { words: " ".into(), ..received() }), Err(Refusal::NotFilledIn("words")));
    let too_many = Received { defective_quantity: Some(21), ..received() };
    assert_eq!(can_receive_complaint(&too_many), Err(Refusal::NotFilledIn("defective_quantity")));
    let unpromised = Received { answer_promised_for: None, ..received() };
    assert_eq!(can_receive_complaint(&unpromised), Err(Refusal::AnswerTimeMissing));

    let zhao = zhao();
    let mut arrived = Copy::opened(&zhao, unpromised);
    assert_eq!(refusal_code(&push(&automerge::Automerge::new(), &arrived.raws, &zhao)), None, "taken and flagged");
    assert_eq!(assessed(&arrived).flags, [ComplaintFlag::AnswerTimeMissing]);
    let promised_for = Timestamp::from_ms(MORNING + 3_600_000);
    arrived.event(Hand::Of(&zhao), 5, ComplaintEventKind::AnswerPromised { promised_for });
    let complaint = assessed(&arrived).complaint;
    assert!(!complaint.is_answer_overdue(promised_for) && complaint.is_answer_overdue(promised_for.plus_ms(1)));
}

/// whoever the customer spoke to first owns the matter; passing it on is logged, and to one at a time.
#[test]
fn the_first_one_contacted_owns_the_matter_until_it_is_passed_on() {
    let zhao = zhao();
    let mut phone = Copy::opened(&zhao, received());
    assert_eq!(assessed(&phone).owners.first().unwrap().id, zhao.person);
    let mut apart = phone.elsewhere(40);
    let first = phone.event(Hand::Of(&zhao), 5, passed(31, None));
    assert_eq!(assessed(&phone).owners.first().unwrap().name, "owner 31");
    apart.event(Hand::Desk, 6, passed(32, None));
    phone.merge(&apart);
    assert!(assessed(&phone).flags.contains(&ComplaintFlag::OwnerUnclear));
    assert_eq!(assessed(&phone).owners.len(), 2);
    phone.event(Hand::Desk, 7, passed(33, Some(first)));
    assert_eq!(assessed(&phone).complaint.events.len(), 3);
}

/// no sum, no admission, no answer from a technician's device.
#[test]
fn outcome_and_answer_are_the_desks_to_give() {
    let zhao = zhao();
    let phone = Copy::opened(&zhao, received());
    let on = NaiveDate::from_ymd_opt(2026, 3, 3).unwrap();
    let desk_only = [
        ComplaintEventKind::Classified { class: CauseClass::NonQuality, reason: "transport".into(), replaces: None },
        ComplaintEventKind::Remedied { text: "exchanged".into(), on },
        ComplaintEventKind::Corrected { text: "packing".into(), on },
        decided(true, None),
        answered(true),
        ComplaintEventKind::Closed { note: String::new() },
        ComplaintEventKind::ReopenedBy { complaint: DocumentId::from_bytes([9; 16]) },
    ];
    for (number, kind) in (40..).zip(desk_only) {
        let mut liar = phone.elsewhere(number);
        liar.event(Hand::Of(&zhao), 5, kind);
        assert_eq!(refusal_code(&push(&phone.doc, &liar.raws, &zhao)), Some("forbidden"), "{number}");
    }
    let mut honest = phone.elsewhere(60);
    honest.event(Hand::Of(&zhao), 5, ComplaintEventKind::WordsAdded { words: "again yesterday".into() });
    honest.event(Hand::Of(&zhao), 6, ComplaintEventKind::SamplesTaken { what: "bearing".into(), quantity: 1 });
    honest.event(Hand::Of(&zhao), 7, ComplaintEventKind::JointInspectionAsked { with: "quality".into(), reason: "noise".into() });
    assert_eq!(refusal_code(&push(&phone.doc, &honest.raws, &zhao)), None);
    assert_eq!(assessed(&honest).flags, [ComplaintFlag::JointInspection], "R-169");
}

/// class, remedy and corrective action apart, decision, and an answer in writing where it is serious.
#[test]
fn a_complaint_goes_its_way_to_the_answer() {
    let zhao = zhao();
    let mut desk = Copy::opened(&zhao, received()).elsewhere(50);
    let on = NaiveDate::from_ymd_opt(2026, 3, 3).unwrap();
    desk.event(Hand::Desk, 10, ComplaintEventKind::Numbered { number: "2603-01".into() });
    desk.event(Hand::Desk, 11, ComplaintEventKind::Classified { class: CauseClass::Quality, reason: "bearing".into(), replaces: None });
    desk.event(Hand::Desk, 12, ComplaintEventKind::Remedied { text: "exchanged".into(), on });
    desk.event(Hand::Desk, 13, ComplaintEventKind::Corrected { text: "supplier told".into(), on });
    assert_eq!(assessed(&desk).stage, ComplaintStage::Received);
    let mut early = desk.elsewhere(51);
    early.event(Hand::Desk, 14, answered(false));
    assert_eq!(assessed(&early).flags, [ComplaintFlag::AnsweredBeforeDecision, ComplaintFlag::AnswerNotWritten]);
    let first = desk.event(Hand::Desk, 14, decided(false, None));
    assert_eq!(assessed(&desk).stage, ComplaintStage::NotValid);
    early.merge(&desk);
    assert!(assessed(&early).flags.contains(&ComplaintFlag::AnsweredBeforeDecision), "who answered did not know of the decision");
    desk.event(Hand::Desk, 15, decided(true, Some(first)));
    assert_eq!(assessed(&desk).stage, ComplaintStage::Valid);
    desk.event(Hand::Desk, 16, answered(true));
    desk.event(Hand::Desk, 17, ComplaintEventKind::Closed { note: String::new() });
    let done = assessed(&desk);
    assert_eq!((done.stage, done.flags.as_slice()), (ComplaintStage::Closed, &[][..]));
    assert_eq!(done.complaint.classes(), [CauseClass::Quality]);
    let paper = done.complaint.outcome_paper().unwrap();
    assert_eq!((paper.number.as_str(), paper.complainant.as_str(), paper.signed_by.as_str()), ("2603-01", "钱先生 Mr Qian", "Mr Jin"));
    assert!(paper.valid && paper.on == NaiveDate::from_ymd_opt(2026, 3, 2).unwrap());
}

/// a refused outcome goes on in a new complaint; the old one stays as it is.
#[test]
fn a_resubmitted_complaint_stays_as_it_is() {
    let zhao = zhao();
    let mut desk = Copy::opened(&zhao, received()).elsewhere(50);
    desk.event(Hand::Desk, 10, decided(false, None));
    let mut apart = desk.elsewhere(51);
    desk.event(Hand::Desk, 11, ComplaintEventKind::ReopenedBy { complaint: DocumentId::from_bytes([9; 16]) });
    let done = assessed(&desk);
    assert_eq!((done.stage, done.flags.as_slice()), (ComplaintStage::Resubmitted, &[][..]));
    apart.event(Hand::Of(&zhao), 9, ComplaintEventKind::WordsAdded { words: "and another thing".into() });
    desk.merge(&apart);
    assert_eq!(assessed(&desk).flags, [ComplaintFlag::ChangedAfterResubmission]);
}

#[test]
fn a_device_writes_only_what_is_its_own() {
    check_abuses(received(), ComplaintEventKind::WordsAdded { words: "again".into() }, decided(true, None));
    let zhao = zhao();
    let wordless = Copy::opened(&zhao, Received { words: String::new(), ..received() });
    assert_eq!(refusal_code(&push(&automerge::Automerge::new(), &wordless.raws, &zhao)), Some("not_filled_in"));
}

#[derive(Debug, Clone)]
enum Deed {
    Number,
    Pass(u8, bool),
    Words,
    Class(bool),
    Decide(bool),
    Answer,
    Close,
    Reopen,
    Strike,
    Meet,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        Just(Deed::Number),
        (30_u8..33, any::<bool>()).prop_map(|(to, replaces)| Deed::Pass(to, replaces)),
        Just(Deed::Words),
        any::<bool>().prop_map(Deed::Class),
        any::<bool>().prop_map(Deed::Decide),
        Just(Deed::Answer),
        Just(Deed::Close),
        Just(Deed::Reopen),
        Just(Deed::Strike),
        Just(Deed::Meet),
    ]
}

fn carry_out(deed: &Deed, minute: i64, who: &Technician, own: &mut Copy, other: &Copy) {
    let now = assessed(own).complaint;
    let last =
        |wanted: fn(&ComplaintEventKind) -> bool| now.in_force().filter(|event| wanted(&event.record.kind)).last().map(|event| event.id);
    let kind = match deed {
        Deed::Number => ComplaintEventKind::Numbered { number: format!("2603-{minute:02}") },
        Deed::Pass(to, true) => passed(*to, last(|kind| matches!(kind, ComplaintEventKind::OwnerPassed { .. }))),
        Deed::Pass(to, false) => passed(*to, None),
        Deed::Words => ComplaintEventKind::WordsAdded { words: "more".into() },
        Deed::Class(quality) => {
            let class = if *quality { CauseClass::Quality } else { CauseClass::NonQuality };
            ComplaintEventKind::Classified { class, reason: "seen".into(), replaces: None }
        }
        Deed::Decide(valid) => decided(*valid, last(|kind| matches!(kind, ComplaintEventKind::Decided { .. }))),
        Deed::Answer => answered(false),
        Deed::Close => ComplaintEventKind::Closed { note: String::new() },
        Deed::Reopen => ComplaintEventKind::ReopenedBy { complaint: DocumentId::from_bytes([9; 16]) },
        Deed::Strike => match last(|_| true) {
            Some(event) => ComplaintEventKind::Struck { event, reason: "mistake".into() },
            None => return,
        },
        Deed::Meet => return own.merge(other),
    };
    own.event(Hand::Of(who), minute, kind);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// any order, any repetition, any mix of three replicas gives the same label, owner, stage and flags; two owners or
    /// numbers are always flagged.
    #[test]
    fn replicas_that_hold_the_same_changes_show_the_same_complaint(
        deeds in proptest::collection::vec((0_u8..3, deed()), 1..24),
        order in 0_usize..6,
    ) {
        let (zhao, chen) = (zhao(), chen());
        let born = Copy::opened(&zhao, received());
        let mut copies = [born.elsewhere(11), born.elsewhere(12), born.elsewhere(13)];
        for (minute, (at, deed)) in (1..).zip(&deeds) {
            let at = usize::from(*at);
            let other = copies[(at + 1) % 3].clone();
            carry_out(deed, minute, if at == 1 { &chen } else { &zhao }, &mut copies[at], &other);
        }
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        let (mut left, mut right) = (born.elsewhere(21), born.elsewhere(22));
        for at in orders[order] { left.merge(&copies[at]); }
        for at in orders[0] { right.merge(&copies[at]); right.merge(&copies[at]); }
        let (left, right) = (assessed(&left), assessed(&right));
        prop_assert_eq!(&left, &right);
        prop_assert_eq!(left.owners.len() > 1, left.flags.contains(&ComplaintFlag::OwnerUnclear));
        prop_assert_eq!(left.complaint.numbers().len() > 1, left.flags.contains(&ComplaintFlag::NumberedTwice));
        prop_assert!(!left.owners.is_empty());
    }
}
