//! Documents that are born on devices: taken once, never in another's place, shown in their register.

use crate::house::{DAY_MS, Desk, Device, House};
use automerge::{ActorId, Automerge};
use chrono::NaiveDate;
use http::StatusCode;
use model::documents::day::records::DayEventKind;
use model::documents::day::write::{self, DayOpening};
use model::documents::records::Organisation;
use model::documents::visit::records::ServiceType;
use model::id::{DocumentId, EventId, OrganisationId};
use model::wire::sync::{Placed, Pulled};
use serde_json::{Value, json};

fn date(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
}

fn opening(device: &Device, id: DocumentId, day: u32) -> DayOpening {
    let organisation = Organisation { id: device.identity.organisation, name: device.identity.organisation_name.clone() };
    DayOpening { id, organisation, person_name: device.identity.person_name.clone(), date: date(day), utc_offset_minutes: 480 }
}

fn new_document(device: &mut Device, id: DocumentId) {
    let mut actor = [0; 16];
    getrandom::fill(&mut actor).unwrap();
    device.documents.insert(id, Automerge::new().with_actor(ActorId::from(actor)));
}

pub(crate) fn opens(device: &mut Device, id: DocumentId, day: u32) {
    let opening = opening(device, id, day);
    new_document(device, id);
    device.write(id, |doc, stamp| write::genesis(doc, &opening, stamp));
}

pub(crate) fn notes(device: &mut Device, id: DocumentId, event: u8, minutes: u32) {
    let kind = DayEventKind::WorkNoted { service_type: ServiceType::D, minutes, text: "整理仓库".to_owned() };
    device.write(id, |doc, stamp| write::append_event(doc, EventId::from_bytes([event; 16]), kind, stamp));
}

fn id(byte: u8) -> DocumentId {
    DocumentId::from_bytes([byte; 16])
}

async fn register(desk: &Desk) -> Vec<Value> {
    let (status, page) = desk.get("/v1/desk/registers/day").await;
    assert_eq!(status, StatusCode::OK, "{page}");
    page["rows"].as_array().unwrap().clone()
}

/// the day is in the desk's register and on the person's other device.
#[tokio::test]
async fn a_day_born_on_a_phone_is_in_the_register_and_on_the_tablet() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let person = desk.technician("Wang").await;
    let (mut phone, mut tablet) = (desk.device(person, 1).await, desk.device(person, 2).await);
    opens(&mut phone, id(7), 22);
    notes(&mut phone, id(7), 1, 30);
    let first = phone.send().await;
    let verdict = first.verdict(id(7));
    assert_eq!((verdict.received, verdict.placed, verdict.refused.clone()), (2, Placed::Document, None));
    assert!(matches!(first.items(id(7))[..], [Pulled::Enter { .. }]), "it is in the person's scope");
    let log = house.count("change");
    let again = phone.sync().await;
    assert_eq!((again.verdict(id(7)).received, again.verdict(id(7)).seq, house.count("change")), (2, None, log));
    tablet.sync().await;
    notes(&mut tablet, id(7), 2, 15);
    tablet.sync().await;
    let rows = register(&desk).await;
    let [row] = &rows[..] else { panic!("{rows:?}") };
    assert_eq!((&row["kind"], &row["id"], &row["state"]), (&json!("day"), &json!(id(7)), &json!("open")));
    let data = &row["data"];
    assert_eq!((&data["date"], &data["person"], &data["totals"]["d_minutes"]), (&json!("2026-11-22"), &json!(person), &json!(45)));
    let path = format!("/v1/desk/visits/{}", id(7));
    assert_eq!(desk.get(&path).await.0, StatusCode::NOT_FOUND, "a day is no visit");
    assert_eq!(desk.post(&format!("{path}/cancel"), json!({ "reason": "x" })).await.0, StatusCode::NOT_FOUND);
    assert_eq!(desk.board().await["visits"], json!([]));
    phone.sync().await;
    assert_eq!(phone.documents[&id(7)].get_heads(), tablet.documents[&id(7)].get_heads());
}

