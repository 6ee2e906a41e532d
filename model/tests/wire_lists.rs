//! All lists of a frame in one section: lossless, small, bounded.

use crate::gate_chunks::*;
use crate::lists_attacks::{dear, refused};
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, AutoCommit, ObjType, ROOT, ReadDoc};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::id::DocumentId;
use model::seal::strokes::{Point, Strokes};
use model::wire::frame::{self, gzip};
use model::wire::lists::{self, List, Section, decode, encode};
use model::wire::packed::{self, PackedError, PackedLimits};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

const LIMITS: PackedLimits = PackedLimits { changes: 5_000, bytes: 8 << 20 };

fn id(n: u8) -> DocumentId {
    DocumentId::from_bytes(noise(u32::from(n)))
}

/// Bytes that look like chance and are the same in every run.
fn noise<const N: usize>(n: u32) -> [u8; N] {
    let digest: [u8; 32] = Sha256::digest(n.to_le_bytes()).into();
    std::array::from_fn(|at| digest[at])
}

fn uuid7(n: u32) -> String {
    let mut bytes: [u8; 16] = noise(n / 3);
    bytes[..6].copy_from_slice(&(1_795_382_085_000 + u64::from(n)).to_be_bytes()[2..]);
    bytes[6] = 0x70 | bytes[6] & 15;
    bytes[8] = 0x80 | bytes[8] & 63;
    bytes[15] = n as u8;
    uuid::Uuid::from_bytes(bytes).to_string()
}

fn signature(n: u32) -> String {
    let points = |stroke: u32| {
        (0..20).map(move |at| Point {
            x: 300 + (n * 7 + stroke * 31 + at * at) as u16 % 90,
            y: 200 + (at * 5 % 40) as u16,
            t_ms: stroke * 400 + at * 8,
        })
    };
    Strokes { width: 1_000, height: 600, strokes: (0..5).map(|stroke| points(stroke).collect()).collect() }.encode().unwrap()
}

/// A visit as a device writes it: events under new ids, typed text, a sealed record at its end.
fn visit(n: u8, events: u32) -> Vec<Vec<u8>> {
    let mut doc = AutoCommit::new().with_actor(ActorId::from(noise::<16>(9_000 + u32::from(n))));
    let map = doc.put_object(ROOT, "events", ObjType::Map).unwrap();
    let text = doc.put_object(ROOT, "treatment", ObjType::Text).unwrap();
    let commit = |doc: &mut AutoCommit, command: &str, at: u32| {
        let message = format!("{{\"c\":\"{command}\",\"id\":\"{}\",\"by\":\"{}\"}}", uuid7(at * 2), uuid7(1));
        doc.commit_with(CommitOptions::default().with_time(1_795_382_085 + i64::from(at)).with_message(message)).unwrap();
    };
    commit(&mut doc, "open", 1);
    for event in 0..events {
        let at = u32::from(n) * 1_000 + event * 5;
        let entry = doc.put_object(&map, uuid7(at * 2 + 1), ObjType::Map).unwrap();
        doc.put(&entry, "by", uuid7(1)).unwrap();
        doc.put(&entry, "kind", ["arrived", "check_answered", "left"][event as usize % 3]).unwrap();
        doc.put(&entry, "note", format!("{}.{}", 18 + at % 60, at % 10)).unwrap();
        doc.put(&entry, "wall_at", 1_795_382_085_000_i64 + i64::from(at) * 997).unwrap();
        doc.put(&entry, "reached", event % 2 == 0).unwrap();
        commit(&mut doc, "append", at);
        let end = doc.length(&text);
        doc.splice_text(&text, if event % 4 == 3 { end / 2 } else { end }, 0, "更换皮带 worn belt ").unwrap();
        commit(&mut doc, "write_treatment", at + 1);
    }
    let heads: Vec<String> = doc.get_heads().iter().map(|head| hex::encode(head.0)).collect();
    let parts = serde_json::json!([{ "quantity": 2, "note": "18.0\nnew \"one\"" }]);
    let voucher = serde_json::json!({ "treatment": doc.text(&text).unwrap(), "parts": parts, "at": 1_795_382_085_123_i64 });
    let voucher = voucher.to_string();
    let seal = serde_json::json!({
        "heads": heads, "strokes": signature(u32::from(n)), "voucher": voucher, "visit": id(n),
        "voucher_sha256": hex::encode(Sha256::digest(&voucher)), "signature": URL_SAFE_NO_PAD.encode(noise::<32>(u32::from(n))),
    });
    doc.put(ROOT, "seal", automerge::ScalarValue::Bytes(seal.to_string().into_bytes())).unwrap();
    commit(&mut doc, "sign", 900);
    doc.get_changes(&[]).iter().map(|change| change.raw_bytes().to_vec()).collect()
}

