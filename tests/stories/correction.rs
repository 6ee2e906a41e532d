//! Address and model are corrected on site; somebody else corrects phone and name at the same time (O-13).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a story that cannot go on stops")]
use client_core::ActionError;
use fieldbook_tests::{Technician, World, tell};
use model::documents::visit::records::DataField;
use model::rules::Refusal;
use serde_json::json;

/// O-13. R-036: what was confirmed on site counts, field by field. E3: of two names one is shown, the other stays and is offered for
/// decision.
async fn another_address(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    let lin = world.technician("林涛").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    world.desk.sends_along(visit, lin.person).await;
    world.desk.names_lead(visit, zhao.person).await;
    world.everybody_syncs(&[&zhao, &lin]).await;
    zhao.goes_offline();
    lin.goes_offline();
    let (by_zhao, by_lin) = (zhao.device().visits(), lin.device().visits());
    world.clock.becomes(2, 9, 0);
    let unconfirmed = by_zhao.correct_data(visit, DataField::Address, "中山路 18 号 3 楼", " ");
    assert!(matches!(unconfirmed, Err(ActionError::Refused(Refusal::EntryIncomplete("confirmed_by")))), "{unconfirmed:?}");
    by_zhao.correct_data(visit, DataField::Address, "中山路 18 号 3 楼", "李芳").unwrap();
    by_zhao.correct_data(visit, DataField::Model, "bizhub 368", "李芳").unwrap();
    by_zhao.correct_data(visit, DataField::Name, "东方律师事务所（苏州）", "李芳").unwrap();
    world.clock.becomes(2, 9, 10);
    by_lin.correct_data(visit, DataField::Phone, "0512-5550199", "总机").unwrap();
    by_lin.correct_data(visit, DataField::Name, "东方（苏州）律师事务所", "总机").unwrap();
    zhao.comes_back();
    lin.comes_back();
    world.everybody_syncs(&[&zhao, &lin]).await;

    let view = world.desk.view(visit).await;
    assert_eq!((&view["customer"]["address"], &view["customer"]["phone"]), (&json!("中山路 18 号 3 楼"), &json!("0512-5550199")));
    assert_eq!(view["asset"]["model"], "bizhub 368");
    assert_eq!((view["conflicts"].as_array().unwrap().len(), &view["attention"]), (1, &json!(["conflict"])), "only the name competes");
    let values = view["conflicts"][0]["values"].as_array().unwrap();
    let said: Vec<_> = values.iter().map(|value| value.to_string()).collect();
    assert!(
        said.iter().any(|value| value.contains("（苏州）律师")) && said.iter().any(|value| value.contains("事务所（苏州）")),
        "{said:?}"
    );
    let corrections: Vec<_> = view["events"].as_array().unwrap().iter().filter(|event| event["kind"] == "data_corrected").collect();
    assert_eq!(corrections.len(), 5, "what it said before and who confirmed it stays readable");

    // Zhao asks at the reception, and the name that is shown is right; both devices and the desk then say the same.
    world.clock.becomes(2, 9, 30);
    let shown = by_zhao.open(visit).unwrap().customer.name;
    by_zhao.correct_data(visit, DataField::Name, &shown, "李芳").unwrap();
    zhao.works_through(visit);
    world.everybody_syncs(&[&zhao, &lin]).await;
    let view = world.desk.view(visit).await;
    assert_eq!((&view["customer"]["name"], &view["conflicts"]), (&json!(shown), &json!([])));
    assert_eq!(view["signature"], "current");
    let sealed = model::seal::verify::verify(&world.desk.sealed_record(visit).await, None).unwrap();
    assert_eq!(sealed.voucher().unwrap().asset.model, "bizhub 368", "the visit goes by what was confirmed");
    vec![zhao, lin]
}

#[tokio::test]
async fn what_was_confirmed_on_site_counts_field_by_field() {
    tell(another_address).await;
}
