//! Who may call which route: asked of the server, route by route, for every role and for keys of every single scope.

use axum::body::Body;
use http::{Method, header};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::house::{Desk, House, cookie, request};

pub(crate) const ROLES: [&str; 6] = ["dispatcher", "supervisor", "storekeeper", "quality", "accountant", "admin"];

/// A desk user of this role with a password of their own; the session's cookie.
pub(crate) async fn user(house: &House, desk: &Desk, role: &str) -> String {
    let login = format!("{role}@{}", desk.organisation);
    let new = json!({ "name": role, "login": login, "role": role });
    let given = house.at_desk(desk, Method::POST, "/v1/desk/users", Some(new)).await;
    assert_eq!(given.status, 201, "{:?}", given.json());
    let given = given.json()["password"].as_str().unwrap().to_owned();
    let session = house.sign_in(&login, &given).await;
    let own = Desk { organisation: desk.organisation, cookie: cookie(&session) };
    let chosen = json!({ "before": given, "password": "a password of my own" });
    assert_eq!(house.at_desk(&own, Method::POST, "/v1/desk/session/password", Some(chosen)).await.status, 204);
    own.cookie
}

/// A key with these scopes.
pub(crate) async fn key(house: &House, desk: &Desk, scopes: &[&str]) -> String {
    let answer = house.at_desk(desk, Method::POST, "/v1/desk/api-keys", Some(json!({ "name": "ERP", "scopes": scopes }))).await;
    assert_eq!(answer.status, 201, "{:?}", answer.json());
    answer.json()["key"].as_str().unwrap().to_owned()
}

/// An operation of the desk's routes.
struct Operation {
    method: Method,
    /// As it is documented.
    path: String,
    /// With ids of things that are not there.
    called: String,
    needed: Vec<String>,
    /// Whether a key can call it.
    keys: bool,
}

/// Every operation below `/v1/desk` that asks who calls, from the document that the server hands out.
async fn operations(house: &House) -> Vec<Operation> {
    let document = house.get("/openapi.json").await.json();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap().iter().filter(|(path, _)| path.starts_with("/v1/desk")) {
        for (method, operation) in item.as_object().unwrap() {
            if operation.get("security").is_none() {
                assert!(path == "/v1/desk/session", "{method} {path} asks nobody who they are");
                continue;
            }
            let needed = operation["x-permissions"].as_array();
            let needed = needed.unwrap_or_else(|| panic!("{method} {path} does not say who may call it")).iter();
            let nothing = "01890000-0000-7000-8000-000000000000";
            let called: Vec<&str> = path.split('/').map(|part| if part.starts_with('{') { nothing } else { part }).collect();
            operations.push(Operation {
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                called: called.join("/"),
                needed: needed.map(|one| one.as_str().unwrap().to_owned()).collect(),
                keys: operation["security"].as_array().unwrap().iter().any(|scheme| scheme.get("key").is_some()),
            });
        }
    }
    assert!(operations.len() > 50, "{} operations only", operations.len());
    operations
}

