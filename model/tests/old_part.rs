//! A removed part on its way: what may become of it, by when it is handed over, and what is flagged.

use crate::ledger::{Copy, Hand, check_abuses, push, refusal_code};
use crate::site::{Technician, chen, zhao};
use chrono::NaiveDate;
use model::documents::custody::Holder;
use model::documents::old_part::assessment::{Assessment, OldPartFlag, assess};
use model::documents::old_part::records::*;
use model::documents::old_part::status::{NextStep, Progress};
use model::id::{DocumentId, EventId, PartLineId};
use model::rules::{OldPartOfSwap, Refusal, can_open_old_part, can_record_on_old_part};
use model::time::Timestamp;
use proptest::prelude::*;

/// 2026-01-03 01:00 in Shanghai, still 2 January in UTC.
const THIRD_OF_JANUARY: i64 = 1_767_373_200_000;
const DAY: i64 = 24 * 60;

fn january(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, day).unwrap()
}

fn worth_a_claim() -> Grounds {
    Grounds {
        claim_value: true,
        reusable: false,
        wanted_by_engineering: false,
        sale_value: SaleValue::Real,
        freight_above_value: false,
        reason: String::new(),
        approver: String::new(),
    }
}

fn worthless() -> Grounds {
    Grounds { claim_value: false, sale_value: SaleValue::None, ..worth_a_claim() }
}

fn control_unit() -> Removed {
    Removed {
        visit: DocumentId::from_bytes([3; 16]),
        part_line: PartLineId::from_bytes([5; 16]),
        order_number: "A-2026-17".into(),
        equipment_number: "STC250-0044".into(),
        plate: "苏E 4471".into(),
        label_fault: "无信号 no signal".into(),
        part_number: "CU-88".into(),
        name: "控制器 control unit".into(),
        serial: "86010023".into(),
        quantity: 2,
        unit_price_fen: Some(120_050),
        technician_name: "赵敏 Zhao Min".into(),
        region: "华东 East".into(),
        reason: "进水 water inside".into(),
        requested_on: Some(january(1)),
        completed_at: Timestamp::from_ms(THIRD_OF_JANUARY),
        disposition: Disposition::Return,
        grounds: worth_a_claim(),
        terms: OldPartTerms { old_part_days: Some(7), utc_offset_minutes: 480, ..OldPartTerms::default() },
    }
}

fn storekeeper() -> Holder {
    Holder::Storekeeper { name: "Ms Gu, Suzhou".into() }
}

fn over(to: Holder, follows: Option<EventId>) -> OldPartEventKind {
    OldPartEventKind::HandedOver { to, follows, given_by: "赵敏 Zhao Min".into(), note: String::new() }
}

fn promised(day: u32, reason: &str, reported_to: &str) -> OldPartEventKind {
    OldPartEventKind::Promised { promised_on: january(day), reason: reason.into(), reported_to: reported_to.into(), replaces: None }
}

fn assessed(copy: &Copy) -> Assessment {
    assess(&copy.doc).unwrap()
}

fn may(copy: &Copy, who: &Technician, kind: &OldPartEventKind) -> Result<(), Refusal> {
    can_record_on_old_part(&assessed(copy), who.person, kind)
}

/// Minutes of the test clock, which starts on 2 March, the 61st of January, to the afternoon of a day in January.
fn afternoon(day: i64) -> i64 {
    (day - 61) * DAY
}

