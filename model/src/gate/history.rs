//! The changes a document already has, as a graph: what each one built on and which operations it owns.

use std::collections::HashMap;

use automerge::{ActorId, Automerge, ChangeHash};

use super::{Preflight, Refusal};

/// The graph of accepted changes. Grows with each accepted change.
pub(super) struct History {
    nodes: Vec<Node>,
    by_hash: HashMap<ChangeHash, usize>,
    /// Per actor its changes in sequence, so the operation counters ascend too.
    by_actor: HashMap<ActorId, Vec<usize>>,
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
    pub(super) fn of(doc: &Automerge) -> Self {
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
        Self { nodes, by_hash, by_actor }
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// How many operations all changes have together.
    pub(super) fn ops(&self) -> u64 {
        self.nodes.iter().map(|node| (node.max_op + 1).saturating_sub(node.start_op)).sum()
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

    pub(super) fn append(&mut self, flight: &Preflight) {
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

fn positions(by_hash: &HashMap<ChangeHash, usize>, hashes: &[ChangeHash]) -> Vec<usize> {
    hashes.iter().filter_map(|hash| by_hash.get(hash).copied()).collect()
}
