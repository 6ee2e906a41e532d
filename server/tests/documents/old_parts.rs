//! Old parts at the desk: what is due, which steps are open, shipments with their packing list.

use crate::house::{DAY_MS, Desk, Device, House};
use crate::ledgers::control_unit;
use crate::pages::is_whole_by_ones;
use model::documents::old_part::records::Removed;
use model::id::{DocumentId, EventId, PartLineId, ShipmentId};
use model::rules::Disposition;
use model::time::Timestamp;
use serde_json::{Value, json};

fn removed(byte: u8, days_ago: i64) -> Removed {
    let at = crate::house::NOON_MS - days_ago * DAY_MS;
    let part = control_unit(DocumentId::from_bytes([byte; 16]), PartLineId::from_bytes([byte; 16]));
    Removed { order_number: format!("A-{byte}"), completed_at: Timestamp::from_ms(at), ..part }
}

async fn got(desk: &Desk, path: &str) -> Value {
    let (status, body) = desk.get(path).await;
    assert_eq!(status.as_u16(), 200, "{path}: {body}");
    body
}

async fn records(desk: &Desk, part: DocumentId, byte: u8, mut what: Value) -> u16 {
    what["id"] = json!(EventId::from_bytes([byte; 16]));
    desk.post(&format!("/v1/desk/old-parts/{part}/events"), what).await.0.as_u16()
}

/// The steps that the desk is offered, without what belongs to them.
async fn steps(desk: &Desk, part: DocumentId) -> Vec<String> {
    let view = got(desk, &format!("/v1/desk/old-parts/{part}")).await;
    view["steps"].as_array().unwrap().iter().map(|step| step["step"].as_str().unwrap().to_owned()).collect()
}

/// Hands the part to the storekeeper and acknowledges it, as the server offers it.
async fn hands_over(desk: &Desk, part: DocumentId, byte: u8) {
    let view = got(desk, &format!("/v1/desk/old-parts/{part}")).await;
    let offered = view["steps"].as_array().unwrap().iter().find(|step| step["step"] == "hand_over").unwrap().clone();
    let given = json!({ "kind": "handed_over", "to": { "who": "storekeeper", "name": "Ms Gu" }, "follows": offered.get("follows"), "given_by": offered["given_by"], "note": "" });
    assert_eq!(records(desk, part, byte, given).await, 200);
    let acknowledge = json!({ "kind": "hand_over_acknowledged", "hand_over": EventId::from_bytes([byte; 16]), "by_name": "Ms Gu" });
    assert_eq!(records(desk, part, byte + 1, acknowledge).await, 200);
}

fn becomes(house: &House, role: &str) {
    house.database().execute("UPDATE person SET role = ?1 WHERE name LIKE 'desk of %'", [role]).unwrap();
}

async fn at_work(house: &House) -> (Desk, Device) {
    let desk = house.organisation("Hangzhou").await;
    let wang = desk.device(desk.technician("Wang").await, 1).await;
    (desk, wang)
}

