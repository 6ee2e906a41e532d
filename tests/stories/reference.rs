//! What only the desk changes is on the device before it is needed: catalogue, asset file, van stock, the range of numbers.

use chrono::NaiveDate;
use client_core::clock::Clock as _;
use fieldbook_tests::{Desk, Technician, World, roller};
use http::{Method, StatusCode};
use model::documents::visit::records::{PartSwap, ServiceType, Work};
use model::id::{DocumentId, MovementId, PersonId};
use model::rules::warranty::{WarrantyCase, decide};
use model::stock::{Because, Movement, Place};
use serde_json::{Value, json};

fn part(number: &str, chinese: &str, english: &str, serialised: bool) -> Value {
    json!({ "number": number, "name": { "zh-CN": chinese, "en": english }, "unit": "个", "unit_price_fen": 8_500, "kind": "key",
        "serialised": serialised, "old_part": { "allowed": ["return", "destroy_locally"], "default": "return" }, "models": ["bizhub 367"] })
}

async fn puts(desk: &Desk, set: &str, upsert: Value) {
    let reply = desk.ask(Method::PUT, &format!("/v1/desk/reference/{set}"), Some(json!({ "upsert": upsert }))).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.json);
}

async fn issues_rollers(desk: &Desk, to: PersonId, quantity: u32) {
    let movement = json!({ "id": MovementId::from_bytes([7; 16]), "part_number": "A03U-7209", "name": "搓纸轮", "quantity": quantity,
        "from": { "place": "store", "name": "总库" }, "to": { "place": "van", "person": to },
        "why": { "because": "issued", "requisition": "LL-0031" }, "at": 1_795_348_800_000_i64 });
    let reply = desk.ask(Method::POST, "/v1/desk/stock/movements", Some(json!({ "movements": [movement] }))).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.json);
}

fn used(n: u8, quantity: u32, by: PersonId, visit: DocumentId, at: model::time::Timestamp) -> Movement {
    Movement {
        id: MovementId::from_bytes([n; 16]),
        part_number: "A03U-7209".into(),
        name: "搓纸轮".into(),
        quantity,
        serial: None,
        from: Place::Van { person: by },
        to: Place::Visit { visit },
        why: Because::Used,
        at,
    }
}

#[tokio::test]
async fn the_catalogue_is_searched_in_the_basement() {
    let mut world = World::on_monday_morning().await;
    puts(
        &world.desk,
        "parts",
        json!([
            part("A03U-7209", "搓纸轮", "Pickup roller", false),
            part("A03U-7210", "分离爪", "Separation claw", false),
            part("GT-06", "GPS终端", "GPS terminal", true),
        ]),
    )
    .await;
    let mut zhao = world.technician("赵敏").await;
    zhao.syncs().await;
    zhao.goes_offline();
    zhao.restarts_the_device();
    zhao.goes_offline();
    let reference = zhao.device().reference();
    for (typed, expected) in
        [("czl", "A03U-7209"), ("搓纸", "A03U-7209"), ("a03u7210", "A03U-7210"), ("seperation", "A03U-7210"), ("终端", "GT-06")]
    {
        let found = reference.search_parts(typed, 1).unwrap();
        assert_eq!(found[0].number, expected, "{typed}");
    }
    assert!(reference.part("GT-06").unwrap().unwrap().serialised);
    assert_eq!(reference.number_range().unwrap().unwrap().number(1), "T01-0001");
    assert_eq!(reference.people().unwrap().iter().map(|person| person.name.as_str()).collect::<Vec<_>>(), ["王丽", "赵敏"]);
}

/// R-239, O-06: what was issued less what was used, and below zero where more was used than issued.
#[tokio::test]
async fn the_van_holds_what_was_issued_and_not_used() {
    let mut world = World::on_monday_morning().await;
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.goes_offline();
    issues_rollers(&world.desk, zhao.person, 2).await;
    let own = [used(1, 1, zhao.person, visit, world.clock.now()), used(2, 2, zhao.person, visit, world.clock.now())];
    let stock = zhao.device().reference().van_stock(own.clone()).unwrap();
    assert_eq!((stock.lines[0].quantity, stock.lines[0].is_short()), (-3, true), "the issue is not known here yet");
    zhao.comes_back();
    zhao.syncs().await;
    let stock = zhao.device().reference().van_stock(own.clone()).unwrap();
    assert_eq!((stock.lines[0].quantity, stock.lines[0].is_short()), (-1, true), "one more was used than issued: book and shelf differ");
    issues_rollers(&world.desk, zhao.person, 2).await;
    zhao.syncs().await;
    assert_eq!(zhao.device().reference().van_stock(own).unwrap(), stock, "the same issue sent twice counts once");
}

