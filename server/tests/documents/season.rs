//! A season of a small organisation: every working day its technicians come in time and too late, with clocks that are known and that are
//! not, swap parts, are graded, are complained about, take goods along, and report their days. The same numbers of days make the same work.

use chrono::NaiveDate;
use http::StatusCode;
use model::documents::complaint::records::{Complainant, ComplaintProduct, Customer, Demand, Received, Urgency};
use model::documents::custody::Holder;
use model::documents::day::records::{DayEventKind, ReportLine};
use model::documents::day::write as day;
use model::documents::old_part::records::{OldPartEventKind, OldPartTerms, Removed};
use model::documents::records::Organisation;
use model::documents::repair::records::{Appearance, Function, Item, RepairTerms, Taken};
use model::documents::visit::records::{EventKind, FaultClass, Grades, ServiceType};
use model::id::{DocumentId, EventId, PartLineId};
use model::policy::local_date;
use model::rules::{Disposition, Grounds, SaleValue};
use model::time::Timestamp;
use serde_json::{Value, json};
use server::policies::PolicyFile;
use server::{Clock as _, Config};

use crate::house::{DAY_MS, Desk, Device, House, roller};

const HOUR_MS: i64 = 3_600_000;
const MINUTE_MS: i64 = 60_000;

/// One hour to arrive, two to repair; four grades; the same fault within 30 days is a repeat.
pub(crate) const POLICY: &str = "repeat_repair_days = 30\n\
     [response]\ncount = \"round_the_clock\"\n\
     classes = [{ name = \"in_town\", area = \"town\", arrive = { hours = 1 }, fix = { hours = 2 } }]\n\
     [surveys]\ntrigger = \"every_service_on_site\"\n[grades]\nscale = \"four_grades\"\n";

/// An organisation with its desk and technicians.
pub(crate) struct Season {
    pub(crate) house: House,
    pub(crate) desk: Desk,
    pub(crate) technicians: Vec<Device>,
    /// Visits so far.
    count: u64,
    /// Today's time on site, by technician.
    today: Vec<Vec<(DocumentId, u32)>>,
}

impl Season {
    /// Nothing has happened yet; it is 9 o'clock in China.
    pub(crate) async fn open(technicians: u8) -> Self {
        // A year goes by within minutes: how often somebody may try in one of them is no subject here.
        let house = House::with(|config| Config { tokens_per_minute: u32::MAX, sign_ins_per_minute: u32::MAX, ..config }).await;
        let desk = house.organisation("Hangzhou").await;
        house.server.set_policy(None, &PolicyFile::read("policy.toml", POLICY).unwrap()).await.unwrap();
        let mut devices = Vec::new();
        for number in 0..technicians {
            let person = desk.technician(&format!("T{number}")).await;
            devices.push(desk.device(person, number + 1).await);
        }
        house.clock.pass_ms(13 * HOUR_MS);
        let today = devices.iter().map(|_| Vec::new()).collect();
        let mut season = Self { house, desk, technicians: devices, count: 0, today };
        season.morning().await;
        season
    }

    /// Today, where the organisation is.
    pub(crate) fn date(&self) -> NaiveDate {
        local_date(self.house.clock.now(), 480)
    }

    /// So many days with so many visits of each technician, to the morning after.
    pub(crate) async fn goes_on(&mut self, days: u32, visits: u32) {
        for _ in 0..days {
            for _ in 0..visits {
                for place in 0..self.technicians.len() {
                    self.visit(place).await;
                }
            }
            for place in 0..self.technicians.len() {
                self.evening(place).await;
            }
            let since_nine = (self.house.clock.now().as_ms() - HOUR_MS).rem_euclid(DAY_MS);
            self.house.clock.pass_ms(DAY_MS - since_nine);
            self.morning().await;
        }
    }

    /// Sessions and tokens end over night.
    pub(crate) async fn morning(&mut self) {
        self.desk.sign_in().await;
        for device in &mut self.technicians {
            device.renew().await;
        }
    }

