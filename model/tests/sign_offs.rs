//! Every kind of sign-off: what may be asked for when, what stands under it, and what no mark stands under.

use crate::site::*;
use model::documents::visit::assessment::{Attention, Signature};
use model::documents::visit::records::*;
use model::documents::visit::status::WorkStatus;
use model::documents::visit::write;
use model::id::{DocumentId, PhotoId};
use model::rules::{self, Refusal};
use model::seal::goods::{GOODS_VERSION, GoodsItem, GoodsVoucher};
use model::seal::key::DeviceKey;
use model::seal::record::{Backing, SealRequest, seal};
use model::seal::verify::{check_against, verify};
use model::seal::voucher::{Language, SignOffKind, VoucherTechnician, statement};
use model::seal::{Mark, Paper, SealError, Signer, Unsigned};
use model::time::Timestamp;

const KINDS: [SignOffKind; 7] = [
    SignOffKind::Acceptance,
    SignOffKind::FeeConsent,
    SignOffKind::ReturnVisit,
    SignOffKind::TakeAway,
    SignOffKind::GoodsReturn,
    SignOffKind::Refused,
    SignOffKind::Absent,
];

fn strokes() -> Mark {
    Mark::Strokes { strokes: pen() }
}

fn refusal() -> Mark {
    Mark::Unsigned(Unsigned { reason: "客户认为噪音仍在".into(), words: "还是响".into() })
}

fn stamp_photo(phone: &mut Replica, who: &Technician, minute: i64) -> String {
    let sha256 = "ab".repeat(32);
    let photo = Photo {
        sha256: sha256.clone(),
        size_bytes: 20_000,
        media_type: "image/jpeg".into(),
        caption: "公章 stamp".into(),
        by: who.person,
        at: Timestamp::from_ms(MORNING + minute * 60_000),
    };
    let stamp = phone.stamp(who, minute);
    let change = write::attach_photo(&mut phone.doc, PhotoId::from_bytes([5; 16]), &photo, &stamp).unwrap();
    phone.written.push(change);
    sha256
}

fn with_terms(terms: Terms) -> Replica {
    opened(&write::VisitOrder { terms: Some(terms), ..order() }, &zhao())
}

/// What comes of keeping a sign-off of `kind` with `mark`.
fn kept(phone: &mut Replica, kind: SignOffKind, mark: Mark) -> Result<(), &'static str> {
    let zhao = zhao();
    let id = phone.sign_as(&zhao, 140, kind, mark);
    phone.assess().sign_offs.into_iter().find(|sign_off| sign_off.id == id).unwrap().verified.map(|_| ())
}

#[test]
fn every_kind_has_its_own_sentence_in_both_languages() {
    let mut said: Vec<&str> =
        KINDS.iter().flat_map(|kind| [statement(*kind, Language::Chinese), statement(*kind, Language::English)]).collect();
    said.sort_unstable();
    said.dedup();
    assert_eq!(said.len(), 14);
}

/// a refusal is an outcome; the visit is finished and not signed, and somebody follows up.
#[test]
fn a_refusal_leaves_the_visit_finished_and_not_signed() {
    let zhao = zhao();
    let mut phone = opened_for(&zhao).on(&zhao);
    phone.work_to_finish(&zhao);
    assert_eq!(kept(&mut phone, SignOffKind::Refused, refusal()), Ok(()));
    let now = phone.assess();
    assert_eq!((now.status, now.signature), (WorkStatus::Finished, Signature::None));
    assert_eq!(now.attention, [Attention::SignatureRefused]);
    let standing = now.not_signed().unwrap();
    assert_eq!(standing.mark.unsigned().unwrap().words, "还是响");
    assert_eq!(now.parts_to_book().len(), 1, "the parts are used");
}

