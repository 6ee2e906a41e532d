//! The line to a device: whom it pokes, and when it ends.

use std::time::Duration;

use axum::body::BodyDataStream;
use futures_util::StreamExt as _;
use http::StatusCode;
use model::wire::live::{LAST_EVENT_ID, LIVE_PATH, POKE, Poke};
use serde_json::json;

use crate::house::{DAY_MS, Desk, Device, House, NOON_MS};

/// An open line.
struct Line {
    stream: BodyDataStream,
    text: String,
}

impl Line {
    /// Opens it and hears the poke with which it begins.
    async fn of(device: &Device) -> Self {
        let answer = device.get(LIVE_PATH).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        let mut line = Self { stream: answer.into_body().into_data_stream(), text: String::new() };
        assert_eq!(line.next().await, Some(Poke::default()), "what happened before nobody told");
        line
    }

    /// Opens it as a device that has followed the log up to `cursor`.
    async fn after(device: &Device, cursor: &str) -> Self {
        let answer = device.get_with(LIVE_PATH, LAST_EVENT_ID, cursor).await;
        assert_eq!(answer.status(), StatusCode::OK);
        Self { stream: answer.into_body().into_data_stream(), text: String::new() }
    }

    /// The next poke; `None` when the server ended the line.
    async fn next(&mut self) -> Option<Poke> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
                let poke = field("data").map(|data| {
                    assert_eq!(field("event"), Some(POKE));
                    serde_json::from_str(data).unwrap()
                });
                self.text = rest.to_owned();
                if poke.is_some() {
                    return poke;
                }
                continue;
            }
            let piece = tokio::time::timeout(Duration::from_secs(60), self.stream.next()).await.expect("something comes")?;
            self.text.push_str(std::str::from_utf8(&piece.unwrap()).unwrap());
        }
    }
}

/// However many visits the desk writes to in one request, a device hears of it once.
#[tokio::test]
async fn actions_on_many_visits_poke_a_device_once() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let mut actions = Vec::new();
    for number in 0..70_u8 {
        let visit = desk.dispatch(wang.person()).await;
        let consent = json!({ "by_name": "陈女士", "how": "phone" });
        let event = model::id::EventId::from_bytes([number + 1; 16]);
        actions
            .push(json!({ "visit": visit, "id": event, "action": "set_appointment", "agreed_for": NOON_MS + DAY_MS, "consent": consent }));
    }
    wang.sync().await;
    let mut line = Line::of(&wang).await;
    let (status, answer) = desk.post("/v1/desk/visits/actions", json!({ "actions": actions })).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert!(answer["results"].as_array().unwrap().iter().all(|result| result["outcome"] == "recorded"), "{answer}");
    assert_eq!(line.next().await, Some(Poke::default()));
    // The next thing on the line is the end of it.
    revoke(&desk, &wang).await;
    assert_eq!(line.next().await, None);
}

async fn revoke(desk: &Desk, device: &Device) {
    let (status, _) = desk.post(&format!("/v1/desk/devices/{}/revoke", device.id()), json!({})).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn whoever_has_the_document_is_poked_but_not_the_device_that_wrote_nor_anybody_else() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let person = desk.technician("Wang").await;
    let (mut phone, tablet) = (desk.device(person, 1).await, desk.device(person, 2).await);
    let zhao = desk.device(desk.technician("Zhao").await, 3).await;
    let other = house.organisation("Suzhou").await;
    let stranger = other.device(other.technician("Sun").await, 4).await;
    let (mut on_phone, mut on_tablet, mut on_zhaos, mut on_strangers) =
        (Line::of(&phone).await, Line::of(&tablet).await, Line::of(&zhao).await, Line::of(&stranger).await);

    let visit = desk.dispatch(person).await;
    assert_eq!((on_phone.next().await, on_tablet.next().await), (Some(Poke::default()), Some(Poke::default())));
    phone.sync().await;
    phone.begin(visit);
    phone.sync().await;
    assert_eq!(on_tablet.next().await, Some(Poke::default()), "the same person's other device");

    // All pokes of the push went out together: what did not come by now never comes.
    for (desk, device) in [(&desk, &phone), (&desk, &zhao), (&other, &stranger)] {
        revoke(desk, device).await;
    }
    assert_eq!((on_phone.next().await, on_zhaos.next().await, on_strangers.next().await), (None, None, None));
}

