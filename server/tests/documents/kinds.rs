//! What the desk records on repairs, old parts, complaints and days.

use crate::house::{DAY_MS, Desk, Device, House};
use crate::ledgers::printer;
use model::documents::complaint::records::{Complainant, ComplaintProduct, Customer, Demand, Received, Urgency};
use model::documents::day::records::DayEventKind;
use model::documents::day::write as day;
use model::documents::records::Organisation;
use model::documents::visit::records::ServiceType;
use model::id::{DocumentId, EventId};
use model::time::Timestamp;
use serde_json::{Value, json};

fn id(byte: u8) -> EventId {
    EventId::from_bytes([byte; 16])
}

async fn records(desk: &Desk, room: &str, document: DocumentId, event: EventId, mut what: Value) -> (u16, Value) {
    what["id"] = json!(event);
    let (status, body) = desk.post(&format!("/v1/desk/{room}/{document}/events"), what).await;
    (status.as_u16(), body)
}

/// the desk works on the card and decides; it hands nothing on before the customer signed the taking, and
/// the same event twice is one.
#[tokio::test]
async fn the_desk_works_on_a_repair_by_its_rules() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let repair = wang.opens(printer("T01-0001"));
    wang.sync().await;
    let work = json!({ "kind": "work_noted", "minutes": 40, "text": "清洁" });
    let log = house.count("change");
    for _ in 0..2 {
        let (status, row) = records(&desk, "repairs", repair, id(1), work.clone()).await;
        assert_eq!((status, &row["data"]["minutes"], &row["state"]), (200, &json!(40), &json!("in_repair")), "{row}");
    }
    assert_eq!(house.count("change"), log + 1);
    let other = json!({ "kind": "work_noted", "minutes": 41, "text": "清洁" });
    assert_eq!(records(&desk, "repairs", repair, id(1), other).await.0, 409, "the id is another event's");
    assert_eq!(records(&desk, "repairs", repair, id(2), json!({ "kind": "work_noted", "minutes": 0, "text": "x" })).await.0, 422);
    let to_workshop = json!({ "kind": "handed_over", "to": { "who": "workshop", "name": "一号车间" }, "given_by": "Wang", "note": "" });
    let (status, problem) = records(&desk, "repairs", repair, id(3), to_workshop).await;
    assert_eq!(status, 409, "R-092: {problem}");
    let broken = json!({ "kind": "not_repairable", "reason": "主板烧毁" });
    assert_eq!(records(&desk, "repairs", repair, id(4), broken).await.0, 200);
    let (_, tasks) = desk.get("/v1/desk/tasks").await;
    assert_eq!((&tasks["tasks"][0]["task"], &tasks["tasks"][0]["kind"]), (&json!("fate_of_goods"), &json!("repair")));
    let fate = json!({ "kind": "fate_decided", "of": id(4), "fate": "return_as_is", "by_name": "金经理" });
    let (_, dispatcher) = desk.colleague("Li Na", "dispatcher").await;
    let pass = json!({ "kind": "inspected", "passed": true, "role": "supervisor", "by_name": "李娜", "note": "" });
    for leaders in [fate.clone(), pass] {
        assert_eq!(records(&dispatcher, "repairs", repair, id(5), leaders).await.0, 403, "R-095, R-103");
    }
    assert_eq!(records(&desk, "repairs", repair, id(5), fate).await.0, 200);
    assert_eq!(desk.get("/v1/desk/tasks").await.1["tasks"], json!([]));
    let strike = |event: EventId| json!({ "kind": "struck", "event": event, "reason": "x" });
    assert_eq!(records(&desk, "repairs", repair, id(6), strike(id(9))).await.0, 409);
    assert_eq!(records(&desk, "repairs", repair, id(6), strike(id(1))).await.0, 200);
    let (status, view) = desk.get(&format!("/v1/desk/repairs/{repair}")).await;
    assert_eq!((status.as_u16(), &view["opened"]["receipt"], &view["row"]["data"]["minutes"]), (200, &json!("T01-0001"), &json!(0)));
    let struck: Vec<&Value> = view["events"].as_array().unwrap().iter().filter(|event| event["struck"] == true).collect();
    assert!(matches!(&struck[..], [event] if event["id"] == json!(id(1))), "{view}");
    wang.sync().await;
    assert_eq!(desk.get(&format!("/v1/desk/old-parts/{repair}")).await.0.as_u16(), 404, "a repair is no old part");
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 0);
}

