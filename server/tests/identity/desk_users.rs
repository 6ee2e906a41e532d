//! Desk users come, change their roles, and go; nobody is locked out and nobody stays in.

use http::Method;
use serde_json::{Value, json};

use crate::house::{Desk, House, PASSWORD, cookie};
use crate::roles::user;

async fn users(house: &House, desk: &Desk) -> Vec<Value> {
    house.at_desk(desk, Method::GET, "/v1/desk/users", None).await.json().as_array().unwrap().clone()
}

async fn change(house: &House, desk: &Desk, person: &Value, change: Value) -> crate::house::Answer {
    house.at_desk(desk, Method::POST, &format!("/v1/desk/users/{}", person.as_str().unwrap()), Some(change)).await
}

async fn signed_in(house: &House, cookie: &str, desk: &Desk) -> u16 {
    let who = Desk { organisation: desk.organisation, cookie: cookie.to_owned() };
    house.at_desk(&who, Method::GET, "/v1/desk/technicians", None).await.status.as_u16()
}

#[tokio::test]
async fn a_password_that_was_handed_over_opens_only_the_way_to_ones_own() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let new = json!({ "name": "王芳", "login": "Wang.Fang", "role": "dispatcher" });
    let given = house.at_desk(&desk, Method::POST, "/v1/desk/users", Some(new.clone())).await.json();
    house.at_desk(&desk, Method::POST, "/v1/desk/users", Some(new)).await.refused(409, "conflict");
    let session = house.sign_in("wang.fang", given["password"].as_str().unwrap()).await;
    assert_eq!(session.json()["password_given"], true);
    let wang = Desk { organisation: desk.organisation, cookie: cookie(&session) };
    house.at_desk(&wang, Method::GET, "/v1/desk/board", None).await.refused(403, "forbidden");
    let choose = |before: &Value, password: &str| json!({ "before": before, "password": password });
    let path = "/v1/desk/session/password";
    house.at_desk(&wang, Method::POST, path, Some(choose(&json!("wrong"), "long enough"))).await.refused(403, "forbidden");
    house.at_desk(&wang, Method::POST, path, Some(choose(&given["password"], "short"))).await.refused(422, "invalid");
    let same = given["password"].as_str().unwrap();
    house.at_desk(&wang, Method::POST, path, Some(choose(&given["password"], same))).await.refused(422, "invalid");
    assert_eq!(house.at_desk(&wang, Method::POST, path, Some(choose(&given["password"], "long enough"))).await.status, 204);
    assert_eq!(house.at_desk(&wang, Method::GET, "/v1/desk/board", None).await.status, 200);
    house.sign_in("wang.fang", same).await.refused(401, "unauthenticated");
    assert_eq!(house.sign_in("wang.fang", "long enough").await.status, 200);
    assert_eq!(users(&house, &desk).await.len(), 2);
}

#[tokio::test]
async fn another_password_ends_the_persons_other_sessions() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let elsewhere = cookie(&house.sign_in("desk@North", PASSWORD).await);
    let body = json!({ "before": PASSWORD, "password": "another password" });
    assert_eq!(house.at_desk(&desk, Method::POST, "/v1/desk/session/password", Some(body)).await.status, 204);
    assert_eq!((signed_in(&house, &desk.cookie, &desk).await, signed_in(&house, &elsewhere, &desk).await), (200, 401));
}

#[tokio::test]
async fn who_is_put_out_is_out_at_once_with_the_keys_they_made() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let second = Desk { organisation: desk.organisation, cookie: user(&house, &desk, "admin").await };
    let key = crate::roles::key(&house, &second, &["work:read"]).await;
    let own = crate::roles::key(&house, &desk, &["work:read"]).await;
    let person = users(&house, &desk).await.iter().find(|user| user["name"] == "admin").unwrap()["id"].clone();
    assert_eq!(crate::api_keys::with_key(&house, &key, "/v1/desk/board").await, 200);
    assert_eq!(change(&house, &desk, &person, json!({ "change": "disable" })).await.status, 200);
    assert_eq!(signed_in(&house, &second.cookie, &desk).await, 401);
    assert_eq!(crate::api_keys::with_key(&house, &key, "/v1/desk/board").await, 401);
    assert_eq!(crate::api_keys::with_key(&house, &own, "/v1/desk/board").await, 200);
    let login = format!("admin@{}", desk.organisation);
    house.sign_in(&login, "a password of my own").await.refused(401, "unauthenticated");
    assert_eq!(change(&house, &desk, &person, json!({ "change": "enable" })).await.status, 200);
    assert_eq!(house.sign_in(&login, "a password of my own").await.status, 200);
    assert_eq!(crate::api_keys::with_key(&house, &key, "/v1/desk/board").await, 401, "a key that ended stays ended");
}

#[tokio::test]
async fn somebody_who_may_do_everything_is_always_left() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let me = users(&house, &desk).await[0]["id"].clone();
    for least in [json!({ "change": "disable" }), json!({ "change": "role", "role": "quality" })] {
        change(&house, &desk, &me, least).await.refused(409, "conflict");
    }
    user(&house, &desk, "admin").await;
    assert_eq!(change(&house, &desk, &me, json!({ "change": "role", "role": "quality" })).await.status, 200);
    house.at_desk(&desk, Method::GET, "/v1/desk/users", None).await.refused(403, "forbidden");
}

#[tokio::test]
async fn roles_that_do_not_sign_in_and_people_of_others_are_refused() {
    let house = House::open().await;
    let (north, south) = (house.set_up("North").await, house.set_up("South").await);
    for role in ["technician", "service"] {
        let new = json!({ "name": "x", "login": format!("x-{role}"), "role": role });
        house.at_desk(&north, Method::POST, "/v1/desk/users", Some(new)).await.refused(422, "invalid");
    }
    let theirs = users(&house, &south).await[0]["id"].clone();
    user(&house, &south, "admin").await;
    change(&house, &north, &theirs, json!({ "change": "disable" })).await.refused(404, "not_found");
    assert_eq!(users(&house, &north).await.len(), 1);
}
