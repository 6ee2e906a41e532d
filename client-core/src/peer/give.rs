//! What another device lacks of a document, as far as somebody signed for it.
//!
//! The own part is signed here, once for everything that is given: one line for the last change of each actor. For the part of others their
//! proofs are handed on. A change that nobody signed for, or that builds on one that the other side does not have and cannot get here, is not
//! given: it comes from the server.

use std::collections::{HashMap, HashSet};

use model::gate::named;
use model::id::DocumentId;
use model::seal::work::{AuthorProof, MAX_LINES, WorkLine, WorkStatement};
use model::wire::packed;
use rusqlite::Connection;

use super::{Me, PeerError};
use crate::device::Core;
use crate::store::StoreError;
use crate::store::peers::{self, CoveringLine, LoggedChange};

/// What is to be given of one document.
#[derive(Debug)]
pub(super) struct Gift {
    pub(super) document: DocumentId,
    /// The packed list.
    pub(super) section: Vec<u8>,
    pub(super) changes: u32,
    /// The last own change of each actor in it: to be signed.
    pub(super) own: Vec<WorkLine>,
    /// Proofs of others, by their rows.
    pub(super) proofs: Vec<i64>,
}

/// What can be given of `document` to somebody who has it as far as `theirs`; `None` if nothing.
pub(super) fn gift(conn: &Connection, document: DocumentId, theirs: &HashMap<[u8; 16], u64>) -> Result<Option<Gift>, StoreError> {
    if peers::have(conn, document)?.iter().all(|(actor, last)| theirs.get(actor).is_some_and(|theirs| theirs >= last)) {
        return Ok(None);
    }
    let log = peers::log(conn, document)?;
    let lines = peers::lines(conn, document)?;
    let chosen = choose(&log, &lines, theirs);
    if chosen.is_empty() {
        return Ok(None);
    }
    let given: Vec<&LoggedChange> = log.iter().filter(|change| chosen.contains(&change.hash)).collect();
    let raws: Vec<&[u8]> = given.iter().map(|change| change.raw.as_slice()).collect();
    let section = packed::encode(&raws).map_err(|_| StoreError::DocumentDamaged(document))?;
    let mut last: HashMap<[u8; 16], &LoggedChange> = HashMap::new();
    let mut proofs: Vec<i64> = Vec::new();
    for change in &given {
        if change.own {
            last.insert(change.actor, change);
        } else if let Some(line) = cover(&lines, change, &given)
            && !proofs.contains(&line.proof)
        {
            proofs.push(line.proof);
        }
    }
    let own = last.values().map(|change| WorkLine::new(document, &change.actor, change.seq, &change.hash)).collect();
    Ok(Some(Gift { document, section, changes: u32::try_from(given.len()).unwrap_or(u32::MAX), own, proofs }))
}

/// The changes of `log` that are lacking and can be given: each is signed for, and builds on what is there or is given with it.
fn choose(log: &[LoggedChange], lines: &[CoveringLine], theirs: &HashMap<[u8; 16], u64>) -> HashSet<[u8; 32]> {
    let mut barred: HashSet<[u8; 32]> = HashSet::new();
    loop {
        let (mut there, mut given) = (HashSet::new(), HashSet::new());
        for change in log {
            if theirs.get(&change.actor).is_some_and(|last| change.seq <= *last) {
                there.insert(change.hash);
                continue;
            }
            let Ok(found) = named(&change.raw) else { continue };
            let joins = found.deps.iter().all(|dep| there.contains(&dep.0) || given.contains(&dep.0));
            if joins && !barred.contains(&change.hash) {
                given.insert(change.hash);
            }
        }
        let given_list: Vec<&LoggedChange> = log.iter().filter(|change| given.contains(&change.hash)).collect();
        let unsigned: Vec<[u8; 32]> = given_list
            .iter()
            .filter(|change| !change.own && cover(lines, change, &given_list).is_none())
            .map(|change| change.hash)
            .collect();
        if unsigned.is_empty() {
            return given;
        }
        barred.extend(unsigned);
    }
}