/// O-08: the hose is given away, the control unit returns, and nothing else is allowed for it.
#[test]
fn a_disposition_that_its_facts_do_not_allow_is_refused_on_the_device_and_flagged_at_the_desk() {
    let zhao = zhao();
    assert_eq!(can_open_old_part(&control_unit()), Ok(()));
    let hose = Removed { disposition: Disposition::GiveAway, grounds: worthless(), ..control_unit() };
    assert_eq!(can_open_old_part(&hose), Ok(()));
    let copy = Copy::opened(&zhao, hose);
    let given = assessed(&copy);
    assert_eq!((given.flags.as_slice(), given.next_step, given.for_clearing), (&[][..], None, OldPartOfSwap::Settled));
    assert_eq!(given.custody.holder().unwrap().holder, Holder::Customer);
    assert_eq!(given.old_part.required_on(), None);

    let kept = Removed { disposition: Disposition::KeptByCustomer, ..control_unit() };
    assert_eq!(can_open_old_part(&kept), Err(Refusal::ApproverMissing));
    let gift = Removed { disposition: Disposition::GiveAway, ..control_unit() };
    assert_eq!(can_open_old_part(&gift), Err(Refusal::DispositionNotAllowed));
    for wrong in [kept, gift] {
        let copy = Copy::opened(&zhao, wrong);
        assert_eq!(refusal_code(&push(&automerge::Automerge::new(), &copy.raws, &zhao)), None, "taken and flagged");
        let flagged = assessed(&copy);
        assert_eq!(flagged.flags, [OldPartFlag::DispositionNotAllowed, OldPartFlag::StockDiscrepancy]);
        assert_eq!(flagged.for_clearing, OldPartOfSwap::Owed);
    }
    // a part that is to return and stayed all the same.
    let mut phone = Copy::opened(&zhao, control_unit());
    phone.event(Hand::Of(&zhao), 10, over(Holder::Customer, None));
    assert_eq!(assessed(&phone).flags, [OldPartFlag::StockDiscrepancy]);
    let approved = Grounds { reason: "fleet spare".into(), approver: "Mr Wu".into(), ..worth_a_claim() };
    let change = OldPartEventKind::DispositionChanged { disposition: Disposition::KeptByCustomer, grounds: approved, replaces: None };
    assert_eq!(may(&phone, &zhao, &change), Ok(()));
    phone.event(Hand::Of(&zhao), 11, change);
    assert_eq!(assessed(&phone).flags, []);
}

/// O-08: completed on 3 January, required on the 10th; a promise of the 13th asks for reason and report, and holds
/// back overdue days only as long as it is kept.
#[test]
fn the_required_date_is_seven_days_after_completion_and_a_later_promise_needs_its_excuse() {
    let zhao = zhao();
    let phone = Copy::opened(&zhao, control_unit());
    let part = assessed(&phone).old_part;
    assert_eq!((part.completed_on(), part.required_on()), (january(3), Some(january(10))));
    assert_eq!(part.overdue_days(january(12)), 2);
    assert_eq!(may(&phone, &zhao, &promised(13, "", "")), Err(Refusal::PromiseNeedsReason));
    assert_eq!(may(&phone, &zhao, &promised(10, "", "")), Ok(()));

    let mut excused = phone.elsewhere(40);
    let promise = promised(13, "路远 far away", "Ms Lin");
    assert_eq!(may(&excused, &zhao, &promise), Ok(()));
    excused.event(Hand::Of(&zhao), 10, promise);
    let held = assessed(&excused);
    assert_eq!((held.progress, held.flags.as_slice()), (Progress::Promised, &[][..]));
    assert_eq!([12, 13, 14].map(|day| held.old_part.overdue_days(january(day))), [0, 0, 4]);

    let mut bare = phone.elsewhere(41);
    bare.event(Hand::Of(&zhao), 10, promised(13, "", ""));
    assert_eq!(assessed(&bare).flags, [OldPartFlag::PromiseUnexcused]);
    assert_eq!(assessed(&bare).old_part.overdue_days(january(12)), 2);
    // The excuse comes with the promise that ends it.
    let replaces = assessed(&bare).old_part.events.first().map(|event| event.id);
    let excuse =
        OldPartEventKind::Promised { promised_on: january(13), reason: "路远 far away".into(), reported_to: "Ms Lin".into(), replaces };
    bare.event(Hand::Of(&zhao), 20, excuse);
    assert_eq!((assessed(&bare).flags, assessed(&bare).old_part.overdue_days(january(12))), (vec![], 0));

    let mut in_time = phone.elsewhere(42);
    in_time.event(Hand::Of(&zhao), afternoon(9), over(storekeeper(), None));
    assert_eq!(assessed(&in_time).old_part.overdue_days(january(30)), 0);
}

