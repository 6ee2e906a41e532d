//! What a visit has to check, and by when somebody has to be there: from the organisation's templates and its policy.

use std::collections::BTreeMap;

use http::StatusCode;
use model::documents::visit::Visit;
use model::id::DocumentId;
use model::time::Timestamp;
use serde_json::{Value, json};
use server::policies::PolicyFile;

use crate::house::{Desk, House, NOON_MS, call_out};

const HOUR_MS: i64 = 3_600_000;

fn call(work: &str, product: &str) -> Value {
    let mut call = call_out();
    call["work"] = json!(work);
    call["asset"]["product"] = json!(product);
    call
}

fn keys(checks: &Value) -> Vec<String> {
    let key = |check: &Value| check["key"].as_str().or(check["id"].as_str()).unwrap().to_owned();
    checks.as_array().unwrap().iter().map(key).collect()
}

impl Desk {
    async fn registered(&self, call: Value) -> String {
        let (status, body) = self.post("/v1/desk/call-outs", call).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        format!("/v1/desk/call-outs/{}/visits", body["id"].as_str().unwrap())
    }

    /// Opens a visit as `order` says and answers its checks.
    async fn opens(&self, call: Value, order: Value) -> (DocumentId, Vec<String>) {
        let path = self.registered(call).await;
        let (status, body) = self.post(&path, order).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        let visit: DocumentId = body["visit"].as_str().unwrap().parse().unwrap();
        (visit, keys(&self.visit(visit).await["checklist"]))
    }
}

/// kit, work and closing meet in the visit by what it is for.
#[tokio::test]
async fn a_visit_gets_what_fits_its_work_and_product_unless_the_desk_says_otherwise() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let wang = desk.technician("Wang").await;
    for (work, product, first_of_work, length) in [
        ("repair", "Printer", "repair-product", 6 + 7 + 4),
        ("installation", "Printer", "install-delivery", 6 + 5 + 4),
        ("installation", "GPS terminal", "install-delivery", 6 + 5 + 8 + 4),
        ("inspection", "安防系统", "front-camera-01", 6 + 140 + 4),
    ] {
        let (_, checks) = desk.opens(call(work, product), json!({ "technician": wang })).await;
        assert_eq!(checks.len(), length, "{work} {product}");
        assert_eq!((checks[0].as_str(), checks[6].as_str()), ("kit-equipment", first_of_work));
        assert_eq!(checks.last().unwrap(), "closing-card");
        let planned = desk.get(&format!("/v1/desk/checks?work={work}&product={}", product.replace(' ', "%20"))).await.1;
        assert_eq!(keys(&planned["checks"]), checks);
    }
    let named = json!({ "technician": wang, "templates": ["closing", "repair"] });
    assert_eq!(desk.opens(call("inspection", "安防系统"), named).await.1.len(), 7 + 4);
    let own = json!({ "technician": wang, "checklist": [{ "key": "power", "required": true, "label": { "en": "Power" } }] });
    assert_eq!(desk.opens(call("repair", "Printer"), own).await.1, ["power"]);
    let none = json!({ "technician": wang, "checklist": [] });
    assert!(desk.opens(call("repair", "Printer"), none).await.1.is_empty());
}

