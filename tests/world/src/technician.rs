//! A technician with a device: the product's own façade, on a file in the story's folder.

use std::cell::Cell;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;
use client_core::complaints::ComplaintSheet;
use client_core::old_parts::OldPartSheet;
use client_core::repairs::RepairSheet;
use client_core::visits::{Delivery, VisitSheet};
use client_core::{Device, DeviceConfig, Host, NetworkSwitch, SyncError, SyncReport};
use model::documents::visit::records::{CheckResult, PartSwap, SwapKind};
use model::id::{DocumentId, PersonId, SignOffId};
use model::seal::record::Signer;
use model::seal::strokes::{Point, Strokes};
use model::seal::voucher::Language;

use serde_json::{Value, json};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::{Net, PATIENCE, SeededChance, WorldClock};

/// An app that is open.
pub struct InTouch {
    _stops: DropGuard,
}

/// A named person with one device.
pub struct Technician {
    /// What people call them.
    pub name: &'static str,
    /// Who they are at the desk.
    pub person: PersonId,
    /// The wire between the device and the server.
    pub net: Arc<Net>,
    path: PathBuf,
    clock: WorldClock,
    /// Goes on where it was when the device is switched on again.
    chance: Arc<SeededChance>,
    device: Option<Device>,
}

impl Technician {
    pub(crate) fn new(
        name: &'static str,
        person: PersonId,
        net: Arc<Net>,
        path: PathBuf,
        clock: WorldClock,
        chance: Arc<SeededChance>,
    ) -> Self {
        let mut technician = Self { name, person, net, path, clock, chance, device: None };
        technician.switches_the_device_on();
        technician
    }

    /// The device.
    #[must_use]
    pub fn device(&self) -> &Device {
        self.device.as_ref().expect("the device is switched on")
    }

    /// The file the device keeps everything in.
    #[must_use]
    pub fn file(&self) -> &PathBuf {
        &self.path
    }

    /// Opens the device's file, as a start of the app does.
    pub fn switches_the_device_on(&mut self) {
        let net = Arc::clone(&self.net);
        let host = Host {
            clock: Arc::new(self.clock.clone()),
            chance: Arc::<SeededChance>::clone(&self.chance),
            key: None,
            transport: Arc::new(move |_| Ok(net.transport())),
        };
        let config = DeviceConfig { path: self.path.clone(), application: "world/0.1".into() };
        self.device = Some(Device::open(config, host).expect("the device's file opens"));
    }

    /// Ends the app.
    pub fn switches_the_device_off(&mut self) {
        self.device = None;
    }

    /// Ends the app without a word and starts it again on the same file.
    pub fn restarts_the_device(&mut self) {
        self.device = None;
        self.switches_the_device_on();
    }

    /// Sets the device's wall clock ahead by `ms` **milliseconds**, back if negative. Only for a device with a clock of its own.
    pub fn sets_the_clock_by(&self, ms: i64) {
        self.clock.is_set_by(ms);
    }

    /// Switches the device itself off and on again: its counter begins anew. Only for a device with a clock of its own.
    pub fn starts_the_phone_anew(&mut self) {
        self.device = None;
        self.clock.starts_anew();
        self.switches_the_device_on();
    }

    /// Switches airplane mode on.
    pub fn goes_offline(&self) {
        self.device().set_network(NetworkSwitch::Airplane);
    }

    /// Switches airplane mode off.
    pub fn comes_back(&self) {
        self.device().set_network(NetworkSwitch::Connected);
    }

    /// Keeps the app open: it syncs by itself until the answer is dropped.
    #[must_use]
    pub fn keeps_in_touch(&self) -> InTouch {
        let stop = CancellationToken::new();
        let (device, stopped) = (self.device().clone(), stop.clone());
        tokio::spawn(async move { device.run_sync(stopped).await });
        InTouch { _stops: stop.drop_guard() }
    }

