//! The binary as people run it: started, talked to, killed.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

pub(crate) const PASSWORD: &str = "korrekt-pferd-batterie";
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) fn fieldbook(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fieldbook")).args(args).output().unwrap()
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A started `fieldbook`; killed without a word when dropped.
pub(crate) struct Running {
    child: Child,
    lines: Receiver<String>,
}

impl Running {
    /// Starts and waits until it prints a line with `ready`.
    pub(crate) fn start(args: &[&str], ready: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fieldbook"))
            .args(args)
            .env("FIELDBOOK_DESK_PASSWORD", PASSWORD)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, lines) = channel();
        let out = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let running = Self { child, lines };
        running.wait_for(ready);
        running
    }

    pub(crate) fn wait_for(&self, text: &str) -> String {
        loop {
            let line = self.lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("`{text}` was never printed"));
            if line.contains(text) {
                return line;
            }
        }
    }

    /// `kill -9`.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Ctrl-C; answers the exit code.
    #[cfg(unix)]
    pub(crate) fn interrupt(mut self) -> Option<i32> {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The desk over real HTTP.
pub(crate) struct Desk {
    http: reqwest::Client,
    base: String,
    cookie: String,
}

impl Desk {
    pub(crate) async fn sign_in(base: &str, name: &str) -> Self {
        let http = reqwest::Client::builder().build().unwrap();
        let mut desk = Self { http, base: base.into(), cookie: String::new() };
        let answer = desk
            .request(reqwest::Method::POST, "/v1/desk/session")
            .json(&json!({ "name": name, "password": PASSWORD }))
            .send()
            .await
            .unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
        desk.cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().into();
        desk
    }

    fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base)).header("origin", &self.base);
        if self.cookie.is_empty() { request } else { request.header("cookie", &self.cookie) }
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let answer = self.request(reqwest::Method::GET, path).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.text().await.unwrap());
        answer.json().await.unwrap()
    }

    /// Waits until the server has judged what it received; it is another process and can only be asked.
    pub(crate) async fn sees_everything(&self) {
        while self.get("/v1/desk/inbox").await["waiting"] != 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Value {
        let answer = self.request(reqwest::Method::POST, path).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.text().await.unwrap());
        answer.json().await.unwrap()
    }

    /// A technician, a code for a device, and one visit with `checks` checks.
    pub(crate) async fn technician_with_visit(&self, checks: usize) -> (String, String) {
        let (code, visits) = self.technician_with_visits(1, checks).await;
        (code, visits.into_iter().next().unwrap())
    }

    /// A technician, a code for a device, and so many visits with `checks` checks each.
    pub(crate) async fn technician_with_visits(&self, count: usize, checks: usize) -> (String, Vec<String>) {
        let person = self.post("/v1/desk/technicians", json!({ "name": "赵敏" })).await;
        let code = self.post(&format!("/v1/desk/technicians/{}/enrolment-code", person["id"].as_str().unwrap()), json!({})).await;
        let mut visits = Vec::new();
        for _ in 0..count {
            visits.push(self.visit_for(person["id"].as_str().unwrap(), checks).await);
        }
        (code["code"].as_str().unwrap().into(), visits)
    }

    async fn visit_for(&self, person: &str, checks: usize) -> String {
        let call_out = self
            .post(
                "/v1/desk/call-outs",
                json!({
                    "fault": "复印机卡纸", "service_type": "C", "work": "repair", "urgency": "general",
                    "customer": { "name": "东方律师事务所", "address": "中山路 18 号", "phone": "0512-5550142", "contact": "李芳" },
                    "asset": { "product": "复印机", "model": "bizhub 367", "serial": "A789021004412" },
                }),
            )
            .await;
        let checklist: Vec<Value> =
            (0..checks).map(|n| json!({ "key": format!("check-{n}"), "required": true, "label": { "zh-CN": format!("检查 {n}"), "en": format!("Check {n}") } })).collect();
        let path = format!("/v1/desk/call-outs/{}/visits", call_out["id"].as_str().unwrap());
        let visit = self.post(&path, json!({ "technician": person, "checklist": checklist })).await;
        visit["visit"].as_str().unwrap().into()
    }
}

/// A record whose parts all match, with any findings: what whoever holds a device's key can make.
pub(crate) fn sealed_record_with_findings(findings: &str) -> Vec<u8> {
    use model::id::{DeviceId, SignOffId};
    use model::seal::record::{Backing, SealRequest, Signer, seal};
    use model::seal::strokes::{Point, Strokes};

    let mut voucher: model::seal::voucher::Voucher = serde_json::from_value(json!({
        "version": 2, "language": "en", "kind": "acceptance", "statement": "", "findings": findings, "treatment": "replaced",
        "organisation": { "id": "01890000-0000-7000-8000-000000000001", "name": "Hengtong" },
        "visit": "01890000-0000-7000-8000-000000000002",
        "call_out": {
            "id": "01890000-0000-7000-8000-000000000003", "number": "C1", "received_at": 1, "fault": "jam", "service_type": "C",
            "work": "repair", "urgency": "general",
        },
        "customer": { "name": "Li", "address": "1 Road", "phone": "1", "contact": "Li" },
        "asset": { "product": "Copier", "model": "367", "serial": "A7" },
        "technician": { "id": "01890000-0000-7000-8000-000000000004", "name": "Zhao" },
        "times": {}, "checklist": [], "parts": [], "photos": [],
    }))
    .unwrap();
    voucher.statement = model::seal::voucher::statement(voucher.kind, voucher.language).into();
    let stroke = (0..40_u16).map(|n| Point { x: n * 10, y: 50 + n % 7, t_ms: u32::from(n) * 16 }).collect();
    let request = SealRequest {
        sign_off: SignOffId::from_bytes([1; 16]),
        paper: &voucher.into(),
        heads: &[],
        signer: Signer { name: "Li".into(), role: String::new(), remarks: String::new() },
        mark: model::seal::Mark::Strokes { strokes: Strokes { width: 600, height: 200, strokes: vec![stroke] } },
        signed: model::time::ClockEvidence {
            wall_at: model::time::Timestamp::from_ms(1),
            monotonic_ms: 1,
            boot: "b".into(),
            server_offset_ms: None,
            server_heard_monotonic_ms: None,
            server_heard_at: None,
        },
        device: DeviceId::from_bytes([2; 16]),
        backing: Backing::default(),
    };
    seal(request, &model::seal::key::SoftwareKey::from_secret(&[3; 32])).unwrap()
}
