//! Every input that was ever found or written down, and some thousand drawn from them, through the property it belongs to.
//!
//! `FIELDBOOK_FUZZ_CASES` sets how many are drawn for each target, `FIELDBOOK_FUZZ_SEED` the seed. `FIELDBOOK_WRITE_CORPUS=1` writes the
//! corpus's beginnings anew.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::PathBuf;

use fuzz::TARGETS;
use fuzz::damage::damaged;
use serde_json::Value;

fn folder(kind: &str, target: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(kind).join(target)
}

/// The files of a folder by their names; none if there is no such folder.
fn inputs(kind: &str, target: &str) -> Vec<(String, Vec<u8>)> {
    let Ok(entries) = fs::read_dir(folder(kind, target)) else { return Vec::new() };
    let mut inputs: Vec<(String, Vec<u8>)> = entries
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
        .collect();
    inputs.sort();
    inputs
}

#[test]
fn everything_that_was_ever_found_holds_now() {
    for (name, property) in TARGETS {
        let corpus = inputs("corpus", name);
        assert!(!corpus.is_empty(), "{name} has no corpus");
        for (file, input) in corpus.into_iter().chain(inputs("crashers", name)) {
            let held = std::panic::catch_unwind(|| property(&input));
            assert!(held.is_ok(), "{name}: {file}");
        }
    }
}

/// xorshift64*: the cases of a seed are the same everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |value| value.parse().expect(name))
}

#[test]
fn inputs_drawn_from_the_corpus_hold() {
    let cases = number("FIELDBOOK_FUZZ_CASES", 300);
    for (name, property) in TARGETS {
        let corpus = inputs("corpus", name);
        let mut dice = Dice(number("FIELDBOOK_FUZZ_SEED", 0x5eed_f00d) | 1);
        // Drawing and checking a page takes a hundred times as long as anything else.
        let cases = if name == "pdf" { cases / 20 } else { cases };
        for _ in 0..cases {
            let good = &corpus[(dice.next() % corpus.len() as u64) as usize].1;
            let script: Vec<u8> = (0..4 + dice.next() % 12).map(|_| dice.next() as u8).collect();
            let input = damaged(good, &script);
            let held = std::panic::catch_unwind(|| property(&input));
            assert!(held.is_ok(), "{name}: {}", hex::encode(&input));
        }
    }
}

/// The corpus begins with what is good, so that a fuzzer has something to spoil.
#[test]
fn the_corpus_begins_with_what_is_good() {
    if std::env::var_os("FIELDBOOK_WRITE_CORPUS").is_none() {
        return;
    }
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let vectors: Value = serde_json::from_str(&fs::read_to_string(root.join("docs/vectors/wire-1.json")).unwrap()).unwrap();
    let write = |target: &str, name: &str, bytes: &[u8]| {
        fs::create_dir_all(folder("corpus", target)).unwrap();
        fs::write(folder("corpus", target).join(name), bytes).unwrap();
    };
    for change in 0..6_u8 {
        for part in 0..16_u8 {
            write("gate", &format!("good-{change}-{part}"), &[change, part | (change << 4)]);
            write("gate", &format!("spoiled-{change}-{part}"), &[change, part | (change << 4), 2, 0, part, 0x7f, 3, 0, 1, 1]);
        }
    }
    for (list, target) in [("packed", "packed"), ("packed_refused", "packed"), ("frames", "sync_body"), ("frames_refused", "sync_body")] {
        for one in vectors[list].as_array().unwrap() {
            let name = one["name"].as_str().unwrap().replace(|c: char| !c.is_ascii_alphanumeric(), "-");
            write(target, &name, &hex::decode(one["bytes"].as_str().unwrap()).unwrap());
        }
    }
    for (name, at) in [("certificate", "/certificate/statement"), ("receipt", "/receipt/statement")] {
        write("statement", name, vectors.pointer(at).unwrap().as_str().unwrap().as_bytes());
    }
    let record = fs::read(root.join("model/tests/golden/seal-0.2.json")).unwrap();
    write("seal", "record", &record);
    write("seal", "one-bit", &[7, 0, 40, 1]);
    write("pdf", "one-bit-early", &[7, 1, 0, 1]);
    write("pdf", "one-bit-late", &[0x87, 1, 0, 1]);
    let record: Value = serde_json::from_slice(&record).unwrap();
    let drawn = find(&record, "strokes").and_then(Value::as_str).map(str::to_owned);
    write("strokes", "signature", drawn.expect("the record has strokes").as_bytes());
    for entry in fs::read_dir(root.join("server/policies")).unwrap() {
        let path = entry.unwrap().path();
        write("policy", &path.file_name().unwrap().to_string_lossy(), &fs::read(&path).unwrap());
    }
}

/// The first member of this name anywhere in `value`.
fn find<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    match value {
        Value::Object(members) => members.get(name).or_else(|| members.values().find_map(|member| find(member, name))),
        Value::Array(items) => items.iter().find_map(|item| find(item, name)),
        _ => None,
    }
}
