//! The daily report without a signal (F-06): internal work and visits on one report, confirmed in the basement, received when the
//! signal returns, corrected where it belongs.

use chrono::NaiveDate;
use client_core::visits::Delivery;
use fieldbook_tests::{Desk, Fault, Technician, World, WorldClock, tell};
use http::Method;
use model::documents::day::status::ReportStanding;
use model::documents::visit::records::ServiceType;
use model::id::{DocumentId, EventId};
use serde_json::{Value, json};

/// Minutes ahead of UTC.
const CHINA: i32 = 480;

fn march(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, day).unwrap()
}

/// The register of days as the supervisor reads it.
async fn register(desk: &Desk) -> Vec<Value> {
    let page = desk.ask(Method::GET, "/v1/desk/registers/day", None).await;
    assert!(page.status.is_success(), "{}", page.json);
    page.json["rows"].as_array().unwrap().clone()
}

/// What a supervisor sums up for one date: minutes of kinds A to D over every row of it.
async fn sum_of(desk: &Desk, date: NaiveDate) -> [u64; 4] {
    let rows = register(desk).await;
    let of_date = rows.iter().map(|row| &row["data"]).filter(|data| data["date"] == date.to_string());
    of_date.fold([0; 4], |sum, data| {
        let minutes = ["a_minutes", "b_minutes", "c_minutes", "d_minutes"].map(|kind| data["totals"][kind].as_u64().unwrap());
        [sum[0] + minutes[0], sum[1] + minutes[1], sum[2] + minutes[2], sum[3] + minutes[3]]
    })
}

fn confirms(who: &Technician, day: DocumentId) {
    let days = who.device().days();
    let shown = days.report(day).unwrap();
    days.confirm(day, &shown.digest).unwrap();
}

/// confirmed without a signal, received after the day was closed, corrected later: always Monday's sum.
#[tokio::test]
async fn a_day_confirmed_without_a_signal_corrects_the_sum_of_its_own_date() {
    let mut world = World::on_monday_morning().await;
    let mut zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.goes_offline();
    zhao.works_through(visit);
    let monday = zhao.device().days().open_day(march(2), CHINA).unwrap();
    zhao.device().days().note_work(monday, ServiceType::D, 40, "整理车上备件").unwrap();
    zhao.restarts_the_device();
    zhao.goes_offline();
    confirms(&zhao, monday);
    zhao.restarts_the_device();
    let row = zhao.device().days().list().unwrap().remove(0);
    assert_eq!((row.standing, row.delivery), (ReportStanding::Confirmed, Delivery::OnThisPhone { changes: 3 }));
    assert_eq!(register(&world.desk).await, Vec::<Value>::new(), "the supervisor closes Monday without it");

    world.clock.pass_minutes(24 * 60);
    world.the_dispatcher_signs_in_again().await;
    let tuesday = zhao.device().days().open_day(march(3), CHINA).unwrap();
    zhao.device().days().note_work(tuesday, ServiceType::A, 15, "电话指导").unwrap();
    zhao.comes_back();
    zhao.syncs().await;
    assert_eq!(sum_of(&world.desk, march(2)).await, [0, 0, 65, 40], "on site from the arrival to the finish (C), internal work (D)");
    assert_eq!(sum_of(&world.desk, march(3)).await, [15, 0, 0, 0]);
    let rows = register(&world.desk).await;
    assert_eq!((&rows[1]["state"], &rows[1]["data"]["visits"][visit.to_string()]["minutes"]), (&json!("confirmed"), &json!(65)));

    // On Tuesday, without a signal again, something of Monday comes to mind.
    zhao.goes_offline();
    zhao.device().days().note_work(monday, ServiceType::D, 20, "送修旧件打包").unwrap();
    assert_eq!(zhao.device().days().report(monday).unwrap().standing, ReportStanding::ChangedSinceConfirmed);
    zhao.comes_back();
    zhao.syncs().await;
    assert_eq!(sum_of(&world.desk, march(2)).await, [0, 0, 65, 60], "the sum is right before it is confirmed");
    assert_eq!(register(&world.desk).await[1]["state"], "changed_since_confirmed");
    confirms(&zhao, monday);
    zhao.syncs().await;
    let world = world.restarts_the_server().await;
    let rows = register(&world.desk).await;
    assert_eq!((&rows[1]["state"], &rows[1]["data"]["confirmations"]), (&json!("confirmed"), &json!(2)));
    assert_eq!(sum_of(&world.desk, march(3)).await, [15, 0, 0, 0], "Tuesday is as it was");
    assert_eq!(zhao.device().days().report(monday).unwrap().delivery, Delivery::Complete);
}

