//! A device: it holds documents, writes to them, and syncs, without asking the rules first.

use std::collections::BTreeMap;

use automerge::{ActorId, Automerge, Change};
use axum::Router;
use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{Request, Response, StatusCode, header};
use model::documents::DocumentError;
use model::documents::chronicle::{self, Happening, Opening};
use model::documents::records::Organisation;
use model::documents::stamp::{Origin, Stamp};
use model::documents::visit::Visit;
use model::documents::visit::records::{CheckResult, EventKind, PartSwap, Photo, SwapKind};
use model::documents::visit::write::{self, WrittenChange};
use model::id::{CommandId, DeviceId, DocumentId, EventId, PartLineId, PersonId, PhotoId, SignOffId};
use model::seal::Mark;
use model::seal::Unsigned;
use model::seal::key::{DeviceKey, SoftwareKey};
use model::seal::record::{Backing, SealRequest, Signer, seal};
use model::seal::strokes::{Point, Strokes};
use model::seal::voucher::{Language, SignOffKind, Voucher};
use model::seal::work::{AuthorProof, WorkLine, WorkStatement};
use model::time::ClockEvidence;
use model::wire::enrolment::{EnrolResponse, JWT_BEARER_GRANT, TokenResponse};
use model::wire::frame::{self, FrameLimits, gunzip_bounded, gzip};
use model::wire::hand_in::HAND_IN_PATH;
use model::wire::lists;
use model::wire::packed::{self, PackedLimits};
use model::wire::problem::Problem;
use model::wire::sync::{DocumentVerdict, PullItem, Pulled, PushedDocument, SYNC_MEDIA_TYPE, SyncRequest, SyncResponse};
use model::wire::unsent::StillUnsent;
use serde_json::json;
use server::Clock;
use sha2::{Digest as _, Sha256};
use tower::ServiceExt as _;

use super::{TestClock, bytes_of, json_of};

/// What a sync answered.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    pub(crate) header: SyncResponse,
    pub(crate) sections: Vec<Vec<u8>>,
}

impl Answer {
    pub(crate) fn verdict(&self, document: DocumentId) -> &DocumentVerdict {
        self.header.verdicts.iter().find(|verdict| verdict.id == document).unwrap()
    }

    pub(crate) fn refusal(&self, document: DocumentId) -> (u32, &str) {
        let refused = self.verdict(document).refused.as_ref().unwrap();
        (refused.index, refused.code.as_str())
    }

    /// What came for `document`, in order.
    pub(crate) fn items(&self, document: DocumentId) -> Vec<&Pulled> {
        self.header.items.iter().filter(|item| item.document == document).map(|item| &item.what).collect()
    }

    pub(crate) fn raws(&self, section: u32) -> Vec<Vec<u8>> {
        self.lists().swap_remove(section as usize)
    }

    /// The changes of each section.
    pub(crate) fn lists(&self) -> Vec<Vec<Vec<u8>>> {
        let limits = PackedLimits { changes: 100_000, bytes: 64 * 1024 * 1024 };
        let documents = lists::documents(&serde_json::json!({ "items": self.header.items })).unwrap();
        let sections = lists::sections(self.sections.clone(), &documents, limits).unwrap();
        sections.into_iter().map(|section| section.into_raws(limits).unwrap()).collect()
    }
}

/// A technician's device: documents, what is not sent yet, the cursor.
pub(crate) struct Device {
    router: Router,
    clock: TestClock,
    pub(crate) identity: EnrolResponse,
    key: SoftwareKey,
    token: String,
    pub(crate) cursor: Option<String>,
    pub(crate) documents: BTreeMap<DocumentId, Automerge>,
    pub(crate) unsent: BTreeMap<DocumentId, Vec<Vec<u8>>>,
    pub(crate) left: BTreeMap<DocumentId, (String, Option<String>)>,
    pub(crate) want_bytes: u32,
    /// The protocol it speaks: 1 unless a test says otherwise.
    pub(crate) protocol: u32,
    /// The newest later verdict it has stored.
    pub(crate) judged: u64,
    /// What the device knows its clock to lack; the clock shows that much less than the house's.
    pub(crate) clock_offset_ms: Option<i64>,
    /// Which copy of its database it says that it writes to.
    pub(crate) incarnation: Option<String>,
    /// What it says it still has unsent after a request.
    pub(crate) still_unsent: Option<StillUnsent>,
}

