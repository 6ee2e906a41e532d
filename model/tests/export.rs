//! Exported documents: built anew behind the gate, whatever the bytes are.

use crate::site::*;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::documents::export::{Export, ExportError};
use model::documents::kind::DocumentKind;
use model::gate::Limits;
use model::seal::SealError;
use model::time::Timestamp;
use proptest::prelude::*;

/// A signed visit, every change received a second after the one before.
fn export() -> Export {
    let desk = opened_for(&zhao());
    let mut phone = desk.on(&zhao());
    phone.work_to_finish(&zhao());
    phone.sign(&zhao(), 140);
    let changes = desk.written.iter().chain(&phone.written).zip(1..);
    let changes: Vec<_> = changes.map(|(change, n)| (Timestamp::from_ms(n * 1000), change.raw.clone())).collect();
    Export::of(DocumentKind::Visit, order().id, organisation().id, Timestamp::from_ms(0), &changes)
}

#[test]
fn an_export_has_one_spelling_and_makes_the_document_again() {
    let export = export();
    let bytes = export.to_bytes().unwrap();
    assert!(Export::begins(&bytes));
    assert_eq!(Export::parse(&bytes).unwrap(), export);
    let seals = export.rebuild(&Limits::of_own_server()).ok().unwrap().seals();
    assert_eq!(seals.len(), 1);
    assert!(seals[0].seal.is_ok() && seals[0].later.as_ref().unwrap().is_empty());
    assert_eq!(seals[0].received_at, Some(Timestamp::from_ms(1000 * i64::try_from(export.changes.len()).unwrap())));
    let spaced = String::from_utf8(bytes).unwrap().replace("\"kind\":", "\"kind\": ");
    assert_eq!(Export::parse(spaced.as_bytes()).unwrap_err().code(), "export_malformed");
}

#[test]
fn a_change_that_is_there_twice_or_too_many_are_refused() {
    let mut twice = export();
    twice.changes.push(twice.changes[3].clone());
    let number = twice.changes.len();
    let detail = |error: &ExportError| matches!(error, ExportError::Change { number: n, .. } if *n == number);
    assert!(detail(&twice.rebuild(&Limits::default()).err().unwrap()));
    let few = Limits { document_changes: 5, ..Limits::default() };
    assert!(matches!(export().rebuild(&few), Err(ExportError::Change { number: 6, .. })));
}

/// A record that was put under another sign-off's id does not count.
#[test]
fn what_does_not_match_of_a_record_is_named() {
    let desk = opened_for(&zhao());
    let mut phone = desk.on(&zhao());
    phone.work_to_finish(&zhao());
    let (_, record) = phone.seal_now(&zhao(), 140);
    phone.keep(&zhao(), 140, model::id::SignOffId::from_bytes([9; 16]), &record);
    let changes: Vec<_> = desk.written.iter().chain(&phone.written).map(|change| (Timestamp::from_ms(0), change.raw.clone())).collect();
    let export = Export::of(DocumentKind::Visit, order().id, organisation().id, Timestamp::from_ms(0), &changes);
    let seals = export.rebuild(&Limits::default()).ok().unwrap().seals();
    assert_eq!(seals[0].seal.as_ref().err(), Some(&SealError::OtherVisit));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever bit of whatever change is flipped: nothing panics, and either that change is named, or one that builds on it, or the seal
    /// no longer stands.
    #[test]
    fn no_flipped_bit_of_a_change_goes_unnoticed(change in any::<prop::sample::Index>(), place in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let mut export = export();
        let index = change.index(export.changes.len());
        let mut raw = URL_SAFE_NO_PAD.decode(&export.changes[index].raw).unwrap();
        let at = place.index(raw.len());
        raw[at] ^= 1 << bit;
        export.changes[index].raw = URL_SAFE_NO_PAD.encode(raw);
        let code = export.rebuild(&Limits::of_own_server()).err().map(|error| error.code());
        prop_assert_eq!(code, Some("export_change"));
    }
}