/// A history with two devices that merge now and then, and values of every kind.
fn history(rounds: &[u8]) -> Vec<Vec<u8>> {
    let mut ben = on_the_device(&base(), BEN);
    let mut cleo = on_the_device(&base(), CLEO);
    for (n, round) in rounds.iter().enumerate() {
        let (writer, reader): (&mut AutoCommit, &mut AutoCommit) =
            if round & 1 == 0 { (&mut ben, &mut cleo) } else { (&mut cleo, &mut ben) };
        if round & 2 == 0 {
            writer.merge(reader).unwrap();
        }
        let note = writer.get(ROOT, "note").unwrap().unwrap().1;
        let length = writer.length(&note);
        match round >> 2 & 7 {
            0 => writer.put(ROOT, format!("key {}", round >> 5), n as i64).unwrap(),
            1 => writer.splice_text(&note, length / 2, 0, "电梯 lift").unwrap(),
            2 => writer.splice_text(&note, 0, length.min(2) as isize, "é").unwrap(),
            3 => writer.increment(ROOT, "count", i64::from(*round)).unwrap(),
            4 => writer.put(ROOT, uuid7(n as u32), f64::from(*round) / 3.0).unwrap(),
            5 => writer.delete(ROOT, "title").unwrap(),
            6 => writer.put(ROOT, "json", format!("{{\"a\\\\\":\"{}\",\"n\":-{round},\"x\":[\"\",\"b\\\"\"]}}", uuid7(n as u32))).unwrap(),
            _ => {
                let list = writer.get(ROOT, "list").unwrap().unwrap().1;
                writer.insert(&list, 0, automerge::ScalarValue::Timestamp(i64::from(*round))).unwrap();
            }
        }
        writer.commit();
    }
    ben.merge(&mut cleo).unwrap();
    ben.get_changes(&[]).iter().map(|change| change.raw_bytes().to_vec()).collect()
}

fn pack(all: &[Vec<Vec<u8>>]) -> (Vec<u8>, Vec<DocumentId>) {
    let ids: Vec<DocumentId> = (0..all.len()).map(|n| id(n as u8)).collect();
    let lists: Vec<_> = all.iter().zip(&ids).map(|(raws, id)| List { document: *id, raws: raws.as_slice() }).collect();
    if lists.is_empty() {
        assert_eq!(lists::pack(&lists).unwrap(), Vec::<Vec<u8>>::new(), "no section where there is no list");
        return (encode(&lists).unwrap(), ids);
    }
    let sections = lists::pack(&lists).unwrap();
    let [section] = <[Vec<u8>; 1]>::try_from(sections).expect("one section, which says what went in");
    (section, ids)
}

#[test]
fn many_visits_come_back_byte_for_byte_in_less_than_half_of_what_single_lists_take() {
    let all: Vec<_> = (0..20).map(|n| visit(n, 12)).collect();
    let (section, ids) = pack(&all);
    assert_eq!(decode(&section, &ids, LIMITS).unwrap(), all);
    let singles: Vec<Vec<u8>> = all.iter().map(|raws| packed::encode(raws).unwrap()).collect();
    let one = frame::gzip_lists(&(), &[section]).unwrap();
    let many = gzip(&frame::encode(&(), &singles).unwrap());
    assert!(one.len() * 2 < many.len(), "{} of {}", one.len(), many.len());
}

#[test]
fn a_frame_of_either_form_gives_the_same_lists() {
    let all = vec![visit(0, 2), Vec::new(), history(&[5, 9, 14])];
    let (section, ids) = pack(&all);
    let singles: Vec<Vec<u8>> = all.iter().map(|raws| packed::encode(raws).unwrap()).collect();
    for sections in [vec![section], singles.clone()] {
        let read = lists::sections(sections, &ids, LIMITS).unwrap();
        let raws: Vec<_> = read.iter().map(|section| section.raws(LIMITS).unwrap()).collect();
        assert_eq!(raws, all);
    }
    assert!(lists::sections(singles, &ids[..2], LIMITS).is_err());
    assert_eq!(lists::sections(Vec::<Vec<u8>>::new(), &[], LIMITS).unwrap(), Vec::<Section>::new());
}

