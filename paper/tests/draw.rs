//! What is drawn: always the same bytes, and only records that verify and belong together.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

mod records;

use std::path::PathBuf;

use model::id::DocumentId;
use model::seal::order::Place;
use model::seal::verify::{VerifiedSeal, verify};
use model::seal::voucher::{Language, SignOffKind};
use model::seal::{Mark, Paper, SealError, Signer, Unsigned};
use paper::{Code, MAX_PAGES, Pages, PaperError, check, check_link, draw, fits, unprintable};
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

/// Whatever a record says, it has its paper: what a desk wrote weeks ago is not a reason to have none.
#[test]
fn a_character_that_the_font_does_not_have_does_not_stop_the_drawing() {
    let mut voucher = voucher(Language::Chinese, SignOffKind::Acceptance);
    voucher.findings = "好 😀 𠮷\u{202e}".into();
    let drawn = drawn(&[sealed(voucher, pen(), 1)]);
    assert_eq!(check(&drawn, None).map(|checked| checked.pages), Ok(Pages::Match));
}

#[test]
fn what_cannot_be_printed_is_found_before_the_signature() {
    let mut voucher = voucher(Language::Chinese, SignOffKind::Refused);
    let signer = Signer { name: "李芳".into(), role: "行政".into(), remarks: String::new() };
    let said = |words: &str| Mark::Unsigned(Unsigned { reason: "不满意".into(), words: words.into() });
    let fine = said("还是响。\r\n我不签。");
    assert_eq!(unprintable(&(Paper::from(voucher.clone()), &signer, fine.unsigned())), Ok(Vec::new()));
    voucher.customer.name = "𠮷田商店".into();
    let paper = Paper::from(voucher);
    assert_eq!(unprintable(&paper), Ok(vec!['𠮷']));
    let signer = Signer { name: "𪚥".into(), role: "😀".into(), remarks: "\u{202e}".into() };
    let found = unprintable(&(paper, signer, said("\u{7}").unsigned())).unwrap();
    assert_eq!(found, ['\u{7}', '\u{202e}', '😀', '𠮷', '𪚥']);
}

/// The longest honest visit takes a tenth of the pages a file may have; a record that would fill more with nothing is not drawn, and
/// counts all the same.
#[test]
fn the_longest_honest_visit_fits_and_endless_empty_lines_do_not() {
    let longest = drawn(&[longest()]);
    assert_eq!(check(&longest, None).map(|checked| checked.pages), Ok(Pages::Match));
    let pages = longest.windows(10).filter(|at| at == b"/Type/Page" || at == b"/Type /Pag").count();
    assert!((10..MAX_PAGES / 10).contains(&pages), "{pages}");
    let hollow = hollow();
    assert_eq!(draw(&[&hollow]).map(|pdf| pdf.len()), Err(PaperError::TooManyPages));
    assert_eq!(fits(&[&hollow]), Err(PaperError::TooManyPages));
    let head = format!("%PDF-1.7\n1 0 obj <</Type /EmbeddedFile /Length {}>>\nstream\n", hollow.len());
    let planted = [head.as_bytes(), &hollow, b"\nendstream"].concat();
    assert_eq!(check(&planted, None).map(|checked| checked.pages), Ok(Pages::Differ));
}

/// The code leads to the place where this very record is checked.
#[test]
fn the_code_names_the_record_by_its_digest() {
    let record = visit(Language::English);
    let link = check_link(&verify(&record, None).unwrap(), &record).unwrap();
    let digest = hex::encode(Sha256::digest(&record));
    assert_eq!(link, format!("https://desk.hengtong.example#seal=PR-26-00417&sha256={digest}"));
    let code = Code::of(&link).unwrap();
    assert_eq!(code.squares.len(), usize::from(code.across) * usize::from(code.across));
    // The three marks in the corners begin dark.
    let last = code.across - 1;
    assert!([(0, 0), (last, 0), (0, last)].iter().all(|corner| code.dark().any(|at| at == *corner)));
    let old = std::fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../model/tests/golden/seal-0.1.json")).unwrap();
    assert_eq!(check_link(&verify(&old, None).unwrap(), &old), None);
}

/// O-05, R-063: a later revision follows the earlier one and the return the taking, whatever a clock that was set back says; within one,
/// time decides, then the id.
#[test]
fn the_order_of_records_is_told_from_the_records_alone() {
    let seal = |record: &[u8]| verify(record, None).unwrap();
    let earlier = |mut seal: VerifiedSeal| {
        seal.record.body.signed.wall_at = seal.record.body.signed.wall_at.plus_ms(-86_400_000);
        Place::of(&seal)
    };
    let [first, second] = amended().try_into().unwrap();
    assert!(Place::of(&seal(&first)) < earlier(seal(&second)));
    assert!(Place::of(&seal(&goods(SignOffKind::TakeAway))) < earlier(seal(&goods(SignOffKind::GoodsReturn))));
    let refused = seal(&refused());
    assert!(Place::of(&seal(&first)) < Place::of(&refused), "sealed in the same instant: the id decides");
    assert!(earlier(refused) < Place::of(&seal(&first)));
}
