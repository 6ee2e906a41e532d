//! Goods that are taken along: their whole way, what is flagged on it, and what a device may write.

use crate::ledger::{Copy, Hand, check_abuses, document_id, push, refusal_code};
use crate::site::{MORNING, Technician, chen, clock, customer, order, pen, zhao};
use chrono::NaiveDate;
use model::documents::chronicle::append_event;
use model::documents::custody::Holder;
use model::documents::repair::assessment::{Assessment, RepairFlag, assess};
use model::documents::repair::papers::goods_voucher;
use model::documents::repair::records::*;
use model::documents::repair::status::{ReceiptState, Stage};
use model::documents::repair::{Repair, keep_sign_off};
use model::id::{EventId, SignOffId};
use model::rules::{Refusal, can_record_on_repair, can_take};
use model::seal::Mark;
use model::seal::key::DeviceKey;
use model::seal::paper::Paper;
use model::seal::record::{Backing, SealRequest, seal};
use model::seal::voucher::{Language, SignOffKind};
use model::time::Timestamp;
use proptest::prelude::*;

const DAY: i64 = 24 * 60;

fn printer() -> Taken {
    Taken {
        visit: Some(model::id::DocumentId::from_bytes([3; 16])),
        call_out: "C260302-001".into(),
        customer: order().customer,
        item: Item {
            product: "打印机 Printer".into(),
            model: "LJ 400".into(),
            serial: "sn-77".into(),
            accessories: "电源线 power cord".into(),
            component: false,
            appearance: Appearance::Scratched,
            function: Function::Abnormal,
            words: String::new(),
        },
        receipt: "T07-0012".into(),
        fault: "不进纸 does not feed".into(),
        technician_name: "赵敏 Zhao Min".into(),
        courier_number: String::new(),
        promised_for: Some(Timestamp::from_ms(MORNING + 4 * 86_400_000)),
        promise_document: String::new(),
        paid: true,
        terms: RepairTerms { utc_offset_minutes: 480, ..RepairTerms::default() },
    }
}

fn technician(who: &Technician) -> Holder {
    Holder::Technician { id: who.person, name: who.name.into() }
}

fn workshop() -> Holder {
    Holder::Workshop { name: "一号车间 workshop 1".into() }
}

fn over(to: Holder, follows: Option<EventId>) -> RepairEventKind {
    RepairEventKind::HandedOver { to, follows, given_by: "陈刚 Chen Gang".into(), note: String::new() }
}

fn inspected(passed: bool, replaces: Option<EventId>) -> RepairEventKind {
    RepairEventKind::Inspected { passed, role: Inspector::Supervisor, by_name: "Mr Wu".into(), note: "checked".into(), replaces }
}

fn notified(reached: bool) -> RepairEventKind {
    RepairEventKind::CustomerNotified { channel: Channel::Phone, reached, good_reason: String::new() }
}

fn work() -> RepairEventKind {
    RepairEventKind::WorkNoted { minutes: 45, text: "换搓纸轮 roller replaced".into() }
}

fn assessed(copy: &Copy) -> Assessment {
    assess(&copy.doc).unwrap()
}

fn end(copy: &Copy) -> Option<EventId> {
    assessed(copy).custody.holder().unwrap().hand_over
}

/// A seal of this kind over the repair as it reads, made by `who` without asking any rule.
fn sealed(copy: &mut Copy, who: &Technician, minute: i64, kind: SignOffKind) -> (SignOffId, Vec<u8>) {
    let id = SignOffId::from_parts(Timestamp::from_ms(MORNING + minute * 60_000), copy.next_id());
    let paper = Paper::from(goods_voucher(&Repair::read(&copy.doc).unwrap(), kind, Language::Chinese));
    let heads = copy.doc.get_heads();
    let request = SealRequest {
        sign_off: id,
        paper: &paper,
        heads: &heads,
        signer: customer(),
        mark: Mark::Strokes { strokes: pen() },
        signed: clock(minute),
        device: who.device,
        backing: Backing::default(),
    };
    (id, seal(request, &who.key as &dyn DeviceKey).unwrap())
}

fn keep(copy: &mut Copy, who: &Technician, minute: i64, (id, seal): &(SignOffId, Vec<u8>)) {
    let stamp = copy.stamp(Hand::Of(who), minute);
    let change = keep_sign_off(&mut copy.doc, *id, seal, &stamp).unwrap();
    copy.raws.push(change.raw);
}

fn sign(copy: &mut Copy, who: &Technician, minute: i64, kind: SignOffKind) {
    let record = sealed(copy, who, minute, kind);
    keep(copy, who, minute, &record);
}

