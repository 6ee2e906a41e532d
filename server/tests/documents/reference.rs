//! Reference data through the public router: what the desk puts, what each device gets of it, and what nobody else ever sees.

use std::collections::BTreeSet;

use automerge::{ActorId, Automerge};
use http::StatusCode;
use model::documents::records::Organisation;
use model::documents::visit::records::{Asset, CallOut, Customer, ServiceType, Urgency, Work};
use model::documents::visit::write::{VisitOrder, open_without_order};
use model::id::{CallOutId, DocumentId, EventId, MovementId, PersonId};
use model::reference::Set;
use model::reference::policy::PolicyVersion;
use model::time::Timestamp;
use model::wire::frame::gunzip_bounded;
use model::wire::reference::{MAX_PAGE_BYTES, MAX_PAGE_ROWS, ReferencePage};
use serde_json::{Value, json};
use server::policies::PolicyFile;

use crate::house::{Desk, House, bytes_of, json_of};

fn part(number: &str, chinese: &str) -> Value {
    json!({ "number": number, "name": { "zh-CN": chinese, "en": "Part" }, "unit": "个", "unit_price_fen": 1200, "kind": "ordinary",
        "serialised": false, "old_part": { "allowed": ["return"], "default": "return" }, "models": ["C4080"] })
}

/// The file of the product that [`crate::house::call_out`] is about.
fn file(serial: &str) -> Value {
    json!({ "serial": serial, "product": "Printer", "model": "C4080", "customer": "明珠印刷", "purchased_on": "2026-01-15",
        "warranty": { "unit_months": 12, "components": [] },
        "services": [{ "on": "2026-03-02", "fault": "卡纸", "treatment": "清洁", "technician": "Wang" }] })
}

fn issue(n: u8, quantity: u32, to: PersonId) -> Value {
    json!({ "id": MovementId::from_bytes([n; 16]), "part_number": "A-1", "name": "搓纸轮", "quantity": quantity,
        "from": { "place": "store", "name": "main" }, "to": { "place": "van", "person": to },
        "why": { "because": "issued", "requisition": "R-7" }, "at": 1_795_348_800_000_i64 })
}

impl Desk {
    async fn put(&self, set: &str, body: Value) -> (StatusCode, Value) {
        let response = self.send("PUT", &format!("/v1/desk/reference/{set}"), Some(body)).await;
        (response.status(), json_of(response).await)
    }

    async fn puts(&self, set: &str, upsert: Value, delete: Value) -> Value {
        let (status, body) = self.put(set, json!({ "upsert": upsert, "delete": delete })).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body
    }
}

impl crate::house::Device {
    async fn page(&self, set: &str, since: u64) -> ReferencePage {
        let response = self.get(&format!("/v1/reference/{set}?since={since}")).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-encoding"], "gzip");
        let body = gunzip_bounded(&bytes_of(response).await, 4 * MAX_PAGE_BYTES).unwrap();
        serde_json::from_slice(&body).unwrap()
    }

    /// Keys of a set with what each row says.
    pub(crate) async fn reads(&self, set: &str, since: u64) -> Vec<(String, Option<Value>)> {
        self.page(set, since).await.rows.into_iter().map(|row| (row.key, row.body)).collect()
    }

    pub(crate) async fn keys(&self, set: &str) -> Vec<String> {
        self.reads(set, 0).await.into_iter().map(|(key, _)| key).collect()
    }
}

#[tokio::test]
async fn a_device_gets_what_changed_and_what_was_deleted() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let put = desk.puts("parts", json!([part("A-1", "搓纸轮"), part("B-2", "分离爪"), part("C-3", "灯")]), json!([])).await;
    assert_eq!((&put["put"], &put["unchanged"]), (&json!(3), &json!(0)));
    let versions = wang.sync().await.header.reference;
    assert_eq!(versions["parts"], put["version"].as_u64().unwrap());

    let first = wang.page("parts", 0).await;
    assert_eq!((first.set, first.version, first.next), (Set::Parts, versions["parts"], None));
    assert_eq!(first.rows[0].body.as_ref().unwrap()["initials"], "czl", "the server works out the initials");
    let put = desk.puts("parts", json!([part("A-1", "进纸轮"), part("C-3", "灯")]), json!(["B-2", "never was"])).await;
    assert_eq!((&put["put"], &put["deleted"], &put["unchanged"]), (&json!(1), &json!(1), &json!(2)));
    let news = wang.reads("parts", first.version).await;
    assert_eq!(news.iter().map(|(key, body)| (key.as_str(), body.is_some())).collect::<Vec<_>>(), [("A-1", true), ("B-2", false)]);
    assert_eq!(wang.sync().await.header.reference["parts"], put["version"].as_u64().unwrap());
    assert_eq!(wang.keys("parts").await, ["C-3", "A-1"], "from the beginning, what is gone is left out");
    assert_eq!(wang.reads("parts", put["version"].as_u64().unwrap()).await, []);
}

