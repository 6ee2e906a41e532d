//! Signing in at the desk, and what another site's page cannot do.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use model::id::PersonId;
use serde_json::json;
use server::{NewOrganisation, SetUpError};

use crate::house::{House, PASSWORD, cookie, json_body, request};

#[tokio::test]
async fn a_desk_user_signs_in_and_out() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let view = house.at_desk(&desk, Method::GET, "/v1/desk/session", None).await;
    assert_eq!(view.status, StatusCode::OK);
    assert_eq!(view.json()["name"], "desk@North");
    assert_eq!(view.json()["role"], "admin");
    assert_eq!(view.json()["organisation"], desk.organisation.to_string());
    assert_eq!(view.json()["organisation_name"], "North");

    let out = house.at_desk(&desk, Method::DELETE, "/v1/desk/session", None).await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    assert!(cookie(&out).ends_with("fieldbook_desk="));
    house.at_desk(&desk, Method::GET, "/v1/desk/session", None).await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn the_cookie_is_for_this_server_and_no_script() {
    let house = House::open_with(|config| config.public_url = Some("https://fieldbook.test".to_owned())).await;
    house.set_up("North").await;
    let answer = house.sign_in("DESK@north", PASSWORD).await;
    let set = answer.headers[header::SET_COOKIE].to_str().unwrap();
    for attribute in ["HttpOnly", "SameSite=Strict", "Secure", "Path=/", "Max-Age=43200"] {
        assert!(set.contains(attribute), "{attribute} in {set}");
    }
}

#[tokio::test]
async fn wrong_passwords_and_unknown_names_get_the_same_answer() {
    let house = House::open().await;
    house.set_up("North").await;
    let wrong = house.sign_in("desk@North", "wrong horse").await;
    wrong.refused(401, "unauthenticated");
    let unknown = house.sign_in("nobody", PASSWORD).await;
    assert_eq!(wrong.body, unknown.body);
    house.sign_in("desk@North", &"x".repeat(10_000)).await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    house.clock.advance_s(12 * 3600 - 1);
    let view = house.at_desk(&desk, Method::GET, "/v1/desk/session", None).await;
    assert_eq!(view.status, StatusCode::OK);
    house.clock.advance_s(1);
    house.at_desk(&desk, Method::GET, "/v1/desk/session", None).await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn signing_in_again_ends_the_session_before() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let request = request(Method::POST, "/v1/desk/session").header("sec-fetch-site", "same-origin").header(header::COOKIE, &desk.cookie);
    let body = json!({ "name": "desk@North", "password": PASSWORD });
    let again = house.call(json_body(request, body)).await;
    assert_ne!(cookie(&again), desk.cookie);
    house.at_desk(&desk, Method::GET, "/v1/desk/session", None).await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn the_database_does_not_hold_what_opens_a_session() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let technician = house.technician(&desk, "Wang Lei").await;
    let code = house.code(&desk, technician).await;
    let token = desk.cookie.split_once('=').unwrap().1;
    for name in ["fieldbook.db", "fieldbook.db-wal"] {
        let bytes = std::fs::read(house.dir.path().join(name)).unwrap();
        for secret in [token, PASSWORD, &code, &code.replace('-', "")] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
        }
    }
}

#[tokio::test]
async fn guessing_passwords_is_slowed_down() {
    let house = House::open_with(|config| config.sign_ins_per_minute = 2).await;
    for _ in 0..2 {
        house.sign_in("desk@North", "wrong horse").await.refused(401, "unauthenticated");
    }
    house.sign_in("desk@North", "wrong horse").await.refused(429, "rate_limited");
}