#[tokio::test]
async fn a_device_that_names_its_cursor_is_poked_at_the_beginning_only_if_something_lies_after_it() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let person = desk.technician("Wang").await;
    let mut wang = desk.device(person, 1).await;
    wang.sync().await;
    let mut line = Line::after(&wang, wang.cursor.as_deref().unwrap()).await;
    revoke(&desk, &wang).await;
    assert_eq!(line.next().await, None, "nothing happened");

    let mut wang = desk.device(person, 2).await;
    wang.sync().await;
    desk.dispatch(person).await;
    for cursor in [wang.cursor.as_deref().unwrap(), "of another history"] {
        assert_eq!(Line::after(&wang, cursor).await.next().await, Some(Poke::default()), "{cursor}");
    }
}

#[tokio::test]
async fn who_loses_a_visit_hears_of_it_too() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let (wang, zhao) = (desk.technician("Wang").await, desk.technician("Zhao").await);
    let (of_wang, of_zhao) = (desk.device(wang, 1).await, desk.device(zhao, 2).await);
    let visit = desk.dispatch(wang).await;
    let (mut on_wangs, mut on_zhaos) = (Line::of(&of_wang).await, Line::of(&of_zhao).await);
    desk.assign(visit, zhao).await;
    assert_eq!((on_wangs.next().await, on_zhaos.next().await), (Some(Poke::default()), Some(Poke::default())));
    // From now on it is no business of Wang's.
    let id = "019cabd8-0000-7000-8000-000000000001";
    let action =
        json!({ "action": "set_appointment", "id": id, "agreed_for": NOON_MS + DAY_MS, "consent": { "by_name": "李芳", "how": "phone" } });
    let (status, said) = desk.post(&format!("/v1/desk/visits/{visit}/actions"), action).await;
    assert!(status.is_success(), "{said}");
    assert_eq!(on_zhaos.next().await, Some(Poke::default()));
    revoke(&desk, &of_wang).await;
    assert_eq!(on_wangs.next().await, None);
}

#[tokio::test]
async fn what_everybody_reads_is_asked_for_within_a_while_and_not_by_all_at_once() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let wang = desk.device(desk.technician("Wang").await, 1).await;
    let mut line = Line::of(&wang).await;
    let row = json!({ "number": "A-1", "name": { "zh-CN": "灯", "en": "Part" }, "unit": "个", "unit_price_fen": 1200, "kind": "ordinary",
        "serialised": false, "old_part": { "allowed": ["return"], "default": "return" }, "models": ["C4080"] });
    let put = desk.send("PUT", "/v1/desk/reference/parts", Some(json!({ "upsert": [row] }))).await;
    assert_eq!(put.status(), StatusCode::OK);
    assert!(line.next().await.unwrap().spread_s.is_some_and(|spread_s| spread_s > 0));
}

#[tokio::test]
async fn a_line_ends_with_its_token_and_a_newer_one_of_the_device_ends_it_too() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let mut first = Line::of(&wang).await;
    let mut second = Line::of(&wang).await;
    assert_eq!(first.next().await, None);
    house.clock.pass_ms(600_000 - 50);
    let mut last = Line::of(&wang).await;
    assert_eq!((second.next().await, last.next().await), (None, None));

    house.clock.pass_ms(60_000);
    assert_eq!(wang.get(LIVE_PATH).await.status(), StatusCode::UNAUTHORIZED);
    wang.renew().await;
    revoke(&desk, &wang).await;
    assert_eq!(wang.get(LIVE_PATH).await.status(), StatusCode::FORBIDDEN);
}
