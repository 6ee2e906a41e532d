//! A technician sets the telephone's clock: the work is taken, and the desk sees how far the time is proven (abuse case 11).

use client_core::visits::Delivery;
use fieldbook_tests::{Technician, World, WorldClock, tell};
use model::id::DocumentId;
use serde_json::{Value, json};

const DAY: i64 = 24 * 60 * 60_000;
const MINUTE: i64 = 60_000;

/// Zhao with a telephone of his own and a visit on it, without a signal since Monday, eight o'clock.
async fn zhao_with_a_visit(world: &mut World) -> (Technician, DocumentId) {
    let zhao = world.technician_with_clock("赵敏", world.clock.wrong_by(0)).await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    world.clock.pass_minutes(2);
    zhao.syncs().await;
    zhao.goes_offline();
    (zhao, visit)
}

/// What the desk sees of the only signature, the same on the board and in the visit. Nothing was refused.
async fn what_the_desk_sees(world: &World, zhao: &Technician, visit: DocumentId) -> Value {
    zhao.comes_back();
    world.everybody_syncs(&[zhao]).await;
    assert_eq!(zhao.delivery(visit), Delivery::Complete, "nobody is refused for a clock");
    let (row, view) = (world.desk.row(visit).await.unwrap(), world.desk.view(visit).await);
    assert_eq!(row["signature"], "current", "the signature counts");
    assert_eq!((&view["signed_time"], &view["sign_offs"][0]["signed_time"]), (&row["signed_time"], &row["signed_time"]));
    assert_eq!(world.rebuilds_the_board().await, 0, "the change log says the same again");
    row
}

/// The last contact was at 8:02, the signature at 9:17, and the signal is back at noon.
const LAST_CONTACT: (i64, i64) = (8, 2);
const SIGNED: (i64, i64) = (9, 17);

fn monday((hour, minute): (i64, i64)) -> i64 {
    WorldClock::march(2, hour, minute).as_ms()
}

/// The abuse case: the clock set back before the signature.
async fn set_back_three_days(world: &mut World) -> Vec<Technician> {
    let (zhao, visit) = zhao_with_a_visit(world).await;
    zhao.begins(visit);
    zhao.finishes(visit);
    zhao.sets_the_clock_by(-3 * DAY);
    zhao.lets_the_customer_sign(visit);
    world.clock.becomes(2, 12, 0);
    let row = what_the_desk_sees(world, &zhao, visit).await;
    let expected = json!({
        "verdict": "unproven",
        "at": monday(SIGNED),
        "earliest": monday(LAST_CONTACT),
        "latest": monday((12, 0)),
        "wall_off_ms": -3 * DAY,
    });
    assert_eq!(row["signed_time"], expected, "the counter goes on, whatever the wall clock says");
    assert_eq!(row["attention"], json!(["clock_unproven"]));
    assert_eq!(row["arrived_time"]["verdict"], "proven", "he came before he set the clock");
    vec![zhao]
}

#[tokio::test]
async fn a_clock_set_back_three_days_before_the_signature_is_seen_and_moves_nothing() {
    tell(set_back_three_days).await;
}

#[tokio::test]
async fn a_clock_set_ahead_before_the_work_is_seen_as_well() {
    let mut world = World::on_monday_morning().await;
    let (zhao, visit) = zhao_with_a_visit(&mut world).await;
    zhao.sets_the_clock_by(6 * MINUTE);
    zhao.works_through(visit);
    world.clock.becomes(2, 12, 0);
    let row = what_the_desk_sees(&world, &zhao, visit).await;
    assert_eq!((&row["arrived_time"]["verdict"], &row["signed_time"]["verdict"]), (&json!("unproven"), &json!("unproven")));
    assert_eq!((&row["signed_at"], &row["signed_time"]["wall_off_ms"]), (&json!(monday(SIGNED)), &json!(6 * MINUTE)));
}

