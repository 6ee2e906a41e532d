//! The dispatcher's side: the desk's API over the router, in this process.

use axum::Router;
use axum::body::Body;
use http::header::{CONTENT_TYPE, COOKIE, HOST, ORIGIN, SET_COOKIE};
use http::{Method, Request, StatusCode};
use model::id::{DocumentId, PersonId};
use serde_json::{Value, json};
use tower::ServiceExt as _;

/// What the server answered.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The body, if it is JSON; else null.
    pub json: Value,
    /// The body.
    pub bytes: Vec<u8>,
}

/// A dispatcher who is signed in.
#[derive(Clone)]
pub struct Desk {
    router: Router,
    cookie: String,
}

impl Desk {
    /// Signs in.
    pub async fn sign_in(router: Router, name: &str, password: &str) -> Self {
        let mut desk = Self { router, cookie: String::new() };
        let body = json!({ "name": name, "password": password }).to_string();
        let request = desk.request(Method::POST, "/v1/desk/session", Some(body));
        let answer = desk.router.clone().oneshot(request).await.unwrap();
        assert!(answer.status().is_success(), "signing in: {}", answer.status());
        let cookie = answer.headers().get(SET_COOKIE).unwrap().to_str().unwrap();
        desk.cookie = cookie.split(';').next().unwrap().to_owned();
        desk
    }

    /// The same dispatcher after the server was started again.
    #[must_use]
    pub fn at(&self, router: Router) -> Self {
        Self { router, cookie: self.cookie.clone() }
    }