/// Taken by Ms Zhao and signed for, in the workshop.
fn in_workshop() -> Copy {
    let zhao = zhao();
    let mut phone = Copy::opened(&zhao, printer());
    sign(&mut phone, &zhao, 5, SignOffKind::TakeAway);
    phone.event(Hand::Of(&zhao), 60, over(workshop(), None));
    phone
}

/// O-02, R-063, R-087, R-091, R-092, R-093, R-094, R-096, R-099, R-106: the whole round, offline at both ends.
#[test]
fn goods_go_their_whole_round_and_nothing_is_left_open() {
    let (zhao, chen) = (zhao(), chen());
    let mut phone = in_workshop();
    let server = push(&automerge::Automerge::new(), &phone.raws, &zhao);
    assert_eq!(refusal_code(&server), None);
    let mut desk = phone.elsewhere(50);
    desk.event(Hand::Desk, 100, work());
    desk.event(Hand::Desk, 110, RepairEventKind::PartUsed { swap: crate::site::roller() });
    assert_eq!(assessed(&desk).stage, Stage::InRepair);
    desk.event(Hand::Desk, 120, inspected(true, None));
    assert_eq!(assessed(&desk).stage, Stage::Inspected);
    desk.event(Hand::Desk, 121, notified(true));
    assert_eq!(assessed(&desk).stage, Stage::Ready);
    let follows = end(&desk);
    desk.event(Hand::Desk, 130, over(technician(&chen), follows));
    let mut phone_of_chen = desk.elsewhere(chen.number);
    let follows = end(&phone_of_chen);
    let back = over(Holder::Customer, follows);
    assert_eq!(can_record_on_repair(&assessed(&phone_of_chen), chen.person, &back), Ok(()));
    let returned = phone_of_chen.event(Hand::Of(&chen), DAY, back);
    assert!(!assessed(&phone_of_chen).is_complete());
    sign(&mut phone_of_chen, &chen, DAY + 1, SignOffKind::GoodsReturn);
    phone_of_chen.event(Hand::Of(&chen), DAY + 2, RepairEventKind::ReceiptVoided { returned });
    let on = NaiveDate::from_ymd_opt(2026, 3, 3).unwrap();
    let invoice = RepairEventKind::InvoiceRequested { amount_fen: 8_000, on };
    assert_eq!(can_record_on_repair(&assessed(&phone_of_chen), chen.person, &invoice), Ok(()));
    phone_of_chen.event(Hand::Of(&chen), DAY + 3, invoice);

    let admission = push(&desk.doc, &phone_of_chen.raws, &chen);
    assert_eq!(refusal_code(&admission), None);
    let done = assess(&admission.doc).unwrap();
    let holders: Vec<&Holder> = done.custody.chain.iter().map(|link| &link.holder).collect();
    assert_eq!(holders, [&Holder::Customer, &technician(&zhao), &workshop(), &technician(&chen), &Holder::Customer]);
    assert_eq!((done.stage, done.receipt, done.is_complete()), (Stage::Returned, ReceiptState::Void, true));
    assert_eq!(done.flags, []);
    assert_eq!((done.card.minutes, done.card.parts.len(), done.card.open), (45, 1, false));
    assert_eq!(Some(done.register.taken_on), NaiveDate::from_ymd_opt(2026, 3, 2));
    assert_eq!(done.register.returned_on, Some(on));
    assert_eq!(done.repair.item_key().as_deref(), Some("LJ 400/SN-77"));
    phone.merge(&phone_of_chen);
    assert_eq!(assessed(&phone).repair, done.repair);
}

/// without a receipt made out to the customer there is no taking.: a date where one must be named.
#[test]
fn goods_are_taken_against_a_receipt_and_with_the_promise_that_policy_asks_for() {
    assert_eq!(can_take(&printer()), Ok(()));
    assert_eq!(can_take(&Taken { receipt: "12".into(), ..printer() }), Err(Refusal::ReceiptNumber));
    let nameless = Customer { name: " ".into(), ..printer().customer };
    assert_eq!(can_take(&Taken { customer: nameless, ..printer() }), Err(Refusal::NotFilledIn("customer")));
    let terms = |promise| RepairTerms { promise, ..printer().terms };
    assert_eq!(can_take(&Taken { promised_for: None, terms: terms(MayPromise::Must), ..printer() }), Err(Refusal::PromiseMissing));
    let documented = Taken { terms: terms(MayPromise::WithDocument), ..printer() };
    assert_eq!(can_take(&documented), Err(Refusal::PromiseNeedsDocument));
    assert_eq!(can_take(&Taken { promise_document: "plan 7".into(), ..documented }), Ok(()));
    let arrived = Copy::opened(&zhao(), Taken { promised_for: None, terms: terms(MayPromise::Must), ..printer() });
    assert!(assessed(&arrived).flags.contains(&RepairFlag::PromiseMissing));
    let forged = Copy::opened(&zhao(), Taken { receipt: String::new(), ..printer() });
    assert_eq!(refusal_code(&push(&automerge::Automerge::new(), &forged.raws, &zhao())), Some("receipt_number"));
}