/// a later signature clears the refusal, which stays in the history.
#[test]
fn a_later_acceptance_clears_the_refusal_and_keeps_it() {
    let zhao = zhao();
    let mut phone = opened_for(&zhao).on(&zhao);
    phone.work_to_finish(&zhao);
    phone.sign_as(&zhao, 140, SignOffKind::Refused, refusal());
    phone.sign(&zhao, 200);
    let now = phone.assess();
    assert_eq!((now.signature, now.attention.as_slice()), (Signature::Current, [].as_slice()));
    assert!(now.not_signed().is_none());
    assert_eq!(now.sign_offs.len(), 2);
    assert_eq!(rules::can_ask(&now.visit, now.signature, SignOffKind::Refused), Err(Refusal::Signed));
}

/// only after the finish.
#[test]
fn nobody_refuses_what_is_not_finished() {
    let zhao = zhao();
    let mut phone = opened_for(&zhao).on(&zhao);
    phone.event(&zhao, 50, EventKind::Arrived);
    phone.event(&zhao, 55, EventKind::Started);
    for kind in [SignOffKind::Refused, SignOffKind::Absent, SignOffKind::Acceptance] {
        assert_eq!(rules::can_ask(&phone.assess().visit, Signature::None, kind), Err(Refusal::NotFinished), "{kind:?}");
    }
    assert_eq!(kept(&mut phone, SignOffKind::Refused, refusal()), Err("sign_before_finish"));
    assert!(phone.assess().not_signed().is_none());
}

/// nothing is ever signed under a refusal or an absence, and nothing is a signature without a mark.
#[test]
fn a_mark_that_does_not_fit_its_kind_is_never_sealed() {
    let stamp = Mark::Stamp { stamp: "ab".repeat(32) };
    for kind in [SignOffKind::Refused, SignOffKind::Absent] {
        for mark in [strokes(), stamp.clone(), Mark::StrokesAndStamp { strokes: pen(), stamp: "ab".repeat(32) }] {
            assert!(matches!(mark.check(kind), Err(SealError::Mark(_))), "{kind:?} {mark:?}");
        }
    }
    for kind in KINDS.into_iter().filter(|kind| kind.is_signed()) {
        assert!(matches!(refusal().check(kind), Err(SealError::Mark(_))), "{kind:?}");
    }
    let cases = [
        ("", "words", SignOffKind::Refused),
        ("\u{200b}", "words", SignOffKind::Refused),
        ("reason", " ", SignOffKind::Refused),
        (" ", "", SignOffKind::Absent),
    ];
    for (reason, words, kind) in cases {
        let mark = Mark::Unsigned(Unsigned { reason: reason.into(), words: words.into() });
        assert!(matches!(mark.check(kind), Err(SealError::Mark(_))), "{reason:?} {words:?}");
    }
    let alone = Mark::Unsigned(Unsigned { reason: "无人在家".into(), words: String::new() });
    assert_eq!(alone.check(SignOffKind::Absent), Ok(()));
    assert!(matches!(Mark::Stamp { stamp: "no hash".into() }.check(SignOffKind::Acceptance), Err(SealError::Mark(_))));
}

/// a stamp counts as a signature, if its picture is among the photos of the visit.
#[test]
fn a_stamp_counts_as_a_signature() {
    let zhao = zhao();
    let mut phone = opened_for(&zhao).on(&zhao);
    phone.work_to_finish(&zhao);
    let nowhere = Mark::Stamp { stamp: "cd".repeat(32) };
    assert_eq!(kept(&mut phone, SignOffKind::Acceptance, nowhere), Err("seal_mark"));

    let mut phone = opened_for(&zhao).on(&zhao);
    phone.work_to_finish(&zhao);
    let now = phone.assess();
    assert_eq!(rules::can_add_photo(&now.visit, now.signature, zhao.person), Ok(()), "its picture is taken after the finish");
    let stamp = stamp_photo(&mut phone, &zhao, 135);
    assert_eq!(kept(&mut phone, SignOffKind::Acceptance, Mark::Stamp { stamp: stamp.clone() }), Ok(()));
    let now = phone.assess();
    assert_eq!(now.signature, Signature::Current);
    assert_eq!(now.acceptance().unwrap().mark.stamp(), Some(stamp.as_str()));
    assert_eq!(now.acceptance().unwrap().strokes(), None);
    assert_eq!(rules::can_add_photo(&now.visit, now.signature, zhao.person), Err(Refusal::Signed));
}