pub(crate) fn complaint() -> Received {
    Received {
        provisional: "T01-K01".into(),
        visit: None,
        earlier: None,
        customer: Customer { name: "明珠印刷".into(), address: "人民路".into(), phone: "0571".into(), contact: String::new() },
        complainant: Complainant { name: "钱先生".into(), relation: "使用人".into(), contact: String::new() },
        product: ComplaintProduct { product: "复印机".into(), model: "bizhub 367".into(), serial: "A789".into() },
        order_number: String::new(),
        part_number: String::new(),
        delivered_on: None,
        quantity: None,
        defective_quantity: None,
        demand: Demand { text: "退货".into(), return_quantity: None, still_processing: true },
        samples: String::new(),
        words: "噪音还在".into(),
        urgency: Urgency::Urgent,
        serious: false,
        answer_promised_for: Some(Timestamp::from_ms(crate::house::NOON_MS + DAY_MS)),
        owner_name: "Wang".into(),
        utc_offset_minutes: 480,
    }
}

/// E7: numbers are given by the server, in turn and without gaps, one to each complaint, per organisation and month.
#[tokio::test]
async fn complaints_are_numbered_in_turn_and_once() {
    let house = House::open().await;
    let mut desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let complaints: Vec<DocumentId> = (0..5).map(|_| wang.opens(complaint())).collect();
    wang.sync().await;
    let number = async |desk: &Desk, document: DocumentId| {
        let (status, row) = desk.post(&format!("/v1/desk/complaints/{document}/number"), json!({})).await;
        assert_eq!(status.as_u16(), 200, "{row}");
        row["data"]["label"].as_str().unwrap().to_owned()
    };
    let at_once =
        futures_util::future::join_all(complaints[..4].iter().chain(&complaints[..2]).map(|document| number(&desk, *document))).await;
    let numbers_in_order = at_once[..4].to_vec();
    let mut numbers = numbers_in_order.clone();
    numbers.sort();
    assert_eq!(numbers, ["2611-01", "2611-02", "2611-03", "2611-04"]);
    assert_eq!(at_once[4..], at_once[..2], "a complaint keeps its number");
    // papers bear the number, so that it stays whatever happens.
    let (_, view) = desk.get(&format!("/v1/desk/complaints/{}", complaints[0])).await;
    let strike = json!({ "kind": "struck", "event": view["events"][0]["id"], "reason": "mistake" });
    assert_eq!(records(&desk, "complaints", complaints[0], id(2), strike).await.0, 409, "a number is for good");
    assert_eq!(number(&desk, complaints[0]).await, numbers_in_order[0]);
    let own = json!({ "kind": "numbered", "number": "2611-77" });
    assert_eq!(records(&desk, "complaints", complaints[4], id(1), own).await.0, 422, "nobody makes numbers up");
    // 1 December begins in China at 16:00 UTC of the day before.
    house.clock.pass_ms(8 * DAY_MS + 4 * 3_600_000);
    desk.sign_in().await;
    assert_eq!(number(&desk, complaints[4]).await, "2612-01");
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 0);
}

/// a complaint that comes to the desk has its number at once, and the same request again is the same complaint.
#[tokio::test]
async fn a_complaint_at_the_desk_is_numbered_at_once() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let phoned = wang.opens(complaint());
    wang.sync().await;
    let said = json!({
        "id": DocumentId::from_bytes([4; 16]), "words": "又坏了", "urgency": "urgent",
        "customer": { "name": "明珠印刷", "address": "人民路", "phone": "0571", "contact": "" },
        "complainant": { "name": "钱先生", "relation": "", "contact": "" },
        "product": { "product": "复印机", "model": "", "serial": "" },
        "demand": { "text": "", "still_processing": false },
        "answer_promised_for": crate::house::NOON_MS + DAY_MS,
    });
    for _ in 0..2 {
        let (status, row) = desk.post("/v1/desk/complaints", said.clone()).await;
        assert_eq!((status.as_u16(), &row["data"]["label"], &row["data"]["numbered"]), (200, &json!("2611-01"), &json!(true)), "{row}");
        assert_eq!(row["data"]["owners"][0]["name"], json!("desk of Hangzhou"), "R-021: whoever was told first owns it");
    }
    assert_eq!(house.count("document"), 2);
    let (status, row) = desk.post(&format!("/v1/desk/complaints/{phoned}/number"), json!({})).await;
    assert_eq!((status.as_u16(), &row["data"]["label"]), (200, &json!("2611-02")));
    let mut hasty = said.clone();
    (hasty["id"], hasty["answer_promised_for"]) = (json!(DocumentId::from_bytes([5; 16])), Value::Null);
    assert_eq!(desk.post("/v1/desk/complaints", hasty).await.0.as_u16(), 422, "R-192");
    let mut taken = said;
    taken["id"] = json!(opens_day_on(&mut wang).await);
    assert_eq!(desk.post("/v1/desk/complaints", taken).await.0.as_u16(), 409, "the id is another document's");
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 0);
}

