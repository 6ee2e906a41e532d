//! Changes that do not fit the history they claim to follow. Automerge panics on some and merges others for ever.

use std::time::Instant;

use automerge::transaction::Transactable;
use automerge::{Automerge, ROOT};
use model::gate::{AllowAll, Limits, Refusal, admit};

use crate::gate_chunks::*;

#[test]
fn a_gap_in_an_actors_sequence_is_refused() {
    let (server, raw) = spoiled(|parts| parts.seq = 2);
    assert_eq!(refusal(&server, raw), Refusal::Sequence { expected: 1, found: 2 });
}

#[test]
fn a_cloned_device_that_reuses_its_actor_is_refused() {
    let server = base();
    let mut original = on_the_device(&server, BEN);
    let mut clone = on_the_device(&server, BEN);
    original.put(ROOT, "title", "original").unwrap();
    clone.put(ROOT, "title", "clone").unwrap();
    let first = admit(&server, &unsent(&mut original, &server), &Limits::default(), &AllowAll);
    let second = admit(&first.doc, &unsent(&mut clone, &server), &Limits::default(), &AllowAll);
    assert_eq!(second.refused.unwrap().refusal, Refusal::Sequence { expected: 2, found: 1 });
}

#[test]
fn a_change_whose_ancestors_are_missing_may_come_again() {
    let server = base();
    let session = honest_session(&server);
    let refusal = refusal(&server, session[1].clone());
    assert!(refusal.retry());
    assert_eq!(refusal, Refusal::MissingDependency { missing: vec![hash_of(&session[0])] });
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
    assert_eq!(admission.refused.unwrap().refusal.code(), "missing_dependency");
    assert_eq!(admission.blocked, 3_999);
}

#[test]
fn a_second_root_is_refused() {
    let mut other = automerge::AutoCommit::new().with_actor(actor(CLEO));
    other.put(ROOT, "title", "another document").unwrap();
    let foreign = other.get_changes(&[])[0].raw_bytes().to_vec();
    assert_eq!(refusal(&base(), foreign.clone()), Refusal::SecondRoot);

    let genesis = genesis().get_changes(&[])[0].raw_bytes().to_vec();
    let admission = admit(&Automerge::new(), &[genesis, foreign], &Limits::default(), &AllowAll);
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
    let admission = admit(&server, &[session[0].clone(), second.raw()], &Limits::default(), &AllowAll);
    assert_eq!(admission.accepted.len(), 1);
    assert_eq!(admission.refused.unwrap().refusal, Refusal::Malformed { reason: "the change does not build on its actor's previous one" });
}

#[test]
fn a_gap_behind_a_known_actors_last_change_is_refused() {
    let server = base();
    let session = honest_session(&server);
    let mut parts = Parts::of(&session[1]);
    parts.seq = 3;
    let admission = admit(&server, &[session[0].clone(), parts.raw()], &Limits::default(), &AllowAll);
    assert_eq!(admission.accepted.len(), 1);
    assert_eq!(admission.refused.unwrap().refusal, Refusal::Sequence { expected: 2, found: 3 });
}

/// Makes one thing of a change wrong.
type Spoil = fn(&mut Parts);

#[test]
fn an_actor_that_no_operation_names_or_that_is_not_listed_is_refused() {
    let cases: [(&str, Spoil); 4] = [
        ("an actor too many", |parts| parts.others.push(CLEO.to_vec())),
        ("the author once more", |parts| parts.others.push(BEN.to_vec())),
        ("an object of actor 9", |parts| *parts.column(0x01) = run(1, 9)),
        ("a predecessor of actor 9", |parts| {
            *parts.column(0x70) = run(1, 1);
            *parts.column(0x71) = run(1, 9);
            *parts.column(0x73) = run(1, 1);
        }),
    ];
    for (what, spoil) in cases {
        let refused = code_of(spoil);
        assert!(matches!(refused, "malformed" | "unsafe"), "{what}: {refused}");
    }
}

#[test]
fn a_number_of_the_header_written_long_is_refused() {
    let server = base();
    let honest = Parts::first_of_ben(&server).body();
    let long = [&[honest[0] | 0x80, 0], &honest[1..]].concat();
    assert_eq!(code(&server, wrap(CHANGE, &long)), "malformed");
}
