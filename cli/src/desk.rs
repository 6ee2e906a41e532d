//! The desk as a client: what a dispatcher's page does, over the same public API. For demo and bench.

use std::fmt::Write as _;

use model::id::{DocumentId, EventId, OrganisationId, PersonId};
use model::stock::Movement;
use model::wire::frame::{gunzip_bounded, gzip};
use model::wire::problem::Problem;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, COOKIE, ORIGIN, SET_COOKIE};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::outcome::{Failure, with_causes};

/// Longest answer that is unfolded, in **bytes**.
const MAX_ANSWER_BYTES: usize = 64 * 1024 * 1024;
/// Most actions in one request.
const MOST_ACTIONS: usize = 1_000;

/// A dispatcher who is signed in. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Desk {
    http: Client,
    base: String,
    cookie: String,
}

/// A person as the desk lists them.
#[derive(Clone, Deserialize)]
pub(crate) struct Person {
    pub(crate) id: PersonId,
    pub(crate) name: String,
}

/// The part of a board row that the callers look at.
#[derive(Clone, Deserialize)]
pub(crate) struct Row {
    pub(crate) id: DocumentId,
    pub(crate) number: String,
    pub(crate) product: String,
    pub(crate) status: String,
    pub(crate) signature: String,
    pub(crate) parts: u64,
    pub(crate) photos: u64,
    pub(crate) photos_complete: u64,
    #[serde(default)]
    pub(crate) appointment_at: Option<i64>,
    #[serde(default)]
    pub(crate) strokes: Option<Value>,
}

/// The approval of a visit's report, as the route takes it.
#[derive(Serialize)]
#[serde(tag = "action", rename = "approve_report")]
pub(crate) struct Approval {
    /// The visit.
    pub(crate) visit: String,
    /// Names the approval and makes it count once.
    pub(crate) id: EventId,
    /// A remark.
    pub(crate) note: String,
}

#[derive(Deserialize)]
struct Board {
    seq: u64,
    visits: Vec<Row>,
}

#[derive(Deserialize)]
struct Opened {
    visit: DocumentId,
}

impl Desk {
    /// Signs in at the server `base`.
    pub(crate) async fn sign_in(base: &str, name: &str, password: &str) -> Result<Self, Failure> {
        let http =
            Client::builder().tls_backend_rustls().build().map_err(|error| Failure::step("preparing the desk's connection")(&error))?;
        let mut desk = Self { http, base: base.to_owned(), cookie: String::new() };
        let answer = desk.send(desk.request(Method::POST, "/v1/desk/session").json(&json!({ "name": name, "password": password }))).await?;
        let cookie = answer.headers().get(SET_COOKIE).and_then(|value| value.to_str().ok()).and_then(|value| value.split(';').next());
        desk.cookie = cookie.ok_or_else(|| Failure::Step("signing in at the desk: no session came back".into()))?.to_owned();
        Ok(desk)
    }

    /// Everybody who can be sent.
    pub(crate) async fn technicians(&self) -> Result<Vec<Person>, Failure> {
        self.get("/v1/desk/technicians").await
    }

    /// Adds a technician.
    pub(crate) async fn add_technician(&self, name: &str) -> Result<Person, Failure> {
        self.post("/v1/desk/technicians", &json!({ "name": name })).await
    }

    /// A one-time code for a device of `person`.
    pub(crate) async fn enrolment_code(&self, person: PersonId) -> Result<String, Failure> {
        #[derive(Deserialize)]
        struct Issued {
            code: String,
        }
        let issued: Issued = self.post(&format!("/v1/desk/technicians/{person}/enrolment-code"), &json!({})).await?;
        Ok(issued.code)
    }

    /// Puts rows of a set of reference data.
    pub(crate) async fn put_rows(&self, set: &str, rows: Vec<Value>) -> Result<(), Failure> {
        let body = json!({ "upsert": rows });
        self.send(self.request(Method::PUT, &format!("/v1/desk/reference/{set}")).json(&body)).await?;
        Ok(())
    }