#[tokio::test]
async fn every_bad_row_is_named_and_nothing_is_taken() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut blank = part("B-2", "灯");
    blank["number"] = json!(" ");
    let mut misspelt = part("C-3", "灯");
    misspelt["unit_prise_fen"] = json!(1);
    let (status, problem) = desk.put("parts", json!({ "upsert": [part("A-1", "灯"), blank, part("A-1", "爪"), misspelt, 7] })).await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid")));
    let detail = problem["detail"].as_str().unwrap();
    let lines: Vec<&str> = detail.lines().collect();
    assert_eq!(lines.len(), 4, "{detail}");
    for (line, begin) in lines.iter().zip(["row 2: number:", "row 3: key:", "row 4: unit_prise_fen:", "row 5: row:"]) {
        assert!(line.starts_with(begin), "{line}");
    }
    assert_eq!(desk.get("/v1/desk/reference/parts").await.1["rows"], json!([]));
    for set in ["people", "numbers", "movements", "policy", "weather"] {
        assert_eq!(desk.put(set, json!({ "upsert": [] })).await.0, StatusCode::NOT_FOUND, "{set}");
    }
    let many: Vec<Value> = (0..10_001).map(|n| json!(n)).collect();
    assert_eq!(desk.put("parts", json!({ "upsert": many })).await.0, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_large_catalogue_comes_in_pages_each_row_once_also_while_it_changes() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let wang = desk.device(desk.technician("Wang").await, 1).await;
    let parts: Vec<Value> = (0..4_500).map(|n| part(&format!("P-{n:05}"), "搓纸轮")).collect();
    desk.puts("parts", json!(parts), json!([])).await;
    let (mut since, mut keys, mut pages) = (0, Vec::new(), 0);
    loop {
        let page = wang.page("parts", since).await;
        assert!(page.rows.len() <= MAX_PAGE_ROWS);
        assert!(page.rows.iter().filter_map(|row| row.body.as_ref()).map(|body| body.to_string().len()).sum::<usize>() <= MAX_PAGE_BYTES);
        keys.extend(page.rows.into_iter().map(|row| row.key));
        pages += 1;
        if pages == 1 {
            desk.puts("parts", json!([part("P-00000", "changed 改")]), json!(["P-00001", "P-04499"])).await;
        }
        let Some(next) = page.next else { break };
        since = next;
    }
    assert!(pages > 2, "{pages}");
    let distinct: BTreeSet<&String> = keys.iter().collect();
    assert_eq!(distinct.len(), 4_500);
    assert_eq!(keys.len(), 4_502, "what changed after it was read comes once more");
}

