//! A believable day: call-outs as a service centre takes them, customers in their own words, Chinese and English.

use model::documents::visit::records::{PartSwap, SwapKind};
use serde_json::{Value, json};

/// A photo for the story: the worn roller in its tray.
pub(super) const PHOTO: &[u8] = include_bytes!("worn-roller.jpg");

/// One call-out of the day and who gets it.
pub(super) struct Job {
    /// Body of `POST /v1/desk/call-outs`.
    pub(super) call_out: Value,
    /// What is known of the service and decides by when what is due, as `POST …/visits` takes it.
    pub(super) service: Value,
    /// **Minutes** after the begin of the day that the customer expects somebody.
    pub(super) appointment_min: i64,
    /// Index of the technician.
    pub(super) technician: usize,
}

/// The technicians of the day: the first one's device is the handset that the demo opens.
pub(super) const TECHNICIANS: [&str; 2] = ["赵敏 Zhao Min", "陈刚 Chen Gang"];

/// Twelve call-outs and more: office machines, GPS terminals, a crane, a boiler, a security system.
pub(super) fn jobs() -> Vec<Job> {
    let job = |technician, appointment_min, area: &str, work, urgency, service, fault, customer: [&str; 4], asset: [&str; 4]| Job {
        call_out: json!({
            "fault": fault, "service_type": service, "work": work, "urgency": urgency,
            "customer": { "name": customer[0], "address": customer[1], "phone": customer[2], "contact": customer[3] },
            "asset": asset_json(asset),
        }),
        service: json!({ "area": area }),
        appointment_min,
        technician,
    };
    vec![
        job(
            0,
            60,
            "town",
            "repair",
            "general",
            "C",
            "复印机频繁卡纸，双面更严重 (paper jams, worse in duplex)",
            ["东方律师事务所", "中山路 18 号 B2 层文印室", "0512-5550142", "李芳"],
            ["复印机 Copier", "bizhub 367", "A789021004412", ""],
        ),
        job(
            0,
            120,
            "town",
            "repair",
            "urgent",
            "A",
            "公交车终端掉线，地下车库内无法定位 (terminal offline, no position)",
            ["第三公交公司", "人民南路 201 号地下停车库", "0512-5550187", "周师傅"],
            ["GPS 终端 GPS terminal", "GT-06", "86010023", "苏E·A3391"],
        ),
        job(
            0,
            200,
            "suburb",
            "repair",
            "general",
            "B",
            "Laser printer shows error 50.4 after power cut",
            ["Harbour Freight Ltd.", "12 Dock Road, Unit 4", "0512-5550119", "Sarah Wood"],
            ["Laser printer 激光打印机", "LaserJet M607", "CNBVL7T0QK", ""],
        ),
        job(
            0,
            270,
            "town",
            "repair",
            "urgent",
            "A",
            "锅炉不点火，整栋楼没有暖气 (boiler does not ignite, no heating)",
            ["梧桐苑业主委员会", "梧桐街 77 号地下锅炉房", "0512-5550163", "孙主任"],
            ["燃气锅炉 Gas boiler", "WNS-2.8", "GL20190417", ""],
        ),
        job(
            0,
            345,
            "town",
            "inspection",
            "general",
            "B",
            "月度巡检：安防系统 (monthly inspection of the security system)",
            ["汇金大厦物业", "金融街 5 号 B3 中控室", "0512-5550170", "吴经理"],
            ["安防系统 Security system", "DS-9664", "SEC-2021-0098", ""],
        ),
        job(
            0,
            420,
            "town",
            "installation",
            "general",
            "C",
            "新装一体机并培训使用 (install a new multifunction printer, train the staff)",
            ["蓝天幼儿园", "学府路 3 号", "0512-5550108", "何园长"],
            ["一体机 Multifunction printer", "MFC-L9570", "E78412C2J900", ""],
        ),
        job(
            0,
            480,
            "town",
            "return_visit",
            "general",
            "C",
            "上周漏水维修后的回访 (return visit after last week's repair)",
            ["温泉宾馆", "温泉路 1 号", "0512-5550190", "前台 Reception"],
            ["燃气锅炉 Gas boiler", "WNS-4.2", "GL20201102", ""],
        ),
        job(
            1,
            60,
            "suburb",
            "repair",
            "urgent",
            "B",
            "吊臂下落缓慢，液压油渗漏 (boom sinks slowly, hydraulic oil leaks)",
            ["长江路桥第二工程部", "滨江大道延伸段工地", "0512-5550155", "丁工"],
            ["汽车起重机 Truck crane", "STC250", "SY0250CB13578", ""],
        ),
        job(
            1,
            130,
            "town",
            "repair",
            "general",
            "C",
            "传真机收不到来电 (fax machine does not answer)",
            ["仁济诊所", "解放路 92 号 2 楼", "0512-5550131", "王护士长"],
            ["传真机 Fax", "FAX-2890", "U63274K4J", ""],
        ),
        job(
            1,
            190,
            "suburb",
            "installation",
            "general",
            "A",
            "三辆新车装终端 (terminals for three new vans)",
            ["捷运物流", "物流园 A 区 14 号", "0512-5550126", "小马"],
            ["GPS 终端 GPS terminal", "GT-06", "86010915", "苏E·K7720"],
        ),
        job(
            1,
            260,
            "town",
            "repair",
            "general",
            "C",
            "17 号摄像机无图像 (camera 17 shows no picture)",
            ["Riverside Art Museum", "1 Canal Street, Level B1", "0512-5550177", "Daniel Moore"],
            ["安防系统 Security system", "DS-7732", "SEC-2023-0141", ""],
        ),
        job(
            1,
            330,
            "town",
            "repair",
            "general",
            "C",
            "投影仪自动关机 (projector switches itself off)",
            ["第一中学", "文庙街 40 号 3 号楼", "0512-5550115", "郑老师"],
            ["投影仪 Projector", "EB-2250U", "X5HT7900142", ""],
        ),
        job(
            1,
            400,
            "suburb",
            "inspection",
            "general",
            "B",
            "锅炉季节性保养 (seasonal maintenance of the boiler)",
            ["温泉宾馆", "温泉路 1 号", "0512-5550190", "前台 Reception"],
            ["燃气锅炉 Gas boiler", "WNS-4.2", "GL20201102", ""],
        ),
        job(
            1,
            450,
            "town",
            "repair",
            "general",
            "B",
            "碎纸机异响 (shredder makes a grinding noise)",
            ["诚信会计师事务所", "中山路 66 号 9 楼", "0512-5550102", "陆会计"],
            ["碎纸机 Shredder", "C-747", "SH747-0312", ""],
        ),
    ]
}

