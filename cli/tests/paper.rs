//! Sealed records as PDF and back, as a stranger does it on the command line.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

mod process;

use std::path::Path;

use process::{fieldbook, sealed_record_with_findings};
use serde_json::Value;

fn told(args: &[&str]) -> (Option<i32>, String) {
    let output = fieldbook(args);
    (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

fn name(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_record_is_drawn_as_pdf_and_the_pdf_says_what_the_record_says() {
    let folder = tempfile::tempdir().unwrap();
    let (record, pdf) = (folder.path().join("seal.json"), folder.path().join("seal.pdf"));
    std::fs::write(&record, sealed_record_with_findings("roller worn")).unwrap();
    assert_eq!(told(&["paper", name(&record), "--out", name(&pdf)]), (Some(0), format!("{}\n", pdf.display())));

    let (code, said) = told(&["verify", name(&pdf)]);
    assert!(code == Some(0) && said.starts_with("VALID      the pages are what was signed"), "{said}");
    assert!(said.contains("findings   roller worn") && said.contains("note  "), "{said}");
    let (code, json) = told(&["verify", name(&pdf), "--json"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((code, &json["valid"], &json["pages"]), (Some(0), &Value::from(true), &Value::from("match")));
    assert_eq!(json["seals"][0]["voucher"]["findings"], "roller worn");

    let first = std::fs::read(&pdf).unwrap();
    let (code, said) = told(&["paper", name(&record), "--out", name(&pdf)]);
    assert!(code == Some(2) && said.contains("--force"), "{said}");
    assert_eq!(told(&["paper", name(&record), "--out", name(&pdf), "--force"]).0, Some(0));
    assert_eq!(std::fs::read(&pdf).unwrap(), first, "the same record gives the same bytes");
}

#[test]
fn a_pdf_that_was_edited_is_not_valid_and_says_what_counts() {
    let folder = tempfile::tempdir().unwrap();
    let (record, pdf) = (folder.path().join("seal.json"), folder.path().join("seal.pdf"));
    std::fs::write(&record, sealed_record_with_findings("roller worn")).unwrap();
    assert_eq!(told(&["paper", name(&record), "--out", name(&pdf)]).0, Some(0));
    let mut edited = std::fs::read(&pdf).unwrap();
    edited.extend(b"\n% another page\n");
    std::fs::write(&pdf, edited).unwrap();
    let (code, said) = told(&["verify", name(&pdf)]);
    assert!(code == Some(1) && said.starts_with("NOT VALID  the pages were edited") && said.contains("findings   roller worn"), "{said}");
    let (code, json) = told(&["verify", name(&pdf), "--json"]);
    assert!(code == Some(1) && json.contains("\"pages\":\"differ\""), "{json}");

    std::fs::write(&pdf, b"%PDF-1.7\n").unwrap();
    let (code, said) = told(&["verify", name(&pdf)]);
    assert!(code == Some(1) && said.contains("paper_no_seal"), "{said}");
}

#[test]
fn what_is_no_record_is_not_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let (record, pdf) = (folder.path().join("seal.json"), folder.path().join("seal.pdf"));
    assert_eq!(told(&["paper", name(&record), "--out", name(&pdf)]).0, Some(2));
    std::fs::write(&record, b"{}").unwrap();
    let (code, said) = told(&["paper", name(&record), "--out", name(&pdf)]);
    assert!(code == Some(1) && said.contains("seal_malformed"), "{said}");
    assert!(!pdf.exists());
}