#[tokio::test]
async fn a_wall_clock_that_is_set_back_keeps_nobody_out() {
    let house = House::open_with(|config| config.sign_ins_per_minute = 2).await;
    house.set_up("North").await;
    house.clock.advance_s(7_200);
    house.sign_in("desk@North", "wrong horse").await.refused(401, "unauthenticated");
    house.clock.set_wall_back_s(3_600);
    assert_eq!(house.sign_in("desk@North", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn another_sites_page_cannot_act_with_the_cookie() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let cases: [&[(&str, &str)]; 7] = [
        &[],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site"), ("origin", "http://fieldbook.test")],
        &[("origin", "https://evil.example")],
        &[("origin", "http://fieldbook.test.evil.example")],
        &[("origin", "null")],
    ];
    for headers in cases {
        let mut request = request(Method::POST, "/v1/desk/technicians").header(header::COOKIE, &desk.cookie);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = house.call(json_body(request, json!({ "name": "Mallory" }))).await;
        assert_eq!((headers, answer.status.as_u16()), (headers, 403));
        assert_eq!(answer.problem(), "forbidden");
    }
    let list = house.at_desk(&desk, Method::GET, "/v1/desk/technicians", None).await;
    assert_eq!(list.json(), json!([]));
}

#[tokio::test]
async fn the_desks_own_page_may_act_also_in_an_older_browser() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let request =
        request(Method::POST, "/v1/desk/technicians").header(header::COOKIE, &desk.cookie).header("origin", "http://fieldbook.test");
    let answer = house.call(json_body(request, json!({ "name": "Li Na" }))).await;
    assert_eq!(answer.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_form_cannot_stand_in_for_json() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let request = request(Method::POST, "/v1/desk/technicians")
        .header(header::COOKIE, &desk.cookie)
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "text/plain")
        .body(Body::from("{\"name\":\"Mallory\"}"));
    house.call(request.unwrap()).await.refused(415, "malformed");
}

/// A call that is sent again after a lost answer adds nobody twice; an id is one person's, in every organisation.
#[tokio::test]
async fn a_technician_who_is_sent_again_is_the_same_one() {
    let house = House::open().await;
    let (north, south) = (house.set_up("North").await, house.set_up("South").await);
    let wang = json!({ "id": PersonId::from_bytes([7; 16]), "name": "Wang" });
    let add = async |desk, body| house.at_desk(desk, Method::POST, "/v1/desk/technicians", Some(body)).await;
    for status in [StatusCode::CREATED, StatusCode::OK] {
        let added = add(&north, wang.clone()).await;
        assert_eq!((added.status, &added.json()["id"]), (status, &wang["id"]));
    }
    add(&north, json!({ "id": wang["id"], "name": "Li" })).await.refused(409, "conflict");
    add(&south, wang.clone()).await.refused(409, "conflict");
    let of = async |desk| house.at_desk(desk, Method::GET, "/v1/desk/technicians", None).await.json().as_array().unwrap().len();
    assert_eq!((of(&north).await, of(&south).await), (1, 0));
}

#[tokio::test]
async fn technicians_are_listed_by_name_for_their_own_organisation() {
    let house = House::open().await;
    let north = house.set_up("North").await;
    let south = house.set_up("South").await;
    house.technician(&north, "Zhao Min").await;
    house.technician(&north, "Li Na").await;
    let list = house.at_desk(&north, Method::GET, "/v1/desk/technicians", None).await.json();
    let names: Vec<_> = list.as_array().unwrap().iter().map(|each| each["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Li Na", "Zhao Min"]);
    let foreign = house.at_desk(&south, Method::GET, "/v1/desk/technicians", None).await;
    assert_eq!(foreign.json(), json!([]));
}

#[tokio::test]
async fn names_without_content_are_refused() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    for name in ["", "   ", "two\nlines", &"x".repeat(81)] {
        let answer = house.at_desk(&desk, Method::POST, "/v1/desk/technicians", Some(json!({ "name": name }))).await;
        answer.refused(422, "invalid");
    }
}

#[tokio::test]
async fn an_organisation_is_set_up_once() {
    let house = House::open().await;
    assert!(!house.server.is_set_up().await.unwrap());
    house.set_up("North").await;
    assert!(house.server.is_set_up().await.unwrap());
    let new = |name: &str, desk_user: &str, password: &str| NewOrganisation {
        name: name.to_owned(),
        desk_user: desk_user.to_owned(),
        password: password.to_owned(),
    };
    let refused = |new| house.server.set_up(new);
    assert!(matches!(refused(new("North", "x", PASSWORD)).await, Err(SetUpError::NameTaken)));
    assert!(matches!(refused(new("East", "DESK@north", PASSWORD)).await, Err(SetUpError::DeskUserTaken)));
    assert!(matches!(refused(new(" ", "x", PASSWORD)).await, Err(SetUpError::Name)));
    assert!(matches!(refused(new("East", "x", "short")).await, Err(SetUpError::Password)));
    house.set_up("East").await;
}