/// only those who need a customer's data for the order see them.
#[tokio::test]
async fn the_file_of_a_product_goes_only_to_who_has_a_visit_for_it() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let (wang_id, li_id) = (desk.technician("Wang").await, desk.technician("Li").await);
    let (mut wang, mut li) = (desk.device(wang_id, 1).await, desk.device(li_id, 2).await);
    desk.puts("assets", json!([file(" a1ud-0021"), file("OTHER-1")]), json!([])).await;
    assert_eq!(wang.keys("assets").await, Vec::<String>::new());
    let visit = desk.dispatch(wang_id).await;
    let versions = wang.sync().await.header.reference;
    let page = wang.page("assets", 0).await;
    assert_eq!(page.version, versions["assets"]);
    assert_eq!(page.rows.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), ["A1UD-0021"]);
    assert_eq!(li.sync().await.header.reference.get("assets"), None);
    assert_eq!(li.keys("assets").await, Vec::<String>::new());

    // The file changes: who has it hears of it.
    let mut changed = file("A1UD-0021");
    changed["customer"] = json!("明珠印刷 2 部");
    desk.puts("assets", json!([changed]), json!([])).await;
    assert!(wang.sync().await.header.reference["assets"] > page.version);
    assert_eq!(wang.reads("assets", page.version).await[0].1.as_ref().unwrap()["customer"], "明珠印刷 2 部");

    // The visit goes to Li: so does the file, and it leaves Wang's devices.
    let before = wang.page("assets", 0).await.version;
    desk.assign(visit, li_id).await;
    li.sync().await;
    assert_eq!(li.keys("assets").await, ["A1UD-0021"]);
    assert!(wang.sync().await.header.reference["assets"] > before);
    assert_eq!(wang.reads("assets", before).await, [("A1UD-0021".to_owned(), None)]);
    desk.puts("assets", json!([]), json!(["A1UD-0021"])).await;
    assert_eq!(li.keys("assets").await, Vec::<String>::new());
}

/// a visit that a technician opened without an order gives nobody a file; who could name any product would read them all.
#[tokio::test]
async fn a_visit_without_an_order_opens_no_file() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    desk.puts("assets", json!([file("OTHER-1")]), json!([])).await;
    let id = DocumentId::from_bytes([7; 16]);
    let order = VisitOrder {
        id,
        organisation: Organisation { id: wang.identity.organisation, name: wang.identity.organisation_name.clone() },
        call_out: CallOut {
            id: CallOutId::from_bytes([1; 16]),
            number: "P-1".to_owned(),
            received_at: Timestamp::from_ms(1_795_348_800_000),
            fault: "漏水".to_owned(),
            service_type: ServiceType::A,
            work: Work::Repair,
            urgency: Urgency::Urgent,
        },
        customer: Customer { name: "明珠印刷".to_owned(), address: String::new(), phone: String::new(), contact: String::new() },
        asset: Asset { product: "Printer".to_owned(), model: String::new(), serial: "OTHER-1".to_owned(), plate: None },
        appointment_at: None,
        terms: None,
        checklist: Vec::new(),
    };
    wang.documents.insert(id, Automerge::new().with_actor(ActorId::from([9; 16])));
    wang.write(id, |doc, stamp| open_without_order(doc, &order, EventId::from_bytes([2; 16]), "Wang", "紧急", stamp));
    let answer = wang.sync().await;
    assert_eq!((answer.verdict(id).received, answer.verdict(id).refused.clone()), (1, None));
    assert_eq!(desk.row(id).await["serial"], json!("OTHER-1"));
    assert_eq!(wang.keys("assets").await, Vec::<String>::new());
    // The desk enters the order and links it.
    let linked = "UPDATE document SET call_out = (SELECT id FROM call_out LIMIT 1) WHERE id = ?1";
    desk.call_out().await;
    house.database().execute(linked, [id.as_bytes()]).unwrap();
    assert_eq!(wang.keys("assets").await, ["OTHER-1"]);
}

#[tokio::test]
async fn movements_go_to_the_person_whose_van_they_touch_and_to_nobody_else() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let (wang_id, li_id) = (desk.technician("Wang").await, desk.technician("Li").await);
    let (mut wang, mut li) = (desk.device(wang_id, 1).await, desk.device(li_id, 2).await);
    let (status, kept) = desk.post("/v1/desk/stock/movements", json!({ "movements": [issue(1, 5, wang_id), issue(2, 1, li_id)] })).await;
    assert_eq!((status, &kept["added"], &kept["flagged"]), (StatusCode::OK, &json!(2), &json!([])));
    assert!(wang.sync().await.header.reference.contains_key("movements") && li.sync().await.header.reference.contains_key("movements"));
    assert_eq!(wang.keys("movements").await, [MovementId::from_bytes([1; 16]).to_string()]);
    assert_eq!(li.keys("movements").await, [MovementId::from_bytes([2; 16]).to_string()]);

    // Sent again they change nothing; another content under the same id is refused.
    let (_, again) = desk.post("/v1/desk/stock/movements", json!({ "movements": [issue(1, 5, wang_id), issue(3, 2, wang_id)] })).await;
    assert_eq!((&again["added"], &again["known"]), (&json!(1), &json!(1)));
    let (status, problem) =
        desk.post("/v1/desk/stock/movements", json!({ "movements": [issue(1, 6, wang_id), issue(4, 2, wang_id)] })).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("conflict")));
    assert!(problem["detail"].as_str().unwrap().contains(&MovementId::from_bytes([1; 16]).to_string()));
    assert_eq!(wang.keys("movements").await.len(), 2);
    assert_eq!(desk.get("/v1/desk/reference/movements").await.1["rows"].as_array().unwrap().len(), 3);
}