/// the supervisor closes Monday while a technician is without a signal; what comes afterwards is shown as a correction of
/// Monday, and Tuesday is not touched. Closed again, it is no correction any more.
async fn closed_before_the_upload(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    let chen = world.technician("陈刚").await;
    let monday = zhao.opens_the_day(2);
    zhao.device().days().note_work(monday, ServiceType::B, 25, "客户电话").unwrap();
    let his = chen.opens_the_day(2);
    chen.device().days().note_work(his, ServiceType::D, 45, "培训").unwrap();
    chen.confirms(his);
    let visit = world.desk.dispatches_copier(zhao.person).await;
    world.everybody_syncs(&[&zhao, &chen]).await;
    zhao.goes_offline();
    zhao.works_through(visit);
    zhao.device().days().note_work(monday, ServiceType::D, 40, "整理车上备件").unwrap();
    zhao.confirms(monday);

    world.clock.becomes(2, 18, 30);
    for (day, event) in [(monday, 1), (his, 2), (monday, 1)] {
        let body = json!({ "id": EventId::from_bytes([event; 16]), "note": "当日已汇总" });
        world.desk.does(&format!("/v1/desk/days/{day}/close"), body).await;
    }
    let closed = |rows: Vec<Value>| -> Vec<(Value, Value, Value)> {
        let mut rows: Vec<_> = rows
            .iter()
            .map(|row| {
                (row["data"]["person_name"].clone(), row["data"]["corrected_since_closed"].clone(), row["data"]["closed_at"].clone())
            })
            .collect();
        rows.sort_by_key(|row| row.0.to_string());
        rows
    };
    let at = json!(WorldClock::march(2, 18, 30));
    let row = |name: &str, corrected: bool| (json!(name), json!(corrected), at.clone());
    assert_eq!(closed(register(&world.desk).await), [row("赵敏", false), row("陈刚", false)]);
    assert_eq!(sum_of(&world.desk, march(2)).await, [0, 25, 0, 45], "what the supervisor summed up");

    world.clock.becomes(3, 8, 0);
    world.the_dispatcher_signs_in_again().await;
    zhao.comes_back();
    world.everybody_syncs(&[&zhao, &chen]).await;
    assert_eq!(closed(register(&world.desk).await), [row("赵敏", true), row("陈刚", false)], "a correction of Monday, and only hers");
    assert_eq!(sum_of(&world.desk, march(2)).await, [0, 25, 65, 85], "Monday's sum is right");
    assert_eq!(sum_of(&world.desk, march(3)).await, [0; 4]);
    let again = json!({ "id": EventId::from_bytes([3; 16]), "note": "更正已并入" });
    world.desk.does(&format!("/v1/desk/days/{monday}/close"), again).await;
    assert_eq!(closed(register(&world.desk).await), [row("赵敏", false), row("陈刚", false)], "the supervisor knows of it now");
    vec![zhao, chen]
}

#[tokio::test]
async fn what_comes_after_the_supervisor_closed_the_day_is_a_correction_of_that_day() {
    tell(closed_before_the_upload).await;
}

