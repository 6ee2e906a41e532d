//! Correction after signing (O-05): what was signed stays, what follows is a later revision until somebody makes it binding.

use crate::site::*;
use model::documents::visit::assessment::{Attention, Signature};
use model::documents::visit::records::*;
use model::documents::visit::revisions::{RevisionBasis, RevisionChange, Section};
use model::documents::visit::write;
use model::id::{EventId, PartLineId};
use model::rules::{self, Refusal};

fn signed() -> (Replica, PartLineId) {
    let zhao = zhao();
    let mut phone = opened_for(&zhao).on(&zhao);
    phone.work_to_finish(&zhao);
    let typo = phone.swap(&zhao, 131, PartSwap { quantity: 2, ..roller() });
    phone.sign(&zhao, 140);
    (phone, typo)
}

fn open(phone: &mut Replica, minute: i64, reason: &str) -> EventId {
    let of = phone.assess().acceptance().unwrap().record.body.sign_off;
    phone.event(&zhao(), minute, EventKind::AmendmentOpened { of, reason: reason.into() })
}

fn correct(phone: &mut Replica, line: PartLineId) {
    let zhao = zhao();
    let stamp = phone.stamp(&zhao, 151);
    let change = write::strike_part(&mut phone.doc, line, "typing error", &stamp).unwrap();
    phone.written.push(change);
    phone.swap(&zhao, 152, roller());
}

fn accept(phone: &mut Replica, opened: EventId, minute: i64) -> EventId {
    let id = EventId::from_bytes([90 + u8::try_from(minute % 60).unwrap(); 16]);
    write::append_event(&mut phone.doc, id, EventKind::AmendmentAccepted { opened, note: String::new() }, &desk(minute)).unwrap();
    id
}

/// nobody writes into a signed visit; an amendment needs a reason and somebody who was there.
#[test]
fn a_signed_visit_is_locked_until_somebody_who_was_there_opens_it_with_a_reason() {
    let zhao = zhao();
    let (mut phone, _) = signed();
    let now = phone.assess();
    assert_eq!(rules::can_work(&now.visit, now.signature, zhao.person), Err(Refusal::Signed));
    assert_eq!(rules::can_reopen(&now.visit, now.signature, zhao.person), Err(Refusal::Signed));
    assert_eq!(rules::can_open_amendment(&now.visit, now.signature, zhao.person, " "), Err(Refusal::ReasonMissing));
    assert_eq!(rules::can_open_amendment(&now.visit, now.signature, chen().person, "x"), Err(Refusal::NotArrived));
    assert_eq!(rules::can_open_amendment(&now.visit, now.signature, zhao.person, "typing error"), Ok(()));
    open(&mut phone, 150, "typing error");
    let now = phone.assess();
    assert_eq!((now.signature, now.attention.as_slice()), (Signature::Amending, [Attention::AmendmentOpen].as_slice()));
    assert_eq!(rules::can_work(&now.visit, now.signature, zhao.person), Ok(()), "the paper is corrected without taking the finish back");
    assert_eq!(rules::can_open_amendment(&now.visit, now.signature, zhao.person, "again"), Err(Refusal::AmendmentOpen));
    let unsigned = opened_for(&zhao).assess();
    assert_eq!(rules::can_open_amendment(&unsigned.visit, unsigned.signature, zhao.person, "x"), Err(Refusal::NotSigned));
}

/// the first signature belongs to revision 1; stock follows the correction only when it is signed.
#[test]
fn a_correction_is_a_revision_of_its_own_and_is_signed_anew() {
    let zhao = zhao();
    let (mut phone, typo) = signed();
    let first = phone.assess().acceptance().unwrap().clone();
    open(&mut phone, 150, "typing error");
    correct(&mut phone, typo);
    let now = phone.assess();
    let booked = |now: &model::documents::visit::assessment::Assessment| -> u32 {
        now.parts_to_book().iter().map(|line| line.record.swap.quantity).sum()
    };
    assert_eq!((now.signature, booked(&now)), (Signature::Amending, 3), "two and one: what was signed");
    let [one, two] = now.revisions() else { panic!("{:?}", now.revisions()) };
    assert_eq!((one.number, one.basis, one.changes.len()), (1, RevisionBasis::Signed { sign_off: first.record.body.sign_off }, 0));
    assert_eq!((two.number, two.basis, two.reasons.as_slice()), (2, RevisionBasis::Unsigned, ["typing error".to_owned()].as_slice()));
    assert!(matches!(
        two.changes.as_slice(),
        [RevisionChange::PartStruck { quantity: 2, .. }, RevisionChange::PartAdded { quantity: 1, .. }]
    ));

    let second = phone.sign(&zhao, 155);
    let now = phone.assess();
    assert_eq!((now.signature, booked(&now)), (Signature::Current, 2));
    assert_eq!(now.attention, []);
    assert_eq!(now.acceptance().unwrap().record.body.sign_off, second);
    let details = &now.acceptance().unwrap().voucher().unwrap().details;
    assert_eq!((details.revision, details.amendments.first().unwrap().reason.as_str()), (Some(2), "typing error"));
    assert_eq!(details.amendments.first().unwrap().of, first.record.body.sign_off);
    assert_eq!(now.revisions().len(), 2);
    assert!(now.sign_offs.iter().all(|sign_off| sign_off.verified.is_ok()), "the first signature stays what it was");
    assert_eq!(rules::can_work(&now.visit, now.signature, zhao.person), Err(Refusal::Signed), "locked again");
}

