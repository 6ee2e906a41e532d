//! What is sent: choosing changes within the limits of a request, and packing them.

use std::collections::HashSet;

use model::id::DocumentId;
use model::wire::config::SyncLimits;
use model::wire::frame;
use model::wire::lists::{self, List};
use model::wire::packed;
use model::wire::sync::{PushedDocument, SyncRequest};

use crate::http::answer::Failure;

use crate::store::outbox::Unsent;
use crate::store::unsent::ChangeName;

/// A request's header takes at most one so-many-th of what the body may hold.
const HEADER_PART: u32 = 8;

/// How much one request may hold. One change always fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Budget {
    pub(super) documents: usize,
    pub(super) changes: usize,
    pub(super) raw_bytes: usize,
    /// A change that is longer than this is never sent.
    pub(super) change_bytes: usize,
}

impl Budget {
    /// One `share`-th of a full request, as the server takes them. Raw changes only get smaller by packing and compressing, so that with its
    /// header a request always fits.
    pub(super) fn share(share: u32, limits: &SyncLimits) -> Self {
        let whole = |limit: u32| usize::try_from(limit).unwrap_or(usize::MAX);
        let part = |limit: u32| (whole(limit) / whole(share).max(1)).max(1);
        let body = limits.body_bytes.min(limits.inflated_bytes);
        Self {
            documents: part(limits.documents),
            changes: part(limits.changes),
            raw_bytes: part(body - body / HEADER_PART),
            change_bytes: whole(limits.change_bytes),
        }
    }
}

/// The changes of one document in a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pushed {
    pub(super) id: DocumentId,
    /// Hashes in the order sent.
    pub(super) hashes: Vec<[u8; 32]>,
    /// The raw changes.
    pub(super) raws: Vec<Vec<u8>>,
    /// Changes of other devices are among them: their authors' proofs go with the request.
    pub(super) relays: bool,
}

impl Pushed {
    /// What the request's header says of it.
    pub(super) fn announced(&self) -> PushedDocument {
        PushedDocument { id: self.id, changes: u32::try_from(self.hashes.len()).unwrap_or(u32::MAX) }
    }
}

/// What goes into one request.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Batch {
    pub(super) documents: Vec<Pushed>,
    /// Documents whose next change is damaged on this device and cannot be packed.
    pub(super) damaged: Vec<DocumentId>,
    /// Documents whose next change is longer than the server ever takes.
    pub(super) too_large: Vec<DocumentId>,
}

impl Batch {
    pub(super) fn changes(&self) -> usize {
        self.documents.iter().map(|pushed| pushed.hashes.len()).sum()
    }

    /// Every change in it.
    pub(super) fn names(&self) -> HashSet<ChangeName> {
        self.documents.iter().flat_map(|pushed| pushed.hashes.iter().map(|hash| (pushed.id, *hash))).collect()
    }

    /// The body of a request with these changes behind `header`, in the form of its protocol.
    pub(super) fn body(&self, header: &SyncRequest) -> Result<Vec<u8>, Failure> {
        let unsendable = |error: &dyn std::error::Error| Failure::Refused(error.to_string());
        if header.protocol < lists::SINCE {
            let sections = self.documents.iter().map(|pushed| packed::encode(&pushed.raws)).collect::<Result<Vec<_>, _>>();
            let frame = frame::encode(header, &sections.map_err(|error| unsendable(&error))?);
            return Ok(frame::gzip(&frame.map_err(|error| unsendable(&error))?));
        }
        let lists: Vec<_> = self.documents.iter().map(|pushed| List { document: pushed.id, raws: &pushed.raws }).collect();
        let sections = lists::pack(&lists).map_err(|error| unsendable(&error))?;
        frame::gzip_lists(header, &sections).map_err(|error| unsendable(&error))
    }
}

/// The longest front of `unsent` (document by document, each in order) that fits the budget; at least one change. A document with changes of
/// other devices goes whole: an author's signature is over the last of them.
pub(super) fn plan(unsent: &[Unsent], budget: Budget) -> Batch {
    let mut chosen: Vec<(DocumentId, Vec<&Unsent>)> = Vec::new();
    let relayed: HashSet<DocumentId> = unsent.iter().filter(|change| change.relays).map(|change| change.document).collect();
    let (mut changes, mut raw_bytes) = (0, 0);
    let mut batch = Batch::default();
    let mut stopped = None;
    for change in unsent {
        if stopped == Some(change.document) {
            continue;
        }
        if change.raw.len() > budget.change_bytes {
            stopped = Some(change.document);
            if chosen.last().is_none_or(|(id, _)| *id != change.document) {
                batch.too_large.push(change.document);
            }
            continue;
        }
        changes += 1;
        raw_bytes += change.raw.len();
        let of_a_whole = relayed.contains(&change.document) && chosen.last().is_some_and(|(id, _)| *id == change.document);
        if !of_a_whole && changes > 1 && (changes > budget.changes || raw_bytes > budget.raw_bytes) {
            break;
        }
        if chosen.last().is_none_or(|(id, _)| *id != change.document) {
            if chosen.len() == budget.documents {
                break;
            }
            chosen.push((change.document, Vec::new()));
        }
        if let Some((_, list)) = chosen.last_mut() {
            list.push(change);
        }
    }
    for (id, list) in chosen {
        match list.iter().try_for_each(|change| packed::check(&change.raw)) {
            Ok(()) => batch.documents.push(Pushed {
                id,
                hashes: list.iter().map(|change| change.hash).collect(),
                raws: list.iter().map(|change| change.raw.clone()).collect(),
                relays: relayed.contains(&id),
            }),
            Err(_) => batch.damaged.push(id),
        }
    }
    batch
}

