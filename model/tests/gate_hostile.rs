//! Chunks that made Automerge 0.12 panic, hang, fill memory or save a document it cannot load. Each is refused.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed; clippy.toml covers test functions, not their helpers"
)]

mod gate_chunks;

use std::io::Write;
use std::time::{Duration, Instant};

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpType};
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{Automerge, Change, ObjType, ROOT, ReadDoc, ScalarValue};
use gate_chunks::*;
use model::gate::{AllowAll, Limits, Refusal, admit, preflight};

const ACTION: u64 = 0x42;

/// Generous for a busy machine, and a hundredth of what Automerge alone takes for the worst of these.
const AT_ONCE: Duration = Duration::from_millis(100);

fn code(doc: &Automerge, raw: Vec<u8>) -> &'static str {
    refusal(doc, raw).code()
}

/// Ben's next change with one thing made wrong.
fn spoiled(spoil: impl FnOnce(&mut Parts)) -> (Automerge, Vec<u8>) {
    let server = base();
    let mut parts = Parts::first_of_ben(&server);
    spoil(&mut parts);
    (server, parts.raw())
}

fn code_of(spoil: impl FnOnce(&mut Parts)) -> &'static str {
    let (server, raw) = spoiled(spoil);
    code(&server, raw)
}

#[test]
fn the_test_encoder_makes_what_automerge_makes() {
    let server = base();
    for raw in honest_session(&server) {
        assert_eq!(Parts::of(&raw).raw(), raw);
    }
    let (server, raw) = spoiled(|_| {});
    assert!(judge(&server, raw).refused.is_none());
}

// What the preflight refuses

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
        assert_eq!(
            refused,
            Refusal::TooLarge {
                what: "operations",
                limit: 4_000
            }
        );
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
        assert_eq!(
            code_of(|parts| *parts.column(name) = column),
            "too_large",
            "column {name:#x}"
        );
        assert!(started.elapsed() < AT_ONCE * 5);
    }
}

#[test]
fn a_literal_longer_than_its_column_is_refused() {
    let mut most_negative = Vec::new();
    put_ileb(i64::MIN, &mut most_negative);
    assert_eq!(
        code_of(|parts| *parts.column(ACTION) = most_negative),
        "too_large"
    );
    assert_eq!(
        code_of(|parts| *parts.column(ACTION) = vec![0x70, 1, 1]),
        "malformed"
    );
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
    assert_eq!(
        preflight(&raw, &Limits::default()).unwrap_err().code(),
        "malformed"
    );
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
    assert_eq!(
        code_of(|parts| parts.start_op = u64::from(u32::MAX)),
        "malformed"
    );
    assert_eq!(code_of(|parts| parts.start_op = u64::MAX), "malformed");
    assert_eq!(code_of(|parts| parts.actor.clear()), "malformed");
    assert_eq!(code_of(|parts| parts.actor = vec![1; 10_000]), "malformed");
    assert_eq!(code_of(|parts| parts.others.push(vec![1; 17])), "malformed");
    assert_eq!(
        code_of(|parts| parts.message = vec![0xff, 0xfe]),
        "malformed"
    );
    assert_eq!(code_of(|parts| parts.deps.push(parts.deps[0])), "malformed");
    assert_eq!(
        code_of(|parts| parts.deps = vec![[9; 32], [8; 32]]),
        "malformed"
    );
}

#[test]
fn a_header_over_its_limits_is_refused() {
    assert_eq!(
        code_of(|parts| parts.message = vec![b'm'; 1025]),
        "too_large"
    );
    assert_eq!(
        code_of(|parts| parts.others = (0..65).map(|n| vec![n; 16]).collect()),
        "too_large"
    );
    assert_eq!(
        code_of(|parts| parts.deps = (0..65).map(|n| [n; 32]).collect()),
        "too_large"
    );
    assert_eq!(
        code_of(|parts| *parts.column(0x57) = vec![0; 256 * 1024]),
        "too_large"
    );
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
    for footer in [
        vec![2, 0],
        vec![1, 9, b'x'],
        vec![1, 1, b'x', 0],
        vec![1],
        vec![0x81, 0, 0],
    ] {
        assert_eq!(code_of(|parts| parts.footer = footer), "malformed");
    }
}

