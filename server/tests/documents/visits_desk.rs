//! The desk's work on visits: register, dispatch, reassign, cancel, look.

use crate::house::{House, bytes_of, call_out, order};
use model::documents::visit::records::EventKind;
use model::id::{DocumentId, PersonId};
use serde_json::{Value, json};

fn status_of(house: &House, call_out: &str) -> String {
    let id: uuid::Uuid = call_out.parse().unwrap();
    let sql = "SELECT status FROM call_out WHERE id = ?1";
    house.database().query_row(sql, [id.as_bytes()], |row| row.get(0)).unwrap()
}

/// Numbers count by the organisation's own day: midnight in China is 16:00 UTC.
#[tokio::test]
async fn call_outs_are_numbered_by_day_and_organisation() {
    let house = House::open().await;
    let (here, there) = (house.organisation("Hangzhou").await, house.organisation("Ningbo").await);
    let mut numbers = vec![here.call_out().await.1, here.call_out().await.1, there.call_out().await.1];
    house.clock.pass_ms(4 * 3_600_000 - 1);
    numbers.push(there.call_out().await.1);
    assert_eq!(numbers, ["C261122-001", "C261122-002", "C261122-001", "C261122-002"]);
    house.clock.pass_ms(1);
    let other = house.organisation("Wenzhou").await;
    assert_eq!(other.call_out().await.1, "C261123-001");
}

/// name, address, phone, model and fault.
#[tokio::test]
async fn a_call_out_lacking_what_every_entry_has_is_not_entered() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    for (group, field) in [("", "fault"), ("customer", "name"), ("customer", "address"), ("customer", "phone"), ("asset", "model")] {
        let mut body = call_out();
        let part = if group.is_empty() { &mut body } else { &mut body[group] };
        part[field] = json!("  ");
        let (status, problem) = desk.post("/v1/desk/call-outs", body).await;
        assert_eq!((status.as_u16(), problem["code"].as_str()), (422, Some("invalid")), "{group}.{field}");
    }
    assert_eq!(house.count("call_out"), 0);
}

/// finished is not cleared; signed is.
#[tokio::test]
async fn a_call_out_is_dispatched_once_and_cleared_by_the_signature() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let (call_out, _) = desk.call_out().await;
    let visits = format!("/v1/desk/call-outs/{call_out}/visits");
    assert_eq!(status_of(&house, &call_out), "registered");

    let (status, first) = desk.post(&visits, order(wang.person())).await;
    assert_eq!((status.as_u16(), status_of(&house, &call_out).as_str()), (201, "dispatched"));
    let (status, problem) = desk.post(&visits, order(wang.person())).await;
    assert_eq!((status.as_u16(), problem["code"].as_str()), (409, Some("conflict")));

    let cancel = format!("/v1/desk/visits/{}/cancel", first["visit"].as_str().unwrap());
    let (status, row) = desk.post(&cancel, json!({ "reason": "customer will call again" })).await;
    assert_eq!((status.as_u16(), row["status"].as_str()), (200, Some("cancelled")));
    assert_eq!(status_of(&house, &call_out), "registered", "it waits for a visit again");

    let (_, second) = desk.post(&visits, order(wang.person())).await;
    let visit: DocumentId = second["visit"].as_str().unwrap().parse().unwrap();
    wang.sync().await;
    wang.begin(visit);
    wang.finish(visit);
    wang.sync().await;
    assert_eq!(status_of(&house, &call_out), "dispatched", "finished is not signed (R-007)");
    let sign_off = wang.sign(visit);
    wang.sync().await;
    assert_eq!(status_of(&house, &call_out), "cleared");
    assert_eq!(desk.post(&visits, order(wang.person())).await.0, 409);

    let view = desk.visit(visit).await;
    assert_eq!(view["sign_offs"][0]["verified"], true);
    assert_eq!(view["sign_offs"][0]["language"], "zh-CN");
    let response = desk.send("GET", &format!("/v1/desk/visits/{visit}/sign-offs/{sign_off}"), None).await;
    assert_eq!(response.headers()["content-disposition"], "attachment; filename=\"seal-C261122-001.json\"");
    assert!(model::seal::verify::verify(&bytes_of(response).await, None).is_ok());
    let response = desk.send("GET", &format!("/v1/desk/visits/{visit}/paper.pdf"), None).await;
    assert_eq!(response.headers()["content-disposition"], "attachment; filename=\"voucher-C261122-001.pdf\"");
    assert_eq!(
        (&response.headers()["content-type"], &response.headers()["cache-control"]),
        (&"application/pdf".parse().unwrap(), &"no-store".parse().unwrap())
    );
    assert_eq!(paper::check(&bytes_of(response).await, None).map(|checked| checked.pages), Ok(paper::Pages::Match));
}

