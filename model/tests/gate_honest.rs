//! What the gate lets through, and what it tells an authority.

use std::cell::RefCell;

use crate::gate_chunks::*;
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{AutoCommit, Automerge, Change, ObjType, ROOT, ReadDoc, ScalarValue};
use model::gate::{AllowAll, Authority, Denial, Effect, EffectAction, Limits, PathKey, Refusal, Step, Version, admit, preflight};

#[test]
fn an_honest_session_is_admitted_whole_and_in_order() {
    let server = base();
    let raws = honest_session(&server);
    let admission = admit(&server, &raws, &Limits::default(), &AllowAll);
    assert_eq!(admission.refused, None);
    assert_eq!(admission.blocked, 0);
    let taken: Vec<usize> = admission.accepted.iter().map(|taken| taken.index).collect();
    assert_eq!(taken, (0..raws.len()).collect::<Vec<_>>());
    for (taken, raw) in admission.accepted.iter().zip(&raws) {
        let change = Change::from_bytes(raw.clone()).unwrap();
        let flight = &taken.preflight;
        assert_eq!(flight.hash, change.hash());
        assert_eq!(flight.actor, BEN);
        assert_eq!(flight.seq, change.seq());
        assert_eq!(flight.start_op, change.start_op().get());
        assert_eq!(flight.ops, change.len() as u64);
        assert_eq!(flight.max_op(), change.max_op());
        assert_eq!(flight.deps, change.deps());
        assert_eq!(flight.time_s, change.timestamp());
        assert_eq!(taken.change.raw_bytes(), raw);
    }
    let title = admission.doc.get(ROOT, "title").unwrap().unwrap().0;
    assert_eq!(title.as_str(), Some("heat pump"));
}

#[test]
fn the_document_judged_against_is_not_modified() {
    let server = base();
    let before = server.save();
    let admission = admit(&server, &honest_session(&server), &Limits::default(), &AllowAll);
    assert_ne!(admission.doc.get_heads(), server.get_heads());
    assert_eq!(server.save(), before);
}

#[test]
fn an_empty_document_takes_its_genesis_and_what_follows() {
    let mut history: Vec<Vec<u8>> = genesis().get_changes(&[]).iter().map(|change| change.raw_bytes().to_vec()).collect();
    history.extend(honest_session(&base()));
    let admission = admit(&Automerge::new(), &history, &Limits::default(), &AllowAll);
    assert_eq!(admission.refused, None);
    assert_eq!(admission.accepted.len(), history.len());
}

#[test]
fn sending_again_is_known_and_changes_nothing() {
    let server = base();
    let raws = honest_session(&server);
    let first = admit(&server, &raws, &Limits::default(), &AllowAll);
    let again = admit(&first.doc, &raws, &Limits::default(), &AllowAll);
    assert_eq!(again.known, (0..raws.len()).collect::<Vec<_>>());
    assert!(again.accepted.is_empty() && again.refused.is_none());
    assert_eq!(again.doc.get_heads(), first.doc.get_heads());

    let twice: Vec<Vec<u8>> = raws.iter().flat_map(|raw| [raw.clone(), raw.clone()]).collect();
    let doubled = admit(&server, &twice, &Limits::default(), &AllowAll);
    assert_eq!(doubled.known.len(), raws.len());
    assert_eq!(doubled.doc.get_heads(), first.doc.get_heads());
}

#[test]
fn concurrent_devices_and_their_merge_are_admitted() {
    let server = base();
    let mut ben = on_the_device(&server, BEN);
    let mut cleo = on_the_device(&server, CLEO);
    for round in 0..3 {
        ben.put(ROOT, "title", format!("ben {round}")).unwrap();
        ben.commit();
        cleo.put(ROOT, "title", format!("cleo {round}")).unwrap();
        let note = cleo.get(ROOT, "note").unwrap().unwrap().1;
        cleo.splice_text(&note, 0, 0, "cleo ").unwrap();
        cleo.commit();
    }
    let after_ben = admit(&server, &unsent(&mut ben, &server), &Limits::default(), &AllowAll);
    let after_cleo = admit(&after_ben.doc, &unsent(&mut cleo, &server), &Limits::default(), &AllowAll);
    assert_eq!(after_cleo.accepted.len(), 3, "{:?}", after_cleo.refused);
    ben.merge(&mut cleo).unwrap();
    ben.put(ROOT, "title", "merged").unwrap();
    ben.commit();
    let merged = admit(&after_cleo.doc, &unsent(&mut ben, &after_cleo.doc), &Limits::default(), &AllowAll);
    assert_eq!(merged.refused, None);
    assert_eq!(merged.doc.get_heads(), ben.get_heads());
}

