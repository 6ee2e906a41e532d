//! The customer's copy: what the phone prints in the cellar is, byte for byte, what the desk prints after the sync.

use client_core::visits::TakeAway;
use fieldbook_tests::{Technician, World, WorldClock, printer, tell};
use http::{Method, StatusCode};
use model::id::DocumentId;
use model::seal::Signer;
use model::seal::key::PublicKey;
use model::seal::verify::VerifiedSeal;
use model::seal::voucher::{Language, SignOffKind};
use paper::{Pages, check};

/// The PDF as the desk has it.
async fn at_the_desk(world: &World, room: &str, id: DocumentId) -> Vec<u8> {
    let printed = world.desk.ask(Method::GET, &format!("/v1/desk/{room}/{id}/paper.pdf"), None).await;
    assert_eq!(printed.status, StatusCode::OK, "{}", printed.json);
    printed.bytes
}

/// The kinds of the records in `pdf`, whose pages say what they say.
fn kinds(pdf: &[u8], key: &PublicKey) -> Vec<SignOffKind> {
    let checked = check(pdf, Some(key)).unwrap();
    assert_eq!(checked.pages, Pages::Match);
    checked.seals.iter().map(VerifiedSeal::kind).collect()
}

/// O-04, O-05: refused, signed all the same, put right and signed again, all without a signal. The three records are one paper.
async fn printed_in_the_cellar(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.goes_offline();
    zhao.begins(visit);
    let visits = zhao.device().visits();
    assert_eq!(visits.paper(visit).unwrap_err().code(), "paper_no_records");
    zhao.finishes(visit);
    let asked = Signer { name: "李芳".into(), role: "行政".into(), remarks: String::new() };
    visits.record_refusal(visit, Language::Chinese, asked, "认为噪音仍大", "还是响").unwrap();
    world.clock.pass_minutes(5);
    zhao.lets_the_customer_sign(visit);
    world.clock.pass_minutes(5);
    visits.open_amendment(visit, "处理结果漏写一句").unwrap();
    visits.reopen(visit).unwrap();
    visits.write_treatment(visit, "更换搓纸轮，清洁纸路，试机正常。").unwrap();
    world.clock.pass_minutes(2);
    visits.finish(visit).unwrap();
    zhao.lets_the_customer_sign(visit);
    let given = visits.paper(visit).unwrap();
    let key = zhao.device().public_key();
    assert_eq!(kinds(&given, &key), [SignOffKind::Refused, SignOffKind::Acceptance, SignOffKind::Acceptance]);

    let nothing_yet = world.desk.ask(Method::GET, &format!("/v1/desk/visits/{visit}/paper.pdf"), None).await;
    assert_eq!(nothing_yet.status, StatusCode::NOT_FOUND, "nothing of it has arrived");
    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;
    assert!(at_the_desk(world, "visits", visit).await == given, "the desk draws other bytes than the phone");
    assert!(visits.paper(visit).unwrap() == given, "the phone draws other bytes once the server has them");

    let others = world.another_organisation().await;
    let foreign = others.ask(Method::GET, &format!("/v1/desk/visits/{visit}/paper.pdf"), None).await;
    assert_eq!((foreign.status, foreign.bytes.starts_with(b"%PDF")), (StatusCode::NOT_FOUND, false));
    vec![zhao]
}

#[tokio::test]
async fn a_paper_that_was_printed_in_the_cellar_is_the_one_the_desk_prints() {
    tell(printed_in_the_cellar).await;
}

/// the receipt of goods taken along has the same proof.
async fn receipt_of_goods(world: &mut World) -> Vec<Technician> {
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.goes_offline();
    zhao.begins(visit);
    let goods = TakeAway {
        item: printer(),
        fault: "定影组件不加热".into(),
        reason: "需上台架".into(),
        promised_for: Some(WorldClock::march(6, 18, 0)),
        promise_document: String::new(),
        paid: false,
    };
    let repair = zhao.device().visits().take_away(visit, &goods).unwrap().repair;
    let repairs = zhao.device().repairs();
    assert_eq!(repairs.paper(repair).unwrap_err().code(), "paper_no_records");
    world.clock.pass_minutes(2);
    let sign_off = zhao.lets_the_customer_sign_for_goods(repair, SignOffKind::TakeAway);
    let given = repairs.paper(repair).unwrap();
    assert_eq!(kinds(&given, &zhao.device().public_key()), [SignOffKind::TakeAway]);
    let code = repairs.check_code(repair, sign_off).unwrap().expect("the record names the check page");
    assert!(code.link.contains("/check#seal=") && code.squares.len() == usize::from(code.across).pow(2), "{}", code.link);

    zhao.comes_back();
    world.everybody_syncs(&[&zhao]).await;
    assert!(at_the_desk(world, "repairs", repair).await == given, "the desk draws other bytes than the phone");
    for wrong in [format!("visits/{repair}"), format!("repairs/{visit}"), format!("visits/{visit}")] {
        let answer = world.desk.ask(Method::GET, &format!("/v1/desk/{wrong}/paper.pdf"), None).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong} has no paper");
    }
    let others = world.another_organisation().await;
    let foreign = others.ask(Method::GET, &format!("/v1/desk/repairs/{repair}/paper.pdf"), None).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    vec![zhao]
}

#[tokio::test]
async fn the_receipt_of_goods_is_printed_alike_on_phone_and_desk() {
    tell(receipt_of_goods).await;
}
