//! Documents held open, so that a tap does not load one again, with what was found out about them. Each got a fresh actor when it was
//! loaded.

use std::collections::HashMap;

use automerge::Automerge;
use model::documents::DocumentError;
use model::documents::kind::Assessed;
use model::documents::reading::Reading;
use model::gate::{Authority, History, Limits, OwnChange, Preflight, Refusal, admit_own};
use model::id::DocumentId;
use model::rules::OwnWork;

use super::StoreError;

/// How many documents are held open: the visits of some days.
const HELD: usize = 64;

/// A document held open. What it comes to and what the gate must know of it are found out once, and held as long as nobody writes.
pub(crate) struct OpenDocument {
    pub(crate) doc: Automerge,
    /// Of the document as it is, if it was asked for.
    reading: Option<Reading>,
    assessed: Option<Assessed>,
    history: Option<History>,
    own: Option<OwnWork>,
}

impl OpenDocument {
    /// The document, with nothing known of it yet.
    pub(crate) fn new(doc: Automerge) -> Self {
        Self { doc, reading: None, assessed: None, history: None, own: None }
    }

    /// What the document comes to, and the document to be written to. Whoever writes asks [`OpenDocument::admit_own`] then, or throws the
    /// document away.
    ///
    /// # Errors
    /// [`DocumentError`] if this program cannot read it.
    pub(crate) fn for_writing(&mut self) -> Result<(&Assessed, &mut Automerge), DocumentError> {
        self.assess()?;
        match &self.assessed {
            Some(assessed) => Ok((assessed, &mut self.doc)),
            None => Err(DocumentError::Engine("the document was not assessed".to_owned())),
        }
    }

    /// Puts the change `raw`, which was just written to the document, through the gate; `before` is the document without it.
    ///
    /// # Errors
    /// [`Refusal`]; the document must then be thrown away.
    pub(crate) fn admit_own(&mut self, before: &Automerge, raw: &[u8], authority: &dyn Authority) -> Result<Preflight, Refusal> {
        let history = self.history.get_or_insert_with(|| History::of(before));
        let OwnChange { preflight, effects } = admit_own(before, &self.doc, history, raw, &Limits::default(), authority)?;
        self.assessed = None;
        if let Some(reading) = &mut self.reading {
            reading.follow(&self.doc, &effects);
        }
        Ok(preflight)
    }

    /// What this device has written to the document, to be counted on; `read` finds it on disk.
    ///
    /// # Errors
    /// Those of `read`.
    pub(crate) fn own_work(&mut self, read: impl FnOnce() -> Result<OwnWork, StoreError>) -> Result<&mut OwnWork, StoreError> {
        match &mut self.own {
            Some(own) => Ok(own),
            none => Ok(none.insert(read()?)),
        }
    }

    /// What the document comes to, with everything that was written to it.
    ///
    /// # Errors
    /// As [`OpenDocument::for_writing`].
    pub(crate) fn assess(&mut self) -> Result<&Assessed, DocumentError> {
        let reading = self.reading.get_or_insert_with(|| Reading::of(&self.doc));
        match &mut self.assessed {
            Some(assessed) => Ok(assessed),
            none => Ok(none.insert(reading.assess(&self.doc)?)),
        }
    }
}

/// The documents used last.
#[derive(Default)]
pub(crate) struct OpenDocuments {
    held: HashMap<DocumentId, Held>,
    uses: u64,
}

struct Held {
    open: OpenDocument,
    last_use: u64,
}

impl OpenDocuments {
    /// Takes the document out. Whoever takes it puts it back only after its changes are committed.
    pub(crate) fn take(&mut self, id: DocumentId) -> Option<OpenDocument> {
        self.held.remove(&id).map(|held| held.open)
    }

    /// Holds `open`, and lets go of the one that was not used for longest if there are too many.
    pub(crate) fn put(&mut self, id: DocumentId, open: OpenDocument) {
        self.uses += 1;
        self.held.insert(id, Held { open, last_use: self.uses });
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
            open.put(*id, OpenDocument::new(Automerge::new()));
        }
        let first = open.take(ids[0]).unwrap();
        open.put(ids[0], first);
        open.put(ids[HELD], OpenDocument::new(Automerge::new()));
        assert!(open.take(ids[1]).is_none());
        assert!(open.take(ids[0]).is_some() && open.take(ids[HELD]).is_some());
    }
}
