//! Signing: the customer signs exactly what was shown, and the seal verifies before it is kept.

use client_core::visits::{ActionError, ActionName};
use model::documents::visit::assessment::Signature;
use model::documents::visit::records::CheckResult;
use model::rules::Refusal;
use model::seal::strokes::{Point, Strokes};
use model::seal::verify::verify;
use model::seal::voucher::Language;
use model::seal::{SealError, Signer};

use crate::stage::*;

#[tokio::test]
async fn the_customer_signs_what_was_shown() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    work_through(&stage.device, desk.id);
    let shown = visits.show_voucher(desk.id, Language::Chinese).unwrap();
    let sign_off = visits.sign(desk.id, &shown.digest, Language::Chinese, ms_li(), &strokes()).unwrap();

    let stage = stage.killed_and_reopened();
    let visits = stage.device.visits();
    let sheet = visits.open(desk.id).unwrap();
    assert_eq!(sheet.signature, Signature::Current);
    assert_eq!(sheet.allowed, [] as [ActionName; 0]);
    let seal = visits.seal_file(desk.id, sign_off).unwrap();
    let verified = verify(&seal, None).unwrap();
    assert_eq!(verified.voucher, shown.voucher);
    assert_eq!(verified.record.body.voucher_sha256, shown.digest);
    assert_eq!(verified.record.body.device, bens_phone());
    assert_eq!(verified.record.body.signed.server_offset_ms, Some(2_000));
    assert_eq!(sheet.sign_offs[0].seal.as_ref().unwrap().signer, ms_li());
}

#[tokio::test]
async fn content_that_changed_after_it_was_shown_is_not_signed() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    work_through(&stage.device, desk.id);
    let shown = visits.show_voucher(desk.id, Language::English).unwrap();
    visits.reopen(desk.id).unwrap();
    visits.write_treatment(desk.id, "roller and belt replaced").unwrap();
    visits.finish(desk.id).unwrap();
    let signed = visits.sign(desk.id, &shown.digest, Language::English, ms_li(), &strokes());
    assert!(matches!(signed, Err(ActionError::Refused(Refusal::ContentChanged))));
    let other_language = visits.show_voucher(desk.id, Language::Chinese).unwrap();
    let signed = visits.sign(desk.id, &other_language.digest, Language::English, ms_li(), &strokes());
    assert!(matches!(signed, Err(ActionError::Refused(Refusal::ContentChanged))));
    assert_eq!(visits.open(desk.id).unwrap().signature, Signature::None);
}

#[tokio::test]
async fn signing_before_the_finish_is_refused() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    visits.arrive(desk.id).unwrap();
    visits.start(desk.id).unwrap();
    visits.answer_check(desk.id, "power", CheckResult::Good, "").unwrap();
    assert!(matches!(visits.show_voucher(desk.id, Language::English), Err(ActionError::Refused(Refusal::NotFinished))));
    let signed = visits.sign(desk.id, "", Language::English, ms_li(), &strokes());
    assert!(matches!(signed, Err(ActionError::Refused(Refusal::NotFinished))));
}

#[tokio::test]
async fn an_empty_glass_a_nameless_signer_and_a_second_signature_are_refused() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    work_through(&stage.device, desk.id);
    let digest = visits.show_voucher(desk.id, Language::English).unwrap().digest;
    let sign = |signer: Signer, strokes: &Strokes| visits.sign(desk.id, &digest, Language::English, signer, strokes);
    let tap = Strokes { strokes: vec![vec![Point { x: 5, y: 5, t_ms: 0 }]], ..strokes() };
    assert!(matches!(sign(ms_li(), &tap), Err(ActionError::Refused(Refusal::NoStrokes))));
    let outside = Strokes { width: 10, ..strokes() };
    assert!(matches!(sign(ms_li(), &outside), Err(ActionError::Seal(SealError::Strokes("outside the glass")))));
    let nameless = Signer { name: "  ".into(), ..ms_li() };
    assert!(matches!(sign(nameless, &strokes()), Err(ActionError::Refused(Refusal::SignerMissing))));
    sign(ms_li(), &strokes()).unwrap();
    assert!(matches!(sign(ms_li(), &strokes()), Err(ActionError::Refused(Refusal::Signed))));
    assert!(matches!(visits.write_findings(desk.id, "later"), Err(ActionError::Refused(Refusal::Signed))));
}