/// where signature and stamp are both asked for, one of them is not enough.
#[test]
fn where_both_are_asked_for_one_of_them_is_not_enough() {
    let zhao = zhao();
    let terms = Terms { sign_off: SignOffTerms { stamp: StampUse::Required, ..SignOffTerms::default() }, ..Terms::default() };
    let ready = || {
        let mut phone = with_terms(terms.clone()).on(&zhao);
        phone.work_to_finish(&zhao);
        let stamp = stamp_photo(&mut phone, &zhao, 135);
        (phone, stamp)
    };
    let (mut phone, stamp) = ready();
    assert_eq!(kept(&mut phone, SignOffKind::Acceptance, strokes()), Err("seal_mark"));
    assert_eq!(kept(&mut phone, SignOffKind::Acceptance, Mark::Stamp { stamp }), Err("seal_mark"));
    let (mut phone, stamp) = ready();
    assert_eq!(kept(&mut phone, SignOffKind::Acceptance, Mark::StrokesAndStamp { strokes: pen(), stamp }), Ok(()));
    let (mut phone, _) = ready();
    assert_eq!(kept(&mut phone, SignOffKind::Refused, refusal()), Ok(()), "nobody stamps a refusal");
}

/// the consent covers the charges announced, before the work is finished.
#[test]
fn a_consent_to_a_fee_covers_the_charges_announced() {
    let zhao = zhao();
    let mut phone = opened_for(&zhao).on(&zhao);
    phone.event(&zhao, 50, EventKind::Arrived);
    let asked = |phone: &Replica| {
        let now = phone.assess();
        rules::can_ask(&now.visit, now.signature, SignOffKind::FeeConsent)
    };
    assert_eq!(asked(&phone), Err(Refusal::NothingCharged));
    let charge = EventKind::Charged { what: ChargeKind::Labour, description: "人工".into(), amount_fen: 8_000, part_line: None };
    phone.event(&zhao, 51, charge);
    assert_eq!(asked(&phone), Ok(()));
    assert_eq!(kept(&mut phone, SignOffKind::FeeConsent, strokes()), Ok(()));
    let now = phone.assess();
    assert_eq!((now.fee_agreed_fen(), now.signature), (Some(8_000), Signature::None), "a consent accepts no work");
    let voucher = now.sign_offs.first().unwrap().verified.as_ref().unwrap().voucher().unwrap();
    assert_eq!((voucher.details.charges_fen, voucher.details.charges.len()), (Some(8_000), 1));

    phone.work_to_finish(&zhao);
    assert_eq!(asked(&phone), Err(Refusal::AlreadyFinished));
    assert_eq!(kept(&mut phone, SignOffKind::FeeConsent, strokes()), Err("seal_fee_consent"), "after the work it is too late");
}

/// goods are signed for on their own paper, a return visit as one.
#[test]
fn each_paper_takes_only_its_own_kinds() {
    let zhao = zhao();
    let mut phone = opened_for(&zhao).on(&zhao);
    phone.work_to_finish(&zhao);
    for kind in [SignOffKind::TakeAway, SignOffKind::GoodsReturn, SignOffKind::ReturnVisit] {
        assert_eq!(rules::can_ask(&phone.assess().visit, Signature::None, kind), Err(Refusal::OtherPaper), "{kind:?}");
    }
}