/// the customer signs before the goods go on. What went on all the same is flagged.
#[test]
fn goods_that_go_on_unsigned_are_refused_on_the_device_and_flagged_at_the_desk() {
    let zhao = zhao();
    let mut phone = Copy::opened(&zhao, printer());
    let on = over(workshop(), None);
    assert_eq!(can_record_on_repair(&assessed(&phone), zhao.person, &on), Err(Refusal::TakingNotSigned));
    phone.event(Hand::Of(&zhao), 10, on);
    assert_eq!(assessed(&phone).flags, [RepairFlag::TakingUnsigned]);
}

/// goods go back only after inspection, and where the organisation does so, through stock.
#[test]
fn a_return_before_inspection_is_refused_on_the_device_and_flagged_at_the_desk() {
    let zhao = zhao();
    let mut phone = in_workshop();
    let follows = end(&phone);
    let back = over(Holder::Customer, follows);
    assert_eq!(can_record_on_repair(&assessed(&phone), zhao.person, &back), Err(Refusal::NotInspected));
    let mut supervisor = phone.elsewhere(50);
    supervisor.event(Hand::Desk, 200, inspected(true, None));
    phone.event(Hand::Of(&zhao), 190, back.clone());
    assert!(assessed(&phone).flags.contains(&RepairFlag::ReturnedUninspected));
    // O-02: the inspection was recorded elsewhere: flagged, not rewritten, whatever the clocks say.
    phone.merge(&supervisor);
    let merged = assessed(&phone);
    assert!(merged.flags.contains(&RepairFlag::InspectedApart) && !merged.flags.contains(&RepairFlag::ReturnedUninspected));
    assert_eq!(merged.stage, Stage::Returned);

    let via_stock = Taken { terms: RepairTerms { via_stock: true, ..printer().terms }, ..printer() };
    let mut phone = Copy::opened(&zhao, via_stock);
    phone.event(Hand::Desk, 10, inspected(true, None));
    let back = over(Holder::Customer, None);
    assert_eq!(can_record_on_repair(&assessed(&phone), zhao.person, &back), Err(Refusal::NotBooked));
    phone.event(Hand::Of(&zhao), 11, back);
    assert!(assessed(&phone).flags.contains(&RepairFlag::ReturnedUnbooked));
    phone.event(Hand::Desk, 12, RepairEventKind::StockBooked { slip: "S-1".into() });
    assert!(!assessed(&phone).flags.contains(&RepairFlag::ReturnedUnbooked));
}

/// a failed inspection is ended by the next one, and only by naming it.
#[test]
fn inspectors_who_disagree_pass_nothing() {
    let mut desk = in_workshop();
    let failed = desk.event(Hand::Desk, 100, inspected(false, None));
    assert!(!assessed(&desk).repair.is_passed());
    let mut apart = desk.elsewhere(60);
    apart.event(Hand::Desk, 110, inspected(true, None));
    assert!(!assessed(&apart).repair.is_passed());
    assert!(assessed(&apart).flags.contains(&RepairFlag::InspectionDisputed));
    desk.event(Hand::Desk, 120, inspected(true, Some(failed)));
    assert!(assessed(&desk).repair.is_passed());
    let other = RepairEventKind::Inspected {
        passed: true,
        role: Inspector::QualityInspector,
        by_name: "Ms Fu".into(),
        note: String::new(),
        replaces: None,
    };
    desk.event(Hand::Desk, 130, other);
    assert!(assessed(&desk).flags.contains(&RepairFlag::InspectedByOther));
}