    /// Writes stock movements.
    pub(crate) async fn keep_movements(&self, movements: &[Movement]) -> Result<(), Failure> {
        let body = json!({ "movements": movements });
        self.send(self.request(Method::POST, "/v1/desk/stock/movements").json(&body)).await?;
        Ok(())
    }

    /// Registers a call-out and opens its visit.
    pub(crate) async fn dispatch(&self, call_out: &Value, visit: &Value) -> Result<DocumentId, Failure> {
        #[derive(Deserialize)]
        struct Registered {
            id: String,
        }
        let registered: Registered = self.post("/v1/desk/call-outs", call_out).await?;
        let opened: Opened = self.post(&format!("/v1/desk/call-outs/{}/visits", registered.id), visit).await?;
        Ok(opened.visit)
    }

    /// Everything the desk sees of a visit.
    pub(crate) async fn visit(&self, visit: &str) -> Result<Value, Failure> {
        self.get(&format!("/v1/desk/visits/{visit}")).await
    }

    /// Everything the desk sees of every visit, page by page.
    pub(crate) async fn visits(&self) -> Result<Vec<Value>, Failure> {
        #[derive(Deserialize)]
        struct Page {
            visits: Vec<Value>,
            seq: u64,
            more: bool,
        }
        let (mut visits, mut after) = (Vec::new(), 0);
        loop {
            let page: Page = self.get(&format!("/v1/desk/visits?after={after}")).await?;
            visits.extend(page.visits);
            if !page.more {
                return Ok(visits);
            }
            after = page.seq;
        }
    }

    /// Approves the reports of visits, each with a remark, many in one request; each event names its approval and makes it count once.
    pub(crate) async fn approve_reports(&self, approvals: &[Approval]) -> Result<(), Failure> {
        #[derive(Deserialize)]
        struct Answer {
            results: Vec<Recorded>,
        }
        #[derive(Deserialize)]
        struct Recorded {
            outcome: String,
            #[serde(default)]
            detail: String,
        }
        for actions in approvals.chunks(MOST_ACTIONS) {
            let body = serde_json::to_vec(&json!({ "actions": actions })).map_err(|error| Failure::step("writing actions")(&error))?;
            let request = self.request(Method::POST, "/v1/desk/visits/actions").header(CONTENT_TYPE, "application/json");
            let request = request.header(ACCEPT_ENCODING, "gzip").header(CONTENT_ENCODING, "gzip").body(gzip(&body));
            let answer: Answer = read(self.send(request).await?).await?;
            if let Some(refused) = answer.results.iter().find(|result| result.outcome == "refused") {
                return Err(Failure::Step(format!("the server refused an action: {}", refused.detail)));
            }
            if answer.results.len() != actions.len() {
                return Err(Failure::Step("the server did not say what became of every action".into()));
            }
        }
        Ok(())
    }

    /// The board's rows and the number of the last event in them.
    pub(crate) async fn board(&self) -> Result<(u64, Vec<Row>), Failure> {
        let board: Board = self.get("/v1/desk/board").await?;
        Ok((board.seq, board.visits))
    }

    /// The live stream of the board after `seq`.
    pub(crate) async fn live(&self, seq: u64) -> Result<Live, Failure> {
        let stream = self.send(self.request(Method::GET, &format!("/v1/desk/board/events?after={seq}"))).await?;
        Ok(Live { stream, received: Vec::new() })
    }

    /// The first sealed record that the server keeps for `visit`, byte for byte.
    pub(crate) async fn sealed_record(&self, visit: DocumentId) -> Result<Vec<u8>, Failure> {
        #[derive(Deserialize)]
        struct View {
            sign_offs: Vec<SignOff>,
        }
        #[derive(Deserialize)]
        struct SignOff {
            id: String,
        }
        let view: View = self.get(&format!("/v1/desk/visits/{visit}")).await?;
        let first = view.sign_offs.first().ok_or_else(|| Failure::Step("the server holds no sign-off of the visit".into()))?;
        let answer = self.send(self.request(Method::GET, &format!("/v1/desk/visits/{visit}/sign-offs/{}", first.id))).await?;
        Ok(answer.bytes().await.map_err(|error| Failure::step("downloading the sealed record")(&error))?.to_vec())
    }

