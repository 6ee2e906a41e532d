//! A device in a temporary folder behind the router, and a server that hands out one visit and takes everything.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use automerge::{ActorId, Automerge, Change};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use client_core::http::transport::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportError};
use client_core::{Device, DeviceConfig, Host};
use handset::{Handset, HandsetConfig};
use model::documents::stamp::{Origin, Stamp};
use model::documents::visit::records::{
    Asset, CallOut, CheckStage, ChecklistItem, Customer, EventKind, FeeTerms, Keyed, Organisation, ServiceType, Terms, Urgency, Work,
};
use model::documents::visit::write::{VisitOrder, append_event, genesis};
use model::id::{CallOutId, CommandId, DeviceId, DocumentId, EpochId, EventId, OrganisationId, PersonId};
use model::reference::Set;
use model::time::{ClockEvidence, Timestamp};
use model::wire::enrolment::{EnrolResponse, TokenResponse};
use model::wire::frame::{self, FrameLimits};
use model::wire::packed::{self, PackedLimits};
use model::wire::problem::{Problem, codes};
use model::wire::reference::{ReferencePage, ReferenceRow};
use model::wire::sync::{DocumentVerdict, MAX_INFLATED_BYTES, Placed, PullItem, Pulled, SyncRequest, SyncResponse, received_digest};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt as _;

/// The page's own address in these tests.
pub(crate) const HOST: &str = "127.0.0.1:7401";
/// The code that the scripted desk takes.
pub(crate) const CODE: &str = "K7MF-2QXP";

/// The page, the one visit, and the folder the device lives in.
pub(crate) struct World {
    pub(crate) router: Router,
    pub(crate) visit: String,
    _folder: TempDir,
}

impl World {
    /// A page over a device that is nobody's yet.
    pub(crate) fn new(config: HandsetConfig) -> Self {
        Self::under(None, config)
    }

    /// The same, with a visit that carries `terms`.
    fn under(terms: Option<Terms>, config: HandsetConfig) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let visit = DocumentId::from_bytes([7; 16]);
        let server: Arc<dyn Transport> = Arc::new(ScriptedServer { visit, terms, handed_out: Mutex::new(false) });
        let host = Host { transport: Arc::new(move |_| Ok(Arc::clone(&server))), ..Host::system() };
        let config_of_device = DeviceConfig { path: folder.path().join("device.db"), application: "handset-test/1".into() };
        let device = Device::open(config_of_device, host).unwrap();
        Self { router: Handset::new(device, config).router(), visit: visit.to_string(), _folder: folder }
    }

    /// A page over an enrolled device that has the visit.
    pub(crate) async fn with_a_visit() -> Self {
        Self::new(HandsetConfig::default()).enrolled().await
    }

    /// The same with a visit on which sums up to `limit_fen` are taken on the spot.
    pub(crate) async fn with_a_visit_that_collects(limit_fen: i64) -> Self {
        let fees = FeeTerms { small_fee_limit_fen: Some(limit_fen), ..FeeTerms::default() };
        Self::under(Some(Terms { fees, ..Terms::default() }), HandsetConfig::default()).enrolled().await
    }

    async fn enrolled(self) -> Self {
        let world = self;
        let enrolment = json!({ "server_url": "https://desk.example", "code": CODE, "device_name": "Phone of A" });
        let (status, identity) = world.post("/api/enrol", enrolment).await;
        assert_eq!((status, &identity["person_name"]), (StatusCode::OK, &json!("A")), "{identity}");
        let (status, report) = world.post("/api/sync", json!({})).await;
        assert_eq!((status, &report["documents_entered"]), (StatusCode::OK, &json!(1)), "{report}");
        world
    }

    /// What the page itself asks.
    pub(crate) async fn get(&self, path: &str) -> (StatusCode, Value) {
        self.send(request("GET", path).body(Body::empty()).unwrap()).await
    }

    /// What the page itself sends.
    pub(crate) async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        let request = request("POST", path).header("content-type", "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// An action on the visit with its fields.
    pub(crate) async fn act(&self, action: &str, fields: Value) -> (StatusCode, Value) {
        self.act_on("visits", &self.visit, action, fields).await
    }

    /// An action on any document: `room` is the first word of its address.
    pub(crate) async fn act_on(&self, room: &str, id: &str, action: &str, mut fields: Value) -> (StatusCode, Value) {
        fields["action"] = action.into();
        self.post(&format!("/api/{room}/{id}/actions"), fields).await
    }

    /// Carries out an action on any document, which has to go well; answers the id of what it made.
    pub(crate) async fn done(&self, room: &str, id: &str, action: &str, fields: Value) -> Value {
        let (status, made) = self.act_on(room, id, action, fields).await;
        assert_eq!(status, StatusCode::OK, "{action}: {made}");
        made["id"].clone()
    }

    /// Carries out an action that is refused with `status` and `code`; the page has words for it in both languages.
    pub(crate) async fn refused(&self, room: &str, id: &str, action: &str, fields: Value, expected: (StatusCode, &str)) -> Value {
        let (status, body) = self.act_on(room, id, action, fields).await;
        assert_eq!((status, body["code"].as_str()), (expected.0, Some(expected.1)), "{action}: {body}");
        for language in ["zh-CN", "en"] {
            assert!(!words_for(language, &body["code"]).is_empty(), "{language}: {body}");
        }
        body
    }

    /// A document of this device as its page reads it.
    pub(crate) async fn read(&self, room: &str, id: &str) -> Value {
        let (status, sheet) = self.get(&format!("/api/{room}/{id}")).await;
        assert_eq!(status, StatusCode::OK, "{sheet}");
        sheet
    }

    /// The visit as the page reads it.
    pub(crate) async fn sheet(&self) -> Value {
        let (status, sheet) = self.get(&format!("/api/visits/{}", self.visit)).await;
        assert_eq!(status, StatusCode::OK, "{sheet}");
        sheet
    }

    /// Any request; the body of the answer as JSON, or null.
    pub(crate) async fn send(&self, request: Request<Body>) -> (StatusCode, Value) {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status();
        let bytes = to_bytes(answer.into_body(), 1024 * 1024).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }
}

