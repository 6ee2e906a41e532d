//! The board: what it shows after a sync, how it hears of it, and that it can be read anew.

use std::time::{Duration, Instant};

use crate::house::{Desk, House, roller};
use axum::body::{Body, BodyDataStream};
use futures_util::StreamExt as _;
use model::id::DocumentId;
use serde_json::{Value, json};

/// An open event stream.
struct Events {
    stream: BodyDataStream,
    text: String,
}

impl Events {
    async fn open(desk: &Desk, query: &str) -> Self {
        let response = desk.send("GET", &format!("/v1/desk/board/events{query}"), None).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { stream: Body::into_data_stream(response.into_body()), text: String::new() }
    }

    /// The next event: its kind, id and data. Fails the test when none comes within ten seconds.
    async fn next(&mut self) -> (String, u64, Value) {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
                if let Some(data) = field("data") {
                    let found =
                        (field("event").unwrap().to_owned(), field("id").unwrap().parse().unwrap(), serde_json::from_str(data).unwrap());
                    self.text = rest.to_owned();
                    return found;
                }
                self.text = rest.to_owned();
                continue;
            }
            let chunk = tokio::time::timeout(Duration::from_secs(10), self.stream.next()).await.expect("an event comes");
            self.text.push_str(std::str::from_utf8(&chunk.unwrap().unwrap()).unwrap());
        }
    }

    /// The next event of a visit.
    async fn visit(&mut self) -> Value {
        loop {
            let (kind, seq, data) = self.next().await;
            if kind == "visit" {
                assert_eq!(data["seq"], seq);
                return data;
            }
        }
    }
}

#[tokio::test]
async fn a_row_follows_the_visit_from_call_to_signature() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    let row = desk.row(visit).await;
    assert_eq!((row["status"].as_str(), row["signature"].as_str()), (Some("assigned"), Some("none")));
    assert_eq!((row["number"].as_str(), row["technician_name"].as_str()), (Some("C261122-001"), Some("Wang")));
    wang.sync().await;
    wang.begin(visit);
    wang.swap(visit, roller());
    wang.finish(visit);
    wang.sign(visit);
    wang.sync().await;
    let row = desk.row(visit).await;
    assert_eq!((row["status"].as_str(), row["signature"].as_str()), (Some("finished"), Some("current")));
    assert_eq!(row["signer_name"], "陈女士");
    assert_eq!((&row["parts"], &row["checks_done"], &row["checks_total"]), (&json!(1), &json!(1), &json!(1)));
    assert!(row["strokes"]["strokes"].is_array() && row["arrived_at"].as_i64() < row["finished_at"].as_i64());
    assert_eq!(row["attention"], json!([]));
    wang.findings(visit, "and something else");
    wang.sync().await;
    let row = desk.row(visit).await;
    assert_eq!((row["signature"].as_str(), &row["attention"]), (Some("changed_since"), &json!(["changed_after_signature"])));
}

#[tokio::test]
async fn an_open_page_hears_of_a_sync_within_a_second() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let other = house.organisation("Ningbo").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    let mut events = Events::open(&desk, "").await;
    other.dispatch(other.technician("Zhao").await).await;
    wang.begin(visit);
    let sent = Instant::now();
    wang.sync().await;
    let row = events.visit().await;
    assert!(sent.elapsed() < Duration::from_secs(1), "{:?}", sent.elapsed());
    assert_eq!((row["id"].as_str(), row["status"].as_str()), (Some(visit.to_string().as_str()), Some("working")));
    let (kind, _, device) = events.next().await;
    assert_eq!((kind.as_str(), device["name"].as_str()), ("device", Some("phone 1")));
    assert_eq!(device["last_seen_at"], house_now(&house));
}

fn house_now(house: &House) -> i64 {
    server::Clock::now(&house.clock).as_ms()
}

#[tokio::test]
async fn a_page_that_was_away_gets_what_it_missed_once() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let wang = desk.technician("Wang").await;
    let first = desk.dispatch(wang).await;
    let seen = desk.board().await["seq"].as_u64().unwrap();
    let second = desk.dispatch(wang).await;
    let mut events = Events::open(&desk, &format!("?after={seen}")).await;
    assert_eq!(events.visit().await["id"], second.to_string());
    desk.assign(first, desk.technician("Li").await).await;
    assert_eq!(events.visit().await["id"], first.to_string());
}

#[tokio::test]
async fn a_page_from_another_history_is_told_to_reload() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut events = Events::open(&desk, "?after=99999").await;
    assert_eq!(events.next().await.0, "reload");
    desk.dispatch(desk.technician("Wang").await).await;
    assert_eq!(events.visit().await["number"], "C261122-001");
}

#[tokio::test]
async fn a_photo_counts_when_its_bytes_have_arrived_and_the_page_hears_of_it() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(visit);
    let bytes = b"not really a picture";
    let sha256 = wang.photo(visit, bytes);
    assert_eq!(wang.upload(&sha256, bytes).await, 404, "nobody has named it yet");
    wang.sync().await;
    let row = desk.row(visit).await;
    assert_eq!((&row["photos"], &row["photos_complete"]), (&json!(1), &json!(0)));
    let mut events = Events::open(&desk, "").await;
    assert_eq!(wang.upload(&sha256, bytes).await, 204);
    assert_eq!(events.visit().await["photos_complete"], 1);
    assert_eq!(desk.visit(visit).await["photos"][0]["complete"], true);
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 0);
}

