//! Which change brought an event: whoever keeps changes with the time they came can say how late an event was told.

use std::collections::BTreeMap;

use automerge::{Automerge, ChangeHash};

use super::Visit;
use super::schema::EVENTS;
use crate::documents::causality::writer_of;
use crate::id::EventId;

impl Visit {
    /// The change in `doc`, the document of this visit, that brought each event.
    #[must_use]
    pub fn changes_of_events(&self, doc: &Automerge) -> BTreeMap<EventId, ChangeHash> {
        self.events.iter().filter_map(|event| Some((event.id, writer_of(doc, EVENTS, &event.id.to_string())?))).collect()
    }
}