async fn opens_day_on(device: &mut Device) -> DocumentId {
    let day = opens_day(device);
    device.sync().await;
    day
}

/// O-04, R-165: what a customer said when refusing to sign becomes a complaint with these words as the original.
#[tokio::test]
async fn a_refusal_to_sign_is_accepted_as_a_complaint() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    let accept = json!({ "id": DocumentId::from_bytes([6; 16]), "answer_promised_for": crate::house::NOON_MS + DAY_MS });
    let path = format!("/v1/desk/visits/{visit}/complaint");
    assert_eq!(desk.post(&path, accept.clone()).await.0.as_u16(), 409, "nobody refused");
    wang.begin(visit);
    wang.finish(visit);
    wang.refused(visit, "不满意", "噪音还在 it still rattles");
    wang.sync().await;
    for _ in 0..2 {
        let (status, row) = desk.post(&path, accept.clone()).await;
        assert_eq!((status.as_u16(), &row["data"]["words"]), (200, &json!("噪音还在 it still rattles")), "{row}");
        assert_eq!((&row["data"]["visit"], &row["data"]["label"]), (&json!(visit), &json!("2611-01")));
    }
    let mut other = accept.clone();
    other["id"] = json!(DocumentId::from_bytes([8; 16]));
    let (status, refused) = desk.post(&path, other).await;
    assert!(status == 409 && refused["detail"].as_str().unwrap().contains("2611-01"), "another desk has it already: {refused}");
    let (_, of_the_visit) = desk.get(&format!("/v1/desk/complaints?filter=all&visit={visit}")).await;
    assert_eq!((of_the_visit["rows"].as_array().unwrap().len(), &of_the_visit["rows"][0]["data"]["label"]), (1, &json!("2611-01")));
    wang.sign(visit);
    wang.sync().await;
    assert_eq!(desk.post(&path, accept.clone()).await.0.as_u16(), 200, "a request that is sent again is the same complaint");
    let mut late = accept;
    late["id"] = json!(DocumentId::from_bytes([7; 16]));
    assert_eq!(desk.post(&path, late).await.0.as_u16(), 409, "the customer has signed since");
}

/// goods that are brought to the counter have the counter's next receipt, which is no device's, and go their way.
#[tokio::test]
async fn goods_brought_to_the_counter_have_a_receipt_at_once() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let brought = |byte: u8| {
        let taken = printer("T01-0001");
        json!({ "id": DocumentId::from_bytes([byte; 16]), "customer": taken.customer, "item": taken.item, "fault": taken.fault })
    };
    let (status, first) = desk.post("/v1/desk/repairs", brought(1)).await;
    assert_eq!(status.as_u16(), 200, "{first}");
    assert_eq!(desk.post("/v1/desk/repairs", brought(1)).await.1, first, "the same again is the same repair");
    let (_, second) = desk.post("/v1/desk/repairs", brought(2)).await;
    let receipt = |row: &Value| row["data"]["receipt"].as_str().unwrap().to_owned();
    let range = receipt(&first).split_once('-').unwrap().0.to_owned();
    assert!(range.starts_with('D'), "{range}");
    assert_eq!((receipt(&first), receipt(&second)), (format!("{range}-0001"), format!("{range}-0002")));
    assert_eq!(first["data"]["holders"][0]["holder"]["name"], json!("desk of Hangzhou"));
    let to_workshop = json!({ "kind": "handed_over", "to": { "who": "workshop", "name": "一号车间" }, "given_by": "counter", "note": "" });
    let (status, row) = records(&desk, "repairs", DocumentId::from_bytes([1; 16]), id(1), to_workshop).await;
    assert_eq!((status, &row["data"]["holders"][0]["holder"]["who"]), (200, &json!("workshop")), "{row}");
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 0);
}