/// whoever worked on the goods does not pass them too: it counts and is flagged, on the own device and under the own name.
#[test]
fn whoever_repaired_the_goods_and_passes_them_too_is_flagged() {
    let (zhao, chen) = (zhao(), chen());
    let flagged = |copy: &Copy| assessed(copy).flags.contains(&RepairFlag::InspectedByRepairer);
    let mut phone = in_workshop();
    phone.event(Hand::Of(&zhao), 70, work());
    let mut other = phone.elsewhere(60);
    other.event(Hand::Of(&chen), 80, inspected(true, None));
    other.event(Hand::Desk, 81, inspected(true, None));
    assert!(!flagged(&other), "somebody else looked at it");
    let mut own = phone.elsewhere(61);
    let failed = own.event(Hand::Of(&zhao), 80, inspected(false, None));
    assert!(!flagged(&own), "nobody passed anything");
    own.event(Hand::Of(&zhao), 81, inspected(true, Some(failed)));
    assert!(flagged(&own) && assessed(&own).repair.is_passed(), "it counts all the same");
    let mut named = phone.elsewhere(62);
    let by_name = "赵敏 Zhao Min".to_owned();
    let passed = RepairEventKind::Inspected { passed: true, role: Inspector::Supervisor, by_name, note: String::new(), replaces: None };
    named.event(Hand::Desk, 80, passed);
    assert!(flagged(&named), "the desk wrote down who inspected");
}

/// entries that name each other in a circle end neither: both are shown.
#[test]
fn entries_that_end_each_other_are_both_left_over() {
    let zhao = zhao();
    let mut phone = in_workshop();
    let (one, two) = (EventId::from_bytes([1; 16]), EventId::from_bytes([2; 16]));
    let moved = |day: i64, replaces| RepairEventKind::PromiseMoved {
        promised_for: Timestamp::from_ms(MORNING + day * 86_400_000),
        reason: "no part".into(),
        told_customer: true,
        replaces: Some(replaces),
    };
    for (id, kind) in [(one, inspected(false, Some(two))), (two, inspected(true, Some(one)))] {
        let stamp = phone.stamp(Hand::Of(&zhao), 80);
        append_event(&mut phone.doc, id, kind, &stamp).unwrap();
    }
    let (three, four) = (EventId::from_bytes([3; 16]), EventId::from_bytes([4; 16]));
    for (id, kind) in [(three, moved(5, four)), (four, moved(6, three))] {
        let stamp = phone.stamp(Hand::Of(&zhao), 81);
        append_event(&mut phone.doc, id, kind, &stamp).unwrap();
    }
    let shown = assessed(&phone);
    assert_eq!((shown.repair.verdicts().len(), shown.repair.promises().len()), (2, 2));
    assert!(!shown.repair.is_passed(), "a failed inspection is not hidden");
    assert!(shown.flags.contains(&RepairFlag::InspectionDisputed) && shown.flags.contains(&RepairFlag::PromiseDisputed));
}

/// a receipt is void only by the return. R-097: one that cannot be produced is closed with a statement.
#[test]
fn a_receipt_is_void_only_by_the_return() {
    let zhao = zhao();
    let mut phone = in_workshop();
    let early = RepairEventKind::ReceiptVoided { returned: EventId::from_bytes([1; 16]) };
    assert_eq!(can_record_on_repair(&assessed(&phone), zhao.person, &early), Err(Refusal::ReturnFirst));
    phone.event(Hand::Of(&zhao), 90, early);
    let flagged = assessed(&phone);
    assert_eq!(flagged.receipt, ReceiptState::Valid);
    assert!(flagged.flags.contains(&RepairFlag::ReceiptVoidedEarly));

    let mut phone = in_workshop();
    phone.event(Hand::Desk, 100, inspected(true, None));
    let follows = end(&phone);
    let returned = phone.event(Hand::Of(&zhao), 110, over(Holder::Customer, follows));
    assert!(assessed(&phone).flags.contains(&RepairFlag::ReceiptOutstanding));
    let blank = RepairEventKind::ReceiptMissing { returned, statement: " ".into() };
    assert_eq!(can_record_on_repair(&assessed(&phone), zhao.person, &blank), Err(Refusal::NotFilledIn("statement")));
    phone.event(Hand::Of(&zhao), 111, RepairEventKind::ReceiptMissing { returned, statement: "收据遗失 lost".into() });
    sign(&mut phone, &zhao, 112, SignOffKind::GoodsReturn);
    let done = assessed(&phone);
    assert_eq!((done.receipt, done.is_complete()), (ReceiptState::Missing, true));
    phone.event(Hand::Of(&zhao), 113, RepairEventKind::ReceiptVoided { returned });
    assert_eq!(assessed(&phone).receipt, ReceiptState::Void);
}