/// The status of a call; the body is left unread, because some never end.
async fn status(house: &House, operation: &Operation, headers: &[(&str, &str)]) -> u16 {
    let mut call = request(operation.method.clone(), &operation.called).header(header::CONTENT_TYPE, "application/json");
    for (name, value) in headers {
        call = call.header(*name, *value);
    }
    house.server.router().oneshot(call.body(Body::from("{}")).unwrap()).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn every_route_is_open_to_who_may_and_closed_to_everybody_else() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let operations = operations(&house).await;
    let mut table = String::new();
    let mut cookies = Vec::new();
    let document = house.get("/openapi.json").await.json();
    for role in ROLES {
        let cookie = user(&house, &desk, role).await;
        let own = Desk { organisation: desk.organisation, cookie: cookie.clone() };
        let session = house.at_desk(&own, Method::GET, "/v1/desk/session", None).await.json();
        let may: Vec<String> = serde_json::from_value(session["permissions"].clone()).unwrap();
        assert_eq!(document["x-roles"][role], session["permissions"], "the document says of {role} what the server does");
        cookies.push((role, cookie, may));
    }
    assert_eq!(document["x-roles"].as_object().map(serde_json::Map::len), Some(ROLES.len()));
    for operation in &operations {
        let mut open = Vec::new();
        for (role, cookie, may) in &cookies {
            let status = status(&house, operation, &[("cookie", cookie), ("sec-fetch-site", "same-origin")]).await;
            let expected = operation.needed.is_empty() || operation.needed.iter().any(|one| may.contains(one));
            assert_eq!(status != 403, expected, "{} {} as {role}: {status}", operation.method, operation.path);
            assert_ne!(status, 500, "{} {} as {role}", operation.method, operation.path);
            if expected {
                open.push(*role);
            }
        }
        let who = if open.len() == ROLES.len() { "everybody".to_owned() } else { open.join(" ") };
        table.push_str(&format!("{:<4} {:<66} {who}\n", operation.method.as_str(), operation.path));
        assert_eq!(status(&house, operation, &[("sec-fetch-site", "same-origin")]).await, 401, "{} {}", operation.method, operation.path);
    }
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("roles", table);
    });
}

#[tokio::test]
async fn a_key_opens_the_routes_of_its_scopes_and_no_other() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let operations = operations(&house).await;
    let session = house.at_desk(&desk, Method::GET, "/v1/desk/session", None).await.json();
    let scopes: Vec<String> = serde_json::from_value(session["permissions"].clone()).unwrap();
    assert_eq!(operations.iter().filter(|operation| !operation.keys).count(), 8, "what would outlast a key that did it");
    for scope in &scopes {
        let bearer = format!("Bearer {}", key(&house, &desk, &[scope]).await);
        for operation in &operations {
            let expected = operation.keys && (operation.needed.is_empty() || operation.needed.contains(scope));
            let status = status(&house, operation, &[("authorization", &bearer)]).await;
            assert_eq!(status != 403, expected, "{} {} with {scope}: {status}", operation.method, operation.path);
        }
    }
}

#[tokio::test]
async fn no_other_site_changes_anything_with_the_cookie() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let changing = operations(&house).await.into_iter().filter(|operation| operation.method != Method::GET);
    let foreign: [&[(&str, &str)]; 4] =
        [&[], &[("sec-fetch-site", "cross-site")], &[("sec-fetch-site", "same-site")], &[("origin", "https://evil.example")]];
    for operation in changing {
        for headers in foreign {
            let headers: Vec<(&str, &str)> = headers.iter().copied().chain([("cookie", desk.cookie.as_str())]).collect();
            assert_eq!(status(&house, &operation, &headers).await, 403, "{} {} with {headers:?}", operation.method, operation.path);
        }
    }
}

#[tokio::test]
async fn what_a_leader_decides_is_closed_to_who_only_dispatches_also_among_many_actions() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let dispatcher = Desk { organisation: desk.organisation, cookie: user(&house, &desk, "dispatcher").await };
    let visit = "01890000-0000-7000-8000-000000000000";
    let action = json!({ "id": visit, "action": "approve_report", "note": "" });
    let path = format!("/v1/desk/visits/{visit}/actions");
    house.at_desk(&dispatcher, Method::POST, &path, Some(action.clone())).await.refused(403, "forbidden");
    house.at_desk(&desk, Method::POST, &path, Some(action.clone())).await.refused(404, "not_found");
    let mut among = action;
    among["visit"] = json!(visit);
    let many = json!({ "actions": [among] });
    let answer: Value = house.at_desk(&dispatcher, Method::POST, "/v1/desk/visits/actions", Some(many)).await.json();
    // Whether there is such a visit is not said before it is known that the person may ask.
    assert_eq!(answer["results"][0]["outcome"], "refused");
}
