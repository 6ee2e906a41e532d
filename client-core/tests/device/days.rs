//! A technician's day on the phone: born here, kept like everything else, sent with its genesis first (F-06, R-149, R-152, R-153).

use automerge::transaction::Transactable as _;
use chrono::NaiveDate;
use client_core::days::HandBack;
use client_core::visits::{Delivery, NewCharge};
use model::documents::day::assessment::Assessment;
use model::documents::day::status::ReportStanding;
use model::documents::kind::{DocumentKind, assess};
use model::documents::visit::records::{ChargeKind, CheckResult, Consent, ConsentWay, PayMethod, ServiceType};
use model::gate::{AllowAll, Limits, admit};
use model::id::DocumentId;
use model::time::Timestamp;
use model::wire::sync::{Placed, RefusedChange, received_digest};

use crate::stage::*;

const CHINA: i32 = 480;

/// The local date of noon on the stage.
fn today() -> NaiveDate {
    chrono::DateTime::from_timestamp_millis(NOON).unwrap().date_naive()
}

fn read(raws: &[Vec<u8>]) -> Assessment {
    let admission = admit(&automerge::Automerge::new(), raws, &Limits::default(), &AllowAll);
    assess(&admission.doc).unwrap().into_day().unwrap()
}

///
#[tokio::test]
async fn a_day_is_born_without_a_signal_and_survives_the_kill() {
    let stage = Stage::enrolled().await;
    let days = stage.device.days();
    let id = days.open_day(today(), CHINA).unwrap();
    assert_eq!(days.open_day(today(), CHINA).unwrap(), id, "there is one already");
    days.note_work(id, ServiceType::D, 40, "整理仓库").unwrap();
    let wrong = days.note_work(id, ServiceType::D, 400, "记错").unwrap();
    let stage = stage.killed_and_reopened();
    let days = stage.device.days();
    days.strike_work(id, wrong, "多写一个零").unwrap();
    let sheet = days.report(id).unwrap();
    assert_eq!((sheet.totals.d_minutes, sheet.works.len(), sheet.standing), (40, 2, ReportStanding::Open));
    days.confirm(id, &sheet.digest).unwrap();
    let row = days.list().unwrap().remove(0);
    assert_eq!((row.id, row.date, row.standing), (id, today(), ReportStanding::Confirmed));
    assert_eq!(row.delivery, Delivery::OnThisPhone { changes: 5 });
    let waiting = stage.device.outbox().unwrap().documents.remove(0);
    assert_eq!((waiting.kind, waiting.number), (Some(DocumentKind::Day), today().to_string()));
    assert_eq!(stage.device.visits().agenda().unwrap(), [], "a day is no visit");
    assert_eq!(stage.device.visits().open(id).unwrap_err().code(), "not_found");
}

#[tokio::test]
async fn it_is_sent_with_its_genesis_first_and_comes_back_as_no_news() {
    let stage = Stage::enrolled().await;
    let days = stage.device.days();
    let id = days.open_day(today(), CHINA).unwrap();
    days.note_work(id, ServiceType::B, 15, "客户电话指导").unwrap();
    stage.script.next_sync(move |heard| {
        assert_eq!((heard.request.documents[0].id, heard.request.documents[0].changes), (id, 2));
        let raws = heard.changes[0].clone();
        let day = read(&raws).day;
        assert_eq!((day.id, day.person, day.person_name.as_str(), day.date), (id, ben(), "Ben 本", today()));
        // The server's log has the document in this person's scope from now on.
        heard.take_all().enter(id, model::wire::packed::encode(&raws).unwrap())
    });
    let report = stage.device.sync_now().await.unwrap();
    assert_eq!((report.changes_sent, report.documents_entered), (2, 0));
    assert_eq!(days.report(id).unwrap().delivery, Delivery::Complete);
}