/// two signatures, each bound to its own text; only the second completes the order.
#[test]
fn a_signature_counts_only_for_the_paper_it_was_given_on() {
    let zhao = zhao();
    let mut phone = in_workshop();
    let done = assessed(&phone);
    assert!(done.taking_signed && !done.return_signed);
    // The return cannot be signed before the goods are back.
    let mut early = phone.elsewhere(zhao.number + 100);
    sign(&mut early, &zhao, 90, SignOffKind::GoodsReturn);
    assert_eq!(refusal_code(&push(&phone.doc, &early.raws, &zhao)), Some("sign_before_finish"));
    assert!(assessed(&early).flags.contains(&RepairFlag::SealInvalid) && !assessed(&early).return_signed);
    // A paper that says something else than the repair did is refused.
    phone.event(Hand::Desk, 100, inspected(true, None));
    let follows = end(&phone);
    phone.event(Hand::Of(&zhao), 110, over(Holder::Customer, follows));
    let mut other = phone.elsewhere(zhao.number + 101);
    let mut paper = goods_voucher(&Repair::read(&other.doc).unwrap(), SignOffKind::GoodsReturn, Language::Chinese);
    paper.fault = "something else".into();
    let (paper, heads) = (Paper::from(paper), other.doc.get_heads());
    let id = SignOffId::from_bytes([5; 16]);
    let request = SealRequest {
        sign_off: id,
        paper: &paper,
        heads: &heads,
        signer: customer(),
        mark: Mark::Strokes { strokes: pen() },
        signed: clock(111),
        device: zhao.device,
        backing: Backing::default(),
    };
    let record = (id, seal(request, &zhao.key as &dyn DeviceKey).unwrap());
    keep(&mut other, &zhao, 111, &record);
    assert_eq!(refusal_code(&push(&phone.doc, &other.raws, &zhao)), Some("seal_content"));
    // Another device's key does not seal for this one.
    let mut chens = phone.elsewhere(zhao.number + 102);
    let forged = Technician { device: zhao.device, ..chen() };
    let record = sealed(&mut chens, &forged, 112, SignOffKind::GoodsReturn);
    keep(&mut chens, &zhao, 112, &record);
    assert_eq!(refusal_code(&push(&phone.doc, &chens.raws, &zhao)), Some("seal_other_key"));
}

/// R-098, P-07: the duty opens when somebody sees that the date cannot be kept.
#[test]
fn a_promise_that_cannot_be_kept_opens_a_duty_until_it_is_taken_up() {
    let zhao = zhao();
    let mut phone = in_workshop();
    let at_risk = phone.event(Hand::Of(&zhao), 70, RepairEventKind::PromiseAtRisk { reason: "part late".into(), told_customer: true });
    let open = assessed(&phone);
    let duty = open.duties.first().unwrap();
    assert_eq!((duty.of, duty.owed, duty.met), (at_risk, PromiseDuty::TellSupervisor, false));
    assert_eq!(duty.since, clock(70).wall_at);
    assert!(open.flags.contains(&RepairFlag::PromiseDutyOpen));
    let mut forged = phone.elsewhere(40);
    forged.event(Hand::Of(&zhao), 71, RepairEventKind::DutyMet { of: at_risk, note: "done".into() });
    assert_eq!(refusal_code(&push(&phone.doc, &forged.raws, &zhao)), Some("forbidden"));
    phone.event(Hand::Desk, 80, RepairEventKind::DutyMet { of: at_risk, note: "supervisor helps".into() });
    assert!(!assessed(&phone).flags.contains(&RepairFlag::PromiseDutyOpen));

    let moved = |day: i64, replaces| RepairEventKind::PromiseMoved {
        promised_for: Timestamp::from_ms(MORNING + day * 86_400_000),
        reason: "part late".into(),
        told_customer: true,
        replaces,
    };
    let mut apart = phone.elsewhere(50);
    let first = phone.event(Hand::Of(&zhao), 90, moved(6, None));
    apart.event(Hand::Desk, 91, moved(7, None));
    phone.merge(&apart);
    assert!(assessed(&phone).flags.contains(&RepairFlag::PromiseDisputed));
    phone.event(Hand::Of(&zhao), 92, moved(8, Some(first)));
    assert_eq!(assessed(&phone).promise.unwrap().promised_for.as_ms(), MORNING + 8 * 86_400_000);
    let told = Taken { terms: RepairTerms { late: PromiseDuty::TellCustomer, ..printer().terms }, ..printer() };
    let mut shop = Copy::opened(&zhao, told);
    shop.event(Hand::Of(&zhao), 70, moved(6, None));
    assert!(!assessed(&shop).flags.contains(&RepairFlag::PromiseDutyOpen));
}

