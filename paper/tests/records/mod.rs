//! Sealed records to draw: a visit in both languages, one with 140 checks, goods, a refusal, an amendment.

#![allow(dead_code, reason = "each test uses some")]

use model::documents::visit::records::{
    Asset, CallOut, ChargeKind, CheckResult, Customer, Grades, Organisation, PartSwap, ServiceType, SiteLine, SwapKind, Urgency, Work,
};
use model::id::*;
use model::seal::details::*;
use model::seal::goods::{GOODS_VERSION, GoodsInspection, GoodsItem, GoodsPart, GoodsVoucher};
use model::seal::key::{DeviceKey as _, PublicKey, SoftwareKey};
use model::seal::record::{Backing, SealRequest, seal};
use model::seal::strokes::{Point, Strokes};
use model::seal::voucher::*;
use model::seal::{Mark, Paper, Signer, Unsigned};
use model::time::{ClockEvidence, Timestamp};

/// 2026-03-02 08:00 UTC.
const MORNING: i64 = 1_772_438_400_000;

fn at(minute: i64) -> Timestamp {
    Timestamp::from_ms(MORNING + minute * 60_000)
}

fn key() -> SoftwareKey {
    SoftwareKey::from_secret(&[7; 32])
}

pub(crate) fn public_key() -> PublicKey {
    key().public_key()
}

/// Every record with a name.
pub(crate) fn all() -> Vec<(&'static str, Vec<Vec<u8>>)> {
    vec![
        ("visit-zh", vec![visit(Language::Chinese)]),
        ("visit-en", vec![visit(Language::English)]),
        ("long", vec![long()]),
        ("full", vec![full()]),
        ("taken", vec![goods(SignOffKind::TakeAway)]),
        ("goods", vec![goods(SignOffKind::TakeAway), goods(SignOffKind::GoodsReturn)]),
        ("refused", vec![refused()]),
        ("amended", amended()),
    ]
}

pub(crate) fn visit(language: Language) -> Vec<u8> {
    sealed(voucher(language, SignOffKind::Acceptance), pen(), 1)
}

/// The call-out of a copier, repaired at once.
pub(crate) fn voucher(language: Language, kind: SignOffKind) -> Voucher {
    let say = |chinese: &str, english: &str| match language {
        Language::Chinese => chinese.to_owned(),
        Language::English => english.to_owned(),
    };
    let check = |label: String, result, note: String| VoucherCheck { label, result: Some(result), note };
    Voucher {
        version: VERSION,
        language,
        kind,
        statement: statement(kind, language).to_owned(),
        organisation: Organisation { id: OrganisationId::from_bytes([7; 16]), name: "恒通服务中心 Hengtong Service".into() },
        visit: DocumentId::from_bytes([3; 16]),
        call_out: CallOut {
            id: CallOutId::from_bytes([4; 16]),
            number: "PR-26-00417".into(),
            received_at: at(-60),
            fault: say("复印机反复卡纸，打印有黑线", "Copier jams again and again, black lines on prints"),
            service_type: ServiceType::C,
            work: Work::Repair,
            urgency: Urgency::Urgent,
        },
        customer: Customer {
            name: say("东方律师事务所", "Orient Law Office"),
            address: say("苏州市中山路 18 号东方大厦 B 座 2 层", "18 Zhongshan Road, Tower B, 2nd floor, Suzhou"),
            phone: "0512 555 0142".into(),
            contact: say("李芳女士", "Ms Li Fang"),
        },
        asset: Asset { product: say("复印机", "Copier"), model: "bizhub 367".into(), serial: "A789021004412".into(), plate: None },
        technician: VoucherTechnician { id: PersonId::from_bytes([1; 16]), name: "赵敏 Zhao Min".into() },
        times: VoucherTimes { arrived_at: Some(at(50)), started_at: Some(at(55)), finished_at: Some(at(130)) },
        checklist: vec![
            check(say("断电并挂牌", "Power off, tag in place"), CheckResult::Good, String::new()),
            check(say("搓纸轮", "Pickup roller"), CheckResult::Defect, say("磨损严重，已更换", "badly worn, replaced")),
            check(say("试机 20 张", "Test run, 20 sheets"), CheckResult::Good, say("无卡纸", "no jam")),
            check(say("装订器", "Stapler"), CheckResult::NotApplicable, String::new()),
        ],
        findings: say("搓纸轮磨损，纸盒 1 进纸打滑；定影单元有划痕。", "Pickup roller worn, tray 1 slips; scratch on the fuser."),
        treatment: say(
            "更换搓纸轮和定影膜，清洁纸路，试机正常。",
            "Replaced roller and fuser film, cleaned the paper path, test run fine.",
        ),
        parts: vec![
            swap(SwapKind::Part, &say("搓纸轮", "Pickup roller"), "A03U-7209", &say("磨损", "worn"), "", ""),
            swap(SwapKind::Part, &say("定影膜组件", "Fuser film unit"), "A797-R710", &say("划伤", "scratched"), "FU-2210034", "FU-2604418"),
        ],
        photos: vec![VoucherPhoto { sha256: "4f".repeat(32), caption: say("磨损的搓纸轮", "the worn roller") }],
        details: VoucherDetails { utc_offset_minutes: Some(480), ..VoucherDetails::default() },
    }
}

