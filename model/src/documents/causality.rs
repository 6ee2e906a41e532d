//! What its author knew: which change wrote a record, and what a change builds on. Clocks play no part.

use std::collections::{HashMap, HashSet};

use automerge::{Automerge, ChangeHash, ObjType, ROOT, ReadDoc as _, Value};

/// The changes of a document and what each builds on: read once, asked often.
pub(crate) struct Causality {
    deps: HashMap<ChangeHash, Vec<ChangeHash>>,
}

impl Causality {
    pub(crate) fn of(doc: &Automerge) -> Self {
        Self { deps: doc.get_changes_meta(&[]).into_iter().map(|change| (change.hash, change.deps.to_vec())).collect() }
    }

    /// Everything that `heads` build on, themselves included.
    pub(crate) fn past_of(&self, heads: &[ChangeHash]) -> HashSet<ChangeHash> {
        let mut met: HashSet<ChangeHash> = heads.iter().copied().collect();
        let mut open = heads.to_vec();
        while let Some(hash) = open.pop() {
            let deps = self.deps.get(&hash).map(Vec::as_slice).unwrap_or_default();
            open.extend(deps.iter().filter(|dep| met.insert(**dep)));
        }
        met
    }
}

/// The change that wrote the record `key` of `collection`.
pub(crate) fn writer_of(doc: &Automerge, collection: &str, key: &str) -> Option<ChangeHash> {
    let Some((Value::Object(ObjType::Map), map)) = doc.get(ROOT, collection).ok()? else {
        return None;
    };
    let (_, record) = doc.get(&map, key).ok()??;
    doc.hash_for_opid(&record)
}
