//! Other systems are told what happens: signed, again and again until it arrives, and nothing that did not happen.

mod events;
mod receiver;
mod rights;

use serde_json::{Value, json};
use server::Config;

use self::receiver::{Got, Receiver};
use crate::house::{DAY_MS, Desk, House};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// A server that may send to this machine.
async fn house() -> House {
    House::with(|config| Config { webhook_private_targets: true, ..config }).await
}

/// A house, a desk and another system that is told everything; with the address's id and secret.
async fn told() -> (House, Desk, Receiver, String, String) {
    let house = house().await;
    let desk = house.organisation("Hangzhou").await;
    let receiver = Receiver::start().await;
    let (id, secret) = adds(&desk, &receiver.url("/hook"), None).await;
    (house, desk, receiver, id, secret)
}

async fn adds(desk: &Desk, url: &str, types: Option<&[&str]>) -> (String, String) {
    let mut body = json!({ "url": url, "description": "ERP" });
    if let Some(types) = types {
        body["types"] = json!(types);
    }
    let (status, made) = desk.post("/v1/desk/webhooks", body).await;
    assert_eq!(status.as_u16(), 201, "{made}");
    (made["webhook"]["id"].as_str().unwrap().to_owned(), made["secret"].as_str().unwrap().to_owned())
}

async fn shown(desk: &Desk, id: &str) -> Value {
    let (status, all) = desk.get("/v1/desk/webhooks").await;
    assert_eq!(status.as_u16(), 200, "{all}");
    all.as_array().unwrap().iter().find(|webhook| webhook["id"] == id).cloned().unwrap_or(Value::Null)
}

async fn deliveries(desk: &Desk, id: &str) -> Vec<Value> {
    let (status, page) = desk.get(&format!("/v1/desk/webhooks/{id}/deliveries")).await;
    assert_eq!(status.as_u16(), 200, "{page}");
    page["deliveries"].as_array().unwrap().clone()
}

async fn sends(house: &House) {
    assert!(house.server.deliver_webhooks().await);
}

fn ids(got: &[Got]) -> Vec<String> {
    got.iter().map(|got| got.header("webhook-id").to_owned()).collect()
}

#[tokio::test]
async fn an_event_is_signed_as_standard_webhooks_say_and_tells_no_name() {
    let (house, desk, receiver, id, secret) = told().await;
    let (call_out, number) = desk.call_out().await;
    sends(&house).await;
    let [got] = &receiver.took()[..] else { panic!("one request") };
    assert_eq!((got.path.as_str(), got.header("content-type")), ("/hook", "application/json"));
    assert_eq!(got.verified(&secret), [true]);
    assert_eq!(got.header("webhook-timestamp"), (crate::house::NOON_MS / 1000).to_string());
    let event = got.json();
    assert_eq!((&event["type"], &event["id"], &event["seq"]), (&json!("call_out.entered"), &json!(got.header("webhook-id")), &json!(1)));
    assert_eq!((&event["at"], &event["version"]), (&json!(crate::house::NOON_MS), &json!(1)));
    let data = json!({ "call_out": call_out, "number": number, "status": "registered", "url": format!("/v1/desk/call-outs/{call_out}") });
    assert_eq!(event["data"], data);
    assert_eq!(desk.get(data["url"].as_str().unwrap()).await.0.as_u16(), 200, "the whole stands there");
    for name in ["明珠", "人民路", "8801", "陈"] {
        assert!(!String::from_utf8_lossy(&got.body).contains(name), "{name}");
    }
    sends(&house).await;
    assert!(receiver.took().is_empty(), "once it arrived it is not sent again");
    let delivery = &deliveries(&desk, &id).await[0];
    assert_eq!((&delivery["state"], &delivery["attempts"][0]["status"], &delivery["event"]), (&json!("delivered"), &json!(204), &event));
    assert_eq!((shown(&desk, &id).await["state"].clone(), shown(&desk, &id).await.get("secret")), (json!("delivering"), None));
}

