//! Settling a visit on the device: refusals, stamps, corrections, money, grades, return visits.

use client_core::visits::{ActionError, ActionName, NewCharge, ReturnVisitFindings};
use model::documents::visit::assessment::{Attention, Signature};
use model::documents::visit::records::*;
use model::documents::visit::revisions::{RevisionBasis, RevisionChange};
use model::rules::Refusal;
use model::seal::Mark;
use model::seal::verify::verify;
use model::seal::voucher::{Language, SignOffKind};

use crate::stage::*;

fn refused<T: std::fmt::Debug>(outcome: Result<T, ActionError>) -> Refusal {
    match outcome {
        Err(ActionError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

/// O-04, R-069: the refusal is sealed with reason and words; a later signature clears it.
#[tokio::test]
async fn a_refusal_is_sealed_with_the_customers_words() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    let refuse = |reason: &str, words: &str| visits.record_refusal(desk.id, Language::Chinese, ms_li(), reason, words);
    assert_eq!(refused(refuse("noise", "still loud")), Refusal::NotFinished);
    work_through(&stage.device, desk.id);
    assert_eq!(refused(refuse(" ", "still loud")), Refusal::ReasonMissing);
    assert_eq!(refused(refuse("noise", " ")), Refusal::WordsMissing);
    let sign_off = refuse("noise", "still loud 还是响").unwrap();

    let stage = stage.killed_and_reopened();
    let visits = stage.device.visits();
    let sheet = visits.open(desk.id).unwrap();
    assert_eq!((sheet.signature, sheet.attention.as_slice()), (Signature::None, [Attention::SignatureRefused].as_slice()));
    let seal = sheet.sign_offs[0].seal.as_ref().unwrap();
    assert_eq!((seal.kind, seal.strokes.is_none()), (SignOffKind::Refused, true));
    assert_eq!(seal.unsigned.as_ref().unwrap().words, "still loud 还是响");
    assert!(verify(&visits.seal_file(desk.id, sign_off).unwrap(), None).is_ok());
    // O-04: he adds a photo.
    visits.attach_photo(desk.id, &[0xff, 0xd8, 0xff, 0xe0], "image/jpeg", "the noise").unwrap();

    let shown = visits.show_voucher(desk.id, Language::Chinese).unwrap();
    visits.sign(desk.id, &shown.digest, Language::Chinese, ms_li(), &strokes()).unwrap();
    let sheet = visits.open(desk.id).unwrap();
    assert_eq!((sheet.signature, sheet.attention.len(), sheet.sign_offs.len()), (Signature::Current, 0, 2));
}

#[tokio::test]
async fn nobody_there_is_an_outcome_too() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    work_through(&stage.device, desk.id);
    assert_eq!(refused(visits.record_absence(desk.id, Language::English, "")), Refusal::ReasonMissing);
    visits.record_absence(desk.id, Language::English, "shop closed").unwrap();
    assert_eq!(visits.open(desk.id).unwrap().attention, [Attention::CustomerAbsent]);
}

/// the picture of the stamp is a photo of the visit, and both marks are there where both are asked for.
#[tokio::test]
async fn a_stamp_is_a_photo_of_the_visit() {
    let desk = DeskVisit::for_ben_with(1, |order| {
        order.terms = Some(Terms { sign_off: SignOffTerms { stamp: StampUse::Required, ..SignOffTerms::default() }, ..Terms::default() });
    });
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    work_through(&stage.device, desk.id);
    let sign = |mark: Mark| {
        let shown = visits.show_voucher(desk.id, Language::English).unwrap();
        visits.sign_as(desk.id, SignOffKind::Acceptance, &shown.digest, Language::English, ms_li(), mark)
    };
    assert_eq!(refused(sign(Mark::Strokes { strokes: strokes() })), Refusal::StampMissing);
    let nowhere = "ab".repeat(32);
    assert_eq!(refused(sign(Mark::StrokesAndStamp { strokes: strokes(), stamp: nowhere })), Refusal::StampMissing);
    visits.attach_photo(desk.id, &[0xff, 0xd8, 0xff, 0xe0], "image/jpeg", "stamp").unwrap();
    let stamp = visits.open(desk.id).unwrap().photos[0].photo.record.sha256.clone();
    assert_eq!(refused(sign(Mark::Stamp { stamp: stamp.clone() })), Refusal::NoStrokes);
    sign(Mark::StrokesAndStamp { strokes: strokes(), stamp }).unwrap();
    assert_eq!(visits.open(desk.id).unwrap().signature, Signature::Current);
}

/// O-05, R-058, R-059.
#[tokio::test]
async fn a_signed_visit_is_corrected_only_under_an_amendment() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    assert_eq!(refused(visits.open_amendment(desk.id, "typing error")), Refusal::NotSigned);
    work_through(&stage.device, desk.id);
    let shown = visits.show_voucher(desk.id, Language::English).unwrap();
    visits.sign(desk.id, &shown.digest, Language::English, ms_li(), &strokes()).unwrap();
    let line = visits.open(desk.id).unwrap().parts[0].id;
    assert_eq!(refused(visits.strike_part(desk.id, line, "typing error")), Refusal::Signed);
    assert_eq!(refused(visits.open_amendment(desk.id, " ")), Refusal::ReasonMissing);
    visits.open_amendment(desk.id, "typing error").unwrap();
    assert_eq!(refused(visits.open_amendment(desk.id, "again")), Refusal::AmendmentOpen);
    visits.strike_part(desk.id, line, "typing error").unwrap();
    let sheet = visits.open(desk.id).unwrap();
    assert_eq!(sheet.signature, Signature::Amending);
    assert!(matches!(sheet.revisions[1].changes.as_slice(), [RevisionChange::PartStruck { .. }]));
    assert_eq!((sheet.revisions[1].basis, sheet.revisions[1].reasons.len()), (RevisionBasis::Unsigned, 1));
    let shown = visits.show_voucher(desk.id, Language::English).unwrap();
    assert_eq!((shown.voucher.details.revision, shown.voucher.details.amendments[0].reason.as_str()), (Some(2), "typing error"));
    visits.sign(desk.id, &shown.digest, Language::English, ms_li(), &strokes()).unwrap();
    let sheet = visits.open(desk.id).unwrap();
    assert_eq!((sheet.signature, sheet.revisions.len()), (Signature::Current, 2));
    assert!(sheet.sign_offs.iter().all(|sign_off| sign_off.verified));
}