    async fn visit(&mut self, place: usize) {
        let number = self.count;
        self.count += 1;
        let every = |n: u64| number % n == n - 1;
        let device = &mut self.technicians[place];
        let call = json!({
            "fault": if every(2) { "不进纸" } else { "卡纸" }, "work": "repair", "urgency": "general",
            "service_type": (["A", "B", "C", "D"][(number % 4) as usize]),
            "customer": { "name": if every(6) { "=1+1 明珠" } else { "明珠印刷" }, "address": "人民路 12 号", "phone": "0571 8801 2233", "contact": "陈女士" },
            "asset": { "product": "Printer", "model": (["C4080", "367", "LJ400"][(number % 3) as usize]), "serial": format!("S-{}", number % 11) },
        });
        let (status, body) = self.desk.post("/v1/desk/call-outs", call).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        let order = json!({
            "technician": device.person(), "service": { "area": "town" },
            "checklist": [{ "key": "power", "required": true, "label": { "en": "Power", "zh-CN": "电源" } }],
        });
        let path = format!("/v1/desk/call-outs/{}/visits", body["id"].as_str().unwrap());
        let (status, body) = self.desk.post(&path, order).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        let visit: DocumentId = body["visit"].as_str().unwrap().parse().unwrap();
        device.renew().await;
        device.sync().await;
        if every(19) {
            let cancelled = self.desk.post(&format!("/v1/desk/visits/{visit}/cancel"), json!({ "reason": "改期" })).await;
            assert_eq!(cancelled.0, StatusCode::OK, "{}", cancelled.1);
            return;
        }
        if every(13) {
            // Nobody goes there.
            return;
        }
        device.clock_offset_ms = (!every(7)).then_some(0);
        self.house.clock.pass_ms(if every(5) { 70 * MINUTE_MS } else { 5 * MINUTE_MS });
        device.begin(visit);
        if every(8) {
            device.event(
                visit,
                EventKind::ClassSet { class: FaultClass::Severe, reason: "停产".into(), plan: "换主板".into(), replaces: None },
            );
        }
        self.house.clock.pass_ms(10 * MINUTE_MS);
        let part = every(3).then(|| device.swap(visit, roller()));
        device.finish(visit);
        if every(2) {
            let grade = 1 + u32::try_from(number / 2 % 4).unwrap();
            let grades = Grades { attitude: Some(1), skill: Some(grade), overall: Some(grade), ..Grades::default() };
            device.event(visit, EventKind::SurveyAnswered { grades, reasons: "慢".into(), suggestion: String::new() });
        }
        if !every(10) {
            device.sign(visit);
        }
        if let Some(line) = part {
            let old = device.opens(removed(visit, line, device.now()));
            if every(6) {
                let keeper = Holder::Storekeeper { name: "Ms Gu".into() };
                device.happens(old, OldPartEventKind::HandedOver { to: keeper, follows: None, given_by: "T".into(), note: String::new() });
            }
        }
        let complaint = every(9).then(|| device.opens(complaint(visit, number, device.now())));
        if every(17) {
            device.opens(taken(&format!("T{place:02}-{number:04}")));
        }
        device.renew().await;
        device.sync().await;
        if let Some(complaint) = complaint {
            self.decides(complaint, number).await;
        }
        self.today[place].push((visit, 10));
    }

    async fn decides(&self, complaint: DocumentId, number: u64) {
        let event = |n: u8| EventId::from_bytes([n; 16]);
        let records = async |what: Value| {
            let (status, body) = self.desk.post(&format!("/v1/desk/complaints/{complaint}/events"), what).await;
            assert_eq!(status, StatusCode::OK, "{body}");
        };
        if number.is_multiple_of(2) {
            let class = if number.is_multiple_of(4) { "quality" } else { "non_quality" };
            records(json!({ "id": event(1), "kind": "classified", "class": class, "reason": "现场" })).await;
        }
        if !number.is_multiple_of(5) {
            records(json!({
                "id": event(2), "kind": "decided", "valid": !number.is_multiple_of(3), "outcome": "finding", "cause": "轴承", "solution": "更换",
                "signed_by": "金经理",
            }))
            .await;
        }
    }

