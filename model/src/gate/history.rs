//! The changes a document already has, as a graph: what each one built on and which operations it owns.

use std::collections::HashMap;

use automerge::{ActorId, Automerge, ChangeHash};

use super::{Limits, Preflight, Refusal};

/// Up to so many changes, a document is about as large saved as its changes are.
const FEW_CHANGES: usize = 64;

/// What the gate must know of a document before it judges a change: the graph of its changes, and how large they are. Grows with each
/// accepted change; whoever holds a document open holds its history beside it.
pub struct History {
    nodes: Vec<Node>,
    by_hash: HashMap<ChangeHash, usize>,
    /// Per actor its changes in sequence, so the operation counters ascend too.
    by_actor: HashMap<ActorId, Vec<usize>>,
    /// How many operations all changes have together.
    ops: u64,
    /// How many **bytes** the changes have.
    bytes: usize,
}

struct Node {
    start_op: u64,
    max_op: u64,
    deps: Vec<usize>,
}

/// Which changes lie behind one change.
pub(super) enum Past {
    /// All there are: the usual case, a change on top of the current heads.
    Whole,
    /// By position in the history.
    Part(Vec<bool>),
}

impl History {
    /// The history of `doc`.
    #[must_use]
    pub fn of(doc: &Automerge) -> Self {
        let metas = doc.get_changes_meta(&[]);
        let by_hash: HashMap<ChangeHash, usize> = metas.iter().enumerate().map(|(position, meta)| (meta.hash, position)).collect();
        let mut in_sequence: HashMap<ActorId, Vec<(u64, usize)>> = HashMap::new();
        let mut nodes = Vec::with_capacity(metas.len());
        for (position, meta) in metas.iter().enumerate() {
            in_sequence.entry(meta.actor.clone().into_owned()).or_default().push((meta.seq, position));
            nodes.push(Node { start_op: meta.start_op, max_op: meta.max_op, deps: positions(&by_hash, &meta.deps) });
        }
        let by_actor = in_sequence
            .into_iter()
            .map(|(actor, mut changes)| {
                changes.sort_unstable();
                (actor, changes.into_iter().map(|(_, at)| at).collect())
            })
            .collect();
        let ops = nodes.iter().map(|node| (node.max_op + 1).saturating_sub(node.start_op)).sum();
        Self { bytes: held_bytes(doc, nodes.len()), nodes, by_hash, by_actor, ops }
    }

    /// Whether the document has room for one more change of `size` **bytes**.
    pub(super) fn has_room(&self, flight: &Preflight, size: usize, limits: &Limits) -> Result<(), Refusal> {
        if self.nodes.len() >= limits.document_changes {
            return Err(Refusal::TooLarge { what: "changes in a document", limit: limits.document_changes as u64 });
        }
        if self.ops.saturating_add(flight.ops) > limits.document_ops {
            return Err(Refusal::TooLarge { what: "operations in a document", limit: limits.document_ops });
        }
        if self.bytes.saturating_add(size) > limits.document_bytes {
            return Err(Refusal::TooLarge { what: "bytes in a document", limit: limits.document_bytes as u64 });
        }
        Ok(())
    }

    pub(super) fn contains(&self, hash: &ChangeHash) -> bool {
        self.by_hash.contains_key(hash)
    }

    /// Checks that the change is the next link of this history, and finds what lies behind it. `heads` are the current heads,
    /// ascending.
    pub(super) fn check(&self, flight: &Preflight, heads: &[ChangeHash]) -> Result<Past, Refusal> {
        if flight.deps.is_empty() && !self.nodes.is_empty() {
            return Err(Refusal::SecondRoot);
        }
        let missing: Vec<ChangeHash> = flight.deps.iter().filter(|dep| !self.contains(dep)).copied().collect();
        if !missing.is_empty() {
            return Err(Refusal::MissingDependency { missing });
        }
        let own = self.by_actor.get(&ActorId::from(flight.actor.as_slice()));
        let expected = own.map_or(0, Vec::len) as u64 + 1;
        if flight.seq != expected {
            return Err(Refusal::Sequence { expected, found: flight.seq });
        }
        let deps = positions(&self.by_hash, &flight.deps);
        let highest = deps.iter().filter_map(|position| self.nodes.get(*position)).map(|node| node.max_op).max().unwrap_or(0);
        if flight.start_op != highest + 1 {
            return Err(Refusal::Malformed { reason: "the first operation does not follow the dependencies" });
        }
        let past = if flight.deps == heads { Past::Whole } else { self.behind(deps) };
        if own.and_then(|own| own.last()).is_some_and(|last| !past.holds(*last)) {
            return Err(Refusal::Malformed { reason: "the change does not build on its actor's previous one" });
        }
        Ok(past)
    }

    /// Whether the operation exists and lies in this past: an author can only refer to what was seen.
    pub(super) fn holds_op(&self, past: &Past, actor: &ActorId, counter: u64) -> bool {
        let Some(own) = self.by_actor.get(actor) else {
            return false;
        };
        let max_op = |position: &usize| self.nodes.get(*position).map_or(0, |node| node.max_op);
        let at = own.partition_point(|position| max_op(position) < counter);
        own.get(at).is_some_and(|position| past.holds(*position) && self.nodes.get(*position).is_some_and(|node| node.start_op <= counter))
    }

    /// Takes in an accepted change of `size` **bytes**.
    pub(super) fn append(&mut self, flight: &Preflight, size: usize) {
        self.ops = self.ops.saturating_add(flight.ops);
        self.bytes = self.bytes.saturating_add(size);
        let position = self.nodes.len();
        self.nodes.push(Node { start_op: flight.start_op, max_op: flight.max_op(), deps: positions(&self.by_hash, &flight.deps) });
        self.by_hash.insert(flight.hash, position);
        self.by_actor.entry(ActorId::from(flight.actor.as_slice())).or_default().push(position);
    }

    fn behind(&self, mut open: Vec<usize>) -> Past {
        let mut seen = vec![false; self.nodes.len()];
        while let Some(position) = open.pop() {
            let Some(mark) = seen.get_mut(position) else {
                continue;
            };
            if !std::mem::replace(mark, true)
                && let Some(node) = self.nodes.get(position)
            {
                open.extend_from_slice(&node.deps);
            }
        }
        Past::Part(seen)
    }
}

impl Past {
    fn holds(&self, position: usize) -> bool {
        match self {
            Self::Whole => true,
            Self::Part(seen) => seen.get(position).copied().unwrap_or(false),
        }
    }
}

/// How many **bytes** the document's changes have. Exact where it matters: saved, a long history of like changes is much smaller than
/// its changes, but each of them travels to the next device.
fn held_bytes(doc: &Automerge, changes: usize) -> usize {
    if changes <= FEW_CHANGES {
        return doc.save_nocompress().len();
    }
    doc.get_changes(&[]).iter().map(|change| change.raw_bytes().len()).sum()
}

fn positions(by_hash: &HashMap<ChangeHash, usize>, hashes: &[ChangeHash]) -> Vec<usize> {
    hashes.iter().filter_map(|hash| by_hash.get(hash).copied()).collect()
}