/// what is due first stands before; overdue days are those of the rule; filters narrow it.
#[tokio::test]
async fn old_parts_stand_by_the_day_on_which_something_is_due() {
    let house = House::open().await;
    let (desk, mut wang) = at_work(&house).await;
    let late = wang.opens(removed(1, 12));
    let later = wang.opens(removed(2, 2));
    let gift = wang.opens(Removed { disposition: Disposition::LocalDestruction, ..removed(3, 1) });
    wang.sync().await;
    let list = async |query: &str| {
        let page = got(&desk, &format!("/v1/desk/old-parts?{query}")).await;
        let row = |row: &Value| (row["id"].as_str().unwrap().parse::<DocumentId>().unwrap(), row["overdue"]["hand_over"].as_u64().unwrap());
        page["rows"].as_array().unwrap().iter().map(row).collect::<Vec<_>>()
    };
    assert_eq!(list("").await, [(late, 5), (later, 0), (gift, 0)]);
    assert_eq!(list("disposition=return&technician=Wang&find=a-2").await, [(later, 0)]);
    assert_eq!(list("stage=shipped").await, []);
    let first = got(&desk, "/v1/desk/old-parts?limit=1").await;
    assert_eq!(list(&format!("limit=1&after={}", first["next"].as_str().unwrap())).await, [(later, 0)]);
    let promise = json!({ "kind": "promised", "promised_on": "2026-11-25", "reason": "出差", "reported_to": "代表" });
    assert_eq!(records(&desk, late, 1, promise).await, 200);
    assert_eq!(list("").await, [(late, 0), (later, 0), (gift, 0)], "the promise holds, and is due before the other");
    hands_over(&desk, late, 10).await;
    assert_eq!(records(&desk, late, 20, json!({ "kind": "review_started", "on": "2026-11-01", "class": "domestic" })).await, 200);
    let page = got(&desk, "/v1/desk/old-parts?find=a-1").await;
    assert_eq!(
        (&page["rows"][0]["data"]["judge_by"], &page["rows"][0]["overdue"]["judgement"]),
        (&json!("2026-11-08"), &json!(14)),
        "R-125"
    );
    assert_eq!(desk.get("/v1/desk/old-parts?stage=lost").await.0.as_u16(), 400);
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 0);
    let stranger = house.organisation("Suzhou").await;
    assert_eq!(got(&stranger, "/v1/desk/old-parts").await["rows"], json!([]));
}

/// R-117…R-134, O-08: on each stage of its way the server says what can be recorded, and takes it.
#[tokio::test]
async fn the_steps_that_are_offered_lead_to_the_end() {
    let house = House::open().await;
    let (desk, mut wang) = at_work(&house).await;
    let part = wang.opens(removed(1, 3));
    wang.sync().await;
    assert_eq!(steps(&desk, part).await, ["promise", "hand_over", "label", "change_disposition", "note_discrepancy", "withdraw"]);
    hands_over(&desk, part, 10).await;
    assert_eq!(steps(&desk, part).await, ["label", "pack", "receive", "change_disposition", "note_discrepancy"]);
    let way = [
        (json!({ "kind": "labelled", "code": "L-1" }), "pack"),
        (json!({ "kind": "packed", "shipment": "S-1", "packing_list": "S-1" }), "request_freight"),
        (json!({ "kind": "freight_requested", "shipment": "S-1", "amount_fen": 9_000 }), "ship"),
        (json!({ "kind": "shipped", "shipment": "S-1", "on": "2026-11-22" }), "receive"),
        (json!({ "kind": "received_at_store", "by_name": "库管" }), "review"),
        (json!({ "kind": "review_started", "on": "2026-11-22", "class": "key" }), "judge"),
        (json!({ "kind": "judged", "on": "2026-11-22", "liability": "供方", "note": "" }), "claim"),
        (json!({ "kind": "claim_opened", "number": "SP-1" }), "dispose"),
        (json!({ "kind": "disposed", "way": "return", "paper": "CZ-1" }), "note_discrepancy"),
    ];
    for ((event, next), byte) in way.into_iter().zip(20..) {
        assert_eq!(records(&desk, part, byte, event).await, 200, "{next}");
        assert_eq!(steps(&desk, part).await[0], next);
    }
    let view = got(&desk, &format!("/v1/desk/old-parts/{part}")).await;
    assert_eq!((&view["row"]["data"]["flags"], view["row"]["data"].get("next_step")), (&json!([]), None), "and nothing is flagged");
    assert!(view["may_strike"].as_array().unwrap().contains(&json!(EventId::from_bytes([28; 16]))));
    assert_eq!(got(&desk, "/v1/desk/old-parts").await["rows"], json!([]), "nothing is left to do");
    assert_eq!(got(&desk, "/v1/desk/old-parts?all=true").await["rows"][0]["state"], json!("disposed"));
}