    /// Everything sealed on `visit` as the PDF that the server draws.
    pub(crate) async fn paper(&self, visit: DocumentId) -> Result<Vec<u8>, Failure> {
        let answer = self.send(self.request(Method::GET, &format!("/v1/desk/visits/{visit}/paper.pdf"))).await?;
        Ok(answer.bytes().await.map_err(|error| Failure::step("downloading the voucher")(&error))?.to_vec())
    }

    /// What the organisation says of its key and of devices that were put out, for everybody.
    pub(crate) async fn statement(&self, organisation: OrganisationId) -> Result<Vec<u8>, Failure> {
        let answer = self.send(self.request(Method::GET, &format!("/v1/organisations/{organisation}/statement"))).await?;
        Ok(answer.bytes().await.map_err(|error| Failure::step("downloading the organisation's statement")(&error))?.to_vec())
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base)).header(ORIGIN, &self.base);
        if self.cookie.is_empty() { request } else { request.header(COOKIE, &self.cookie) }
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        read(self.send(self.request(Method::GET, path).header(ACCEPT_ENCODING, "gzip")).await?).await
    }

    async fn post<T: DeserializeOwned>(&self, path: &str, body: &Value) -> Result<T, Failure> {
        read(self.send(self.request(Method::POST, path).json(body)).await?).await
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response, Failure> {
        let answer = request.send().await.map_err(|error| Failure::step("asking the server")(&error))?;
        if answer.status().is_success() {
            return Ok(answer);
        }
        let mut what = format!("the server answered {}", answer.status());
        let is_problem = answer.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == model::wire::problem::PROBLEM_JSON);
        if is_problem && let Ok(problem) = answer.json::<Problem>().await {
            let _ = write!(what, ": {} [{}]", problem.detail, problem.code);
        }
        Err(Failure::Step(what))
    }
}

async fn read<T: DeserializeOwned>(answer: Response) -> Result<T, Failure> {
    let is_folded = answer.headers().get(CONTENT_ENCODING).is_some_and(|coding| coding == "gzip");
    let body = answer.bytes().await.map_err(|error| Failure::Step(format!("the server's answer broke off: {}", with_causes(&error))))?;
    let unfolded = if is_folded {
        gunzip_bounded(&body, MAX_ANSWER_BYTES).map_err(|error| Failure::step("unfolding the server's answer")(&error))?
    } else {
        body.to_vec()
    };
    serde_json::from_slice(&unfolded)
        .map_err(|error| Failure::Step(format!("the server's answer cannot be understood: {}", with_causes(&error))))
}

/// The board's live stream (server-sent events).
pub(crate) struct Live {
    stream: Response,
    received: Vec<u8>,
}

impl Live {
    /// Waits for a row that `wanted` accepts.
    pub(crate) async fn wait_for(&mut self, wanted: impl Fn(&Row) -> bool) -> Result<Row, Failure> {
        loop {
            while let Some(end) = self.received.windows(2).position(|pair| pair == b"\n\n") {
                let event: Vec<u8> = self.received.drain(..end + 2).collect();
                let event = String::from_utf8_lossy(&event);
                let data: String = event.lines().filter_map(|line| line.strip_prefix("data:")).map(str::trim_start).collect();
                if let Some(row) = serde_json::from_str::<Row>(&data).ok().filter(|row| wanted(row)) {
                    return Ok(row);
                }
            }
            let chunk = self.stream.chunk().await.map_err(|error| Failure::step("listening to the board")(&error))?;
            let chunk = chunk.ok_or_else(|| Failure::Step("the board's stream ended".into()))?;
            self.received.extend_from_slice(&chunk);
        }
    }
}
