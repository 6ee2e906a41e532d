//! The stage: Ben's phone with a clock that stands until it is moved, chance that repeats, and a server that says what a test
//! tells it to. The desk's documents are made with the model's own writers.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use automerge::transaction::Transactable as _;
use automerge::{ActorId, Automerge};
use client_core::chance::{Chance, ChanceError};
use client_core::clock::Clock;
use client_core::http::transport::{BoxFuture, HttpRequest, HttpResponse, Method, Transport, TransportError};
use client_core::incarnation::IncarnationFile;
use client_core::{Device, DeviceConfig, Host, OpenError};
use model::documents::stamp::{Origin, Stamp};
use model::documents::visit::records::*;
use model::documents::visit::write::{self, VisitOrder};
use model::gate::{Limits, preflight};
use model::id::*;
use model::seal::Signer;
use model::seal::key::DeviceKey;
use model::seal::strokes::{Point, Strokes};
use model::time::{ClockEvidence, Timestamp};
use model::wire::enrolment::{EnrolResponse, TokenResponse};
use model::wire::frame::{FrameLimits, decode, encode, gunzip_bounded, gzip};
use model::wire::hand_in::HandInResponse;
use model::wire::packed::{self, PackedLimits};
use model::wire::problem::Problem;
use model::wire::reconcile::{RECONCILE_PATH, ReconcileRequest, ReconcileResponse};
use model::wire::reference::ReferencePage;
use model::wire::sync::*;

pub(crate) const NOON: i64 = 1_790_000_000_000;
const FRAME: FrameLimits = FrameLimits { frame_bytes: 8 << 20, header_bytes: 1 << 20, sections: 1_000 };
const PACKED: PackedLimits = PackedLimits { changes: 5_000, bytes: 8 << 20 };

pub(crate) fn ben() -> PersonId {
    PersonId::from_bytes([0xbe; 16])
}

pub(crate) fn bens_phone() -> DeviceId {
    DeviceId::from_bytes([0xbd; 16])
}

pub(crate) fn organisation() -> OrganisationId {
    OrganisationId::from_bytes([0x0e; 16])
}

pub(crate) fn epoch(n: u8) -> EpochId {
    EpochId::from_bytes([n; 16])
}

/// A clock that moves when it is told.
#[derive(Default)]
pub(crate) struct ManualClock {
    wall: AtomicI64,
    monotonic: AtomicU64,
}