#[test]
fn an_answers_items_say_whose_section_is_whose_also_those_of_a_newer_server() {
    let item = |section: u32, what: &str| serde_json::json!({ "seq": 1, "document": id(section as u8), "what": what, "section": section });
    let header =
        serde_json::json!({ "items": [item(1, "enter"), { "seq": 2, "document": id(7), "what": "own" }, item(0, "from_the_future")] });
    assert_eq!(lists::documents(&header).unwrap(), [id(0), id(1)]);
    for bad in [vec![item(1, "enter")], vec![item(0, "enter"), item(0, "changes")]] {
        assert!(lists::documents(&serde_json::json!({ "items": bad })).is_err());
    }
}

#[test]
fn what_is_no_raw_change_is_not_packed() {
    let mut damaged = visit(0, 1);
    damaged[1][20] ^= 1;
    let good = visit(1, 1);
    let lists = [List { document: id(1), raws: good.as_slice() }, List { document: id(0), raws: damaged.as_slice() }];
    let index = good.len() + 1;
    assert!(matches!(encode(&lists), Err(PackedError::NotAChange { index: found, .. }) if found == index));
}

#[test]
fn bounds_are_kept() {
    let all = vec![visit(0, 3), visit(1, 3)];
    let (section, ids) = pack(&all);
    let changes = all.iter().map(Vec::len).sum();
    let bytes = all.iter().flatten().map(Vec::len).sum();
    let exact = PackedLimits { changes, bytes };
    assert!(decode(&section, &ids, exact).is_ok());
    for limits in [PackedLimits { changes: changes - 1, ..exact }, PackedLimits { bytes: bytes - 1, ..exact }] {
        assert!(matches!(decode(&section, &ids, limits), Err(PackedError::TooLarge { .. })));
    }
    assert!(decode(&section, &ids[..1], LIMITS).is_err(), "more lists than documents");
    assert!(decode(&section, &[id(0), id(1), id(2)], LIMITS).is_err(), "fewer");
}

#[test]
fn a_damaged_byte_never_gives_other_changes() {
    let all = vec![visit(0, 2), history(&[1, 6, 12, 30])];
    let (section, ids) = pack(&all);
    for at in 0..section.len() {
        for flip in [1, 0x40] {
            let mut damaged = section.clone();
            damaged[at] ^= flip;
            if let Ok(found) = decode(&damaged, &ids, LIMITS) {
                assert_eq!(found, all, "byte {at}");
            }
        }
        assert!(decode(&section[..at], &ids, LIMITS).is_err(), "cut at {at}");
    }
    assert!(decode(&[&section[..], &[0]].concat(), &ids, LIMITS).is_err());
}

/// Test vectors for whoever writes a second client; `tests/vectors_check.py` reads the same file. `FIELDBOOK_WRITE_VECTORS=1` writes it
/// where there is none.
#[test]
fn what_is_written_today_is_what_stands_in_the_file() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/vectors/lists-2.json");
    let cases = [
        ("no list", vec![]),
        ("a list of nothing", vec![vec![]]),
        ("one history", vec![history(&[1, 6, 12, 30])]),
        ("two visits and the end of a history", vec![visit(0, 4), visit(1, 3), history(&[0, 9, 14, 19, 24, 29])[2..].to_vec()]),
    ];
    let made: Vec<_> = cases
        .iter()
        .map(|(name, all)| {
            let (section, documents) = pack(all);
            let lists: Vec<Vec<String>> = all.iter().map(|raws| raws.iter().map(hex::encode).collect()).collect();
            serde_json::json!({ "name": name, "documents": documents, "lists": lists, "section": hex::encode(section) })
        })
        .collect();
    let made =
        serde_json::json!({ "about": "Lists of a frame in one section, format 2: docs/sync.md. Binary is lower-case hex.", "lists": made });
    if std::env::var_os("FIELDBOOK_WRITE_VECTORS").is_some() && !file.exists() {
        std::fs::write(&file, serde_json::to_string_pretty(&made).unwrap() + "\n").unwrap();
    }
    let kept: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    for vector in kept["lists"].as_array().unwrap() {
        let documents: Vec<DocumentId> = serde_json::from_value(vector["documents"].clone()).unwrap();
        let lists: Vec<Vec<String>> = serde_json::from_value(vector["lists"].clone()).unwrap();
        let lists: Vec<Vec<Vec<u8>>> = lists.iter().map(|raws| raws.iter().map(|raw| hex::decode(raw).unwrap()).collect()).collect();
        let section = hex::decode(vector["section"].as_str().unwrap()).unwrap();
        assert_eq!(decode(&section, &documents, LIMITS).unwrap(), lists, "{}", vector["name"]);
        assert_eq!(pack(&lists).0, section, "{}", vector["name"]);
    }
}

