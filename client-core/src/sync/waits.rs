//! Waits of single things: a document or photo that cannot be fetched, a picture that cannot be sent, a set of reference data. Each waits for itself, longer after
//! each failure, and holds up neither the others nor the exchange of changes. Kept in memory: a start tries everything again.
//!
//! All times are **milliseconds** of the monotonic clock.

use std::collections::HashMap;

use model::id::DocumentId;
use model::reference::Set;

/// The wait after the first failure; it doubles with each.
const FIRST_MS: u64 = 30_000;
/// The longest wait.
const LONGEST_MS: u64 = 60 * 60 * 1_000;

/// One thing that is exchanged by itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Item {
    /// A document to fetch whole.
    Document(DocumentId),
    /// A picture to send, by its SHA-256.
    Photo(String),
    /// Sending pictures at all.
    Uploads,
    /// A photo to fetch whole, by its SHA-256.
    Wanted(String),
    /// A small picture to fetch, by the SHA-256 of the whole.
    Thumbnail(String),
    /// A set of reference data to fetch.
    Set(Set),
}

/// What waits, and until when.
#[derive(Debug, Default)]
pub(crate) struct Waits(HashMap<Item, Wait>);

#[derive(Debug, Default)]
struct Wait {
    failures: u32,
    until: u64,
}

impl Waits {
    /// `item` failed once more.
    pub(crate) fn failed(&mut self, item: Item, now: u64) {
        let wait = self.0.entry(item).or_default();
        let length = FIRST_MS.saturating_mul(1 << wait.failures.min(16)).min(LONGEST_MS);
        wait.failures = wait.failures.saturating_add(1);
        wait.until = now.saturating_add(length);
    }

    /// `item` came through.
    pub(crate) fn passed(&mut self, item: &Item) {
        self.0.remove(item);
    }

    /// A person asked: nothing waits any more.
    pub(crate) fn end_all(&mut self) {
        for wait in self.0.values_mut() {
            wait.until = 0;
        }
    }

    /// Documents that still wait at `now`.
    pub(crate) fn documents(&self, now: u64) -> Vec<DocumentId> {
        let waiting = self.0.iter().filter(|(_, wait)| now < wait.until);
        waiting.filter_map(|(item, _)| if let Item::Document(id) = item { Some(*id) } else { None }).collect()
    }

    /// Sets of reference data that still wait at `now`.
    pub(crate) fn sets(&self, now: u64) -> Vec<Set> {
        let waiting = self.0.iter().filter(|(_, wait)| now < wait.until);
        waiting.filter_map(|(item, _)| if let Item::Set(set) = item { Some(*set) } else { None }).collect()
    }

    /// Whether sending pictures at all still waits at `now`.
    pub(crate) fn uploads(&self, now: u64) -> bool {
        self.0.get(&Item::Uploads).is_some_and(|wait| now < wait.until)
    }

    /// Photos to fetch whole that still wait at `now`.
    pub(crate) fn wanted(&self, now: u64) -> Vec<String> {
        let waiting = self.0.iter().filter(|(_, wait)| now < wait.until);
        waiting.filter_map(|(item, _)| if let Item::Wanted(sha256) = item { Some(sha256.clone()) } else { None }).collect()
    }

    /// Small pictures that still wait at `now`.
    pub(crate) fn thumbnails(&self, now: u64) -> Vec<String> {
        let waiting = self.0.iter().filter(|(_, wait)| now < wait.until);
        waiting.filter_map(|(item, _)| if let Item::Thumbnail(sha256) = item { Some(sha256.clone()) } else { None }).collect()
    }

    /// Pictures that still wait at `now`.
    pub(crate) fn photos(&self, now: u64) -> Vec<String> {
        let waiting = self.0.iter().filter(|(_, wait)| now < wait.until);
        waiting.filter_map(|(item, _)| if let Item::Photo(sha256) = item { Some(sha256.clone()) } else { None }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thing_waits_for_itself_and_longer_each_time() {
        let mut waits = Waits::default();
        let id = DocumentId::from_bytes([1; 16]);
        waits.failed(Item::Document(id), 0);
        waits.failed(Item::Photo("a".into()), 0);
        assert_eq!((waits.documents(FIRST_MS - 1), waits.photos(FIRST_MS - 1)), (vec![id], vec!["a".to_owned()]));
        assert!(waits.documents(FIRST_MS).is_empty());
        waits.failed(Item::Document(id), FIRST_MS);
        assert_eq!(waits.documents(3 * FIRST_MS - 1), [id]);
        waits.passed(&Item::Photo("a".into()));
        assert!(waits.photos(0).is_empty());
        for n in 0..40 {
            waits.failed(Item::Document(id), n);
        }
        assert!(waits.documents(39 + LONGEST_MS).is_empty(), "never longer than the cap");
        waits.failed(Item::Document(id), 0);
        waits.end_all();
        assert!(waits.documents(0).is_empty());
    }
}
