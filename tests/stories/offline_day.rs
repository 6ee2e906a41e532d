//! Work offline for a day, then sync (O-01): nothing on the device ever waits for a network.

use client_core::ActionError;
use client_core::visits::Delivery;
use fieldbook_tests::{Technician, World, tell};
use model::documents::visit::records::CheckResult;
use model::reference::Set;
use model::rules::Refusal;
use model::seal::verify::verify;
use model::seal::voucher::Language;

/// O-01.: one signature, and it is on record.
async fn worked_and_signed_without_signal(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.net.requests();

    zhao.goes_offline();
    let sign_off = zhao.works_through(visit);
    assert!(zhao.tries_to_sync().await.is_err());
    assert_eq!(zhao.net.requests(), Vec::<String>::new(), "airplane mode lets nothing out");
    assert!(matches!(zhao.delivery(visit), Delivery::OnThisPhone { .. }));
    assert_eq!(world.desk.row(visit).await.unwrap()["status"], "assigned");

    zhao.comes_back();
    let report = zhao.syncs().await;
    assert_eq!(report.requests, 1);
    let paths = ["/v1/token", "/v1/sync"];
    assert_eq!(zhao.net.requests(), paths, "after an hour a new token, then one request carries everything");
    assert_eq!(zhao.delivery(visit), Delivery::Complete);
    assert_eq!(zhao.syncs().await.requests, 1, "the van stock that follows from the work comes with the next answer");
    let sets = zhao.device().reference().sets().unwrap();
    assert!(sets.iter().any(|set| set.set == Set::Movements && set.version > 0), "{sets:?}");
    assert!(sets.iter().all(|set| !set.behind), "{sets:?}");
    assert_eq!(zhao.delivery(visit), Delivery::Complete);

    let row = world.desk.row(visit).await.unwrap();
    assert_eq!((&row["status"], &row["signature"]), (&"finished".into(), &"current".into()));
    assert_eq!(row["attention"], serde_json::json!([]));
    assert!(!row["strokes"]["strokes"][0].as_array().unwrap().is_empty(), "the signature is drawn on the board");
    let kept = world.desk.sealed_record(visit).await;
    assert_eq!(kept, zhao.device().visits().seal_file(visit, sign_off).unwrap());
    assert!(verify(&kept, Some(&zhao.device().public_key())).is_ok());
    vec![zhao]
}

#[tokio::test]
async fn a_visit_worked_and_signed_without_signal_is_on_the_board_after_one_request() {
    tell(worked_and_signed_without_signal).await;
}

/// late uploads do not make a visit late.
#[tokio::test]
async fn a_whole_day_offline_arrives_whole_and_in_its_own_time() {
    let mut world = World::on_monday_morning().await;
    let zhao = world.technician("赵敏").await;
    let mut visits = Vec::new();
    for _ in 0..6 {
        visits.push(world.desk.dispatches_copier(zhao.person).await);
    }
    zhao.syncs().await;
    zhao.goes_offline();
    for visit in &visits {
        zhao.works_through(*visit);
        world.clock.pass_minutes(20);
    }
    zhao.comes_back();
    world.clock.pass_minutes(600);
    zhao.syncs().await;
    world.the_dispatcher_signs_in_again().await;
    let mut arrivals = Vec::new();
    for visit in &visits {
        let row = world.desk.row(*visit).await.unwrap();
        assert_eq!(row["signature"], "current");
        arrivals.push(row["arrived_at"].as_i64().unwrap());
    }
    let gaps: Vec<i64> = arrivals.windows(2).map(|pair| (pair[1] - pair[0]) / 60_000).collect();
    assert_eq!(gaps, [95, 95, 95, 95, 95], "arrival is the time on site, not the time of the upload (R-145)");
}

#[tokio::test]
async fn more_changes_than_are_judged_at_once_leave_in_one_request() {
    let mut world = World::on_monday_morning().await;
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.goes_offline();
    zhao.begins(visit);
    for round in 0..510 {
        let result = if round % 2 == 0 { CheckResult::Good } else { CheckResult::Defect };
        zhao.device().visits().answer_check(visit, "power", result, "").unwrap();
    }
    zhao.comes_back();
    let report = zhao.syncs().await;
    assert_eq!((report.changes_sent, report.requests), (512, 1));
    assert_eq!(zhao.delivery(visit), Delivery::Complete);
}

/// the customer is asked after the finish.
#[tokio::test]
async fn the_customer_cannot_sign_before_the_work_is_finished() {
    let mut world = World::on_monday_morning().await;
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.begins(visit);
    let shown = zhao.device().visits().show_voucher(visit, Language::English);
    assert!(matches!(shown, Err(ActionError::Refused(Refusal::NotFinished))), "{shown:?}");
}

#[tokio::test]
async fn a_device_whose_clock_is_three_years_wrong_still_gets_in_and_its_work_counts() {
    let mut world = World::on_monday_morning().await;
    let wrong = world.clock.wrong_by(-3 * 365 * 86_400_000);
    let zhao = world.technician_with_clock("赵敏", wrong).await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.works_through(visit);
    zhao.syncs().await;
    assert_eq!(world.desk.row(visit).await.unwrap()["signature"], "current");
}
