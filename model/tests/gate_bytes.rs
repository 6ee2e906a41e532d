//! Chunks whose bytes alone made Automerge 0.12 hang, fill memory or panic. The preflight refuses each, at once.

use std::io::Write;
use std::time::Instant;

use model::gate::{AllowAll, Limits, Refusal, admit, preflight};

use crate::gate_chunks::*;

#[test]
fn the_test_encoder_makes_what_automerge_makes() {
    let server = base();
    for raw in honest_session(&server) {
        assert_eq!(Parts::of(&raw).raw(), raw);
    }
    let (server, raw) = spoiled(|_| {});
    assert!(judge(&server, raw).refused.is_none());
}

#[test]
fn a_run_length_bomb_is_refused_before_it_is_counted() {
    for rows in [3_000_000, 1 << 40, i64::MAX] {
        let (server, raw) = spoiled(|parts| {
            parts.columns.clear();
            *parts.column(ACTION) = run(rows, 1);
        });
        let started = Instant::now();
        let refused = preflight(&raw, &Limits::default()).unwrap_err();
        assert!(started.elapsed() < AT_ONCE);
        assert_eq!(refused, Refusal::TooLarge { what: "operations", limit: Limits::default().ops });
        assert_eq!(code(&server, raw), "too_large");
    }
}

#[test]
fn a_bomb_in_any_column_is_refused() {
    for (name, column) in [
        (0x01, run(i64::MAX, 0)),
        (0x02, run(1 << 40, 1)),
        (0x13, run(1 << 40, 1)),
        (0x15, [run(1 << 40, 1), b"k".to_vec()].concat()),
        (0x34, vec![0xff, 0xff, 0xff, 0xff, 0x0f]),
        (0x56, run(1 << 40, 0)),
        (0x70, run(2, 1 << 40)),
        (0x71, run(1 << 40, 0)),
        (0x73, run(1 << 40, 1)),
        // Nulls: a zero, then how many.
        (0x01, vec![0, 0xff, 0xff, 0xff, 0xff, 0x0f]),
    ] {
        let started = Instant::now();
        assert_eq!(code_of(|parts| *parts.column(name) = column), "too_large", "column {name:#x}");
        assert!(started.elapsed() < AT_ONCE * 5);
    }
}

#[test]
fn a_literal_longer_than_its_column_is_refused() {
    let mut most_negative = Vec::new();
    put_ileb(i64::MIN, &mut most_negative);
    assert_eq!(code_of(|parts| *parts.column(ACTION) = most_negative), "too_large");
    assert_eq!(code_of(|parts| *parts.column(ACTION) = vec![0x70, 1, 1]), "malformed");
}

#[test]
fn a_long_key_that_a_run_repeats_is_refused() {
    let key = vec![b'k'; 100_000];
    let mut column = Vec::new();
    put_ileb(4_000, &mut column);
    put_uleb(key.len() as u64, &mut column);
    column.extend(key);
    assert_eq!(code_of(|parts| *parts.column(0x15) = column), "too_large");
}

#[test]
fn only_plain_change_chunks_are_taken() {
    let server = base();
    let honest = Parts::first_of_ben(&server).raw();
    for chunk_type in [0, 2, 3, 4, 255] {
        let raw = wrap(chunk_type, body_of(&honest));
        assert_eq!(code(&server, raw), "malformed", "type {chunk_type}");
    }
    assert_eq!(code(&server, server.save()), "malformed");
}

#[test]
fn a_deflate_bomb_is_refused_by_its_type() {
    let mut deflate = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..64 {
        deflate.write_all(&[0; 1 << 20]).unwrap();
    }
    let raw = wrap(2, &deflate.finish().unwrap());
    let started = Instant::now();
    assert_eq!(preflight(&raw, &Limits::default()).unwrap_err().code(), "malformed");
    assert!(started.elapsed() < AT_ONCE);
}