/// O-10: told, agreed, done, paid, with the limit kept.
#[tokio::test]
async fn a_small_fee_is_agreed_before_and_taken_after_the_work() {
    let desk = DeskVisit::for_ben_with(1, |order| {
        order.call_out.service_type = ServiceType::A;
        let fees = FeeTerms { consent_first: true, small_fee_limit_fen: Some(20_000), ..FeeTerms::default() };
        order.terms = Some(Terms { fees, ..Terms::default() });
    });
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    visits.arrive(desk.id).unwrap();
    assert_eq!(refused(visits.start(desk.id)), Refusal::FeeNotAgreed);
    assert_eq!(refused(visits.show_voucher_for(desk.id, SignOffKind::FeeConsent, Language::English)), Refusal::NothingCharged);
    let labour = |amount_fen| NewCharge { what: ChargeKind::Labour, text: "labour".into(), amount_fen, part_line: None };
    assert_eq!(refused(visits.charge(desk.id, &labour(0))), Refusal::AmountOutOfRange);
    let wrong = visits.charge(desk.id, &labour(800_000)).unwrap();
    visits.strike_charge(desk.id, wrong, "typing error").unwrap();
    visits.charge(desk.id, &labour(8_000)).unwrap();
    let shown = visits.show_voucher_for(desk.id, SignOffKind::FeeConsent, Language::English).unwrap();
    assert_eq!(shown.voucher.details.charges_fen, Some(8_000));
    let mark = Mark::Strokes { strokes: strokes() };
    visits.sign_as(desk.id, SignOffKind::FeeConsent, &shown.digest, Language::English, ms_li(), mark).unwrap();
    visits.start(desk.id).unwrap();
    assert_eq!(refused(visits.collect_money(desk.id, 8_000, PayMethod::Cash)), Refusal::CollectBeforeFinish);
    visits.answer_check(desk.id, "power", CheckResult::Good, "").unwrap();
    visits.write_findings(desk.id, "a").unwrap();
    visits.write_treatment(desk.id, "b").unwrap();
    visits.finish(desk.id).unwrap();
    assert_eq!(refused(visits.collect_money(desk.id, 8_001, PayMethod::Cash)), Refusal::BeyondCharges);
    visits.collect_money(desk.id, 8_000, PayMethod::Cash).unwrap();
    let sheet = visits.open(desk.id).unwrap();
    assert_eq!((sheet.money.agreed_fen, sheet.money.collected_fen, sheet.money.collections[0].received), (Some(8_000), 8_000, false));
    assert_eq!(sheet.attention, [Attention::MoneyOpen]);
    assert!(!sheet.allowed.contains(&ActionName::CollectMoney) && !sheet.allowed.contains(&ActionName::RequestInvoice));
}

