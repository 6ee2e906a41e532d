//! People, devices and one visit, for the tests of this crate.

#![allow(dead_code, clippy::unwrap_used, reason = "every test file uses its own part of the cast, and a test that cannot go on stops")]

use automerge::transaction::{CommitOptions, Transactable as _};
use automerge::{ActorId, Automerge, AutomergeError, ObjType, ROOT, ReadDoc as _};
use model::documents::stamp::{Origin, Stamp};
use model::documents::visit::assessment::{Assessment, assess};
use model::documents::visit::records::*;
use model::documents::visit::write::{self, VisitOrder, WrittenChange};
use model::id::*;
use model::seal::Mark;
use model::seal::key::{DeviceKey, SoftwareKey};
use model::seal::record::{Backing, SealRequest, Signer, seal};
use model::seal::strokes::{Point, Strokes};
use model::seal::voucher::{Language, SignOffKind, Voucher};
use model::time::{ClockEvidence, Timestamp};

/// 2026-03-02 08:00 UTC.
pub(crate) const MORNING: i64 = 1_772_438_400_000;

/// A technician with a device of their own.
pub(crate) struct Technician {
    pub(crate) name: &'static str,
    pub(crate) person: PersonId,
    pub(crate) device: DeviceId,
    pub(crate) key: SoftwareKey,
    pub(crate) number: u8,
}

/// Ms Zhao 赵敏.
pub(crate) fn zhao() -> Technician {
    technician("赵敏 Zhao Min", 1)
}

/// Mr Chen 陈刚.
pub(crate) fn chen() -> Technician {
    technician("陈刚 Chen Gang", 2)
}

/// Ms Ma 马丽.
pub(crate) fn ma() -> Technician {
    technician("马丽 Ma Li", 3)
}

fn technician(name: &'static str, number: u8) -> Technician {
    Technician {
        name,
        person: PersonId::from_bytes([number; 16]),
        device: DeviceId::from_bytes([number + 100; 16]),
        key: SoftwareKey::from_secret(&[number; 32]),
        number,
    }
}

pub(crate) fn organisation() -> Organisation {
    Organisation { id: OrganisationId::from_bytes([7; 16]), name: "恒通服务中心 Hengtong Service".into() }
}

pub(crate) fn id_from(counter: u64) -> [u8; 10] {
    let mut random = [0; 10];
    random[2..].copy_from_slice(&counter.to_be_bytes());
    random
}

/// A clock that the test moves.
pub(crate) fn clock(minute: i64) -> ClockEvidence {
    ClockEvidence {
        wall_at: Timestamp::from_ms(MORNING + minute * 60_000),
        monotonic_ms: u64::try_from((minute + 60) * 60_000).unwrap(),
        boot: "test".into(),
        server_offset_ms: None,
        server_heard_monotonic_ms: None,
        server_heard_at: None,
    }
}

pub(crate) fn desk(minute: i64) -> Stamp {
    Stamp { person: PersonId::from_bytes([50; 16]), origin: Origin::Desk, command: CommandId::from_bytes([9; 16]), clock: clock(minute) }
}

pub(crate) fn order() -> VisitOrder {
    let item = |order, zh: &str, en: &str| ChecklistItem {
        order,
        required: true,
        label: [("zh-CN".to_owned(), zh.to_owned()), ("en".to_owned(), en.to_owned())].into(),
        stage: CheckStage::Work,
        answer: None,
    };
    VisitOrder {
        id: DocumentId::from_bytes([3; 16]),
        organisation: organisation(),
        call_out: CallOut {
            id: CallOutId::from_bytes([4; 16]),
            number: "C260302-001".into(),
            received_at: Timestamp::from_ms(MORNING - 3_600_000),
            fault: "复印机卡纸 paper jam".into(),
            service_type: ServiceType::C,
            work: Work::Repair,
            urgency: Urgency::General,
        },
        customer: Customer {
            name: "东方律师事务所".into(),
            address: "中山路 18 号 B2".into(),
            phone: "0512 555 0142".into(),
            contact: "李女士".into(),
        },
        asset: Asset { product: "复印机 Copier".into(), model: "bizhub 367".into(), serial: "A789021004412".into(), plate: None },
        appointment_at: Some(Timestamp::from_ms(MORNING + 1_800_000)),
        terms: None,
        checklist: vec![
            Keyed { id: "power".into(), record: item(1, "断电", "Power off") },
            Keyed { id: "test".into(), record: item(2, "试机", "Test run") },
        ],
    }
}