/// a confirmed day takes a correction, and says that it changed.
#[tokio::test]
async fn a_report_is_confirmed_as_it_was_read_and_corrected_later() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let days = stage.device.days();
    let id = days.open_day(today(), CHINA).unwrap();
    let before = days.report(id).unwrap();
    stage.device.visits().arrive(desk.id).unwrap();
    stage.device.visits().start(desk.id).unwrap();
    stage.clock.advance(45 * 60_000);
    stage.device.visits().answer_check(desk.id, "power", CheckResult::Good, "").unwrap();
    stage.device.visits().write_findings(desk.id, "worn").unwrap();
    stage.device.visits().write_treatment(desk.id, "replaced").unwrap();
    stage.device.visits().finish(desk.id).unwrap();
    assert_eq!(days.confirm(id, &before.digest).unwrap_err().code(), "report_changed");
    let shown = days.report(id).unwrap();
    assert_eq!(shown.totals.b_minutes, 45, "time on site, from the visit");
    days.confirm(id, &shown.digest).unwrap();
    assert!(!days.report(id).unwrap().visits_changed);
    stage.clock.advance(24 * 3_600_000);
    days.note_work(id, ServiceType::D, 20, "昨天忘记的").unwrap();
    let corrected = days.report(id).unwrap();
    assert_eq!((corrected.standing, corrected.totals.d_minutes), (ReportStanding::ChangedSinceConfirmed, 20));
    days.confirm(id, &corrected.digest).unwrap();
    assert_eq!(days.list().unwrap()[0].standing, ReportStanding::Confirmed);
}

#[tokio::test]
async fn what_no_server_would_take_is_refused_in_words() {
    let stage = Stage::enrolled().await;
    let days = stage.device.days();
    let id = days.open_day(today(), CHINA).unwrap();
    assert_eq!(days.note_work(id, ServiceType::A, 0, "x").unwrap_err().code(), "minutes_out_of_range");
    assert_eq!(days.note_work(id, ServiceType::A, 10, "\u{200b}").unwrap_err().code(), "work_text_missing");
    let work = days.note_work(id, ServiceType::A, 10, "x").unwrap();
    assert_eq!(days.strike_work(id, work, " ").unwrap_err().code(), "reason_missing");
    days.strike_work(id, work, "wrong").unwrap();
    assert_eq!(days.strike_work(id, work, "again").unwrap_err().code(), "no_such_work");
    assert_eq!(days.report(DocumentId::from_bytes([9; 16])).unwrap_err().code(), "not_found");
    assert_eq!(days.list().unwrap()[0].delivery, Delivery::OnThisPhone { changes: 3 }, "nothing else was kept");
}

#[tokio::test]
async fn a_day_the_server_does_not_take_today_is_offered_again_and_can_leave_as_a_file() {
    let stage = Stage::enrolled().await;
    let days = stage.device.days();
    let id = days.open_day(today(), CHINA).unwrap();
    stage.script.next_sync(|heard| {
        let mut page = heard.take_all();
        page.verdicts[0].received = 0;
        page.verdicts[0].digest = received_digest([]);
        page.verdicts[0].placed = Placed::Nowhere;
        page.verdicts[0].refused =
            Some(RefusedChange { index: 0, hash: None, code: "too_many_documents".into(), detail: "tomorrow".into(), retry: true });
        page
    });
    stage.device.sync_now().await.unwrap();
    assert!(matches!(days.report(id).unwrap().delivery, Delivery::Parked { code, .. } if code == "too_many_documents"));
    let file: serde_json::Value = serde_json::from_slice(&stage.device.visits().export_parked(id).unwrap()).unwrap();
    assert_eq!((&file["kind"], &file["number"]), (&"day".into(), &today().to_string().into()));
    assert_eq!(file["journal"][0]["intent"]["action"], "open_day");
    stage.script.next_sync(|heard| heard.take_all());
    stage.device.sync_now().await.unwrap();
    assert_eq!(days.report(id).unwrap().delivery, Delivery::Complete);
}

