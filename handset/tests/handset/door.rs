//! Who may talk to the page.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use handset::HandsetConfig;
use serde_json::json;
use tower::ServiceExt as _;

use crate::world::{CODE, HOST, World, request};

fn open_world() -> World {
    World::new(HandsetConfig::default())
}

fn plain(method: &str, path: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let request = headers.iter().fold(Request::builder().method(method).uri(path), |request, (name, value)| request.header(*name, *value));
    let body = if method == "POST" { Body::from(r#"{"airplane":true}"#) } else { Body::empty() };
    request.body(body).unwrap()
}

#[tokio::test]
async fn only_localhost_and_addresses_are_taken_as_host() {
    let world = open_world();
    for own in ["127.0.0.1:7401", "localhost:7401", "LOCALHOST", "[::1]:7401", "192.168.1.20:7401"] {
        let (status, body) = world.send(plain("GET", "/api/state", &[("host", own)])).await;
        assert_eq!(status, StatusCode::OK, "{own}: {body}");
    }
    for foreign in ["evil.example", "localhost.evil.example:7401", "127.0.0.1.nip.example", "user@127.0.0.1:7401", ""] {
        for path in ["/api/state", "/", "/app.js"] {
            let (status, body) = world.send(plain("GET", path, &[("host", foreign)])).await;
            assert_eq!((status, &body["code"]), (StatusCode::FORBIDDEN, &json!("foreign_host")), "{foreign} {path}");
        }
    }
    let (status, _) = world.send(plain("GET", "/api/state", &[])).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "no host at all");
    let (status, _) = world.send(plain("GET", "/api/state", &[("host", HOST), ("host", "evil.example")])).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "two hosts");
}

#[tokio::test]
async fn a_post_from_another_page_is_refused_and_changes_nothing() {
    let world = open_world();
    let json_type = ("content-type", "application/json");
    let foreign: [&[(&str, &str)]; 8] = [
        &[],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site"), ("origin", "http://127.0.0.1:7401")],
        &[("sec-fetch-site", "same-origin"), ("origin", "http://evil.example")],
        &[("origin", "http://evil.example")],
        &[("origin", "http://127.0.0.1:9999")],
        &[("origin", "null")],
    ];
    for said in foreign {
        let headers = [&[("host", HOST), json_type], said].concat();
        let (status, body) = world.send(plain("POST", "/api/network", &headers)).await;
        assert_eq!((status, &body["code"]), (StatusCode::FORBIDDEN, &json!("cross_site")), "{said:?}");
    }
    assert_eq!(world.get("/api/state").await.1["network"], "connected");

    let own: [&[(&str, &str)]; 4] = [
        &[("sec-fetch-site", "same-origin")],
        &[("sec-fetch-site", "none")],
        &[("origin", "http://127.0.0.1:7401")],
        &[("sec-fetch-site", "same-origin"), ("origin", "http://127.0.0.1:7401")],
    ];
    for said in own {
        let headers = [&[("host", HOST), json_type], said].concat();
        let (status, body) = world.send(plain("POST", "/api/network", &headers)).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{said:?}: {body}");
    }
    assert_eq!(world.get("/api/state").await.1["network"], "airplane");
}

#[tokio::test]
async fn another_page_cannot_read_either() {
    let world = open_world();
    for site in ["cross-site", "same-site"] {
        for path in ["/api/state", "/api/agenda", "/api/photos/00", "/api/events"] {
            let (status, body) = world.send(plain("GET", path, &[("host", HOST), ("sec-fetch-site", site)])).await;
            assert_eq!((status, &body["code"]), (StatusCode::FORBIDDEN, &json!("cross_site")), "{site} {path}");
        }
    }
}

#[tokio::test]
async fn a_form_cannot_pass_for_json() {
    let world = open_world();
    for form in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
        let request = request("POST", "/api/network").header("content-type", form).body(Body::from(r#"{"airplane":true}"#)).unwrap();
        let (status, body) = world.send(request).await;
        assert_eq!((status, &body["code"]), (StatusCode::UNSUPPORTED_MEDIA_TYPE, &json!("malformed")), "{form}");
    }
}

#[tokio::test]
async fn every_answer_says_what_the_page_may_do_and_none_shares_it() {
    let world = open_world();
    for path in ["/", "/app.js", "/assets/locales/en/handset.ftl", "/api/state", "/api/nowhere", "/../Cargo.toml"] {
        let answer = world.router.clone().oneshot(request("GET", path).body(Body::empty()).unwrap()).await.unwrap();
        let headers = answer.headers();
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self';") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(headers["cross-origin-resource-policy"], "same-origin", "{path}");
        assert!(!headers.contains_key("access-control-allow-origin"), "{path}");
        let caching = if path.starts_with("/api/") || answer.status() == StatusCode::NOT_FOUND { "no-store" } else { "no-cache" };
        assert_eq!(headers["cache-control"], caching, "{path}");
    }
}

#[tokio::test]
async fn with_an_access_key_a_browser_must_show_it_once() {
    let world = World::new(HandsetConfig { key: Some("open-sesame".into()) });
    let (status, body) = world.get("/api/state").await;
    assert_eq!((status, &body["code"]), (StatusCode::UNAUTHORIZED, &json!("locked")));
    for wrong in ["/?key=open-sesam", "/?key=Open-sesame", "/?key="] {
        let answer = world.router.clone().oneshot(request("GET", wrong).body(Body::empty()).unwrap()).await.unwrap();
        assert!(!answer.headers().contains_key("set-cookie"), "{wrong}");
    }
    let answer = world.router.clone().oneshot(request("GET", "/?key=open-sesame").body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!((answer.status(), &answer.headers()["location"]), (StatusCode::SEE_OTHER, &"/".parse().unwrap()));
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let shown = cookie.split(';').next().unwrap();
    let asked = request("GET", "/api/state").header("cookie", format!("other=1; {shown}")).body(Body::empty()).unwrap();
    assert_eq!(world.send(asked).await.0, StatusCode::OK);
    assert!(!format!("{:?}", HandsetConfig { key: Some("open-sesame".into()) }).contains("sesame"));
}

#[tokio::test]
async fn a_wrong_enrolment_code_is_told_by_its_code() {
    let world = open_world();
    let asked = |code: &str, url: &str| json!({ "server_url": url, "code": code, "device_name": "Phone" });
    let (status, body) = world.post("/api/enrol", asked("WRONG", "https://desk.example")).await;
    assert_eq!((status, &body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("enrolment_code")));
    let (status, body) = world.post("/api/enrol", asked(CODE, "desk.example")).await;
    assert_eq!((status, &body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("address")));
    assert_eq!(world.get("/api/state").await.1["identity"], json!(null));
}