pub(crate) fn roller() -> PartSwap {
    PartSwap {
        kind: SwapKind::Part,
        part_number: "A03U-7209".into(),
        name: "搓纸轮 Pickup roller".into(),
        quantity: 1,
        reason: "磨损 worn".into(),
        old_serial: String::new(),
        new_serial: String::new(),
        label_fault: String::new(),
    }
}

pub(crate) fn pen() -> Strokes {
    let points =
        |shift: u16| (0..30_u16).map(|i| Point { x: 40 + i * 8 + shift, y: 90 + (i * 37) % 50, t_ms: u32::from(i) * 17 }).collect();
    Strokes { width: 600, height: 220, strokes: vec![points(0), points(200)] }
}

pub(crate) fn customer() -> Signer {
    Signer { name: "李芳".into(), role: "行政 Office".into(), remarks: String::new() }
}

/// A replica of one visit on somebody's device, with the changes it made.
pub(crate) struct Replica {
    pub(crate) doc: Automerge,
    pub(crate) written: Vec<WrittenChange>,
    counter: u64,
    salt: u8,
}

/// The visit as the desk opened it and gave it to `technician`.
pub(crate) fn opened_for(technician: &Technician) -> Replica {
    opened(&order(), technician)
}

/// The visit that the desk opened with `order` and gave to `technician`.
pub(crate) fn opened(order: &VisitOrder, technician: &Technician) -> Replica {
    let mut doc = Automerge::new().with_actor(ActorId::from([200; 16]));
    let genesis = write::genesis(&mut doc, order, &desk(-30)).unwrap();
    let kind = EventKind::Assigned {
        technician: technician.person,
        technician_name: technician.name.into(),
        replaces: None,
        reason: String::new(),
    };
    let assigned = write::append_event(&mut doc, EventId::from_bytes([60; 16]), kind, &desk(-29)).unwrap();
    Replica { doc, written: vec![genesis, assigned], counter: 0, salt: 0 }
}

impl Replica {
    /// The same visit on the device of `technician`.
    pub(crate) fn on(&self, technician: &Technician) -> Self {
        let mut doc = self.doc.clone();
        doc.set_actor(ActorId::from([technician.number; 16]));
        Self { doc, written: Vec::new(), counter: 0, salt: technician.number }
    }

    /// Makes this replica one of its own, though the same person may have another: its own actor, its own ids.
    pub(crate) fn salted(&mut self, salt: u8) {
        self.doc.set_actor(ActorId::from([salt; 16]));
        self.salt = salt;
    }

    pub(crate) fn next_id(&mut self) -> [u8; 10] {
        self.counter += 1;
        let mut id = id_from(self.counter);
        id[0] = self.salt;
        id
    }

    pub(crate) fn stamp(&mut self, who: &Technician, minute: i64) -> Stamp {
        let command = CommandId::from_parts(Timestamp::from_ms(MORNING + minute * 60_000), self.next_id());
        Stamp { person: who.person, origin: Origin::Device(who.device), command, clock: clock(minute) }
    }

    pub(crate) fn event(&mut self, who: &Technician, minute: i64, kind: EventKind) -> EventId {
        let id = EventId::from_parts(Timestamp::from_ms(MORNING + minute * 60_000), self.next_id());
        let stamp = self.stamp(who, minute);
        let change = write::append_event(&mut self.doc, id, kind, &stamp).unwrap();
        self.written.push(change);
        id
    }

    pub(crate) fn swap(&mut self, who: &Technician, minute: i64, swap: PartSwap) -> PartLineId {
        let id = PartLineId::from_parts(Timestamp::from_ms(MORNING + minute * 60_000), self.next_id());
        let stamp = self.stamp(who, minute);
        let change = write::swap_part(&mut self.doc, id, swap, &stamp).unwrap();
        self.written.push(change);
        id
    }

    pub(crate) fn check(&mut self, who: &Technician, minute: i64, item: &str, result: CheckResult) {
        self.event(who, minute, EventKind::CheckAnswered { item: item.into(), result, note: String::new() });
    }