/// the same day, told with every upload scattered: hours of a visit and internal work on one report.
async fn a_day_without_a_signal(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.goes_offline();
    zhao.works_through(visit);
    let monday = zhao.opens_the_day(2);
    let wrong = zhao.device().days().note_work(monday, ServiceType::D, 400, "记错").unwrap();
    zhao.device().days().note_work(monday, ServiceType::D, 40, "整理车上备件").unwrap();
    zhao.device().days().strike_work(monday, wrong, "多写一个零").unwrap();
    zhao.confirms(monday);
    world.clock.becomes(3, 8, 0);
    world.the_dispatcher_signs_in_again().await;
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;
    assert_eq!(sum_of(&world.desk, march(2)).await, [0, 0, 65, 40]);
    let row = register(&world.desk).await.remove(0);
    assert_eq!((&row["state"], row["data"]["works"].as_array().unwrap().len()), (&json!("confirmed"), 2), "the struck line stays readable");
    zhao.device().days().note_work(monday, ServiceType::D, 20, "送修旧件打包").unwrap();
    world.everybody_syncs(&[&zhao]).await;
    assert_eq!(register(&world.desk).await[0]["state"], "changed_since_confirmed");
    assert_eq!(sum_of(&world.desk, march(2)).await, [0, 0, 65, 60]);
    vec![zhao]
}

#[tokio::test]
async fn a_day_reads_the_same_however_its_uploads_come() {
    tell(a_day_without_a_signal).await;
}

/// the same uploads lost, doubled and in any order of the two devices come to the same day.
#[tokio::test]
async fn uploads_doubled_and_in_any_order_come_to_the_same_day() {
    let orders = [[0, 1, 0, 1], [1, 0, 1, 0], [1, 1, 0, 0], [0, 0, 1, 1]];
    let mut outcomes = Vec::new();
    for order in orders {
        let mut world = World::on_monday_morning().await;
        let phone = world.technician("赵敏").await;
        let tablet = world.second_device(&phone).await;
        let day = phone.device().days().open_day(march(2), CHINA).unwrap();
        phone.net.next([Fault::LoseAnswer, Fault::Twice]);
        phone.syncs_until_nothing_waits().await;
        tablet.syncs().await;
        assert_eq!(tablet.device().days().open_day(march(2), CHINA).unwrap(), day, "the day of this date is here already");
        let wrong = phone.device().days().note_work(day, ServiceType::D, 300, "记错").unwrap();
        world.clock.pass_minutes(1);
        phone.device().days().note_work(day, ServiceType::D, 30, "仓库").unwrap();
        world.clock.pass_minutes(1);
        tablet.device().days().note_work(day, ServiceType::B, 25, "客户电话").unwrap();
        phone.device().days().strike_work(day, wrong, "多写一个零").unwrap();
        confirms(&phone, day);
        let devices = [&phone, &tablet];
        for (turn, index) in order.into_iter().enumerate() {
            let fault = [Fault::ComesAgainLate, Fault::Twice, Fault::LoseRequest, Fault::LoseAnswer][turn];
            devices[index].net.next([fault]);
            let _ = devices[index].tries_to_sync().await;
        }
        for device in devices {
            device.syncs_until_nothing_waits().await;
        }
        for device in devices {
            device.syncs().await;
        }
        let (one, two) = (phone.device().days().report(day).unwrap(), tablet.device().days().report(day).unwrap());
        assert_eq!((&one.works, &one.report, one.standing), (&two.works, &two.report, two.standing));
        assert_eq!(one.standing, ReportStanding::ChangedSinceConfirmed, "the tablet's work was not on the confirmed report");
        let row = register(&world.desk).await.remove(0);
        let works: Vec<_> =
            row["data"]["works"].as_array().unwrap().iter().map(|work| (work["minutes"].clone(), work["struck"].is_object())).collect();
        outcomes.push((row["state"].clone(), row["data"]["totals"].clone(), works));
    }
    assert!(outcomes.iter().all(|outcome| *outcome == outcomes[0]), "{outcomes:?}");
    assert_eq!(outcomes[0].1["d_minutes"], 30);
}