#[test]
fn a_change_without_operations_is_admitted() {
    let server = base();
    let mut ben = on_the_device(&server, BEN);
    ben.empty_change(CommitOptions::default());
    let raws = unsent(&mut ben, &server);
    let admission = admit(&server, &raws, &Limits::default(), &AllowAll);
    assert_eq!(admission.refused, None);
    assert_eq!(admission.accepted.len(), 1);
}

#[test]
fn the_clean_prefix_is_kept_and_the_rest_is_blocked() {
    let server = base();
    let mut raws = honest_session(&server);
    let last = raws[2].len() - 1;
    raws[2][last] ^= 1;
    let admission = admit(&server, &raws, &Limits::default(), &AllowAll);
    assert_eq!(admission.accepted.len(), 2);
    let refused = admission.refused.unwrap();
    assert_eq!((refused.index, refused.hash), (2, None));
    assert_eq!(refused.refusal.code(), "malformed");
    assert_eq!(admission.blocked, raws.len() - 3);
    let kept = admit(&server, &raws[..2], &Limits::default(), &AllowAll);
    assert_eq!(admission.doc.get_heads(), kept.doc.get_heads());
}

#[test]
fn a_full_document_takes_no_more() {
    let server = base();
    let limits = Limits { document_changes: 3, ..Limits::default() };
    let admission = admit(&server, &honest_session(&server), &limits, &AllowAll);
    assert_eq!(admission.accepted.len(), 2);
    assert_eq!(admission.refused.unwrap().refusal, Refusal::TooLarge { what: "changes in a document", limit: 3 });
}

/// Notes what it is shown, and denies a change that touches a key.
#[derive(Default)]
struct Doorkeeper {
    seen: RefCell<Vec<Vec<Effect>>>,
    forbidden_key: Option<&'static str>,
}

impl Authority for Doorkeeper {
    fn authorise(&self, step: &Step<'_>) -> Result<(), Denial> {
        assert!(!step.before.heads().contains(&step.change.hash()));
        assert!(step.after.heads().contains(&step.change.hash()));
        self.seen.borrow_mut().push(step.effects.to_vec());
        match self.forbidden_key {
            Some(key) if step.effects.iter().any(|effect| effect.key.as_str() == Some(key)) => {
                Err(Denial { code: "not_yours", detail: key.to_owned() })
            }
            _ => Ok(()),
        }
    }
}

fn spoken(effect: &Effect) -> String {
    let path: Vec<&str> = effect.path.iter().map(|key| key.as_str().unwrap_or("*")).collect();
    let action = match &effect.action {
        EffectAction::Put(ScalarValue::F64(value)) => format!("put {value}"),
        EffectAction::Put(value) => format!("put {value}"),
        other => format!("{other:?}"),
    };
    format!(
        "/{}:{} {action}{}{}",
        path.join("/"),
        effect.key.as_str().unwrap_or("*"),
        if effect.object_is_new { " new" } else { "" },
        if effect.overwrites { " overwrites" } else { "" }
    )
}

#[test]
fn an_authority_is_shown_every_operation_where_it_works() {
    let server = base();
    let keeper = Doorkeeper::default();
    let admission = admit(&server, &honest_session(&server), &Limits::default(), &keeper);
    assert_eq!(admission.refused, None);
    let seen: Vec<Vec<String>> = keeper.seen.borrow().iter().map(|effects| effects.iter().map(spoken).collect()).collect();
    assert_eq!(seen[0], ["/:title put \"heat pump\" overwrites", "/:due put Timestamp: 1700000000000"]);
    assert_eq!(seen[1][..3], ["/parts:p2 MakeMap", "/parts/p2:name put \"gasket\" new", "/parts/p2:price put 12.5 new"]);
    assert_eq!(seen[1][5], "/parts:p1 Delete overwrites");
    assert_eq!(seen[2][0], "/note:* put \"L\"");
    assert!(seen[2].contains(&"/note:* Delete overwrites".to_owned()));
    assert_eq!(seen[3], ["/list:* put \"between\"", "/list:* put 8 overwrites", "/list:* Delete overwrites"]);
    assert_eq!(seen[4], ["/:count Increment(4) overwrites"]);
    assert_eq!(seen[5], ["/note:* Mark", "/note:* Mark"]);
}

#[test]
fn a_denied_change_is_refused_with_the_authoritys_word() {
    let server = base();
    let keeper = Doorkeeper { forbidden_key: Some("p1"), ..Doorkeeper::default() };
    let admission = admit(&server, &honest_session(&server), &Limits::default(), &keeper);
    assert_eq!(admission.accepted.len(), 1);
    let refusal = admission.refused.unwrap().refusal;
    assert_eq!(refusal.code(), "not_yours");
    assert!(!refusal.retry());
    assert_eq!(admission.blocked, 4);
}

