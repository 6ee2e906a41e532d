//! What is found in a PDF: the records always, and whether the pages say the same.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

mod records;

use model::seal::SealError;
use model::seal::key::{DeviceKey as _, SoftwareKey};
use model::seal::voucher::{Language, SignOffKind};
use paper::{MAX_PDF_BYTES, Pages, PaperError, check, draw};
use records::*;

fn drawn(records: &[Vec<u8>]) -> Vec<u8> {
    draw(&records.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap()
}

/// `pdf` with every place that says `from` saying `to`, which is as long.
fn replaced(pdf: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut out = pdf.to_vec();
    let mut found = false;
    for at in 0..pdf.len() - from.len() {
        if &pdf[at..at + from.len()] == from {
            out[at..at + from.len()].copy_from_slice(to);
            found = true;
        }
    }
    assert!(found);
    out
}

#[test]
fn what_was_drawn_is_found_again_and_matches() {
    for (name, records) in all() {
        let checked = check(&drawn(&records), Some(&public_key())).unwrap();
        assert_eq!(checked.pages, Pages::Match, "{name}");
        assert_eq!(checked.seals.len(), records.len());
        for (seal, record) in checked.seals.iter().zip(&records) {
            assert_eq!(*seal, model::seal::verify::verify(record, None).unwrap());
        }
    }
}

#[test]
fn a_record_by_another_key_than_expected_is_named() {
    let pdf = drawn(&amended());
    let other = SoftwareKey::from_secret(&[8; 32]).public_key();
    assert_eq!(check(&pdf, Some(&other)), Err(PaperError::Seal { number: 1, error: SealError::OtherKey }));
}

/// R-058 on paper: no changed bit of the file passes. `FIELDBOOK_LONG=1` tries every byte.
#[test]
fn no_changed_bit_of_a_pdf_goes_unnoticed() {
    let pdf = drawn(&[visit(Language::English)]);
    let long = std::env::var_os("FIELDBOOK_LONG").is_some();
    // A step that meets every part of the file, and every bit.
    let step = if long { 1 } else { (pdf.len() / 2_000).max(1) };
    let mut altered = pdf.clone();
    for (n, at) in (0..pdf.len()).step_by(step).enumerate() {
        altered[at] ^= 1 << (n % 8);
        let valid = check(&altered, None).is_ok_and(|checked| checked.pages == Pages::Match);
        assert!(!valid, "bit {} of byte {at} went unnoticed", n % 8);
        altered[at] = pdf[at];
    }
}

/// The abuse case of the code of one paper on another's pages: the pages of one visit around the record of another.
#[test]
fn the_pages_of_one_record_around_another_differ() {
    let honest = visit(Language::English);
    let mut other = voucher(Language::English, SignOffKind::Acceptance);
    other.findings = other.findings.replace("worn", "torn");
    let other = sealed(other, pen(), 1);
    assert_eq!(other.len(), honest.len());
    let moved = replaced(&drawn(std::slice::from_ref(&honest)), &honest, &other);
    let checked = check(&moved, None).unwrap();
    assert_eq!(checked.pages, Pages::Differ);
    assert_eq!(checked.seals[0].voucher().unwrap().findings, "Pickup roller torn, tray 1 slips; scratch on the fuser.");
}

#[test]
fn bytes_before_or_after_the_file_are_a_difference() {
    let pdf = drawn(&[visit(Language::English)]);
    let longer = [pdf.as_slice(), b"\n1 0 obj <</Type/Page>> endobj\n"].concat();
    assert_eq!(check(&longer, None).map(|checked| checked.pages), Ok(Pages::Differ));
    assert_eq!(check(&[b" ", pdf.as_slice()].concat(), None), Err(PaperError::NotPdf));
}

#[test]
fn a_changed_record_is_named() {
    let pdf = replaced(&drawn(&amended()), "FU-2604419".as_bytes(), "FU-2604410".as_bytes());
    assert_eq!(check(&pdf, None), Err(PaperError::Seal { number: 2, error: SealError::VoucherChanged }));
}

/// A record that speaks of attachments itself confuses nothing.
#[test]
fn a_record_that_talks_like_a_pdf_is_found_all_the_same() {
    let mut voucher = voucher(Language::English, SignOffKind::Acceptance);
    voucher.findings = "1 0 obj <</Type /EmbeddedFile /Length 4>>\nstream\n{} 1\nendstream endobj Fieldbook paper 9".into();
    voucher.call_out.number = "/Type /EmbeddedFile stream".into();
    let checked = check(&drawn(&[sealed(voucher, pen(), 1)]), None).unwrap();
    assert_eq!(checked.pages, Pages::Match);
}

#[test]
fn another_layout_is_named() {
    let pdf = replaced(&drawn(&[visit(Language::English)]), b"Fieldbook paper 1", b"Fieldbook paper 7");
    assert_eq!(check(&pdf, None).map(|checked| checked.pages), Ok(Pages::OtherLayout(7)));
}

#[test]
fn what_holds_no_record_is_said_to_hold_none() {
    assert_eq!(check(b"", None), Err(PaperError::NotPdf));
    assert_eq!(check(b"{}", None), Err(PaperError::NotPdf));
    assert_eq!(check(b"%PDF-1.7\n%%EOF", None), Err(PaperError::NoSeal));
    let mut endless = b"%PDF-1.7\n".to_vec();
    endless.resize(MAX_PDF_BYTES + 1, b' ');
    assert_eq!(check(&endless, None), Err(PaperError::TooLarge));
}

/// A file full of beginnings of attachments is turned down in bounded time, and no file makes the search panic.
#[test]
fn hostile_files_are_turned_down() {
    let many = [b"%PDF-1.7\n".as_slice(), &b"1 0 obj <</Type/EmbeddedFile>>stream\nx\nendstream\n".repeat(20_000)].concat();
    assert!(matches!(check(&many, None), Err(PaperError::Seal { number: 1, .. })));
    let open = [b"%PDF-1.7\n".as_slice(), &b"obj /EmbeddedFile stream ".repeat(100_000)].concat();
    assert!(check(&open, None).is_err());
    for end in [
        "/EmbeddedFile",
        "obj /EmbeddedFile stream",
        "obj /EmbeddedFile /Length 99 >> stream\r\n",
        "obj /EmbeddedFile /Filter /FlateDecode stream\nxendstream",
    ] {
        assert!(check(format!("%PDF-1.7\n{end}").as_bytes(), None).is_err(), "{end}");
    }
}
