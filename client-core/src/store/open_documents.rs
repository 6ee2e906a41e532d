//! Documents held open, so that a tap does not load one again. Each got a fresh actor when it was loaded.

use std::collections::HashMap;

use automerge::Automerge;
use model::id::DocumentId;

/// How many documents are held open; a technician works on one or two at a time.
const HELD: usize = 16;

/// The documents used last.
#[derive(Default)]
pub(crate) struct OpenDocuments {
    held: HashMap<DocumentId, Held>,
    uses: u64,
}

struct Held {
    doc: Automerge,
    last_use: u64,
}

impl OpenDocuments {
    /// Takes the document out. Whoever takes it puts it back only after its changes are committed.
    pub(crate) fn take(&mut self, id: DocumentId) -> Option<Automerge> {
        self.held.remove(&id).map(|held| held.doc)
    }

    /// Holds `doc`, and lets go of the one that was not used for longest if there are too many.
    pub(crate) fn put(&mut self, id: DocumentId, doc: Automerge) {
        self.uses += 1;
        self.held.insert(id, Held { doc, last_use: self.uses });
        if self.held.len() > HELD
            && let Some(oldest) = self.held.iter().min_by_key(|(_, held)| held.last_use).map(|(id, _)| *id)
        {
            self.held.remove(&oldest);
        }
    }

    /// Lets go of all.
    pub(crate) fn clear(&mut self) {
        self.held.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_not_used_for_longest_is_let_go() {
        let mut open = OpenDocuments::default();
        let ids: Vec<DocumentId> = (0..=HELD as u8).map(|n| DocumentId::from_bytes([n; 16])).collect();
        for id in &ids[..HELD] {
            open.put(*id, Automerge::new());
        }
        let first = open.take(ids[0]).unwrap();
        open.put(ids[0], first);
        open.put(ids[HELD], Automerge::new());
        assert!(open.take(ids[1]).is_none());
        assert!(open.take(ids[0]).is_some() && open.take(ids[HELD]).is_some());
    }
}
