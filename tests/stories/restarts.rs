//! Device and server end without a word, at the worst moments, and start again.

use client_core::visits::Delivery;
use fieldbook_tests::{Fault, World, roller};

#[tokio::test]
async fn the_app_ends_between_any_two_actions_and_nothing_is_lost() {
    let mut world = World::on_monday_morning().await;
    let mut zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.restarts_the_device();
    zhao.device().visits().arrive(visit).unwrap();
    zhao.restarts_the_device();
    zhao.device().visits().start(visit).unwrap();
    zhao.restarts_the_device();
    zhao.device().visits().swap_part(visit, roller()).unwrap();
    zhao.restarts_the_device();
    zhao.finishes(visit);
    zhao.restarts_the_device();
    zhao.lets_the_customer_sign(visit);
    zhao.restarts_the_device();
    assert!(matches!(zhao.delivery(visit), Delivery::OnThisPhone { .. }));
    zhao.syncs().await;
    assert_eq!(world.desk.row(visit).await.unwrap()["signature"], "current");
}

#[tokio::test]
async fn the_server_ends_between_taking_the_work_and_saying_so() {
    let mut world = World::on_monday_morning().await;
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.works_through(visit);
    zhao.net.next([Fault::LoseAnswer]);
    assert!(zhao.tries_to_sync().await.is_err());
    let world = world.restarts_the_server().await;
    assert_eq!(world.desk.row(visit).await.unwrap()["signature"], "current", "what was taken is durable");
    assert!(matches!(zhao.delivery(visit), Delivery::OnThisPhone { .. }));
    zhao.syncs().await;
    assert_eq!(zhao.delivery(visit), Delivery::Complete);
    assert_eq!(world.desk.view(visit).await["parts"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_server_set_back_to_an_older_copy_is_healed_by_the_phones() {
    let mut world = World::on_monday_morning().await;
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    let world = {
        let backup = world.backs_up_the_server();
        zhao.works_through(visit);
        zhao.syncs().await;
        assert_eq!(zhao.delivery(visit), Delivery::Complete);
        world.restores_the_server(backup).await
    };
    assert_eq!(world.desk.row(visit).await.unwrap()["status"], "assigned", "the copy is from before the work");
    zhao.syncs_until_nothing_waits().await;
    zhao.syncs().await;
    let row = world.desk.row(visit).await.unwrap();
    assert_eq!((&row["status"], &row["signature"]), (&"finished".into(), &"current".into()));
}

#[tokio::test]
async fn the_server_ends_between_receiving_the_work_and_judging_it() {
    let mut world = World::on_monday_morning().await;
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    world.the_server_falls_behind().await;
    zhao.works_through(visit);
    zhao.syncs().await;
    assert_eq!(zhao.delivery(visit), Delivery::Complete, "it is durable at the server");
    assert_eq!(zhao.device().receipts(visit).unwrap().len(), 1, "and signed for");
    assert_eq!(world.desk.row(visit).await.unwrap()["status"], "assigned", "the board shows what is judged");
    let world = world.restarts_the_server().await;
    let row = world.desk.row(visit).await.unwrap();
    assert_eq!((&row["status"], &row["signature"]), (&"finished".into(), &"current".into()));
    zhao.syncs().await;
    assert_eq!(zhao.delivery(visit), Delivery::Complete);
}

#[tokio::test]
async fn after_a_restore_only_what_the_copy_lacks_goes_up_again() {
    let mut world = World::on_monday_morning().await;
    let zhao = world.technician("赵敏").await;
    for _ in 0..4 {
        world.desk.dispatches_copier(zhao.person).await;
    }
    zhao.syncs().await;
    let visits: Vec<_> = zhao.sheets().into_iter().map(|(visit, _)| visit).collect();
    let (last, before) = visits.split_last().unwrap();
    let (mut everything, mut changes) = (0, 0);
    for visit in before {
        zhao.works_through(*visit);
        let report = zhao.syncs().await;
        everything += report.bytes_up;
        changes += report.changes_sent;
    }
    let backup = world.backs_up_the_server();
    zhao.works_through(*last);
    let lost = zhao.syncs().await;
    let world = world.restores_the_server(backup).await;
    assert_eq!(world.desk.row(*last).await.unwrap()["status"], "assigned");

    let healed = zhao.syncs().await;
    assert_eq!(healed.changes_sent, lost.changes_sent, "not the {changes} that the copy has");
    assert!(healed.bytes_up < lost.bytes_up + 1_000, "{} bytes, of {everything} that the copy has: {}", healed.bytes_up, lost.bytes_up);
    assert_eq!(healed.documents_entered, 0, "nothing comes down again");
    assert!(zhao.device().outbox().unwrap().documents.is_empty());
    for visit in &visits {
        assert_eq!(zhao.delivery(*visit), Delivery::Complete);
        assert_eq!(world.desk.row(*visit).await.unwrap()["signature"], "current");
    }
}

#[tokio::test]
async fn visits_at_rest_on_the_phone_heal_a_server_that_was_set_back() {
    let mut world = World::on_monday_morning().await;
    let mut zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    let world = {
        let backup = world.backs_up_the_server();
        zhao.works_through(visit);
        zhao.syncs().await;
        // With nothing new to say the phone puts the signed visit together.
        for _ in 0..3 {
            zhao.syncs().await;
        }
        zhao.restarts_the_device();
        assert_eq!(zhao.delivery(visit), Delivery::Complete);
        world.restores_the_server(backup).await
    };
    assert_eq!(world.desk.row(visit).await.unwrap()["status"], "assigned", "the copy is from before the work");
    zhao.syncs_until_nothing_waits().await;
    zhao.syncs().await;
    let row = world.desk.row(visit).await.unwrap();
    assert_eq!((&row["status"], &row["signature"]), (&"finished".into(), &"current".into()));
    assert_eq!(world.desk.view(visit).await["parts"].as_array().unwrap().len(), 1);
    assert_eq!(zhao.delivery(visit), Delivery::Complete);
}

/// Found by the simulator. A phone cannot hand in what the desk wrote: it could make it up.
#[tokio::test]
async fn what_the_desk_wrote_after_the_copy_is_gone_and_the_work_that_builds_on_it_stays_on_the_phone_and_is_shown() {
    let mut world = World::on_monday_morning().await;
    let zhao = world.technician("赵敏").await;
    let chen = world.technician("陈刚").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    let world = {
        let backup = world.backs_up_the_server();
        world.desk.sends_along(visit, chen.person).await;
        world.desk.names_lead(visit, zhao.person).await;
        zhao.syncs().await;
        zhao.begins(visit);
        zhao.syncs().await;
        assert_eq!(zhao.delivery(visit), Delivery::Complete);
        world.restores_the_server(backup).await
    };
    for _ in 0..3 {
        let _ = zhao.tries_to_sync().await;
    }
    assert!(matches!(zhao.delivery(visit), Delivery::Parked { code, .. } if code == "missing_dependency"));
    assert_eq!(world.desk.row(visit).await.unwrap()["status"], "assigned", "the copy is from before");
    let export: serde_json::Value = serde_json::from_slice(&zhao.device().visits().export_parked(visit).unwrap()).unwrap();
    assert_eq!(export["changes"].as_array().unwrap().len(), 2, "arrival and beginning leave the phone as a file");
}
