//! What documents opened on devices state of names, terms and numbers: taken as it is, and flagged where the server knows it otherwise.

use crate::house::{DAY_MS, Desk, Device, House, NOON_MS};
use crate::ledgers::{control_unit, printer};
use automerge::{ActorId, Automerge};
use chrono::NaiveDate;
use model::documents::day::write::{self as day, DayOpening};
use model::documents::records::Organisation;
use model::documents::repair::records::{RepairTerms, Taken};
use model::documents::visit::records::{Asset, CallOut, Customer, ServiceType, Terms, Urgency, Work};
use model::documents::visit::write::{VisitOrder, open_without_order};
use model::id::{CallOutId, DocumentId, EventId, PartLineId};
use model::policy::Policy;
use model::rules::sla::ServiceFacts;
use model::rules::terms::TermsFacts;
use model::time::Timestamp;
use serde_json::{Value, json};
use server::policies::PolicyFile;

const GPS: &str = "[presets]\ncharges = \"gps\"\ntake_away_check = \"machinery\"\n";
const OTHER: &str = "time_zone = 60\n[presets]\ncharges = \"bus-maker\"\n";

async fn sets(house: &House, text: &str) -> Policy {
    let file = PolicyFile::read("policy.toml", text).unwrap();
    house.server.set_policy(Some("Hangzhou"), &file).await.unwrap();
    file.policy
}

async fn doubts(desk: &Desk, register: &str, document: DocumentId) -> Value {
    let (_, page) = desk.get(&format!("/v1/desk/registers/{register}")).await;
    let row = page["rows"].as_array().unwrap().iter().find(|row| row["id"] == json!(document)).cloned().unwrap();
    row.get("doubts").cloned().unwrap_or_else(|| json!([]))
}

fn goods(policy: &Policy, name: &str, receipt: &str) -> Taken {
    Taken { technician_name: name.into(), terms: policy.repair_terms("version 1"), ..printer(receipt) }
}

/// A visit without an order, opened by `device` under `organisation` and `name` with these terms.
fn opens_visit(device: &mut Device, byte: u8, organisation: &str, name: &str, terms: Option<Terms>) -> DocumentId {
    let id = DocumentId::from_bytes([byte; 16]);
    let order = VisitOrder {
        id,
        organisation: Organisation { id: device.identity.organisation, name: organisation.into() },
        call_out: CallOut {
            id: CallOutId::from_bytes([byte; 16]),
            number: "P-1".into(),
            received_at: Timestamp::from_ms(NOON_MS),
            fault: "leak".into(),
            service_type: ServiceType::A,
            work: Work::Repair,
            urgency: Urgency::Urgent,
        },
        customer: Customer { name: "Bay Office".into(), address: "Pier 5".into(), phone: "1".into(), contact: String::new() },
        asset: Asset { product: "Boiler".into(), model: "B".into(), serial: String::new(), plate: None },
        appointment_at: None,
        terms,
        checklist: Vec::new(),
    };
    device.documents.insert(id, Automerge::new().with_actor(ActorId::from([byte; 16])));
    device.write(id, |doc, stamp| open_without_order(doc, &order, EventId::from_bytes([byte; 16]), name, "emergency", stamp));
    id
}

fn visit_terms(policy: &Policy) -> Terms {
    policy.terms(&TermsFacts {
        policy: "version 1".into(),
        service: ServiceFacts::received(Timestamp::from_ms(NOON_MS)),
        leader_consent_by: None,
    })
}

async fn rebuilds_the_same(house: &House) {
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 0, "live flags are what a rebuild makes");
    house.database().execute_batch("DELETE FROM board_visit; DELETE FROM register_row").unwrap();
    assert!(house.server.rebuild_board().await.unwrap().rewritten > 0);
}

/// R-136, E6: goods taken along under another name, with terms that no policy says or another device's receipt are taken and flagged;
/// those under any policy that the device may have had are not.
#[tokio::test]
async fn forged_names_terms_and_receipts_of_goods_are_taken_and_flagged() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let first = sets(&house, GPS).await;
    let (mut wang, mut li) = (desk.device(desk.technician("Wang").await, 1).await, desk.device(desk.technician("Li").await, 2).await);
    wang.sync().await;
    li.sync().await;
    let honest = wang.opens(goods(&first, "Wang", "T01-0001"));
    let renamed = wang.opens(goods(&first, "Director", "T01-0002"));
    let numbered = wang.opens(goods(&first, "Wang", "T02-0003"));
    let softer = RepairTerms { via_stock: !first.repair_terms("").via_stock, ..first.repair_terms("version 1") };
    let eased = wang.opens(Taken { terms: softer, ..goods(&first, "Wang", "T01-0004") });
    let answer = wang.sync().await;
    assert!(answer.header.verdicts.iter().all(|verdict| verdict.refused.is_none() && verdict.received > 0), "nothing is refused");
    sets(&house, OTHER).await;
    let earlier = wang.opens(goods(&first, "Wang", "T01-0005"));
    wang.sync().await;
    let expected = [
        (honest, json!([])),
        (renamed, json!(["name_differs"])),
        (numbered, json!(["number_foreign"])),
        (eased, json!(["terms_differ"])),
        (earlier, json!([])),
    ];
    for _ in 0..2 {
        for (document, flags) in &expected {
            assert_eq!(doubts(&desk, "repair", *document).await, *flags);
        }
        rebuilds_the_same(&house).await;
    }
    let (_, view) = desk.get(&format!("/v1/desk/repairs/{renamed}")).await;
    assert_eq!(view["opened"]["technician_name"], json!("Director"), "nothing is rewritten");
}