/// The line that covers a change of another device and whose own change is among those that are given.
fn cover<'a>(lines: &'a [CoveringLine], change: &LoggedChange, given: &[&LoggedChange]) -> Option<&'a CoveringLine> {
    lines.iter().find(|line| {
        line.actor == change.actor && line.seq >= change.seq && given.iter().any(|head| head.actor == line.actor && head.seq == line.seq)
    })
}

impl Core {
    /// Signs for the own part of `gifts`: as few statements as it takes.
    pub(super) fn sign_for(&self, me: &Me, gifts: &[Gift]) -> Result<Vec<AuthorProof>, PeerError> {
        let lines: Vec<WorkLine> = gifts.iter().flat_map(|gift| gift.own.iter().cloned()).collect();
        let sign = |lines: &[WorkLine]| {
            let statement = WorkStatement {
                organisation: me.enrolled.identity.organisation,
                device: me.enrolled.identity.device,
                at: self.clock.now(),
                lines: lines.to_vec(),
            };
            let work = statement.sign(self.key.as_ref()).map_err(PeerError::Key)?;
            Ok(AuthorProof { certificate: me.certificate.clone(), work })
        };
        lines.chunks(MAX_LINES).map(sign).collect()
    }
}

#[cfg(test)]
mod tests {
    use automerge::transaction::Transactable as _;
    use automerge::{ActorId, AutoCommit, ROOT};

    use super::*;

    /// A log of changes by these actors, one after the other, each on all before it; actor 1 is this device.
    fn log(actors: &[u8]) -> Vec<LoggedChange> {
        let mut doc = AutoCommit::new();
        let mut seqs: HashMap<u8, u64> = HashMap::new();
        for (n, actor) in (0_i64..).zip(actors) {
            doc.set_actor(ActorId::from([*actor; 16]));
            doc.put(ROOT, "n", n).unwrap();
            doc.commit();
        }
        let changes = doc.get_changes(&[]);
        let logged = changes.iter().zip(actors).map(|(change, actor)| {
            let seq = seqs.entry(*actor).and_modify(|seq| *seq += 1).or_insert(1);
            LoggedChange {
                hash: change.hash().0,
                actor: [*actor; 16],
                seq: *seq,
                own: *actor == 1,
                received: false,
                raw: change.raw_bytes().to_vec(),
            }
        });
        logged.collect()
    }

    fn given(actors: &[u8], lines: &[(u8, u64)], theirs: &[(u8, u64)]) -> Vec<usize> {
        let log = log(actors);
        let lines: Vec<_> = lines.iter().map(|(actor, seq)| CoveringLine { actor: [*actor; 16], seq: *seq, proof: 1 }).collect();
        let chosen = choose(&log, &lines, &theirs.iter().map(|(actor, seq)| ([*actor; 16], *seq)).collect());
        log.iter().enumerate().filter(|(_, change)| chosen.contains(&change.hash)).map(|(index, _)| index).collect()
    }

    #[test]
    fn what_the_other_lacks_is_given_as_far_as_somebody_signed_for_it() {
        assert_eq!(given(&[9, 1, 1], &[], &[(9, 1)]), [1, 2], "own work on what both have");
        assert_eq!(given(&[9, 1, 1], &[], &[(9, 1), (1, 1)]), [2], "only what is lacking");
        assert_eq!(given(&[9, 1, 1], &[], &[]), [0_usize; 0], "nothing stands on what only the server vouches for");
        assert_eq!(given(&[9, 2, 1], &[], &[(9, 1)]), [0_usize; 0], "nor on another's unsigned work");
        assert_eq!(given(&[9, 2, 2, 1], &[(2, 2)], &[(9, 1)]), [1, 2, 3], "another's work goes with its line");
        assert_eq!(given(&[9, 2, 1, 2], &[(2, 1)], &[(9, 1)]), [1, 2], "as far as the line reaches");
        assert_eq!(given(&[9, 2, 3, 2], &[(2, 2)], &[(9, 1)]), [0_usize; 0], "a line whose change cannot be given covers nothing");
    }
}
