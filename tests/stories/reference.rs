//! What only the desk changes is on the device before it is needed: catalogue, asset file, van stock, the range of numbers.

use chrono::NaiveDate;
use client_core::clock::Clock as _;
use fieldbook_tests::{Desk, World};
use http::{Method, StatusCode};
use model::documents::visit::records::{ServiceType, Work};
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
