//! Ledgers over many documents: serials, stock, part accounts, old parts that are owed, papers. Live and rebuilt they are equal.

use crate::house::{Desk, Device, House, roller};
use chrono::NaiveDate;
use model::documents::custody::Holder;
use model::documents::day::records::DayEventKind;
use model::documents::day::write as day_write;
use model::documents::old_part::records::{Disposition, Grounds, OldPartEventKind, OldPartTerms, Removed, SaleValue};
use model::documents::repair::records::{Appearance, Customer, Function, Item, RepairTerms, Taken};
use model::documents::visit::records::{EventKind, PartSwap};
use model::documents::visit::write;
use model::id::{DocumentId, EventId, MovementId, PartLineId};
use model::time::Timestamp;
use serde_json::{Value, json};

/// 3 January 2026, 01:00 in China.
const THIRD_OF_JANUARY: i64 = 1_767_373_200_000;

fn drum(serial: &str) -> PartSwap {
    PartSwap { name: "Drum".into(), part_number: "DR-1".into(), new_serial: serial.into(), ..roller() }
}

async fn flagged(desk: &Desk, visit: DocumentId) -> bool {
    desk.row(visit).await["attention"].as_array().unwrap().contains(&json!("serial_used_twice"))
}

/// Everything the ledgers hold, as it is kept.
fn kept(house: &House) -> Vec<String> {
    let database = house.database();
    let mut find = database
        .prepare("SELECT hex(document) || ledger || key || subject || at || open || body FROM ledger_entry ORDER BY document, ledger, key")
        .unwrap();
    find.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

async fn rebuilds_equal(house: &House) {
    let live = kept(house);
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 0, "live rows are what a rebuild makes");
    house.database().execute("DELETE FROM ledger_entry", []).unwrap();
    assert!(house.server.rebuild_board().await.unwrap().rewritten > 0);
    assert_eq!(kept(house), live);
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 0);
}

async fn movements(device: &mut Device) -> Vec<String> {
    device.sync().await;
    device.keys("movements").await
}

/// a piece that was fitted twice is shown in both visits, and no more once the wrong line is struck. Nothing is refused.
#[tokio::test]
async fn a_serial_used_in_two_visits_is_shown_in_both() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let mut li = desk.device(desk.technician("Li").await, 2).await;
    let (one, two, three) = (desk.dispatch(wang.person()).await, desk.dispatch(li.person()).await, desk.dispatch(li.person()).await);
    wang.sync().await;
    li.sync().await;
    wang.begin(one);
    wang.swap(one, drum("SN-1"));
    li.begin(two);
    let wrong = li.swap(two, drum(" sn-1"));
    li.swap(three, drum("SN-2"));
    wang.sync().await;
    assert!(!flagged(&desk, one).await);
    let board = desk.board().await["seq"].as_u64().unwrap();
    assert!(li.sync().await.header.verdicts.iter().all(|verdict| verdict.refused.is_none()));
    assert!(flagged(&desk, one).await && flagged(&desk, two).await && !flagged(&desk, three).await);
    assert!(desk.row(one).await["seq"].as_u64().unwrap() > board, "the other visit is news on the board too");
    assert!(desk.visit(one).await["attention"].as_array().unwrap().contains(&json!("serial_used_twice")));
    let (_, conflicts) = desk.get("/v1/desk/conflicts").await;
    let places: Vec<&Value> = conflicts["serials"][0]["uses"].as_array().unwrap().iter().map(|place| &place["document"]).collect();
    assert_eq!(places, [&json!(one), &json!(two)]);
    rebuilds_equal(&house).await;
    assert!(flagged(&desk, one).await && flagged(&desk, two).await);
    li.write(two, |doc, stamp| write::strike_part(doc, wrong, "wrong number", stamp));
    li.sync().await;
    assert!(!flagged(&desk, one).await && !flagged(&desk, two).await);
    assert_eq!(desk.get("/v1/desk/conflicts").await.1["serials"], json!([]));
    rebuilds_equal(&house).await;
}

/// R-239, E1, E4: a used part leaves the van once, however often it is sent, and is back once its line is struck.
#[tokio::test]
async fn a_used_part_leaves_the_van_once() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(visit);
    let line = wang.swap(visit, drum("SN-1"));
    wang.send().await;
    wang.sync().await;
    let stock = format!("/v1/desk/technicians/{}/van-stock", wang.person());
    let (_, van) = desk.get(&stock).await;
    assert_eq!((&van["lines"][0]["quantity"], &van["lines"][0]["short"]), (&json!(-1), &json!(true)), "below zero is shown (R-239)");
    assert_eq!(movements(&mut wang).await, [line.to_string()]);
    rebuilds_equal(&house).await;
    assert_eq!(movements(&mut wang).await, [line.to_string()]);
    wang.write(visit, |doc, stamp| write::strike_part(doc, line, "not used", stamp));
    wang.sync().await;
    assert_eq!(desk.get(&stock).await.1["lines"], json!([]));
    assert_eq!(movements(&mut wang).await, Vec::<String>::new());
}

