//! What an organisation vouches for: keys of its devices in software and in hardware, and which of them were put out.

use axum::http::{Method, StatusCode};
use model::seal::SealError;
use model::seal::certificate::Certificate;
use model::seal::key::{DeviceKey, P256, PublicKey};
use model::seal::organisation::OrganisationStatement;
use model::wire::enrolment::EnrolResponse;
use p256::ecdsa::signature::Signer as _;
use serde_json::json;

use crate::house::{House, key, request, sign};

/// A telephone's key in hardware.
struct Keystore(p256::ecdsa::SigningKey);

#[allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]
impl DeviceKey for Keystore {
    fn public_key(&self) -> PublicKey {
        PublicKey::p256(self.0.verifying_key().to_encoded_point(false).as_bytes()).unwrap()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SealError> {
        let signature: p256::ecdsa::Signature = self.0.sign(message);
        self.public_key().spelled(signature.to_der().as_bytes())
    }
}

#[tokio::test]
async fn an_enrolled_device_gets_a_certificate_by_its_organisations_key() {
    let house = House::open().await;
    let (north, south) = (house.set_up("North").await, house.set_up("South").await);
    let mut organisations = Vec::new();
    for (desk, secret) in [(&north, 1), (&north, 2), (&south, 3)] {
        let technician = house.technician(desk, &format!("Wang Lei {secret}")).await;
        let code = house.code(desk, technician).await;
        let answer: EnrolResponse = serde_json::from_slice(&house.enrol(&code, &key(secret)).await.body).unwrap();
        let certificate = Certificate::read(&answer.certificate.unwrap()).unwrap();
        assert_eq!((certificate.organisation, certificate.device, certificate.person), (desk.organisation, answer.device, technician));
        assert_eq!(certificate.key, key(secret).public_key());
        organisations.push(certificate.organisation_key);
    }
    assert_eq!(organisations[0], organisations[1]);
    assert_ne!(organisations[0], organisations[2]);
}

#[tokio::test]
async fn a_device_asks_for_its_certificate_again() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let phone = house.phone(&desk, 1).await;
    let token = house.token(&phone, "one").await;
    let bearer = request(Method::GET, "/v1/devices/certificate").header("authorization", format!("Bearer {token}"));
    let answer = house.call(bearer.body(axum::body::Body::empty()).unwrap()).await.json();
    let certificate = Certificate::read(answer["certificate"].as_str().unwrap()).unwrap();
    assert_eq!((certificate.device, &certificate.key), (phone.identity.device, &phone.key.public_key()));
    house.get("/v1/devices/certificate").await.refused(401, "unauthenticated");
}

/// A key that never leaves the telephone: Secure Enclave and StrongBox have P-256 only.
#[tokio::test]
async fn a_device_with_a_key_in_hardware_enrols_and_gets_tokens() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let technician = house.technician(&desk, "Wang Lei").await;
    let code = house.code(&desk, technician).await;
    let keystore = Keystore(p256::ecdsa::SigningKey::from_slice(&[7; 32]).unwrap());
    let answer = house.enrol(&code, &keystore).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    let identity: EnrolResponse = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(Certificate::read(identity.certificate.as_deref().unwrap()).unwrap().key.algorithm, P256);
    let now = house.clock.seconds();
    let device = identity.device.to_string();
    let claims = |jti: &str| json!({ "iss": device, "sub": device, "aud": identity.audience, "iat": now, "exp": now + 60, "jti": jti });
    let header = json!({ "alg": "ES256", "typ": "JWT" });
    assert_eq!(house.ask_token(&sign(&header, &claims("one"), &keystore)).await.status, StatusCode::OK);
    // Neither another key nor another algorithm's name gets one.
    let other = Keystore(p256::ecdsa::SigningKey::from_slice(&[8; 32]).unwrap());
    house.ask_token(&sign(&header, &claims("two"), &other)).await.refused(401, "unauthenticated");
    house.ask_token(&sign(&json!({ "alg": "EdDSA", "typ": "JWT" }), &claims("three"), &keystore)).await.refused(401, "unauthenticated");
    house.ask_token(&sign(&header, &claims("four"), &key(1))).await.refused(401, "unauthenticated");
}

/// For everybody who checks a paper: the organisation's key, and since when a device is put out. Nobody's name but the organisation's.
#[tokio::test]
async fn an_organisation_says_which_devices_were_put_out() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let (phone, lost) = (house.phone(&desk, 1).await, house.phone(&desk, 2).await);
    let path = format!("/v1/organisations/{}/statement", desk.organisation);
    let said = async || {
        let answer = house.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK);
        OrganisationStatement::read(std::str::from_utf8(&answer.body).unwrap()).unwrap()
    };
    assert_eq!(said().await.revoked, []);
    house.revoke(&desk, lost.identity.device).await;
    let statement = said().await;
    assert_eq!(statement.name, "North");
    assert!(statement.revoked_at(lost.identity.device).is_some());
    assert_eq!(statement.revoked_at(phone.identity.device), None);
    let certificate = Certificate::read(phone.identity.certificate.as_deref().unwrap()).unwrap();
    assert_eq!(certificate.organisation_key, statement.key);
    house.get("/v1/organisations/01890000-0000-7000-8000-000000000000/statement").await.refused(404, "not_found");
    house.get("/v1/organisations/x/statement").await.refused(404, "not_found");
}