fn receipt(kind: SignOffKind) -> GoodsVoucher {
    GoodsVoucher {
        version: GOODS_VERSION,
        language: Language::Chinese,
        kind,
        statement: statement(kind, Language::Chinese).into(),
        organisation: organisation(),
        repair: DocumentId::from_bytes([33; 16]),
        visit: Some(order().id),
        call_out_number: "C260302-001".into(),
        customer: order().customer,
        receipt_number: "T07-0012".into(),
        item: GoodsItem {
            product: "打印机".into(),
            model: "LQ-630K".into(),
            serial: "Q1".into(),
            accessories: "电源线".into(),
            appearance: "scratched".into(),
            function: "abnormal".into(),
            condition: String::new(),
        },
        fault: "不进纸".into(),
        technician: VoucherTechnician { id: zhao().person, name: zhao().name.into() },
        taken_at: Timestamp::from_ms(MORNING),
        promised_for: None,
        returned_at: None,
        work_done: String::new(),
        parts: Vec::new(),
        charges: Vec::new(),
        charges_fen: None,
        inspection: None,
        utc_offset_minutes: None,
    }
}

fn sealed_receipt(paper: &Paper, mark: Mark) -> Result<Vec<u8>, SealError> {
    let zhao = zhao();
    let request = SealRequest {
        sign_off: model::id::SignOffId::from_bytes([6; 16]),
        paper,
        heads: &[],
        signer: customer(),
        mark,
        signed: clock(5),
        device: zhao.device,
        backing: Backing::default(),
    };
    seal(request, &zhao.key as &dyn DeviceKey)
}

/// two signatures, each bound to its own text.
#[test]
fn the_two_signatures_of_a_take_away_are_each_bound_to_their_own_text() {
    let (taken, returned) = (receipt(SignOffKind::TakeAway), receipt(SignOffKind::GoodsReturn));
    let record = sealed_receipt(&taken.clone().into(), strokes()).unwrap();
    let seal = verify(&record, Some(&zhao().key.public_key())).unwrap();
    assert_eq!((seal.kind(), &seal.paper), (SignOffKind::TakeAway, &Paper::Goods(taken.clone())));
    assert_eq!(seal.record.body.repair, Some(taken.repair));
    assert_eq!(seal.record.body.visit, None);
    assert_ne!(taken.statement, returned.statement);
    // Neither the other kind nor the other text fits.
    let swapped = GoodsVoucher { statement: returned.statement, ..taken.clone() };
    let record = sealed_receipt(&swapped.into(), strokes()).unwrap();
    assert_eq!(verify(&record, None).unwrap_err(), SealError::VoucherChanged);
    assert!(matches!(sealed_receipt(&taken.into(), refusal()), Err(SealError::Mark(_))));
}

#[test]
fn a_receipt_of_goods_is_no_sign_off_of_a_visit() {
    let zhao = zhao();
    let mut phone = opened_for(&zhao).on(&zhao);
    phone.work_to_finish(&zhao);
    let record = sealed_receipt(&receipt(SignOffKind::TakeAway).into(), strokes()).unwrap();
    let seal = verify(&record, None).unwrap();
    assert_eq!(check_against(&seal, &phone.doc), Err(SealError::OtherPaper));
    phone.keep(&zhao, 140, model::id::SignOffId::from_bytes([6; 16]), &record);
    let now = phone.assess();
    assert_eq!((now.signature, now.attention.as_slice()), (Signature::None, [Attention::SealInvalid].as_slice()));
}

/// nobody has to give a name to refuse; whoever signs does.
#[test]
fn whoever_signs_gives_a_name_and_whoever_refuses_need_not() {
    let nobody = Signer { name: String::new(), role: String::new(), remarks: String::new() };
    assert_eq!(rules::check_signer(&nobody), Err(Refusal::SignerMissing));
    assert_eq!(rules::check_nobody(&nobody), Ok(()));
}

/// what is repaired on the spot needs one signature, the customer's acceptance, and it is kept.
#[test]
fn work_done_on_the_spot_is_accepted_with_one_signature() {
    let zhao = zhao();
    let mut phone = opened_for(&zhao).on(&zhao);
    phone.work_to_finish(&zhao);
    assert_eq!(kept(&mut phone, SignOffKind::Acceptance, strokes()), Ok(()));
    let now = phone.assess();
    assert_eq!((now.signature, now.sign_offs.len()), (Signature::Current, 1));
    assert_eq!(now.revisions().len(), 1);
}