/// without a promise, the organisation's own days count.
#[test]
fn a_repair_without_a_promise_is_due_within_the_days_of_policy() {
    let terms = RepairTerms { repair_days: Some(7), ..printer().terms };
    let repair = Copy::opened(&zhao(), Taken { promised_for: None, terms, ..printer() });
    assert_eq!(assessed(&repair).repair.due_at().unwrap().as_ms(), MORNING + 7 * 86_400_000);
}

/// a charge written after the customer signed the return is not covered by that signature, and a new signature covers it.
#[test]
fn what_is_charged_after_the_signed_return_is_flagged_until_it_is_signed() {
    let zhao = zhao();
    let mut phone = in_workshop();
    phone.event(Hand::Desk, 100, inspected(true, None));
    let follows = end(&phone);
    phone.event(Hand::Of(&zhao), 200, over(Holder::Customer, follows));
    sign(&mut phone, &zhao, 201, SignOffKind::GoodsReturn);
    assert!(!assessed(&phone).flags.contains(&RepairFlag::ChangedAfterSignature));
    let charged = RepairEventKind::Charged { what: ChargeKind::Labour, description: "extra".into(), amount_fen: 50_000 };
    let server = push(&phone.doc, &[], &zhao).doc;
    let mut late = phone.elsewhere(60);
    late.event(Hand::Of(&zhao), 210, charged);
    let admission = push(&server, &late.raws, &zhao);
    assert_eq!(refusal_code(&admission), None);
    let now = assess(&admission.doc).unwrap();
    assert!(now.return_signed && now.flags.contains(&RepairFlag::ChangedAfterSignature));
    sign(&mut late, &zhao, 220, SignOffKind::GoodsReturn);
    assert!(!assessed(&late).flags.contains(&RepairFlag::ChangedAfterSignature));
}

/// three calls on one day are one notice.
#[test]
fn notices_count_three_days_apart() {
    let mut shop = in_workshop();
    shop.event(Hand::Desk, 100, inspected(true, None));
    for minute in [110, 120, 130, 2 * DAY] {
        shop.event(Hand::Desk, minute, notified(false));
    }
    let now = assessed(&shop);
    assert_eq!((now.repair.vain_notices(), now.flags.contains(&RepairFlag::NotCollected)), (1, false));
}

/// told at once, again after three days; three notices in vain and the company is told.
#[test]
fn goods_that_are_not_collected_are_flagged_at_the_third_vain_notice() {
    let mut shop = in_workshop();
    shop.event(Hand::Desk, 100, inspected(true, None));
    let day = |day| NaiveDate::from_ymd_opt(2026, 3, day);
    assert_eq!(assessed(&shop).repair.notice_due_on(), day(2));
    shop.event(Hand::Desk, 110, notified(true));
    assert_eq!(assessed(&shop).repair.notice_due_on(), day(5));
    let good_reason = "在外地 abroad".to_owned();
    shop.event(Hand::Desk, 3 * DAY, RepairEventKind::CustomerNotified { channel: Channel::Phone, reached: true, good_reason });
    shop.event(Hand::Desk, 6 * DAY, notified(false));
    assert!(!assessed(&shop).flags.contains(&RepairFlag::NotCollected));
    shop.event(Hand::Desk, 9 * DAY, notified(false));
    let flagged = assessed(&shop);
    assert!(flagged.flags.contains(&RepairFlag::NotCollected));
    assert_eq!(flagged.repair.notice_due_on(), None);
}

