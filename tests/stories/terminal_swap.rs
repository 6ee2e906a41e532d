//! Terminal and SIM exchanged in an underground garage (O-07).

use client_core::ActionError;
use client_core::visits::{ComesOut, Exchange, Exchanged, NewCharge, WarrantyFindings};
use fieldbook_tests::{Technician, World, WorldClock, roller, tell, terminal};
use model::documents::custody::Holder;
use model::documents::visit::records::{ChargeKind, Consent, ConsentWay, PartSwap, PayMethod, ServiceType, SwapKind};
use model::id::DocumentId;
use model::rules::{Disposition, Grounds, Refusal, SaleValue};
use model::seal::verify::verify;
use serde_json::{Value, json};

const POLICY: &str = include_str!("../../cli/src/demo/policy.toml");

fn sim() -> PartSwap {
    PartSwap { kind: SwapKind::Sim, name: "SIM".into(), old_serial: "89860…3391".into(), new_serial: "89860…4410".into(), ..roller() }
}

/// Both pieces, and the old terminal goes back to be looked at.
fn exchanges_terminal(technician: &Technician, visit: DocumentId, swap: PartSwap) -> Exchanged {
    let grounds = Grounds {
        claim_value: false,
        reusable: true,
        wanted_by_engineering: true,
        sale_value: SaleValue::Little,
        freight_above_value: false,
        reason: String::new(),
        approver: String::new(),
    };
    let comes_out = ComesOut::As { disposition: Disposition::Return, grounds };
    technician.device().visits().exchange_part(visit, &Exchange { swap, comes_out }).unwrap()
}

/// What is fitted in the vehicle with this plate, as the desk sees it.
async fn fitted(world: &World, plate: &str) -> Value {
    let number: String = plate.bytes().map(|byte| format!("%{byte:02X}")).collect();
    world.desk.reads(&format!("/v1/desk/fitted?number={number}")).await
}

fn serials(fitted: &Value) -> Vec<&str> {
    fitted["now"].as_array().unwrap().iter().map(|piece| piece["serial"].as_str().unwrap()).collect()
}

fn refused<T: std::fmt::Debug>(done: Result<T, ActionError>) -> Refusal {
    match done {
        Err(ActionError::Refused(refusal)) => refusal,
        other => panic!("this should be refused, not {other:?}"),
    }
}

/// O-07.: a swap that lacks a number does not get in, so nothing is finished with it.: the removed unit
/// is in the technician's hands with plate and fault on its label. The vehicle shows the new pair from the swap on, and the old one
/// before it.
async fn in_the_garage(world: &mut World) -> Vec<Technician> {
    world.follows(POLICY).await;
    let zhao = world.technician("赵敏").await;
    let bus = world.desk.dispatches_bus_terminal(zhao.person).await;
    zhao.syncs().await;
    zhao.goes_offline();
    zhao.begins(bus);
    let visits = zhao.device().visits();
    let swap = |swap: PartSwap| refused(visits.swap_part(bus, swap));
    assert_eq!(swap(PartSwap { new_serial: String::new(), ..terminal() }), Refusal::SwapIncomplete("new_serial"));
    assert_eq!(swap(PartSwap { old_serial: String::new(), ..sim() }), Refusal::SwapIncomplete("old_serial"));
    assert_eq!(swap(PartSwap { label_fault: String::new(), ..terminal() }), Refusal::SwapIncomplete("label_fault"));
    assert_eq!(swap(PartSwap { new_serial: "86010023".into(), ..terminal() }), Refusal::SwapSameSerial);
    let removed = exchanges_terminal(&zhao, bus, terminal()).old_part.unwrap();
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

    let bus_has = fitted(world, "苏e·a3391").await;
    assert_eq!(serials(&bus_has), ["86010871", "89860…4410"]);
    assert_eq!(bus_has["now"][0]["since"], WorldClock::march(2, 8, 15).as_ms(), "from the time of the swap, not of the upload");
    let pairs: Vec<_> = bus_has["history"].as_array().unwrap().iter().map(|swap| (&swap["old_serial"], &swap["new_serial"])).collect();
    let (old, new, old_sim, new_sim) = (json!("86010023"), json!("86010871"), json!("89860…3391"), json!("89860…4410"));
    assert_eq!(pairs, [(&old, &new), (&old_sim, &new_sim)], "the old pair is in the history");
    assert_eq!(fitted(world, "86010023").await["history"].as_array().unwrap().len(), 2, "known by its serial as well");
    let unit = world.desk.old_part(removed).await;
    let label = ["plate", "label_fault", "serial"].map(|field| unit["opened"][field].as_str().unwrap());
    assert_eq!(label, ["苏E·A3391", "不定位", "86010023"], "R-080");
    assert_eq!(unit["row"]["data"]["holders"][0]["holder"]["name"], "赵敏", "R-106");
    let sheet = zhao.device().old_parts().open(removed).unwrap();
    let mine = Holder::Technician { id: zhao.person, name: "赵敏".into() };
    assert_eq!(sheet.holders.iter().map(|link| &link.holder).collect::<Vec<_>>(), [&mine]);
    vec![zhao]
}

#[tokio::test]
async fn a_terminal_and_its_card_are_swapped_with_all_four_numbers() {
    tell(in_the_garage).await;
}

