//! Every input that was ever found or written down, and some thousand drawn from them, through the property it belongs to.
//!
//! `FIELDBOOK_FUZZ_CASES` sets how many are drawn for each target (of slow ones a part), `FIELDBOOK_FUZZ_TARGET` the only one,
//! `FIELDBOOK_FUZZ_SEED` the seed. `FIELDBOOK_WRITE_CORPUS=1` writes the corpus's beginnings anew.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed"
)]

use std::cell::Cell;
use std::path::PathBuf;
use std::sync::Once;
use std::time::Instant;
use std::{fs, panic};

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

thread_local! {
    /// Whether what panics is expected to: nothing is printed then.
    static TRYING: Cell<bool> = const { Cell::new(false) };
}

/// Whether the property holds for `input`; if not, why. What the gate catches inside of it is no find, and is not printed either.
fn held(property: fn(&[u8]), input: &[u8]) -> Result<(), String> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !TRYING.get() {
                before(info);
            }
        }));
    });
    TRYING.set(true);
    let held = panic::catch_unwind(|| property(input));
    TRYING.set(false);
    held.map_err(|panicked| match panicked.downcast::<String>() {
        Ok(why) => *why,
        Err(panicked) => panicked.downcast_ref::<&str>().map_or_else(String::new, |why| (*why).to_owned()),
    })
}

#[test]
fn everything_that_was_ever_found_holds_now() {
    for (name, property) in TARGETS {
        let corpus = inputs("corpus", name);
        assert!(!corpus.is_empty(), "{name} has no corpus");
        for (file, input) in corpus.into_iter().chain(inputs("crashers", name)) {
            if let Err(why) = held(property, &input) {
                panic!("{name}: {file}: {why}");
            }
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
    let only = std::env::var("FIELDBOOK_FUZZ_TARGET").ok();
    for (name, property) in TARGETS.into_iter().filter(|(name, _)| only.as_ref().is_none_or(|only| only == name)) {
        let corpus = inputs("corpus", name);
        let began = Instant::now();
        let mut dice = Dice(number("FIELDBOOK_FUZZ_SEED", 0x5eed_f00d) | 1);
        let cases = match name {
            // Drawing and checking a page takes a hundred times as long as anything else.
            "pdf" => cases / 20,
            // Requests and conversations, with keys and disks.
            "peer_session" | "token" | "upload" => cases / 4,
            _ => cases,
        };
        for _ in 0..cases {
            let good = &corpus[(dice.next() % corpus.len() as u64) as usize].1;
            let long = if dice.next() & 1 == 0 { 4 } else { 40 };
            let script: Vec<u8> = (0..4 + dice.next() % long * 3).map(|_| dice.next() as u8).collect();
            // What begins with a choice goes on with a script.
            let input = match dice.next() % 3 {
                0 => [&good[..good.len().min(4)], &script].concat(),
                1 => [good.as_slice(), &script].concat(),
                _ => damaged(good, &script),
            };
            if let Err(why) = held(property, &input) {
                panic!("{name}: {}: {why}", hex::encode(&input));
            }
        }
        println!("{name}: {cases} cases in {:.1} s", began.elapsed().as_secs_f64());
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
    let vectors_of_lists: Value = serde_json::from_str(&fs::read_to_string(root.join("docs/vectors/lists-2.json")).unwrap()).unwrap();
    for one in vectors_of_lists["lists"].as_array().unwrap() {
        let name = one["name"].as_str().unwrap().replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        let documents = one["documents"].as_array().unwrap();
        let ids: String = documents.iter().map(|id| id.as_str().unwrap().replace('-', "")).collect();
        let bytes = hex::decode(ids + one["section"].as_str().unwrap()).unwrap();
        write("lists", &name, &[&[documents.len() as u8], bytes.as_slice()].concat());
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
    for (name, bytes) in [
        ("plain", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("two", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhe\nloGET / HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("empty-line-before", "\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("no-body", "POST / HTTP/1.1\r\ncontent-length:0\r\n\r\nGET / HTTP/1.1\r\n\r\n"),
        ("spaces", "POST / HTTP/1.1\r\nContent-Length: \t 5 \t\r\n\r\n\r\n\r\n GET / HTTP/1.1\r\n\r\n"),
        ("two-lengths", "POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhelloGET / HTTP/1.1\r\n\r\n"),
        ("chunked", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n"),
        ("both", "POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        ("folded", "GET / HTTP/1.1\r\nX: y\r\n Content-Length: 5\r\n\r\nhello"),
        ("space-before-colon", "POST / HTTP/1.1\r\nContent-Length : 5\r\n\r\nhello"),
        ("bare-line-feeds", "POST / HTTP/1.1\nContent-Length: 5\n\nhello"),
    ] {
        write("framing", name, bytes.as_bytes());
    }
    for kind in 0..8_u8 {
        write("token", &format!("good-{kind}"), &[kind]);
        write("token", &format!("spoiled-{kind}"), &[kind, 2, 0, 40 + kind, b'x']);
        write("upload", &format!("good-{kind}"), &[kind, 1, 0]);
        write("upload", &format!("whole-{kind}"), &[kind, 0x17, 0x70]);
        write("upload", &format!("spoiled-{kind}"), &[kind, 0, 9, 2, 0, 30 + kind, b'9']);
    }
    for message in 0..4_u8 {
        for layer in 0..4_u8 {
            write("peer_session", &format!("spoiled-{message}-{layer}"), &[message, layer, 0, 7, 0, 40, 3, 1]);
        }
    }
    write("peer_session", "known", &[0x82, 0]);
    for kind in 0..9_u8 {
        write("peer_message", &format!("empty-{kind}"), &[kind]);
    }
    write("peer_message", "have", &[[2, 1].as_slice(), &[1; 16], &[1], &[2; 16], &[3]].concat());
    write("peer_message", "hello", b"\x01{\"certificate\":\"a.b.c\",\"binding\":\"AA\"}");
    write("peer_message", "proof", b"\x03{\"certificate\":\"a.b.c\",\"work\":\"d.e.f\"}");
    write("peer_message", "changes", &[[4].as_slice(), &[1; 16], &[1, 0, 0, 0]].concat());
    write("peer_message", "refused", b"\x06peer_closed");
    for (name, bytes) in fuzz::GOOD_IMPORTS {
        write("import", name, bytes);
    }
    write("import", "spoiled-sheet", &[2, 0, 90, 7, 3, 0, 40, 1]);
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