#[tokio::test]
async fn an_id_that_somebody_else_has_is_answered_like_an_unknown_one() {
    let house = House::open().await;
    let (desk, other_desk) = (house.organisation("Hangzhou").await, house.organisation("Suzhou").await);
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let mut chen = desk.device(desk.technician("Chen").await, 2).await;
    let mut stranger = other_desk.device(other_desk.technician("Liu").await, 3).await;
    opens(&mut wang, id(7), 22);
    wang.sync().await;
    let log = house.count("change");
    let mut answers = Vec::new();
    for device in [&mut chen, &mut stranger] {
        opens(device, id(7), 22);
        answers.push(device.send().await.verdict(id(7)).clone());
        // The same for changes of a document that was never anybody's.
        device.unsent.clear();
        notes(device, id(7), 1, 10);
        let notes_only = device.unsent.remove(&id(7)).unwrap();
        device.unsent.insert(id(8), notes_only);
        let mut unknown = device.send().await.verdict(id(8)).clone();
        unknown.id = id(7);
        answers.push(unknown);
        device.unsent.clear();
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(answers[0].refused.as_ref().unwrap().code, "not_found");
    assert_eq!((house.count("change"), house.count("document")), (log, 1));
    assert_eq!(register(&other_desk).await, Vec::<Value>::new());
}

#[tokio::test]
async fn what_no_honest_device_opens_is_refused_by_name_and_leaves_nothing() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    // Another id than it is sent under.
    opens(&mut wang, id(1), 22);
    let raws = wang.unsent.remove(&id(1)).unwrap();
    wang.unsent.insert(id(2), raws);
    assert_eq!(wang.send().await.refusal(id(2)), (0, "other_document"));
    wang.unsent.clear();
    // Another organisation.
    let foreign = DayOpening {
        organisation: Organisation { id: OrganisationId::from_bytes([9; 16]), name: "x".to_owned() },
        ..opening(&wang, id(3), 22)
    };
    new_document(&mut wang, id(3));
    wang.write(id(3), |doc, stamp| write::genesis(doc, &foreign, stamp));
    assert_eq!(wang.send().await.refusal(id(3)), (0, "not_yours"));
    wang.unsent.clear();
    // Somebody else's hand.
    let honest = opening(&wang, id(4), 22);
    new_document(&mut wang, id(4));
    wang.write(id(4), |doc, stamp| {
        write::genesis(doc, &honest, &model::documents::stamp::Stamp { person: model::id::PersonId::from_bytes([8; 16]), ..stamp.clone() })
    });
    assert_eq!(wang.send().await.refusal(id(4)), (0, "not_yours"));
    wang.unsent.clear();
    // A time zone that no clock shows, also where the number has no counterpart.
    for (n, utc_offset_minutes) in [(8, 841), (9, i32::MIN)] {
        let nowhere = DayOpening { utc_offset_minutes, ..opening(&wang, id(n), 22) };
        new_document(&mut wang, id(n));
        wang.write(id(n), |doc, stamp| write::genesis(doc, &nowhere, stamp));
        assert_eq!(wang.send().await.refusal(id(n)), (0, "malformed"), "{utc_offset_minutes}");
        wang.unsent.clear();
    }
    // Two beginnings: the first is taken, the second is not.
    opens(&mut wang, id(5), 22);
    let first = wang.unsent.remove(&id(5)).unwrap();
    opens(&mut wang, id(5), 23);
    let second = wang.unsent.remove(&id(5)).unwrap();
    wang.unsent.insert(id(5), [first, second].concat());
    let answer = wang.send().await;
    assert_eq!((answer.refusal(id(5)), answer.verdict(id(5)).received), ((1, "second_root"), 1));
    wang.unsent.clear();
    // A visit is opened at the desk.
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    let genesis = wang.documents[&visit].get_changes(&[]).remove(0).raw_bytes().to_vec();
    wang.unsent.insert(id(6), vec![genesis]);
    assert_eq!(wang.send().await.refusal(id(6)).1, "not_yours", "it is the desk's hand");
    assert_eq!(house.count("document"), 2);
    assert_eq!(house.count("register_row"), 1);
}

