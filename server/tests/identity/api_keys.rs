//! Keys of other systems.

use axum::body::Body;
use http::{Method, header};
use serde_json::json;

use crate::house::{Desk, House, json_body, request};
use crate::roles::{key, user};

/// The status of a GET with this key.
pub(crate) async fn with_key(house: &House, key: &str, path: &str) -> u16 {
    let call = request(Method::GET, path).header(header::AUTHORIZATION, format!("Bearer {key}"));
    house.call(call.body(Body::empty()).unwrap()).await.status.as_u16()
}

#[tokio::test]
async fn a_key_acts_in_its_own_name_until_it_is_revoked() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let key = key(&house, &desk, &["work:read", "people:write"]).await;
    assert!(key.starts_with("fbk_"));
    // No cookie, so no other site could use it: it needs no header of a page.
    let call = request(Method::POST, "/v1/desk/technicians").header(header::AUTHORIZATION, format!("Bearer {key}"));
    assert_eq!(house.call(json_body(call, json!({ "name": "王磊" }))).await.status, 201);
    let session = request(Method::GET, "/v1/desk/session").header(header::AUTHORIZATION, format!("Bearer {key}"));
    let session = house.call(session.body(Body::empty()).unwrap()).await.json();
    assert_eq!((&session["name"], &session["role"]), (&json!("ERP"), &json!("service")));
    let listed = house.at_desk(&desk, Method::GET, "/v1/desk/api-keys", None).await.json();
    assert_eq!((&listed[0]["id"], listed[0].get("key")), (&session["person"], None));
    assert!(listed[0]["last_used_at"].is_i64());
    let technicians = house.at_desk(&desk, Method::GET, "/v1/desk/technicians", None).await.json();
    assert_eq!(technicians.as_array().unwrap().len(), 1, "a key is no technician");
    let path = format!("/v1/desk/api-keys/{}/revoke", listed[0]["id"].as_str().unwrap());
    for _ in 0..2 {
        assert_eq!(house.at_desk(&desk, Method::POST, &path, None).await.status, 204);
    }
    assert_eq!(with_key(&house, &key, "/v1/desk/board").await, 401);
}

#[tokio::test]
async fn a_key_ends_when_it_says() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let end = house.clock.seconds() * 1000 + 60_000;
    let make = |end: i64| json!({ "name": "ERP", "scopes": ["work:read"], "expires_at": end });
    house.at_desk(&desk, Method::POST, "/v1/desk/api-keys", Some(make(1))).await.refused(422, "invalid");
    let made = house.at_desk(&desk, Method::POST, "/v1/desk/api-keys", Some(make(end))).await.json();
    let key = made["key"].as_str().unwrap();
    assert_eq!(with_key(&house, key, "/v1/desk/board").await, 200);
    house.clock.advance_s(61);
    assert_eq!(with_key(&house, key, "/v1/desk/board").await, 401);
}

#[tokio::test]
async fn nobody_hands_on_more_than_they_have_and_a_key_makes_no_keys() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let new = |scopes: &[&str]| json!({ "name": "ERP", "scopes": scopes });
    house.at_desk(&desk, Method::POST, "/v1/desk/api-keys", Some(new(&[]))).await.refused(422, "invalid");
    house.at_desk(&desk, Method::POST, "/v1/desk/api-keys", Some(new(&["everything"]))).await.refused(400, "malformed");
    let supervisor = Desk { organisation: desk.organisation, cookie: user(&house, &desk, "supervisor").await };
    house.at_desk(&supervisor, Method::POST, "/v1/desk/api-keys", Some(new(&["work:read"]))).await.refused(403, "forbidden");
    let master = key(&house, &desk, &["organisation:write", "work:read"]).await;
    let call = request(Method::POST, "/v1/desk/api-keys").header(header::AUTHORIZATION, format!("Bearer {master}"));
    house.call(json_body(call, new(&["work:read"]))).await.refused(403, "forbidden");
}

#[tokio::test]
async fn a_key_neither_adds_nor_changes_people_whatever_its_scopes() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let key = key(&house, &desk, &["organisation:write", "people:write", "work:read"]).await;
    let users = house.at_desk(&desk, Method::GET, "/v1/desk/users", None).await.json();
    let admin = users[0]["id"].as_str().unwrap();
    let changes = [
        ("/v1/desk/users".to_owned(), json!({ "name": "Mallory", "login": "mallory", "role": "admin" })),
        (format!("/v1/desk/users/{admin}"), json!({ "change": "give_password" })),
        (format!("/v1/desk/users/{admin}"), json!({ "change": "disable" })),
        (format!("/v1/desk/users/{admin}"), json!({ "change": "role", "role": "dispatcher" })),
    ];
    for (path, body) in changes {
        let call = request(Method::POST, &path).header(header::AUTHORIZATION, format!("Bearer {key}"));
        house.call(json_body(call, body)).await.refused(403, "forbidden");
    }
    assert_eq!(house.at_desk(&desk, Method::GET, "/v1/desk/users", None).await.json(), users);
}

