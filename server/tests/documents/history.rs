//! The history of a visit: every change with its author and command, in the order in which the server took it.

use serde_json::{Value, json};

use crate::house::House;

#[tokio::test]
async fn every_change_names_its_author_device_and_command() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    house.clock.pass_ms(60_000);
    wang.begin(visit);
    wang.finish(visit);
    let begun = wang.now().as_ms();
    house.clock.pass_ms(3_600_000);
    wang.renew().await;
    wang.sync().await;
    let path = format!("/v1/desk/visits/{visit}/history");
    let (status, whole) = desk.get(&path).await;
    assert_eq!(status.as_u16(), 200, "{whole}");
    let changes = whole["changes"].as_array().unwrap();
    assert_eq!(whole["size"].as_u64().unwrap(), changes.len() as u64);
    assert_eq!((&changes[0]["place"], changes[0].get("device")), (&json!(1), None), "the desk opened it");
    assert_ne!(changes[0]["person_name"], json!("Wang"));
    let last = changes.last().unwrap();
    assert_eq!((&last["person_name"], &last["device"]), (&json!("Wang"), &json!(wang.identity.device)));
    assert_eq!(last["command"], "finish");
    let (at, received) = (last["at"].as_i64().unwrap(), last["received_at"].as_i64().unwrap());
    assert!((at - begun).abs() < 2_000 && received - at >= 3_598_000, "both clocks are shown: {at} {received}");
    // Pages hold everything once.
    let mut after = Some(0);
    let mut paged: Vec<Value> = Vec::new();
    while let Some(place) = after {
        let (_, page) = desk.get(&format!("{path}?after={place}&limit=3")).await;
        paged.extend(page["changes"].as_array().unwrap().iter().cloned());
        after = page["next"].as_u64();
    }
    assert_eq!(&paged, changes);
}

#[tokio::test]
async fn the_history_of_another_organisation_is_not_there() {
    let house = House::open().await;
    let (desk, other) = (house.organisation("Hangzhou").await, house.organisation("Suzhou").await);
    let visit = desk.dispatch(desk.technician("Wang").await).await;
    let (status, _) = other.get(&format!("/v1/desk/visits/{visit}/history")).await;
    assert_eq!(status.as_u16(), 404);
    assert_eq!(desk.get(&format!("/v1/desk/visits/{visit}/history?after=x")).await.0.as_u16(), 400);
}
