//! Well-formed changes whose operations made Automerge 0.12 panic, or apply and leave a document that cannot be loaded.

use std::time::{Duration, Instant};

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpType};
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{Automerge, Change, ObjType, ROOT, ReadDoc};
use model::gate::{AllowAll, Limits, Refusal, admit};

use crate::gate_chunks::*;

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
    let next = server.get_changes(&[]).iter().map(Change::max_op).max().unwrap() + 1;
    let cases: Vec<(&str, Vec<Op>)> = vec![
        ("an object that never was", vec![op(ObjectId::Id(by(4_000, ANNA)), root_key("x"), put("v"))]),
        ("an object of an unknown actor", vec![op(ObjectId::Id(by(3, CLEO)), root_key("x"), put("v"))]),
        ("a scalar taken for an object", vec![op(ObjectId::Id(title.clone()), root_key("x"), put("v"))]),
        (
            "an own scalar taken for an object",
            vec![op(ObjectId::Root, root_key("x"), put("v")), op(ObjectId::Id(by(next, BEN)), root_key("y"), put("v"))],
        ),
        (
            "an object made later in the change",
            vec![
                op(ObjectId::Id(by(next + 1, BEN)), root_key("y"), put("v")),
                op(ObjectId::Root, root_key("x"), OpType::Make(ObjType::Map)),
            ],
        ),
        ("an insertion after an element that is missing", vec![inserting(op(text_of(&server), after(4_000, ANNA), put("v")))]),
        ("an insertion after an element of another object", vec![inserting(op(list.clone(), after(note.counter() + 1, ANNA), put("v")))]),
        ("an insertion after itself", vec![inserting(op(text_of(&server), after(next, BEN), put("v")))]),
        ("an update of an element that is missing", vec![with_pred(op(text_of(&server), after(4_000, ANNA), put("v")), note.clone())]),
        ("an update of the head", vec![op(text_of(&server), Key::Seq(ElementId::Head), put("v"))]),
        ("a predecessor of an unknown actor", vec![with_pred(op(ObjectId::Root, root_key("title"), put("v")), by(1, CLEO))]),
        ("a predecessor that is missing", vec![with_pred(op(ObjectId::Root, root_key("title"), put("v")), by(4_000, ANNA))]),
        ("a predecessor at another key", vec![with_pred(op(ObjectId::Root, root_key("other"), put("v")), title.clone())]),
        ("itself as predecessor", vec![with_pred(op(ObjectId::Root, root_key("x"), put("v")), by(next, BEN))]),
        ("a map key in a text", vec![op(text_of(&server), root_key("x"), put("v"))]),
        ("a position in a map", vec![inserting(op(ObjectId::Root, Key::Seq(ElementId::Head), put("v")))]),
        ("an insertion at a map key", vec![inserting(op(ObjectId::Root, root_key("x"), put("v")))]),
        (
            "an insertion with a predecessor",
            vec![inserting(with_pred(op(text_of(&server), Key::Seq(ElementId::Head), put("v")), note.clone()))],
        ),
        ("a deletion of nothing", vec![op(ObjectId::Root, root_key("x"), OpType::Delete)]),
        ("an increment of nothing", vec![op(ObjectId::Root, root_key("x"), OpType::Increment(1))]),
    ];
    for (what, ops) in cases {
        assert_eq!(code(&server, with_ops(&server, ops)), "unsafe", "{what}");
    }
}

/// The end of a mark that never began: it applies and comes back byte for byte, but the saved document does not load.
fn loose_end(doc: &Automerge) -> Op {
    let letter = by(id_at_root(doc, "note").counter() + 1, ANNA);
    inserting(op(text_of(doc), Key::Seq(ElementId::Id(letter)), OpType::MarkEnd(true)))
}

#[test]
fn a_mark_that_ends_without_a_beginning_is_refused() {
    let server = base();
    assert_eq!(
        refusal(&server, with_ops(&server, vec![loose_end(&server)])),
        Refusal::Unsafe { reason: "the saved document does not load" }
    );
}

#[test]
fn an_operation_on_what_its_author_cannot_have_seen_is_refused() {
    let server = base();
    let mut cleo = on_the_device(&server, CLEO);
    cleo.put_object(ROOT, "secret", ObjType::Map).unwrap();
    let both = admit(&server, &unsent(&mut cleo, &server), &Limits::default(), &AllowAll).doc;
    let ops = vec![op(ObjectId::Id(id_at_root(&both, "secret")), root_key("x"), put("v"))];
    assert_eq!(
        refusal(&both, with_ops(&server, ops.clone())),
        Refusal::Unsafe { reason: "an operation works on an object its author has not seen" }
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
    let both = admit(&server, &unsent(&mut cleo, &server), &Limits::default(), &AllowAll).doc;
    let unseen = id_at_root(&both, "title");
    let letter = Key::Seq(ElementId::Id(by(unseen.counter() + 1, CLEO)));
    for ops in
        [vec![with_pred(op(ObjectId::Root, root_key("title"), put("v")), unseen)], vec![inserting(op(text_of(&server), letter, put("v")))]]
    {
        assert_eq!(
            refusal(&both, with_ops(&server, ops.clone())),
            Refusal::Unsafe { reason: "an operation refers to one its author has not seen" }
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
        assert!(matches!(refused, "unsafe" | "malformed"), "{what}: {refused}");
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
    assert_eq!(admission.doc.get(ROOT, "same").unwrap().unwrap().0.as_i64(), Some(3_999));
}
