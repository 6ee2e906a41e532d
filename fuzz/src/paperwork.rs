//! What is signed, and what people hand in as files: no altered byte is taken, nothing panics.

use std::sync::LazyLock;

use model::seal::certificate::Certificate;
use model::seal::key::PublicKey;
use model::seal::organisation::OrganisationStatement;
use model::seal::receipt::Receipt;
use model::seal::shape::Shape;
use model::seal::strokes::Strokes;
use model::seal::verify::verify;
use paper::{Pages, check, draw};
use serde_json::Value;
use server::policies::PolicyFile;

use crate::damage::damaged;

/// A sealed record of a visit.
const RECORD: &[u8] = include_bytes!("../../model/tests/golden/seal-0.2.json");
const VECTORS: &str = include_str!("../../docs/vectors/wire-1.json");

/// `data` as a sealed record, and as damages to one that holds.
pub fn seal(data: &[u8]) {
    let whole = |bytes: &[u8]| match verify(bytes, None) {
        Ok(_) => assert_eq!(bytes, RECORD, "an altered record holds"),
        Err(error) => assert!(!error.code().is_empty()),
    };
    whole(data);
    whole(&damaged(RECORD, data));
}

/// `data` as damages to a PDF with a sealed record in it.
pub fn pdf(data: &[u8]) {
    static DRAWN: LazyLock<Vec<u8>> = LazyLock::new(|| draw(&[RECORD]).expect("the record can be drawn"));
    let spoiled = damaged(&DRAWN, data);
    for bytes in [data, &spoiled] {
        let Ok(checked) = check(bytes, None) else { continue };
        let altered = bytes != DRAWN.as_slice();
        assert!(!(altered && checked.pages == Pages::Match), "an altered file passes as the one that was drawn");
        let record = verify(RECORD, None).expect("the record holds");
        assert!(checked.seals.iter().all(|seal| *seal == record), "a record that nobody sealed was found");
    }
}

/// A signed text as every client gets it, with the organisation's key.
struct Signed {
    certificate: String,
    receipt: String,
    key: PublicKey,
}

static SIGNED: LazyLock<Signed> = LazyLock::new(|| {
    let vectors: Value = serde_json::from_str(VECTORS).expect("the vectors are JSON");
    let text = |at: &str| vectors.pointer(at).and_then(Value::as_str).expect(at).to_owned();
    Signed {
        certificate: text("/certificate/statement"),
        receipt: text("/receipt/statement"),
        key: serde_json::from_value(vectors["receipt"]["organisation_key"].clone()).expect("the key is one"),
    }
});

/// `data` as a signed text (JWS in compact form), and as damages to a certificate and to a receipt.
pub fn statement(data: &[u8]) {
    let signed = &*SIGNED;
    let damages = [signed.certificate.as_bytes(), signed.receipt.as_bytes()].map(|good| damaged(good, data));
    for bytes in [data, &damages[0], &damages[1]] {
        let Ok(text) = std::str::from_utf8(bytes) else { continue };
        assert!(Certificate::read(text).is_err() || text == signed.certificate, "an altered certificate holds: {text}");
        assert!(Receipt::read(text, &signed.key).is_err() || text == signed.receipt, "an altered receipt holds: {text}");
        assert!(OrganisationStatement::read(text).is_err(), "a statement that nobody signed holds: {text}");
    }
}

/// `data` as the bytes of a signature on the glass: one spelling, bounded, and its shape can be taken.
pub fn strokes(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(strokes) = Strokes::decode(text) else { return };
    assert_eq!(strokes.check(), Ok(()), "decoded past its bounds");
    assert_eq!(strokes.encode().as_deref(), Ok(text), "two spellings of one signature");
    if let Some(shape) = Shape::of(&strokes) {
        assert!(shape.is_copy_of(&shape), "a shape that is not its own copy");
        assert!(shape.keys().contains(&shape.key()), "a shape that is not found under its own key");
    }
}

/// `data` as an organisation's policy file.
pub fn policy(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match PolicyFile::read("policy.toml", text) {
        Ok(file) => {
            let again = PolicyFile::read("policy.toml", text).expect("what was read once is read again");
            assert_eq!(format!("{file:?}"), format!("{again:?}"), "two readings of one file");
        }
        Err(error) => assert!(!error.problems.is_empty() && !error.to_string().is_empty(), "refused without a reason"),
    }
}