#[tokio::test]
async fn two_dispatchers_at_once_open_one_visit() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let wang = desk.technician("Wang").await;
    let (call_out, _) = desk.call_out().await;
    let visits = format!("/v1/desk/call-outs/{call_out}/visits");
    let answers = futures_util::future::join_all((0..4).map(|_| desk.post(&visits, order(wang)))).await;
    let mut statuses: Vec<u16> = answers.iter().map(|(status, _)| status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409]);
    assert_eq!(house.count("document"), 1);
}

/// Two dispatchers look at one visit: who decides on what is not so any more is told, and nothing changes.
#[tokio::test]
async fn a_dispatcher_who_saw_somebody_else_on_the_visit_is_told() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let (wang, li, chen) = (desk.technician("Wang").await, desk.technician("Li").await, desk.technician("Chen").await);
    let visit = desk.dispatch(wang).await;
    let path = format!("/v1/desk/visits/{visit}/assign");
    let to = |technician, from| json!({ "technician": technician, "from": from, "reason": "nearer" });
    assert_eq!(desk.post(&path, to(li, wang)).await.0.as_u16(), 200);
    let (status, problem) = desk.post(&path, to(chen, wang)).await;
    assert_eq!((status.as_u16(), &problem["code"]), (409, &json!("conflict")));
    assert!(problem["detail"].as_str().unwrap().contains("Li has this visit"), "{problem}");
    assert_eq!(desk.row(visit).await["technician"], json!(li));
    assert_eq!(desk.post(&path, to(chen, li)).await.0.as_u16(), 200);
}

#[tokio::test]
async fn reassigning_keeps_the_history_and_tells_who_and_why() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let (wang, li) = (desk.technician("Wang").await, desk.technician("Li").await);
    let visit = desk.dispatch(wang).await;
    let path = format!("/v1/desk/visits/{visit}/assign");
    let row = desk.assign(visit, li).await;
    assert_eq!(row["technician_name"], "Li");
    assert_eq!(desk.post(&path, json!({ "technician": li, "reason": "again" })).await.0, 409);
    assert_eq!(desk.post(&path, json!({ "technician": wang, "reason": " " })).await.0, 422);
    let nobody = PersonId::from_bytes([7; 16]);
    assert_eq!(desk.post(&path, json!({ "technician": nobody, "reason": "x" })).await.0, 422);
    let events = desk.visit(visit).await["events"].clone();
    let told: Vec<(&Value, &Value, bool)> = events
        .as_array()
        .unwrap()
        .iter()
        .map(|event| (&event["technician_name"], &event["reason"], event["replaces"].is_string()))
        .collect();
    assert_eq!(told.len(), 2);
    assert!(told.contains(&(&json!("Wang"), &json!(""), false)), "{told:?}");
    assert!(told.contains(&(&json!("Li"), &json!("no sign of life"), true)), "{told:?}");
}

#[tokio::test]
async fn a_visit_somebody_has_come_for_is_not_cancelled_and_a_signed_one_not_given_away() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let li = desk.technician("Li").await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.event(visit, EventKind::Arrived);
    wang.sync().await;
    let cancel = format!("/v1/desk/visits/{visit}/cancel");
    assert_eq!(desk.post(&cancel, json!({ "reason": "too late" })).await.0, 409);
    wang.event(visit, EventKind::Started);
    wang.finish(visit);
    wang.sign(visit);
    wang.sync().await;
    let assign = format!("/v1/desk/visits/{visit}/assign");
    assert_eq!(desk.post(&assign, json!({ "technician": li, "reason": "x" })).await.0, 409);
}

