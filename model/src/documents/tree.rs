//! Between Automerge's values and serde: a subtree is read as JSON and written from JSON, so that every record of a document
//! is one plain struct. Bytes become base64 (RFC 4648 §5, without padding). Left out: floats, counters and lists, which no
//! document of ours holds.

use std::collections::HashMap;
use std::sync::Arc;

use automerge::iter::{DocItem, DocObjItem, MapRangeItem};
use automerge::transaction::Transactable;
use automerge::{
    Automerge, AutomergeError, ChangeHash, ObjId, ObjType, ROOT, ReadDoc as _, ScalarValue, ScalarValueRef, ValueRef, hydrate,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

/// Deeper subtrees than this are cut off: our records are at most four levels deep.
pub(crate) const MAX_DEPTH: usize = 8;

/// What a document, or one of its maps, says: every value that is shown, read in one pass over the operations. (Automerge's own
/// `hydrate` seeks each map anew, and most of a document is small maps.)
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Tree {
    /// The values as JSON. Lists are null.
    pub(crate) root: Map<String, Value>,
    /// Where several concurrent values stand; not within values that are themselves one of several. In no order.
    pub(crate) conflicts: Vec<Vec<String>>,
    /// The byte strings as they are, by path. In no order.
    pub(crate) bytes: HashMap<Vec<String>, Vec<u8>>,
}

fn weight(value: &Value) -> usize {
    const VALUE: usize = 32;
    VALUE
        + match value {
            Value::String(text) => text.len(),
            Value::Object(fields) => fields.iter().map(|(key, value)| key.len() + weight(value)).sum(),
            Value::Array(values) => values.iter().map(weight).sum(),
            Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        }
}

/// A map that was met, and where it belongs.
struct Node {
    parent: usize,
    key: String,
    depth: usize,
    /// It is, or is within, one of several concurrent values.
    in_conflict: bool,
    fields: Map<String, Value>,
    /// A text instead, in its pieces.
    text: Option<String>,
}

impl Tree {
    /// The whole document, as it reads now or as it read at `heads`.
    pub(crate) fn of(doc: &Automerge, heads: Option<&[ChangeHash]>) -> Self {
        Self::at(doc, &ROOT, heads)
    }

    /// The map `object`, as it reads now or as it read at `heads`. Empty if the document has no such map.
    pub(crate) fn at(doc: &Automerge, object: &ObjId, heads: Option<&[ChangeHash]>) -> Self {
        let mut tree = Self::default();
        let root = Node { parent: 0, key: String::new(), depth: 0, in_conflict: false, fields: Map::new(), text: None };
        let mut nodes = vec![root];
        let mut places: HashMap<ObjId, usize> = HashMap::from([(object.clone(), 0)]);
        let mut here: Option<(Arc<ObjId>, Option<usize>)> = None;
        for DocObjItem { obj, item } in doc.iter_at(object, heads) {
            let known = here.as_ref().filter(|(last, _)| Arc::ptr_eq(last, &obj)).map(|(_, place)| *place);
            let place = known.unwrap_or_else(|| places.get(obj.as_ref()).copied());
            here = Some((obj, place));
            let Some(place) = place else { continue };
            match item {
                DocItem::Map(item) => {
                    if let Some(node) = tree.field(&mut nodes, place, &item) {
                        places.insert(item.id(), nodes.len());
                        nodes.push(node);
                    }
                }
                DocItem::Text(span) => {
                    if let Some(text) = nodes.get_mut(place).and_then(|node| node.text.as_mut()) {
                        text.push_str(span.as_str());
                    }
                }
                DocItem::List(_) => {}
            }
        }
        // What is within stands behind what it is in.
        while let Some(Node { parent, key, fields, text, .. }) = nodes.pop() {
            match nodes.get_mut(parent) {
                Some(above) => drop(above.fields.insert(key, text.map_or(Value::Object(fields), Value::String))),
                None => tree.root = fields,
            }
        }
        tree
    }

    /// What it takes, in **bytes**, roughly: keys, texts and byte strings, and something for each value.
    pub(crate) fn weight(&self) -> usize {
        let bytes: usize = self.bytes.values().map(Vec::len).sum();
        bytes + self.root.iter().map(|(key, value)| key.len() + weight(value)).sum::<usize>()
    }

    /// Takes in one entry of the map at `place`; answers the map or text that it is, to be filled.
    fn field(&mut self, nodes: &mut [Node], place: usize, item: &MapRangeItem<'_>) -> Option<Node> {
        let path = |nodes: &[Node]| path(nodes, place, &item.key);
        let (depth, in_conflict) = nodes.get(place).map(|node| (node.depth, node.in_conflict))?;
        if item.conflict && !in_conflict {
            self.conflicts.push(path(nodes));
        }
        let value = match &item.value {
            ValueRef::Object(kind @ (ObjType::Map | ObjType::Text)) if depth < MAX_DEPTH => {
                return Some(Node {
                    parent: place,
                    key: item.key.to_string(),
                    depth: depth + 1,
                    in_conflict: in_conflict || item.conflict,
                    fields: Map::new(),
                    text: (*kind == ObjType::Text).then(String::new),
                });
            }
            ValueRef::Object(_) => Value::Null,
            ValueRef::Scalar(scalar) => {
                if let ScalarValueRef::Bytes(bytes) = scalar {
                    self.bytes.insert(path(nodes), bytes.to_vec());
                }
                scalar_to_json(scalar)
            }
        };
        nodes.get_mut(place)?.fields.insert(item.key.to_string(), value);
        None
    }
}

/// The keys from the root to `key` of the map at `place`.
fn path(nodes: &[Node], mut place: usize, key: &str) -> Vec<String> {
    let mut path = vec![key.to_owned()];
    while place > 0
        && let Some(node) = nodes.get(place)
    {
        path.push(node.key.clone());
        place = node.parent;
    }
    path.reverse();
    path
}

/// One scalar as JSON.
pub(crate) fn scalar_to_json(scalar: &ScalarValueRef<'_>) -> Value {
    match scalar {
        ScalarValueRef::Str(text) => Value::String(text.to_string()),
        ScalarValueRef::Int(number) | ScalarValueRef::Timestamp(number) => Value::from(*number),
        ScalarValueRef::Uint(number) => Value::from(*number),
        ScalarValueRef::Boolean(flag) => Value::Bool(*flag),
        ScalarValueRef::Bytes(bytes) => Value::String(URL_SAFE_NO_PAD.encode(bytes)),
        ScalarValueRef::F64(_) | ScalarValueRef::Counter(_) | ScalarValueRef::Unknown { .. } | ScalarValueRef::Null => Value::Null,
    }
}

/// Puts every entry of `fields` under `object`; nested objects become maps. Nulls are left out, lists are refused: they could not be
/// read again.
pub(crate) fn put_fields<T: Transactable>(tx: &mut T, object: &ObjId, fields: &Map<String, Value>) -> Result<(), AutomergeError> {
    for (key, value) in fields {
        match value {
            Value::Object(inner) => put_map(tx, object, key, inner)?,
            Value::Null => {}
            value => tx.put(object, key.as_str(), json_to_scalar(key, value)?)?,
        }
    }
    Ok(())
}

/// Puts `fields` under `key` of `parent` as a new map. A map of plain values is put in one piece: Automerge then seeks one place, and not
/// one for each value. One that holds maps is not, because Automerge would number its operations in another order than they were ever
/// written in, and the same deeds make the same bytes. Otherwise as [`put_fields`].
pub(crate) fn put_map<T: Transactable>(tx: &mut T, parent: &ObjId, key: &str, fields: &Map<String, Value>) -> Result<(), AutomergeError> {
    if fields.values().any(Value::is_object) {
        let map = tx.put_object(parent, key, ObjType::Map)?;
        return put_fields(tx, &map, fields);
    }
    let mut plain: HashMap<&str, hydrate::Value> = HashMap::with_capacity(fields.len());
    for (key, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
        plain.insert(key, hydrate::Value::Scalar(json_to_scalar(key, value)?));
    }
    tx.batch_create_object(parent, key, &hydrate::Value::Map(plain.into()), false).map(drop)
}

/// One plain value of JSON, which stands under `key`.
fn json_to_scalar(key: &str, value: &Value) -> Result<ScalarValue, AutomergeError> {
    let unfit = || AutomergeError::InvalidObjId(key.to_owned());
    match value {
        Value::String(text) => Ok(text.as_str().into()),
        Value::Bool(flag) => Ok((*flag).into()),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => Ok(number.into()),
            (None, Some(number)) => Ok(ScalarValue::Uint(number)),
            (None, None) => Err(unfit()),
        },
        Value::Null | Value::Array(_) | Value::Object(_) => Err(unfit()),
    }
}

