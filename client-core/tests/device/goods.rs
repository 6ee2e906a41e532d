//! Goods, old parts and complaints on the phone: each step is on disk before the next, and steps over several documents are one.

use chrono::NaiveDate;
use client_core::Device;
use client_core::complaints::ReceivedComplaint;
use client_core::repairs::RepairActionName;
use client_core::visits::{ActionName, ComesOut, Exchange, TakeAway, TakenAway, WarrantyFindings};
use model::documents::complaint::records::Complainant;
use model::documents::custody::Holder;
use model::documents::old_part::status::Progress;
use model::documents::repair::assessment::RepairFlag;
use model::documents::repair::records::{Appearance, Function, Inspector, Item};
use model::documents::repair::status::{ReceiptState, Stage as RepairStage};
use model::documents::visit::records::*;
use model::documents::visit::status::WorkStatus;
use model::id::DocumentId;
use model::reference::Set;
use model::rules::Disposition;
use model::rules::sla;
use model::seal::verify::{VerifiedSeal, verify};
use model::seal::voucher::{Language, SignOffKind};
use model::time::Timestamp;
use model::wire::frame::gzip;
use model::wire::reference::{ReferencePage, ReferenceRow};
use paper::Pages;
use serde_json::{Value, json};

use crate::stage::*;

const DAY_MS: u32 = 86_400_000;

impl Stage {
    /// Rows of a set come with the next sync.
    async fn learns(&self, set: Set, rows: &[(&str, Value)]) {
        let row = |(place, (key, body)): (usize, &(&str, Value))| ReferenceRow {
            key: (*key).into(),
            version: place as u64 + 1,
            body: Some(body.clone()),
        };
        let rows: Vec<_> = rows.iter().enumerate().map(row).collect();
        let version = rows.len() as u64;
        self.script.next_sync(move |heard| Page { reference: vec![(set.word(), version)], ..heard.take_all() });
        let page = ReferencePage { set, version, rows, next: None };
        self.script.next(move |_| Ok(answer(200, gzip(&serde_json::to_vec(&page).unwrap()))));
        self.device.sync_now().await.unwrap();
        self.script.take_paths();
    }

    /// Ben's phone with a visit, the range T07, and Ben on site and at work.
    async fn at_work(desk: &DeskVisit) -> Self {
        let stage = Self::with(desk).await;
        stage.learns(Set::Numbers, &[("mine", json!({ "prefix": "T07" }))]).await;
        let visits = stage.device.visits();
        visits.arrive(desk.id).unwrap();
        visits.start(desk.id).unwrap();
        stage
    }

    fn rows(&self, table: &str) -> i64 {
        self.count(&format!("SELECT count(*) FROM {table}"))
    }
}

fn printer() -> TakeAway {
    TakeAway {
        item: Item {
            product: "Printer".into(),
            model: "P1".into(),
            serial: "S-9".into(),
            accessories: "power cord".into(),
            component: false,
            appearance: Appearance::Scratched,
            function: Function::Abnormal,
            words: "left side".into(),
        },
        fault: "paper jam 卡纸".into(),
        reason: "needs the bench".into(),
        promised_for: Some(Timestamp::from_ms(NOON + i64::from(DAY_MS))),
        promise_document: String::new(),
        paid: false,
    }
}

fn sign(device: &Device, repair: DocumentId, kind: SignOffKind) {
    let shown = device.repairs().show_voucher(repair, kind, Language::English).unwrap();
    device.repairs().sign(repair, kind, &shown.digest, Language::English, ms_li(), &strokes()).unwrap();
}

fn workshop() -> Holder {
    Holder::Workshop { name: "Bench 1".into() }
}

