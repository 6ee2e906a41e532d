//! Work without a server through the public face: what an enrolled device can do before it ever synced.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

use std::sync::Arc;

use chrono::NaiveDate;
use client_core::complaints::NewComplaint;
use client_core::days::HandBack;
use client_core::visits::{ComesOut, Delivery, Exchange, NewVisit, TakeAway, WarrantyFindings};
use fieldcore::records::complaint::ComplaintEvent;
use fieldcore::texts::failure_text;
use fieldcore::{Device, FieldError};
use model::documents::complaint::records::{Complainant, ComplaintProduct, Demand};
use model::documents::day::status::ReportStanding;
use model::documents::old_part::records::{Holder, OldPartEventKind};
use model::documents::old_part::status::Progress;
use model::documents::repair::records::{Appearance, Function, Item};
use model::documents::visit::records::{Asset, Customer, PartSwap, ServiceType, SwapKind, Urgency, Work};
use model::id::{DeviceId, DocumentId, OrganisationId, PersonId};
use model::rules::warranty::{Basis, Gap};
use model::rules::{Disposition, Grounds, SaleValue};
use model::seal::voucher::{Language, SignOffKind};
use model::time::Timestamp;
use model::wire::enrolment::EnrolResponse;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

const CHINA: i32 = 8 * 60;

/// A device that was enrolled as Ben's and is offline since.
struct Phone {
    device: Arc<Device>,
    _folder: tempfile::TempDir,
}

impl Phone {
    async fn enrolled() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("device.db").to_str().unwrap().to_owned();
        let device = Device::open(path, "ffi-test/1".to_owned(), None).unwrap();
        let desk = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", desk.local_addr().unwrap());
        let answers = tokio::spawn(enrols_once(desk, address.clone()));
        let identity = device.enrol(&address, "abcd-efgh", "Ben's phone").await.unwrap();
        assert_eq!((identity.person, identity.person_name.as_str()), (ben(), "Ben"));
        answers.await.unwrap();
        Self { device, _folder: folder }
    }

    /// A visit in an emergency, with Ben on site and at work.
    fn at_work(&self) -> DocumentId {
        let visits = self.device.visits();
        let visit = visits.open_without_order(&emergency()).unwrap();
        visits.arrive(visit).unwrap();
        visits.start(visit).unwrap();
        visit
    }
}

/// A server that says to one device who it is, and nothing else.
async fn enrols_once(desk: TcpListener, audience: String) {
    let (mut connection, _) = desk.accept().await.unwrap();
    let mut heard = Vec::new();
    // The proof is the last thing in the request, and the request the only one.
    while !heard.ends_with(b"}") {
        assert_ne!(connection.read_buf(&mut heard).await.unwrap(), 0, "{}", String::from_utf8_lossy(&heard));
    }
    let who = EnrolResponse {
        device: DeviceId::from_bytes([1; 16]),
        person: ben(),
        person_name: "Ben".into(),
        organisation: OrganisationId::from_bytes([3; 16]),
        organisation_name: "Harbour Instruments".into(),
        audience,
        certificate: None,
        server_time: Timestamp::from_ms(1_795_305_600_000),
    };
    let body = serde_json::to_string(&who).unwrap();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
    connection.write_all((head + &body).as_bytes()).await.unwrap();
}

fn ben() -> PersonId {
    PersonId::from_bytes([2; 16])
}

fn customer() -> Customer {
    Customer { name: "Quayside Hotel".into(), address: "3 Dock Road".into(), phone: "0532 555".into(), contact: "Ms Zhao".into() }
}

fn emergency() -> NewVisit {
    let asset = Asset { product: "Copier".into(), model: "BH-364e".into(), serial: "A61F".into(), plate: None };
    NewVisit {
        reason: "nobody at the desk".into(),
        fault: "smoke".into(),
        customer: customer(),
        asset,
        service_type: ServiceType::C,
        work: Work::Repair,
    }
}

fn roller() -> PartSwap {
    PartSwap {
        kind: SwapKind::Part,
        part_number: "A03U".into(),
        name: "Roller".into(),
        quantity: 1,
        reason: "worn".into(),
        old_serial: String::new(),
        new_serial: String::new(),
        label_fault: String::new(),
    }
}

