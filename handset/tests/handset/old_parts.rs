//! Old parts through the page's routes: born with a swap, promised, labelled, packed, shipped, handed over.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::world::{World, words_for};

fn grounds(claim_value: bool) -> Value {
    json!({ "claim_value": claim_value, "reusable": false, "wanted_by_engineering": false, "sale_value": "none",
            "freight_above_value": false, "reason": "", "approver": "" })
}

fn swap(name: &str, comes_out: Value) -> Value {
    json!({ "swap": { "kind": "part", "part_number": "", "name": name, "quantity": 1, "reason": "worn 磨损", "old_serial": "R-1",
                      "new_serial": "R-2", "label_fault": "" }, "comes_out": comes_out })
}

fn goes_back() -> Value {
    json!({ "comes_out": "as", "disposition": "return", "grounds": grounds(true) })
}

async fn at_work() -> World {
    let world = World::with_a_visit().await;
    world.done("visits", &world.visit, "arrive", json!({})).await;
    world.done("visits", &world.visit, "start", json!({})).await;
    world
}

async fn rows(world: &World) -> Vec<Value> {
    world.get("/api/old-parts").await.1.as_array().unwrap().clone()
}

/// The old part of the newest swap.
async fn old_part(world: &World, name: &str) -> String {
    world.done("visits", &world.visit, "exchange_part", swap(name, goes_back())).await;
    let rows = rows(world).await;
    rows.iter().find(|row| row["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
}

/// a swap says what becomes of the part that comes out; the facts must allow it, and the catalogue must know the part.
#[tokio::test]
async fn a_swap_says_what_becomes_of_the_old_part() {
    let world = at_work().await;
    let visit = world.visit.clone();
    let unknown = swap("Roller", json!({ "comes_out": "as_catalogue" }));
    let refused = (StatusCode::UNPROCESSABLE_ENTITY, "not_filled_in");
    assert_eq!(world.refused("visits", &visit, "exchange_part", unknown, refused).await["field"], "disposition");
    let worthless = swap("Roller", json!({ "comes_out": "as", "disposition": "return", "grounds": grounds(false) }));
    let not_allowed = (StatusCode::UNPROCESSABLE_ENTITY, "disposition_not_allowed");
    world.refused("visits", &visit, "exchange_part", worthless, not_allowed).await;
    assert_eq!(world.sheet().await["parts"], json!([]), "both or neither");

    world.done("visits", &visit, "exchange_part", swap("Clip", json!({ "comes_out": "nothing" }))).await;
    assert_eq!(rows(&world).await, [] as [Value; 0], "nothing came out");
    let id = old_part(&world, "Roller").await;
    let sheet = world.read("old-parts", &id).await;
    assert_eq!(
        (&sheet["disposition"], &sheet["removed"]["serial"], &sheet["next_step"]),
        (&json!("return"), &json!("R-1"), &json!("hand_over"))
    );
    let line = world.sheet().await["parts"].as_array().unwrap().iter().find(|line| line["name"] == "Roller").unwrap()["id"].clone();
    world.done("visits", &visit, "strike_part", json!({ "line": line, "reason": "not used" })).await;
    let sheet = world.read("old-parts", &id).await;
    assert_eq!((&sheet["progress"], &sheet["allowed"]), (&json!("withdrawn"), &json!([])), "E4: nothing came out after all");
}

/// O-08, R-080, R-106, R-117, R-121, R-131: promise, disposition, label, freight, hand-over.
#[tokio::test]
async fn an_old_part_on_its_way() {
    let world = at_work().await;
    let id = old_part(&world, "Roller").await;
    let done = async |action: &str, fields: Value| world.done("old-parts", &id, action, fields).await;
    done("promise_hand_over", json!({ "promised_on": "2026-11-25", "reason": "", "reported_to": "" })).await;
    done("label", json!({ "code": "L-1" })).await;
    let sold = json!({ "disposition": "local_sale", "grounds": grounds(true) });
    world.refused("old-parts", &id, "change_disposition", sold, (StatusCode::UNPROCESSABLE_ENTITY, "disposition_not_allowed")).await;
    let mistaken = done("change_disposition", json!({ "disposition": "local_destruction", "grounds": grounds(false) })).await;
    done("strike_event", json!({ "event": mistaken, "reason": "typing error" })).await;
    world
        .refused(
            "old-parts",
            &id,
            "request_freight",
            json!({ "shipment": "", "amount_fen": 1 }),
            (StatusCode::UNPROCESSABLE_ENTITY, "not_filled_in"),
        )
        .await;
    done("request_freight", json!({ "shipment": "2611-3", "amount_fen": 1_500 })).await;
    done("hand_over", json!({ "to": { "who": "storekeeper", "name": "Zhou" }, "note": "" })).await;
    let row = &rows(&world).await[0];
    assert_eq!(
        (&row["progress"], &row["promised_on"], &row["disposition"]),
        (&json!("handed_over"), &json!("2026-11-25"), &json!("return"))
    );
    assert_eq!(row["holders"], json!([{ "who": "storekeeper", "name": "Zhou" }]));
}

/// several are packed and shipped at once, all or none, and the list knows the shipment.
#[tokio::test]
async fn several_old_parts_are_packed_and_shipped_together() {
    let world = at_work().await;
    let ids = [old_part(&world, "Roller").await, old_part(&world, "Separator").await];
    let pack = |ids: &[String], list: &str| json!({ "action": "pack", "ids": ids, "shipment": "2611-3", "packing_list": list });
    let (status, body) = world.post("/api/old-parts/actions", pack(&ids, " ")).await;
    assert_eq!((status, &body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("not_filled_in")));
    for language in ["zh-CN", "en"] {
        assert!(!words_for(language, &body["code"]).is_empty());
    }
    let missing = "01890000-0000-7000-8000-000000000000".to_owned();
    let (status, _) = world.post("/api/old-parts/actions", pack(&[ids[0].clone(), missing], "ZX-1")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(rows(&world).await.iter().all(|row| row["shipment"].is_null()), "all or none");

    let (status, body) = world.post("/api/old-parts/actions", pack(&ids, "ZX-1")).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert!(rows(&world).await.iter().all(|row| (&row["shipment"], &row["packing_list"]) == (&json!("2611-3"), &json!("ZX-1"))));
    let ship = json!({ "action": "ship", "ids": ids, "shipment": "2611-3", "on": "2026-11-24" });
    assert_eq!(world.post("/api/old-parts/actions", ship).await.0, StatusCode::OK);
    assert!(rows(&world).await.iter().all(|row| row["progress"] == "shipped"));
    let (status, body) = world.post("/api/old-parts/actions", json!({ "action": "burn", "ids": ids })).await;
    assert_eq!((status, &body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("malformed")));
}

#[tokio::test]
async fn an_old_part_that_is_not_here_is_not_found() {
    let world = World::with_a_visit().await;
    for id in ["01890000-0000-7000-8000-000000000000", "basement", &world.visit] {
        let (status, body) = world.get(&format!("/api/old-parts/{id}")).await;
        assert_eq!((status, &body["code"]), (StatusCode::NOT_FOUND, &json!("not_found")), "{id}");
        let (status, body) = world.act_on("old-parts", id, "label", json!({ "code": "" })).await;
        assert_eq!((status, &body["code"]), (StatusCode::NOT_FOUND, &json!("not_found")), "{id}");
    }
}