/// O-02, R-047, R-063, R-091, R-092, R-095, R-096, R-106: every step with a kill behind it; the receipt is void only by the return, and
/// only the second signature lets the visit be finished.
#[tokio::test]
async fn goods_go_from_hand_to_hand_and_back_over_kills() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::at_work(&desk).await;
    let TakenAway { repair, receipt } = stage.device.visits().take_away(desk.id, &printer()).unwrap();
    assert_eq!(receipt, "T07-0001");

    let stage = stage.killed_and_reopened();
    let sheet = stage.device.visits().open(desk.id).unwrap();
    assert_eq!((sheet.status, sheet.course.promise.is_some()), (WorkStatus::TakenAway, true));
    let repairs = stage.device.repairs();
    assert_eq!(repairs.hand_over(repair, &workshop(), "").unwrap_err().code(), "taking_not_signed");
    let shown = repairs.show_voucher(repair, SignOffKind::TakeAway, Language::English).unwrap();
    assert_eq!((shown.voucher.receipt_number.as_str(), shown.voucher.item.accessories.as_str()), ("T07-0001", "power cord"));
    sign(&stage.device, repair, SignOffKind::TakeAway);

    let stage = stage.killed_and_reopened();
    let repairs = stage.device.repairs();
    repairs.hand_over(repair, &workshop(), "").unwrap();
    repairs.note_work(repair, 45, "new roller").unwrap();
    repairs.use_part(repair, roller()).unwrap();
    assert_eq!(repairs.give_back(repair, "").unwrap_err().code(), "not_inspected");
    repairs.inspect(repair, true, Inspector::Supervisor, "Chen", "").unwrap();

    let stage = stage.killed_and_reopened();
    let repairs = stage.device.repairs();
    let ben = Holder::Technician { id: ben(), name: "Ben 本".into() };
    repairs.hand_over(repair, &ben, "").unwrap();
    let intent = "SELECT count(*) FROM command WHERE json_extract(intent, '$.what.given_by') = ";
    assert_eq!(stage.count(&format!("{intent}'Bench 1'")), 1, "whoever takes over names who gave (R-106)");
    assert_eq!(stage.count(&format!("{intent}'Ben 本'")), 1, "to the bench Ben gave it");
    assert_eq!(repairs.void_receipt(repair).unwrap_err().code(), "return_first");
    stage.device.visits().resume(desk.id).unwrap();
    repairs.give_back(repair, "").unwrap();
    let visits = stage.device.visits();
    visits.answer_check(desk.id, "power", CheckResult::Good, "").unwrap();
    visits.write_findings(desk.id, "roller worn").unwrap();
    visits.write_treatment(desk.id, "repaired on the bench").unwrap();
    assert_eq!(visits.finish(desk.id).unwrap_err().code(), "goods_not_returned", "the first signature does not complete the order");
    assert!(!visits.open(desk.id).unwrap().allowed.contains(&ActionName::Finish));
    sign(&stage.device, repair, SignOffKind::GoodsReturn);
    repairs.void_receipt(repair).unwrap();
    visits.finish(desk.id).unwrap();

    let stage = stage.killed_and_reopened();
    let sheet = stage.device.repairs().open(repair).unwrap();
    assert_eq!((sheet.stage, sheet.receipt, sheet.card.minutes), (RepairStage::Returned, ReceiptState::Void, 45));
    assert_eq!((sheet.taking_signed, sheet.return_signed, sheet.chain.len()), (true, true, 5));
    assert_eq!(sheet.flags, [RepairFlag::InspectedByRepairer], "R-095: whoever repaired it recorded that it passed");
    let record = stage.device.repairs().seal_file(repair, sheet.sign_offs[0].id).unwrap();
    let verified = verify(&record, Some(&stage.device.public_key())).unwrap();
    assert_eq!(verified.record.body.check_at.as_deref(), Some("https://desk.example/check"));
    let checked = paper::check(&stage.device.repairs().paper(repair).unwrap(), Some(&stage.device.public_key())).unwrap();
    let kinds: Vec<SignOffKind> = checked.seals.iter().map(VerifiedSeal::kind).collect();
    assert_eq!((checked.pages, kinds), (Pages::Match, vec![SignOffKind::TakeAway, SignOffKind::GoodsReturn]));
    assert_eq!(stage.device.van_stock().unwrap().lines[0].quantity, -1, "what the bench used is out of the van");
}