#[cfg(test)]
mod tests {
    use super::*;
    use automerge::transaction::Transactable as _;
    use automerge::{ActorId, AutoCommit, ROOT};

    fn changes_of(document: u8, count: usize) -> Vec<Unsent> {
        let mut doc = AutoCommit::new().with_actor(ActorId::from([document; 16]));
        for n in 0..count {
            doc.put(ROOT, "n", n as i64).unwrap();
            doc.commit();
        }
        let id = DocumentId::from_bytes([document; 16]);
        doc.get_changes(&[])
            .iter()
            .map(|change| Unsent { document: id, hash: change.hash().0, raw: change.raw_bytes().to_vec(), relays: false })
            .collect()
    }

    #[test]
    fn a_request_takes_the_longest_front_that_fits() {
        let unsent = [changes_of(1, 3), changes_of(2, 2), changes_of(3, 1)].concat();
        let raw_of_two: usize = unsent[..2].iter().map(|change| change.raw.len()).sum();
        let wide = Budget::share(1, &SyncLimits::default());
        let cases: [(&str, Budget, &[usize]); 6] = [
            ("everything", wide, &[3, 2, 1]),
            ("changes", Budget { changes: 4, ..wide }, &[3, 1]),
            ("documents", Budget { documents: 1, ..wide }, &[3]),
            ("bytes", Budget { raw_bytes: raw_of_two, ..wide }, &[2]),
            ("one change even if it is too long", Budget { raw_bytes: 1, ..wide }, &[1]),
            ("the smallest share", Budget::share(u32::MAX, &SyncLimits::default()), &[1]),
        ];
        for (name, budget, lengths) in cases {
            let batch = plan(&unsent, budget);
            let found: Vec<usize> = batch.documents.iter().map(|pushed| pushed.hashes.len()).collect();
            assert_eq!(found, lengths, "{name}");
            assert!(batch.damaged.is_empty());
        }
    }

    #[test]
    fn a_document_with_work_of_another_device_goes_whole() {
        let mut unsent = [changes_of(1, 2), changes_of(2, 3), changes_of(3, 1)].concat();
        unsent[2].relays = true;
        let wide = Budget::share(1, &SyncLimits::default());
        let lengths = |budget| plan(&unsent, budget).documents.iter().map(|pushed| pushed.hashes.len()).collect::<Vec<_>>();
        assert_eq!(lengths(Budget { changes: 3, ..wide }), [2, 3]);
        assert_eq!(lengths(Budget { changes: 2, ..wide }), [2]);
        assert!(plan(&unsent, wide).documents[1].relays);
    }

    #[test]
    fn a_change_that_never_fits_stops_its_own_document_and_nothing_else() {
        let mut unsent = [changes_of(1, 3), changes_of(2, 2), changes_of(3, 1)].concat();
        let longest = unsent.iter().map(|change| change.raw.len()).max().unwrap();
        unsent[1].raw.resize(longest + 1, 0);
        unsent[3].raw.resize(longest + 1, 0);
        let budget = Budget { change_bytes: longest, ..Budget::share(1, &SyncLimits::default()) };
        let batch = plan(&unsent, budget);
        let sent: Vec<_> = batch.documents.iter().map(|pushed| (pushed.id, pushed.hashes.len())).collect();
        assert_eq!(sent, [(unsent[0].document, 1), (unsent[5].document, 1)], "what comes before it goes");
        assert_eq!(batch.too_large, [unsent[3].document], "the other is told once it is the next");
    }

    #[test]
    fn a_damaged_change_holds_back_only_its_own_document() {
        let mut unsent = [changes_of(1, 2), changes_of(2, 1)].concat();
        unsent[1].raw[20] ^= 1;
        let batch = plan(&unsent, Budget::share(1, &SyncLimits::default()));
        assert_eq!(batch.damaged, [unsent[0].document]);
        assert_eq!(batch.documents.len(), 1);
    }
}
