//! Completion dates: promised to the customer, and seen to be at risk.

use model::documents::visit::records::EventKind;
use model::documents::visit::write;
use model::id::{DocumentId, EventId};
use model::rules::{Refusal, can_promise, check_promise, check_risk};
use model::time::Timestamp;

use super::act::{Intent, Standpoint, Step};
use super::{ActionError, Visits};

impl Visits {
    /// Records a completion date named to the customer, as the end of that day; `document` is the paper behind it and may be empty
    /// where none is needed. It replaces the promise in force.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn promise_completion(&self, id: DocumentId, promised_for: Timestamp, document: &str) -> Result<EventId, ActionError> {
        self.core.act(id, |scene| {
            decide(&scene.stand)?;
            check_promise(scene.stand.visit(), document)?;
            let replaces = scene.stand.visit().promise().map(|promise| promise.event);
            let event = scene.new_id(EventId::from_parts)?;
            let kind = EventKind::CompletionPromised { promised_for, document: document.to_owned(), replaces };
            let change = write::append_event(scene.doc, event, kind, scene.stamp)?;
            Ok(Step::new(change, Intent::PromiseCompletion { event, promised_for, document }, event))
        })
    }

    /// Records that the promise in force cannot be kept: the duty of P-07 opens now.
    ///
    /// # Errors
    /// [`ActionError`]; [`Refusal::NoSuchEntry`] if nothing was promised. Nothing was changed.
    pub fn put_promise_at_risk(&self, id: DocumentId, reason: &str, told_customer: bool) -> Result<EventId, ActionError> {
        self.core.act(id, |scene| {
            decide(&scene.stand)?;
            let promise = scene.stand.visit().promise().ok_or(Refusal::NoSuchEntry)?.event;
            check_risk(scene.stand.visit(), promise, reason)?;
            let event = scene.new_id(EventId::from_parts)?;
            let kind = EventKind::PromiseAtRisk { promise, reason: reason.to_owned(), told_customer };
            let change = write::append_event(scene.doc, event, kind, scene.stamp)?;
            Ok(Step::new(change, Intent::PutPromiseAtRisk { event, promise, reason }, event))
        })
    }
}

pub(super) fn decide(stand: &Standpoint<'_>) -> Result<(), Refusal> {
    stand.still_ours()?;
    can_promise(stand.visit(), stand.signature(), stand.person)
}