#[tokio::test]
async fn events_are_for_the_desk_alone() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let wang = desk.device(desk.technician("Wang").await, 1).await;
    assert_eq!(wang.get("/v1/desk/board/events").await.status(), 401);
    assert_eq!(wang.get("/v1/desk/board").await.status(), 401);
}

#[tokio::test]
async fn a_board_that_is_read_anew_equals_the_live_one() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let li = desk.technician("Li").await;
    let visits: Vec<DocumentId> = [desk.dispatch(wang.person()).await, desk.dispatch(wang.person()).await, desk.dispatch(li).await].into();
    wang.sync().await;
    wang.begin(visits[0]);
    wang.finish(visits[0]);
    wang.sign(visits[0]);
    desk.assign(visits[1], li).await;
    wang.begin(visits[1]);
    wang.sync().await;
    desk.post(&format!("/v1/desk/visits/{}/cancel", visits[2]), json!({ "reason": "called off" })).await;

    let rebuilt = house.server.rebuild_board().await.unwrap();
    assert_eq!((rebuilt.documents, rebuilt.rewritten), (3, 0), "live rows are what a rebuild makes");

    let live = without_seq(desk.board().await["visits"].clone());
    let register = register(&house);
    house
        .database()
        .execute_batch(
            "DELETE FROM board_visit WHERE state = 'signed'; UPDATE board_visit SET row = '{}'; UPDATE call_out SET status = 'registered'",
        )
        .unwrap();
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 3);
    assert_eq!(without_seq(desk.board().await["visits"].clone()), live);
    assert_eq!(self::register(&house), register);
}

fn register(house: &House) -> Vec<String> {
    let database = house.database();
    let mut find = database.prepare("SELECT number || ' ' || status FROM call_out ORDER BY number").unwrap();
    let rows = find.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

/// Rows by id, without the place in the log, which a rewritten row gets anew.
fn without_seq(rows: Value) -> Vec<Value> {
    let mut rows = rows.as_array().unwrap().clone();
    for row in &mut rows {
        row.as_object_mut().unwrap().remove("seq");
    }
    rows.sort_by_key(|row| row["id"].as_str().unwrap().to_owned());
    rows
}

#[tokio::test]
async fn a_row_that_cannot_be_read_does_not_take_the_board_down() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let (broken, other) = (desk.dispatch(wang.person()).await, desk.dispatch(wang.person()).await);
    let older = "UPDATE board_visit SET row = json_remove(row, '$.urgency') WHERE document = ?1";
    house.database().execute(older, [broken.as_bytes()]).unwrap();
    let rows = desk.board().await["visits"].clone();
    assert_eq!((rows.as_array().unwrap().len(), &rows[0]["id"]), (1, &json!(other)));
    wang.sync().await;
    wang.begin(broken);
    assert_eq!(wang.sync().await.verdict(broken).received, 2);
    assert_eq!(desk.row(broken).await["status"], "working");
    house.database().execute(older, [broken.as_bytes()]).unwrap();
    assert_eq!(desk.visit(broken).await["urgency"], "general", "looking at the visit writes its row anew");
    assert_eq!(desk.row(broken).await["urgency"], "general");
}

#[tokio::test]
async fn a_board_of_another_version_is_read_anew_before_the_server_answers() {
    let house = House::open().await;
    let mut desk = house.organisation("Hangzhou").await;
    let visit = desk.dispatch(desk.technician("Wang").await).await;
    let live = without_seq(desk.board().await["visits"].clone());
    house.database().execute_batch("UPDATE board_shape SET version = 1; UPDATE board_visit SET row = '{}'").unwrap();
    desk.connect(axum::Router::new());
    let (dir, clock) = house.end();
    let house = House::on(dir, clock).await;
    desk.connect(house.router.clone());
    assert_eq!(desk.row(visit).await["status"], "assigned");
    assert_eq!(without_seq(desk.board().await["visits"].clone()), live);
}

#[tokio::test]
async fn a_rebuild_goes_on_past_a_document_that_cannot_be_read() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let wang = desk.technician("Wang").await;
    let (lost, sound) = (desk.dispatch(wang).await, desk.dispatch(wang).await);
    let database = house.database();
    database.execute("UPDATE document SET snapshot = x'00' WHERE id = ?1", [lost.as_bytes()]).unwrap();
    database.execute("DROP TRIGGER change_stays", []).unwrap();
    database.execute("UPDATE change SET raw = x'00' WHERE document = ?1", [lost.as_bytes()]).unwrap();
    database.execute("UPDATE board_visit SET row = '{}' WHERE document = ?1", [sound.as_bytes()]).unwrap();
    let rebuilt = house.server.rebuild_board().await.unwrap();
    assert_eq!((rebuilt.documents, rebuilt.rewritten, rebuilt.failed), (2, 1, 1));
    assert_eq!(desk.row(sound).await["status"], "assigned");
}

/// the arrival is the one on site, by a clock that was known to be slow.
#[tokio::test]
async fn the_board_tells_times_as_well_as_the_device_knew_them() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    // The phone's clock is an hour slow, and the phone knows it.
    wang.clock_offset_ms = Some(3_600_000);
    wang.begin(visit);
    wang.sync().await;
    let arrived = house_now(&house) - 1_000;
    let row = desk.row(visit).await;
    assert_eq!((row["arrived_at"].as_i64(), row["started_at"].as_i64()), (Some(arrived), Some(arrived + 1_000)));
    let view = desk.visit(visit).await;
    let at: Vec<_> =
        view["events"].as_array().unwrap().iter().filter(|event| event["kind"] == "arrived").map(|event| &event["at"]).collect();
    assert_eq!(at, [&json!(arrived)]);
}