/// above the limit an invoice; no fee without a leader; who pays needs a basis and a reason.
#[tokio::test]
async fn what_is_not_taken_on_the_spot_is_invoiced() {
    let desk = DeskVisit::for_ben_with(1, |order| {
        let fees = FeeTerms { small_fee_limit_fen: Some(1_000), ..FeeTerms::default() };
        order.terms = Some(Terms { fees, ..Terms::default() });
    });
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    visits.arrive(desk.id).unwrap();
    let charge = NewCharge { what: ChargeKind::Labour, text: "labour".into(), amount_fen: 2_000, part_line: None };
    visits.charge(desk.id, &charge).unwrap();
    assert_eq!(refused(visits.decide_service_type(desk.id, ServiceType::A, "misuse", "")), Refusal::ReasonMissing);
    visits.decide_service_type(desk.id, ServiceType::A, "misuse", "water damage").unwrap();
    let consent = Consent { by_name: "Ms Li".into(), how: ConsentWay::InPerson };
    visits.agree_fee(desk.id, 2_000, &consent).unwrap();
    visits.start(desk.id).unwrap();
    visits.answer_check(desk.id, "power", CheckResult::Good, "").unwrap();
    visits.write_findings(desk.id, "a").unwrap();
    visits.write_treatment(desk.id, "b").unwrap();
    visits.finish(desk.id).unwrap();
    assert_eq!(refused(visits.collect_money(desk.id, 2_000, PayMethod::Electronic)), Refusal::AboveFeeLimit(1_000));
    visits.request_invoice(desk.id, 2_000).unwrap();
    let money = visits.open(desk.id).unwrap().money;
    assert_eq!((money.service_type, money.invoiced_fen, money.limit_fen), (ServiceType::A, 2_000, 1_000));
}

/// the survey is answered at the end, before or after the signature.
#[tokio::test]
async fn the_survey_is_answered_on_the_device() {
    let desk = DeskVisit::for_ben_with(1, |order| {
        let sign_off = SignOffTerms { survey_on_site: true, survey_scale: "score_to_ten".into(), ..SignOffTerms::default() };
        order.terms = Some(Terms { sign_off, ..Terms::default() });
    });
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    let grades = |overall| Grades { overall: Some(overall), ..Grades::default() };
    work_through(&stage.device, desk.id);
    let shown = visits.show_voucher(desk.id, Language::English).unwrap();
    visits.sign(desk.id, &shown.digest, Language::English, ms_li(), &strokes()).unwrap();
    assert!(visits.open(desk.id).unwrap().allowed.contains(&ActionName::AnswerSurvey));
    assert_eq!(refused(visits.answer_survey(desk.id, &grades(11), "", "")), Refusal::GradeOutOfScale(0, 10));
    assert_eq!(refused(visits.answer_survey(desk.id, &grades(8), "", "")), Refusal::SurveyReasonsMissing);
    visits.answer_survey(desk.id, &grades(10), "", "more parking").unwrap();
    let sheet = visits.open(desk.id).unwrap();
    let survey = sheet.survey.unwrap();
    assert_eq!((survey.full, survey.answer.unwrap().suggestion.as_str()), (10, "more parking"));
    assert_eq!(sheet.signature, Signature::Current, "the signature covers what it covered");
}

/// O-14, R-209, R-070.
#[tokio::test]
async fn a_return_visit_is_noted_and_signed_as_one() {
    let desk = DeskVisit::for_ben_with(1, |order| {
        order.call_out.work = Work::ReturnVisit;
        order.checklist.clear();
    });
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    visits.arrive(desk.id).unwrap();
    visits.start(desk.id).unwrap();
    let mut findings = ReturnVisitFindings {
        of: "C260226-004".into(),
        repair_holds: false,
        state: "wall wet again".into(),
        opinion: String::new(),
        suggestions: String::new(),
        paid_fen: 5_000,
        due_fen: 4_500,
    };
    assert_eq!(refused(visits.note_return_visit(desk.id, &findings)), Refusal::ReturnVisitIncomplete("opinion"));
    findings.opinion = "friendly".into();
    visits.note_return_visit(desk.id, &findings).unwrap();
    visits.finish(desk.id).unwrap();
    let shown = visits.show_voucher(desk.id, Language::Chinese).unwrap();
    assert_eq!(shown.voucher.kind, SignOffKind::ReturnVisit);
    visits.sign(desk.id, &shown.digest, Language::Chinese, ms_li(), &strokes()).unwrap();
    let sheet = visits.open(desk.id).unwrap();
    assert_eq!((sheet.signature, sheet.closing), (Signature::Current, SignOffKind::ReturnVisit));
    assert_eq!(sheet.attention, [Attention::ReworkDue, Attention::ChargesDiffer]);
}
