//! What every request passes: ambiguous ones are refused, errors are problems, browsers get their orders.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::json;

use crate::house::{House, json_body, request};

#[tokio::test]
async fn a_request_without_a_host_or_with_two_is_refused() {
    let house = House::open().await;
    let none = Request::builder().uri("/health").body(Body::empty());
    house.call(none.unwrap()).await.refused(400, "malformed");
    let two = request(Method::GET, "/health").header(header::HOST, "other.test").body(Body::empty());
    house.call(two.unwrap()).await.refused(400, "malformed");
}

#[tokio::test]
async fn a_request_whose_end_is_ambiguous_is_refused() {
    let house = House::open().await;
    let cases: [&[(&str, &str)]; 3] = [
        &[("content-length", "2"), ("transfer-encoding", "chunked")],
        &[("transfer-encoding", "chunked")],
        &[("content-length", "2"), ("content-length", "2")],
    ];
    for headers in cases {
        let mut request = request(Method::POST, "/v1/devices/enrol");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        house.call(json_body(request, json!({}))).await.refused(400, "malformed");
    }
}

#[tokio::test]
async fn unknown_paths_and_methods_are_problems_too() {
    let house = House::open().await;
    house.get("/v1/nothing").await.refused(404, "not_found");
    let answer = house.get("/v1/token").await;
    answer.refused(405, "not_found");
    assert_eq!(answer.headers[header::ALLOW], "POST");
}

#[tokio::test]
async fn bodies_that_are_too_large_or_no_json_are_refused() {
    let house = House::open().await;
    house.post("/v1/devices/enrol", json!({ "code": "x".repeat(70_000) })).await.refused(413, "too_large");
    house.post("/v1/devices/enrol", json!({ "code": 1 })).await.refused(400, "malformed");
    let request = request(Method::POST, "/v1/devices/enrol").header(header::CONTENT_TYPE, "application/json").body(Body::from("{"));
    house.call(request.unwrap()).await.refused(400, "malformed");
}

#[tokio::test]
async fn browsers_are_told_to_trust_only_this_server() {
    let house = House::open().await;
    for path in ["/board", "/health", "/v1/nothing"] {
        let answer = house.get(path).await;
        let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"));
        assert!(!policy.contains("unsafe"));
        assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(answer.headers[header::X_FRAME_OPTIONS], "DENY");
        assert!(answer.headers.contains_key("x-request-id"));
        assert!(!answer.headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    }
}

#[tokio::test]
async fn the_board_page_is_asked_for_again_only_when_it_changed() {
    let house = House::open().await;
    let home = house.get("/").await;
    assert_eq!((home.status, &home.headers[header::LOCATION]), (StatusCode::SEE_OTHER, &"/board".parse().unwrap()));
    let page = house.get("/board").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
    let again = request(Method::GET, "/board").header(header::IF_NONE_MATCH, &page.headers[header::ETAG]);
    let again = house.call(again.body(Body::empty()).unwrap()).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert!(again.body.is_empty());
}

#[tokio::test]
async fn shared_material_is_served_and_nothing_beside_it() {
    let house = House::open().await;
    let script = house.get("/assets/shared/i18n.js").await;
    assert_eq!(script.headers[header::CONTENT_TYPE], "text/javascript; charset=utf-8");
    let words = house.get("/assets/locales/en/shared.ftl").await;
    assert_eq!(words.headers[header::CONTENT_TYPE], "text/plain; charset=utf-8");
    for path in ["/assets/", "/assets/../Cargo.toml", "/assets/shared/../../Cargo.toml", "/assets/%2e%2e/Cargo.toml"] {
        house.get(path).await.refused(404, "not_found");
    }
}

#[tokio::test]
async fn the_page_that_explains_the_interface_is_for_everybody_and_loads_nothing_from_elsewhere() {
    let house = House::open().await;
    let page = house.get("/api").await;
    assert_eq!((page.status, &page.headers[header::CONTENT_TYPE]), (StatusCode::OK, &"text/html; charset=utf-8".parse().unwrap()));
    let text = String::from_utf8(page.body.to_vec()).unwrap();
    let loaded = [" src=\"", " href=\""].into_iter().flat_map(|mark| text.split(mark).skip(1)).map(|rest| rest.split('"').next().unwrap());
    let mut count = 0;
    for path in loaded {
        count += 1;
        assert_eq!(house.get(path).await.status, StatusCode::OK, "{path}");
    }
    assert!(count > 4, "{count} files only");
}

#[tokio::test]
async fn health_and_readiness_answer() {
    let house = House::open().await;
    assert_eq!(house.get("/health").await.status, StatusCode::NO_CONTENT);
    assert_eq!(house.get("/ready").await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn device_routes_ask_for_one_bearer_token_in_the_header() {
    let house = House::open().await;
    let path = format!("/v1/blobs/{}", "0".repeat(64));
    for value in [None, Some("Bearer"), Some("Basic eDp5"), Some("Bearer x")] {
        let mut request = request(Method::PATCH, &path).header("tus-resumable", "1.0.0");
        if let Some(value) = value {
            request = request.header(header::AUTHORIZATION, value);
        }
        let answer = house.call(request.body(Body::empty()).unwrap()).await;
        answer.refused(401, "unauthenticated");
        assert_eq!(answer.headers[header::WWW_AUTHENTICATE], "Bearer");
    }
}

#[tokio::test]
async fn readiness_is_probed_once_however_many_ask() {
    let house = House::open().await;
    let asked = futures_util::future::join_all((0..50).map(|_| house.get("/ready"))).await;
    assert!(asked.iter().all(|answer| answer.status == StatusCode::NO_CONTENT));
    let database = rusqlite::Connection::open(house.dir.path().join("fieldbook.db")).unwrap();
    let probes: i64 = database.query_row("SELECT probes FROM server", [], |row| row.get(0)).unwrap();
    assert_eq!(probes, 1);
}

#[tokio::test]
async fn a_caller_past_the_limit_is_refused_before_the_body_is_read() {
    let house =
        House::open_with(|config| (config.sign_ins_per_minute, config.enrolments_per_minute, config.tokens_per_minute) = (1, 1, 1)).await;
    for path in ["/v1/desk/session", "/v1/devices/enrol", "/v1/token"] {
        let unreadable = || request(Method::POST, path).header("sec-fetch-site", "same-origin").body(Body::from("{")).unwrap();
        assert_ne!(house.call(unreadable()).await.status, StatusCode::TOO_MANY_REQUESTS, "{path}");
        house.call(unreadable()).await.refused(429, "rate_limited");
    }
}
