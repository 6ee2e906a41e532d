//! Formats are promises: a visit and a sealed record written by version 0.1 are read by every later build; what this version
//! writes, it writes byte for byte the same every time. `FIELDBOOK_WRITE_GOLDEN=1` writes the files where there are none; existing ones are never rewritten.

use std::path::PathBuf;

use crate::site::*;
use automerge::Automerge;
use model::documents::visit::assessment::{Signature, assess};
use model::gate::{AllowAll, Limits, admit};
use model::seal::key::DeviceKey;
use model::seal::verify::{check_against, verify};
use model::wire::packed::{PackedLimits, decode, encode};

fn golden(name: &str, bytes: &[u8]) -> Vec<u8> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("FIELDBOOK_WRITE_GOLDEN").is_some() && !file.exists() {
        std::fs::write(&file, bytes).expect("the golden file can be written");
    }
    std::fs::read(&file).expect("the golden file is there")
}

fn today() -> (Vec<u8>, Vec<u8>) {
    let zhao = zhao();
    let desk_copy = opened_for(&zhao);
    let mut phone = desk_copy.on(&zhao);
    phone.work_to_finish(&zhao);
    phone.sign(&zhao, 140);
    let changes: Vec<Vec<u8>> = desk_copy.written.iter().chain(&phone.written).map(|change| change.raw.clone()).collect();
    let seal = phone.assess().visit.sign_offs.first().unwrap().seal.clone();
    (encode(&changes).unwrap(), seal)
}

#[test]
fn a_visit_and_its_seal_from_version_0_1_are_still_understood() {
    let (visit, seal) = (golden("visit-0.1.packed", &[]), golden("seal-0.1.json", &[]));
    let changes = decode(&visit, PackedLimits { changes: 100, bytes: 1 << 20 }).unwrap();
    let admission = admit(&Automerge::new(), &changes, &Limits::default(), &AllowAll);
    assert!(admission.refused.is_none());
    let read = assess(&admission.doc).unwrap();
    assert_eq!(read.signature, Signature::Current);
    assert_eq!(read.visit.call_out.number, "C260302-001");
    let verified = verify(&seal, Some(&zhao().key.public_key())).unwrap();
    assert!(check_against(&verified, &admission.doc).is_ok());
}

#[test]
fn the_same_deeds_make_the_same_bytes_as_version_0_2() {
    let (visit, seal) = today();
    assert_eq!(golden("visit-0.2.packed", &visit), visit);
    assert_eq!(golden("seal-0.2.json", &seal), seal);
}