#[test]
fn a_write_that_loses_the_merge_is_still_shown_to_the_authority() {
    let server = base();
    let winner = {
        let mut cleo = on_the_device(&server, CLEO);
        for title in ["one", "two", "three"] {
            cleo.put(ROOT, "title", title).unwrap();
            cleo.commit();
        }
        admit(&server, &unsent(&mut cleo, &server), &Limits::default(), &AllowAll).doc
    };
    let mut ben = on_the_device(&server, BEN);
    ben.put(ROOT, "title", "hidden").unwrap();
    let keeper = Doorkeeper::default();
    let admission = admit(&winner, &unsent(&mut ben, &server), &Limits::default(), &keeper);
    assert_eq!(admission.refused, None);
    let title = admission.doc.get(ROOT, "title").unwrap().unwrap().0;
    assert_eq!(title.as_str(), Some("three"));
    assert_eq!(keeper.seen.borrow()[0].iter().map(spoken).collect::<Vec<_>>(), ["/:title put \"hidden\" overwrites"]);
}

#[test]
fn a_text_inside_a_list_has_a_path_through_the_element() {
    let server = base();
    let mut ben = on_the_device(&server, BEN);
    let list = ben.get(ROOT, "list").unwrap().unwrap().1;
    let inner = ben.get(&list, 1).unwrap().unwrap().1;
    ben.splice_text(&inner, 0, 0, "x").unwrap();
    let keeper = Doorkeeper::default();
    let admission = admit(&server, &unsent(&mut ben, &server), &Limits::default(), &keeper);
    assert_eq!(admission.refused, None);
    let seen = keeper.seen.borrow();
    assert_eq!(*seen[0][0].path, [PathKey::Key("list".into()), PathKey::Element]);
    assert_eq!(seen[0][0].action, EffectAction::Put(ScalarValue::from("x")));
}

#[test]
fn an_authority_reads_each_change_of_a_list_at_the_version_that_it_made() {
    #[derive(Default)]
    struct Reader(RefCell<Vec<(Vec<String>, Vec<String>)>>);
    impl Authority for Reader {
        fn authorise(&self, step: &Step<'_>) -> Result<(), Denial> {
            let new = |version: &Version<'_>| version.keys(&ROOT).filter(|key| key.starts_with("new")).collect();
            self.0.borrow_mut().push((new(&step.before), new(&step.after)));
            assert_eq!(step.before.heads(), step.change.deps());
            assert_eq!(step.after.heads(), [step.change.hash()]);
            Ok(())
        }
    }
    let server = base();
    let mut ben = on_the_device(&server, BEN);
    for key in ["new1", "new2", "new3"] {
        ben.put(ROOT, key, key).unwrap();
        ben.commit();
    }
    let reader = Reader::default();
    let admission = admit(&server, &unsent(&mut ben, &server), &Limits::default(), &reader);
    assert_eq!(admission.accepted.len(), 3);
    let keys = |most: usize| (1..=most).map(|n| format!("new{n}")).collect::<Vec<_>>();
    assert_eq!(*reader.0.borrow(), [(keys(0), keys(1)), (keys(1), keys(2)), (keys(2), keys(3))]);
}

#[test]
fn a_panicking_authority_is_a_refusal() {
    struct Faulty;
    impl Authority for Faulty {
        fn authorise(&self, _step: &Step<'_>) -> Result<(), Denial> {
            panic!("a room is broken")
        }
    }
    let server = base();
    let admission = admit(&server, &honest_session(&server), &Limits::default(), &Faulty);
    assert_eq!(admission.refused.unwrap().refusal.code(), "unsafe");
    assert_eq!(admission.doc.get_heads(), server.get_heads());
}

#[test]
fn nesting_is_taken_to_the_limit_and_no_further() {
    let server = base();
    let nested = |levels: usize| {
        let mut ben: AutoCommit = on_the_device(&server, BEN);
        let mut object = ROOT;
        for _ in 0..levels {
            object = ben.put_object(&object, "deeper", ObjType::Map).unwrap();
        }
        unsent(&mut ben, &server)
    };
    let limits = Limits::default();
    let fits = admit(&server, &nested(limits.depth), &limits, &AllowAll);
    assert_eq!(fits.refused, None);
    let too_deep = admit(&server, &nested(limits.depth + 1), &limits, &AllowAll);
    assert_eq!(too_deep.refused.unwrap().refusal.code(), "too_large");
}

#[test]
fn the_preflight_of_the_genesis_has_no_dependencies() {
    let raw = genesis().get_changes(&[])[0].raw_bytes().to_vec();
    let flight = preflight(&raw, &Limits::default()).unwrap();
    assert_eq!((flight.seq, flight.start_op), (1, 1));
    assert!(flight.deps.is_empty());
}