    /// Answers a check as version 0.1 did: in the item itself.
    pub(crate) fn check_as_0_1(&mut self, who: &Technician, minute: i64, item: &str, result: CheckResult) {
        let stamp = self.stamp(who, minute);
        let note = serde_json::json!({ "c": "answer_check", "id": stamp.command, "by": who.person, "on": who.device }).to_string();
        let options = CommitOptions::default().with_message(note).with_time(stamp.clock.wall_at.as_seconds());
        let write = |tx: &mut automerge::transaction::Transaction<'_>| {
            let checklist = tx.get(ROOT, "checklist")?.unwrap().1;
            let item = tx.get(&checklist, item)?.unwrap().1;
            let answer = tx.put_object(&item, "answer", ObjType::Map)?;
            tx.put(&answer, "result", serde_json::to_value(result).unwrap().as_str().unwrap())?;
            tx.put(&answer, "note", "")?;
            tx.put(&answer, "by", who.person.to_string())?;
            tx.put(&answer, "at", stamp.clock.wall_at.as_ms())
        };
        let hash = self.doc.transact_with::<_, _, AutomergeError, _>(|()| options, write).unwrap().hash.unwrap();
        let raw = self.doc.get_change_by_hash(&hash).unwrap().raw_bytes().to_vec();
        self.written.push(WrittenChange { hash, raw });
    }

    /// An event of the desk.
    pub(crate) fn desk_event(&mut self, minute: i64, kind: EventKind) -> EventId {
        let id = EventId::from_parts(Timestamp::from_ms(MORNING + minute * 60_000), self.next_id());
        let change = write::append_event(&mut self.doc, id, kind, &desk(minute)).unwrap();
        self.written.push(change);
        id
    }

    pub(crate) fn texts(&mut self, who: &Technician, minute: i64, findings: &str, treatment: &str) {
        let stamp = self.stamp(who, minute);
        let findings = write::write_findings(&mut self.doc, findings, &stamp).unwrap();
        let stamp = self.stamp(who, minute);
        let treatment = write::write_treatment(&mut self.doc, treatment, &stamp).unwrap();
        self.written.extend(findings.into_iter().chain(treatment));
    }

    /// Everything from the door to the finish.
    pub(crate) fn work_to_finish(&mut self, who: &Technician) {
        self.event(who, 50, EventKind::Arrived);
        self.event(who, 55, EventKind::Started);
        self.check(who, 56, "power", CheckResult::Good);
        self.check(who, 80, "test", CheckResult::Good);
        self.texts(who, 85, "搓纸轮磨损", "更换搓纸轮，试机正常");
        self.swap(who, 70, roller());
        self.event(who, 130, EventKind::Finished);
    }

    /// An acceptance of the visit as it reads, made by `who` without asking any rule.
    pub(crate) fn seal_now(&mut self, who: &Technician, minute: i64) -> (SignOffId, Vec<u8>) {
        self.seal_as(who, minute, SignOffKind::Acceptance, Mark::Strokes { strokes: pen() })
    }

    /// A seal of any kind with any mark over the visit as it reads, made by `who` without asking any rule of the trade.
    pub(crate) fn seal_as(&mut self, who: &Technician, minute: i64, kind: SignOffKind, mark: Mark) -> (SignOffId, Vec<u8>) {
        let sign_off = SignOffId::from_parts(Timestamp::from_ms(MORNING + minute * 60_000), self.next_id());
        let visit = model::documents::visit::Visit::read(&self.doc).unwrap();
        let paper = Voucher::of(&visit, kind, Language::Chinese).into();
        let heads = self.doc.get_heads();
        let request = SealRequest {
            sign_off,
            paper: &paper,
            heads: &heads,
            signer: customer(),
            mark,
            signed: clock(minute),
            device: who.device,
            backing: Backing::default(),
        };
        (sign_off, seal(request, &who.key as &dyn DeviceKey).unwrap())
    }

    pub(crate) fn keep(&mut self, who: &Technician, minute: i64, sign_off: SignOffId, seal: &[u8]) {
        let stamp = self.stamp(who, minute);
        let change = write::keep_sign_off(&mut self.doc, sign_off, seal, &stamp).unwrap();
        self.written.push(change);
    }

    pub(crate) fn sign_as(&mut self, who: &Technician, minute: i64, kind: SignOffKind, mark: Mark) -> SignOffId {
        let (id, record) = self.seal_as(who, minute, kind, mark);
        self.keep(who, minute, id, &record);
        id
    }

    pub(crate) fn sign(&mut self, who: &Technician, minute: i64) -> SignOffId {
        let (id, record) = self.seal_now(who, minute);
        self.keep(who, minute, id, &record);
        id
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.doc.merge(&mut other.doc.clone()).unwrap();
    }

    pub(crate) fn assess(&self) -> Assessment {
        assess(&self.doc).unwrap()
    }
}
