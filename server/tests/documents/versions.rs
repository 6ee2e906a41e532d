//! Devices of other versions: what a newer one adds is left alone, and one that cannot be understood is told so.

use http::StatusCode;
use model::wire::frame::{self, gzip};
use model::wire::problem::Problem;
use model::wire::sync::SyncResponse;
use serde_json::{Value, json};

use crate::house::{House, bytes_of, unframe};

#[tokio::test]
async fn what_a_newer_device_adds_is_left_alone_and_the_rest_is_understood() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(visit);
    let (header, sections) = wang.request();
    let mut header = serde_json::to_value(header).unwrap();
    header["battery"] = json!({ "percent": 7 });
    header["documents"][0]["sealed"] = json!([true, null]);
    header["reference"] = json!({ "charms": 3, "policy": 0 });

    let response = wang.post(gzip(&frame::encode(&header, &sections).unwrap())).await;

    assert_eq!(response.status(), StatusCode::OK);
    let (answer, _): (SyncResponse, _) = unframe(&bytes_of(response).await);
    assert_eq!((answer.verdicts[0].id, answer.verdicts[0].received, &answer.verdicts[0].refused), (visit, 2, &None));
    assert!(!answer.reference.contains_key("charms"), "a set that nobody here knows is not answered");
}

#[tokio::test]
async fn a_device_of_another_protocol_is_told_who_has_to_be_updated_and_nothing_is_taken() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(visit);
    let (header, sections) = wang.request();
    let log = house.count("change");
    let as_now = serde_json::to_value(header).unwrap();
    let told = |protocol: &Value| match protocol.as_u64() {
        Some(0) => (426, "upgrade_application"),
        Some(_) => (400, "upgrade_server"),
        None => (400, "malformed"),
    };
    for protocol in [json!(0), json!(99), json!(u64::MAX), json!(-1), json!(1.5), json!("1"), Value::Null] {
        // Whatever else that version says: the header as it is now, and one of which only the version is known, with other sections.
        let mut header = as_now.clone();
        header["protocol"] = protocol.clone();
        let other = json!({ "protocol": protocol, "shape": "another" });
        for body in [frame::encode(&header, &sections).unwrap(), frame::encode(&other, &[b"another list".to_vec()]).unwrap()] {
            let response = wang.post(gzip(&body)).await;
            let status = response.status().as_u16();
            let problem: Problem = serde_json::from_slice(&bytes_of(response).await).unwrap();
            assert_eq!((status, problem.code.as_str()), told(&protocol), "{protocol}");
            assert_eq!((problem.status, problem.retry_after_s), (status, None), "waiting does not help");
        }
    }
    assert_eq!(house.count("change"), log);
    assert_eq!(wang.sync().await.verdict(visit).received, 2, "everything is still there to be sent");
}
