//! What the verifier finds: every altered byte, every part moved to another record.

use crate::site::*;
use model::documents::visit::Visit;
use model::documents::visit::records::{ChargeKind, CheckResult, EventKind, SiteLine};
use model::id::SignOffId;
use model::seal::key::DeviceKey;
use model::seal::record::{Backing, SealRequest, seal};
use model::seal::verify::{check_against, verify};
use model::seal::voucher::{Language, SignOffKind, Voucher};
use model::seal::{Mark, SealError, Unsigned};

fn signed() -> (Replica, Vec<u8>) {
    let zhao = zhao();
    let mut phone = opened_for(&zhao).on(&zhao);
    phone.work_to_finish(&zhao);
    let (_, record) = phone.seal_now(&zhao, 140);
    (phone, record)
}

#[test]
fn an_untouched_record_verifies_alone_and_against_its_document() {
    let (phone, record) = signed();
    let seal = verify(&record, Some(&zhao().key.public_key())).unwrap();
    assert!(check_against(&seal, &phone.doc).is_ok());
    assert_eq!(verify(&record, Some(&chen().key.public_key())).unwrap_err(), SealError::OtherKey);
}

/// signature, signer, remarks and content are bound together.
#[test]
fn no_single_flipped_bit_goes_unnoticed() {
    let (_, record) = signed();
    for at in 0..record.len() {
        for bit in 0..8 {
            let mut altered = record.clone();
            altered[at] ^= 1 << bit;
            assert!(verify(&altered, None).is_err(), "bit {bit} of byte {at} went unnoticed");
        }
    }
}

/// Format 2 with everything in it: stamp and strokes, details of the voucher, a refusal with its words, the paper of goods. Each bit of
/// each is bound.
#[test]
fn no_single_flipped_bit_of_any_kind_of_sign_off_goes_unnoticed() {
    let zhao = zhao();
    let mut phone = opened_for(&zhao).on(&zhao);
    phone.event(&zhao, 45, EventKind::SiteNoted { line: SiteLine::Mileage, value: "41200".into() });
    let labour = EventKind::Charged { what: ChargeKind::Labour, description: "人工".into(), amount_fen: 8_000, part_line: None };
    phone.event(&zhao, 46, labour);
    phone.work_to_finish(&zhao);
    let marks = [
        (SignOffKind::Acceptance, Mark::StrokesAndStamp { strokes: pen(), stamp: "ab".repeat(32) }),
        (SignOffKind::Acceptance, Mark::Stamp { stamp: "ab".repeat(32) }),
        (SignOffKind::Refused, Mark::Unsigned(Unsigned { reason: "噪音".into(), words: "还是响".into() })),
    ];
    for (kind, mark) in marks {
        let (_, record) = phone.seal_as(&zhao, 140, kind, mark.clone());
        assert_eq!(verify(&record, None).map(|seal| seal.mark), Ok(mark));
        for at in 0..record.len() {
            for bit in 0..8 {
                let mut altered = record.clone();
                altered[at] ^= 1 << bit;
                assert!(verify(&altered, None).is_err(), "{kind:?}: bit {bit} of byte {at} went unnoticed");
            }
        }
    }
}

/// no mark can be put under a refusal, taken from a signature, or turned into another kind, not even with the digest redone.
#[test]
fn a_record_is_never_turned_into_another_kind() {
    let zhao = zhao();
    let mut phone = opened_for(&zhao).on(&zhao);
    phone.work_to_finish(&zhao);
    let words = Mark::Unsigned(Unsigned { reason: "噪音".into(), words: "还是响".into() });
    let (_, refused) = phone.seal_as(&zhao, 140, SignOffKind::Refused, words);
    let (_, accepted) = phone.seal_now(&zhao, 141);
    let json = |record: &[u8]| serde_json::from_slice::<serde_json::Value>(record).unwrap();
    let strokes = json(&accepted)["body"]["strokes"].clone();
    let verdict = |json: &serde_json::Value| verify(&serde_json_canonicalizer::to_vec(json).unwrap(), None).unwrap_err();

    let mut forged = json(&refused);
    forged["body"]["strokes"] = strokes.clone();
    assert!(matches!(verdict(&forged), SealError::Mark(_)), "strokes beside the words of a refusal");
    let mut forged = json(&refused);
    forged["body"].as_object_mut().unwrap().remove("unsigned");
    forged["body"]["strokes"] = strokes;
    assert!(matches!(verdict(&forged), SealError::Mark(_)), "strokes instead of the words");
    let mut forged = json(&refused);
    forged["body"]["kind"] = "acceptance".into();
    assert_eq!(verdict(&forged), SealError::OtherVisit);
    let mut forged = json(&accepted);
    forged["body"].as_object_mut().unwrap().remove("strokes");
    assert!(matches!(verdict(&forged), SealError::Mark(_)), "a signature without a mark");
    let mut forged = json(&accepted);
    forged["body"]["format"] = "fieldbook.seal.1".into();
    assert!(matches!(verdict(&forged), SealError::Unreadable(_)), "an older format cannot hold a newer voucher");
    let mut forged = json(&accepted);
    forged["body"]["repair"] = forged["body"]["visit"].clone();
    assert_eq!(verdict(&forged), SealError::OtherVisit);
}