/// E6: no number twice, also after the repair is gone from the lists; R-091: none without a range.
#[tokio::test]
async fn a_receipt_number_is_given_once_only_and_never_without_a_range() {
    let (one, two, three) = (DeskVisit::for_ben(1), DeskVisit::for_ben(2), DeskVisit::for_ben(3));
    let stage = Stage::with(&one).await;
    stage.device.visits().arrive(one.id).unwrap();
    stage.device.visits().start(one.id).unwrap();
    let before = (stage.rows("document"), stage.rows("change"));
    assert_eq!(stage.device.visits().take_away(one.id, &printer()).unwrap_err().code(), "no_number_range");
    assert_eq!((stage.rows("document"), stage.rows("change")), before, "nothing of either document");
    for desk in [&two, &three] {
        stage.gets(desk).await;
        stage.device.visits().arrive(desk.id).unwrap();
        stage.device.visits().start(desk.id).unwrap();
    }
    stage.learns(Set::Numbers, &[("mine", json!({ "prefix": "T07" }))]).await;
    let take = |stage: &Stage, id| stage.device.visits().take_away(id, &printer()).unwrap();
    let first = take(&stage, one.id);
    let stage = stage.killed_and_reopened();
    assert_eq!(take(&stage, two.id).receipt, "T07-0002");
    stage.sql(&format!("DELETE FROM projection WHERE document = x'{}'", hex(first.repair)));
    stage.sql("DELETE FROM projection WHERE label = 'T07-0002'");
    assert_eq!(take(&stage, three.id).receipt, "T07-0003", "the journal knows what was given");
}

/// a signature is for what was read; R-092: the taking is signed before anything goes on.
#[tokio::test]
async fn a_paper_that_changed_is_not_signed() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::at_work(&desk).await;
    let repair = stage.device.visits().take_away(desk.id, &printer()).unwrap().repair;
    let repairs = stage.device.repairs();
    let shown = repairs.show_voucher(repair, SignOffKind::TakeAway, Language::English).unwrap();
    repairs.move_promise(repair, Timestamp::from_ms(NOON + 3 * i64::from(DAY_MS)), "part missing", true).unwrap();
    let signed = repairs.sign(repair, SignOffKind::TakeAway, &shown.digest, Language::English, ms_li(), &strokes());
    assert_eq!(signed.unwrap_err().code(), "content_changed");
    let early = repairs.show_voucher(repair, SignOffKind::GoodsReturn, Language::English);
    assert_eq!(early.unwrap_err().code(), "return_first");
    let allowed = repairs.open(repair).unwrap().allowed;
    assert!(allowed.contains(&RepairActionName::SignTakeAway) && !allowed.contains(&RepairActionName::HandOver), "{allowed:?}");
}

fn catalogue_part(serialised: bool) -> Value {
    json!({ "number": "A03U", "name": { "zh-CN": "搓纸轮" }, "unit": "个", "unit_price_fen": 1200, "kind": "ordinary",
        "serialised": serialised, "old_part": { "allowed": ["return", "destroy_locally"], "default": "return" }, "supplier": "Rollers Ltd",
        "models": [], "initials": "czl" })
}

fn terms() -> Terms {
    let facts = model::rules::terms::TermsFacts {
        policy: "test 1".into(),
        service: sla::ServiceFacts::received(Timestamp::from_ms(NOON)),
        leader_consent_by: None,
    };
    Terms { old_part_days: Some(7), ..model::policy::Policy::default().terms(&facts) }
}

fn exchange(new_serial: &str, comes_out: ComesOut) -> Exchange {
    Exchange { swap: PartSwap { name: String::new(), new_serial: new_serial.into(), ..roller() }, comes_out }
}