/// What is in a technician's van, by the desk's balances and by the device's.
async fn van(desk: &Desk, technician: &Technician) -> [Vec<(String, i64)>; 2] {
    let page = desk.reads(&format!("/v1/desk/stock/balances?place=van/{}", technician.person)).await;
    let at_the_desk = page["lines"].as_array().unwrap().iter();
    let at_the_desk = at_the_desk.map(|line| (line["part_number"].as_str().unwrap().to_owned(), line["quantity"].as_i64().unwrap()));
    let on_the_device = technician.device().van_stock().unwrap().lines.into_iter().map(|line| (line.part_number, line.quantity));
    [at_the_desk.collect(), on_the_device.collect()]
}

/// E2: papers of the store, a use without a signal, a stock-take of the van in between and a wrong paper that is
/// undone: desk and device come to the same van.
#[tokio::test]
async fn the_van_is_counted_while_its_technician_is_in_a_basement() {
    let mut world = World::on_monday_morning().await;
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    let (store, own) = (json!({ "place": "store", "name": "中心库" }), json!({ "place": "van", "person": zhao.person }));
    let note = |n: u8, kind: &str, from: &Value, to: &Value, quantity: u32| {
        json!({ "id": MovementId::from_bytes([n; 16]), "kind": kind, "from": from, "to": to, "rests_on": "LL-0031", "lines": [
            { "id": MovementId::from_bytes([n; 16]), "part_number": "A03U-7209", "name": "搓纸轮", "quantity": quantity }] })
    };
    let writes = async |note: Value| {
        let reply = world.desk.ask(Method::POST, "/v1/desk/stock/notes", Some(note)).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.json);
    };
    writes(note(1, "received", &json!({ "place": "supplier" }), &store, 9)).await;
    writes(note(2, "issued", &store, &own, 4)).await;
    writes(note(3, "issued", &store, &own, 2)).await;
    zhao.syncs().await;
    assert_eq!(van(&world.desk, &zhao).await, [vec![("A03U-7209".to_owned(), 6)], vec![("A03U-7209".to_owned(), 6)]]);
    zhao.goes_offline();
    zhao.begins(visit);
    let swap = PartSwap { part_number: "A03U-7209".into(), name: "搓纸轮".into(), new_serial: String::new(), ..roller() };
    zhao.device().visits().swap_part(visit, swap).unwrap();
    world.clock.pass_minutes(30);
    // Somebody counts what lies in the van, and finds five: the desk does not know yet that one was fitted.
    let take = json!(MovementId::from_bytes([5; 16]));
    let path = format!("/v1/desk/stock/takes/{}", MovementId::from_bytes([5; 16]));
    world.desk.does("/v1/desk/stock/takes", json!({ "id": take, "place": own })).await;
    let counted = json!({ "id": take, "part_number": "A03U-7209", "name": "搓纸轮", "quantity": 5 });
    world.desk.does(&format!("{path}/counts"), json!({ "counts": [counted] })).await;
    world.desk.does(&format!("{path}/closing"), json!({ "closed": true })).await;
    let book = |n: u8| json!({ "id": MovementId::from_bytes([n; 16]), "reason": "周一盘点" });
    let sheet = world.desk.does(&format!("{path}/bookings"), book(6)).await;
    assert_eq!(sheet["differing"], json!(0));
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;
    let sheet = world.desk.reads(&path).await;
    assert_eq!((&sheet["lines"][0]["book"], &sheet["lines"][0]["difference"]), (&json!(4), &json!(1)), "it was fitted, and not lost");
    world.desk.does(&format!("{path}/bookings"), book(7)).await;
    let wrong = format!("/v1/desk/stock/movements/{}/counter", MovementId::from_bytes([3; 16]));
    world.desk.does(&wrong, json!({ "id": MovementId::from_bytes([8; 16]), "reason": "发给了别人" })).await;
    world.everybody_syncs(&[&zhao]).await;
    let [at_the_desk, on_the_device] = van(&world.desk, &zhao).await;
    assert_eq!((at_the_desk.clone(), at_the_desk), (on_the_device, vec![("A03U-7209".to_owned(), 3)]));
    let sheet = world.desk.reads(&path).await;
    assert_eq!(sheet["lines"][0]["difference"], json!(2), "what never was in the van was counted there: the sheet says so");
}