#[test]
fn strange_columns_are_refused() {
    assert_eq!(
        code_of(|parts| *parts.column(0x42 | 8) = vec![1, 1]),
        "malformed"
    );
    assert_eq!(
        code_of(|parts| *parts.column(0xc2) = vec![1, 1]),
        "malformed"
    );
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

// What the structure refuses

#[test]
fn a_gap_in_an_actors_sequence_is_refused() {
    let (server, raw) = spoiled(|parts| parts.seq = 2);
    assert_eq!(
        refusal(&server, raw),
        Refusal::Sequence {
            expected: 1,
            found: 2
        }
    );
}

#[test]
fn a_cloned_device_that_reuses_its_actor_is_refused() {
    let server = base();
    let mut original = on_the_device(&server, BEN);
    let mut clone = on_the_device(&server, BEN);
    original.put(ROOT, "title", "original").unwrap();
    clone.put(ROOT, "title", "clone").unwrap();
    let first = admit(
        &server,
        &unsent(&mut original, &server),
        &Limits::default(),
        &AllowAll,
    );
    let second = admit(
        &first.doc,
        &unsent(&mut clone, &server),
        &Limits::default(),
        &AllowAll,
    );
    assert_eq!(
        second.refused.unwrap().refusal,
        Refusal::Sequence {
            expected: 2,
            found: 1
        }
    );
}

#[test]
fn a_change_whose_ancestors_are_missing_may_come_again() {
    let server = base();
    let session = honest_session(&server);
    let refusal = refusal(&server, session[1].clone());
    assert!(refusal.retry());
    assert_eq!(
        refusal,
        Refusal::MissingDependency {
            missing: vec![hash_of(&session[0])]
        }
    );
}

#[test]
fn four_thousand_orphans_cost_one_refusal() {
    let server = base();
    let orphan = spoiled(|parts| parts.deps = vec![[7; 32]]).1;
    let orphans: Vec<Vec<u8>> = (0..4_000)
        .map(|n| {
            let mut parts = Parts::of(&orphan);
            parts.time += n;
            parts.raw()
        })
        .collect();
    let started = Instant::now();
    let admission = admit(&server, &orphans, &Limits::default(), &AllowAll);
    assert!(started.elapsed() < AT_ONCE * 5);
    assert_eq!(
        admission.refused.unwrap().refusal.code(),
        "missing_dependency"
    );
    assert_eq!(admission.blocked, 3_999);
}

#[test]
fn a_second_root_is_refused() {
    let mut other = automerge::AutoCommit::new().with_actor(actor(CLEO));
    other.put(ROOT, "title", "another document").unwrap();
    let foreign = other.get_changes(&[])[0].raw_bytes().to_vec();
    assert_eq!(refusal(&base(), foreign.clone()), Refusal::SecondRoot);

    let genesis = genesis().get_changes(&[])[0].raw_bytes().to_vec();
    let admission = admit(
        &Automerge::new(),
        &[genesis, foreign],
        &Limits::default(),
        &AllowAll,
    );
    assert_eq!(admission.accepted.len(), 1);
    assert_eq!(admission.refused.unwrap().refusal, Refusal::SecondRoot);
}

#[test]
fn an_empty_document_takes_no_change_with_dependencies() {
    let raw = spoiled(|_| {}).1;
    assert_eq!(code(&Automerge::new(), raw), "missing_dependency");
}

#[test]
fn operation_counters_follow_the_dependencies() {
    assert_eq!(code_of(|parts| parts.start_op -= 1), "malformed");
    assert_eq!(code_of(|parts| parts.start_op += 1), "malformed");
    assert_eq!(code_of(|parts| parts.start_op = 1), "malformed");
}

#[test]
fn a_change_that_forgets_its_actors_previous_one_is_refused() {
    let server = base();
    let session = honest_session(&server);
    let mut second = Parts::of(&session[1]);
    let first = Parts::of(&session[0]);
    second.deps = first.deps;
    second.start_op = first.start_op;
    let admission = admit(
        &server,
        &[session[0].clone(), second.raw()],
        &Limits::default(),
        &AllowAll,
    );
    assert_eq!(admission.accepted.len(), 1);
    assert_eq!(
        admission.refused.unwrap().refusal,
        Refusal::Malformed {
            reason: "the change does not build on its actor's previous one"
        }
    );
}

// What the operations are refused for

fn root_key(key: &str) -> Key {
    Key::Map(key.into())
}

fn text_of(doc: &Automerge) -> ObjectId {
    ObjectId::Id(id_at_root(doc, "note"))
}

fn with_pred(mut op: Op, pred: automerge::legacy::OpId) -> Op {
    op.pred = vec![pred].into();
    op
}

fn inserting(mut op: Op) -> Op {
    op.insert = true;
    op
}

#[test]
fn operations_on_what_is_not_there_are_refused() {
    let server = base();
    let title = id_at_root(&server, "title");
    let note = id_at_root(&server, "note");
    let list = ObjectId::Id(id_at_root(&server, "list"));
    let after = |counter, who| Key::Seq(ElementId::Id(by(counter, who)));
    let next = server
        .get_changes(&[])
        .iter()
        .map(Change::max_op)
        .max()
        .unwrap()
        + 1;
    let cases: Vec<(&str, Vec<Op>)> = vec![
        (
            "an object that never was",
            vec![op(ObjectId::Id(by(4_000, ANNA)), root_key("x"), put("v"))],
        ),
        (
            "an object of an unknown actor",
            vec![op(ObjectId::Id(by(3, CLEO)), root_key("x"), put("v"))],
        ),
        (
            "a scalar taken for an object",
            vec![op(ObjectId::Id(title.clone()), root_key("x"), put("v"))],
        ),
        (
            "an own scalar taken for an object",
            vec![
                op(ObjectId::Root, root_key("x"), put("v")),
                op(ObjectId::Id(by(next, BEN)), root_key("y"), put("v")),
            ],
        ),
        (
            "an object made later in the change",
            vec![
                op(ObjectId::Id(by(next + 1, BEN)), root_key("y"), put("v")),
                op(ObjectId::Root, root_key("x"), OpType::Make(ObjType::Map)),
            ],
        ),
        (
            "an insertion after an element that is missing",
            vec![inserting(op(
                text_of(&server),
                after(4_000, ANNA),
                put("v"),
            ))],
        ),
        (
            "an insertion after an element of another object",
            vec![inserting(op(
                list.clone(),
                after(note.counter() + 1, ANNA),
                put("v"),
            ))],
        ),
        (
            "an insertion after itself",
            vec![inserting(op(text_of(&server), after(next, BEN), put("v")))],
        ),
        (
            "an update of an element that is missing",
            vec![with_pred(
                op(text_of(&server), after(4_000, ANNA), put("v")),
                note.clone(),
            )],
        ),
        (
            "an update of the head",
            vec![op(text_of(&server), Key::Seq(ElementId::Head), put("v"))],
        ),
        (
            "a predecessor of an unknown actor",
            vec![with_pred(
                op(ObjectId::Root, root_key("title"), put("v")),
                by(1, CLEO),
            )],
        ),
        (
            "a predecessor that is missing",
            vec![with_pred(
                op(ObjectId::Root, root_key("title"), put("v")),
                by(4_000, ANNA),
            )],
        ),
        (
            "a predecessor at another key",
            vec![with_pred(
                op(ObjectId::Root, root_key("other"), put("v")),
                title.clone(),
            )],
        ),
        (
            "itself as predecessor",
            vec![with_pred(
                op(ObjectId::Root, root_key("x"), put("v")),
                by(next, BEN),
            )],
        ),
        (
            "a map key in a text",
            vec![op(text_of(&server), root_key("x"), put("v"))],
        ),
        (
            "a position in a map",
            vec![inserting(op(
                ObjectId::Root,
                Key::Seq(ElementId::Head),
                put("v"),
            ))],
        ),
        (
            "an insertion at a map key",
            vec![inserting(op(ObjectId::Root, root_key("x"), put("v")))],
        ),
        (
            "an insertion with a predecessor",
            vec![inserting(with_pred(
                op(text_of(&server), Key::Seq(ElementId::Head), put("v")),
                note.clone(),
            ))],
        ),
        (
            "a deletion of nothing",
            vec![op(ObjectId::Root, root_key("x"), OpType::Delete)],
        ),
        (
            "an increment of nothing",
            vec![op(ObjectId::Root, root_key("x"), OpType::Increment(1))],
        ),
    ];
    for (what, ops) in cases {
        assert_eq!(code(&server, with_ops(&server, ops)), "unsafe", "{what}");
    }
}

/// The end of a mark that never began: it applies and comes back byte for byte, but the saved document does not load.
fn loose_end(doc: &Automerge) -> Op {
    let letter = by(id_at_root(doc, "note").counter() + 1, ANNA);
    inserting(op(
        text_of(doc),
        Key::Seq(ElementId::Id(letter)),
        OpType::MarkEnd(true),
    ))
}

#[test]
fn a_mark_that_ends_without_a_beginning_is_refused() {
    let server = base();
    assert_eq!(
        refusal(&server, with_ops(&server, vec![loose_end(&server)])),
        Refusal::Unsafe {
            reason: "the saved document does not load"
        }
    );
}

#[test]
fn an_operation_on_what_its_author_cannot_have_seen_is_refused() {
    let server = base();
    let mut cleo = on_the_device(&server, CLEO);
    cleo.put_object(ROOT, "secret", ObjType::Map).unwrap();
    let both = admit(
        &server,
        &unsent(&mut cleo, &server),
        &Limits::default(),
        &AllowAll,
    )
    .doc;
    let ops = vec![op(
        ObjectId::Id(id_at_root(&both, "secret")),
        root_key("x"),
        put("v"),
    )];
    assert_eq!(
        refusal(&both, with_ops(&server, ops.clone())),
        Refusal::Unsafe {
            reason: "an operation works on an object its author has not seen"
        }
    );
    assert!(judge(&both, with_ops(&both, ops)).refused.is_none());
}

#[test]
fn a_reference_to_what_its_author_cannot_have_seen_is_refused() {
    let server = base();
    let mut cleo = on_the_device(&server, CLEO);
    cleo.put(ROOT, "title", "cleo's").unwrap();
    let note = cleo.get(ROOT, "note").unwrap().unwrap().1;
    cleo.splice_text(&note, 0, 0, "c").unwrap();
    let both = admit(
        &server,
        &unsent(&mut cleo, &server),
        &Limits::default(),
        &AllowAll,
    )
    .doc;
    let unseen = id_at_root(&both, "title");
    let letter = Key::Seq(ElementId::Id(by(unseen.counter() + 1, CLEO)));
    for ops in [
        vec![with_pred(
            op(ObjectId::Root, root_key("title"), put("v")),
            unseen,
        )],
        vec![inserting(op(text_of(&server), letter, put("v")))],
    ] {
        assert_eq!(
            refusal(&both, with_ops(&server, ops.clone())),
            Refusal::Unsafe {
                reason: "an operation refers to one its author has not seen"
            }
        );
        assert!(judge(&both, with_ops(&both, ops)).refused.is_none());
    }
}

#[test]
fn encodings_the_document_would_not_reproduce_are_refused() {
    let server = base();
    let honest = Parts::first_of_ben(&server);
    for (what, name, column) in [
        ("a literal written as a run", ACTION, vec![1, 1]),
        ("an integer written long", ACTION, vec![1, 0x81, 0]),
        ("a run length written long", ACTION, vec![0x81, 0, 1]),
        ("no action", ACTION, Vec::new()),
        ("two actions", ACTION, vec![2, 1]),
        ("an empty column nobody writes", 0xa5, Vec::new()),
        ("an unknown action", ACTION, vec![1, 99]),
    ] {
        let mut parts = honest.clone();
        *parts.column(name) = column;
        assert_ne!(parts.raw(), honest.raw(), "{what}");
        let refused = code(&server, parts.raw());
        assert!(
            matches!(refused, "unsafe" | "malformed"),
            "{what}: {refused}"
        );
    }
}

#[test]
fn a_poisoned_change_among_good_ones_is_found_and_the_good_ones_before_it_stay() {
    let server = base();
    let session = honest_session(&server);
    for at in 1..session.len() {
        let prefix = admit(&server, &session[..at], &Limits::default(), &AllowAll).doc;
        let mut list = session[..at].to_vec();
        let mut change = blank(&prefix, CLEO);
        change.operations = vec![loose_end(&server)];
        list.push(Change::from(change).raw_bytes().to_vec());
        list.extend_from_slice(&session[at..]);
        let admission = admit(&server, &list, &Limits::default(), &AllowAll);
        assert_eq!(admission.accepted.len(), at);
        assert_eq!(admission.doc.get_heads(), prefix.get_heads());
        let refused = admission.refused.unwrap();
        assert_eq!((refused.index, refused.refusal.code()), (at, "unsafe"));
        assert!(Automerge::load(&admission.doc.save()).is_ok());
        assert_eq!(admission.blocked, list.len() - at - 1);
    }
}

#[test]
fn the_most_a_change_may_hold_is_judged_in_bounded_time() {
    let server = base();
    let mut ben = on_the_device(&server, BEN);
    for n in 0..4_000 {
        ben.put(ROOT, "same", n).unwrap();
    }
    ben.commit_with(CommitOptions::default());
    let raws = unsent(&mut ben, &server);
    let started = Instant::now();
    let admission = admit(&server, &raws, &Limits::default(), &AllowAll);
    assert_eq!(admission.refused, None);
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!(
        admission.doc.get(ROOT, "same").unwrap().unwrap().0.as_i64(),
        Some(3_999)
    );
}