/// …: what comes out has its document from the swap on, with the day it is owed; striking the line ends it.
#[tokio::test]
async fn a_part_that_comes_out_is_owed_until_it_is_handed_over_or_its_line_is_struck() {
    let desk = DeskVisit::for_ben_with(1, |order| order.terms = Some(terms()));
    let stage = Stage::at_work(&desk).await;
    stage.learns(Set::Parts, &[("A03U", catalogue_part(false))]).await;
    let visits = stage.device.visits();
    let done = visits.exchange_part(desk.id, &exchange("", ComesOut::AsCatalogue)).unwrap();
    let swapped_on = chrono::DateTime::from_timestamp_millis(NOON + 8 * 3_600_000).unwrap().date_naive();
    assert_eq!(done.required_on, Some(swapped_on + chrono::Days::new(7)));
    assert_eq!(done.stock_after.unwrap().quantity, -1, "below zero is shown, not refused");
    assert_eq!(visits.open(desk.id).unwrap().parts[0].record.swap.name, "搓纸轮");

    let stage = stage.killed_and_reopened();
    let parts = stage.device.old_parts();
    let row = parts.list().unwrap().remove(0);
    assert_eq!((Some(row.id), row.disposition, row.overdue_days), (done.old_part, Disposition::Return, 0));
    stage.clock.advance(9 * DAY_MS);
    assert_eq!(parts.list().unwrap()[0].overdue_days, 2);
    let late: NaiveDate = row.required_on.unwrap() + chrono::Days::new(5);
    assert_eq!(parts.promise_hand_over(row.id, late, "", "").unwrap_err().code(), "promise_needs_reason");
    parts.promise_hand_over(row.id, late, "on the road", "Mr Wu").unwrap();
    assert_eq!((parts.list().unwrap()[0].overdue_days, parts.open(row.id).unwrap().progress), (0, Progress::Promised));
    parts.label(row.id, "T07-A03U").unwrap();
    parts.pack(&[row.id], "SH-1", "PL-1").unwrap();
    parts.request_freight(row.id, "SH-1", 1_500).unwrap();
    parts.hand_over(row.id, &Holder::Storekeeper { name: "Field store".into() }, "").unwrap();
    assert_eq!(parts.open(row.id).unwrap().progress, Progress::HandedOver);
    let strike = stage.device.visits().strike_part(desk.id, done.line, "wrong machine");
    assert_eq!(strike.unwrap_err().code(), "not_yours_to_strike", "others have it: the desk decides");
    assert!(stage.device.visits().open(desk.id).unwrap().parts[0].record.struck.is_none(), "nothing of either document");

    let other = stage.device.visits().exchange_part(desk.id, &exchange("", ComesOut::AsCatalogue)).unwrap();
    stage.device.visits().strike_part(desk.id, other.line, "counted twice").unwrap();
    let withdrawn = parts.open(other.old_part.unwrap()).unwrap();
    assert_eq!((withdrawn.progress, withdrawn.next_step, withdrawn.required_on), (Progress::Withdrawn, None, None));
    assert_eq!(stage.device.van_stock().unwrap().lines[0].quantity, -1, "a struck line moves nothing");
}

/// without a catalogue, and with a row of it that this program cannot read, what was entered is enough.
#[tokio::test]
async fn a_part_that_the_catalogue_does_not_tell_is_exchanged_as_it_was_entered() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::at_work(&desk).await;
    let visits = stage.device.visits();
    let swap = |kind, old: &str, new: &str| Exchange {
        swap: PartSwap { kind, old_serial: old.into(), new_serial: new.into(), label_fault: "no position".into(), ..roller() },
        comes_out: ComesOut::Nothing,
    };
    visits.exchange_part(desk.id, &swap(SwapKind::Part, "", "")).unwrap();
    visits.exchange_part(desk.id, &swap(SwapKind::Terminal, "86010023", "86010871")).unwrap();
    visits.exchange_part(desk.id, &swap(SwapKind::Sim, "8986001", "8986002")).unwrap();
    let lacking = visits.exchange_part(desk.id, &swap(SwapKind::Sim, "", "8986002"));
    assert_eq!(lacking.unwrap_err().code(), "swap_incomplete");
    stage.learns(Set::Parts, &[("A03U", catalogue_part(false))]).await;
    stage.sql("UPDATE reference_row SET body = '{\"of\": \"a newer program\"}' WHERE set_name = 'parts'");
    visits.exchange_part(desk.id, &swap(SwapKind::Part, "", "")).unwrap();
    assert_eq!(visits.open(desk.id).unwrap().parts.len(), 4);
}

