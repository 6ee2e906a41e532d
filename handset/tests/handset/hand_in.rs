//! Handing in through the page's routes: money that was taken on visits, unused parts.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::world::World;

async fn day(world: &World) -> String {
    let (_, made) = world.post("/api/days", json!({ "date": "2026-11-22", "utc_offset_minutes": 480 })).await;
    made["id"].as_str().unwrap().to_owned()
}

async fn held(world: &World) -> Value {
    world.get("/api/money-in-hand").await.1
}

/// what was taken stays on the technician's account until it is handed in, whole and once.
#[tokio::test]
async fn money_is_on_the_technicians_account_until_it_is_handed_in() {
    let world = World::with_a_visit_that_collects(20_000).await;
    assert_eq!(held(&world).await, json!([]));
    world.done("visits", &world.visit, "arrive", json!({})).await;
    let paid = json!({ "service_type": "A", "basis": "out_of_warranty/ended", "reason": "the contract has ended" });
    world.done("visits", &world.visit, "decide_service_type", paid).await;
    let charge = json!({ "what": "labour", "text": "call-out", "amount_fen": 8_000, "part_line": null });
    world.done("visits", &world.visit, "charge", charge).await;
    for (action, fields) in [
        ("start", json!({})),
        ("answer_check", json!({ "item": "power", "result": "good", "note": "" })),
        ("write_findings", json!({ "text": "Roller worn smooth" })),
        ("write_treatment", json!({ "text": "Replaced the roller" })),
        ("finish", json!({})),
    ] {
        world.done("visits", &world.visit, action, fields).await;
    }
    let collection = world.done("visits", &world.visit, "collect_money", json!({ "amount_fen": 8_000, "method": "cash" })).await;
    let money = held(&world).await;
    assert_eq!((&money[0]["amount_fen"], &money[0]["number"]), (&json!(8_000), &json!("C261122-001")));

    let day = day(&world).await;
    let hand_in = |name: &str| json!({ "visit": world.visit, "collection": collection, "to_name": name });
    let unnamed = (StatusCode::UNPROCESSABLE_ENTITY, "not_filled_in");
    assert_eq!(world.refused("days", &day, "hand_in_money", hand_in(" "), unnamed).await["field"], "to_name");
    world.done("days", &day, "hand_in_money", hand_in("Ms Wang")).await;
    assert_eq!(held(&world).await, json!([]));
    world.refused("days", &day, "hand_in_money", hand_in("Ms Wang"), (StatusCode::NOT_FOUND, "no_such_entry")).await;
    let report = world.read("days", &day).await;
    assert_eq!((&report["money_in"][0]["amount_fen"], &report["money_in"][0]["to_name"]), (&json!(8_000), &json!("Ms Wang")));
}

/// an unused part leaves the van with the day's report.
#[tokio::test]
async fn unused_parts_go_back_to_a_store() {
    let world = World::with_a_visit().await;
    let day = day(&world).await;
    let back = |store: &str| json!({ "part_number": "A03U", "name": "Roller", "quantity": 1, "serial": "R-9", "store": store });
    world.refused("days", &day, "hand_back_parts", back(""), (StatusCode::UNPROCESSABLE_ENTITY, "not_filled_in")).await;
    world.done("days", &day, "hand_back_parts", back("Suzhou")).await;
    let report = world.read("days", &day).await;
    assert_eq!((&report["parts_back"][0]["serial"], &report["parts_back"][0]["store"]), (&json!("R-9"), &json!("Suzhou")));
    assert_eq!(world.get("/api/van-stock").await.1["lines"][0]["quantity"], -1);
}