/// the whole way of a returned part, three dates apart, and its row.
#[test]
fn a_returned_part_goes_its_way_and_every_field_of_its_row_is_there() {
    let zhao = zhao();
    let mut phone = Copy::opened(&zhao, control_unit());
    let steps = |copy: &Copy| assessed(copy).next_step;
    assert_eq!(steps(&phone), Some(NextStep::HandOver));
    phone.event(Hand::Of(&zhao), afternoon(4), promised(8, "", ""));
    let handed = phone.event(Hand::Of(&zhao), afternoon(7), over(storekeeper(), None));
    assert_eq!((steps(&phone), assessed(&phone).for_clearing), (Some(NextStep::Acknowledge), OldPartOfSwap::Owed));
    assert_eq!(assessed(&phone).flags, [OldPartFlag::Unacknowledged]);
    let desk = |copy: &mut Copy, day, kind: OldPartEventKind| {
        copy.event(Hand::Desk, afternoon(day), kind);
    };
    desk(&mut phone, 7, OldPartEventKind::HandOverAcknowledged { hand_over: handed, by_name: "Ms Gu".into() });
    assert_eq!((steps(&phone), assessed(&phone).for_clearing), (Some(NextStep::Label), OldPartOfSwap::Settled));
    desk(&mut phone, 8, OldPartEventKind::Labelled { code: "CU-88/A-2026-17".into() });
    assert_eq!(steps(&phone), Some(NextStep::Pack));
    desk(&mut phone, 8, OldPartEventKind::Packed { shipment: "S1".into(), packing_list: "P1".into() });
    assert_eq!(steps(&phone), Some(NextStep::RequestFreight));
    desk(&mut phone, 8, OldPartEventKind::FreightRequested { shipment: "S1".into(), amount_fen: 9_000 });
    desk(&mut phone, 9, OldPartEventKind::Shipped { shipment: "S1".into(), on: january(9) });
    assert_eq!((steps(&phone), assessed(&phone).progress), (Some(NextStep::Receive), Progress::Shipped));
    desk(&mut phone, 12, OldPartEventKind::ReceivedAtStore { by_name: "head office".into() });
    desk(&mut phone, 13, OldPartEventKind::ReviewStarted { on: january(13), class: ReviewClass::Domestic });
    let part = assessed(&phone).old_part;
    assert_eq!((part.judge_by(), part.judging_overdue_days(january(22))), (Some(january(20)), 2));
    desk(&mut phone, 19, OldPartEventKind::Judged { on: january(19), liability: "supplier".into(), note: String::new() });
    assert_eq!((steps(&phone), assessed(&phone).progress), (Some(NextStep::Claim), Progress::Judged));
    desk(&mut phone, 20, OldPartEventKind::ClaimOpened { number: "RTV-4".into() });
    desk(&mut phone, 21, OldPartEventKind::Disposed { way: Disposition::Return, paper: "D-9".into(), sale: None });
    let done = assessed(&phone);
    assert_eq!((done.next_step, done.progress, done.flags.as_slice()), (None, Progress::Disposed, &[][..]));
    assert_eq!(done.old_part.judging_overdue_days(january(30)), 0);

    let row = done.old_part.progress_row(january(30));
    assert_eq!((row.unit_price_fen, row.quantity, row.total_fen), (Some(120_050), 2, Some(240_100)));
    assert_eq!((row.requested_on, row.completed_on, row.required_on), (Some(january(1)), january(3), Some(january(10))));
    assert_eq!((row.promised_on, row.handed_over_on, row.shipped_on), (Some(january(8)), Some(january(7)), Some(january(9))));
    assert_eq!((row.order_number.as_str(), row.equipment_number.as_str(), row.part_number.as_str()), ("A-2026-17", "STC250-0044", "CU-88"));
    assert_eq!((row.applicant.as_str(), row.region.as_str(), row.problem.as_str()), ("赵敏 Zhao Min", "华东 East", "进水 water inside"));
    assert!(row.to_be_returned && row.overdue_days == 0);
}