#[test]
fn damaged_wrapping_is_refused() {
    let (server, raw) = spoiled(|_| {});
    for spoil in [
        |raw: &mut Vec<u8>| raw[0] = 0,
        |raw: &mut Vec<u8>| raw[5] ^= 1,
        |raw: &mut Vec<u8>| raw.push(0),
        |raw: &mut Vec<u8>| raw.truncate(40),
        |raw: &mut Vec<u8>| raw.truncate(3),
        Vec::clear,
    ] {
        let mut bytes = raw.clone();
        spoil(&mut bytes);
        assert_eq!(code(&server, bytes), "malformed");
    }
    let length_written_long = {
        let body = body_of(&raw);
        let mut hashed = vec![CHANGE, (body.len() as u8 & 0x7f) | 0x80];
        hashed.push((body.len() >> 7) as u8 | 0x80);
        hashed.push(0);
        hashed.extend(body);
        let hash = hash_of(&[&[0; 8], &hashed[..]].concat());
        [&[0x85, 0x6f, 0x4a, 0x83], &hash.0[..4], &hashed].concat()
    };
    assert_eq!(code(&server, length_written_long), "malformed");
}

#[test]
fn a_header_out_of_range_is_refused() {
    assert_eq!(code_of(|parts| parts.time = i64::MIN), "malformed");
    assert_eq!(code_of(|parts| parts.time = -1), "malformed");
    assert_eq!(code_of(|parts| parts.time = 253_402_300_800), "malformed");
    assert_eq!(code_of(|parts| parts.seq = 0), "malformed");
    assert_eq!(code_of(|parts| parts.seq = u64::MAX), "malformed");
    assert_eq!(code_of(|parts| parts.start_op = 0), "malformed");
    assert_eq!(code_of(|parts| parts.start_op = u64::from(u32::MAX)), "malformed");
    assert_eq!(code_of(|parts| parts.start_op = u64::MAX), "malformed");
    assert_eq!(code_of(|parts| parts.actor.clear()), "malformed");
    assert_eq!(code_of(|parts| parts.actor = vec![1; 10_000]), "malformed");
    assert_eq!(code_of(|parts| parts.others.push(vec![1; 17])), "malformed");
    assert_eq!(code_of(|parts| parts.message = vec![0xff, 0xfe]), "malformed");
    assert_eq!(code_of(|parts| parts.deps.push(parts.deps[0])), "malformed");
    assert_eq!(code_of(|parts| parts.deps = vec![[9; 32], [8; 32]]), "malformed");
}

#[test]
fn a_header_over_its_limits_is_refused() {
    assert_eq!(code_of(|parts| parts.message = vec![b'm'; 1025]), "too_large");
    assert_eq!(code_of(|parts| parts.others = (0..=512_u16).map(|n| [n.to_be_bytes(); 8].concat()).collect()), "too_large");
    assert_eq!(code_of(|parts| parts.deps = (0..65).map(|n| [n; 32]).collect()), "too_large");
    assert_eq!(code_of(|parts| *parts.column(0x57) = vec![0; 256 * 1024]), "too_large");
}

#[test]
fn an_author_is_named_once_and_at_the_first_change() {
    let server = base();
    let mut session = honest_session(&server);
    let mut second = Parts::of(&session[1]);
    second.footer = vec![1, 3, b'e', b'v', b'e'];
    session[1] = second.raw();
    let admission = admit(&server, &session, &Limits::default(), &AllowAll);
    assert_eq!(admission.accepted.len(), 1);
    assert_eq!(admission.refused.unwrap().refusal.code(), "malformed");
    for footer in [vec![2, 0], vec![1, 9, b'x'], vec![1, 1, b'x', 0], vec![1], vec![0x81, 0, 0]] {
        assert_eq!(code_of(|parts| parts.footer = footer), "malformed");
    }
}

#[test]
fn strange_columns_are_refused() {
    assert_eq!(code_of(|parts| *parts.column(0x42 | 8) = vec![1, 1]), "malformed");
    assert_eq!(code_of(|parts| *parts.column(0xc2) = vec![1, 1]), "malformed");
    assert_eq!(
        code_of(|parts| {
            let action = parts.column(ACTION).clone();
            parts.columns.push((ACTION, action));
        }),
        "malformed"
    );
    assert_eq!(
        code_of(|parts| {
            for name in 0..100 {
                parts.column(0x1000 + name * 16);
            }
        }),
        "malformed"
    );
}