/// The abuse case across a restart: no counter is left, but the clock says a time before the visit was given to him.
async fn set_back_across_a_restart(world: &mut World) -> Vec<Technician> {
    let (mut zhao, visit) = zhao_with_a_visit(world).await;
    zhao.begins(visit);
    zhao.finishes(visit);
    zhao.sets_the_clock_by(-3 * DAY);
    zhao.starts_the_phone_anew();
    zhao.goes_offline();
    zhao.lets_the_customer_sign(visit);
    world.clock.becomes(2, 12, 0);
    let row = what_the_desk_sees(world, &zhao, visit).await;
    let time = &row["signed_time"];
    assert_eq!((&time["verdict"], &row["attention"]), (&json!("unproven"), &json!(["clock_unproven"])));
    assert_eq!((&time["earliest"], &time["latest"]), (&json!(monday(LAST_CONTACT)), &json!(monday((12, 0)))));
    vec![zhao]
}

#[tokio::test]
async fn a_clock_set_back_across_a_restart_is_not_believed_before_the_last_contact() {
    tell(set_back_across_a_restart).await;
}

#[tokio::test]
async fn a_clock_set_within_the_bounds_across_a_restart_is_plausible_and_never_proven() {
    let mut world = World::on_monday_morning().await;
    let (mut zhao, visit) = zhao_with_a_visit(&mut world).await;
    zhao.begins(visit);
    zhao.finishes(visit);
    zhao.sets_the_clock_by(-30 * MINUTE);
    zhao.starts_the_phone_anew();
    zhao.goes_offline();
    zhao.lets_the_customer_sign(visit);
    world.clock.becomes(2, 12, 0);
    let row = what_the_desk_sees(&world, &zhao, visit).await;
    let time = &row["signed_time"];
    assert_eq!((&time["verdict"], &row["attention"]), (&json!("plausible"), &json!([])));
    assert_eq!((&time["earliest"], &time["latest"]), (&json!(monday(LAST_CONTACT)), &json!(monday((12, 0)))), "the true time is within");
}

/// The honest device: the application is ended and started in between, the telephone is not.
async fn nobody_touches_the_clock(world: &mut World) -> Vec<Technician> {
    let (mut zhao, visit) = zhao_with_a_visit(world).await;
    zhao.begins(visit);
    zhao.restarts_the_device();
    zhao.goes_offline();
    zhao.finishes(visit);
    zhao.lets_the_customer_sign(visit);
    world.clock.becomes(4, 12, 0);
    world.the_dispatcher_signs_in_again().await;
    let row = what_the_desk_sees(world, &zhao, visit).await;
    let expected = json!({
        "verdict": "proven",
        "at": monday(SIGNED),
        "earliest": monday(LAST_CONTACT),
        "latest": WorldClock::march(4, 12, 0).as_ms(),
        "wall_off_ms": 0,
    });
    assert_eq!((&row["signed_time"], &row["attention"]), (&expected, &json!([])));
    vec![zhao]
}

#[tokio::test]
async fn an_honest_clock_is_proven_also_when_the_work_arrives_two_days_later() {
    tell(nobody_touches_the_clock).await;
}

#[tokio::test]
async fn a_clock_that_was_wrong_all_along_proves_the_time_and_the_desk_is_told_that_the_paper_is_off() {
    let mut world = World::on_monday_morning().await;
    let zhao = world.technician_with_clock("赵敏", world.clock.wrong_by(-3 * DAY)).await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.goes_offline();
    zhao.works_through(visit);
    let row = what_the_desk_sees(&world, &zhao, visit).await;
    let time = &row["signed_time"];
    assert_eq!((&time["verdict"], &time["at"]), (&json!("proven"), &json!(monday((9, 15)))));
    assert_eq!((&time["wall_off_ms"], &row["attention"]), (&json!(-3 * DAY), &json!(["clock_wrong"])));
}