    /// Waits until the device shows it, looking whenever the device says that something changed.
    pub async fn waits_until(&self, shown: impl Fn(&Device) -> bool) {
        let mut notices = self.device().observe();
        let looking = async {
            while !shown(self.device()) {
                let _missed_some = notices.recv().await;
            }
        };
        tokio::time::timeout(PATIENCE, looking).await.unwrap_or_else(|_| panic!("{} never sees it", self.name));
    }

    /// Syncs once; the sync must succeed.
    pub async fn syncs(&self) -> SyncReport {
        self.tries_to_sync().await.expect("the sync succeeds")
    }

    /// Syncs once, whatever comes of it; the server has judged what it received by then.
    ///
    /// # Errors
    /// What the device makes of the failure.
    pub async fn tries_to_sync(&self) -> Result<SyncReport, SyncError> {
        let outcome = self.device().sync_now().await;
        self.net.settles().await;
        outcome
    }

    /// Syncs until everything is received; the network may fail now and then.
    pub async fn syncs_until_nothing_waits(&self) {
        for _ in 0..20 {
            let _ = self.tries_to_sync().await;
            if self.device().outbox().unwrap().documents.is_empty() {
                return;
            }
        }
        panic!("{} still has work waiting after twenty syncs: {:?}", self.name, self.device().outbox().unwrap());
    }

    /// The sheets of all visits on the device.
    #[must_use]
    pub fn sheets(&self) -> Vec<(DocumentId, VisitSheet)> {
        let visits = self.device().visits();
        visits.agenda().unwrap().into_iter().map(|row| (row.id, visits.open(row.id).unwrap())).collect()
    }

    /// Everything that the device shows, as one value.
    #[must_use]
    pub fn everything(&self) -> Value {
        let device = self.device();
        let days = device.days();
        let sheets: Vec<_> = self.sheets().into_iter().map(|(_, sheet)| sheet).collect();
        // Begun after a sync: what a day says must be the same, not its identifier (see `Desk::everything`).
        let nameless = |report: Value| match report {
            Value::Object(mut fields) => {
                fields.remove("id");
                Value::Object(fields)
            }
            other => other,
        };
        let reports: Vec<_> = days.list().unwrap().into_iter().map(|row| nameless(json!(days.report(row.id).unwrap()))).collect();
        json!({
            "name": self.name,
            "agenda": device.visits().agenda().unwrap(),
            "visits": sheets,
            "days": reports,
            "repairs": self.repairs(),
            "old_parts": self.old_parts(),
            "complaints": self.complaints(),
            "van_stock": device.van_stock().unwrap(),
        })
    }

    fn repairs(&self) -> Vec<RepairSheet> {
        let repairs = self.device().repairs();
        repairs.list().unwrap().into_iter().map(|row| repairs.open(row.id).unwrap()).collect()
    }

    fn old_parts(&self) -> Vec<OldPartSheet> {
        let parts = self.device().old_parts();
        parts.list().unwrap().into_iter().map(|row| parts.open(row.id).unwrap()).collect()
    }

    fn complaints(&self) -> Vec<ComplaintSheet> {
        let complaints = self.device().complaints();
        complaints.list().unwrap().into_iter().map(|row| complaints.open(row.id).unwrap()).collect()
    }

    /// Where the visit's changes are.
    #[must_use]
    pub fn delivery(&self, visit: DocumentId) -> Delivery {
        self.device().visits().open(visit).unwrap().delivery
    }

    /// Arrives and begins.
    pub fn begins(&self, visit: DocumentId) {
        self.clock.pass_minutes(10);
        self.device().visits().arrive(visit).unwrap();
        self.clock.pass_minutes(5);
        self.device().visits().start(visit).unwrap();
    }

    /// Answers every check, writes findings and treatment, and finishes an hour later.
    pub fn finishes(&self, visit: DocumentId) {
        let visits = self.device().visits();
        self.clock.pass_minutes(1);
        for check in visits.open(visit).unwrap().checklist {
            visits.answer_check(visit, &check.id, CheckResult::Good, "").unwrap();
        }
        visits.write_findings(visit, "搓纸轮磨损").unwrap();
        visits.write_treatment(visit, "更换搓纸轮，试机正常").unwrap();
        self.clock.pass_minutes(59);
        visits.finish(visit).unwrap();
    }