/// A request as the page's browser makes it.
pub(crate) fn request(method: &str, path: &str) -> axum::http::request::Builder {
    Request::builder().method(method).uri(path).header("host", HOST).header("sec-fetch-site", "same-origin")
}

/// What the page says in `language` for the refusal `code`, found as the page finds it; the test ends if there are no words.
pub(crate) fn words_for(language: &str, code: &Value) -> String {
    let code = code.as_str().unwrap();
    let locales = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/locales").join(language);
    let texts = ["handset", "shared"].map(|page| fs::read_to_string(locales.join(format!("{page}.ftl"))).unwrap()).concat();
    let of_family = |family: &str| {
        let start = format!("{family}-{code} = ");
        texts.lines().find_map(|line| line.strip_prefix(&start).map(str::to_owned))
    };
    ["hs-problem", "refusal", "seal", "error"]
        .into_iter()
        .find_map(of_family)
        .unwrap_or_else(|| panic!("{language} has no words for `{code}`"))
}

/// A server that gives out one visit at the first sync and then takes every change.
struct ScriptedServer {
    visit: DocumentId,
    terms: Option<Terms>,
    handed_out: Mutex<bool>,
}

impl Transport for ScriptedServer {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move { Ok(self.answer(&request)) })
    }
}

impl ScriptedServer {
    fn answer(&self, request: &HttpRequest) -> HttpResponse {
        match request.path.as_str() {
            "/v1/devices/enrol" => enrol(&request.body),
            "/v1/token" => respond(200, &token()),
            "/v1/sync" => HttpResponse { status: 200, headers: Vec::new(), body: self.sync(&request.body) },
            "/v1/reference/numbers?since=0" => HttpResponse { status: 200, headers: Vec::new(), body: number_range() },
            other => panic!("the script has no answer for {other}"),
        }
    }

    fn sync(&self, body: &[u8]) -> Vec<u8> {
        let limits = FrameLimits { frame_bytes: MAX_INFLATED_BYTES, header_bytes: 65_536, sections: 500 };
        let body = frame::gunzip_bounded(body, MAX_INFLATED_BYTES).unwrap();
        let (request, sections): (SyncRequest, _) = frame::decode(&body, limits).unwrap();
        let verdicts = {
            let limits = PackedLimits { changes: 5_000, bytes: MAX_INFLATED_BYTES };
            let documents: Vec<_> = request.documents.iter().map(|pushed| pushed.id).collect();
            let lists = model::wire::lists::sections(sections, &documents, limits).unwrap();
            let raws = lists.into_iter().map(|section| section.into_raws(limits).unwrap());
            documents.iter().zip(raws).map(|(id, raws)| received(*id, raws)).collect()
        };
        let first = !std::mem::replace(&mut *self.handed_out.lock().unwrap(), true);
        let enter = PullItem { seq: 1, document: self.visit, what: Pulled::Enter { section: 0 } };
        let response = SyncResponse {
            reference_pages: Vec::new(),
            protocol: model::wire::PROTOCOL,
            epoch: EpochId::from_bytes([9; 16]),
            cursor: "1".into(),
            more: false,
            server_time: now(),
            backoff_s: None,
            durable_pos: None,
            receipt: None,
            certifies: false,
            config: None,
            verdicts,
            later: Vec::new(),
            left_out: std::collections::BTreeMap::new(),
            items: if first { vec![enter] } else { Vec::new() },
            reference: [(Set::Numbers.word().to_owned(), 1)].into(),
        };
        let sections = if first { vec![history(self.visit, self.terms.clone())] } else { Vec::new() };
        frame::gzip(&frame::encode(&response, &sections).unwrap())
    }
}