/// O-07, R-090: two technicians record the same new terminal in two vehicles. Both swaps stay, both visits and the desk's list show it,
/// and it is over when the one who misread the number strikes the line.
async fn one_terminal_in_two_vehicles(world: &mut World) -> Vec<Technician> {
    let (zhao, chen) = (world.technician("赵敏").await, world.technician("陈刚").await);
    let bus = world.desk.dispatches_bus_terminal(zhao.person).await;
    let asset = json!({ "product": "GPS 终端", "model": "GT-06", "serial": "86010099", "plate": "苏E·B7720" });
    let lorry = world.desk.dispatches_work(chen.person, json!({ "fault": "终端不上线", "asset": asset })).await;
    world.everybody_syncs(&[&zhao, &chen]).await;
    zhao.goes_offline();
    chen.goes_offline();
    zhao.begins(bus);
    exchanges_terminal(&zhao, bus, terminal());
    chen.begins(lorry);
    let misread = exchanges_terminal(&chen, lorry, PartSwap { old_serial: "86010099".into(), ..terminal() });
    zhao.comes_back();
    chen.comes_back();
    world.everybody_syncs(&[&zhao, &chen]).await;
    let shows = async |world: &World, visit| {
        let row = world.desk.row(visit).await.unwrap();
        row["attention"].as_array().unwrap().contains(&json!("serial_used_twice"))
    };
    assert!(shows(world, bus).await && shows(world, lorry).await);
    let conflicts = world.desk.reads("/v1/desk/conflicts").await;
    let uses = conflicts["serials"][0]["uses"].as_array().unwrap();
    assert_eq!(uses.iter().map(|place| &place["document"]).collect::<Vec<_>>(), [&json!(bus), &json!(lorry)], "both swaps stay");
    for plate in ["苏E·A3391", "苏E·B7720"] {
        assert_eq!(serials(&fitted(world, plate).await), ["86010871"]);
    }
    world.clock.pass_minutes(10);
    chen.device().visits().strike_part(lorry, misread.line, "抄错号码").unwrap();
    exchanges_terminal(&chen, lorry, PartSwap { old_serial: "86010099".into(), new_serial: "86010877".into(), ..terminal() });
    world.everybody_syncs(&[&zhao, &chen]).await;
    assert!(!shows(world, bus).await && !shows(world, lorry).await);
    assert_eq!(world.desk.reads("/v1/desk/conflicts").await["serials"], json!([]));
    assert_eq!(serials(&fitted(world, "苏E·B7720").await), ["86010877"]);
    vec![zhao, chen]
}

#[tokio::test]
async fn one_terminal_in_two_vehicles_is_shown_until_somebody_strikes_it() {
    tell(one_terminal_in_two_vehicles).await;
}

/// O-07, R-089, R-229: out of warranty a GPS company charges the part and not the labour.
async fn out_of_warranty(world: &mut World) -> Vec<Technician> {
    let free = "parts = \"free\", labour = \"free\"";
    let custom = format!("[charges]\nb = {{ {free} }}\nc = {{ {free} }}\nd = {{ {free} }}\n");
    world.follows(&format!("{}\n{custom}", POLICY.replace("charges = \"service-center\"", "charges = \"gps\""))).await;
    let file = json!([{ "serial": "86010023", "product": "GPS 终端", "model": "GT-06", "plate": "苏E·A3391", "customer": "公交二公司",
        "purchased_on": "2024-01-10", "warranty": { "unit_months": 12 } }]);
    world.desk.keeps("assets", file).await;
    let zhao = world.technician("赵敏").await;
    let asset = json!({ "product": "GPS 终端", "model": "GT-06", "serial": "86010023", "plate": "苏E·A3391" });
    let bus = world.desk.dispatches_work(zhao.person, json!({ "service_type": "A", "fault": "终端掉线", "asset": asset })).await;
    zhao.syncs().await;
    zhao.goes_offline();
    let visits = zhao.device().visits();
    let decision = visits.warranty(bus, &WarrantyFindings { proof_seen: true, ..WarrantyFindings::default() }).unwrap();
    assert_eq!((decision.service, decision.rule), (Some(ServiceType::A), "R-229"), "two years old");
    visits.agree_fee(bus, 18_000, &Consent { by_name: "李芳".into(), how: ConsentWay::InPerson }).unwrap();
    zhao.begins(bus);
    let line = exchanges_terminal(&zhao, bus, terminal()).line;
    let labour = NewCharge { what: ChargeKind::Labour, text: "更换终端工时".into(), amount_fen: 5_000, part_line: None };
    assert_eq!(refused(visits.charge(bus, &labour)), Refusal::ChargeNotDue, "R-089");
    let part = NewCharge { what: ChargeKind::Part, text: "GPS 终端 GT-06".into(), amount_fen: 18_000, part_line: Some(line) };
    visits.charge(bus, &part).unwrap();
    zhao.finishes(bus);
    zhao.lets_the_customer_sign(bus);
    visits.collect_money(bus, 18_000, PayMethod::Cash).unwrap();
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;
    let row = world.desk.row(bus).await.unwrap();
    assert_eq!((&row["signature"], &row["attention"]), (&json!("current"), &json!(["money_open"])));
    assert_eq!(world.desk.reads("/v1/desk/money").await["sums"][0]["open_fen"], 18_000);
    vec![zhao]
}

#[tokio::test]
async fn out_of_warranty_the_terminal_is_charged_and_the_labour_is_not() {
    tell(out_of_warranty).await;
}