/// …R-234: the file of the product decides on site who pays; it leaves the device with the visit.
#[tokio::test]
async fn the_file_of_the_product_comes_and_goes_with_the_visit() {
    let mut world = World::on_monday_morning().await;
    let (zhao, chen) = (world.technician("赵敏").await, world.technician("陈刚").await);
    puts(
        &world.desk,
        "assets",
        json!([
            { "serial": "A789021004412", "product": "复印机 Copier", "model": "bizhub 367", "customer": "东方律师事务所",
              "purchased_on": "2026-02-10", "warranty": { "unit_months": 12 } },
            { "serial": "NOT-YOURS", "product": "Copier", "model": "x", "customer": "别家" },
        ]),
    )
    .await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    chen.syncs().await;
    zhao.goes_offline();
    let file = zhao.device().reference().asset("a789021004412").unwrap().unwrap();
    let case = |on: &str| WarrantyCase {
        file: Some(&file),
        component: None,
        work: Work::Repair,
        on: on.parse::<NaiveDate>().unwrap(),
        proof_seen: true,
        void: None,
        disputed: false,
    };
    assert_eq!(decide(&case("2026-11-22")).service, Some(ServiceType::C));
    assert_eq!(decide(&case("2027-02-10")).service, Some(ServiceType::A));
    assert_eq!(zhao.device().reference().asset("NOT-YOURS").unwrap(), None);
    assert_eq!(chen.device().reference().asset("A789021004412").unwrap(), None);

    world.desk.reassigns(visit, chen.person, "赵敏请假").await;
    zhao.comes_back();
    zhao.syncs().await;
    chen.syncs().await;
    assert_eq!(zhao.device().reference().asset("A789021004412").unwrap(), None);
    assert_eq!(chen.device().reference().asset("A789021004412").unwrap(), Some(file));

    chen.works_through(visit);
    chen.syncs().await;
    // The server judged the work after it answered.
    chen.syncs().await;
    assert_eq!(chen.device().reference().asset("A789021004412").unwrap(), None, "worked and signed: nobody needs it on site any more");
}

#[tokio::test]
async fn after_a_restore_of_the_server_devices_have_what_the_server_has() {
    let mut world = World::on_monday_morning().await;
    let zhao = world.technician("赵敏").await;
    puts(&world.desk, "parts", json!([part("A03U-7209", "搓纸轮", "Pickup roller", false)])).await;
    zhao.syncs().await;
    let backup = world.backs_up_the_server();
    puts(&world.desk, "parts", json!([part("A03U-7210", "分离爪", "Separation claw", false)])).await;
    zhao.syncs().await;
    assert_eq!(zhao.device().reference().search_parts("A03U", 5).unwrap().len(), 2);
    let mut world = world.restores_the_server(backup).await;
    zhao.syncs().await;
    let found = zhao.device().reference().search_parts("A03U", 5).unwrap();
    assert_eq!(found.iter().map(|part| part.number.as_str()).collect::<Vec<_>>(), ["A03U-7209"]);
    assert_eq!(zhao.device().reference().number_range().unwrap().unwrap().prefix, "T01");

    // E6: papers that were numbered after the copy was made are with customers; their numbers do not come again.
    let chen = world.technician("陈刚").await;
    chen.syncs().await;
    let prefix = chen.device().reference().number_range().unwrap().unwrap().prefix;
    assert!(prefix.trim_start_matches('T').parse::<u64>().unwrap() > 1_000, "{prefix}");
}