/// invoice on the day of return, components fitted and tested, a superior decides what cannot be repaired.
#[test]
fn what_comes_with_the_return_is_asked_for() {
    let zhao = zhao();
    let component = Taken { item: Item { component: true, ..printer().item }, ..printer() };
    let mut phone = Copy::opened(&zhao, component);
    let diagnosed =
        RepairEventKind::Diagnosed { cause: DamageCause::Transport, plan: HandlingPlan::ExchangeUsed, note: "压坏 crushed".into() };
    phone.event(Hand::Of(&zhao), 20, diagnosed);
    let hopeless = phone.event(Hand::Of(&zhao), 30, RepairEventKind::NotRepairable { reason: "board burnt".into() });
    assert!(assessed(&phone).flags.contains(&RepairFlag::AwaitsDecision));
    let fate = RepairEventKind::FateDecided { of: hopeless, fate: Fate::ReturnAsIs, by_name: "Mr Wu".into() };
    phone.event(Hand::Desk, 40, fate);
    let on = NaiveDate::from_ymd_opt(2026, 3, 3).unwrap();
    let invoice = RepairEventKind::InvoiceRequested { amount_fen: 100, on };
    assert_eq!(can_record_on_repair(&assessed(&phone), zhao.person, &invoice), Err(Refusal::ReturnFirst));
    phone.event(Hand::Of(&zhao), 50, over(Holder::Customer, None));
    let back = assessed(&phone);
    assert!(!back.flags.contains(&RepairFlag::AwaitsDecision) && !back.flags.contains(&RepairFlag::ReturnedUninspected));
    assert!(back.flags.contains(&RepairFlag::InvoiceOutstanding) && back.flags.contains(&RepairFlag::NotFittedAndTested));
    assert_eq!(can_record_on_repair(&back, zhao.person, &invoice), Err(Refusal::NotFilledIn("on")));
    phone.event(Hand::Of(&zhao), 51, invoice);
    phone.event(Hand::Of(&zhao), 52, RepairEventKind::FittedAndTested { works: true, note: String::new() });
    let done = assessed(&phone);
    assert!(done.flags.contains(&RepairFlag::InvoiceOtherDay) && !done.flags.contains(&RepairFlag::NotFittedAndTested));
}

/// two holders are shown with both ends, until a person at the desk decides.
#[test]
fn a_fork_in_the_chain_is_settled_by_the_desk_and_by_nobody_else() {
    let (zhao, chen) = (zhao(), chen());
    let mut phone = in_workshop();
    let follows = end(&phone);
    let mut other = phone.elsewhere(chen.number);
    let one = phone.event(Hand::Of(&zhao), 100, over(technician(&zhao), follows));
    other.event(Hand::Of(&chen), 101, over(technician(&chen), follows));
    phone.merge(&other);
    let forked = assessed(&phone);
    assert_eq!(forked.custody.ends.len(), 2);
    assert!(forked.flags.contains(&RepairFlag::HolderUnclear));
    let next = over(workshop(), forked.custody.holder().unwrap().hand_over);
    assert_eq!(can_record_on_repair(&forked, zhao.person, &next), Err(Refusal::HolderUnclear));
    let strike = RepairEventKind::Struck { event: one, reason: "both took it down".into() };
    assert_eq!(can_record_on_repair(&forked, zhao.person, &strike), Err(Refusal::NotYoursToStrike));
    let mut liar = phone.elsewhere(44);
    liar.event(Hand::Of(&zhao), 102, strike.clone());
    assert_eq!(refusal_code(&push(&phone.doc, &liar.raws, &zhao)), Some("forbidden"));
    phone.event(Hand::Desk, 103, strike);
    let settled = assessed(&phone);
    assert_eq!(settled.custody.holder().unwrap().holder, technician(&chen));
    assert_eq!(settled.flags, []);
    let late = phone.event(Hand::Of(&zhao), 104, work());
    let mine = RepairEventKind::Struck { event: late, reason: "other printer".into() };
    assert_eq!(can_record_on_repair(&assessed(&phone), zhao.person, &mine), Ok(()));
    assert_eq!(can_record_on_repair(&assessed(&phone), chen.person, &mine), Err(Refusal::NotYoursToStrike));
    let mut thief = phone.elsewhere(chen.number + 40);
    thief.event(Hand::Of(&chen), 105, mine);
    assert_eq!(refusal_code(&push(&phone.doc, &thief.raws, &chen)), Some("not_yours"));
}

/// goods that leave again under the old receipt are flagged; a new taking is a new document.
#[test]
fn goods_do_not_leave_again_under_the_same_receipt() {
    let zhao = zhao();
    let mut phone = in_workshop();
    phone.event(Hand::Desk, 100, inspected(true, None));
    let follows = end(&phone);
    let back = phone.event(Hand::Of(&zhao), 110, over(Holder::Customer, follows));
    let again = over(technician(&zhao), Some(back));
    assert_eq!(can_record_on_repair(&assessed(&phone), zhao.person, &again), Err(Refusal::AlreadyReturned));
    phone.event(Hand::Of(&zhao), 120, again);
    assert!(assessed(&phone).flags.contains(&RepairFlag::LeftAgain));
}

#[test]
fn a_device_writes_only_what_is_its_own() {
    check_abuses(printer(), work(), RepairEventKind::StockBooked { slip: "S-1".into() });
    let copy = Copy::opened(&zhao(), printer());
    assert_eq!(assessed(&copy).repair.id, document_id());
}

