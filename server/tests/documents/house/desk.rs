//! The desk: everything a dispatcher does, by the routes a page uses.

use axum::Router;
use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{Request, Response, StatusCode, header};
use model::id::{DocumentId, PersonId};
use model::seal::key::{DeviceKey, SoftwareKey};
use model::wire::enrolment::{EnrolRequest, EnrolResponse, enrol_message};
use serde_json::{Value, json};
use server::NewOrganisation;
use tower::ServiceExt as _;

use super::device::Device;
use super::{House, TestClock, json_of};

const PASSWORD: &str = "a long enough password";

/// A signed-in desk.
#[derive(Clone)]
pub(crate) struct Desk {
    router: Router,
    pub(crate) clock: TestClock,
    user: String,
    cookie: String,
}

impl House {
    /// A new organisation with its desk signed in.
    pub(crate) async fn organisation(&self, name: &str) -> Desk {
        let new = NewOrganisation { name: name.to_owned(), desk_user: format!("desk of {name}"), password: PASSWORD.to_owned() };
        self.server.set_up(new).await.unwrap();
        let mut desk =
            Desk { router: self.router.clone(), clock: self.clock.clone(), user: format!("desk of {name}"), cookie: String::new() };
        desk.sign_in().await;
        desk
    }
}

impl Desk {
    /// Speaks to another server from now on.
    pub(crate) fn connect(&mut self, router: Router) {
        self.router = router;
    }

    /// The session's cookie, for requests that a test makes itself.
    #[allow(dead_code, reason = "for the tests of the front door, which share this house")]
    pub(crate) fn cookie(&self) -> &str {
        &self.cookie
    }

    /// What it signs in with: name and password.
    #[allow(dead_code, reason = "for whoever opens the pages, which shares this house")]
    pub(crate) fn account(&self) -> (&str, &str) {
        (&self.user, PASSWORD)
    }

    /// Is signed in no more.
    pub(crate) fn forgets_its_session(&mut self) {
        self.cookie.clear();
    }

    /// A new session; the old one ends after twelve hours of the house's clock.
    pub(crate) async fn sign_in(&mut self) {
        let body = json!({ "name": self.user, "password": PASSWORD });
        let response = self.send("POST", "/v1/desk/session", Some(body)).await;
        assert_eq!(response.status(), StatusCode::OK);
        self.cookie = response.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    }

    /// Another desk user of this role, signed in with a password of their own.
    pub(crate) async fn colleague(&self, name: &str, role: &str) -> (PersonId, Self) {
        let (status, given) = self.post("/v1/desk/users", json!({ "name": name, "login": name, "role": role })).await;
        assert_eq!(status, StatusCode::CREATED, "{given}");
        let mut colleague = Self { user: name.to_owned(), cookie: String::new(), ..self.clone() };
        let signs_in = json!({ "name": name, "password": given["password"] });
        let response = colleague.send("POST", "/v1/desk/session", Some(signs_in)).await;
        colleague.cookie = response.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
        let own = json!({ "before": given["password"], "password": PASSWORD });
        assert_eq!(colleague.post("/v1/desk/session/password", own).await.0, StatusCode::NO_CONTENT);
        (given["id"].as_str().unwrap().parse().unwrap(), colleague)
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: Option<Value>) -> Response<Body> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "fieldbook.test")
            .header(header::COOKIE, &self.cookie)
            .header("sec-fetch-site", "same-origin");
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap()
    }

    /// The same with a body and headers of the caller's.
    #[allow(dead_code, reason = "for the tests of the desk, which share this house")]
    pub(crate) async fn send_with(&self, method: &str, path: &str, body: Vec<u8>, headers: &[(&str, &str)]) -> Response<Body> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "fieldbook.test")
            .header(header::COOKIE, &self.cookie)
            .header("sec-fetch-site", "same-origin");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        let response = self.send("POST", path, Some(body)).await;
        (response.status(), json_of(response).await)
    }

    pub(crate) async fn get(&self, path: &str) -> (StatusCode, Value) {
        let response = self.send("GET", path, None).await;
        (response.status(), json_of(response).await)
    }

    pub(crate) async fn technician(&self, name: &str) -> PersonId {
        let (status, body) = self.post("/v1/desk/technicians", json!({ "name": name })).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        body["id"].as_str().unwrap().parse().unwrap()
    }

    /// Enrols a device for `person` and gets it a token.
    pub(crate) async fn device(&self, person: PersonId, secret: u8) -> Device {
        let response = self.send("POST", &format!("/v1/desk/technicians/{person}/enrolment-code"), None).await;
        let code = json_of(response).await["code"].as_str().unwrap().to_owned();
        let key = SoftwareKey::from_secret(&[secret; 32]);
        let enrol = EnrolRequest {
            public_key: key.public_key(),
            device_name: format!("phone {secret}"),
            proof: URL_SAFE_NO_PAD.encode(key.sign(&enrol_message(&code)).unwrap()),
            code,
        };
        let (status, body) = self.post("/v1/devices/enrol", serde_json::to_value(&enrol).unwrap()).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        let identity: EnrolResponse = serde_json::from_value(body).unwrap();
        let mut device = Device::new(self.router.clone(), self.clock.clone(), identity, key);
        device.renew().await;
        device
    }

    /// Enters a call-out and answers its id and number.
    pub(crate) async fn call_out(&self) -> (String, String) {
        let (status, body) = self.post("/v1/desk/call-outs", call_out()).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        (body["id"].as_str().unwrap().to_owned(), body["number"].as_str().unwrap().to_owned())
    }

    /// Enters a call-out and sends `technician`.
    pub(crate) async fn dispatch(&self, technician: PersonId) -> DocumentId {
        let (call_out, _) = self.call_out().await;
        let (status, body) = self.post(&format!("/v1/desk/call-outs/{call_out}/visits"), order(technician)).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        body["visit"].as_str().unwrap().parse().unwrap()
    }

    pub(crate) async fn assign(&self, visit: DocumentId, technician: PersonId) -> Value {
        let body = json!({ "technician": technician, "reason": "no sign of life" });
        let (status, row) = self.post(&format!("/v1/desk/visits/{visit}/assign"), body).await;
        assert_eq!(status, StatusCode::OK, "{row}");
        row
    }

    pub(crate) async fn board(&self) -> Value {
        let (status, body) = self.get("/v1/desk/board").await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body
    }

    /// The board's row of a visit.
    pub(crate) async fn row(&self, visit: DocumentId) -> Value {
        let board = self.board().await;
        let rows = board["visits"].as_array().unwrap();
        rows.iter().find(|row| row["id"] == visit.to_string()).cloned().unwrap()
    }

    pub(crate) async fn visit(&self, visit: DocumentId) -> Value {
        let (status, body) = self.get(&format!("/v1/desk/visits/{visit}")).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body
    }
}

pub(crate) fn call_out() -> Value {
    json!({
        "fault": "feeds nothing 不进纸", "service_type": "C", "work": "repair", "urgency": "general",
        "customer": { "name": "明珠印刷", "address": "人民路 12 号", "phone": "0571 8801 2233", "contact": "陈女士" },
        "asset": { "product": "Printer", "model": "C4080", "serial": "A1UD-0021" },
    })
}

pub(crate) fn order(technician: PersonId) -> Value {
    json!({
        "technician": technician,
        "checklist": [{ "key": "power", "required": true, "label": { "en": "Power", "zh-CN": "电源" } }],
    })
}