#[cfg(test)]
mod tests {
    use automerge::{ActorId, AutoCommit};
    use proptest::prelude::*;

    use super::*;

    /// What Automerge itself reads, in the same form.
    fn read(value: &hydrate::Value) -> Value {
        match value {
            hydrate::Value::Scalar(scalar) => scalar_to_json(&scalar.clone().into()),
            hydrate::Value::Text(text) => Value::String(text.to_string()),
            hydrate::Value::Map(map) => Value::Object(map.iter().map(|(key, entry)| (key.clone(), read(&entry.value))).collect()),
            hydrate::Value::List(_) => Value::Null,
        }
    }

    fn conflicts(value: &hydrate::Value, path: &[String], found: &mut Vec<Vec<String>>) {
        let hydrate::Value::Map(map) = value else { return };
        for (key, entry) in map.iter() {
            let path = [path, std::slice::from_ref(key)].concat();
            if entry.conflict {
                found.push(path);
            } else {
                conflicts(&entry.value, &path, found);
            }
        }
    }

    fn same(doc: &Automerge, heads: Option<&[ChangeHash]>) {
        let wanted = doc.hydrate(heads);
        let tree = Tree::of(doc, heads);
        assert_eq!(Value::Object(tree.root), read(&wanted));
        let (mut places, mut found) = (Vec::new(), tree.conflicts);
        conflicts(&wanted, &[], &mut places);
        places.sort();
        found.sort();
        assert_eq!(found, places);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn a_tree_says_what_automerge_reads_now_and_at_every_earlier_version(
            steps in prop::collection::vec((0..3usize, 0..4usize, 0..4usize, 0..6u8), 1..40),
        ) {
            let mut docs = vec![AutoCommit::new().with_actor(ActorId::from([9; 16]))];
            docs[0].put(ROOT, "k0", 0).unwrap();
            for n in 1..3u8 {
                let fork = docs[0].fork().with_actor(ActorId::from([n; 16]));
                docs.push(fork);
            }
            for (n, (who, at, key, what)) in steps.into_iter().enumerate() {
                let doc = &mut docs[who];
                let at = format!("k{at}");
                let place = match doc.get(ROOT, at.as_str()).unwrap() {
                    Some((automerge::Value::Object(ObjType::Map), id)) => id,
                    _ => ROOT,
                };
                let key = format!("k{key}");
                match what {
                    0 => drop(doc.put_object(&place, key, ObjType::Map).unwrap()),
                    1 => {
                        let text = doc.put_object(&place, key, ObjType::Text).unwrap();
                        doc.splice_text(&text, 0, 0, "两 words").unwrap();
                    }
                    2 => drop(doc.delete(&place, key)),
                    3 => doc.put(&place, key, ScalarValue::Bytes(vec![1, 2, 3])).unwrap(),
                    4 => {
                        let mut other = docs[(who + 1) % 3].clone();
                        docs[who].merge(&mut other).unwrap();
                    }
                    _ => doc.put(&place, key, n as i64).unwrap(),
                }
                docs[who].commit();
            }
            let mut all = docs[0].clone();
            for other in &mut docs {
                all.merge(other).unwrap();
            }
            let heads: Vec<ChangeHash> = all.get_changes(&[]).iter().map(|change| change.hash()).collect();
            let doc = all.document();
            same(doc, None);
            for head in heads {
                same(doc, Some(&[head]));
            }
        }
    }

