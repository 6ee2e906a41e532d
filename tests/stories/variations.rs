//! Smaller turns of the stories: a stamp, a lost device, work before the order.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a story that cannot go on stops")]
use client_core::ActionError;
use client_core::visits::NewVisit;
use fieldbook_tests::{Technician, World, picture, roller, tell};
use model::documents::visit::assessment::Signature;
use model::documents::visit::records::{Asset, Customer, ServiceType, Work};
use model::rules::Refusal;
use model::seal::Mark;
use model::seal::record::Signer;
use model::seal::voucher::{Language, SignOffKind};
use serde_json::json;

fn customer() -> Signer {
    Signer { name: "李芳".into(), role: "行政".into(), remarks: String::new() }
}

/// a stamp counts as a signature; its picture is a photo of the visit.
async fn stamped(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.goes_offline();
    let visits = zhao.device().visits();
    zhao.begins(visit);
    zhao.finishes(visit);
    let no_picture = visits.show_voucher(visit, Language::Chinese).unwrap();
    let unknown = Mark::Stamp { stamp: "ab".repeat(32) };
    let refused = visits.sign_as(visit, SignOffKind::Acceptance, &no_picture.digest, Language::Chinese, customer(), unknown);
    assert!(matches!(refused, Err(ActionError::Refused(Refusal::StampMissing))), "{refused:?}");
    visits.attach_photo(visit, &picture(900), "image/jpeg", "公章").unwrap();
    let stamp = visits.open(visit).unwrap().photos[0].photo.record.sha256.clone();
    let shown = visits.show_voucher(visit, Language::Chinese).unwrap();
    let mark = Mark::Stamp { stamp: stamp.clone() };
    visits.sign_as(visit, SignOffKind::Acceptance, &shown.digest, Language::Chinese, customer(), mark).unwrap();
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;
    let view = world.desk.view(visit).await;
    assert_eq!((&view["signature"], &view["sign_offs"][0]["stamp"]), (&json!("current"), &json!(stamp)));
    assert_eq!(view["photos"][0]["complete"], true, "the picture of the stamp is at the server too");
    vec![zhao]
}

#[tokio::test]
async fn a_stamp_counts_as_a_signature() {
    tell(stamped).await;
}

/// the device with the signature is lost before its upload. What another device of the crew holds stays, the order stays open,
/// and the signature is nobody's to give but the customer's; when the device is found, it counts.
async fn lost_with_the_signature(world: &mut World) -> Vec<Technician> {
    let phone = world.technician("赵敏").await;
    let tablet = world.second_device(&phone).await;
    let visit = world.desk.dispatches_copier(phone.person).await;
    world.everybody_syncs(&[&phone, &tablet]).await;
    phone.begins(visit);
    phone.device().visits().swap_part(visit, roller()).unwrap();
    phone.finishes(visit);
    world.everybody_syncs(&[&phone, &tablet]).await;
    phone.goes_offline();
    phone.lets_the_customer_sign(visit);

    world.clock.pass_minutes(120);
    tablet.syncs().await;
    let sheet = tablet.device().visits().open(visit).unwrap();
    assert_eq!((sheet.signature, sheet.sign_offs.len(), sheet.parts.len()), (Signature::None, 0, 1));
    assert_eq!(world.desk.row(visit).await.unwrap()["signature"], "none", "without the signature the order is not complete");
    let visits = tablet.device().visits();
    let shown = visits.show_voucher(visit, Language::Chinese).unwrap();
    let blank = model::seal::strokes::Strokes { width: 640, height: 240, strokes: Vec::new() };
    let forged = visits.sign(visit, &shown.digest, Language::Chinese, customer(), &blank);
    assert!(matches!(forged, Err(ActionError::Refused(Refusal::NoStrokes))), "{forged:?}");

    phone.comes_back();
    world.everybody_syncs(&[&phone, &tablet]).await;
    assert_eq!(world.desk.row(visit).await.unwrap()["signature"], "current");
    assert_eq!(tablet.device().visits().open(visit).unwrap().signature, Signature::Current);
    vec![phone, tablet]
}

#[tokio::test]
async fn a_signature_on_a_lost_device_is_nobody_elses_to_give() {
    tell(lost_with_the_signature).await;
}

/// R-018, E7: the work comes first, under a provisional number; the desk sees that the order is missing.
async fn before_the_order(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    zhao.syncs().await;
    zhao.goes_offline();
    let new = NewVisit {
        reason: "燃气泄漏，调度电话不通".into(),
        fault: "燃气管接头泄漏".into(),
        customer: Customer {
            name: "东方律师事务所".into(),
            address: "中山路 18 号 B2".into(),
            phone: "0512-5550142".into(),
            contact: "李芳".into(),
        },
        asset: Asset { product: "燃气锅炉".into(), model: "WNS2-1.0".into(), serial: "B20190817".into(), plate: None },
        service_type: ServiceType::C,
        work: Work::Repair,
    };
    let unexplained = zhao.device().visits().open_without_order(&NewVisit { reason: " ".into(), ..new.clone() });
    assert!(matches!(unexplained, Err(ActionError::Refused(Refusal::ReasonMissing))), "{unexplained:?}");
    let visit = zhao.device().visits().open_without_order(&new).unwrap();
    zhao.begins(visit);
    zhao.finishes(visit);
    zhao.lets_the_customer_sign(visit);
    let number = zhao.device().visits().agenda().unwrap()[0].number.clone();
    assert!(number.starts_with("P-"), "{number}");
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;
    let row = world.desk.row(visit).await.unwrap();
    assert_eq!((&row["number"], &row["signature"]), (&json!(number), &json!("current")));
    assert_eq!(row["attention"], json!(["order_missing"]));
    vec![zhao]
}

#[tokio::test]
async fn an_emergency_is_repaired_before_there_is_an_order() {
    tell(before_the_order).await;
}