impl ManualClock {
    pub(crate) fn advance(&self, ms: u32) {
        self.wall.fetch_add(i64::from(ms), Ordering::SeqCst);
        self.monotonic.fetch_add(u64::from(ms), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_ms(NOON + self.wall.load(Ordering::SeqCst))
    }

    fn monotonic_ms(&self) -> u64 {
        self.monotonic.load(Ordering::SeqCst)
    }

    fn boot(&self) -> String {
        "one".into()
    }

    fn counts_asleep(&self) -> bool {
        true
    }
}

/// Chance that repeats from run to run (splitmix64) and never repeats itself within one.
#[derive(Default)]
pub(crate) struct Dice(AtomicU64);

impl Chance for Dice {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), ChanceError> {
        for chunk in bytes.chunks_mut(8) {
            let mut z = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

type Line = Box<dyn FnOnce(&HttpRequest) -> Result<HttpResponse, TransportError> + Send>;

/// A server that answers as it was told, in order; enrolment and tokens it answers by itself unless told otherwise. It compares only when
/// told so.
#[derive(Default)]
pub(crate) struct Script {
    lines: Mutex<VecDeque<Line>>,
    pub(crate) requests: Mutex<Vec<HttpRequest>>,
    pub(crate) token_lines: Mutex<VecDeque<Line>>,
    comparisons: Mutex<VecDeque<Line>>,
}

impl Script {
    pub(crate) fn next(&self, line: impl FnOnce(&HttpRequest) -> Result<HttpResponse, TransportError> + Send + 'static) {
        self.lines.lock().unwrap().push_back(Box::new(line));
    }

    /// The next request is a sync; `answer` gets what it says and answers it.
    pub(crate) fn next_sync(&self, answer: impl FnOnce(&Heard) -> Page + Send + 'static) {
        self.next(move |request| {
            assert_eq!((request.method, request.path.as_str()), (Method::Post, "/v1/sync"));
            Ok(answer(&Heard::of(request)).response())
        });
    }

    /// The next request to compare gets this answer.
    pub(crate) fn next_comparison(&self, compare: impl FnOnce(ReconcileRequest) -> ReconcileResponse + Send + 'static) {
        self.comparisons.lock().unwrap().push_back(Box::new(move |request| {
            assert_eq!(request.method, Method::Post);
            let asked = serde_json::from_slice(&gunzip_bounded(&request.body, 8 << 20).unwrap()).unwrap();
            Ok(answer(200, gzip(&serde_json::to_vec(&compare(asked)).unwrap())))
        }));
    }

    pub(crate) fn next_problem(&self, status: u16, code: &'static str) {
        self.next(move |_| Ok(problem(status, code)));
    }

    /// Every line was said.
    pub(crate) fn is_done(&self) -> bool {
        self.lines.lock().unwrap().is_empty() && self.comparisons.lock().unwrap().is_empty()
    }

    /// Paths of the requests made since the last call, tokens left out.
    pub(crate) fn take_paths(&self) -> Vec<String> {
        let requests = std::mem::take(&mut *self.requests.lock().unwrap());
        requests.into_iter().map(|request| request.path).filter(|path| path != "/v1/token").collect()
    }
}

impl Transport for Script {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        self.requests.lock().unwrap().push(request.clone());
        let line = match request.path.as_str() {
            "/v1/token" => self.token_lines.lock().unwrap().pop_front().or_else(|| Some(Box::new(|_: &HttpRequest| Ok(token())) as Line)),
            RECONCILE_PATH => {
                let line = self.comparisons.lock().unwrap().pop_front();
                line.or_else(|| Some(Box::new(|_: &HttpRequest| Ok(problem(404, "not_found"))) as Line))
            }
            _ => self.lines.lock().unwrap().pop_front(),
        };
        Box::pin(async move { line.map_or(Err(TransportError::Offline), |line| line(&request)) })
    }
}

pub(crate) fn answer(status: u16, body: Vec<u8>) -> HttpResponse {
    HttpResponse { status, headers: Vec::new(), body }
}

pub(crate) fn problem(status: u16, code: &str) -> HttpResponse {
    let problem = Problem {
        kind: format!("urn:fieldbook:problem:{code}"),
        title: code.into(),
        status,
        code: code.into(),
        detail: "as the script says".into(),
        server_time: Timestamp::from_ms(NOON + 7_000),
        retry_after_s: None,
    };
    answer(status, serde_json::to_vec(&problem).unwrap())
}

fn token() -> HttpResponse {
    let token =
        TokenResponse { access_token: "t0ken".into(), token_type: "Bearer".into(), expires_in: 600, server_time: Timestamp::from_ms(NOON) };
    answer(200, serde_json::to_vec(&token).unwrap())
}

/// A sync request as the server reads it.
pub(crate) struct Heard {
    pub(crate) request: SyncRequest,
    /// The raw changes of each document.
    pub(crate) changes: Vec<Vec<Vec<u8>>>,
}

impl Heard {
    pub(crate) fn of(request: &HttpRequest) -> Self {
        let body = gunzip_bounded(&request.body, 8 << 20).unwrap();
        let (request, sections): (SyncRequest, _) = decode(&body, FRAME).unwrap();
        let documents: Vec<_> = request.documents.iter().map(|document| document.id).collect();
        let sections = model::wire::lists::sections(sections, &documents, PACKED).unwrap();
        let changes: Vec<_> = sections.into_iter().map(|section| section.into_raws(PACKED).unwrap()).collect();
        assert_eq!(request.documents.len(), changes.len());
        Self { request, changes }
    }

    /// Verdicts that take the first `at_most` changes of each document.
    pub(crate) fn take(&self, at_most: usize) -> Vec<DocumentVerdict> {
        self.request
            .documents
            .iter()
            .zip(&self.changes)
            .map(|(document, raws)| {
                let hashes: Vec<[u8; 32]> =
                    raws.iter().take(at_most).map(|raw| preflight(raw, &Limits::default()).unwrap().hash.0).collect();
                DocumentVerdict {
                    id: document.id,
                    received: hashes.len() as u32,
                    digest: received_digest(&hashes),
                    seq: Some(1),
                    placed: Placed::Document,
                    refused: None,
                }
            })
            .collect()
    }