/// packing list, label and freight request belong to a shipment.
#[test]
fn a_shipment_without_its_papers_is_flagged() {
    let zhao = zhao();
    let mut phone = Copy::opened(&zhao, control_unit());
    phone.event(Hand::Of(&zhao), 10, OldPartEventKind::Shipped { shipment: "S1".into(), on: january(9) });
    assert_eq!(assessed(&phone).flags, [OldPartFlag::ShippedUnlisted, OldPartFlag::ShippedUnlabelled, OldPartFlag::ShippedWithoutFreight]);
}

/// R-126…: a sale below the market is flagged by what it lacks; the money is owed until its slip is there.
#[test]
fn a_sale_is_judged_by_price_quotes_approver_and_papers() {
    let zhao = zhao();
    let scrap = Grounds { claim_value: false, ..worth_a_claim() };
    let mut phone = Copy::opened(&zhao, Removed { disposition: Disposition::LocalSale, grounds: scrap, ..control_unit() });
    let handed = phone.event(Hand::Of(&zhao), 10, over(storekeeper(), None));
    phone.event(Hand::Desk, 11, OldPartEventKind::HandOverAcknowledged { hand_over: handed, by_name: "Ms Gu".into() });
    let sale = Sale {
        price_fen: 8_000,
        market_fen: 10_000,
        buyer_bears_cost: true,
        region_discount_percent: 0,
        reason: String::new(),
        approver: String::new(),
        quote_1: Some(Quote { buyer: "a".into(), contact: "1".into(), price_fen: 8_000 }),
        quote_2: None,
        quote_3: None,
    };
    let mut low = phone.elsewhere(40);
    let paper = String::new();
    low.event(Hand::Desk, 12, OldPartEventKind::Disposed { way: Disposition::LocalSale, paper, sale: Some(sale.clone()) });
    assert_eq!(
        assessed(&low).flags,
        [OldPartFlag::DisposalPaperMissing, OldPartFlag::SaleTooLow, OldPartFlag::SaleQuotesMissing, OldPartFlag::SaleUnapproved]
    );
    assert_eq!(assessed(&low).next_step, Some(NextStep::Paper));
    let fair = Sale { price_fen: 10_000, ..sale };
    phone.event(Hand::Desk, 12, OldPartEventKind::Disposed { way: Disposition::LocalSale, paper: "V-1".into(), sale: Some(fair) });
    assert_eq!((assessed(&phone).flags.as_slice(), assessed(&phone).next_step), (&[][..], Some(NextStep::Remittance)));
    phone.event(Hand::Desk, 13, OldPartEventKind::Remitted { slip: "R-1".into(), amount_fen: 10_000 });
    assert_eq!(assessed(&phone).next_step, None);
    phone.event(Hand::Desk, 14, OldPartEventKind::Disposed { way: Disposition::LocalDestruction, paper: "X-1".into(), sale: None });
    assert_eq!(assessed(&phone).flags, [OldPartFlag::DisposedOtherwise]);
}

/// destruction owes its scrap receipt, and where parts are dealt with every month, the month has an end.
#[test]
fn a_destroyed_part_owes_its_scrap_receipt_within_the_month() {
    let terms = OldPartTerms { monthly: true, ..control_unit().terms };
    let removed = Removed { disposition: Disposition::LocalDestruction, grounds: worthless(), terms, ..control_unit() };
    let mut phone = Copy::opened(&zhao(), removed);
    assert_eq!((assessed(&phone).next_step, assessed(&phone).for_clearing), (Some(NextStep::Dispose), OldPartOfSwap::Owed));
    assert_eq!(assessed(&phone).old_part.deal_by(), Some(january(31)));
    phone.event(Hand::Desk, 12, OldPartEventKind::Disposed { way: Disposition::LocalDestruction, paper: "X-1".into(), sale: None });
    assert_eq!((assessed(&phone).next_step, assessed(&phone).for_clearing), (None, OldPartOfSwap::Settled));
}

