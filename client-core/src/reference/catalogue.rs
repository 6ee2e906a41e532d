//! The parts catalogue.
//!
//! The searched text of all parts is kept in memory from the first search on and read again after a page of the catalogue came in.

use std::sync::{Arc, PoisonError};

use model::reference::Set;
use model::reference::index::PartIndex;
use model::reference::part::Part;

use super::Reference;
use crate::store::{StoreError, reference};

/// The most parts one search answers.
const MAX_FOUND: usize = 200;

/// The catalogue's searched text as of a revision of the set.
pub(crate) struct LoadedIndex {
    revision: u64,
    index: Arc<PartIndex>,
}

impl Reference {
    /// Parts that fit `query`, the best first, at most `limit` and never more than 200: by material code (with or without its dashes),
    /// by name in any language, by the initials of the Chinese name in pinyin, and with one slip of the finger.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn search_parts(&self, query: &str, limit: usize) -> Result<Vec<Part>, StoreError> {
        let index = self.index()?;
        let numbers = index.search(query, limit.min(MAX_FOUND));
        self.core.store.read(|conn| {
            let mut parts = Vec::with_capacity(numbers.len());
            for number in numbers {
                // A part that was deleted since the index was read is not there any more.
                if let Some(body) = reference::row(conn, Set::Parts, number)? {
                    parts.push(serde_json::from_str(&body)?);
                }
            }
            Ok(parts)
        })
    }

    /// The part with exactly this material code.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn part(&self, number: &str) -> Result<Option<Part>, StoreError> {
        self.row(Set::Parts, number.trim())
    }

    /// The index of the catalogue as it is now.
    fn index(&self) -> Result<Arc<PartIndex>, StoreError> {
        let revision = self.core.store.read(|conn| reference::revision(conn, Set::Parts))?;
        let mut kept = self.core.part_index.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(loaded) = kept.as_ref().filter(|loaded| loaded.revision == revision) {
            return Ok(Arc::clone(&loaded.index));
        }
        let (revision, index) = self
            .core
            .store
            .read::<_, StoreError>(|conn| Ok((reference::revision(conn, Set::Parts)?, Arc::new(reference::part_index(conn)?))))?;
        *kept = Some(LoadedIndex { revision, index: Arc::clone(&index) });
        Ok(index)
    }
}