    /// Takes everything and says nothing new.
    pub(crate) fn take_all(&self) -> Page {
        Page { verdicts: self.take(usize::MAX), ..Page::default() }
    }
}

/// An answer to a sync request.
pub(crate) struct Page {
    pub(crate) epoch: EpochId,
    pub(crate) cursor: &'static str,
    pub(crate) more: bool,
    pub(crate) backoff_s: Option<u32>,
    pub(crate) durable_pos: Option<u64>,
    pub(crate) certifies: bool,
    pub(crate) config: Option<&'static str>,
    pub(crate) verdicts: Vec<DocumentVerdict>,
    pub(crate) later: Vec<LaterVerdict>,
    pub(crate) left_out: BTreeMap<DocumentId, Vec<String>>,
    /// 1 unless a test says otherwise: what an older server answers is taken as ever.
    pub(crate) protocol: u32,
    pub(crate) items: Vec<(DocumentId, Pulled)>,
    pub(crate) sections: Vec<Vec<u8>>,
    /// Versions of reference data.
    pub(crate) reference: Vec<(&'static str, u64)>,
    /// Pages of reference data.
    pub(crate) reference_pages: Vec<ReferencePage>,
}

impl Default for Page {
    fn default() -> Self {
        Self {
            epoch: epoch(1),
            cursor: "c1",
            more: false,
            backoff_s: None,
            durable_pos: None,
            left_out: BTreeMap::new(),
            certifies: false,
            config: None,
            verdicts: vec![],
            later: vec![],
            protocol: 1,
            items: vec![],
            sections: vec![],
            reference: vec![],
            reference_pages: vec![],
        }
    }
}

impl Page {
    pub(crate) fn enter(mut self, id: DocumentId, section: Vec<u8>) -> Self {
        self.items.push((id, Pulled::Enter { section: self.sections.len() as u32 }));
        self.sections.push(section);
        self
    }

    pub(crate) fn changes(mut self, id: DocumentId, section: Vec<u8>) -> Self {
        self.items.push((id, Pulled::Changes { section: self.sections.len() as u32 }));
        self.sections.push(section);
        self
    }

    pub(crate) fn item(mut self, id: DocumentId, what: Pulled) -> Self {
        self.items.push((id, what));
        self
    }

    pub(crate) fn response(self) -> HttpResponse {
        let items = self.items.into_iter().zip(1..).map(|((document, what), seq)| PullItem { seq, document, what }).collect();
        let response = SyncResponse {
            protocol: self.protocol,
            epoch: self.epoch,
            cursor: self.cursor.into(),
            more: self.more,
            server_time: Timestamp::from_ms(NOON + 2_000),
            backoff_s: self.backoff_s,
            durable_pos: self.durable_pos,
            receipt: None,
            certifies: self.certifies,
            config: self.config.map(str::to_owned),
            verdicts: self.verdicts,
            later: self.later,
            left_out: self.left_out,
            items,
            reference: self.reference.into_iter().map(|(set, version)| (set.to_owned(), version)).collect(),
            reference_pages: self.reference_pages,
        };
        answer(200, gzip(&encode(&response, &self.sections).unwrap()))
    }
}

/// Ben's phone, enrolled, and the script of its server.
pub(crate) struct Stage {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) dice: Arc<Dice>,
    pub(crate) script: Arc<Script>,
    pub(crate) device: Device,
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self::with_key(None)
    }

    fn with_key(key: Option<Arc<dyn DeviceKey>>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (clock, dice, script) = (Arc::<ManualClock>::default(), Arc::<Dice>::default(), Arc::<Script>::default());
        let device = open_with(folder.path().join("device.db"), &clock, &dice, &script, key).unwrap();
        Self { folder, clock, dice, script, device }
    }

    pub(crate) async fn enrolled() -> Self {
        Self::enrolled_with(None).await
    }

    /// An enrolled phone whose key is the host's.
    pub(crate) async fn enrolled_with(key: Option<Arc<dyn DeviceKey>>) -> Self {
        let stage = Self::with_key(key);
        stage.script.next(|_| Ok(enrolment()));
        stage.device.enrol("https://desk.example/", "CODE-1", "Ben's phone").await.unwrap();
        stage
    }

    /// An enrolled phone that got this visit in its first sync.
    pub(crate) async fn with(desk: &DeskVisit) -> Self {
        let stage = Self::enrolled().await;
        stage.gets(desk).await;
        stage
    }

    /// The visit comes with the next sync.
    pub(crate) async fn gets(&self, desk: &DeskVisit) {
        let (id, section) = (desk.id, desk.section());
        self.script.next_sync(move |heard| heard.take_all().enter(id, section));
        self.device.sync_now().await.unwrap();
        self.script.take_paths();
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("device.db")
    }

    /// The process is killed and started again: nothing is closed or flushed.
    pub(crate) fn killed_and_reopened(mut self) -> Self {
        let device = open(self.path(), &self.clock, &self.dice, &self.script).unwrap();
        std::mem::forget(std::mem::replace(&mut self.device, device));
        self
    }

    /// A second connection to the file, as a fault would have it.
    pub(crate) fn sql(&self, statement: &str) {
        rusqlite::Connection::open(self.path()).unwrap().execute_batch(statement).unwrap();
    }