/// whoever a complaint is passed to has it on the device; it is to be answered until somebody has.
#[tokio::test]
async fn a_complaint_that_is_passed_on_comes_to_its_new_owner() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let mut li = desk.device(desk.technician("Li").await, 2).await;
    let document = wang.opens(complaint());
    wang.sync().await;
    li.sync().await;
    assert!(!li.documents.contains_key(&document));
    let pass = json!({ "kind": "owner_passed", "to": li.person(), "to_name": "Li", "reason": "休假" });
    let (status, row) = records(&desk, "complaints", document, id(1), pass).await;
    assert_eq!((status, &row["data"]["owners"][0]["name"]), (200, &json!("Li")), "{row}");
    li.sync().await;
    assert!(li.documents.contains_key(&document), "the new owner has it");
    let kinds = async || {
        let (_, tasks) = desk.get("/v1/desk/tasks").await;
        let kinds = tasks["tasks"].as_array().unwrap().iter().map(|task| task["task"].as_str().unwrap().to_owned());
        kinds.collect::<Vec<_>>()
    };
    assert_eq!(kinds().await, ["complaint_answer", "complaint_number"]);
    let decided = json!({
        "kind": "decided", "valid": true, "outcome": "finding", "cause": "轴承", "solution": "更换", "signed_by": "金经理",
    });
    assert_eq!(records(&desk, "complaints", document, id(2), decided).await.0, 200);
    let answer = json!({ "kind": "answered", "in_writing": true, "text": "已更换" });
    assert_eq!(records(&desk, "complaints", document, id(3), answer).await.0, 200);
    assert_eq!(kinds().await, ["complaint_number"]);
}

pub(crate) fn opens_day(device: &mut Device) -> DocumentId {
    let id = device.expects();
    let opening = day::DayOpening {
        id,
        organisation: Organisation { id: device.identity.organisation, name: device.identity.organisation_name.clone() },
        person_name: "Wang".into(),
        date: chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap(),
        utc_offset_minutes: 480,
    };
    device.write(id, |doc, stamp| day::genesis(doc, &opening, stamp));
    id
}

/// what comes after the day was closed corrects its own day, and is shown as a correction until it is closed anew.
#[tokio::test]
async fn work_that_comes_after_the_close_corrects_the_day() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let document = opens_day(&mut wang);
    let notes = |wang: &mut Device, event: u8, minutes: u32| {
        let kind = DayEventKind::WorkNoted { service_type: ServiceType::D, minutes, text: "整理仓库".into() };
        wang.write(document, |doc, stamp| day::append_event(doc, id(event), kind, stamp));
    };
    notes(&mut wang, 1, 30);
    wang.sync().await;
    let close = async |event: u8, note: &str| {
        let (status, row) = desk.post(&format!("/v1/desk/days/{document}/close"), json!({ "id": id(event), "note": note })).await;
        (status.as_u16(), row)
    };
    let log = house.count("change");
    for _ in 0..2 {
        let (status, row) = close(2, "").await;
        assert_eq!((status, &row["data"]["corrected_since_closed"]), (200, &json!(false)), "{row}");
        assert!(row["data"]["closed_at"].is_i64());
    }
    assert_eq!(house.count("change"), log + 1);
    assert_eq!(close(2, "otherwise").await.0, 409);
    notes(&mut wang, 3, 15);
    wang.sync().await;
    let (_, page) = desk.get("/v1/desk/registers/day").await;
    let data = &page["rows"][0]["data"];
    assert_eq!((&data["corrected_since_closed"], &data["totals"]["d_minutes"]), (&json!(true), &json!(45)));
    assert_eq!(close(4, "").await.1["data"]["corrected_since_closed"], json!(false));
    let kind = DayEventKind::Closed { note: String::new() };
    wang.sync().await;
    wang.write(document, |doc, stamp| day::append_event(doc, id(5), kind, stamp));
    let refused = wang.send().await;
    assert_eq!(refused.refusal(document).1, "forbidden", "only the desk closes a day");
}