/// a part issued without requisition is taken and flagged; what cannot be a movement is named.
#[tokio::test]
async fn an_issue_without_requisition_is_flagged_and_a_bad_movement_named() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let wang = desk.technician("Wang").await;
    let mut free = issue(1, 5, wang);
    free["why"] = json!({ "because": "issued" });
    let (_, kept) = desk.post("/v1/desk/stock/movements", json!({ "movements": [free] })).await;
    assert_eq!(kept["flagged"], json!([{ "id": MovementId::from_bytes([1; 16]), "flags": ["no_requisition"] }]));
    let mut typo = issue(3, 1, wang);
    typo["seriel"] = json!("1");
    let bad = json!({ "movements": [issue(2, 0, wang), typo, issue(4, 1, wang), issue(4, 1, wang), {}] });
    let (status, problem) = desk.post("/v1/desk/stock/movements", bad).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let detail = problem["detail"].as_str().unwrap();
    let begins = ["row 1: quantity:", "row 2: seriel:", "row 4: id:", "row 5: "];
    assert!(detail.lines().count() == 4 && detail.lines().zip(begins).all(|(line, begin)| line.starts_with(begin)), "{detail}");
    assert_eq!(house.count("stock_movement"), 1);
}

/// E6: two histories that began with the same copy do not give out the same ranges.
#[tokio::test]
async fn a_copy_that_is_restored_twice_gives_other_ranges_each_time() {
    let house = House::open().await;
    let mut desk = house.organisation("Hangzhou").await;
    let wang = desk.technician("Wang").await;
    desk.device(wang, 1).await.sync().await;
    let copy = house.folder().join("copy.db");
    house.database().execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
    let mut numbers = Vec::new();
    for secret in [2, 3] {
        let folder = tempfile::TempDir::new().unwrap();
        std::fs::copy(&copy, folder.path().join("fieldbook.db")).unwrap();
        let restored = House::on(folder, house.clock.clone()).await;
        desk.connect(restored.router.clone());
        desk.sign_in().await;
        let mut device = desk.device(wang, secret).await;
        device.sync().await;
        let rows = device.reads("numbers", 0).await;
        let prefix = rows[0].1.as_ref().unwrap()["prefix"].as_str().unwrap().to_owned();
        numbers.push(prefix.trim_start_matches('T').parse::<u64>().unwrap());
    }
    assert!(numbers.iter().all(|number| *number > 1_000), "{numbers:?}");
    assert_ne!(numbers[0], numbers[1]);
}

/// E6: no two devices number papers alike, and a range is never given out again.
#[tokio::test]
async fn every_device_has_a_range_of_its_own_for_good() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let wang_id = desk.technician("Wang").await;
    let (mut phone, mut tablet) = (desk.device(wang_id, 1).await, desk.device(wang_id, 2).await);
    tablet.sync().await;
    phone.sync().await;
    phone.sync().await;
    let range = |rows: Vec<(String, Option<Value>)>| rows[0].1.as_ref().unwrap()["prefix"].as_str().unwrap().to_owned();
    assert_eq!((range(tablet.reads("numbers", 0).await), range(phone.reads("numbers", 0).await)), ("T01".to_owned(), "T02".to_owned()));
    let (status, _) = desk.post(&format!("/v1/desk/devices/{}/revoke", phone.id()), json!({})).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let third = desk.device(wang_id, 3).await;
    assert_eq!(range(third.reads("numbers", 0).await), "T03");
    let elsewhere = house.organisation("Suzhou").await;
    let other = elsewhere.device(elsewhere.technician("Zhao").await, 4).await;
    assert_eq!(range(other.reads("numbers", 0).await), "T01", "ranges are an organisation's own");
}

