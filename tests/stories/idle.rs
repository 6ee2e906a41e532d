//! What a device costs on the wire that has nothing to say, and to which nothing is new.

use fieldbook_tests::World;

/// Most of an idle sync's bodies, up and down together, in **bytes**.
const IDLE_BYTES: u64 = 600;

/// What follows from the day's work (movements of the van stock) comes once, after it was judged; from then on a sync that finds nothing
/// new is one small request, also after the device was started again.
#[tokio::test]
async fn a_device_to_which_nothing_is_new_syncs_in_one_request_of_a_few_hundred_bytes() {
    let mut world = World::on_monday_morning().await;
    let mut zhao = world.technician("赵敏").await;
    let visits = [world.desk.dispatches_copier(zhao.person).await, world.desk.dispatches_copier(zhao.person).await];
    zhao.syncs().await;
    for visit in visits {
        zhao.works_through(visit);
    }
    zhao.syncs_until_nothing_waits().await;
    zhao.syncs().await;
    for restarted in [false, true] {
        if restarted {
            zhao.restarts_the_device();
        }
        let idle = zhao.syncs().await;
        assert_eq!((idle.requests, idle.reference_rows, idle.changes_received), (1, 0, 0), "{idle:?}");
        assert!(idle.bytes_up + idle.bytes_down <= IDLE_BYTES, "{idle:?}");
    }
}