    #[test]
    fn a_map_that_is_put_in_one_piece_reads_loads_travels_and_is_taken_back_like_one_put_value_by_value() {
        let said = serde_json::json!({
            "kind": "arrived", "note": "两 words", "big": u64::MAX, "at": -5, "yes": true, "none": null, "clock": { "at": 7, "boot": { "id": "x" } },
        });
        let Value::Object(fields) = &said else { panic!("it is a map") };
        let mut doc = Automerge::new().with_actor(ActorId::from([1; 16]));
        doc.transact::<_, (), AutomergeError>(|tx| {
            let events = tx.put_object(ROOT, "events", ObjType::Map)?;
            tx.put_object(ROOT, "text", ObjType::Text)?;
            put_map(tx, &events, "b", fields)?;
            put_map(tx, &events, "a", fields)?;
            tx.put(&events, "c", 1)
        })
        .unwrap();
        let mut shown = said.clone();
        shown.as_object_mut().unwrap().remove("none");
        let wanted = serde_json::json!({ "events": { "a": shown, "b": shown, "c": 1 }, "text": "" });
        assert_eq!(Value::Object(Tree::of(&doc, None).root), wanted);
        assert_eq!(Value::Object(Tree::of(&Automerge::load(&doc.save()).unwrap(), None).root), wanted);
        let mut other = Automerge::new();
        other.apply_changes(doc.get_changes(&[])).unwrap();
        assert_eq!(Value::Object(Tree::of(&other, None).root), wanted);
        let (saved, heads) = (doc.save(), doc.get_heads());
        let undone = doc.transact::<_, (), AutomergeError>(|tx| {
            put_map(tx, &ROOT, "new", fields)?;
            put_map(tx, &ROOT, "list", &Map::from_iter([("x".to_owned(), Value::Array(Vec::new()))]))
        });
        assert!(undone.is_err(), "lists are refused");
        assert_eq!((doc.save(), doc.get_heads()), (saved, heads));
        assert_eq!(Value::Object(Tree::of(&doc, None).root), wanted);
    }

    #[test]
    fn bytes_are_found_by_their_path() {
        let mut doc = AutoCommit::new();
        let map = doc.put_object(ROOT, "sign_offs", ObjType::Map).unwrap();
        let one = doc.put_object(&map, "one", ObjType::Map).unwrap();
        doc.put(&one, "seal", ScalarValue::Bytes(vec![5, 6])).unwrap();
        let tree = Tree::of(doc.document(), None);
        assert_eq!(tree.bytes.get(["sign_offs", "one", "seal"].map(str::to_owned).as_slice()), Some(&vec![5, 6]));
        assert_eq!(Tree::at(doc.document(), &map, None).bytes.len(), 1);
    }
}