#[tokio::test]
async fn a_device_brings_a_bounded_number_of_documents_a_day() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let numbered = |n: u16| {
        let mut bytes = [0xb1; 16];
        bytes[..2].copy_from_slice(&n.to_be_bytes());
        DocumentId::from_bytes(bytes)
    };
    for n in 0..201 {
        opens(&mut wang, numbered(n), 22);
    }
    let answer = wang.sync().await;
    assert_eq!(answer.refusal(numbered(200)), (0, "too_many_documents"));
    assert!(answer.verdict(numbered(200)).refused.as_ref().unwrap().retry, "it is offered again");
    assert_eq!(house.count("document"), 200);
    house.clock.pass_ms(DAY_MS);
    wang.renew().await;
    assert_eq!(wang.sync().await.verdict(numbered(200)).received, 1);
}

/// a day is listed where it belongs, whenever it arrives; pages follow one another without gaps.
#[tokio::test]
async fn the_register_is_ordered_by_the_day_and_read_anew_as_it_was() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    for (n, day) in [(1, 20), (2, 22), (3, 21)] {
        opens(&mut wang, id(n), day);
        notes(&mut wang, id(n), 1, u32::from(n));
        wang.sync().await;
    }
    let rows = register(&desk).await;
    let dates: Vec<_> = rows.iter().map(|row| row["data"]["date"].as_str().unwrap().to_owned()).collect();
    assert_eq!(dates, ["2026-11-22", "2026-11-21", "2026-11-20"]);
    let mut paged = Vec::new();
    let mut path = "/v1/desk/registers/day?limit=2".to_owned();
    loop {
        let (status, page) = desk.get(&path).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        paged.extend(page["rows"].as_array().unwrap().clone());
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/v1/desk/registers/day?limit=2&before={next}");
    }
    assert_eq!(paged, rows);
    for (path, status) in [
        ("/v1/desk/registers/visit", StatusCode::NOT_FOUND),
        ("/v1/desk/registers/diary", StatusCode::NOT_FOUND),
        ("/v1/desk/registers/day?before=yesterday", StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(desk.get(path).await.0, status, "{path}");
    }
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 0, "live rows are what a rebuild makes");
    house.database().execute_batch("UPDATE register_row SET row = '{}'").unwrap();
    assert_eq!(register(&desk).await, Vec::<Value>::new(), "rows that cannot be read are left out");
    house.database().execute("DELETE FROM register_row WHERE document = ?1", [id(1).as_bytes()]).unwrap();
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 3);
    let without_seq = |rows: Vec<Value>| -> Vec<Value> {
        rows.into_iter()
            .map(|mut row| {
                row["seq"].take();
                row
            })
            .collect()
    };
    assert_eq!(without_seq(register(&desk).await), without_seq(rows));
}

#[tokio::test]
async fn a_server_set_back_gets_a_day_again_that_it_no_longer_has() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    opens(&mut wang, id(7), 22);
    notes(&mut wang, id(7), 1, 30);
    let everything = wang.unsent[&id(7)].clone();
    wang.sync().await;
    let forgets = "PRAGMA foreign_keys = 0; DROP TRIGGER change_is_kept; DELETE FROM register_row; DELETE FROM scope; DELETE FROM actor; \
                   DELETE FROM change; DELETE FROM document";
    house.database().execute_batch(forgets).unwrap();
    wang.cursor = None;
    wang.unsent.insert(id(7), everything);
    assert_eq!(wang.sync().await.verdict(id(7)).received, 2);
    assert_eq!(register(&desk).await[0]["data"]["totals"]["d_minutes"], 30);
}
