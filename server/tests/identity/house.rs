//! A server in the process, with a clock that stands still until a test moves it, and the people the tests need.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::http::request::Builder;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::id::{DeviceId, OrganisationId, PersonId};
use model::seal::key::{DeviceKey, SoftwareKey};
use model::time::Timestamp;
use model::wire::enrolment::{AssertionClaims, EnrolResponse, JWT_BEARER_GRANT, enrol_message};
use model::wire::problem::Problem;
use serde_json::{Value, json};
use server::{Clock, Config, Host, NewOrganisation, Server, SystemChance};
use tempfile::TempDir;
use tower::ServiceExt as _;

pub(crate) const PASSWORD: &str = "correct horse battery";
const START_MS: i64 = 1_790_000_000_000;

/// The wall clock, and how far it has been set back.
pub(crate) struct StillClock(AtomicI64, AtomicI64);

impl StillClock {
    pub(crate) fn advance_s(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    /// Somebody corrects the machine's clock; the time that has passed stays.
    pub(crate) fn set_wall_back_s(&self, seconds: i64) {
        self.0.fetch_sub(seconds * 1000, Ordering::SeqCst);
        self.1.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    pub(crate) fn seconds(&self) -> i64 {
        self.now().as_seconds()
    }
}

impl Clock for StillClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.0.load(Ordering::SeqCst))
    }

    fn monotonic(&self) -> Duration {
        Duration::from_millis((self.0.load(Ordering::SeqCst) + self.1.load(Ordering::SeqCst)).unsigned_abs())
    }
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The stable code of the problem, after checking that it is one.
    pub(crate) fn problem(&self) -> String {
        assert_eq!(self.headers[header::CONTENT_TYPE], "application/problem+json");
        let problem: Problem = serde_json::from_slice(&self.body).unwrap();
        assert_eq!(problem.status, self.status.as_u16());
        assert_eq!(problem.kind, format!("urn:fieldbook:problem:{}", problem.code));
        problem.code
    }

    pub(crate) fn refused(&self, status: u16, code: &str) {
        assert_eq!((self.status.as_u16(), self.problem().as_str()), (status, code));
    }
}

pub(crate) struct House {
    pub(crate) dir: TempDir,
    pub(crate) clock: Arc<StillClock>,
    pub(crate) server: Server,
}

/// A signed-in desk user.
pub(crate) struct Desk {
    pub(crate) organisation: OrganisationId,
    pub(crate) cookie: String,
}

/// An enrolled device.
pub(crate) struct Phone {
    pub(crate) key: SoftwareKey,
    pub(crate) identity: EnrolResponse,
}

pub(crate) fn key(byte: u8) -> SoftwareKey {
    SoftwareKey::from_secret(&[byte; 32])
}

impl House {
    pub(crate) async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    pub(crate) async fn open_with(change: impl FnOnce(&mut Config)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(StillClock(AtomicI64::new(START_MS), AtomicI64::new(0)));
        let mut config = Config { data_dir: dir.path().to_owned(), ..Config::default() };
        change(&mut config);
        let host = Host { clock: Arc::clone(&clock) as Arc<dyn Clock>, chance: Arc::new(SystemChance) };
        let server = Server::open(config, host).await.unwrap();
        Self { dir, clock, server }
    }

    pub(crate) async fn call(&self, request: Request<Body>) -> Answer {
        let answer = self.server.router().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = axum::body::to_bytes(body, 1 << 25).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, body: body.into() }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call(request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(json_body(request(Method::POST, path), body)).await
    }

    pub(crate) async fn set_up(&self, name: &str) -> Desk {
        let new = NewOrganisation { name: name.to_owned(), desk_user: format!("desk@{name}"), password: PASSWORD.to_owned() };
        let organisation = self.server.set_up(new).await.unwrap();
        let answer = self.sign_in(&format!("desk@{name}"), PASSWORD).await;
        assert_eq!(answer.status, StatusCode::OK);
        Desk { organisation, cookie: cookie(&answer) }
    }

    pub(crate) async fn sign_in(&self, name: &str, password: &str) -> Answer {
        let request = request(Method::POST, "/v1/desk/session").header("sec-fetch-site", "same-origin");
        self.call(json_body(request, json!({ "name": name, "password": password }))).await
    }