/// two holders are shown; what the storekeeper finds otherwise is shown.
#[test]
fn contradictions_are_flagged() {
    let (zhao, chen) = (zhao(), chen());
    let mut phone = Copy::opened(&zhao, control_unit());
    let mut other = phone.elsewhere(chen.number);
    phone.event(Hand::Of(&zhao), 10, over(storekeeper(), None));
    other.event(Hand::Of(&chen), 11, over(Holder::Technician { id: chen.person, name: chen.name.into() }, None));
    other.event(Hand::Of(&chen), 12, OldPartEventKind::DiscrepancyNoted { note: "one piece only".into() });
    phone.merge(&other);
    let flags = assessed(&phone).flags;
    assert!(flags.contains(&OldPartFlag::HolderUnclear) && flags.contains(&OldPartFlag::Discrepancy));
    assert_eq!(may(&phone, &zhao, &over(storekeeper(), None)), Err(Refusal::HolderUnclear));
}

#[test]
fn a_device_writes_only_what_is_its_own() {
    let judged = OldPartEventKind::Judged { on: january(19), liability: "customer".into(), note: String::new() };
    check_abuses(control_unit(), promised(9, "", ""), judged);
    let zhao = zhao();
    let nameless = Copy::opened(&zhao, Removed { name: String::new(), ..control_unit() });
    assert_eq!(refusal_code(&push(&automerge::Automerge::new(), &nameless.raws, &zhao)), Some("not_filled_in"));
}

#[derive(Debug, Clone)]
enum Deed {
    HandOver(bool),
    Promise(u32, bool),
    Acknowledge,
    Change(bool),
    Ship,
    Judge,
    Strike,
    Meet,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        any::<bool>().prop_map(Deed::HandOver),
        (4_u32..20, any::<bool>()).prop_map(|(day, excused)| Deed::Promise(day, excused)),
        Just(Deed::Acknowledge),
        any::<bool>().prop_map(Deed::Change),
        Just(Deed::Ship),
        Just(Deed::Judge),
        Just(Deed::Strike),
        Just(Deed::Meet),
    ]
}

fn carry_out(deed: &Deed, minute: i64, who: &Technician, own: &mut Copy, other: &Copy) {
    let hand = Hand::Of(who);
    let now = assessed(own);
    let end = now.custody.holder().unwrap().hand_over;
    let kind = match deed {
        Deed::HandOver(true) => over(storekeeper(), end),
        Deed::HandOver(false) => over(Holder::Technician { id: who.person, name: who.name.into() }, end),
        Deed::Promise(day, true) => promised(*day, "far", "Ms Lin"),
        Deed::Promise(day, false) => promised(*day, "", ""),
        Deed::Acknowledge => {
            OldPartEventKind::HandOverAcknowledged { hand_over: end.unwrap_or(EventId::from_bytes([1; 16])), by_name: "Gu".into() }
        }
        Deed::Change(back) => OldPartEventKind::DispositionChanged {
            disposition: if *back { Disposition::Return } else { Disposition::GiveAway },
            grounds: worth_a_claim(),
            replaces: None,
        },
        Deed::Ship => OldPartEventKind::Shipped { shipment: "S".into(), on: january(9) },
        Deed::Judge => OldPartEventKind::Judged { on: january(19), liability: "supplier".into(), note: String::new() },
        Deed::Strike => match now.old_part.in_force().last().map(|event| event.id) {
            Some(event) => OldPartEventKind::Struck { event, reason: "mistake".into() },
            None => return,
        },
        Deed::Meet => return own.merge(other),
    };
    own.event(hand, minute, kind);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// any order, any repetition, any mix of three replicas gives the same holder, progress, next step, row and flags; more
    /// than one holder is always flagged.
    #[test]
    fn replicas_that_hold_the_same_changes_show_the_same_part(
        deeds in proptest::collection::vec((0_u8..3, deed()), 1..24),
        order in 0_usize..6,
    ) {
        let (zhao, chen) = (zhao(), chen());
        let born = Copy::opened(&zhao, control_unit());
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
        prop_assert_eq!(left.old_part.progress_row(january(12)), right.old_part.progress_row(january(12)));
        let unclear = left.custody.ends.len() > 1 || !left.custody.loose.is_empty();
        prop_assert_eq!(unclear, left.flags.contains(&OldPartFlag::HolderUnclear));
    }
}