fn enrol(body: &[u8]) -> HttpResponse {
    let asked: Value = serde_json::from_slice(body).unwrap();
    if asked["code"] != CODE {
        let code = codes::ENROLMENT_CODE;
        let kind = format!("urn:fieldbook:problem:{code}");
        let problem = Problem {
            kind,
            title: "No such code".into(),
            status: 422,
            code: code.into(),
            detail: "ask for a new one".into(),
            server_time: now(),
            retry_after_s: None,
        };
        return respond(422, &problem);
    }
    let response = EnrolResponse {
        device: DeviceId::from_bytes([3; 16]),
        person: person(),
        person_name: "A".into(),
        organisation: organisation().id,
        organisation_name: organisation().name,
        audience: "https://desk.example/v1/token".into(),
        certificate: None,
        server_time: now(),
    };
    respond(201, &response)
}

/// The device's own range: receipts are `T07-0001` and so on, complaints `T07-K01` (E6, E7).
fn number_range() -> Vec<u8> {
    let row = ReferenceRow { key: "mine".into(), version: 1, body: Some(json!({ "prefix": "T07" })) };
    let page = ReferencePage { set: Set::Numbers, version: 1, rows: vec![row], next: None };
    frame::gzip(&serde_json::to_vec(&page).unwrap())
}

fn token() -> TokenResponse {
    TokenResponse { access_token: "token".into(), token_type: "Bearer".into(), expires_in: 600, server_time: now() }
}

fn respond(status: u16, body: &impl serde::Serialize) -> HttpResponse {
    HttpResponse { status, headers: Vec::new(), body: serde_json::to_vec(body).unwrap() }
}

fn received(id: DocumentId, raws: Vec<Vec<u8>>) -> DocumentVerdict {
    let hashes: Vec<[u8; 32]> = raws.into_iter().map(|raw| Change::from_bytes(raw).unwrap().hash().0).collect();
    DocumentVerdict {
        id,
        received: hashes.len().try_into().unwrap(),
        digest: received_digest(&hashes),
        seq: Some(2),
        placed: Placed::Document,
        refused: None,
    }
}

/// The visit as the desk opened it: one required check, assigned to the device's person.
fn history(id: DocumentId, terms: Option<Terms>) -> Vec<u8> {
    let mut doc = Automerge::new();
    doc.set_actor(ActorId::from([5; 16]));
    let order = VisitOrder {
        id,
        organisation: organisation(),
        call_out: CallOut {
            id: CallOutId::from_bytes([4; 16]),
            number: "C261122-001".into(),
            received_at: now(),
            fault: "Paper jam 卡纸".into(),
            service_type: ServiceType::B,
            work: Work::Repair,
            urgency: Urgency::Urgent,
        },
        customer: Customer {
            name: "Hotel 海天".into(),
            address: "48 Xianggang Road".into(),
            phone: "+86 532 8765 4321".into(),
            contact: "Ms Li".into(),
        },
        asset: Asset { product: "Copier".into(), model: "AD 289".into(), serial: "A03U-118".into(), plate: None },
        appointment_at: Some(now()),
        terms,
        checklist: vec![Keyed {
            id: "power".into(),
            record: ChecklistItem {
                order: 1,
                required: true,
                label: [("en".to_owned(), "Power supply".to_owned())].into(),
                stage: CheckStage::Work,
                answer: None,
            },
        }],
    };
    let opened = genesis(&mut doc, &order, &stamp(1)).unwrap();
    let assigned = EventKind::Assigned { technician: person(), technician_name: "A".into(), replaces: None, reason: String::new() };
    let assigned = append_event(&mut doc, EventId::from_bytes([6; 16]), assigned, &stamp(2)).unwrap();
    packed::encode(&[opened.raw, assigned.raw]).unwrap()
}

fn stamp(n: u8) -> Stamp {
    let clock = ClockEvidence {
        wall_at: now(),
        monotonic_ms: 1,
        boot: "desk".into(),
        server_offset_ms: None,
        server_heard_monotonic_ms: None,
        server_heard_at: None,
    };
    Stamp { person: PersonId::from_bytes([1; 16]), origin: Origin::Desk, command: CommandId::from_bytes([n; 16]), clock }
}

fn organisation() -> Organisation {
    Organisation { id: OrganisationId::from_bytes([8; 16]), name: "Hongda Office Service".into() }
}

fn person() -> PersonId {
    PersonId::from_bytes([2; 16])
}

fn now() -> Timestamp {
    Timestamp::from_ms(1_795_312_800_000)
}