#[tokio::test]
async fn what_fails_is_sent_again_by_the_schedule_under_the_same_id_until_it_arrives() {
    let (house, desk, receiver, id, secret) = told().await;
    receiver.answers(500, &[]);
    receiver.answers(429, &[("retry-after", "900")]);
    desk.call_out().await;
    sends(&house).await;
    let first = receiver.took();
    house.clock.pass_ms(4_999);
    sends(&house).await;
    assert!(receiver.took().is_empty(), "not before its time");
    let failing = shown(&desk, &id).await;
    assert_eq!(
        (&failing["state"], &failing["failing_since"], &failing["waiting"]),
        (&json!("failing"), &json!(crate::house::NOON_MS), &json!(1))
    );
    house.clock.pass_ms(501);
    sends(&house).await;
    let second = receiver.took();
    // The answer asks for more than the five minutes of the schedule.
    house.clock.pass_ms(899_999);
    sends(&house).await;
    assert!(receiver.took().is_empty());
    house.clock.pass_ms(30_002);
    sends(&house).await;
    let third = receiver.took();
    assert_eq!((ids(&first), ids(&second)), (ids(&third), ids(&third)));
    assert_eq!((&first[0].body, third[0].verified(&secret)), (&third[0].body, vec![true]));
    let delivery = &deliveries(&desk, &id).await[0];
    let tries: Vec<_> =
        delivery["attempts"].as_array().unwrap().iter().map(|one| (one["number"].as_u64(), one["status"].as_u64())).collect();
    assert_eq!(tries, [(Some(3), Some(204)), (Some(2), Some(429)), (Some(1), Some(500))]);
    assert_eq!(delivery["attempts"][1]["answer"], "as the test  says");
    assert_eq!((&shown(&desk, &id).await["state"], delivery.get("next_at")), (&json!("delivering"), None));
}

#[tokio::test]
async fn after_ten_tries_a_delivery_is_given_up_and_after_five_days_the_address_is_switched_off() {
    let (house, mut desk, receiver, id, _) = told().await;
    desk.call_out().await;
    // Each wait of the schedule with all that chance may add.
    for wait_s in [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400, 0] {
        receiver.answers(500, &[]);
        sends(&house).await;
        house.clock.pass_ms(wait_s * 1_100);
    }
    assert_eq!(receiver.took().len(), 10);
    desk.sign_in().await;
    assert_eq!((&deliveries(&desk, &id).await[0]["state"], &shown(&desk, &id).await["state"]), (&json!("failed"), &json!("failing")));
    sends(&house).await;
    assert!(receiver.took().is_empty());
    house.clock.pass_ms(2 * DAY_MS);
    desk.sign_in().await;
    desk.call_out().await;
    receiver.answers(500, &[]);
    sends(&house).await;
    assert_eq!(receiver.took().len(), 1);
    let off = shown(&desk, &id).await;
    assert_eq!((&off["state"], &off["off_reason"]), (&json!("off"), &json!("failing")));
    desk.call_out().await;
    sends(&house).await;
    assert!(receiver.took().is_empty(), "nothing is sent while it is off");
}

#[tokio::test]
async fn nothing_is_lost_when_the_server_ends_before_and_between_tries() {
    let (house, mut desk, receiver, id, secret) = told().await;
    receiver.answers(503, &[]);
    desk.call_out().await;
    sends(&house).await;
    desk.call_out().await;
    let before = receiver.took();
    desk.connect(axum::Router::new());
    house.server.stop_judging().await;
    let (dir, clock) = house.end();
    let house = House::set_up(dir, clock, |config| Config { webhook_private_targets: true, ..config }).await;
    desk.connect(house.router.clone());
    house.clock.pass_ms(MINUTE_MS);
    sends(&house).await;
    let after = receiver.took();
    assert_eq!((after.len(), before.len()), (2, 1));
    assert!(ids(&after).contains(&ids(&before)[0]));
    assert!(after.iter().all(|got| got.verified(&secret) == [true]), "under the same secret");
    assert!(deliveries(&desk, &id).await.iter().all(|delivery| delivery["state"] == "delivered"));
}

#[tokio::test]
async fn a_serving_server_sends_by_itself() {
    let (house, desk, receiver, _, secret) = told().await;
    let stop = tokio_util::sync::CancellationToken::new();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (server, ends) = (house.server.clone(), stop.clone());
    let serving = tokio::spawn(async move { server.serve(listener, ends).await });
    desk.call_out().await;
    let got = receiver.waits_for(1).await;
    assert_eq!(got[0].verified(&secret), [true]);
    stop.cancel();
    serving.await.unwrap().unwrap();
}

#[tokio::test]
async fn an_address_that_is_gone_is_switched_off_and_gets_what_it_missed_once_it_is_on_again() {
    let (house, desk, receiver, id, _) = told().await;
    receiver.answers(410, &[]);
    desk.call_out().await;
    sends(&house).await;
    let gone = ids(&receiver.took());
    let off = shown(&desk, &id).await;
    assert_eq!((&off["state"], &off["off_reason"], &off["waiting"]), (&json!("off"), &json!("gone"), &json!(1)));
    assert_eq!(desk.post(&format!("/v1/desk/webhooks/{id}/test"), json!({})).await.0.as_u16(), 409);
    desk.call_out().await;
    sends(&house).await;
    assert!(receiver.took().is_empty());
    let (status, on) = desk.post(&format!("/v1/desk/webhooks/{id}"), json!({ "on": true })).await;
    assert_eq!((status.as_u16(), &on["state"], on.get("off_reason")), (200, &json!("delivering"), None));
    sends(&house).await;
    assert_eq!(ids(&receiver.took()), gone, "what waited is sent; what happened meanwhile is asked for");
    let (_, recovered) = desk.post(&format!("/v1/desk/webhooks/{id}/recover"), json!({ "since": 0 })).await;
    assert_eq!(recovered["events"], 1);
    sends(&house).await;
    assert_eq!(receiver.took().len(), 1);
}