#[tokio::test]
async fn a_document_of_a_kind_this_program_does_not_know_is_kept_for_a_newer_one() {
    let stage = Stage::enrolled().await;
    let id = DocumentId::from_bytes([5; 16]);
    let mut doc = automerge::Automerge::new();
    let mut tx = doc.transaction();
    tx.put(automerge::ROOT, "kind", "diary").unwrap();
    tx.commit();
    let raw = doc.get_changes(&[]).remove(0).raw_bytes().to_vec();
    stage.script.next_sync(move |heard| heard.take_all().enter(id, model::wire::packed::encode(&[raw]).unwrap()));
    stage.device.sync_now().await.unwrap();
    let waiting = stage.device.outbox().unwrap().documents.remove(0);
    assert!(matches!(waiting.state, Delivery::Parked { code, .. } if code == "newer_schema"));
    assert_eq!((waiting.id, waiting.kind), (id, None));
    assert_eq!(stage.count("SELECT count(*) FROM change"), 1);
    assert_eq!(stage.device.days().list().unwrap(), []);
}

/// unused parts leave the van, money of a collection is handed in once, and a mistake is struck.
#[tokio::test]
async fn parts_and_money_are_handed_in_once_over_a_kill() {
    let desk = DeskVisit::for_ben_with(1, |order| {
        let facts = model::rules::terms::TermsFacts {
            policy: "test 1".into(),
            service: model::rules::sla::ServiceFacts::received(Timestamp::from_ms(NOON)),
            leader_consent_by: None,
        };
        let mut terms = model::policy::Policy::default().terms(&facts);
        terms.fees.small_fee_limit_fen = Some(50_000);
        order.terms = Some(terms);
        order.call_out.service_type = ServiceType::A;
    });
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    visits.arrive(desk.id).unwrap();
    let consent = Consent { by_name: "Ms Li".into(), how: ConsentWay::InPerson };
    visits.agree_fee(desk.id, 8_000, &consent).unwrap();
    visits.start(desk.id).unwrap();
    let labour = NewCharge { what: ChargeKind::Labour, text: "one hour".into(), amount_fen: 8_000, part_line: None };
    visits.charge(desk.id, &labour).unwrap();
    visits.answer_check(desk.id, "power", CheckResult::Good, "").unwrap();
    visits.write_findings(desk.id, "loose belt").unwrap();
    visits.write_treatment(desk.id, "tightened").unwrap();
    visits.finish(desk.id).unwrap();
    let collection = visits.collect_money(desk.id, 8_000, PayMethod::Cash).unwrap();

    let days = stage.device.days();
    let id = days.open_day(today(), CHINA).unwrap();
    let held = days.money_in_hand().unwrap();
    assert_eq!((held.len(), held[0].collection, held[0].amount_fen), (1, collection, 8_000));
    let taps: Vec<_> = std::thread::scope(|scope| {
        let tap = || stage.device.days().hand_in_money(id, desk.id, collection, "Ms Zhao").map_err(|refused| refused.code());
        let taps: Vec<_> = (0..8).map(|_| scope.spawn(tap)).collect();
        taps.into_iter().map(|tap| tap.join().unwrap()).collect()
    });
    assert_eq!(taps.iter().filter(|tap| tap.is_ok()).count(), 1, "only once, whoever taps: {taps:?}");
    assert_eq!(taps.iter().filter(|tap| **tap == Err("no_such_entry")).count(), 7);
    let back = HandBack { part_number: "A03U".into(), name: "搓纸轮".into(), quantity: 3, serial: None, store: "Main".into() };
    let handed = days.hand_back_parts(id, &back).unwrap();
    assert_eq!(days.hand_back_parts(id, &HandBack { quantity: 0, ..back }).unwrap_err().code(), "not_filled_in");

    let stage = stage.killed_and_reopened();
    assert_eq!(stage.device.van_stock().unwrap().lines[0].quantity, -3);
    let days = stage.device.days();
    days.strike_work(id, handed, "other van").unwrap();
    let sheet = days.report(id).unwrap();
    assert_eq!((sheet.parts_back.len(), sheet.money_in.len()), (0, 1));
    assert_eq!((stage.device.van_stock().unwrap().lines.len(), days.money_in_hand().unwrap().len()), (0, 0));
}

