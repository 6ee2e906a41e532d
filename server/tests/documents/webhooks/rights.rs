//! Who may keep addresses, and which.

use axum::body::Body;
use http::{Request, header};
use serde_json::json;
use tower::ServiceExt as _;

use super::{adds, deliveries, house, sends, shown};
use crate::house::House;

fn becomes(house: &House, role: &str) {
    house.database().execute("UPDATE person SET role = ?1 WHERE name LIKE 'desk of %'", [role]).unwrap();
}

#[tokio::test]
async fn only_addresses_on_the_internet_are_taken_unless_the_operator_says_otherwise() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    for url in [
        "http://erp.example/",
        "https://127.0.0.1/",
        "https://[::ffff:10.0.0.1]/",
        "https://2130706433/",
        "ftp://erp.example/",
        "erp",
        "https://a:b@erp.example/",
    ] {
        let (status, problem) = desk.post("/v1/desk/webhooks", json!({ "url": url })).await;
        assert_eq!((status.as_u16(), &problem["code"]), (422, &json!("invalid")), "{url}");
    }
    // A name says nothing before somebody looks it up; then it is refused.
    let (id, _) = adds(&desk, "https://localhost:9/", None).await;
    desk.call_out().await;
    sends(&house).await;
    let delivery = &deliveries(&desk, &id).await[0];
    assert_eq!((&delivery["state"], &delivery["attempts"][0]["error"]), (&json!("waiting"), &json!("not_public")));
    assert_eq!(delivery["attempts"][0].get("status"), None);
}

#[tokio::test]
async fn an_address_is_changed_and_removed_and_there_are_twenty_at_most() {
    let house = house().await;
    let desk = house.organisation("Hangzhou").await;
    let (id, _) = adds(&desk, "https://erp.example/hook", Some(&["visit.signed", "visit.created", "visit.signed"])).await;
    assert_eq!(shown(&desk, &id).await["types"], json!(["visit.created", "visit.signed"]));
    let path = format!("/v1/desk/webhooks/{id}");
    for wrong in [
        json!({ "types": [] }),
        json!({ "types": ["visit.signed"], "all_types": true }),
        json!({ "description": "x".repeat(201) }),
        json!({ "url": "x" }),
    ] {
        assert_eq!(desk.post(&path, wrong.clone()).await.0.as_u16(), 422, "{wrong}");
    }
    assert_eq!(desk.post(&path, json!({ "types": ["visit.lost"] })).await.0.as_u16(), 400);
    let (_, changed) = desk.post(&path, json!({ "all_types": true, "description": " stock ", "url": "https://erp.example/new" })).await;
    assert_eq!(
        (changed.get("types"), &changed["description"], &changed["url"]),
        (None, &json!("stock"), &json!("https://erp.example/new"))
    );
    for place in 1..20 {
        adds(&desk, &format!("https://erp.example/{place}"), None).await;
    }
    assert_eq!(desk.post("/v1/desk/webhooks", json!({ "url": "https://erp.example/21" })).await.0.as_u16(), 409);
    assert_eq!(desk.send("POST", &format!("{path}/remove"), None).await.status().as_u16(), 204);
    assert_eq!(desk.send("POST", &format!("{path}/remove"), None).await.status().as_u16(), 404);
    adds(&desk, "https://erp.example/21", None).await;
}

#[tokio::test]
async fn nothing_is_sent_to_an_address_that_was_removed_or_switched_off() {
    let (house, desk, receiver, id, _) = super::told().await;
    desk.call_out().await;
    assert_eq!(desk.post(&format!("/v1/desk/webhooks/{id}"), json!({ "on": false })).await.1["off_reason"], "person");
    sends(&house).await;
    assert!(receiver.took().is_empty());
    assert_eq!(desk.send("POST", &format!("/v1/desk/webhooks/{id}/remove"), None).await.status().as_u16(), 204);
    let (_, _) = adds(&desk, &receiver.url("/other"), None).await;
    sends(&house).await;
    assert!(receiver.took().is_empty());
    house.clock.pass_ms(31 * crate::house::DAY_MS);
    house.server.make_round().await;
    assert_eq!((house.count("webhook_endpoint"), house.count("webhook_delivery")), (1, 0));
}

#[tokio::test]
async fn who_keeps_the_organisation_keeps_its_addresses_and_a_key_makes_none() {
    let house = house().await;
    let desk = house.organisation("Hangzhou").await;
    let (status, key) = desk.post("/v1/desk/api-keys", json!({ "name": "ERP", "scopes": ["organisation:write", "work:read"] })).await;
    assert_eq!(status.as_u16(), 201, "{key}");
    let by_key = |method: &str, path: &str, body: &str| {
        let request = Request::builder().method(method).uri(path).header(header::HOST, "fieldbook.test");
        let request = request.header(header::AUTHORIZATION, format!("Bearer {}", key["key"].as_str().unwrap()));
        let request = request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_owned())).unwrap();
        let router = house.router.clone();
        async move { router.oneshot(request).await.unwrap().status().as_u16() }
    };
    assert_eq!(by_key("POST", "/v1/desk/webhooks", "{\"url\":\"https://erp.example/\"}").await, 403);
    assert_eq!((by_key("GET", "/v1/desk/webhooks", "").await, by_key("GET", "/v1/desk/events", "").await), (200, 200));
    for role in ["dispatcher", "supervisor", "storekeeper", "quality", "accountant"] {
        becomes(&house, role);
        assert_eq!(desk.get("/v1/desk/webhooks").await.0.as_u16(), 403, "{role}");
        assert_eq!(desk.get("/v1/desk/events").await.0.as_u16(), 200, "{role}");
    }
}
