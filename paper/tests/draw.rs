//! What is drawn: always the same bytes, and only records that verify and belong together.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

mod records;

use std::path::PathBuf;

use model::id::DocumentId;
use model::seal::SealError;
use model::seal::voucher::{Language, SignOffKind};
use paper::{PaperError, draw};
use records::*;
use sha2::{Digest as _, Sha256};

fn drawn(records: &[Vec<u8>]) -> Vec<u8> {
    draw(&records.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap()
}

/// With `FIELDBOOK_WRITE_GOLDEN=1` the digests are written where there are none, and with `FIELDBOOK_PAPER_FOLDER` the files besides, to
/// look at. A digest that changes is another layout.
#[test]
fn the_same_records_give_the_same_bytes_as_layout_1_always_did() {
    for (name, records) in all() {
        let pdf = drawn(&records);
        if let Some(folder) = std::env::var_os("FIELDBOOK_PAPER_FOLDER") {
            std::fs::write(PathBuf::from(folder).join(format!("{name}.pdf")), &pdf).unwrap();
        }
        let digest = hex::encode(Sha256::digest(&pdf));
        let golden = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(format!("{name}.sha256"));
        if std::env::var_os("FIELDBOOK_WRITE_GOLDEN").is_some() && !golden.exists() {
            std::fs::write(&golden, &digest).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&golden).unwrap().trim(), digest, "{name}");
    }
}

#[test]
fn two_threads_draw_the_same_bytes() {
    let records = amended();
    let again = std::thread::spawn({
        let records = records.clone();
        move || drawn(&records)
    });
    let here = drawn(&records);
    assert_eq!(here, again.join().unwrap());
    assert_eq!(here, drawn(&records));
}

/// A record of version 0.1 is drawn like any other.
#[test]
fn records_of_version_0_1_are_drawn_too() {
    let golden = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../model/tests/golden");
    for name in ["seal-0.1.json", "seal-0.2.json"] {
        assert!(drawn(&[std::fs::read(golden.join(name)).unwrap()]).starts_with(b"%PDF-1.7"), "{name}");
    }
}

#[test]
fn only_valid_records_of_one_document_are_drawn() {
    let one = visit(Language::Chinese);
    let mut altered = one.clone();
    altered[200] ^= 1;
    assert!(matches!(draw(&[&one, &altered]), Err(PaperError::Seal { number: 2, .. })));
    assert_eq!(draw(&[]), Err(PaperError::NoRecords));
    assert_eq!(draw(&[&one, &one]), Err(PaperError::Twice(2)));
    let mut other = voucher(Language::Chinese, SignOffKind::Acceptance);
    other.visit = DocumentId::from_bytes([9; 16]);
    let other = sealed(other, pen(), 9);
    assert_eq!(draw(&[&one, &other]), Err(PaperError::OtherDocument(2)));
    assert_eq!(draw(&[&goods(SignOffKind::TakeAway), &one]), Err(PaperError::OtherDocument(2)));
    assert_eq!(draw(&vec![one.as_slice(); 65]), Err(PaperError::TooManyRecords));
    let cut = one[..one.len() - 1].to_vec();
    let refused = draw(&[&cut]).unwrap_err();
    assert!(matches!(refused, PaperError::Seal { number: 1, error: SealError::Unreadable(_) }));
}

/// A box is never printed in place of a character.
#[test]
fn a_character_that_the_font_does_not_have_stops_the_drawing() {
    let mut voucher = voucher(Language::Chinese, SignOffKind::Acceptance);
    voucher.findings = "好 😀 𠮷\u{202e}".into();
    assert_eq!(draw(&[&sealed(voucher, pen(), 1)]), Err(PaperError::MissingCharacters(vec!['\u{202e}', '😀', '𠮷'])));
}