fn to_return() -> Grounds {
    Grounds {
        claim_value: true,
        reusable: false,
        wanted_by_engineering: false,
        sale_value: SaleValue::Little,
        freight_above_value: false,
        reason: String::new(),
        approver: String::new(),
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[track_caller]
fn refused<T>(outcome: Result<T, FieldError>, expected: &str) -> FieldError {
    let Err(failure) = outcome else { panic!("expected {expected}, but nothing was refused") };
    assert!(matches!(&failure, FieldError::Refused { code, .. } if code == expected), "{failure:?}");
    failure
}

/// F-06, R-152, R-153: a day is confirmed as it was shown, and work noted later corrects it.
#[tokio::test]
async fn a_day_is_opened_noted_confirmed_and_corrected() {
    let phone = Phone::enrolled().await;
    let days = phone.device.days();
    let id = days.open_day(day("2026-11-22"), CHINA).unwrap();
    let cleaned = days.note_work(id, ServiceType::D, 30, "Van cleaned").unwrap();
    let shown = days.report(id).unwrap();
    assert_eq!((shown.work_lines[0].work, shown.work_lines[0].minutes, shown.visit_lines.len()), (cleaned, 30, 0));
    days.note_work(id, ServiceType::B, 15, "Phone call").unwrap();
    refused(days.confirm(id, &shown.digest), "report_changed");
    days.confirm(id, &days.report(id).unwrap().digest).unwrap();
    assert_eq!(days.list().unwrap()[0].standing, ReportStanding::Confirmed);
    days.strike_work(id, cleaned, "yesterday").unwrap();
    let sheet = days.report(id).unwrap();
    assert_eq!((sheet.standing, sheet.totals.d_minutes, sheet.totals.b_minutes), (ReportStanding::ChangedSinceConfirmed, 0, 15));
    assert_eq!(sheet.works[0].struck.as_ref().unwrap().reason, "yesterday");
}

/// parts go back to the store, and money that nobody took is not handed in.
#[tokio::test]
async fn what_is_handed_in_names_what_is_not_filled_in() {
    let phone = Phone::enrolled().await;
    let days = phone.device.days();
    let id = days.open_day(day("2026-11-22"), CHINA).unwrap();
    let parts = HandBack { part_number: "A03U".into(), name: "Roller".into(), quantity: 2, serial: None, store: "Main".into() };
    let event = days.hand_back_parts(id, &parts).unwrap();
    assert_eq!(phone.device.van_stock().unwrap().lines[0].quantity, -2);
    let failure = refused(days.hand_back_parts(id, &HandBack { store: " ".into(), ..parts }), "not_filled_in");
    assert!(matches!(failure, FieldError::Refused { field: Some(field), .. } if field == "store"));
    assert_eq!(days.money_in_hand().unwrap(), []);
    refused(days.hand_in_money(id, id, event, "Ms Zhao"), "no_such_entry");
}

/// O-08, R-117, R-121, R-123: a part that came out is promised, labelled and handed over; its way is told hand by hand.
#[tokio::test]
async fn an_old_part_is_born_with_its_swap_and_goes_to_the_storekeeper() {
    let phone = Phone::enrolled().await;
    let visit = phone.at_work();
    let comes_out = ComesOut::As { disposition: Disposition::Return, grounds: to_return() };
    let done = phone.device.visits().exchange_part(visit, Exchange { swap: roller(), comes_out }).unwrap();
    let (id, old_parts) = (done.old_part.unwrap(), phone.device.old_parts());
    assert_eq!((done.stock_after, done.used_twice), (Some(-1), false));
    let promise = old_parts.promise_hand_over(id, day("2026-11-29"), "", "").unwrap();
    old_parts.label(id, "A03U/Roller").unwrap();
    let store = Holder::Storekeeper { name: "Field store".into() };
    old_parts.hand_over(id, &store, "in the box").unwrap();
    let sheet = old_parts.open(id).unwrap();
    assert_eq!((sheet.promised_on, sheet.progress, &sheet.holders[0].holder), (Some(day("2026-11-29")), Progress::HandedOver, &store));
    assert_eq!((sheet.events[0].id, sheet.events[0].by), (promise, ben()));
    assert!(matches!(sheet.events[1].kind, OldPartEventKind::Labelled { .. }));
    let keep = Grounds { reason: "wishes it".into(), ..to_return() };
    refused(old_parts.change_disposition(id, Disposition::KeptByCustomer, &keep), "approver_missing");
    refused(phone.device.visits().strike_part(visit, done.line, "other copier"), "not_yours_to_strike");
    let row = &old_parts.list().unwrap()[0];
    assert_eq!((row.id, row.part_line, row.progress), (id, done.line, Progress::HandedOver));
}

/// parts of one shipment are packed all or none.
#[tokio::test]
async fn parts_of_a_shipment_are_packed_all_or_none() {
    let phone = Phone::enrolled().await;
    let visit = phone.at_work();
    let exchange = || {
        let comes_out = ComesOut::As { disposition: Disposition::Return, grounds: to_return() };
        phone.device.visits().exchange_part(visit, Exchange { swap: roller(), comes_out }).unwrap().old_part.unwrap()
    };
    let (first, second, old_parts) = (exchange(), exchange(), phone.device.old_parts());
    let unknown = DocumentId::from_bytes([9; 16]);
    assert_eq!(old_parts.pack(&[first, unknown], "S-1", "P-1"), Err(FieldError::NotFound));
    assert_eq!(old_parts.open(first).unwrap().events, []);
    assert_eq!(old_parts.pack(&[first, second], "S-1", "P-1").unwrap().len(), 2);
    old_parts.request_freight(first, "S-1", 1_200).unwrap();
    assert_eq!(old_parts.ship(&[first, second], "S-1", day("2026-11-25")).unwrap().len(), 2);
    assert!(old_parts.list().unwrap().iter().all(|row| row.progress == Progress::Shipped));
}

/// E6, E7, R-192: papers for customers are numbered from the device's own range; before it came, nothing is taken and nothing is kept.
#[tokio::test]
async fn without_a_range_of_numbers_no_paper_is_made_out_and_the_person_is_told_what_to_do() {
    let phone = Phone::enrolled().await;
    let visit = phone.at_work();
    let goods = TakeAway {
        item: Item {
            product: "Copier".into(),
            model: "BH-364e".into(),
            serial: "A61F".into(),
            accessories: String::new(),
            component: false,
            appearance: Appearance::Good,
            function: Function::Abnormal,
            words: String::new(),
        },
        fault: "smoke".into(),
        reason: "bench".into(),
        promised_for: None,
        promise_document: String::new(),
        paid: false,
    };
    let failure = refused(phone.device.visits().take_away(visit, goods), "no_number_range");
    assert!(failure_text(&failure, Language::English).contains("Connect once"));
    assert_ne!(failure_text(&failure, Language::Chinese), failure_text(&failure, Language::English));
    assert_eq!(phone.device.repairs().list().unwrap(), []);
    let complaints = phone.device.complaints();
    let proposed = complaints.propose(visit).unwrap();
    let expected = NewComplaint {
        visit: Some(visit),
        earlier: None,
        customer: customer(),
        complainant: Complainant { name: "Ms Zhao".into(), relation: String::new(), contact: "0532 555".into() },
        product: ComplaintProduct { product: "Copier".into(), model: "BH-364e".into(), serial: "A61F".into() },
        order_number: proposed.order_number.clone(),
        part_number: String::new(),
        delivered_on: None,
        quantity: None,
        defective_quantity: None,
        demand: Demand { text: String::new(), return_quantity: None, still_processing: false },
        samples: String::new(),
        words: String::new(),
        urgency: Urgency::Urgent,
        serious: false,
        answer_promised_for: None,
    };
    assert_eq!(proposed, NewComplaint { urgency: proposed.urgency, ..expected });
    refused(complaints.receive(&proposed), "no_number_range");
    assert_eq!(complaints.list().unwrap(), []);
    assert_eq!(phone.device.reference().number_range().unwrap(), None);
}

/// without a file of the product nobody can tell who pays.
#[tokio::test]
async fn without_a_file_of_the_product_it_is_open_who_pays() {
    let phone = Phone::enrolled().await;
    let visit = phone.at_work();
    let decision = phone.device.visits().warranty(visit, &WarrantyFindings::default()).unwrap();
    assert_eq!((decision.service, decision.basis, decision.rule.as_str()), (None, Basis::Unknown { missing: Gap::File }, "R-234"));
    let reference = phone.device.reference();
    assert_eq!((reference.asset("A61F").unwrap(), reference.part("A03U").unwrap()), (None, None));
    assert_eq!((reference.search_parts("roller", u32::MAX).unwrap().len(), reference.sets().unwrap().len()), (0, 0));
}

/// A document of another kind is none of this handle's, and what every handle made waits in one outbox.
#[tokio::test]
async fn each_handle_has_its_own_documents_and_all_share_the_outbox() {
    let phone = Phone::enrolled().await;
    let device = &phone.device;
    let visit = phone.at_work();
    let today = device.days().open_day(day("2026-11-22"), CHINA).unwrap();
    assert_eq!(device.repairs().open(visit).map(|sheet| sheet.id), Err(FieldError::NotFound));
    assert_eq!(device.old_parts().open(today).map(|sheet| sheet.id), Err(FieldError::NotFound));
    let events: Result<Vec<ComplaintEvent>, _> = device.complaints().open(visit).map(|sheet| sheet.events);
    assert_eq!(events, Err(FieldError::NotFound));
    assert_eq!(device.days().report(visit).map(|sheet| sheet.id), Err(FieldError::NotFound));
    let paper = device.repairs().show_voucher(visit, SignOffKind::TakeAway, Language::English);
    assert_eq!(paper.map(|shown| shown.digest), Err(FieldError::NotFound));
    let waiting = device.outbox().unwrap().documents;
    assert_eq!(waiting.iter().map(|document| document.id).collect::<Vec<_>>(), [visit, today]);
    assert!(matches!(device.days().list().unwrap()[0].delivery, Delivery::OnThisPhone { changes: 1 }));
}
