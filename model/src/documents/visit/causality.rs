//! What its author knew: which change wrote a record, and whether one change builds on another. Clocks play no part.

use std::collections::HashSet;

use automerge::{Automerge, ChangeHash, ObjType, ROOT, ReadDoc as _, Value};

/// The change that wrote the record `key` of `collection`.
pub(super) fn writer_of(doc: &Automerge, collection: &str, key: &str) -> Option<ChangeHash> {
    let Some((Value::Object(ObjType::Map), map)) = doc.get(ROOT, collection).ok()? else {
        return None;
    };
    let (_, record) = doc.get(&map, key).ok()??;
    doc.hash_for_opid(&record)
}

/// Whether the author of `later` knew `earlier`: it is among the changes that `later` builds on.
pub(super) fn builds_on(doc: &Automerge, later: ChangeHash, earlier: ChangeHash) -> bool {
    past_holds(doc, &[later], earlier) && later != earlier
}

/// Whether `change` is among `heads` or what they build on.
pub(super) fn past_holds(doc: &Automerge, heads: &[ChangeHash], change: ChangeHash) -> bool {
    let mut met: HashSet<ChangeHash> = heads.iter().copied().collect();
    let mut open = heads.to_vec();
    while let Some(hash) = open.pop() {
        if hash == change {
            return true;
        }
        let Some(found) = doc.get_change_by_hash(&hash) else {
            continue;
        };
        open.extend(found.deps().iter().filter(|dep| met.insert(**dep)));
    }
    false
}
