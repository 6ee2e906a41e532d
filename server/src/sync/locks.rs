//! One judge at a time per document. Judging reads the stored document and writing comes later; in between nobody else may.
//!
//! Left out: several server processes on one database. SQLite has one; a store for more has to lock there.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use model::id::DocumentId;
use tokio::sync::{Mutex as Turn, OwnedMutexGuard};

/// So many entries are kept before those nobody holds are swept out.
const SWEEP_AT: usize = 4_096;

/// The locks of one server process.
#[derive(Debug, Default)]
pub(crate) struct DocumentLocks {
    turns: Mutex<HashMap<DocumentId, Weak<Turn<()>>>>,
}

/// While this lives, nobody else judges or writes the documents.
#[derive(Debug)]
pub(crate) struct Locked {
    _guards: Vec<OwnedMutexGuard<()>>,
}

impl DocumentLocks {
    /// Waits until all of `documents` are free and takes them. Always in the same order, so that two requests cannot wait for
    /// each other.
    pub(crate) async fn lock(&self, documents: impl IntoIterator<Item = DocumentId>) -> Locked {
        let mut documents: Vec<DocumentId> = documents.into_iter().collect();
        documents.sort_unstable();
        documents.dedup();
        let mut guards = Vec::with_capacity(documents.len());
        for document in documents {
            let turn = self.turn(document);
            guards.push(turn.lock_owned().await);
        }
        Locked { _guards: guards }
    }

    fn turn(&self, document: DocumentId) -> Arc<Turn<()>> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turn) = turns.get(&document).and_then(Weak::upgrade) {
            return turn;
        }
        if turns.len() >= SWEEP_AT {
            turns.retain(|_, turn| turn.strong_count() > 0);
        }
        let turn = Arc::new(Turn::new(()));
        turns.insert(document, Arc::downgrade(&turn));
        turn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(byte: u8) -> DocumentId {
        DocumentId::from_bytes([byte; 16])
    }

    #[tokio::test]
    async fn a_document_is_locked_once_and_free_again_after() {
        let locks = DocumentLocks::default();
        let first = locks.lock([document(2), document(1), document(2)]).await;
        assert!(locks.turn(document(1)).try_lock().is_err());
        assert!(locks.turn(document(2)).try_lock().is_err());
        assert!(locks.turn(document(3)).try_lock().is_ok());
        drop(first);
        assert!(locks.turn(document(1)).try_lock().is_ok());
    }
}
