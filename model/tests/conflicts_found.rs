//! Every value that several people wrote at once is found with all its values (E3), wherever it stands.

use std::collections::BTreeSet;

use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, Automerge, ObjId, ObjType, ROOT, ReadDoc, ScalarValue, Value};
use model::documents::conflicts::conflicts;
use proptest::prelude::*;

/// How deep a value can lie in a document.
const MAX_DEPTH: usize = 6;

/// What somebody does to one of four keys of one of a few maps.
#[derive(Debug, Clone)]
enum Edit {
    Put(i64),
    Same,
    Text,
    Map,
    List,
    Counter,
    Increment,
    Delete,
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        3 => (0..3_i64).prop_map(Edit::Put),
        1 => Just(Edit::Same),
        1 => Just(Edit::Text),
        3 => Just(Edit::Map),
        1 => Just(Edit::List),
        2 => Just(Edit::Counter),
        2 => Just(Edit::Increment),
        2 => Just(Edit::Delete),
    ]
}

/// Every key once: automerge 0.12 lists a key twice in memory if several wrote a counter there and somebody counted up.
fn keys(doc: &impl ReadDoc, object: &ObjId) -> BTreeSet<String> {
    doc.keys(object).collect()
}

fn maps(doc: &AutoCommit) -> Vec<ObjId> {
    let mut found = vec![ROOT];
    let mut next = 0;
    while next < found.len() {
        let object = found[next].clone();
        for key in keys(doc, &object) {
            for (value, id) in doc.get_all(&object, key.as_str()).unwrap() {
                if matches!(value, Value::Object(ObjType::Map)) {
                    found.push(id);
                }
            }
        }
        next += 1;
    }
    found
}

fn carry_out(doc: &mut AutoCommit, edit: &Edit, place: usize, key: usize) {
    let maps = maps(doc);
    let object = maps[place % maps.len()].clone();
    let key = ["a", "b", "a/b", "é"][key % 4];
    match edit {
        Edit::Put(value) => doc.put(&object, key, *value).unwrap(),
        Edit::Same => doc.put(&object, key, "same").unwrap(),
        Edit::Text => {
            let text = doc.put_object(&object, key, ObjType::Text).unwrap();
            doc.splice_text(&text, 0, 0, "words").unwrap();
        }
        Edit::Map => _ = doc.put_object(&object, key, ObjType::Map).unwrap(),
        Edit::List => _ = doc.put_object(&object, key, ObjType::List).unwrap(),
        Edit::Counter => doc.put(&object, key, ScalarValue::counter(1)).unwrap(),
        // Only a counter can be counted up; anything else stays as it is.
        Edit::Increment => _ = doc.increment(&object, key, 2),
        Edit::Delete => _ = doc.delete(&object, key),
    }
    doc.commit();
}

/// Every place with several writers, found by asking at every place there is.
fn asked_everywhere(doc: &Automerge, object: &ObjId, path: &str, depth: usize, found: &mut Vec<(String, usize)>) {
    if depth >= MAX_DEPTH {
        return;
    }
    for key in keys(doc, object) {
        let path = if path.is_empty() { key.clone() } else { format!("{path}/{key}") };
        let mut writers = doc.get_all(object, key.as_str()).unwrap();
        if writers.len() > 1 {
            found.push((path, writers.len()));
        } else if let Some((Value::Object(ObjType::Map), id)) = writers.pop() {
            asked_everywhere(doc, &id, &path, depth + 1, found);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn every_place_that_several_people_wrote_at_once_is_named(
        edits in proptest::collection::vec((0..3_usize, any::<bool>(), any::<usize>(), any::<usize>(), edit()), 1..40),
    ) {
        let mut base = AutoCommit::new().with_actor(ActorId::from([9; 16]));
        let inner = base.put_object(ROOT, "a", ObjType::Map).unwrap();
        base.put_object(&inner, "b", ObjType::Map).unwrap();
        base.put(ROOT, "b", ScalarValue::counter(5)).unwrap();
        base.commit();
        let mut people: Vec<AutoCommit> = (1..=3).map(|who| base.fork().with_actor(ActorId::from([who; 16]))).collect();
        for (who, meets, place, key, edit) in &edits {
            if *meets {
                let mut other = people[(who + 1) % 3].fork();
                people[*who].merge(&mut other).unwrap();
            }
            carry_out(&mut people[*who], edit, *place, *key);
        }
        let mut all = people.remove(0);
        for other in &mut people {
            all.merge(other).unwrap();
        }
        let doc = all.document();
        let mut expected = Vec::new();
        asked_everywhere(doc, &ROOT, "", 0, &mut expected);
        let mut found: Vec<(String, usize)> =
            conflicts(doc).unwrap().into_iter().map(|conflict| (conflict.path, conflict.values.len())).collect();
        // Keys with a slash are read alike, whichever comes first.
        expected.sort();
        found.sort();
        prop_assert_eq!(found, expected);
    }
}
