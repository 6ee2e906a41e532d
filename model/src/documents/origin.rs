//! Where an entry comes from: the change that brought it, and what its author had from the desk by then. Whoever keeps changes with the
//! times they came can say between which instants it was written.

use automerge::{Automerge, ChangeHash};

use super::causality::{Causality, writer_of};
use super::reader::{EVENTS, SIGN_OFFS};
use super::stamp::ChangeNote;
use crate::id::{EventId, SignOffId};

/// Where an entry comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The change that brought it: it was written before anybody took that in.
    pub change: ChangeHash,
    /// Changes of the desk that it builds on, in no order: it was written after the desk wrote each of them. What other devices wrote is
    /// left out, because devices may have it from each other long before the server has it.
    pub desk: Vec<ChangeHash>,
}

/// The origins of a document's entries: its history is read once, and asked often.
pub struct Origins<'a> {
    doc: &'a Automerge,
    causality: Causality,
}

impl<'a> Origins<'a> {
    /// Reads the history of `doc`.
    #[must_use]
    pub fn of(doc: &'a Automerge) -> Self {
        Self { doc, causality: Causality::of(doc) }
    }

    /// Where the event comes from, if the document has it.
    #[must_use]
    pub fn of_event(&self, id: EventId) -> Option<Origin> {
        self.of_entry(EVENTS, &id.to_string())
    }

    /// Where the sign-off comes from, if the document has it.
    #[must_use]
    pub fn of_sign_off(&self, id: SignOffId) -> Option<Origin> {
        self.of_entry(SIGN_OFFS, &id.to_string())
    }

    fn of_entry(&self, collection: &str, key: &str) -> Option<Origin> {
        let change = writer_of(self.doc, collection, key)?;
        let past = self.causality.past_of(&[change]);
        let by_desk = |hash: &ChangeHash| ChangeNote::in_document(self.doc, hash).is_some_and(|note| note.device.is_none());
        Some(Origin { change, desk: past.into_iter().filter(|hash| *hash != change && by_desk(hash)).collect() })
    }
}