    pub(crate) fn count(&self, query: &str) -> i64 {
        rusqlite::Connection::open(self.path()).unwrap().query_row(query, [], |row| row.get(0)).unwrap()
    }
}

pub(crate) fn open(path: PathBuf, clock: &Arc<ManualClock>, dice: &Arc<Dice>, script: &Arc<Script>) -> Result<Device, OpenError> {
    open_with(path, clock, dice, script, None)
}

pub(crate) fn open_with(
    path: PathBuf,
    clock: &Arc<ManualClock>,
    dice: &Arc<Dice>,
    script: &Arc<Script>,
    key: Option<Arc<dyn DeviceKey>>,
) -> Result<Device, OpenError> {
    Device::open(DeviceConfig { path, application: "test 1".into() }, host(clock, dice, script, key))
}

/// As [`open`], with a place that backups skip.
pub(crate) fn open_beside(path: PathBuf, place: PathBuf, stage: &Stage) -> Result<Device, OpenError> {
    let config = DeviceConfig { path, application: "test 1".into() };
    Device::open_beside(config, host(&stage.clock, &stage.dice, &stage.script, None), &IncarnationFile::at(place))
}

fn host(clock: &Arc<ManualClock>, dice: &Arc<Dice>, script: &Arc<Script>, key: Option<Arc<dyn DeviceKey>>) -> Host {
    let script = Arc::clone(script);
    Host {
        clock: Arc::clone(clock) as Arc<dyn Clock>,
        chance: Arc::clone(dice) as Arc<dyn Chance>,
        key,
        transport: Arc::new(move |_| Ok(Arc::clone(&script) as Arc<dyn Transport>)),
    }
}

fn enrolment() -> HttpResponse {
    let response = EnrolResponse {
        device: bens_phone(),
        person: ben(),
        person_name: "Ben 本".into(),
        organisation: organisation(),
        organisation_name: "Lift Service 电梯服务".into(),
        audience: "https://desk.example".into(),
        certificate: None,
        server_time: Timestamp::from_ms(NOON),
    };
    answer(201, serde_json::to_vec(&response).unwrap())
}

/// A visit as the desk has it.
pub(crate) struct DeskVisit {
    pub(crate) id: DocumentId,
    pub(crate) doc: Automerge,
    writes: u8,
}

impl DeskVisit {
    /// A visit for Ben, with one required and one other check.
    pub(crate) fn for_ben(n: u8) -> Self {
        Self::of_organisation(n, organisation())
    }

    pub(crate) fn of_organisation(n: u8, organisation: OrganisationId) -> Self {
        Self::ordered(n, organisation, |_| {})
    }

    /// A visit for Ben whose order the test `changes`.
    pub(crate) fn for_ben_with(n: u8, changes: impl FnOnce(&mut VisitOrder)) -> Self {
        Self::ordered(n, organisation(), changes)
    }

    fn ordered(n: u8, organisation: OrganisationId, changes: impl FnOnce(&mut VisitOrder)) -> Self {
        let id = DocumentId::from_bytes([n; 16]);
        let mut visit = Self { id, doc: Automerge::new().with_actor(ActorId::from([n; 16])), writes: 0 };
        let check = |order: u32, required| ChecklistItem {
            order,
            required,
            label: Localised::from([("en".into(), "Power".into())]),
            stage: CheckStage::Work,
            answer: None,
        };
        let mut order = VisitOrder {
            id,
            organisation: Organisation { id: organisation, name: "Lift Service 电梯服务".into() },
            call_out: CallOut {
                id: CallOutId::from_bytes([n; 16]),
                number: format!("C260922-{n:03}"),
                received_at: Timestamp::from_ms(NOON - 3_600_000),
                fault: "paper jam 卡纸".into(),
                service_type: ServiceType::B,
                work: Work::Repair,
                urgency: Urgency::General,
            },
            customer: Customer { name: "Harbour Ltd".into(), address: "Pier 4".into(), phone: "110".into(), contact: "Ms Li".into() },
            asset: Asset { product: "Printer".into(), model: "P1".into(), serial: "S-9".into(), plate: None },
            appointment_at: Some(Timestamp::from_ms(NOON + i64::from(n) * 60_000)),
            terms: None,
            checklist: vec![Keyed { id: "power".into(), record: check(0, true) }, Keyed { id: "noise".into(), record: check(1, false) }],
        };
        changes(&mut order);
        let stamp = visit.stamp();
        write::genesis(&mut visit.doc, &order, &stamp).unwrap();
        visit.append(EventKind::Assigned { technician: ben(), technician_name: "Ben 本".into(), replaces: None, reason: String::new() });
        visit
    }

