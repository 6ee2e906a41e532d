//! The OpenAPI document is a promise: a change to it is seen and meant.

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
