//! A device trades assertions for access tokens, and loses access when it is revoked.

use axum::http::{Method, StatusCode};
use model::id::DeviceId;
use serde_json::{Value, json};

use crate::house::{House, key, sign};

fn plain() -> Value {
    json!({ "alg": "EdDSA", "typ": "JWT" })
}

#[tokio::test]
async fn a_token_opens_the_device_routes_until_it_ends() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let phone = house.phone(&desk, 1).await;
    let token = house.token(&phone, "one").await;
    house.try_token(&token).await.refused(404, "not_found");
    house.clock.advance_s(606);
    house.try_token(&token).await.refused(401, "token_expired");
}

#[tokio::test]
async fn an_assertion_is_honoured_once() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let phone = house.phone(&desk, 1).await;
    let assertion = sign(&plain(), &json!(house.claims(&phone, "one")), &phone.key);
    assert_eq!(house.ask_token(&assertion).await.status, StatusCode::OK);
    house.ask_token(&assertion).await.refused(401, "unauthenticated");
    house.clock.advance_s(64);
    house.ask_token(&assertion).await.refused(401, "unauthenticated");
    house.clock.advance_s(60);
    house.ask_token(&assertion).await.refused(400, "clock_skew");
}

#[tokio::test]
async fn a_device_with_a_wrong_clock_is_told_the_time() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let phone = house.phone(&desk, 1).await;
    for ahead in [-3600, 3600] {
        let mut claims = house.claims(&phone, "one");
        claims.iat += ahead;
        claims.exp += ahead;
        let answer = house.ask_token(&sign(&plain(), &json!(claims), &phone.key)).await;
        answer.refused(400, "clock_skew");
        assert_eq!(answer.json()["server_time"], house.clock.seconds() * 1000);
    }
}

#[tokio::test]
async fn a_revoked_device_gets_no_token_and_its_token_opens_nothing() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let phone = house.phone(&desk, 1).await;
    let token = house.token(&phone, "one").await;
    assert_eq!(house.revoke(&desk, phone.identity.device).await.status, StatusCode::NO_CONTENT);
    house.try_token(&token).await.refused(403, "device_revoked");
    let assertion = sign(&plain(), &json!(house.claims(&phone, "two")), &phone.key);
    house.ask_token(&assertion).await.refused(403, "device_revoked");
    assert_eq!(house.revoke(&desk, phone.identity.device).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn the_desk_of_another_organisation_cannot_revoke_a_device() {
    let house = House::open().await;
    let north = house.set_up("North").await;
    let south = house.set_up("South").await;
    let phone = house.phone(&north, 1).await;
    let foreign = house.revoke(&south, phone.identity.device).await;
    foreign.refused(404, "not_found");
    let unknown = house.revoke(&south, DeviceId::from_bytes([9; 16])).await;
    assert_eq!(foreign.body, unknown.body);
    house.try_token(&house.token(&phone, "one").await).await.refused(404, "not_found");
}

#[tokio::test]
async fn hostile_assertions_are_refused() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let phone = house.phone(&desk, 1).await;
    let other = house.phone(&desk, 2).await;
    let claims = json!(house.claims(&phone, "one"));
    let with = |mut base: Value, name: &str, value: Value| {
        base[name] = value;
        base
    };
    let without = |name: &str| {
        let mut claims = claims.clone();
        claims.as_object_mut().unwrap().remove(name);
        claims
    };
    let now = house.clock.seconds();
    let sub = claims["sub"].clone();
    let stranger = json!(DeviceId::from_bytes([9; 16]));
    let cases = [
        ("signed by another device", sign(&plain(), &claims, &other.key)),
        ("signed by a key of nobody", sign(&plain(), &claims, &key(9))),
        ("unknown device", { sign(&plain(), &with(with(claims.clone(), "sub", stranger.clone()), "iss", stranger), &key(9)) }),
        ("iss is not sub", sign(&plain(), &with(claims.clone(), "iss", json!(other.identity.device)), &phone.key)),
        ("no iss", sign(&plain(), &without("iss"), &phone.key)),
        ("no sub", sign(&plain(), &without("sub"), &phone.key)),
        ("no aud", sign(&plain(), &without("aud"), &phone.key)),
        ("no exp", sign(&plain(), &without("exp"), &phone.key)),
        ("no iat", sign(&plain(), &without("iat"), &phone.key)),
        ("no jti", sign(&plain(), &without("jti"), &phone.key)),
        ("empty jti", sign(&plain(), &with(claims.clone(), "jti", json!("")), &phone.key)),
        ("long jti", sign(&plain(), &with(claims.clone(), "jti", json!("x".repeat(200))), &phone.key)),
        ("another server", sign(&plain(), &with(claims.clone(), "aud", json!("urn:other")), &phone.key)),
        ("aud is a list", sign(&plain(), &with(claims.clone(), "aud", json!([claims["aud"]])), &phone.key)),
        ("lives too long", sign(&plain(), &with(claims.clone(), "exp", json!(now + 121)), &phone.key)),
        ("ends before it begins", sign(&plain(), &with(claims.clone(), "exp", json!(now - 1)), &phone.key)),
        ("endless", sign(&plain(), &with(claims.clone(), "exp", json!(i64::MAX)), &phone.key)),
        ("sub in another spelling", {
            let spelt = json!(sub.as_str().unwrap().to_uppercase());
            sign(&plain(), &with(with(claims.clone(), "sub", spelt.clone()), "iss", spelt), &phone.key)
        }),
        ("typ of an access token", sign(&json!({ "alg": "EdDSA", "typ": "at+jwt" }), &claims, &phone.key)),
        ("kid of another device", { sign(&json!({ "alg": "EdDSA", "kid": other.identity.device }), &claims, &phone.key) }),
        ("alg none", sign(&json!({ "alg": "none" }), &claims, &phone.key)),
        ("alg HS256", sign(&json!({ "alg": "HS256" }), &claims, &phone.key)),
        ("crit", sign(&json!({ "alg": "EdDSA", "crit": ["x"], "x": 1 }), &claims, &phone.key)),
        ("jwk", sign(&json!({ "alg": "EdDSA", "jwk": {} }), &claims, &phone.key)),
        ("too long", sign(&plain(), &with(claims.clone(), "note", json!("x".repeat(5_000))), &phone.key)),
        ("empty", String::new()),
        ("an access token", house.token(&phone, "zero").await),
    ];
    for (name, assertion) in cases {
        let answer = house.ask_token(&assertion).await;
        assert_eq!((name, answer.status.as_u16()), (name, 401));
        assert_eq!((name, answer.problem().as_str()), (name, "unauthenticated"));
    }
    assert_eq!(house.ask_token(&sign(&plain(), &claims, &phone.key)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn another_grant_type_is_refused() {
    let house = House::open().await;
    let request = crate::house::request(Method::POST, "/v1/token")
        .header("content-type", "application/x-www-form-urlencoded")
        .body("grant_type=password&assertion=x".into());
    house.call(request.unwrap()).await.refused(422, "invalid");
}

#[tokio::test]
async fn an_assertion_is_no_access_token() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let phone = house.phone(&desk, 1).await;
    let assertion = sign(&plain(), &json!(house.claims(&phone, "one")), &phone.key);
    house.try_token(&assertion).await.refused(401, "unauthenticated");
}
