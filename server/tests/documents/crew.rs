//! Who goes along, as the desk decides it (R-031, O-03).

use http::StatusCode;
use model::documents::visit::Visit;
use model::wire::sync::Pulled;
use serde_json::json;

use crate::house::House;

/// two or more have one lead; O-03: everybody of the crew has the visit on their device.
#[tokio::test]
async fn who_is_sent_along_has_the_visit_and_one_of_the_crew_is_in_charge() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let (wang_id, li_id) = (desk.technician("Wang").await, desk.technician("Li").await);
    let mut li = desk.device(li_id, 2).await;
    let visit = desk.dispatch(wang_id).await;
    let path = format!("/v1/desk/visits/{visit}/crew");
    let step = async |body| desk.post(&path, body).await.0;
    li.sync().await;
    assert!(!li.documents.contains_key(&visit));

    assert_eq!(step(json!({ "step": "lead", "technician": li_id })).await, StatusCode::CONFLICT, "Li does not go");
    assert_eq!(step(json!({ "step": "join", "technician": li_id })).await, StatusCode::OK);
    assert_eq!(step(json!({ "step": "join", "technician": li_id })).await, StatusCode::CONFLICT, "Li goes already");
    for leader in [wang_id, li_id] {
        assert_eq!(step(json!({ "step": "lead", "technician": leader })).await, StatusCode::OK);
    }
    li.sync().await;
    let read = Visit::read(&li.documents[&visit]).unwrap();
    assert_eq!(read.crew().len(), 2);
    assert_eq!(read.lead(), Some(li_id), "the newest naming takes the place of the one before");
    assert!(!read.has_several_leads());

    assert_eq!(step(json!({ "step": "leave", "technician": wang_id, "reason": "ill" })).await, StatusCode::CONFLICT, "it is Wang's visit");
    assert_eq!(step(json!({ "step": "leave", "technician": li_id, "reason": " " })).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(step(json!({ "step": "leave", "technician": li_id, "reason": "another job" })).await, StatusCode::OK);
    assert_eq!(step(json!({ "step": "leave", "technician": li_id, "reason": "another job" })).await, StatusCode::CONFLICT);
    assert_eq!(desk.row(visit).await["technician"], json!(wang_id));
}

/// O-03, O-09: a visit that goes on to somebody else takes nobody off it who was sent along before it was theirs.
#[tokio::test]
async fn who_was_sent_along_keeps_the_visit_when_it_is_given_on() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let (wang_id, li_id, chen_id) = (desk.technician("Wang").await, desk.technician("Li").await, desk.technician("Chen").await);
    let mut li = desk.device(li_id, 2).await;
    let visit = desk.dispatch(wang_id).await;
    let path = format!("/v1/desk/visits/{visit}/crew");
    assert_eq!(desk.post(&path, json!({ "step": "join", "technician": li_id })).await.0, StatusCode::OK);
    desk.assign(visit, li_id).await;
    desk.assign(visit, chen_id).await;
    assert!(li.sync().await.items(visit).iter().all(|item| !matches!(item, Pulled::Leave { .. })), "Li goes along still");
    assert!(Visit::read(&li.documents[&visit]).unwrap().in_crew(li_id));
    assert_eq!(desk.post(&path, json!({ "step": "leave", "technician": li_id, "reason": "another job" })).await.0, StatusCode::OK);
    assert!(li.sync().await.items(visit).iter().any(|item| matches!(item, Pulled::Leave { .. })), "and has it no longer afterwards");
}