#[test]
fn a_voucher_changed_with_a_new_digest_still_fails_by_its_signature() {
    let (_, record) = signed();
    let mut json: serde_json::Value = serde_json::from_slice(&record).unwrap();
    let voucher = json["body"]["voucher"].as_str().unwrap().replace("\"quantity\":1", "\"quantity\":2");
    json["body"]["voucher_sha256"] = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(voucher.as_bytes())).into();
    json["body"]["voucher"] = voucher.into();
    let altered = serde_json_canonicalizer::to_vec(&json).unwrap();
    assert_eq!(verify(&altered, None).unwrap_err(), SealError::Signature);
}

#[test]
fn strokes_of_another_visit_do_not_fit() {
    let (_, record) = signed();
    let other = model::seal::strokes::Strokes { width: 500, ..pen() }.encode().unwrap();
    let mut json: serde_json::Value = serde_json::from_slice(&record).unwrap();
    json["body"]["strokes"] = other.into();
    assert_eq!(verify(&serde_json_canonicalizer::to_vec(&json).unwrap(), None).unwrap_err(), SealError::Signature);
}

/// a signature belongs to the content that was shown.
#[test]
fn a_seal_does_not_fit_a_document_that_says_something_else() {
    let (_, record) = signed();
    let seal = verify(&record, None).unwrap();
    let zhao = zhao();
    let mut other = opened_for(&zhao).on(&zhao);
    assert_eq!(check_against(&seal, &other.doc), Err(SealError::UnknownHeads));
    other.check(&zhao, 1, "power", CheckResult::Good);
    assert_eq!(check_against(&seal, &other.doc), Err(SealError::UnknownHeads));
}

#[test]
fn sealed_records_are_the_same_bytes_everywhere() {
    let (_, one) = signed();
    let (_, two) = signed();
    assert_eq!(one, two);
    assert!(one.len() < 8 * 1024, "a sealed record of a small visit has {} bytes", one.len());
}

/// Where a stranger has the seal checked is bound with the rest, and can only be an address.
#[test]
fn the_address_to_check_at_is_sealed_and_is_an_address() {
    let zhao = zhao();
    let mut phone = opened_for(&zhao).on(&zhao);
    phone.work_to_finish(&zhao);
    let visit = Visit::read(&phone.doc).unwrap();
    let paper = Voucher::of(&visit, SignOffKind::Acceptance, Language::English).into();
    let sealed = |check_at: &str| {
        let request = SealRequest {
            sign_off: SignOffId::from_bytes([1; 16]),
            paper: &paper,
            heads: &phone.doc.get_heads(),
            signer: customer(),
            mark: Mark::Strokes { strokes: pen() },
            signed: clock(140),
            device: zhao.device,
            backing: Backing { check_at: Some(check_at.to_owned()), ..Backing::default() },
        };
        seal(request, &zhao.key)
    };
    let record = sealed("https://desk.example").unwrap();
    let verified = verify(&record, None).unwrap();
    assert_eq!(verified.record.body.check_at.as_deref(), Some("https://desk.example"));
    assert!(check_against(&verified, &phone.doc).is_ok());
    let moved = String::from_utf8(record).unwrap().replace("desk.example", "evil.example");
    assert_eq!(verify(moved.as_bytes(), None).unwrap_err(), SealError::Signature);
    assert_eq!(sealed("javascript:alert(1)").unwrap_err().code(), "seal_check_address");
    // A device that seals something else all the same is not believed.
    let json = moved.replace("https://evil.example", "javascript:1");
    assert_eq!(verify(json.as_bytes(), None).unwrap_err().code(), "seal_check_address");
}