    /// The customer reads and signs.
    pub fn lets_the_customer_sign(&self, visit: DocumentId) -> SignOffId {
        let visits = self.device().visits();
        let shown = visits.show_voucher(visit, Language::Chinese).unwrap();
        let signer = Signer { name: "李芳".into(), role: "行政".into(), remarks: String::new() };
        visits.sign(visit, &shown.digest, Language::Chinese, signer, &signature()).unwrap()
    }

    /// The whole visit: arrival, a part, finish, signature (O-01).
    pub fn works_through(&self, visit: DocumentId) -> SignOffId {
        self.begins(visit);
        self.device().visits().swap_part(visit, roller()).unwrap();
        self.finishes(visit);
        self.lets_the_customer_sign(visit)
    }
}

/// Minutes ahead of UTC in China.
const CHINA: i32 = 480;

impl Technician {
    /// Opens the daily report of a date in March 2026.
    pub fn opens_the_day(&self, date: u32) -> DocumentId {
        let date = NaiveDate::from_ymd_opt(2026, 3, date).unwrap();
        self.device().days().open_day(date, CHINA).unwrap()
    }

    /// Reads the daily report and confirms it.
    pub fn confirms(&self, day: DocumentId) {
        let days = self.device().days();
        let shown = days.report(day).unwrap();
        days.confirm(day, &shown.digest).unwrap();
    }
}

/// What a visit says, without what only this device knows of it (delivery, uploads, what may be tapped).
#[must_use]
pub fn what_it_says(sheet: &VisitSheet) -> Value {
    let mut sheet = serde_json::to_value(sheet).unwrap();
    for own in ["delivery", "allowed", "left", "photos"] {
        sheet.as_object_mut().unwrap().remove(own);
    }
    sheet
}

/// A pickup roller, worn, one piece.
#[must_use]
pub fn roller() -> PartSwap {
    PartSwap {
        kind: SwapKind::Part,
        part_number: "A03U-7209".into(),
        name: "搓纸轮".into(),
        quantity: 1,
        reason: "磨损".into(),
        old_serial: String::new(),
        new_serial: String::new(),
        label_fault: String::new(),
    }
}

/// The terminal of story O-07.
#[must_use]
pub fn terminal() -> PartSwap {
    PartSwap {
        kind: SwapKind::Terminal,
        name: "GPS 终端".into(),
        part_number: "GT-06".into(),
        reason: "不定位".into(),
        old_serial: "86010023".into(),
        new_serial: "86010871".into(),
        label_fault: "不定位".into(),
        ..roller()
    }
}

thread_local! {
    /// How often somebody signed since the story on this thread began.
    static SIGNED: Cell<u32> = const { Cell::new(0) };
}

/// A story begins: told again, the same people draw the same signatures.
pub(crate) fn nobody_has_signed_yet() {
    SIGNED.set(0);
}

/// A hand on the glass: nobody signs twice alike.
#[must_use]
pub fn signature() -> Strokes {
    let signed = SIGNED.get() + 1;
    SIGNED.set(signed);
    let mut chance = signed.wrapping_mul(0x9e37_79b9);
    let mut below = |end: u16| {
        chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        u16::try_from((chance >> 16) % u32::from(end)).expect("below a u16")
    };
    let mut x = 40;
    let stroke = (0..24_u32).map(|i| {
        x += 8 + below(14);
        Point { x, y: 40 + below(160), t_ms: i * 33 }
    });
    Strokes { width: 640, height: 240, strokes: vec![stroke.collect()] }
}

/// A picture as a camera takes it: the head of a JPEG file and so many **bytes** of it.
#[must_use]
pub fn picture(bytes: usize) -> Vec<u8> {
    let mut picture = vec![0xff, 0xd8, 0xff, 0xe0];
    picture.extend((4..bytes).map(|at| u8::try_from(at * 31 % 251).expect("below 251")));
    picture
}