/// What a technician finds and does about a product of the day.
pub(super) struct Deeds {
    pub(super) findings: &'static str,
    pub(super) treatment: &'static str,
    pub(super) swap: PartSwap,
    /// A picture with its caption.
    pub(super) photo: Option<(&'static [u8], &'static str)>,
}

impl Deeds {
    /// Fitting deeds for `product` with the number `serial`.
    pub(super) fn for_product(product: &str, serial: &str) -> Self {
        let part = |part_number: &str, name: &str, reason: &str, old: &str, new: &str| PartSwap {
            kind: SwapKind::Part,
            part_number: part_number.into(),
            name: name.into(),
            quantity: 1,
            reason: reason.into(),
            old_serial: old.into(),
            new_serial: new.into(),
            label_fault: String::new(),
        };
        if product.contains("GPS") {
            let terminal = part("GT-06", "GPS 终端 GPS terminal", "不定位 no position", serial, "86010871");
            return Self {
                findings: "终端主板进水，无法定位。Water in the terminal, no position.",
                treatment: "更换终端，已上线并定位。Terminal replaced, online with a position.",
                swap: PartSwap { kind: SwapKind::Terminal, label_fault: "不定位 no position".into(), ..terminal },
                photo: None,
            };
        }
        if product.contains("crane") {
            return Self {
                findings: "变幅油缸密封件老化，液压油渗漏。Seals of the luffing cylinder aged, oil leaks.",
                treatment: "更换密封件并补油，空载试吊正常。Seals replaced, oil refilled, trial lift without fault.",
                swap: part("A820301", "变幅油缸密封件 Luffing cylinder seal kit", "老化 aged", "", "SK-26-1180"),
                photo: None,
            };
        }
        if product.contains("boiler") {
            return Self {
                findings: "点火电极积碳，打火间隙过大。Ignition electrode carbonised, gap too wide.",
                treatment: "更换点火电极，检漏合格，点火三次正常。Electrode replaced, leak test passed, three clean starts.",
                swap: part("IG-204", "点火电极 Ignition electrode", "积碳 carbonised", "", ""),
                photo: None,
            };
        }
        if product.contains("Security") {
            return Self {
                findings: "接头氧化，视频信号中断。Connector oxidised, picture lost.",
                treatment: "更换接头，画面恢复，录像正常。Connector replaced, picture and recording are back.",
                swap: part("BNC-75", "BNC 接头 BNC connector", "氧化 oxidised", "", ""),
                photo: None,
            };
        }
        Self {
            findings: "搓纸轮磨损，纸张打滑。Pickup roller worn, paper slips.",
            treatment: "更换搓纸轮，试印二十页正常。Roller replaced, twenty test pages without a jam.",
            swap: part("A03U-7209", "搓纸轮 Pickup roller", "磨损 worn", "PR-20-11873", "PR-26-00417"),
            photo: Some((PHOTO, "旧搓纸轮 the old roller")),
        }
    }
}

fn asset_json([product, model, serial, plate]: [&str; 4]) -> Value {
    let mut asset = json!({ "product": product, "model": model, "serial": serial });
    if let (false, Some(fields)) = (plate.is_empty(), asset.as_object_mut()) {
        fields.insert("plate".into(), plate.into());
    }
    asset
}