#[tokio::test]
async fn an_order_that_asks_for_two_lists_or_an_unknown_one_is_refused() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let wang = desk.technician("Wang").await;
    let path = desk.registered(call("repair", "Printer")).await;
    let check = |key: &str| json!({ "key": key, "required": true, "label": { "en": "x" } });
    for (order, expected) in [
        (json!({ "technician": wang, "templates": ["kit"], "checklist": [] }), "templates: give templates or a checklist"),
        (json!({ "technician": wang, "templates": ["kitt"] }), "templates: there is no checklist template kitt"),
        (
            json!({ "technician": wang, "checklist": (0..251).map(|n| check(&format!("c{n}"))).collect::<Vec<_>>() }),
            "checklist: at most 250",
        ),
        (json!({ "technician": wang, "checklist": [check("a"), check("a")] }), "checklist: a key is there twice"),
        (json!({ "technician": wang, "checklist": [check("A")] }), "checklist: a key is 1 to 64"),
        (json!({ "technician": wang, "service": { "distance_km": -1 } }), "service.distance_km: 0 to"),
        (json!({ "technician": wang, "service": { "contract_hours": 0 } }), "service.contract_hours: more than 0"),
    ] {
        let (status, problem) = desk.post(&path, order).await;
        assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid")), "{expected}");
        assert!(problem["detail"].as_str().unwrap().starts_with(expected), "{problem}");
    }
    assert_eq!(house.count("document"), 0, "nothing was opened");
}

#[tokio::test]
async fn an_organisation_changes_its_templates_and_they_stay_changed() {
    let house = House::open().await;
    let mut desk = house.organisation("Hangzhou").await;
    let wang = desk.technician("Wang").await;
    let own = json!({ "key": "boiler", "name": { "zh-CN": "锅炉" }, "works": ["repair"], "products": ["Boiler"],
        "items": [{ "key": "gas", "order": 0, "required": true, "stage": "work", "label": { "zh-CN": "燃气检漏" } }] });
    let change = json!({ "upsert": [own], "delete": ["kit", "repair"] });
    assert_eq!(desk.send("PUT", "/v1/desk/reference/checklists", Some(change)).await.status(), StatusCode::OK);
    let dispatch = async |desk: &Desk| desk.opens(call("repair", "boiler WNS"), json!({ "technician": wang })).await.1;
    let expected = ["gas", "closing-clean", "closing-hazard", "closing-care", "closing-card"];
    assert_eq!(dispatch(&desk).await, expected);

    desk.connect(axum::Router::new());
    let (dir, clock) = house.end();
    let house = House::on(dir, clock).await;
    desk.connect(house.router.clone());
    assert_eq!(dispatch(&desk).await, expected, "the ready templates do not come back");
}

/// an entry keeps the target of the policy that was in force when the customer called; R-138 gives the hours.
#[tokio::test]
async fn a_visit_carries_the_terms_of_the_policy_at_the_time_of_the_call() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let wang_id = desk.technician("Wang").await;
    let mut wang = desk.device(wang_id, 1).await;
    let policy = |hours: u32| {
        let source = format!(
            "[response]\ncount = \"round_the_clock\"\nclasses = [{{ name = \"in_town\", area = \"town\", arrive = {{ hours = {hours} }} }}]"
        );
        PolicyFile::read("policy.toml", &source).unwrap()
    };
    let order = json!({ "technician": wang_id, "checklist": [], "service": { "area": "town" } });
    let before = desk.registered(call_out()).await;
    house.clock.pass_ms(HOUR_MS);
    house.server.set_policy(None, &policy(3)).await.unwrap();
    let under_three = desk.registered(call_out()).await;
    house.clock.pass_ms(HOUR_MS);
    house.server.set_policy(None, &policy(5)).await.unwrap();
    let under_five = desk.registered(call_out()).await;
    house.clock.pass_ms(HOUR_MS);

    let mut due = BTreeMap::new();
    for (path, expected) in [(before, None), (under_three, Some(NOON_MS + 4 * HOUR_MS)), (under_five, Some(NOON_MS + 7 * HOUR_MS))] {
        let (status, body) = desk.post(&path, order.clone()).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        due.insert(body["visit"].as_str().unwrap().parse::<DocumentId>().unwrap(), expected.map(Timestamp::from_ms));
    }
    wang.renew().await;
    wang.sync().await;
    for (visit, expected) in due {
        let terms = Visit::read(&wang.documents[&visit]).unwrap().terms;
        assert_eq!(terms.and_then(|terms| terms.targets.arrive_by), expected);
    }
}