    pub(crate) fn append(&mut self, kind: EventKind) {
        let stamp = self.stamp();
        let event = EventId::from_bytes([self.writes; 16]);
        write::append_event(&mut self.doc, event, kind, &stamp).unwrap();
    }

    /// The desk does not write findings, but another phone does; for the device all of it comes from the server.
    pub(crate) fn write_findings(&mut self, text: &str) {
        let stamp = self.stamp();
        write::write_findings(&mut self.doc, text, &stamp).unwrap();
    }

    /// A photo that another phone took, as the visit names it; answers its hash.
    pub(crate) fn attach_photo(&mut self, bytes: &[u8]) -> String {
        use sha2::Digest as _;
        let stamp = self.stamp();
        let photo = Photo {
            sha256: hex::encode(sha2::Sha256::digest(bytes)),
            size_bytes: bytes.len() as u64,
            media_type: "image/jpeg".into(),
            caption: "from the other phone".into(),
            by: stamp.person,
            at: stamp.clock.wall_at,
        };
        write::attach_photo(&mut self.doc, PhotoId::from_bytes([self.writes; 16]), &photo, &stamp).unwrap();
        photo.sha256
    }

    /// The next program's layout, which this one cannot read.
    pub(crate) fn of_newer_schema(&mut self) {
        let mut tx = self.doc.transaction();
        tx.put(automerge::ROOT, "schema", 99_i64).unwrap();
        tx.commit();
    }

    pub(crate) fn raws(&self) -> Vec<Vec<u8>> {
        self.doc.get_changes(&[]).iter().map(|change| change.raw_bytes().to_vec()).collect()
    }

    /// The whole history, packed.
    pub(crate) fn section(&self) -> Vec<u8> {
        packed::encode(&self.raws()).unwrap()
    }

    /// The last `count` changes, packed.
    pub(crate) fn last(&self, count: usize) -> Vec<u8> {
        let raws = self.raws();
        packed::encode(&raws[raws.len() - count..]).unwrap()
    }

    fn stamp(&mut self) -> Stamp {
        self.writes += 1;
        let wall_at = Timestamp::from_ms(NOON - 1_000 + i64::from(self.writes));
        Stamp {
            person: PersonId::from_bytes([0xde; 16]),
            origin: Origin::Desk,
            command: CommandId::from_bytes([self.writes; 16]),
            clock: ClockEvidence {
                wall_at,
                monotonic_ms: 0,
                boot: "desk".into(),
                server_offset_ms: None,
                server_heard_monotonic_ms: None,
                server_heard_at: None,
            },
        }
    }
}

/// The answer to a device that hands in.
pub(crate) fn handed_in(verdicts: Vec<DocumentVerdict>) -> HttpResponse {
    let response = HandInResponse { protocol: 1, server_time: Timestamp::from_ms(NOON), verdicts };
    answer(200, gzip(&encode(&response, &[]).unwrap()))
}

/// A frame with one section, as `GET /v1/documents/{id}` answers.
pub(crate) fn whole(section: Vec<u8>) -> HttpResponse {
    answer(200, gzip(&encode(&serde_json::json!({}), &[section]).unwrap()))
}

pub(crate) fn roller() -> PartSwap {
    PartSwap {
        kind: SwapKind::Part,
        part_number: "A03U".into(),
        name: "Pickup roller 搓纸轮".into(),
        quantity: 1,
        reason: "worn 磨损".into(),
        old_serial: String::new(),
        new_serial: String::new(),
        label_fault: String::new(),
    }
}

pub(crate) fn ms_li() -> Signer {
    Signer { name: "Ms Li".into(), role: "office".into(), remarks: String::new() }
}

pub(crate) fn strokes() -> Strokes {
    let stroke = (0..40).map(|i| Point { x: 20 + i * 10, y: 100 + (i % 7) * 9, t_ms: u32::from(i) * 16 }).collect();
    Strokes { width: 600, height: 240, strokes: vec![stroke] }
}

/// Ben works through the visit up to the finish.
pub(crate) fn work_through(device: &Device, id: DocumentId) {
    let visits = device.visits();
    visits.arrive(id).unwrap();
    visits.start(id).unwrap();
    visits.answer_check(id, "power", CheckResult::Good, "").unwrap();
    visits.write_findings(id, "roller worn 搓纸轮磨损").unwrap();
    visits.write_treatment(id, "roller replaced").unwrap();
    visits.swap_part(id, roller()).unwrap();
    visits.finish(id).unwrap();
}