impl Device {
    pub(crate) fn new(router: Router, clock: TestClock, identity: EnrolResponse, key: SoftwareKey) -> Self {
        Self {
            router,
            clock,
            identity,
            key,
            token: String::new(),
            cursor: None,
            documents: BTreeMap::new(),
            unsent: BTreeMap::new(),
            left: BTreeMap::new(),
            want_bytes: 256 * 1024,
            protocol: 1,
            judged: 0,
            clock_offset_ms: None,
            incarnation: None,
            still_unsent: None,
        }
    }

    /// Speaks to another server from now on.
    pub(crate) fn connect(&mut self, router: Router) {
        self.router = router;
    }

    /// The access token, for requests that a test makes itself.
    #[allow(dead_code, reason = "for the tests of the front door, which share this house")]
    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    pub(crate) fn id(&self) -> DeviceId {
        self.identity.device
    }

    pub(crate) fn person(&self) -> PersonId {
        self.identity.person
    }

    /// An assertion of the device's key, to be used once.
    pub(crate) fn assertion(&self) -> String {
        let now = self.clock.now().as_seconds();
        let id = self.identity.device.to_string();
        let header = json!({ "alg": "EdDSA", "typ": "JWT" });
        let claims = json!({
            "iss": id, "sub": id, "aud": self.identity.audience, "iat": now, "exp": now + 60,
            "jti": URL_SAFE_NO_PAD.encode(self.random::<16>()),
        });
        let signed = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string())).join(".");
        let signature = URL_SAFE_NO_PAD.encode(self.key.sign(signed.as_bytes()).unwrap());
        format!("{signed}.{signature}")
    }

    /// Hands in everything unsent with `assertion`, as a device that was put out does.
    pub(crate) async fn hand_in(&self, assertion: &str) -> Response<Body> {
        let (header, sections) = self.request();
        let request = Request::post(HAND_IN_PATH)
            .header(header::HOST, "fieldbook.test")
            .header(header::AUTHORIZATION, format!("Bearer {assertion}"))
            .header(header::CONTENT_TYPE, SYNC_MEDIA_TYPE)
            .header(header::CONTENT_ENCODING, "gzip")
            .body(Body::from(gzip(&frame::encode(&header, &sections).unwrap())))
            .unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// A new access token; the old one ends after ten minutes of the house's clock.
    pub(crate) async fn renew(&mut self) {
        let form = format!("grant_type={}&assertion={}", JWT_BEARER_GRANT.replace(':', "%3A"), self.assertion());
        let request = Request::post("/v1/token")
            .header(header::HOST, "fieldbook.test")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form))
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let body = json_of(response).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        self.token = serde_json::from_value::<TokenResponse>(body).unwrap().access_token;
    }

    fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        getrandom::fill(&mut bytes).unwrap();
        bytes
    }

    fn stamp(&self) -> Stamp {
        let now = self.clock.now();
        let clock = ClockEvidence {
            wall_at: now.plus_ms(-self.clock_offset_ms.unwrap_or_default()),
            monotonic_ms: 1,
            boot: "b".to_owned(),
            server_offset_ms: self.clock_offset_ms,
            server_heard_monotonic_ms: self.clock_offset_ms.map(|_| 1),
            server_heard_at: None,
        };
        let command = CommandId::from_parts(now, self.random());
        Stamp { person: self.person(), origin: Origin::Device(self.id()), command, clock }
    }

    /// Writes to a document without asking the rules, so that tests can do what an honest device would not.
    pub(crate) fn write<F>(&mut self, document: DocumentId, change: F)
    where
        F: FnOnce(&mut Automerge, &Stamp) -> Result<WrittenChange, DocumentError>,
    {
        self.clock.pass_ms(1_000);
        let stamp = self.stamp();
        let doc = self.documents.get_mut(&document).unwrap();
        let written = change(doc, &stamp).unwrap();
        self.unsent.entry(document).or_default().push(written.raw);
    }

    pub(crate) fn event(&mut self, document: DocumentId, kind: EventKind) -> EventId {
        let id = EventId::from_parts(self.clock.now(), self.random());
        self.write(document, |doc, stamp| write::append_event(doc, id, kind, stamp));
        id
    }

    /// A document that is to be born here: empty, under an actor of its own.
    pub(crate) fn expects(&mut self) -> DocumentId {
        let id = DocumentId::from_parts(self.clock.now(), self.random());
        self.documents.insert(id, Automerge::new().with_actor(ActorId::from(self.random::<16>())));
        id
    }

    /// A new document of a kind that is an opening and what happened since.
    pub(crate) fn opens<O: Opening>(&mut self, opening: O) -> DocumentId {
        let id = self.expects();
        let organisation = Organisation { id: self.identity.organisation, name: self.identity.organisation_name.clone() };
        self.write(id, |doc, stamp| chronicle::genesis(doc, id, &organisation, opening, stamp));
        id
    }

    /// Something happened to such a document.
    pub(crate) fn happens<H: Happening>(&mut self, document: DocumentId, happening: H) -> EventId {
        let id = EventId::from_parts(self.clock.now(), self.random());
        self.write(document, |doc, stamp| chronicle::append_event(doc, id, happening, stamp));
        id
    }

    pub(crate) fn begin(&mut self, document: DocumentId) {
        self.event(document, EventKind::Arrived);
        self.event(document, EventKind::Started);
    }

    pub(crate) fn findings(&mut self, document: DocumentId, text: &str) {
        self.write(document, |doc, stamp| Ok(write::write_findings(doc, text, stamp)?.unwrap()));
    }

    /// Everything from the check to the finish.
    pub(crate) fn finish(&mut self, document: DocumentId) {
        self.event(document, EventKind::CheckAnswered { item: "power".into(), result: CheckResult::Good, note: String::new() });
        self.findings(document, "roller worn 搓纸轮磨损");
        self.write(document, |doc, stamp| Ok(write::write_treatment(doc, "replaced", stamp)?.unwrap()));
        self.event(document, EventKind::Finished);
    }

    pub(crate) fn swap(&mut self, document: DocumentId, swap: PartSwap) -> PartLineId {
        let id = PartLineId::from_parts(self.clock.now(), self.random());
        self.write(document, |doc, stamp| write::swap_part(doc, id, swap, stamp));
        id
    }

    /// Names the photo that `bytes` are; answers its hash.
    pub(crate) fn photo(&mut self, document: DocumentId, bytes: &[u8]) -> String {
        let id = PhotoId::from_parts(self.clock.now(), self.random());
        let photo = Photo {
            sha256: hex::encode(Sha256::digest(bytes)),
            size_bytes: bytes.len() as u64,
            media_type: "image/jpeg".to_owned(),
            caption: String::new(),
            by: self.person(),
            at: self.clock.now(),
        };
        self.write(document, |doc, stamp| write::attach_photo(doc, id, &photo, stamp));
        photo.sha256
    }

    /// Uploads a whole photo in one piece.
    pub(crate) async fn upload(&self, sha256: &str, bytes: &[u8]) -> StatusCode {
        let request = Request::patch(format!("/v1/blobs/{sha256}"))
            .header(header::HOST, "fieldbook.test")
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::CONTENT_TYPE, "application/offset+octet-stream")
            .header("upload-offset", "0")
            .header("tus-resumable", "1.0.0")
            .body(Body::from(bytes.to_vec()))
            .unwrap();
        self.router.clone().oneshot(request).await.unwrap().status()
    }

    /// The customer signs what the visit says now.
    pub(crate) fn sign(&mut self, document: DocumentId) -> SignOffId {
        let point = |x, t_ms| Point { x, y: 100, t_ms };
        let strokes = Strokes { width: 600, height: 300, strokes: vec![vec![point(10, 0), point(200, 40), point(400, 90)]] };
        self.signs_as(document, SignOffKind::Acceptance, Mark::Strokes { strokes })
    }

    /// Somebody draws `strokes` under the paper of `kind`.
    pub(crate) fn signs_with(&mut self, document: DocumentId, kind: SignOffKind, strokes: Strokes) -> SignOffId {
        self.signs_as(document, kind, Mark::Strokes { strokes })
    }

    /// The customer does not sign.
    pub(crate) fn refused(&mut self, document: DocumentId, reason: &str, words: &str) -> SignOffId {
        let unsigned = Unsigned { reason: reason.to_owned(), words: words.to_owned() };
        self.signs_as(document, SignOffKind::Refused, Mark::Unsigned(unsigned))
    }

    fn signs_as(&mut self, document: DocumentId, kind: SignOffKind, mark: Mark) -> SignOffId {
        let id = SignOffId::from_parts(self.clock.now(), self.random());
        let doc = &self.documents[&document];
        let paper = Voucher::of(&Visit::read(doc).unwrap(), kind, Language::Chinese).into();
        let request = SealRequest {
            sign_off: id,
            paper: &paper,
            heads: &doc.get_heads(),
            signer: Signer { name: "陈女士".to_owned(), role: String::new(), remarks: String::new() },
            mark,
            signed: self.stamp().clock,
            device: self.id(),
            backing: Backing { certificate: self.identity.certificate.clone(), ..Backing::default() },
        };
        let seal = seal(request, &self.key).unwrap();
        self.write(document, |doc, stamp| write::keep_sign_off(doc, id, &seal, stamp));
        id
    }

    /// A request with everything unsent.
    pub(crate) fn request(&self) -> (SyncRequest, Vec<Vec<u8>>) {
        let documents = self.unsent.iter().map(|(id, raws)| PushedDocument { id: *id, changes: raws.len() as u32 }).collect();
        let header = SyncRequest {
            reference: model::wire::reference::Versions::new(),
            authors: Vec::new(),
            protocol: self.protocol,
            application: "tests".to_owned(),
            cursor: self.cursor.clone(),
            want_bytes: self.want_bytes,
            client_time: self.clock.now(),
            judged: self.judged,
            documents,
            incarnation: self.incarnation.clone(),
            unsent: self.still_unsent,
        };
        (header, self.unsent.values().map(|raws| packed::encode(raws).unwrap()).collect())
    }

    pub(crate) async fn post(&self, body: Vec<u8>) -> Response<Body> {
        self.post_as(body, SYNC_MEDIA_TYPE, "gzip").await
    }

    pub(crate) async fn post_as(&self, body: Vec<u8>, media_type: &str, encoding: &str) -> Response<Body> {
        let request = Request::post("/v1/sync")
            .header(header::HOST, "fieldbook.test")
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::CONTENT_TYPE, media_type)
            .header(header::CONTENT_ENCODING, encoding)
            .header(header::CONTENT_LENGTH, body.len())
            .body(Body::from(body))
            .unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// The code of the problem that `body` is answered with.
    pub(crate) async fn problem(&self, body: Vec<u8>) -> (u16, String) {
        let response = self.post(body).await;
        let problem: Problem = serde_json::from_slice(&bytes_of(response).await).unwrap();
        (problem.status, problem.code)
    }

    /// Sends the request and takes nothing in: what a device sees whose answer got lost on the way.
    pub(crate) async fn send(&self) -> Answer {
        let (header, sections) = self.request();
        let response = self.post(gzip(&frame::encode(&header, &sections).unwrap())).await;
        let status = response.status();
        let body = bytes_of(response).await;
        assert_eq!(status, StatusCode::OK, "{}", String::from_utf8_lossy(&body));
        let (header, sections) = unframe(&body);
        Answer { header, sections }
    }

    /// Sends the request with these proofs of authors beside it, and takes nothing in.
    pub(crate) async fn send_with(&self, authors: Vec<AuthorProof>) -> Answer {
        let (header, sections) = self.request();
        let response = self.post(gzip(&frame::encode(&SyncRequest { authors, ..header }, &sections).unwrap())).await;
        let (status, body) = (response.status(), bytes_of(response).await);
        assert_eq!(status, StatusCode::OK, "{}", String::from_utf8_lossy(&body));
        let (header, sections) = unframe(&body);
        Answer { header, sections }
    }

    /// This device's signature over `lines`, beside its certificate.
    pub(crate) fn proof(&self, lines: Vec<WorkLine>) -> AuthorProof {
        let statement = WorkStatement { organisation: self.identity.organisation, device: self.id(), at: self.clock.now(), lines };
        AuthorProof { certificate: self.identity.certificate.clone().unwrap(), work: statement.sign(&self.key).unwrap() }
    }

    /// Speaks protocol 2: what it sends is received before it is judged.
    pub(crate) fn sends_first(mut self) -> Self {
        self.protocol = 2;
        self
    }

    /// One round trip: sends, drops what was received, takes in what came.
    pub(crate) async fn sync(&mut self) -> Answer {
        let answer = self.send().await;
        for verdict in &answer.header.verdicts {
            if let Some(raws) = self.unsent.get_mut(&verdict.id) {
                raws.drain(..verdict.received as usize);
            }
        }
        self.unsent.retain(|_, raws| !raws.is_empty());
        if let Some(newest) = answer.header.later.last() {
            self.judged = newest.number;
        }
        for PullItem { document, what, .. } in &answer.header.items {
            match what {
                Pulled::Enter { section } | Pulled::Changes { section } => {
                    let actor = ActorId::from(self.random::<16>());
                    let doc = self.documents.entry(*document).or_insert_with(|| Automerge::new().with_actor(actor));
                    let changes: Vec<Change> = answer.raws(*section).into_iter().map(|raw| Change::from_bytes(raw).unwrap()).collect();
                    doc.apply_changes(changes).unwrap();
                }
                Pulled::Leave { reason, successor } => {
                    self.left.insert(*document, (reason.clone(), successor.clone()));
                }
                Pulled::Own { .. } => {}
                Pulled::Unknown => panic!("an item of an unknown kind"),
            }
        }
        self.cursor = Some(answer.header.cursor.clone());
        answer
    }

    /// What the house's clock says.
    pub(crate) fn now(&self) -> model::time::Timestamp {
        self.clock.now()
    }

    /// Posts a body under gzip.
    pub(crate) async fn post_to(&self, path: &str, body: Vec<u8>) -> Response<Body> {
        let request = Request::post(path)
            .header(header::HOST, "fieldbook.test")
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::CONTENT_ENCODING, "gzip")
            .body(Body::from(body))
            .unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Response<Body> {
        self.get_with(path, "accept", "*/*").await
    }

    /// The same with a header field.
    pub(crate) async fn get_with(&self, path: &str, name: &str, value: &str) -> Response<Body> {
        let request = Request::get(path)
            .header(header::HOST, "fieldbook.test")
            .header(name, value)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .body(Body::empty())
            .unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }
}

/// Takes an answer's body apart.
pub(crate) fn unframe<H: serde::de::DeserializeOwned>(body: &[u8]) -> (H, Vec<Vec<u8>>) {
    let limits = FrameLimits { frame_bytes: 64 << 20, header_bytes: 16 << 20, sections: 100_000 };
    frame::decode(&gunzip_bounded(body, 64 << 20).unwrap(), limits).unwrap()
}

pub(crate) fn roller() -> PartSwap {
    PartSwap {
        kind: SwapKind::Part,
        part_number: "A03U-7209".to_owned(),
        name: "Pickup roller".to_owned(),
        quantity: 1,
        reason: "worn".to_owned(),
        old_serial: String::new(),
        new_serial: String::new(),
        label_fault: String::new(),
    }
}