#[tokio::test]
async fn work_done_before_a_cancellation_was_heard_stays_done() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(visit);
    desk.post(&format!("/v1/desk/visits/{visit}/cancel"), json!({ "reason": "customer called" })).await;
    wang.sync().await;
    let row = desk.row(visit).await;
    assert_eq!((row["status"].as_str(), &row["attention"]), (Some("working"), &json!(["cancelled_after_arrival"])));
}

#[tokio::test]
async fn another_organisations_visit_is_not_there() {
    let house = House::open().await;
    let (here, there) = (house.organisation("Hangzhou").await, house.organisation("Ningbo").await);
    let visit = there.dispatch(there.technician("Zhao").await).await;
    let wang = here.technician("Wang").await;
    let strip = |mut problem: Value| {
        problem.as_object_mut().unwrap().remove("server_time");
        problem
    };
    let unknown = DocumentId::from_bytes([9; 16]);
    let mut answers = Vec::new();
    for id in [visit, unknown] {
        answers.push(strip(here.get(&format!("/v1/desk/visits/{id}")).await.1));
        answers.push(strip(here.post(&format!("/v1/desk/visits/{id}/assign"), json!({ "technician": wang, "reason": "x" })).await.1));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0] && answer["code"] == "not_found"), "{answers:?}");
}

/// What a page shows of a visit is what the visit alone shows, besides what docs/api.md says is left out.
fn is_content_of(shown: &Value, alone: &Value) {
    let mut expected = alone.clone();
    let fields = expected.as_object_mut().unwrap();
    for field in ["strokes", "revisions", "copied_strokes"] {
        fields.remove(field);
    }
    for sign_off in expected["sign_offs"].as_array_mut().unwrap() {
        for field in ["strokes", "stamp", "statement", "language", "signed_time"] {
            sign_off.as_object_mut().unwrap().remove(field);
        }
    }
    let events = expected["events"].as_array_mut().unwrap();
    events.retain(|event| event["kind"] != "check_answered");
    for event in events {
        for field in ["id", "device", "person_name", "received_at"] {
            event.as_object_mut().unwrap().remove(field);
        }
    }
    assert_eq!(*shown, expected);
}

/// A desk that keeps everything at hand asks for all visits in pages, and later for what changed since.
#[tokio::test]
async fn pages_of_visits_show_what_is_in_each_and_later_what_changed() {
    let house = House::open().await;
    let (desk, there) = (house.organisation("Hangzhou").await, house.organisation("Ningbo").await);
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    there.dispatch(there.technician("Qian").await).await;
    let mut visits = Vec::new();
    for _ in 0..3 {
        visits.push(desk.dispatch(wang.person()).await);
    }
    wang.sync().await;
    wang.begin(visits[0]);
    wang.finish(visits[0]);
    wang.sign(visits[0]);
    wang.sync().await;

    let (status, first) = desk.get("/v1/desk/visits?limit=2").await;
    assert_eq!((status.as_u16(), &first["more"]), (200, &json!(true)));
    let (_, second) = desk.get(&format!("/v1/desk/visits?limit=2&after={}", first["seq"])).await;
    assert_eq!(second["more"], false);
    let listed: Vec<&Value> = [&first, &second].into_iter().flat_map(|page| page["visits"].as_array().unwrap()).collect();
    // The one that changed last comes last.
    for (shown, visit) in listed.iter().zip([visits[1], visits[2], visits[0]]) {
        is_content_of(shown, &desk.visit(visit).await);
    }
    assert_eq!(listed.len(), 3);
    assert_eq!(listed[2]["sign_offs"][0]["verified"], true);

    let after = format!("/v1/desk/visits?after={}", second["seq"]);
    assert_eq!(desk.get(&after).await.1["visits"], json!([]));
    wang.begin(visits[1]);
    wang.sync().await;
    let (_, news) = desk.get(&after).await;
    assert_eq!(news["visits"].as_array().unwrap().len(), 1);
    is_content_of(&news["visits"][0], &desk.visit(visits[1]).await);
    assert_eq!(desk.get("/v1/desk/visits?after=yesterday").await.0, 400);
}
