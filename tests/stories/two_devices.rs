//! Two devices write to one visit without knowing of each other.

use fieldbook_tests::{World, roller, what_it_says};
use model::documents::visit::records::{CheckResult, PartSwap};

#[tokio::test]
async fn what_two_devices_of_one_person_write_is_all_there_on_both() {
    let mut world = World::on_monday_morning().await;
    let phone = world.technician("赵敏").await;
    let tablet = world.second_device(&phone).await;
    let visit = world.desk.dispatches_copier(phone.person).await;
    phone.syncs().await;
    phone.begins(visit);
    phone.syncs().await;
    tablet.syncs().await;

    phone.goes_offline();
    tablet.goes_offline();
    let (on_phone, on_tablet) = (phone.device().visits(), tablet.device().visits());
    on_phone.swap_part(visit, roller()).unwrap();
    on_tablet.swap_part(visit, PartSwap { name: "分离爪".into(), ..roller() }).unwrap();
    on_phone.write_findings(visit, "搓纸轮磨损。").unwrap();
    on_tablet.write_findings(visit, "分离爪断裂。").unwrap();
    on_phone.answer_check(visit, "power", CheckResult::Good, "").unwrap();
    on_tablet.answer_check(visit, "power", CheckResult::Defect, "插座松动").unwrap();
    phone.comes_back();
    tablet.comes_back();
    phone.syncs().await;
    tablet.syncs().await;
    phone.syncs().await;

    let (one, two) = (on_phone.open(visit).unwrap(), on_tablet.open(visit).unwrap());
    assert_eq!(what_it_says(&one), what_it_says(&two));
    let mut names: Vec<_> = one.parts.iter().map(|line| line.record.swap.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["分离爪", "搓纸轮"]);
    assert!(one.findings.contains("搓纸轮磨损。") && one.findings.contains("分离爪断裂。"), "{}", one.findings);
    let history = one.course.check_histories.first().unwrap();
    assert_eq!(
        (history.item.as_str(), history.differ, history.answers.len()),
        ("power", false, 2),
        "both answers stay; they are the same person's, so nobody has to decide"
    );
    let view = world.desk.view(visit).await;
    assert_eq!(view["attention"], serde_json::json!([]));
}

/// it shows as later than the signature.
#[tokio::test]
async fn a_part_added_elsewhere_after_the_signature_is_a_change_the_signature_does_not_cover() {
    let mut world = World::on_monday_morning().await;
    let phone = world.technician("赵敏").await;
    let tablet = world.second_device(&phone).await;
    let visit = world.desk.dispatches_copier(phone.person).await;
    phone.syncs().await;
    phone.begins(visit);
    phone.syncs().await;
    tablet.syncs().await;
    tablet.goes_offline();
    tablet.device().visits().swap_part(visit, roller()).unwrap();
    phone.finishes(visit);
    phone.lets_the_customer_sign(visit);
    phone.syncs().await;
    assert_eq!(world.desk.row(visit).await.unwrap()["signature"], "current");
    tablet.comes_back();
    tablet.syncs().await;

    let row = world.desk.row(visit).await.unwrap();
    assert_eq!(row["signature"], "changed_since");
    assert_eq!(row["attention"], serde_json::json!(["changed_after_signature"]));
    let sealed = model::seal::verify::verify(&world.desk.sealed_record(visit).await, None).unwrap();
    assert_eq!(sealed.voucher().unwrap().parts, [], "the seal still covers what was signed");

    // The addition is put right by an amendment: the line is struck, the customer signs what the visit says now.
    phone.syncs().await;
    let visits = phone.device().visits();
    visits.open_amendment(visit, "记在别的工单").unwrap();
    let line = visits.open(visit).unwrap().parts.first().unwrap().id;
    visits.strike_part(visit, line, "记在别的工单").unwrap();
    world.clock.pass_minutes(5);
    phone.lets_the_customer_sign(visit);
    phone.syncs().await;
    let view = world.desk.view(visit).await;
    assert_eq!((&view["signature"], view["sign_offs"].as_array().unwrap().len()), (&"current".into(), 2));
}

#[tokio::test]
async fn a_visit_that_changed_after_signing_can_be_given_to_somebody_else() {
    let mut world = World::on_monday_morning().await;
    let phone = world.technician("赵敏").await;
    let tablet = world.second_device(&phone).await;
    let chen = world.technician("陈刚").await;
    let visit = world.desk.dispatches_copier(phone.person).await;
    phone.syncs().await;
    phone.begins(visit);
    phone.syncs().await;
    tablet.syncs().await;
    tablet.goes_offline();
    tablet.device().visits().swap_part(visit, roller()).unwrap();
    phone.finishes(visit);
    phone.lets_the_customer_sign(visit);
    phone.syncs().await;
    tablet.comes_back();
    tablet.syncs().await;
    world.desk.reassigns(visit, chen.person, "赵敏请假").await;
    chen.syncs().await;
    let visits = chen.device().visits();
    visits.arrive(visit).unwrap();
    visits.open_amendment(visit, "签字后有补记").unwrap();
    visits.reopen(visit).unwrap();
}

#[tokio::test]
async fn a_copied_device_file_never_wedges_the_original() {
    let mut world = World::on_monday_morning().await;
    let mut phone = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(phone.person).await;
    phone.syncs().await;
    phone.begins(visit);
    let twin = world.copy_of(&mut phone);
    phone.device().visits().swap_part(visit, roller()).unwrap();
    twin.device().visits().swap_part(visit, PartSwap { name: "分离爪".into(), ..roller() }).unwrap();
    phone.syncs().await;
    twin.syncs().await;
    phone.syncs().await;
    let view = world.desk.view(visit).await;
    assert_eq!(view["parts"].as_array().unwrap().len(), 2);
    let (original, copy) = (phone.device().visits().open(visit).unwrap(), twin.device().visits().open(visit).unwrap());
    assert_eq!(what_it_says(&original), what_it_says(&copy));
}

#[tokio::test]
async fn a_device_set_back_to_an_older_copy_gets_its_own_work_back() {
    let mut world = World::on_monday_morning().await;
    let mut phone = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(phone.person).await;
    phone.syncs().await;
    let mut older = world.copy_of(&mut phone);
    phone.works_through(visit);
    phone.syncs().await;
    older.syncs().await;
    let sheet = older.device().visits().open(visit).unwrap();
    assert_eq!(what_it_says(&sheet), what_it_says(&phone.device().visits().open(visit).unwrap()));
    older.restarts_the_device();
    assert_eq!(what_it_says(&older.device().visits().open(visit).unwrap()), what_it_says(&sheet));
}