/// F-06, R-075, R-108: what is handed in is confirmed as it was read.
#[tokio::test]
async fn what_is_handed_in_after_the_report_was_read_has_to_be_read_before_it_is_confirmed() {
    let stage = Stage::enrolled().await;
    let days = stage.device.days();
    let id = days.open_day(today(), CHINA).unwrap();
    let shown = days.report(id).unwrap().digest;
    let back = HandBack { part_number: "A03U".into(), name: "搓纸轮".into(), quantity: 3, serial: None, store: "Main".into() };
    days.hand_back_parts(id, &back).unwrap();
    assert_eq!(days.confirm(id, &shown).unwrap_err().code(), "report_changed");
    let shown = days.report(id).unwrap().digest;
    days.confirm(id, &shown).unwrap();
    assert_eq!(days.report(id).unwrap().standing, ReportStanding::Confirmed);
}

/// what is handed in or struck after the confirmation changes the day, until it is confirmed again.
#[tokio::test]
async fn handing_in_after_the_confirmation_changes_the_day_until_it_is_confirmed_again() {
    let stage = Stage::enrolled().await;
    let days = stage.device.days();
    let id = days.open_day(today(), CHINA).unwrap();
    let confirm = || days.confirm(id, &days.report(id).unwrap().digest).map(drop).unwrap();
    let standing = || (days.report(id).unwrap().standing, days.list().unwrap()[0].standing);
    let changed = (ReportStanding::ChangedSinceConfirmed, ReportStanding::ChangedSinceConfirmed);
    let confirmed = (ReportStanding::Confirmed, ReportStanding::Confirmed);
    confirm();
    let back = HandBack { part_number: "A03U".into(), name: "搓纸轮".into(), quantity: 3, serial: None, store: "Main".into() };
    let handed = days.hand_back_parts(id, &back).unwrap();
    assert_eq!(standing(), changed);
    confirm();
    assert_eq!(standing(), confirmed);
    days.strike_work(id, handed, "other van").unwrap();
    assert_eq!(standing(), changed);
    confirm();
    assert_eq!(standing(), confirmed);
}

/// a visit of another day is not even looked at.
#[tokio::test]
async fn a_report_reads_only_the_visits_of_its_day() {
    let (first, second) = (DeskVisit::for_ben(1), DeskVisit::for_ben(2));
    let stage = Stage::with(&first).await;
    stage.gets(&second).await;
    let days = stage.device.days();
    let tomorrow = today().succ_opt().unwrap();
    let (of_first, of_second) = (days.open_day(today(), CHINA).unwrap(), days.open_day(tomorrow, CHINA).unwrap());
    for visit in [first.id, second.id] {
        stage.device.visits().arrive(visit).unwrap();
        stage.device.visits().start(visit).unwrap();
        stage.clock.advance(30 * 60_000);
        stage.device.visits().answer_check(visit, "power", CheckResult::Good, "").unwrap();
        stage.device.visits().write_findings(visit, "worn").unwrap();
        stage.device.visits().write_treatment(visit, "replaced").unwrap();
        stage.device.visits().finish(visit).unwrap();
        stage.clock.advance(24 * 3_600_000);
    }
    let minutes = |day| stage.device.days().report(day).unwrap().totals.b_minutes;
    assert_eq!((minutes(of_first), minutes(of_second)), (30, 30));
    stage.sql("UPDATE change SET raw = x'00' WHERE document = x'01010101010101010101010101010101'");
    let stage = stage.killed_and_reopened();
    let days = stage.device.days();
    assert_eq!(days.report(of_first).unwrap().unreadable_visits, [first.id], "its time is missing, and that is said");
    let sheet = days.report(of_second).unwrap();
    assert_eq!((sheet.totals.b_minutes, sheet.unreadable_visits), (30, vec![]));
}