fn swap(kind: SwapKind, name: &str, number: &str, reason: &str, old: &str, new: &str) -> PartSwap {
    PartSwap {
        kind,
        part_number: number.into(),
        name: name.into(),
        quantity: 1,
        reason: reason.into(),
        old_serial: old.into(),
        new_serial: new.into(),
        label_fault: if kind == SwapKind::Terminal { "不定位 no position".into() } else { String::new() },
    }
}

/// A yearly inspection of 140 points, some with long notes.
pub(crate) fn long() -> Vec<u8> {
    let mut voucher = voucher(Language::Chinese, SignOffKind::Acceptance);
    voucher.checklist = (1..=140)
        .map(|n| VoucherCheck {
            label: format!("第 {n} 点：钢丝绳、吊钩、限位开关和制动器的外观与动作"),
            result: if n % 23 == 0 {
                Some(CheckResult::Defect)
            } else if n == 77 {
                None
            } else {
                Some(CheckResult::Good)
            },
            note: if n % 23 == 0 {
                "断丝数超过标准，须在下次使用前更换；已告知现场负责人并挂牌停用。".repeat(n / 23)
            } else {
                String::new()
            },
        })
        .collect();
    voucher.findings = "结构件无裂纹，焊缝完好。".repeat(60);
    voucher.parts = (1..=24).map(|n| swap(SwapKind::Part, &format!("螺栓 M{n}"), "DIN 933", "锈蚀", "", &format!("SN-{n:08}"))).collect();
    sealed(voucher, pen(), 2)
}

/// The longest honest visit: a checklist of the most points, each with a note, and the most part lines.
pub(crate) fn longest() -> Vec<u8> {
    let mut voucher = voucher(Language::Chinese, SignOffKind::Acceptance);
    let check = |n: usize| VoucherCheck {
        label: format!("第 {n} 点：钢丝绳、吊钩、限位开关和制动器的外观与动作"),
        result: Some(CheckResult::Good),
        note: "外观完好，动作正常，已按规程加注润滑脂并复紧全部螺栓。".into(),
    };
    voucher.checklist = (1..=500).map(check).collect();
    voucher.findings = "结构件无裂纹，焊缝完好。".repeat(80);
    sealed(voucher, pen(), 8)
}

/// A record that says nothing on as many lines as fit into it.
pub(crate) fn hollow() -> Vec<u8> {
    let mut voucher = voucher(Language::Chinese, SignOffKind::Acceptance);
    voucher.findings = format!(".{}.", "\n".repeat(58_000));
    sealed(voucher, pen(), 9)
}

/// A voucher that says everything a voucher can say.
pub(crate) fn full() -> Vec<u8> {
    let mut voucher = voucher(Language::English, SignOffKind::ReturnVisit);
    let person = |n: u8, name: &str| VoucherTechnician { id: PersonId::from_bytes([n; 16]), name: name.into() };
    voucher.asset.plate = Some("苏E·12345".into());
    voucher.parts = vec![
        swap(SwapKind::Terminal, "GT06N", "GPS-06", "no power", "868120145501", "868120199034"),
        swap(SwapKind::Sim, "IoT card", "", "expired", "89860318", "89860424"),
    ];
    voucher.details = VoucherDetails {
        crew: vec![person(2, "陈刚 Chen Gang"), person(9, "王磊")],
        lead: Some(person(2, "陈刚 Chen Gang")),
        site: vec![
            VoucherSiteLine { line: SiteLine::Mileage, value: "41200".into() },
            VoucherSiteLine { line: SiteLine::Cause, value: "water in the plug".into() },
        ],
        service_type: Some(ServiceType::A),
        charges: vec![
            VoucherCharge { what: ChargeKind::Labour, text: "one hour".into(), amount_fen: 8_000 },
            VoucherCharge { what: ChargeKind::Travel, text: "discount".into(), amount_fen: -1_050 },
        ],
        charges_fen: Some(6_950),
        collected_fen: Some(6_950),
        promised_for: Some(at(4_000)),
        survey: Some(VoucherSurvey {
            scale: "four_grades".into(),
            grades: Grades { attitude: Some(1), skill: Some(2), punctuality: None, promises: None, overall: Some(1) },
            reasons: "came a little late".into(),
            suggestion: "call before coming".into(),
        }),
        return_visit: Some(VoucherReturnVisit {
            of: "PR-26-00390".into(),
            repair_holds: false,
            state: "jams once a day".into(),
            opinion: "friendly".into(),
            suggestions: "a new machine".into(),
            paid_fen: 8_000,
            due_fen: 8_000,
        }),
        revision: Some(3),
        amendments: vec![VoucherAmendment {
            id: EventId::from_bytes([8; 16]),
            of: SignOffId::from_bytes([5; 16]),
            reason: "serial number mistyped".into(),
        }],
        utc_offset_minutes: None,
    };
    sealed(voucher, Mark::Stamp { stamp: "ab".repeat(32) }, 3)
}