pub(crate) fn control_unit(visit: DocumentId, part_line: PartLineId) -> Removed {
    Removed {
        visit,
        part_line,
        order_number: "A-2026-17".into(),
        equipment_number: "STC250-0044".into(),
        plate: "苏E 4471".into(),
        label_fault: "无信号".into(),
        part_number: "CU-88".into(),
        name: "控制器 control unit".into(),
        serial: String::new(),
        quantity: 1,
        unit_price_fen: Some(120_050),
        technician_name: "Wang".into(),
        region: "华东".into(),
        reason: "进水".into(),
        requested_on: None,
        completed_at: Timestamp::from_ms(THIRD_OF_JANUARY),
        disposition: Disposition::Return,
        grounds: Grounds {
            claim_value: true,
            reusable: false,
            wanted_by_engineering: false,
            sale_value: SaleValue::Real,
            freight_above_value: false,
            reason: String::new(),
            approver: String::new(),
        },
        terms: OldPartTerms { old_part_days: Some(7), utc_offset_minutes: 480, ..OldPartTerms::default() },
    }
}

/// a used part is cleared by the signed report, the old part and a leader's consent, one after the other.
#[tokio::test]
async fn a_used_part_stays_on_the_account_until_everything_is_there() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(visit);
    let line = wang.swap(visit, PartSwap { old_serial: "OLD-1".into(), ..drum("SN-1") });
    wang.sync().await;
    let clearing = async |all: bool| {
        let (_, page) = desk.get(&format!("/v1/desk/part-accounts?cleared={all}")).await;
        page["parts"].as_array().unwrap().first().map(|part| part["clearing"].as_str().unwrap().to_owned()).unwrap_or_default()
    };
    assert_eq!(clearing(false).await, "waiting_for_signature");
    wang.finish(visit);
    wang.sign(visit);
    wang.sync().await;
    assert_eq!(clearing(false).await, "waiting_for_old_part", "no document of the old part has come");
    let old_part = wang.opens(control_unit(visit, line));
    wang.sync().await;
    assert_eq!(clearing(false).await, "waiting_for_old_part");
    let keeper = Holder::Storekeeper { name: "Ms Gu".into() };
    let given =
        wang.happens(old_part, OldPartEventKind::HandedOver { to: keeper, follows: None, given_by: "Wang".into(), note: String::new() });
    wang.sync().await;
    let acknowledge =
        json!({ "id": "01010101-0101-0101-0101-010101010101", "kind": "hand_over_acknowledged", "hand_over": given, "by_name": "Ms Gu" });
    for _ in 0..2 {
        let (status, row) = desk.post(&format!("/v1/desk/old-parts/{old_part}/events"), acknowledge.clone()).await;
        assert_eq!((status.as_u16(), &row["state"]), (200, &json!("handed_over")), "{row}");
    }
    assert_eq!(clearing(false).await, "waiting_for_leader");
    let approve = json!({ "id": "02020202-0202-0202-0202-020202020202", "action": "approve_report" });
    assert_eq!(desk.post(&format!("/v1/desk/visits/{visit}/actions"), approve).await.0.as_u16(), 200);
    assert_eq!((clearing(false).await.as_str(), clearing(true).await.as_str()), ("", "cleared"));
    rebuilds_equal(&house).await;
}

/// O-08: due on 10 January; two days late on the 12th without a reason, none with reason and report.
#[tokio::test]
async fn old_parts_are_owed_with_their_overdue_days() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let old_part = wang.opens(control_unit(DocumentId::from_bytes([3; 16]), PartLineId::from_bytes([5; 16])));
    wang.sync().await;
    let overdue = async |on: &str| {
        let (status, page) = desk.get(&format!("/v1/desk/old-parts/due?on={on}")).await;
        assert_eq!(status.as_u16(), 200, "{page}");
        let part = page["parts"][0].clone();
        (part["required_on"].as_str().unwrap_or_default().to_owned(), part["overdue_days"].as_u64())
    };
    assert_eq!(overdue("2026-01-10").await, ("2026-01-10".into(), Some(0)));
    assert_eq!(overdue("2026-01-12").await.1, Some(2));
    let promise = OldPartEventKind::Promised {
        promised_on: NaiveDate::from_ymd_opt(2026, 1, 13).unwrap(),
        reason: "出差".into(),
        reported_to: "代表 Zhou".into(),
        replaces: None,
    };
    wang.happens(old_part, promise);
    wang.sync().await;
    assert_eq!(overdue("2026-01-12").await.1, Some(0), "as long as the promise holds");
    let (status, _) = desk.get("/v1/desk/old-parts/due?on=yesterday").await;
    assert_eq!(status.as_u16(), 400);
    let keeper = Holder::Storekeeper { name: "Ms Gu".into() };
    wang.happens(old_part, OldPartEventKind::HandedOver { to: keeper, follows: None, given_by: "Wang".into(), note: String::new() });
    wang.sync().await;
    assert_eq!(overdue("2026-01-12").await.1, None, "nothing is owed any more");
}