/// a leader accepts what the customer has not signed; the signature stays with revision 1.
#[test]
fn a_leader_accepts_exactly_what_was_there_to_accept() {
    let zhao = zhao();
    let (mut phone, typo) = signed();
    let opened = open(&mut phone, 150, "typing error");
    correct(&mut phone, typo);
    let before = phone.on(&chen());
    assert_eq!(rules::can_accept_amendment(&phone.assess(), opened), Ok(()));
    assert_eq!(rules::can_accept_amendment(&phone.assess(), EventId::from_bytes([1; 16])), Err(Refusal::NoSuchAmendment));
    let accepted = accept(&mut phone, opened, 300);
    let now = phone.assess();
    assert_eq!((now.signature, now.attention.as_slice()), (Signature::Accepted, [].as_slice()));
    assert_eq!(now.revisions().last().unwrap().basis, RevisionBasis::Accepted { event: accepted });
    assert_eq!(now.parts_to_book().len(), 2);
    assert_eq!(now.acceptance().unwrap().voucher().unwrap().parts.len(), 2, "still the paper that was signed");
    assert_eq!(rules::can_accept_amendment(&now, opened), Err(Refusal::NoSuchAmendment));
    assert_eq!(rules::can_work(&now.visit, now.signature, zhao.person), Err(Refusal::Signed));

    // What somebody wrote without knowing is not accepted with it.
    let mut other = before;
    other.swap(&chen(), 160, roller());
    phone.merge(&other);
    let now = phone.assess();
    assert_eq!(now.signature, Signature::ChangedSince);
    assert!(now.attention.contains(&Attention::ChangedAfterSignature));
    assert_eq!(now.parts_to_book().len(), 2);
    assert_eq!(now.revisions().len(), 3);
}

/// O-03: a line that was written without knowing of the signature is taken, and shown as an unsigned addition.
#[test]
fn a_line_written_beside_the_signature_is_an_unsigned_addition() {
    let (zhao, chen) = (zhao(), chen());
    let mut phone = opened_for(&zhao).on(&zhao);
    phone.work_to_finish(&zhao);
    let mut other = phone.on(&chen);
    phone.sign(&zhao, 140);
    other.swap(&chen, 138, roller());
    phone.merge(&other);
    let now = phone.assess();
    assert_eq!(now.signature, Signature::ChangedSince);
    assert_eq!(now.parts_to_book().len(), 1);
    let last = now.revisions().last().unwrap();
    assert_eq!((last.number, last.basis, last.reasons.len()), (2, RevisionBasis::Unsigned, 0));
    assert!(matches!(last.changes.as_slice(), [RevisionChange::PartAdded { .. }]));
    assert_eq!(rules::can_work(&now.visit, now.signature, zhao.person), Err(Refusal::Signed));
    assert_eq!(rules::can_sign(&now.visit, now.signature), Ok(()), "the customer can sign it as it is");
}

#[test]
fn every_part_of_the_paper_that_changed_is_named() {
    let zhao = zhao();
    let (mut phone, _) = signed();
    open(&mut phone, 150, "more to say");
    phone.texts(&zhao, 151, "又发现一处", "更换搓纸轮，试机正常");
    phone.check(&zhao, 152, "test", CheckResult::Defect);
    let charge = EventKind::Charged { what: ChargeKind::Labour, description: "人工".into(), amount_fen: 500, part_line: None };
    phone.event(&zhao, 153, charge);
    let now = phone.assess();
    let changes = &now.revisions().last().unwrap().changes;
    assert!(
        matches!(
            changes.as_slice(),
            [
                RevisionChange::Findings { .. },
                RevisionChange::Charges { from_fen: 0, to_fen: 500 },
                RevisionChange::Section { section: Section::Checklist }
            ]
        ),
        "{changes:?}"
    );
}

/// what follows the work by its nature changes nothing that was signed.
#[test]
fn survey_money_and_approval_after_the_signature_change_nothing_that_was_signed() {
    let zhao = zhao();
    let (mut phone, _) = signed();
    phone.event(&zhao, 145, EventKind::MoneyCollected { amount_fen: 1, method: PayMethod::Cash });
    let grades = Grades { overall: Some(10), ..Grades::default() };
    phone.event(&zhao, 146, EventKind::SurveyAnswered { grades, reasons: String::new(), suggestion: String::new() });
    phone.event(&zhao, 147, EventKind::InvoiceRequested { amount_fen: 1 });
    write::append_event(&mut phone.doc, EventId::from_bytes([80; 16]), EventKind::ReportApproved { note: String::new() }, &desk(300))
        .unwrap();
    let now = phone.assess();
    assert_eq!(now.signature, Signature::Current);
    assert_eq!(now.revisions().len(), 1);
}

#[test]
fn two_amendments_opened_at_once_are_both_closed_by_one_signature_that_names_both() {
    let zhao = zhao();
    let (mut phone, typo) = signed();
    let mut other = phone.on(&chen());
    open(&mut phone, 150, "typing error");
    let of = other.assess().acceptance().unwrap().record.body.sign_off;
    other.event(&chen(), 150, EventKind::AmendmentOpened { of, reason: "forgot a part".into() });
    other.swap(&chen(), 151, roller());
    correct(&mut phone, typo);
    phone.merge(&other);
    assert_eq!(phone.assess().visit.open_amendments().len(), 2);
    phone.sign(&zhao, 160);
    let now = phone.assess();
    assert_eq!((now.signature, now.revisions().len()), (Signature::Current, 2));
    assert_eq!(now.acceptance().unwrap().voucher().unwrap().details.amendments.len(), 2);
}
