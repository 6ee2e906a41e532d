//! Complaints through the page's routes: taken down on a visit or without one, and what is added.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::world::{World, words_for};

const ANSWER_BY: i64 = 1_795_400_000_000;

/// What the customer says, on top of what is known of the visit.
async fn said(world: &World) -> Value {
    let (status, mut complaint) = world.get(&format!("/api/visits/{}/complaint", world.visit)).await;
    assert_eq!(status, StatusCode::OK, "{complaint}");
    complaint["words"] = json!("it still rattles 还是有声音");
    complaint["answer_promised_for"] = json!(ANSWER_BY);
    complaint
}

/// O-04, R-022, R-165, R-192, E7: what is known of the visit is filled in; nothing is kept before the customer knows when there is an
/// answer; the label is provisional.
#[tokio::test]
async fn a_complaint_is_taken_down_on_a_visit() {
    let world = World::with_a_visit().await;
    let mut complaint = said(&world).await;
    assert_eq!((&complaint["customer"]["name"], &complaint["order_number"]), (&json!("Hotel 海天"), &json!("C261122-001")));
    complaint["answer_promised_for"] = Value::Null;
    let (status, body) = world.post("/api/complaints", complaint.clone()).await;
    assert_eq!((status, &body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("answer_time_missing")));
    for language in ["zh-CN", "en"] {
        assert!(!words_for(language, &body["code"]).is_empty());
    }
    assert_eq!(world.get("/api/complaints").await.1, json!([]));

    complaint["answer_promised_for"] = json!(ANSWER_BY);
    let (status, made) = world.post("/api/complaints", complaint).await;
    assert_eq!(status, StatusCode::OK, "{made}");
    let sheet = world.read("complaints", made["id"].as_str().unwrap()).await;
    assert_eq!((&sheet["label"], &sheet["numbered"], &sheet["owners"][0]["name"]), (&json!("T07-K01"), &json!(false), &json!("A")));
    let (_, rows) = world.get("/api/complaints").await;
    assert_eq!((&rows[0]["provisional"], &rows[0]["words"]), (&json!(true), &json!("it still rattles 还是有声音")));
}

/// …: what is added to it on site, each in its own words.
#[tokio::test]
async fn what_is_added_to_a_complaint() {
    let world = World::with_a_visit().await;
    let (_, made) = world.post("/api/complaints", said(&world).await).await;
    let id = made["id"].as_str().unwrap();
    let empty = json!({ "words": "" });
    world.refused("complaints", id, "add_words", empty, (StatusCode::UNPROCESSABLE_ENTITY, "not_filled_in")).await;
    world.done("complaints", id, "add_words", json!({ "words": "and it smells" })).await;
    world.done("complaints", id, "ask_joint_inspection", json!({ "with": "quality", "reason": "the third time" })).await;
    world.done("complaints", id, "take_samples", json!({ "what": "printed pages", "quantity": 3 })).await;
    world.done("complaints", id, "promise_answer", json!({ "promised_for": ANSWER_BY - 1 })).await;
    let to = "01890000-0000-7000-8000-000000000001";
    world.done("complaints", id, "pass_owner", json!({ "to": to, "to_name": "Wu", "reason": "sales" })).await;
    let sheet = world.read("complaints", id).await;
    assert_eq!((&sheet["owners"], sheet["events"].as_array().unwrap().len()), (&json!([{ "id": to, "name": "Wu" }]), 5));
    assert_eq!(sheet["answer_promised_for"], json!(ANSWER_BY - 1));
    let (status, body) = world.act_on("complaints", id, "admit_fault", json!({})).await;
    assert_eq!((status, &body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("malformed")), "R-176: nobody admits anything");
}

/// E7: without a range of numbers of its own a device labels nothing; without an enrolment it is nobody's.
#[tokio::test]
async fn a_device_without_numbers_takes_none_down() {
    let mut complaint = said(&World::with_a_visit().await).await;
    complaint["visit"] = Value::Null;
    let world = World::new(Default::default());
    let (status, body) = world.post("/api/complaints", complaint.clone()).await;
    assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("not_enrolled")));
    let enrolment = json!({ "server_url": "https://desk.example", "code": crate::world::CODE, "device_name": "Phone of A" });
    assert_eq!(world.post("/api/enrol", enrolment).await.0, StatusCode::OK);
    let (status, body) = world.post("/api/complaints", complaint).await;
    assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("no_number_range")));
}

#[tokio::test]
async fn a_complaint_that_is_not_here_is_not_found() {
    let world = World::with_a_visit().await;
    for id in ["01890000-0000-7000-8000-000000000000", "basement", &world.visit] {
        let (status, body) = world.get(&format!("/api/complaints/{id}")).await;
        assert_eq!((status, &body["code"]), (StatusCode::NOT_FOUND, &json!("not_found")), "{id}");
        let (status, body) = world.act_on("complaints", id, "add_words", json!({ "words": "more" })).await;
        assert_eq!((status, &body["code"]), (StatusCode::NOT_FOUND, &json!("not_found")), "{id}");
    }
    assert_eq!(world.get("/api/visits/basement/complaint").await.0, StatusCode::NOT_FOUND);
}
