//! Two handsets on this machine exchange over loopback TCP, and one way as codes and files.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use client_core::http::transport::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportError};
use client_core::{Device, DeviceConfig, Host};
use handset::{Handset, HandsetConfig};
use model::id::{DeviceId, OrganisationId, PersonId};
use model::seal::certificate::Certificate;
use model::seal::key::{DeviceKey as _, PublicKey, SoftwareKey};
use model::time::Timestamp;
use model::wire::enrolment::EnrolResponse;
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt as _;

use crate::world::{request, words_for};

/// The desk: it enrols and certifies one device, and is never heard again.
struct Certifier(u8);

impl Transport for Certifier {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(
            async move { if request.path == "/v1/devices/enrol" { Ok(self.enrol(&request.body)) } else { Err(TransportError::Offline) } },
        )
    }
}

impl Certifier {
    fn enrol(&self, body: &[u8]) -> HttpResponse {
        let asked: Value = serde_json::from_slice(body).unwrap();
        let key = SoftwareKey::from_secret(&[8; 32]);
        let certificate = Certificate {
            organisation: OrganisationId::from_bytes([8; 16]),
            organisation_name: "Hongda".into(),
            organisation_key: key.public_key(),
            device: DeviceId::from_bytes([self.0; 16]),
            device_name: asked["device_name"].as_str().unwrap().into(),
            person: PersonId::from_bytes([2; 16]),
            key: serde_json::from_value::<PublicKey>(asked["public_key"].clone()).unwrap(),
            at: Timestamp::from_ms(1),
        };
        let response = EnrolResponse {
            device: certificate.device,
            person: certificate.person,
            person_name: "A".into(),
            organisation: certificate.organisation,
            organisation_name: "Hongda".into(),
            audience: "https://desk.example/v1/token".into(),
            certificate: Some(certificate.issue(&key).unwrap()),
            server_time: Timestamp::from_ms(1_795_348_800_000),
        };
        HttpResponse { status: 201, headers: Vec::new(), body: serde_json::to_vec(&response).unwrap() }
    }
}

struct Phone {
    router: Router,
    _folder: TempDir,
}

impl Phone {
    async fn enrolled(number: u8, name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server: Arc<dyn Transport> = Arc::new(Certifier(number));
        let host = Host { transport: Arc::new(move |_| Ok(Arc::clone(&server))), ..Host::system() };
        let config = DeviceConfig { path: folder.path().join("device.db"), application: "handset-test/1".into() };
        let router = Handset::new(Device::open(config, host).unwrap(), HandsetConfig::default()).router();
        let phone = Self { router, _folder: folder };
        phone.done("/api/enrol", json!({ "server_url": "https://desk.example", "code": "K7MF-2QXP", "device_name": name })).await;
        phone
    }

    async fn send(&self, request: Request<Body>) -> (StatusCode, Vec<u8>) {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status();
        (status, to_bytes(answer.into_body(), 16 << 20).await.unwrap().to_vec())
    }

    async fn get(&self, path: &str) -> Value {
        let (status, body) = self.send(request("GET", path).body(Body::empty()).unwrap()).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        serde_json::from_slice(&body).unwrap()
    }

    async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        let request = request("POST", path).header("content-type", "application/json").body(Body::from(body.to_string())).unwrap();
        let (status, body) = self.send(request).await;
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    async fn done(&self, path: &str, body: Value) -> Value {
        let (status, body) = self.post(path, body).await;
        assert!(status.is_success(), "{path}: {body}");
        body
    }