/// F-81, F-84: several parts on one packing list, once; then all are shipped.
#[tokio::test]
async fn several_old_parts_are_packed_and_shipped_at_once() {
    let house = House::open().await;
    let (desk, mut wang) = at_work(&house).await;
    let parts: Vec<DocumentId> = (1..4).map(|byte| wang.opens(removed(byte, 3))).collect();
    wang.sync().await;
    hands_over(&desk, parts[0], 10).await;
    hands_over(&desk, parts[1], 20).await;
    let shipment = ShipmentId::from_bytes([1; 16]);
    let pack = |id: ShipmentId, parts: &[DocumentId]| json!({ "id": id, "parts": parts, "freight_fen": 12_000, "remark": "顺丰" });
    let log = house.count("change");
    let (status, problem) = desk.post("/v1/desk/old-parts/shipments", pack(shipment, &parts)).await;
    assert_eq!((status.as_u16(), house.count("change")), (409, log), "one is not with the storekeeper: {problem}");
    assert!(problem["detail"].as_str().unwrap().contains("A-3"));
    becomes(&house, "dispatcher");
    assert_eq!(desk.post("/v1/desk/old-parts/shipments", pack(shipment, &parts[..2])).await.0.as_u16(), 403);
    becomes(&house, "storekeeper");
    for _ in 0..2 {
        let (status, list) = desk.post("/v1/desk/old-parts/shipments", pack(shipment, &parts[..2])).await;
        assert_eq!((status.as_u16(), &list["number"], list["parts"].as_array().unwrap().len()), (200, &json!("FJ261122-001"), 2), "{list}");
    }
    assert_eq!(house.count("change"), log + 6, "label, packing list and freight of each, once");
    assert_eq!(
        desk.post("/v1/desk/old-parts/shipments", pack(shipment, &parts[..1])).await.0.as_u16(),
        409,
        "the id is another shipment's"
    );
    let again = ShipmentId::from_bytes([2; 16]);
    assert_eq!(desk.post("/v1/desk/old-parts/shipments", pack(again, &parts[..1])).await.0.as_u16(), 409, "it is packed");
    let path = format!("/v1/desk/old-parts/shipments/{shipment}");
    let ship = |on: &str| json!({ "step": "ship", "on": on });
    assert_eq!(desk.post(&format!("{path}/steps"), ship("2026-11-21")).await.0.as_u16(), 200);
    assert_eq!(desk.post(&format!("{path}/steps"), ship("2026-11-22")).await.0.as_u16(), 409, "another day is another step");
    for (part, byte) in parts[..2].iter().zip([40, 41]) {
        let (_, view) = desk.get(&format!("/v1/desk/old-parts/{part}")).await;
        let shipped = view["events"].as_array().unwrap().iter().find(|event| event["kind"] == "shipped").unwrap()["id"].clone();
        assert_eq!(records(&desk, *part, byte, json!({ "kind": "struck", "event": shipped, "reason": "日期错" })).await, 200);
    }
    for step in [ship("2026-11-22"), ship("2026-11-22"), json!({ "step": "receive", "by_name": "库管" })] {
        let (status, list) = desk.post(&format!("{path}/steps"), step).await;
        assert_eq!(status.as_u16(), 200, "{list}");
        assert!(
            list["parts"].as_array().unwrap().iter().all(|part| part["state"] == "shipped" && part["data"]["flags"] == json!([])),
            "{list}"
        );
    }
    assert_eq!(house.count("change"), log + 14, "shipped, struck, shipped anew and received");
    assert_eq!(got(&desk, "/v1/desk/old-parts/shipments").await["shipments"][0]["count"], json!(2));
    hands_over(&desk, parts[2], 30).await;
    assert_eq!(desk.post("/v1/desk/old-parts/shipments", pack(again, &parts[2..])).await.0.as_u16(), 200);
    is_whole_by_ones(&desk, "/v1/desk/old-parts/shipments?", "shipments", "before", 2).await;
    let stranger = house.organisation("Suzhou").await;
    assert_eq!(stranger.get(&path).await.0.as_u16(), 404);
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 0);
}