#[tokio::test]
async fn for_a_day_after_a_change_of_the_secret_events_are_signed_with_both() {
    let (house, mut desk, receiver, id, old) = told().await;
    let (status, rotated) = desk.post(&format!("/v1/desk/webhooks/{id}/rotate"), json!({})).await;
    assert_eq!((status.as_u16(), &rotated["old_secret_until"]), (200, &json!(crate::house::NOON_MS + DAY_MS)));
    let new = rotated["secret"].as_str().unwrap();
    desk.call_out().await;
    sends(&house).await;
    let [got] = &receiver.took()[..] else { panic!("one request") };
    assert_eq!((got.verified(new), got.verified(&old)), (vec![true, false], vec![false, true]));
    house.clock.pass_ms(DAY_MS);
    desk.sign_in().await;
    desk.call_out().await;
    sends(&house).await;
    let [got] = &receiver.took()[..] else { panic!("one request") };
    assert_eq!((got.verified(new), got.verified(&old)), (vec![true], vec![false]));
}

#[tokio::test]
async fn two_changes_of_the_secret_in_a_row_take_none_away_that_is_in_use() {
    let (house, mut desk, receiver, id, old) = told().await;
    let rotate = async |desk: &Desk| {
        let (_, rotated) = desk.post(&format!("/v1/desk/webhooks/{id}/rotate"), json!({})).await;
        rotated["secret"].as_str().unwrap().to_owned()
    };
    let second = rotate(&desk).await;
    house.clock.pass_ms(HOUR_MS);
    let third = rotate(&desk).await;
    desk.call_out().await;
    sends(&house).await;
    let [got] = &receiver.took()[..] else { panic!("one request") };
    assert!([&old, &second, &third].iter().all(|secret| got.verified(secret).contains(&true)), "all three count");
    house.clock.pass_ms(DAY_MS - HOUR_MS);
    desk.sign_in().await;
    desk.call_out().await;
    sends(&house).await;
    let [got] = &receiver.took()[..] else { panic!("one request") };
    assert_eq!([&old, &second, &third].map(|secret| got.verified(secret).contains(&true)), [false, true, true], "each for its day");
}

#[tokio::test]
async fn what_the_address_before_says_is_nothing_about_the_one_now() {
    let house = house().await;
    let desk = house.organisation("Hangzhou").await;
    let (before, now) = (Receiver::start().await, Receiver::start().await);
    let (id, _) = adds(&desk, &before.url("/slow"), None).await;
    desk.call_out().await;
    before.answers(410, &[]);
    let server = house.server.clone();
    let sending = tokio::spawn(async move { server.deliver_webhooks().await });
    before.waits_for(1).await;
    assert_eq!(desk.post(&format!("/v1/desk/webhooks/{id}"), json!({ "url": now.url("/hook") })).await.0.as_u16(), 200);
    before.opens_the_slow_way();
    assert!(sending.await.unwrap());
    sends(&house).await;
    let webhook = shown(&desk, &id).await;
    assert_eq!((&webhook["state"], &webhook["waiting"]), (&json!("delivering"), &json!(0)), "{webhook}");
    assert_eq!(now.took().len(), 1);
}