/// a visit without an order that states other names or terms is shown to the desk as such.
#[tokio::test]
async fn a_visit_opened_under_terms_that_nobody_set_is_flagged_on_the_board() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let before = opens_visit(&mut wang, 1, "Hangzhou", "Wang", None);
    house.clock.pass_ms(60_000);
    let policy = sets(&house, GPS).await;
    house.clock.pass_ms(60_000);
    let honest = opens_visit(&mut wang, 2, "Hangzhou", "Wang", Some(visit_terms(&policy)));
    let mut easy = visit_terms(&policy);
    easy.fees.consent_first = !easy.fees.consent_first;
    let eased = opens_visit(&mut wang, 3, "Hangzhou", "Wang", Some(easy));
    let without = opens_visit(&mut wang, 4, "Hangzhou", "Wang", None);
    let elsewhere = opens_visit(&mut wang, 5, "Suzhou", "Wang", Some(visit_terms(&policy)));
    let renamed = opens_visit(&mut wang, 6, "Hangzhou", "Director", Some(visit_terms(&policy)));
    assert!(wang.sync().await.header.verdicts.iter().all(|verdict| verdict.refused.is_none()));
    let expected: [(DocumentId, &[&str]); 6] = [
        (before, &[]),
        (honest, &[]),
        (eased, &["terms_differ"]),
        (without, &["terms_differ"]),
        (elsewhere, &["name_differs"]),
        (renamed, &["name_differs"]),
    ];
    for _ in 0..2 {
        for (visit, flags) in expected {
            let row = desk.row(visit).await;
            let own: Vec<&str> = row["attention"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            let own: Vec<&str> = own.into_iter().filter(|flag| flag.ends_with("_differs") || flag.ends_with("_differ")).collect();
            assert_eq!(own, flags, "{row}");
        }
        rebuilds_the_same(&house).await;
    }
}

/// the days of an old part and the time zone of a day are those of a policy.
#[tokio::test]
async fn old_parts_and_days_state_what_the_policy_says() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let policy = sets(&house, GPS).await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    wang.sync().await;
    let unit = |days| {
        let mut unit = control_unit(DocumentId::from_bytes([9; 16]), PartLineId::from_bytes([9; 16]));
        unit.terms = policy.old_part_terms("version 1");
        unit.terms.old_part_days = days;
        unit
    };
    let honest = wang.opens(unit(policy.old_part_terms("").old_part_days));
    let longer = wang.opens(unit(Some(70)));
    let opens_day = |wang: &mut Device, date: u32, utc_offset_minutes| {
        let id = wang.expects();
        let opening = DayOpening {
            id,
            organisation: Organisation { id: wang.identity.organisation, name: wang.identity.organisation_name.clone() },
            person_name: "Wang".into(),
            date: NaiveDate::from_ymd_opt(2026, 11, date).unwrap(),
            utc_offset_minutes,
        };
        wang.write(id, |doc, stamp| day::genesis(doc, &opening, stamp));
        id
    };
    let (here, abroad) = (opens_day(&mut wang, 23, 480), opens_day(&mut wang, 24, -60));
    wang.sync().await;
    assert_eq!((doubts(&desk, "old_part", honest).await, doubts(&desk, "old_part", longer).await), (json!([]), json!(["terms_differ"])));
    assert_eq!((doubts(&desk, "day", here).await, doubts(&desk, "day", abroad).await), (json!([]), json!(["terms_differ"])));
    rebuilds_the_same(&house).await;
}

/// A clock that is years ahead does not keep its document at the head of the register; what it says stays readable.
#[tokio::test]
async fn a_clock_far_ahead_does_not_pin_a_document_to_the_top() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let at = |byte: u8, ms: i64| {
        let mut unit = control_unit(DocumentId::from_bytes([byte; 16]), PartLineId::from_bytes([byte; 16]));
        unit.completed_at = Timestamp::from_ms(ms);
        unit
    };
    let ahead = wang.opens(at(1, 253_370_764_800_000));
    wang.sync().await;
    house.clock.pass_ms(DAY_MS / 24);
    wang.renew().await;
    let honest = wang.opens(at(2, NOON_MS + DAY_MS / 24));
    wang.sync().await;
    let (_, page) = desk.get("/v1/desk/registers/old_part").await;
    let order: Vec<&Value> = page["rows"].as_array().unwrap().iter().map(|row| &row["id"]).collect();
    assert_eq!(order, [&json!(honest), &json!(ahead)]);
    assert_eq!(page["rows"][1]["data"]["completed_on"], json!("9999-01-01"));
    rebuilds_the_same(&house).await;
}
