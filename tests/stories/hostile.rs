//! Bad input: each fault gets one clear error with a stable code, nothing is half-written, and everything else in the same
//! request is still taken. Told over the real router with a hand-made device.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fieldbook_tests::World;
use http::Method;
use serde_json::json;

#[tokio::test]
async fn one_enrolment_code_lets_one_device_in() {
    let world = World::on_monday_morning().await;
    let (_, code) = world.desk.technician_with_code("赵敏").await;
    let enrol = |code: &str, secret: u8| {
        let key = ed25519_dalek::SigningKey::from_bytes(&[secret; 32]);
        let proof = ed25519_dalek::Signer::sign(&key, &model::wire::enrolment::enrol_message(code)).to_bytes();
        json!({
            "code": code, "device_name": "phone", "proof": URL_SAFE_NO_PAD.encode(proof),
            "public_key": { "algorithm": "EdDSA", "key": URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes()) },
        })
    };
    let first = world.desk.ask(Method::POST, "/v1/devices/enrol", Some(enrol(&code, 5))).await;
    assert_eq!(first.status, 201, "{}", first.json);
    let repeated = world.desk.ask(Method::POST, "/v1/devices/enrol", Some(enrol(&code, 5))).await;
    assert_eq!(repeated.json["device"], first.json["device"], "a lost answer is given again to the same key");
    let other = world.desk.ask(Method::POST, "/v1/devices/enrol", Some(enrol(&code, 6))).await;
    assert_eq!(other.json["code"], "enrolment_code", "{}", other.json);
}

#[tokio::test]
async fn a_device_that_was_put_out_reads_nothing_and_the_desk_takes_in_its_work() {
    let mut world = World::on_monday_morning().await;
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    let board = world.desk.ask(Method::GET, "/v1/desk/board", None).await;
    let device = board.json["devices"][0]["id"].as_str().unwrap().to_owned();
    let revoked = world.desk.ask(Method::POST, &format!("/v1/desk/devices/{device}/revoke"), Some(json!({}))).await;
    assert!(revoked.status.is_success(), "{}", revoked.json);
    zhao.works_through(visit);
    let refused = zhao.tries_to_sync().await.unwrap_err();
    assert_eq!(refused.code(), "device_revoked", "{refused}");
    assert!(matches!(zhao.delivery(visit), client_core::visits::Delivery::Parked { code, .. } if code == "quarantined"));
    assert_eq!(world.desk.row(visit).await.unwrap()["status"], "assigned", "it lies beside the visit");
    let late = world.desk.view(visit).await["late_work"].clone();
    assert_eq!((&late[0]["device"], &late[0]["quarantined"]), (&device.clone().into(), &true.into()));
    let taken =
        world.desk.does(&format!("/v1/desk/documents/{visit}/quarantine"), json!({ "device": device, "decision": "take_in" })).await;
    assert_eq!((&taken["changes"], taken.get("refused")), (&late[0]["changes"], None), "{taken}");
    let row = world.desk.row(visit).await.unwrap();
    assert_eq!((&row["status"], &row["signature"]), (&"finished".into(), &"current".into()), "signed work is not lost");
}

/// nor does its existence show.
#[tokio::test]
async fn another_organisations_visit_is_as_if_it_were_not() {
    let mut world = World::on_monday_morning().await;
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    let other = world.another_organisation().await;
    let (own_technician, _) = other.technician_with_code("孙强").await;
    let nothing = "01890000-0000-7000-8000-000000000000";
    for (method, path, body) in [
        (Method::GET, "/v1/desk/visits/ID", None),
        (Method::POST, "/v1/desk/visits/ID/assign", Some(json!({ "technician": own_technician, "reason": "x" }))),
        (Method::POST, "/v1/desk/visits/ID/cancel", Some(json!({ "reason": "x" }))),
    ] {
        let foreign = other.ask(method.clone(), &path.replace("ID", &visit.to_string()), body.clone()).await;
        let unknown = other.ask(method, &path.replace("ID", nothing), body).await;
        assert_eq!((foreign.status.as_u16(), foreign.json), (404, unknown.json), "{path}");
    }
    assert_eq!(other.ask(Method::GET, "/v1/desk/board", None).await.json["visits"], json!([]));
}