/// Two devices without a signal each open the day: both are kept, and the supervisor's sum holds both.
#[tokio::test]
async fn two_devices_that_open_the_same_date_apart_add_up() {
    let mut world = World::on_monday_morning().await;
    let phone = world.technician("赵敏").await;
    let tablet = world.second_device(&phone).await;
    for (device, minutes) in [(&phone, 10), (&tablet, 20)] {
        device.goes_offline();
        let day = device.device().days().open_day(march(2), CHINA).unwrap();
        device.device().days().note_work(day, ServiceType::D, minutes, "培训").unwrap();
        device.comes_back();
    }
    phone.syncs().await;
    tablet.syncs().await;
    phone.syncs().await;
    assert_eq!(sum_of(&world.desk, march(2)).await, [0, 0, 0, 30]);
    let day = phone.device().days().open_day(march(2), CHINA).unwrap();
    assert_eq!(day, tablet.device().days().open_day(march(2), CHINA).unwrap(), "from now on both write to the same one");
    assert_eq!(phone.device().days().list().unwrap().len(), 2);
}

#[tokio::test]
async fn a_server_set_back_to_an_older_copy_gets_the_day_again() {
    let mut world = World::on_monday_morning().await;
    let zhao = world.technician("赵敏").await;
    let backup = world.backs_up_the_server();
    let day = zhao.device().days().open_day(march(2), CHINA).unwrap();
    zhao.device().days().note_work(day, ServiceType::D, 30, "仓库").unwrap();
    zhao.syncs().await;
    assert_eq!(sum_of(&world.desk, march(2)).await, [0, 0, 0, 30]);
    let world = world.restores_the_server(backup).await;
    assert_eq!(sum_of(&world.desk, march(2)).await, [0, 0, 0, 0]);
    zhao.syncs_until_nothing_waits().await;
    zhao.syncs().await;
    zhao.syncs_until_nothing_waits().await;
    assert_eq!(sum_of(&world.desk, march(2)).await, [0, 0, 0, 30]);
}

/// A day of Zhao's phone to which her tablet wrote too, in a server set back to a copy from before both.
async fn day_of_two_devices_is_lost() -> (World, Technician, Technician) {
    let mut world = World::on_monday_morning().await;
    let phone = world.technician("赵敏").await;
    let tablet = world.second_device(&phone).await;
    let backup = world.backs_up_the_server();
    let day = phone.device().days().open_day(march(2), CHINA).unwrap();
    phone.device().days().note_work(day, ServiceType::D, 30, "仓库").unwrap();
    phone.syncs().await;
    tablet.syncs().await;
    tablet.device().days().note_work(day, ServiceType::D, 12, "培训").unwrap();
    tablet.syncs().await;
    assert_eq!(sum_of(&world.desk, march(2)).await, [0, 0, 0, 42]);
    (world.restores_the_server(backup).await, phone, tablet)
}

/// Found by the simulator (seed 672). What the tablet wrote builds on what only the phone may hand in.
#[tokio::test]
async fn work_on_a_day_that_a_restored_server_does_not_know_waits_for_the_phone_that_opened_it() {
    let (world, phone, tablet) = day_of_two_devices_is_lost().await;
    let _ = tablet.tries_to_sync().await;
    let _ = tablet.tries_to_sync().await;
    let row = tablet.device().days().list().unwrap().remove(0);
    assert!(matches!(row.delivery, Delivery::Parked { code, .. } if code == "not_found"), "nobody brought the day yet");
    phone.syncs_until_nothing_waits().await;
    assert_eq!(sum_of(&world.desk, march(2)).await, [0, 0, 0, 30]);
    tablet.syncs().await;
    tablet.syncs().await;
    assert_eq!(sum_of(&world.desk, march(2)).await, [0, 0, 0, 42], "nobody has to ask for it on the tablet");
    assert_eq!(tablet.device().days().list().unwrap().remove(0).delivery, Delivery::Complete);
}

/// Found by the simulator (seed 672).
#[tokio::test]
async fn work_on_a_day_that_is_received_and_not_judged_yet_is_received_too() {
    let (world, phone, tablet) = day_of_two_devices_is_lost().await;
    world.the_server_falls_behind().await;
    phone.syncs().await;
    let report = tablet.syncs().await;
    assert_eq!((report.changes_sent, report.refused), (1, 0));
    let world = world.restarts_the_server().await;
    assert_eq!(sum_of(&world.desk, march(2)).await, [0, 0, 0, 42]);
    tablet.syncs().await;
    assert_eq!(tablet.device().days().list().unwrap().remove(0).delivery, Delivery::Complete);
}
