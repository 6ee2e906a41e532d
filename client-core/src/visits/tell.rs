//! What the unit is told and what the customer says: also after the customer has signed, because none of it changes what was signed.
//! A message has been told once the server received it; until then the visit shows as *on this phone*.

use model::documents::visit::records::{EventKind, ReportKind, Wish};
use model::id::{DocumentId, EventId};
use model::rules::{Refusal, can_tell, check_report, check_words};

use super::act::Standpoint;
use super::{ActionError, Visits};

impl Visits {
    /// Sends a message to the unit. A larger problem needs the technician's proposal and the customer's demand;
    /// otherwise both may be empty.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn report(&self, id: DocumentId, what: ReportKind, text: &str, proposal: &str, demand: &str) -> Result<EventId, ActionError> {
        let kind = EventKind::Reported { what, text: text.to_owned(), proposal: proposal.to_owned(), demand: demand.to_owned() };
        self.record(id, &kind, |stand| {
            decide(stand)?;
            check_report(what, text, proposal, demand)
        })
    }

    /// Records that the customer sees cause or liability differently.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn note_disagreement(&self, id: DocumentId, matter: &str, words: &str) -> Result<EventId, ActionError> {
        self.record(id, &EventKind::DisagreementNoted { matter: matter.to_owned(), words: words.to_owned() }, |stand| {
            decide(stand)?;
            check_words(&[("matter", matter), ("words", words)])
        })
    }

    /// Records that the customer wants an exchange or the money back.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn note_wish(&self, id: DocumentId, wish: Wish, words: &str) -> Result<EventId, ActionError> {
        self.record(id, &EventKind::WishNoted { wish, words: words.to_owned() }, |stand| {
            decide(stand)?;
            check_words(&[("words", words)])
        })
    }

    /// Records that the product is a dealer's, and which: the dealer is to be told of warranty service on it.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn name_dealer(&self, id: DocumentId, name: &str) -> Result<EventId, ActionError> {
        self.record(id, &EventKind::DealerNamed { name: name.to_owned() }, |stand| {
            decide(stand)?;
            check_words(&[("name", name)])
        })
    }

    /// Records that the dealer of the product was told of the warranty service: which dealer and how.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn inform_dealer(&self, id: DocumentId, note: &str) -> Result<EventId, ActionError> {
        self.record(id, &EventKind::DealerInformed { note: note.to_owned() }, |stand| {
            decide(stand)?;
            check_words(&[("note", note)])
        })
    }

    /// Records that the same fault was repaired before on the same product; `earlier` is the number of that call-out.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn note_repeat(&self, id: DocumentId, earlier: &str) -> Result<EventId, ActionError> {
        self.record(id, &EventKind::RepeatNoted { earlier: earlier.to_owned() }, |stand| {
            decide(stand)?;
            check_words(&[("earlier", earlier)])
        })
    }
}

pub(super) fn decide(stand: &Standpoint<'_>) -> Result<(), Refusal> {
    stand.still_ours()?;
    can_tell(stand.visit(), stand.person)
}