/// A section that was made by hand: 18 fixed sheets and so many contexts.
fn by_hand(fixed: [&[u8]; 18], codes: &[&[u8]]) -> Vec<u8> {
    let mut section = vec![2, 0, 0, 0, 0, 0, 0, 0, 0];
    put_uleb(codes.len() as u64, &mut section);
    let letters = vec![&[][..]; codes.len()];
    let sheets: Vec<&[u8]> = [&fixed[..15], codes, &letters, &fixed[15..]].concat();
    for sheet in &sheets {
        put_uleb(sheet.len() as u64, &mut section);
    }
    section.extend(sheets.concat());
    section
}

#[test]
fn a_shape_of_very_many_values_is_not_looked_at_without_end() {
    // One shape of 6,000 nulls, which come to three bytes of a change, for each of 5,000 changes at a few bytes each.
    let mut shape = vec![0, 1, 0x56, 7];
    put_uleb(6_000, &mut shape);
    shape.extend(vec![0; 6_000]);
    let mut shapes = Vec::new();
    put_uleb(shape.len() as u64, &mut shapes);
    shapes.extend(shape);
    let zeros = vec![0; 5_000];
    let mut which = vec![2; 5_000];
    which[0] = 1;
    let mut count = Vec::new();
    put_uleb(5_000, &mut count);
    let mut actors = zeros.clone();
    actors[0] = 1;
    // random, blob, pen, count, shape, ops, deps, actors, seq, start, time, id, id step, id time, plain, shapes, templates, text
    let fixed: [&[u8]; 18] =
        [&[7; 16], &[], &[], &count, &which, &zeros, &zeros, &actors, &zeros, &zeros, &zeros, &[], &[], &[], &[], &shapes, &[], &[]];
    let begun = std::time::Instant::now();
    let error = decode(&by_hand(fixed, &[&[], &zeros]), &[id(0)], LIMITS).unwrap_err();
    assert!(matches!(error, PackedError::TooLarge { what: "values", .. }), "{error}");
    assert!(begun.elapsed() < AT_ONCE * 50);
}

#[test]
fn what_would_ask_for_more_than_it_says_is_refused_by_its_bound() {
    for (name, section, bound) in refused() {
        let begun = std::time::Instant::now();
        let error = decode(&section, &[id(0)], LIMITS).unwrap_err();
        assert!(matches!(error, PackedError::TooLarge { what, .. } if what == bound), "{name}: {error}");
        assert!(begun.elapsed() < AT_ONCE * 50, "{name}");
    }
    for (name, section) in dear() {
        assert_eq!(decode(&section, &[id(0)], LIMITS), Err(PackedError::Malformed("the check does not match")), "{name}");
    }
}

/// The changes of a document that `write` makes, one for each call.
fn written(changes: usize, mut write: impl FnMut(&mut AutoCommit, usize)) -> Vec<Vec<u8>> {
    let mut doc = AutoCommit::new().with_actor(ActorId::from([7; 16]));
    for at in 0..changes {
        write(&mut doc, at);
        doc.commit();
    }
    doc.get_changes(&[]).iter().map(|change| change.raw_bytes().to_vec()).collect()
}

#[test]
fn more_names_than_there_may_be_contexts_are_written_plain() {
    // A note with a word before each of 1,000 numbers, other words in each of 14 notes.
    let note = |at: usize| (0..1_000).map(|word| format!("{}a{word}_,1", char::from(b'a' + at as u8))).collect::<Vec<_>>().join(",");
    let notes = written(14, |doc, at| doc.put(ROOT, "note", format!("{{\"x\":\"y\",{}}}", note(at))).unwrap());
    let others = written(14, |doc, at| doc.put(ROOT, "note", format!("\"x\"{}", "aa1ab1ac1".repeat(at * 30))).unwrap());
    let nested = written(14, |doc, at| {
        let inner = serde_json::json!({ "of": "it", "at": note(at) }).to_string();
        let outer: serde_json::Map<_, _> =
            (0..300).map(|n| (format!("k{at}_{n}"), serde_json::json!([inner.get(..n).unwrap(), n]))).collect();
        doc.put(ROOT, "note", serde_json::json!({ "inner": inner, "outer": outer }).to_string()).unwrap();
    });
    let keys = written(14, |doc, at| (0..1_000).for_each(|key| doc.put(ROOT, format!("{at} {key}"), key).unwrap()));
    for raws in [&notes, &others, &nested, &keys] {
        let all = vec![visit(0, 2), raws.clone(), visit(1, 2)];
        let (section, ids) = pack(&all);
        assert_eq!(decode(&section, &ids, LIMITS).unwrap(), all);
    }
    let all = vec![notes, others, nested, keys];
    let (section, ids) = pack(&all);
    assert_eq!(decode(&section, &ids, LIMITS).unwrap(), all);
}