    async fn evening(&mut self, place: usize) {
        let (date, visits) = (self.date(), std::mem::take(&mut self.today[place]));
        let number = self.count;
        let device = &mut self.technicians[place];
        device.clock_offset_ms = Some(0);
        let id = device.expects();
        let opening = day::DayOpening {
            id,
            organisation: Organisation { id: device.identity.organisation, name: device.identity.organisation_name.clone() },
            person_name: device.identity.person_name.clone(),
            date,
            utc_offset_minutes: 480,
        };
        device.write(id, |doc, stamp| day::genesis(doc, &opening, stamp));
        let work = EventId::from_parts(device.now(), [1; 10]);
        let noted = DayEventKind::WorkNoted { service_type: ServiceType::D, minutes: 30, text: "整理仓库".into() };
        device.write(id, |doc, stamp| day::append_event(doc, work, noted, stamp));
        let line = |service_type, minutes| ReportLine { service_type, minutes };
        let lines = visits.iter().map(|(visit, minutes)| (*visit, line(ServiceType::C, *minutes))).collect();
        let confirmed = DayEventKind::ReportConfirmed {
            works: [(work, line(ServiceType::D, 30))].into(),
            visits: lines,
            handed_in: Default::default(),
            replaces: None,
        };
        let confirmation = EventId::from_parts(device.now(), [2; 10]);
        if !number.is_multiple_of(4) {
            device.write(id, |doc, stamp| day::append_event(doc, confirmation, confirmed, stamp));
        }
        device.renew().await;
        device.sync().await;
        if !number.is_multiple_of(3) {
            let body = json!({ "id": EventId::from_bytes([3; 16]), "note": "" });
            let (status, row) = self.desk.post(&format!("/v1/desk/days/{id}/close"), body).await;
            assert_eq!(status, StatusCode::OK, "{row}");
        }
        if number.is_multiple_of(5) {
            // It comes after the close.
            let noted = DayEventKind::WorkNoted { service_type: ServiceType::A, minutes: 15, text: "送件".into() };
            let late = EventId::from_parts(device.now(), [4; 10]);
            device.write(id, |doc, stamp| day::append_event(doc, late, noted, stamp));
            device.sync().await;
        }
    }
}

pub(crate) fn removed(visit: DocumentId, part_line: PartLineId, completed_at: Timestamp) -> Removed {
    Removed {
        visit,
        part_line,
        order_number: "A-2026-17".into(),
        equipment_number: "STC250-0044".into(),
        plate: String::new(),
        label_fault: String::new(),
        part_number: "A03U-7209".into(),
        name: "Pickup roller".into(),
        serial: String::new(),
        quantity: 1,
        unit_price_fen: Some(12_050),
        technician_name: "T".into(),
        region: "华东".into(),
        reason: "磨损".into(),
        requested_on: None,
        completed_at,
        disposition: Disposition::Return,
        grounds: Grounds {
            claim_value: true,
            reusable: false,
            wanted_by_engineering: false,
            sale_value: SaleValue::Real,
            freight_above_value: false,
            reason: String::new(),
            approver: String::new(),
        },
        terms: OldPartTerms { old_part_days: Some(7), utc_offset_minutes: 480, ..OldPartTerms::default() },
    }
}

pub(crate) fn complaint(visit: DocumentId, number: u64, now: Timestamp) -> Received {
    Received {
        provisional: format!("T01-K{number}"),
        visit: Some(visit),
        earlier: None,
        customer: Customer { name: "明珠印刷".into(), address: "人民路".into(), phone: "0571".into(), contact: String::new() },
        complainant: Complainant { name: "钱先生".into(), relation: "使用人".into(), contact: String::new() },
        product: ComplaintProduct { product: "复印机".into(), model: "bizhub 367".into(), serial: "A789".into() },
        order_number: String::new(),
        part_number: String::new(),
        delivered_on: None,
        quantity: None,
        defective_quantity: None,
        demand: Demand { text: "退货".into(), return_quantity: None, still_processing: true },
        samples: String::new(),
        words: "噪音还在".into(),
        urgency: Urgency::Urgent,
        serious: false,
        answer_promised_for: Some(now.plus_ms(DAY_MS)),
        owner_name: "T".into(),
        utc_offset_minutes: 480,
    }
}

fn taken(receipt: &str) -> Taken {
    Taken {
        visit: None,
        call_out: "C261122-001".into(),
        customer: Customer { name: "明珠印刷".into(), address: "人民路".into(), phone: "0571".into(), contact: String::new() },
        item: Item {
            product: "打印机 Printer".into(),
            model: "LJ 400".into(),
            serial: format!("sn-{receipt}"),
            accessories: String::new(),
            component: false,
            appearance: Appearance::Scratched,
            function: Function::Abnormal,
            words: String::new(),
        },
        receipt: receipt.into(),
        fault: "不进纸".into(),
        technician_name: "T".into(),
        courier_number: String::new(),
        promised_for: None,
        promise_document: String::new(),
        paid: false,
        terms: RepairTerms { utc_offset_minutes: 480, ..RepairTerms::default() },
    }
}