#[tokio::test]
async fn the_roster_follows_the_people() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let before = wang.sync().await.header.reference["people"];
    let li = desk.technician("Li").await;
    assert!(wang.sync().await.header.reference["people"] > before);
    let news = wang.reads("people", before).await;
    assert_eq!(news, [(li.to_string(), Some(json!({ "id": li, "name": "Li", "role": "technician" })))]);
    let roles: BTreeSet<String> =
        wang.reads("people", 0).await.into_iter().map(|(_, body)| body.unwrap()["role"].as_str().unwrap().to_owned()).collect();
    assert_eq!(roles, BTreeSet::from(["admin".to_owned(), "technician".to_owned()]));
}

#[tokio::test]
async fn nothing_of_another_organisation_is_served_or_changed() {
    let house = House::open().await;
    let (here, there) = (house.organisation("Hangzhou").await, house.organisation("Suzhou").await);
    let wang_id = here.technician("Wang").await;
    let wang = here.device(wang_id, 1).await;
    here.dispatch(wang_id).await;
    there.puts("parts", json!([part("A-1", "搓纸轮")]), json!([])).await;
    there.puts("assets", json!([file("A1UD-0021")]), json!([])).await;
    there.post("/v1/desk/stock/movements", json!({ "movements": [issue(1, 5, wang_id)] })).await;
    for set in ["parts", "assets", "movements", "prices"] {
        assert_eq!(wang.keys(set).await, Vec::<String>::new(), "{set}");
        assert_eq!(here.get(&format!("/v1/desk/reference/{set}")).await.1["rows"], json!([]), "{set}");
    }
    here.puts("parts", json!([]), json!(["A-1"])).await;
    assert_eq!(there.get("/v1/desk/reference/parts").await.1["rows"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_policy_in_force_reaches_every_device_once() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    assert_eq!(wang.sync().await.header.reference.get("policy"), None);
    let file = PolicyFile::read("fleet.toml", "[presets]\ncharges = \"gps\"\n").unwrap();
    house.server.set_policy(Some("Hangzhou"), &file).await.unwrap();
    let version = wang.sync().await.header.reference["policy"];
    house.server.set_policy(Some("Hangzhou"), &file).await.unwrap();
    assert_eq!(wang.sync().await.header.reference["policy"], version, "the same again changes nothing");
    let rows = wang.reads("policy", 0).await;
    let [(key, Some(body))] = rows.as_slice() else { panic!("one row: {rows:?}") };
    assert_eq!(key, "effective");
    let read: PolicyVersion = serde_json::from_value(body.clone()).unwrap();
    assert_eq!(read, PolicyVersion { version: 1, policy: file.policy }, "as devices read it");
}

#[tokio::test]
async fn the_desk_reads_a_set_page_by_page() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    desk.puts("prices", json!([{ "code": "visit", "label": { "zh-CN": "上门费" }, "amount_fen": 8_000 }]), json!([])).await;
    desk.puts("prices", json!([{ "code": "hour", "label": { "zh-CN": "工时" }, "amount_fen": 12_000 }]), json!([])).await;
    let (_, first) = desk.get("/v1/desk/reference/prices?limit=1").await;
    assert_eq!((&first["rows"][0]["key"], &first["next"]), (&json!("hour"), &json!("hour")));
    let (_, rest) = desk.get("/v1/desk/reference/prices?after=hour").await;
    assert_eq!((&rest["rows"][0]["body"]["amount_fen"], &rest["next"]), (&json!(8_000), &Value::Null));
    let (status, _) = desk.get("/v1/desk/reference/prices?limit=many").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn only_devices_and_desks_that_are_known_come_in() {
    let house = House::open().await;
    let mut desk = house.organisation("Hangzhou").await;
    let wang = desk.device(desk.technician("Wang").await, 1).await;
    let (status, _) = desk.post(&format!("/v1/desk/devices/{}/revoke", wang.id()), json!({})).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(wang.get("/v1/reference/parts").await.status(), StatusCode::FORBIDDEN);
    desk.forgets_its_session();
    assert_eq!(desk.put("parts", json!({})).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(desk.get("/v1/desk/reference/parts").await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(desk.post("/v1/desk/stock/movements", json!({ "movements": [] })).await.0, StatusCode::UNAUTHORIZED);
}