    /// Any request; the answer whatever it is.
    pub async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        let request = self.request(method, path, body.map(|body| body.to_string()));
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status();
        let bytes = axum::body::to_bytes(answer.into_body(), 32 << 20).await.unwrap().to_vec();
        Reply { status, json: serde_json::from_slice(&bytes).unwrap_or_default(), bytes }
    }

    /// Adds a technician and issues a code for a device.
    pub async fn technician_with_code(&self, name: &str) -> (PersonId, String) {
        let person = self.done(Method::POST, "/v1/desk/technicians", json!({ "name": name })).await;
        let id: PersonId = serde_json::from_value(person["id"].clone()).unwrap();
        (id, self.enrolment_code(id).await)
    }

    /// A code for one more device of `person`.
    pub async fn enrolment_code(&self, person: PersonId) -> String {
        let issued = self.done(Method::POST, &format!("/v1/desk/technicians/{person}/enrolment-code"), json!({})).await;
        issued["code"].as_str().unwrap().to_owned()
    }

    /// Registers a copier's call-out and gives it to `technician`.
    pub async fn dispatches_copier(&self, technician: PersonId) -> DocumentId {
        let asset = json!({ "product": "复印机 Copier", "model": "bizhub 367", "serial": "A789021004412" });
        self.dispatches(technician, "复印机卡纸", asset, &["power", "test"]).await
    }

    /// Registers a bus terminal's call-out and gives it to `technician`.
    pub async fn dispatches_bus_terminal(&self, technician: PersonId) -> DocumentId {
        let asset = json!({ "product": "GPS 终端", "model": "GT-06", "serial": "86010023", "plate": "苏E·A3391" });
        self.dispatches(technician, "终端掉线", asset, &["plate", "position"]).await
    }

    /// Registers the monthly inspection of a security system and gives it to `technician`, with the checks of the ready templates.
    pub async fn dispatches_inspection(&self, technician: PersonId) -> DocumentId {
        let call_out = json!({
            "fault": "月度巡检", "service_type": "B", "work": "inspection", "urgency": "general",
            "asset": { "product": "安防系统 Security system", "model": "DS-9664", "serial": "SEC-2021-0098" },
            "customer": { "name": "汇金大厦物业", "address": "金融街 5 号 B3", "phone": "0512-5550170", "contact": "吴经理" },
        });
        let registered = self.done(Method::POST, "/v1/desk/call-outs", call_out).await;
        let path = format!("/v1/desk/call-outs/{}/visits", registered["id"].as_str().unwrap());
        let opened = self.done(Method::POST, &path, json!({ "technician": technician })).await;
        serde_json::from_value(opened["visit"].clone()).unwrap()
    }

    /// Sends `technician` along.
    pub async fn sends_along(&self, visit: DocumentId, technician: PersonId) {
        let body = json!({ "step": "join", "technician": technician });
        self.done(Method::POST, &format!("/v1/desk/visits/{visit}/crew"), body).await;
    }

    /// Says who of the crew is in charge.
    pub async fn names_lead(&self, visit: DocumentId, technician: PersonId) {
        let body = json!({ "step": "lead", "technician": technician });
        self.done(Method::POST, &format!("/v1/desk/visits/{visit}/crew"), body).await;
    }

    /// Registers a boiler's call-out and gives it to `technician`.
    pub async fn dispatches_boiler(&self, technician: PersonId) -> DocumentId {
        let asset = json!({ "product": "燃气锅炉", "model": "WNS2-1.0", "serial": "B20190817" });
        self.dispatches(technician, "锅炉点不着火", asset, &["burner", "pressure"]).await
    }

    /// Registers a copier's call-out with these fields of its own and gives it to `technician`.
    pub async fn dispatches_work(&self, technician: PersonId, fields: Value) -> DocumentId {
        let mut call_out = call_out("复印机卡纸", json!({ "product": "复印机 Copier", "model": "bizhub 367", "serial": "A789021004412" }));
        call_out.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        self.registers_and_dispatches(technician, call_out, &["power"]).await
    }

    async fn dispatches(&self, technician: PersonId, fault: &str, asset: Value, checks: &[&str]) -> DocumentId {
        self.registers_and_dispatches(technician, call_out(fault, asset), checks).await
    }

    async fn registers_and_dispatches(&self, technician: PersonId, call_out: Value, checks: &[&str]) -> DocumentId {
        let registered = self.done(Method::POST, "/v1/desk/call-outs", call_out).await;
        let checklist: Vec<Value> = checks
            .iter()
            .map(|key| json!({ "key": key, "required": true, "label": { "zh-CN": format!("检查 {key}"), "en": format!("Check {key}") } }))
            .collect();
        let path = format!("/v1/desk/call-outs/{}/visits", registered["id"].as_str().unwrap());
        let opened = self.done(Method::POST, &path, json!({ "technician": technician, "checklist": checklist })).await;
        serde_json::from_value(opened["visit"].clone()).unwrap()
    }

    /// Gives the visit to somebody else.
    pub async fn reassigns(&self, visit: DocumentId, technician: PersonId, reason: &str) {
        self.done(Method::POST, &format!("/v1/desk/visits/{visit}/assign"), json!({ "technician": technician, "reason": reason })).await;
    }

    /// The board's row of `visit`, if it is on the board.
    pub async fn row(&self, visit: DocumentId) -> Option<Value> {
        let board = self.ask(Method::GET, "/v1/desk/board", None).await;
        assert_eq!(board.status, StatusCode::OK);
        board.json["visits"].as_array().unwrap().iter().find(|row| row["id"] == visit.to_string()).cloned()
    }

    /// Everything the desk knows of `visit`.
    pub async fn view(&self, visit: DocumentId) -> Value {
        let view = self.ask(Method::GET, &format!("/v1/desk/visits/{visit}"), None).await;
        assert_eq!(view.status, StatusCode::OK, "{}", view.json);
        view.json
    }

    /// The sealed record that the server keeps for `visit`.
    pub async fn sealed_record(&self, visit: DocumentId) -> Vec<u8> {
        let view = self.view(visit).await;
        let sign_off = view["sign_offs"][0]["id"].as_str().expect("the visit has a sign-off").to_owned();
        self.sealed(visit, &sign_off).await
    }

    /// The sealed record that the server keeps for this sign-off of `visit`.
    pub async fn sealed(&self, visit: DocumentId, sign_off: &str) -> Vec<u8> {
        let kept = self.ask(Method::GET, &format!("/v1/desk/visits/{visit}/sign-offs/{sign_off}"), None).await;
        assert_eq!(kept.status, StatusCode::OK, "{}", kept.json);
        kept.bytes
    }

    /// Everything that the desk shows, as one value: the board, each visit on it, the registers, the ledgers.
    pub async fn everything(&self) -> Value {
        let board = self.ask(Method::GET, "/v1/desk/board", None).await.json;
        let rows = board["visits"].as_array().unwrap();
        let mut visits = serde_json::Map::new();
        for row in rows {
            let id: DocumentId = serde_json::from_value(row["id"].clone()).unwrap();
            visits.insert(id.to_string(), json!({ "row": row, "view": self.view(id).await }));
        }
        let mut registers = serde_json::Map::new();
        for kind in ["day", "repair", "old_part", "complaint"] {
            let register = self.ask(Method::GET, &format!("/v1/desk/registers/{kind}"), None).await;
            assert_eq!(register.status, StatusCode::OK, "{}", register.json);
            // A document that is begun after a sync has an identifier that depends on how often the device had to ask for chance before:
            // what it says must be the same, not its name.
            let mut rows = register.json["rows"].as_array().expect("a register has rows").clone();
            rows.iter_mut().filter_map(Value::as_object_mut).for_each(|row| drop(row.remove("id")));
            rows.sort_by_key(Value::to_string);
            registers.insert(kind.into(), rows.into());
        }
        json!({ "visits": visits, "registers": registers, "ledgers": self.ledgers().await })
    }

    /// What many documents say about one matter: what is there twice, what has to be done, what is owed, what is in the vans.
    async fn ledgers(&self) -> Value {
        let mut ledgers = serde_json::Map::new();
        for path in ["conflicts", "tasks", "part-accounts?cleared=true", "old-parts/due", "money?received=true"] {
            ledgers.insert(path.to_owned(), self.reads(&format!("/v1/desk/{path}")).await);
        }
        let technicians = self.reads("/v1/desk/technicians").await;
        for technician in technicians.as_array().expect("a list") {
            let path = format!("technicians/{}/van-stock", technician["id"].as_str().expect("an id"));
            let stock = self.reads(&format!("/v1/desk/{path}")).await;
            ledgers.insert(path, stock);
        }
        ledgers.into()
    }

    /// Sends `body` to `path`; the desk must be allowed to do it.
    pub async fn does(&self, path: &str, body: Value) -> Value {
        self.done(Method::POST, path, body).await
    }

    async fn done(&self, method: Method, path: &str, body: Value) -> Value {
        let reply = self.ask(method, path, Some(body)).await;
        assert!(reply.status.is_success(), "{path}: {} {}", reply.status, reply.json);
        reply.json
    }

    fn request(&self, method: Method, path: &str, body: Option<String>) -> Request<Body> {
        let mut request =
            Request::builder().method(method).uri(path).header(HOST, "fieldbook.test").header(ORIGIN, "http://fieldbook.test");
        if !self.cookie.is_empty() {
            request = request.header(COOKIE, &self.cookie);
        }
        match body {
            Some(body) => request.header(CONTENT_TYPE, "application/json").body(Body::from(body)),
            None => request.body(Body::empty()),
        }
        .unwrap()
    }
}

/// A call-out of a law firm.
fn call_out(fault: &str, asset: Value) -> Value {
    json!({
        "fault": fault, "service_type": "C", "work": "repair", "urgency": "general", "asset": asset,
        "customer": { "name": "东方律师事务所", "address": "中山路 18 号 B2", "phone": "0512-5550142", "contact": "李芳" },
    })
}