#[derive(Debug, Clone)]
enum Deed {
    HandOver(u8),
    Work,
    Inspect(bool),
    Promise(i64),
    Notify,
    Void,
    Strike,
    Sign,
    Meet,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => (0_u8..4).prop_map(Deed::HandOver),
        1 => Just(Deed::Work),
        2 => any::<bool>().prop_map(Deed::Inspect),
        1 => (1_i64..9).prop_map(Deed::Promise),
        1 => Just(Deed::Notify),
        1 => Just(Deed::Void),
        1 => Just(Deed::Strike),
        1 => Just(Deed::Sign),
        2 => Just(Deed::Meet),
    ]
}

fn carry_out(deed: &Deed, minute: i64, who: &Technician, own: &mut Copy, other: &Copy) {
    let hand = Hand::Of(who);
    let now = assessed(own);
    match deed {
        Deed::HandOver(to) => {
            let to = match to {
                0 => Holder::Customer,
                1 => technician(who),
                2 => workshop(),
                _ => Holder::Carrier { name: "express".into(), tracking: "1".into() },
            };
            own.event(hand, minute, over(to, now.custody.holder().unwrap().hand_over));
        }
        Deed::Work => {
            own.event(hand, minute, work());
        }
        Deed::Inspect(passed) => {
            let replaces = now.repair.verdicts().first().map(|verdict| verdict.event);
            own.event(hand, minute, inspected(*passed, replaces));
        }
        Deed::Promise(day) => {
            let promised_for = Timestamp::from_ms(MORNING + day * 86_400_000);
            let replaces = now.promise.and_then(|promise| promise.event);
            own.event(hand, minute, RepairEventKind::PromiseMoved { promised_for, reason: "late".into(), told_customer: false, replaces });
        }
        Deed::Notify => {
            own.event(hand, minute, notified(true));
        }
        Deed::Void => {
            let returned = now.repair.returned().map(|event| event.id);
            if let Some(returned) = returned {
                own.event(hand, minute, RepairEventKind::ReceiptVoided { returned });
            }
        }
        Deed::Strike => {
            let last = now.repair.in_force().last().map(|event| event.id);
            if let Some(event) = last {
                own.event(Hand::Desk, minute, RepairEventKind::Struck { event, reason: "mistake".into() });
            }
        }
        Deed::Sign => {
            let kind = if now.stage == Stage::Returned { SignOffKind::GoodsReturn } else { SignOffKind::TakeAway };
            sign(own, who, minute, kind);
        }
        Deed::Meet => own.merge(other),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// any order, any repetition, any mix of three replicas gives the same holder, stage, receipt, signatures and flags; more
    /// than one holder is always flagged; a receipt is void only where the goods are back.
    #[test]
    fn replicas_that_hold_the_same_changes_show_the_same_repair(
        deeds in proptest::collection::vec((0_u8..3, deed()), 1..24),
        order in 0_usize..6,
    ) {
        let (zhao, chen) = (zhao(), chen());
        let born = Copy::opened(&zhao, printer());
        let mut copies = [born.elsewhere(11), born.elsewhere(12), born.elsewhere(13)];
        for (minute, (at, deed)) in (1..).zip(&deeds) {
            let at = usize::from(*at);
            let other = copies[(at + 1) % 3].clone();
            let who = if at == 1 { &chen } else { &zhao };
            carry_out(deed, minute, who, &mut copies[at], &other);
        }
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        let (mut left, mut right) = (born.elsewhere(21), born.elsewhere(22));
        for at in orders[order] { left.merge(&copies[at]); }
        for at in orders[0] { right.merge(&copies[at]); right.merge(&copies[at]); }
        let (left, right) = (assessed(&left), assessed(&right));
        prop_assert_eq!(&left.repair, &right.repair);
        prop_assert_eq!(&left.custody, &right.custody);
        prop_assert_eq!((left.stage, left.receipt, left.taking_signed, left.return_signed), (right.stage, right.receipt, right.taking_signed, right.return_signed));
        prop_assert_eq!(&left.flags, &right.flags);
        let unclear = left.custody.ends.len() > 1 || !left.custody.loose.is_empty();
        prop_assert_eq!(unclear, left.flags.contains(&RepairFlag::HolderUnclear));
        prop_assert!(!left.custody.ends.is_empty());
        if left.receipt != ReceiptState::Valid { prop_assert_eq!(left.stage, Stage::Returned); }
        // E4: nothing that was recorded is gone.
        let written = deeds.iter().filter(|(_, deed)| !matches!(deed, Deed::Meet | Deed::Sign | Deed::Void | Deed::Strike)).count();
        prop_assert!(left.repair.events.len() >= written);
    }
}