#[tokio::test]
async fn an_address_that_is_made_twice_under_one_id_is_one() {
    let (_house, desk, receiver, id, _) = told().await;
    let again = json!({ "id": id, "url": receiver.url("/hook"), "description": "ERP" });
    assert_eq!(desk.post("/v1/desk/webhooks", again).await.0.as_u16(), 409);
    assert_eq!(desk.get("/v1/desk/webhooks").await.1.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn under_a_key_that_nobody_was_shown_nothing_is_sent_until_there_is_a_new_secret() {
    let (house, mut desk, receiver, id, _) = told().await;
    desk.call_out().await;
    desk.connect(axum::Router::new());
    house.server.stop_judging().await;
    let (dir, clock) = house.end();
    std::fs::remove_file(dir.path().join("server.key")).unwrap();
    let house = House::set_up(dir, clock, |config| Config { webhook_private_targets: true, ..config }).await;
    desk.connect(house.router.clone());
    sends(&house).await;
    assert!(receiver.took().is_empty());
    let webhook = shown(&desk, &id).await;
    assert_eq!((&webhook["secret_lost"], &webhook["state"]), (&json!(true), &json!("failing")));
    assert_eq!(deliveries(&desk, &id).await[0]["attempts"][0]["error"], "secret_lost");
    let (_, rotated) = desk.post(&format!("/v1/desk/webhooks/{id}/rotate"), json!({})).await;
    assert_eq!(rotated.get("old_secret_until"), None, "the one before cannot be told any more");
    house.clock.pass_ms(MINUTE_MS);
    sends(&house).await;
    let [got] = &receiver.took()[..] else { panic!("one request") };
    assert_eq!(got.verified(rotated["secret"].as_str().unwrap()), [true]);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (house, desk, receiver, id, _) = told().await;
    receiver.answers(307, &[("location", &receiver.url("/elsewhere"))]);
    desk.call_out().await;
    sends(&house).await;
    assert_eq!(receiver.took().iter().map(|got| got.path.clone()).collect::<Vec<_>>(), ["/hook"]);
    let delivery = &deliveries(&desk, &id).await[0];
    assert_eq!((&delivery["state"], &delivery["attempts"][0]["error"]), (&json!("waiting"), &json!("redirect")));
}

#[tokio::test]
async fn an_address_that_does_not_answer_holds_up_no_other() {
    let house = house().await;
    let desk = house.organisation("Hangzhou").await;
    let (slow, quick) = (Receiver::start().await, Receiver::start().await);
    adds(&desk, &slow.url("/slow"), None).await;
    adds(&desk, &quick.url("/hook"), None).await;
    for _ in 0..20 {
        desk.call_out().await;
    }
    let server = house.server.clone();
    let sending = tokio::spawn(async move { server.deliver_webhooks().await });
    assert_eq!(quick.waits_for(20).await.len(), 20);
    assert!(slow.took().len() <= 4, "it has its own places and no more");
    slow.opens_the_slow_way();
    assert!(sending.await.unwrap());
    assert_eq!(quick.took().len(), 0);
}

#[tokio::test]
async fn one_delivery_or_all_since_a_time_are_sent_again_under_their_ids() {
    let (house, desk, receiver, id, _) = told().await;
    desk.call_out().await;
    house.clock.pass_ms(HOUR_MS);
    desk.call_out().await;
    sends(&house).await;
    let sent = ids(&receiver.took());
    let newest = &deliveries(&desk, &id).await[0];
    let replay = format!("/v1/desk/webhooks/{id}/deliveries/{}/replay", newest["id"]);
    assert_eq!(desk.post(&replay, json!({})).await.0.as_u16(), 202);
    sends(&house).await;
    assert_eq!(ids(&receiver.took()), [newest["event"]["id"].as_str().unwrap()]);
    let recover = format!("/v1/desk/webhooks/{id}/recover");
    assert_eq!(desk.post(&recover, json!({ "since": 0 })).await.1["events"], 0, "everything arrived");
    assert_eq!(desk.post(&recover, json!({ "since": crate::house::NOON_MS + 1, "all": true })).await.1["events"], 1);
    assert_eq!(desk.post(&recover, json!({ "since": 0, "all": true })).await.1["events"], 2);
    sends(&house).await;
    let mut again = ids(&receiver.took());
    again.sort();
    let mut sent = sent;
    sent.sort();
    assert_eq!(again, sent);
}

#[tokio::test]
async fn an_address_is_tried_out_without_anybody_else_hearing_of_it() {
    let (house, desk, receiver, id, secret) = told().await;
    let other = Receiver::start().await;
    let (narrow, _) = adds(&desk, &other.url("/hook"), Some(&["visit.signed"])).await;
    let (status, made) = desk.post(&format!("/v1/desk/webhooks/{id}/test"), json!({})).await;
    assert_eq!(status.as_u16(), 202, "{made}");
    sends(&house).await;
    let [got] = &receiver.took()[..] else { panic!("one request") };
    assert_eq!((&got.json()["type"], got.verified(&secret)), (&json!("webhook.test"), vec![true]));
    assert!(other.took().is_empty());
    assert_eq!(deliveries(&desk, &id).await[0]["id"], made["id"]);
    desk.post(&format!("/v1/desk/webhooks/{narrow}/test"), json!({})).await;
    desk.call_out().await;
    sends(&house).await;
    let only: Vec<_> = other.took().iter().map(|got| got.json()["type"].clone()).collect();
    assert_eq!(only, ["webhook.test"], "a test comes whatever types are asked for, other types do not");
}