    /// Looks until the exchange has come so far.
    async fn is(&self, state: &str) -> Value {
        let looking = async {
            loop {
                let stage = self.get("/api/peer").await;
                if stage["state"] == state {
                    return stage;
                }
                assert!(state == "failed" || stage["state"] != "failed", "{stage}");
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), looking).await.unwrap_or_else(|_| panic!("never {state}"))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_handsets_exchange_once_both_persons_agreed() {
    let (phone, tablet) = (Phone::enrolled(3, "Phone of A").await, Phone::enrolled(4, "Tablet of A").await);
    phone.done("/api/days", json!({ "date": "2026-11-21", "utc_offset_minutes": 480 })).await;
    tablet.done("/api/days", json!({ "date": "2026-11-22", "utc_offset_minutes": 480 })).await;
    let waiting = phone.done("/api/peer/wait", json!({})).await;
    assert_eq!(waiting["state"], "waiting");
    tablet.done("/api/peer/go", json!({ "address": waiting["address"] })).await;
    let (asked, asking) = (phone.is("asking").await, tablet.is("asking").await);
    assert_eq!((&asked["peer"]["device_name"], &asking["peer"]["device_name"]), (&json!("Tablet of A"), &json!("Phone of A")));
    assert_eq!(asked["peer"]["code"], asking["peer"]["code"]);
    assert_eq!(tablet.get("/api/days").await.as_array().unwrap().len(), 1, "nothing before they agreed");
    for one in [&phone, &tablet] {
        one.done("/api/peer/accept", json!({})).await;
    }
    for one in [&phone, &tablet] {
        let done = one.is("done").await;
        assert_eq!((&done["report"]["changes_given"], &done["report"]["changes_taken"]), (&json!(1), &json!(1)), "{done}");
        assert_eq!(one.get("/api/days").await.as_array().unwrap().len(), 2);
    }
    // They know each other now.
    let waiting = tablet.done("/api/peer/wait", json!({})).await;
    phone.done("/api/peer/go", json!({ "address": waiting["address"] })).await;
    phone.is("done").await;
    tablet.is("done").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_gone_to_is_told_in_both_languages() {
    let phone = Phone::enrolled(3, "Phone of A").await;
    for address in ["192.0.2.1:80", "x", ""] {
        let (status, body) = phone.post("/api/peer/go", json!({ "address": address })).await;
        assert_eq!((status, &body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("not_this_machine")));
        for language in ["zh-CN", "en"] {
            assert!(!words_for(language, &body["code"]).is_empty());
        }
    }
    let (status, body) = phone.post("/api/peer/accept", json!({})).await;
    assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("peer_nobody_yet")));
    // Nobody is at that port: the listener is gone as soon as the exchange is ended.
    let waiting = phone.done("/api/peer/wait", json!({})).await;
    phone.done("/api/peer/end", json!({})).await;
    assert_eq!(phone.get("/api/peer").await["state"], "idle");
    assert!(waiting["address"].as_str().unwrap().starts_with("127.0.0.1:"));
}

#[tokio::test]
async fn a_file_and_codes_carry_what_waits_one_way() {
    let (phone, tablet) = (Phone::enrolled(3, "Phone of A").await, Phone::enrolled(4, "Tablet of A").await);
    let day = phone.done("/api/days", json!({ "date": "2026-11-21", "utc_offset_minutes": 480 })).await;
    let id = day["id"].as_str().unwrap();
    let codes = phone.get(&format!("/api/documents/{id}/offer")).await;
    assert!(
        codes.as_array().unwrap().iter().all(|code| code["across"].as_u64().unwrap() > 20 && !code["path"].as_str().unwrap().is_empty())
    );
    let (status, file) = phone.send(request("GET", &format!("/api/documents/{id}/offer.file")).body(Body::empty()).unwrap()).await;
    assert_eq!(status, StatusCode::OK);
    let take = |body: Vec<u8>| {
        request("POST", "/api/peer/offer").header("content-type", "application/octet-stream").body(Body::from(body)).unwrap()
    };
    let (status, _) = tablet.send(take(file[..file.len() - 1].to_vec())).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, taken) = tablet.send(take(file)).await;
    assert_eq!((status, serde_json::from_slice::<Value>(&taken).unwrap()["changes"].clone()), (StatusCode::OK, json!(1)));
    assert_eq!(tablet.get("/api/days").await.as_array().unwrap().len(), 1);
}
