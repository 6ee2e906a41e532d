//! The certificate where enrolment brought none: asked for beside the sync, which goes on without it.

use model::seal::certificate::Certificate;
use model::seal::key::{DeviceKey as _, SoftwareKey};
use model::time::Timestamp;
use model::wire::enrolment::CertificateResponse;

use crate::stage::*;

fn organisation_key() -> SoftwareKey {
    SoftwareKey::from_secret(&[9; 32])
}

/// What the organisation says of the device with this key.
fn certificate(key: model::seal::key::PublicKey) -> Vec<u8> {
    let certificate = Certificate {
        organisation: organisation(),
        organisation_name: "Lift Service 电梯服务".into(),
        organisation_key: organisation_key().public_key(),
        device: bens_phone(),
        device_name: "phone".into(),
        person: ben(),
        key,
        at: Timestamp::from_ms(NOON),
    };
    serde_json::to_vec(&CertificateResponse { certificate: certificate.issue(&organisation_key()).unwrap() }).unwrap()
}

#[tokio::test]
async fn work_is_sent_whether_or_not_a_certificate_can_be_had() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    stage.device.visits().arrive(desk.id).unwrap();
    let asked = || stage.script.next_sync(|heard| Page { certifies: true, ..heard.take_all() });

    asked();
    stage.script.next_problem(503, "unavailable");
    assert_eq!(stage.device.sync_now().await.unwrap().changes_sent, 1, "the work went first");
    asked();
    let others = SoftwareKey::from_secret(&[66; 32]).public_key();
    stage.script.next(move |_| Ok(answer(200, certificate(others))));
    stage.device.sync_now().await.unwrap();
    assert_eq!(stage.device.certificate().unwrap(), None, "one of another key is not kept");

    asked();
    let own = stage.device.public_key();
    let key = own.clone();
    stage.script.next(move |request| {
        assert_eq!(request.path, "/v1/devices/certificate");
        Ok(answer(200, certificate(key)))
    });
    stage.device.sync_now().await.unwrap();
    assert_eq!(stage.device.certificate().unwrap().unwrap().key, own);
    asked();
    stage.device.sync_now().await.unwrap();
    assert!(stage.script.is_done(), "who has one does not ask");
}