#[test]
fn what_a_reader_would_refuse_is_written_otherwise() {
    let keys = written(1, |doc, _| (0..7_000).for_each(|key| doc.put(ROOT, key.to_string(), key).unwrap()));
    let long_key = written(3, |doc, at| doc.put(ROOT, "k".repeat(255 + at), 1).unwrap());
    let letters = written(2, |doc, at| {
        let text = doc.put_object(ROOT, "text", ObjType::Text).unwrap();
        doc.splice_text(&text, 0, 0, &"x".repeat(5_998 + at * 10)).unwrap();
    });
    let holes = written(2, |doc, at| doc.put(ROOT, "note", format!("[\"x\"{}]", ",1".repeat(9_998 + at * 2))).unwrap());
    let word = written(2, |doc, at| doc.put(ROOT, "note", format!("[{}1,\"x\"]", "w".repeat(255 + at * 2))).unwrap());
    let long = written(2, |doc, at| doc.put(ROOT, "note", format!("[\"x\",\"\",{}]", "w,".repeat(32_000 + at * 2_000))).unwrap());
    let ids = written(2, |doc, at| (0..3_000 * (at as u32 + 1)).for_each(|n| doc.put(ROOT, uuid7(n), "x").unwrap()));
    for raws in [keys, long_key, letters, holes, word, long, ids] {
        let all = vec![visit(0, 2), raws, visit(1, 2)];
        let (section, ids) = pack(&all);
        assert_eq!(decode(&section, &ids, LIMITS).unwrap(), all);
    }
    // Many shapes, and long last values in many contexts, weigh too much together.
    let shapes = written(60, |doc, at| (0..900).for_each(|key| doc.put(ROOT, format!("{}", key + at), key as i64).unwrap()));
    let values = written(90, |doc, at| doc.put(ROOT, format!("key {at}"), "x".repeat(60_000 + at)).unwrap());
    let all = vec![visit(0, 2), shapes, values, visit(1, 2)];
    let (section, ids) = pack(&all);
    assert_eq!(decode(&section, &ids, LIMITS).unwrap(), all);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_histories_come_back_byte_for_byte(
        rounds in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..24), 0..4),
        skip in 0usize..6,
    ) {
        let all: Vec<Vec<Vec<u8>>> = rounds.iter().map(|rounds| {
            let raws = history(rounds);
            raws[skip.min(raws.len())..].to_vec()
        }).collect();
        let (section, ids) = pack(&all);
        prop_assert_eq!(decode(&section, &ids, LIMITS).unwrap(), all);
    }

    #[test]
    fn any_text_comes_back_byte_for_byte(texts in proptest::collection::vec("[\\[\\]{}:,\"\\\\a-f0-9\u{1}\u{2}电 -]{0,60}", 1..12)) {
        let mut doc = AutoCommit::new().with_actor(ActorId::from([7; 16]));
        for (n, text) in texts.iter().enumerate() {
            doc.put(ROOT, ["a", "b\u{1}"][n % 2], text.as_str()).unwrap();
            doc.commit_with(CommitOptions::default().with_message(text.clone()));
        }
        let all = vec![doc.get_changes(&[]).iter().map(|change| change.raw_bytes().to_vec()).collect::<Vec<_>>()];
        let (section, ids) = pack(&all);
        prop_assert_eq!(decode(&section, &ids, LIMITS).unwrap(), all);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn no_input_panics(
        noise in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let all = vec![visit(0, 1), history(&[3, 7])];
        let (mut section, ids) = pack(&all);
        for (at, byte) in noise {
            let at = at.index(section.len());
            section[at] = byte;
        }
        if let Ok(found) = decode(&section, &ids, LIMITS) {
            prop_assert_eq!(found, all);
        }
    }
}
