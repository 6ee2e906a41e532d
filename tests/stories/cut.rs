//! The sync is cut at every point of request and answer, and repeated: nothing is lost, nothing is doubled, and "received" is
//! only ever said of what the server holds.

use client_core::visits::Delivery;
use fieldbook_tests::{Fault, Technician, World};
use model::id::DocumentId;

/// The cut points in bytes: every one near the edges, then every thirteenth.
fn cut_points() -> impl Iterator<Item = usize> {
    (0..24).chain((24..6_000).step_by(if std::env::var_os("FIELDBOOK_LONG").is_some() { 1 } else { 97 }))
}

async fn everything_arrived_once(world: &World, zhao: &Technician, visit: DocumentId) {
    assert_eq!(zhao.delivery(visit), Delivery::Complete);
    let view = world.desk.view(visit).await;
    assert_eq!(view["parts"].as_array().unwrap().len(), 1);
    assert_eq!(view["sign_offs"].as_array().unwrap().len(), 1);
    let mut kinds: Vec<_> = view["events"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["arrived", "assigned", "check_answered", "check_answered", "finished", "started"]);
    assert_eq!(view["signature"], "current");
}

#[tokio::test]
async fn a_request_cut_at_any_byte_is_as_if_never_sent() {
    let mut world = World::on_monday_morning().await;
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.works_through(visit);
    for at in cut_points() {
        zhao.net.next([Fault::CutRequestAt(at)]);
        assert!(zhao.tries_to_sync().await.is_err());
        assert!(matches!(zhao.delivery(visit), Delivery::OnThisPhone { .. }), "cut at {at}");
    }
    zhao.syncs().await;
    everything_arrived_once(&world, &zhao, visit).await;
}

#[tokio::test]
async fn a_lost_answer_leaves_the_work_on_this_phone_until_the_server_says_it_again() {
    let mut world = World::on_monday_morning().await;
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.works_through(visit);
    for _ in 0..3 {
        zhao.net.next([Fault::LoseAnswer]);
        assert!(zhao.tries_to_sync().await.is_err());
        assert!(matches!(zhao.delivery(visit), Delivery::OnThisPhone { .. }), "the server has it, but has not said so");
    }
    zhao.syncs().await;
    everything_arrived_once(&world, &zhao, visit).await;
}

#[tokio::test]
async fn requests_that_arrive_twice_or_late_change_nothing() {
    let mut world = World::on_monday_morning().await;
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.begins(visit);
    zhao.net.next([Fault::ComesAgainLate]);
    assert!(zhao.tries_to_sync().await.is_err());
    zhao.device().visits().swap_part(visit, fieldbook_tests::roller()).unwrap();
    zhao.finishes(visit);
    zhao.net.next([Fault::Twice]);
    zhao.syncs().await;
    zhao.lets_the_customer_sign(visit);
    zhao.syncs_until_nothing_waits().await;
    zhao.syncs().await;
    everything_arrived_once(&world, &zhao, visit).await;
}

#[tokio::test]
async fn the_work_goes_on_between_the_cuts() {
    let mut world = World::on_monday_morning().await;
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.begins(visit);
    zhao.net.next([Fault::LoseAnswer, Fault::LoseRequest, Fault::CutRequestAt(300), Fault::LoseAnswer]);
    let _ = zhao.tries_to_sync().await;
    zhao.device().visits().swap_part(visit, fieldbook_tests::roller()).unwrap();
    let _ = zhao.tries_to_sync().await;
    zhao.finishes(visit);
    let _ = zhao.tries_to_sync().await;
    zhao.lets_the_customer_sign(visit);
    zhao.syncs_until_nothing_waits().await;
    everything_arrived_once(&world, &zhao, visit).await;
}
