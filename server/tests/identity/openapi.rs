//! The OpenAPI document is a promise: a change to it is seen and meant.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::house::House;

#[tokio::test]
async fn the_openapi_document_is_as_agreed() {
    let house = House::open().await;
    let answer = house.get("/openapi.json").await;
    assert_eq!(answer.headers["content-type"], "application/json");
    let mut document = answer.json();
    // The version of the crate moves with every release and says nothing about the routes.
    document["info"]["version"].take();
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_json_snapshot!("openapi", document);
    });
}

/// Every place that a part of the document points to.
fn pointers<'a>(part: &'a Value, into: &mut Vec<&'a str>) {
    match part {
        Value::Object(fields) => {
            into.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|field| pointers(field, into));
        }
        Value::Array(parts) => parts.iter().for_each(|part| pointers(part, into)),
        _ => {}
    }
}

#[tokio::test]
async fn every_operation_has_a_name_of_its_own() {
    let document = House::open().await.get("/openapi.json").await.json();
    let items = document["paths"].as_object().unwrap().values().flat_map(|item| item.as_object().unwrap().values());
    let names: Vec<&str> = items.map(|operation| operation["operationId"].as_str().unwrap()).collect();
    let unique: BTreeSet<&&str> = names.iter().collect();
    assert_eq!(names.len(), unique.len());
    assert!(unique.contains(&"post_desk_visits_by_id_actions"), "{unique:?}");
}

#[tokio::test]
async fn every_schema_that_the_document_refers_to_is_in_it() {
    let document = House::open().await.get("/openapi.json").await.json();
    let mut all = Vec::new();
    pointers(&document, &mut all);
    assert!(all.len() > 100);
    for place in all {
        assert!(document.pointer(place.trim_start_matches('#')).is_some(), "{place}");
    }
    let told = &document["webhooks"]["visit.signed"]["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"];
    let told = document.pointer(told.as_str().unwrap().trim_start_matches('#')).unwrap();
    assert!(told["properties"]["data"].is_object(), "{told}");
}
