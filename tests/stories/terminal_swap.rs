//! Terminal and SIM exchanged in an underground garage (O-07).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a story that cannot go on stops")]
use client_core::ActionError;
use fieldbook_tests::{Technician, World, roller, tell, terminal};
use model::documents::visit::records::{PartSwap, SwapKind};
use model::rules::Refusal;
use model::seal::verify::verify;

fn sim() -> PartSwap {
    PartSwap { kind: SwapKind::Sim, name: "SIM".into(), old_serial: "89860…3391".into(), new_serial: "89860…4410".into(), ..roller() }
}

/// O-07.: a swap that lacks a number does not get in, so nothing is finished with it. R-080: the label bears plate
/// and fault.
async fn in_the_garage(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    let bus = world.desk.dispatches_bus_terminal(zhao.person).await;
    zhao.syncs().await;
    zhao.goes_offline();
    zhao.begins(bus);
    let visits = zhao.device().visits();
    let refused = |swap: PartSwap| match visits.swap_part(bus, swap) {
        Err(ActionError::Refused(refusal)) => refusal,
        other => panic!("the swap should be refused, not {other:?}"),
    };
    assert_eq!(refused(PartSwap { new_serial: String::new(), ..terminal() }), Refusal::SwapIncomplete("new_serial"));
    assert_eq!(refused(PartSwap { old_serial: String::new(), ..sim() }), Refusal::SwapIncomplete("old_serial"));
    assert_eq!(refused(PartSwap { label_fault: String::new(), ..terminal() }), Refusal::SwapIncomplete("label_fault"));
    assert_eq!(refused(PartSwap { new_serial: "86010023".into(), ..terminal() }), Refusal::SwapSameSerial);
    visits.swap_part(bus, terminal()).unwrap();
    world.clock.pass_minutes(1);
    visits.swap_part(bus, sim()).unwrap();
    zhao.finishes(bus);
    zhao.lets_the_customer_sign(bus);
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;

    let view = world.desk.view(bus).await;
    let numbers: Vec<_> = view["parts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (line["old_serial"].as_str().unwrap(), line["new_serial"].as_str().unwrap()))
        .collect();
    assert_eq!(numbers, [("86010023", "86010871"), ("89860…3391", "89860…4410")], "old and new, with the time of the swap");
    assert_eq!(view["parts"][0]["label_fault"], "不定位");
    let sealed = verify(&world.desk.sealed_record(bus).await, None).unwrap();
    let voucher = sealed.voucher().unwrap();
    assert_eq!((voucher.parts.len(), voucher.asset.plate.as_deref()), (2, Some("苏E·A3391")));
    vec![zhao]
}

#[tokio::test]
async fn a_terminal_and_its_card_are_swapped_with_all_four_numbers() {
    tell(in_the_garage).await;
}