#[tokio::test]
async fn the_log_says_who_gave_and_took_what_at_the_desk() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let new = json!({ "name": "王磊", "login": "wang", "role": "dispatcher" });
    let added = house.at_desk(&desk, Method::POST, "/v1/desk/users", Some(new)).await.json();
    let path = format!("/v1/desk/users/{}", added["id"].as_str().unwrap());
    for change in [
        json!({ "change": "role", "role": "quality" }),
        json!({ "change": "give_password" }),
        json!({ "change": "disable" }),
        json!({ "change": "enable" }),
    ] {
        assert_eq!(house.at_desk(&desk, Method::POST, &path, Some(change)).await.status, 200);
    }
    let offices = house.at_desk(&desk, Method::PUT, &format!("{path}/offices"), Some(json!({ "offices": ["director"] }))).await;
    assert_eq!(offices.status, 204, "{}", offices.json());
    let made = json!({ "name": "ERP", "scopes": ["work:read"] });
    let key = house.at_desk(&desk, Method::POST, "/v1/desk/api-keys", Some(made)).await.json();
    let revoke = format!("/v1/desk/api-keys/{}/revoke", key["id"].as_str().unwrap());
    for _ in 0..2 {
        assert_eq!(house.at_desk(&desk, Method::POST, &revoke, None).await.status, 204);
    }
    let admin = house.at_desk(&desk, Method::GET, "/v1/desk/session", None).await.json()["person"].clone();
    let log = house.at_desk(&desk, Method::GET, "/v1/desk/log", None).await.json();
    let entries =
        log["entries"].as_array().unwrap().iter().map(|entry| serde_json::from_str::<serde_json::Value>(entry["entry"].as_str().unwrap()));
    let told = entries.filter_map(|entry| entry.unwrap()["what"].as_object().filter(|what| what["fact"] == "account").cloned());
    let told: Vec<_> = told.map(|what| (what["person"].clone(), what["by"].clone(), what["change"].clone())).collect();
    let user = |change: serde_json::Value| (added["id"].clone(), admin.clone(), change);
    let of_key = |change: serde_json::Value| (key["id"].clone(), admin.clone(), change);
    let expected = [
        user(json!({ "added": "dispatcher" })),
        user(json!({ "role": "quality" })),
        user(json!("password_given")),
        user(json!("disabled")),
        user(json!("enabled")),
        user(json!({ "offices": ["director"] })),
        of_key(json!({ "key_made": ["work:read"] })),
        of_key(json!("key_revoked")),
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn a_key_that_calls_too_often_is_asked_to_wait_and_disturbs_no_other() {
    let house = House::open_with(|config| config.calls_per_key_minute = 3).await;
    let desk = house.set_up("North").await;
    let (eager, calm) = (key(&house, &desk, &["work:read"]).await, key(&house, &desk, &["work:read"]).await);
    for _ in 0..3 {
        assert_eq!(with_key(&house, &eager, "/v1/desk/board").await, 200);
    }
    let call = request(Method::GET, "/v1/desk/board").header(header::AUTHORIZATION, format!("Bearer {eager}"));
    let answer = house.call(call.body(Body::empty()).unwrap()).await;
    let wait: u64 = answer.headers[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    answer.refused(429, "rate_limited");
    assert_eq!(with_key(&house, &calm, "/v1/desk/board").await, 200);
    assert_eq!(house.at_desk(&desk, Method::GET, "/v1/desk/board", None).await.status, 200);
    house.clock.advance_s(i64::try_from(wait).unwrap());
    assert_eq!(with_key(&house, &eager, "/v1/desk/board").await, 200);
}

#[tokio::test]
async fn a_key_loses_what_its_maker_loses() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let second = Desk { organisation: desk.organisation, cookie: user(&house, &desk, "admin").await };
    let key = key(&house, &second, &["log:read", "work:read"]).await;
    assert_eq!(with_key(&house, &key, "/v1/desk/log").await, 200);
    let users = house.at_desk(&desk, Method::GET, "/v1/desk/users", None).await.json();
    let maker = users.as_array().unwrap().iter().find(|user| user["name"] == "admin").unwrap()["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/desk/users/{maker}");
    let demoted = json!({ "change": "role", "role": "dispatcher" });
    assert_eq!(house.at_desk(&desk, Method::POST, &path, Some(demoted)).await.status, 200);
    assert_eq!((with_key(&house, &key, "/v1/desk/log").await, with_key(&house, &key, "/v1/desk/board").await), (403, 200));
}

#[tokio::test]
async fn a_key_is_read_from_its_header_alone_and_kept_as_a_hash() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let key = key(&house, &desk, &["work:read"]).await;
    assert_eq!(house.get(&format!("/v1/desk/board?key={key}")).await.status, 401);
    for header_value in [format!("Bearer {}", &key[..key.len() - 1]), format!("Basic {key}"), key.clone(), "Bearer ".to_owned()] {
        // A cookie that is there does not count beside a header that is none.
        let call = request(Method::GET, "/v1/desk/board").header(header::AUTHORIZATION, &header_value).header(header::COOKIE, &desk.cookie);
        assert_eq!(house.call(call.body(Body::empty()).unwrap()).await.status, 401, "{header_value}");
    }
    for file in std::fs::read_dir(house.dir.path()).unwrap().flatten().filter(|file| file.path().is_file()) {
        let bytes = std::fs::read(file.path()).unwrap();
        let needle = &key.as_bytes()[4..];
        assert!(!bytes.windows(needle.len()).any(|window| window == needle), "{:?}", file.path());
    }
    let south = house.set_up("South").await;
    assert_eq!(house.at_desk(&south, Method::GET, "/v1/desk/api-keys", None).await.json(), json!([]));
}
