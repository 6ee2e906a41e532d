//! One at a time: one judge per document, one push in judgement per device. Judging reads the stored document and writing comes
//! later; in between nobody else may.
//!
//! Left out: several server processes on one database. The [data directory](crate::data_dir) lets only one in, and the store
//! compares what was judged with what it finds before it writes.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{Mutex as Turn, OwnedMutexGuard};

/// So many entries are kept before those nobody holds are swept out.
const SWEEP_AT: usize = 4_096;

/// The locks of one server process.
#[derive(Debug)]
pub(crate) struct Locks<K> {
    turns: Mutex<HashMap<K, Weak<Turn<()>>>>,
}

/// While this lives, it is nobody else's turn.
#[derive(Debug)]
pub(crate) struct Locked {
    _turn: OwnedMutexGuard<()>,
}

impl<K> Default for Locks<K> {
    fn default() -> Self {
        Self { turns: Mutex::default() }
    }
}

impl<K: Copy + Eq + Hash> Locks<K> {
    /// Waits until `key` is free and takes it. Whoever holds locks of a kind may only wait for a greater one of that kind: then nobody
    /// waits in a circle.
    pub(crate) async fn lock(&self, key: K) -> Locked {
        let turn = self.turn(key);
        Locked { _turn: turn.lock_owned().await }
    }

    fn turn(&self, key: K) -> Arc<Turn<()>> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turn) = turns.get(&key).and_then(Weak::upgrade) {
            return turn;
        }
        if turns.len() >= SWEEP_AT {
            turns.retain(|_, turn| turn.strong_count() > 0);
        }
        let turn = Arc::new(Turn::new(()));
        turns.insert(key, Arc::downgrade(&turn));
        turn
    }
}

#[cfg(test)]
mod tests {
    use model::id::DocumentId;

    use super::*;

    fn document(byte: u8) -> DocumentId {
        DocumentId::from_bytes([byte; 16])
    }

    #[tokio::test]
    async fn a_document_is_locked_alone_and_free_again_after() {
        let locks = Locks::default();
        let first = locks.lock(document(2)).await;
        assert!(locks.turn(document(2)).try_lock().is_err());
        assert!(locks.turn(document(3)).try_lock().is_ok());
        drop(first);
        assert!(locks.turn(document(2)).try_lock().is_ok());
    }
}
