//! What the dispatcher reads of phones before somebody else is sent: what they said they still have unsent, and as of when.

use client_core::visits::Delivery;
use fieldbook_tests::{Fault, Technician, World, picture};
use model::wire::config::SyncLimits;
use serde_json::Value;

async fn phone_of(world: &World, who: &Technician) -> Value {
    let technicians = world.desk.reads("/v1/desk/technicians").await;
    let of = technicians.as_array().unwrap().iter().find(|each| each["id"] == who.person.to_string()).unwrap();
    of["phones"][0].clone()
}

#[tokio::test]
async fn the_board_says_what_a_phone_in_the_basement_has_not_sent_until_all_is_there() {
    let mut world = World::with_limits(SyncLimits { changes: 4, ..SyncLimits::default() }).await;
    let (zhao, qian) = (world.technician("赵敏").await, world.technician("钱进").await);
    let visit = world.desk.dispatches_copier(zhao.person).await;
    world.everybody_syncs(&[&zhao, &qian]).await;
    assert_eq!(phone_of(&world, &zhao).await["unsent"], Value::Null);

    // In the basement the work is done and signed. On the stairs one request gets through before the signal is gone again.
    zhao.goes_offline();
    zhao.works_through(visit);
    zhao.comes_back();
    let Delivery::OnThisPhone { changes } = zhao.delivery(visit) else { panic!("nothing was sent yet") };
    zhao.net.next([Fault::LoseAnswer]);
    assert!(zhao.tries_to_sync().await.is_err());
    zhao.goes_offline();
    let phone = phone_of(&world, &zhao).await;
    assert_eq!(phone["unsent"]["changes"], u64::from(changes) - 4, "what stood in the request is there");
    assert_eq!(phone["unsent"]["signatures"], 1, "the customer has signed, and the desk knows that it does not have it");
    assert_eq!(phone["unsent"]["said_at"], phone["last_seen_at"]);
    assert_eq!(world.desk.row(visit).await.unwrap()["signature"], "none");
    assert_eq!(phone_of(&world, &qian).await["unsent"], Value::Null);

    // Given to somebody else all the same: the work still comes in, and then nothing is unsent any more.
    world.desk.reassigns(visit, qian.person, "手机离线").await;
    zhao.comes_back();
    zhao.syncs_until_nothing_waits().await;
    assert_eq!(phone_of(&world, &zhao).await["unsent"], Value::Null);
    assert_eq!(world.desk.row(visit).await.unwrap()["signature"], "current");
}

#[tokio::test]
async fn photos_are_told_and_cleared_as_they_arrive() {
    let mut world = World::on_monday_morning().await;
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.begins(visit);
    zhao.device().visits().attach_photo(visit, &picture(3_000), "image/jpeg", "搓纸轮").unwrap();
    zhao.net.next([Fault::LoseAnswer]);
    assert!(zhao.tries_to_sync().await.is_err());
    let unsent = phone_of(&world, &zhao).await["unsent"].clone();
    assert_eq!((&unsent["changes"], &unsent["photos"], &unsent["photo_bytes"]), (&0.into(), &1.into(), &3_000.into()));
    let report = zhao.syncs().await;
    assert_eq!(phone_of(&world, &zhao).await["unsent"], Value::Null, "without another sync: {report:?}");
}