pub(crate) fn refused() -> Vec<u8> {
    let voucher = voucher(Language::Chinese, SignOffKind::Refused);
    let mark = Mark::Unsigned(Unsigned {
        reason: "认为噪音仍大".into(), words: "你们修过三次了，还是响。\n我不签。".into()
    });
    sealed(voucher, mark, 4)
}

/// A visit, and the same visit with a part number put right.
pub(crate) fn amended() -> Vec<Vec<u8>> {
    let mut second = voucher(Language::Chinese, SignOffKind::Acceptance);
    second.parts[1].new_serial = "FU-2604419".into();
    second.details.revision = Some(2);
    second.details.amendments =
        vec![VoucherAmendment {
            id: EventId::from_bytes([8; 16]), of: SignOffId::from_bytes([1; 16]), reason: "新件编号填错一位".into()
        }];
    vec![visit(Language::Chinese), sealed(second, pen(), 5)]
}

pub(crate) fn goods(kind: SignOffKind) -> Vec<u8> {
    let back = kind == SignOffKind::GoodsReturn;
    let language = Language::Chinese;
    let charge = VoucherCharge { what: ChargeKind::Part, text: "压缩机".into(), amount_fen: 46_000 };
    let voucher = GoodsVoucher {
        version: GOODS_VERSION,
        language,
        kind,
        statement: statement(kind, language).to_owned(),
        organisation: Organisation { id: OrganisationId::from_bytes([7; 16]), name: "恒通服务中心 Hengtong Service".into() },
        repair: DocumentId::from_bytes([6; 16]),
        visit: Some(DocumentId::from_bytes([3; 16])),
        call_out_number: "PR-26-00420".into(),
        customer: Customer {
            name: "周桂兰".into(),
            address: "苏州市平江路 7 号".into(),
            phone: "138 0000 0000".into(),
            contact: "周桂兰".into(),
        },
        receipt_number: "R-2026-0031".into(),
        item: GoodsItem {
            product: "冰柜".into(),
            model: "BD-200".into(),
            serial: "BD20240711".into(),
            accessories: "电源线 1 根，隔篮 2 个".into(),
            appearance: "scratched".into(),
            function: "abnormal".into(),
            condition: "左侧门有 3 厘米划痕".into(),
        },
        fault: "不制冷".into(),
        technician: VoucherTechnician { id: PersonId::from_bytes([1; 16]), name: "赵敏 Zhao Min".into() },
        taken_at: at(90),
        promised_for: Some(at(4 * 24 * 60)),
        returned_at: back.then(|| at(3 * 24 * 60)),
        work_done: if back {
            "更换压缩机，抽真空，加注制冷剂 R600a 60 克，运行 24 小时正常。".into()
        } else {
            String::new()
        },
        parts: if back {
            vec![GoodsPart {
                part_number: "NT1114Y".into(),
                name: "压缩机".into(),
                quantity: 1,
                old_serial: "C-119020".into(),
                new_serial: "C-260077".into(),
            }]
        } else {
            Vec::new()
        },
        charges: if back { vec![charge] } else { Vec::new() },
        charges_fen: back.then_some(46_000),
        utc_offset_minutes: Some(480),
        inspection: back.then(|| GoodsInspection { passed: true, by_name: "孙工".into(), note: "温度 -18 ℃".into() }),
    };
    sealed(voucher, pen(), if back { 6 } else { 7 })
}

/// `paper`, signed on the device of these tests.
pub(crate) fn sealed(paper: impl Into<Paper>, mark: Mark, sign_off: u8) -> Vec<u8> {
    let paper = paper.into();
    let request = SealRequest {
        sign_off: SignOffId::from_bytes([sign_off; 16]),
        paper: &paper,
        heads: &[],
        signer: Signer { name: "李芳".into(), role: "行政 Office".into(), remarks: "谢谢，来得很快。".into() },
        mark,
        signed: ClockEvidence {
            wall_at: at(140),
            monotonic_ms: 12_000_000,
            boot: "b7c1".into(),
            server_offset_ms: Some(-240),
            server_heard_monotonic_ms: Some(8_000_000),
            server_heard_at: None,
        },
        device: DeviceId::from_bytes([2; 16]),
        backing: Backing { check_at: Some("https://desk.hengtong.example".into()), ..Backing::default() },
    };
    seal(request, &key()).unwrap()
}

/// Two strokes and a dot.
pub(crate) fn pen() -> Mark {
    let wave = |from: u16, height: u16| {
        (0..60_u16).map(move |n| Point { x: from + n * 4, y: 120 + height * ((n * 7) % 13) / 13, t_ms: u32::from(n) * 16 }).collect()
    };
    let strokes = vec![wave(60, 90), wave(320, 60), vec![Point { x: 590, y: 60, t_ms: 2_000 }]];
    Mark::Strokes { strokes: Strokes { width: 640, height: 260, strokes } }
}
