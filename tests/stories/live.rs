//! Pokes: what the desk does is on the phone at once, because the server says that there is something new.

use std::sync::Arc;
use std::time::Instant;

use client_core::http::transport::HttpTransport;
use client_core::{Device, DeviceConfig, Host};
use fieldbook_tests::{Desk, SeededChance, World, WorldClock};
use http::Method;
use model::id::{DeviceId, DocumentId};
use serde_json::json;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Li Na moves the appointment of `visit`.
async fn moves_the_appointment(desk: &Desk, visit: DocumentId, hour: i64) {
    let consent = json!({ "by_name": "李芳", "how": "phone" });
    let id = format!("019cabd8-0000-7000-8000-0000000000{hour:02}");
    let body = json!({ "action": "set_appointment", "id": id, "agreed_for": WorldClock::march(3, hour, 0), "consent": consent });
    desk.does(&format!("/v1/desk/visits/{visit}/actions"), body).await;
}

fn shows_hour(visit: DocumentId, hour: i64) -> impl Fn(&Device) -> bool {
    let then = WorldClock::march(3, hour, 0);
    move |device| device.visits().agenda().unwrap().iter().any(|row| row.id == visit && row.appointment_at == Some(then))
}

/// The world's clock stands: no routine ever comes.
#[tokio::test]
async fn a_moved_appointment_is_on_the_phone_without_a_routine_sync() {
    let mut world = World::on_monday_morning().await;
    let wang = world.technician("王强").await;
    let visit = world.desk.dispatches_copier(wang.person).await;
    let _open = wang.keeps_in_touch();
    wang.waits_until(|device| device.visits().agenda().unwrap().len() == 1).await;
    wang.net.has_lines(1).await;

    for hour in 9..12 {
        moves_the_appointment(&world.desk, visit, hour).await;
        wang.waits_until(shows_hour(visit, hour)).await;
    }
    // A new visit comes, and an old one goes.
    let second = world.desk.dispatches_boiler(wang.person).await;
    wang.waits_until(|device| device.visits().agenda().unwrap().iter().any(|row| row.id == second)).await;
    let zhao = world.technician("赵敏").await;
    world.desk.reassigns(visit, zhao.person, "更近").await;
    wang.waits_until(|device| device.visits().open(visit).unwrap().left.is_some()).await;
}

#[tokio::test]
async fn no_line_is_open_in_airplane_mode_and_everything_comes_after_it() {
    let mut world = World::on_monday_morning().await;
    let wang = world.technician("王强").await;
    let visit = world.desk.dispatches_copier(wang.person).await;
    let _open = wang.keeps_in_touch();
    wang.waits_until(|device| device.visits().agenda().unwrap().len() == 1).await;
    wang.net.has_lines(1).await;
    wang.goes_offline();
    wang.net.has_lines(0).await;
    wang.net.requests();
    moves_the_appointment(&world.desk, visit, 15).await;
    assert_eq!(wang.net.requests(), Vec::<String>::new());
    wang.comes_back();
    wang.waits_until(shows_hour(visit, 15)).await;
    wang.net.has_lines(1).await;
}

#[tokio::test]
async fn a_phone_that_is_put_out_hears_nothing_more() {
    let mut world = World::on_monday_morning().await;
    let wang = world.technician("王强").await;
    let _open = wang.keeps_in_touch();
    wang.net.has_lines(1).await;
    let device: DeviceId = wang.device().identity().unwrap().unwrap().device;
    let put_out = world.desk.ask(Method::POST, &format!("/v1/desk/devices/{device}/revoke"), None).await;
    assert!(put_out.status.is_success());
    wang.net.has_lines(0).await;
}

/// Over real connections: from the desk's click to the phone's disk.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_http_the_desks_word_is_on_the_phone_within_a_moment() {
    let world = World::on_monday_morning().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = world.router();
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    let (person, code) = world.desk.technician_with_code("王强").await;
    let host = Host {
        clock: Arc::new(world.clock.clone()),
        chance: Arc::new(SeededChance::new(7)),
        key: None,
        transport: Arc::new(|url| Ok(Arc::new(HttpTransport::new(url)?) as _)),
    };
    let config = DeviceConfig { path: world.folder().join("over-http.db"), application: "world/0.1".into() };
    let device = Device::open(config, host).unwrap();
    device.enrol(&url, &code, "phone").await.unwrap();
    let stop = CancellationToken::new();
    let (running, stopped) = (device.clone(), stop.clone());
    let mut notices = device.observe();
    let syncing = tokio::spawn(async move { running.run_sync(stopped).await });
    let visit = world.desk.dispatches_copier(person).await;
    while device.visits().agenda().unwrap().is_empty() {
        notices.recv().await.unwrap();
    }
    let mut took = Vec::new();
    for hour in 9..19 {
        let began = Instant::now();
        moves_the_appointment(&world.desk, visit, hour).await;
        while !shows_hour(visit, hour)(&device) {
            notices.recv().await.unwrap();
        }
        took.push(began.elapsed());
    }
    took.sort_unstable();
    println!("from the desk's request to the phone's disk: median {:?}, longest {:?}", took[took.len() / 2], took[took.len() - 1]);
    stop.cancel();
    syncing.await.unwrap();
    serving.abort();
}
