//! How much one device writes to one document, so that a program that runs away does not leave others without room: the gate's
//! [`Limits`] are for everybody together.

use super::Refusal;
use crate::gate::{Limits, Preflight};

/// What one device has written to one document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OwnWork {
    changes: usize,
    ops: u64,
    bytes: usize,
}

impl OwnWork {
    /// Counts one more change of `size` **bytes**.
    pub fn add(&mut self, flight: &Preflight, size: usize) {
        self.changes = self.changes.saturating_add(1);
        self.ops = self.ops.saturating_add(flight.ops);
        self.bytes = self.bytes.saturating_add(size);
    }

    /// Whether there is room for what was written with the last change. A device uses a third of a document, and up to a half for what
    /// `closes` it: checks, finish, stop, signature, confirmation.
    ///
    /// # Errors
    /// [`Refusal::DocumentFull`].
    pub fn has_room(&self, closes: bool) -> Result<(), Refusal> {
        let (all, share) = (Limits::default(), if closes { 2 } else { 3 });
        let full = self.changes > all.document_changes / share
            || self.ops > all.document_ops / share as u64
            || self.bytes > all.document_bytes / share;
        if full { Err(Refusal::DocumentFull) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(changes: usize, ops: u64, bytes: usize) -> OwnWork {
        OwnWork { changes, ops, bytes }
    }

    #[test]
    fn a_device_stops_well_before_the_document_is_full_and_can_still_close_it() {
        let all = Limits::default();
        for full in [
            written(all.document_changes / 3 + 1, 0, 0),
            written(0, all.document_ops / 3 + 1, 0),
            written(0, 0, all.document_bytes / 3 + 1),
        ] {
            assert_eq!(full.has_room(false), Err(Refusal::DocumentFull));
            assert_eq!(full.has_room(true), Ok(()));
        }
        assert_eq!(written(all.document_changes / 3, all.document_ops / 3, all.document_bytes / 3).has_room(false), Ok(()));
        assert_eq!(written(all.document_changes / 2 + 1, 0, 0).has_room(true), Err(Refusal::DocumentFull), "and not without end");
    }
}