    pub(crate) async fn at_desk(&self, desk: &Desk, method: Method, path: &str, body: Option<Value>) -> Answer {
        let request = request(method, path).header("sec-fetch-site", "same-origin").header(header::COOKIE, &desk.cookie);
        let request = match body {
            Some(body) => json_body(request, body),
            None => request.body(Body::empty()).unwrap(),
        };
        self.call(request).await
    }

    pub(crate) async fn technician(&self, desk: &Desk, name: &str) -> PersonId {
        let answer = self.at_desk(desk, Method::POST, "/v1/desk/technicians", Some(json!({ "name": name }))).await;
        assert_eq!(answer.status, StatusCode::CREATED);
        answer.json()["id"].as_str().unwrap().parse().unwrap()
    }

    pub(crate) async fn code(&self, desk: &Desk, technician: PersonId) -> String {
        let path = format!("/v1/desk/technicians/{technician}/enrolment-code");
        let answer = self.at_desk(desk, Method::POST, &path, None).await;
        assert_eq!(answer.status, StatusCode::CREATED);
        answer.json()["code"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn enrol(&self, code: &str, key: &dyn DeviceKey) -> Answer {
        let proof = key.sign(&enrol_message(code)).unwrap();
        let body = json!({
            "code": code, "public_key": key.public_key(), "device_name": "Rugged 1",
            "proof": URL_SAFE_NO_PAD.encode(proof),
        });
        self.post("/v1/devices/enrol", body).await
    }

    /// A technician's enrolled device.
    pub(crate) async fn phone(&self, desk: &Desk, secret: u8) -> Phone {
        let technician = self.technician(desk, "Wang Lei").await;
        let code = self.code(desk, technician).await;
        let key = key(secret);
        let answer = self.enrol(&code, &key).await;
        assert_eq!(answer.status, StatusCode::CREATED);
        Phone { identity: serde_json::from_slice(&answer.body).unwrap(), key }
    }

    /// What a device would claim now.
    pub(crate) fn claims(&self, phone: &Phone, jti: &str) -> AssertionClaims {
        let device = phone.identity.device.to_string();
        let iat = self.clock.seconds();
        let aud = phone.identity.audience.clone();
        AssertionClaims { iss: device.clone(), sub: device, aud, iat, exp: iat + 60, jti: jti.to_owned() }
    }

    pub(crate) async fn ask_token(&self, assertion: &str) -> Answer {
        let form = format!("grant_type={}&assertion={assertion}", JWT_BEARER_GRANT.replace(':', "%3A"));
        let request =
            request(Method::POST, "/v1/token").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from(form));
        self.call(request.unwrap()).await
    }

    pub(crate) async fn token(&self, phone: &Phone, jti: &str) -> String {
        let assertion = sign(&json!({ "alg": "EdDSA" }), &json!(self.claims(phone, jti)), &phone.key);
        let answer = self.ask_token(&assertion).await;
        assert_eq!(answer.status, StatusCode::OK);
        answer.json()["access_token"].as_str().unwrap().to_owned()
    }

    /// What a request with this token gets that asks for a blob nobody has named: 404 if the token is taken.
    pub(crate) async fn try_token(&self, token: &str) -> Answer {
        let path = format!("/v1/blobs/{}", "0".repeat(64));
        let request = request(Method::PATCH, &path)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/offset+octet-stream")
            .header("upload-offset", "0")
            .header("tus-resumable", "1.0.0")
            .body(Body::empty());
        self.call(request.unwrap()).await
    }

    pub(crate) async fn revoke(&self, desk: &Desk, device: DeviceId) -> Answer {
        self.at_desk(desk, Method::POST, &format!("/v1/desk/devices/{device}/revoke"), None).await
    }
}

pub(crate) fn request(method: Method, path: &str) -> Builder {
    Request::builder().method(method).uri(path).header(header::HOST, "fieldbook.test")
}

pub(crate) fn json_body(request: Builder, body: Value) -> Request<Body> {
    request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())).unwrap()
}

/// The cookie that the answer sets, as a browser would send it back.
pub(crate) fn cookie(answer: &Answer) -> String {
    let set = answer.headers[header::SET_COOKIE].to_str().unwrap();
    set.split(';').next().unwrap().to_owned()
}

/// A signed token with exactly this header and these claims.
pub(crate) fn sign(header: &Value, claims: &Value, key: &dyn DeviceKey) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(header), part(claims));
    let signature = key.sign(message.as_bytes()).unwrap();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}