pub(crate) fn printer(receipt: &str) -> Taken {
    Taken {
        visit: None,
        call_out: "C261122-001".into(),
        customer: Customer { name: "明珠印刷".into(), address: "人民路".into(), phone: "0571".into(), contact: String::new() },
        item: Item {
            product: "打印机 Printer".into(),
            model: "LJ 400".into(),
            serial: "sn-77".into(),
            accessories: String::new(),
            component: false,
            appearance: Appearance::Scratched,
            function: Function::Abnormal,
            words: String::new(),
        },
        receipt: receipt.into(),
        fault: "不进纸".into(),
        technician_name: "Wang".into(),
        courier_number: String::new(),
        promised_for: None,
        promise_document: String::new(),
        paid: false,
        terms: RepairTerms { utc_offset_minutes: 480, ..RepairTerms::default() },
    }
}

/// E6: a receipt number given twice and two open repair cards for one item are shown.
#[tokio::test]
async fn receipts_and_repair_cards_are_there_once() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let one = wang.opens(printer("T01-0001"));
    wang.sync().await;
    assert_eq!(desk.get("/v1/desk/conflicts").await.1["papers"], json!([]));
    let two = wang.opens(printer("t01-0001"));
    wang.sync().await;
    let (_, conflicts) = desk.get("/v1/desk/conflicts").await;
    let papers: Vec<(&Value, &Value)> =
        conflicts["papers"].as_array().unwrap().iter().map(|paper| (&paper["paper"], &paper["documents"])).collect();
    let both = json!([one, two]);
    assert_eq!(papers, [(&json!("receipt"), &both), (&json!("repair_card"), &both)]);
    rebuilds_equal(&house).await;
}

/// a dealer who was named has to be told of the warranty service, before it or after it; then nothing is left to do.
#[tokio::test]
async fn a_dealer_who_was_not_told_is_a_task_until_somebody_tells() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(visit);
    wang.finish(visit);
    wang.event(visit, EventKind::DealerNamed { name: "港口贸易 Harbour Trade".into() });
    wang.sync().await;
    let tasks = async || {
        let (_, page) = desk.get("/v1/desk/tasks").await;
        let tasks = page["tasks"].as_array().unwrap().iter().filter(|task| task["task"] == json!("dealer_not_informed"));
        tasks.map(|task| task["note"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(tasks().await, ["港口贸易 Harbour Trade"]);
    rebuilds_equal(&house).await;
    let told = json!({ "id": EventId::from_bytes([7; 16]), "action": "inform_dealer", "note": "by phone" });
    assert_eq!(desk.post(&format!("/v1/desk/visits/{visit}/actions"), told).await.0.as_u16(), 200);
    assert_eq!(tasks().await, Vec::<String>::new());
}

/// what was issued stays on the technician's account until it is used or handed back; a hand-back lowers it once.
#[tokio::test]
async fn a_part_that_is_handed_back_lowers_the_account() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let issued = json!({ "movements": [{
        "id": MovementId::from_bytes([1; 16]), "part_number": "DR-1", "name": "Drum", "quantity": 3,
        "from": { "place": "store", "name": "main" }, "to": { "place": "van", "person": wang.person() },
        "why": { "because": "issued", "requisition": "R-1" }, "at": crate::house::NOON_MS,
    }] });
    assert_eq!(desk.post("/v1/desk/stock/movements", issued).await.0.as_u16(), 200);
    let held = async || {
        let (status, page) = desk.get(&format!("/v1/desk/part-accounts?person={}", wang_id(&desk).await)).await;
        assert_eq!(status.as_u16(), 200, "{page}");
        page.get("held").and_then(|held| held[0]["quantity"].as_i64()).unwrap_or_default()
    };
    assert_eq!(held().await, 3);
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(visit);
    wang.swap(visit, PartSwap { new_serial: String::new(), ..drum("") });
    let day = crate::kinds::opens_day(&mut wang);
    let back =
        DayEventKind::PartsHandedBack { part_number: "DR-1".into(), name: "Drum".into(), quantity: 1, serial: None, store: "main".into() };
    wang.write(day, |doc, stamp| day_write::append_event(doc, EventId::from_bytes([5; 16]), back, stamp));
    wang.send().await;
    wang.sync().await;
    assert_eq!(held().await, 1, "one was used and one handed back");
    rebuilds_equal(&house).await;
    let mistake = DayEventKind::Struck { event: EventId::from_bytes([5; 16]), reason: "still here".into() };
    wang.write(day, |doc, stamp| day_write::append_event(doc, EventId::from_bytes([6; 16]), mistake, stamp));
    wang.sync().await;
    assert_eq!(held().await, 2);
}

async fn wang_id(desk: &Desk) -> String {
    let (_, technicians) = desk.get("/v1/desk/technicians").await;
    technicians[0]["id"].as_str().unwrap().to_owned()
}