/// pieces with numbers need them, a second use is shown, and facts must allow what becomes of the old one.
#[tokio::test]
async fn a_serial_is_asked_for_and_a_second_use_is_shown() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::at_work(&desk).await;
    stage.learns(Set::Parts, &[("A03U", catalogue_part(true))]).await;
    let visits = stage.device.visits();
    let before = (stage.rows("document"), stage.rows("change"));
    let missing = visits.exchange_part(desk.id, &exchange("", ComesOut::AsCatalogue));
    assert_eq!(missing.unwrap_err().code(), "swap_incomplete");
    let (_, mut grounds) = model::rules::proposed_disposition(&serde_json::from_value(catalogue_part(true)).unwrap());
    grounds.claim_value = true;
    let destroyed = ComesOut::As { disposition: Disposition::LocalDestruction, grounds };
    assert_eq!(visits.exchange_part(desk.id, &exchange("N-1", destroyed)).unwrap_err().code(), "disposition_not_allowed");
    assert_eq!((stage.rows("document"), stage.rows("change")), before);
    assert_eq!(visits.exchange_part(desk.id, &exchange("N-1", ComesOut::Nothing)).unwrap().used_twice, None);
    let again = visits.exchange_part(desk.id, &exchange("n-1", ComesOut::AsCatalogue)).unwrap();
    assert_eq!(again.used_twice.unwrap().movements.len(), 2);
    let unknown = Exchange { swap: PartSwap { part_number: "ZZZ".into(), ..roller() }, comes_out: ComesOut::AsCatalogue };
    assert_eq!(visits.exchange_part(desk.id, &unknown).unwrap_err().code(), "not_filled_in");
}

/// O-04, R-021, R-165, R-192, E7: the words of the refusal are the original, the answer time is asked for, the label is the device's.
#[tokio::test]
async fn a_refused_signature_proposes_a_complaint_in_the_customers_words() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    stage.learns(Set::Numbers, &[("mine", json!({ "prefix": "T07" }))]).await;
    work_through(&stage.device, desk.id);
    stage.device.visits().record_refusal(desk.id, Language::English, ms_li(), "noise", "It still rattles 还在响").unwrap();
    let complaints = stage.device.complaints();
    let mut new = complaints.propose(desk.id).unwrap();
    assert_eq!((new.words.as_str(), new.complainant.name.as_str()), ("It still rattles 还在响", "Ms Li"));
    assert_eq!(complaints.receive(&new).unwrap_err().code(), "answer_time_missing");
    new.answer_promised_for = Some(Timestamp::from_ms(NOON + i64::from(DAY_MS)));
    new.complainant = Complainant { name: "Mr Li".into(), relation: "owner".into(), contact: String::new() };
    let ReceivedComplaint { complaint, provisional } = complaints.receive(&new).unwrap();
    assert_eq!(provisional, "T07-K01");
    let stage = stage.killed_and_reopened();
    let complaints = stage.device.complaints();
    assert_eq!(complaints.receive(&new).unwrap().provisional, "T07-K02");
    complaints.add_words(complaint, "and it smells").unwrap();
    complaints.ask_joint_inspection(complaint, "quality", "smell").unwrap();
    let sheet = complaints.open(complaint).unwrap();
    assert_eq!((sheet.label.as_str(), sheet.numbered, sheet.owners[0].id), ("T07-K01", false, ben()));
    let row = complaints.list().unwrap().into_iter().find(|row| row.id == complaint).unwrap();
    assert!(row.provisional && row.words.contains("rattles"));
}

/// who pays is worked out without a signal from the cached file, and the rule is named.
#[tokio::test]
async fn warranty_is_decided_from_the_cached_file() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let decide = |findings: &WarrantyFindings| stage.device.visits().warranty(desk.id, findings).unwrap();
    assert_eq!(decide(&WarrantyFindings::default()).service, None, "there is no file");
    let file = json!({ "serial": "S-9", "product": "Printer", "model": "P1", "customer": "Harbour Ltd", "purchased_on": "2026-05-01",
        "warranty": { "unit_months": 12 } });
    stage.learns(Set::Assets, &[("S-9", file)]).await;
    let proven = WarrantyFindings { proof_seen: true, ..WarrantyFindings::default() };
    assert_eq!(decide(&proven).service, Some(ServiceType::C));
    let disputed = decide(&WarrantyFindings { disputed: true, ..proven });
    assert_eq!((disputed.service, disputed.rule), (None, "R-234"));
}

fn hex(id: DocumentId) -> String {
    id.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}
