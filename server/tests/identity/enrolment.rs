//! A device gets in with a one-time code.

use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::seal::key::DeviceKey as _;
use model::wire::enrolment::{EnrolResponse, enrol_message};
use serde_json::json;

use crate::house::{House, key};

#[tokio::test]
async fn a_code_lets_one_device_in() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let technician = house.technician(&desk, "Wang Lei").await;
    let code = house.code(&desk, technician).await;

    let answer = house.enrol(&code, &key(1)).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    let identity: EnrolResponse = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(identity.person, technician);
    assert_eq!(identity.person_name, "Wang Lei");
    assert_eq!(identity.organisation, desk.organisation);
    assert_eq!(identity.organisation_name, "North");

    house.enrol(&code, &key(2)).await.refused(403, "enrolment_code");
}

#[tokio::test]
async fn a_device_whose_answer_got_lost_asks_again_and_gets_it() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let technician = house.technician(&desk, "Wang Lei").await;
    let code = house.code(&desk, technician).await;
    let first = house.enrol(&code, &key(1)).await.json();
    let second = house.enrol(&code, &key(1)).await.json();
    assert_eq!(first, second);
}

#[tokio::test]
async fn a_code_may_be_typed_in_small_letters_without_hyphens() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let technician = house.technician(&desk, "Wang Lei").await;
    let code = house.code(&desk, technician).await;
    assert!(code.chars().filter(char::is_ascii_alphanumeric).count() * 5 >= 128);
    let typed = code.to_lowercase().replace('-', "");
    assert_eq!(house.enrol(&typed, &key(1)).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_code_past_its_time_is_refused() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let technician = house.technician(&desk, "Wang Lei").await;
    let code = house.code(&desk, technician).await;
    house.clock.advance_s(900);
    house.enrol(&code, &key(1)).await.refused(403, "enrolment_code");
}

#[tokio::test]
async fn a_code_in_its_last_second_is_taken() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let technician = house.technician(&desk, "Wang Lei").await;
    let code = house.code(&desk, technician).await;
    house.clock.advance_s(899);
    assert_eq!(house.enrol(&code, &key(1)).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_guessed_code_is_refused() {
    let house = House::open().await;
    house.set_up("North").await;
    house.enrol("0000-0000-0000-0000-0000-0000-0000", &key(1)).await.refused(403, "enrolment_code");
}

#[tokio::test]
async fn a_key_that_is_not_proven_is_refused_and_the_code_stays_good() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let technician = house.technician(&desk, "Wang Lei").await;
    let code = house.code(&desk, technician).await;
    let elsewhere = key(2).sign(&enrol_message(&code)).unwrap();
    let other_code = key(1).sign(&enrol_message("another code")).unwrap();
    for proof in [elsewhere, other_code, vec![0; 64], Vec::new()] {
        let body = json!({
            "code": code, "public_key": key(1).public_key(), "device_name": "Rugged 1",
            "proof": URL_SAFE_NO_PAD.encode(proof),
        });
        house.post("/v1/devices/enrol", body).await.refused(422, "invalid");
    }
    assert_eq!(house.enrol(&code, &key(1)).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn weak_and_unknown_keys_are_refused() {
    let house = House::open().await;
    house.set_up("North").await;
    let keys = [
        json!({ "algorithm": "EdDSA", "key": URL_SAFE_NO_PAD.encode([0; 32]) }),
        json!({ "algorithm": "EdDSA", "key": URL_SAFE_NO_PAD.encode([1; 31]) }),
        json!({ "algorithm": "ES256", "key": key(1).public_key().key }),
    ];
    for public_key in keys {
        let body = json!({ "code": "x", "public_key": public_key, "device_name": "Rugged 1", "proof": "" });
        house.post("/v1/devices/enrol", body).await.refused(422, "invalid");
    }
}

#[tokio::test]
async fn a_key_belongs_to_one_device() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    house.phone(&desk, 1).await;
    let technician = house.technician(&desk, "Li Na").await;
    let code = house.code(&desk, technician).await;
    house.enrol(&code, &key(1)).await.refused(409, "conflict");
}

#[tokio::test]
async fn guessing_codes_is_slowed_down() {
    let house = House::open_with(|config| config.enrolments_per_minute = 3).await;
    house.set_up("North").await;
    for _ in 0..3 {
        house.enrol("wrong", &key(1)).await.refused(403, "enrolment_code");
    }
    let answer = house.enrol("wrong", &key(1)).await;
    answer.refused(429, "rate_limited");
    let wait: i64 = answer.headers["retry-after"].to_str().unwrap().parse().unwrap();
    house.clock.advance_s(wait);
    house.enrol("wrong", &key(1)).await.refused(403, "enrolment_code");
}

#[tokio::test]
async fn no_code_for_a_technician_of_another_organisation() {
    let house = House::open().await;
    let north = house.set_up("North").await;
    let south = house.set_up("South").await;
    let technician = house.technician(&north, "Wang Lei").await;
    let path = format!("/v1/desk/technicians/{technician}/enrolment-code");
    let foreign = house.at_desk(&south, Method::POST, &path, None).await;
    foreign.refused(404, "not_found");
    let unknown = path.replace(&technician.to_string(), "nobody");
    let unknown = house.at_desk(&south, Method::POST, &unknown, None).await;
    assert_eq!(foreign.body, unknown.body);
}
